"""Totals and their parts: 5,092 = 1,743 + 3,345 + 4, found without being told which figures belong together.

A total and its parts have one unit and one place and stand near each other. A run of neighbours that adds up exactly is
a proof. A run that does not is only reported where the text says that it should (其中, "of which", "among … , …"): as
incomplete by what is missing, and, when a figure elsewhere in the document is that remainder, as holding with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from policymine.records import Bound, Figure, Role, Verdict
from policymine.text.edtf import first_day, last_day
from policymine.verification.numbers import half_unit, plain

MEASURES = frozenset(
    {"percent", "percentage_point", "fold", "ratio", "year", "month", "day", "hour", "minute", "year_of_age"}
)
# Small numbers add up by chance: at least this large a total counts as a proof.
SMALLEST_TOTAL = 10
LONGEST_RUN = 8
WIDEST = 40  # neighbours among which further parts of a breakdown are looked for
NEAR = 600  # characters between a total and the last of its parts
BREAKDOWN = re.compile(r"其中|包括|分别为|of which|\bamong\b|including|of them", re.I)

Finding = tuple[str, str, tuple[Figure, ...], Verdict, str]


def find_sums(figures: Sequence[Figure]) -> Iterator[Finding]:
    """(kind, expression, figures with the total last, verdict, detail) for every total found."""
    counts = [
        f for f in figures if f.unit not in MEASURES and f.bound is Bound.EXACT and f.value_max is None and f.value > 0
    ]
    by_value: dict[Decimal, list[Figure]] = {}
    for f in counts:
        by_value.setdefault(f.value, []).append(f)
    for i, total in enumerate(counts):
        if total.value < SMALLEST_TOTAL:
            continue
        for parts in _runs(counts, i):
            if sum(p.value for p in parts) == total.value and _apart(parts, total):
                yield _holds(parts, total, "")
                break
            if (
                len(parts) >= 2
                and (rest := _incomplete(parts, total, counts[max(i - WIDEST, 0) : i + WIDEST], by_value)) is not None
            ):
                yield rest
                break


def _runs(counts: Sequence[Figure], i: int) -> Iterator[list[Figure]]:
    """Runs of 2 and more neighbours after, then before, the total: same unit, same place, near."""
    total = counts[i]
    for step in (1, -1):
        run: list[Figure] = []
        j = i + step
        while 0 <= j < len(counts) and len(run) < LONGEST_RUN:
            other = counts[j]
            if abs(other.start - total.start) > NEAR or other.adcode != total.adcode:
                break
            j += step
            if other.unit != total.unit or _disjoint(other, total):
                continue
            if other.value >= total.value:
                break
            run.append(other)
            if len(run) >= 2:
                yield list(run)


def _disjoint(one: Figure, other: Figure) -> bool:
    """Whether two figures' periods share no day: the 2021 and the 2022 of a respectively-list never add up."""
    a, b = (first_day(one.period), last_day(one.period)), (first_day(other.period), last_day(other.period))
    if None in a or None in b or one.role is Role.BEFORE or other.role is Role.BEFORE:
        return False
    return a[1] < b[0] or b[1] < a[0]  # type: ignore[operator]


def _apart(parts: Sequence[Figure], total: Figure) -> bool:
    """Whether the figures can be told from chance: not all repeats, and not a change's two sides."""
    return len({p.value for p in parts}) > 1 or total.value >= 100


def _holds(parts: Sequence[Figure], total: Figure, detail: str) -> Finding:
    expression = " + ".join(plain(p.value) for p in parts) + f" = {plain(total.value)}"
    return "sum", expression, (*parts, total), Verdict.HOLDS, detail


def _incomplete(
    parts: list[Figure], total: Figure, near: Sequence[Figure], by_value: dict[Decimal, list[Figure]]
) -> Finding | None:
    """A breakdown in the total's own sentence that leaves a remainder."""
    last = max(parts, key=lambda p: p.start)
    if any(p.sentence_start != total.sentence_start for p in parts) or last.start < total.start:
        return None
    if any(p.role in (Role.BEFORE, Role.AFTER) for p in parts):
        return None
    lead = total.sentence[: max(last.start - total.sentence_start, 0)]
    if not BREAKDOWN.search(lead) or _next_part(parts, total, near):
        return None
    added = sum((p.value for p in parts), Decimal(0))
    missing = total.value - added
    if missing < 0:
        expression = " + ".join(plain(p.value) for p in parts) + f" = {plain(added)} > {plain(total.value)}"
        return "sum", expression, (*parts, total), Verdict.CONTRADICTS, f"parts exceed the total by {plain(-missing)}"
    if missing > total.value / 2:  # a selection (其中重点…), not a breakdown
        return None
    slack = sum((half_unit(f) for f in (*parts, total)), Decimal(0))
    if missing <= slack:
        return _holds(parts, total, "within rounding")
    settled = next((f for f in by_value.get(missing, ()) if f.unit == total.unit and f not in parts), None)
    if settled is not None:
        return _holds([*parts, settled], total, f"the remainder {plain(missing)} is stated elsewhere")
    expression = " + ".join(plain(p.value) for p in parts) + f" = {plain(added)} < {plain(total.value)}"
    return "sum", expression, (*parts, total), Verdict.INCOMPLETE, f"incomplete by {plain(missing)}"


def _next_part(parts: list[Figure], total: Figure, counts: Sequence[Figure]) -> bool:
    """Whether a further part of the same sentence follows the run: then the longer run is judged."""
    last = max(p.start for p in parts)
    return any(
        f.sentence_start == total.sentence_start and f.start > last and f.unit == total.unit and f.value < total.value
        for f in counts
    )
