"""What the Chinese and the English reader share: a time as it is being read, and how it becomes EDTF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from policymine.text.edtf import interval, point_parts
from policymine.text.periods_calendar import (
    Calendar,
    day_point,
    last_day_point,
    month_days,
    month_point,
    nth_of,
)

_BESIDE = 5  # characters between the items of a list of months
_LEADS = frozenset({"", "the", "on", "in", "at", "during", "在", "于"})
_AROUND, _MARKS = 8, ' \u3000\n.,!?;:。，！？；：“”"（）()'


@dataclass(slots=True)
class Atom:
    """One time expression in parts; what is not said stays None until the reader fills it in.

    ``months`` and ``days`` are parts of a year or month ("first half", "late"), as first and last number.
    ``fixed`` is a period that is resolved as it stands (today, the past year), ``lost`` one that cannot be.
    """

    start: int
    end: int
    rule: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    months: tuple[int, int] | None = None
    days: tuple[int, int] | None = None
    is_span: bool = False
    fixed: tuple[str | None, str] | None = None
    lost: bool = False
    year_said: bool = False
    future: bool = False
    effective: bool = False  # "from … on"
    back: str = ""  # "year", "month", "day": points back to the date last named, plus ``offset``
    offset: int = 0
    years_on: int = 0  # "in three years"
    before_told: bool = False  # 上年: the year before the one that is told of
    nth: tuple[int, int | None] | None = None  # the week of the year or month, or with a weekday that day of the month
    after: tuple[int, int] | None = None  # months and days counted on from the date told, else from publication
    grain: str = ""  # of ``after``: "year", "month" or "day"

    @property
    def low(self) -> str | None:
        ends = self.ends()
        return ends[0] if ends else None

    @property
    def high(self) -> str | None:
        ends = self.ends()
        return ends[1] if ends else None

    def ends(self) -> tuple[str | None, str] | None:
        """Start and end as dates; None where the parts do not settle them."""
        if self.lost:
            return None
        if self.fixed is not None:
            return self.fixed
        if self.year is None:
            return None
        if self.nth is not None:
            return nth_of(self.year, self.month, *self.nth)
        if self.months is not None:
            return month_point(self.year, self.months[0]), month_point(self.year, self.months[1])
        if self.month is None:
            return str(self.year), str(self.year)
        if self.days is not None:
            return month_days(self.year, self.month, *self.days)
        point = day_point(self.year, self.month, self.day) if self.day else month_point(self.year, self.month)
        return (point, point) if point else None

    def edtf(self) -> str | None:
        ends = self.ends()
        if ends is None:
            return None
        return interval(ends[0], ends[1]) if ends[0] is not None else interval(None, ends[1])


@dataclass(slots=True)
class Memory:
    """The date last named in the paragraph, to which "of the same year" and bare months point back."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    exact: bool = False  # a month was named with that year
    said: bool = False  # the year was named, here or before
    end: int = -1  # where that date ends in the text
    line: int = -1
    sentence: int = -1

    def keep(self, atom: Atom, line: int, sentence: int) -> None:
        if atom.year is None or atom.lost or atom.ends() is None:
            return
        self.year, self.month, self.day = atom.year, atom.month or (atom.months or (None, None))[1], atom.day
        self.exact, self.said = atom.month is not None, atom.year_said
        self.end, self.line, self.sentence = atom.end, line, sentence


def fill_year(atom: Atom, memory: Memory, calendar: Calendar, line: int, sentence: int) -> None:
    """Give a month named without its year the one of the date before it, or the nearest to publication."""
    told_of = memory.year if memory.said and memory.line == line else None
    if atom.before_told and told_of is not None and calendar.year is not None and told_of == calendar.year - 1:
        atom.year = told_of - 1  # 2024年，产值由上年的3.2万亿元…
    if atom.rule == "whole_year" and atom.year is None and not atom.lost:
        # Of the year that was told before, but not of one in which only a month or a term was.
        told = not atom.future and memory.said and memory.line == line and memory.month is None
        atom.year = memory.year if told else calendar.whole_year(future=atom.future)
        return
    month = atom.month if atom.month is not None else (atom.months[0] if atom.months else None)
    if atom.year is not None or month is None or atom.fixed is not None or atom.lost:
        return
    nearest = calendar.year_of_month(
        month, future=atom.future, effective=atom.effective, holiday=atom.rule == "vacation", day=atom.day
    )
    if (month, atom.day) == (2, 29) and nearest is not None and atom.months is None:
        nearest = next((n for n in range(nearest, nearest - 9, -1) if day_point(n, 2, 29)), nearest)
    # A list of months; a vacation beside a day is none.
    beside = atom.rule != "vacation" and memory.sentence == sentence and memory.exact
    beside = beside and 0 <= atom.start - memory.end <= _BESIDE
    if beside and memory.year is not None and memory.month is not None:
        # "July and August": a list goes forward. What is told today (2月10日公布，1月份…) looks back.
        told_now = not atom.future and (memory.year, memory.month) == (calendar.year, calendar.month)
        atom.year, atom.year_said = memory.year + (month < memory.month and not told_now), memory.said
        return
    # A story goes forward: a month before the one last told of is another story's.
    onward = memory.exact and month >= (memory.month or 1)
    near = memory.line == line and (onward or memory.sentence == sentence)
    # The stages of a plan, one a line: what goes on from a date that lies ahead lies ahead.
    near = near or (0 <= line - memory.line <= 1 and onward and _is_ahead(memory, calendar))
    inherits = (memory.said or (memory.sentence == sentence and _is_ahead(memory, calendar))) and near
    # A date that is the day of publication is the statement's own date, whatever year was told before it.
    # So is one of the days just before: 去年7月底…，到昨天也就是8月31日.
    own = atom.day is not None and calendar.of_these_days(month, atom.day)
    # 2月至3月部署；4—11月整治: the stages of a plan follow each other; and what goes on from a date ahead is ahead.
    staged = memory.line == line and memory.year == calendar.year and memory.month is not None
    staged = (
        staged
        and (memory.month or 0) + 1 == month
        and (atom.rule == "month_range" or (memory.month or 0) > (calendar.month or 12))
    )
    if staged or (not inherits and onward and memory.sentence == sentence and _is_ahead(memory, calendar)):
        atom.year = memory.year
        return
    # What lies ahead is not in a year that has passed.
    passed = atom.future and memory.sentence != sentence and (memory.year or 0) < (calendar.year or 0)
    if (
        inherits
        and not own
        and not passed
        and memory.year is not None
        and (nearest is None or memory.year <= nearest or memory.sentence == sentence or _is_ahead(memory, calendar))
    ):
        atom.year, atom.year_said = memory.year, True
    elif atom.months == (12, 12) and calendar.year is not None:
        # "At the end of the year" is still ahead, but for a text of the first weeks of the next.
        atom.year = calendar.year - (calendar.month is not None and calendar.month <= 2 and not atom.future)
    else:
        atom.year = nearest


def _is_ahead(memory: Memory, calendar: Calendar) -> bool:
    if None in (memory.year, memory.month, calendar.year, calendar.month):
        return False
    return memory.exact and (memory.year or 0, memory.month or 0) > (calendar.year or 0, calendar.month or 0)


def year_before_told(atom: Atom, memory: Memory, calendar: Calendar, line: int) -> None:
    """The year before the one that the paragraph tells of (回望2024年…由上年的3.2万亿元), where that one is over."""
    told = memory.year if memory.said and memory.line == line else None
    if told is not None and calendar.year is not None and atom.year == calendar.year - 1 and told < calendar.year:
        atom.year = told - 1


def look_back(atom: Atom, memory: Memory) -> None:
    """Resolve "of the same year", "the next month", "that day" against the date last named; lost where none was."""
    if not atom.back:
        return
    if (
        memory.year is None
        or (atom.back != "year" and memory.month is None)
        or (atom.back in ("day", "week") and memory.day is None)
    ):
        atom.lost = True
    elif atom.back == "week":
        day = date(memory.year, memory.month or 1, memory.day or 1)
        day += timedelta(days=7 * atom.offset - day.weekday())
        atom.fixed = (day.isoformat(), (day + timedelta(days=6)).isoformat())
    elif atom.back == "year":
        atom.year = memory.year + atom.offset
    elif atom.back == "month":
        point = month_point(memory.year, (memory.month or 1) + atom.offset)
        atom.year, atom.month = int(point[:4]), int(point[5:])
    else:
        day = date(memory.year, memory.month or 1, memory.day or 1) + timedelta(days=atom.offset)
        atom.year, atom.month, atom.day = day.year, day.month, day.day


def fill_day(atom: Atom, memory: Memory, calendar: Calendar, line: int) -> None:
    """A day without its month: of the month named before it in the paragraph, else the nearest to publication."""
    if atom.day is None or atom.month is not None:
        return
    if memory.line == line and memory.exact:
        atom.year, atom.month = memory.year, memory.month
        # A month that was told of does not hold a day that would lie ahead: that is the month before's.
        low = atom.low
        if low is not None and (memory.said or atom.future or calendar.today is None or low <= calendar.today):
            return
    atom.year = atom.month = None
    point = calendar.date_of_day(atom.day, future=atom.future)
    if point is None:
        atom.lost = True
    else:
        atom.year, atom.month = int(point[:4]), int(point[5:7])


def begin(atom: Atom) -> str | None:
    """Where "since …" starts: the beginning of a year is its first day."""
    low = atom.low
    return f"{low}-01" if low is not None and atom.rule == "year_part" and atom.months == (1, 1) else low


def look_ahead(atom: Atom, memory: Memory, calendar: Calendar, sentence: int) -> None:
    """Of "in three years": from the year named in the sentence, else that of publication, on."""
    if not atom.years_on:
        return
    told = memory.year if memory.said and memory.sentence == sentence else None
    first = told if told is not None and calendar.year is not None and abs(told - calendar.year) <= 1 else calendar.year
    if first is None:
        atom.lost = True
        return
    atom.fixed = (str(first), str(first + atom.years_on - 1))


def count_on(atom: Atom, memory: Memory, calendar: Calendar, *, beside: bool) -> None:
    """Three days later: from the date named in the sentence (``beside``), else, where it lies ahead, from publication; lost otherwise."""
    if atom.after is None:
        return
    year, month, day = memory.year, memory.month, memory.day
    if not beside or year is None:
        if not atom.future:
            atom.lost = True
            return
        year, month, day = calendar.year, calendar.month, calendar.day
    atom.fixed = counted_on(year, month, day, atom.after, atom.grain)
    atom.lost = atom.fixed is None


def counted_on(
    year: int | None, month: int | None, day: int | None, step: tuple[int, int], grain: str
) -> tuple[str, str] | None:
    """The year, month or day (``grain``) that lies ``step`` months and days from a date; None where that is too coarse."""
    months, days = step
    if year is None or (grain != "year" and month is None) or (grain == "day" and day is None):
        return None
    if grain == "year":
        year += months // 12
        return (str(year), str(year)) if 1000 <= year <= 9999 else None
    point = month_point(year, (month or 1) + months)
    if grain == "month":
        return (point, point) if point_parts(point) else None
    if not point_parts(point):
        return None
    end = month_days(int(point[:4]), int(point[5:]), 1, day or 1)[1]
    try:
        found = (date.fromisoformat(end) + timedelta(days=days)).isoformat()
    except OverflowError:
        return None
    return (found, found) if point_parts(found) else None


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a text is nothing but this expression, as one who asks for a date writes it."""
    if len(text) - end + start > _AROUND:
        return False
    before = text[:start].strip(_MARKS).lower()
    return before in _LEADS and not text[end:].strip(_MARKS)


def last_of(atom: Atom) -> str | None:
    """The last day of what is named: "before the end of 2021", "before April"."""
    return last_day_point(atom.high)


def as_of(atom: Atom, calendar: Calendar) -> str | None:
    """The day as of which something holds: the last of what is named, but no later than the publication."""
    day = last_day_point(atom.high)
    if day is not None and calendar.today is not None and day[: len(calendar.today)] > calendar.today:
        return calendar.today
    return day
