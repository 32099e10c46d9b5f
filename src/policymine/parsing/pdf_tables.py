"""Tables of PDF pages that are drawn with lines: where they stand and what their cells hold, by pdfplumber.

pdfplumber is an optional part (``policymine[tables]``); without it :func:`available` is false and a table's words stay in
the running text. Tables without ruling lines are left to the running text too: columns told from blanks alone would
part sentences into cells.
"""

from __future__ import annotations

import importlib.util
import io
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from policymine.text.grids import Grid, GridCell, is_data

# Edges nearer than this (points) are one ruling line; drawn borders are up to 3 points wide.
_SAME_EDGE = 3.0
_MAX_CELLS = 20_000
_WIDE_BREAK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef]) ?\n ?|\n(?=[\u2e80-\u9fff\uff00-\uffef])")


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table on a page. ``box``: left, bottom, right, top in points from the page's lower left corner; ``edges``: where
    its columns begin.
    """

    grid: Grid
    box: tuple[float, float, float, float]
    edges: tuple[float, ...]


@cache
def available() -> bool:
    """Whether pdfplumber is installed."""
    return importlib.util.find_spec("pdfplumber") is not None


def find_tables(content: bytes, pages: Iterable[int]) -> dict[int, list[RuledTable]]:
    """The ruled tables of data on the given pages (from 0), from top to bottom.

    A page that pdfplumber cannot read has none: its words are in the running text all the same.
    """
    import pdfplumber

    out: dict[int, list[RuledTable]] = {}
    try:
        pdf = pdfplumber.open(io.BytesIO(content))
    except Exception:
        return out  # pdfminer passes on whatever damage raises; PDFium has read the file
    with pdf:
        for number in pages:
            tables = _on_page(pdf, number)
            if tables:
                out[number] = sorted(tables, key=lambda t: -t.box[3])
    return out


def _on_page(pdf: Any, number: int) -> list[RuledTable]:
    try:
        page = pdf.pages[number]
        tables = [found for table in page.find_tables() if (found := _ruled(table, page)) is not None]
        page.close()
    except Exception:  # as above
        return []
    return tables


def _ruled(table: Any, page: Any) -> RuledTable | None:
    boxes = [box for row in table.rows for box in row.cells if box is not None]
    if not boxes or len(boxes) > _MAX_CELLS:
        return None
    across, down = _edges(box[0] for box in boxes), _edges(box[1] for box in boxes)
    cells: dict[tuple[int, int], GridCell] = {}
    for row, texts in zip(table.rows, table.extract(), strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            if box is None:
                continue
            r, c = _index(down, box[1]), _index(across, box[0])
            rows, columns = _index(down, box[3]) - r, _index(across, box[2]) - c
            cells[r, c] = GridCell(_one_line(text or ""), r, c, max(rows, 1), max(columns, 1))
    grid = Grid(tuple(cells[key] for key in sorted(cells)), len(down), len(across))
    if not is_data(grid):
        return None
    left, top, right, bottom = table.bbox
    height = float(page.height)
    return RuledTable(grid, (left, height - bottom, right, height - top), tuple(across))


def _edges(values: Iterable[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _SAME_EDGE:
            out.append(value)
    return out


def _index(edges: list[float], value: float) -> int:
    return bisect_left(edges, value - _SAME_EDGE)


def _one_line(text: str) -> str:
    """A cell's lines as one, Chinese ones without a blank between."""
    return " ".join(_WIDE_BREAK.sub("", text).split())


def continues(upper: RuledTable, lower: RuledTable) -> bool:
    """Whether a table at the top of a page goes on with the one at the foot of the page before: the same columns."""
    return len(upper.edges) == len(lower.edges) and all(
        abs(a - b) <= _SAME_EDGE for a, b in zip(upper.edges, lower.edges, strict=True)
    )


def joined(upper: RuledTable, lower: RuledTable) -> RuledTable:
    """Both as one table; header rows that the second page repeats are left out."""
    above, below = _texts(upper.grid), _texts(lower.grid)
    repeated = 0
    while repeated < min(len(above), len(below)) - 1 and above[repeated] == below[repeated]:
        repeated += 1
    shift = upper.grid.height - repeated
    moved = tuple(replace(cell, row=cell.row + shift) for cell in lower.grid.cells if cell.row >= repeated)
    grid = Grid(upper.grid.cells + moved, lower.grid.height + shift, upper.grid.width, upper.grid.caption)
    return RuledTable(grid, upper.box, upper.edges)


def _texts(grid: Grid) -> list[list[tuple[int, str]]]:
    rows: list[list[tuple[int, str]]] = [[] for _ in range(grid.height)]
    for cell in grid.cells:
        rows[cell.row].append((cell.column, cell.text))
    return rows
