"""Reading and checking a long document costs in proportion to its length, whatever it is made of."""

from __future__ import annotations

import time

import pytest

import policymine
from policymine.records import Language

PARAGRAPH = (
    "截至目前，全市学科类培训机构由120家压减至9家，压减率92.5%，其中注销80家、转型31家。"
    "开展检查312次，出动执法人员1200人次，查处违规培训27起，退费350万元。\n"
)
PARAGRAPH_EN = (
    "So far, 120 subject training institutions in the city have been reduced to 9, a reduction rate of 92.5%, of which 80"
    " were canceled. A total of 312 inspections were carried out and 3.5 million yuan was refunded.\n"
)
LEAD = "2023年5月10日，河南省教育厅通报，全省压减学科类培训机构1743家。"
LEAD_EN = "On May 10, 2023, Henan Province said that it had closed 1,743 training institutions. "

RUNS_ZH = [
    "1",
    "零",
    "一百万",
    "一、",
    "，",
    "12,",
    "0.",
    "（1",
    "）",
    "《“",
    " ",
    "\t1\t|",
    "2021年",
    "从至",
    "市、",
    "要组织",
]
RUNS_EN = [
    "1",
    "one ",
    "1,",
    ",",
    "12.",
    "(",
    ") ",
    '" ',
    "a",
    "Ab ",
    " ",
    "| 1 ",
    "2021 ",
    "of which ",
    "City, ",
    "will be ",
]


def seconds(text: str, language: Language = Language.ZH) -> float:
    start = time.process_time()
    policymine.read(text, published="2022-07-19", title="双减", language=language)
    return time.process_time() - start


def test_read_is_linear_in_the_length_of_a_document():
    seconds(PARAGRAPH * 20)
    small = min(seconds(PARAGRAPH * 100) for _ in range(2))
    assert seconds(PARAGRAPH * 800) < 8 * 2.5 * small


def test_read_is_linear_in_one_long_line():
    line = PARAGRAPH.replace("\n", "").replace("。", "，")
    small = min(seconds(line * 60) for _ in range(2))
    assert seconds(line * 360) < 6 * 3 * small


def test_read_is_linear_in_english_too():
    seconds(PARAGRAPH_EN * 20, Language.EN)
    small = min(seconds(PARAGRAPH_EN * 60, Language.EN) for _ in range(2))
    assert seconds(PARAGRAPH_EN * 480, Language.EN) < 8 * 2.5 * small


@pytest.mark.parametrize(
    ("language", "run"), [(Language.ZH, run) for run in RUNS_ZH] + [(Language.EN, run) for run in RUNS_EN]
)
def test_a_run_of_the_same_marks_is_read_in_linear_time(language: Language, run: str):
    """A run of 100,000 characters takes 5 times one of 20,000; 15 times is allowed for noise, a square would be 25."""
    text = (LEAD if language is Language.ZH else LEAD_EN) + run * (100_000 // len(run))
    seconds(text[:4_000], language)
    small = min(seconds(text[:20_000], language) for _ in range(2))
    assert any(seconds(text, language) < 5 * 3 * max(small, 0.03) for _ in range(3))
