"""Times in English text, as atoms. Machine translation glues years to words and loses capitals and hyphens' places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from policymine.text import periods_en_dates, periods_en_more, periods_en_spans, periods_en_weeks
from policymine.text.periods_atoms import Atom, stands_alone
from policymine.text.periods_calendar import Calendar
from policymine.text.periods_en_parts import WEEKDAYS, atom_of, edge_of, give_year, month_of, number_of
from policymine.text.periods_en_patterns import MARGIN, YEAR, common_patterns, windows, words
from policymine.text.periods_en_relative import READERS as RELATIVE_READERS
from policymine.text.periods_zh_patterns import any_of
from policymine.text.scanning import compile_scanning


@cache
def head() -> re.Pattern[str]:
    days, weeks = periods_en_dates.patterns(), periods_en_weeks.patterns()
    bare = "|".join(WEEKDAYS)
    kinds = days | weeks | periods_en_spans.patterns() | periods_en_more.patterns() | common_patterns()
    kinds |= periods_en_spans.late_patterns() | {"bareweekday": rf"(?:{bare})\b"}
    return compile_scanning(
        r"(?<![a-z])(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()) + ")"
    )


_TO_COUNT = re.compile(r"\sto\s\d{1,2}\Z")
_COUNTED = re.compile(
    r"\s(?!(?:and|at|in|on|of|the|this|that|was|were|is|are|has|have|had|with|by|for|to|as|to|when|will|it|last|next)\b)[a-z]{3,}"
)


def read_atoms(text: str, small: str, calendar: Calendar) -> Iterator[Atom]:
    """Times of ``text`` in order, not yet joined or completed; ``small`` is ``text`` in small letters."""
    pattern, at = head(), 0
    for low, high in windows(small):
        at = max(at, low)
        while at < high and (match := pattern.search(small, at, high + MARGIN)):
            if match.start() >= high:
                break
            atom = _READERS[match.lastgroup or ""](text, match, calendar)
            at = max(match.start() + 1, match.end() if atom is None else atom.end)
            if atom is not None:
                yield atom


def _is_month(text: str, match: re.Match[str]) -> bool:
    """May and march are verbs too: as months they have a capital and stand in a date."""
    found = match.group()
    for name in words()["ambiguous_months"]:
        at = found.find(name)
        if at < 0 or not re.search(rf"\b{name}\b", found):
            continue
        if not text[match.start() + at].isupper():
            whole = len(found) > len(name) and stands_alone(text, match.start(), match.end())
            return whole or bool(re.search(rf"\b{name}\b.*?\d.*?{YEAR}|\d.*?\b{name}\b.*?{YEAR}", found))
        if len(found) > len(name) or stands_alone(text, match.start(), match.end()):
            return True
        return bool(
            re.search(
                r"(?:\b(?:in|since|from|by|until|of|during|to|through|and|between|late|early|after|before|last|this)\s)\Z",
                text[max(0, match.start() - 9) : match.start()].lower(),
            )
        )
    return True


def _iso(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "date")
    atom.year, atom.month, atom.day = (int(part) for part in re.findall(r"\d+", match.group()))
    atom.year_said = True
    return atom


def _school(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "school_year")
    year = re.search(YEAR, match.group())
    atom.year, atom.months, atom.is_span, atom.year_said = int(year.group()) if year else None, (9, 20), True, True
    return atom


def _range(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    low, high = re.findall(YEAR, match.group())
    atom = atom_of(match, "range")
    atom.year, atom.fixed, atom.is_span, atom.lost, atom.year_said = int(high), (low, high), True, low > high, True
    return atom


def _part(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    atom, flat = atom_of(match, "year_part"), " ".join(match.group().split())
    name = max((name for name in words()["year_parts"] if flat.startswith(name)), key=len)
    if (name.endswith("half") and flat == name) or flat.endswith(" of"):
        return None  # "the second half" of a match, a meeting
    atom.months, atom.is_span = tuple(words()["year_parts"][name]), True
    give_year(atom, flat, calendar)
    if flat.endswith("the year"):
        atom.year, atom.lost = None, False  # that of the year told before it, else the nearest
    return atom


def _months(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    atom, flat = atom_of(match, "year_part"), match.group().split()
    last = number_of(flat[1])
    if not 0 < last <= 12:
        return None
    atom.months, atom.is_span = (1, last), True
    give_year(atom, match.group(), calendar)
    return atom


def _holiday(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom, flat = atom_of(match, "holiday"), " ".join(match.group().split())
    name = max((name for name in words()["holidays"] if flat.startswith(name)), key=len)
    atom.month, atom.day = words()["holidays"][name]
    if (length := words()["holiday_lengths"].get(name)) and _lasts(text, match, flat):
        atom.days = (atom.day, atom.day + length - 1)
    give_year(atom, flat[len(name) :], calendar)
    return atom


def _lasts(text: str, match: re.Match[str], flat: str) -> bool:
    """Whether the days off are meant, not the day: "during the National Day holiday", not "before the holiday"."""
    led = text[max(0, match.start() - 16) : match.start()].lower()
    return "holiday" in flat and not re.search(r"\b(?:before|after|since|by)\s(?:the\s)?\Z", led)


def _mdy(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    if not _is_month(text, match):
        return None
    found, atom = match.group(), atom_of(match, "date")
    atom.month = month_of(found)
    body = re.sub(YEAR, "", found)
    days = [int(day) for day in re.findall(r"\d+", body)]
    plain = re.match(r"[a-z]+\.?\s?\d{1,2}(?!\s?(?:st|nd|rd|th))", found)
    if plain and plain.end() == len(found) and _counts(text, match.start(), match.start() + plain.end()):
        atom.end, atom.rule = match.start() + len(re.match(r"[a-z]+", found).group()), "month"  # type: ignore[union-attr]
        return atom
    if len(days) > 1 and _COUNTED.match(text, atom.end) and (joint := _TO_COUNT.search(text, match.start(), atom.end)):
        atom.end, atom.day = joint.start(), days[0]  # "sent on July 11 to 18 cities"
    elif len(days) > 1 and days[1] > days[0]:
        atom.days, atom.rule, atom.is_span = (days[0], days[1]), "range", True
    else:
        atom.day = days[0]
    give_year(atom, found, calendar)
    return atom


def _counts(text: str, start: int, end: int) -> bool:
    """As in "In May 10 schools …": a month, then a count."""
    return bool(
        re.search(r"\b[Ii]n\s\Z", text[max(0, start - 4) : start]) and re.match(r"\s[a-z]{3,}", text[end : end + 8])
    )


def _dmy(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found, atom = match.group(), atom_of(match, "date")
    if not _is_month(text, match):
        return None
    digits = re.match(r"\d+", found)
    atom.month, atom.day = month_of(found), int(digits.group()) if digits else None
    give_year(atom, found, calendar)
    return atom


def _month(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    if not _is_month(text, match):
        return None
    found, atom, w = " ".join(match.group().split()), atom_of(match, "month"), words()
    named = [w["months"].get(name, w["month_abbreviations"].get(name)) for name in re.findall(r"[a-z]+", found)]
    numbers = [int(n) for n in named if n is not None]
    if len(numbers) > 1:
        atom.months, atom.rule, atom.is_span = (
            (numbers[0], numbers[1] + 12 * (numbers[1] < numbers[0])),
            "month_range",
            True,
        )
    else:
        atom.month = numbers[0]
        atom.days = edge_of(found, "days")
        atom.rule = "month_part" if atom.days else "month"
        step = {"this": 0, "last": -1, "next": 1}.get(found.split()[0])
        if step is not None and not re.search(r"year|\d", found):
            atom.year = calendar.relative_year(step)
            atom.year_said, atom.lost = True, atom.year is None
            return atom
    give_year(atom, found, calendar)
    return atom


def _broken(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "month")
    atom.year, atom.month, atom.year_said = int(match.group()[:4]), month_of(match.group()[4:]), True
    return atom


def _edge(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom, flat = atom_of(match, "year_part"), " ".join(match.group().split())
    atom.months = edge_of(flat, "months") or (12, 12)  # year-end
    give_year(atom, flat, calendar)
    if flat.endswith(" of year"):
        atom.year = None if atom.months == (12, 12) else calendar.year
    if atom.months == (12, 12) and flat.endswith("the year"):
        atom.year, atom.lost = None, False  # that of the date told before it, else that at hand
    return atom


def _year_end(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "month_part")
    atom.year, atom.month, atom.days = calendar.year, calendar.month, edge_of(match.group(), "days")
    atom.lost = atom.month is None
    if "last" in match.group().split() and (point := calendar.relative_month(-1)):
        atom.year, atom.month = int(point[:4]), int(point[5:])
    return atom


def _day(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    if match.group().startswith("the ") and not (
        match.group().endswith("month") or stands_alone(text, match.start(), match.end())
    ):
        return None
    atom, digits = atom_of(match, "day"), re.search(r"\d+", match.group())
    atom.start = match.start() + re.search(r"the\s", match.group()).start()  # type: ignore[union-attr]
    atom.day = int(digits.group()) if digits else None
    step = {"last month": -1, "next month": 1, "this month": 0}.get(" ".join(match.group().split()[-2:]))
    if step is not None and (point := calendar.relative_month(step)):
        atom.year, atom.month = int(point[:4]), int(point[5:])
    return atom


_OPENS_WITH_YEAR = re.compile(
    r"\s(?:[A-Z][a-z]+['’]s\b|the\b|our\b|China\b|national\b|whole\b)"
)  # "2015 China's aid exceeded"


def _year(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    before, after = (
        text[max(0, match.start() - 14) : match.start()].lower(),
        text[match.end() : match.end() + 14].lower(),
    )
    if stands_alone(text, match.start(), match.end()):
        atom = atom_of(match, "year")
        atom.year, atom.year_said = int(match.group()), True
        return atom
    counted = re.match(rf"\s(?:{any_of(words()['counted'])})\b", after)
    if counted or re.search(r"\d-\Z|(?:total of|more than|nearly|about|over|no\.|[\[〔(#$¥])\s?\Z", before):
        return None
    strong = re.search(
        r"(?:\b(?:in|since|by|until|till|during|from|year|early|late|mid|before|after|through|end of|half of|quarters? of|months of|starting|early as|the past|just past)|-)\s?\Z",
        before,
    )
    strong = strong or re.search(r"(?:19|20)\d\d,?\s(?:and\s)?\Z", before)
    weak = re.search(r"\b(?:of|for|to|and|than|with|between|the|on)\s\Z", before)
    # "in the 2019 campaign", "during the 2021 round of inspections"
    strong = strong or (
        re.search(r"\b(?:in|during|since|for|under|by|from)\sthe\s\Z", before)
        and re.match(
            r"\s(?:[a-z]+\s){0,2}?(?:version|edition|campaigns?|operations?|actions?|rounds?|budget|season|programmes?|programs?|crackdown|inspections?|survey|census)\b",
            text[match.end() : match.end() + 40].lower(),
        )
    )
    # "the comprehensive index 2022 is 5.18"
    named = re.search(r"\b[a-z]{4,}\s\Z", before) and re.match(r"\s(?:is|was|were|reached|stood)\b", after)
    if (
        strong
        or named
        or (weak and re.match(r"\s?(?:[,.;:)]|$|and\b|to\b)", after))
        or (re.match(r",\s", after) and re.search(r"(?:^|[.;:\n]|(?<!\d),)\s?\Z", before))
        or (re.search(r"(?:^|[.;:\n—])\s?\Z", before) and _OPENS_WITH_YEAR.match(text, match.end()))
    ):
        atom = atom_of(match, "year")
        atom.year, atom.year_said = int(match.group()), True
        return atom
    return None


_READERS: dict[str, Callable[[str, re.Match[str], Calendar], Atom | None]] = {
    "iso": _iso,
    "school": _school,
    "range": _range,
    "broken": _broken,
    "part": _part,
    "months": _months,
    "holiday": _holiday,
    "mdy": _mdy,
    "dmy": _dmy,
    "month": _month,
    "edge": _edge,
    "year_end": _year_end,
    "day": _day,
    "year": _year,
    **RELATIVE_READERS,
    **periods_en_dates.READERS,
    **periods_en_weeks.READERS,
    **periods_en_spans.READERS,
    **periods_en_more.READERS,
}
