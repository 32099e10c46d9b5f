"""Names of places in text."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policymine.geography.divisions import chain, table
from policymine.geography.mentions import find_places
from policymine.records import AdminLevel, Language, PlaceMention

SPECS = Path(__file__).parent.parent / "specs"
OUTSIDE = next(
    (p for up in Path(__file__).parents if (p := up / "shared" / "outside" / "place_names_zh_en.csv").exists()),
    Path("-"),
)
GARBLED = {"unknown_name", "unfit_name"}


def cases(name: str) -> list[Any]:
    rows = json.loads((SPECS / name).read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["text"][:40]) for row in rows if "title" not in row]


def codes(found: list[PlaceMention]) -> list[tuple[str, str | None]]:
    return [(m.quote, m.place.adcode if m.place else None) for m in found if m.rule not in GARBLED]


@pytest.mark.parametrize("case", cases("places_zh.json"))
def test_mentions_chinese_specs(case: dict[str, Any]) -> None:
    found = find_places(case["text"], Language.ZH, at=case["at"])
    assert codes(found) == [tuple(pair) for pair in case["expected"]]


@pytest.mark.parametrize("case", cases("places_en.json"))
def test_mentions_english_specs(case: dict[str, Any]) -> None:
    found = find_places(case["text"], Language.EN, at=case["at"])
    assert codes(found) == [tuple(pair) for pair in case["expected"]]


def test_mentions_keep_candidates_of_namesakes() -> None:
    (mention,) = find_places("鼓楼区", Language.ZH, at="2022")
    assert mention.place is None and mention.rule == "ambiguous"
    assert set(mention.candidates) == {"320106", "320302", "350102", "410204"}


def test_mentions_garbled_english_counties_are_kept_without_place() -> None:
    found = find_places("Orchid County and Tangshan County", Language.EN, at="2022")
    assert [(m.place, m.rule) for m in found] == [(None, "unknown_name"), (None, "unfit_name")]


def test_mentions_publisher_gives_its_place_on_request() -> None:
    assert find_places("金昌日报", Language.ZH) == []
    (mention,) = find_places("金昌日报", Language.ZH, organisations=True)
    assert mention.place is not None and mention.place.adcode == "620300"


def test_mentions_every_division_of_today_is_found_in_its_chain() -> None:
    missed = []
    for row in table().rows[::7]:
        if row.valid_to is not None or row.level is AdminLevel.PROVINCE:
            continue
        up = chain(row.adcode)
        for text, language in (
            ("".join(d.name for d in reversed(up)), Language.ZH),
            (", ".join(d.en for d in up), Language.EN),
        ):
            found = find_places(text, language)
            if [m.place.adcode for m in found if m.place] != [row.adcode]:
                missed.append((text, found))
    assert missed == []


def test_mentions_names_inside_words_are_no_places() -> None:
    text = "推广安全教育，确保定期复查，各自贡献力量，平衡水平，公益阳光行动，治安阳性，三明治，大城市病，园区内道路"
    assert find_places(text, Language.ZH, at="2023") == []


ALPHABET = st.sampled_from(
    [*list("省市县区州旗和城新大中国河北南京东海上西湖鼓楼朝阳，。、：；1亿 \n"), "汉中", "城固", "日报", "大学", "路"]
)
WORDS = st.sampled_from(
    [
        "Xi",
        "'an",
        "County",
        "District",
        "City",
        "Hebei",
        "Jin",
        "Hua",
        ",",
        " ",
        "of",
        "The",
        "\n",
        "Xinhua",
        "July 3",
        "Daily",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ALPHABET, max_size=40).map("".join))
def test_mentions_chinese_spans_point_at_the_text(text: str) -> None:
    check(text, find_places(text, Language.ZH, at="2022"))


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_mentions_english_spans_point_at_the_text(text: str) -> None:
    check(text, find_places(text, Language.EN, at="2022"))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from(list(Language)))
def test_mentions_any_text_is_read(text: str, language: Language) -> None:
    check(text, find_places(text, language, at="2022-07"))


def check(text: str, found: list[PlaceMention]) -> None:
    end = 0
    for m in found:
        assert text[m.start : m.end] == m.quote
        assert m.start >= end
        end = m.end
        assert m.place is None or (m.place.adcode or "") in table().by_code


@pytest.mark.skipif(not OUTSIDE.exists(), reason="outside test data is not here")
def test_mentions_outside_names_of_provinces_and_prefectures() -> None:
    """Both names of every mainland province and prefecture of the outside list give the same, right code."""
    wrong = []
    total = 0
    now = {d.adcode: d for d in table().rows if d.valid_at("2020-03")}
    for row in csv.DictReader(OUTSIDE.read_text(encoding="utf-8-sig").splitlines()):
        if row["country_eng"] != "China" or row["province/country"] in {"香港", "澳门", "台湾"}:
            continue
        province = find_places(row["province/country"], Language.ZH, at="2020-03")
        if (row["province/country"], row["province_eng"]) == ("湖南", "Hubei"):
            continue  # a slip of the list
        assert province[0].place is not None
        zh = find_places(row["province/country"] + row["city"], Language.ZH, at="2020-03")[-1:]
        place = zh[0].place if zh else None
        if place is None or place.adcode is None or place.level is AdminLevel.COUNTY or "area" in {m.rule for m in zh}:
            continue
        city = row["city"] and place.adcode != province[0].place.adcode
        expected = [
            d
            for d in now.values()
            if row["city"] and d.adcode[:2] == province[0].place.adcode[:2] and row["city"] in {d.name, d.short}
        ]
        total += 1
        english = f"{row['city_eng']}, {row['province_eng']}" if city else row["province_eng"]
        if (row["city"], row["province_eng"]) in {("甘孜州", "Sichuan"), ("通辽市", "Jilin")} or row[
            "city"
        ] == "吉林市":
            continue  # Garzê with an accent; a slip of the list; "Jilin, Jilin"
        en = find_places(english, Language.EN, at="2020-03")
        if (
            (expected and place.adcode != expected[0].adcode)
            or not en
            or not en[-1].place
            or en[-1].place.adcode != place.adcode
        ):
            wrong.append((row, zh, en))
    assert total > 300
    assert wrong == []
