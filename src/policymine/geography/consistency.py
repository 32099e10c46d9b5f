"""Whether the table of divisions holds together: what a builder or a test asks of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from policymine.geography.divisions import Division
from policymine.records import AdminLevel

_FIRST, _LAST = "0000", "9999"
_MOVED = {("51", "50"), ("44", "46")}  # Chongqing out of Sichuan in 1997, Hainan out of Guangdong in 1988


def find_inconsistencies(rows: Iterable[Division]) -> list[str]:
    """What is wrong with the rows, a sentence each; empty for a sound table.

      Asked: a time does not end before it begins; a code has one name at a time, and a name one code under one parent
      (years in which a change happened belong to both sides); a parent holds during the whole time of its child;
    X
    """
    table = list(rows)
    by_code: dict[str, list[Division]] = defaultdict(list)
    by_name: dict[tuple[str, str | None], list[Division]] = defaultdict(list)
    for row in table:
        by_code[row.adcode].append(row)
        by_name[row.name, row.parent].append(row)
    out: list[str] = []
    for row in table:
        if row.valid_from and row.valid_to and row.valid_from > row.valid_to:
            out.append(f"{_said(row)}: ends before it begins")
        out.extend(_parent(row, by_code))
        out.extend(_heirs(row, by_code))
    for code, some in by_code.items():
        out.extend(f"{code}: {_said(a)} and {_said(b)} at one time" for a, b in _overlaps(some))
    for (name, parent), some in by_name.items():
        codes = [r for r in some if r.parent is not None]
        out.extend(
            f"{name} in {parent}: {_said(a)} and {_said(b)} at one time"
            for a, b in _overlaps(codes)
            if a.adcode != b.adcode
        )
    return out


def _parent(row: Division, by_code: dict[str, list[Division]]) -> Iterator[str]:
    if row.level is AdminLevel.PROVINCE:
        if row.parent is not None:
            yield f"{_said(row)}: a province has no parent"
        return
    above = by_code.get(row.parent or "")
    if not above:
        yield f"{_said(row)}: parent {row.parent} is unknown"
        return
    begin, end = _years(row)
    held = {y for p in above for y in range(*_span(p, begin, end))}
    missing = [y for y in range(begin, end + 1) if y not in held]
    if missing:
        yield f"{_said(row)}: parent {row.parent} does not hold in {missing[0]}–{missing[-1]}"


def _heirs(row: Division, by_code: dict[str, list[Division]]) -> Iterator[str]:
    if row.valid_to is None:
        return
    for code in row.successors:
        if code[:2] != row.adcode[:2] and (row.adcode[:2], code[:2]) not in _MOVED:
            yield f"{_said(row)}: successor {code} lies in another province"
        if not any(_starts(heir, row.valid_to[:4]) for heir in by_code.get(code, ()) if heir is not row):
            yield f"{_said(row)}: successor {code} does not hold in {row.valid_to[:4]}"


def _starts(heir: Division, year: str) -> bool:
    return (heir.valid_from or _FIRST)[:4] <= year <= (heir.valid_to or _LAST)[:4]


def _overlaps(some: list[Division]) -> Iterator[tuple[Division, Division]]:
    ordered = sorted(some, key=lambda r: (r.valid_from or _FIRST, r.valid_to or _LAST))
    for a, b in pairwise(ordered):
        begin, end = b.valid_from or _FIRST, a.valid_to or _LAST
        n = min(len(begin), len(end))
        if begin[:n] < end[:n]:
            yield a, b


def _years(row: Division) -> tuple[int, int]:
    return int((row.valid_from or "1980")[:4]), int((row.valid_to or "2026")[:4])


def _span(row: Division, begin: int, end: int) -> tuple[int, int]:
    first = int((row.valid_from or _FIRST)[:4])
    last = int((row.valid_to or _LAST)[:4])
    return max(first, begin), min(last, end) + 1


def _said(row: Division) -> str:
    return f"{row.adcode} {row.name} ({row.valid_from or '…'} to {row.valid_to or '…'})"
