"""Times in English text, as atoms. Machine translation glues years to words and loses capitals and hyphens' places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from policymine.text.periods_atoms import Atom
from policymine.text.periods_calendar import Calendar, plan_years
from policymine.text.periods_en_patterns import MARGIN, YEAR, head, windows, words
from policymine.text.periods_zh_patterns import any_of


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


def _atom(match: re.Match[str], rule: str) -> Atom:
    return Atom(match.start(), match.end(), rule)


def _give_year(atom: Atom, found: str, calendar: Calendar) -> None:
    """Read the year word at the end (or start) of an expression."""
    if digits := re.search(YEAR, found):
        atom.year, atom.year_said = int(digits.group()), True
        return
    flat, w = " ".join(found.split()), words()
    for name, offset in w["relative_years"].items():
        if re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", flat):
            atom.year = calendar.relative_year(offset)
            atom.year_said, atom.lost = True, atom.year is None
            return
    if re.search(r"(?:same|that) year", flat):
        atom.back = "year"
    elif flat.endswith("the year"):
        # "In May of the year", "the beginning of the year": of the year at hand.
        atom.year = calendar.year
        atom.lost = atom.year is None


def _month_of(found: str) -> int | None:
    w = words()
    for name in re.findall(r"[a-z]+", found):
        if name in w["months"]:
            return int(w["months"][name])
        if name in w["month_abbreviations"]:
            return int(w["month_abbreviations"][name])
    return None


def _edge_of(found: str, kind: str) -> tuple[int, int] | None:
    head = found.removeprefix("the ")
    for name, row in words()["edges"].items():
        if head.startswith(name):
            return tuple(row[kind])
    return None


def _is_month(text: str, match: re.Match[str]) -> bool:
    """May and march are verbs too: as months they have a capital and stand in a date."""
    found = match.group()
    for name in words()["ambiguous_months"]:
        at = found.find(name)
        if at < 0 or not re.search(rf"\b{name}\b", found):
            continue
        if not text[match.start() + at].isupper():
            return False
        if len(found) > len(name):
            return True
        return bool(
            re.search(
                r"(?:\b(?:in|since|from|by|until|of|during|to|through|and|late|early|after|before|last|this)\s)\Z",
                text[max(0, match.start() - 9) : match.start()].lower(),
            )
        )
    return True


def _iso(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = _atom(match, "date")
    atom.year, atom.month, atom.day = (int(part) for part in re.findall(r"\d+", match.group()))
    atom.year_said = True
    return atom


def _school(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = _atom(match, "school_year")
    atom.year, atom.months, atom.is_span, atom.year_said = int(match.group()[:4]), (9, 20), True, True
    return atom


def _range(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    low, high = re.findall(YEAR, match.group())
    atom = _atom(match, "range")
    atom.year, atom.fixed, atom.is_span, atom.lost, atom.year_said = int(high), (low, high), True, low > high, True
    return atom


def _part(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    atom, flat = _atom(match, "year_part"), " ".join(match.group().split())
    name = max((name for name in words()["year_parts"] if flat.startswith(name)), key=len)
    if name.endswith("half") and flat == name:
        return None  # "the second half" of a match, a meeting
    atom.months, atom.is_span = tuple(words()["year_parts"][name]), True
    _give_year(atom, flat, calendar)
    return atom


def _months(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    atom, flat = _atom(match, "year_part"), match.group().split()
    last = _count(flat[1])
    if not 0 < last <= 12:
        return None
    atom.months, atom.is_span = (1, last), True
    _give_year(atom, match.group(), calendar)
    return atom


def _holiday(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom, flat = _atom(match, "holiday"), " ".join(match.group().split())
    name = max((name for name in words()["holidays"] if flat.startswith(name)), key=len)
    atom.month, atom.day = words()["holidays"][name]
    _give_year(atom, flat[len(name) :], calendar)
    return atom


def _mdy(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    if not _is_month(text, match):
        return None
    found, atom = match.group(), _atom(match, "date")
    atom.month = _month_of(found)
    body = re.sub(YEAR, "", found)
    days = [int(day) for day in re.findall(r"\d+", body)]
    plain = re.match(r"[a-z]+\.?\s?\d{1,2}(?!\s?(?:st|nd|rd|th))", found)
    if plain and plain.end() == len(found) and _counts(text, match.start(), match.start() + plain.end()):
        atom.end, atom.rule = match.start() + len(re.match(r"[a-z]+", found).group()), "month"  # type: ignore[union-attr]
        return atom
    if len(days) > 1 and days[1] > days[0]:
        atom.days, atom.rule, atom.is_span = (days[0], days[1]), "range", True
    else:
        atom.day = days[0]
    _give_year(atom, found, calendar)
    return atom


def _counts(text: str, start: int, end: int) -> bool:
    """As in "In May 10 schools …": a month, then a count."""
    return bool(
        re.search(r"\b[Ii]n\s\Z", text[max(0, start - 4) : start]) and re.match(r"\s[a-z]{3,}", text[end : end + 8])
    )


def _dmy(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found, atom = match.group(), _atom(match, "date")
    if not _is_month(text, match):
        return None
    digits = re.match(r"\d+", found)
    atom.month, atom.day = _month_of(found), int(digits.group()) if digits else None
    _give_year(atom, found, calendar)
    return atom


def _month(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    if not _is_month(text, match):
        return None
    found, atom, w = " ".join(match.group().split()), _atom(match, "month"), words()
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
        atom.days = _edge_of(found, "days")
        atom.rule = "month_part" if atom.days else "month"
        step = {"this": 0, "last": -1, "next": 1}.get(found.split()[0])
        if step is not None and not re.search(r"year|\d", found):
            atom.year = calendar.relative_year(step)
            atom.year_said, atom.lost = True, atom.year is None
            return atom
    _give_year(atom, found, calendar)
    return atom


def _broken(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = _atom(match, "month")
    atom.year, atom.month, atom.year_said = int(match.group()[:4]), _month_of(match.group()[4:]), True
    return atom


def _edge(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom, flat = _atom(match, "year_part"), " ".join(match.group().split())
    atom.months = _edge_of(flat, "months")
    _give_year(atom, flat, calendar)
    return atom


def _year_end(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = _atom(match, "month_part")
    atom.year, atom.month, atom.days = calendar.year, calendar.month, _edge_of(match.group(), "days")
    atom.lost = atom.month is None
    if "last" in match.group().split() and (point := calendar.relative_month(-1)):
        atom.year, atom.month = int(point[:4]), int(point[5:])
    return atom


def _week(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = _atom(match, "week")
    atom.fixed = calendar.week(words()["relative_weeks"][" ".join(match.group().split())])
    atom.lost = atom.fixed is None
    return atom


def _ago(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = _atom(match, "ago")
    atom.year = calendar.relative_year(-_count(match.group().split()[0]))
    atom.lost = atom.year is None
    return atom


def _season(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    atom, flat = _atom(match, "vacation"), " ".join(match.group().split())
    names = [name for name in words()["seasons"] if name in flat]
    atom.months = tuple(words()["seasons"][max(names, key=len)])
    if flat in ("this summer", "last summer"):
        atom.year = calendar.relative_year(-(flat[0] == "l"))
        atom.lost = atom.year is None
        return atom
    _give_year(atom, flat, calendar)
    if atom.year is None and not atom.back and not atom.lost and "semester" not in flat and "term" not in flat:
        return None  # vacations in general are no time
    return atom


def _term(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = _atom(match, "term")
    if calendar.year is None or calendar.month is None:
        atom.lost = True
        return atom
    step = {"last": -1, "next": 1}.get(match.group().split()[0], 0)
    if match.group().endswith("year"):
        atom.year, atom.months = (calendar.year if calendar.month >= 8 else calendar.year - 1) + step, (9, 20)
        atom.rule = "school_year"
        return atom
    autumn = calendar.month >= 8 or calendar.month == 1
    low = (9 if autumn else 3) + 6 * step
    atom.year, atom.months = calendar.year - (calendar.month == 1), (low, low + 4)
    return atom


def _relative(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = _atom(match, "relative_year")
    _give_year(atom, match.group(), calendar)
    if atom.back:
        atom.rule = "back_year"
    return atom


def _near(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = _atom(match, "relative_month")
    point = calendar.relative_month(words()["relative_months"][" ".join(match.group().split())])
    atom.fixed, atom.lost = ((point, point) if point else None), point is None
    return atom


def _today(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = _atom(match, "relative_day")
    point = calendar.relative_day(words()["relative_days"][" ".join(match.group().split())])
    atom.fixed, atom.lost = ((point, point) if point else None), point is None
    return atom


def _day(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom, digits = _atom(match, "day"), re.search(r"\d+", match.group())
    atom.start = match.start() + re.search(r"the\s", match.group()).start()  # type: ignore[union-attr]
    atom.day = int(digits.group()) if digits else None
    if match.group().endswith("last month") and (point := calendar.relative_month(-1)):
        atom.year, atom.month = int(point[:4]), int(point[5:])
    return atom


def _plan(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    found = match.group()
    led = re.search(
        r"(?:during|since|in|over|throughout|end of|by|for|beginning of|start of)\s(?:the\s)?[“\"]?\Z",
        text[max(0, match.start() - 24) : match.start()].lower(),
    )
    if "period" not in found and not led:
        return None
    name = re.search(r"(\d\d)th|([a-z]+)", found)
    if name is None:
        return None
    years = plan_years(int(name.group(1)) if name.group(1) else words()["plan_ordinals"].get(name.group(2), 0))
    if years is None:
        return None
    atom = _atom(match, "plan")
    if led and led.group().startswith("end of"):
        atom.rule, atom.year = "plan_end", years[1]
        return atom
    atom.year, atom.fixed, atom.is_span, atom.year_said = years[1], (str(years[0]), str(years[1])), True, True
    return atom


def _ahead(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    around = text[max(0, match.start() - 60) : match.start()] + " " + text[match.end() : match.end() + 40]
    coming = re.search(r"next|coming", match.group()) is not None
    if not coming and not re.search(
        r"\b(?:will|plans?|planned|strives?|aims?|intends?|is to|are to)\b", around.rsplit("\n", 1)[0].lower()
    ):
        return None
    atom = _atom(match, "span_ahead")
    atom.years_on, atom.is_span = _count(match.group().split()[-2]), True
    return atom


def _count(word: str) -> int:
    return int(word) if word.isdecimal() else int(words()["numbers"].get(word, 0))


def _past(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    flat, atom = match.group().removeprefix("the ").split(), _atom(match, "span_back")
    atom.is_span = True
    unit, count = flat[-1].rstrip("s"), _count(flat[1]) if len(flat) == 3 else 1
    if flat[0] == "these" and (len(flat) < 3 or unit != "year"):
        return None
    if len(flat) == 2 and flat[-1].endswith("s"):
        # "the past years", "recent years": how many is not said.
        atom.rule, atom.fixed, atom.lost = "recent_years", (None, calendar.today or ""), calendar.today is None
        return atom
    if flat[0] in ("last", "recent") and len(flat) == 2 and not match.group().startswith("the "):
        return None  # "last year", "last month" are read elsewhere
    if unit == "year":
        back = calendar.years_back(count)
    elif unit == "month":
        start = calendar.relative_month(-count)
        back = (start, calendar.today) if start and calendar.today else None
    else:
        back = calendar.days_back(count * (7 if unit == "week" else 1))
    atom.fixed, atom.lost = back, back is None
    if flat[0] == "these":
        atom.rule = "these_years"
    return atom


def _open(rule: str) -> Callable[[str, re.Match[str], Calendar], Atom]:
    def read(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
        atom = _atom(match, rule)
        low = calendar.today if rule == "now" else None
        atom.fixed, atom.lost = ((low, calendar.today) if calendar.today else None), calendar.today is None
        atom.is_span = rule == "recent_years"
        return atom

    return read


def _open_year(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    return _atom(match, "whole_year")


def _year(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    before, after = (
        text[max(0, match.start() - 14) : match.start()].lower(),
        text[match.end() : match.end() + 14].lower(),
    )
    counted = re.match(rf"\s(?:{any_of(words()['counted'])})\b", after)
    if counted or re.search(r"(?:total of|more than|nearly|about|over|no\.|[\[〔(#$¥])\s?\Z", before):
        return None
    strong = re.search(
        r"(?:\b(?:in|since|by|until|till|during|from|year|early|late|mid|before|after|through|end of|half of|quarters? of|months of|starting)|-)\s?\Z",
        before,
    )
    strong = strong or re.search(r"(?:19|20)\d\d,?\s(?:and\s)?\Z", before)
    weak = re.search(r"\b(?:of|for|to|and|than|with|between|the|on)\s\Z", before)
    if (
        strong
        or (weak and re.match(r"\s?(?:[,.;:)]|$|and\b|to\b)", after))
        or (re.match(r",\s", after) and re.search(r"(?:^|[.;\n])\s?\Z", before))
    ):
        atom = _atom(match, "year")
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
    "season": _season,
    "term": _term,
    "year_end": _year_end,
    "week": _week,
    "whole": _open_year,
    "ago": _ago,
    "relative": _relative,
    "near": _near,
    "today": _today,
    "day": _day,
    "plan": _plan,
    "past": _past,
    "ahead": _ahead,
    "recent_years": _open("recent_years"),
    "now": _open("now"),
    "recent": _open("recent"),
    "year": _year,
}
