"""``policymine figures``: list figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.options import (
    AsOfOption,
    ConfidenceOption,
    CsvOption,
    DatasetOption,
    DocumentOption,
    IndicatorOption,
    JsonOption,
    LevelOption,
    LimitOption,
    PeriodOption,
    PlaceOption,
    open_given,
)

TABLE_ROWS = 50


def list_rows(
    table: str,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    min_confidence: float | None = None,
    **wanted: Any,
) -> list[dict[str, Any]]:
    """Published rows of ``figures`` or ``events`` that pass ``policymine.dataset.query.Filter(**wanted)``."""
    from policymine.cli.config import load_settings
    from policymine.dataset.publish import publish
    from policymine.dataset.query import Filter, rows

    floor = load_settings().min_confidence if min_confidence is None else min_confidence
    opened = open_given(dataset, as_of)
    found = rows(opened, table, Filter(min_confidence=floor, **wanted))
    if not found:
        check_names(opened, indicator=wanted.get("indicator"), place=wanted.get("place"))
    return [publish(table, row) for row in found]


def check_names(dataset: Any, *, indicator: str | None, place: str | None) -> None:
    """Raises UsageError where a filter names what does not exist: PM402 (indicator), PM404 (place).

    An indicator may be the beginning of a name or a pattern; a place a code of 2, 4 or 6 digits or a name.
    """
    from policymine.comparison.compare import check_indicator, names_known
    from policymine.dataset.query import NATION, place_code
    from policymine.errors import UsageError
    from policymine.geography import divisions

    if indicator and "*" not in indicator and not any(name.startswith(indicator) for name in names_known(dataset)):
        check_indicator(dataset, indicator)
    if place and place.lower() not in NATION:
        digits = place.isascii() and place.isdigit()
        known = divisions.division(place.ljust(6, "0")) is not None if digits else place_code(place) is not None
        if not known:
            names = [] if digits else divisions.near_names(place)
            raise UsageError("PM404", f"did you mean {', '.join(names)}?" if names else "", where=place)


def print_rows(
    table: str,
    found: list[dict[str, Any]],
    *,
    as_json: bool,
    as_csv: bool,
    limit: int | None,
    columns: Any,
    right: Any = (),
    more: tuple[str, ...] = (),
) -> None:
    """Rows as JSON, CSV or a table; ``columns`` maps headings to functions of a row, ``more`` are further CSV columns."""
    from policymine.cli.output import console, print_csv, print_json, print_table
    from policymine.dataset.publish import FIELDS

    if limit is None:
        limit = 0 if as_json or as_csv else TABLE_ROWS
    shown = found[:limit] if limit else found
    if as_json:
        print_json(shown)
    elif as_csv:
        print_csv((*FIELDS[table], *more), shown)
    elif not found:
        console().print(f"no {table} that meet this")
    else:
        print_table(None, list(columns), [[cell(row) for cell in columns.values()] for row in shown], right)
        if len(shown) < len(found):
            console().print(f"{len(shown)} of {len(found):,}; --limit 0 shows all")


def figure_value(row: dict[str, Any]) -> str:
    """The value as people read it; the number of digits of a value that does not fit stays as written."""
    from policymine.comparison.present import value_text
    from policymine.records import Bound

    return value_text(row["value"], Bound(row["bound"]), row["value_max"], row["unit"])


def command(
    indicator: IndicatorOption = None,
    place: PlaceOption = None,
    level: LevelOption = None,
    period: PeriodOption = None,
    document: DocumentOption = None,
    role: Annotated[str | None, typer.Option("--role", help="level, before, after, share, target, …")] = None,
    min_confidence: ConfidenceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    limit: LimitOption = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """List figures, in order of document and place in it. 'policymine show ID' explains one of them."""
    found = list_rows(
        "figures",
        dataset,
        as_of,
        indicator=indicator,
        place=place,
        level=level,
        period=period,
        document=document,
        role=role,
        min_confidence=min_confidence,
    )
    columns = {
        "id": lambda row: row["figure_id"][:8],
        "value": figure_value,
        "counted": lambda row: row["unit"] if row["unit"] != "percent" else "",
        "indicator": lambda row: row["indicator"] or f"({row['head'] or 'no head'})",
        "role": lambda row: row["role"],
        "place": lambda row: row["place"],
        "period": lambda row: row["period"],
        "document": lambda row: row["doc"],
        "sure": lambda row: f"{row['confidence']:.2f}",
    }
    print_rows("figures", found, as_json=as_json, as_csv=as_csv, limit=limit, columns=columns, right=("value", "sure"))
