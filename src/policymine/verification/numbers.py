"""Arithmetic that knows how a number was written: rounding to the digits shown, and bounds.

A figure stands for an interval of values: "90.1%" for [90.05, 90.15], "more than 5,000" for (5000, ∞). A relation holds
when the intervals admit it, and contradicts when they do not.
"""

from __future__ import annotations

from decimal import Decimal

from policymine.records import Bound, Figure

_INFINITY = Decimal("Infinity")
# How far a rounded word may lie from what it rounds: "about 5,000", "nearly 100 million". A convention of this
# project, wide enough for every approximate figure of the dev gold beside its exact twin.
APPROXIMATE = Decimal("0.1")

Interval = tuple[Decimal, Decimal]


def half_unit(figure: Figure) -> Decimal:
    """Half of the last digit that ``figure`` shows, in base units: 0.05 for 90.1%, 5,000,000 for 16.49 billion.

    Integers without a scale word are counts and exact: 0.
    """
    shown = figure.quote
    digits = "".join(c for c in shown if c.isdigit() or c == ".")
    if "." in digits:
        decimals = len(digits.split(".", 1)[1].replace(".", ""))
        mantissa = Decimal(digits.rstrip(".") or "0") if digits.count(".") == 1 else None
        if mantissa:
            scale = abs(figure.value / mantissa)
            return scale * Decimal(10) ** -decimals / 2
    if figure.unit in ("percent", "percentage_point"):
        return Decimal("0.5")
    if digits and Decimal(digits) and figure.value / Decimal(digits) > 1:  # 25万, 16 billion
        return abs(figure.value / Decimal(digits)) / 2
    return Decimal(0)


def interval(figure: Figure) -> Interval:
    """The values that ``figure`` admits."""
    low = figure.value
    high = figure.value_max if figure.value_max is not None else figure.value
    match figure.bound:
        case Bound.MORE_THAN | Bound.AT_LEAST:
            return low, _INFINITY
        case Bound.LESS_THAN | Bound.AT_MOST | Bound.MAXIMUM:
            return Decimal(0), high
        case Bound.NEARLY:
            return low * (1 - APPROXIMATE), high
        case Bound.APPROXIMATELY:
            return low * (1 - APPROXIMATE), high * (1 + APPROXIMATE)
        case _:
            half = half_unit(figure)
            return low - half, high + half


def overlap(a: Interval, b: Interval) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def plain(value: Decimal) -> str:
    """A number as people write it: no exponent, no trailing zeros."""
    text = format(value.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
