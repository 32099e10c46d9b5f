"""Training from corpora to a model folder: fit on train, set thresholds on dev, score once on test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policymine.codebook.load import load
from policymine.errors import InputError
from policymine.extraction.resources import DEFAULT_CODEBOOKS, EXTRACTOR_VERSION, Resources, load_resources
from policymine.learning import measure, reliability, store
from policymine.learning.cards import indicator_card, relevance_card
from policymine.learning.indicator import IndicatorModel, train_indicator
from policymine.learning.questions import Ranker
from policymine.learning.rank import IndicatorRanker
from policymine.learning.registry import MODEL, versions, write_model
from policymine.learning.relevance import RelevanceModel, train_relevance
from policymine.learning.samples import DEV, TEST, TRAIN, Annotated, Sample, digest, read_corpora, samples_of
from policymine.learning.sentences import read_sentences, sentence_samples
from policymine.learning.thresholds import choose
from policymine.learning.words import WordsRanker, train_words_alone
from policymine.records import Document

DEFAULT_CODEBOOK = "double_reduction"
LANGUAGES = ("all", "zh", "en")


@dataclass(frozen=True, slots=True)
class Trained:
    """What was written: the folder and its meta (``scores.table`` holds a row a split, language and measure)."""

    folder: Path
    meta: dict[str, Any]


def splits_of(corpora: Sequence[Path]) -> dict[str, list[Annotated]]:
    """Documents of each split. Raises InputError PM101 where train or dev is missing; test may be."""
    found = {split: read_corpora(corpora, split) for split in (TRAIN, DEV)}
    try:
        found[TEST] = read_corpora(corpora, TEST)
    except InputError as error:
        if error.code != "PM101":
            raise
    return found


def train_indicator_model(
    corpora: Sequence[Path],
    folder: Path,
    *,
    seed: int = 0,
    codebooks: Sequence[str] = (DEFAULT_CODEBOOK,),
    sentences: Sequence[Path] = (),
) -> Trained:
    """Train, score and write an indicator model. ``corpora``: folders with documents/ and gold/<split>/; ``sentences``: files
    of labelled sentences (``learning.sentences``), which are trained on beside the train split.

    Raises InputError PM101 (no corpus, too little in it), PM119 (bad sentences), UsageError PM403 (extra missing), DatasetError PM304.
    """
    store.require_learning()
    resources, books = resources_for(codebooks)
    splits = splits_of(corpora)
    samples = {split: samples_of(found, resources, books) for split, found in splits.items()}
    told = sentences_of(sentences, resources, books)
    model, held_out = train_indicator([*samples[TRAIN], *told], books, seed)
    threshold = choose(held_out)
    better = better_on_dev(splits[DEV], resources, IndicatorRanker(model, threshold, LANGUAGES[1:]))
    rankers: dict[str, Ranker] = {
        "rules": measure.rules_alone,
        "model": WordsRanker(train_words_alone([*samples[TRAIN], *told], seed), books),
        "both": IndicatorRanker(model, threshold, better),
    }
    judged = _judgements(model, samples)
    meta: dict[str, Any] = {
        "name": folder.name,
        "task": "indicator",
        "backend": "sklearn",
        "codebooks": list(books),
        "reader": {"version": EXTRACTOR_VERSION, "codebooks": resources.codebook_version},
        "labels": sorted({s.label for s in samples[TRAIN] if s.label is not None}),
        "thresholds": {"share": threshold},
        "known": len(model.known),
        "languages": better,
        "seed": seed,
        "data": {
            "corpora": [c.resolve().name for c in corpora],
            "documents": {split: len(found) for split, found in splits.items()},
            "figures": {split: len(found) for split, found in samples.items()},
            "first_readings": sum(bool(s.batch) for s in samples[TRAIN]),
            "sentences": {"files": [f.name for f in sentences], "figures": len(told)},
            "sha256": digest([*splits[TRAIN], *splits[DEV]], sentences),
        },
        "versions": versions("scikit-learn", "skops", "numpy"),
        "scores": score_table(splits, resources, rankers) | _calibration(judged),
    }
    write_model(folder, meta, indicator_card(meta), {MODEL: store.dumps(model.parts())})
    _write_plot(folder, judged)
    return Trained(folder, meta)


def sentences_of(files: Sequence[Path], resources: Resources, books: Sequence[str]) -> list[Sample]:
    """Samples of labelled sentences. Raises InputError PM101 or PM119."""
    out: list[Sample] = []
    for book in resources.codebooks:
        if book.name in books and files:
            out.extend(sentence_samples(read_sentences(files, book), book, resources))
    return out


def better_on_dev(dev: Sequence[Annotated], resources: Resources, ranker: Ranker) -> list[str]:
    """The languages in which row F1 on dev is higher with ``ranker`` than with the rules alone, and core F1 not lower."""
    rules, both = (measure.score_documents(dev, resources, r) for r in (measure.rules_alone, ranker))
    out = []
    for language in LANGUAGES[1:]:
        a, b = measure.of_language(rules, language), measure.of_language(both, language)
        if measure.row_f1(b) > measure.row_f1(a) and measure.core_f1(b) >= measure.core_f1(a):
            out.append(language)
    return out


def resources_for(codebooks: Sequence[str]) -> tuple[Resources, tuple[str, ...]]:
    """Resources with ``codebooks`` (names that ship with the package, or files) beside the default ones, and their names.

    Raises CodebookError PM201 or PM202.
    """
    more = [c for c in codebooks if c not in DEFAULT_CODEBOOKS]
    resources = load_resources((*DEFAULT_CODEBOOKS, *more)) if more else load_resources()
    return resources, tuple(c if c in DEFAULT_CODEBOOKS else load(c).name for c in codebooks)


def score_table(splits: dict[str, list[Annotated]], resources: Resources, rankers: dict[str, Ranker]) -> dict[str, Any]:
    """Rules, model and both, on dev and test, for each language: indicator accuracy and row F1 with their intervals."""
    rows = []
    for split in (DEV, TEST):
        if split not in splits:
            continue
        scored = {name: measure.score_documents(splits[split], resources, r) for name, r in rankers.items()}
        for language in LANGUAGES:
            part = {name: measure.of_language(s, language) for name, s in scored.items()}
            if not part["rules"]:
                continue
            for name, statistic in (("indicator", measure.accuracy), ("row", measure.row_f1)):
                estimates = {who: measure.estimate(s, statistic) for who, s in part.items()}
                gain = measure.difference(part["rules"], part["both"], statistic)
                rows.append(
                    {"split": split, "language": language, "measure": name}
                    | {who: str(e) for who, e in estimates.items()}
                    | {"gain": str(gain), "points": round(100 * gain.value, 2)}
                )
    return {"table": rows}


Judgements = dict[tuple[str, str], list[tuple[float, bool]]]  # by split and language


def _judgements(model: IndicatorModel, samples: dict[str, list[Sample]]) -> Judgements:
    return {
        (split, language): measure.calibration(
            model, [s for s in samples[split] if s.question.language.value == language]
        )
        for split in (DEV, TEST)
        if split in samples
        for language in LANGUAGES[1:]
    }


def _calibration(judged: Judgements) -> dict[str, Any]:
    return {
        "calibration": [
            {
                "split": split,
                "language": language,
                "figures": len(j),
                "error": round(reliability.expected_calibration_error(j), 4),
            }
            for (split, language), j in judged.items()
        ]
    }


def _write_plot(folder: Path, judged: Judgements) -> None:
    last = TEST if (TEST, "zh") in judged else DEV
    reliability.save_plots(folder, last, {language: judged[last, language] for language in LANGUAGES[1:]})


def train_relevance_model(
    corpora: Sequence[Path], folder: Path, *, seed: int = 0, codebook: str = DEFAULT_CODEBOOK
) -> Trained:
    """Train, score and write a relevance model. Documents of the corpus folder named like ``codebook`` are about it.

    Raises InputError PM101 (no corpus, or documents of one kind only), UsageError PM403, DatasetError PM304.
    """
    store.require_learning()
    resources, (book,) = resources_for((codebook,))
    splits = splits_of(corpora)
    labelled = {split: [(a.document, a.corpus == book) for a in found] for split, found in splits.items()}
    model = train_relevance(labelled[TRAIN], resources, book, seed)
    meta: dict[str, Any] = {
        "name": folder.name,
        "task": "relevance",
        "backend": "sklearn",
        "codebooks": [book],
        "labels": ["not", "about"],
        "thresholds": {"relevant": 0.5},
        "seed": seed,
        "data": {
            "corpora": [c.resolve().name for c in corpora],
            "documents": {
                split: [sum(about for _, about in found), sum(not about for _, about in found)]
                for split, found in labelled.items()
            },
            "sha256": digest([*splits[TRAIN], *splits[DEV]]),
        },
        "versions": versions("scikit-learn", "skops", "numpy"),
        "scores": {"table": [_relevance_row(model, resources, split, labelled[split]) for split in labelled]},
    }
    write_model(folder, meta, relevance_card(meta), {MODEL: store.dumps(model.parts())})
    return Trained(folder, meta)


def _relevance_row(
    model: RelevanceModel, resources: Resources, split: str, found: Sequence[tuple[Document, bool]]
) -> dict[str, Any]:
    def named(document: Document) -> bool:
        language = document.language if document.language in resources.finders else next(iter(resources.finders))
        return any(
            slot[0] == "policy"
            for plans, finder in resources.finders[language]
            if plans.codebook.name == model.codebook
            for hit in finder.find(document.text)
            for slot in hit.slots
        )

    return {
        "split": split,
        "documents": len(found),
        "rules": sum(named(d) == about for d, about in found),
        "model": sum((model.probability(d, resources) >= 0.5) == about for d, about in found),
    }
