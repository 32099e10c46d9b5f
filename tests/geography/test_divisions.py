"""Divisions as of a date."""

from __future__ import annotations

import doctest
import time

import pytest

from policymine.geography import divisions, names
from policymine.geography.divisions import (
    chain,
    contains,
    display_name,
    division,
    level,
    province_of,
    search,
    successors,
    table,
)
from policymine.records import AdminLevel

# Known changes: code, name, a date at which it held, a date at which it did not, what became of it.
CHANGES = [
    ("330103", "下城区", "2020-12", "2021-06", {"330105"}),
    ("330104", "江干区", "2020-12", "2021-06", {"330102", "330114"}),
    ("350427", "沙县", "2020-12", "2021-06", {"350405"}),
    ("341400", "巢湖市", "2011-01", "2011-10", {"340181", "340124", "340225", "340522", "340523"}),
    ("371200", "莱芜市", "2018-06", "2019-06", {"370116", "370117"}),
    ("371202", "莱城区", "2018-06", "2019-06", {"370116"}),
    ("612322", "城固县", "1990", "2000", {"610722"}),
    ("500112", "渝北区", "2025-06", "2026-06", {"500157"}),
    ("110103", "崇文区", "2009", "2011", {"110101"}),
    ("130526", "任县", "2019", "2021", {"130505"}),
]


@pytest.mark.parametrize(("code", "name", "before", "after", "heirs"), CHANGES)
def test_divisions_change_at_their_date(code: str, name: str, before: str, after: str, heirs: set[str]) -> None:
    held = division(code, before)
    assert held is not None and held.name == name
    gone = division(code, after)
    assert gone is None or gone.name != name
    assert {d.adcode for d in successors(code, after)} == heirs


@pytest.mark.parametrize(
    ("code", "name", "first"),
    [("659012", "白杨市", "2022-12"), ("653229", "和安县", "2024-12"), ("653132", "岑岭县", "2026-03"), ("500157", "两江新区", "2026-01")],
)  # fmt: skip
def test_divisions_new_ones_begin(code: str, name: str, first: str) -> None:
    row = division(code)
    assert row is not None and row.name == name
    assert division(code, first) is row
    assert division(code, str(int(first[:4]) - 1)) is None


def test_divisions_hold_all_of_today() -> None:
    now = [d for d in table().rows if d.valid_at(None)]
    count = {lv: sum(d.level is lv for d in now) for lv in AdminLevel}
    assert count[AdminLevel.PROVINCE] == 34
    assert count[AdminLevel.PREFECTURE] == 333
    assert 2840 <= count[AdminLevel.COUNTY] <= 2860
    assert len({d.adcode for d in now}) == len(now)


def test_divisions_parents_and_successors_are_known() -> None:
    codes = table().by_code
    for row in table().rows:
        assert row.parent is None or row.parent in codes, row
        assert (row.parent is None) == (row.level is AdminLevel.PROVINCE)
        assert set(row.successors) <= set(codes), row
        assert row.valid_from is None or row.valid_to is None or row.valid_from <= row.valid_to


def test_divisions_names_for_display() -> None:
    assert display_name("610722") == "Chenggu County 城固县 (Hanzhong City 汉中市, Shaanxi Province 陕西省)"
    assert display_name("640100") == "Yinchuan City 银川市 (Ningxia Hui Autonomous Region 宁夏回族自治区)"
    assert display_name("110000") == "Beijing Municipality 北京市"
    assert display_name(None) == "China 中国"
    assert display_name("999999") == "999999"


@pytest.mark.parametrize(
    ("english", "code"),
    [
        ("Shaanxi", "610000"), ("Shanxi", "140000"), ("Inner Mongolia", "150000"), ("Tibet", "540000"), ("Xizang", "540000"),
        ("Harbin", "230100"), ("Urumqi", "650100"), ("Hohhot", "150100"), ("Macau", "820000"), ("Macao", "820000"),
        ("Hong Kong", "810000"), ("Lhasa", "540100"), ("Lu'an", "341500"), ("Xian", "610100"), ("Bozhou", "341600"),
        ("Qiqihar", "230200"), ("Ordos", "150600"), ("Hulunbuir", "150700"), ("Xiamen", "350200"), ("Kashgar", "653100"),
        ("Luohe", "411100"), ("Changzhi", "140400"), ("Bengbu", "340300"), ("Lishui", "331100"), ("Lvliang", "141100"),
    ],
)  # fmt: skip
def test_divisions_english_names(english: str, code: str) -> None:
    found = [d for d in search(english) if d.level is not AdminLevel.COUNTY and d.valid_to is None]
    assert [d.adcode for d in found] == [code]


def test_divisions_chain_level_contains() -> None:
    assert [d.adcode for d in chain("610722")] == ["610722", "610700", "610000"]
    assert [d.adcode for d in chain("310115")] == ["310115", "310000"]
    assert chain("000001") == ()
    assert province_of("659012") == "650000"
    assert province_of("000000") is None
    assert (level(None), level("610000"), level("610700")) == (
        AdminLevel.NATION,
        AdminLevel.PROVINCE,
        AdminLevel.PREFECTURE,
    )
    assert contains(None, "610722") and contains("610000", "610722") and contains("610700", "610722")
    assert not contains("610700", "610000") and not contains("610000", None) and not contains("610800", "610722")


def test_divisions_search_folds_and_ranks() -> None:
    assert next(d.adcode for d in search("Xi 'an", "2022")) == "610100"
    assert {d.adcode for d in search("鼓楼区", "2022")} == {"320106", "320302", "350102", "410204"}
    assert search("no such place") == ()


def test_divisions_load_fast() -> None:
    table.cache_clear()
    names.chinese.cache_clear()
    names.english.cache_clear()
    begin = time.perf_counter()
    table()
    loaded = time.perf_counter() - begin
    begin = time.perf_counter()
    names.chinese()
    names.english()
    built = time.perf_counter() - begin
    assert loaded < 1.0 and built < 3.0  # 0.06 s and 0.2 s alone; wide, for a busy machine


def test_divisions_doctests() -> None:
    assert doctest.testmod(divisions).failed == 0
    assert doctest.testmod(names).failed == 0
