"""Before → after: the number of a place before the policy and the one that the panel shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policymine.comparison.cells import Cell
from policymine.comparison.panel import Panel
from policymine.text import edtf


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cells of one indicator and place. ``together``: a report states both, so that they speak of the same things."""

    before: Cell
    after: Cell
    together: bool


def pairs_of(after: Panel, before: Panel) -> list[Pair]:
    """Pairs of cells of the two panels with one unit and stage, in order of indicator and place.

    ``before``: a panel of every stated period. Of several numbers before, the one stands that a report states together
    with the number after, then the latest; one that is no earlier than the number after is none (the baseline of a later
    target). Sums of parts are left out: their parts need not be the same.
    """
    earlier: dict[tuple[str, str | None], list[Cell]] = {}
    for cell in before.cells:
        earlier.setdefault((cell.indicator, cell.adcode), []).append(cell)
    out = []
    for cell in after.cells:
        if cell.figure_id is None:
            continue
        found = [
            Pair(was, cell, was.doc_id == cell.doc_id)
            for was in earlier.get((cell.indicator, cell.adcode), ())
            if was.unit == cell.unit and was.stage == cell.stage and _is_earlier(was, cell)
        ]
        if found:
            out.append(max(found, key=lambda pair: (pair.together, pair.before.cell_period)))
    return out


def _is_earlier(was: Cell, now: Cell) -> bool:
    first, last = edtf.last_day(was.period), edtf.last_day(now.period)
    return first is None or last is None or first < last


def numbers_of(pairs: Sequence[Pair]) -> set[str]:
    """Ids of the figures of the pairs."""
    return {one.figure_id for pair in pairs for one in (pair.before, pair.after) if one.figure_id is not None}
