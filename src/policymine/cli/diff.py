"""``policymine diff``: what changed between two versions."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.options import CsvOption, DatasetOption, DocumentOption, JsonOption, LimitOption, dataset_folder

if TYPE_CHECKING:
    from policymine.dataset.changes import Change


class Table(StrEnum):
    FIGURES = "figures"
    EVENTS = "events"
    DOCUMENTS = "documents"


def list_changes(
    before: str, after: str | None = None, dataset: Path | None = None, tables: list[Table] | None = None
) -> list[Change]:
    """Changes from version ``before`` to ``after`` (the newest when left out), each a number or a date."""
    from policymine.dataset.changes import changes
    from policymine.dataset.store import open_dataset

    folder = dataset_folder(dataset)
    wanted = [str(table) for table in tables or list(Table)]
    return changes(open_dataset(folder, before), open_dataset(folder, after), wanted)


def as_rows(found: list[Change]) -> list[dict[str, Any]]:
    """A flat row a change: what kind, where, what it said and what it says."""
    return [
        {
            "table": change.table,
            "change": str(change.kind),
            "document": change.doc,
            "what": _what(change),
            "before": _said(change, change.before),
            "after": _said(change, change.after),
            "fields": " ".join(change.fields),
        }
        for change in found
    ]


def _what(change: Change) -> str:
    row = change.after or change.before or {}
    if change.table == "figures":
        return " ".join(filter(None, (row["indicator"] or row["head"], row["place"], row["period"])))
    if change.table == "events":
        return " ".join(filter(None, (row["type"], row["place"], row["date"])))
    return row["title"] or ""


def _said(change: Change, row: Any) -> str:
    if row is None:
        return ""
    told = ["quote"] if change.table != "documents" else ["published", "doc_id"]
    names = told + [name for name in change.fields if name not in told]
    return "; ".join(
        f"{row[name]}" if name in told else f"{name} {_word(row[name])}"
        for name in names
        if row[name] is not None or name in change.fields
    )


def _word(value: Any) -> str:
    from decimal import Decimal

    from policymine.dataset.rows import plain

    return "-" if value is None else str(plain(value) if isinstance(value, Decimal) else value)


def command(
    before: Annotated[str, typer.Argument(metavar="V1", help="Version or date from which.")],
    after: Annotated[str | None, typer.Argument(metavar="V2", help="Version or date up to which; the newest.")] = None,
    table: Annotated[list[Table] | None, typer.Option("--table", help="Only this table; may be given again.")] = None,
    text: Annotated[bool, typer.Option("--text", help="Show the changed lines of revised documents.")] = False,
    document: DocumentOption = None,
    dataset: DatasetOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    limit: LimitOption = None,
) -> None:
    """Rows added, revised and withdrawn from version V1 to V2."""
    from collections import Counter
    from fnmatch import fnmatchcase

    from policymine.cli.output import console, print_csv, print_json, print_table
    from policymine.dataset.changes import Kind, text_changes

    found = list_changes(before, after, dataset, table)
    if document:
        found = [c for c in found if fnmatchcase(c.doc, document) or c.doc.startswith(document)]
    rows = as_rows(found)
    columns = ("table", "change", "document", "what", "before", "after", "fields")
    if as_json:
        print_json(rows)
        return
    if as_csv:
        print_csv(columns, rows)
        return
    if not rows:
        console().print("nothing changed")
        return
    shown = rows if limit == 0 else rows[: limit or 50]
    print_table(None, columns[:-1], [[row[name] for name in columns[:-1]] for row in shown])
    counts = Counter((row["table"], row["change"]) for row in rows)
    for name in Table:
        told = ", ".join(f"{counts[name, kind]} {kind}" for kind in map(str, Kind) if counts[name, kind])
        if told:
            console().print(f"{name}: {told}")
    if len(shown) < len(rows):
        console().print(f"{len(rows) - len(shown)} more: --limit 0 shows all")
    if text:
        for change in found:
            if change.table == "documents" and change.kind is Kind.REVISED:
                console().print(f"\n{change.doc}", markup=False)
                for line in text_changes(change):
                    console().print(line, markup=False, highlight=False)
