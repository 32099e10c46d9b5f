"""Which documents are worth annotating next: those that the reader doubts most, those that differ most, or any.

A document's doubt is the sum over its figures of what was left open or contradicted, divided by the square root of their
number: a long document is not chosen for its length, nor a short one for a single odd number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from policymine.errors import UsageError
from policymine.learning.gold import Row
from policymine.records import Extraction, Reason

STRATEGIES = ("uncertain", "diverse", "random")
# What a field that was left open weighs beside one minus the confidence. An indicator is often rightly none, and costs an
# annotator a glance; a contradiction means that something is wrong for certain.
WEIGHTS: Mapping[str, float] = {
    "without indicator": 0.3,
    "without unit": 0.6,
    "without place": 0.5,
    "without period": 0.5,
    "in a check that fails": 1.0,
}
_META = ("title", "publisher", "author", "published", "number", "issuer", "url")
_WORDS = 6  # that are told of a group
_LARGE = 5000  # documents from which on k-means works in batches


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be annotated, with what the reader was unsure of."""

    doc: str
    text: str
    meta: Mapping[str, str | None]
    figures: int
    doubt: float
    doubts: Mapping[str, int] = field(default_factory=dict)
    confidence: float | None = None  # mean over the figures


@dataclass(frozen=True, slots=True)
class Chosen:
    candidate: Candidate
    score: float | None
    why: str


def candidate(extraction: Extraction) -> Candidate:
    """What the reader says of one document."""
    d = extraction.document
    rows = [
        {
            "indicator": f.indicator,
            "unit": f.unit,
            "adcode": f.adcode,
            "period": f.period,
            "confidence": f.confidence,
            "checks": f.checks,
            "unplaced": ("adcode", Reason.AMBIGUOUS) in f.reasons,
        }
        for f in extraction.figures
    ]
    return _candidate(d.doc, d.text, {name: getattr(d, name) for name in _META}, rows)


def candidates_of_dataset(dataset: Any) -> list[Candidate]:
    """The documents of an open dataset, from its tables: nothing is read again."""
    names = ["doc", "doc_id", "snapshot_id", "indicator", "unit", "adcode", "period", "confidence", "checks", "reasons"]
    by_document: dict[tuple[str, ...], list[Row]] = {}
    for batch in dataset.source("figures").to_batches(columns=names):
        for row in batch.to_pylist():
            reasons = {(r["field"], r["reason"]) for r in row["reasons"] or ()}
            row["unplaced"] = ("adcode", Reason.AMBIGUOUS.value) in reasons
            by_document.setdefault((row["doc"], row["doc_id"], row["snapshot_id"]), []).append(row)
    out: dict[str, Candidate] = {}
    for batch in dataset.source("documents").to_batches(columns=["doc", "doc_id", "snapshot_id", "text", *_META]):
        for row in batch.to_pylist():
            rows = by_document.get((row["doc"], row["doc_id"], row["snapshot_id"]), [])
            out[row["doc"]] = _candidate(row["doc"], row["text"], {name: row[name] for name in _META}, rows)
    return [out[doc] for doc in sorted(out)]


def _candidate(doc: str, text: str, meta: Mapping[str, str | None], rows: Sequence[Row]) -> Candidate:
    doubts: Counter[str] = Counter()
    for row in rows:
        doubts["without indicator"] += row["indicator"] is None
        doubts["without unit"] += row["unit"] is None
        doubts["without place"] += row["unplaced"]
        doubts["without period"] += row["period"] is None
        doubts["in a check that fails"] += any(c.endswith(":contradicts") for c in row["checks"] or ())
    unsure = sum(1 - row["confidence"] for row in rows)
    total = unsure + sum(WEIGHTS[name] * count for name, count in doubts.items())
    return Candidate(
        doc,
        text,
        meta,
        len(rows),
        total / len(rows) ** 0.5 if rows else 0.0,
        {name: count for name, count in doubts.items() if count},
        1 - unsure / len(rows) if rows else None,
    )


def choose(candidates: Iterable[Candidate], count: int, strategy: str, seed: int = 0) -> list[Chosen]:
    """``count`` documents, the most useful first; all of them where there are no more. The same seed chooses the same.

    Of documents with the same text one is considered. Raises UsageError PM405 for another strategy or a count below 1,
    and PM403 where ``diverse`` lacks scikit-learn.
    """
    if strategy not in STRATEGIES:
        raise UsageError("PM405", f"one of {', '.join(STRATEGIES)}", where=f"--strategy {strategy}")
    if count < 1:
        raise UsageError("PM405", "at least 1", where=str(count))
    once = {c.text: c for c in sorted(candidates, key=lambda c: c.doc, reverse=True)}
    found = sorted(once.values(), key=lambda c: c.doc)
    if strategy == "uncertain":
        ranked = sorted(found, key=lambda c: (-c.doubt, c.doc))
        return [Chosen(c, round(c.doubt, 4), _doubts(c)) for c in ranked[:count]]
    if strategy == "diverse":
        return diverse(found, count, seed)
    drawn = Random(seed).sample(found, min(count, len(found)))  # noqa: S311 - a sample, no secret
    return [Chosen(c, None, f"drawn at random, seed {seed}") for c in drawn]


def _doubts(c: Candidate) -> str:
    if c.confidence is None:
        return "no figures were found"
    told = [f"{n} of {c.figures} {what}" for what, n in sorted(c.doubts.items(), key=lambda i: -WEIGHTS[i[0]] * i[1])]
    return "; ".join([*told, f"mean confidence {c.confidence:.2f}"])


def diverse(candidates: Sequence[Candidate], count: int, seed: int) -> list[Chosen]:
    """The document nearest to the middle of each of ``count`` groups of like documents, the largest group first.

    TF-IDF of character pairs and triples, which need no segmentation and hold for both languages, in k-means groups.
    """
    from policymine.learning.store import require_learning

    require_learning()
    if len(candidates) <= count:
        return [Chosen(c, None, "all there are") for c in candidates]
    import numpy as np
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), max_features=20_000, sublinear_tf=True)
    matrix = vectorizer.fit_transform([c.text for c in candidates])
    kind = MiniBatchKMeans if len(candidates) > _LARGE else KMeans
    groups = kind(n_clusters=count, random_state=seed, n_init=3).fit(matrix)
    distances = groups.transform(matrix)
    terms = vectorizer.get_feature_names_out()
    middle = np.asarray(matrix.mean(axis=0)).ravel()
    out = []
    for group in range(count):
        members = [int(i) for i in np.flatnonzero(groups.labels_ == group)]
        if members:
            nearest = min(members, key=lambda i: (round(float(distances[i, group]), 9), candidates[i].doc))
            telling = np.argsort(-(groups.cluster_centers_[group] - middle), kind="stable")[: _WORDS * 3]
            words = _apart([str(terms[i]).strip() for i in telling])
            like = "it alone is like it" if len(members) == 1 else f"stands for {len(members)} documents like it"
            out.append((len(members), Chosen(candidates[nearest], None, f"{like}: {', '.join(words)}")))
    return [c for _, c in sorted(out, key=lambda pair: (-pair[0], pair[1].candidate.doc))]


def _apart(words: Iterable[str]) -> list[str]:
    """The first of ``words`` that do not hold each other."""
    out: list[str] = []
    for word in words:
        if len(word) > 1 and not any(word in other or other in word for other in out):
            out.append(word)
    return out[:_WORDS]


def rows(chosen: Iterable[Chosen]) -> list[Row]:
    """As lines of a .jsonl file that every command reads: the document, and why it was chosen."""
    return [
        {"doc": c.candidate.doc, "text": c.candidate.text}
        | {name: value for name, value in c.candidate.meta.items() if value is not None}
        | {"figures": c.candidate.figures, "score": c.score, "why": c.why}
        for c in chosen
    ]
