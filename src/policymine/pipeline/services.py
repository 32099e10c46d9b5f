"""The functions that the pipeline composes, as one value: the rooms' own by default, others in a test or an extension."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from policymine.records import Document, Extraction, Problem, Snapshot


@dataclass(frozen=True)
class Services:
    """Each field is one stage. Functions must be importable by name, so that worker processes find them."""

    find_sources: Callable[[Iterable[Path]], Iterator[Path]]
    read_snapshot: Callable[[Path, int | None], Snapshot]
    parse: Callable[[Snapshot], Iterator[Document | Problem]]
    load_resources: Callable[[Sequence[str | Path]], Any]
    read_document: Callable[[Document, Any], Extraction]
    verify: Callable[[Extraction], Extraction]
    reader_version: Callable[[], str]


def find_sources(paths: Iterable[Path]) -> Iterator[Path]:
    from policymine.acquisition.files import find_sources as find

    yield from find(list(paths))


def read_snapshot(path: Path, max_bytes: int | None) -> Snapshot:
    from policymine.acquisition.files import read_snapshot as read

    return read(path, max_bytes)


def parse(snapshot: Snapshot) -> Iterator[Document | Problem]:
    from policymine.parsing import parse as parse_snapshot

    yield from parse_snapshot(snapshot)


def load_resources(codebooks: Sequence[str | Path] = ()) -> Any:
    """Resources over the named codebooks (those that ship as the default where none is named), with the model that ships."""
    from policymine.extraction import load_resources as load
    from policymine.learning.shipped import with_shipped

    return with_shipped(load(tuple(codebooks)) if codebooks else load())


def read_document(document: Document, resources: Any) -> Extraction:
    from policymine.extraction import read_document as read

    return read(document, resources)


def verify(extraction: Extraction) -> Extraction:
    from policymine.verification import verify as verify_extraction

    return verify_extraction(extraction)


_READING_ROOMS = ("data", "text", "geography", "codebook", "extraction", "verification", "parsing")
# What of the room `learning` is asked while reading.
_ASKED = ("features", "indicator", "margins", "questions", "rank", "shipped", "thresholds")


@cache
def reader_version() -> str:
    """Fingerprint of everything that reading depends on: code and facts of the rooms from parsing to verification.

    A dataset re-reads what was read with another fingerprint, so that its rows never mix two ways of reading.
    """
    digest = hashlib.sha256()
    root = files("policymine")
    for room in _READING_ROOMS:
        for name, item in _walk(root.joinpath(room), room):
            digest.update(name.encode() + b"\0" + item.read_bytes() + b"\0")
    for name in _ASKED:
        digest.update(root.joinpath("learning", f"{name}.py").read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _walk(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{name}/{item.name}"
        if item.is_dir():
            if item.name != "__pycache__":
                yield from _walk(item, path)
        elif not item.name.endswith((".pyc", ".md")):
            yield path, item


DEFAULT = Services(find_sources, read_snapshot, parse, load_resources, read_document, verify, reader_version)
