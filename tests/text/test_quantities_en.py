"""English figures: spec cases, offsets, linear reading, odd text."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policymine.records import Bound, Quantity
from policymine.text.quantities_en import find_quantities_en

SPECS = Path(__file__).parents[1] / "specs"
CASES = json.loads((SPECS / "quantities_en.json").read_text(encoding="utf-8"))


def rows(text: str, found: list[Quantity]) -> list[list[object]]:
    return [
        [
            text[q.start : q.end],
            q.value,
            q.value_max,
            q.bound.value,
            q.unit,
        ]
        for q in found
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_quantities_en_reads_spec_case(case: dict[str, list[list[str]]]) -> None:
    text = str(case["text"])
    quantities, rejected = find_quantities_en(text)
    expected = [
        [quote, Decimal(value), None if value_max is None else Decimal(value_max), bound, unit]
        for quote, value, value_max, bound, unit in case["expected"]
    ]
    assert rows(text, quantities) == expected
    assert [[r.quote, r.reason] for r in rejected] == case["rejected"]


def heads(text: str) -> list[str | None]:
    return [q.head for q in find_quantities_en(text)[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The water rate was 81.3% last year.", ["water rate"]),
        ("Grants of 30 million yuan of relief funds were paid.", ["relief funds"]),
        ("The 96 rural clinics were merged into 40.", ["rural clinics", "rural clinics"]),
        ("Some 70 kindergartens closed and 5 were moved.", ["kindergartens", "kindergartens"]),
        ("A 30 -day special inspection was held.", ["special inspection"]),
        ("There are 12 left of the old quarries.", ["old quarries"]),
        ("Of the 14 bridges, four are safe.", ["bridges", "bridges"]),
        ("It hired 900 music, sports and art teachers.", ["music, sports and art teachers"]),
    ],
)
def test_quantities_en_names_what_is_counted(text: str, expected: list[str]) -> None:
    assert heads(text) == expected


def test_quantities_en_keeps_core_within_span() -> None:
    text = "The charge does not exceed 16.49 billion yuan and not less than 3% - 4.5% is saved."
    quantities, _ = find_quantities_en(text)
    assert [text[q.core_start : q.core_end] for q in quantities] == ["16.49", "3% - 4.5"]
    assert [q.bound for q in quantities] == [Bound.AT_MOST, Bound.AT_LEAST]


def test_quantities_en_reads_only_the_given_span() -> None:
    text = "There are 3 wells here.\nThere are 14 wells there."
    quantities, _ = find_quantities_en(text, text.index("\n"))
    assert [q.value for q in quantities] == [14]
    quantities, _ = find_quantities_en(text, 0, text.index("\n"))
    assert [q.value for q in quantities] == [3]


def test_quantities_en_inherits_across_a_lost_break_in_a_change() -> None:
    text = "Quarries have fallen from over 300 to now 9 school after -class care began."
    quantities, _ = find_quantities_en(text)
    assert [(q.value, q.unit) for q in quantities] == [(300, "other:quarry"), (9, "other:quarry")]


def test_quantities_en_takes_no_unit_from_the_doer() -> None:
    quantities, _ = find_quantities_en("The counties opened 45 in all kinds of ways.")
    assert all(q.unit != "county" for q in quantities)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A bare classifier keeps the noun that it had in a line before.
        ("The town built 120 sets of rental housing.\nBy May, 45 sets were let.", ["housing_unit", "housing_unit"]),
        # A part whose whole stands in a line before.
        ("Police checked 340 restaurants.\nAfter review, 15 were closed, 8 rectified.", ["enterprise"] * 3),
        # A part is no more than its whole: eight brigades cannot have had 61 of something.
        (
            "Police visited 340 restaurants with 8 brigades.\nAfter review, 61 were fined.",
            ["enterprise", "team", "enterprise"],
        ),
        # Nothing to count in any line before: found, but no unit is guessed.
        ("After review, 15 were closed.", [None]),
    ],
)
def test_quantities_en_remembers_what_a_line_before_counted(text: str, expected: list[str | None]) -> None:
    assert [q.unit for q in find_quantities_en(text)[0]] == expected


PIECES = st.sampled_from(
    [*"0123456789 ,.-%()[]\"“”:/+$\n", "one ", "twenty -", "hundred ", "million ", " and ", "half ", "of ", "from ", "to ",
     "schools ", "third ", "15 were closed", " sets ", "not ", "that of ", " -plus ", "ten thousand ", " ratio ", "1 ", "2022", "yuan ", "May ", "per ", "a ", "pieces of ", "more than ", "Essence ", "１２", "½", "零"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_quantities_en_spans_are_ordered_and_disjoint(text: str) -> None:
    quantities, rejected = find_quantities_en(text)
    spans = sorted([(q.start, q.end) for q in quantities] + [(r.start, r.end) for r in rejected])
    assert [q.start for q in quantities] == sorted(q.start for q in quantities)
    assert [r.start for r in rejected] == sorted(r.start for r in rejected)
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
    for q in quantities:
        assert 0 <= q.start <= q.core_start < q.core_end <= q.end <= len(text)
        assert q.value_max is None or q.value < q.value_max
        if q.head is not None:
            assert text[q.head_start : q.head_end] == q.head
    for r in rejected:
        assert text[r.start : r.end] == r.quote


@pytest.mark.parametrize(
    "unit",
    ["1", "1,", "111,", "1 ", "one ", "((([", " ", "one thousand and ", "twenty -", "5% to 6% ", "5 pieces of ", '"5 ',
     "5 of ", "from 5 to 6 ", "1.", "1:2 ", "half ", "hundred and ", "5 and ", "No. ", "1/2", "2 (", "May 5 and "],
)  # fmt: skip
def test_quantities_en_reads_odd_text_in_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        best = 9e9
        for _ in range(2):
            begin = time.process_time()
            find_quantities_en(text)
            best = min(best, time.process_time() - begin)
        return best

    find_quantities_en(unit)
    short, long = seconds(6_000), seconds(48_000)
    assert long < 0.05 or long < 8 * short * 3  # eight times the text: linear, with room for a busy machine
