"""Helpers over the part of EDTF (ISO 8601-2, level 0 and open intervals of level 1) that the package uses.

A period is ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or an interval of two of them: ``a/b``, ``../b`` (start unknown or
open), ``a/..`` (end open). Years run from 1000 to 9999. A stock holds at a period's end, so comparison is by the end.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

OPEN = ".."
_POINT = re.compile(r"([1-9]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?\Z", re.ASCII)


def point_parts(point: str) -> tuple[int, int | None, int | None] | None:
    """Year, month and day of one date; None when it is no valid date (2022-02-30)."""
    match = _POINT.match(point)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or (month and day and day > monthrange(year, month)[1]):
        return None
    return year, month, day


@lru_cache(maxsize=4096)  # a text names the same few dates again and again
def ends_of(period: str | None) -> tuple[str, str] | None:
    """Start and end as written (``..`` where open); a single date is both. None when ``period`` is not valid."""
    if not period:
        return None
    start, slash, end = period.partition("/")
    if not slash:
        return (start, start) if point_parts(start) else None
    for side in (start, end):
        if side != OPEN and point_parts(side) is None:
            return None
    if start == end == OPEN:
        return None
    if OPEN not in (start, end) and _first(start) > _last(end):
        return None
    return start, end


def is_valid(period: str | None) -> bool:
    """Whether ``period`` is a date or interval of the subset, with a start that is not after its end."""
    return ends_of(period) is not None


def is_interval(period: str) -> bool:
    return "/" in period


def start_of(period: str | None) -> str | None:
    """The start as a date of its own precision; None when open, absent or not valid."""
    ends = ends_of(period)
    return None if ends is None or ends[0] == OPEN else ends[0]


def end_of(period: str | None) -> str | None:
    """The end as a date of its own precision; None when open, absent or not valid."""
    ends = ends_of(period)
    return None if ends is None or ends[1] == OPEN else ends[1]


def first_day(period: str | None) -> date | None:
    """First day of the start: 2022-02 gives 2022-02-01."""
    start = start_of(period)
    return None if start is None else _first(start)


def last_day(period: str | None) -> date | None:
    """Last day of the end: 2022-02 gives 2022-02-28."""
    end = end_of(period)
    return None if end is None else _last(end)


def precision(period: str | None) -> int:
    """Of the end: 4 for a year, 7 for a month, 10 for a day, 0 when there is none."""
    end = end_of(period)
    return len(end) if end else 0


def interval(start: str | None, end: str | None) -> str | None:
    """``start/end`` of two dates; either may be None (open). Equal dates give the date itself; None when not valid."""
    if start is not None and start == end:
        return start if is_valid(start) else None
    out = f"{start or OPEN}/{end or OPEN}"
    return out if is_valid(out) else None


def up_to(end: str | None) -> str | None:
    """``../end``: start unknown."""
    return None if end is None else interval(None, end)


def compare_ends(a: str | None, b: str | None) -> int:
    """-1, 0, 1 as the end of ``a`` lies before, at or after that of ``b``, at the precision of the coarser.

    2022 and 2022-07-19 end together as far as 2022 tells. An open end is after every other, a missing one before.
    """
    left, right = _end_key(a), _end_key(b)
    if left and right:
        n = min(len(left), len(right))
        left, right = left[:n], right[:n]
    return (left > right) - (left < right)


def same_end(a: str | None, b: str | None) -> bool:
    return compare_ends(a, b) == 0


def contains(outer: str | None, inner: str | None) -> bool:
    """Whether every day of ``inner`` lies in ``outer``; an open side of ``outer`` holds everything on it."""
    big, small = ends_of(outer), ends_of(inner)
    if big is None or small is None:
        return False
    starts = big[0] == OPEN or (small[0] != OPEN and _first(big[0]) <= _first(small[0]))
    stops = big[1] == OPEN or (small[1] != OPEN and _last(small[1]) <= _last(big[1]))
    return starts and stops


def latest(periods: Iterable[str | None]) -> str | None:
    """The one whose last day is latest; of equals the more precise. None when none is valid and closed at its end."""
    best: tuple[date, int, str] | None = None
    for period in periods:
        day = last_day(period)
        if period is not None and day is not None:
            key = (day, precision(period), period)
            if best is None or key[:2] > best[:2]:
                best = key
    return best[2] if best else None


def shift_years(period: str | None, years: int) -> str | None:
    """Both sides moved by ``years``; 29 February becomes 28 February where there is none. None when not valid."""
    ends = ends_of(period)
    if period is None or ends is None:
        return None
    moved = [side if side == OPEN else _shift(side, years) for side in ends]
    if any(side is None for side in moved):
        return None
    return f"{moved[0]}/{moved[1]}" if is_interval(period) else moved[0]


def same_period_last_year(period: str | None) -> str | None:
    """The base of a year-on-year change (同比): the same months or days one year earlier."""
    return shift_years(period, -1)


def year_before_start(period: str | None) -> str | None:
    """The year before the start: the base year of a plan period (2021/2025 gives 2020)."""
    start = start_of(period)
    if start is None or int(start[:4]) <= 1000:
        return None
    return str(int(start[:4]) - 1)


def years_of(period: str | None) -> tuple[str, ...]:
    """Every year that a closed period touches, in order: 2021/2023 gives 2021, 2022, 2023."""
    start, end = start_of(period), end_of(period)
    if start is None or end is None:
        return ()
    return tuple(str(year) for year in range(int(start[:4]), int(end[:4]) + 1))


def _first(point: str) -> date:
    return date(int(point[:4]), int(point[5:7] or 1), int(point[8:10] or 1))


def _last(point: str) -> date:
    year, month = int(point[:4]), int(point[5:7] or 12)
    return date(year, month, int(point[8:10]) if len(point) == 10 else monthrange(year, month)[1])


def _end_key(period: str | None) -> str:
    ends = ends_of(period)
    if ends is None:
        return ""
    return "~" if ends[1] == OPEN else ends[1]  # "~" sorts after every digit


def _shift(point: str, years: int) -> str | None:
    year = int(point[:4]) + years
    if not 1000 <= year <= 9999:
        return None
    if len(point) == 10 and point[5:] == "02-29" and monthrange(year, 2)[1] == 28:
        return f"{year}-02-28"
    return f"{year}{point[4:]}"
