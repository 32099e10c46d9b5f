"""English stretches of time and times counted from another: three weeks ago, two months later, the next ten days, within 30 days."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from policymine.text.periods_atoms import Atom, counted_on, stands_alone
from policymine.text.periods_calendar import Calendar, month_point
from policymine.text.periods_en_parts import atom_of, number_of
from policymine.text.periods_en_patterns import words
from policymine.text.periods_zh_patterns import any_of

_AHEAD_SIGN = re.compile(r"\b(?:will|shall|must|should|plans?|planned|is to|are to|aims?|strives?|hopes? to)\b")


_COUNTS = re.compile(r"(half|\d+|[a-z]+)\s(?:a\s|an\s)?(year|month|week|day|quarter|decade)s?")
_UNIT_STEPS = {"decade": (120, 0), "year": (12, 0), "quarter": (3, 0), "month": (1, 0), "week": (0, 7), "day": (0, 1)}


def _counted(found: str) -> tuple[tuple[int, int], str] | None:
    """Months and days of "2 years, 1 month and 21 days", "half a year", and the grain of a date so far away."""
    months = days = 0
    grain = "year"
    for number, name in _COUNTS.findall(found):
        unit = name
        step = _UNIT_STEPS[unit]
        if number == "half":
            step = {"year": (6, 0), "month": (0, 15), "decade": (60, 0)}.get(unit, (0, 0))
            count, unit = 1, {"year": "month", "month": "day"}.get(unit, unit)
        else:
            count = number_of(number)
        months, days = months + count * step[0], days + count * step[1]
        if unit in ("week", "day"):
            grain = "day"
        elif unit in ("month", "quarter") and grain == "year":
            grain = "month"
    return ((months, days), grain) if months or days else None


def _short_ago(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Three days ago, 2 years and 1 month ago, half a year ago, a decade ago."""
    if (step := _counted(" ".join(match.group().split()))) is None:
        return None
    (months, days), grain = step
    atom = atom_of(match, "ago")
    atom.fixed = counted_on(calendar.year, calendar.month, calendar.day, (-months, -days), grain)
    atom.lost = atom.fixed is None
    return atom


def _later(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Three years later, two months after: from the date told in the sentence, else from publication on."""
    if (step := _counted(" ".join(match.group().split()))) is None:
        return None
    atom = atom_of(match, "later")
    atom.after, atom.grain = step
    atom.future = stands_alone(text, match.start(), match.end()) or " hence" in match.group()
    return atom


_DAYS_OFF = {"today": 0, "now": 0, "tomorrow": 1, "yesterday": -1}


def _from_day(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """Two weeks from now, three weeks from tomorrow, two days before yesterday; in 3 weeks, where the text looks ahead."""
    found = " ".join(match.group().split())
    if (step := _counted(found)) is None:
        return None
    atom, day = atom_of(match, "ahead"), found.split()[-1]
    if found.startswith("in ") and day not in _DAYS_OFF:
        before = text[max(0, match.start() - 60) : match.start()].lower().rsplit(".", 1)[-1]
        if not (_AHEAD_SIGN.search(before) or "time" in found or stands_alone(text, match.start(), match.end())):
            return None
    (months, days), grain = step
    back = -1 if " before " in found else 1
    base = calendar.relative_day(_DAYS_OFF.get(day, 0)) if calendar.day else calendar.today
    parts = [int(part) for part in base.split("-")] if base else []
    year, month, at = (*parts, None, None, None)[:3]
    atom.rule = "ahead" if back > 0 else "ago"
    atom.fixed = counted_on(year, month, at, (back * months, back * days), grain)
    atom.lost = atom.fixed is None
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


def _next_span(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    """The next three months, the coming 20 days: from publication on."""
    flat = match.group().removeprefix("the ").split()
    count = number_of(flat[1]) or number_of(flat[0])  # the next two weeks, two upcoming weeks
    unit, atom = flat[2].rstrip("s"), atom_of(match, "span_ahead")
    if not count:
        return None
    atom.is_span = True
    if unit in ("quarter", "decade"):
        count, unit = count * (3 if unit == "quarter" else 10), "month" if unit == "quarter" else "year"
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
    unit = re.search(r"\b(day|week|month)s?\b", found)[1]  # type: ignore[index]
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


def _ahead(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    around = text[max(0, match.start() - 60) : match.start()] + " " + text[match.end() : match.end() + 40]
    coming = re.search(r"next|coming", match.group()) is not None
    if not coming and not re.search(
        r"\b(?:will|plans?|planned|strives?|aims?|intends?|is to|are to)\b", around.rsplit("\n", 1)[0].lower()
    ):
        return None
    atom = atom_of(match, "span_ahead")
    atom.years_on, atom.is_span = number_of(match.group().split()[-2]), True
    return atom


def _past(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    flat, atom = match.group().removeprefix("the ").split(), atom_of(match, "span_back")
    atom.is_span = True
    unit, count = flat[-1].rstrip("s"), number_of(flat[1]) if len(flat) == 3 else 1
    if flat[0] == "these" and (len(flat) < 3 or unit != "year"):
        return None
    if len(flat) == 2 and flat[-1].endswith("s"):
        # "the past years", "recent years": how many is not said.
        atom.rule, atom.fixed, atom.lost = "recent_years", (None, calendar.today or ""), calendar.today is None
        return atom
    led = text[max(0, match.start() - 12) : match.start()].lower()
    if match.group().startswith("last ") and re.search(
        r"\b(?!(?:in|over|during|for|within|of|since|from|the)\s)[a-z]+\s\Z", led
    ):
        return None  # "the holidays last 56 days"
    if flat[0] in ("last", "recent") and len(flat) == 2 and not match.group().startswith("the "):
        return None  # "last year", "last month" are read elsewhere
    if unit == "decade":
        unit, count = "year", 10 * count
    if unit == "year":
        back = calendar.years_back(count)
    elif unit in ("month", "quarter"):
        start = calendar.relative_month(-count * (3 if unit == "quarter" else 1))
        back = (start, calendar.today) if start and calendar.today else None
    else:
        back = calendar.days_back(count * (7 if unit == "week" else 1))
    atom.fixed, atom.lost = back, back is None
    if flat[0] == "these":
        atom.rule = "these_years"
    if flat[0] in ("previous", "preceding") and unit == "year" and calendar.year is not None:
        atom.fixed = (str(calendar.year - count), str(calendar.year - 1))
    return atom


def _to_date(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    """Year to date, so far this month: from its first day to publication."""
    atom, found = atom_of(match, "since"), match.group()
    atom.is_span, atom.lost = True, calendar.today is None or (calendar.month is None and "month" in found)
    if calendar.today is not None and not atom.lost:
        month = f"-{calendar.month:02d}-01" if "month" in found else "-01-01"
        atom.fixed = (f"{calendar.year}{month}", calendar.today)
    return atom


def patterns() -> dict[str, str]:
    """Patterns of this file by their kind."""
    w = words()
    count = rf"(?:\d{{1,2}}|{any_of(w['numbers'])})"
    many = rf"(?:\d{{1,3}}|{any_of(w['numbers'])})"
    part = rf"(?:{many}\s(?:year|month|week|day|quarter|decade)s?\b|half\sa\s(?:year|month|decade)\b)"
    counted = rf"{part}(?:(?:,\s|\s)(?:and\s)?{part}){{0,2}}"
    unit = "(?:days?|weeks?|months?|quarters?|years?|decades?)"
    return {
        "todate": r"(?:the\s)?(?:year|month)[\s-]to[\s-]date\b|(?:so|thus)\sfar\sthis\s(?:year|month)\b",
        "shortago": rf"{counted}\sago\b|{count}\s?years?\sago\b",
        "rest": r"(?:earlier|later)\s(?:this|in\sthe)\s(?:year|month|week)\b|(?:the\s)?rest\s(?:of\s)?(?:(?:the|this)\s)?(?:year|month|week)\b",
        "fromday": rf"{counted}\s(?:from|after|before)\s(?:now|today|tomorrow|yesterday)\b|in\s(?:another\s|about\s)?{many}\s(?:month|week|day)s?\b(?:['’]s?\stime|\stime)?(?=\s?(?:[.,;:]|$|from\s(?:now|today)\b))(?:\sfrom\s(?:now|today))?",
        "later": rf"{counted}\s(?:later|hence|afterwards)\b",
        "deadline": rf"within\s(?:the\s(?:next\s)?)?(?:{count}|\d{{2,3}})\s(?:working\s|business\s|calendar\s|natural\s)?(?:days?|weeks?|months?)\b(?:\s(?:from\s(?:now|today)|of|from|after)\b)?",
        "nextspan": rf"(?:the\s)?(?:(?:next|coming|following|upcoming)\s{many}|{count}\supcoming)\s{unit}\b(?!\sof\b)",
    }


def late_patterns() -> dict[str, str]:
    """Patterns of this file that are tried after the common ones."""
    w = words()
    count = rf"(?:\d{{1,2}}|{any_of(w['numbers'])})"
    return {
        "past": rf"(?:the\s)?(?:past|last|recent|these|previous|preceding)\s(?:{count}\s)?(?:years?|months?|weeks?|days?|quarters?|decades?)\b(?!\sof\b)",
        "ahead": rf"(?:in|within|over|spend|use|for)\s(?:(?:the|about|another)\s)?(?:next\s|coming\s)?{count}\syears\b(?!\s(?:ago|old|of age|in a row))",
    }


READERS: dict[str, Callable[[str, re.Match[str], Calendar], Atom | None]] = {
    "todate": _to_date,
    "shortago": _short_ago,
    "rest": _rest,
    "fromday": _from_day,
    "later": _later,
    "deadline": _deadline,
    "nextspan": _next_span,
    "past": _past,
    "ahead": _ahead,
}
