"""Before → after: the number of a place before the policy and the one that the panel shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policymine.comparison.cells import Cell
from policymine.comparison.panel import Panel


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cells of one indicator and place. ``together``: a report states both, so that they speak of the same things."""

    before: Cell
    after: Cell
    together: bool


def pairs_of(after: Panel, before: Panel, links: Mapping[str, set[str]]) -> list[Pair]:
    """Pairs of cells of the two panels with one unit and stage, in order of indicator and place.

    ``links``: ids of the figures that a figure is linked to. Sums of parts are left out: their parts need not be the same.
    """
    earlier: dict[tuple[str, str | None], Cell] = {(cell.indicator, cell.adcode): cell for cell in before.cells}
    out = []
    for cell in after.cells:
        was = earlier.get((cell.indicator, cell.adcode))
        if was is None or was.unit != cell.unit or was.stage != cell.stage or cell.figure_id is None:
            continue
        linked = was.figure_id in links.get(cell.figure_id, ()) or cell.figure_id in links.get(was.figure_id or "", ())
        out.append(Pair(was, cell, linked or was.doc_id == cell.doc_id))
    return out


def numbers_of(pairs: Sequence[Pair]) -> set[str]:
    """Ids of the figures of the pairs."""
    return {one.figure_id for pair in pairs for one in (pair.before, pair.after) if one.figure_id is not None}
