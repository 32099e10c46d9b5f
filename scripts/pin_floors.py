"""Measure every split of the project's corpora and pin the floors of the quality gate, upwards only.

python scripts/pin_floors.py [--allow-regression]
"""

from __future__ import annotations

import sys
from pathlib import Path

from policymine.cli.evaluate import read_corpus
from policymine.learning.evaluate import evaluate
from policymine.learning.gate import CODEBOOKS, corpus_hash, raised, read_pins, scores, write_pins

ROOT = Path(__file__).parent.parent
PINS = ROOT / "tests" / "quality" / "floors.json"
SPLITS = ("train", "dev", "test")


def main(allow_regression: bool) -> int:
    pins = read_pins(PINS)
    for corpus in sorted(p for p in (ROOT / "corpora").iterdir() if (p / "gold").is_dir()):
        digest = corpus_hash(corpus)
        held = pins.get(corpus.name, {})
        extractions = list(read_corpus(corpus / "documents", CODEBOOKS.get(corpus.name)))
        splits = {}
        for split in SPLITS:
            measured = scores(evaluate(corpus / "gold" / split, extractions))
            splits[split] = raised(
                held.get("splits", {}).get(split, {}),
                measured,
                same_text=held.get("hash") == digest,
                allow_regression=allow_regression,
            )
            for language, row in measured.items():
                print(corpus.name, split, language, " ".join(f"{k}={v:.3f}" for k, v in row.items()))
        pins[corpus.name] = {"hash": digest, "splits": splits}
    write_pins(PINS, pins)
    return 0


if __name__ == "__main__":
    sys.exit(main("--allow-regression" in sys.argv))
