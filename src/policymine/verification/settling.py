"""A proof settles a doubtful number: 5,092 = 1,743 + 3,345 + 4 shows that the bare 4 counts institutions too.

Two kinds of numbers are in doubt: figures whose unit the text does not say, and numbers that were left out because no
noun stands by them. What a sum proves is their unit; their value is what the text states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from policymine.extraction.reader import figure_id
from policymine.records import Bound, Decision, Document, Extraction, Figure, Reason, Rejected, Role, Verdict
from policymine.verification.numbers import plain
from policymine.verification.sums import MEASURES, NEAR, Finding

SMALLEST_TOTAL = 100
"""Three numbers near each other make a smaller total by chance too often. Among the figures of the sample corpora no run
of neighbours of different units met a total of 100 and more."""

LEAST_KNOWN = 2
"""Parts whose unit is the total's: with one part only, any remainder would do."""

MOST_PARTS = 8
CONFIDENCE = 0.6  # of a number that only the sum makes a figure, before the proof raises it
BARE = frozenset({"no_unit", "no_head"})
"""Reasons for which a number was left out that speak of its noun, not of what it is: dates and labels stay out."""

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_REMAINDER = re.compile(r"[余剩]|保留|remain|\bleft\b", re.I)


def doubtful_numbers(extraction: Extraction) -> tuple[Figure, ...]:
    """The numbers of a document that were left out for want of a noun, as figures without a unit, in text order.

    Everything but the number itself is taken from the figure before it in its own sentence; a number in a sentence
    without a figure is not doubtful but out.
    """
    found = []
    for rejected in extraction.rejected:
        if rejected.reason in BARE and _DIGITS.fullmatch(rejected.quote):
            near = [
                f
                for f in extraction.figures
                if f.sentence_start <= rejected.start < f.sentence_start + len(f.sentence) and f.end <= rejected.start
            ]
            if near:
                found.append(_bare(extraction.document, rejected, near[-1]))
    return tuple(found)


def _bare(document: Document, number: Rejected, before: Figure) -> Figure:
    return replace(
        before,
        figure_id=figure_id(document, number.start, number.end),
        start=number.start,
        end=number.end,
        quote=number.quote,
        core_start=number.start,
        core_end=number.end,
        value=Decimal(number.quote.replace(",", "")),
        value_max=None,
        bound=Bound.EXACT,
        unit=None,
        head=None,
        indicator=None,
        role=Role.LEVEL,
        direction=None,
        same_as=None,
        links=(),
        checks=(),
        confidence=CONFIDENCE,
        decisions=tuple(d for d in before.decisions if d.field in ("place", "period")),
        reasons=tuple(r for r in before.reasons if r[0] in ("place", "adcode", "period")),
    )


def find_settled(figures: Sequence[Figure], bare: Sequence[Figure] = ()) -> Iterator[Finding]:
    """Sums that hold when one doubtful number counts what the total counts, as ``find_sums`` has them.

    ``bare``: numbers of ``doubtful_numbers``. The doubtful one stands among the other parts or right behind them.
    """
    numbers = sorted(
        (f for f in (*figures, *bare) if f.bound is Bound.EXACT and f.value_max is None and f.value > 0),
        key=lambda f: f.start,
    )
    if not any(map(_in_doubt, numbers)):
        return
    for i, total in enumerate(numbers):
        if _in_doubt(total) or total.unit in MEASURES or total.value < SMALLEST_TOTAL:
            continue
        found = next((parts for step in (1, -1) for parts in _runs(numbers, i, step) if _proves(parts, total)), None)
        if found is not None:
            expression = " + ".join(plain(p.value) for p in found) + f" = {plain(total.value)}"
            value = next(plain(p.value) for p in found if p.unit is None)
            yield "sum", expression, (*found, total), Verdict.HOLDS, f"settles that {value} counts {total.unit}"


def _in_doubt(figure: Figure) -> bool:
    return figure.unit is None


def _runs(numbers: Sequence[Figure], i: int, step: int) -> Iterator[list[Figure]]:
    """Runs of neighbours of the total, each with one doubtful number at most; figures of other units are passed."""
    total = numbers[i]
    run: list[Figure] = []
    j = i + step
    while 0 <= j < len(numbers) and len(run) < MOST_PARTS:
        other = numbers[j]
        j += step
        if abs(other.start - total.start) > NEAR or other.adcode != total.adcode:
            return
        if other.unit != total.unit and not _in_doubt(other):
            continue
        if other.value >= total.value:
            return
        run.append(other)
        if sum(map(_in_doubt, run)) > 1:
            return
        yield list(run)


def _proves(parts: Sequence[Figure], total: Figure) -> bool:
    known = [p for p in parts if p.unit == total.unit]
    return (
        len(known) >= LEAST_KNOWN
        and len(parts) == len(known) + 1
        and sum((p.value for p in parts), Decimal(0)) == total.value
    )


def settle(figure: Figure, total: Figure, check_id: str) -> Figure:
    """The number with unit and head of the total that it is proved to be a part of, and the decision that says so.

    What remains of a total is counted by the total's own indicator; of another part the sum does not say which it is.
    """
    remains = _REMAINDER.search(figure.sentence[: figure.start - figure.sentence_start][-12:]) or _REMAINDER.match(
        figure.sentence[figure.end - figure.sentence_start :].lstrip()
    )
    indicator = figure.indicator or (total.indicator if remains else None)
    kept = tuple(r for r in figure.reasons if r[0] not in ("unit", "head", "indicator"))
    return replace(
        figure,
        unit=total.unit,
        head=figure.head or total.head,
        indicator=indicator,
        role=Role.AFTER if remains and total.role is Role.BEFORE else figure.role,
        decisions=(
            *(d for d in figure.decisions if d.field != "unit"),
            Decision("unit", f"proof:{check_id}", total.start, total.end),
        ),
        reasons=kept if indicator else (*kept, ("indicator", Reason.AMBIGUOUS)),
        method="proof" if figure.confidence == CONFIDENCE else figure.method,
    )
