"""Tokens of English running text, just enough to read numbers and the words around them.

Machine English puts blanks around hyphens ("off -campus"), so hyphens are tokens of their own and no rule looks at
the blanks next to them. Full-width digits and signs are read as ASCII; offsets stay those of the given text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Kinds of tokens: the number of their group in the pattern below.
WORD = 1
DATE = 2  # 2022.07.14, 2022-07-14
CLOCK = 3  # 18:00
NUMBER = 4
MARK = 5  # one character: punctuation, currency and percent signs, letters of other scripts

_TOKEN = re.compile(
    r"([A-Za-z]+(?:['’](?:s|t|re|ve|ll|d)\b)?)"
    r"|((?:19|20)\d\d ?[./-] ?\d{1,2} ?[./-] ?\d{1,2}(?![\d%]))"
    r"|((?:[01]?\d|2[0-4])[:：][0-5]\d(?::[0-5]\d)?(?![\d:%]|\.\d))"
    r"|(\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|([^\s\dA-Za-z])",
    re.ASCII,
)
_FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ％．，－～（）＋：]")
_TO_ASCII = {
    **{ord("０") + i: ord("0") + i for i in range(10)},
    **{ord("Ａ") + i: ord("A") + i for i in range(26)},
    **{ord("ａ") + i: ord("a") + i for i in range(26)},
    **{ord(wide): ord(narrow) for wide, narrow in zip("％．，－～（）＋：", "%.,-~()+:", strict=True)},
}
_DASHES = frozenset("-‐‑–—−")
_SENTENCE_MARKS = frozenset(".!?。！？；;")
_CHUNK = 4000  # characters read at a time when a paragraph is longer: memory stays flat, time linear
_CHUNK_LEAST = 2000


class Tokens:
    """Parallel lists over the tokens of ``text[start:end]``. ``low`` is lower-cased; offsets point into ``text``."""

    __slots__ = ("end", "kind", "low", "n", "raw", "start", "stop_offset", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        piece = text[start:end]
        if not piece.isascii() and _FULL_WIDTH.search(piece):
            piece = piece.translate(_TO_ASCII)
        self.text = text
        self.stop_offset = end
        found = list(_TOKEN.finditer(piece))
        self.start = [match.start() + start for match in found]
        self.end = [match.end() + start for match in found]
        self.raw = [match.group() for match in found]
        self.kind = [match.lastindex or MARK for match in found]
        self.low = [term.lower() for term in self.raw]
        self.n = len(self.raw)

    def at(self, i: int) -> str:
        """Lower-cased token ``i``; the empty string outside the text."""
        return self.low[i] if 0 <= i < self.n else ""

    def is_word(self, i: int) -> bool:
        return 0 <= i < self.n and self.kind[i] == WORD

    def is_dash(self, i: int) -> bool:
        return 0 <= i < self.n and self.raw[i] in _DASHES

    def glued(self, i: int) -> bool:
        """Whether token ``i`` stands directly after token ``i - 1``, with no blank between."""
        return 0 < i < self.n and self.start[i] == self.end[i - 1]

    def is_capital(self, i: int) -> bool:
        return 0 <= i < self.n and self.kind[i] == WORD and self.raw[i][0].isupper()

    def ends_sentence(self, i: int) -> bool:
        """Whether token ``i`` ends a sentence: its mark, or "Essence" (a mistranslated 。) standing alone."""
        if not 0 <= i < self.n:
            return True
        term = self.raw[i]
        if term in _SENTENCE_MARKS:
            return True
        return term == "Essence" and (i + 1 >= self.n or self.is_capital(i + 1))

    def starts_line(self, i: int) -> bool:
        """Whether only blanks stand between the last line break (or the text's start) and token ``i``."""
        if i <= 0:
            before = self.text.rfind("\n", 0, self.start[0]) + 1 if self.n else 0
            return not self.text[max(before, self.start[0] - 40) : self.start[0]].strip() if self.n else True
        return "\n" in self.text[self.end[i - 1] : self.start[i]]


def paragraphs_with(text: str, anchor: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Half-open spans of the lines of ``text[start:end]`` in which ``anchor`` matches, long lines cut at a blank.

    Each span is at most a few thousand characters, so what is kept in memory does not grow with the text.
    """
    at = start
    while True:
        found = anchor.search(text, at, end)
        if found is None:
            return
        line = text.rfind("\n", at, found.start()) + 1
        begin = max(at, line)
        if found.start() - begin > _CHUNK:
            begin = _cut(text, found.start() - _CHUNK_LEAST // 2, found.start())
        finish = text.find("\n", found.end(), min(end, begin + _CHUNK))
        if finish < 0:
            finish = end if end - begin <= _CHUNK else _cut(text, begin + _CHUNK_LEAST, begin + _CHUNK)
        finish = max(finish, found.end())
        yield begin, finish
        at = finish


def _cut(text: str, least: int, most: int) -> int:
    """Where to cut between ``least`` and ``most``: after a sentence, else at a blank, else at ``most``."""
    stop = text.rfind(". ", least, most)
    if stop >= 0:
        return stop + 2
    stop = text.rfind(" ", least, most)
    return stop + 1 if stop >= 0 else most
