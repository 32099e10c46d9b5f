from __future__ import annotations

import json
import os
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.text.numerals_zh import Number, find_numbers_zh, parse_numeral_zh

SPECS = Path(__file__).parent.parent / "specs"
SHARED = Path(os.environ.get("POLICYMINE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
OUTSIDE = SHARED / "outside" / "recognizers_text" / "zh"


def load(name: str) -> Any:
    return json.loads((SPECS / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", load("numerals_zh.json"), ids=lambda c: c["text"] or "empty")
def test_numerals_zh_value(case: dict[str, Any]) -> None:
    expected = case["expected"]
    assert parse_numeral_zh(case["text"]) == (Decimal(expected) if expected is not None else None)


def chinese(n: int) -> str:
    """Reference speller, written apart from the parser: four-digit groups with 零 where a place is skipped."""
    digits = "零一二三四五六七八九"
    out, zero = "", False
    for group, scale in ((n // 10**8, "亿"), (n // 10**4 % 10**4, "万"), (n % 10**4, "")):
        if not group:
            zero = bool(out)
            continue
        part = ""
        for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = group // place % 10
            if digit:
                part += ("零" if zero and (part or out) else "") + digits[digit] + unit
                zero = False
            elif part or out:
                zero = True
        out += part + scale
        zero = False if group % 10 else zero
    return out or "零"


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_numerals_zh_spelled_numbers_read_back(n: int) -> None:
    assert parse_numeral_zh(chinese(n)) == n


@given(st.decimals(min_value=0, max_value=99999, places=2), st.sampled_from(["", "万", "亿", "万亿"]))
def test_numerals_zh_arabic_with_scale(value: Decimal, scale: str) -> None:
    factor = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]
    assert parse_numeral_zh(f"{value}{scale}") == value * factor


@given(st.text(alphabet="0123456789零一二两三十百千万亿点分之又负半多余几,. %成折个-/eEk^", max_size=60))
def test_numerals_zh_finder_spans_are_ordered(text: str) -> None:
    found = find_numbers_zh(text)
    assert all(0 <= n.start <= n.core_start < n.core_end <= n.end <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("text", ["1" * 5000, "零" * 5000, "一" * 5000, "千分之" * 2000, "9e999", "9^999"])
def test_numerals_zh_odd_text_does_not_raise(text: str) -> None:
    assert isinstance(find_numbers_zh(text), list)
    parse_numeral_zh(text)


def same(got: Decimal | None, want: str) -> bool:
    return got is not None and abs(float(got) - float(want)) <= 1e-9 * max(1e-300, abs(float(want)))


def number_rows(text: str) -> list[tuple[int, int, Decimal | None]]:
    """The outside cases want the bare numeral of 百分之X and X个百分点, and nothing of other percentages."""
    rows: list[tuple[int, int, Decimal | None]] = []
    for n in find_numbers_zh(text):
        if not n.percent:
            rows.append((n.start, n.end - 1, n.value))
        elif "分之" in text or "百分点" in text:
            rows.append((n.core_start, n.core_end - 1, parse_numeral_zh(text[n.core_start : n.core_end])))
    return rows


def percent_rows(text: str) -> list[tuple[int, int, Decimal | None]]:
    found: list[Number] = find_numbers_zh(text)
    return [(n.start, n.end - 1, n.value) for n in found if n.percent]


@pytest.mark.skipif(not OUTSIDE.is_dir(), reason="outside cases are not here")
@pytest.mark.parametrize(("model", "rows"), [("NumberModel", number_rows), ("PercentModel", percent_rows)])
def test_numerals_zh_agrees_with_outside_cases(model: str, rows: Any) -> None:
    known = load("recognizers_disagreements_zh.json")[model]
    cases = json.loads((OUTSIDE / f"{model}.json").read_text(encoding="utf-8-sig"))
    wrong = set()
    for case in cases:
        want = [(r["Start"], r["End"], r["Resolution"]["value"].rstrip("%")) for r in case["Results"]]
        got = rows(case["Input"])
        if len(got) != len(want) or not all(
            g[:2] == w[:2] and same(g[2], w[2]) for g, w in zip(got, want, strict=True)
        ):
            wrong.add(case["Input"])
    assert wrong == set(known)
    assert len(wrong) <= 0.05 * len(cases)
