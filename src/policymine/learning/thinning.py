"""Codebooks with some of their names left out: what the rules answer on wording that nobody collected.

The names of a codebook were collected on the corpora that a model learns from, so that the rules err there less than they
will on unseen text, and a model would learn that they are always right. With a share of the names left out, the rules
fall silent or take a wider name, as they do where a text words things its own way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from policymine.codebook.plans import Plans
from policymine.codebook.schema import Codebook, Terms
from policymine.codebook.terms import TermFinder
from policymine.extraction.resources import Resources
from policymine.records import Language

_AnyTerms = TypeVar("_AnyTerms", bound=Terms)


def thinned(resources: Resources, codebooks: Collection[str], share: float, draw: int) -> Resources:
    """``resources`` in which ``codebooks`` have lost about ``share`` (0 to 1) of their names; names of policies stay.

    Which ones hangs on ``draw`` and the name alone, so that the same draw leaves out the same names everywhere.
    """
    books = tuple(_thin(b, share, draw) if b.name in codebooks else b for b in resources.codebooks)
    plans = tuple(Plans.of(b) for b in books)
    finders = {
        language: tuple((p, TermFinder(p.codebook, language)) for p in plans)
        for language in (Language.ZH, Language.EN)
    }
    return replace(resources, codebooks=books, finders=finders)


def _thin(book: Codebook, share: float, draw: int) -> Codebook:
    def stays(name: str) -> bool:
        digest = hashlib.sha256(f"{draw}|{name.lower()}".encode()).digest()
        return int.from_bytes(digest[:4], "big") >= share * 2**32

    def thin(terms: _AnyTerms) -> _AnyTerms:
        return terms.model_copy(
            update={"zh": tuple(filter(stays, terms.zh)), "en": tuple(filter(stays, terms.en))}
        )

    return book.model_copy(
        update={
            "entities": {n: thin(e) for n, e in book.entities.items()},
            "qualifiers": {n: thin(q) for n, q in book.qualifiers.items()},
            "measures": {n: thin(m) for n, m in book.measures.items()},
            "indicators": tuple(
                # Where an indicator required a name and has none left, it must not come to require nothing.
                i.model_copy(
                    update={"require": _never_empty(i.require, thin(i.require)), "cues": thin(i.cues), "excludes": i.excludes}
                )
                for i in book.indicators
            ),
        }
    )


def _never_empty(before: Terms, after: Terms) -> Terms:
    return after if (after.zh or after.en) or not (before.zh or before.en) else Terms(zh=("\0",))
