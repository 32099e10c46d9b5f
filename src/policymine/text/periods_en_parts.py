"""What the readers of English times share: the year word, month names, loose parts, small counts."""

from __future__ import annotations

import re

from policymine.text.periods_atoms import Atom
from policymine.text.periods_calendar import Calendar
from policymine.text.periods_en_patterns import YEAR, words

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STEPS = {"this": 0, "the": 0, "current": 0, "last": -1, "previous": -1, "past": -1, "preceding": -1} | dict.fromkeys(
    ("next", "coming", "upcoming", "following"), 1
)
AWAY = r"(?:(?:this|the|last|next|current|coming|upcoming|following|past|previous|preceding)\s){1,2}"
"""The words before a week, month or quarter that say how far it lies from publication."""


def step_of(found: str) -> int:
    """How many weeks, months or quarters "the coming" or "last" lie from publication, of the last such word."""
    steps = [_STEPS[word] for word in found.split() if word in _STEPS]
    return next((step for step in reversed(steps) if step), 0)


def weekday_of(found: str) -> int | None:
    """Monday is 0; of "Thursday the 21st", "Fri."."""
    names = (n for word in re.findall(r"[a-z]{3,}", found) for n, day in enumerate(WEEKDAYS) if day.startswith(word))
    return next(names, None)


def atom_of(match: re.Match[str], rule: str) -> Atom:
    return Atom(match.start(), match.end(), rule)


def give_year(atom: Atom, found: str, calendar: Calendar) -> None:
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


def month_of(found: str) -> int | None:
    w = words()
    for name in re.findall(r"[a-z]+", found):
        if name in w["months"]:
            return int(w["months"][name])
        if name in w["month_abbreviations"]:
            return int(w["month_abbreviations"][name])
    return None


def edge_of(found: str, kind: str) -> tuple[int, int] | None:
    head = found.removeprefix("the ")
    rows = [(len(name), row) for name, row in words()["edges"].items() if head.startswith(name) and kind in row]
    return tuple(max(rows, key=lambda pair: pair[0])[1][kind]) if rows else None


def number_of(word: str) -> int:
    return int(word) if word.isdecimal() else int(words()["numbers"].get(word, 0))
