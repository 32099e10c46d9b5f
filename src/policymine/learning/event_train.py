"""Training of the event ranker: weights on train and on written clauses, the measure on dev."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from policymine.data import load_yaml
from policymine.errors import InputError
from policymine.extraction.event_ranker import NONE, EventRanker, read_ranker
from policymine.extraction.reader import read_document
from policymine.extraction.resources import EXTRACTOR_VERSION, Resources, load_resources
from policymine.learning import reliability, store
from policymine.learning.cards import event_card
from policymine.learning.event_patterns import VARIANTS, read_patterns
from policymine.learning.event_samples import EventSample, document_samples, pattern_samples
from policymine.learning.gold import Gold
from policymine.learning.linear import Linear
from policymine.learning.registry import MODEL, versions, write_model
from policymine.learning.samples import DEV, TRAIN, Annotated, read_corpora
from policymine.learning.scoring import score_events
from policymine.records import Event, Language

WEIGHTS = "weights.npz"
# Codebooks of the policies that most training documents are about. In others the frames alone report: there the ranker would
# take up every figure of a work report.
POLICIES = ("double_reduction",)
LANGUAGES = (Language.ZH, Language.EN)
STRENGTH = 1.0  # scikit-learn's C; 2 and 4 are no better over folds of train
WRITTEN = 0.3  # weight of a written clause beside one of a document
SEEN = 2  # samples that must hold a feature


@dataclass(frozen=True, slots=True)
class Fitted:
    """Classifiers of one language with the same features: ``kinds`` over all types and none, ``gate`` event or none."""

    kinds: Linear
    gate: Linear


def fit(samples: Sequence[EventSample], seed: int) -> dict[Language, Fitted]:
    """The classifiers of each language.

    Raises InputError PM101 where the samples of a language hold fewer than three kinds, or none that is no event.
    """
    out = {}
    for language in LANGUAGES:
        part = [s for s in samples if s.language is language]
        kinds = {s.kind for s in part}
        if len(kinds) < 3 or NONE not in kinds:
            raise InputError(
                "PM101",
                f"too few events in {language.value}",
                where="training split",
                remedy="Give a corpus with events of three types in both languages, or patterns.",
            )
        data, weights = [s.features for s in part], [WRITTEN if s.written else 1.0 for s in part]
        out[language] = Fitted(
            Linear.fit(data, [s.kind for s in part], strength=STRENGTH, least=SEEN, seed=seed, weights=weights),
            Linear.fit(data, [s.kind != NONE for s in part], strength=STRENGTH, least=SEEN, seed=seed, weights=weights),
        )
    return out


def packed(models: Mapping[Language, Fitted], version: str) -> bytes:
    """The ranker as the reader takes it (:func:`policymine.extraction.event_ranker.read_ranker`): weights in half precision."""
    import numpy as np

    arrays: dict[str, Any] = {"version": np.array(version), "policies": np.array(POLICIES)}
    for language, fitted in models.items():
        key, model, gate = language.value, fitted.kinds, fitted.gate.estimator
        arrays[f"{key}_names"] = np.frombuffer("\n".join(model.names).encode(), np.uint8)
        arrays[f"{key}_weights"] = model.estimator.coef_.T.astype(np.float16)
        arrays[f"{key}_gate"] = np.append(gate.coef_[0], gate.intercept_).astype(np.float16)
        arrays[f"{key}_bias"] = model.estimator.intercept_.astype(np.float32)
        arrays[f"{key}_kinds"] = np.array(model.classes)
    out = BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def ranker_of(models: Mapping[Language, Fitted], version: str = "") -> EventRanker:
    """The ranker that will be read from the packed file."""
    return read_ranker(BytesIO(packed(models, version)))


def events_f1(annotated: Sequence[Annotated], resources: Resources) -> float:
    """F1 of typed events of the whole reader over ``annotated``."""
    documents = [a for a in annotated if a.gold.events]
    rows = [row_of(e) for a in documents for e in read_document(a.document, resources).events]
    gold = tuple(row for a in documents for row in a.gold.events)
    return score_events(rows, Gold((), gold, (), frozenset(a.document.doc for a in documents)))["typed"].f1


def row_of(event: Event) -> dict[str, Any]:
    """The fields of an event that scoring reads."""
    return {"doc": event.doc, "start": event.start, "end": event.end, "type": event.type, "date": event.date}


def train_event_model(
    corpora: Sequence[Path], folder: Path, *, patterns: Sequence[Path] = (), seed: int = 0
) -> tuple[Path, dict[str, Any]]:
    """Train, measure on dev, and write an event model: the folder and its meta.

    ``patterns``: files of written clauses (:mod:`policymine.learning.event_patterns`). The test split is not read: it
    judges the reader as a whole. Raises InputError PM101 (no corpus, too few events), PM119 (patterns), UsageError PM403
    (extra missing), DatasetError PM304.
    """
    store.require_learning()
    resources = load_resources()
    splits = {split: read_corpora(corpora, split) for split in (TRAIN, DEV)}
    written = read_patterns(patterns)
    samples = [*document_samples(splits[TRAIN], resources), *pattern_samples(written, resources)]
    models = fit(samples, seed)
    sha = _digest([*splits[TRAIN], *splits[DEV]], written)
    version = f"{folder.name}@{sha[:12]}"
    ranker = ranker_of(models, version)
    told = {split: [a for a in part if a.gold.events] for split, part in splits.items()}
    table = _table(told[DEV], resources, ranker)
    judgements = _judgements(models, document_samples(told[DEV], resources))
    meta: dict[str, Any] = {
        "name": folder.name,
        "task": "event",
        "backend": "sklearn",
        "codebooks": [c.name for c in resources.codebooks],
        "reader": {"version": EXTRACTOR_VERSION, "codebooks": resources.codebook_version},
        "labels": sorted({s.kind for s in samples} - {NONE}),
        "thresholds": load_yaml("event_ranker.yaml")["own"],
        "elsewhere": load_yaml("event_ranker.yaml")["elsewhere"],
        "trust": load_yaml("event_ranker.yaml")["trust"],
        "policies": list(POLICIES),
        "seed": seed,
        "data": {
            "corpora": [c.resolve().name for c in corpora],
            "patterns": {"files": [p.name for p in patterns], "clauses": len(written), "of_each": VARIANTS},
            "documents": {split: len(part) for split, part in told.items()},
            "clauses": {TRAIN: sum(not s.written for s in samples)},
            "events": {split: sum(len(a.gold.events) for a in part) for split, part in told.items()},
            "sha256": sha,
        },
        "versions": versions("scikit-learn", "skops", "numpy"),
        "scores": {
            "table": table,
            "better": bool(table) and table[0]["points"] > 0,
            "calibration": [
                {
                    "split": DEV,
                    "language": language.value,
                    "clauses": len(judged),
                    "error": round(reliability.expected_calibration_error(judged), 4),
                }
                for language, judged in judgements.items()
            ],
        },
    }
    files = {
        MODEL: store.dumps({k.value: {"kinds": m.kinds.parts(), "gate": m.gate.parts()} for k, m in models.items()}),
        WEIGHTS: packed(models, version),
    }
    write_model(folder, meta, event_card(meta), files)
    reliability.save_plots(folder, DEV, {language.value: judged for language, judged in judgements.items()})
    return folder, meta


def _judgements(
    models: Mapping[Language, Fitted], samples: Iterable[EventSample]
) -> dict[Language, list[tuple[float, bool]]]:
    """How likely the likeliest type of a clause is, and whether it is right, where that type is not none."""
    out: dict[Language, list[tuple[float, bool]]] = {language: [] for language in models}
    for sample in samples:
        likely = models[sample.language].kinds.probabilities(sample.features)
        kind = max(likely, key=lambda k: (likely[k], k))
        if kind != NONE:
            out[sample.language].append((likely[kind], kind == sample.kind))
    return out


def _digest(annotated: Iterable[Annotated], written: Iterable[tuple[str, str]]) -> str:
    """sha256 of the texts and gold events, and of the written clauses, in order."""
    total = hashlib.sha256()
    for item in annotated:
        total.update(f"{item.corpus}\0{item.document.doc}\0{item.document.text}\0".encode())
        for row in item.gold.events:
            total.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    for kind, words in written:
        total.update(f"{kind}\0{words}\n".encode())
    return total.hexdigest()


def _table(dev: Sequence[Annotated], resources: Resources, ranker: EventRanker) -> list[dict[str, Any]]:
    rows = []
    for language in ("all", *(lang.value for lang in LANGUAGES)):
        part = [a for a in dev if language in {"all", a.document.language.value}]
        if not part:
            continue
        rules = events_f1(part, replace(resources, event_judge=None))
        ranked = events_f1(part, replace(resources, event_judge=ranker))
        rows.append(
            {
                "split": DEV,
                "language": language,
                "measure": "typed F1",
                "rules": f"{100 * rules:.1f}",
                "model": f"{100 * ranked:.1f}",
                "points": round(100 * (ranked - rules), 2),
            }
        )
    return rows
