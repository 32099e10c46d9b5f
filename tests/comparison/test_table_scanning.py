"""The two ways of reading a table give the same panel, and a file goes to DuckDB's own reader only where that is safe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from test_comparison_panel import COUNT, fig, paper

from policymine.comparison.panel import panel_of
from policymine.comparison.scanning import parquet_files
from policymine.dataset.schema import arrow_schemas

FIGURES = [
    fig("100", role="before", period="2021-07"),
    fig("10", period="2022-08", links=[{"type": "before_after", "figure_id": "x"}]),
    fig("12", doc="b", checks=["C1:holds"], value_text="12"),
    fig("7", doc="b", adcode="140000"),
    fig("3", doc="b", adcode=None, place=None),
]


def _tables() -> dict[str, pa.Table]:
    papers = [paper("a", published="2022-08-01"), paper("b", publisher="河北省教育厅")]
    return {
        "figures": pa.Table.from_pylist(FIGURES, arrow_schemas()["figures"]),
        "documents": pa.Table.from_pylist(papers, arrow_schemas()["documents"]),
    }


def _stored(folder: Path, schema: pa.Schema | None = None) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    stored = {}
    for name, table in _tables().items():
        half = table.num_rows // 2
        parts = [folder / f"{name}-{number}.parquet" for number in range(2)]
        pq.write_table(table.slice(0, half), parts[0])
        pq.write_table(table.slice(half), parts[1])
        stored[name] = ds.dataset([str(part) for part in parts], schema=schema or table.schema, format="parquet")
    return stored


@pytest.mark.parametrize("folder", ["plain", "a ' quote", "[x]*"])
def test_scanning_gives_the_panel_of_the_tables(tmp_path: Path, folder: str) -> None:
    plain, stored = _tables(), _stored(tmp_path / folder)
    assert (parquet_files(stored["figures"]) is None) == (folder == "[x]*")
    one = panel_of(plain["figures"], plain["documents"], level="any")
    two = panel_of(stored["figures"], stored["documents"], level="any")
    assert one.table.num_rows >= 3
    for name in ("table", "against", "behind", "excluded"):
        assert getattr(two, name).to_pylist() == getattr(one, name).to_pylist()


def test_scanning_leaves_a_file_of_an_earlier_schema_to_arrow(tmp_path: Path) -> None:
    table = _tables()["figures"]
    pq.write_table(table.drop_columns(["stage"]), tmp_path / "old.parquet")
    old = ds.dataset([str(tmp_path / "old.parquet")], schema=table.schema, format="parquet")
    assert parquet_files(old) is None
    panel = panel_of(old, _tables()["documents"], [COUNT], level="any")
    assert {cell.adcode for cell in panel.cells} == {"130000", "140000"}


def test_scanning_knows_what_it_cannot_open() -> None:
    table = _tables()["figures"]
    assert parquet_files(table) is None
    assert parquet_files(ds.dataset(table)) is None
