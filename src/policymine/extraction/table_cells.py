"""Which cells of a table hold a figure, and the header cells that speak for each."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from policymine.data import load_yaml
from policymine.extraction.table_units import strip_unit
from policymine.records import Cell, Direction, Language, Table

# A whole cell that is one number, with bound words before it and a unit after it.
_NUMBER = re.compile(
    r"(?P<lead>(?:约|近|超过|超|逾|达|不足|不超过|不低于|不少于|≥|≤|>|<|about|over|nearly|more than|less than|at least|up to)?\s?)"
    r"(?P<sign>[-−－+＋↑↓▲△▼]?)\s?(?P<number>[¥￥$]?[\d０-９][\d０-９,，.．]{0,24}(?:\s?[-~～–—至]\s?[\d０-９][\d０-９,，.．]{0,24})?)"
    r"(?:\s?[%％‰]?[\u4e00-\u9fff]{0,6}|\s?[A-Za-z][A-Za-z -]{0,24})(?:[（(][^（）()]{0,8}[)）])?$"
)
_NOT_NUMBER = re.compile(
    r"(?:19|20)\d\d\s?(?:年|[-/.]\d{1,2}(?:[-/.]\d{1,2})?$|\s?[-–—~～]\s?(?:19|20)\d\d$)|\d{1,2}月|第|0\d{2,3}-?\d{7,8}$"
    r"|1[3-9]\d{9}$|\d{15,}$|\d{1,3}[级号年]$|\d{1,2}[、.)）]$"
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_DOWN = frozenset("-−－↓▼")


class Header(NamedTuple):
    """A header cell: its span in the document's text and its words."""

    start: int
    end: int
    text: str
    column: int
    of_row: bool


@dataclass(frozen=True, slots=True)
class NumericCell:
    """A cell that holds one number: its text without a sign, where that stands, and what the headers are."""

    cell: Cell
    value: str
    start: int
    direction: Direction | None
    headers: tuple[Header, ...]


@cache
def table_words(language: Language) -> dict[str, Any]:
    """The words of ``data/tables.yaml`` in that language, by kind."""
    name = "zh" if language is Language.ZH else "en"
    return {
        key: frozenset(value[name]) if isinstance(value[name], list) else value[name]
        for key, value in load_yaml("tables.yaml").items()
        if name in value
    }


@lru_cache(maxsize=4096)
def is_named(header: str, kind: str, language: Language) -> bool:
    """Whether a header is one of the words of that kind, blanks and case aside."""
    folded = re.sub(r"\s+", "" if language is Language.ZH else " ", header).strip(" :：*").casefold()
    return folded in table_words(language)[kind]


def is_number(text: str) -> bool:
    """Whether a cell's text is one number (with bound words and a unit), and no date, code or telephone number."""
    held = text.strip()
    return _NUMBER.match(held) is not None and _NOT_NUMBER.match(held) is None


def numeric_cells(text: str, table: Table, language: Language) -> list[NumericCell]:
    """The cells of ``table`` that hold a figure, in order. Columns of serial numbers, ranks, dates and codes hold none."""
    columns: dict[int, list[Cell]] = {}
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        columns.setdefault(cell.column, []).append(cell)
        rows.setdefault(cell.row, []).append(cell)
    for line in rows.values():
        line.sort(key=lambda c: c.column)
    rejected = {c for c, cells in columns.items() if _holds_none(text, c, cells, language)}
    out = []
    for cell in table.cells:
        if cell.column in rejected or not (cell.column_header or cell.row_header):
            continue
        held = text[cell.start : cell.end]
        match = _NUMBER.match(held)
        if match is None or _NOT_NUMBER.match(held):
            continue
        headers = (*_row_headers(text, cell, columns), *_column_headers(text, cell, rows))
        if not headers or any(h.of_row and is_named(h.text, "no_figures", language) for h in headers):
            continue
        if all(_YEAR.match(h.text) for h in headers) and _YEAR.match(held):
            continue
        sign = match["sign"]
        begin = match.start("number") if sign else 0
        direction = (Direction.DECREASE if sign in _DOWN else Direction.INCREASE) if sign else None
        out.append(NumericCell(cell, held[begin:], cell.start + begin, direction, headers))
    return out


def _holds_none(text: str, column: int, cells: list[Cell], language: Language) -> bool:
    """Whether a column is one of serial numbers, ranks, dates or codes, or of nothing but years."""
    headed = [c for c in cells if c.column_header]
    header = headed[-1].column_header if headed else ""
    name, unit = strip_unit(header, language)
    last = name.split(" ")[-1] if language is Language.ZH else name
    if is_named(name, "no_figures", language) or is_named(last, "no_figures", language):
        return True
    numbers = [held for c in headed if _NUMBER.match(held := text[c.start : c.end])]
    if numbers and unit is None and all(_YEAR.match(v) for v in numbers):
        return True
    labelled = any(c.row_header for c in headed)
    return column == 0 and not labelled and len(numbers) > 1 and numbers == [str(i + 1) for i in range(len(numbers))]


def _row_headers(text: str, cell: Cell, columns: dict[int, list[Cell]]) -> list[Header]:
    """The cells whose words make up ``cell.row_header``: in each column the nearest at or above the row."""
    rest = cell.row_header
    out: list[Header] = []
    for column in sorted(columns):
        if not rest:
            break
        if column == cell.column:
            continue
        cells = columns[column]
        at = bisect_right(cells, cell.row, key=lambda c: c.row) - 1
        if at >= 0 and (taken := _taken(text, cells[at], rest)) is not None:
            out.append(Header(cells[at].start, cells[at].end, text[cells[at].start : cells[at].end], column, True))
            rest = taken
    return out


def _column_headers(text: str, cell: Cell, rows: dict[int, list[Cell]]) -> list[Header]:
    """The cells whose words make up ``cell.column_header``: in each row from the top, the one that reaches the column."""
    rest = cell.column_header
    out: list[Header] = []
    for row in sorted(rows):
        if not rest or row >= cell.row:
            break
        cells = rows[row]
        at = bisect_right(cells, cell.column, key=lambda c: c.column) - 1
        if at >= 0 and (taken := _taken(text, cells[at], rest)) is not None:
            found = cells[at]
            out.append(Header(found.start, found.end, text[found.start : found.end], cell.column, False))
            rest = taken
    return out


def _taken(text: str, cell: Cell, rest: str) -> str | None:
    """What is left of the joined headers after those of ``cell``; None where they are not its."""
    held = text[cell.start : cell.end]
    if not held or not (rest == held or rest.startswith(held + " ")):
        return None
    return rest[len(held) + 1 :]
