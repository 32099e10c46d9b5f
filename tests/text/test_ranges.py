"""Ranges of numbers: spec sentences in both languages, spans, odd text in linear time."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.records import Language
from policymine.text.ranges import NumberRange, find_number_ranges

Row = tuple[str, str | None, str | None, bool, bool]

CASES: list[tuple[Language, str, list[Row]]] = [
    (Language.EN, "A class has between 25 and 40 pupils.", [("between 25 and 40", "25", "40", True, False)]),
    (Language.EN, "It holds more than 200 but less than 900 seats.", [("more than 200 but less than 900", "200", "900", False, False)]),
    (Language.EN, "at least 3 and at most 7 members", [("at least 3 and at most 7", "3", "7", True, True)]),
    (Language.EN, "at most 60 and at least 15 places", [("at most 60 and at least 15", "15", "60", True, True)]),
    (Language.EN, "Villages of 800 or more; y>12 and y<=30.",
     [("800 or more", "800", None, True, True), (">12", "12", None, False, True), ("<=30", None, "30", True, True)]),
    (Language.EN, "The fee is equal to 350 or less.", [("is equal to 350 or less", None, "350", True, True)]),
    (Language.EN, "from two hundred to five hundred", [("from two hundred to five hundred", "200", "500", True, False)]),
    (Language.EN, "18 schools and 40 teachers", []),
    (Language.EN, "more than 40 and less than 10", [("more than 40", "40", None, False, True), ("less than 10", None, "10", True, False)]),
    (Language.ZH, "人数大于50并且小于80", [("大于50并且小于80", "50", "80", False, False)]),
    (Language.ZH, "年龄在20和35之间", [("20和35之间", "20", "35", True, False)]),
    (Language.ZH, "面积3000以上，5000以下", [("3000以上，5000以下", "3000", "5000", True, True)]),
    (Language.ZH, "比三分之一大，比三分之二小", [("比三分之一大，比三分之二小", None, None, False, False)]),
    (Language.ZH, "不大于90不小于30", [("不大于90不小于30", "30", "90", True, True)]),
    (Language.ZH, "大约四百六十余万", [("四百六十余万", "4600000", None, False, True)]),
    (Language.ZH, "12家和15家", []),
]  # fmt: skip


def row(text: str, found: NumberRange) -> Row:
    low, high = (None if end is None else format(end.normalize(), "f") for end in (found.low, found.high))
    return text[found.start : found.end], low, high, found.low_included, found.high_included


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=[text for _, text, _ in CASES])
def test_ranges_read_spec_case(language: Language, text: str, expected: list[Row]) -> None:
    found = find_number_ranges(text, language)
    if "三分之" in text:
        assert [(text[r.start : r.end], r.low is not None and r.high is not None) for r in found] == [(text, True)]
        assert found[0].low == pytest.approx(Decimal(1) / 3, abs=Decimal("0.001"))
    else:
        assert [row(text, r) for r in found] == expected


@given(
    st.sampled_from([Language.ZH, Language.EN]),
    st.text(alphabet="0123456789一二三百千万多余大于小等以上下和之间至-~<>= .,，andmorelsth", max_size=60),
)
def test_ranges_are_ordered_spans_of_the_text(language: Language, text: str) -> None:
    found = find_number_ranges(text, language)
    assert all(0 <= r.start < r.end <= len(text) for r in found)
    assert all(a.start < b.start for a, b in pairwise(found))
    assert all(r.low is not None or r.high is not None for r in found)


@pytest.mark.parametrize("piece", ["between 5 and ", "more than ", "5 - ", "equal to 5 or "])
def test_ranges_read_odd_text_in_linear_time(piece: str) -> None:
    def spent(times: int) -> float:
        began = time.process_time()
        find_number_ranges(piece * times, Language.EN)
        return time.process_time() - began

    short, long = min(spent(300) for _ in range(3)), min(spent(2400) for _ in range(3))
    assert long < 0.05 or long < 8 * short * 3
