"""What the event ranker learns from: every clause that it would be asked about, with the type that gold gives it.

The reader itself finds the clauses and their features, so that training sees what reading will.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from policymine.extraction.event_features import Features
from policymine.extraction.event_frames import Candidate
from policymine.extraction.event_ranker import NONE, Asked
from policymine.extraction.reader import read_document
from policymine.extraction.resources import Resources
from policymine.learning.gold import Row
from policymine.learning.samples import Annotated
from policymine.learning.scoring import OPTIONAL_BELOW
from policymine.records import Document, Language
from policymine.text.documents import make_document

# A clause is of an event when this share of the shorter of the two lies in the other.
_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Note:
    """A clause that the ranker is asked about, ``start:end`` in the document."""

    start: int
    end: int
    features: Features


@dataclass(slots=True)
class Notes:
    """A judge that leaves every clause as the frames see it and notes what it was asked."""

    taken: list[Note] = field(default_factory=list)
    policies: tuple[str, ...] = ()
    thorough: bool = True

    def speaks(self, language: Language, *, topical: bool) -> bool:
        """It takes notes of every document."""
        return True

    def settle(self, asked: Asked) -> list[Candidate]:
        self.taken.append(Note(asked.clause.start, asked.clause.end, asked.features))
        return list(asked.reported)


@dataclass(frozen=True, slots=True)
class EventSample:
    """``kind``: gold's type, or none. ``doc``: what must not be torn apart between folds. ``written``: a clause of a pattern."""

    features: Features
    kind: str
    language: Language
    doc: str
    written: bool = False


def notes_of(document: Document, resources: Resources) -> list[Note]:
    """The clauses of ``document`` that the ranker would be asked about, in order."""
    notes = Notes()
    read_document(document, replace(resources, event_judge=notes))
    return notes.taken


def document_samples(annotated: Iterable[Annotated], resources: Resources) -> list[EventSample]:
    """A sample for each clause of the documents that have gold events; clauses of optional events say nothing."""
    out = []
    for item in annotated:
        if not item.gold.events:
            continue
        for note in notes_of(item.document, resources):
            kind = kind_of(note, item.gold.events)
            if kind is not None:
                out.append(EventSample(note.features, kind, item.document.language, item.document.doc))
    return out


def kind_of(note: Note, events: Sequence[Row]) -> str | None:
    """The type of the gold event that a clause tells, "none", or None where the only one is optional."""
    found, optional = [], False
    for row in events:
        shared = max(_shared(note, start, end) for start, end in _spans(row))
        if shared >= _SHARE:
            if (row.get("confidence") or 1) < OPTIONAL_BELOW:
                optional = True
            else:
                found.append((shared, str(row["type"])))
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    return None if optional else NONE


def _spans(row: Row) -> list[tuple[int, int]]:
    others = row.get("alt_spans") or []
    return [
        (row["start"], row["end"]),
        *((a["start"], a["end"]) if isinstance(a, dict) else tuple(a[:2]) for a in others),
    ]


def _shared(note: Note, start: int, end: int) -> float:
    return (min(note.end, end) - max(note.start, start)) / max(1, min(note.end - note.start, end - start))


def pattern_samples(clauses: Sequence[tuple[str, str]], resources: Resources) -> list[EventSample]:
    """A sample for each written clause, read as the second line of a document of its own: of its longest clause."""
    out = []
    for n, (kind, words) in enumerate(clauses):
        zh = any("\u4e00" <= c <= "\u9fff" for c in words)
        text = f"x\n{words}{'。' if zh else '.'}"
        language = Language.ZH if zh else Language.EN
        taken = notes_of(make_document(f"clause {n}", text, language=language), resources)
        if not taken:
            continue
        note = max(taken, key=lambda t: t.end - t.start)
        features = {name: value for name, value in note.features.items() if name != "place:first"}
        out.append(EventSample(features, kind, language, f"clause {n}", written=True))
    return out
