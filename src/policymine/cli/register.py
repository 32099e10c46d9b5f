"""``policymine register``: documents that were issued."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.event_options import PlaceArgument, SinceOption, UntilOption, check_known, event_filter, output_of
from policymine.cli.options import (
    AsOfOption,
    ConfidenceOption,
    CsvOption,
    DatasetOption,
    FormatOption,
    JsonOption,
    LimitOption,
    open_given,
)


def register_of(
    place: str | None = None,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    kind: str | None = None,
    text: str | None = None,
    since: str | None = None,
    until: str | None = None,
    cited: bool = False,
    min_confidence: float | None = None,
) -> list[dict[str, Any]]:
    """Rows of ``comparison.register``. Raises ``UsageError`` PM404, PM405."""
    from policymine.comparison.register import register
    from policymine.data import load_yaml
    from policymine.dataset.query import code_prefix, may_lie_between

    check_known("--kind", kind, tuple(load_yaml("documents.yaml")["kinds"]))
    opened = open_given(dataset, as_of)
    wanted = event_filter(opened, min_confidence, place=place, since=since, until=until)
    found = register(opened, event_filter(opened, min_confidence), cited=cited, kind=kind)
    if place is not None:
        from policymine.cli.comparing import find_place

        code = find_place(place)
        prefix = None if code is None else code_prefix(code)
        found = [
            row
            for row in found
            if row["place"] is not None
            and (row["adcode"] is None if prefix is None else (row["adcode"] or "").startswith(prefix))
        ]
    if wanted.since or wanted.until:
        _check_dates(since, until)
        found = [row for row in found if may_lie_between(row["date"], since, until)]
    if text:
        low = text.lower()
        found = [
            row
            for row in found
            if any(
                low in (name or "").lower()
                for name in (row["title"], row["number"], *row["other_titles"], *row["english_titles"])
            )
        ]
    return found


def _check_dates(*dates: str | None) -> None:
    from policymine.errors import UsageError
    from policymine.text import edtf

    for given in dates:
        if given is not None and not edtf.is_valid(given):
            raise UsageError("PM405", "a date is EDTF: 2022, 2022-07, 2022-07-19", where=given)


def print_register(found: list[dict[str, Any]], limit: int) -> None:
    from policymine.cli.output import console, print_table
    from policymine.comparison.timeline import date_text

    if not found:
        console().print("no documents that meet this")
        return
    rows = [
        [
            row["title"],
            row["number"],
            (row["kind"] or "").replace("_", " ") + (", trial" if row["trial"] else ""),
            "; ".join(issuer["name"] for issuer in row["issuers"]),
            row["place"],
            date_text(row),
            row["status"],
            row["mentions"][0]["doc"] + (f" +{row['documents'] - 1}" if row["documents"] > 1 else ""),
        ]
        for row in found[: limit or None]
    ]
    print_table(None, ("title", "number", "kind", "issuer", "place", "date", "status", "told in"), rows)
    if limit and limit < len(found):
        console().print(f"{limit} of {len(found):,}; --limit 0 shows all")


def command(
    place: PlaceArgument = None,
    kind: Annotated[
        str | None, typer.Option("--kind", "-k", help="notice, plan, opinions, measures, regulation, standard, list, …")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", metavar="WORDS", help="Words of a title or number.")] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    cited: Annotated[bool, typer.Option("--cited", help="Also documents that are only named somewhere.")] = False,
    min_confidence: ConfidenceOption = None,
    file_format: FormatOption = "table",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    limit: LimitOption = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Documents with title, number, issuers, kind, date and status; mentions of one document are one row."""
    from policymine.cli.comparing import print_records
    from policymine.comparison.register import COLUMNS

    file_format = output_of(file_format, as_json, as_csv)
    found = register_of(
        place,
        dataset,
        as_of,
        kind=kind,
        text=text,
        since=since,
        until=until,
        cited=cited,
        min_confidence=min_confidence,
    )
    shown = found[: limit or None] if file_format != "table" else found
    print_records(file_format, COLUMNS, shown, lambda: print_register(found, 50 if limit is None else limit))
