"""The indicator of each figure, in sentences of our own: every entity with its qualifiers, measures and paraphrases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policymine.extraction import read_document
from policymine.text.documents import make_document

SPECS = Path(__file__).parent.parent / "specs"
CASES = [
    pytest.param(case["text"], case["expected"], id=f"{name}-{i}")
    for name in ("indicators_en", "indicators_zh")
    for i, case in enumerate(json.loads((SPECS / f"{name}.json").read_text(encoding="utf-8")))
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_indicator(text: str, expected: list[list[str | None]]) -> None:
    read = read_document(make_document("case.txt", text, published="2022-08-30"))
    found = [[f.quote, f.indicator] for f in read.figures]
    for pair in expected:
        assert pair in found
        found.remove(pair)


REPORTS = [
    case for name in ("zh", "en") for case in json.loads((SPECS / f"work_report_{name}.json").read_text("utf-8"))
]


@pytest.mark.parametrize("case", REPORTS)
def test_work_report(case: dict[str, Any]) -> None:
    """Results are of the year before, targets of the year of the report; each named by its own clause."""
    read = read_document(make_document("report.txt", case["text"], published=case["published"]))
    assert [[f.quote, f.indicator, f.role.value, f.period] for f in read.figures] == case["expected"]


def test_value_far_beyond_the_range_is_not_named() -> None:
    text = "政府工作报告\n发放城乡低保救助资金61.7亿元，城市低保标准提高到842元。"
    read = read_document(make_document("report.txt", text, published="2026-01-28"))
    assert [f.indicator for f in read.figures] == [None, "social_security.subsistence_allowance.amount"]
