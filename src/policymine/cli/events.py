"""``policymine events``: list events."""

from __future__ import annotations

from typing import Annotated

import typer

from policymine.cli.figures import list_rows, print_rows
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
)


def command(
    event_type: Annotated[str | None, typer.Option("--type", "-t", help="Event type, or a pattern with *.")] = None,
    place: PlaceOption = None,
    level: LevelOption = None,
    period: PeriodOption = None,
    document: DocumentOption = None,
    min_confidence: ConfidenceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    limit: LimitOption = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """List events, in order of document and place in it."""
    found = list_rows(
        "events",
        dataset,
        as_of,
        type=event_type,
        place=place,
        level=level,
        period=period,
        document=document,
        min_confidence=min_confidence,
    )
    columns = {
        "type": lambda row: row["type"] + (f" / {row['subtype']}" if row["subtype"] else ""),
        "date": lambda row: row["date"],
        "place": lambda row: row["place"],
        "actor": lambda row: row["actor"],
        "status": lambda row: row["status"],
        "words": lambda row: row["quote"],
        "document": lambda row: row["doc"],
        "sure": lambda row: f"{row['confidence']:.2f}",
    }
    print_rows("events", found, as_json=as_json, as_csv=as_csv, limit=limit, columns=columns, right=("sure",))
