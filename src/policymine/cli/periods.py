"""``policymine periods``: the times of a text, read against a reference date."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from policymine.cli.given import documents_at, existing_path

_COLUMNS = ("quote", "edtf", "rule", "first", "last", "start", "end", "reason")


def periods_of(source: str, reference: str, prefer: Literal["past", "future"] = "past") -> list[dict[str, Any]]:
    """Rows of a text, or of each document in the file or folder ``source`` with the key ``doc``.

    ``prefer``: whether what the words leave open (May, Friday) is the last one before ``reference`` or the next.

    Raises ``InputError`` for a document that cannot be read, ``UsageError`` PM405 for a reference that is no date.
    """
    from dataclasses import asdict

    from policymine.text.period_rows import read_periods

    if (path := existing_path(source)) is None:
        return [asdict(row) for row in read_periods(source, reference, prefer=prefer)]

    return [
        {"doc": document.doc} | asdict(row)
        for document in documents_at(path)
        for row in read_periods(document.text, reference, document.language, prefer)
    ]


def command(
    source: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="A text, or a file or folder of documents.")],
    ref: Annotated[
        str | None,
        typer.Option("--ref", metavar="DATE", help="Date of the statement, needed: 2022-07-19, 2022-07 or 2022."),
    ] = None,
    prefer: Annotated[
        str,
        typer.Option(
            "--prefer", metavar="past|future", help="What May or Friday alone means: the last one or the next."
        ),
    ] = "past",
    form: Annotated[str, typer.Option("--format", metavar="table|json", help="How to print the rows.")] = "table",
) -> None:
    """Each time expression with its EDTF, the rule that read it, the days it covers, or why it stays open."""
    from policymine.cli.output import console, print_json, print_table
    from policymine.errors import UsageError

    if ref is None:
        raise UsageError(
            "PM405",
            "a reference date is required: nothing reads the clock",
            where="--ref",
            remedy="Give the date of the statement, such as --ref 2022-07-19.",
        )
    if form not in ("table", "json"):
        raise UsageError("PM405", f"{form!r} is neither 'table' nor 'json'", where="--format")
    if prefer not in ("past", "future"):
        raise UsageError("PM405", f"{prefer!r} is neither 'past' nor 'future'", where="--prefer")
    rows = periods_of(source, ref, "future" if prefer == "future" else "past")
    if form == "json":
        print_json(rows)
    elif not rows:
        console().print("no time expression found")
    else:
        columns = ("doc", *_COLUMNS) if "doc" in rows[0] else _COLUMNS
        print_table(None, columns, [[row[name] for name in columns] for row in rows])
