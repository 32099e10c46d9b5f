"""Tables that plain text holds: rows on lines with their cells set apart, or one cell a line.

A table is a header row without quantities and, under it, rows with as many cells whose quantities stand in the same
columns. Anything less stays prose: a table that is missed is read line by line, a false one would lose its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from policymine.records import Language, Section, SectionKind, Table
from policymine.text.grids import build_grid, captioned, is_quantity, names_period, place

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c]+")
_WIDE = re.compile(r"[ \xa0]{2,}|[ \xa0]?\u3000[\u3000 \xa0]*")
_BLANK = re.compile(r"[ \xa0]")
_TAB = re.compile(r"[ \u3000]*\t[ \u3000]*")
_PIPE = re.compile(r"[ \u3000]*[|｜│][ \u3000]*")
_RULE = re.compile(r"[\s|｜│+:=─━—-]+$")  # |---|:--|
_EMPTY = frozenset(("-", "—", "——", "－", "/", "无", "…", "", "N/A", "n/a"))
_MAX_LINE, _MAX_CELL, _MAX_COLUMNS = 300, 40, 30
_LONE_CELL = 24  # characters of a cell on a line of its own
_READ = frozenset((SectionKind.BODY, SectionKind.SUBHEAD, SectionKind.DECK, SectionKind.HEADLINE))

_DIGIT = re.compile(r"\d")
_PROSE = re.compile(r"[。！？!?；;，]")
_LONG, _NAME, _NUMBER, _EMPTY_CELL = range(4)

Span = tuple[int, int]


class _Row(NamedTuple):
    """A line cut into cells; ``mark`` says by what: tab, pipe, wide gap or single blank."""

    cells: tuple[Span, ...]
    mark: str


def find_flat_tables(text: str, sections: Sequence[Section], language: Language) -> list[Table]:
    """The tables of plain ``text``, in order, each with its cells and their headers; only in parts that are read."""
    out: list[Table] = []
    for section in sections:
        if section.kind in _READ:
            out.extend(_in_part(text, section.start, section.end, language))
    return out


def _in_part(text: str, start: int, end: int, language: Language) -> Iterable[Table]:
    lines = [span for m in _LINE.finditer(text, start, end) if (span := _strip(text, m.start(), m.end())) is not None]
    lone = _LoneCells(text, lines)
    i = 0
    while i < len(lines):
        rows = _rows_on_lines(text, lines, i, language) or lone.rows_at(i)
        if rows is None:
            i += 1
            continue
        yield captioned(_table(text, rows), text[slice(*lines[i - 1])] if i else "")
        stop = rows[-1][-1][1]
        while i < len(lines) and lines[i][0] < stop:
            i += 1


def _strip(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip(" \u3000\xa0\t"))
    return None if not piece.strip() else (start + (lead if "\t" not in piece else 0), start + len(piece.rstrip()))


def _rows_on_lines(text: str, lines: list[Span], i: int, language: Language) -> list[list[Span]] | None:
    if not any(_DIGIT.search(text, *span) for span in lines[i + 1 : i + 3]):
        return None
    header = _cut(text, lines[i], language)
    if header is None or not _is_header(text, header):
        return None
    rows: list[list[Span]] = [list(header.cells)]
    numeric: set[int] | None = None
    for span in lines[i + 1 :]:
        if header.mark == "pipe" and _RULE.match(text[span[0] : span[1]]):
            continue
        row = _cut(text, span, language)
        if row is None or row.mark != header.mark or len(row.cells) != len(header.cells):
            break
        found = {c for c, cell in enumerate(row.cells) if is_quantity(text[cell[0] : cell[1]])}
        empty = {c for c, cell in enumerate(row.cells) if text[cell[0] : cell[1]] in _EMPTY}
        if not found or (numeric is not None and (found - numeric or numeric - found - empty)):
            break
        numeric = found if numeric is None else numeric
        rows.append(list(row.cells))
    wanted = 1 if header.mark in ("tab", "pipe") else 2
    if len(header.cells) == 2:
        wanted += 1 if header.mark == "blank" else 0
    return rows if len(rows) > wanted else None


def _cut(text: str, span: Span, language: Language) -> _Row | None:
    start, end = span
    if end - start > _MAX_LINE or text[end - 1] in "。；;，,":
        return None
    if text.find("\t", start, end) >= 0:
        cells, mark = _split(text, start, end, _TAB), "tab"
    elif _PIPE.search(text, start, end):
        inner = _PIPE.match(text, start, end)
        start = inner.end() if inner is not None else start
        while end > start and text[end - 1] in "|｜│ ":
            end -= 1
        cells, mark = _split(text, start, end, _PIPE), "pipe"
    elif _WIDE.search(text, start, end):
        cells, mark = _split(text, start, end, _WIDE), "wide"
    elif language is Language.ZH:
        cells, mark = _split(text, start, end, _BLANK), "blank"
    else:
        return None
    if not 2 <= len(cells) <= _MAX_COLUMNS or any(b - a > _MAX_CELL for a, b in cells):
        return None
    return _Row(tuple(cells), mark)


def _split(text: str, start: int, end: int, mark: re.Pattern[str]) -> list[Span]:
    cells: list[Span] = []
    at = start
    for match in mark.finditer(text, start, end):
        cells.append((at, match.start()))
        at = match.end()
    cells.append((at, end))
    return cells


def _is_header(text: str, row: _Row) -> bool:
    cells = [text[a:b] for a, b in row.cells]
    if sum(bool(c) for c in cells) < 2 or any(re.search(r"[。！？!?；：:]", c) for c in cells):
        return False
    return all(names_period(c) or not is_quantity(c) for c in cells)


class _LoneCells:
    """Tables whose cells stand one a line: header names, then a name and its quantities again and again."""

    def __init__(self, text: str, lines: list[Span]) -> None:
        self.text = text
        self.lines = lines
        self.kinds = [self._kind(a, b) for a, b in lines]
        # For each line the first at or after it that is no name.
        self.names_end = [len(lines)] * (len(lines) + 1)
        for i in range(len(lines) - 1, -1, -1):
            self.names_end[i] = self.names_end[i + 1] if self.kinds[i] == _NAME else i

    def _kind(self, start: int, end: int) -> int:
        if end - start > _LONE_CELL:
            return _LONG
        held = self.text[start:end]
        if is_quantity(held):
            return _NUMBER
        return _EMPTY_CELL if held in _EMPTY else _LONG if _PROSE.search(held) else _NAME

    def rows_at(self, i: int) -> list[list[Span]] | None:
        """The rows of the table whose header starts at line ``i``, or None."""
        first = self.names_end[i]
        if not 2 <= first - i <= _MAX_COLUMNS or first >= len(self.lines) or self.kinds[first] != _NUMBER:
            return None
        serial = self._held(first) == "1" and first + 1 < len(self.lines) and self.kinds[first + 1] == _NAME
        begin = first if serial else first - 1
        width = begin - i  # the rows are as wide as the header, which starts here
        if width < (3 if serial else 2):
            return None
        rows = [self.lines[i:begin]]
        row = begin
        while row + width <= len(self.lines) and self._repeats(row, width, len(rows) if serial else 0):
            rows.append(self.lines[row : row + width])
            row += width
        return rows if len(rows) > 2 else None

    def _repeats(self, row: int, width: int, serial: int) -> bool:
        names = 2 if serial else 1
        return (
            (not serial or self._held(row) == str(serial))
            and self.kinds[row + names - 1] == _NAME
            and all(kind in (_NUMBER, _EMPTY_CELL) for kind in self.kinds[row + names : row + width])
        )

    def _held(self, i: int) -> str:
        return self.text[self.lines[i][0] : self.lines[i][1]]


def _table(text: str, rows: list[list[Span]]) -> Table:
    grid = build_grid([[(text[a:b], 1, 1, r == 0) for a, b in row] for r, row in enumerate(rows)])
    start, end = rows[0][0][0], rows[-1][-1][1]
    spans = [(cell, *rows[cell.row][cell.column]) for cell in grid.cells if cell.text]
    return place(grid, [(c, a - start, b - start) for c, a, b in spans], start, end)
