from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.extraction.when import assign_event_date, assign_period, read_timeline
from policymine.records import Document, Language, Role, Section, SectionKind, Status
from policymine.text import edtf
from policymine.text.periods import find_periods
from policymine.text.sentences import split_sentences
from policymine.text.spans import span_at

SPECS = Path(__file__).parents[1] / "specs"


def document(text: str, language: Language, published: str | None, title: str | None = None, **more: Any) -> Document:
    return Document("page.txt", "0" * 16, text, language, title=title, published=published, **more)


def cases() -> list[Any]:
    out = []
    for row in json.loads((SPECS / "periods_assigned.json").read_text(encoding="utf-8")):
        for kind in ("figures", "events"):
            for wanted in row["expected"][kind]:
                out.append(pytest.param(row, wanted, id=f"{row['text'][:16]}-{wanted['quote']}"))
    return out


@pytest.mark.parametrize(("row", "wanted"), cases())
def test_when_assigns_the_time_that_governs(row: dict[str, Any], wanted: dict[str, str]) -> None:
    page = document(row["text"], Language(row["language"]), row["published"], row["title"])
    mentions = find_periods(page.text, page.language, page.published)
    start = page.text.index(wanted["quote"])
    end = start + len(wanted["quote"])
    sentence = span_at(split_sentences(page.text, page.language), start)
    assert sentence is not None
    if "role" in wanted:
        got = assign_period(
            page, start, end, sentence.start, sentence.end, mentions, role=Role(wanted["role"]), unit=None
        )
        assert got[0] == wanted["period"]
    else:
        got = assign_event_date(page, start, end, sentence.start, sentence.end, mentions, Status(wanted["status"]))
        assert got[0] == wanted["date"]


@pytest.mark.parametrize("row", json.loads((SPECS / "statement_dates.json").read_text(encoding="utf-8")))
def test_when_statement_holds_on_the_day_on_which_it_was_told(row: dict[str, str]) -> None:
    page = document(row["text"], Language(row["language"]), row["published"])
    assert read_timeline(page, find_periods(page.text, page.language, page.published)).as_of == row["expected"]


def test_when_campaign_told_in_two_dates_is_one_range() -> None:
    text = "The action began on July 10 and ended on August 25. 340 places were checked on August 3."
    page = document(text, Language.EN, "2022-08-30")
    line = read_timeline(page, find_periods(text, Language.EN, page.published))
    assert [(m.edtf, m.rule) for m in line.mentions] == [("2022-07-10/2022-08-25", "range"), ("2022-08-03", "date")]
    assert text[line.mentions[0].start : line.mentions[0].end] == line.mentions[0].quote


def test_when_two_days_of_which_none_ends_anything_stay_two() -> None:
    text = "The action began on July 10 and the report came on August 25."
    page = document(text, Language.EN, "2022-08-30")
    line = read_timeline(page, find_periods(text, Language.EN, page.published))
    assert [m.edtf for m in line.mentions] == ["2022-07-10", "2022-08-25"]


def test_when_evidence_is_the_time_in_the_text() -> None:
    page = document("截至2021年底，全县有学校38所。", Language.ZH, "2022-03-01")
    mentions = find_periods(page.text, page.language, page.published)
    period, rule, span = assign_period(page, 13, 15, 0, len(page.text), mentions, role=Role.LEVEL, unit="school")
    assert (period, rule) == ("2021-12-31", "as_of")
    assert span is not None
    assert page.text[slice(*span)] == "截至2021年底"


def test_when_default_has_no_evidence_but_a_rule() -> None:
    page = document("全县有学校38所。", Language.ZH, "2022-03-01")
    assert assign_period(page, 5, 7, 0, 9, [], role=Role.LEVEL, unit=None) == ("2022-03-01", "as_of_statement", None)
    assert assign_period(page, 5, 7, 0, 9, [], role=Role.FLOW_COUNT, unit=None)[0] == "../2022-03-01"


def test_when_undated_document_gives_null() -> None:
    page = document("今年以来，全县检查38次。", Language.ZH, None)
    mentions = find_periods(page.text, page.language, None)
    for role in Role:
        assert assign_period(page, 9, 11, 0, len(page.text), mentions, role=role, unit=None)[0] is None


def test_when_press_conference_outranks_the_reprint() -> None:
    text = "3月2日，市政府召开新闻发布会。会上介绍，全市有托位1200个。"
    page = document(text, Language.ZH, "2023-03-05")
    mentions = find_periods(text, Language.ZH, page.published)
    line = read_timeline(page, mentions)
    assert line.as_of == "2023-03-02"
    assert line.as_of_span is not None
    assert text[slice(*line.as_of_span)] == "3月2日"


def test_when_old_press_conference_is_only_told_of() -> None:
    text = "1月2日，市政府曾召开新闻发布会。全市有托位1200个。"
    page = document(text, Language.ZH, "2023-06-05")
    assert read_timeline(page, find_periods(text, Language.ZH, page.published)).as_of == "2023-06-05"


def test_when_times_of_bylines_and_other_stories_do_not_govern() -> None:
    text = "时间：2019年5月\n全县有学校38所。\n2018年，另一则消息。"
    cut = [text.index("\n") + 1, text.rindex("\n") + 1]
    sections = (
        Section(SectionKind.BYLINE, 0, cut[0]),
        Section(SectionKind.BODY, cut[0], cut[1]),
        Section(SectionKind.FOREIGN, cut[1], len(text)),
    )
    page = document(text, Language.ZH, "2022-03-01", sections=sections)
    line = read_timeline(page, find_periods(text, Language.ZH, page.published))
    assert line.mentions == ()


def test_when_policy_of_the_document_is_its_subject_not_an_aside() -> None:
    subject = document("“双减”一年成绩单\n机构减少。", Language.ZH, "2022-07-19")
    aside = document("全市部署今年重点工作。" + "推进城乡建设。" * 40 + "落实“双减”等任务。", Language.ZH, "2022-07-19")
    assert getattr(read_timeline(subject, []).policy, "id", None) == "double_reduction"
    assert read_timeline(aside, []).policy is None


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2026年某省政府工作报告", 2026),
        ("政府工作报告（2025年）", 2025),
        ("某市政府工作报告", 2024),
        ("某市工作动态", None),
    ],
)
def test_when_report_year_comes_from_the_title(title: str, year: int | None) -> None:
    assert read_timeline(document("正文。", Language.ZH, "2024-02-01", title), []).report_year == year


@given(
    st.lists(
        st.sampled_from(
            [
                "2022年",
                "今年",
                "去年",
                "上半年",
                "12",
                "个",
                "分别",
                "和",
                "、",
                "，",
                "。",
                "\n",
                "“双减”以来",
                "日前",
                "到2025年",
            ]
        ),
        max_size=30,
    ),
    st.sampled_from(list(Role)),
    st.integers(min_value=0, max_value=60),
    st.sampled_from(["2022-07-19", "2022-07", None]),
)
def test_when_result_is_always_sound(parts: list[str], role: Role, at: int, published: str | None) -> None:
    text = "".join(parts) + "共5所。"
    page = document(text, Language.ZH, published)
    mentions = find_periods(text, Language.ZH, published)
    start = min(at, len(text) - 2)
    sentence = span_at(split_sentences(text, Language.ZH), start)
    low, high = (sentence.start, sentence.end) if sentence else (0, len(text))
    for period, rule, span in (
        assign_period(page, start, start + 1, low, high, mentions, role=role, unit=None),
        assign_event_date(page, start, start + 1, low, high, mentions, Status.DONE),
    ):
        assert period is None or edtf.is_valid(period)
        assert rule
        assert span is None or 0 <= span[0] < span[1] <= len(text)
