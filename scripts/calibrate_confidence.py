"""Measure what the reader's points are worth on documents that nobody has read, and write src/policymine/data/confidence.yaml.

python scripts/calibrate_confidence.py            write the table
python scripts/calibrate_confidence.py --print    print it; nothing is written

Run it when reading has changed. The test split is not read.
"""

from __future__ import annotations

import sys
from pathlib import Path

from policymine.extraction.resources import load_resources
from policymine.learning.calibration import fit, newest, points_of
from policymine.learning.gate import CODEBOOKS
from policymine.learning.samples import DEV, TRAIN, read_corpora

ROOT = Path(__file__).parent.parent
FILE = ROOT / "src" / "policymine" / "data" / "confidence.yaml"
HEAD = """\
# What the points of a figure (extraction/confidence.py) are worth: the share of such figures whose value, bound and unit are
# right. Source: measured by scripts/calibrate_confidence.py on the dev split of corpora/, which nobody who writes rules has read, and
# on the first readings of those documents of train that came last: the rules had not been mended on them yet. right: the
# rule of succession, made to rise; share_right: the plain share of the figures. Between two bands the reader takes the straight line.
"""


def main() -> None:
    found = []
    for name in ("double_reduction", "open_domain"):
        books = CODEBOOKS.get(name)
        resources = load_resources(tuple(books)) if books else load_resources()
        corpus = [ROOT / "corpora" / name]
        found += points_of([*newest(read_corpora(corpus, TRAIN)), *read_corpora(corpus, DEV)], resources)
    lines = [HEAD + "bands:"]
    for band in fit(found, first=True):
        shown = ", ".join(f"{k}: {round(v, 4) if isinstance(v, float) else v}" for k, v in band.items())
        lines.append(f"  - {{{shown}}}")
    text = "\n".join(lines) + "\n"
    if "--print" in sys.argv:
        print(text)
    else:
        FILE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
