"""What a corpus knows of its documents beside their text: the manifest."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from policymine.records import Document
from policymine.text.documents import make_document

_LOOK_UP = 3  # folders above the documents in which a manifest may lie


def known_metadata(documents: Path) -> dict[str, str]:
    """Date of publication of each document that a ``manifest.csv`` above ``documents`` lists, by file name.

    A manifest has the columns ``path`` (``…/file.jsonl#name`` for a line of a .jsonl file) and ``published`` (EDTF).
    """
    folder = documents if documents.is_dir() else documents.parent
    for place in [folder, *folder.absolute().parents][: _LOOK_UP + 1]:
        manifest = place / "manifest.csv"
        if manifest.is_file():
            with manifest.open(encoding="utf-8-sig", newline="") as lines:
                return {
                    row["path"].rsplit("#", 1)[-1].rsplit("/", 1)[-1]: row["published"]
                    for row in csv.DictReader(lines)
                    if row.get("path") and row.get("published")
                }
    return {}


def with_known(document: Document, known: Mapping[str, str]) -> Document:
    """``document`` with its date from the manifest, where its own text gives none."""
    published = known.get(document.doc)
    if document.published is not None or published is None:
        return document
    again = make_document(
        document.doc, document.text, language=document.language, published=published, title=document.title
    )
    return replace(
        document,
        published=published,
        published_from="given",
        sections=document.sections if document.tables else again.sections,
    )
