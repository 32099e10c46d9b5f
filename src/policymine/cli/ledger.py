"""``policymine ledger``: enforcement, each act with its counts and its words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.event_options import (
    ActorOption,
    AllReportsOption,
    PlaceArgument,
    SinceOption,
    StatusOption,
    TextOption,
    UntilOption,
    check_known,
    event_filter,
    output_of,
)
from policymine.cli.options import (
    AsOfOption,
    ConfidenceOption,
    CsvOption,
    DatasetOption,
    FormatOption,
    JsonOption,
    LevelOption,
    LimitOption,
    open_given,
)


def ledger_of(
    place: str | None = None,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    measure: str | None = None,
    all_reports: bool = False,
    **wanted: Any,
) -> list[dict[str, Any]]:
    """Rows of ``comparison.ledger``. Raises ``UsageError`` PM404, PM405."""
    from policymine.comparison.ledger import ledger
    from policymine.data import load_yaml

    check_known("--measure", measure, tuple(load_yaml("enforcement.yaml")["measures"]))
    opened = open_given(dataset, as_of)
    found = ledger(opened, event_filter(opened, place=place, **wanted), distinct=not all_reports)
    return [row for row in found if measure is None or measure in row["measures"]]


def print_ledger(found: list[dict[str, Any]], limit: int) -> None:
    from policymine.cli.output import console, print_table
    from policymine.comparison.ledger import counts_text
    from policymine.comparison.timeline import date_text

    if not found:
        console().print("no enforcement that meets this")
        return
    rows = [
        [
            date_text(row),
            row["place"],
            ", ".join(row["measures"]).replace("_", " "),
            f"batch {row['batch']}" if row["batch"] and row["extent"] == "single" else row["extent"],
            counts_text(row),
            (row["actor_kind"] or "").replace("_", " "),
            row["status"],
            row["quote"],
            row["doc"] + (f" +{len(row['reports']) - 1}" if len(row["reports"]) > 1 else ""),
        ]
        for row in found[: limit or None]
    ]
    print_table(None, ("date", "place", "measure", "extent", "counts", "by", "status", "words", "document"), rows)
    if limit and limit < len(found):
        console().print(f"{limit} of {len(found):,}; --limit 0 shows all")


def command(
    place: PlaceArgument = None,
    measure: Annotated[
        str | None,
        typer.Option("--measure", "-m", help="exposure, blacklist, closure, fine, refund, interview, inspection, …"),
    ] = None,
    level: LevelOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    status: StatusOption = None,
    actor: ActorOption = None,
    text: TextOption = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Sums instead of rows: by place, actor_kind, measure or month.")
    ] = None,
    all_reports: AllReportsOption = False,
    min_confidence: ConfidenceOption = None,
    file_format: FormatOption = "table",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    limit: LimitOption = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Exposures, closures, fines, blacklists and inspections: counts, money, extent (cumulative or single) and words."""
    from policymine.cli.comparing import print_records
    from policymine.comparison.ledger import COLUMNS, summary

    file_format = output_of(file_format, as_json, as_csv)
    found = ledger_of(
        place,
        dataset,
        as_of,
        measure=measure,
        all_reports=all_reports,
        level=level,
        since=since,
        until=until,
        status=status,
        actor_kind=actor,
        text=text,
        min_confidence=min_confidence,
    )
    if by is not None:
        from policymine.cli.output import print_table

        sums = summary(found, by)
        columns = tuple(sums[0]) if sums else (by, "events")
        print_records(
            file_format,
            columns,
            sums[: limit or None],
            lambda: print_table(
                None, columns, [[row[name] for name in columns] for row in sums[: limit or None]], columns[1:]
            ),
        )
        return
    shown = found[: limit or None] if file_format != "table" else found
    print_records(file_format, COLUMNS, shown, lambda: print_ledger(found, 50 if limit is None else limit))
