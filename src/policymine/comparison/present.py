"""Values as people read them: with their bound, unit and thousands, in words that need no special font."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from policymine.records import Bound

SYMBOLS: Final[dict[Bound, str]] = {
    Bound.EXACT: "",
    Bound.MORE_THAN: "> ",
    Bound.AT_LEAST: "≥ ",
    Bound.LESS_THAN: "< ",
    Bound.AT_MOST: "≤ ",
    Bound.MAXIMUM: "≤ ",
    Bound.NEARLY: "nearly ",
    Bound.APPROXIMATELY: "≈ ",
}

_UNITS: Final = {"percent": " %", "percentage_point": " pp", "yuan": " yuan", "minute": " min"}


def number(value: Decimal) -> str:
    """Digits with thousands separators and no needless zeros."""
    return f"{value:,f}"


def value_text(value: Decimal, bound: Bound, value_max: Decimal | None = None, unit: str | None = None) -> str:
    """``> 5,000``, ``90.1 %``, ``300–500 yuan``."""
    digits = number(value) if value_max is None else f"{number(value)}–{number(value_max)}"
    return f"{SYMBOLS[bound]}{digits}{_UNITS.get(unit or '', '')}"
