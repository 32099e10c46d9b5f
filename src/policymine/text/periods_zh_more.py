"""Chinese times beside the common ones: lunar dates, feasts, decades, quarters and weekdays from today, spans ahead."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from policymine.text import lunar
from policymine.text.periods_atoms import Atom
from policymine.text.periods_calendar import Calendar, month_point
from policymine.text.periods_zh_patterns import COUNT, UNITS, YEAR, any_of, number, words, year_value

_LUNAR = re.compile(
    rf"(?:农历)?(?:(?P<year>{YEAR})年|(?P<near>今年|去年|前年|明年))?的?(?:农历)?(?P<leap>闰)?"
    r"(?P<month>正|腊|冬|十[一二]?|[一二三四五六七八九])月(?:(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|三十|二?十[一二三四五六七八九]?)日?)?"
)
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_DECADE = re.compile(
    r"(?:(?P<last>上(?:个)?)|(?P<this>本|这个)|(?P<c>\d\d|十九|二十一?))世纪|(?P<n>\d0|[一二三四五六七八九]十)年代"
)
_DECADE_PARTS = {
    "初": (0, 2),
    "前期": (0, 2),
    "中": (4, 6),
    "中期": (4, 6),
    "末": (7, 9),
    "末期": (7, 9),
    "后期": (7, 9),
}
_TIME_BEFORE = re.compile(r"(?:[在于自从到至是，。、“\s]|今年|去年|明年|\A)\Z")
_WEEKDAYS = "一二三四五六日天"  # 日 and 天 are both Sunday
_SHIFTS = {"day": 1, "week": 7}


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
        at = 20 + number(day[1:] or "〇") if day[0] == "廿" else number(day.removeprefix("初"))

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
    if name in w["feasts"]:
        month, day = w["feasts"][name]
        return f"{year}-{month:02d}-{day:02d}"
    month, day = w["lunar_feasts"][name]
    if (month, day) == (0, 0):
        return lunar.last_day_of_year(year - 1)
    if day == 0:
        return lunar.qingming(year)
    return lunar.lunar_day(year, month, day)


def read_feast(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """教师节, 中秋节: the last one up to publication, or the next where the text looks ahead; no time where it names an event."""
    w, name = words(), match.group()
    end = match.end()
    if not (_TIME_BEFORE.search(text, max(0, match.start() - 2), match.start()) or match.start() == 0) or not (
        end == len(text) or text.startswith((*w["feast_followers"], "\n"), end)
    ):
        return None
    future = _ahead_of(text, end) or text.startswith(("前，", "前完"), end)
    point = calendar.nearest(partial(feast_date, name), future=future)
    return _feast(text, match.start(), end, name, point)


def _feast(text: str, start: int, end: int, name: str, point: str | None) -> Atom:
    atom = Atom(start, end, "holiday", lost=point is None)
    if point is not None:
        year, month, day = (int(part) for part in point.split("-"))
        atom.year, atom.month, atom.day = year, month, day
    tail = next((tail for tail in words()["feast_tails"] if text.startswith(tail, end)), None)
    if tail and name in words()["lunar_feasts"] and point is not None:
        atom.end = end + len(tail)
        atom.fixed = (point, Calendar(point, *map(int, point.split("-"))).relative_day(2) or point)
    return atom


def feast_of_year(text: str, start: int, end: int, name: str, year: int | None) -> Atom:
    """The feast ``name`` of a year told before it, from ``start`` (of the year) to ``end`` (of the name)."""
    atom = _feast(text, start, end, name, feast_date(name, year) if year is not None else None)
    atom.year_said = True
    return atom


def read_decade(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """上世纪80年代, 九十年代末: ten years, or a third of them; 世纪 without a decade only as a beginning (本世纪以来)."""
    century: int | None = None
    at = match.start()
    decade: int | None = None
    while found := _DECADE.match(text, at):
        if found["n"]:
            decade = number(found["n"]) // 10
        elif found["last"] or found["this"]:
            century = None if calendar.year is None else calendar.year // 100 - bool(found["last"])
        else:
            century = number(found["c"]) - 1
        at = found.end()
        if decade is not None:
            break
    if at == match.start():
        return None
    atom = Atom(match.start(), at, "decade", is_span=False, year_said=True)
    if decade is None:
        if not text.startswith(("以来", "初"), at) or century is None:
            return None
        atom.year = century * 100 + 1
        if text.startswith("初", at):
            atom.end, atom.fixed = at + 1, (str(century * 100 + 1), str(century * 100 + 10))
        return atom
    if century is None:
        if "世纪" in match.group():  # 上世纪, against no date
            atom.lost = True
            return atom
        century = 20 if decade <= 2 else 19
    first = century * 100 + decade * 10
    low, high = 0, 9
    for name, part in sorted(_DECADE_PARTS.items(), key=lambda item: -len(item[0])):
        if text.startswith(name, at) and not text.startswith(("国", "央"), at + len(name)):
            atom.end, (low, high) = at + len(name), part
            break
    atom.year, atom.fixed = first + high, (str(first + low), str(first + high))
    return atom


def read_quarter(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found = calendar.quarter(words()["relative_quarters"][match.group()])
    atom = Atom(match.start(), match.end(), "year_part", is_span=True, lost=found is None, year_said=True)
    if found is not None:
        atom.year, atom.months = found
        if text.startswith("末", atom.end):
            atom.end, atom.months, atom.is_span = atom.end + 1, (atom.months[1], atom.months[1]), False
    return atom


def read_week(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """上周, 下周五, 上上周末: the week of publication or one before or after it, a day of it, its weekend."""
    w = words()["relative_weeks"]
    name = max((name for name in w if match.group().startswith(name)), key=len)
    offset, tail = w[name], match.group()[len(name) :]
    if tail == "末":
        return _weekend(match, calendar, offset)
    if tail:
        point = calendar.weekday(min(_WEEKDAYS.index(tail), 6), offset)
        fixed = (point, point) if point else None
        return Atom(match.start(), match.end(), "relative_day", fixed=fixed, lost=point is None)
    fixed = calendar.week(offset)
    return Atom(match.start(), match.end(), "week", fixed=fixed, lost=fixed is None)


def _weekend(match: re.Match[str], calendar: Calendar, offset: int) -> Atom:
    days = calendar.weekday(5, offset), calendar.weekday(6, offset)
    fixed = (days[0], days[1]) if days[0] and days[1] else None
    return Atom(match.start(), match.end(), "week", fixed=fixed, lost=fixed is None)


def read_weekday(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """星期一, 周五: the last such day up to publication."""
    point = calendar.weekday(min(_WEEKDAYS.index(match.group()[-1]), 6), None)
    return Atom(match.start(), match.end(), "relative_day", fixed=(point, point) if point else None, lost=point is None)


def read_days_ahead(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """未来三个月, 今后两周: from publication on."""
    found = re.search(rf"({COUNT}){' '}?(个月|周|个星期|天)", match.group())
    count = number(found.group(1)) if found else 0
    if found is None or not count:
        return None
    fixed = calendar.span_ahead(count, UNITS[found.group(2)])
    return Atom(match.start(), match.end(), "span_ahead", fixed=fixed, lost=fixed is None, is_span=True)


def read_short_ago(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """三天前, 两个月前, 半年前."""
    found = re.match(rf"({COUNT}|半)[ \u3000]?(个月|年|周|个星期|天)", match.group())
    if found is None:
        return None
    unit = UNITS[found.group(2)]
    count = 6 if found.group(1) == "半" else number(found.group(1))
    if unit in _SHIFTS:
        point = calendar.relative_day(-count * _SHIFTS[unit]) if calendar.day else None
    else:
        point = calendar.relative_month(-count)
    return Atom(match.start(), match.end(), "ago", fixed=(point, point) if point else None, lost=point is None)


def read_deadline(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """自发布之日起30日内: counted from a day that the text does not date; 自即日起 counts from publication."""
    atom = Atom(match.start(), match.end(), "deadline", lost=True, is_span=True)
    found = re.search(rf"({COUNT}|\d{{2,3}})[ \u3000]?(个月|天|日|周|年)内\Z", match.group())
    if found and "即日" in match.group():
        unit = UNITS.get(found.group(2), "day")
        count = number(found.group(1)) * (12 if unit == "year" else 1)
        fixed = calendar.span_ahead(count, "month" if unit == "year" else unit)
        atom.fixed, atom.lost = fixed, fixed is None
    return atom


def read_year_month(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """2022-07, 2022/07, and 2019.08-2021.06 as a range."""
    numbers = [int(n) for n in re.findall(r"\d+", match.group())]
    if len(numbers) == 2:
        return Atom(match.start(), match.end(), "month", numbers[0], numbers[1], year_said=True)
    low = month_point(numbers[0], numbers[1])
    high = month_point(numbers[2], numbers[3]) if len(numbers) > 3 else str(numbers[2])
    atom = Atom(match.start(), match.end(), "range", numbers[2], fixed=(low, high), is_span=True, year_said=True)
    atom.lost = low[: len(high)] > high
    return atom


def read_heating(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """上个采暖季, 本供暖季."""
    atom = Atom(match.start(), match.end(), "season", lost=calendar.month is None, is_span=True)
    atom.year, atom.months = calendar.heating_season(last=match.group()[0] in "上去")
    return atom


def read_term(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = Atom(match.start(), match.end(), "term", is_span=False)
    if calendar.year is None or calendar.month is None:
        atom.lost = True
        return atom
    autumn = calendar.month >= 8 or calendar.month == 1
    first = calendar.year - (calendar.month == 1)
    step = {"上": -1, "下": 1}.get(match.group()[0], 0)
    day = calendar.day or 1
    if match.group()[0] == "新" and ((calendar.month == 7 and day >= 10) or (calendar.month == 1 and day >= 15)):
        step = 1  # in the holidays, the term about to begin
    if match.group().endswith("年"):
        start = (calendar.year if calendar.month >= 8 else calendar.year - 1) + step
        atom.rule, atom.year, atom.months = "school_year", start, (9, 20)
        return atom
    # Terms as months counted from the year's January: autumn 9-13, spring 3-7.
    low = (9 if autumn else 3) + 6 * calendar.terms_away(step)
    atom.year, atom.months = (first if autumn else calendar.year), (low, low + 4)
    return atom


def more_patterns() -> dict[str, str]:
    """Patterns of this file by their kind, to be tried before the common ones."""
    w = words()
    month = r"(?:0[1-9]|1[0-2])"
    year = r"(?<![\d.])(?:19|20)\d\d"
    lunar_day = r"(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?)"
    day = r"(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?|三十|二?十[一二三四五六七八九]?)"
    lunar_month = r"(?:闰?(?:正|腊|冬|十[一二]?|[一二三四五六七八九])月)"
    told = rf"(?:(?:{YEAR}年|今年|去年|前年|明年)的?)"
    return {
        "lunar": rf"(?:农历{told}?|{told}农历){lunar_month}|{told}?(?:闰?[正腊冬]月{day}|闰{lunar_month}|{lunar_month}{lunar_day})(?![个多余])",
        "ymrange": rf"{year}\.{month}[ ]?(?:[-—–~～至到]{{1,2}})[ ]?(?:19|20)\d\d(?:\.{month})?(?![\d.])",
        "ym": rf"{year}[-/]{month}(?![\d/.-]|[年号期级班])",
        "decade": r"(?<![\d一二三四五六七八九十])(?:上个?|本|这个|(?:19|20|21|十九|二十|二十一))世纪(?:(?:\d0|[一二三四五六七八九]十)年代|初(?![中步级一])|(?=以来))|(?<![\d一二三四五六七八九十])(?:[1-9]0|[二三四五六七八九]十)年代(?![表理替办])",
        "quarter": rf"(?:{any_of(w['relative_quarters'])})(?!节)",
        "deadline": rf"自[^，。；：\n]{{0,30}}?(?:之?日|即日)起[，]?{COUNT}[ \u3000]?(?:个工作日|个月|工作日|天|日|年)[以之]?内|自[^，。；：\n]{{0,30}}?(?:之?日|即日)起[，]?\d{{2,3}}[ \u3000]?(?:个工作日|天|日)[以之]?内",
        "aheadspan": rf"(?:未来|今后|接下来)的?[ ]?{COUNT}[ ]?(?:个月|周|个星期|天)(?:内|里)?",
        "shortago": rf"(?<![\d.])(?:{COUNT}[ ]?(?:个月|周|个星期|天)|半年)(?:以|之)?前(?![期后三两几往沿景置来进\d])",
        "weekday": r"(?<![每逢各双一二三四五六日天、至到和及与（(上下本这个末])(?:星期|礼拜)[一二三四五六日天](?![报至到、和与及或—–~～\-制])|(?<![每逢各双一二三四五六日天、至到和及与（(上下本这个末])周[一二三四五六日](?=[，。,上下晚早中凌起]|\Z)(?!上学|下学)",
        "heating": r"(?:上(?:一|个|一个)?|去年|去冬今春|今年|本|这个)(?:采暖|供暖|供热|取暖)(?:季|期)",
        "feast": rf"(?:{any_of([*w['feasts'], *w['lunar_feasts']])})",
    }


Reader = Callable[[str, re.Match[str], Calendar], Atom | None]
READERS: dict[str, Reader] = {
    "lunar": read_lunar,
    "ymrange": read_year_month,
    "ym": read_year_month,
    "decade": read_decade,
    "quarter": read_quarter,
    "deadline": read_deadline,
    "aheadspan": read_days_ahead,
    "shortago": read_short_ago,
    "weekday": read_weekday,
    "week": read_week,
    "feast": read_feast,
    "term": read_term,
    "heating": read_heating,
}
