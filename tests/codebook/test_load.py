from __future__ import annotations

import pytest

from policymine.codebook.load import available, load, parse
from policymine.errors import CodebookError

SMALL = """\
name: small
version: "1"
title: {zh: 小, en: small}
policy_names: {zh: [双减], en: [double reduction]}
entities:
  schools: {zh: [学校], en: [schools]}
indicators:
  - name: schools.count
    unit: school
    kind: stock
    label: {zh: 学校数, en: Schools}
"""


def test_load_knows_the_shipped_codebooks():
    assert {"double_reduction", "government_work_report"} <= set(available())
    for name in available():
        assert load(name).name == name


def test_load_double_reduction_covers_the_named_entities():
    names = {i.name for i in load("double_reduction").indicators}
    assert {
        "subject_training_institutions.count",
        "subject_training_institutions.reduction_rate",
        "after_school_service.school_coverage",
        "homework.max_minutes",
        "blacklist.batches.count",
        "training_fees.prepaid_supervised.amount",
        "survey.respondents.count",
    } <= names


def test_load_takes_a_path(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert load(path).indicator("schools.count").unit == ("school",)


def test_load_unknown_name_lists_the_known():
    with pytest.raises(CodebookError, match="double_reduction") as caught:
        load("doubel_reduction")
    assert caught.value.code == "PM202"


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("kind: stock", "kind: stok", 10, "indicators.0.kind"),
        ("name: schools.count", "name: Schools count", 8, "indicators.0.name"),
        ("unit: school", "unitt: school", 9, "indicators.0.unitt"),
        ("zh: [学校]", "zh: 学校", 6, "entities.schools.zh"),
        ('version: "1"', "version: 2026.10", 2, "version"),
    ],
)
def test_parse_names_line_and_field(old, new, line, field):
    with pytest.raises(CodebookError) as caught:
        parse(SMALL.replace(old, new).encode(), where="mine.yaml")
    assert caught.value.code == "PM201"
    assert f"line {line}, field {field}" in str(caught.value)
    assert "mine.yaml" in str(caught.value)


@pytest.mark.parametrize("content", [b"name: [", b"- a\n- b\n", b"\xff\xfe\x00", b"a: !!python/object:os.system {}"])
def test_parse_refuses_what_is_no_codebook(content):
    with pytest.raises(CodebookError) as caught:
        parse(content, where="bad.yaml")
    assert caught.value.code == "PM201"


def test_parse_refuses_an_indicator_without_entity():
    with pytest.raises(CodebookError, match="not in the list of entities"):
        parse(SMALL.replace("name: schools.count", "name: pupils.count").encode(), where="x")


def test_parse_refuses_a_name_that_stands_twice():
    again = SMALL + SMALL[SMALL.index("  - name") :]
    with pytest.raises(CodebookError, match="stands there twice"):
        parse(again.encode(), where="x")


def test_resources_see_an_edited_file(tmp_path):
    from policymine.extraction.resources import load_resources

    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    before = load_resources([path])
    assert load_resources([path]) is before
    path.write_text(SMALL.replace("学校数", "学校总数"), encoding="utf-8")
    after = load_resources([path])
    assert after.codebooks[0].indicators[0].label.zh == "学校总数"
    assert before.codebook_version.startswith("small@1#")
    assert after.codebook_version != before.codebook_version
    assert load_resources().codebook_version.count("#") == 0
