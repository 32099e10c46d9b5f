"""A league table that honours bounds: "more than 90" is not 90, so its place is a range where others lie in its reach."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import Literal

from policymine.codebook.schema import Target
from policymine.comparison.cells import Cell
from policymine.errors import UsageError
from policymine.records import Bound

Light = Literal["met", "missed", "open"]

# An end of an interval: the number, and whether it lies a little above (1), at (0) or a little below (-1) it.
End = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A cell with its place in the league table.

    ``best`` and ``worst``: the places it may have, given what all statements allow; equal where there is no doubt.
    ``tied``: another place has exactly the same value. ``light``: whether the target is met, missed, or open (the bounds
    do not tell); None without a target. ``change``: value less that of ``before``, and ``change_low`` to ``change_high``
    what the two statements allow (None: no end); all None where there is no earlier statement.
    """

    cell: Cell
    best: int
    worst: int
    tied: bool
    light: Light | None = None
    before: Cell | None = None
    change: Decimal | None = None
    change_low: float | None = None
    change_high: float | None = None


def ends(cell: Cell) -> tuple[End, End]:
    """Lowest and highest number that the cell's statement allows; shares end at 0 and 100, counts at 0.

    "More than 90" begins a little above 90, "at least 90" at 90.
    """
    low: End = (cell.low, 1 if cell.bound is Bound.MORE_THAN and cell.value_max is None else 0)
    high: End = (cell.high, -1 if cell.bound is Bound.LESS_THAN and cell.value_max is None else 0)
    if cell.value >= 0:
        low = max(low, (0.0, 0))
    if cell.unit == "percent" and cell.value <= 100:
        high = min(high, (100.0, 0))
    return low, high


def rank(
    cells: Sequence[Cell],
    *,
    lowest_first: bool = False,
    target: Target | None = None,
    before: Mapping[str | None, Cell] | None = None,
) -> list[Ranked]:
    """Cells of one indicator in order of place in the table. ``before``: the cells of an earlier date by code."""
    reach = [ends(cell) for cell in cells]
    if lowest_first:
        reach = [(_mirror(high), _mirror(low)) for low, high in reach]
    lows, highs = sorted(low for low, _ in reach), sorted(high for _, high in reach)
    same = Counter((cell.value, cell.value_max, cell.bound) for cell in cells)
    out = []
    for cell, (low, high) in zip(cells, reach, strict=True):
        above = len(lows) - bisect_right(lows, high)
        # Others that may be ahead; an equal value is not, so that certain ties share a place.
        ahead = len(highs) - bisect_right(highs, low) - (high > low)
        change = _change(cell, (before or {}).get(cell.adcode))
        out.append(
            Ranked(
                cell,
                1 + above,
                1 + ahead,
                same[cell.value, cell.value_max, cell.bound] > 1,
                None if target is None else light(cell, target),
                *change,
            )
        )
    sign = 1 if lowest_first else -1
    return sorted(out, key=lambda row: (row.best, row.worst, sign * row.cell.value, row.cell.adcode or ""))


def _mirror(end: End) -> End:
    return -end[0], -end[1]


def light(cell: Cell, target: Target) -> Light:
    """Whether the statement proves the target met or missed; ``open`` where it allows both."""
    low, high = ends(cell)
    line: End = (float(target.value), 0)
    if target.bound == "at_most":
        return "met" if high <= line else "missed" if low > line else "open"
    return "met" if low >= line else "missed" if high < line else "open"


def _change(cell: Cell, before: Cell | None) -> tuple[Cell | None, Decimal | None, float | None, float | None]:
    """The earlier cell, the change and what is allowed; nothing where no later report was made."""
    if before is None or (before.figure_id, before.period, before.value) == (cell.figure_id, cell.period, cell.value):
        return None, None, None, None
    (low, _), (high, _) = ends(cell)
    (old_low, _), (old_high, _) = ends(before)
    least, most = low - old_high, high - old_low
    return (
        before,
        cell.value - before.value,
        round(least, 9) if -inf < least < inf else None,
        round(most, 9) if -inf < most < inf else None,
    )


_TARGET = re.compile(r"\s*(>=|<=|≥|≤)?\s*(\d+(?:\.\d+)?)\s*%?\s*\Z", re.ASCII)


def read_target(text: str) -> Target:
    """``95``, ``>=95`` (at least) or ``<=60`` (at most). Raises ``UsageError`` PM405.

    >>> read_target("<=60").bound
    'at_most'
    """
    match = _TARGET.match(text)
    if match is None:
        raise UsageError("PM405", "a number such as 95, or <=60 for a cap", where=f"--target {text}")
    return Target(value=Decimal(match[2]), bound="at_most" if match[1] in ("<=", "≤") else "at_least")
