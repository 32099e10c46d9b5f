"""How sure a figure is: points for what was read and what was left open, turned into the share of such figures that is right.

The points order figures; what a score is worth was measured (``data/confidence.yaml``) and is looked up here, with straight
lines between the measured bands. *Right* means value, bound and unit, as ``policymine evaluate``
counts them.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

from policymine.data import load_yaml


def points(number: float, *, unit: bool, place: bool, period: bool, indicator: bool) -> float:
    """The number's own certainty, lowered for every field that was left open: 0 to 1."""
    score = number
    score *= 1.0 if unit else 0.75
    score *= 1.0 if place else 0.9
    score *= 1.0 if period else 0.95
    score *= 1.0 if indicator else 0.97
    return round(score, 3)


def calibrated(score: float) -> float:
    """The share of figures with these points that is right, 0 to 1."""
    return round(interpolate(_table(), score), 3)


@cache
def _table() -> tuple[tuple[float, float], ...]:
    return tuple((float(row["points"]), float(row["right"])) for row in load_yaml("confidence.yaml")["bands"])


def interpolate(table: tuple[tuple[float, float], ...], score: float) -> float:
    """On the line between the neighbours of ``score`` in ``table`` (rising points); flat beyond its ends."""
    at = bisect_left(table, (score,))
    if at == 0:
        return table[0][1]
    if at == len(table):
        return table[-1][1]
    (x0, y0), (x1, y1) = table[at - 1], table[at]
    return y0 + (y1 - y0) * (score - x0) / (x1 - x0)
