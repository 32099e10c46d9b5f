"""Document → figures and events: find, attach, relate, name, scope, score.

A pure function of the document, the codebooks and the facts that ship with the package, so that it runs in a spaCy
pipeline, a process pool or a cluster without a change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from policymine.errors import InvariantError
from policymine.extraction.confidence import calibrated, points
from policymine.extraction.events import FLOOR, find_events
from policymine.extraction.naming import Namer, topic_of
from policymine.extraction.relating import relate
from policymine.extraction.repeats import link_repeats
from policymine.extraction.resources import EXTRACTOR_VERSION, Resources, load_resources
from policymine.extraction.rows import Row, Sections, group_by_sentence
from policymine.extraction.scoping import Scoper
from policymine.extraction.stages import stage_of
from policymine.extraction.tables import is_prose, read_table, readable_tables
from policymine.records import (
    AdminLevel,
    Decision,
    Document,
    Event,
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
    Table,
)
from policymine.text.quantities import find_quantities
from policymine.text.script import is_traditional, simplified
from policymine.text.sentences import Sentence, split_sentences

READ = frozenset({SectionKind.HEADLINE, SectionKind.DECK, SectionKind.SUBHEAD, SectionKind.BODY, SectionKind.TABLE})


def read_document(document: Document, resources: Resources | None = None, *, event_floor: float = FLOOR) -> Extraction:
    """Every figure and event of ``document``, in text order, each with its span, its fields and how they were decided.

    ``event_floor``: the least confidence of an event row; a lower one shows what the rules were not sure enough of.

    Nothing is read from bylines, credits and foreign stories. A document in a third language gives no rows.
    """
    resources = resources or load_resources()
    if document.language is Language.OTHER or not document.text:
        return Extraction(document)
    if document.language is Language.ZH and is_traditional(document.text):
        return _as_printed(_read(in_simplified(document), resources, event_floor), document)
    return _read(document, resources, event_floor)


def in_simplified(document: Document) -> Document:
    """The document in simplified characters, which rules and names are written in; every offset stays."""

    def plain(words: str | None) -> str | None:
        return None if words is None else simplified(words)

    return replace(
        document,
        text=simplified(document.text),
        title=plain(document.title),
        publisher=plain(document.publisher),
        author=plain(document.author),
        issuer=plain(document.issuer),
        tables=tuple(
            replace(
                table,
                caption=simplified(table.caption),
                cells=tuple(
                    replace(c, row_header=simplified(c.row_header), column_header=simplified(c.column_header))
                    for c in table.cells
                ),
            )
            for table in document.tables
        ),
    )


def _as_printed(extraction: Extraction, document: Document) -> Extraction:
    """Rows that were read in simplified characters, quoted as the document prints them.

    Quotes and sentences are the document's own; heads, places and actors stay simplified, so that they compare.
    """
    text = document.text

    def sentence(row: Figure | Event, start: int) -> str:
        return text[start : start + len(row.sentence)]

    events = []
    for event in extraction.events:
        at = extraction.document.text.rfind(event.sentence, 0, event.start + len(event.sentence))
        events.append(
            replace(event, quote=text[event.start : event.end], sentence=sentence(event, at) if at >= 0 else "")
        )
    figures = tuple(
        replace(figure, quote=text[figure.start : figure.end], sentence=sentence(figure, figure.sentence_start))
        for figure in extraction.figures
    )
    rejected = tuple(replace(r, quote=text[r.start : r.end]) for r in extraction.rejected)
    return Extraction(document, figures, tuple(events), extraction.checks, rejected)


def _read(document: Document, resources: Resources, event_floor: float) -> Extraction:
    reading = _Reading(document, resources)
    figures = link_repeats(reading.figures())
    scoper, (judge, topical) = reading.scoper, resources.judge_of(document)
    found = find_events(
        document, reading.sentences, figures, scoper.place_of, scoper.event_date_of, event_floor, judge, topical=topical
    )
    events = [replace(e, codebook_version=reading.codebook_version, model_version=EXTRACTOR_VERSION) for e in found]
    rows: list[Figure | Event] = [*figures, *events]
    for row in rows:
        if document.text[row.start : row.end] != row.quote:
            raise InvariantError("PM501", f"{row.start}:{row.end}", where=document.doc)
    return Extraction(document, tuple(figures), tuple(events), (), tuple(reading.rejected))


def figure_id(document: Document, start: int, end: int) -> str:
    """Stable identity of the figure at ``start:end`` of a document: 12 hex digits."""
    return hashlib.sha256(f"{document.doc}|{document.doc_id}|{start}|{end}".encode()).hexdigest()[:12]


class _Reading:
    """One document being read."""

    def __init__(self, document: Document, resources: Resources) -> None:
        self.document = document
        self.resources = resources
        self.codebook_version = resources.codebook_version
        self.language = Language.ZH if document.language is Language.ZH else Language.EN
        self.sections = Sections.of(document.sections or (Section(SectionKind.BODY, 0, len(document.text)),))
        self.text = blank_out(document.text, self.sections.all)
        self.sentences: list[Sentence] = []
        self.rejected: list[Rejected] = []
        self.quantities: list[Quantity] = []
        for section in self.sections.all:
            if section.kind in READ:
                part = document.text[section.start : section.end]
                self.sentences.extend(
                    Sentence(s.start + section.start, s.end + section.start)
                    for s in split_sentences(part, self.language)
                )
        found, self.rejected = find_quantities(self.text, self.language)
        self.tables = readable_tables(document, READ)
        if self.tables:  # what a table's cells are is said by their headers
            self.rejected = [r for r in self.rejected if is_prose(document.text, self.tables, r.start)]
        self.quantities = [
            q
            for q in found
            if self.sections.at(q.core_start).kind in READ and is_prose(document.text, self.tables, q.core_start)
        ]
        self.scoper = Scoper(document, self.text, self.sentences, self.language)

    def figures(self) -> list[Figure]:
        if not self.quantities and not self.tables:
            return []
        namer = Namer.for_document(self.document, self.resources, self.text)
        rows: list[Row] = []
        topic: str | None = None
        for group in group_by_sentence(self.text, self.quantities, self.sentences, self.sections, self.language):
            relate(self.text, group, rows, self.scoper, self.language)
            namer.name(group, rows, topic)
            topic = topic_of(group) or topic
            rows.extend(group)
        for table in self.tables:
            self._read_table(table, namer, rows)
        ids = [figure_id(self.document, r.quantity.start, r.quantity.end) for r in rows]
        figures = [self._figure(row, i, ids, rows) for i, row in enumerate(rows)]
        return sorted(figures, key=lambda f: f.start) if self.tables else figures

    def _read_table(self, table: Table, namer: Namer, rows: list[Row]) -> None:
        base = len(rows)
        for row in read_table(self.document, table, self.resources, self.scoper, namer, rows, self.language):
            row.partner = None if row.partner is None else base + row.partner
            row.whole = None if row.whole is None else base + row.whole
            rows.append(row)

    def _figure(self, row: Row, index: int, ids: list[str], rows: Sequence[Row]) -> Figure:
        q, document = row.quantity, self.document
        role = row.role
        unit, indicator = q.unit, row.match.indicator if row.match else None
        cell = row.cell
        of = rows[row.beside].quantity if row.beside is not None else q
        if row.beside is not None and (first := rows[row.beside].beside) is not None:
            of = rows[first].quantity
        place, place_rule, place_span = cell.place if cell else self.scoper.place_of(of.start, of.end)
        period, period_rule, period_span = (
            cell.period
            if cell
            else self.scoper.period_of(
                q.start, q.end, row.sentence, Role.FLOW_COUNT if row.of_flow else role.role, unit
            )
        )
        stage = stage_of(
            (cell.words if cell else self.text[row.clause[0] : q.end]) + " " + (q.head or ""),
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
                Decision(
                    "indicator", row.match.by or f"codebook:{row.match.codebook}", *(row.match.evidence or (None, None))
                )
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
        score = points(
            q.confidence,
            unit=unit is not None,
            place=place is not None,
            period=period is not None,
            indicator=row.match is not None and not row.match.by,
        )
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
            confidence=score if self.resources.raw_confidence else calibrated(score),
            sentence=document.text[row.sentence.start : row.sentence.end],
            sentence_start=row.sentence.start,
            method="rules" if row.match is None or not row.match.by else "rules+model",
            links=tuple(links),
            reasons=tuple(reasons),
            decisions=tuple(decisions),
            codebook_version=self.codebook_version,
            model_version=EXTRACTOR_VERSION,
        )


def _place_reasons(place: Place | None) -> list[tuple[str, Reason]]:
    if place is None:
        return [("adcode", Reason.AMBIGUOUS)]
    return [("adcode", Reason.NATIONAL)] if place.adcode is None and place.level is AdminLevel.NATION else []


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
