"""Paragraphs of a work report: those that plan and those that look back."""

from __future__ import annotations

import pytest

import policymine
from policymine.extraction.when_mood import plans
from policymine.records import Role

PLANS = [
    "加快培育新兴产业。支持企业建设研发机构100家，推动数字化改造项目500个，力争产业规模达到3000亿元。",
    "办好学前教育。新建公办幼儿园50所，新增学位2万个，培训教师1万人次，让孩子们更好成长。",
    "（三）提升城市品质。实施老旧小区改造600个，打通断头路20条，完善停车设施，新增泊位3万个。",
]
REVIEWS = [
    "产业升级成效明显。新增研发机构137家，完成数字化改造项目526个，产业规模突破3128亿元、居全国第4位。",
    "教育质量稳步提升。建成公办幼儿园58所，新增学位2.37万个，3所高职院校入选国家计划。",
    "过去五年，我们推动老旧小区改造6217个，打通断头路203条，累计新增泊位31.6万个。",
]


@pytest.mark.parametrize("paragraph", PLANS)
def test_a_paragraph_that_sets_tasks_plans(paragraph: str) -> None:
    assert plans(paragraph, 2025)


@pytest.mark.parametrize("paragraph", REVIEWS)
def test_a_paragraph_that_tells_results_does_not(paragraph: str) -> None:
    assert not plans(paragraph, 2025)


def test_figures_of_a_plan_are_targets_of_the_report_year() -> None:
    read = policymine.read(PLANS[1], title="2025年某市政府工作报告", published="2025-01-20")
    assert {f.role for f in read.figures} == {Role.TARGET}
    assert {f.period for f in read.figures} == {"2025"}


def test_figures_of_a_review_are_of_the_year_before() -> None:
    read = policymine.read(REVIEWS[1], title="2025年某市政府工作报告", published="2025-01-20")
    assert Role.TARGET not in {f.role for f in read.figures}
    assert {f.period for f in read.figures} == {"2024"}


def test_words_of_aim_in_a_review_announce_nothing() -> None:
    text = "产业升级成效明显。争取中央预算内投资128.6亿元、居全国第3位，新增研发机构137家。"
    read = policymine.read(text, title="2025年某市政府工作报告", published="2025-01-20")
    assert Role.TARGET not in {f.role for f in read.figures}
