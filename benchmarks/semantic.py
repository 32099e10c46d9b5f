"""Matching by meaning, for codebooks whose names are all removed: how many figures it names, and how many rightly.

python benchmarks/semantic.py [--split dev] [--encoder use|NAME|DIR]

double_reduction is judged by gold. The open-domain gold names no indicator, so government_work_report is judged by what
the rules say with all their names: silver, not gold. Needs the extra 'semantic'.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from policymine.codebook.load import load
from policymine.codebook.plans import Plans
from policymine.codebook.terms import TermFinder
from policymine.extraction.resources import Resources, load_resources
from policymine.learning.questions import questions_of
from policymine.learning.samples import read_corpora
from policymine.learning.scoring import accepted, pair_figures
from policymine.learning.semantic import LEAD, PACKAGED, THRESHOLD, SemanticRanker, without_names
from policymine.records import Language

ROOT = Path(__file__).parent.parent / "corpora"
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)


def bare(name: str) -> Resources:
    """The codebook without a name in it; its policy is still known by its names."""
    book = without_names(load(name))
    plans = Plans.of(book)
    return Resources((book,), {la: ((plans, TermFinder(book, la)),) for la in (Language.ZH, Language.EN)})


def asked(name: str, corpus: str, split: str) -> list[tuple[object, frozenset[str | None], str]]:
    """Figures with what is right: gold's indicators, or the rules' for a corpus whose gold names none."""
    out = []
    resources, named = bare(name), load_resources((name,))
    for item in read_corpora([ROOT / corpus], split):
        questions = questions_of(item.document, resources)
        rules = {(q.quantity.start, q.quantity.end): q.match for q in questions_of(item.document, named)}
        rows = item.gold.figures
        spans = [{"doc": item.document.doc, "start": q.quantity.start, "end": q.quantity.end} for q in questions]
        for i, j in sorted(pair_figures(spans, rows).items()):
            q = questions[i]
            if name == "double_reduction":
                right = frozenset(accepted("indicator", rows[j]))
            else:
                match = rules[q.quantity.start, q.quantity.end]
                right = frozenset({match.indicator.name if match is not None else None})
            out.append((q, right, item.document.language.value))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--encoder", default=PACKAGED)
    options = parser.parse_args()
    for name, corpus in (("double_reduction", "double_reduction"), ("government_work_report", "open_domain")):
        figures = asked(name, corpus, options.split)
        for language in ("zh", "en"):
            part = [(q, right) for q, right, la in figures if la == language]
            named = sum(None not in right for _, right in part)
            print(f"{name} {options.split} {language}: {len(part)} figures, {named} with an indicator")
            for threshold in THRESHOLDS:
                ranker = SemanticRanker(options.encoder, threshold, LEAD)
                answers = [(m.indicator.name in right) for q, right in part if (m := ranker(q)) is not None]
                if answers:
                    share = sum(answers) / len(answers)
                    mark = " <- default" if threshold == THRESHOLD and options.encoder == PACKAGED else ""
                    print(
                        f"  {threshold:.2f}: {len(answers):3} answers, {share:.2f} right, {sum(answers) / max(named, 1):.2f} of those named{mark}"
                    )


if __name__ == "__main__":
    main()
