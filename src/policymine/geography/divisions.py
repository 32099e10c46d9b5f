"""Provinces, prefectures and counties of China as of a date.

A division is one name of one GB/T 2260 code with the time in which it held. Times are EDTF dates of a year or a month
(``2021-04``); a query with a coarser or finer date is compared at the coarser of the two, so that in the year of a
change both the old and the new name hold. Source of the table: ``scripts/build_divisions.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from policymine.errors import PolicymineError
from policymine.records import AdminLevel, Place

_COLUMNS = "adcode,level,name,short,bare,en,en_short,parent,valid_from,valid_to,successors,source"
_LEVELS = {level.value: level for level in AdminLevel}
NATION = Place("China 中国", None, AdminLevel.NATION)


@dataclass(frozen=True, slots=True)
class Division:
    """One name of one code.

    ``valid_from`` and ``valid_to`` are None where the table (1980 to now) sees no end. ``bare``: the short name of a
    county that is a place name and nothing else, so that it may stand without 县, 区 or 市.
    """

    adcode: str
    level: AdminLevel
    name: str
    short: str
    bare: bool
    en: str
    en_short: tuple[str, ...]
    parent: str | None
    valid_from: str | None
    valid_to: str | None
    successors: tuple[str, ...]
    source: str

    def valid_at(self, at: str | None) -> bool:
        """Whether the division holds at the EDTF date ``at``; None asks for today's divisions."""
        if at is None:
            return self.valid_to is None
        return _not_after(self.valid_from, at) and (self.valid_to is None or _not_after(at, self.valid_to))


def _not_after(a: str | None, b: str) -> bool:
    if a is None:
        return True
    n = min(len(a), len(b))
    return a[:n] <= b[:n]


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, and the rows of each code in the order of time."""

    rows: tuple[Division, ...]
    by_code: dict[str, tuple[Division, ...]]


@cache
def table() -> Table:
    """The table of divisions, read once. Raises PM203 when the file's columns are not the expected ones."""
    text = files("policymine.data").joinpath("divisions.csv").read_text(encoding="utf-8")
    lines = text.splitlines()
    if not lines or lines[0] != _COLUMNS:
        raise PolicymineError("PM203", "unexpected columns", where="divisions.csv")
    rows: list[Division] = []
    by_code: dict[str, list[Division]] = defaultdict(list)
    for line in lines[1:]:
        # The builder writes no quotes: no field holds a comma.
        code, level, name, short, bare, en, en_short, parent, begin, end, successors, source = line.split(",")
        row = Division(
            code,
            _LEVELS[level],
            name,
            short,
            bool(bare),
            en,
            tuple(en_short.split("|")),
            parent or None,
            begin or None,
            end or None,
            tuple(successors.split("|")) if successors else (),
            source,
        )
        rows.append(row)
        by_code[code].append(row)
    ordered = {code: tuple(sorted(some, key=lambda d: d.valid_to or "9")) for code, some in by_code.items()}
    return Table(tuple(rows), ordered)


def division(adcode: str, at: str | None = None) -> Division | None:
    """The division that has the code at the EDTF date ``at`` (today where None), or None.

    >>> division("330103", "2020-05").name
    '下城区'
    >>> division("330103", "2022") is None
    True
    """
    # The later name wins in the year of a change.
    for row in reversed(table().by_code.get(adcode, ())):
        if row.valid_at(at):
            return row
    return None


def latest(adcode: str) -> Division | None:
    """The division that has the code now, or had it last."""
    rows = table().by_code.get(adcode)
    return rows[-1] if rows else None


def successors(adcode: str, at: str | None = None) -> tuple[Division, ...]:
    """What became of the code: the divisions that hold at ``at`` (today where None), through any number of changes.

    A division that still holds is its own successor. Empty for an unknown code, and for one whose heirs are unknown.
    """
    out: dict[str, Division] = {}
    todo, seen = [adcode], set()
    while todo:
        code = todo.pop(0)
        if code in seen:
            continue
        seen.add(code)
        here = division(code, at)
        if here is not None:
            out.setdefault(code, here)
            continue
        rows = table().by_code.get(code, ())
        if rows:
            todo.extend(rows[-1].successors)
    return tuple(out.values())


@lru_cache(maxsize=8192)
def chain(adcode: str, at: str | None = None) -> tuple[Division, ...]:
    """The division and its parents, lowest first; empty for an unknown code."""
    out: list[Division] = []
    code: str | None = adcode
    while code is not None and len(out) < 4:
        row = division(code, at) or latest(code)
        if row is None:
            break
        out.append(row)
        code = row.parent
    return tuple(out)


def province_of(adcode: str) -> str | None:
    """Code of the province that holds the code, or None where no province has it.

    >>> province_of("610722")
    '610000'
    """
    code = adcode[:2] + "0000"
    return code if code in table().by_code else None


def level(adcode: str | None) -> AdminLevel:
    """Level of a code by its digits; None is the nation.

    >>> level("610700").value
    'prefecture'
    """
    if adcode is None:
        return AdminLevel.NATION
    if adcode.endswith("0000"):
        return AdminLevel.PROVINCE
    return AdminLevel.PREFECTURE if adcode.endswith("00") else AdminLevel.COUNTY


def contains(outer: str | None, inner: str | None) -> bool:
    """Whether ``inner`` is ``outer`` or lies in it. The nation (None) contains everything."""
    if outer is None or outer == inner:
        return True
    if inner is None:
        return False
    if outer.endswith("0000"):
        return outer[:2] == inner[:2]
    return outer.endswith("00") and outer in parents(inner)


def holder_of(codes: Sequence[str], at: str | None = None) -> str | None:
    """Code of the lowest division that holds all of ``codes``, which are one or more; None is the nation."""
    for row in chain(codes[0], at):
        if all(contains(row.adcode, c) for c in codes):
            return row.adcode
    return None


@lru_cache(maxsize=8192)
def parents(adcode: str) -> frozenset[str]:
    """Codes that ever were the parent of the code."""
    return frozenset(row.parent for row in table().by_code.get(adcode, ()) if row.parent)


@lru_cache(maxsize=8192)
def display_name(adcode: str | None, at: str | None = None) -> str:
    """English and Chinese name with its parents; the code itself where it is unknown.

    >>> display_name("610722")
    'Chenggu County 城固县 (Hanzhong City 汉中市, Shaanxi Province 陕西省)'
    """
    if adcode is None:
        return NATION.name
    up = chain(adcode, at)
    if not up:
        return adcode
    names = [f"{row.en} {row.name}" for row in up]
    return f"{names[0]} ({', '.join(names[1:])})" if len(names) > 1 else names[0]


def place(adcode: str | None, at: str | None = None) -> Place:
    """The record of a code; the nation for None."""
    return NATION if adcode is None else Place(display_name(adcode, at), adcode, level(adcode))


@cache
def _names() -> dict[str, tuple[Division, ...]]:
    out: dict[str, dict[str, Division]] = defaultdict(dict)
    for row in table().rows:
        for name in (row.name, row.short, row.en, *row.en_short):
            out[_fold(name)].setdefault(f"{row.adcode}{row.name}", row)
    return {name: tuple(rows.values()) for name, rows in out.items()}


def _fold(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def search(name: str, at: str | None = None) -> tuple[Division, ...]:
    """Divisions of that full or short, Chinese or English name; blanks, case and apostrophes do not matter.

    With ``at`` those that hold then; without, those of today first, then the historic ones. Provinces come before
    prefectures, prefectures before counties.
    """
    found = _names().get(_fold(name), ())
    if at is not None:
        found = tuple(row for row in found if row.valid_at(at))
    rank = {AdminLevel.PROVINCE: 0, AdminLevel.PREFECTURE: 1}
    return tuple(sorted(found, key=lambda row: (row.valid_to is not None, rank.get(row.level, 2), row.adcode)))


def near_names(name: str, most: int = 3) -> list[str]:
    """Names of today's provinces and prefectures, Chinese and English, that are spelt like ``name``, nearest first."""
    from difflib import get_close_matches

    known = [
        n
        for row in table().rows
        if row.valid_to is None and row.level is not AdminLevel.COUNTY
        for n in (row.name, row.short, row.en, *row.en_short)
    ]
    return get_close_matches(name, list(dict.fromkeys(known)), n=most, cutoff=0.6)
