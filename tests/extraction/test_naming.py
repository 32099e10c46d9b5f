"""The indicator of each figure, in sentences of our own: every entity with its qualifiers, measures and paraphrases."""

from __future__ import annotations

import json
from pathlib import Path

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
