"""The lines of a text while its layout is being marked: what each one is taken for, and the facts found on the way."""

from __future__ import annotations

import re
import unicodedata

from policymine.records import Language, SectionKind
from policymine.text import layout_marks as marks
from policymine.text.layout_datelines import Dateline
from policymine.text.layout_head import Facts

MARK_LIMIT = 160  # marks of the tail stand on short lines
# A text is wrapped if it has as many lines as this, none wider than a page or a terminal, most of them full.
_WRAPPED_LINES, _WIDEST_ZH, _WIDEST_EN, _FULL = 5, 60, 100, 0.8
_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c]+")


class Page:
    """Lines that hold something, by index, without the blanks around them; all are BODY until marked otherwise."""

    def __init__(self, text: str, language: Language, known_title: str | None, known_published: str | None) -> None:
        self.text = text
        self.language = language
        self.chinese = language is Language.ZH
        self.known_title = known_title or None
        self.known_published = known_published
        self.lines = [span for m in _LINE.finditer(text) if (span := _strip_span(text, m.start(), m.end())) is not None]
        self.kinds = [SectionKind.BODY] * len(self.lines)
        self.splits: list[tuple[int, int, SectionKind]] = []  # line, offset, kind: credits at a paragraph's end
        self.facts = Facts()
        self.titles: list[int] = []
        self.dateline: Dateline | None = None
        self.dateline_line = -1
        self.blank_separated = self._is_blank_separated()
        self.wrapped_at = self._wrapped_at()

    def line(self, i: int) -> str:
        start, end = self.lines[i]
        return self.text[start:end]

    def length(self, i: int) -> int:
        return self.lines[i][1] - self.lines[i][0]

    def blank_after(self, i: int) -> bool:
        between = self.text[self.lines[i][1] : self.lines[i + 1][0]] if i + 1 < len(self.lines) else ""
        return between.count("\n") + between.count("\r") - between.count("\r\n") > 1

    def _is_blank_separated(self) -> bool:
        gaps = len(self.lines) - 1
        return gaps > 1 and sum(self.blank_after(i) for i in range(gaps)) > gaps / 2

    def _wrapped_at(self) -> int:
        """The width at which a plain text is wrapped by hard line ends; 0 where lines are paragraphs.

        Wrapped lines are about equally long, and most of them end inside a sentence.
        """
        lengths = sorted(end - start for start, end in self.lines)
        if len(lengths) < _WRAPPED_LINES:
            return 0
        width = lengths[-1 - len(lengths) // 20]
        if width > (_WIDEST_ZH if self.chinese else _WIDEST_EN):
            return 0
        full = [i for i in range(len(self.lines)) if self.length(i) >= _FULL * width]
        within = sum(not marks.ends_sentence(self.line(i)) for i in full)
        return width if 2 * len(full) > len(lengths) and 2 * within > len(full) else 0

    def runs_on(self, i: int) -> bool:
        """Whether line ``i`` was cut by a hard line end and goes on in the next line."""
        return (
            self.wrapped_at > 0
            and i + 1 < len(self.lines)
            and self.length(i) >= _FULL * self.wrapped_at
            and not self.blank_after(i)
        )

    def is_cut(self, line: str) -> bool:
        """Whether other stories start here. A whole sentence after the colon is the article's own ("Latest news: …")."""
        if len(line) > MARK_LIMIT:
            return False
        match = marks.related_pattern().match(line) or marks.neighbour_pattern().match(line)
        return match is not None and not (line[match.end() :].strip() and marks.ends_sentence(line))


def _strip_span(text: str, start: int, end: int) -> tuple[int, int] | None:
    line = text[start:end]
    lead = len(line) - len(line.lstrip())
    if lead == len(line):
        return None
    return start + lead, start + len(line.rstrip())


def fold(line: str | None) -> str:
    """``line`` without blanks and punctuation, lower case, full width folded: what two printings of a title share."""
    return "".join(c for c in unicodedata.normalize("NFKC", line).casefold() if c.isalnum()) if line else ""
