"""``policymine events``: list events, or count them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.event_options import (
    ActorOption,
    BackgroundOption,
    SinceOption,
    StatusOption,
    TextOption,
    TypeOption,
    UntilOption,
    event_filter,
)
from policymine.cli.options import (
    AsOfOption,
    ConfidenceOption,
    CsvOption,
    DatasetOption,
    DocumentOption,
    JsonOption,
    LevelOption,
    LimitOption,
    PeriodOption,
    PlaceOption,
    open_given,
)


def list_events(
    dataset: Path | None = None, as_of: str | None = None, *, distinct: bool = False, **wanted: Any
) -> list[dict[str, Any]]:
    """Published events that pass the filter, with ``same_event`` (the cluster's id or null) and ``reports``.

    ``reports``: in how many documents the dataset tells the event. ``distinct``: one row an event.
    """
    from policymine.comparison.event_rows import event_rows
    from policymine.dataset.publish import publish

    opened = open_given(dataset, as_of)
    found = event_rows(opened, event_filter(opened, **wanted), distinct=distinct)
    return [
        publish("events", row.event)
        | {
            "same_event": row.cluster.cluster_id if row.cluster else None,
            "reports": len(row.cluster.events) if row.cluster else 1,
        }
        for row in found
    ]


def command(
    event_type: TypeOption = None,
    place: PlaceOption = None,
    level: LevelOption = None,
    period: PeriodOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    status: StatusOption = None,
    actor: ActorOption = None,
    background: BackgroundOption = None,
    text: TextOption = None,
    document: DocumentOption = None,
    min_confidence: ConfidenceOption = None,
    distinct: Annotated[
        bool, typer.Option("--distinct", help="One row for an event that several documents tell.")
    ] = False,
    count_by: Annotated[
        str | None,
        typer.Option(
            "--count-by",
            metavar="FIELDS",
            help="Count events by place, month, year, type, subtype, status, actor_kind or level: 'place,month'. "
            "Each event counts once.",
        ),
    ] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    limit: LimitOption = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """List events, in order of document and place in it."""
    wanted: dict[str, Any] = {
        "type": event_type,
        "place": place,
        "level": level,
        "period": period,
        "since": since,
        "until": until,
        "status": status,
        "actor_kind": actor,
        "background": background,
        "text": text,
        "document": document,
        "min_confidence": min_confidence,
    }
    if count_by is not None:
        from policymine.cli.comparing import print_records
        from policymine.cli.output import print_table
        from policymine.comparison.event_counts import check_fields, columns_of, count_events

        by = check_fields(count_by.split(","))
        opened = open_given(dataset, as_of)
        counted = count_events(opened, by, event_filter(opened, **wanted))
        columns = columns_of(by)
        print_records(
            "json" if as_json else "csv" if as_csv else "table",
            columns,
            counted[: limit or None],
            lambda: print_table(
                None,
                columns,
                [["—" if row[name] is None else row[name] for name in columns] for row in counted[: limit or None]],
                ("events",),
            ),
        )
        return
    _print(list_events(dataset, as_of, distinct=distinct, **wanted), as_json=as_json, as_csv=as_csv, limit=limit)


def _print(found: list[dict[str, Any]], *, as_json: bool, as_csv: bool, limit: int | None) -> None:
    from policymine.cli.figures import print_rows

    columns = {
        "type": lambda row: row["type"] + (f" / {row['subtype']}" if row["subtype"] else ""),
        "date": lambda row: row["date"],
        "place": lambda row: row["place"],
        "actor": lambda row: row["actor"],
        "status": lambda row: row["status"],
        "words": lambda row: row["quote"],
        "document": lambda row: row["doc"],
        "same": lambda row: f"{row['same_event'][:6]} ×{row['reports']}" if row["same_event"] else "",
        "sure": lambda row: f"{row['confidence']:.2f}",
    }
    print_rows(
        "events",
        found,
        as_json=as_json,
        as_csv=as_csv,
        limit=limit,
        columns=columns,
        right=("sure",),
        more=("same_event", "reports"),
    )
