"""``policymine place``: everything that is known of one place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.comparing import (
    CELL_COLUMNS,
    as_of_day,
    cell_row,
    cell_value,
    check_format,
    find_place,
    how_known,
    open_for_comparison,
)
from policymine.cli.options import AsOfOption, AtOption, ConfidenceOption, DatasetOption, FormatOption, LimitOption

if TYPE_CHECKING:
    from policymine.comparison.cells import Cell


@dataclass(frozen=True)
class Card:
    """A place with its cells (the latest of each indicator), and its rows as they are published."""

    adcode: str | None
    name: str
    cells: tuple[Cell, ...]
    figures: list[dict[str, Any]]
    events: list[dict[str, Any]]
    checks: list[dict[str, Any]]


def place_card(
    place: str,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    at: str | None = None,
    within: bool = False,
    min_confidence: float | None = None,
) -> Card:
    """The card of a place given by code or name; ``within``: rows of all places in it too. Raises ``UsageError`` PM404."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from policymine.comparison.panel import build_panel
    from policymine.dataset.publish import publish
    from policymine.dataset.query import Filter, code_prefix, rows
    from policymine.geography import divisions

    opened = open_for_comparison(dataset, as_of, min_confidence)
    code = find_place(place)
    panel = build_panel(opened.dataset, level="any", at=at, **opened.options)
    wanted = Filter(place=code or "nation", min_confidence=opened.floor)
    found = {
        table: [
            publish(table, row)
            for row in rows(opened.dataset, table, wanted)
            if code is None or within or row["adcode"] == code
        ]
        for table in ("figures", "events")
    }
    ids = {row["figure_id"] for row in found["figures"]}
    documents = {row["doc_id"] for row in found["figures"]}
    source = opened.dataset.source("checks")
    checks = [
        publish("checks", row)
        for row in source.to_table(filter=pc.field("doc_id").isin(pa.array(sorted(documents), pa.string()))).to_pylist()
        if ids & set(row["figure_ids"] or ())
    ]
    prefix = None if code is None or not within else code_prefix(code)
    cells = tuple(
        cell
        for cell in panel.cells
        if cell.adcode == code or (prefix is not None and cell.adcode is not None and cell.adcode.startswith(prefix))
    )
    return Card(code, divisions.display_name(code), cells, found["figures"], found["events"], checks)


def print_card(card: Card, limit: int) -> None:
    from policymine.cli.figures import figure_value
    from policymine.cli.output import console, print_table

    out = console()
    out.print(f"{card.name}{'' if card.adcode is None else f'  {card.adcode}'}", style="bold", markup=False)
    out.print(
        f"{len(card.cells)} indicators, {len(card.figures)} figures, {len(card.events)} events, {len(card.checks)} checks"
    )
    if card.cells:
        lines = [
            [cell.indicator, cell_value(cell), as_of_day(cell), how_known(cell, documents=False)] for cell in card.cells
        ]
        print_table(
            "What is known, the latest of each", ("indicator", "value", "as of", "how it is known"), lines, ("value",)
        )
    if card.figures:
        lines = [
            [
                row["figure_id"][:8],
                figure_value(row),
                row["indicator"] or f"({row['head'] or 'no head'})",
                row["role"],
                row["period"],
            ]
            for row in card.figures[: limit or None]
        ]
        print_table("Figures", ("id", "value", "indicator", "role", "period"), lines, ("value",))
        _more(out, limit, len(card.figures))
    if card.events:
        lines = [[row["date"], row["type"], row["status"], row["quote"]] for row in card.events[: limit or None]]
        print_table("Events", ("date", "type", "status", "words"), lines)
        _more(out, limit, len(card.events))
    if card.checks:
        lines = [[row["verdict"], row["kind"], row["expression"], row["doc"]] for row in card.checks[: limit or None]]
        print_table("Checks", ("verdict", "kind", "expression", "document"), lines)
        _more(out, limit, len(card.checks))


def _more(out: Any, limit: int, count: int) -> None:
    if limit and limit < count:
        out.print(f"{limit} of {count:,}; --limit 0 shows all")


def command(
    place: Annotated[str, typer.Argument(help="GB/T 2260 code of 2, 4 or 6 digits, a name, or 'nation'.")],
    within: Annotated[bool, typer.Option("--within", help="Also all places in it.")] = False,
    at: AtOption = None,
    min_confidence: ConfidenceOption = None,
    file_format: FormatOption = "table",
    limit: LimitOption = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """One place's card: the latest value of each indicator, and all figures, events and checks. CSV has the values."""
    from policymine.cli.output import print_csv
    from policymine.dataset.publish import json_value

    check_format(file_format)
    card = place_card(place, dataset, as_of, at=at, within=within, min_confidence=min_confidence)
    if file_format == "json":
        from policymine.dataset.publish import json_line

        parts = {
            "cells": [cell_row(cell) for cell in card.cells],
            "figures": card.figures,
            "events": card.events,
            "checks": card.checks,
        }
        lines = [f'"adcode": {json_value(card.adcode)}', f'"place": {json_value(card.name)}']
        lines += [f'"{name}": [' + ",\n  ".join(json_line(row) for row in rows) + "]" for name, rows in parts.items()]
        typer.echo("{" + ",\n ".join(lines) + "}")
    elif file_format == "csv":
        print_csv(CELL_COLUMNS, [cell_row(cell) for cell in card.cells])
    else:
        print_card(card, 20 if limit is None else limit)
