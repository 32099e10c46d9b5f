"""Tables as text: one line a row, cells parted by tabs, and which headers hold for which cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from policymine.records import Cell, Table
from policymine.text.layout_marks import ends_sentence

_YEAR_OR_RANK = re.compile(r"\s*(?:(?:19|20)\d\d\s*(?:年|年度|学年)?|\d{1,2}月|第?[一二三四\d]季度)\s*$")
_QUANTITY = re.compile(
    r"\s*[-+−约近超]?\s*[\d０-９][\d０-９,，.]*\s*(?:%|％|‰|[\u4e00-\u9fff]{0,3}|(?:thousand|million|billion)\b.{0,20})?\s*$"
)
_MAX_HEADER_ROWS = 3
_MAX_HEADER_COLUMNS = 3
_MAX_CAPTION = 60
# Spans are believed up to these sizes; pages that state more do so to exhaust their reader.
_MAX_COLUMNS = 200
_MAX_AREA = 100_000


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as the source has it: its top left corner, how far it reaches, whether it is marked as a header."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before it has a place in a text."""

    cells: tuple[GridCell, ...]
    height: int
    width: int
    caption: str = ""


def build_grid(rows: list[list[tuple[str, int, int, bool]]], caption: str = "") -> Grid:
    """A grid of rows of ``(text, row span, column span, header)``, laid out as HTML does: spans push cells aside.

    Spans that reach beyond the table are cut to it.
    """
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    height = len(rows)
    for r, row in enumerate(rows):
        c = 0
        for text, rows_stated, columns_stated, header in row:
            while (r, c) in taken:
                c += 1
            down, across = min(max(rows_stated, 1), height - r), min(max(columns_stated, 1), _MAX_COLUMNS)
            if len(taken) + down * across > _MAX_AREA:
                down, across = 1, 1
            taken.update((r + i, c + j) for i in range(down) for j in range(across))
            cells.append(GridCell(" ".join(text.split()), r, c, down, across, header))
            c += across
    width = max((cell.column + cell.columns for cell in cells), default=0)
    return Grid(tuple(cells), height, width, caption)


def is_quantity(text: str) -> bool:
    """Whether a cell's text is a number with at most a sign, a bound word and a short unit."""
    return _QUANTITY.match(text) is not None


def names_period(text: str) -> bool:
    """Whether a cell's text is a year, a month or a quarter."""
    return _YEAR_OR_RANK.match(text) is not None


def is_data(grid: Grid) -> bool:
    """Whether a grid is a table of data rather than a frame that lays out a page: several rows and columns, short cells."""
    filled = [cell for cell in grid.cells if cell.text]
    if grid.height < 2 or grid.width < 2 or len(filled) < 4:
        return False
    lengths = sorted(len(cell.text) for cell in filled)
    return lengths[len(lengths) // 2] <= 60 and sum(n > 300 for n in lengths) <= len(lengths) // 10


def render(grid: Grid) -> tuple[str, list[tuple[GridCell, int, int]]]:
    """The grid's text, and each cell with its span in it. Cells that a span covers are left empty; empty rows go."""
    origin = {(cell.row, cell.column): cell for cell in grid.cells}
    parts: list[str] = []
    spans: list[tuple[GridCell, int, int]] = []
    offset = 0
    for r in range(grid.height):
        row = [origin.get((r, c)) for c in range(grid.width)]
        if not any(cell is not None and cell.text for cell in row):
            continue
        if parts:
            parts.append("\n")
            offset += 1
        last = max(c for c, cell in enumerate(row) if cell is not None and cell.text)
        for c in range(last + 1):
            if c:
                parts.append("\t")
                offset += 1
            cell = row[c]
            if cell is not None and cell.text:
                spans.append((cell, offset, offset + len(cell.text)))
                parts.append(cell.text)
                offset += len(cell.text)
    return "".join(parts), spans


def place(grid: Grid, spans: list[tuple[GridCell, int, int]], start: int, end: int) -> Table:
    """The table record of a grid whose text stands at ``start:end``; a cell's headers are joined by a blank."""
    header_rows = _header_rows(grid)
    header_columns = _header_columns(grid, header_rows)
    above = _cover(grid)
    cells = []
    for cell, begin, stop in spans:
        column_header = _join(above, [(r, cell.column) for r in range(min(header_rows, cell.row))], cell)
        row_header = ""
        if cell.row >= header_rows:
            own = cell.column in header_columns
            naming = [c for c in header_columns if not own or c < cell.column]
            row_header = _join(above, [(cell.row, c) for c in naming], cell)
        cells.append(Cell(start + begin, start + stop, cell.row, cell.column, row_header, column_header))
    return Table(start, end, grid.caption or _title_row(grid), tuple(cells))


def captioned(table: Table, above: str) -> Table:
    """``table`` with the line above it as caption, if it has none and that line is a title rather than a sentence."""
    if table.caption or not above or len(above) > _MAX_CAPTION or "\n" in above or ends_sentence(above):
        return table
    return replace(table, caption=above)


def _cover(grid: Grid) -> dict[tuple[int, int], GridCell]:
    return {
        (cell.row + i, cell.column + j): cell
        for cell in grid.cells
        for i in range(cell.rows)
        for j in range(min(cell.columns, grid.width - cell.column))
    }


def _join(cover: dict[tuple[int, int], GridCell], places: list[tuple[int, int]], own: GridCell) -> str:
    seen: list[GridCell] = []
    for spot in places:
        cell = cover.get(spot)
        if cell is not None and cell is not own and cell.text and cell not in seen:
            seen.append(cell)
    return " ".join(cell.text for cell in seen)


def _rows(grid: Grid) -> list[list[GridCell]]:
    rows: list[list[GridCell]] = [[] for _ in range(grid.height)]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    return rows


def _is_title(row: list[GridCell], grid: Grid) -> bool:
    filled = [cell for cell in row if cell.text]
    return len(filled) == 1 and filled[0].columns >= grid.width > 1


def _title_row(grid: Grid) -> str:
    first = _rows(grid)[0] if grid.height else []
    return next((cell.text for cell in first if cell.text), "") if _is_title(first, grid) else ""


def _header_rows(grid: Grid) -> int:
    """Rows at the top that name columns: marked so, or without a quantity; a title row counts with them."""
    rows = _rows(grid)
    count = 0
    for row in rows[: _MAX_HEADER_ROWS + 1]:
        filled = [cell for cell in row if cell.text]
        marked = bool(filled) and all(cell.header for cell in filled) and len(filled) > 1
        title = count == 0 and _is_title(row, grid)
        names = bool(filled) and not any(
            _QUANTITY.match(cell.text) and not _YEAR_OR_RANK.match(cell.text) for cell in filled
        )
        # A second row without quantities is a header only under a cell that spans several columns or this row.
        below_span = count == 0 or title or any(c.columns > 1 for c in rows[count - 1]) or _spanned(grid, count)
        if not (title or marked or (names and below_span)):
            break
        count += 1
        if (
            count < len(rows)
            and not title
            and not marked
            and not any(c.columns > 1 for c in row)
            and not _spanned(grid, count)
        ):
            break
    return count if count < len(rows) else 1


def _spanned(grid: Grid, row: int) -> bool:
    return any(cell.row < row < cell.row + cell.rows for cell in grid.cells)


def _header_columns(grid: Grid, header_rows: int) -> list[int]:
    """Columns that name rows: at the left, while they hold no quantity but a serial number or years; else the first of words."""
    body: list[list[GridCell]] = [[] for _ in range(grid.width)]
    for cell in grid.cells:
        if cell.row >= header_rows and cell.text:
            body[cell.column].append(cell)
    found: list[int] = []
    for column, cells in enumerate(body[: min(_MAX_HEADER_COLUMNS, grid.width - 1)]):
        if any(_QUANTITY.match(c.text) for c in cells) and not (column == 0 and _is_serial(cells)):
            break
        found.append(column)
    if all(_counts_rows(body[c]) for c in found):
        words = [c for c, cells in enumerate(body) if cells and not any(_QUANTITY.match(x.text) for x in cells)]
        found += [c for c in words[:1] if c not in found]
    return found


def _is_serial(cells: list[GridCell]) -> bool:
    """Whether a first column counts its rows (序号 1, 2, 3) or names years."""
    return all(_YEAR_OR_RANK.match(cell.text) for cell in cells) or _counts_rows(cells)


def _counts_rows(cells: list[GridCell]) -> bool:
    return [cell.text for cell in cells] == [str(i + 1) for i in range(len(cells))]
