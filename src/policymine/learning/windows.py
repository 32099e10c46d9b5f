"""Long text in windows of an encoder's length: nothing is cut off, with or without torch."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from policymine.learning.questions import Question, words_around

OPEN, CLOSE = "[F]", "[/F]"
_WHOLE = 1_000_000  # characters: the whole sentence


@dataclass(frozen=True, slots=True)
class Marked:
    """A figure in its sentence: what stands before it, the figure with its unit noun left in place, what follows."""

    before: str
    figure: str
    after: str

    @classmethod
    def of(cls, question: Question) -> Marked:
        before, after = words_around(question, _WHOLE, _WHOLE)
        return cls(before, question.text[question.quantity.start : question.quantity.end], after)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a window is made of beside the text: the tokens of its ends and of the markers, and how long it may be."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    opening: int
    closing: int
    longest: int

    def around(self, marked: Marked, ids: Callable[[str], list[int]]) -> list[list[int]]:
        """Token ids of the window around the figure, then of what it leaves out, each with the marked figure before it."""
        room = self.longest - len(self.first) - len(self.last)
        figure = [self.opening, *ids(marked.figure)[: max(room // 2 - 2, 1)], self.closing]
        before, after = ids(marked.before), ids(marked.after)
        room -= len(figure)
        left = min(len(before), max(room // 2, room - len(after)))
        right = min(len(after), room - left)
        windows = [before[len(before) - left :] + figure + after[:right]]
        for rest in (before[: len(before) - left], after[right:]):
            windows.extend([*figure, *piece] for piece in _pieces(rest, room))
        return [[*self.first, *window, *self.last] for window in windows]

    def along(self, count: int) -> list[tuple[int, int, int, int]]:
        """Windows over a row of ``count`` tokens: (begin, end, and the part begin, end that this window answers for).

        Windows overlap by half, and each token is answered for by the window in which it stands nearest to the middle.
        """
        room = self.longest - len(self.first) - len(self.last)
        if count <= room:
            return [(0, count, 0, count)] if count else []
        step = max(room // 2, 1)
        begins = [*range(0, count - room, step), count - room]
        cuts = [0, *((a + room + b) // 2 for a, b in itertools.pairwise(begins)), count]
        return [(b, b + room, cuts[n], cuts[n + 1]) for n, b in enumerate(begins)]


def _pieces(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def pad(windows: Sequence[Sequence[int]], filler: int) -> tuple[list[list[int]], list[list[int]]]:
    """Windows of one length, and a mask with 1 for what is text."""
    width = max(map(len, windows))
    ids = [[*w, *[filler] * (width - len(w))] for w in windows]
    return ids, [[1] * len(w) + [0] * (width - len(w)) for w in windows]


def joined(logits: Sequence[Sequence[float]]) -> list[float]:
    """The sums of one figure: the window that holds it counts half, the others together the other half."""
    if len(logits) == 1:
        return list(logits[0])
    others = [sum(column) / len(column) for column in zip(*logits[1:], strict=True)]
    return [0.5 * a + 0.5 * b for a, b in zip(logits[0], others, strict=True)]


def shares(sums: Sequence[float]) -> list[float]:
    """Softmax."""
    from math import exp

    top = max(sums)
    weights = [exp(s - top) for s in sums]
    total = sum(weights)
    return [w / total for w in weights]
