from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipeline_fakes import CHENGGU, FAKES, HEBEI

from policymine.dataset import rows as r
from policymine.dataset.publish import json_line, json_value
from policymine.dataset.schema import CONTENT_TABLES, TABLES, arrow_schemas
from policymine.pipeline import process
from policymine.records import Cell, Document, Extraction, Language, Problem, Table


@pytest.fixture
def extraction(tmp_path: Path) -> Extraction:
    (tmp_path / "a.txt").write_text(HEBEI + CHENGGU, encoding="utf-8")
    (item,) = process(FAKES.read_snapshot(tmp_path / "a.txt", 10**6), None, FAKES)
    assert isinstance(item, Extraction)
    return item


def through_arrow(table: str, row: r.Row) -> r.Row:
    (back,) = pa.Table.from_pylist([row], schema=arrow_schemas()[table]).to_pylist()
    return back


def test_rows_come_back_as_the_records_that_went_in(extraction: Extraction) -> None:
    for figure in extraction.figures:
        assert r.figure_from_row(through_arrow("figures", r.figure_row(figure, "s"))) == figure
    for event in extraction.events:
        assert r.event_from_row(through_arrow("events", r.event_row(event, "s"))) == event
    for check in extraction.checks:
        assert r.check_from_row(through_arrow("checks", r.check_row(check))) == check
    assert r.document_from_row(through_arrow("documents", r.document_row(extraction.document))) == extraction.document


def test_rows_document_with_tables_comes_back() -> None:
    table = Table(0, 5, "caption", (Cell(0, 1, 0, 0, "row", "column"), Cell(2, 3, 0, 1)))
    document = Document("d", "id", "a b c", Language.EN, tables=(table,))
    assert r.document_from_row(through_arrow("documents", r.document_row(document))) == document


def test_rows_have_exactly_the_columns_of_the_schema(extraction: Extraction) -> None:
    made = r.extraction_rows(extraction)
    for table, rows in made.items():
        for row in rows:
            assert list(row) == arrow_schemas()[table].names, table
    assert set(arrow_schemas()) == set(TABLES)
    assert set(CONTENT_TABLES) < set(TABLES)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**60), max_value=10**60))
def test_rows_values_keep_every_digit(value: Decimal) -> None:
    stored, text = r.storable(value)
    row = {"value": stored, "value_text": text}
    back = r.exact_value(row)
    assert back == value
    assert pa.array([stored], arrow_schemas()["figures"].field("value").type)[0].as_py() == stored


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**15))
def test_rows_json_numbers_are_shortest(value: Decimal) -> None:
    text = json_value(r.plain(value))
    assert Decimal(text) == value
    assert "E" not in text
    assert not (("." in text) and text.endswith("0"))


def test_rows_json_line_has_nulls_and_chinese() -> None:
    assert json_line({"a": None, "b": "近1亿", "c": Decimal("90.1"), "d": [1], "e": 0.5}) == (
        '{"a": null, "b": "近1亿", "c": 90.1, "d": [1], "e": 0.5}'
    )


def test_rows_snapshot_id_depends_on_name_and_bytes() -> None:
    assert r.snapshot_id("a", "1") == r.snapshot_id("a", "1")
    assert len({r.snapshot_id("a", "1"), r.snapshot_id("b", "1"), r.snapshot_id("a", "2")}) == 3


def test_rows_problem_about_a_name_that_is_no_unicode_can_be_stored() -> None:
    row = r.problem_row(Problem("a\ud800", "PM104", "no such encoding: a\udcff", "Convert the file."))
    assert row["source"] == "a\\ud800"
    assert row["message"] == "no such encoding: a\\udcff"
