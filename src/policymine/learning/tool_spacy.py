"""spaCy: a ``DocBin`` with the spans in ``doc.spans["figures"]`` and ``["events"]``, edges in ``doc.user_data``.

Tokens are spaCy's own, cut where a span begins or ends within one, so that every span keeps its offsets (code points).
A span's label is its indicator or type, its ``id_`` the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from policymine.errors import InputError
from policymine.learning.sheets import EVENT, FIGURE, Edge, Mark, Sheet
from policymine.records import Language
from policymine.text.language import detect_language

FILE = "documents.spacy"
_GROUPS = {FIGURE: "figures", EVENT: "events"}


def write(sheets: Iterable[Sheet], folder: Path) -> list[str]:
    """``documents.spacy``; read it with ``DocBin().from_disk(…).get_docs(nlp.vocab)``."""
    import spacy
    from spacy.tokens import Doc, DocBin

    pipes: dict[Language, Any] = {}
    held = DocBin(store_user_data=True, attrs=["ORTH", "SPACY"])
    for sheet in sheets:
        language = Language.ZH if detect_language(sheet.text) is Language.ZH else Language.EN
        nlp = pipes.setdefault(language, spacy.blank("zh" if language is Language.ZH else "en"))
        marks = sheet.marks()
        words, spaces = tokens(nlp, sheet.text, marks)
        doc = Doc(nlp.vocab, words=words, spaces=spaces)
        for kind, group in _GROUPS.items():
            spans: list[Any] = []
            for m in marks:
                if m.kind == kind:
                    span: Any = doc.char_span(m.start, m.end, label=m.label)
                    span.id_ = m.id
                    spans.append(span)
            doc.spans[group] = spans
        doc.user_data["policymine"] = sheet.dumps()
        doc.user_data["edges"] = json.dumps([[e.kind, e.source, e.target] for e in sheet.edges()])
        doc.user_data["fields"] = json.dumps({m.id: dict(m.fields) for m in marks})
        held.add(doc)
    held.to_disk(folder / FILE)
    return [FILE]


def tokens(nlp: Any, text: str, marks: Iterable[Mark]) -> tuple[list[str], list[bool]]:
    """Words, and whether a blank follows each, that join to ``text``; every mark begins and ends with a word."""
    cuts = {offset for m in marks for offset in (m.start, m.end)}
    words: list[str] = []
    spaces: list[bool] = []
    for token in nlp.make_doc(text):
        begin, end = token.idx, token.idx + len(token.text)
        bounds = [begin, *sorted(c for c in cuts if begin < c < end), end]
        for a, b in pairwise(bounds):
            words.append(text[a:b])
            spaces.append(False)
        if token.whitespace_:
            # A span that ends after the blank needs it as a word of its own.
            if end + 1 in {m.end for m in marks} or end in {m.start for m in marks}:
                words.append(" ")
                spaces.append(False)
            else:
                spaces[-1] = True
    return words, spaces


def read(path: Path) -> list[tuple[Sheet, list[Mark], list[Edge]]]:
    """The documents of a ``.spacy`` file, or of a folder with ``documents.spacy``."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    file = path / FILE if path.is_dir() else path
    if not file.is_file():
        raise InputError("PM101", where=str(file))
    try:
        docs = list(DocBin().from_disk(file).get_docs(Vocab()))
    # What a damaged file makes its readers raise is open.
    except Exception as error:
        raise InputError("PM106", str(error)[:200], where=str(file), remedy="Export it again.") from error
    return [_doc(doc, f"{file}, document {n}") for n, doc in enumerate(docs, 1)]


def _doc(doc: Any, where: str) -> tuple[Sheet, list[Mark], list[Edge]]:
    held = doc.user_data.get("policymine")
    sheet = Sheet.loads(held, where) if held else Sheet(f"document_{where.rsplit(' ', 1)[-1]}.txt", doc.text, {})
    fields = json.loads(doc.user_data.get("fields") or "{}")
    marks = [
        Mark(span.id_ or f"new {kind} {n}", kind, span.start_char, span.end_char, span.label_, fields.get(span.id_, {}))
        for kind, group in _GROUPS.items()
        for n, span in enumerate(doc.spans.get(group, []))
    ]
    return sheet, marks, [Edge(*e) for e in json.loads(doc.user_data.get("edges") or "[]")]
