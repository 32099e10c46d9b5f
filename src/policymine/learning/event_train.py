"""Training of the event ranker: weights on train, thresholds on folds of train, and the measure on dev."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from policymine.errors import InputError
from policymine.extraction.events import FLOOR
from policymine.extraction.reader import read_document
from policymine.extraction.resources import EXTRACTOR_VERSION, Resources, load_resources
from policymine.learning import store
from policymine.learning.cards import event_card
from policymine.learning.event import LOWEST, STRENGTH, EventModel, EventRanker, Thresholds, decide, event_features
from policymine.learning.features import Features
from policymine.learning.gold import Gold, Row
from policymine.learning.linear import Linear
from policymine.learning.registry import MODEL, versions, write_model
from policymine.learning.samples import DEV, TRAIN, Annotated, read_corpora
from policymine.learning.scoring import OPTIONAL_BELOW, accepted, pair_events, score_events
from policymine.records import Document, Event

FOLDS = 5
_DROPS = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
_TAKES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
_RETYPES = (1.0, 0.9, 0.8, 0.7)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A document with what the frames propose down to ``LOWEST``, and its gold events."""

    document: Document
    events: tuple[Event, ...]
    gold: Gold


@dataclass(frozen=True, slots=True)
class EventSample:
    """``kind`` is gold's type, or None where no annotator marked an event."""

    features: Features
    kind: str | None


def propose(annotated: Iterable[Annotated], resources: Resources) -> list[Proposed]:
    """What the frames propose in the documents that have gold events; where nobody marked events, nothing is known."""
    return [
        Proposed(a.document, read_document(a.document, resources, event_floor=LOWEST).events, a.gold)
        for a in annotated
        if a.gold.events
    ]


def samples_of(found: Iterable[Proposed]) -> list[EventSample]:
    """One sample a proposal; those that meet an optional gold row are left out."""
    out = []
    for item in found:
        rows = item.gold.events
        pairs = pair_events([row_of(e) for e in item.events], rows)
        for i, event in enumerate(item.events):
            gold = rows[pairs[i]] if i in pairs else None
            if gold is not None and (gold.get("confidence") or 1) < OPTIONAL_BELOW:
                continue
            right = gold is not None and event.type in accepted("type", gold)
            kind = None if gold is None else event.type if right else str(gold["type"])
            out.append(EventSample(event_features(event, item.document), kind))
    return out


def row_of(event: Event) -> Row:
    """The fields of an event that scoring reads."""
    return {"doc": event.doc, "start": event.start, "end": event.end, "type": event.type, "date": event.date}


def fit(samples: Sequence[EventSample], seed: int) -> EventModel:
    """Raises InputError PM101 where the samples hold no event, none that is not one, or one type only."""
    kinds = [s for s in samples if s.kind is not None]
    if len(kinds) in {0, len(samples)} or len({s.kind for s in kinds}) < 3:
        raise InputError(
            "PM101", "too few events in it", where="training split", remedy="Give a corpus with events of three types."
        )
    data = [s.features for s in samples]
    happened = Linear.fit(data, [s.kind is not None for s in samples], strength=STRENGTH, least=2, seed=seed)
    typed = Linear.fit([s.features for s in kinds], [s.kind for s in kinds], strength=STRENGTH, least=2, seed=seed)
    return EventModel(happened, typed)


Judge = Callable[[Document, Sequence[Event]], list[Event]]


def frames_alone(document: Document, proposed: Sequence[Event]) -> list[Event]:
    """What the reader reports without a ranker."""
    return [e for e in proposed if e.confidence >= FLOOR]


def typed_f1(found: Sequence[Proposed], judge: Judge) -> float:
    """F1 of typed events over ``found``."""
    return score_events(*_judged(found, judge))["typed"].f1


def _judged(found: Sequence[Proposed], judge: Judge) -> tuple[list[Row], Gold]:
    rows = [row_of(e) for item in found for e in judge(item.document, item.events)]
    gold = tuple(row for item in found for row in item.gold.events)
    return rows, Gold((), gold, (), frozenset(item.document.doc for item in found))


def choose(found: Sequence[Proposed], seed: int) -> Thresholds:
    """Thresholds with the best typed F1 over documents that the fold's model has not seen; of equals the most cautious."""
    parts = [found[k::FOLDS] for k in range(FOLDS)]
    models = [fit(samples_of([f for j, p in enumerate(parts) if j != k for f in p]), seed) for k in range(FOLDS)]
    judged = {
        item.document.doc: [models[k].judge(e, item.document) for e in item.events]
        for k, part in enumerate(parts)
        for item in part
    }
    best, best_score = Thresholds(), typed_f1(found, frames_alone)
    for drop, take, retype in product(_DROPS, _TAKES, _RETYPES):
        tried = Thresholds(drop, take, retype)

        def judge(document: Document, proposed: Sequence[Event], tried: Thresholds = tried) -> list[Event]:
            kept = (decide(e, j, tried) for e, j in zip(proposed, judged[document.doc], strict=True))
            return [e for e in kept if e is not None]

        score = typed_f1(found, judge)
        if score > best_score + 1e-9:
            best, best_score = tried, score
    return best


def train_event_model(corpora: Sequence[Path], folder: Path, *, seed: int = 0) -> tuple[Path, dict[str, Any]]:
    """Train, measure on dev and write an event model: the folder and its meta.

    The test split is not read: it judges the reader as a whole. Raises InputError PM101 (no corpus, too few events),
    UsageError PM403 (extra missing), DatasetError PM304.
    """
    store.require_learning()
    resources = load_resources()
    splits = {split: read_corpora(corpora, split) for split in (TRAIN, DEV)}
    found = {split: propose(part, resources) for split, part in splits.items()}
    samples = samples_of(found[TRAIN])
    model = fit(samples, seed)
    thresholds = choose(found[TRAIN], seed)
    ranker = EventRanker(model, thresholds)
    table = _table(found[DEV], ranker)
    meta: dict[str, Any] = {
        "name": folder.name,
        "task": "event",
        "backend": "sklearn",
        "codebooks": [c.name for c in resources.codebooks],
        "reader": {"version": EXTRACTOR_VERSION, "codebooks": resources.codebook_version},
        "labels": sorted({s.kind for s in samples if s.kind is not None}),
        "thresholds": {"drop": thresholds.drop, "take": thresholds.take, "retype": thresholds.retype},
        "seed": seed,
        "data": {
            "corpora": [c.resolve().name for c in corpora],
            "documents": {split: len(part) for split, part in found.items()},
            "proposals": {split: sum(len(item.events) for item in part) for split, part in found.items()},
            "events": {split: sum(len(item.gold.events) for item in part) for split, part in found.items()},
            "sha256": _digest([*splits[TRAIN], *splits[DEV]]),
        },
        "versions": versions("scikit-learn", "skops", "numpy"),
        "scores": {"table": table, "better": bool(table) and table[0]["points"] > 0},
    }
    write_model(folder, meta, event_card(meta), {MODEL: store.dumps(model.parts())})
    return folder, meta


def _digest(annotated: Iterable[Annotated]) -> str:
    """sha256 of the texts and gold events, in order."""
    total = hashlib.sha256()
    for item in annotated:
        total.update(f"{item.corpus}\0{item.document.doc}\0{item.document.text}\0".encode())
        for row in item.gold.events:
            total.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return total.hexdigest()


def _table(found: Sequence[Proposed], ranker: EventRanker) -> list[dict[str, Any]]:
    rows = []
    for language in ("all", "zh", "en"):
        part = [f for f in found if language in {"all", str(f.document.language)}]
        if not part:
            continue
        rules, ranked = typed_f1(part, frames_alone), typed_f1(part, ranker)
        rows.append(
            {
                "split": DEV,
                "language": language,
                "measure": "typed F1",
                "rules": f"{100 * rules:.1f}",
                "ranker": f"{100 * ranked:.1f}",
                "points": round(100 * (ranked - rules), 2),
            }
        )
    return rows
