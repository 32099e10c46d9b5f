"""Which figures stand for an indicator at a place, and which of them is shown.

The order of choice, first rule first: the stage that most places report; a figure that no check contradicts; the latest
end of the period; the body of the text over subheading, deck and headline; an exact number over a bounded or rounded one;
one that a check proves; the higher confidence; then the document's name and the place in it, so that the choice never
depends on the order of rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policymine.comparison.intervals import Stated
from policymine.dataset.rows import exact_value
from policymine.records import AdminLevel, Bound, Role, SectionKind
from policymine.text import edtf

FAMILIES: dict[str, frozenset[Role]] = {
    "result": frozenset({Role.LEVEL, Role.AFTER, Role.SHARE, Role.FLOW_COUNT}),
    "change": frozenset({Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE}),
    "before": frozenset({Role.BEFORE}),
    "limit": frozenset({Role.LIMIT}),
    "target": frozenset({Role.TARGET}),
}
"""Roles that may stand in one table. What was reached never mixes with what is planned, allowed or past."""

# Indicators that measure a change: their result is the change itself.
_CHANGE_MEASURE = re.compile(r"(?:^|[._])(?:reduction|growth|increase|decrease|decline|change)(?:_|$)")

_SECTION_RANK = {
    SectionKind.TABLE: 4,
    SectionKind.BODY: 4,
    SectionKind.SUBHEAD: 3,
    SectionKind.DECK: 2,
    SectionKind.HEADLINE: 1,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure in the running for a cell."""

    figure_id: str
    doc: str
    doc_id: str
    start: int
    quote: str
    sentence: str
    indicator: str
    section: SectionKind
    stated: Stated
    unit: str | None
    role: Role
    place: str | None
    level: AdminLevel | None
    adcode: str | None
    period: str | None
    stage: str | None
    confidence: float
    checks: tuple[str, ...]
    links: tuple[tuple[str, str], ...]

    @property
    def verdict(self) -> str:
        """``verified`` where a check holds, ``contradicted`` where one fails, else ``stated``."""
        verdicts = {check.partition(":")[2] for check in self.checks}
        if "contradicts" in verdicts:
            return "contradicted"
        return "verified" if "holds" in verdicts else "stated"


def family_of(indicator: str, role: Role) -> str:
    """The family a figure belongs to; the result of a reduction rate is the rate."""
    for name, roles in FAMILIES.items():
        if role in roles:
            if name == "change" and _CHANGE_MEASURE.search(indicator.rpartition(".")[2]):
                return "result"
            return name
    return "result"


COLUMNS = (
    *("figure_id", "doc", "doc_id", "start", "quote", "sentence", "indicator", "section", "value", "value_max"),
    *("value_text", "value_max_text", "bound", "unit", "role", "place", "admin_level", "adcode", "period", "stage"),
    *("confidence", "checks", "links"),
)
"""Columns of the figures table that a comparison reads."""


def candidates(rows: Iterable[dict[str, Any]]) -> list[Candidate]:
    """Figures with an indicator, from rows of the figures table with ``COLUMNS``."""
    found = []
    for row in rows:
        value = exact_value(row)
        if row["indicator"] is None or value is None:
            continue
        found.append(
            Candidate(
                figure_id=row["figure_id"],
                doc=row["doc"],
                doc_id=row["doc_id"],
                start=row["start"],
                quote=row["quote"],
                sentence=row["sentence"],
                indicator=row["indicator"],
                section=SectionKind(row["section"]),
                stated=Stated(value, Bound(row["bound"]), exact_value(row, "value_max")),
                unit=row["unit"],
                role=Role(row["role"]),
                place=row["place"],
                level=None if row["admin_level"] is None else AdminLevel(row["admin_level"]),
                adcode=row["adcode"],
                period=row["period"],
                stage=row["stage"],
                confidence=row["confidence"],
                checks=tuple(row["checks"] or ()),
                links=tuple((link["kind"], link["figure_id"]) for link in row["links"] or ()),
            )
        )
    return found


def most_common(values: Iterable[str | None]) -> str | None:
    """The commonest value; of equals the first in order, with null last."""
    tally = Counter(values)
    if not tally:
        return None
    return min(tally, key=lambda value: (-tally[value], value is None, value or ""))


def order_key(candidate: Candidate, stage: str | None) -> tuple[Any, ...]:
    """Sort key of the rules above: the smallest comes first."""
    end = edtf.last_day(candidate.period)
    return (
        candidate.stage != stage,
        candidate.verdict == "contradicted",
        -(end.toordinal() if end is not None else 0),
        -_SECTION_RANK.get(candidate.section, 0),
        candidate.stated.bound is not Bound.EXACT or candidate.stated.value_max is not None,
        candidate.verdict != "verified",
        -candidate.confidence,
        candidate.doc,
        candidate.start,
        candidate.figure_id,
    )


def choose(found: Sequence[Candidate], stage: str | None = None) -> list[Candidate]:
    """The candidates, the one that is shown first."""
    return sorted(found, key=lambda candidate: order_key(candidate, stage))


@dataclass(frozen=True, slots=True)
class Derived:
    """A reduction rate computed from a stock before and a stock after."""

    stated: Stated
    before: Candidate
    after: Candidate


_LOWER = frozenset({Bound.MORE_THAN, Bound.AT_LEAST})
_UPPER = frozenset({Bound.LESS_THAN, Bound.AT_MOST, Bound.MAXIMUM})
_CENT = Decimal("0.01")


def derive_reduction(before: Candidate, after: Candidate) -> Derived | None:
    """The reduction in percent, to two decimals, with the bound that follows from the two; None where there is none."""
    start, end = before.stated, after.stated
    if start.value <= 0 or end.value > start.value or start.value_max is not None or end.value_max is not None:
        return None
    rate = (100 * (start.value - end.value) / start.value).quantize(_CENT)
    if start.bound is Bound.EXACT and end.bound is Bound.EXACT:
        bound = Bound.EXACT
    elif (start.bound is Bound.EXACT or start.bound in _LOWER) and (end.bound is Bound.EXACT or end.bound in _UPPER):
        bound = Bound.AT_LEAST
    elif (start.bound is Bound.EXACT or start.bound in _UPPER) and (end.bound is Bound.EXACT or end.bound in _LOWER):
        bound = Bound.AT_MOST
    else:
        bound = Bound.APPROXIMATELY
    return Derived(Stated(rate, bound), before, after)


def derive(counts: Sequence[Candidate]) -> Derived | None:
    """The best derivation among stocks of one place: a pair of one document, linked pairs and exact numbers first."""
    pairs = []
    for before in counts:
        if before.role is not Role.BEFORE:
            continue
        linked = {figure_id for _, figure_id in before.links}
        for after in counts:
            if family_of(after.indicator, after.role) != "result" or after.doc_id != before.doc_id:
                continue
            if after.unit != before.unit or (after.stage not in (before.stage, None) and before.stage is not None):
                continue
            derived = derive_reduction(before, after)
            if derived is not None:
                rank = (
                    derived.stated.bound is not Bound.EXACT,
                    after.figure_id not in linked,
                    after.role is not Role.AFTER,
                    order_key(after, after.stage),
                    order_key(before, before.stage),
                )
                pairs.append((rank, derived))
    return min(pairs, key=lambda pair: pair[0])[1] if pairs else None
