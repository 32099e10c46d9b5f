"""Cells of a table that a Chinese text holds as lines of words and numbers.

A flattened table has a header line (县（区）　学校数（所）　补助资金（万元）) and below it lines of a name and numbers, set
apart by blanks, tabs or bars. A bare number there counts what its column's header says, or its row's. The unit stands in
brackets after the header's noun (GB/T 1.1-2020, 9.8: units belong to the column headings of a table), follows from
that noun (学校数), or is given for the whole table (单位：万元).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from policymine.text.heads_zh import noun_unit
from policymine.text.lexicon_zh import MEASURED, NOUNS, STRONG, UnitWord, unit_at

SEPARATORS = frozenset(" \t\u3000|｜")
_CELL = re.compile(r"[^ \t\u3000|｜\n]+")
_NUMBER = re.compile(r"(?:[0-9０-９][0-9０-９,，.．]*(?:[%％‰]|[万亿]元?)?|[-—–－/]{1,2}|无)")
_UNIT = re.compile(r"[（(](?:单位[:：])?([^（）()0-9]{1,6})[）)]$")
_OF_TABLE = re.compile(r"单位[:：] ?([^ （）()，。；\n]{1,6})")
_SCALED = {"万": Decimal(10**4), "亿": Decimal(10**8), "千": Decimal(1000), "百": Decimal(100), "百万": Decimal(10**6)}
_LINE = 240  # a longer line is prose
_UP = 400  # lines between a row and its header, at most
_SERIAL = ("序号", "编号", "代码", "年份", "年度", "名次", "排名", "电话", "邮编")


class Cell(NamedTuple):
    """What a bare number in a table counts: its unit, the factor that the unit holds (万元), and the header's noun."""

    unit: UnitWord
    factor: Decimal
    noun: str | None
    head: tuple[int, int]


class Tables:
    """The tables of one text; every line is looked at once, however many numbers it holds."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._line = (-1, -1)
        self._width = 0  # of the row before, 0 where the line before is none
        self._cells: list[tuple[int, int]] = []
        self._header: list[tuple[int, int]] = []
        self._default = ""

    def cell(self, start: int, end: int) -> Cell | None:
        """What the number ``start:end`` counts as a cell of a table; ``None`` where it is none.

        A cell with a percent sign needs no unit in its header.
        """
        text = self.text
        if end < len(text) and text[end] not in SEPARATORS and text[end] != "\n":
            return None
        if not self._line[0] <= start < self._line[1]:
            self._open_line(start)
        column = next((i for i, cell in enumerate(self._cells) if cell[0] == start and cell[1] == end), 0)
        if not column or not self._header:
            return None
        if text[end - 1] in "%％":
            first = self._cells[0]
            by_row = text.endswith(("率", "比", "比例", "比重", "占比"), *first)
            return Cell(UnitWord("", "percent", MEASURED), Decimal(1), None, first if by_row else self._header[column])
        for span in (self._cells[0], self._header[column]):
            found = self._read_header(span)
            if found is None:
                continue
            if found.noun is None and found.unit.kind != MEASURED:
                return self._same_unit(found, column)
            return found
        return None

    def _same_unit(self, cell: Cell, column: int) -> Cell:
        """原有机构（家） 现有（家）: the thing counted stands over the column before."""
        for span in self._header[column - 1 : 0 : -1]:
            other = self._read_header(span)
            if other is not None and other.noun is not None and other.unit.word == cell.unit.word:
                return cell._replace(noun=other.noun, head=other.head)
        return cell

    def _open_line(self, at: int) -> None:
        text = self.text
        begin = text.rfind("\n", 0, at) + 1
        stop = text.find("\n", at)
        stop = stop if stop >= 0 else len(text)
        follows = begin == self._line[1] + 1 and self._width
        self._line = (begin, stop)
        cells = _cells_of(text, begin, stop)
        self._cells = cells
        if not _is_row(text, cells):
            self._header, self._width = [], 0
            return
        if follows == len(cells):
            return
        self._header, self._default, self._width = [], "", len(cells)
        self._find_header(begin, len(cells))

    def _find_header(self, begin: int, width: int) -> None:
        """The nearest line above with as many cells and no numbers; rows between are passed over."""
        text, stop = self.text, begin - 1
        for _ in range(_UP):
            if stop <= 0:
                return
            start = text.rfind("\n", max(0, stop - _LINE), stop) + 1
            if start == 0 and stop > _LINE:
                return
            cells = _cells_of(text, start, stop)
            if len(cells) != width:
                return
            if not _is_row(text, cells):
                if any(_NUMBER.fullmatch(text, *cell) for cell in cells):
                    return
                self._header = cells
                above = text.rfind("\n", max(0, start - 1 - _LINE), max(0, start - 1)) + 1
                given = _OF_TABLE.search(text, above, start)
                self._default = given[1] if given else ""
                return
            stop = start - 1

    def _read_header(self, span: tuple[int, int]) -> Cell | None:
        text = self.text
        start, end = span
        if text.startswith(_SERIAL, start):
            return None
        given = _UNIT.search(text, start, end)
        stop = given.start() if given else end
        noun = noun_unit(text[start:stop])
        word = given[1] if given else ""
        for name in (word, "" if noun and text[start:stop] not in NOUNS else self._default):
            measure = _unit(name)
            if measure is not None:
                return Cell(measure[0], measure[1], noun, (start, stop) if stop > start else span)
        if noun is not None and text.endswith(("数", "数量", "总数", "人数"), start, stop):
            return Cell(UnitWord("", noun, STRONG), Decimal(1), noun, (start, stop))
        return None


def _cells_of(text: str, begin: int, stop: int) -> list[tuple[int, int]]:
    if stop - begin > _LINE:
        return []
    return [(m.start(), m.end()) for m in _CELL.finditer(text, begin, stop)]


def _is_row(text: str, cells: list[tuple[int, int]]) -> bool:
    """A name and then numbers only (a serial number may stand first)."""
    first = 1
    if len(cells) > 2 and _NUMBER.fullmatch(text, *cells[0]):
        first = 2
    if len(cells) <= first or _NUMBER.fullmatch(text, *cells[first - 1]):
        return False
    return all(_NUMBER.fullmatch(text, *cell) for cell in cells[first:])


def _unit(name: str) -> tuple[UnitWord, Decimal] | None:
    if not name:
        return None
    for scale in ("百万", "万", "亿", "千", "百", ""):
        word = name[len(scale) :]
        if not name.startswith(scale) or not word:
            continue
        if word in ("%", "％"):
            return UnitWord("", "percent", MEASURED), Decimal(1)
        unit = unit_at(word, 0, len(word))
        if unit is not None and unit.word == word:
            return UnitWord(word, unit.unit, unit.kind), _SCALED.get(scale, Decimal(1))
    return None
