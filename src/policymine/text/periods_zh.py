"""Times in Chinese text, as atoms: one compiled pattern finds where an expression begins, small ones read its tail.

Patterns are bounded everywhere, so reading is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from policymine.data import load_yaml
from policymine.text.periods_atoms import Atom
from policymine.text.periods_calendar import Calendar, plan_years

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_S = r"[ \u3000]?"
_TO = rf"{_S}(?:[-—–~～－]{{1,2}}|至|到){_S}"
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_COUNT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_NUMERALS = frozenset("0123456789〇零○一二两三四五六七八九十半")
_OPENING_LISTS = (
    "relative_years", "back_years", "relative_days", "back_days", "relative_months", "back_months", "recent", "recent_years",
    "vacations", "bare_year_parts", "now", "holidays", "relative_spans", "relative_seasons", "relative_weeks",
)  # fmt: skip
_OPENING_PAIRS = ("过去", "全年", "最近", "近的", "近 ", "这 ", "多年", "余年", "未来", "今后", "接下", "力争", "争取", "本学", "这学", "上学",
                  "下学", "新学", "本个", "这个", "上个", "下个", "月初", "月底", "月末", "“五", "“十", "“六")  # fmt: skip
_UNITS = {"年": "year", "个月": "month", "月": "month", "周": "week", "个星期": "week", "天": "day"}


def number(text: str) -> int:
    """Value of one or two digits or of a Chinese numeral below 100."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text[-1], 0)
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def _year(text: str) -> int:
    return int(text) if text.isdecimal() else int("".join(str(_DIGITS[char]) for char in text))


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def words() -> dict[str, Any]:
    """The word lists of ``data/periods_zh.yaml``."""
    found: dict[str, Any] = load_yaml("periods_zh.yaml")
    return found


@cache
def _head() -> re.Pattern[str]:
    w = words()
    names = [*w["relative_years"], *w["back_years"]]
    days = [*w["relative_days"], *w["back_days"]]
    months = [*w["relative_months"], *w["back_months"]]
    recent = [*w["recent"], *w["recent_years"]]
    kinds = {
        "iso": rf"(?<![\d.])(?:19|20)\d\d(?:[-./])(?:1[0-2]|0?[1-9])[-./](?:3[01]|[12]\d|0?[1-9])(?![\d.]){_S}日?",
        "school": rf"(?<!\d){_YEAR}(?:{_S}年)?{_TO}(?:{_YEAR}|\d\d){_S}学年度?(?:第?[一二上下]学期)?",
        "range": rf"(?<!\d){_YEAR}(?:{_S}年)?(?:底|末)?{_TO}{_YEAR}{_S}年(?:度|期间|间)?(?!{_S}\d{{1,2}}{_S}月)",
        "year": rf"(?<!\d){_YEAR}{_S}(?:年(?!级|远景|历史|以上|第\d{{1,3}}[号期])度?|届|学年度?)|(?<!\d){_YEAR}(?={_S}[、和]{_S}{_YEAR}{_S}年)",
        "short": rf"(?<![\d.])[012]\d年(?={_MONTH}月)",
        "spans": rf"(?:{any_of(w['relative_spans'])})",
        "season": rf"(?:{any_of(w['relative_seasons'])})(?!明)",
        "week": rf"(?:{any_of(w['relative_weeks'])})(?!边|转)",
        "whole": r"全年(?![级龄无天]|365|24)",
        "relative": rf"(?:{any_of(names)})",
        "today": rf"(?:{any_of(days)})",
        "near": rf"(?:{any_of(months)})",
        "month": rf"(?<![\d.点比第个])(?=(?:{_MONTH}(?:{_S}月份?)?{_TO})?{_MONTH}{_S}月)(?!{_MONTH}月[刊饼嫂球龄均租薪供])(?<!每年)(?<!历年)(?<!往年)",
        "day": rf"(?<![\d.点第个月])(?:3[01]|[12]\d|[1-9]|二?十[一二三四五六七八九]|二十){_S}日(?![内均游元本子间龄志活托常报夜制])",
        "plan": rf"[“\"‘]?[一二三四五六七八九十]{{1,3}}五[”\"’]?(?:{any_of(w['plan_tails'])})",
        "firsts": rf"前{_S}{_COUNT}{_S}个?月",
        "ago": rf"{_COUNT}{_S}年(?:多)?(?:以|之)?前(?![期后])",
        "past": rf"(?:过去|最近|近|这|前)的?{_S}{_COUNT}{_S}[多余]?(?:年|个月|月|周|天|个星期)半?(?:多|来|里|间|中|时间)?(?![级以])",
        "back": rf"(?:{_COUNT}|半){_S}[多余]?(?:年|个月)(?:多|半)?来(?![自到说看源])",
        "ahead": rf"(?:未来|今后|接下来)的?{_S}{_COUNT}{_S}年(?:内|间|里)?|(?:用|力争|争取){_S}{_COUNT}{_S}年(?:左右)?(?:的?时间|内)|{_COUNT}{_S}年内",
        "vacation": rf"(?<!寒)(?:{any_of(w['vacations'])})(?={any_of(w['vacation_followers'])})",
        "part": rf"(?:{any_of(w['bare_year_parts'])})(?![余额])",
        "monthend": r"(?:月初|月底|月末)(?![余额数])",
        "now": rf"(?:{any_of(w['now'])})",
        "recent": rf"(?:{any_of(recent)})(?![视距似])",
        "holiday": rf"[“\"]?(?:{any_of(w['holidays'])})[”\"]?(?:{any_of(w['holiday_tails'])})",
        "term": r"(?:本|这|上|下|新)个?学(?:期|年)",
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()))


@cache
def _openers() -> Any:
    """Finds the pairs of characters with which an expression begins: few positions are left for the patterns."""
    from ahocorasick_rs import AhoCorasick

    w = words()
    pairs = {word[:2] for key in _OPENING_LISTS for word in w[key]} | set(_OPENING_PAIRS)
    pairs |= {numeral + follow for numeral in _NUMERALS for follow in "年月日届学-—–~～－至到、和./季 \u3000"}
    pairs |= {numeral + more + "年" for numeral in _NUMERALS for more in "多余"}
    pairs |= {numeral + "五" for numeral in "一二三四五六七八九十"}
    pairs |= {before + numeral for before in "近这前用“\"‘" for numeral in _NUMERALS}
    return AhoCorasick(sorted(pairs))


def _candidates(text: str) -> Iterator[int]:
    """Where an expression can begin, in order; a numeral is taken from its first digit."""
    last = -1
    for _, start, _ in _openers().find_matches_as_indexes(text, overlapping=True):
        if text[start] in _NUMERALS:
            low = max(0, start - 3)
            while start > low and text[start - 1] in _NUMERALS:
                start -= 1
        if start > last:
            last = start
            yield start


@cache
def _month_tail() -> re.Pattern[str]:
    parts = any_of(words()["month_parts"])
    return re.compile(
        rf"(?P<a>{_MONTH})(?:{_S}月份?)?{_TO}(?P<b>{_MONTH}){_S}月份?(?!{_S}\d{{1,2}}{_S}[日号])|"
        rf"(?P<m>{_MONTH}){_S}月份?(?:{_S}(?P<d>{_DAY}){_S}[日号](?![内均游])|(?P<part>{parts})(?!次))?"
    )


@cache
def _year_tail() -> re.Pattern[str]:
    parts = any_of(words()["year_parts"])
    return re.compile(
        rf"(?:全年|度)?的?{_S}(?:(?P<part>{parts})(?![余额])|(?P<same>同期|同月)|前(?P<k>{_COUNT})个?月|(?P<holiday>五一|国庆|元旦|十一)(?=假期|期间|前|后|节|小长假|黄金周))"
    )


_NEAR_TAIL = re.compile(rf"{_S}(?P<d>{_DAY}){_S}[日号]|(?P<part>上旬|中旬|下旬|初|底|末)")
_NUMBERS = re.compile(_COUNT)
_PAST = re.compile(rf"({_COUNT}|半){_S}[多余]?(年|个月|月|周|天|个星期)(半)?")


def read_atoms(text: str, calendar: Calendar) -> Iterator[Atom]:
    """Times of ``text`` in order, not yet joined or completed; digits and brackets must be half-width."""
    pattern, at = _head(), 0
    for start in _candidates(text):
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
    year = _year(match.group()[:4])
    months = (9, 20)
    if match.group().endswith(("一学期", "上学期")):
        months = (9, 13)
    elif match.group().endswith(("二学期", "下学期")):
        months = (15, 19)
    return Atom(match.start(), match.end(), "school_year", year, months=months, is_span=True, year_said=True)


def _range(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found = re.findall(_YEAR, match.group())
    low, high = _year(found[0]), _year(found[1])
    return Atom(
        match.start(), match.end(), "range", high, fixed=(str(low), str(high)), is_span=True, lost=low > high, year_said=True
    )


def _with_year(text: str, start: int, end: int, year: int | None, rule: str, *, lost: bool = False) -> Atom:
    """Read what follows a year: months and days, a half or quarter, "the first eight months"."""
    atom = Atom(start, end, rule, year, lost=lost, year_said=True)
    blank = end + (text[end : end + 1] in ("的", " ", "\u3000"))
    if (tail := _month_tail().match(text, blank)) and not text.startswith("日", tail.end()):
        _months(atom, tail)
    elif tail := _year_tail().match(text, end):
        atom.end = tail.end()
        if part := tail.group("part"):
            row = words()["year_parts"][part]
            atom.months, atom.is_span, atom.rule = tuple(row["months"]), bool(row.get("accumulates")), "year_part"
        elif tail.group("same"):
            atom.rule = "comparison"
        elif tail.group("holiday"):
            atom.month, atom.day = words()["holidays"][tail.group("holiday")]
            atom.rule = "holiday"
        elif 0 < (last := number(tail.group("k"))) <= 12:
            atom.months, atom.is_span, atom.rule = (1, last), True, "year_part"
    return atom


def _months(atom: Atom, tail: re.Match[str]) -> None:
    atom.end = tail.end()
    if tail.group("a"):
        first, last = number(tail.group("a")), number(tail.group("b"))
        atom.months, atom.is_span, atom.rule = (first, last if last >= first else last + 12), True, "month_range"
        return
    atom.month = number(tail.group("m"))
    if tail.group("d"):
        atom.day, atom.rule = number(tail.group("d")), "date"
    elif part := tail.group("part"):
        atom.days, atom.rule = tuple(words()["month_parts"][part]), "month_part"
    else:
        atom.rule = "month"


def _year_head(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found, year = match.group(), _year(match.group()[:4])
    if "学年" in found:
        return Atom(match.start(), match.end(), "school_year", year, months=(9, 20), is_span=True, year_said=True)
    if found.endswith("届"):
        return Atom(match.start(), match.end(), "cohort", year, year_said=True)
    if found[-1] not in "年度":
        return Atom(match.start(), match.end(), "year", year, year_said=True)
    return _with_year(text, match.start(), match.end(), year, "year")


def _short(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    return _with_year(text, match.start(), match.end(), 2000 + int(match.group()[:2]), "year")


def _relative(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    name, w = match.group(), words()
    if name in w["relative_years"]:
        year = calendar.relative_year(w["relative_years"][name])
        return _with_year(text, match.start(), match.end(), year, "relative_year", lost=year is None)
    atom = _with_year(text, match.start(), match.end(), None, "back_year")
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
    if tail := _NEAR_TAIL.match(text, atom.end):
        atom.end = tail.end()
        if tail.group("d"):
            atom.day = number(tail.group("d"))
        else:
            atom.days = tuple(w["month_parts"][tail.group("part")])
    return atom


def _month(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    tail = _month_tail().match(text, match.start())
    if tail is None:
        return None
    atom = Atom(match.start(), match.end(), "month")
    _months(atom, tail)
    return atom


def _day(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found = _NUMBERS.match(text, match.start())
    return Atom(match.start(), match.end(), "day", day=number(found.group()) if found else None)


def _plan(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = re.search(r"([一二三四五六七八九十]{1,3})五", match.group())
    tail = match.group()[found.end() :].lstrip("”\"’") if found else ""
    years = plan_years(number(found.group(1))) if found else None
    # 第十五, 三十五 and the like are numbers, not plans.
    if years is None or text[max(0, match.start() - 1) : match.start()] in tuple("第零一二三四五六七八九百千万"):
        return None
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


def _past(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = _PAST.search(match.group())
    if found is None:
        return None
    half = found.group(1) == "半"
    count, unit = 0 if half else number(found.group(1)), _UNITS[found.group(2)]
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
    if match.group()[0] in "前" and not match.group().endswith("来"):
        return None  # 前三年 of a plan, not of today
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


def _week(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    fixed = calendar.week(words()["relative_weeks"][match.group()])
    return Atom(match.start(), match.end(), "week", fixed=fixed, lost=fixed is None)


def _whole(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    return Atom(match.start(), match.end(), "whole_year")


def _firsts(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = _NUMBERS.search(match.group())
    last = number(found.group()) if found else 0
    return Atom(match.start(), match.end(), "year_part", months=(1, last), is_span=True) if 1 < last <= 12 else None


def _ago(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found = _NUMBERS.match(match.group())
    year = calendar.relative_year(-number(found.group())) if found else None
    return Atom(match.start(), match.end(), "ago", year, lost=year is None)


def _ahead(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = _NUMBERS.search(match.group())
    atom = Atom(match.start(), match.end(), "span_ahead", is_span=True)
    atom.years_on = number(found.group()) if found else 0
    return atom if atom.years_on else None


def _vacation(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    months = tuple(words()["year_parts"][match.group()]["months"])
    return Atom(match.start(), match.end(), "vacation", months=months)


def _part(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    row = words()["year_parts"][match.group()]
    return Atom(match.start(), match.end(), "year_part", months=tuple(row["months"]), is_span=bool(row.get("accumulates")))


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
    return Atom(match.start(), end, "holiday", month=month, day=day)


def _term(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = Atom(match.start(), match.end(), "term", is_span=False)
    if calendar.year is None or calendar.month is None:
        atom.lost = True
        return atom
    autumn = calendar.month >= 8 or calendar.month == 1
    first = calendar.year - (calendar.month == 1)
    step = {"上": -1, "下": 1}.get(match.group()[0], 0)
    if match.group().endswith("年"):
        start = (calendar.year if calendar.month >= 8 else calendar.year - 1) + step
        atom.rule, atom.year, atom.months = "school_year", start, (9, 20)
        return atom
    # Terms as months counted from the year's January: autumn 9-13, spring 3-7.
    low = (9 if autumn else 3) + 6 * step
    atom.year, atom.months = (first if autumn else calendar.year), (low, low + 4)
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
    "week": _week,
    "whole": _whole,
    "firsts": _firsts,
    "ago": _ago,
    "vacation": _vacation,
    "part": _part,
    "monthend": _monthend,
    "now": _now,
    "recent": _recent,
    "holiday": _holiday,
    "term": _term,
}
