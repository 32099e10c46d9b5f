"""Calendar of a document: turns partial and relative dates into EDTF against the publication date. Reads no clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from policymine.text.edtf import end_of, last_day, point_parts
from policymine.text.lunar import new_year

# Government work reports and yearly reviews appear by the end of March: until then "the past five years" means
# the five calendar years before, afterwards the five years up to the day.
_REVIEW_MONTHS = 3
# "From 1 September", said in August, is ahead; said in February, it is rather last year's.
_SOON_MONTHS = 5
# Vacations told in these many months before they begin are those to come (寒假期间, said in December).
_NEXT_MONTHS = 2
# Central heating in the north runs from mid-November (in places mid-October) to mid-March (mid-April).
_HEATING_BEGINS, _HEATING_ENDS = 11, 3


@dataclass(frozen=True, slots=True)
class Calendar:
    """The publication date in parts (None where unknown)."""

    today: str | None
    year: int | None
    month: int | None
    day: int | None
    ahead: bool = False  # what the text leaves open (May, Friday, 教师节) is read as the next, not the last

    def relative_year(self, offset: int) -> int | None:
        return None if self.year is None else self.year + offset

    def relative_month(self, offset: int) -> str | None:
        if self.year is None or self.month is None:
            return None
        return month_point(self.year, self.month + offset)

    def relative_day(self, offset: int) -> str | None:
        """``offset`` days from publication; the month where the day of publication is not known."""
        if self.year is None or self.month is None:
            return None
        if self.day is None:
            return self.today
        return (date(self.year, self.month, self.day) + timedelta(days=offset)).isoformat()

    def of_these_days(self, month: int, day: int) -> bool:
        """Whether ``month``-``day`` is the day of publication or one of the two before it."""
        if self.year is None or self.month is None or self.day is None:
            return False
        today = date(self.year, self.month, self.day)
        return any((today - timedelta(days=n)).timetuple()[1:3] == (month, day) for n in range(3))

    def year_of_month(
        self, month: int, *, future: bool, effective: bool = False, holiday: bool = False, day: int | None = None
    ) -> int | None:
        """Year of a month named without one: that of publication, or the year before where it would lie ahead.

        ``effective``: something takes effect from it, so it may as well lie a few months ahead. ``holiday``: a vacation,
        of which the one about to begin is nearer than the last.
        """
        if self.year is None:
            return None
        if self.ahead and self.month is not None:
            return self.year + ((month, day or 31) < (self.month, self.day or 1))
        if effective and self.month is not None and 0 < month - self.month <= _SOON_MONTHS:
            return self.year
        if holiday and self.month is not None and 0 < (month - self.month) % 12 <= _NEXT_MONTHS:
            return self.year + (month < self.month)
        if future and self.month is not None and month < self.month - 6:
            return self.year + 1  # "will … in January", said in November
        if self.month is None or month <= self.month or future:
            return self.year
        return self.year - 1

    def date_of_day(self, day: int, *, future: bool) -> str | None:
        """Date of a day named without a month ("on the 13th"): the nearest before publication, or ahead of it."""
        if self.year is None or self.month is None or self.day is None:
            return None
        month = self.month
        # A page can carry the day after the paper's own date (evening editions), hence one day's grace.
        if (future or self.ahead) and day < self.day:
            month += 1
        elif not (future or self.ahead) and day > self.day + 1:
            month -= 1
        return day_point(self.year, month, day)

    def years_back(self, years: int, months: int = 0) -> tuple[str, str] | None:
        """Start and end of "the past ``years`` years" (and ``months`` months)."""
        if self.year is None or self.today is None:
            return None
        if not months and self.month is not None and self.month <= _REVIEW_MONTHS:
            return (str(self.year - years), str(self.year - 1))
        if self.month is None:
            return (str(self.year - years), self.today)
        return (month_point(self.year - years, self.month - months), self.today)

    def week(self, offset: int) -> tuple[str, str] | None:
        """Monday and Sunday of the week of publication, or of one ``offset`` weeks from it."""
        if self.year is None or self.month is None or self.day is None:
            return None
        monday = date(self.year, self.month, self.day)
        monday += timedelta(days=7 * offset - monday.weekday())
        return monday.isoformat(), (monday + timedelta(days=6)).isoformat()

    def weekday(self, day: int, offset: int | None, *, future: bool = False) -> str | None:
        """Date of a weekday (Monday is 0) in the week of publication or one ``offset`` weeks from it.

        Without ``offset`` the last such day up to publication, or the next where it lies ahead.
        """
        if self.year is None or self.month is None or self.day is None:
            return None
        today = date(self.year, self.month, self.day)
        if offset is not None:
            step = day - today.weekday() + 7 * offset
        elif self.ahead:
            step = (day - today.weekday()) % 7 or 7
        elif future:
            step = (day - today.weekday()) % 7
        else:
            step = -((today.weekday() - day) % 7)
        return (today + timedelta(days=step)).isoformat()

    def spring_festival(self, year: int | None, *, long: bool, future: bool = False) -> tuple[str, str] | None:
        """New Year's Day of the lunar calendar, or with ``long`` the seven days from it on.

        ``year`` None means the last one before publication, or with ``future`` the next.
        """
        if year is None:
            if self.year is None or self.today is None:
                return None
            future = future or self.ahead
            this = new_year(self.year)
            past = this is not None and this <= self.today
            year = self.year + (1 if future and past else -1 if not future and not past else 0)
        first = new_year(year)
        if first is None:
            return None
        last = (date.fromisoformat(first) + timedelta(days=6)).isoformat() if long else first
        return first, last

    def heating_season(self, *, last: bool) -> tuple[int | None, tuple[int, int]]:
        """Year in which the heating season of publication begins (in summer the next; with ``last`` the one before), and its
        months counted from that year's January.
        """
        months = (_HEATING_BEGINS, 12 + _HEATING_ENDS)
        if self.year is None or self.month is None:
            return None, months
        return self.year - (self.month <= _HEATING_ENDS) - last, months

    def terms_away(self, step: int) -> int:
        """``step`` counted from the term of publication; in the holidays, when one has ended and the next has not begun,
        the last term is the one that ended and the next the one about to begin.
        """
        day = self.day or 1
        if step < 0 and ((self.month == 1 and day >= 15) or (self.month == 7 and day >= 10)):
            return step + 1
        return step - 1 if step > 0 and self.month in (2, 8) else step

    def whole_year(self, *, future: bool) -> int | None:
        """The year that "the whole year" means: the one that is over, in the first months of the next."""
        if self.year is None:
            return None
        return self.year - (self.month is not None and self.month <= _REVIEW_MONTHS and not future)

    def span_ahead(self, count: int, unit: str) -> tuple[str, str] | None:
        """Start and end of "the next ``count`` days" (weeks, months), counted from publication."""
        if self.today is None:
            return None
        if unit == "month":
            end = self.relative_month(count)
        else:
            end = self.relative_day(count * (7 if unit == "week" else 1)) if self.day else None
        return (self.today, end) if end else None

    def quarter(self, offset: int) -> tuple[int, tuple[int, int]] | None:
        """Year and months of the quarter of publication, or of one ``offset`` quarters from it."""
        if self.year is None or self.month is None:
            return None
        index = self.year * 4 + (self.month - 1) // 3 + offset
        return index // 4, (index % 4 * 3 + 1, index % 4 * 3 + 3)

    def nearest(self, of_year: Callable[[int], str | None], *, future: bool) -> str | None:
        """The last yearly day up to publication, or with ``future`` the next; ``of_year`` gives its date in a year."""
        if self.year is None or self.today is None:
            return None
        days = [day for year in range(self.year - 1, self.year + 2) if (day := of_year(year)) is not None]
        if future or self.ahead:
            return min((day for day in days if day >= self.today), default=None)
        return max((day for day in days if day[: len(self.today)] <= self.today), default=None)

    def days_back(self, days: int) -> tuple[str, str] | None:
        start = self.relative_day(-days)
        return None if start is None or self.today is None or self.day is None else (start, self.today)


def calendar_of(published: str | None, *, ahead: bool = False) -> Calendar:
    """Calendar of the end of ``published`` (EDTF); unknown throughout when that is None, not valid, or so near an end
    of EDTF's four-digit years that what is told against it could lie outside them.
    """
    point = end_of(published)
    parts = point_parts(point) if point else None
    return Calendar(point, *parts, ahead) if parts and 1100 <= parts[0] <= 9899 else Calendar(None, None, None, None)


def month_point(year: int, month: int) -> str:
    """``YYYY-MM``; ``month`` may lie outside 1-12 and carries over."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04d}-{month:02d}"


def day_point(year: int, month: int, day: int) -> str | None:
    """``YYYY-MM-DD``; ``month`` may carry over; None where the month has no such day."""
    point = f"{month_point(year, month)}-{day:02d}"
    return point if point_parts(point) else None


def month_days(year: int, month: int, first: int, last: int) -> tuple[str, str]:
    """First and last day of a part of a month; ``last`` is cut to the month's length."""
    point = month_point(year, month)
    length = monthrange(int(point[:4]), int(point[5:]))[1]
    return f"{point}-{first:02d}", f"{point}-{min(last, length):02d}"


def last_day_point(point: str | None) -> str | None:
    """The last day of a year, month or day as ``YYYY-MM-DD``."""
    day = last_day(point)
    return day.isoformat() if day else None


def nth_of(year: int, month: int | None, nth: int, weekday: int | None) -> tuple[str, str] | None:
    """The ``nth`` week (1 the first, -1 the last) of a year or month, or with ``weekday`` (Monday is 0) that day of a month.

    Weeks run from Monday to Sunday and belong to the year or month that holds their Thursday (GB/T 7408.1, ISO 8601).
    None where there is no such week or day.
    """
    if month is None:
        if weekday is not None:
            return None
        count = date(year, 12, 28).isocalendar().week
        week = count + 1 + nth if nth < 0 else nth
        if not 1 <= week <= count:
            return None
        monday = date.fromisocalendar(year, week, 1)
        return monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    first = date(year, month, 1)
    first += timedelta(days=((3 if weekday is None else weekday) - first.weekday()) % 7)
    days = [day for n in range(5) if (day := first + timedelta(days=7 * n)).month == month]
    if not -len(days) <= nth <= len(days) or nth == 0:
        return None
    day = days[nth - 1 if nth > 0 else nth]
    if weekday is not None:
        return day.isoformat(), day.isoformat()
    return (day - timedelta(days=3)).isoformat(), (day + timedelta(days=3)).isoformat()


def plan_years(number: int) -> tuple[int, int] | None:
    """First and last year of the ``number``-th five-year plan.

    The first ran 1953-1957, the second 1958-1962, the third 1966-1970, and from then on every five years.
    """
    if number == 1:
        return 1953, 1957
    if number == 2:
        return 1958, 1962
    if 3 <= number <= 30:
        return 1951 + 5 * number, 1955 + 5 * number
    return None
