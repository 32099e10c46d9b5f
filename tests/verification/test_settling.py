"""A sum that holds tells what a number counts whose noun the text lost; nothing less does."""

from __future__ import annotations

import pytest

from policymine.extraction.reader import read_document
from policymine.records import Verdict
from policymine.text.documents import make_document
from policymine.verification.verify import verify

TOTAL = "2022年7月19日，省教育厅通报，全省原有学科类培训机构{}家，其中注销1743家，转为非学科类3345家，{}。"


def read(text: str):
    return verify(read_document(make_document("a", text, published="2022-07-20")))


def test_what_remains_becomes_a_figure_of_the_totals_indicator():
    extraction = read(TOTAL.format(5092, "现余4"))
    figure = extraction.figures[-1]
    assert (figure.quote, figure.unit, figure.indicator) == ("4", "institution", "subject_training_institutions.count")
    assert figure.method == "proof"
    assert any(d.field == "unit" and d.rule == "proof:C01" for d in figure.decisions)
    check = extraction.checks[0]
    assert (check.expression, check.verdict) == ("1743 + 3345 + 4 = 5092", Verdict.HOLDS)
    assert check.detail == "settles that 4 counts institution"
    assert all(r.quote != "4" for r in extraction.rejected)
    assert extraction.document.text[figure.start : figure.end] == figure.quote
    assert len({f.figure_id for f in extraction.figures}) == len(extraction.figures)


def test_of_another_part_the_sum_does_not_say_which_indicator():
    figure = read(TOTAL.format(5092, "其他4")).figures[-1]
    assert (figure.quote, figure.unit, figure.indicator) == ("4", "institution", None)
    assert ("indicator", "ambiguous") in [(name, str(reason)) for name, reason in figure.reasons]


def test_a_sum_that_does_not_hold_settles_nothing():
    assert all(f.method != "proof" for f in read(TOTAL.format(5093, "现余4")).figures)


@pytest.mark.parametrize(
    "text",
    [
        "全省学科类培训机构共有5092家，其中注销5088家，现余4。",  # one known part: any remainder would do
        "全县共有学校12所，其中小学5所、初中4所，现余3。",  # a total so small is met by chance
        "7月19日，全省学科类培训机构共有1019家，其中注销700家，转型300家，通报于7月19日发布。",  # a day is no doubtful number
    ],
)
def test_weak_sums_settle_nothing(text):
    assert all(f.method != "proof" for f in read(text).figures)


def test_in_english_a_number_behind_the_parts_counts_what_they_count():
    extraction = read(
        "Hebei had 5,092 subject training institutions. Among them, 1,743 institutions were deregistered and 3,345 "
        "institutions were converted; the rest: 4."
    )
    figure = next(f for f in extraction.figures if f.quote == "4")
    assert figure.unit == "institution"
    assert any(mark.endswith(":holds") for mark in figure.checks)
