"""What a command is given that takes a text or a file: the documents at a path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policymine.records import Document

_ENDINGS = (".txt", ".html", ".htm", ".pdf", ".docx", ".xlsx", ".jsonl")


def existing_path(source: str) -> Path | None:
    """The file or folder that ``source`` names; None for anything else, which is text.

    Raises ``InputError`` PM101 for what can only be meant as a path and is not there.
    """
    try:
        path = Path(source)
        if source.strip() and path.exists():
            return path
    except (OSError, ValueError):  # too long for a name, or a NUL in it: text
        return None
    if source.lower().endswith(_ENDINGS) and not any(c.isspace() for c in source):
        from policymine.errors import InputError

        raise InputError("PM101", where=source)
    return None


def documents_at(path: Path) -> Iterator[Document]:
    """The documents of the file or folder. Raises ``InputError`` at the first that cannot be read."""
    from policymine.errors import InputError
    from policymine.pipeline.inputs import list_sources, read_sources
    from policymine.pipeline.reading import parse_safely
    from policymine.pipeline.services import DEFAULT
    from policymine.records import Problem

    for snapshot in read_sources(list_sources([path], DEFAULT), None, DEFAULT):
        for document in [snapshot] if isinstance(snapshot, Problem) else parse_safely(snapshot):
            if isinstance(document, Problem):
                raise InputError(document.code, document.message, where=document.source)
            yield document
