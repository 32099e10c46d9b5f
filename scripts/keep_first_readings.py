"""Keep what the reader makes of documents that nobody who writes rules has read yet.

python scripts/keep_first_readings.py CORPUS PATTERN...    for example corpora/double_reduction '*_q_*'

Run it once, when new documents of the train split arrive and before anyone reads them: their figures go into
``first_readings.jsonl`` of the corpus, the codebook as it stands into ``first_codebooks/``. Documents that have a first reading keep it.
Nothing is printed but how many figures were kept.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path

from policymine.extraction.reader import read_document
from policymine.extraction.resources import load_resources
from policymine.learning.evaluate import figure_row
from policymine.learning.gate import CODEBOOKS
from policymine.learning.gold import read_rows
from policymine.learning.samples import FIRST_CODEBOOKS, FIRST_READINGS, TRAIN, read_corpora

KEPT = ("doc", "batch", "start", "end", "indicator", "value", "value_max", "bound", "unit", "points")


def main() -> None:
    corpus, patterns = Path(sys.argv[1]), sys.argv[2:]
    books = CODEBOOKS.get(corpus.name)
    resources = replace(load_resources(tuple(books)) if books else load_resources(), raw_confidence=True)
    rows = read_rows(corpus / FIRST_READINGS)
    known = {row["doc"] for row in rows}
    batch = max((row["batch"] for row in rows), default=0) + 1
    new = 0
    for item in read_corpora([corpus], TRAIN):
        name = item.document.doc
        if name not in known and any(fnmatch(name, p) for p in patterns):
            new += 1
            for figure in read_document(item.document, resources).figures:
                row = figure_row(figure) | {"batch": batch, "start": figure.core_start, "end": figure.core_end}
                rows.append({k: row["confidence"] if k == "points" else row[k] for k in KEPT})
    rows.sort(key=lambda r: (r["doc"], r["start"]))
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (corpus / FIRST_READINGS).write_text(lines, encoding="utf-8", newline="\n")
    if new and corpus.name in {c.name for c in resources.codebooks}:
        content = files("policymine.data").joinpath("codebooks", f"{corpus.name}.yaml").read_bytes()
        (corpus / FIRST_CODEBOOKS).mkdir(exist_ok=True)
        (corpus / FIRST_CODEBOOKS / f"{batch}.yaml").write_bytes(content)
    print(f"{new} documents kept as batch {batch}; {len(rows)} figures in all")


if __name__ == "__main__":
    main()
