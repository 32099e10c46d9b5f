"""Events: what counts as an act, what does not, and one row for each act."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policymine
from policymine.data import load_yaml
from policymine.extraction.event_lexicon import find_triggers, load_lexicon, lowered
from policymine.extraction.event_rows import event_id
from policymine.extraction.events import FLOOR, find_events
from policymine.records import (
    AdminLevel,
    Bound,
    Document,
    Event,
    Figure,
    Language,
    Place,
    Reason,
    Role,
    Section,
    SectionKind,
    Status,
)
from policymine.text.sentences import split_sentences

SPECS = Path(__file__).parent.parent / "specs"
COUNTY = Place("城固县", "610722", AdminLevel.COUNTY)


def spec(name: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads((SPECS / name).read_text(encoding="utf-8"))
    return rows


def read(
    text: str,
    language: Language = Language.ZH,
    figures: list[Figure] | None = None,
    sections: tuple[Section, ...] = (),
    place: Place | None = COUNTY,
    date: str | None = "2022-07",
) -> list[Event]:
    document = Document(doc="d", doc_id="d", text=text, language=language, sections=sections)
    return find_events(
        document,
        split_sentences(text, language),
        figures or [],
        lambda a, b: (place, "document_place", None),
        lambda a, b, status: (date, "published", None),
    )


def check(row: dict[str, object], language: Language) -> None:
    text = str(row["text"])
    found = [
        {
            "type": e.type,
            **({"subtype": e.subtype} if e.subtype else {}),
            "status": str(e.status),
            "quote": e.quote,
            **({"actor": e.actor} if e.actor else {}),
        }
        for e in read(text, language)
    ]
    assert found == row["expected"]


@pytest.mark.parametrize("row", spec("events_zh.json"), ids=lambda r: str(r["text"])[:24])
def test_events_chinese_sentence(row: dict[str, object]) -> None:
    check(row, Language.ZH)


@pytest.mark.parametrize("row", spec("events_en.json"), ids=lambda r: str(r["text"])[:40])
def test_events_english_sentence(row: dict[str, object]) -> None:
    check(row, Language.EN)


def test_events_every_type_is_covered_by_a_sentence_in_each_language() -> None:
    types = set(load_yaml("event_types.yaml")["types"])
    for name in ("events_zh.json", "events_en.json"):
        seen = {e["type"] for row in spec(name) for e in row["expected"]}  # type: ignore[attr-defined]
        assert types - seen == set()


def test_events_span_and_trigger_lie_in_the_text() -> None:
    text = "市教育局昨日印发《午间托管工作方案》，并成立午间托管工作专班。"
    issue, team = read(text)
    for event in (issue, team):
        assert text[event.start : event.end] == event.quote
        assert event.start <= event.trigger_start < event.trigger_end <= event.end
        assert event.confidence >= FLOOR
    assert text[issue.trigger_start : issue.trigger_end] == "印发"
    assert dict(issue.args)["document"] == "午间托管工作方案"
    assert (issue.actor, dict(issue.args)["actor_kind"], dict(issue.args)["actor_level"]) == (
        "市教育局",
        "education",
        "prefecture",
    )


def test_events_place_and_date_come_from_the_caller_with_a_reason_for_each_null() -> None:
    (event,) = read("目前已建立食材溯源制度。")
    assert (event.adcode, event.admin_level, event.date) == ("610722", AdminLevel.COUNTY, "2022-07")
    (event,) = read("目前已建立食材溯源制度。", place=None, date=None)
    reasons = dict(event.reasons)
    assert event.adcode is None
    assert (reasons["adcode"], reasons["date"], reasons["actor"]) == (Reason.NOT_STATED,) * 3
    (event,) = read("教育部发布《食堂管理办法》。", place=Place("中国", None, AdminLevel.NATION))
    assert dict(event.reasons)["adcode"] is Reason.NATIONAL


def figure(text: str, quote: str, name: str) -> Figure:
    start = text.index(quote)
    return Figure(
        figure_id=name, doc="d", doc_id="d", section=SectionKind.BODY, start=start, end=start + len(quote), quote=quote,
        core_start=start, core_end=start + len(quote), value=Decimal(1), value_max=None, bound=Bound.EXACT, unit=None,
        head=None, indicator=None, role=Role.FLOW_COUNT, direction=None, place=None, admin_level=None, adcode=None,
        period=None, stage=None, confidence=0.9, sentence=text, sentence_start=0, method="test",
    )  # fmt: skip


def test_events_links_the_figures_of_its_result() -> None:
    text = "全市17所学校派人到场。执法队查处占道经营案件64起，罚款18万元。"
    figures = [figure(text, q, q) for q in ("17", "64", "18万")]
    (event,) = read(text, figures=figures)
    assert event.type == "enforcement_action"
    assert event.figures == ("64", "18万")


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        ("县里查处案件12起，罚款3万元。", "", 1),
        ("县里查处案件12起。", "镇上拨付补助资金40万元。", 2),
    ],
)
def test_events_neighbouring_results_of_one_act_are_one_row(first: str, second: str, number: int) -> None:
    assert len(read(first + second)) == number


def test_events_headline_repeats_the_body() -> None:
    text = "三市约谈共享单车企业\n12日，三市交通部门约谈共享单车企业，要求规范停放。"
    (event,) = read(text)
    assert event.start > text.index("\n")
    assert event.alt_spans == ((0, text.index("\n")),)


def test_events_reduction_told_three_times_is_one_row() -> None:
    text = (
        "Brick kilns were reduced from 80 to 6\n\nThe county has worked hard. The number of small mines fell from 80 to 6. "
        "At present, 50 small mines have been merged."
    )
    found = [e for e in read(text, Language.EN) if e.type == "institution_reduction"]
    assert len(found) == 1
    assert found[0].alt_spans


def test_events_same_title_is_one_row_and_another_title_another() -> None:
    text = "省里出台《加装电梯办法》。记者了解到，日前出台的《加装电梯办法》共十条。省里还出台《物业管理办法》。"
    assert [e.type for e in read(text)] == ["policy_issuance"] * 2


def test_events_results_belong_to_the_campaign_that_the_paragraph_names() -> None:
    text = "公安部门开展“护航”专项行动。行动期间，共检查企业310家次，出动人员900人次。"
    (event,) = read(text)
    assert event.type == "inspection_campaign"
    assert event.alt_spans


@pytest.mark.parametrize("kind", [SectionKind.FOREIGN, SectionKind.CREDITS, SectionKind.BYLINE])
def test_events_not_from_other_stories_and_credits(kind: SectionKind) -> None:
    text = "县里成立护河工作队。\n邻县成立护林工作队。"
    cut = text.index("\n") + 1
    sections = (Section(SectionKind.BODY, 0, cut), Section(kind, cut, len(text)))
    assert [e.start for e in read(text, sections=sections)] == [0]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("市里将建立老字号名录制度。", Status.PLANNED),
        ("市里建立了老字号名录制度。", Status.DONE),
        ("市里正在开展燃气安全专项检查。", Status.ONGOING),
    ],
)
def test_events_status(text: str, status: Status) -> None:
    assert [e.status for e in read(text)] == [status]


@pytest.mark.parametrize(
    "text",
    [
        "各地要建立老字号名录制度。",
        "专家建议设立老字号保护基金5亿元。",
        "如果企业整改不到位，主管部门将依法吊销其营业执照。",
        "该市尚未建立老字号名录制度。",
        "根据《老字号保护办法》，企业可申请补贴。",
        "下一步，市里将开展燃气安全专项检查。",
        "今年要重点抓好以下工作：新建养老服务中心58个，发放补贴3亿元。",
    ],
)
def test_events_not_what_is_demanded_advised_conditional_or_only_intended(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Enterprises should establish a tracing system.",
        "If the rectification fails, the license will be revoked.",
        "The county has not established a tracing system.",
        'In accordance with the "Food Safety Measures", shops apply for a permit.',
        "In the next step, the bureau will carry out special inspections.",
        "In order to establish a tracing system, experts were consulted.",
    ],
)
def test_events_not_what_english_demands_denies_or_intends(text: str) -> None:
    assert read(text, Language.EN) == []


def test_events_reforms_by_every_body_are_an_extent_reached() -> None:
    (event,) = read("All primary schools in the county have established a meal safety system.", Language.EN)
    assert event.type == "implementation_milestone"


def test_events_id_is_stable_and_distinct() -> None:
    assert event_id("a", "funding", 3) == event_id("a", "funding", 3)
    assert len({event_id("a", "funding", 3), event_id("a", "funding", 4), event_id("b", "funding", 3)}) == 3
    text = "县里成立护河工作队。县里成立护林工作队。"
    assert len({e.event_id for e in read(text)}) == 2


def test_events_same_document_gives_the_same_rows() -> None:
    text = "县里成立护河工作队，印发《护河方案》，拨付资金30万元。"
    assert read(text) == read(text)
    assert [replace(e, place=None) for e in read(text)] != read(text)


@given(
    st.text(
        alphabet='成立印发《》“”，。、将要已不得机制小组通知3家%元\n establish issued the "Notice".,()', max_size=200
    )
)
@settings(max_examples=150, deadline=None)
def test_events_odd_text_never_raises_and_spans_hold(text: str) -> None:
    for language in (Language.ZH, Language.EN):
        for event in read(text, language):
            assert 0 <= event.start < event.end <= len(text)
            assert text[event.start : event.end] == event.quote
            assert event.confidence >= FLOOR


@pytest.mark.parametrize(
    "unit",
    [
        "成立",
        "“",
        "《",
        "，",
        "印发通知，",
        "成立小组并印发通知",
        "0",
        "establish ",
        '"',
        "issued a notice and ",
        "(",
        "\n",
    ],
)
def test_events_reading_is_linear_in_length(unit: str) -> None:
    """Twice the text must not take four times the time; the smallest of three runs of each length is compared."""
    language = Language.EN if unit.isascii() and unit.strip() else Language.ZH

    def seconds(repeats: int) -> float:
        text = unit * repeats
        sentences = split_sentences(text, language)
        document = Document(doc="d", doc_id="d", text=text, language=language)
        best = 1e9
        for _ in range(3):
            begin = time.process_time()
            find_events(document, sentences, [], lambda a, b: (None, "n", None), lambda a, b, s: (None, "n", None))
            best = min(best, time.process_time() - begin)
        return best

    short, long = seconds(1000), seconds(4000)
    assert long < 12 * max(short, 0.004)


def test_events_ten_thousand_triggers_are_read_and_none_gives_none() -> None:
    """A document of ten thousand triggers is read to its end, each act a row; one without a trigger gives no row."""
    lines = [f"城固县教育局印发《第{n}批工作方案》，对{n + 2}家机构开展专项检查。" for n in range(5000)]
    text = "\n".join(lines)
    low = lowered(text, Language.ZH)
    assert len(find_triggers(low, load_lexicon(Language.ZH))) >= 10_000
    document = Document(doc="d", doc_id="d", text=text, language=Language.ZH)
    rows = find_events(
        document,
        split_sentences(text, Language.ZH),
        [],
        lambda a, b: (None, "n", None),
        lambda a, b, s: (None, "n", None),
    )
    last = text.rindex("《")
    assert any(row.start <= last < row.end for row in rows)
    assert {row.type for row in rows} == {"policy_issuance", "inspection_campaign"}
    assert all(text[row.start : row.end] == row.quote for row in rows)
    plain = Document(doc="p", doc_id="p", text="天气很好。\n" * 2000, language=Language.ZH)
    assert not find_events(
        plain,
        split_sentences(plain.text, Language.ZH),
        [],
        lambda a, b: (None, "n", None),
        lambda a, b, s: (None, "n", None),
    )


def test_the_day_before_the_act_is_its_date_not_the_year_it_was_about():
    text = "On the 9th, the Education Bureau held a press conference on the key work of schools in 2023."
    found = policymine.read(text, published="2023-02-09")
    assert [(e.type, e.date) for e in found.events] == [("press_conference", "2023-02-09")]
