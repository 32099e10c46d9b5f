"""One division as data for people and programs: its names, parents, and what it was before and became after."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from functools import cache
from typing import Any

from policymine.errors import UsageError
from policymine.geography.divisions import Division, chain, division, search, table
from policymine.text.edtf import first_day

_NEAR = 5
_MANY = 12


def describe_division(given: str, at: str | None = None) -> list[dict[str, Any]]:
    """The divisions that a GB/T 2260 code or a name means at the EDTF date ``at`` (today where None).

    A name of several divisions gives several. A division that no longer, or not yet, holds at the date is given as it
    last was (``valid`` false). Each is a dict of plain values: adcode, name, short, en, en_short, level, at, valid,
    valid_from, valid_to, parents (lowest first), names (every name and time of the code), predecessors and successors
    (adcode, name, date), source. Raises UsageError PM404 with near candidates for what is no code and no name, and
    PM405 for a date that is none.
    """
    if at is not None and first_day(at) is None:
        raise UsageError("PM405", "give a date as 2021, 2021-04 or 2021-04-09", where=f"--at {at}")
    text = given.strip()
    if text.isdigit():
        rows = table().by_code.get(text)
        if not rows:
            raise UsageError("PM404", _did_you_mean(_near_codes(text)), where=given)
        held = division(text, at)
        found: tuple[Division, ...] = (held or (rows[0] if at is not None and _later(rows[0], at) else rows[-1]),)
    else:
        found = _by_name(text, at)
    return [_describe(row, at) for row in found[:_MANY]]


def _later(row: Division, at: str) -> bool:
    return row.valid_from is not None and row.valid_from[: len(at)] > at[: len(row.valid_from)]


def _by_name(text: str, at: str | None) -> tuple[Division, ...]:
    found = search(text, at)
    if at is None:
        current = tuple(row for row in found if row.valid_to is None)
        return _last_of_each(current or found) if found else _nested(text, at)
    return _last_of_each(found or search(text)) or _nested(text, at)


def _last_of_each(rows: tuple[Division, ...]) -> tuple[Division, ...]:
    """One row a code: the latest of those given."""
    out: dict[str, Division] = {}
    for row in rows:
        held = out.get(row.adcode)
        if held is None or (row.valid_to or "9") > (held.valid_to or "9"):
            out[row.adcode] = row
    return tuple(out.values())


def _nested(text: str, at: str | None) -> tuple[Division, ...]:
    """浙江省杭州市西湖区, "Chenggu County, Hanzhong": names with their parents."""
    from policymine.geography.mentions import find_places
    from policymine.records import Language

    language = Language.ZH if any("一" <= c <= "鿿" for c in text) else Language.EN
    whole = [m for m in find_places(text, language, at=at) if len(m.quote) >= len(text)]
    codes = [m.place.adcode for m in whole if m.place and m.place.adcode and m.rule != "area"]
    rows = [row for code in codes if (row := division(code, at) or table().by_code[code][-1])]
    if not rows:
        raise UsageError("PM404", _did_you_mean(_near_names(text)), where=text)
    return tuple(rows)


def _describe(row: Division, at: str | None) -> dict[str, Any]:
    rows = table().by_code[row.adcode]
    up = chain(row.adcode, at)
    return {
        "adcode": row.adcode,
        "name": row.name,
        "short": row.short,
        "en": row.en,
        "en_short": list(row.en_short),
        "level": row.level.value,
        "type": _type(row),
        "at": at,
        "valid": row.valid_at(at),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "parents": [{"adcode": p.adcode, "name": p.name, "en": p.en} for p in up[1:]],
        "names": [{"name": r.name, "valid_from": r.valid_from, "valid_to": r.valid_to} for r in rows],
        "predecessors": [
            {"adcode": r.adcode, "name": r.name, "date": r.valid_to}
            for r in _predecessors().get(row.adcode, ())
            if (r.adcode, r.name) != (row.adcode, row.name) and _hands_over(r, row)
        ],
        "successors": [
            {"adcode": heir.adcode, "name": heir.name, "date": row.valid_to}
            for code in row.successors
            if (heir := _heir(code, row)) is not None
        ],
        "source": row.source,
    }


def _type(row: Division) -> str:
    for ending in (
        "特别行政区",
        "自治区",
        "自治州",
        "自治县",
        "自治旗",
        "地区",
        "林区",
        "特区",
        "省",
        "盟",
        "市",
        "县",
        "旗",
        "区",
    ):
        if row.name.endswith(ending):
            return ending
    return ""


@cache
def _predecessors() -> dict[str, tuple[Division, ...]]:
    out: dict[str, list[Division]] = defaultdict(list)
    for row in table().rows:
        for code in row.successors:
            out[code].append(row)
    return {code: tuple(sorted(rows, key=lambda r: r.valid_to or "")) for code, rows in out.items()}


def _hands_over(old: Division, new: Division) -> bool:
    """Whether the old one ended while the new name held (a year is coarse: the year of the change counts)."""
    end = (old.valid_to or "9999")[:4]
    return (new.valid_from or "0000")[:4] <= end <= (new.valid_to or "9999")[:4]


def _heir(code: str, old: Division) -> Division | None:
    for row in reversed(table().by_code.get(code, ())):
        if row is not old and (row.adcode, row.name) != (old.adcode, old.name) and _hands_over(old, row):
            return row
    return None


def _near_codes(text: str) -> list[str]:
    """Codes that differ in one digit, those of today and of the same province first; else of the same prefecture."""
    known = table().by_code

    def rank(code: str) -> tuple[bool, int, str]:
        return known[code][-1].valid_to is not None, -_same(code, text), code

    near = [c for c in known if len(c) == len(text) and sum(a != b for a, b in zip(c, text, strict=True)) == 1]
    near = near or [c for c in known if len(text) >= 4 and c[:4] == text[:4]]
    return [f"{code} {known[code][-1].name}" for code in sorted(near, key=rank)[:_NEAR]]


def _same(code: str, text: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(code, text, strict=False)) if a != b), len(code))


def _near_names(text: str) -> list[str]:
    known: dict[str, str] = {}
    for row in table().rows:
        if row.valid_to is None:
            for name in (row.name, row.short, row.en, *row.en_short):
                known.setdefault(name.lower(), f"{row.adcode} {row.name} {row.en}")
    near = get_close_matches(text.lower(), list(known), n=2 * _NEAR, cutoff=0.5)
    return list(dict.fromkeys(known[n] for n in near))[:_NEAR]


def _did_you_mean(near: list[str]) -> str:
    return f"did you mean {', or '.join(near)}?" if near else ""
