"""Parsing of pages beside trafilatura alone, in one process, and how much of the main text each finds.

``python benchmarks/parsing.py [--rounds N] [--pages FOLDER]``: the pages of the tests (``pages/FAMILY/NAME.html`` with what is expected of
each in ``NAME.json``), each also grown to the size of a long article. Time is processor time, the best of the rounds,
warm. Precision and recall count characters of the main text (blanks aside) in runs of four or more.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import trafilatura

from policymine.parsing import parse
from policymine.records import Document, SectionKind, Snapshot

PAGES = Path(__file__).resolve().parents[1] / "tests" / "parsing" / "pages"
_ASIDE = (SectionKind.HEADLINE, SectionKind.DECK, SectionKind.BYLINE, SectionKind.FOREIGN)
_FEWEST = 4


def ours(content: bytes, uri: str) -> str:
    """The main text as policymine reads it; empty where it reads none."""
    item = next(parse(Snapshot("page.html", content, "text/html", uri, hashlib.sha256(content).hexdigest())))
    if not isinstance(item, Document):
        return ""
    return "".join(item.text[s.start : s.end] for s in item.sections if s.kind not in _ASIDE)


def theirs(content: bytes, uri: str) -> str:
    """The main text as trafilatura extracts it with its own settings."""
    return trafilatura.extract(content) or ""


def found(expected: str, text: str) -> tuple[float, float]:
    """Precision and recall of the characters of ``text``."""
    want, have = "".join(expected.split()), "".join(text.split())
    blocks = difflib.SequenceMatcher(None, want, have, autojunk=False).get_matching_blocks()
    both = sum(block.size for block in blocks if block.size >= _FEWEST)
    return both / max(len(have), 1), both / max(len(want), 1)


def seconds(read: Callable[[bytes, str], Any], pages: list[tuple[bytes, str]], rounds: int) -> float:
    """Processor time of one reading of all ``pages``, the best of ``rounds`` after one that warms up."""
    times = []
    for _ in range(rounds + 1):
        start = time.process_time()
        for content, uri in pages:
            read(content, uri)
        times.append(time.process_time() - start)
    return min(times[1:])


def grown(html: str, lines: list[str], copies: int) -> str:
    """The page with its first line of prose repeated, numbered, as a long article has them."""
    line = max((x for x in lines if "\t" not in x), key=len)
    more = "".join(f"</p><p>{n}. {line}" for n in range(copies))
    return html.replace(line, line + more, 1)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--pages", type=Path, default=PAGES)
    asked = options.parse_args()
    scores: dict[str, list[tuple[float, float, float, float]]] = {}
    short: list[tuple[bytes, str]] = []
    long: list[tuple[bytes, str]] = []
    bare: list[tuple[bytes, str]] = []
    for path in sorted(asked.pages.glob("*/*.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        html = path.with_suffix(".html").read_text(encoding="utf-8")
        content, uri = html.encode(expected["encoding"]), expected["uri"]
        text = "\n".join(expected["text"])
        scores.setdefault(path.parent.name, []).append(
            (*found(text, ours(content, uri)), *found(text, theirs(content, uri)))
        )
        short.append((content, uri))
        full = grown(html, expected["text"], 60)
        long.append((full.encode(expected["encoding"]), uri))
        bare.append(
            (full.replace(' id="', ' data-i="').replace(' class="', ' data-c="').encode(expected["encoding"]), uri)
        )
    print(f"{'family':12} pages   policymine P / R   trafilatura P / R")
    scores["all"] = [score for family in scores.values() for score in family]
    for family, rows in scores.items():
        mean = [sum(row[k] for row in rows) / len(rows) for k in range(4)]
        print(f"{family:12} {len(rows):5}   {mean[0]:.3f} / {mean[1]:.3f}      {mean[2]:.3f} / {mean[3]:.3f}")
    for name, pages in (("as written", short), ("60 more paragraphs", long), ("the same, no id or class", bare)):
        size = sum(len(content) for content, _ in pages) / len(pages) / 1000
        own, other = seconds(ours, pages, asked.rounds), seconds(theirs, pages, asked.rounds)
        print(
            f"{name:26} {size:6.1f} kB a page: {1000 * own / len(pages):6.2f} ms, "
            f"trafilatura {1000 * other / len(pages):6.2f} ms, ratio {own / other:.2f}"
        )


if __name__ == "__main__":
    main()
