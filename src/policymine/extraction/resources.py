"""What reading needs beside the document: codebooks with their name finders. Built once, shared, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from policymine.codebook.load import load
from policymine.codebook.plans import Plans
from policymine.codebook.schema import Codebook
from policymine.codebook.terms import TermFinder
from policymine.records import Language

DEFAULT_CODEBOOKS: tuple[str, ...] = ("double_reduction", "government_work_report")
# Raised whenever reading changes its results: a dataset re-reads the documents that an older reader read.
EXTRACTOR_VERSION = "2026.11.1"


@dataclass(frozen=True, slots=True)
class Resources:
    codebooks: tuple[Codebook, ...]
    finders: dict[Language, tuple[tuple[Plans, TermFinder], ...]] = field(repr=False)
    # Figures with their bare points in place of a confidence: for measuring what the points are worth.
    raw_confidence: bool = False

    @property
    def codebook_version(self) -> str:
        """Names and versions of the codebooks in use, e.g. ``double_reduction@2026.11``."""
        return "+".join(f"{c.name}@{c.version}" for c in self.codebooks)


def load_resources(codebooks: Sequence[str | Path] = DEFAULT_CODEBOOKS) -> Resources:
    """Resources over the named codebooks (names that ship with the package, or paths). Cached.

    Raises CodebookError PM201 or PM202.
    """
    return _load(tuple(str(c) for c in codebooks))


@cache
def _load(names: tuple[str, ...]) -> Resources:
    codebooks = tuple(load(name) for name in names)
    plans = tuple(Plans.of(c) for c in codebooks)
    return Resources(
        codebooks,
        {
            language: tuple((p, TermFinder(p.codebook, language)) for p in plans)
            for language in (Language.ZH, Language.EN)
        },
    )
