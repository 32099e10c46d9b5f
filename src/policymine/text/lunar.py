"""Dates of the lunar calendar (农历) and of the feasts that follow it, as Gregorian dates, 1990-2050."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from policymine.data import load_yaml

_LONG = {"b": 30, "s": 29}


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = load_yaml("lunar_new_year.yaml")
    return found


def new_year(year: int) -> str | None:
    """First day of the lunar year ``year`` (EDTF); None outside the table."""
    day = _table()["new_year"].get(year)
    return f"{year}-{day}" if day else None


def lunar_month(year: int, month: int, *, leap: bool = False) -> tuple[str, str] | None:
    """First and last day of a lunar month; ``leap`` means the leap month after it. None where there is no such month."""
    first, lengths = new_year(year), _table()["months"].get(year)
    leap_after = _table()["leap"].get(year, 99)
    if first is None or lengths is None or not 1 <= month <= 12 or (leap and leap_after != month):
        return None
    index = month - 1 + (leap or month > leap_after)
    start = date.fromisoformat(first) + timedelta(days=sum(_LONG[c] for c in lengths[:index]))
    return start.isoformat(), (start + timedelta(days=_LONG[lengths[index]] - 1)).isoformat()


def lunar_day(year: int, month: int, day: int, *, leap: bool = False) -> str | None:
    """A day of the lunar calendar; None where the month is unknown or has no such day."""
    ends = lunar_month(year, month, leap=leap)
    if ends is None or day < 1:
        return None
    found = (date.fromisoformat(ends[0]) + timedelta(days=day - 1)).isoformat()
    return found if found <= ends[1] else None


def last_day_of_year(year: int) -> str | None:
    """除夕: the eve of the lunar new year that follows the lunar year ``year``."""
    following = new_year(year + 1)
    return (date.fromisoformat(following) - timedelta(days=1)).isoformat() if following else None


def qingming(year: int) -> str | None:
    """清明, a solar term: 4 to 6 April."""
    day = _table()["qingming"].get(year)
    return f"{year}-04-{day:02d}" if day else None
