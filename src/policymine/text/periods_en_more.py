"""English times beside the common ones: numeric dates, ordinals in words, quarters, decades, weeks, spans from today."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial

from policymine.text.periods_atoms import Atom
from policymine.text.periods_calendar import Calendar, month_point
from policymine.text.periods_en_parts import atom_of, give_year, month_of, number_of
from policymine.text.periods_en_patterns import TO, YEAR, spaced, words, year_word
from policymine.text.periods_zh_feasts import feast_date
from policymine.text.periods_zh_patterns import any_of

_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = ("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
          "nineteenth")  # fmt: skip
_ORDINALS = {name: n for n, name in enumerate((*_ONES, *_TEENS), start=1)} | {"twentieth": 20, "thirtieth": 30}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LATE = rf"(?:(?:twenty|thirty)[\s-]{{1,3}}(?:{'|'.join(_ONES)})|twentieth|thirtieth)"
_ORDINAL = rf"(?:{_LATE}|{any_of((*_TEENS, *_ONES))})"
_NTH = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1}
_UNIT_DAYS = {"day": 1, "week": 7}
_AHEAD_SIGN = re.compile(r"\b(?:will|shall|must|should|plans?|planned|is to|are to|aims?|strives?|hopes? to)\b")


def ordinal_value(word: str) -> int:
    """Of "twenty-fifth", "twenty -fifth", "third": 25, 25, 3."""
    parts = re.findall(r"[a-z]+", word)
    if len(parts) == 2:
        return (20 if parts[0] == "twenty" else 30) + _ORDINALS[parts[1]]
    return _ORDINALS[parts[0]]


def _numeric(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """07/19/2022 and 19.07.2022: of the two the one above 12 is the day; else month first, with points day first."""
    first, second, year = (int(n) for n in re.findall(r"\d+", match.group()))
    day_first = first > 12 or (second <= 12 and "." in match.group())
    atom = atom_of(match, "date")
    atom.year, atom.year_said = year, True
    atom.month, atom.day = (second, first) if day_first else (first, second)
    if not 1 <= atom.month <= 12:
        atom.month, atom.lost = None, True
    return atom


def _year_month(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    numbers = sorted((int(n) for n in re.findall(r"\d+", match.group())), reverse=True)
    if "/" not in match.group() and numbers[1] > numbers[0] % 100:
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
    if not text[match.start() + at].isupper():
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


def _quarter(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Q3 2022, 2022 H1, Q2 of this year; alone only after a preposition."""
    found = match.group()
    sign = re.search(r"([qh])([1-4])\b", found)
    if sign is None or (sign.group(1) == "h" and sign.group(2) > "2"):
        return None
    size, part = (3 if sign.group(1) == "q" else 6), int(sign.group(2))
    atom = atom_of(match, "year_part")
    atom.months, atom.is_span = (size * part - size + 1, size * part), True
    give_year(atom, found, calendar)
    if not text[match.start() + sign.start()].isupper():
        return None
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


def _bare_weekday(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Friday: the last up to publication; a day of every week (Monday to Friday, every Friday) is none."""
    start, end = match.span()
    before, after = text[max(0, start - 14) : start].lower(), text[end : end + 14].lower()
    if not text[start].isupper() or not text[start + 1 : start + 2].islower():
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


def _week_of_month(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """The first week of July: weeks belong to the month that holds their Thursday, as in ISO 8601."""
    found = " ".join(match.group().split())
    nth = _NTH[next(word for word in found.split() if word in _NTH)]
    month, atom = month_of(found), atom_of(match, "week")
    if month is None:
        step = {"this": 0, "last": -1, "next": 1, "the": 0}[found.split()[-2]]
        point = calendar.relative_month(step)
        if point is None:
            atom.lost = True
            return atom
        year, month = int(point[:4]), int(point[5:])
    else:
        give_year(atom, found, calendar)
        told = atom.year if atom.year is not None else calendar.year_of_month(month, future=False)
        if told is None:
            atom.lost = True
            return atom
        year = told
    atom.year, atom.month, atom.year_said = None, None, False
    atom.fixed = week_of_month(year, month, nth)
    atom.lost = atom.fixed is None
    return atom


def week_of_month(year: int, month: int, nth: int) -> tuple[str, str] | None:
    """Monday and Sunday of a month's ``nth`` week (0 the first, -1 the last); None where it has no such week."""
    first = date(year, month, 1)
    first += timedelta(days=(3 - first.weekday()) % 7)
    thursdays = [day for n in range(5) if (day := first + timedelta(days=7 * n)).month == month]
    if not -len(thursdays) <= nth < len(thursdays):
        return None
    return (thursdays[nth] - timedelta(days=3)).isoformat(), (thursdays[nth] + timedelta(days=3)).isoformat()


def _short_ago(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Three days ago, a month ago, half a year ago."""
    flat = match.group().split()
    unit = flat[-2].rstrip("s")
    if flat[0] == "half":
        count, unit = 6, "month"
    else:
        count = number_of(flat[0])
    atom = atom_of(match, "ago")
    if not count:
        return None
    if unit in _UNIT_DAYS:
        point = calendar.relative_day(-count * _UNIT_DAYS[unit]) if calendar.day else None
    else:
        point = calendar.relative_month(-count)
    atom.fixed, atom.lost = ((point, point) if point else None), point is None
    return atom


def _rest(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """Earlier this year, later this month, the rest of the year: the part up to, or from, publication."""
    found, atom = match.group(), atom_of(match, "span_back" if match.group().startswith("earlier") else "span_ahead")
    unit, today = found.split()[-1], calendar.today
    ends: tuple[str, str] | None = None
    if today is not None and calendar.year is not None:
        if unit == "year":
            ends = f"{calendar.year}-01-01", f"{calendar.year}-12-31"
        elif unit == "month" and calendar.month is not None:
            first = date(calendar.year, calendar.month, 1)
            ends = (
                first.isoformat(),
                (
                    date.fromisoformat(month_point(calendar.year, calendar.month + 1) + "-01") - timedelta(days=1)
                ).isoformat(),
            )
        elif unit == "week":
            ends = calendar.week(0)
    if ends is None or today is None:
        atom.lost = True
    else:
        atom.fixed = (ends[0], today) if found.startswith("earlier") else (today, ends[1])
    atom.is_span = True
    return atom


def _part_of_week(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """Early next week, the end of last month."""
    found = " ".join(match.group().split())
    step = {"this": 0, "the": 0, "last": -1, "next": 1}[found.split()[-2]]
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
        edge = next(row for name, row in words()["edges"].items() if found.removeprefix("the ").startswith(name))
        atom.year, atom.month, atom.days = int(point[:4]), int(point[5:]), tuple(edge["days"])
    return atom


def _next_span(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """The next three months, the coming 20 days: from publication on."""
    flat = match.group().removeprefix("the ").split()
    count, unit, atom = number_of(flat[1]), flat[2].rstrip("s"), atom_of(match, "span_ahead")
    if not count:
        return None
    atom.is_span = True
    if unit == "year":
        atom.years_on = count
        return atom
    atom.fixed = calendar.span_ahead(count, unit)
    atom.lost = atom.fixed is None
    return atom


def _deadline(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Within 15 working days: counted from a day that the text does not date; "within 30 days from now" counts from publication."""
    found = " ".join(match.group().split())
    parts = re.match(r"within (?:the (?:next )?)?([a-z]+|\d+)", found)
    count = number_of(parts.group(1)) if parts else 0
    unit = next(unit for unit in ("day", "week", "month") if unit in found)
    atom = atom_of(match, "deadline")
    atom.is_span, atom.lost = True, True
    own = re.search(r"from (?:now|today)\Z", found)
    ahead = _AHEAD_SIGN.search(text[max(0, match.start() - 60) : match.start()].lower().rsplit(".", 1)[-1])
    if count and (own or (ahead and not re.search(r"working|business|(?:of|from|after)\Z", found))):
        atom.fixed = calendar.span_ahead(count, unit)
        atom.lost = atom.fixed is None
    if re.search(r" (?:of|from|after)\Z", found):
        atom.end -= len(re.search(r"\s+(?:of|from|after)\Z", match.group()).group())  # type: ignore[union-attr]
    return atom


def _from_now(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """Two weeks from now."""
    flat = match.group().split()
    count, unit, atom = number_of(flat[0]), flat[1].rstrip("s"), atom_of(match, "ahead")
    if unit == "year":
        atom.year = calendar.relative_year(count)
        atom.lost = atom.year is None
        return atom
    ends = calendar.span_ahead(count, unit)
    atom.fixed, atom.lost = ((ends[1], ends[1]) if ends else None), ends is None
    return atom


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


@cache
def more_patterns() -> dict[str, str]:
    """Patterns of this file by their kind, to be tried before the common ones."""
    w = words()
    month = rf"(?:(?:{any_of(w['months'])})\b|(?:{any_of(w['month_abbreviations'])})\b\.?)"
    count = rf"(?:\d{{1,2}}|{any_of(w['numbers'])})"
    of_year = rf"(?:,?\s(?:of\s|in\s)?{year_word()})"
    days = "|".join(WEEKDAYS)
    day = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
    edge = rf"(?:the\s)?(?:{spaced(w['edges'])})(?:\s-\s?|-|\s)(?:of\s)?"
    return {
        "ordinalday": r"(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)\sof\s(?:this|last|next)\smonth\b",
        "numeric": r"(?<![\d/.-])(?:\d{1,2}(?:/\d{1,2}/|-\d{1,2}-|\.\d{1,2}\.)(?:19|20)\d\d)(?![\d/-]|\.\d)",
        "ym": r"(?<![\d/.-])(?:(?:19|20)\d\d(?:-|/)(?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])/(?:19|20)\d\d)(?![\d/-]|\.\d)",
        "daywords": rf"{month}\s(?:the\s)?{_ORDINAL}\b(?!\s(?:half|quarter|ten|two|three|batch|round|phase|week))(?:\s?{of_year})?|(?:the\s)?{_ORDINAL}\sof\s{month}{of_year}?|(?:on|by|since|until|from)\sthe\s{_LATE}\b(?!\s(?:national|congress|session|anniversary|meeting|party|batch|place|birthday|cpc))",
        "dayrange": rf"(?<![\d.,:/-]){day}(?:{TO}|\sand\s){day}\s(?:of\s)?(?:{month}{of_year}?|(?:in\s)?(?:this|last|next)\smonth\b)",
        "quarterly": rf"(?:{YEAR}\s?)?[qh][1-4]\b(?:\s(?:of\s|in\s)?{year_word()})?",
        "fiscal": r"(?:fy|fiscal\syear|financial\syear|fiscal\s(?=20\d\d))\s?(?:20\d\d|\d\d)(?:[-/]\d\d(?:\d\d)?)?(?!\d)",
        "monthspan": rf"{month}{TO}{month}(?!\s?\d{{1,2}}(?!\d)){of_year}?",
        "decade": rf"(?:the\s)?(?:early\s|mid-\s?|late\s)?(?:19|20)\d0['’]?s\b|the\s(?:early\s|late\s)?['’]?[3-9]0['’]?s\b(?!\s(?:age|group|or))|the\s(?:{'|'.join(_DECADES)})\b",
        "weekofmonth": rf"(?:the\s)?(?:first|1st|second|2nd|third|3rd|fourth|4th|last)\sweek\s(?:of|in)\s(?:{month}{of_year}?|(?:this|last|next|the)\smonth\b)",
        "weekday_of": rf"(?:on\s)?(?:{days})\s(?:of\s)?(?:this|last|next)\sweek\b|(?:this|last|next)\sweek\s(?:on\s)?(?:{days})\b",
        "weekend": r"(?:this|last|next|past|over\sthe|(?<=on\s)the|(?<=at\s)the|(?<=during\s)the)\s(?:past\s)?weekend\b",
        "shortago": rf"(?:{count}\s(?:days?|weeks?|months?)|half\sa\syear)\sago\b",
        "rest": r"(?:earlier|later)\s(?:this|in\sthe)\s(?:year|month|week)\b|(?:the\s)?rest\sof\s(?:the|this)\s(?:year|month|week)\b",
        "part_of_week": rf"{edge}(?:this|the|last|next)\s(?:week|month)\b",
        "fromnow": rf"{count}\s(?:days?|weeks?|months?|years?)\s(?:from\s(?:now|today))\b",
        "deadline": rf"within\s(?:the\s(?:next\s)?)?(?:{count}|\d{{2,3}})\s(?:working\s|business\s|calendar\s|natural\s)?(?:days?|weeks?|months?)\b(?:\s(?:from\s(?:now|today)|of|from|after)\b)?",
        "nextspan": rf"(?:the\s)?(?:next|coming|following)\s{count}\s(?:days?|weeks?|months?|years?)\b(?!\sof\b)",
        "heating": r"(?:this|last|previous|current)\s(?:year's\s)?heating\s(?:season|period)\b",
        "feast": rf"(?:{spaced(w['feasts'])})\b(?:\s(?:holidays?|festival))?{of_year}?",
        "back": r"(?:the\s(?:same|next|following)|that\ssame)\s(?:day|month)\b|the\sfollowing\syear\b",
        "bareweekday": rf"(?:{days})\b",
    }


Reader = Callable[[str, re.Match[str], Calendar], Atom | None]
READERS: dict[str, Reader] = {
    "ordinalday": _ordinal_day,
    "numeric": _numeric,
    "ym": _year_month,
    "daywords": _day_words,
    "dayrange": _day_range,
    "quarterly": _quarter,
    "fiscal": _fiscal,
    "monthspan": _month_span,
    "decade": _decade,
    "weekofmonth": _week_of_month,
    "weekday_of": _week_day,
    "weekend": _weekend,
    "shortago": _short_ago,
    "rest": _rest,
    "part_of_week": _part_of_week,
    "fromnow": _from_now,
    "deadline": _deadline,
    "nextspan": _next_span,
    "heating": _heating,
    "feast": _feast,
    "back": _back,
    "bareweekday": _bare_weekday,
}
