"""The same story in several papers: near-duplicate documents, clustered by their words.

A document's words are kept as a MinHash signature (Broder 1997: the share of equal minima of two signatures estimates
the Jaccard similarity of the two sets of shingles), so that a corpus is clustered without reading its texts again.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from policymine.records import Document, Language, SectionKind

if TYPE_CHECKING:
    from policymine.dataset.store import Dataset

PERMUTATIONS: Final = 128
"""Hashes a signature: the standard error of an estimated similarity is below 1/sqrt(128) = 0.09."""

THRESHOLD: Final = 0.7
"""Similarity from which two documents are one story. Ten edits in an article of 500 characters change about 50 of its
500 shingles on both sides, a Jaccard similarity of 0.82; articles on one topic from one template stay below 0.5."""

_ZH_SHINGLE: Final = 5  # characters
_EN_SHINGLE: Final = 3  # words
_LEAST_SHINGLES: Final = 30
"""Below this, a headline and a dateline decide: a shorter text is a reprint only of an equal one."""

_TOLD = frozenset({SectionKind.HEADLINE, SectionKind.DECK, SectionKind.SUBHEAD, SectionKind.BODY, SectionKind.TABLE})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Reprint:
    """A document of a cluster of two or more. ``origin`` is the ``doc_id`` of the cluster's first, ``similarity`` the
    estimated Jaccard similarity to it (1 for the origin itself).
    """

    doc_id: str
    origin: str
    similarity: float


def signature(document: Document) -> str:
    """The signature of the words that the document tells, ``4 * PERMUTATIONS`` bytes in base64; "" for too short a text.

    Credits, datelines and other stories of the page do not count, nor do punctuation, width, case, or whether the
    characters are simplified: the Hong Kong paper that prints a mainland notice prints the same story.
    """
    from datasketch import MinHash

    shingles = _shingles(document)
    if len(shingles) < _LEAST_SHINGLES:
        return ""
    sketch = MinHash(num_perm=PERMUTATIONS, scheme="affine32")
    sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in shingles])
    return base64.b64encode(sketch.hashvalues.astype("<u4").tobytes()).decode("ascii")


def _shingles(document: Document) -> set[str]:
    parts = [document.text[s.start : s.end] for s in document.sections if s.kind in _TOLD] or [document.text]
    words = _WORD.findall(_plain("\n".join(parts), document.language))
    if document.language is Language.ZH:
        run = "".join(words)
        return {run[i : i + _ZH_SHINGLE] for i in range(len(run) - _ZH_SHINGLE + 1)}
    return {" ".join(words[i : i + _EN_SHINGLE]) for i in range(len(words) - _EN_SHINGLE + 1)}


def _plain(text: str, language: Language) -> str:
    import unicodedata

    from policymine.text.script import simplified

    told = unicodedata.normalize("NFKC", text).lower()
    return simplified(told) if language is Language.ZH else told


def cluster(documents: Iterable[Mapping[str, Any]], threshold: float = THRESHOLD) -> list[Reprint]:
    """Reprints among rows with ``doc_id``, ``doc``, ``published`` and ``minhash``, in order of origin and document.

    Two documents are linked when their signatures agree in at least ``threshold`` of their places; a cluster is what
    links connect. Its origin is the first published; a document without a date comes after those with one.
    """
    from datasketch import MinHash, MinHashLSH

    rows: dict[str, Mapping[str, Any]] = {}
    for row in documents:
        known = rows.get(row["doc_id"])
        if known is None or _age(row) < _age(known):
            rows[row["doc_id"]] = row
    sketches = {key: _sketch(MinHash, row["minhash"]) for key, row in rows.items() if row["minhash"]}
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    parent: dict[str, str] = {}
    for key in sorted(sketches, key=lambda key: _age(rows[key])):
        # Candidates share a band of hashes; whether they are similar enough is asked of the whole signature.
        for other in index.query(sketches[key]):
            if sketches[key].jaccard(sketches[other]) >= threshold:
                _join(parent, key, other)
        index.insert(key, sketches[key])
    groups: dict[str, list[str]] = {}
    for key in parent:
        groups.setdefault(_root(parent, key), []).append(key)
    found = []
    for members in groups.values():
        origin = min(members, key=lambda key: _age(rows[key]))
        found += [
            Reprint(key, origin, 1.0 if key == origin else round(float(sketches[key].jaccard(sketches[origin])), 2))
            for key in members
        ]
    return sorted(found, key=lambda reprint: (_age(rows[reprint.origin]), _age(rows[reprint.doc_id])))


def _sketch(make: Any, stored: str) -> Any:
    import numpy as np

    return make(
        num_perm=PERMUTATIONS, scheme="affine32", hashvalues=np.frombuffer(base64.b64decode(stored), dtype="<u4")
    )


def _age(row: Mapping[str, Any]) -> tuple[bool, str, str, str]:
    published = row["published"]
    return published is None, published or "", row["doc"], row["doc_id"]


def _root(parent: dict[str, str], key: str) -> str:
    while parent.setdefault(key, key) != key:
        parent[key] = parent[parent[key]]
        key = parent[key]
    return key


def _join(parent: dict[str, str], one: str, other: str) -> None:
    parent[_root(parent, one)] = _root(parent, other)


def reprints(dataset: Dataset, threshold: float = THRESHOLD) -> list[Reprint]:
    """Reprints among the documents of a dataset. Raises ``UsageError`` PM405 for a threshold outside (0, 1]."""
    from policymine.errors import UsageError

    if not 0 < threshold <= 1:
        raise UsageError("PM405", "a similarity lies above 0 and is at most 1", where=str(threshold))
    columns = ["doc_id", "doc", "published", "minhash"]
    return cluster(dataset.source("documents").to_table(columns=columns).to_pylist(), threshold)


def origins(dataset: Dataset, threshold: float = THRESHOLD) -> dict[str, str]:
    """The origin's ``doc_id`` of every document that has a near-duplicate; the others are left out."""
    return {reprint.doc_id: reprint.origin for reprint in reprints(dataset, threshold)}
