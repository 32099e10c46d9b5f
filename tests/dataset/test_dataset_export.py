from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipeline_fakes import FAKES, write_corpus

from policymine.dataset import export
from policymine.dataset.export import export_tables
from policymine.dataset.rows import figure_from_row
from policymine.dataset.store import Dataset, open_dataset
from policymine.dataset.tabular import csv_cell, neutral, sheet_cell
from policymine.errors import DatasetError, UsageError
from policymine.pipeline import mine


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    corpus = write_corpus(tmp_path / "in")
    (corpus / "evil.txt").write_text(
        "+7 {i.count level exact institution =HYPERLINK(1) province 130000 2022}", encoding="utf-8"
    )
    mine([corpus], tmp_path / "ds", services=FAKES)
    return open_dataset(tmp_path / "ds")


def sources(dataset: Dataset) -> dict[str, object]:
    return {name: dataset.source(name) for name in ("figures", "events", "checks", "documents")}


def test_export_jsonl_and_csv_agree(dataset: Dataset, tmp_path: Path) -> None:
    export_tables(sources(dataset), tmp_path / "j", "jsonl")
    export_tables(sources(dataset), tmp_path / "c", "csv")
    for name in ("figures", "events", "checks", "documents"):
        lines = (tmp_path / "j" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        objects = [json.loads(line, parse_float=Decimal) for line in lines]
        with (tmp_path / "c" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            table = list(csv.DictReader(file))
        assert [list(row) for row in table] == [list(row) for row in objects]
        for row, entry in zip(table, objects, strict=True):
            for field, cell in row.items():
                assert cell == csv_cell(entry[field]), field


def test_export_parquet_reads_back_as_the_same_figures(dataset: Dataset, tmp_path: Path) -> None:
    export_tables(sources(dataset), tmp_path, "parquet")
    back = [figure_from_row(row) for row in pq.read_table(tmp_path / "figures.parquet").to_pylist()]
    stored = {row["figure_id"]: figure_from_row(row) for row in dataset.source("figures").to_table().to_pylist()}
    assert {figure.figure_id: figure for figure in back} == stored
    assert [figure.doc for figure in back] == sorted(figure.doc for figure in back)


def test_export_formulas_are_neutralised(dataset: Dataset, tmp_path: Path) -> None:
    export_tables(sources(dataset), tmp_path, "csv")
    export_tables(sources(dataset), tmp_path, "xlsx", codebook=[["indicator"], ["=1+1"]])
    text = (tmp_path / "figures.csv").read_text(encoding="utf-8")
    assert ",'=HYPERLINK(1)," in text
    assert ",'+7," in text
    book = openpyxl.load_workbook(tmp_path / "policymine.xlsx")
    assert book.sheetnames == ["figures", "events", "checks", "documents", "codebook"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@"]
    values = [row[6].value for row in book["figures"].iter_rows(min_row=2)]
    assert values == [81, 8, 90.1, 7, 5092, 4]
    book.close()


def test_export_csv_with_bom(dataset: Dataset, tmp_path: Path) -> None:
    export_tables(sources(dataset), tmp_path, "csv", bom=True)
    assert (tmp_path / "events.csv").read_bytes().startswith(b"\xef\xbb\xbfdoc,")


def test_export_too_many_rows_for_a_sheet(dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "SHEET_ROWS", 3)
    with pytest.raises(UsageError, match="PM405"):
        export_tables(sources(dataset), tmp_path / "x", "xlsx")
    assert list((tmp_path / "x").iterdir()) == []


def test_export_failure_leaves_the_files_of_before(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    export_tables(sources(dataset), out, "jsonl")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    lines = iter(range(4))

    def full(row: object) -> str:
        if next(lines, None) is None:
            raise OSError(28, "No space left on device")
        return "{}"

    monkeypatch.setattr(export, "json_line", full)
    with pytest.raises(DatasetError, match=r"PM304.*No space left"):
        export_tables(sources(dataset), out, "jsonl")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_export_below_a_file(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatasetError, match="PM304"):
        export_tables(sources(dataset), tmp_path / "file" / "out", "csv")


@pytest.mark.parametrize("text", ["=1+1", "+86 10", "-5%", "@sum", "\t=1", " =1", "＝1", "|calc", "\r=1"])
def test_export_neutral_marks_what_could_be_calculated(text: str) -> None:
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["近1亿", "more than 5,000", "", "1-2", "100%"])
def test_export_neutral_leaves_other_text(text: str) -> None:
    assert neutral(text) == text


@given(st.text())
def test_export_cells_never_begin_like_a_formula(text: str) -> None:
    assert not csv_cell(text).lstrip().startswith(("=", "+", "-", "@"))
    assert "\x00" not in sheet_cell(text)


def test_export_cells_keep_numbers() -> None:
    assert csv_cell(Decimal("-0.5")) == "-0.5"
    assert csv_cell(None) == ""
    assert csv_cell([1, "a"]) == '[1, "a"]'
    assert sheet_cell(Decimal("90.1")) == Decimal("90.1")
    assert sheet_cell(10**20 + 1) == "100000000000000000001"
