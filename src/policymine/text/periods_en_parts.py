"""What the readers of English times share: the year word, month names, loose parts, small counts."""

from __future__ import annotations

import re

from policymine.text.periods_atoms import Atom
from policymine.text.periods_calendar import Calendar
from policymine.text.periods_en_patterns import YEAR, words


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
    for name, row in words()["edges"].items():
        if head.startswith(name) and kind in row:
            return tuple(row[kind])
    return None


def number_of(word: str) -> int:
    return int(word) if word.isdecimal() else int(words()["numbers"].get(word, 0))
