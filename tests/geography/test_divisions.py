"""Divisions as of a date."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

from policymine.geography import divisions, names
from policymine.geography.consistency import find_inconsistencies
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
    ("420600", "襄樊市", "2010-06", "2011", {"420600"}),
    ("530800", "思茅市", "2006", "2008", {"530800"}),
    ("110104", "宣武区", "2010-06", "2010-08", {"110102"}),
    ("310119", "南汇区", "2009-01", "2009-06", {"310115"}),
    ("652303", "米泉市", "2006", "2008", {"650109"}),
    ("110228", "密云县", "2014", "2016", {"110118"}),
    ("120223", "静海县", "2014", "2016", {"120118"}),
    ("120225", "蓟县", "2015", "2017", {"120119"}),
    ("650108", "东山区", "2006", "2008", {"650109"}),
    ("370181", "章丘市", "2015", "2017", {"370114"}),
    ("370282", "即墨市", "2016", "2018", {"370215"}),
    ("500381", "江津市", "2005", "2007", {"500116"}),
    ("500382", "合川市", "2005", "2007", {"500117"}),
    ("510200", "重庆市", "1996", "1998", {"500000"}),
    ("430122", "望城县", "2010", "2012", {"430112"}),
    ("542400", "那曲地区", "2016", "2018", {"540600"}),
    ("469003", "儋州市", "2014", "2016", {"460400"}),
    ("632100", "海东地区", "2012", "2014", {"630200"}),
    ("522400", "毕节地区", "2010", "2012", {"520500"}),
    ("522200", "铜仁地区", "2010", "2012", {"520600"}),
    ("622600", "陇南地区", "2003", "2005", {"621200"}),
    ("310108", "闸北区", "2015-06", "2016", {"310106"}),
    ("330124", "临安县", "1995", "1998", {"330185"}),
    ("130604", "南市区", "2014", "2016", {"130606"}),
    ("140402", "城区", "2017", "2019", {"140403"}),
    ("370802", "市中区", "2012", "2014", {"370811"}),
    ("440102", "东山区", "2004", "2006", {"440104"}),
    ("542300", "日喀则地区", "2013", "2015", {"540200"}),
    ("542100", "昌都地区", "2013", "2015", {"540300"}),
    ("542600", "林芝地区", "2014", "2016", {"540400"}),
    ("542200", "山南地区", "2015", "2017", {"540500"}),
    ("652200", "哈密地区", "2015", "2017", {"650500"}),
    ("652100", "吐鲁番地区", "2014", "2016", {"650400"}),
    ("152800", "巴彦淖尔盟", "2002", "2004", {"150800"}),
    ("431121", "祁阳县", "2021-01", "2021-03", {"431181"}),
    ("520522", "黔西县", "2021-02", "2021-04", {"520581"}),
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
    [("659012", "白杨市", "2022-12"), ("653229", "和安县", "2024-12"), ("653132", "岑岭县", "2026-03"), ("500157", "两江新区", "2026-01"), ("460300", "三沙市", "2012"), ("500000", "重庆市", "1997"),
     ("640500", "中卫市", "2003"), ("451400", "崇左市", "2002"), ("460000", "海南省", "1988"), ("330114", "钱塘区", "2021-04-09"),
     ("659011", "新星市", "2021")],
)  # fmt: skip
def test_divisions_new_ones_begin(code: str, name: str, first: str) -> None:
    row = division(code)
    assert row is not None and row.name == name
    assert division(code, first) is row
    assert division(code, str(int(first[:4]) - 1)) is None


def test_divisions_hold_all_of_today() -> None:
    now = [d for d in table().rows if d.valid_at(None)]
    mainland = [d for d in now if d.adcode < "7" or d.level is AdminLevel.PROVINCE]
    count = {lv: sum(d.level is lv for d in mainland) for lv in AdminLevel}
    assert count[AdminLevel.PROVINCE] == 34
    assert count[AdminLevel.PREFECTURE] == 333
    assert 2840 <= count[AdminLevel.COUNTY] <= 2860
    assert len({d.adcode for d in now}) == len(now)


def test_divisions_table_is_consistent() -> None:
    assert find_inconsistencies(table().rows) == []


BASE = table().by_code["610722"][-1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"valid_from": "2010", "valid_to": "2009", "successors": ("610700",)}, "ends before it begins"),
        ({"parent": "999900"}, "is unknown"),
        ({"parent": "650400"}, "does not hold in"),
        ({"valid_to": "2020", "successors": ("650400", "999999")}, "successor 999999"),
        ({"adcode": "610799"}, "at one time"),
        ({"name": "成固县"}, "at one time"),
    ],
)
def test_divisions_inconsistencies_are_found(changed: dict[str, object], said: str) -> None:
    rows = [*table().rows, replace(BASE, **changed)]  # type: ignore[arg-type]
    assert any(said in found for found in find_inconsistencies(rows))


def test_divisions_counties_of_taiwan_and_districts_of_hong_kong() -> None:
    assert chain("710200")[-1].adcode == "710000"
    assert display_name("810016") == "Sha Tin District 沙田区 (Hong Kong Special Administrative Region 香港特别行政区)"
    assert next(d.adcode for d in search("Taipei")) == "710100"
    # Jinmen and Lianjiang are Fujian's in GB/T 2260.
    assert {d.adcode for d in search("金门县", "2020")} == {"350527"}


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


def test_divisions_doctests() -> None:
    assert doctest.testmod(divisions).failed == 0
    assert doctest.testmod(names).failed == 0
