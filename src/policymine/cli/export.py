"""``policymine export``: the dataset as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from policymine.cli.options import AsOfOption, ConfidenceOption, DatasetOption, QuietOption, open_given


def export_dataset(
    output: Path,
    file_format: str = "csv",
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    bom: bool = False,
    title: str | None = None,
    authors: Sequence[str] = (),
    licence: str | None = None,
    min_confidence: float | None = None,
) -> list[Path]:
    """Write figures, events, checks and documents of the dataset into ``output``; the paths of the files."""
    from policymine.dataset.export import EXPORTED, codebook_rows, confident, export_tables

    opened = open_given(dataset, as_of)
    codebook = codebook_rows(_codebooks(opened)) if file_format in ("xlsx", "datapackage") else []
    sources = confident({table: opened.source(table) for table in EXPORTED}, min_confidence or 0.0)
    about: dict[str, object] = {"run": opened.run, "authors": authors, "licence": licence}
    return export_tables(
        sources,
        output,
        file_format,
        bom=bom,
        codebook=codebook,
        problems=opened.source("problems"),
        about=about | ({"title": title} if title else {}),
    )


def _codebooks(opened: object) -> list[str]:
    """Shipped codebooks that the dataset was read with; all that ship where that is not known."""
    from policymine.codebook import load

    used = str((getattr(opened, "run", None) or {}).get("codebook_version") or "")
    names = [part.partition("@")[0] for part in used.split("+") if part]
    shipped = load.available()
    return [name for name in names if name in shipped] or shipped


def command(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write into.")] = Path("export"),
    file_format: Annotated[
        str, typer.Option("--format", "-f", help="csv, parquet, xlsx, stata, spss, jsonl or datapackage.")
    ] = "csv",
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, which Excel likes.")] = False,
    title: Annotated[str | None, typer.Option("--title", help="Title of the data package.")] = None,
    author: Annotated[
        list[str] | None, typer.Option("--author", help="Author to cite with the data package; may be given again.")
    ] = None,
    licence: Annotated[
        str | None, typer.Option("--license", metavar="SPDX", help="Licence of the tables: CC-BY-4.0, …")
    ] = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
    min_confidence: ConfidenceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write the dataset for other programs. The same version gives the same bytes.

    csv, parquet, jsonl: a file a table. xlsx: a workbook, with the codebook. stata (.dta, format 118) and spss (.sav, needs
    the extra 'stats'): with variable and value labels. datapackage: CSV with schemas that 'frictionless validate' checks,
    codebook, licences, README and a citation file with version and content hash.

    In CSV and Excel a text that a spreadsheet would calculate (it begins with =, +, -, @ …) has an apostrophe before it.
    """
    for path in export_dataset(
        output,
        file_format,
        dataset,
        as_of,
        bom=bom,
        title=title,
        authors=author or (),
        licence=licence,
        min_confidence=min_confidence,
    ):
        if not quiet:
            typer.echo(path)
