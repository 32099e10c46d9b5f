"""Roles and changes of whole sentences, in both languages."""

from __future__ import annotations

import pytest

import policymine
from policymine.records import Language
from tests.conftest import specs

CASES = [pytest.param(c, lang, id=f"{lang}-{c['text'][:24]}") for lang in ("zh", "en") for c in specs(f"roles_{lang}")]


@pytest.mark.parametrize(("case", "lang"), CASES)
def test_roles_of_a_sentence(case, lang):
    found = policymine.read(case["text"], published="2024-03-01", language=Language(lang))
    got = [[f.quote, f.role.value, f.direction.value if f.direction else None] for f in found.figures]
    assert got == case["expected"]


def test_relations_link_both_sides_of_a_change():
    found = policymine.read("培训机构由96家压减至5家。", published="2024-03-01")
    before, after = found.figures
    assert [(link.kind, link.figure_id) for link in before.links] == [("after", after.figure_id)]
    assert [(link.kind, link.figure_id) for link in after.links] == [("before", before.figure_id)]


def test_relations_parts_point_at_their_whole():
    found = policymine.read("全市有学校96所，其中小学60所、初中36所。", published="2024-03-01")
    whole, *parts = found.figures
    assert [[(link.kind, link.figure_id) for link in p.links] for p in parts] == [[("part_of", whole.figure_id)]] * 2
    assert found.checks[0].expression == "60 + 36 = 96"


def test_relations_a_range_is_no_change():
    found = policymine.read("每节课收费40元至60元。", published="2024-03-01")
    assert [(str(f.value), str(f.value_max), f.role.value) for f in found.figures] == [
        ("40", "60", found.figures[0].role.value)
    ]
    assert found.figures[0].role.value not in ("before", "after")


def test_relations_lists_of_a_change_share_their_places():
    text = (
        "武威、金昌、张掖三市的学科类机构分别由287家、104家、215家减少到6家、2家和5家，减幅分别为97.9%、98.1%和97.7%。"
    )
    found = policymine.read(text, published="2022-08-18")
    assert [f.adcode for f in found.figures] == ["620600", "620300", "620700"] * 3


def test_relations_temperatures_below_zero_are_negative():
    found = policymine.read("昨夜最低气温降至零下38.4摄氏度，山顶达到－42.1℃。", published="2024-12-20")
    assert [(f.quote, str(f.value)) for f in found.figures] == [("零下38.4", "-38.4"), ("－42.1", "-42.1")]
