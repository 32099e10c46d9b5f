"""Times in Chinese text, as atoms: a pattern finds where an expression begins, small ones read its tail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from policymine.text.periods_atoms import Atom
from policymine.text.periods_calendar import Calendar, plan_years
from policymine.text.periods_zh_more import READERS as MORE_READERS
from policymine.text.periods_zh_more import feast_of_year, more_patterns
from policymine.text.periods_zh_patterns import (
    NEAR_TAIL,
    NUMBERS,
    PAST,
    UNITS,
    YEAR,
    any_of,
    candidates,
    common_patterns,
    month_tail,
    number,
    words,
    year_tail,
    year_value,
)


@cache
def head() -> re.Pattern[str]:
    more = dict(more_patterns())
    feast = more.pop("feast")  # a holiday with a word such as 期间 behind it is read first
    kinds = more | common_patterns() | {"feast": feast}
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()))


def read_atoms(text: str, calendar: Calendar) -> Iterator[Atom]:
    """Times of ``text`` in order, not yet joined or completed; digits and brackets must be half-width."""
    pattern, at = head(), 0
    for start in candidates(text):
        if start < at or (match := pattern.match(text, start)) is None:
            continue
        atom = _READERS[match.lastgroup or ""](text, match, calendar)
        if atom is not None:
            at = max(atom.end, start + 1)
            yield atom


def _iso(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    year, month, day = (int(part) for part in re.findall(r"\d+", match.group()))
    return Atom(match.start(), match.end(), "date", year, month, day, year_said=True)


def _school(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    year = year_value(match.group()[:4])
    months = (9, 20)
    if match.group().endswith(("一学期", "上学期")):
        months = (9, 13)
    elif match.group().endswith(("二学期", "下学期")):
        months = (15, 19)
    return Atom(match.start(), match.end(), "school_year", year, months=months, is_span=True, year_said=True)


def _range(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found = re.findall(YEAR, match.group())
    low, high = year_value(found[0]), year_value(found[1])
    return Atom(
        match.start(),
        match.end(),
        "range",
        high,
        fixed=(str(low), str(high)),
        is_span=True,
        lost=low > high,
        year_said=True,
    )


def _short_range(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """2019—21年: the second year in two digits."""
    low, short = (int(n) for n in re.findall(r"\d+", match.group()))
    high = low // 100 * 100 + short
    if high <= low:
        return None
    return Atom(match.start(), match.end(), "range", high, fixed=(str(low), str(high)), is_span=True, year_said=True)


def _with_year(
    text: str, calendar: Calendar, start: int, end: int, year: int | None, rule: str, *, lost: bool = False
) -> Atom:
    """Read what follows a year: months and days, a half or quarter, "the first eight months"."""
    atom = Atom(start, end, rule, year, lost=lost, year_said=True)
    blank = end + (text[end : end + 1] in ("的", " ", "\u3000"))
    if (tail := month_tail().match(text, blank)) and not text.startswith("日", tail.end()):
        _months(atom, tail)
    elif tail := year_tail().match(text, end):
        atom.end = tail.end()
        if part := tail.group("part"):
            row = words()["year_parts"][part]
            atom.months, atom.is_span, atom.rule = tuple(row["months"]), bool(row.get("accumulates")), "year_part"
            if part == "春节" and (fixed := calendar.spring_festival(year, long=_is_long(text, atom.end))):
                atom.fixed, atom.rule = fixed, "holiday"
        elif tail.group("same"):
            atom.rule = "comparison"
        elif name := tail.group("feast"):
            return feast_of_year(text, start, tail.end(), name, year)
        elif tail.group("holiday"):
            atom.month, atom.day = words()["holidays"][tail.group("holiday")]
            atom.rule = "holiday"
        elif tail.group("qa"):
            quarters = number(tail.group("qa")), number(tail.group("qb"))
            atom.months, atom.is_span, atom.rule = (3 * quarters[0] - 2, 3 * quarters[1]), True, "year_part"
        elif 0 < (last := number(tail.group("k"))) <= 12:
            atom.months, atom.is_span, atom.rule = (1, last), True, "year_part"
    return atom


def _months(atom: Atom, tail: re.Match[str]) -> None:
    atom.end = tail.end()
    if pair := tail.group("pair"):
        atom.months, atom.is_span, atom.rule = (number(pair[0]), number(pair[0]) + 1), True, "month_range"
        return
    if tail.group("a"):
        first, last = number(tail.group("a")), number(tail.group("b"))
        atom.months, atom.is_span, atom.rule = (first, last if last >= first else last + 12), True, "month_range"
        return
    if tail.group("dm"):
        atom.month, atom.days = number(tail.group("dm")), (number(tail.group("d1")), number(tail.group("d2")))
        atom.is_span, atom.rule, atom.lost = True, "range", atom.days[1] <= atom.days[0]
        return
    atom.month = number(tail.group("m"))
    if tail.group("d"):
        atom.day, atom.rule = number(tail.group("d")), "date"
    elif part := tail.group("part"):
        atom.days, atom.rule = tuple(words()["month_parts"][part]), "month_part"
    else:
        atom.rule = "month"


def _year_head(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found, year = match.group(), year_value(match.group()[:4])
    if "学年" in found:
        return Atom(match.start(), match.end(), "school_year", year, months=(9, 20), is_span=True, year_said=True)
    if found.endswith("届"):
        return Atom(match.start(), match.end(), "cohort", year, year_said=True)
    if found[-1] not in "年度":
        return Atom(match.start(), match.end(), "year", year, year_said=True)
    return _with_year(text, calendar, match.start(), match.end(), year, "year")


def _short(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found = match.group()
    year = int(found[:2]) if found[0] != "零" else number(found[1])
    year += 1900 if year >= 80 else 2000
    return _with_year(text, calendar, match.start(), match.end(), year, "year")


def _relative(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    name, w = match.group(), words()
    if name in w["relative_years"]:
        year = calendar.relative_year(w["relative_years"][name])
        atom = _with_year(text, calendar, match.start(), match.end(), year, "relative_year", lost=year is None)
        atom.before_told = name[0] == "上"
        return atom
    atom = _with_year(text, calendar, match.start(), match.end(), None, "back_year")
    atom.year_said, atom.back, atom.offset = False, "year", w["back_years"][name]
    return atom


def _today(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    name, w = match.group(), words()
    if name in w["relative_days"]:
        point = calendar.relative_day(w["relative_days"][name])
        fixed = (point, point) if point else None
        return Atom(match.start(), match.end(), "relative_day", fixed=fixed, lost=point is None)
    return Atom(match.start(), match.end(), "back_day", back="day", offset=w["back_days"][name])


def _near(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    name, w = match.group(), words()
    atom = Atom(match.start(), match.end(), "back_month")
    if name in w["relative_months"]:
        atom.rule = "relative_month"
        point = calendar.relative_month(w["relative_months"][name])
        if point is None:
            atom.lost = True
        else:
            atom.year, atom.month = int(point[:4]), int(point[5:7])
    else:
        atom.back, atom.offset = "month", w["back_months"][name]
    if tail := NEAR_TAIL.match(text, atom.end):
        atom.end = tail.end()
        if tail.group("d"):
            atom.day = number(tail.group("d"))
        else:
            atom.days = tuple(w["month_parts"][tail.group("part")])
    return atom


def _month(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    tail = month_tail().match(text, match.start())
    if tail is None or text[max(0, match.start() - 1) : match.start()] == "年":
        return None  # of a year that is told in another way (康熙三年五月)
    atom = Atom(match.start(), match.end(), "month")
    _months(atom, tail)
    return atom


# Before a number of days that is a length, not a day of the month: 不少于30日, 有效期为30日.
_LENGTH = re.compile(
    r"(?:不少于|不得少于|不低于|不超过|不得超过|至少|最多|最长|为期|历时|期限?为|期不|满|共|累计|超过|达)\s*$"
)


def _day(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    if _LENGTH.search(text, max(0, match.start() - 6), match.start()):
        return None
    found = NUMBERS.match(text, match.start())
    return Atom(match.start(), match.end(), "day", day=number(found.group()) if found else None)


def _plan(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = re.search(r"([一二三四五六七八九十]{1,3})五", match.group())
    tail = match.group()[found.end() :].lstrip('”"’') if found else ""
    years = plan_years(number(found.group(1))) if found else None
    # 第十五, 三十五 and the like are numbers, not plans.
    if years is None or text[max(0, match.start() - 1) : match.start()] in tuple("第零一二三四五六七八九百千万"):
        return None
    if part := re.match("前([一二两三四1-4])年", tail):
        last = years[0] + number(part.group(1)) - 1
        fixed = (str(years[0]), str(last))
        return Atom(match.start(), match.end(), "plan", last, fixed=fixed, is_span=True, year_said=True)
    kind = words()["plan_tails"].get(tail, "whole")
    if kind == "last":
        return Atom(match.start(), match.end(), "plan_end", years[1], year_said=True)
    if kind == "first":
        return Atom(match.start(), match.end(), "plan_start", years[0], year_said=True)
    end = str(years[1])
    if kind == "since" and calendar.today is not None and calendar.today < end:
        end = calendar.today
    fixed = (str(years[0]), end)
    return Atom(match.start(), match.end(), "plan", years[1], fixed=fixed, is_span=True, year_said=True)


_YEARS_BEFORE = re.compile(r"的(?!时|实|探)|[，共累合]")


def _past(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = PAST.search(match.group())
    if found is None:
        return None
    half = found.group(1) == "半"
    count, unit = 0 if half else number(found.group(1)), UNITS[found.group(2)]
    atom = Atom(match.start(), match.end(), "span_back", is_span=True)
    if unit == "year":
        back = calendar.years_back(count, 6 if half or found.group(3) else 0)
    elif unit == "month":
        start = calendar.relative_month(-count)
        back = (start, calendar.today) if start and calendar.today else None
    else:
        back = calendar.days_back(count * (7 if unit == "week" else 1))
    if not count and not half:
        return None
    if match.group()[0] in "前这" and unit != "year":
        return None  # 前三天, 这三天: of what was told before
    led = match.group()[0]
    if led in "前此头" and unit == "year" and not match.group().endswith("来"):
        # 前三年 of a plan is not told against today; 连同前两年的184部, 此前三年 are the years before this one.
        if half or (led != "此" and not _YEARS_BEFORE.match(text, match.end())) or calendar.year is None:
            return None
        if led != "此" and text[max(0, match.start() - 1) : match.start()] in tuple('年”"五期划革'):
            return None
        atom.fixed, atom.rule = (str(calendar.year - count), str(calendar.year - 1)), "span_back"
        return atom
    if led in "前头" and not match.group().endswith("来"):
        return None
    atom.fixed, atom.lost = back, back is None
    if match.group().startswith("这") and unit == "year":
        atom.rule = "these_years"
    return atom


def _spans(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    low, high = (calendar.relative_year(offset) for offset in words()["relative_spans"][match.group()])
    atom = Atom(match.start(), match.end(), "range", high, is_span=True, lost=low is None)
    atom.fixed = (str(low), str(high)) if low is not None else None
    return atom


def _season(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    months = tuple(words()["relative_seasons"][match.group()])
    return Atom(match.start(), match.end(), "year_part", calendar.year, months=months, lost=calendar.year is None)


def _is_long(text: str, at: int) -> bool:
    return text.startswith(("假期", "长假", "期间", "黄金周"), at)


# 春节前，; 春节前后，专班将…: the festival to come.
_SPRING_AHEAD = re.compile(r"前(?:，|完|夕将)|[^。；\n]{0,12}?(?:将(?![军相帅])|拟(?!合)|要求|务必|严禁)")


def _spring(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """春节期间: the festival before publication; 春节前, said in January, the one to come."""
    long = len(match.group()) > 2
    ahead = _SPRING_AHEAD.match(text, match.end()) is not None
    fixed = calendar.spring_festival(None, long=long, future=ahead)
    return Atom(match.start(), match.end(), "holiday", fixed=fixed, lost=fixed is None)


def _pair(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    first = number(match.group()[0])
    return Atom(match.start(), match.end(), "month_range", months=(first, first + 1), is_span=True)


def _whole(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    if match.group() == "年内":
        year = calendar.year
        return Atom(match.start(), match.end(), "relative_year", year, lost=year is None, year_said=True)
    return Atom(match.start(), match.end(), "whole_year")


def _firsts(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = NUMBERS.search(match.group())
    last = number(found.group()) if found else 0
    return Atom(match.start(), match.end(), "year_part", months=(1, last), is_span=True) if 1 < last <= 12 else None


def _ago(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found = NUMBERS.match(match.group())
    year = calendar.relative_year(-number(found.group())) if found else None
    return Atom(match.start(), match.end(), "ago", year, lost=year is None)


def _ahead(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = NUMBERS.search(match.group())
    atom = Atom(match.start(), match.end(), "span_ahead", is_span=True)
    atom.years_on = number(found.group()) if found else 0
    return atom if atom.years_on else None


def _vacation(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    months = tuple(words()["year_parts"][match.group()]["months"])
    atom = Atom(match.start(), match.end(), "vacation", months=months)
    # What is said of a vacation in the two months before it is said of the one to come.
    atom.future = calendar.month is not None and (months[0] - calendar.month) % 12 in (1, 2)
    return atom


def _part(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    if (joined := match.group())[1] in "、和":  # 一、二季度
        months = (3 * number(joined[0]) - 2, 3 * number(joined[2]))
        return Atom(match.start(), match.end(), "year_part", months=months, is_span=True)
    row = words()["year_parts"][match.group()]
    return Atom(
        match.start(), match.end(), "year_part", months=tuple(row["months"]), is_span=bool(row.get("accumulates"))
    )


def _monthend(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = Atom(match.start(), match.end(), "month_part", calendar.year, calendar.month)
    atom.days, atom.lost = tuple(words()["month_parts"][match.group()]), calendar.month is None
    return atom


def _now(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    fixed = (calendar.today, calendar.today) if calendar.today else None
    return Atom(match.start(), match.end(), "now", fixed=fixed, lost=fixed is None)


def _recent(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    rule = "recent" if match.group() in words()["recent"] else "recent_years"
    fixed = (None, calendar.today) if calendar.today else None
    return Atom(match.start(), match.end(), rule, fixed=fixed, lost=fixed is None, is_span=rule == "recent_years")


def _holiday(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    name = re.search(any_of(words()["holidays"]), match.group())
    if name is None:
        return None
    month, day = words()["holidays"][name.group()]
    end = match.start() + name.end()
    for tail in ("国际劳动节", "劳动节", "小长假", "黄金周", "假期", "节", "”", '"'):
        if text.startswith(tail, end):
            end += len(tail)
    atom = Atom(match.start(), end, "holiday", month=month, day=day)
    lasts = match.group().endswith(("假期", "小长假", "黄金周", "期间")) and not text.startswith(
        ("前", "之前", "后"), end
    )
    if lasts and (length := words()["holiday_lengths"].get(name.group())):
        atom.days = (day, day + length - 1)
    return atom


_READERS = {
    "iso": _iso,
    "school": _school,
    "range": _range,
    "year": _year_head,
    "short": _short,
    "relative": _relative,
    "today": _today,
    "near": _near,
    "month": _month,
    "day": _day,
    "plan": _plan,
    "past": _past,
    "back": _past,
    "ahead": _ahead,
    "spans": _spans,
    "season": _season,
    "whole": _whole,
    "pair": _pair,
    "spring": _spring,
    "firsts": _firsts,
    "ago": _ago,
    "vacation": _vacation,
    "part": _part,
    "monthend": _monthend,
    "now": _now,
    "recent": _recent,
    "holiday": _holiday,
    "short_range": _short_range,
    "bare_range": _range,
    **MORE_READERS,
}
