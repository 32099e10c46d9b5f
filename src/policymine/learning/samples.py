"""Training samples: each figure that the reader finds and gold knows, with the indicator that gold gives it.

The reader itself finds the figures, so that a model learns from what it will be asked, not from perfect spans.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from policymine.codebook.load import load
from policymine.codebook.match import THRESHOLD, Match
from policymine.codebook.plans import Plans
from policymine.codebook.terms import TermFinder
from policymine.errors import InputError
from policymine.extraction.resources import Resources
from policymine.learning.corpus import known_metadata, with_known
from policymine.learning.gold import Gold, Row, read_gold, read_rows
from policymine.learning.questions import Question, questions_of
from policymine.learning.scoring import OPTIONAL_BELOW, accepted, pair_figures
from policymine.records import Document, Problem

TRAIN, DEV, TEST = "train", "dev", "test"
# In a corpus folder: figures (doc, batch, start, end of the numeral, indicator, value, value_max, bound, unit, points) of documents as
# the rules read them before anybody who writes rules had seen those documents. The rules are mended on every document
# that is read, so that only this shows how often they are silent, and wrong, on text that is new to them. Documents of one
# ``batch`` (1 is the first) came at one time, by the same authors.
FIRST_READINGS = "first_readings.jsonl"
# In a corpus folder: the codebook as it stood when batch N was first read, ``N.yaml``. Asked with it, the rules err as they do
# on new text, and so does what a model is shown.
FIRST_CODEBOOKS = "first_codebooks"


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document and what gold says of it. ``corpus`` is the name of the folder that it comes from."""

    corpus: str
    document: Document
    gold: Gold
    # The rows of the first reading, by where the numeral starts; None where they were not kept.
    first: Mapping[int, Row] | None = None
    # The batch that it was first read in, and the codebook that it was read with.
    batch: int = 0
    codebook: Path | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """``label`` is gold's indicator or None; ``right`` every answer that gold accepts. ``alone``: of a labelled sentence,
    not of a document. ``doc``: what must not be torn apart between folds. ``batch``: where the rules' answer is that of a first
    reading, before anybody had seen the document, the documents that were first read together (by the same authors); else 0.
    """

    question: Question
    label: str | None
    right: frozenset[str | None]
    doc: str
    alone: bool = False
    batch: int = 0


def read_corpora(folders: Sequence[Path], split: str) -> list[Annotated]:
    """Documents of one split of corpora (folders with ``documents/`` and ``gold/<split>/``), sorted by corpus and name.

    Raises InputError PM101 where a folder has no gold at all, or no corpus has this split.
    """
    out: list[Annotated] = []
    for folder in folders:
        if not (folder / "gold").is_dir():
            raise InputError(
                "PM101",
                "no folder 'gold' in it",
                where=str(folder),
                remedy="Give a corpus: a folder with documents/ and gold/train, gold/dev and gold/test.",
            )
        place = folder / "gold" / split
        if not (place / "figures.jsonl").is_file():
            continue
        gold = read_gold(place)
        documents = read_documents(folder / "documents")
        first = _first_readings(folder / FIRST_READINGS)
        for document in documents:
            if document.doc in gold.documents:
                rows = first.get(document.doc)
                batch = next((row.get("batch", 1) for row in rows.values()), 1) if rows is not None else 0
                book = folder / FIRST_CODEBOOKS / f"{batch}.yaml"
                out.append(
                    Annotated(
                        folder.resolve().name,
                        document,
                        _part(gold, document.doc),
                        rows,
                        batch,
                        book if book.is_file() else None,
                    )
                )
    if not out:
        raise InputError("PM101", f"no documents with gold in the split '{split}'", where=", ".join(map(str, folders)))
    return sorted(out, key=lambda a: (a.corpus, a.document.doc))


def read_documents(folder: Path) -> list[Document]:
    """Every document below ``folder`` that can be read, with its date from the manifest where it states none."""
    from policymine.acquisition.files import find_sources, read_snapshot
    from policymine.parsing import parse

    known = known_metadata(folder)
    return [
        with_known(item, known)
        for path in find_sources([folder])
        for item in parse(read_snapshot(path, None))
        if not isinstance(item, Problem)
    ]


def _first_readings(file: Path) -> dict[str, dict[int, Row]]:
    out: dict[str, dict[int, Row]] = {}
    for row in read_rows(file):
        out.setdefault(row["doc"], {})[row["start"]] = row
    return out


def _with_codebook(resources: Resources, file: Path) -> Resources:
    book = load(str(file))
    if all(c.name != book.name for c in resources.codebooks):
        return resources
    plans = Plans.of(book)
    return replace(
        resources,
        codebooks=tuple(book if c.name == book.name else c for c in resources.codebooks),
        finders={
            language: tuple(
                (plans, TermFinder(book, language)) if held.codebook.name == book.name else (held, finder)
                for held, finder in found
            )
            for language, found in resources.finders.items()
        },
    )


def as_first_read(question: Question, item: Annotated) -> Question:
    """The question with the rules' answer of the first reading, where that is kept and not the codebook that gave it."""
    if item.first is None or item.codebook is not None or question.quantity.core_start not in item.first:
        return question
    name = item.first[question.quantity.core_start]["indicator"]
    if name == (question.match.indicator.name if question.match is not None else None):
        return question
    for matcher in question.matchers:
        indicator = matcher.plans.codebook.indicator(name) if name is not None else None
        if indicator is not None:
            return replace(question, match=Match(indicator, matcher.plans.codebook.name, THRESHOLD, None))
    return replace(question, match=None)


def _part(gold: Gold, doc: str) -> Gold:
    def some(rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(row for row in rows if row["doc"] == doc)

    return Gold(some(gold.figures), some(gold.events), some(gold.negatives), frozenset({doc}))


def samples_of(
    annotated: Iterable[Annotated], resources: Resources, codebooks: Sequence[str], *, as_first: bool = True
) -> list[Sample]:
    """Samples of the documents that speak of one of ``codebooks``; optional gold figures are left out.

    ``as_first``: documents whose first reading was kept are asked about as they were then.
    """
    out: list[Sample] = []
    first = cache(lambda file: _with_codebook(resources, file))
    for item in annotated if as_first else (replace(a, first=None, batch=0, codebook=None) for a in annotated):
        doc, rows = item.document.doc, item.gold.figures
        asked_with = resources if item.codebook is None else first(item.codebook)
        asked = [as_first_read(q, item) for q in questions_of(item.document, asked_with) if speaks_of(q, codebooks)]
        found = [{"doc": doc, "start": q.quantity.start, "end": q.quantity.end} for q in asked]
        for i, j in sorted(pair_figures(found, rows).items()):
            if (rows[j].get("confidence") or 1) >= OPTIONAL_BELOW:
                right = frozenset(accepted("indicator", rows[j]))
                out.append(Sample(asked[i], rows[j].get("indicator"), right, doc, batch=item.batch))
    return out


def speaks_of(question: Question, codebooks: Sequence[str] | frozenset[str]) -> bool:
    """Whether the document speaks of the policy of one of ``codebooks``."""
    return any(m.relevant and m.plans.codebook.name in codebooks for m in question.matchers)


def digest(annotated: Iterable[Annotated], files: Sequence[Path] = ()) -> str:
    """sha256 of the texts and gold figures, then of ``files``, in order: the same digest is the same data."""
    total = hashlib.sha256()
    for item in annotated:
        total.update(f"{item.corpus}\0{item.document.doc}\0{item.document.text}\0".encode())
        for row in item.gold.figures:
            total.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    for file in files:
        total.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()
