from __future__ import annotations

import json
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.records import Bound
from policymine.text.quantities_zh import find_quantities_zh

SPECS = Path(__file__).parent.parent / "specs"


def load(name: str) -> Any:
    return json.loads((SPECS / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", load("quantities_zh.json"), ids=lambda c: c["text"][:24])
def test_quantities_zh_figures(case: dict[str, Any]) -> None:
    text = case["text"]
    figures, _ = find_quantities_zh(text)
    got = [
        (text[q.start : q.end], round(q.value, 6), q.value_max, q.unit, q.bound) for q in figures if q.confidence >= 0.5
    ]
    want = [
        (
            e["quote"],
            round(Decimal(e["value"]), 6),
            Decimal(e["value_max"]) if "value_max" in e else None,
            e["unit"],
            Bound(e.get("bound", "exact")),
        )
        for e in case["expected"]
    ]
    assert got == want


@pytest.mark.parametrize("case", load("heads_zh.json"), ids=lambda c: c["text"][:24])
def test_quantities_zh_heads(case: dict[str, Any]) -> None:
    heads = [q.head for q in find_quantities_zh(case["text"])[0] if q.unit != "meter"]
    assert heads == case["expected"]


@pytest.mark.parametrize("case", load("rejected_zh.json"), ids=lambda c: c["text"])
def test_quantities_zh_rejected_with_reason(case: dict[str, Any]) -> None:
    figures, rejected = find_quantities_zh(case["text"])
    expected = case["expected"]
    assert figures == []
    assert (expected["quote"], expected["reason"]) in [(r.quote, r.reason) for r in rejected]


ALPHABET = "0123456789零一二两三十百千万亿,.，。、（）()%％年月日个家所元人半多余几至到-—近超不过以上内左右分之成第每的“”《》 点:比倍番\n学校机构"


@given(st.text(alphabet=ALPHABET, max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_quantities_zh_spans_hold(text: str, start: int, length: int) -> None:
    end = min(len(text), start + length)
    figures, rejected = find_quantities_zh(text, start, end)
    spans = sorted([(q.start, q.end) for q in figures] + [(r.start, r.end) for r in rejected])
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for q in figures:
        assert start <= q.start <= q.core_start < q.core_end <= q.end <= end
        assert q.value_max is None or q.value < q.value_max
        if q.head is not None:
            assert q.head == text[q.head_start : q.head_end] != ""
    assert all(text[r.start : r.end] == r.quote for r in rejected)


def test_quantities_zh_part_of_a_text_is_read_on_its_own() -> None:
    text = "学校5所。机构7家。"
    figures, _ = find_quantities_zh(text, 5)
    assert [(text[q.start : q.end], q.head) for q in figures] == [("7", "机构")]


def test_quantities_zh_cell_with_a_number_only() -> None:
    figures, _ = find_quantities_zh("学校\t1,743\t所", 3, 8)
    assert [q.value for q in figures] == [Decimal(1743)]


@pytest.mark.parametrize(
    "piece",
    [
        "1,",
        "零",
        "1-",
        "1万2千",
        "三点",
        "（1",
        "《1",
        "1、",
        "1个",
        "甲、乙分别1个",
        "3个的的的",
        "负",
        "1月",
        "（",
        "甲 1\n",
        "甲 1 2\n乙 3\n",
        "|1",
        "不低于甲的1%",
        "甲市1个、",
        "分别不低于1%、",
    ],
)
def test_quantities_zh_time_is_linear(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        begin = time.process_time()
        find_quantities_zh(text)
        return time.process_time() - begin

    seconds(1000)
    assert seconds(40_000) < 12 * seconds(10_000) + 0.3


def test_quantities_zh_head_of_a_cell_is_its_column() -> None:
    text = "区县 原有网点（个） 现有（个） 撤并率\n甲县 88 12 86.4%"
    figures, _ = find_quantities_zh(text)
    assert [(q.value, q.unit, q.head) for q in figures] == [
        (Decimal(88), "institution", "原有网点"),
        (Decimal(12), "institution", "原有网点"),
        (Decimal("86.4"), "percent", "撤并率"),
    ]
