"""Time and peak memory of the whole reading as one document grows, in each language: 0.25 to 2 million characters.

Only running text of the corpora is joined: an end mark or a byline in the middle would make the rest of the text another
story, which is not read at all. The share of figures to text must stay the same, and is printed.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from policymine.extraction import load_resources, read_document
from policymine.records import SectionKind
from policymine.text.documents import make_document

SIZES = (250_000, 500_000, 1_000_000, 2_000_000)
"""Characters; other sizes may be given as arguments."""


def running_text(language: str) -> str:
    """The body sections of every corpus text in ``language``, one after the other."""
    root = Path(__file__).parent.parent / "corpora"
    parts = []
    for path in sorted(root.glob("*/documents/**/*.txt")):
        document = make_document(path.stem, path.read_text(encoding="utf-8"))
        if document.language == language:
            parts += [document.text[s.start : s.end].strip() for s in document.sections if s.kind is SectionKind.BODY]
    return "\n\n".join(parts)


def main() -> None:
    resources = load_resources()
    for language in ("en", "zh"):
        base = running_text(language)
        first = None
        for size in [int(a) for a in sys.argv[1:]] or SIZES:
            text = "\n\n".join([base] * (size // len(base) + 1))[:size]
            start = time.process_time()
            rows = read_document(make_document("scale", text), resources)
            seconds = time.process_time() - start
            first = first or seconds
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{language} {size / 1e6:5.2f} M chars {seconds:8.2f} s {size / seconds:>9,.0f} chars/s"
                f" {seconds / first:5.1f} x the first {len(rows.figures):>7,} figures"
                f" {1000 * len(rows.figures) / size:5.1f} per 1,000 chars  peak {peak:,.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
