"""English numerals, and agreement with the Recognizers-Text specification where it is at hand."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.text.numerals_en import find_numbers_en, parse_numeral_en

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "tests" / "specs"
SHARED = Path(os.environ.get("POLICYMINE_SHARED", ROOT.parent / "shared"))
RECOGNIZERS = SHARED / "outside" / "recognizers_text" / "en" / "NumberModel.json"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,743", "1743"),
        ("5092", "5092"),
        ("16.49 billion", "16490000000"),
        ("59 thousand and 500", "59500"),
        ("twenty -five", "25"),
        ("one hundred and sixteen", "116"),
        ("two million three hundred thousand", "2300000"),
        ("3 million and a half", "3500000"),
        ("one and a half", "1.5"),
        ("ten thousand", "10000"),
        ("-4/5", "-0.8"),
        ("10k", "10000"),
        ("10, 000", "10000"),
        ("a dozen", "12"),
    ],
)
def test_numerals_en_parses_value(text: str, value: str) -> None:
    assert parse_numeral_en(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "someone", "often", "the third", "5 and 6", "schools", "-", "one of"])
def test_numerals_en_gives_none_where_there_is_no_single_number(text: str) -> None:
    assert parse_numeral_en(text) is None


SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def spell(value: int) -> str:
    for scale, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= scale:
            rest = value % scale
            joint = " and " if scale == 100 else " "
            return f"{spell(value // scale)} {name}" + (joint + spell(rest) if rest else "")
    if value < 20:
        return SMALL[value]
    return TENS[value // 10] + (f" -{SMALL[value % 10]}" if value % 10 else "")


@given(st.integers(0, 10**12 - 1))
def test_numerals_en_reads_back_spelled_numbers(value: int) -> None:
    assert parse_numeral_en(spell(value)) == value


@given(st.integers(0, 10**15))
def test_numerals_en_reads_back_digits(value: int) -> None:
    assert parse_numeral_en(f"{value:,}") == value


@given(st.text(max_size=80))
def test_numerals_en_spans_hold_for_any_text(text: str) -> None:
    last = 0
    for found in find_numbers_en(text):
        assert last <= found.start < found.end <= len(text)
        last = found.end


@pytest.mark.skipif(not RECOGNIZERS.is_file(), reason="the outside specification is not at hand")
def test_numerals_en_agrees_with_recognizers_text() -> None:
    cases = json.loads(RECOGNIZERS.read_text(encoding="utf-8"))
    listed = {
        row["text"] for row in json.loads((SPECS / "recognizers_disagreements_en.json").read_text(encoding="utf-8"))
    }
    wrong = {case["Input"] for case in cases if not agrees(case)}
    assert wrong == listed
    assert len(wrong) <= len(cases) // 10


def agrees(case: dict[str, object]) -> bool:
    text = str(case["Input"])
    results = case["Results"]
    assert isinstance(results, list)
    found = find_numbers_en(text)
    if len(found) != len(results):
        return False
    for number, wanted in zip(found, results, strict=True):
        value = Decimal(wanted["Resolution"]["value"])
        if text[number.start : number.end].lower() != wanted["Text"].lower():
            return False
        if abs(number.value - value) > abs(value) * Decimal("1e-9"):
            return False
    return True
