"""Whose a figure of a work report is: the province's, though an earlier clause names one of its places."""

from __future__ import annotations

import policymine

TITLE = "2026年内蒙古自治区政府工作报告"


def codes(text: str) -> list[str | None]:
    return [f.adcode for f in policymine.read(text, title=TITLE, published="2026-01-25").figures]


def test_a_clause_that_counts_for_all_is_the_provinces() -> None:
    assert codes("包头稀土新材料基地挂牌，累计培育创新型企业860家。") == ["150000"]


def test_a_place_inside_an_earlier_clause_does_not_govern() -> None:
    assert codes("建成连接赤峰的高速铁路，接待游客3200万人次。") == ["150000"]


def test_the_place_that_opens_the_clause_governs_it() -> None:
    assert codes("赤峰市新建学校12所，改造医院5家。") == ["150400", "150400"]
