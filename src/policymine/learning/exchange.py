"""Documents to annotation tools and back: what is exported, and how corrections become gold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from policymine.errors import DatasetError, InputError
from policymine.learning.evaluate import event_row, figure_row
from policymine.learning.gold import Row, read_rows
from policymine.learning.samples import read_documents
from policymine.learning.sheets import META, ROWS, Edge, Mark, Sheet, rebuild
from policymine.records import Document, Extraction, Verdict

FORMATS = ("label-studio", "doccano", "spacy", "brat")
_SPLIT = re.compile(r"[A-Za-z0-9_-]+")
_COLLECTED = "annotated.jsonl"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came back: the sheets as they are now, and a line for each thing that could not be taken over."""

    sheets: tuple[Sheet, ...]
    problems: tuple[str, ...]


def _tool(file_format: str) -> Any:
    return import_module(f"policymine.learning.tool_{file_format.replace('-', '_')}")


def sheet_of(extraction: Extraction) -> Sheet:
    """What the reader found in a document, to be corrected; checks that hold or fail become relations."""
    document = extraction.document
    figures = [
        figure_row(f)
        | {
            "id": f.figure_id,
            "section": f.section.value,
            "core_start": f.core_start,
            "core_end": f.core_end,
            "head": f.head,
            "direction": f.direction.value if f.direction else None,
            "place": f.place,
            "same_as": f.same_as,
            "confidence": 1.0,  # it is gold once it comes back
            "alt": {},
        }
        for f in extraction.figures
    ]
    events = [
        event_row(e)
        | {
            "id": e.event_id,
            "actor": e.actor,
            "place": e.place,
            "status": e.status.value,
            "args": dict(e.args) | {"figure_ids": list(e.figures)},
            "alt_spans": [],
            "confidence": 1.0,
            "alt": {},
        }
        for e in extraction.events
    ]
    relations = [
        {
            "doc": document.doc,
            "kind": c.kind,
            "figures": list(c.figure_ids),
            "holds": c.verdict is Verdict.HOLDS,
        }
        for c in extraction.checks
        if len(c.figure_ids) > 1 and c.verdict is not Verdict.INCOMPLETE
    ]
    return _sheet(document, figures, events, relations, [])


def sheets_of_gold(folder: Path, documents: Path) -> list[Sheet]:
    """The documents of a gold folder with its rows. Raises InputError PM101 where a document is missing."""
    rows = {name: read_rows(folder / f"{name}.jsonl") for name in ROWS}
    wanted = {row["doc"] for held in rows.values() for row in held}
    wanted |= {row["doc"] for row in read_rows(folder / _COLLECTED)}
    found = {d.doc: d for d in read_documents(documents) if d.doc in wanted}
    missing = sorted(wanted - found.keys())
    if missing or not wanted:
        what = f"no document {', '.join(missing[:3])}" if missing else "no rows"
        raise InputError("PM101", what, where=str(documents if missing else folder))
    return [
        _sheet(document, *([_named(row, name) for row in rows[name] if row["doc"] == doc] for name in ROWS))
        for doc, document in sorted(found.items())
    ]


def _named(row: Row, kind: str) -> Row:
    if kind in ("figures", "events") and not row.get("id"):
        return row | {"id": f"{row['doc'].rsplit('.', 1)[0]}-{kind[0].upper()}{row['start']}-{row['end']}"}
    return row


def _sheet(
    document: Document,
    figures: Sequence[Row],
    events: Sequence[Row],
    relations: Sequence[Row],
    negatives: Sequence[Row],
) -> Sheet:
    meta = {name: getattr(document, name) for name in META}
    return Sheet(document.doc, document.text, meta, tuple(figures), tuple(events), tuple(relations), tuple(negatives))


def export(sheets: Iterable[Sheet], folder: Path, file_format: str) -> list[str]:
    """Write ``sheets`` for a tool of ``FORMATS`` into ``folder``; gives the names of the files. DatasetError PM304."""
    write: Callable[[Iterable[Sheet], Path], list[str]] = _tool(file_format).write
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return write(sheets, folder)
    except OSError as error:
        raise DatasetError("PM304", str(error), where=str(folder)) from error


def read_back(path: Path, file_format: str) -> Imported:
    """What an annotator made of an export. Raises InputError PM101, PM106 or PM111."""
    read: Callable[[Path], list[tuple[Sheet, list[Mark], list[Edge]]]] = _tool(file_format).read
    sheets, problems = [], []
    for sent, marks, edges in read(path):
        good = []
        for mark in marks:
            if 0 <= mark.start < mark.end <= len(sent.text):
                good.append(mark)
            else:
                problems.append(f"{sent.doc} {mark.start}-{mark.end}: outside the text; left out")
        sheet, told = rebuild(sent, good, edges)
        sheets.append(sheet)
        problems.extend(told)
    return Imported(tuple(sheets), tuple(problems))


def write_gold(sheets: Sequence[Sheet], corpus: Path, split: str) -> Path:
    """Add ``sheets`` to a corpus: their texts to ``documents/``, their rows to ``gold/<split>/``; gives that folder.

    Rows of the same documents are replaced, those of others stay. Raises InputError PM106 where the corpus holds a
    document of the same name with another text, and DatasetError PM304.
    """
    if not _SPLIT.fullmatch(split):
        raise InputError("PM101", "a split is named in letters and digits", where=split, remedy="Use train or dev.")
    gold = corpus / "gold" / split
    try:
        gold.mkdir(parents=True, exist_ok=True)
        _add_documents(sheets, corpus / "documents")
        mine = {s.doc for s in sheets}
        for name in ROWS:
            kept = [row for row in read_rows(gold / f"{name}.jsonl") if row["doc"] not in mine]
            rows = [*kept, *(row for s in sheets for row in getattr(s, name))]
            numbered = [{"index": n} | {k: v for k, v in row.items() if k != "index"} for n, row in enumerate(rows)]
            _write_lines(gold / f"{name}.jsonl", numbered)
        known = {row["doc"] for row in read_rows(gold / _COLLECTED)} | mine
        _write_lines(gold / _COLLECTED, [{"doc": doc} for doc in sorted(known)])
    except OSError as error:
        raise DatasetError("PM304", str(error), where=str(corpus)) from error
    return gold


def _add_documents(sheets: Sequence[Sheet], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / _COLLECTED
    own = {row["doc"]: row for row in read_rows(file)}
    there = {d.doc: d.text for d in read_documents(folder)} if any(folder.iterdir()) else {}
    for sheet in sheets:
        if sheet.doc in there and sheet.doc not in own:
            if there[sheet.doc] != sheet.text:
                raise InputError(
                    "PM106",
                    f"{sheet.doc} has another text there",
                    where=str(folder),
                    remedy="Rename the document, or write to another corpus.",
                )
            continue
        given = {name: value for name, value in sheet.meta.items() if value is not None}
        own[sheet.doc] = {"doc": sheet.doc, "text": sheet.text} | given
    if own:
        _write_lines(file, [own[doc] for doc in sorted(own)])


def _write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    # (Escaped: some characters end a line for programs that split text at any of them.)
    text = "".join(json.dumps(row, ensure_ascii=True) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8", newline="\n")
