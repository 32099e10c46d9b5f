"""Reading the documents of an annotated corpus, to be scored against its gold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policymine.pipeline.services import Services
    from policymine.records import Extraction


def read_corpus(
    documents: Path, codebooks: Sequence[str | Path] | None = None, services: Services | None = None
) -> Iterator[Extraction]:
    """Extractions of every document below ``documents``; what a manifest.csv above it knows of them is used."""
    from policymine.extraction import read_document
    from policymine.learning.corpus import known_metadata, with_known
    from policymine.pipeline.inputs import list_sources, read_sources
    from policymine.pipeline.reading import parse_safely
    from policymine.pipeline.services import DEFAULT
    from policymine.records import Problem
    from policymine.verification import verify

    resources = (services or DEFAULT).load_resources(codebooks or ())
    known = known_metadata(documents)
    for snapshot in read_sources(list_sources([documents], DEFAULT), None, DEFAULT):
        for item in () if isinstance(snapshot, Problem) else parse_safely(snapshot, DEFAULT):
            if not isinstance(item, Problem):
                yield verify(read_document(with_known(item, known), resources))
