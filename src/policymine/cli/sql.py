"""``policymine sql``: DuckDB over the dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.options import AsOfOption, CsvOption, DatasetOption, JsonOption, LimitOption, open_given


def run_sql(statement: str, dataset: Path | None = None, as_of: str | None = None) -> Any:
    """The result of one SELECT as an Arrow table. Raises ``DatasetError`` PM306."""
    from policymine.dataset.sql import query

    return query(open_given(dataset, as_of), statement)


def command(
    statement: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT statement, in quotes.")],
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    limit: LimitOption = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Ask the dataset in SQL (DuckDB), read-only and without access to files or the network.

    Tables: snapshots, documents, figures, events, checks, problems, runs.
    """
    from policymine.cli.output import console, print_csv, print_json, print_table

    found = run_sql(statement, dataset, as_of)
    names = _unique(found.column_names)
    rows = [
        {name: _plain(value) for name, value in zip(names, values, strict=True)}
        for values in zip(*(column.to_pylist() for column in found.columns), strict=True)
    ]
    shown = rows[: limit if limit is not None else 0 if as_json or as_csv else 50] if limit != 0 else rows
    if limit is None and (as_json or as_csv):
        shown = rows
    if as_json:
        print_json(shown)
    elif as_csv:
        print_csv(names, shown)
    else:
        print_table(None, names, [[row[name] for name in names] for row in shown])
        if len(shown) < len(rows):
            console().print(f"{len(shown)} of {len(rows):,}; --limit 0 shows all")


def _unique(names: list[str]) -> list[str]:
    """Column names with a number after those that stand there twice."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return out


def _plain(value: Any) -> Any:
    """A value that JSON can hold: decimals as their shortest number, dates and bytes as text."""
    from datetime import date, datetime, time, timedelta
    from decimal import Decimal

    from policymine.dataset.rows import plain

    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, list):
        return [_nested(item) for item in value]
    if isinstance(value, dict):
        return {key: _nested(item) for key, item in value.items()}
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, timedelta | bytes):
        return str(value)
    return value


def _nested(value: Any) -> Any:
    from decimal import Decimal

    value = _plain(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
