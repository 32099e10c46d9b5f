"""Tables to files: JSONL, CSV, Parquet, Excel, Stata, SPSS, data package. The same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from policymine.dataset.publish import FIELDS, json_line, publish
from policymine.dataset.schema import arrow_schemas
from policymine.dataset.sql import sorted_batches, sorted_rows
from policymine.dataset.store import write_errors
from policymine.dataset.tabular import csv_cell, neutral, sheet_cell
from policymine.errors import UsageError

EXPORTED = ("figures", "events", "checks", "documents")
FORMATS = ("jsonl", "csv", "parquet", "xlsx", "stata", "spss", "datapackage")
SUFFIXES = {"stata": "dta", "spss": "sav"}
SHEET_ROWS = 1_048_576
"""Rows that a worksheet holds (Excel specifications and limits)."""


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder to write into; its files move to ``folder`` when the block ends, and none of them when it fails (PM304)."""
    with write_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".policymine-", dir=folder, ignore_cleanup_errors=True) as name:
            yield Path(name)
            for path in sorted(Path(name).iterdir()):
                path.replace(folder / path.name)


def write_jsonl(table: str, source: Any, path: Path) -> None:
    """One JSON object a line, UTF-8."""
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for row in sorted_rows(table, source):
            lines.write(json_line(publish(table, row)) + "\n")


def write_csv(table: str, source: Any, path: Path, *, bom: bool = False) -> None:
    """RFC 4180 with a header; nested fields as JSON; ``bom`` helps Excel to see that it is UTF-8."""
    encoding = "utf-8-sig" if bom else "utf-8"
    with path.open("w", encoding=encoding, newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(FIELDS[table])
        for row in sorted_rows(table, source):
            writer.writerow([csv_cell(value) for value in publish(table, row).values()])


def write_parquet(table: str, source: Any, path: Path) -> None:
    """Native types: decimals, lists and structs. ``value_text`` holds the digits that the decimal column cannot."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stored = arrow_schemas()[table]
    names = [name for name in FIELDS[table] if name in stored.names]
    if table == "figures":
        names += ["value_text", "value_max_text"]
    schema = pa.schema([stored.field(name) for name in names])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in sorted_batches(table, source):
            writer.write_batch(batch.select(names))


def write_xlsx(sources: Mapping[str, Any], path: Path, codebook: Sequence[Sequence[Any]] = ()) -> None:
    """One sheet a table, and a sheet ``codebook``. Documents come without their text, which no cell holds.

    Raises ``UsageError`` PM405 where a table has more rows than a sheet.
    """
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    for table, source in sources.items():
        rows = source.count_rows()
        if rows >= SHEET_ROWS:
            raise UsageError("PM405", f"{rows:,} {table} do not fit on an Excel sheet", remedy="Export csv or parquet.")
        names = [name for name in FIELDS[table] if name not in ("text", "tables", "sections")]
        sheet = workbook.create_sheet(table)
        sheet.freeze_panes = "A2"
        sheet.append(names)
        for row in sorted_rows(table, source):
            published = publish(table, row)
            sheet.append([_typed(sheet, sheet_cell(published[name])) for name in names])
    sheet = workbook.create_sheet("codebook")
    for entry in codebook:
        sheet.append([_typed(sheet, sheet_cell(value)) for value in entry])
    buffer = io.BytesIO()
    workbook.save(buffer)
    path.write_bytes(_undated(buffer.getvalue()))


def _typed(sheet: Any, value: Any) -> Any:
    """Text as a text cell: openpyxl would make a formula of what begins with an equals sign."""
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=neutral(value) if value.startswith("=") else value)
    cell.data_type = "s"
    return cell


def _undated(content: bytes) -> bytes:
    """The workbook without the moment it was made, so that the same rows give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in sorted(old.infolist(), key=lambda item: item.filename):
            data = old.read(entry)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def confident(sources: Mapping[str, Any], floor: float) -> dict[str, Any]:
    """``sources`` without the figures and events whose confidence (0 to 1) is below ``floor``; the other tables whole."""
    if floor <= 0:
        return dict(sources)
    import pyarrow.dataset as ds

    enough = ds.field("confidence") >= floor
    return {name: source.filter(enough) if name in _JUDGED else source for name, source in sources.items()}


_JUDGED = frozenset({"figures", "events"})


def export_tables(
    sources: Mapping[str, Any],
    folder: Path,
    file_format: str,
    *,
    codebook: Sequence[Sequence[Any]] = (),
    bom: bool = False,
    problems: Any = None,
    about: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Write tables (name to ``pyarrow.dataset.Dataset``) into ``folder``; the paths of the files.

    ``xlsx`` makes one workbook ``policymine.xlsx``, the other formats one file a table; ``problems``, where given, always
    becomes ``problems.jsonl``. ``about``: further arguments of ``package.write_package``. All files appear at the end, or none.
    Raises ``UsageError`` PM405 for an unknown format, ``DatasetError`` PM304 where it cannot be written.
    """
    if file_format not in FORMATS:
        raise UsageError("PM405", f"one of {', '.join(FORMATS)}", where=file_format)
    with staging(folder) as stage:
        if file_format == "xlsx":
            write_xlsx(sources, stage / "policymine.xlsx", codebook)
        elif file_format == "datapackage":
            from policymine.dataset.package import write_package

            write_package(sources, stage, codebook=codebook or codebook_rows([]), **(about or {}))
        else:
            for table, source in sources.items():
                suffix = SUFFIXES.get(file_format, file_format)
                write_table(table, source, stage / f"{table}.{suffix}", file_format, bom=bom)
        if problems is not None:
            write_jsonl("problems", problems, stage / "problems.jsonl")
        names = sorted(path.name for path in stage.iterdir())
    return [folder / name for name in names]


def write_table(table: str, source: Any, path: Path, file_format: str, *, bom: bool = False) -> None:
    """One table to one file as ``jsonl``, ``csv``, ``parquet``, ``stata`` or ``spss``."""
    if file_format == "jsonl":
        write_jsonl(table, source, path)
    elif file_format == "csv":
        write_csv(table, source, path, bom=bom)
    elif file_format == "stata":
        from policymine.dataset.statistics import write_dta

        write_dta(table, source, path)
    elif file_format == "spss":
        from policymine.dataset.statistics import write_sav

        write_sav(table, source, path)
    else:
        write_parquet(table, source, path)


def codebook_rows(names: Sequence[str]) -> list[list[Any]]:
    """A header and one row for each indicator of the named codebooks: what the names in the tables mean."""
    from policymine.codebook import load

    rows: list[list[Any]] = [
        ["codebook", "version", "indicator", "English", "Chinese", "unit", "kind", "lowest", "highest"]
    ]
    for name in names:
        book = load.load(name)
        for item in book.indicators:
            low, high = item.range or (None, None)
            rows.append(
                [
                    book.name,
                    book.version,
                    item.name,
                    item.label.en,
                    item.label.zh,
                    ", ".join(item.unit),
                    item.kind,
                    low,
                    high,
                ]
            )
    return rows
