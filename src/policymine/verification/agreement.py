"""One quantity stated twice in a document: a rounded statement beside an exact one, a part above its whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from policymine.records import Bound, Figure, Role, Verdict
from policymine.verification.numbers import interval, overlap, plain
from policymine.verification.sums import Finding

# Roles of which one document states several: each campaign has its own inspections, each fee its own limit.
_SEVERAL = frozenset({Role.FLOW_COUNT, Role.LIMIT, Role.TARGET, Role.CHANGE_ABSOLUTE})
MOST_APART = 2  # times: two statements of one quantity that differ more are not of one quantity
MOST_STATEMENTS = 12  # of one indicator in one document; beyond it, repeats add nothing


def find_agreements(figures: Sequence[Figure]) -> Iterator[Finding]:
    """Statements of one indicator, role, place, stage and period: they must admit a common value."""
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for f in figures:
        if f.indicator is not None:
            groups.setdefault((f.indicator, f.role, f.adcode, f.period, f.unit, f.stage), []).append(f)
    for group in groups.values():
        for a, b in combinations(group[:MOST_STATEMENTS], 2):
            if a.value == b.value and a.bound == b.bound:
                continue
            if _side_by_side(group, a, b):
                continue
            holds = overlap(interval(a), interval(b))
            if not holds and (a.sentence_start == b.sentence_start or a.role in _SEVERAL):
                continue  # two quantities that the codebook cannot tell apart, not two statements of one
            if not holds and max(a.value, b.value) > MOST_APART * min(a.value, b.value):
                continue  # another quantity under the same name, not a second statement
            loose = a if a.bound is not Bound.EXACT else b
            other = b if loose is a else a
            verdict = Verdict.HOLDS if holds else Verdict.CONTRADICTS
            expression = f"{plain(other.value)} within {loose.bound.value} {plain(loose.value)}"
            yield (
                "agreement",
                expression,
                (other, loose),
                verdict,
                "" if holds else "two statements of one quantity differ",
            )


def _side_by_side(group: Sequence[Figure], a: Figure, b: Figure) -> bool:
    """Whether the two values stand in one sentence elsewhere: there the text itself tells two quantities apart
    (headline: 412 closed; body: 412 out of 447).
    """
    sentences = [
        {c.sentence_start for c in group[:MOST_STATEMENTS] if c.value == value} for value in (a.value, b.value)
    ]
    return not sentences[0].isdisjoint(sentences[1])


def find_maxima(figures: Sequence[Figure]) -> Iterator[Finding]:
    """A single maximum cannot exceed the total of the same unit and place in its sentence."""
    sentences: dict[tuple[object, ...], list[Figure]] = {}
    for f in figures:
        sentences.setdefault((f.sentence_start, f.unit, f.adcode), []).append(f)
    for group in sentences.values():
        for i, f in enumerate(group[:MOST_STATEMENTS]):
            if f.bound is not Bound.MAXIMUM:
                continue
            for total in group[i + 1 : i + 1 + MOST_STATEMENTS]:
                if total.bound is not Bound.MAXIMUM:
                    verdict = Verdict.HOLDS if interval(f)[1] <= interval(total)[1] else Verdict.CONTRADICTS
                    yield "maximum", f"{plain(f.value)} ≤ {plain(total.value)}", (f, total), verdict, ""
