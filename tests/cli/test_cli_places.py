"""``policymine places`` and ``policymine geo``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from policymine.cli.app import app
from policymine.cli.places import list_places
from policymine.errors import InputError, UsageError
from policymine.geography.lookup import describe_division


def run(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(args))
    return done.exit_code, done.output


def test_places_of_a_text_as_table_and_json() -> None:
    code, out = run("places", "江西吉安遂川县与泰和县")
    assert code == 0 and "360827" in out and "nested" in out
    code, out = run("places", "江西吉安遂川县与泰和县", "--format", "json")
    rows = json.loads(out)
    assert [(r["quote"], r["adcode"], r["level"]) for r in rows] == [
        ("江西吉安遂川县", "360827", "county"),
        ("泰和县", "360826", "county"),
    ]


def test_places_of_a_file_are_read_as_of_its_date(tmp_path: Path) -> None:
    text = (
        "杭州市通报\n2019-05-06　来源：杭州市教育局\n下城区新增学位1200个，临安区新增学位900个，全市共新增学位18000个。"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    rows = list_places(str(tmp_path / "a.txt"))
    assert ("下城区", "330103") in [(r["quote"], r["adcode"]) for r in rows]
    later = list_places(str(tmp_path / "a.txt"), "2023")
    assert ("下城区", "330105") in [(r["quote"], r["adcode"]) for r in later]


def test_places_keep_candidates_and_reasons() -> None:
    (row,) = list_places("新华区", "2023")
    assert row["adcode"] is None and row["rule"] == "ambiguous"
    assert {"130105", "130902", "410402"} <= set(row["candidates"])
    assert "one of" in run("places", "新华区")[1]
    assert "no place found" in run("places", "没有地名")[1]


@pytest.mark.parametrize(("args", "code"), [(("places", "no/such.txt"), "PM101"), (("places", "吉安", "--at", "x"), "PM405"),
    (("places", "吉安", "--format", "xml"), "PM405"), (("geo", "吉安", "--at", "2021-13"), "PM405"), (("geo", "129999"), "PM404")])  # fmt: skip
def test_places_and_geo_say_what_is_wrong(args: tuple[str, ...], code: str) -> None:
    done = CliRunner().invoke(app, list(args))
    assert done.exit_code == 2 and code in done.stderr


def test_geo_of_a_code_at_a_date() -> None:
    (old,) = describe_division("341400", "2010")
    assert (old["name"], old["valid"], old["valid_to"]) == ("巢湖市", True, "2011-08-22")
    assert {"340181", "340124", "340225"} <= {h["adcode"] for h in old["successors"]}
    (heir,) = describe_division("340181")
    assert ("341400", "巢湖市", "2011-08-22") in [(p["adcode"], p["name"], p["date"]) for p in heir["predecessors"]]
    code, out = run("geo", "341400")
    assert code == 0 and "does not hold today" in out and "庐江县 (340124), 2011-08-22" in out


def test_geo_of_a_renamed_division_gives_both_names() -> None:
    (now,) = describe_division("420600")
    assert now["name"] == "襄阳市" and {n["name"] for n in now["names"]} == {"襄樊市", "襄阳市"}
    (then,) = describe_division("420600", "2005")
    assert then["name"] == "襄樊市" and then["successors"] == [
        {"adcode": "420600", "name": "襄阳市", "date": "2010-12"}
    ]


def test_geo_by_name_in_both_languages() -> None:
    assert {d["adcode"] for d in describe_division("鼓楼区")} == {"320106", "320302", "350102", "410204"}
    assert [d["adcode"] for d in describe_division("Hulun Buir")] == ["150700"]
    assert [d["adcode"] for d in describe_division("浙江省杭州市西湖区")] == ["330106"]
    assert [p["adcode"] for p in describe_division("Chenggu County")[0]["parents"]] == ["610700", "610000"]
    assert [d["adcode"] for d in describe_division("沙县", "2019")] == ["350427"]


def test_geo_names_near_candidates() -> None:
    with pytest.raises(UsageError, match="610722 城固县"):
        describe_division("610762")
    with pytest.raises(UsageError, match="610722 城固县"):
        describe_division("Chengu County")
    with pytest.raises(InputError, match="PM101"):
        list_places("no/such.jsonl")
