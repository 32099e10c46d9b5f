"""A published list against the count that its notice states: "the 18 institutions of the white list" names 18."""

from __future__ import annotations

from collections.abc import Iterator

from policymine.extraction.member_lists import MemberList, find_lists
from policymine.records import Bound, Document, Figure, Role, Verdict
from policymine.verification.numbers import plain
from policymine.verification.sums import MEASURES, Finding

NEAR = 300  # characters above a list in which its count stands


def find_counted_lists(document: Document, figures: tuple[Figure, ...]) -> Iterator[Finding]:
    """(kind "list", expression, the figure, verdict, detail) for every list whose number of members the text states.

    A list that names more than the text counts contradicts it; one that names fewer is incomplete by the rest.
    """
    for found in find_lists(document):
        stated = _stated(found, figures)
        if stated is None:
            continue
        named = len(found.members)
        missing = int(stated.value) - named
        told = f"{found.kind} list: {found.members[0].name}, …, {found.members[-1].name}"
        if missing == 0:
            yield "list", f"{named} named = {plain(stated.value)} stated", (stated,), Verdict.HOLDS, told
        elif missing > 0:
            why = f"{told}; {missing} not named" + (", as the text says" if found.cut else "")
            yield "list", f"{named} named < {plain(stated.value)} stated", (stated,), Verdict.INCOMPLETE, why
        else:
            why = f"{told}; {-missing} more than stated"
            yield "list", f"{named} named > {plain(stated.value)} stated", (stated,), Verdict.CONTRADICTS, why


def _stated(found: MemberList, figures: tuple[Figure, ...]) -> Figure | None:
    """The count of the list: in its heading, or the nearest above it; one that equals the members before any other."""
    first = found.members[0].start
    counts = [
        f
        for f in figures
        if found.heading_start - NEAR <= f.start < first
        and f.unit is not None
        and f.unit not in MEASURES
        and f.bound is Bound.EXACT
        and f.value_max is None
        and f.value == f.value.to_integral_value()
        and f.role in (Role.LEVEL, Role.FLOW_COUNT, Role.AFTER)
    ]
    equal = [f for f in counts if f.value == len(found.members)]
    if equal:
        return equal[-1]
    heading = [f for f in counts if found.heading_start <= f.start < found.heading_start + len(found.heading)]
    # Batches, days and articles stand in a heading too: only what the members are can be their count.
    of_members = [
        f for f in heading if f.unit in ("institution", "school", "enterprise", "person", "department", "project")
    ]
    return of_members[0] if len(of_members) == 1 else None
