"""Time and peak memory of the whole reading as the text grows: 1 MB, 2 MB, 5 MB, 10 MB of the sample corpus."""

from __future__ import annotations

import resource
import time
from pathlib import Path

from policymine.extraction import load_resources, read_document
from policymine.text.documents import make_document

MEGABYTES = (1, 2, 5, 10)


def main() -> None:
    root = Path(__file__).parent.parent / "corpora"
    base = "\n\n".join(p.read_text(encoding="utf-8") for p in sorted(root.glob("*/documents/**/*.txt")))
    resources = load_resources()
    first = None
    for megabytes in MEGABYTES:
        want = megabytes * 1_000_000
        pieces = []
        while sum(map(len, pieces)) < want:
            pieces.append(base)
        text = "\n\n".join(pieces)[:want]
        start = time.perf_counter()
        rows = read_document(make_document("scale", text), resources)
        seconds = time.perf_counter() - start
        first = first or seconds
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{megabytes:3} M chars  {seconds:7.2f} s  {want / seconds:>10,.0f} chars/s  {seconds / first:5.1f} x the first  {len(rows.figures)} figures  peak {peak:.0f} MB"
        )


if __name__ == "__main__":
    main()
