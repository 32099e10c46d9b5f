"""One snapshot: parse, read, verify. What goes wrong with a document costs that document, and is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from policymine.dataset.rows import ground
from policymine.errors import KINDS, PolicymineError
from policymine.pipeline.services import DEFAULT, Services
from policymine.records import Document, Extraction, Problem, Snapshot


def problem_of(source: str, error: BaseException) -> Problem:
    """The record of a failure: the error's own code, or PM502 for one that nobody foresaw."""
    if isinstance(error, PolicymineError):
        message = error.title if not error.detail else f"{error.title} ({error.detail})"
        return Problem(source, error.code, message, error.remedy)
    detail = " ".join(str(error).split())[:300]
    return crash(source, f"{type(error).__name__}: {detail}" if detail else type(error).__name__)


def crash(source: str, detail: str) -> Problem:
    """PM502: reading broke off."""
    kind = KINDS["PM502"]
    return Problem(source, kind.code, f"{kind.title} ({detail})", kind.remedy)


def process(snapshot: Snapshot, resources: Any = None, services: Services = DEFAULT) -> Iterator[Extraction | Problem]:
    """Every document of the snapshot with what was read from it, in order, or the problem that stopped it.

    Never raises on the content: a document that breaks a reader gives a ``Problem`` (PM502, or the error's own code) and
    the next one is read. ``resources``: what ``load_resources`` gave; the default codebooks when None.
    """
    if resources is None:
        resources = services.load_resources(())
    yield from read_documents(parse_safely(snapshot, services), resources, services)


def parse_safely(snapshot: Snapshot, services: Services = DEFAULT) -> Iterator[Document | Problem]:
    """Documents and problems of the snapshot; a crash of the parser becomes the last problem."""
    try:
        yield from services.parse(snapshot)
    except Exception as error:
        yield problem_of(snapshot.name, error)


def read_documents(
    items: Iterable[Document | Problem], resources: Any, services: Services = DEFAULT
) -> Iterator[Extraction | Problem]:
    """Read and verify each document; problems pass through in their place."""
    for item in items:
        yield item if isinstance(item, Problem) else _read(item, resources, services)


def _read(document: Document, resources: Any, services: Services) -> Extraction | Problem:
    try:
        _storable(document)
        return ground(services.verify(ground(services.read_document(document, resources))))
    except Exception as error:
        return replace(problem_of(document.doc, error), source=document.doc)


def _storable(document: Document) -> None:
    """Text that is no valid Unicode (lone surrogates) cannot be stored or written anywhere."""
    for part in (document.doc, document.text, document.title, document.publisher, document.author, document.url):
        if part is not None:
            try:
                part.encode()
            except UnicodeEncodeError as error:
                raise PolicymineError("PM104", "the text holds lone surrogates", where=document.doc) from error
