"""Spans that a tagger learns: heads of figures, places, triggers of events; where they lie in annotated documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policymine.geography.mentions import find_places
from policymine.learning.gold import Row
from policymine.learning.samples import Annotated
from policymine.learning.scoring import PRF

HEAD, PLACE, TRIGGER = "head", "place", "trigger"
KINDS = (HEAD, PLACE, TRIGGER)
# A head stands behind its figure (12家机构) or before it (机构压减至12家), in the same sentence.
_AFTER, _BEFORE = 60, 160


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open code point offsets. ``score``: the mean probability of its tokens."""

    start: int
    end: int
    kind: str
    score: float = 1.0


def spans_of(item: Annotated) -> list[Span]:
    """What there is to learn in a document.

    Triggers are the spans of gold events, heads the words that gold names, found nearest to their figure. Gold names
    places by code and not by span: the reader's own mentions stand in, so that a tagger learns to find them again.
    """
    text = item.document.text
    found = {Span(e["start"], e["end"], TRIGGER) for e in item.gold.events}
    found.update(span for f in item.gold.figures if f.get("head") and (span := _head(text, f)) is not None)
    mentions = find_places(text, item.document.language, at=item.document.published)
    found.update(Span(m.start, m.end, PLACE) for m in mentions)
    return sorted(found)


def _head(text: str, figure: Row) -> Span | None:
    head = str(figure["head"])
    at = text.find(head, figure["end"], figure["end"] + _AFTER)
    if at < 0:
        at = text.rfind(head, max(figure["start"] - _BEFORE, 0), figure["start"])
    return Span(at, at + len(head), HEAD) if at >= 0 else None


def score_spans(found: Sequence[Sequence[Span]], gold: Sequence[Sequence[Span]]) -> dict[str, PRF]:
    """Exact spans of each kind, over documents in the same order."""
    out = {}
    for kind in KINDS:
        hits = predicted = wanted = 0
        for a, b in zip(found, gold, strict=True):
            mine, theirs = (_places(spans, kind) for spans in (a, b))
            hits, predicted, wanted = hits + len(mine & theirs), predicted + len(mine), wanted + len(theirs)
        out[kind] = PRF(hits, predicted, wanted)
    return out


def _places(spans: Iterable[Span], kind: str) -> set[tuple[int, int]]:
    return {(s.start, s.end) for s in spans if s.kind == kind}


def tags_of(offsets: Sequence[tuple[int, int]], spans: Iterable[Span]) -> list[list[int]]:
    """For each token, and each of ``KINDS``: 0 outside, 1 at the beginning of a span, 2 within one.

    Kinds are told apart on their own, as a trigger may hold the head of a figure. A token that reaches over the end of a
    span belongs to it where at least half of it lies inside.
    """
    tags = [[0] * len(KINDS) for _ in offsets]
    for span in spans:
        inside = [n for n, (a, b) in enumerate(offsets) if 2 * (min(b, span.end) - max(a, span.start)) >= max(b - a, 1)]
        for place, n in enumerate(inside):
            tags[n][KINDS.index(span.kind)] = 1 if place == 0 else 2
    return tags


def decode(offsets: Sequence[tuple[int, int]], shares: Sequence[Sequence[Sequence[float]]], text: str) -> list[Span]:
    """Spans of the likeliest tags: ``shares[token][kind]`` are the probabilities of outside, beginning, within.

    A span ends at a line break, and blanks at its ends are left out.
    """
    out = []
    for kind, name in enumerate(KINDS):
        run: list[int] = []
        for n in range(len(offsets) + 1):
            tag = max(range(3), key=lambda t: shares[n][kind][t]) if n < len(offsets) else 0
            if run and (tag != 2 or "\n" in text[offsets[run[-1]][1] : offsets[n][0]]):
                out.append(_span(run, offsets, shares, kind, name, text))
                run = []
            if tag == 1 or (tag == 2 and (run or n < len(offsets))):
                run.append(n)
    return sorted(s for s in out if s.end > s.start)


def _span(
    run: Sequence[int],
    offsets: Sequence[tuple[int, int]],
    shares: Sequence[Sequence[Sequence[float]]],
    kind: int,
    name: str,
    text: str,
) -> Span:
    start, end = offsets[run[0]][0], offsets[run[-1]][1]
    quote = text[start:end]
    start += len(quote) - len(quote.lstrip())
    end -= len(quote) - len(quote.rstrip())
    return Span(start, max(end, start), name, sum(max(shares[n][kind][1:]) for n in run) / len(run))
