"""``policymine annotate``: to annotation tools and back, and how far two annotators agree."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policymine.cli.options import CodebookOption, JsonOption

app = typer.Typer(
    help="Exchange annotations with other tools, and measure agreement.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    SPACY = "spacy"
    BRAT = "brat"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="The tool.")]


@app.command("export")
def export_command(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files and folders; a gold folder with --gold.")
    ],
    file_format: FormatOption,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write into.")],
    gold: Annotated[
        bool, typer.Option("--gold", help="PATH is a gold folder: export its rows, not what the reader finds.")
    ] = False,
    codebook: CodebookOption = None,
) -> None:
    """Write documents for an annotation tool, with what the reader found marked already.

    Figures, events and the relations between them are written as the tool's own regions, labels and relations; 'annotate
    import' reads the tool's export back, with every offset as it was.
    """
    from policymine.errors import InputError
    from policymine.learning.evaluate import documents_of
    from policymine.learning.exchange import export, sheet_of, sheets_of_gold
    from policymine.pipeline.corpus import read_corpus

    sheets = []
    for path in paths:
        if gold:
            documents = documents_of(path)
            if documents is None:
                raise InputError("PM101", "no documents beside the gold", where=str(path))
            sheets.extend(sheets_of_gold(path, documents))
        else:
            sheets.extend(sheet_of(extraction) for extraction in read_corpus(path, codebook))
    names = export(sheets, output, file_format.value)
    typer.echo(
        f"{len(sheets):,} documents in {output} ({', '.join(names[:4])}{', …' if len(names) > 4 else ''})", err=True
    )


@app.command("import")
def import_command(
    path: Annotated[Path, typer.Argument(help="The tool's export: a file, or a folder.")],
    file_format: FormatOption,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help="Corpus to add to: documents/ and gold/<split>/ in it."),
    ],
    split: Annotated[str, typer.Option("--split", help="train, dev, test or another name.")] = "train",
) -> None:
    """Read annotations back: corrections become gold that 'policymine evaluate' and 'train' read.

    Documents that the corpus has already get the new rows in place of the old ones.
    """
    from policymine.cli.app import SOME_DOCUMENTS_FAILED
    from policymine.learning.exchange import read_back, write_gold

    imported = read_back(path, file_format.value)
    folder = write_gold(imported.sheets, output, split)
    figures, events = (
        sum(len(rows) for rows in held)
        for held in (
            [s.figures for s in imported.sheets],
            [s.events for s in imported.sheets],
        )
    )
    typer.echo(f"{figures:,} figures and {events:,} events of {len(imported.sheets):,} documents in {folder}", err=True)
    for line in imported.problems:
        typer.echo(f"  {line}", err=True)
    if imported.problems:
        raise typer.Exit(SOME_DOCUMENTS_FAILED)


@app.command("agreement")
def agreement_command(
    first: Annotated[Path, typer.Argument(metavar="A", help="Gold folder of the one annotator.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Gold folder of the other.")],
    as_json: JsonOption = False,
) -> None:
    """How far two annotators agree: F1 of the spans, Cohen's kappa of each field (extra 'learning')."""
    from policymine.cli.output import print_json, print_table
    from policymine.learning.agreement import agreement
    from policymine.learning.gold import read_gold

    rows = agreement(read_gold(first), read_gold(second))
    if as_json:
        print_json(rows)
        return
    columns = ("rows", "measure", "f1", "kappa", "agree", "pairs", "first", "second")
    print_table(None, columns, [[row[c] for c in columns] for row in rows], columns[2:])
