"""English times told against the publication or around it: last month, this term, the past three years, a plan period."""

from __future__ import annotations

import re
from collections.abc import Callable

from policymine.text.periods_atoms import Atom
from policymine.text.periods_calendar import Calendar, plan_years
from policymine.text.periods_en_parts import atom_of, give_year
from policymine.text.periods_en_patterns import words

# "During the summer vacation, 45 classes were closed": with this a clause opens.
_OPENS = re.compile(
    r"(?:\A|[.;:,\n“\"]\s?|\bthat\s)(?:[Dd]uring|[Ss]ince|[Oo]ver|[Tt]hroughout|[Ii]n)\s(?:the\s|this\s)?\Z"
)


_QUARTER_OF = re.compile(
    r"(?P<before>spring|summer|autumn|fall|winter)\s(?:of\s|in\s)?(?:\d{4}|(?:this|last|next)\syear)"
    r"|\d{4}\s(?P<after>spring|autumn|winter)"
)


def _spring(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "holiday")
    atom.start += re.search(r"(?:the\s)?(?:\d{4}\s|this\s|last\s)?(?:year's\s)?spring", match.group()).start()  # type: ignore[union-attr]
    flat = match.group()
    give_year(atom, flat, calendar)
    atom.fixed = calendar.spring_festival(
        atom.year, long=flat.startswith(("during", "over", "in")) or "holiday" in flat
    )
    atom.lost = atom.fixed is None
    return atom


def _season(text: str, match: re.Match[str], calendar: Calendar) -> Atom | None:
    atom, flat = atom_of(match, "vacation"), " ".join(match.group().split())
    led, _, season = flat.partition(" ")
    if led in ("this", "last", "next") and season in words()["quarters"] and season not in words()["seasons"]:
        return _bare_season(atom, flat, calendar)
    quarter = _QUARTER_OF.fullmatch(flat)
    if quarter is not None:
        atom.months, atom.rule = tuple(words()["quarters"][quarter["before"] or quarter["after"]]), "year_part"
        give_year(atom, flat, calendar)
        return atom
    names = [name for name in words()["seasons"] if name in flat]
    atom.months = tuple(words()["seasons"][max(names, key=len)])
    if led in ("this", "last", "next") and season in words()["seasons"]:
        atom.year = calendar.relative_year({"this": 0, "last": -1, "next": 1}[led])
        atom.lost = atom.year is None
    else:
        give_year(atom, flat, calendar)
    said = "semester" in flat or "term" in flat
    told = said or (flat != "summer" and _OPENS.search(text, max(0, match.start() - 24), match.start()))
    if atom.year is None and not atom.back and not atom.lost and not told:
        return None  # vacations in general are no time
    return atom


def _bare_season(atom: Atom, flat: str, calendar: Calendar) -> Atom:
    """A season of this year or the last: "last autumn", "this spring"."""
    first, last = atom.months = tuple(words()["quarters"][flat[5:]])
    atom.year = calendar.relative_year({"l": -1, "n": 1}.get(flat[0], 0))
    atom.lost = atom.year is None
    if atom.year is not None and first == 12 and calendar.month is not None and calendar.month <= last - 12:
        atom.year -= 1  # the winter that began in December
    return atom


def _term(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "term")
    if calendar.year is None or calendar.month is None:
        atom.lost = True
        return atom
    step = {"last": -1, "previous": -1, "next": 1, "coming": 1, "upcoming": 1}.get(match.group().split()[0], 0)
    if match.group().endswith("year"):
        atom.year, atom.months = (calendar.year if calendar.month >= 8 else calendar.year - 1) + step, (9, 20)
        atom.rule = "school_year"
        return atom
    autumn = calendar.month >= 8 or calendar.month == 1
    low = (9 if autumn else 3) + 6 * calendar.terms_away(step)
    atom.year, atom.months = calendar.year - (calendar.month == 1), (low, low + 4)
    return atom


def _relative(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "relative_year")
    give_year(atom, match.group(), calendar)
    if atom.back:
        atom.rule = "back_year"
    return atom


def _near(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "relative_month")
    point = calendar.relative_month(words()["relative_months"][" ".join(match.group().split())])
    atom.fixed, atom.lost = ((point, point) if point else None), point is None
    return atom


def _today(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    atom = atom_of(match, "relative_day")
    point = calendar.relative_day(words()["relative_days"][" ".join(match.group().split())])
    atom.fixed, atom.lost = ((point, point) if point else None), point is None
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
    atom = atom_of(match, "plan")
    if led and led.group().startswith("end of"):
        atom.rule, atom.year = "plan_end", years[1]
        return atom
    atom.year, atom.fixed, atom.is_span, atom.year_said = years[1], (str(years[0]), str(years[1])), True, True
    return atom


def _open(rule: str) -> Callable[[str, re.Match[str], Calendar], Atom]:
    def read(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
        atom = atom_of(match, rule)
        low = calendar.today if rule == "now" else None
        atom.fixed, atom.lost = ((low, calendar.today) if calendar.today else None), calendar.today is None
        atom.is_span = rule == "recent_years"
        return atom

    return read


def _open_year(text: str, match: re.Match[str], calendar: Calendar) -> Atom:
    return atom_of(match, "whole_year")


READERS: dict[str, Callable[[str, re.Match[str], Calendar], Atom | None]] = {
    "season": _season,
    "term": _term,
    "spring": _spring,
    "whole": _open_year,
    "relative": _relative,
    "near": _near,
    "today": _today,
    "plan": _plan,
    "recent_years": _open("recent_years"),
    "now": _open("now"),
    "recent": _open("recent"),
}
