"""English weeks and weekdays: the first Friday of June, week 20 of 2022, this coming Monday, the weekend, early next week."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from policymine.text.periods_atoms import Atom, stands_alone
from policymine.text.periods_calendar import Calendar
from policymine.text.periods_en_parts import AWAY, WEEKDAYS, atom_of, give_year, month_of, step_of, weekday_of
from policymine.text.periods_en_patterns import spaced, words, year_word
from policymine.text.periods_zh_patterns import any_of

_NTH = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "final": -1,
    "last": -1,
}
_DAYS = "|".join(WEEKDAYS)


def _weekend(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found = match.group()
    offset = -1 if found.startswith(("last", "past", "over")) else 1 if found.startswith("next") else 0
    if found.startswith("over") and calendar.weekday(0, 0) is not None and calendar.day:
        offset = -1 if date.fromisoformat(calendar.today or "").weekday() < 5 else 0
    days = calendar.weekday(5, offset), calendar.weekday(6, offset)
    atom = atom_of(match, "week")
    if found.startswith("over"):
        atom.start = match.start() + found.index("the ")
    atom.fixed = (days[0], days[1]) if days[0] and days[1] else None
    atom.lost = atom.fixed is None
    return atom


def _week_day(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """Friday next week, last week on Friday, this week Friday."""
    found = match.group()
    day = next(n for n, name in enumerate(WEEKDAYS) if name in found)
    offset = -1 if "last week" in found else 1 if "next week" in found else 0
    point = calendar.weekday(day, offset)
    atom = atom_of(match, "relative_day")
    atom.fixed, atom.lost = ((point, point) if point else None), point is None
    return atom


_DATE_BEHIND = re.compile(r",?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d")


def _bare_weekday(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Friday: the last up to publication; a day of every week (Monday to Friday, every Friday) is none."""
    start, end = match.span()
    before, after = text[max(0, start - 14) : start].lower(), text[end : end + 16].lower()
    if stands_alone(text, start, end) or _DATE_BEHIND.match(after):
        before = after = ""
    elif not text[start].isupper() or not text[start + 1 : start + 2].islower():
        return None
    if re.search(r"\b(?:every|each|black|good|from|and|or|to|through|on|between|super|blue)\s\Z|[-–—/(,]\s?\Z", before):
        return None
    if re.search(r"\b(?:first|second|third|fourth|fifth|last)\s\Z", before) or after.startswith(" the "):
        return None
    if re.match(r"\s?(?:to|through|and|or|-|–|—|/|\()|,\s?(?:\d|[a-z]+day)|\s[a-z]+\s(?:school|class)", after):
        return None
    point = calendar.weekday(WEEKDAYS.index(match.group()), None)
    atom = atom_of(match, "relative_day")
    atom.fixed, atom.lost = ((point, point) if point else None), point is None
    return atom


def _nth(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """The first week of July, the last Monday of next month, the 20th week of 2022."""
    found = " ".join(match.group().split())
    word = re.search(rf"(?:{'|'.join(_NTH)}|\d\d?)(?=(?:st|nd|rd|th)?\s(?:week|{_DAYS}))", found)
    if word is None:
        return None
    n = _NTH.get(word.group()) or int(re.sub(r"\D", "", word.group()) or 0)
    behind = found[word.end() :]
    day, month = weekday_of(behind), month_of(behind)
    atom = atom_of(match, "week" if day is None else "date")
    atom.nth, atom.month = (n, day), month
    if month is None and re.search(r"\bmonth\b", behind):
        point = calendar.relative_month(step_of(behind.split(" ", 2)[-1]))
        atom.lost = point is None
        if point:
            atom.year, atom.month = int(point[:4]), int(point[5:])
        return atom
    give_year(atom, behind, calendar)
    return atom if month is not None or (day is None and (atom.year is not None or atom.lost)) else None


def _week_number(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Week 20 of 2022; "from Week 31" is of the year of publication."""
    found = match.group()
    atom = atom_of(match, "week")
    atom.nth = (int(re.findall(r"\d+", found)[0]), None)
    give_year(atom, found, calendar)
    if atom.year is None:
        led = re.search(
            r"\b(?:from|to|between|and|in|by|since|until)\s\Z", text[max(0, match.start() - 8) : match.start()].lower()
        )
        if not (stands_alone(text, match.start(), match.end()) or (led and text[match.start()].isupper())):
            return None
        atom.year, atom.lost = calendar.year, calendar.year is None
    return atom


def _part_of_week(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """Early next week, the end of last month."""
    found = " ".join(match.group().split())
    step = step_of(found)
    atom = atom_of(match, "week" if found.endswith("week") else "month_part")
    if found.endswith("week"):
        low, high = (
            (0, 2) if re.match(r"(?:the )?(?:early|beginning|start)", found) else (1, 4) if "mid" in found else (3, 6)
        )
        days = calendar.weekday(low, step), calendar.weekday(high, step)
        atom.fixed = (days[0], days[1]) if days[0] and days[1] else None
        atom.lost = atom.fixed is None
        return atom
    point = calendar.relative_month(step)
    atom.lost = point is None
    if point:
        flat = found.removeprefix("the ")
        edge = max(
            (pair for pair in words()["edges"].items() if flat.startswith(pair[0])), key=lambda pair: len(pair[0])
        )[1]
        atom.year, atom.month, atom.days = int(point[:4]), int(point[5:]), tuple(edge["days"])
    return atom


def _week(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "week")
    atom.fixed = calendar.week(words()["relative_weeks"][" ".join(match.group().split())])
    atom.lost = atom.fixed is None
    return atom


def _weekday(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """Last Friday is the one before, whatever the week; on Friday the last up to publication; this coming Friday the next."""
    found = match.group()
    led, day = found.split()[-2], weekday_of(found.split()[-1]) or 0
    offset = {"this": 0, "next": 1}.get(led)
    if led in ("last", "past", "previous") and calendar.today is not None:
        point = calendar.weekday(day, None)
        point = calendar.weekday(day, -1) if point == calendar.today or calendar.ahead else point
    elif led in ("coming", "upcoming", "following"):
        point = calendar.weekday(day, None, future=True)
        point = calendar.weekday(day, 1) if point == calendar.today else point
    else:
        point = calendar.weekday(day, offset)
    atom = atom_of(match, "relative_day")
    atom.fixed, atom.lost = ((point, point) if point else None), point is None
    return atom


def patterns() -> dict[str, str]:
    """Patterns of this file by their kind."""
    w = words()
    month = rf"(?:(?:{any_of(w['months'])})\b|(?:{any_of(w['month_abbreviations'])})\b\.?)"
    of_year = rf"(?:,?\s(?:of\s|in\s)?{year_word()})"
    edge = rf"(?:the\s)?(?:{spaced(w['edges'])})(?:\s-\s?|-|\s)(?:of\s)?"
    return {
        "weekofmonth": rf"(?:the\s)?(?:(?:{'|'.join(_NTH)})\s(?:week|{_DAYS})|\d\d?(?:st|nd|rd|th)\sweek)\s(?:(?:of|in)\s)?(?:{month}{of_year}?|{AWAY}month\b|{year_word()})",
        "weekno": rf"week\s(?:no\.?\s)?\d{{1,2}}(?![\d.]|\sof\s(?:the|a)\b)(?:\s?,?\s(?:of\s|in\s)?{year_word()})?",
        "weekday_of": rf"(?:on\s)?(?:{_DAYS})\s(?:of\s)?(?:this|last|next)\sweek\b|(?:this|last|next)\sweek\s(?:on\s)?(?:{_DAYS})\b",
        "weekend": r"(?:this|last|next|past|over\sthe|(?<=on\s)the|(?<=at\s)the|(?<=during\s)the)\s(?:past\s|coming\s)?weekend\b",
        "part_of_week": rf"{edge}{AWAY}(?:week|month)\b",
        "weekday": rf"(?:(?:this|the)\s)?(?:last|this|next|on|coming|upcoming|following|past|previous)\s(?:{_DAYS})\b(?!\s(?:of|in)\b|,?\s(?:the\s)?\d{{1,2}}(?:st|nd|rd|th))",
        "week": rf"(?:{spaced(w['relative_weeks'])})\b(?!\sof\b)",
    }


READERS: dict[str, Callable[[str, re.Match[str], Calendar], Atom | None]] = {
    "weekofmonth": _nth,
    "weekno": _week_number,
    "weekday_of": _week_day,
    "weekend": _weekend,
    "part_of_week": _part_of_week,
    "weekday": _weekday,
    "week": _week,
    "bareweekday": _bare_weekday,
}
