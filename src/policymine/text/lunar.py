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


def solar_term(name: str, year: int) -> str | None:
    """A solar term (节气) such as 清明 in ``year`` (EDTF); None outside the table or where the name is none."""
    table: dict[str, Any] = load_yaml("solar_terms.yaml")
    days = table["days"].get(year)
    if days is None or name not in table["terms"]:
        return None
    place = table["terms"].index(name)
    return f"{year}-{place // 2 + 1:02d}-{days[place]:02d}"
