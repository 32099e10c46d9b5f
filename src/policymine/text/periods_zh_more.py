"""Chinese parts of the year and what is told against publication: decades, quarters, weeks, weekdays, terms, seasons."""

from __future__ import annotations

import re
from collections.abc import Callable

from policymine.text.periods_atoms import Atom, stands_alone
from policymine.text.periods_calendar import Calendar, month_point
from policymine.text.periods_zh_patterns import any_of, number, words

_DECADE = re.compile(
    r"(?:(?P<last>上(?:个)?)|(?P<this>本|这个)|(?P<c>\d\d|二?十[一二三四五六七八九]?))世纪|(?P<n>\d0|[一二三四五六七八九]十)年代"
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
_WEEKDAYS = "一二三四五六日天"  # 日 and 天 are both Sunday


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
        if century is None or not 10 <= century <= 98:
            return None
        atom.year = century * 100 + 1
        if not text.startswith(("以来", "初"), at):
            low, high = (90, 99) if text.startswith("末", at) else (40, 60) if text.startswith("中叶", at) else (0, 99)
            atom.end += {90: 1, 40: 2}.get(low, 0)
            atom.fixed = (str(century * 100 + low), str(century * 100 + high))
            return atom if low or stands_alone(text, match.start(), at) else None  # 迈入21世纪
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


_UNTIL_DAY = re.compile("[至到—-](?:周|星期|礼拜)([一二三四五六日天])")


def read_week(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """上周, 下周五, 上上周末: the week of publication or one before or after it, a day of it, its weekend."""
    w = words()["relative_weeks"]
    name = max((name for name in w if match.group().startswith(name)), key=len)
    offset, tail = w[name], re.sub("的?(?:星期|礼拜|周)?", "", match.group()[len(name) :], count=1)
    if tail == "末":
        return _weekend(match, calendar, offset)
    if tail:
        day = min(_WEEKDAYS.index(tail), 6)
        point = calendar.weekday(day, offset)
        atom = Atom(
            match.start(), match.end(), "relative_day", fixed=(point, point) if point else None, lost=point is None
        )
        until = _UNTIL_DAY.match(text, atom.end)
        if until and point and (last := min(_WEEKDAYS.index(until[1]), 6)) > day:  # 下周一至周五
            atom.end, atom.rule, atom.is_span = until.end(), "range", True
            atom.fixed = (point, calendar.weekday(last, offset) or point)
        return atom
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


_HALF = re.compile("度?的?第?([一二上下])学期")


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
        if half := _HALF.match(text, atom.end):  # 本学年第一学期
            atom.end, atom.months = half.end(), (9, 13) if half[1] in "一上" else (15, 19)
        return atom
    # Terms as months counted from the year's January: autumn 9-13, spring 3-7.
    low = (9 if autumn else 3) + 6 * calendar.terms_away(step)
    atom.year, atom.months = (first if autumn else calendar.year), (low, low + 4)
    return atom


def read_season(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    months = tuple(words()["relative_seasons"][match.group()])
    return Atom(match.start(), match.end(), "year_part", calendar.year, months=months, lost=calendar.year is None)


def read_pair(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    first = number(match.group()[0])
    return Atom(match.start(), match.end(), "month_range", months=(first, first + 1), is_span=True)


def read_part(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    if (joined := match.group())[1] in "、和":  # 一、二季度
        months = (3 * number(joined[0]) - 2, 3 * number(joined[2]))
        return Atom(match.start(), match.end(), "year_part", months=months, is_span=True)
    row = words()["year_parts"][match.group()]
    return Atom(
        match.start(), match.end(), "year_part", months=tuple(row["months"]), is_span=bool(row.get("accumulates"))
    )


def read_monthend(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = Atom(match.start(), match.end(), "month_part", calendar.year, calendar.month)
    atom.days, atom.lost = tuple(words()["month_parts"][match.group()]), calendar.month is None
    return atom


def read_alone(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """20220719, 2022 7 19, 7-19, 2022, 22年 or 周末: dates where they are the whole text; eight digits also behind 日期."""
    found, start, end = match.group(), match.start(), match.end()
    if not stands_alone(text, start, end) and not (
        len(found) == 8 and text[max(0, start - 2) : start] in ("日期", "期：")
    ):
        return None
    if found == "周末":
        return _weekend(match, calendar, 0)
    if len(found) == 8 and found.isdecimal():
        return Atom(start, end, "date", int(found[:4]), int(found[4:6]), int(found[6:]), year_said=True)
    numbers = [int(n) for n in re.findall(r"\d+", found)]
    if len(numbers) == 3:
        year = numbers[0] if numbers[0] > 99 else 2000 + numbers[0]
        return Atom(start, end, "date", year, numbers[1], numbers[2], year_said=True)
    if len(numbers) == 2:
        return Atom(start, end, "date", month=numbers[0], day=numbers[1])
    return Atom(start, end, "year", numbers[0], year_said=True)


def read_day_first(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """19.7.2022, 19/7/2022, 05/05/89: of the first two the one above 12 is the day, else the day stands first."""
    first, second, year = (int(n) for n in re.findall(r"\d+", match.group()))
    listed = year < 100 and not re.match(r"\d\d/\d\d/", match.group())
    if listed and not stands_alone(text, match.start(), match.end()):
        return None  # 每组5/10/15人
    atom = Atom(match.start(), match.end(), "date", _full_year(year, calendar), second, first, year_said=True)
    if second > 12:
        atom.month, atom.day = first, second
    if not 1 <= (atom.month or 0) <= 12:
        atom.month, atom.lost = None, True
    return atom


def _full_year(year: int, calendar: Calendar) -> int:
    if year > 99:
        return year
    return year + (2000 if year <= ((calendar.year or 2000) - 2000) % 100 + _YEARS_AHEAD else 1900)


# A year in two digits lies no further ahead than plans reach.
_YEARS_AHEAD = 30


def patterns() -> dict[str, str]:
    """Patterns of this file by their kind."""
    w = words()
    month = r"(?:0[1-9]|1[0-2])"
    year = r"(?<![\d.])(?:19|20)\d\d"
    day = r"(?:3[01]|[12]\d|0?[1-9])"
    weeks = any_of(w["relative_weeks"])
    return {
        "ymrange": rf"{year}\.{month}[ ]?(?:[-—–~～至到]{{1,2}})[ ]?(?:19|20)\d\d(?:\.{month})?(?![\d.])",
        "ym": rf"{year}[-/]{month}(?![\d/.-]|[年号期级班])",
        "dayfirst": rf"(?<![\d./A-Za-z〔])(?:{day}/{day}/(?:19|20)\d\d|{day}-{day}-(?:19|20)\d\d|{day}\.{day}\.(?:19|20)\d\d|{day}/{day}/\d\d)(?!\d|[./-]\d(?!\d?/))",
        "alone": rf"(?<![\d.])(?:(?:19|20)\d\d{month}(?:3[01]|[12]\d|0[1-9])|(?:19|20)\d\d[ ](?:1[0-2]|0?[1-9])[ ]{day}|\d\d-(?:1[0-2]|0?[1-9])-{day}|(?:1[0-2]|0?[1-9])[-·/]{day}|(?:19|20)\d\d)(?![\d年./-])|周末",
        "decade": r"(?<![\d一二三四五六七八九十])(?:上个?|本|这个|(?:1[0-9]|20|21|二?十[一二三四五六七八九]?))世纪(?:(?:\d0|[一二三四五六七八九]十)年代|初(?![中步级一])|(?=以来)|(?=末(?![端期]国)|中叶|\Z))|(?<![\d一二三四五六七八九十])(?:[1-9]0|[二三四五六七八九]十)年代(?![表理替办])",
        "quarter": rf"(?:{any_of(w['relative_quarters'])})(?!节)",
        "weekday": r"(?<![每逢各双一二三四五六日天、至到和及与（(上下本这个末])(?:星期|礼拜)[一二三四五六日天](?![报至到、和与及或—–~～\-制])|(?<![每逢各双一二三四五六日天、至到和及与（(上下本这个末])周[一二三四五六日](?=[，。,上下晚早中凌起]|\Z)(?!上学|下学)",
        "heating": r"(?:上(?:一|个|一个)?|去年|去冬今春|今年|本|这个)(?:采暖|供暖|供热|取暖)(?:季|期)",
        "season": rf"(?:{any_of(w['relative_seasons'])})(?!明)",
        "week": rf"(?:{weeks})(?:末|的?(?:星期|礼拜|周)?(?:[一二三四五六日天](?![季类档种轮个项批名次天家年])|(?<=周)末))|(?:{weeks})(?!边|转|岁|长|年)",
        "pair": r"(?<![一二三四五六七八九十\d])(?:一二|二三|三四|四五|五六|六七|七八|八九|九十)月份",
        "part": rf"[一二三1-3][、和][二三四2-4]季度|(?<![一二三四五六七八九十几数]年)(?<![一二两三四五六七八九十几数])(?:{any_of(w['bare_year_parts'])})(?![余额]|见)",
        "monthend": r"(?<![正腊冬\d一二三四五六七八九十])(?:月初|月底|月末)(?![余额数])",
        "term": r"(?:本|这|上|下|新)(?:个|一)?(?:个)?学(?:期|年)(?!度)",
    }


READERS: dict[str, Callable[[str, re.Match[str], Calendar], Atom | None]] = {
    "ymrange": read_year_month,
    "ym": read_year_month,
    "dayfirst": read_day_first,
    "alone": read_alone,
    "decade": read_decade,
    "quarter": read_quarter,
    "weekday": read_weekday,
    "heating": read_heating,
    "season": read_season,
    "week": read_week,
    "pair": read_pair,
    "part": read_part,
    "monthend": read_monthend,
    "term": read_term,
}
