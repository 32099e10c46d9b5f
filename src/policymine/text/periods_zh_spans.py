"""Chinese stretches of time and times counted from another: 近三年, 三年前, 两个月后, 未来五年, 自即日起30日内."""

from __future__ import annotations

import re
from collections.abc import Callable

from policymine.text.periods_atoms import Atom, counted_on, stands_alone
from policymine.text.periods_calendar import Calendar
from policymine.text.periods_zh_patterns import BLANK, COUNT, NUMBERS, PAST, UNITS, any_of, number, words

_YEARS_BEFORE = re.compile(r"的(?!时|实|探)|[，共累合]")


def read_past(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = PAST.search(match.group())
    if found is None:
        return None
    half = found.group(1) == "半"
    count, unit = 0 if half else number(found.group(1)), UNITS[found.group(2)]
    atom = Atom(match.start(), match.end(), "span_back", is_span=True)
    if unit == "year":
        back = calendar.years_back(count, 6 if half or found.group(3) else 0)
    elif unit in ("month", "quarter"):
        start = calendar.relative_month(-count * (3 if unit == "quarter" else 1))
        back = (start, calendar.today) if start and calendar.today else None
    else:
        back = calendar.days_back(count * (7 if unit == "week" else 1))
    if not count and not half:
        return None
    if match.group()[0] == "前" and stands_alone(text, match.start(), match.end()):
        return read_round(text, match, calendar)
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


def read_spans(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    low, high = (calendar.relative_year(offset) for offset in words()["relative_spans"][match.group()])
    atom = Atom(match.start(), match.end(), "range", high, is_span=True, lost=low is None)
    atom.fixed = (str(low), str(high)) if low is not None else None
    return atom


def read_firsts(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = NUMBERS.search(match.group())
    last = number(found.group()) if found else 0
    return Atom(match.start(), match.end(), "year_part", months=(1, last), is_span=True) if 1 < last <= 12 else None


def read_ago(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found = NUMBERS.match(match.group())
    year = calendar.relative_year(-number(found.group())) if found else None
    return Atom(match.start(), match.end(), "ago", year, lost=year is None)


def read_ahead(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = NUMBERS.search(match.group())
    atom = Atom(match.start(), match.end(), "span_ahead", is_span=True)
    atom.years_on = number(found.group()) if found else 0
    return atom if atom.years_on else None


def read_now(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    fixed = (calendar.today, calendar.today) if calendar.today else None
    return Atom(match.start(), match.end(), "now", fixed=fixed, lost=fixed is None)


def read_recent(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    rule = "recent" if match.group() in words()["recent"] else "recent_years"
    fixed = (None, calendar.today) if calendar.today else None
    return Atom(match.start(), match.end(), rule, fixed=fixed, lost=fixed is None, is_span=rule == "recent_years")


def read_days_ahead(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """未来三个月, 今后两周: from publication on."""
    found = re.search(rf"({COUNT}){' '}?(个月|周|个星期|天)", match.group())
    count = number(found.group(1)) if found else 0
    if found is None or not count:
        return None
    fixed = calendar.span_ahead(count, UNITS[found.group(2)])
    return Atom(match.start(), match.end(), "span_ahead", fixed=fixed, lost=fixed is None, is_span=True)


_COUNTED = re.compile(
    rf"(?P<n>\d{{1,3}}|{COUNT}|半)[ \u3000]?(?P<unit>个工作日|工作日|个?季度|个半月|个?月|年|周|个星期|个礼拜|星期|礼拜|天|日)(?P<half>半)?"
)
_STEPS = {
    "年": (12, 0),
    "个月": (1, 0),
    "月": (1, 0),
    "个半月": (1, 0),
    "季度": (3, 0),
    "个季度": (3, 0),
    "天": (0, 1),
    "日": (0, 1),
}


def _counted(found: str) -> tuple[tuple[int, int], str] | None:
    """Months and days of 三天, 两个半月, 一年半, 4周, and the grain of a date so far away; None where there is no count."""
    match = _COUNTED.match(found)
    if match is None or "工作日" in match["unit"]:
        return None
    unit = match["unit"]
    months, days = _STEPS.get(unit, (0, 7))
    if match["n"] == "半":  # 半年, 半个月
        return ((6, 0), "month") if months == 12 else ((0, 15), "day")
    count = number(match["n"])
    months, days = months * count, days * count
    grain = "year" if unit == "年" else "day" if days else "month"
    if unit == "个半月":
        days, grain = 15, "day"
    elif match["half"]:
        months, grain = months + 6, "month"
    return ((months, days), grain) if count else None


def read_short_ago(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """三天前, 两个月前, 半年前, 三年半前."""
    if (step := _counted(match.group())) is None:
        return None
    (months, days), grain = step
    fixed = counted_on(calendar.year, calendar.month, calendar.day, (-months, -days), grain)
    return Atom(match.start(), match.end(), "ago", fixed=fixed, lost=fixed is None)


def read_later(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """三天后, 两年之后: from the date told in the sentence, else from publication on."""
    if (step := _counted(match.group())) is None:
        return None
    atom = Atom(match.start(), match.end(), "later", after=step[0], grain=step[1])
    atom.future = stands_alone(text, match.start(), match.end())
    return atom


def read_within(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """15日内, 三年半以内 as the whole text: from publication on. In a sentence it is a length (答复时限为15日内)."""
    if not stands_alone(text, match.start(), match.end()) or (step := _counted(match.group())) is None:
        return None
    end = counted_on(calendar.year, calendar.month, calendar.day, *step)
    fixed = (calendar.today, end[1]) if calendar.today and end else None
    return Atom(match.start(), match.end(), "deadline", fixed=fixed, lost=fixed is None, is_span=True)


def read_round(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """上两个月, 下三周; 前两周 and 后三天 where they are the whole text: the stretch up to publication or from it on."""
    found = match.group()
    if found[0] in "前后" and not stands_alone(text, match.start(), match.end()):
        return None
    if (step := _counted(found[1:].replace("个周", "周"))) is None or calendar.today is None:
        return None
    (months, days), grain = step
    back = found[0] in "上前"
    if back:
        months, days = -months, -days
    ends = counted_on(calendar.year, calendar.month, calendar.day, (months, days), grain)
    atom = Atom(match.start(), match.end(), "span_back" if back else "span_ahead", is_span=True, lost=ends is None)
    if ends:
        atom.fixed = (ends[0], calendar.today) if back else (calendar.today, ends[0])
    return atom


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


_UNIT = "(?:个月|个半月|个?季度|周|个?星期|个?礼拜|天)"
_NOT_BEHIND = "[来者续备勤方期退台果代卫进置疫发生盾半]"


def patterns() -> dict[str, str]:
    """Patterns of this file by their kind."""
    w = words()
    recent = [*w["recent"], *w["recent_years"]]
    few = r"(?:\d{1,2}|[二两三四五六七八九十]{1,2})"
    return {
        "deadline": rf"自[^，。；：\n]{{0,30}}?(?:之?日|即日)起[，]?{COUNT}[ \u3000]?(?:个工作日|个月|工作日|天|日|年)[以之]?内|自[^，。；：\n]{{0,30}}?(?:之?日|即日)起[，]?\d{{2,3}}[ \u3000]?(?:个工作日|天|日)[以之]?内",
        "aheadspan": rf"(?:未来|今后|接下来)的?[ ]?{COUNT}[ ]?(?:个月|周|个星期|天)(?:内|里)?",
        "shortago": rf"(?<![\d.])(?:(?:{COUNT}|\d{{3}})[ ]?(?:{_UNIT}|年半)|半(?:年|个?月))多?(?:以|之)?前(?![期后三两几往沿景置来进\d])|[两二三四五六七八九]日(?:之|以)?前",
        "later": rf"(?<![\d.第])(?:(?:{COUNT}|\d{{3}})[ ]?(?:{_UNIT}|年半?|日)|半(?:年|个?月))多?(?:过|以|之)?后(?!{_NOT_BEHIND})",
        "within": rf"(?<![\d.第月])(?:{COUNT}|\d{{2,3}})[ ]?(?:个?工作日|个半月|年半|日|天)(?:以|之)?内(?![容部需外地在])",
        "round": rf"(?:(?<![一-龥])|(?<=[在比较与和同]))[上下]{few}(?:个?(?:周(?!年)|星期|礼拜)|个?季度|个月|年|天)(?![级以课班学网])|[前后]{COUNT}(?:个?(?:周|星期|礼拜)|天|年)(?![级以后前来多])",
        "spans": rf"(?:{any_of(w['relative_spans'])})",
        "firsts": rf"(?<!提)[前头]{BLANK}{COUNT}{BLANK}个?月",
        "ago": rf"{COUNT}{BLANK}年(?:多)?(?:以|之)?前(?![期后往沿景置来进])",
        "past": rf"(?:过去|最近|近|这|前|此前|头)的?{BLANK}{COUNT}{BLANK}[多余]?(?:年|个月|月|周|天|个星期|个?季度)半?(?:多|来|里|间|中(?![国央小学部西华])|时间)?(?![级以])",
        "back": rf"(?:{COUNT}|半){BLANK}[多余]?(?:年|个月)(?:(?:多|半)?以?来(?![自到说看源])|(?:多|半)?间(?=，))",
        "ahead": rf"(?:未来|今后|接下来)的?{BLANK}{COUNT}{BLANK}年(?:内|间|里)?|(?:用|力争|争取){BLANK}{COUNT}{BLANK}年(?:左右)?(?:的?时间|内)|{COUNT}{BLANK}年内",
        "now": rf"(?<!项)(?!至今[年天日晚晨早后春夏秋冬])(?:{any_of(w['now'])})",
        "recent": rf"(?:{any_of(recent)})(?![视距似])",
    }


READERS: dict[str, Callable[[str, re.Match[str], Calendar], Atom | None]] = {
    "deadline": read_deadline,
    "aheadspan": read_days_ahead,
    "shortago": read_short_ago,
    "later": read_later,
    "within": read_within,
    "round": read_round,
    "spans": read_spans,
    "firsts": read_firsts,
    "ago": read_ago,
    "past": read_past,
    "back": read_past,
    "ahead": read_ahead,
    "now": read_now,
    "recent": read_recent,
}
