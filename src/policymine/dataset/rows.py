"""Records to table rows and back.

A row is a plain dictionary whose keys are the columns of ``schema``: enums as their words, tuples as lists of
dictionaries, values as ``Decimal``. What comes back from a row equals the record that went in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import Any

from policymine.dataset.reprints import signature
from policymine.dataset.schema import PRECISION, SCALE
from policymine.errors import InvariantError
from policymine.records import (
    AdminLevel,
    Attachment,
    Bound,
    Cell,
    Check,
    Decision,
    Direction,
    Document,
    Event,
    Extraction,
    Figure,
    Language,
    Link,
    Problem,
    Reason,
    Role,
    Section,
    SectionKind,
    Snapshot,
    Status,
    Table,
    Verdict,
)

Row = dict[str, Any]

_QUANTUM = Decimal(1).scaleb(-SCALE)
_CONTEXT = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)


def snapshot_id(name: str, sha256: str) -> str:
    """Key of a snapshot: the same bytes under the same name are the same snapshot, wherever the file lies."""
    return hashlib.sha256(f"{name}\0{sha256}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def ground(extraction: Extraction) -> Extraction:
    """The extraction itself, once every span of it was found to match the text; else ``InvariantError`` PM501."""
    text = extraction.document.text
    rows: Iterable[Figure | Event] = (*extraction.figures, *extraction.events)
    for row in rows:
        if text[row.start : row.end] != row.quote or not 0 <= row.start < row.end <= len(text):
            raise InvariantError("PM501", f"{row.start}:{row.end} is not {row.quote!r}", where=row.doc)
    for figure in extraction.figures:
        if not figure.start <= figure.core_start < figure.core_end <= figure.end:
            raise InvariantError(
                "PM501",
                f"core {figure.core_start}:{figure.core_end} lies outside {figure.start}:{figure.end}",
                where=figure.doc,
            )
    return extraction


def storable(value: Decimal) -> tuple[Decimal | None, str | None]:
    """The value as the decimal column holds it, and its exact digits where that is not the same number."""
    try:
        fitted = value.quantize(_QUANTUM, context=_CONTEXT)
    except InvalidOperation:
        return None, str(value)
    return fitted, None if fitted == value else str(value)


def _reasons(reasons: tuple[tuple[str, Reason], ...]) -> list[Row]:
    return [{"field": name, "reason": str(reason)} for name, reason in reasons]


def _decisions(decisions: tuple[Decision, ...]) -> list[Row]:
    return [{"field": d.field, "rule": d.rule, "start": d.start, "end": d.end} for d in decisions]


def snapshot_row(snapshot: Snapshot) -> Row:
    """Columns of ``snapshots`` that follow from the bytes alone; the counts and versions are added by the writer."""
    return {
        "snapshot_id": snapshot_id(snapshot.name, snapshot.sha256),
        "name": snapshot.name,
        "uri": snapshot.uri,
        "media_type": snapshot.media_type,
        "sha256": snapshot.sha256,
        "size": len(snapshot.content) if snapshot.size is None else snapshot.size,
        "retrieved": snapshot.retrieved,
    }


def document_row(document: Document, snapshot: str = "", position: int = 0) -> Row:
    """Columns of ``documents``. ``snapshot`` is the snapshot's id, ``position`` the document's number in it."""
    start, end = document.published_span or (None, None)
    return {
        "snapshot_id": snapshot,
        "doc": document.doc,
        "doc_id": document.doc_id,
        "position": position,
        "language": str(document.language),
        "title": document.title,
        "publisher": document.publisher,
        "author": document.author,
        "published": document.published,
        "published_start": start,
        "published_end": end,
        "published_from": document.published_from,
        "number": document.number,
        "issuer": document.issuer,
        "url": document.url,
        "text": document.text,
        "sections": [{"kind": str(s.kind), "start": s.start, "end": s.end} for s in document.sections],
        "tables": [
            {
                "start": t.start,
                "end": t.end,
                "caption": t.caption,
                "cells": [
                    {
                        "start": c.start,
                        "end": c.end,
                        "row": c.row,
                        "column": c.column,
                        "row_header": c.row_header,
                        "column_header": c.column_header,
                    }
                    for c in t.cells
                ],
            }
            for t in document.tables
        ],
        "attachments": [{"url": a.url, "name": a.name} for a in document.attachments],
        "snapshot": document.snapshot,
        "minhash": signature(document),
        "reasons": _reasons(document.reasons),
    }


def figure_row(figure: Figure, snapshot: str = "") -> Row:
    """Columns of ``figures``."""
    value, value_text = storable(figure.value)
    value_max, value_max_text = (None, None) if figure.value_max is None else storable(figure.value_max)
    return {
        "snapshot_id": snapshot,
        "doc": figure.doc,
        "doc_id": figure.doc_id,
        "figure_id": figure.figure_id,
        "section": str(figure.section),
        "start": figure.start,
        "end": figure.end,
        "quote": figure.quote,
        "core_start": figure.core_start,
        "core_end": figure.core_end,
        "value": value,
        "value_max": value_max,
        "value_text": value_text,
        "value_max_text": value_max_text,
        "bound": str(figure.bound),
        "unit": figure.unit,
        "head": figure.head,
        "indicator": figure.indicator,
        "role": str(figure.role),
        "direction": _word(figure.direction),
        "place": figure.place,
        "admin_level": _word(figure.admin_level),
        "adcode": figure.adcode,
        "period": figure.period,
        "stage": figure.stage,
        "confidence": figure.confidence,
        "sentence": figure.sentence,
        "sentence_start": figure.sentence_start,
        "method": figure.method,
        "same_as": figure.same_as,
        "links": [{"kind": link.kind, "figure_id": link.figure_id} for link in figure.links],
        "reasons": _reasons(figure.reasons),
        "decisions": _decisions(figure.decisions),
        "checks": list(figure.checks),
        "codebook_version": figure.codebook_version,
        "model_version": figure.model_version,
    }


def event_row(event: Event, snapshot: str = "") -> Row:
    """Columns of ``events``."""
    return {
        "snapshot_id": snapshot,
        "doc": event.doc,
        "doc_id": event.doc_id,
        "event_id": event.event_id,
        "start": event.start,
        "end": event.end,
        "quote": event.quote,
        "type": event.type,
        "subtype": event.subtype,
        "actor": event.actor,
        "place": event.place,
        "admin_level": _word(event.admin_level),
        "adcode": event.adcode,
        "date": event.date,
        "status": str(event.status),
        "args": [{"name": name, "value": value} for name, value in event.args],
        "figures": list(event.figures),
        "alt_spans": [{"start": start, "end": end} for start, end in event.alt_spans],
        "confidence": event.confidence,
        "sentence": event.sentence,
        "trigger_start": event.trigger_start,
        "trigger_end": event.trigger_end,
        "reasons": _reasons(event.reasons),
        "decisions": _decisions(event.decisions),
        "method": event.method,
        "codebook_version": event.codebook_version,
        "model_version": event.model_version,
    }


def check_row(check: Check, doc_id: str = "", snapshot: str = "") -> Row:
    """Columns of ``checks``."""
    return {
        "snapshot_id": snapshot,
        "doc": check.doc,
        "doc_id": doc_id,
        "check_id": check.check_id,
        "kind": check.kind,
        "expression": check.expression,
        "figure_ids": list(check.figure_ids),
        "verdict": str(check.verdict),
        "detail": check.detail,
    }


def problem_row(problem: Problem, snapshot: str = "") -> Row:
    r"""Columns of ``problems``. ``snapshot`` is empty where the file could not even be read.

    A problem may be about a name that is no valid Unicode: what cannot be stored is written as ``\udcff``.
    """
    return {
        "snapshot_id": snapshot,
        "source": _storable(problem.source),
        "code": problem.code,
        "message": _storable(problem.message),
        "remedy": problem.remedy,
    }


def _storable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def extraction_rows(extraction: Extraction, snapshot: str = "", position: int = 0) -> dict[str, list[Row]]:
    """Rows of one document by table. Raises ``InvariantError`` PM501 where a span does not match the text."""
    ground(extraction)
    return {
        "documents": [document_row(extraction.document, snapshot, position)],
        "figures": [figure_row(figure, snapshot) for figure in extraction.figures],
        "events": [event_row(event, snapshot) for event in extraction.events],
        "checks": [check_row(check, extraction.document.doc_id, snapshot) for check in extraction.checks],
        "problems": [problem_row(problem, snapshot) for problem in extraction.problems],
    }


def _word(value: Direction | AdminLevel | None) -> str | None:
    return None if value is None else str(value)


def exact_value(row: Mapping[str, Any], column: str = "value") -> Decimal | None:
    """The value as the text states it, without the trailing zeros of the decimal column."""
    digits = row.get(f"{column}_text")
    value = row[column] if digits is None else Decimal(digits)
    return None if value is None else plain(value)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros or an exponent, so that it prints as a person would write it."""
    if value == value.to_integral_value():
        return Decimal(int(value))
    return value.normalize(Context(prec=len(value.as_tuple().digits)))


def _reasons_back(rows: list[Row] | None) -> tuple[tuple[str, Reason], ...]:
    return tuple((row["field"], Reason(row["reason"])) for row in rows or ())


def _decisions_back(rows: list[Row] | None) -> tuple[Decision, ...]:
    return tuple(Decision(row["field"], row["rule"], row["start"], row["end"]) for row in rows or ())


def document_from_row(row: Mapping[str, Any]) -> Document:
    """The document that ``document_row`` stored."""
    start, end = row["published_start"], row["published_end"]
    return Document(
        doc=row["doc"],
        doc_id=row["doc_id"],
        text=row["text"],
        language=Language(row["language"]),
        title=row["title"],
        publisher=row["publisher"],
        author=row["author"],
        published=row["published"],
        published_span=None if start is None else (start, end),
        published_from=row["published_from"],
        number=row["number"],
        issuer=row["issuer"],
        url=row["url"],
        sections=tuple(Section(SectionKind(s["kind"]), s["start"], s["end"]) for s in row["sections"] or ()),
        tables=tuple(
            Table(t["start"], t["end"], t["caption"], tuple(Cell(**cell) for cell in t["cells"] or ()))
            for t in row["tables"] or ()
        ),
        attachments=tuple(Attachment(a["url"], a["name"]) for a in row["attachments"] or ()),
        snapshot=row["snapshot"],
        reasons=_reasons_back(row["reasons"]),
    )


def figure_from_row(row: Mapping[str, Any]) -> Figure:
    """The figure that ``figure_row`` stored; its value equals the stored one, to the last digit."""
    value = exact_value(row)
    return Figure(
        figure_id=row["figure_id"],
        doc=row["doc"],
        doc_id=row["doc_id"],
        section=SectionKind(row["section"]),
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        core_start=row["core_start"],
        core_end=row["core_end"],
        value=Decimal(0) if value is None else value,
        value_max=exact_value(row, "value_max"),
        bound=Bound(row["bound"]),
        unit=row["unit"],
        head=row["head"],
        indicator=row["indicator"],
        role=Role(row["role"]),
        direction=None if row["direction"] is None else Direction(row["direction"]),
        place=row["place"],
        admin_level=None if row["admin_level"] is None else AdminLevel(row["admin_level"]),
        adcode=row["adcode"],
        period=row["period"],
        stage=row["stage"],
        confidence=row["confidence"],
        sentence=row["sentence"],
        sentence_start=row["sentence_start"],
        method=row["method"],
        same_as=row["same_as"],
        links=tuple(Link(link["kind"], link["figure_id"]) for link in row["links"] or ()),
        reasons=_reasons_back(row["reasons"]),
        decisions=_decisions_back(row["decisions"]),
        checks=tuple(row["checks"] or ()),
        codebook_version=row["codebook_version"],
        model_version=row["model_version"],
    )


def event_from_row(row: Mapping[str, Any]) -> Event:
    """The event that ``event_row`` stored."""
    return Event(
        event_id=row["event_id"],
        doc=row["doc"],
        doc_id=row["doc_id"],
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        type=row["type"],
        subtype=row["subtype"],
        actor=row["actor"],
        place=row["place"],
        admin_level=None if row["admin_level"] is None else AdminLevel(row["admin_level"]),
        adcode=row["adcode"],
        date=row["date"],
        status=Status(row["status"]),
        confidence=row["confidence"],
        sentence=row["sentence"],
        trigger_start=row["trigger_start"],
        trigger_end=row["trigger_end"],
        args=tuple((arg["name"], arg["value"]) for arg in row["args"] or ()),
        figures=tuple(row["figures"] or ()),
        alt_spans=tuple((span["start"], span["end"]) for span in row["alt_spans"] or ()),
        reasons=_reasons_back(row["reasons"]),
        decisions=_decisions_back(row["decisions"]),
        method=row["method"],
        codebook_version=row["codebook_version"],
        model_version=row["model_version"],
    )


def check_from_row(row: Mapping[str, Any]) -> Check:
    """The check that ``check_row`` stored."""
    return Check(
        check_id=row["check_id"],
        doc=row["doc"],
        kind=row["kind"],
        expression=row["expression"],
        figure_ids=tuple(row["figure_ids"] or ()),
        verdict=Verdict(row["verdict"]),
        detail=row["detail"],
    )
