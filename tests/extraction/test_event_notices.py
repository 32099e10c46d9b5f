"""Events of notices, of counted bodies, and of years gone by: what is told, what is ordered, what stands for what."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.extraction.event_bodies import en_bodies, zh_bodies
from policymine.extraction.events import find_events
from policymine.records import Document, Event, Language, Status
from policymine.text.sentences import split_sentences

NOTICE = (
    "江州市水务局关于做好节水工作的通知\n\n各县（区）水务局：\n\n现就节水工作通知如下：\n\n"
    "一、加强检查。各县（区）开展用水检查2次，对超标单位罚款5000元。\n"
    "二、安排资金。市级财政安排补助资金300万元。\n"
    "三、建立台账。\n"
    "截至5月底，全市已查处违规取水案件41起。\n"
)


def read(text: str, language: Language = Language.ZH, published: str | None = "2023-06-02") -> list[Event]:
    document = Document(doc="d", doc_id="d", text=text, language=language, published=published)
    return find_events(
        document,
        split_sentences(text, language),
        [],
        lambda a, b: (None, "none", None),
        lambda a, b, status: (published, "published", None),
    )


def test_event_notices_title_and_opening_are_one_issue() -> None:
    issues = [e for e in read(NOTICE) if e.type == "policy_issuance"]
    assert [e.quote for e in issues] == ["现就节水工作通知如下"]


def test_event_notices_provisions_with_a_number_stand_as_planned() -> None:
    found = {(e.type, e.quote) for e in read(NOTICE)}
    assert ("funding", "市级财政安排补助资金300万元") in found
    assert ("enforcement_action", "全市已查处违规取水案件41起") in found
    assert {t for t, _ in found} == {"policy_issuance", "funding", "enforcement_action", "inspection_campaign"}
    assert [e.status for e in read(NOTICE) if e.type == "inspection_campaign"] == [Status.PLANNED]
    assert not [
        e for e in read(NOTICE) if e.type == "mechanism_establishment"
    ]  # 建立台账: an intention without a number


def test_event_notices_the_same_words_in_news_are_acts() -> None:
    types = {e.type for e in read("各县（区）开展用水检查2次，对超标单位罚款5000元。")}
    assert types == {"inspection_campaign", "enforcement_action"}


@pytest.mark.parametrize(("published", "status"), [("2023-06-02", None), ("2024-02-01", Status.DONE)])
def test_event_notices_a_year_gone_by_is_no_plan(published: str, status: Status | None) -> None:
    found = read("全市原有煤矿企业212家，到2023年12月，注销150家，保留62家。", published=published)
    assert [e.status for e in found] == ([] if status is None else [status])


def test_event_notices_a_bare_count_stands_for_the_institutions_before_it() -> None:
    (event,) = read("全市原有驾校86家，目前仅余31家。驾校机构注销55家。")[:1]
    assert event.type == "institution_reduction"
    assert read("全市原有路灯86盏，目前仅余31盏。") == []


def test_event_bodies_extent_ends_at_the_trigger() -> None:
    text = "全市1,872所幼儿园、11.6万名儿童参加"
    extent = zh_bodies(text, 0, len(text) - 2)
    assert extent is not None
    assert text[slice(*extent)] == "1,872所幼儿园、11.6万名儿童"
    low = "more than 300 village clinics in the county have opened"
    assert en_bodies(low, 0, low.index("opened")) is None  # clinics are no body of the list
    low = "more than 300 villages in the county have opened"
    extent = en_bodies(low, 0, low.index("opened"))
    assert extent is not None
    assert low[slice(*extent)] == "300 villages"
    low = "17 villages that secretly opened"
    assert en_bodies(low, 0, low.index("opened")) is None


@given(st.text(alphabet="0123万余所家个学校村、名%的 alvigesthd,", max_size=80))
def test_event_bodies_extents_lie_in_the_window(text: str) -> None:
    for extent in (zh_bodies(text, 0, len(text)), en_bodies(text, 0, len(text))):
        assert extent is None or 0 <= extent[0] < extent[1] <= len(text)


def test_event_bodies_time_is_bounded_on_long_runs() -> None:
    begin = time.perf_counter()
    for text in ("1" * 100_000, "1家" * 50_000, "12,all " * 20_000, "所有" * 50_000):
        zh_bodies(text, 0, len(text))
        en_bodies(text, 0, len(text))
    assert time.perf_counter() - begin < 1.0
