"""Snapshot to Document: plain text, HTML, PDF, DOCX and .jsonl."""

from __future__ import annotations

from collections.abc import Iterator

from policymine.errors import InputError
from policymine.records import Document, Problem, Snapshot

__all__ = ["parse"]


def parse(snapshot: Snapshot) -> Iterator[Document | Problem]:
    """The documents of a snapshot (one, or one a line of a .jsonl file), and a Problem for each that cannot be read.

    Nothing is raised for what the bytes hold: a bad document gives a Problem with a code of the PM1xx series that names
    the file (and the line). A PDF of which some pages are pictures gives its document and, after it, a Problem.
    """
    from policymine.parsing.formats import read_snapshot_documents

    for item in read_snapshot_documents(snapshot):
        yield _problem(snapshot, item) if isinstance(item, InputError) else item


def _problem(snapshot: Snapshot, error: InputError) -> Problem:
    where = error.where or snapshot.uri or snapshot.name
    named = InputError(error.code, error.detail, where=where, remedy=error.remedy)
    return Problem(source=where, code=error.code, message=named.message, remedy=error.remedy)
