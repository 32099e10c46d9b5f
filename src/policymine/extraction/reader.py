"""Document → figures and events: find, attach, relate, name, scope, score.

A pure function of the document, the codebooks and the facts that ship with the package, so that it runs in a spaCy
pipeline, a process pool or a cluster without a change.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from policymine.codebook.match import Frame, Match
from policymine.errors import InvariantError
from policymine.extraction.events import find_events
from policymine.extraction.naming import Namer
from policymine.extraction.relations import find_changes, find_parts
from policymine.extraction.repeats import link_repeats
from policymine.extraction.resources import EXTRACTOR_VERSION, Resources, load_resources
from policymine.extraction.roles import RoleDecision, assign_role
from policymine.extraction.scoping import Scoper
from policymine.extraction.stages import stage_of
from policymine.records import (
    AdminLevel,
    Decision,
    Document,
    Extraction,
    Figure,
    Language,
    Link,
    Place,
    Quantity,
    Reason,
    Rejected,
    Role,
    Section,
    SectionKind,
)
from policymine.text.quantities import find_quantities
from policymine.text.sentences import Sentence, split_clauses, split_sentences

READ = frozenset({SectionKind.HEADLINE, SectionKind.DECK, SectionKind.SUBHEAD, SectionKind.BODY, SectionKind.TABLE})


def read_document(document: Document, resources: Resources | None = None) -> Extraction:
    """Every figure and event of ``document``, in text order, each with its span, its fields and how they were decided.

    Nothing is read from bylines, credits and foreign stories. A document in a third language gives no rows.
    """
    resources = resources or load_resources()
    if document.language is Language.OTHER or not document.text:
        return Extraction(document)
    reading = _Reading(document, resources)
    figures = link_repeats(reading.figures())
    events = find_events(document, reading.sentences, figures, reading.scoper.place_of, reading.scoper.event_date_of)
    for row in (*figures, *events):
        if document.text[row.start : row.end] != row.quote:
            raise InvariantError("PM501", f"{row.start}:{row.end}", where=document.doc)
    return Extraction(document, tuple(figures), tuple(events), (), tuple(reading.rejected))


def figure_id(document: Document, start: int, end: int) -> str:
    """Stable identity of the figure at ``start:end`` of a document: 12 hex digits."""
    return hashlib.sha256(f"{document.doc}|{document.doc_id}|{start}|{end}".encode()).hexdigest()[:12]


@dataclass(slots=True)
class _Row:
    """A quantity on its way to a figure."""

    quantity: Quantity
    section: SectionKind
    sentence: Sentence
    clause: tuple[int, int]
    frame: Frame
    role: RoleDecision | None = None
    match: Match | None = None
    partner: int | None = None
    whole: int | None = None


class _Reading:
    """One document being read."""

    def __init__(self, document: Document, resources: Resources) -> None:
        self.document = document
        self.resources = resources
        self.language = Language.ZH if document.language is Language.ZH else Language.EN
        self.sections = document.sections or (Section(SectionKind.BODY, 0, len(document.text)),)
        self._section_starts = [s.start for s in self.sections]
        self.text = blank_out(document.text, self.sections)
        self.sentences: list[Sentence] = []
        self.rejected: list[Rejected] = []
        self.quantities: list[Quantity] = []
        for section in self.sections:
            if section.kind in READ:
                part = document.text[section.start : section.end]
                self.sentences.extend(
                    Sentence(s.start + section.start, s.end + section.start)
                    for s in split_sentences(part, self.language)
                )
        found, self.rejected = find_quantities(self.text, self.language)
        self.quantities = [q for q in found if self.section_at(q.core_start).kind in READ]
        self.scoper = Scoper(document, self.text, self.sentences, self.language)

    def section_at(self, offset: int) -> Section:
        return self.sections[max(bisect_right(self._section_starts, offset) - 1, 0)]

    def figures(self) -> list[Figure]:
        namer = Namer.for_document(self.document, self.resources, self.text) if self.quantities else Namer(())
        rows: list[_Row] = []
        for group in self._by_sentence():
            self._relate(group, len(rows))
            self._name(group, namer, len(rows), rows)
            rows.extend(group)
        ids = [figure_id(self.document, r.quantity.start, r.quantity.end) for r in rows]
        return [self._figure(row, i, ids, rows) for i, row in enumerate(rows)]

    def _by_sentence(self) -> Iterator[list[_Row]]:
        starts = [s.start for s in self.sentences]
        at = 0
        heading: Section | None = None
        title = next((s for s in self.sections if s.kind is SectionKind.HEADLINE), None)
        while at < len(self.quantities):
            first = self.quantities[at]
            index = bisect_right(starts, first.core_start) - 1
            sentence = self.sentences[index] if index >= 0 else Sentence(first.start, first.end)
            stop = at
            while stop < len(self.quantities) and self.quantities[stop].core_start < max(sentence.end, first.end):
                stop += 1
            section = self.section_at(first.core_start)
            heading = self._heading(section)
            before = self._before(index)
            clauses = split_clauses(self.text, sentence.start, sentence.end, self.language)
            group = []
            for k in range(at, stop):
                q = self.quantities[k]
                left = self.quantities[k - 1].end if k > at else sentence.start
                right = self.quantities[k + 1].start if k + 1 < stop else sentence.end
                clause = next(
                    ((c.start, c.end) for c in clauses if c.start <= q.core_start < c.end),
                    (sentence.start, sentence.end),
                )
                head = (q.head_start, q.head_end) if q.head_start is not None and q.head_end is not None else None
                frame = Frame(
                    (q.start, q.end),
                    head,
                    clause,
                    (sentence.start, sentence.end),
                    (left, right),
                    before,
                    (heading.start, heading.end) if heading else None,
                    (title.start, title.end) if title and section is not title else None,
                )
                group.append(_Row(q, section.kind, sentence, clause, frame))
            yield group
            at = max(stop, at + 1)

    def _heading(self, section: Section) -> Section | None:
        i = max(bisect_right(self._section_starts, section.start) - 1, 0)
        while i > 0:
            i -= 1
            if self.sections[i].kind is SectionKind.SUBHEAD:
                return self.sections[i]
        return None

    def _before(self, index: int) -> tuple[int, int] | None:
        """The sentence before, when no paragraph break lies between."""
        if index < 1:
            return None
        before, here = self.sentences[index - 1], self.sentences[index]
        if "\n" in self.text[before.end : here.start] or self.section_at(before.start) is not self.section_at(
            here.start
        ):
            return None
        return before.start, before.end

    def _relate(self, group: list[_Row], base: int) -> None:
        quantities = [row.quantity for row in group]
        changes = find_changes(self.text, quantities, self.language)
        sides = {c.before: (Role.BEFORE, c) for c in changes} | {c.after: (Role.AFTER, c) for c in changes}
        for part in find_parts(self.text, quantities, (group[0].sentence.start, group[0].sentence.end)):
            group[part.part].whole = base + part.whole
        for i, row in enumerate(group):
            q = row.quantity
            if i in sides:
                role, change = sides[i]
                row.role = RoleDecision(role, change.direction if role is Role.AFTER else None, "change_pair")
                row.partner = base + (change.after if role is Role.BEFORE else change.before)
                continue
            future = self.scoper.is_future(q.start, q.end, row.sentence)
            row.role = assign_role(self.text, q, row.clause, self.language, future=future)

    def _name(self, group: list[_Row], namer: Namer, base: int, rows: list[_Row]) -> None:
        if not namer.matchers:
            return
        previous = rows[-1] if rows and _adjacent(rows[-1], group[0]) else None
        for row in group:
            hint = None
            if previous is not None and previous.match is not None and previous.quantity.unit == row.quantity.unit:
                same_head = row.quantity.head is not None and row.quantity.head_start == previous.quantity.head_start
                if same_head or row.quantity.head is None or row.quantity.unit in _HEADLESS:
                    hint = previous.match.indicator.name
            entity = None
            if row.quantity.unit in _RATES and previous is not None and previous.partner is not None and previous.match:
                entity = previous.match.indicator.entity
            row.match = namer.name(row.quantity, row.frame, hint, entity)
            previous = row
        for row in group:
            if row.partner is not None and row.role is not None and row.role.role is Role.BEFORE:
                other = group[row.partner - base]
                best = max((m for m in (row.match, other.match) if m is not None), key=lambda m: m.score, default=None)
                row.match = other.match = best

    def _figure(self, row: _Row, index: int, ids: list[str], rows: list[_Row]) -> Figure:
        q, document = row.quantity, self.document
        role = row.role or RoleDecision(Role.LEVEL, None, "default")
        unit, indicator = q.unit, row.match.indicator if row.match else None
        place, place_rule, place_span = self.scoper.place_of(q.start, q.end)
        period, period_rule, period_span = self.scoper.period_of(q.start, q.end, row.sentence, role.role, unit)
        stage = stage_of(
            self.text[row.clause[0] : q.end] + " " + (q.head or ""),
            self.language,
            indicator.stage if indicator else None,
        )
        decisions = [
            Decision("value", "numeral", q.core_start, q.core_end),
            Decision("unit", "head_or_classifier", q.unit_start, q.unit_end),
            Decision("role", role.rule, *row.clause),
            Decision("place", place_rule, *(place_span or (None, None))),
            Decision("period", period_rule, *(period_span or (None, None))),
        ]
        reasons: list[tuple[str, Reason]] = []
        if row.match is not None:
            decisions.append(
                Decision("indicator", f"codebook:{row.match.codebook}", *(row.match.evidence or (None, None)))
            )
        else:
            reasons.append(("indicator", Reason.OUT_OF_CODEBOOK))
        if unit is None:
            reasons.append(("unit", Reason.NOT_STATED))
        if q.head is None:
            reasons.append(("head", Reason.NOT_STATED))
        reasons.extend(_place_reasons(place))
        if period is None:
            reasons.append(("period", Reason.NOT_STATED))
        links = []
        if row.partner is not None:
            links.append(Link("after" if role.role is Role.BEFORE else "before", ids[row.partner]))
        if row.whole is not None:
            links.append(Link("part_of", ids[row.whole]))
        return Figure(
            figure_id=ids[index],
            doc=document.doc,
            doc_id=document.doc_id,
            section=row.section,
            start=q.start,
            end=q.end,
            quote=document.text[q.start : q.end],
            core_start=q.core_start,
            core_end=q.core_end,
            value=q.value,
            value_max=q.value_max,
            bound=q.bound,
            unit=unit,
            head=q.head,
            indicator=indicator.name if indicator else None,
            role=role.role,
            direction=role.direction,
            place=place.name if place else None,
            admin_level=place.level if place else None,
            adcode=place.adcode if place else None,
            period=period,
            stage=stage,
            confidence=_confidence(row, place, period),
            sentence=document.text[row.sentence.start : row.sentence.end],
            sentence_start=row.sentence.start,
            method="rules",
            links=tuple(links),
            reasons=tuple(reasons),
            decisions=tuple(decisions),
            codebook_version=self.resources.codebook_version,
            model_version=EXTRACTOR_VERSION,
        )


# Units whose figure may stand without a noun of its own: "the junior high school does not exceed 90 minutes".
_HEADLESS = frozenset({"minute", "hour", "yuan", "month", "other:class_hour"})
_RATES = frozenset({"percent", "percentage_point"})
_SHORT = 120  # characters: a sentence that leans on the one before


def _adjacent(last: _Row, first: _Row) -> bool:
    """Whether a sentence continues the list of the one before: next to it, short, with the same unit."""
    gap = first.sentence.start - last.sentence.end
    return gap <= 2 and first.sentence.end - first.sentence.start <= _SHORT and first.quantity.unit == last.quantity.unit


def _place_reasons(place: Place | None) -> list[tuple[str, Reason]]:
    if place is None:
        return [("adcode", Reason.AMBIGUOUS)]
    return [("adcode", Reason.NATIONAL)] if place.adcode is None and place.level is AdminLevel.NATION else []


def _confidence(row: _Row, place: Place | None, period: str | None) -> float:
    """How sure the row is, 0 to 1: the number's own certainty, lowered for every field that was left open."""
    score = row.quantity.confidence
    score *= 1.0 if row.quantity.unit is not None else 0.75
    score *= 1.0 if place is not None else 0.9
    score *= 1.0 if period is not None else 0.95
    score *= 1.0 if row.match is not None else 0.97
    return round(score, 3)


def blank_out(text: str, sections: tuple[Section, ...]) -> str:
    """``text`` with everything that is not read replaced by blanks, at the same length (line breaks stay)."""
    if all(section.kind in READ for section in sections):
        return text
    parts = []
    at = 0
    for section in sections:
        parts.append(text[at : section.start])
        piece = text[section.start : section.end]
        if section.kind not in READ:
            piece = "\n".join(" " * len(line) for line in piece.split("\n"))
        parts.append(piece)
        at = section.end
    parts.append(text[at:])
    return "".join(parts)
