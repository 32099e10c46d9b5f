"""English quarters, fiscal years, decades and centuries, feasts, and what points back to a date told before."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from policymine.text.periods_atoms import Atom
from policymine.text.periods_calendar import Calendar
from policymine.text.periods_en_parts import atom_of, give_year, month_of, step_of
from policymine.text.periods_en_patterns import TO, spaced, words, year_word
from policymine.text.periods_zh_feasts import feast_date
from policymine.text.periods_zh_patterns import any_of


def _quarter(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Q3 2022, 2022 H1, Q2 of this year; alone only after a preposition."""
    found = match.group()
    sign = re.search(r"[qh][1-4](?!\d)|[qh][1-4](?=\s?20\d\d)", found) or re.search(r"[1-4][qh]", found)
    if sign is None:
        return None
    size = 3 if "q" in sign.group() else 6
    part = int(sign.group().strip("qh"))
    if size * part > 12:
        return None
    atom = atom_of(match, "year_part")
    atom.months, atom.is_span = (size * part - size + 1, size * part), True
    give_year(atom, found, calendar)
    if not any(char.isupper() for char in text[match.start() + sign.start() : match.start() + sign.end()]):
        return None
    brief = re.search(r"['’]?(\d\d)\s?[qh][1-4]\Z|[1-4]?[qh][1-4]?\s?['’]?(\d\d)\Z", found)
    if atom.year is None and not atom.lost and brief:  # 3Q22
        atom.year, atom.year_said = 2000 + int(brief[1] or brief[2]), True
    led = re.search(
        r"\b(?:in|for|of|during|since|by|from|until)\s\Z", text[max(0, match.start() - 8) : match.start()].lower()
    )
    return atom if atom.year is not None or atom.lost or led else None


def _fiscal(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """FY2022, fiscal year 2021: the budget year of China is the calendar year."""
    atom = atom_of(match, "year")
    digits = re.findall(r"\d+", match.group())[-1]
    atom.year, atom.year_said = int(digits) if len(digits) == 4 else 2000 + int(digits), True
    return atom


def _month_span(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Jan.-July, "Jan to Oct 2022"."""
    named = [n for word in re.findall(r"[a-z]+", match.group()) if (n := month_of(word)) is not None]
    if len(named) < 2 or not text[match.start()].isupper():
        return None
    atom = atom_of(match, "month_range")
    atom.months, atom.is_span = (named[0], named[1] + 12 * (named[1] < named[0])), True
    give_year(atom, match.group(), calendar)
    return atom


def _decade(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    found = match.group()
    atom, digits = atom_of(match, "decade"), re.search(r"\d+", found)
    if digits:
        first = int(digits.group())
        first += 0 if first > 100 else 1900 if first >= 30 else 2000
    else:
        first = 1900 + 10 * next(n for n, name in enumerate(_DECADES, start=2) if name in found)
    low, high = (0, 3) if "early" in found else (4, 6) if "mid" in found else (7, 9) if "late" in found else (0, 9)
    atom.year, atom.fixed, atom.year_said = first + high, (str(first + low), str(first + high)), True
    return atom


_DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")


def _feast(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """The Mid-Autumn Festival, Dragon Boat Festival of 2022: the last one, or that of the year told."""
    flat, w = " ".join(match.group().split()), words()["feasts"]
    name = w[max((name for name in w if name in flat), key=len)]
    atom = atom_of(match, "holiday")
    give_year(atom, flat, calendar)
    if atom.lost:
        return atom
    point = (
        feast_date(name, atom.year)
        if atom.year is not None
        else calendar.nearest(partial(feast_date, name), future=False)
    )
    atom.lost, atom.year_said = point is None, atom.year is not None
    if point:
        atom.year, atom.month, atom.day = (int(part) for part in point.split("-"))
    return atom


def _back(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """The same day, the following month, the next day: from the date told before."""
    flat = " ".join(match.group().split())
    unit = flat.split()[-1]
    atom = atom_of(match, f"back_{unit}")
    atom.back, atom.offset = unit, int(any(word in flat for word in ("next", "following")))
    return atom


def _heating(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "season")
    atom.year, atom.months = calendar.heating_season(last=match.group().startswith(("last", "previous")))
    atom.is_span, atom.lost = True, atom.year is None
    return atom


def _near_quarter(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """Of "this quarter", "last quarter": the one of publication or the one before or after it."""
    found = calendar.quarter(step_of(match.group()))
    atom = atom_of(match, "year_part")
    atom.lost, atom.is_span, atom.year_said = found is None, True, True
    if found is not None:
        atom.year, atom.months = found
    return atom


def _near_decade(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """Of "this decade", "next decade": ten years from one ending in 0."""
    atom = atom_of(match, "decade")
    atom.lost, atom.year_said = calendar.year is None, True
    if calendar.year is not None:
        first = calendar.year // 10 * 10 + 10 * step_of(match.group())
        atom.year, atom.fixed = first + 9, (str(first), str(first + 9))
    return atom


def _century(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """In the 20th century, the end of the last century: its hundred years, or the third that is told."""
    found = match.group()
    digits = re.search(r"\d\d", found)
    if digits is None and calendar.year is None:
        return None
    first = (
        100 * (int(digits.group()) - 1)
        if digits
        else (calendar.year or 0) // 100 * 100 + 100 * step_of(found.split("century")[0])
    )
    low, high = (
        (90, 99)
        if "end" in found
        else (0, 10)
        if "beginning" in found
        else (0, 33)
        if "early" in found
        else (67, 99)
        if "late" in found
        else (34, 66)
        if "mid" in found
        else (0, 99)
    )
    if not 1000 <= first <= 9800:
        return None
    atom = atom_of(match, "decade")
    if led := re.match(r"(?:in|since|during)\s(?:the\s)?", found):
        atom.start += led.end()
    atom.year, atom.fixed, atom.year_said = first + high, (str(first + low), str(first + high)), True
    return atom


_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = (
    {name: n for n, name in enumerate(_ONES, start=1)}
    | {name: n for n, name in enumerate(_TEENS, start=10)}
    | {name: 10 * n for n, name in enumerate(_TENS, start=2)}
)
_YEAR_BEHIND = re.compile(r"\s?(?:[,.;:)]|\Z|(?:and|to|until|was|were|is|the|it)\b)")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|year|since|by|until|till|from|to|of|and|between)\s|[,\d]\s?|(?:th|st|nd|rd)\s|[a-z]\.?,?\s)\Z",
    re.IGNORECASE,
)


def _year_in_words(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """In nineteen ninety-nine, two thousand and eighteen: a year behind a preposition or a date, not a count of something."""
    found = re.findall(r"[a-z]+", match.group())
    if not _YEAR_BEHIND.match(text, match.end()) or not _YEAR_BEFORE.search(
        text, max(0, match.start() - 9), match.start()
    ):
        return None
    rest = sum(_SMALL.get(word, 0) for word in found[2 if found[1] == "thousand" else 1 :])
    atom = atom_of(match, "year")
    atom.year = rest + (2000 if found[1] == "thousand" else 100 * _SMALL[found[0]])
    atom.year_said = True
    return atom


def patterns() -> dict[str, str]:
    """Patterns of this file by their kind."""
    w = words()
    month = rf"(?:(?:{any_of(w['months'])})\b|(?:{any_of(w['month_abbreviations'])})\b\.?)"
    of_year = rf"(?:,?\s(?:of\s|in\s)?{year_word()})"
    short = r"(?:20\d\d|['’]?\d\d)"
    return {
        "quarterly": rf"(?:{short}\s?)?[qh][1-4]\b(?:\s(?:of\s|in\s)?{year_word()})?|[qh][1-4]\s?(?:20\d\d|['’]\d\d)\b|[1-4][qh]\s?{short}\b",
        "nearquarter": r"(?:this|(?:the\s)?(?:current|last|past|next|previous|preceding|coming|upcoming))\s(?:quarter|qtr)\b(?!\s(?:of|century|final))",
        "fiscal": r"(?:fy|fiscal\syear|financial\syear|fiscal\s(?=20\d\d))\s?(?:20\d\d|\d\d)(?:[-/]\d\d(?:\d\d)?)?(?!\d)",
        "monthspan": rf"{month}{TO}{month}(?!\s?\d{{1,2}}(?!\d)){of_year}?",
        "decade": rf"(?:the\s)?(?:early\s|mid-\s?|late\s)?(?:19|20)\d0['’]?s\b|(?:the|in)\s(?:early\s|late\s)?['’]?[3-9]0['’]?s\b(?!\s(?:age|group|or))|the\s(?:nineteen\s)?(?:{'|'.join(_DECADES)})\b",
        "neardecade": r"(?:this|the\scurrent|(?<!the\s)next)\sdecade\b",
        "century": r"(?:(?:in|since|during)(?:\sthe)?|the\s(?:beginning|end)\sof\sthe|the\s(?:early|mid|late))\s(?:\d\d(?:st|nd|rd|th)|last|this)\scentury\b(?=\s?(?:[.,;)]|$|by\b|and\b))",
        "yearwords": rf"(?:nineteen|twenty)[\s-](?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}|(?:oh|zero)[\s-](?:{'|'.join(_ONES)}))\b|two\sthousand(?:\s(?:and\s)?(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}|{'|'.join(_ONES)}))?\b",
        "heating": r"(?:this|last|previous|current)\s(?:year's\s)?heating\s(?:season|period)\b",
        "feast": rf"(?:{spaced(w['feasts'])})\b(?:\s(?:holidays?|festival))?{of_year}?",
        "back": r"(?:the\s(?:same|next|following)|that\ssame)\s(?:day|week|month)\b|the\sfollowing\syear\b",
    }


READERS: dict[str, Callable[[str, re.Match[str], Calendar], Atom | None]] = {
    "quarterly": _quarter,
    "nearquarter": _near_quarter,
    "fiscal": _fiscal,
    "monthspan": _month_span,
    "decade": _decade,
    "neardecade": _near_decade,
    "century": _century,
    "yearwords": _year_in_words,
    "heating": _heating,
    "feast": _feast,
    "back": _back,
}
