"""``policymine places``: the places that a text names, each with its code and how it was settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.geo import AtOption
from policymine.cli.given import documents_at, existing_path

if TYPE_CHECKING:
    from policymine.records import PlaceMention


def list_places(given: str, at: str | None = None) -> list[dict[str, Any]]:
    """Every place of a file of documents or of a text, in order.

    A row: doc (file name, None for a text), start, end, quote, adcode, place, level, rule, candidates (codes, where
    several remain). ``at`` is the date as of which names are read; a document's own date stands where it has one.
    Raises InputError for a file that cannot be read, UsageError PM405 for a date that is none.
    """
    from policymine.errors import UsageError
    from policymine.geography.mentions import find_places
    from policymine.records import Language
    from policymine.text.edtf import first_day

    if at is not None and first_day(at) is None:
        raise UsageError("PM405", "give a date as 2021, 2021-04 or 2021-04-09", where=f"--at {at}")
    path = existing_path(given)
    if path is None:
        language = Language.ZH if any("一" <= c <= "鿿" for c in given) else Language.EN
        return [_row(None, m) for m in find_places(given, language, at=at)]
    return [
        _row(document.doc, m)
        for document in documents_at(path)
        for m in find_places(document.text, document.language, at=at or document.published)
    ]


def _row(doc: str | None, mention: PlaceMention) -> dict[str, Any]:
    where = mention.place
    return {
        "doc": doc,
        "start": mention.start,
        "end": mention.end,
        "quote": mention.quote,
        "adcode": where.adcode if where else None,
        "place": where.name if where else None,
        "level": where.level.value if where else None,
        "rule": mention.rule,
        "candidates": list(mention.candidates),
    }


def command(
    given: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="A text, or a file or folder of documents.")],
    at: AtOption = None,
    form: Annotated[str, typer.Option("--format", metavar="table|json", help="How to print the rows.")] = "table",
) -> None:
    """List the places that a text or a file names, with their codes as of a date and the rule that settled each."""
    from policymine.cli.output import console, print_json, print_table
    from policymine.errors import UsageError

    if form not in ("table", "json"):
        raise UsageError("PM405", f"{form!r} is neither 'table' nor 'json'", where="--format")
    rows = list_places(given, at)
    if form == "json":
        print_json(rows)
        return
    if not rows:
        console().print("no place found")
        return
    several = len({row["doc"] for row in rows}) > 1
    columns = [*(["document"] if several else []), "words", "code", "place", "rule", "at"]
    print_table(
        None,
        columns,
        [
            [
                *([row["doc"]] if several else []),
                row["quote"],
                row["adcode"] or "–",
                row["place"] or (f"one of {', '.join(row['candidates'])}" if row["candidates"] else "not known"),
                row["rule"],
                f"{row['start']}:{row['end']}",
            ]
            for row in rows
        ],
    )
