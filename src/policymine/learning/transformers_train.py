"""Training, scoring and use of the encoder backend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policymine.codebook.match import Match
from policymine.codebook.plans import unit_fits
from policymine.extraction.resources import EXTRACTOR_VERSION
from policymine.learning import measure
from policymine.learning.cards import encoder_card
from policymine.learning.onnx_backend import MODEL as ONNX
from policymine.learning.onnx_backend import OnnxClassifier
from policymine.learning.questions import Question
from policymine.learning.registry import check_files, read_meta_of, versions, write_model
from policymine.learning.samples import DEV, TRAIN, Sample, digest, samples_of, speaks_of
from policymine.learning.train import DEFAULT_CODEBOOK, Trained, resources_for, score_table, sentences_of, splits_of
from policymine.learning.transformers_backend import EncoderClassifier, Settings, require_transformers
from policymine.learning.windows import Marked

_NONE = "none"
_FILL = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class EncoderRanker:
    """The encoder beside the rules: it names a figure that they leave open, at a probability of ``fill`` or more.

    With ``alone`` it answers every figure, whatever the rules say.
    """

    classifier: OnnxClassifier | EncoderClassifier
    codebooks: tuple[str, ...]
    fill: float
    version: str = ""
    alone: bool = False

    def __call__(self, question: Question) -> Match | None:
        if question.match is not None and not self.alone:
            return question.match
        if not speaks_of(question, self.codebooks):
            return question.match
        shares = self.classifier.probabilities([Marked.of(question)])[0]
        return choose(question, shares, self.fill, f"model:{self.version}")


def choose(question: Question, shares: Mapping[str, float], fill: float, by: str = "model") -> Match | None:
    """The likeliest indicator whose unit fits, if it is likely enough and likelier than none."""
    unit = question.quantity.unit
    for name in sorted(shares, key=lambda n: (-shares[n], n)):
        if name == _NONE or shares[name] < fill or unit is None:
            return None
        for matcher in question.matchers:
            indicator = matcher.plans.codebook.indicator(name)
            if indicator is not None and unit_fits(unit, indicator.unit):
                return Match(indicator, matcher.plans.codebook.name, shares[name], None, by=by)
    return None


def train_transformers_model(
    corpora: Sequence[Path],
    folder: Path,
    *,
    encoder: str,
    epochs: int = 5,
    seed: int = 0,
    codebooks: Sequence[str] = (DEFAULT_CODEBOOK,),
    rate: float = 5e-5,
    sentences: Sequence[Path] = (),
) -> Trained:
    """Fine-tune ``encoder`` (hub name or folder) on the train split and files of labelled ``sentences``, set its threshold on dev, score, and write it.

    Raises InputError PM101 or PM106 (corpus or encoder), PM119 (sentences), UsageError PM403 (extra missing), DatasetError PM304.
    """
    require_transformers()
    resources, books = resources_for(codebooks)
    splits = splits_of(corpora)
    samples = {split: samples_of(found, resources, books) for split, found in splits.items()}
    learnt = [*samples[TRAIN], *sentences_of(sentences, resources, books)]
    labels = sorted({s.label or _NONE for s in learnt} | {_NONE})
    settings = Settings(epochs=epochs, seed=seed, rate=rate)
    classifier = EncoderClassifier.from_encoder(encoder, labels, settings)
    classifier.fit([Marked.of(s.question) for s in learnt], [s.label or _NONE for s in learnt], settings)
    # From here on the exported model speaks: thresholds and scores are those of what will be used.
    names = classifier.export(folder)
    exported = OnnxClassifier(folder, labels)
    fill = _choose_fill(exported, samples[DEV])
    meta: dict[str, Any] = {
        "name": folder.name,
        "task": "indicator",
        "backend": "transformers",
        "encoder": Path(encoder).name if Path(encoder).exists() else encoder,
        "codebooks": list(books),
        "reader": {"version": EXTRACTOR_VERSION, "codebooks": resources.codebook_version},
        "labels": labels,
        "longest": classifier.longest,
        "epochs": epochs,
        "thresholds": {"fill": fill, "veto": 0.0},
        "seed": seed,
        "data": {
            "corpora": [c.resolve().name for c in corpora],
            "documents": {split: len(found) for split, found in splits.items()},
            "figures": {split: len(found) for split, found in samples.items()},
            "sha256": digest([*splits[TRAIN], *splits[DEV]], sentences),
        },
        "versions": versions("torch", "transformers", "onnxruntime"),
        "scores": score_table(
            splits,
            resources,
            {
                "rules": measure.rules_alone,
                "model": EncoderRanker(exported, books, 0.0, alone=True),
                "both": EncoderRanker(exported, books, fill),
            },
        ),
    }
    write_model(folder, meta, encoder_card(meta), {}, kept=names)
    return Trained(folder, meta)


def load_encoder_ranker(folder: Path) -> EncoderRanker:
    """The ranker in a model folder of this backend. Raises InputError PM101 or PM106, UsageError PM403."""
    meta = read_meta_of(folder, task="indicator", backend="transformers")
    check_files(folder, meta)
    classifier = OnnxClassifier(folder, meta["labels"])
    version = f"{meta['name']}@{meta['files'][ONNX][:12]}"
    return EncoderRanker(classifier, tuple(meta["codebooks"]), float(meta["thresholds"]["fill"]), version)


def _choose_fill(classifier: OnnxClassifier, samples: Sequence[Sample]) -> float:
    """The threshold with the most figures right among those that the rules leave open; of equal ones the highest."""
    left = [s for s in samples if s.question.match is None]
    shares = classifier.probabilities([Marked.of(s.question) for s in left])

    def right(fill: float) -> int:
        total = 0
        for sample, share in zip(left, shares, strict=True):
            match = choose(sample.question, share, fill)
            total += (match.indicator.name if match is not None else None) in sample.right
        return total

    return max(_FILL, key=lambda value: (right(value), value))
