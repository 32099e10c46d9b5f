"""Rules, rules + sklearn, rules + encoder on one split, field by field; learning curve, ablation and speed of the model.

python benchmarks/learning.py [--split dev] [--no-curve] [--encoder NAME|DIR --epochs N] [--json OUT]

Row and core F1 and the share of found figures with each field right, with 95 % intervals (bootstrap over documents), for all
documents and for each language; gains are paired. Needs the extra 'learning' ('transformers' for --encoder).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from policymine.extraction.reader import read_document
from policymine.extraction.resources import load_resources
from policymine.learning import measure
from policymine.learning.indicator import train_indicator
from policymine.learning.questions import Ranker
from policymine.learning.rank import IndicatorRanker
from policymine.learning.samples import TRAIN, Annotated, read_corpora, samples_of
from policymine.learning.thresholds import choose
from policymine.learning.train import LANGUAGES, sentences_of
from policymine.learning.words import WordsRanker, train_words_alone

BOOKS = ("double_reduction",)
SHARES = (0.25, 0.5, 1.0)
REPEATS = 2  # draws of documents for each point of the curve
NAMES = tuple(f"{kind}{step}:" for kind in ("entity", "require", "measure", "qualifier") for step in range(3))
ABLATIONS = {
    "without names of the codebook": NAMES,
    "without words": ("l", "n", "r1", "r2", "r3", "c:", "head", "h:"),
    "without unit, role, size, section": ("unit:", "role:", "size:", "section:", "bound:"),
}


FIELDS = ("value", "bound", "unit", "role", "indicator", "adcode", "period")


def report(what: str, rules: list[Any], scores: list[Any], rows: list[dict[str, Any]], *, fields: bool = False) -> None:
    """Row F1 and the indicator, with the paired gain over the rules; with ``fields`` every field."""
    for language in LANGUAGES:
        a, b = measure.of_language(rules, language), measure.of_language(scores, language)
        if not b:
            continue
        row = {"what": what, "language": language}
        row |= {"row": str(measure.estimate(b, measure.row_f1)), "core": str(measure.estimate(b, measure.core_f1))}
        row["gain in row"] = str(measure.difference(a, b, measure.row_f1))
        row |= {f: str(measure.estimate(b, measure.accuracy_of(f))) for f in (FIELDS if fields else ("indicator",))}
        rows.append(row)
        print(
            "  ".join(
                [f"{what:44} {language:4}", *(f"{k} {v}" for k, v in row.items() if k not in ("what", "language"))]
            )
        )


def seconds(read: Any, documents: list[Annotated], repeats: int = 9) -> float:
    """Processor time, the shortest of some runs: what else the machine does must not count."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        for item in documents:
            read(item.document)
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    root = Path(__file__).parent.parent / "corpora"
    parser.add_argument("--corpus", type=Path, action="append")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--encoder", help="also fine-tune this encoder and score it")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--no-curve", action="store_true", help="no learning curve and no ablation")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    corpora = options.corpus or [root / "double_reduction", root / "open_domain"]
    resources = load_resources()
    train = samples_of(read_corpora(corpora, TRAIN), resources, BOOKS)
    told = sentences_of(sorted((root / "sentences").glob("*.yaml")), resources, BOOKS)
    judged = read_corpora(corpora, options.split)
    rows: list[dict[str, Any]] = []

    def scores(ranker: Ranker) -> list[Any]:
        return measure.score_documents(judged, resources, ranker)

    def beside(samples: list[Any], without: tuple[str, ...] = ()) -> IndicatorRanker:
        model, held_out = train_indicator(samples, BOOKS, without=without)
        return IndicatorRanker(model, choose(held_out), LANGUAGES[1:])

    rules = scores(measure.rules_alone)
    report("rules alone", rules, rules, rows, fields=True)
    ranker = beside([*train, *told])
    report("rules + sklearn", rules, scores(ranker), rows, fields=True)
    if options.encoder:
        rows.extend(with_encoder(options.encoder, options.epochs, [*train, *told], rules, scores))
    if not options.no_curve:
        alone = WordsRanker(train_words_alone([*train, *told]), BOOKS)
        report("words alone (no rules, no codebook)", rules, scores(alone), rows)
        report("rules + sklearn, without the sentences", rules, scores(beside(train)), rows)
        for name, without in ABLATIONS.items():
            report(f"rules + sklearn, {name}", rules, scores(beside([*train, *told], without)), rows)
        names = sorted({s.doc for s in train})
        for share in SHARES:
            for repeat in range(REPEATS):
                chosen = set(random.Random(repeat).sample(names, max(2, round(share * len(names)))))
                part = [s for s in train if s.doc in chosen]
                report(f"{share:.0%} of training documents, draw {repeat + 1}", rules, scores(beside(part)), rows)
    reading = seconds(lambda d: read_document(d, resources), judged)
    both = seconds(lambda d: read_document(d, replace(resources, ranker=ranker)), judged)
    print(f"the model adds {100 * (both - reading) / reading:.0f} % to the time of reading")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def with_encoder(name: str, epochs: int, train: list[Any], rules: list[Any], scores: Any) -> list[dict[str, Any]]:
    from policymine.learning.transformers_backend import EncoderClassifier, Marked, Settings
    from policymine.learning.transformers_train import EncoderRanker

    labels = sorted({s.label or "none" for s in train} | {"none"})
    classifier = EncoderClassifier.from_encoder(name, labels, Settings(epochs=epochs))
    classifier.fit([Marked.of(s.question) for s in train], [s.label or "none" for s in train], Settings(epochs=epochs))
    rows: list[dict[str, Any]] = []
    report("encoder alone", rules, scores(EncoderRanker(classifier, BOOKS, 0.0, alone=True)), rows)
    report("rules + encoder", rules, scores(EncoderRanker(classifier, BOOKS, 0.7)), rows, fields=True)
    return rows


if __name__ == "__main__":
    main()
