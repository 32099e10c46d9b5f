"""Reading and checking a long document costs in proportion to its length."""

from __future__ import annotations

import time

import policymine

PARAGRAPH = (
    "截至目前，全市学科类培训机构由120家压减至9家，压减率92.5%，其中注销80家、转型31家。"
    "开展检查312次，出动执法人员1200人次，查处违规培训27起，退费350万元。\n"
)


def seconds(text: str) -> float:
    start = time.perf_counter()
    policymine.read(text, published="2022-07-19", title="双减")
    return time.perf_counter() - start


def test_read_is_linear_in_the_length_of_a_document():
    seconds(PARAGRAPH * 20)
    small = min(seconds(PARAGRAPH * 100) for _ in range(2))
    assert seconds(PARAGRAPH * 800) < 8 * 2.5 * small


def test_read_is_linear_in_one_long_line():
    line = PARAGRAPH.replace("\n", "").replace("。", "，")
    small = min(seconds(line * 60) for _ in range(2))
    assert seconds(line * 360) < 6 * 3 * small
