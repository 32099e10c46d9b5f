"""What the commands that compare have in common: formats, places by code or name, words for cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policymine.cli.options import open_given

if TYPE_CHECKING:
    from policymine.comparison.cells import Cell
    from policymine.dataset.store import Dataset

FORMATS = ("table", "csv", "json")

CELL_COLUMNS = (
    *("indicator", "adcode", "place", "level", "value", "value_max", "bound", "unit", "per", "role", "period", "stage"),
    *("status", "chosen_by", "reports", "agreement", "spread", "conflicts", "derived_value", "derived_agrees"),
    *(
        "rolled_value",
        "rolled_agrees",
        "children",
        "derived_from",
        "official",
        "figure_id",
        "doc",
        "quote",
        "confidence",
    ),
)


@dataclass(frozen=True)
class Opened:
    """The dataset that the options name, with the settings that hold for a comparison."""

    dataset: Dataset
    floor: float
    codebooks: tuple[str, ...] | None
    reprint_threshold: float | None = None

    @cached_property
    def options(self) -> dict[str, Any]:
        """Options of ``build_panel``; reprints by the threshold of ``policymine.toml`` where it names one."""
        found: dict[str, Any] = {"min_confidence": self.floor, "codebooks": self.codebooks}
        if self.reprint_threshold is not None:
            from policymine.dataset.reprints import origins

            found["clusters"] = origins(self.dataset, self.reprint_threshold)
        return found


def open_for_comparison(dataset: Path | None, as_of: str | None, min_confidence: float | None) -> Opened:
    """Codebooks of ``policymine.toml`` are asked before those that ship for what an indicator means."""
    from policymine.cli.config import load_settings
    from policymine.codebook import load

    settings = load_settings()
    books = tuple(dict.fromkeys([*settings.codebooks, *load.available()])) if settings.codebooks else None
    floor = settings.min_confidence if min_confidence is None else min_confidence
    return Opened(open_given(dataset, as_of), floor, books, settings.reprint_threshold)


def wanted_indicators(opened: Opened, names: list[str] | None) -> tuple[str, ...] | None:
    """Indicators that the names and patterns stand for, in their order. Raises ``UsageError`` PM402 where one finds none."""
    from fnmatch import fnmatchcase

    from policymine.comparison.compare import check_indicator, known_indicators, names_known

    if not names:
        return None
    known = names_known(opened.dataset, opened.codebooks)
    there = known_indicators(opened.dataset)
    out: dict[str, None] = {}
    for name in names:
        found = sorted(
            one for one in there if fnmatchcase(one, name) or one == name or one.startswith(name.rstrip(".") + ".")
        )
        if not found:
            check_indicator(opened.dataset, name, opened.codebooks)
            found = [name] if name in known else []
        out |= dict.fromkeys(found)
    return tuple(out)


def check_format(file_format: str) -> None:
    """Raises ``UsageError`` PM405."""
    if file_format not in FORMATS:
        from policymine.errors import UsageError

        raise UsageError("PM405", f"one of {', '.join(FORMATS)}", where=f"--format {file_format}")


def own_role(opened: Opened, indicator: str, role: str | None) -> str:
    """The role that is asked for, or the indicator's own: the result, but the limit where it is one."""
    if role is not None:
        return role
    from policymine.comparison.kinds import meanings

    meaning = meanings(opened.codebooks).get(indicator)
    return "limit" if meaning is not None and meaning.kind == "limit" else "result"


def find_place(text: str) -> str | None:
    """Code of a place that is given by code or name; None for the nation. Raises ``UsageError`` PM404 with near names."""
    from policymine.dataset.query import NATION, place_code
    from policymine.errors import UsageError
    from policymine.geography import divisions

    wanted = text.strip()
    if wanted.lower() in NATION:
        return None
    if wanted.isascii() and wanted.isdigit():
        code = wanted.ljust(6, "0")
        if len(wanted) in (2, 4, 6) and divisions.latest(code) is not None:
            return code
        raise UsageError("PM404", where=text)
    found = place_code(wanted)
    if found is None:
        near = divisions.near_names(wanted)
        raise UsageError("PM404", f"did you mean {', '.join(near)}?" if near else "", where=text)
    return found


def cell_row(cell: Cell) -> dict[str, Any]:
    """A cell as a flat record."""
    row = {name: getattr(cell, name) for name in CELL_COLUMNS}
    row["level"], row["bound"], row["role"] = cell.level.value, cell.bound.value, cell.role.value
    row["conflicts"] = [other.figure_id or other.quote for other in cell.conflicts]
    row["derived_from"] = [other.figure_id for other in cell.derived_from]
    row["agreement"] = round(cell.agreement, 4)
    return row


def short_place(cell: Cell) -> str:
    """``Hebei 河北``, ``Chenggu 城固``: the short names, which leave room for the rest of the row."""
    from policymine.geography import divisions

    row = None if cell.adcode is None else divisions.latest(cell.adcode)
    return cell.place if row is None else f"{row.en_short[0] or row.en} {row.short}"


def short_name(name: str, width: int = 24) -> str:
    """A document's name with its middle left out where it is long."""
    return name if len(name) <= width else f"{name[: width - 9]}…{name[-8:]}"


def as_of_day(cell: Cell) -> str:
    """The end of the period: the date that a stock holds at, or up to which something accumulated."""
    return (cell.period or "").rpartition("/")[2]


def begins(cells: Sequence[Cell]) -> list[str]:
    """The beginnings of the cells' periods: empty for a value at a date."""
    return [(cell.period or "").rpartition("/")[0] for cell in cells]


def cell_value(cell: Cell) -> str:
    """The value as people read it."""
    from policymine.comparison.present import value_text

    return value_text(cell.value, cell.bound, cell.value_max, cell.unit)


def how_known(cell: Cell, *, documents: bool = True) -> str:
    """``verified from 81 → 8``, ``derived from 5092 → 4``, ``sum of 11``, with conflicts and what disagrees."""
    basis = " → ".join(other.quote for other in cell.derived_from)
    if cell.status == "derived":
        words = f"derived from {basis}"
    elif cell.status == "rolled_up":
        words = f"sum of its {cell.children} parts"
    elif cell.derived_value is not None and basis:
        words = (
            f"{cell.status} from {basis}"
            if cell.status == "verified"
            else f"{cell.status}; {basis} gives {number_text(cell.derived_value)}"
        )
        if not cell.derived_agrees:
            words += ", which does not agree"
    else:
        words = cell.status
    if cell.rolled_agrees is False and cell.rolled_value is not None:
        words += f"; its {cell.children} parts add up to {number_text(cell.rolled_value)}"
    if cell.conflicts:
        words += "; CONFLICT with " + ", ".join(
            f"{other.quote} ({short_name(other.doc)})" if documents else other.quote for other in cell.conflicts[:3]
        )
        words += f" and {len(cell.conflicts) - 3} more" if len(cell.conflicts) > 3 else ""
    return words


def number_text(value: Decimal) -> str:
    from policymine.comparison.present import number

    return number(value)


def print_records(
    file_format: str, columns: Sequence[str], rows: Sequence[dict[str, Any]], as_table: Callable[[], None]
) -> None:
    """Rows as JSON or CSV; a table is printed by ``as_table``."""
    if file_format == "json":
        from policymine.cli.output import print_json

        print_json(rows)
    elif file_format == "csv":
        from policymine.cli.output import print_csv

        print_csv(columns, rows)
    else:
        as_table()


def left_out_text(left_out: Sequence[tuple[str, int]]) -> str:
    """``left out: 42 figures (only the number before the policy is reported)``."""
    words = {
        "only_flow": "accumulated numbers",
        "only_result": "results",
        "only_before": "numbers before the policy",
        "only_change": "changes",
        "only_target": "targets",
        "only_limit": "limits",
        "part_of_whole": "parts of a stated whole",
        "no_place": "of no known place",
        "no_period": "of no known date",
        "after_date": "of a later date",
        "other_unit": "in a unit that cannot be converted",
        "low_confidence": "below the confidence asked for",
        "not_additive": "that cannot be divided",
        "no_denominator": "without a denominator",
    }
    return "left out: " + ", ".join(f"{count} {words.get(reason, reason)}" for reason, count in left_out)
