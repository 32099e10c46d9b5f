"""Arithmetic that knows how a number was written: rounding to the digits shown, and bounds.

A figure stands for an interval of values: "90.1%" for [90.05, 90.15], "more than 5,000" for (5000, ∞). A relation holds
when the intervals admit it, and contradicts when they do not.
"""

from __future__ import annotations

from decimal import Decimal

from policymine.records import Bound, Figure

INFINITY = Decimal("Infinity")
# How far a rounded word may lie from what it rounds: "about 5,000", "nearly 100 million". A convention of this
# project, wide enough for every approximate figure of the dev gold beside its exact twin.
APPROXIMATE = Decimal("0.1")

# From here on a count that ends in three zeros was rounded: of a thousand counts one ends so by chance.
_ROUND_FROM, _THOUSAND = Decimal(10_000), Decimal(1000)

Interval = tuple[Decimal, Decimal]


def half_unit(figure: Figure) -> Decimal:
    """Half of the last digit that ``figure`` shows, in base units: 0.05 for 90.1%, 5,000,000 for 16.49 billion.

    Integers without a scale word are counts and exact: 0, unless they end in thousands (124,000 institutions).
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
    if figure.value >= _ROUND_FROM and figure.value % _THOUSAND == 0:
        return _THOUSAND / 2
    return Decimal(0)


def interval(figure: Figure) -> Interval:
    """The values that ``figure`` admits."""
    return admitted(figure.value, figure.value_max, figure.bound, half_unit(figure))


def admitted(value: Decimal, value_max: Decimal | None, bound: Bound, margin: Decimal) -> Interval:
    """Lowest and highest number that a stated value with its bound allows; ``margin`` is its rounding either way."""
    if value_max is not None:
        return min(value, value_max), max(value, value_max)
    match bound:
        case Bound.MORE_THAN | Bound.AT_LEAST:
            return value, INFINITY
        case Bound.LESS_THAN | Bound.AT_MOST | Bound.MAXIMUM:
            return -INFINITY, value
        case Bound.NEARLY:
            return value - abs(value) * APPROXIMATE, value
        case Bound.APPROXIMATELY:
            return value - abs(value) * APPROXIMATE, value + abs(value) * APPROXIMATE
        case _:
            return value - margin, value + margin


def overlap(a: Interval, b: Interval) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def plain(value: Decimal) -> str:
    """A number as people write it: no exponent, no trailing zeros."""
    text = format(value.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
