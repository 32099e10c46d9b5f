"""Counts for each so many pupils, people or schools, by a table of denominators that the user brings."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from policymine.errors import UsageError

COLUMNS = ("adcode", "value")
"""Columns that the table must have; ``period`` (a year) may stand beside them."""


@dataclass(frozen=True)
class Denominators:
    """``rows``: (code, year or "" for every year, number). ``base``: values are for each ``base`` of them."""

    rows: tuple[tuple[str, str, Decimal], ...]
    base: Decimal = Decimal(10_000)
    label: str = ""

    def apply(self, connection: Any) -> None:
        """Divide the cells of a connection (see ``panel``); cells without a denominator become missing, with the reason.

        Only counts and amounts are divided. The year is that of the cell's period; a row without year serves every year.
        """
        import pyarrow as pa

        connection.register(
            "denominators",
            pa.table(
                {
                    "place": pa.array([code if code != "000000" else "" for code, _, _ in self.rows], pa.string()),
                    "year": pa.array([year for _, year, _ in self.rows], pa.string()),
                    "number": pa.array([float(number) for _, _, number in self.rows], pa.float64()),
                }
            ),
        )
        connection.execute(
            "CREATE TEMP TABLE divided AS SELECT c.*, coalesce(one.number, every.number) AS denominator FROM cells c "
            "LEFT JOIN denominators one ON one.place = c.place AND one.year <> '' AND one.year = left(c.until, 4) "
            "LEFT JOIN denominators every ON every.place = c.place AND every.year = ''"
        )
        connection.execute(
            "INSERT INTO candidates BY NAME SELECT indicator, place, level, "
            "CASE WHEN additive THEN 'no_denominator' ELSE 'not_additive' END AS reason "
            "FROM divided WHERE denominator IS NULL OR NOT additive"
        )
        parameters = {"base": float(self.base), "label": self.label or f"per {self.base:f}"}
        columns = ("v", "vmax", "low", "high", "spread")
        parts = ", ".join(f"{name} * $base / denominator AS {name}" for name in columns)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE cells AS SELECT * EXCLUDE (denominator) REPLACE ({parts}, "
            "round(v * $base / denominator, 6)::DECIMAL(38, 9) AS value, "
            "round(vmax * $base / denominator, 6)::DECIMAL(38, 9) AS value_max, 1.0::DOUBLE AS factor, "
            "(rolled_value::DOUBLE * $base / denominator)::DECIMAL(38, 9) AS rolled_value, "
            "NULL::VARCHAR AS value_text, NULL::VARCHAR AS value_max_text, $label AS per) "
            "FROM divided WHERE denominator IS NOT NULL AND additive",
            parameters,
        )


def read_denominators(path: Path | str, *, base: Decimal = Decimal(10_000), label: str = "") -> Denominators:
    """A CSV file (UTF-8) with the columns ``adcode`` and ``value``, and ``period`` where the numbers are of years.

    The nation has the code 000000 or 100000. Raises ``UsageError`` PM410 naming line and field, PM101 for no such file.
    """
    where = Path(path)
    try:
        text = where.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError("PM101", where=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("PM410", str(error), where=str(path)) from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise UsageError("PM410", f"no column {' and '.join(missing)}", where=str(path))
    return Denominators(tuple(_rows(reader, str(path))), base, label or f"per {base:,f} ({where.name})")


def _rows(reader: Iterable[Mapping[str, str | None]], where: str) -> Iterable[tuple[str, str, Decimal]]:
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(reader, 2):
        code, year = (row["adcode"] or "").strip(), (row.get("period") or "").strip()
        if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6)):
            raise UsageError("PM410", f"field adcode: {code!r} is no code", where=f"{where}, line {number}")
        try:
            value = Decimal((row["value"] or "").strip().replace(",", ""))
        except InvalidOperation as error:
            raise UsageError("PM410", f"field value: {row['value']!r}", where=f"{where}, line {number}") from error
        if not value.is_finite() or value <= 0:
            raise UsageError("PM410", f"field value: {value} is not above 0", where=f"{where}, line {number}")
        if year and not (len(year) == 4 and year.isascii() and year.isdigit()):
            raise UsageError("PM410", f"field period: {year!r} is no year", where=f"{where}, line {number}")
        code = code.ljust(6, "0")
        code = "000000" if code == "100000" else code
        if (code, year) in seen:
            raise UsageError("PM410", f"{code} stands there twice", where=f"{where}, line {number}")
        seen.add((code, year))
        yield code, year, value
