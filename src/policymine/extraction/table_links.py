"""What belongs together in a table: before and after in a row or a column, and parts with their total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from policymine.extraction.role_rates import RoleDecision
from policymine.extraction.rows import Row
from policymine.records import Role

_SHARES = frozenset(("percent", "percentage_point"))  # they do not add up


class Mark(NamedTuple):
    """Where a figure stands, and whether its row's or its column's header says that it is a total."""

    row: int
    column: int
    row_total: bool
    column_total: bool


def link_cells(rows: Sequence[Row], marks: Sequence[Mark]) -> None:
    """Set ``partner`` and ``whole`` on the figures of one table, as indices of ``rows``; ``marks`` are theirs, in order."""
    across: dict[int, list[int]] = {}
    down: dict[int, list[int]] = {}
    for i, mark in enumerate(marks):
        across.setdefault(mark.row, []).append(i)
        down.setdefault(mark.column, []).append(i)
    for line in (*across.values(), *down.values()):
        _pair(rows, line)
    for column in down.values():
        _add_up(rows, column, [i for i in column if marks[i].row_total])
    for line in across.values():
        _add_up(rows, line, [i for i in line if marks[i].column_total])


def _pair(rows: Sequence[Row], line: Sequence[int]) -> None:
    """The one count from before in a row or column, and the one of the same thing now."""
    before = [i for i in line if rows[i].role.role is Role.BEFORE]
    if len(before) != 1 or rows[before[0]].partner is not None:
        return
    first = rows[before[0]]
    after = [
        i
        for i in line
        if rows[i].role.role in (Role.AFTER, Role.LEVEL)
        and rows[i].partner is None
        and rows[i].quantity.unit == first.quantity.unit
        and _name(rows[i]) == _name(first)
    ]
    if len(after) == 1:
        last = rows[after[0]]
        first.partner, last.partner = after[0], before[0]
        last.role = RoleDecision(Role.AFTER, last.role.direction, "table")


def _add_up(rows: Sequence[Row], line: Sequence[int], totals: Sequence[int]) -> None:
    if len(totals) != 1:
        return
    unit = rows[totals[0]].quantity.unit
    for i in line:
        same = rows[i].quantity.unit == unit and _name(rows[i]) == _name(rows[totals[0]])
        if i != totals[0] and same and unit not in _SHARES and rows[i].whole is None:
            rows[i].whole = totals[0]


def _name(row: Row) -> str | None:
    return row.match.indicator.name if row.match is not None else None
