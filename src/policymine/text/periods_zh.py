"""Times in Chinese text, as atoms: a pattern finds where an expression begins, small ones read its tail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from policymine.text import periods_zh_feasts, periods_zh_more, periods_zh_spans
from policymine.text.periods_atoms import Atom, stands_alone
from policymine.text.periods_calendar import Calendar, plan_years
from policymine.text.periods_zh_feasts import days_off, feast_of_year, is_long
from policymine.text.periods_zh_patterns import (
    NEAR_TAIL,
    NUMBERS,
    YEAR,
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
    feasts, spans = periods_zh_feasts.patterns(), periods_zh_spans.patterns()
    first = {"lunar": feasts["lunar"], "deadline": spans["deadline"], "within": spans["within"]}
    more = periods_zh_more.patterns()
    last = {kind: table.pop(kind) for kind, table in (("round", spans), ("alone", more))}
    kinds = first | more | common_patterns() | spans | feasts | last
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()))


def read_atoms(text: str, calendar: Calendar) -> Iterator[Atom]:
    """Times of ``text`` in order, not yet joined or completed; digits and brackets must be half-width."""
    pattern, at = head(), 0
    for start in chain((len(text) - len(text.lstrip()),), candidates(text)):
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
            if part == "春节" and (fixed := calendar.spring_festival(year, long=is_long(text, atom.end))):
                atom.fixed, atom.rule = fixed, "holiday"
        elif tail.group("same"):
            atom.rule = "comparison"
        elif _nth(atom, tail):
            atom.rule = "week"
        elif months := tail.group("kl") or tail.group("km"):  # 后三个月, 第八个月
            last = 12 if tail.group("kl") else number(months)
            atom.months, atom.is_span, atom.rule = (
                (13 - number(months) if tail.group("kl") else last, last),
                True,
                "year_part",
            )
            atom.lost = lost or not 1 <= atom.months[0] <= last <= 12
        elif own := tail.group("own"):  # 去年本月十日
            atom.month, atom.day, atom.rule, atom.lost = calendar.month, number(own), "date", calendar.month is None
        elif name := tail.group("feast"):
            return feast_of_year(text, start, tail.end(), name, year)
        elif tail.group("holiday"):
            atom.month, atom.day = words()["holidays"][tail.group("holiday")]
            atom.days = days_off(text, tail.group("holiday"), atom.end, atom.day)
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
    if _nth(atom, tail):
        return
    if day := tail.group("d") or tail.group("bare"):
        atom.day, atom.rule = number(day), "date"
    elif part := tail.group("part"):
        atom.days, atom.rule = tuple(words()["month_parts"][part]), "month_part"
    else:
        atom.rule = "month"


def _nth(atom: Atom, tail: re.Match[str]) -> bool:
    """Read 第一周, 最后一个星期五 of the atom's year or month; False where the tail names none."""
    if not (tail.group("nth") or tail.group("final")):
        return False
    day = tail.group("weekday")
    atom.nth = (
        number(tail.group("nth")) if tail.group("nth") else -1,
        min("一二三四五六日天".index(day), 6) if day else None,
    )
    atom.rule = "date" if day else "week"
    return True


def _year_head(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found, year = match.group(), year_value(match.group()[:4])
    if "学年" in found:
        return Atom(match.start(), match.end(), "school_year", year, months=(9, 20), is_span=True, year_said=True)
    if found.endswith("届"):
        return Atom(match.start(), match.end(), "cohort", year, year_said=True)
    if found[-1] not in "年度" and not text.startswith(("春", "秋"), match.end()):
        return Atom(match.start(), match.end(), "year", year, year_said=True)
    return _with_year(text, calendar, match.start(), match.end(), year, "year")


def _short(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """22年5月, 零八年, 民国三年: two digits stand for the year of this century, unless that would lie far ahead."""
    found = match.group()
    if found.startswith("民国"):
        year = 1 if found[2] == "元" else number(found[2:-1])
        return _with_year(text, calendar, match.start(), match.end(), _REPUBLIC + year, "year")
    if match.end() == len(text) and found[0] not in "零0" and not stands_alone(text, match.start(), match.end()):
        return None
    year = int(found[:2]) if found[0].isdecimal() else year_value(found[:-1])
    year += 1900 if year >= (_PIVOT if calendar.year is None else calendar.year - 2000 + _YEARS_AHEAD) else 2000
    return _with_year(text, calendar, match.start(), match.end(), year, "year")


_REPUBLIC = 1911  # 民国元年 is 1912
_PIVOT, _YEARS_AHEAD = 80, 20


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
            atom.year, atom.month, atom.year_said = int(point[:4]), int(point[5:7]), True
    else:
        atom.back, atom.offset = "month", w["back_months"][name]
    if tail := NEAR_TAIL.match(text, atom.end):
        atom.end = tail.end()
        if _nth(atom, tail):
            pass
        elif tail.group("d"):
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


_DAYS = re.compile(r"月\d{1,2}[日号](?:[，、]\d{1,2}[日号]){0,5}[，、]\Z")


def _day(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    if _LENGTH.search(text, max(0, match.start() - 6), match.start()):
        return None
    listed = match.group().endswith("号") and text[match.start() - 1 : match.start()] in ("，", "、")
    if listed and not _DAYS.search(text, max(0, match.start() - 20), match.start()):
        return None  # 3号、4号楼
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


def _whole(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    if match.group() == "年内":
        year = calendar.year
        return Atom(match.start(), match.end(), "relative_year", year, lost=year is None, year_said=True)
    return Atom(match.start(), match.end(), "whole_year")


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
    "whole": _whole,
    "short_range": _short_range,
    "bare_range": _range,
    **periods_zh_more.READERS,
    **periods_zh_spans.READERS,
    **periods_zh_feasts.READERS,
}
