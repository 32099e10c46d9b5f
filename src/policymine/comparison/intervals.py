"""What a stated value with its bound can mean, as an interval of numbers, and whether two statements can both be true."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from policymine.records import Bound
from policymine.verification.numbers import admitted, overlap

# Figures given in 万 or 亿 end in at least this many zeros, and are then rounded to their last digit before them.
_SCALED_ZEROS = 4
PERCENT = frozenset({"percent", "percentage_point"})


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as a text states it: ``value_max`` only for ranges."""

    value: Decimal
    bound: Bound = Bound.EXACT
    value_max: Decimal | None = None
    unit: str | None = None


def interval(stated: Stated) -> tuple[Decimal, Decimal]:
    """Lowest and highest number that the statement allows."""
    return admitted(stated.value, stated.value_max, stated.bound, rounding(stated.value, stated.unit))


def rounding(value: Decimal, unit: str | None = None) -> Decimal:
    """Half a unit of the last digit that the number shows: 90.1 may stand for 90.05 to 90.15, and 164.9亿 likewise.

    Whole percents are rounded (97 % may be 96.5 %), but 0 and 100 are said of nothing and of all. Whole counts are exact.
    The panel computes the same on columns (``gather``).
    """
    _, digits, exponent = value.normalize().as_tuple()
    if not isinstance(exponent, int) or not any(digits):
        return Decimal(0)
    if unit in PERCENT and exponent >= 0:
        return Decimal(0) if value == 100 else Decimal("0.5")
    if 0 <= exponent < _SCALED_ZEROS:
        return Decimal(0)
    return Decimal(5).scaleb(exponent - 1)


def agree(one: Stated, other: Stated) -> bool:
    """Whether one number fits both statements."""
    return overlap(interval(one), interval(other))
