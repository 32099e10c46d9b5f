"""English dates in numbers and words: 07/19/2022, 19-Jul-22, May twenty-first, 4 to 22 January, Thursday the 21st."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from policymine.text.periods_atoms import Atom, stands_alone
from policymine.text.periods_calendar import Calendar
from policymine.text.periods_en_parts import WEEKDAYS, atom_of, give_year, month_of, weekday_of
from policymine.text.periods_en_patterns import TO, YEAR, words, year_word
from policymine.text.periods_zh_patterns import any_of

_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


_TEENS = ("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
          "nineteenth")  # fmt: skip


_ORDINALS = {name: n for n, name in enumerate((*_ONES, *_TEENS), start=1)} | {"twentieth": 20, "thirtieth": 30}


_LATE = rf"(?:(?:twenty|thirty)[\s-]{{1,3}}(?:{'|'.join(_ONES)})|twentieth|thirtieth)"


_ORDINAL = rf"(?:{_LATE}|{any_of((*_TEENS, *_ONES))})"


def ordinal_value(word: str) -> int:
    """Of "twenty-fifth", "twenty -fifth", "third": 25, 25, 3."""
    parts = re.findall(r"[a-z]+", word)
    if len(parts) == 2:
        return (20 if parts[0] == "twenty" else 30) + _ORDINALS[parts[1]]
    return _ORDINALS[parts[0]]


def _numeric(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """07/19/2022, 19.07.2022, 9/18/15: of the first two the one above 12 is the day; else month first, with points day first.

    With a year of two digits only where it is the whole text, a day is expected (on 9-18-15), or it cannot be a list.
    """
    first, second, year = (int(n) for n in re.findall(r"\d+", match.group()))
    if year < 100:
        led = _LED.search(text, max(0, match.start() - 12), match.start())
        plain = "/" in match.group() and (second > 12 or re.match(r"0\d|\d\d/0", match.group()))
        if not plain and not led and not stands_alone(text, match.start(), match.end()):
            return None  # groups of 5/10/15
        year = _full_year(year, calendar)
    day_first = first > 12 or (second <= 12 and "." in match.group())
    atom = atom_of(match, "date")
    atom.year, atom.year_said = year, True
    atom.month, atom.day = (second, first) if day_first else (first, second)
    if not 1 <= atom.month <= 12:
        atom.month, atom.lost = None, True
    return atom


_LED = re.compile(r"\b(?:on|by|since|until|till|from|to|before|after|dated|back)\s{1,4}\Z", re.IGNORECASE)


def _full_year(short: int, calendar: Calendar) -> int:
    """Of 15, 89: 2015, 1989; a year in two digits lies no further ahead than plans reach."""
    return short + (2000 if short <= (calendar.year or 2020) - 2000 + _YEARS_AHEAD else 1900)


_YEARS_AHEAD = 20


def _plain(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """20220719, where it is the whole text."""
    if not stands_alone(text, match.start(), match.end()):
        return None
    found, atom = match.group(), atom_of(match, "date")
    atom.year, atom.month, atom.day, atom.year_said = int(found[:4]), int(found[4:6]), int(found[6:]), True
    return atom


def _named(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """05-May-2022, 31/Oct/74, 2019-Sep-1."""
    numbers = [int(n) for n in re.findall(r"\d+", match.group())]
    day, year = numbers if match.group()[:4].isdecimal() is False else numbers[::-1]
    atom = atom_of(match, "date")
    atom.month, atom.day, atom.year_said = month_of(match.group()), day, True
    atom.year = year if year > 99 else _full_year(year, calendar)
    return atom


def _month_day(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """4/22 and 22/04 after "on" or as the whole text; beside "from", "by" and the like where it is no proper fraction."""
    first, second = (int(n) for n in re.findall(r"\d+", match.group()))
    led = _LED.search(text, max(0, match.start() - 12), match.start())
    alone = stands_alone(text, match.start(), match.end())
    strong = alone or (led and (led.group().strip().lower() == "on" or first >= second or second > 12))
    if not strong or min(first, second) > 12 or (not alone and "/" not in match.group()):
        return None
    atom = atom_of(match, "date")
    atom.month, atom.day = (second, first) if first > 12 else (first, second)
    return atom


def _month_of_year(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """2015 June, "2016, Nov"."""
    at = re.search(r"[a-z]", match.group())
    if at is None:
        return None
    capital = text[match.start() + at.start()].isupper() or stands_alone(text, match.start(), match.end())
    if not capital and any(name in match.group() for name in words()["ambiguous_months"]):
        return None
    atom = atom_of(match, "month")
    atom.year, atom.month, atom.year_said = int(match.group()[:4]), month_of(match.group()), True
    return atom


def _weekday_date(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Thursday the 21st: of the days with that number the nearest to publication that is a Thursday."""
    found = match.group()
    digits, word, weekday = re.search(r"\d+", found), re.search(rf"(?<=\s){_ORDINAL}\b", found), weekday_of(found)
    number = int(digits.group()) if digits else ordinal_value(word.group()) if word else 0
    if not text[match.start()].isupper() or weekday is None or not number:
        return None
    atom = atom_of(match, "relative_day")
    atom.lost = calendar.year is None or calendar.month is None or calendar.day is None
    if calendar.year is not None and calendar.month is not None and calendar.day is not None:
        today = date(calendar.year, calendar.month, calendar.day)
        days = [today + timedelta(days=n) for n in range(-190, 191)]
        fitting = [day for day in days if day.day == number and day.weekday() == weekday]
        if calendar.ahead:
            fitting = [day for day in fitting if day >= today]
        nearest = min(fitting, key=lambda day: abs((day - today).days), default=None)
        atom.lost, atom.fixed = nearest is None, (nearest.isoformat(),) * 2 if nearest else None
    return atom


_YEAR_LED = re.compile(r"\b(?:in|on|by|since|until|from|out)\s\Z")


def _year_month(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    numbers = sorted((int(n) for n in re.findall(r"\d+", match.group())), reverse=True)
    padded = re.search(r"(?<!\d)\d\d(?!\d)|/", match.group())
    if (" " in match.group() or "." in match.group() or not padded) and not (
        stands_alone(text, match.start(), match.end())
        or (_YEAR_LED.search(text, max(0, match.start() - 8), match.start()) and match.end() == len(text.rstrip(". ")))
    ):
        return None
    if "-" in match.group() and match.group()[:4].isdecimal() and numbers[1] > numbers[0] % 100:
        return None  # 2011-12 may be the two years
    atom = atom_of(match, "month")
    atom.year, atom.month, atom.year_said = numbers[0], numbers[1], True
    return atom


def _day_words(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """May twenty-first, the second of August, on the twenty-fifth."""
    found = match.group()
    word = re.search(_ORDINAL, found)
    if word is None:
        return None
    atom = atom_of(match, "day")
    atom.day, atom.month = ordinal_value(word.group()), month_of(found)
    if atom.month is None:
        atom.start = match.start() + found.index("the ")
        return atom
    at = next(m.start() for m in re.finditer(r"[a-z]+", found) if month_of(m.group()))
    whole = stands_alone(text, match.start(), match.end()) or re.search(YEAR, found)
    if not text[match.start() + at].isupper() and not whole:
        return None
    atom.rule = "date"
    give_year(atom, found, calendar)
    return atom


def _day_range(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """4 to 22 January, between 3 and 12 of September, 4 to 22 this month."""
    found = match.group()
    first, last = (int(n) for n in re.findall(r"\d{1,2}(?!\d)", re.sub(YEAR, "", found))[:2])
    if first >= last:
        return None
    atom = atom_of(match, "range")
    atom.days, atom.is_span, atom.month = (first, last), True, month_of(found)
    if atom.month is None:
        step = {"this": 0, "last": -1, "next": 1}[found.split()[-2]]
        point = calendar.relative_month(step)
        atom.lost = point is None
        if point:
            atom.year, atom.month = int(point[:4]), int(point[5:])
        return atom
    give_year(atom, found, calendar)
    return atom


def _ordinal_day(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """20th of next month."""
    found = match.group()
    point = calendar.relative_month({"this": 0, "last": -1, "next": 1}[found.split()[-2]])
    atom = atom_of(match, "date")
    atom.day, atom.lost = int(re.findall(r"\d+", found)[0]), point is None
    if point:
        atom.year, atom.month = int(point[:4]), int(point[5:])
    return atom


def patterns() -> dict[str, str]:
    """Patterns of this file by their kind."""
    w = words()
    names = rf"(?:{any_of([*w['months'], *w['month_abbreviations']])})"
    month = rf"(?:(?:{any_of(w['months'])})\b|(?:{any_of(w['month_abbreviations'])})\b\.?)"
    of_year = rf"(?:,?\s(?:of\s|in\s)?{year_word()})"
    days = "|".join(WEEKDAYS)
    day = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
    number = r"(?:3[01]|[12]\d|0?[1-9])"
    short_days = "mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun"
    return {
        "ordinalday": r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)\sof\s(?:the\s)?(?:this|last|next)\smonth\b",
        "numeric": rf"(?<![\d/.-])(?:{number}(?:/{number}/|-{number}-|\.{number}\.)(?:19|20)\d\d|{number}(?:/{number}/|-{number}-)\d\d)(?![\d/-]|\.\d)",
        "plain": r"(?<![\d/.-])(?:19|20)\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?![\d/.-])",
        "named": rf"(?<![\d/.-])(?:{number}(?:/{names}/|-{names}-)(?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d(?:/{names}/|-{names}-){number})(?![\d/-])",
        "ym": r"(?<![\d/.-])(?:(?:19|20)\d\d(?:\s?[-/]\s?|\.)(?:1[0-2]|0?[1-9])|(?:1[0-2]|0?[1-9])\s?[-/]\s?(?:19|20)\d\d)(?!\s?[-/]|\d|\.\d)",
        "monthday": rf"(?<![\d/.,-]){number}(?:\s?/\s?|-|·){number}(?!\s?[/%·]|[\d-]|[.,]\d|\sof\b)",
        "monthofyear": rf"(?<!\d)(?:19|20)\d\d\s?,?\s{month}(?!\s?\d|\s(?:of\s)?(?:19|20)\d\d)",
        "weekdaydate": rf"(?:{days}|(?:{short_days})\b\.?)\s?,?\s(?:the\s(?:{number}(?:st|nd|rd|th)|{_ORDINAL})|{number}(?:st|nd|rd|th))\b(?!\s(?:of|{names}))",
        "daywords": rf"{month}\s(?:the\s)?{_ORDINAL}\b(?!\s(?:half|quarter|ten|two|three|batch|round|phase|week))(?:\s?{of_year})?|(?:the\s)?{_ORDINAL}\sof\s{month}{of_year}?|(?:on|by|since|until|from)\sthe\s{_LATE}\b(?!\s(?:national|congress|session|anniversary|meeting|party|batch|place|birthday|cpc))",
        "dayrange": rf"(?<![\d.,:/-]){day}(?:{TO}|\sand\s|\still\s)(?:the\s)?{day}\s(?:of\s)?(?:{month}{of_year}?|(?:in\s)?(?:this|last|next)\smonth\b)",
    }


READERS: dict[str, Callable[[str, re.Match[str], Calendar], Atom | None]] = {
    "ordinalday": _ordinal_day,
    "numeric": _numeric,
    "plain": _plain,
    "named": _named,
    "ym": _year_month,
    "monthday": _month_day,
    "monthofyear": _month_of_year,
    "weekdaydate": _weekday_date,
    "daywords": _day_words,
    "dayrange": _day_range,
}
