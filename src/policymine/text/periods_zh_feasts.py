"""Chinese feasts, vacations and days of the lunar calendar: 春节期间, 教师节, 农历正月十五, 寒假."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial

from policymine.data import load_yaml
from policymine.text import lunar
from policymine.text.periods_atoms import Atom, stands_alone
from policymine.text.periods_calendar import Calendar, nth_of
from policymine.text.periods_zh_patterns import YEAR, any_of, number, words, year_value


def is_long(text: str, at: int) -> bool:
    """Whether the days off of a feast follow its name (国庆|假期, 国庆节|期间), and not what was before or after them."""
    found = _DAYS_OFF.match(text, at)
    return found is not None


_DAYS_OFF = re.compile(r"节?[”\"]?(?:假期|假日|小?长假|期间|黄金周)(?![之以]?[前后]|[之以]来)")


def days_off(text: str, name: str, at: int, day: int) -> tuple[int, int] | None:
    """First and last day of the month of the days off of ``name``, which ends at ``at``; None where its day is meant."""
    length = words()["holiday_lengths"].get(name.removesuffix("节") if name != "劳动节" else name)
    return (day, day + length - 1) if length and is_long(text, at) else None


# 春节前，; 春节前后，专班将…: the festival to come.
_SPRING_AHEAD = re.compile(r"前(?:，|完|夕将)|[^。；\n]{0,12}?(?:将(?![军相帅])|拟(?!合)|要求|务必|严禁)")


def read_spring(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """春节期间: the festival before publication; 春节前, said in January, the one to come."""
    long = len(match.group()) > 2
    ahead = _SPRING_AHEAD.match(text, match.end()) is not None
    fixed = calendar.spring_festival(None, long=long, future=ahead)
    return Atom(match.start(), match.end(), "holiday", fixed=fixed, lost=fixed is None)


def read_vacation(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    months = tuple(words()["year_parts"][match.group()]["months"])
    atom = Atom(match.start(), match.end(), "vacation", months=months)
    # What is said of a vacation in the two months before it is said of the one to come.
    atom.future = calendar.month is not None and (months[0] - calendar.month) % 12 in (1, 2)
    return atom


def read_holiday(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    name = re.search(any_of(words()["holidays"]), match.group())
    if name is None:
        return None
    month, day = words()["holidays"][name.group()]
    end = match.start() + name.end()
    for tail in ("国际劳动节", "劳动节", "小长假", "黄金周", "假期", "节", "”", '"'):
        if text.startswith(tail, end):
            end += len(tail)
    atom = Atom(match.start(), end, "holiday", month=month, day=day)
    after = match.start() + name.end()
    if text.startswith("劳动节", after):
        after += len("劳动节")
    atom.days = days_off(text, name.group(), after, day)
    return atom


_LUNAR = re.compile(
    rf"(?:农历|阴历|旧历)?(?:(?P<year>{YEAR})年|(?P<near>今年|去年|前年|明年|后年|大前年))?的?(?:农历|阴历|旧历)?(?P<leap>闰)?"
    r"(?P<month>正|腊|冬|1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月"
    r"(?:(?P<day>初(?:[一二三四五六七八九十]|10|[1-9](?!\d))|廿[一二三四五六七八九]?|三十|二?十[一二三四五六七八九]?|(?:[12]\d|30|[1-9])(?=[日号，。]|\Z))[日号]?)?"
)
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}


_TIME_BEFORE = re.compile(r"(?:[在于自从到至是，。、“\s]|今年|去年|明年|\A)\Z")


def read_lunar(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """农历正月十五, 腊月初八: of the year told, else of the lunar year at hand; lost outside the table of the calendar."""
    found = _LUNAR.match(text, match.start())
    if found is None or text[max(0, match.start() - 1) : match.start()] == "年":
        return None  # of a year that is told in another way
    name, day = found["month"], found["day"]
    month = _LUNAR_MONTHS.get(name) or number(name)
    atom = Atom(match.start(), found.end(), "lunar", year_said=bool(found["year"] or found["near"]))
    at = 0
    if day:
        at = number(day.removeprefix("初"))

    def of_year(year: int) -> str | None:
        if day:
            return lunar.lunar_day(year, month, at, leap=bool(found["leap"]))
        ends = lunar.lunar_month(year, month, leap=bool(found["leap"]))
        return ends[0] if ends else None

    year = _told_year(found["year"], found["near"], calendar)
    point = of_year(year) if year is not None else calendar.nearest(of_year, future=_ahead_of(text, atom.end))
    if point is None:
        atom.lost = True
        return atom
    atom.fixed = (point, point)
    if not day:
        first = next((y for y in range(int(point[:4]) - 1, int(point[:4]) + 1) if of_year(y) == point), None)
        ends = lunar.lunar_month(first, month, leap=bool(found["leap"])) if first is not None else None
        atom.fixed, atom.lost = ends, ends is None
    return atom


def _told_year(year: str | None, near: str | None, calendar: Calendar) -> int | None:
    if year:
        return year_value(year)
    return calendar.relative_year(words()["relative_years"][near]) if near else None


def _ahead_of(text: str, at: int) -> bool:
    return text.startswith(("将", "来临", "将至", "即将", "前将"), at)


def feast_date(name: str, year: int) -> str | None:
    """The date of a feast of ``feasts`` or ``lunar_feasts`` in ``year``."""
    w = words()
    if name in _terms():
        return lunar.solar_term(name, year)
    if name in w["holidays"] or name in w["feasts"]:
        month, day, *weekday = w["holidays"].get(name) or w["feasts"][name]
        if weekday:  # the second Sunday of May
            found = nth_of(year, month, day, weekday[0] - 1)
            return found[0] if found else None
        return f"{year}-{month:02d}-{day:02d}"
    month, day = w["lunar_feasts"][name]
    if (month, day) == (0, 0):
        return lunar.last_day_of_year(year - 1)
    if day == 0:
        return lunar.solar_term("清明", year)
    return lunar.lunar_day(year, month, day)


def read_feast(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """教师节, 中秋节: the last one up to publication, or the next where the text looks ahead; no time where it names an event."""
    w, name = words(), match.group()
    end = match.end()
    alone = stands_alone(text, match.start(), end)
    if not alone and ((name in w["holidays"] and name not in w["feasts"]) or name in w["weather"]):
        return None  # 五一 may be a name, 大雪 the weather
    if not (_TIME_BEFORE.search(text, max(0, match.start() - 2), match.start()) or match.start() == 0) or not (
        alone or end == len(text) or text.startswith((*w["feast_followers"], "\n"), end)
    ):
        return None
    name = name.removesuffix("节气")
    future = _ahead_of(text, end) or text.startswith(("前，", "前完"), end)
    point = calendar.nearest(partial(feast_date, name), future=future)
    return _feast(text, match.start(), end, name, point)


def _feast(text: str, start: int, end: int, name: str, point: str | None) -> Atom:
    atom = Atom(start, end, "holiday", lost=point is None)
    if point is not None:
        year, month, day = (int(part) for part in point.split("-"))
        atom.year, atom.month, atom.day = year, month, day
        atom.days = days_off(text, name, end, day)
    tail = next((tail for tail in words()["feast_tails"] if text.startswith(tail, end)), None)
    if tail and name in words()["lunar_feasts"] and point is not None:
        atom.end = end + len(tail)
        atom.fixed = (point, Calendar(point, year, month, day).relative_day(2) or point)
    return atom


@cache
def _terms() -> frozenset[str]:
    """The solar terms that are no feasts as well (清明 is read with its days off)."""
    return frozenset(load_yaml("solar_terms.yaml")["terms"]) - set(words()["lunar_feasts"])


def feast_names() -> list[str]:
    """Names of feasts and solar terms that may stand behind a year, without 春节, which is read with its period."""
    w = words()
    return [*w["feasts"], *(name for name in w["lunar_feasts"] if name != "春节"), *_terms()]


def feast_of_year(text: str, start: int, end: int, name: str, year: int | None) -> Atom:
    """The feast ``name`` of a year told before it, from ``start`` (of the year) to ``end`` (of the name)."""
    atom = _feast(text, start, end, name, feast_date(name, year) if year is not None else None)
    atom.year_said = True
    return atom


def patterns() -> dict[str, str]:
    """Patterns of this file by their kind."""
    w = words()
    lunar_day = r"(?:初(?:[一二三四五六七八九十]|10|[1-9](?!\d))|廿[一二三四五六七八九]?)"
    day = r"(?:初(?:[一二三四五六七八九十]|10|[1-9](?!\d))|廿[一二三四五六七八九]?|三十|二?十[一二三四五六七八九]?|(?:[12]\d|30|[1-9])(?!\d)(?=[日号，。]|\Z))"
    month = r"(?:闰?(?:正|腊|冬|1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月)"
    named = r"(?:闰?(?:正|腊|冬|十[一二]?|[一二三四五六七八九])月)"
    told = rf"(?:(?:{YEAR}年|今年|去年|前年|明年|后年|大前年)的?)"
    sign = "(?:农历|阴历|旧历)"
    terms = any_of(load_yaml("solar_terms.yaml")["terms"])
    return {
        "lunar": rf"(?:{sign}{told}?|{told}{sign}){month}|{told}?(?:闰?[正腊冬]月{day}|闰{month}|{named}{lunar_day})(?![个多余])"
        rf"|{told}?(?:[正腊]月)(?![^，。；]{{0,2}}(?:路|街|村))",
        "spring": r"春节(?:长?假期|长假|期间|黄金周)|春节(?=前后|以来|过后|之?后|前夕|之?前(?!夕)|，)",
        "vacation": rf"(?<!寒)(?:{any_of(w['vacations'])})(?={any_of(w['vacation_followers'])})",
        "holiday": rf"[“\"]?(?:{any_of(w['holidays'])})[”\"]?(?:{any_of(w['holiday_tails'])})",
        "feast": rf"(?:{any_of([*w['feasts'], *w['lunar_feasts'], *w['holidays']])}|(?:{terms})(?:节气)?)",
    }


READERS: dict[str, Callable[[str, re.Match[str], Calendar], Atom | None]] = {
    "lunar": read_lunar,
    "spring": read_spring,
    "vacation": read_vacation,
    "holiday": read_holiday,
    "feast": read_feast,
}
