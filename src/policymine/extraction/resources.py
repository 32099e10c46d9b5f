"""What reading needs beside the document: codebooks with their name finders. Built once, shared, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from policymine.codebook.load import available, load
from policymine.codebook.plans import Plans
from policymine.codebook.schema import Codebook
from policymine.codebook.terms import TermFinder
from policymine.extraction.event_ranker import Judge, shipped_ranker
from policymine.records import Document, Language

DEFAULT_CODEBOOKS: tuple[str, ...] = ("double_reduction", "government_work_report")
# Raised whenever reading changes its results: a dataset re-reads the documents that an older reader read.
EXTRACTOR_VERSION = "2026.11.2"


@dataclass(frozen=True, slots=True)
class Resources:
    codebooks: tuple[Codebook, ...]
    finders: dict[Language, tuple[tuple[Plans, TermFinder], ...]] = field(repr=False)
    # Figures with their bare points in place of a confidence: for measuring what the points are worth.
    raw_confidence: bool = False
    # Who names figures beside the rules (``extraction.asking.Ranker``); nobody by default.
    ranker: Callable[..., Any] | None = field(default=None, compare=False)
    # Who settles which clauses report events: the ranker that ships, another judge, or nobody (the frames alone).
    event_judge: Judge | Literal["shipped"] | None = field(default="shipped", compare=False)
    # Of a codebook in a file the beginning of its hash, so that an edit is seen where the version stayed; else "".
    hashes: tuple[str, ...] = ()

    @property
    def codebook_version(self) -> str:
        """Names and versions of the codebooks in use: ``double_reduction@2026.11``, of a file ``mine@1.0#5d41402a``."""
        hashes = self.hashes or ("",) * len(self.codebooks)
        return "+".join(
            f"{c.name}@{c.version}" + (f"#{mark}" if mark else "")
            for c, mark in zip(self.codebooks, hashes, strict=True)
        )

    def judge_of(self, document: Document) -> tuple[Judge | None, bool]:
        """Who settles the events of ``document``, nobody where the judge has no say there; and whether it is about its policies."""
        judge = shipped_ranker() if self.event_judge == "shipped" else self.event_judge
        if judge is None:
            return None, False
        topical = self.speaks_of(document, judge.policies)
        language = Language.ZH if document.language is Language.ZH else Language.EN
        return (judge, topical) if judge.speaks(language, topical=topical) else (None, topical)

    def speaks_of(self, document: Document, policies: Collection[str]) -> bool:
        """Whether ``document`` names the policy of one of the codebooks ``policies``."""
        spoken = f"{document.title or ''}\n{document.text}".lower()
        zh = document.language is Language.ZH
        names = (
            name
            for c in self.codebooks
            if c.name in policies
            for name in (c.policy_names.zh if zh else c.policy_names.en)
        )
        return any(name.lower() in spoken or name.lower().replace("-", " -") in spoken for name in names)


def load_resources(codebooks: Sequence[str | Path] = DEFAULT_CODEBOOKS) -> Resources:
    """Resources over the named codebooks (names that ship with the package, or paths). Cached until a file changes.

    Raises CodebookError PM201 or PM202.
    """
    return _load(tuple((str(c), _hash(c)) for c in codebooks))


def _hash(name: str | Path) -> str:
    path = Path(name)
    if not path.is_file() or str(name) in available():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=16)
def _load(named: tuple[tuple[str, str], ...]) -> Resources:
    names = [name for name, _ in named]
    codebooks = tuple(load(name) for name in names)
    plans = tuple(Plans.of(c) for c in codebooks)
    return Resources(
        codebooks,
        {
            language: tuple((p, TermFinder(p.codebook, language)) for p in plans)
            for language in (Language.ZH, Language.EN)
        },
        hashes=tuple(mark for _, mark in named),
    )
