"""``policymine export``: the dataset as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policymine.cli.options import AsOfOption, DatasetOption, QuietOption, open_given


def export_dataset(
    output: Path,
    file_format: str = "csv",
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    bom: bool = False,
) -> list[Path]:
    """Write figures, events, checks and documents of the dataset into ``output``; the paths of the files."""
    from policymine.dataset.export import EXPORTED, codebook_rows, export_tables

    opened = open_given(dataset, as_of)
    codebook = codebook_rows(_codebooks(opened)) if file_format == "xlsx" else []
    sources = {table: opened.source(table) for table in EXPORTED}
    return export_tables(sources, output, file_format, bom=bom, codebook=codebook, problems=opened.source("problems"))


def _codebooks(opened: object) -> list[str]:
    """Shipped codebooks that the dataset was read with; all that ship where that is not known."""
    from policymine.codebook import load

    used = str((getattr(opened, "run", None) or {}).get("codebook_version") or "")
    names = [part.partition("@")[0] for part in used.split("+") if part]
    shipped = load.available()
    return [name for name in names if name in shipped] or shipped


def command(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write into.")] = Path("export"),
    file_format: Annotated[str, typer.Option("--format", "-f", help="csv, parquet, xlsx or jsonl.")] = "csv",
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, which Excel likes.")] = False,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write the dataset as CSV, Parquet, Excel or JSONL. The same version gives the same bytes.

    In CSV and Excel a text that a spreadsheet would calculate (it begins with =, +, -, @ …) has an apostrophe before it.
    """
    for path in export_dataset(output, file_format, dataset, as_of, bom=bom):
        if not quiet:
            typer.echo(path)
