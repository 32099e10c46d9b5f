"""Excel workbooks: each sheet as its name and its table, values as they were last calculated, hidden sheets and rows left out."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date, datetime
from typing import Any

from policymine.errors import InputError
from policymine.parsing.documents import build_document
from policymine.parsing.docx import check_archive
from policymine.records import Document, Snapshot, Table
from policymine.text.grids import Grid, build_grid, captioned, is_data, place, render

_MAX_XML = 24 * 1024 * 1024  # openpyxl holds some fifty times the size of its XML
_MAX_CELLS = 200_000
_MAX_WIDTH = 200
_UNNAMED = re.compile(r"(?:Sheet|工作表)\s?\d*$", re.IGNORECASE)


def read_xlsx(snapshot: Snapshot) -> Document:
    """The workbook's sheets in order. Raises ``InputError``: PM102 without any text, PM105, PM106, PM108, PM403."""
    check_archive(snapshot.content)
    with zipfile.ZipFile(io.BytesIO(snapshot.content)) as archive:
        if sum(e.file_size for e in archive.infolist() if e.filename.endswith(".xml")) > _MAX_XML:
            raise InputError("PM108", f"workbook of more than {_MAX_XML // 1024 // 1024} MB of XML")
    try:
        import openpyxl
    except ImportError as error:
        raise InputError("PM403", "reading Excel files: pip install openpyxl") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that openpyxl does not keep
            book = openpyxl.load_workbook(io.BytesIO(snapshot.content), data_only=True, keep_links=False)
    except Exception as error:  # openpyxl passes on whatever its parts raise
        raise InputError("PM106", f"{type(error).__name__}") from error
    parts: list[str] = []
    tables: list[Table] = []
    offset = 0

    def put(text: str) -> int:
        nonlocal offset
        parts.append(text)
        offset += len(text) + 1
        return offset - len(text) - 1

    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        grid = _grid(sheet)
        if not any(cell.text for cell in grid.cells):
            continue
        named = None if _UNNAMED.match(sheet.title) else sheet.title
        if named:
            put(" ".join(named.split()))
        text, spans = render(grid)
        begin = put(text)
        if is_data(grid):
            tables.append(captioned(place(grid, spans, begin, begin + len(text)), named or ""))
    return build_document(snapshot, "\n".join(parts), tables=tuple(tables))


def _grid(sheet: Any) -> Grid:
    if (sheet.max_row or 0) * min(sheet.max_column or 0, _MAX_WIDTH) > _MAX_CELLS:
        raise InputError("PM108", f"sheet of more than {_MAX_CELLS:,} cells")
    spans = {
        (r.min_row, r.min_col): (r.max_row - r.min_row + 1, r.max_col - r.min_col + 1)
        for r in sheet.merged_cells.ranges
    }
    covered = {
        (row, column)
        for (top, left), (down, across) in spans.items()
        for row in range(top, top + down)
        for column in range(left, min(left + across, _MAX_WIDTH + 1))
    } - spans.keys()
    rows: list[list[tuple[str, int, int, bool]]] = []
    for number, row in enumerate(sheet.iter_rows(max_col=min(sheet.max_column, _MAX_WIDTH)), 1):
        hidden = sheet.row_dimensions[number].hidden
        cells = []
        for cell in row:
            if (cell.row, cell.column) in covered:
                continue
            down, across = spans.get((cell.row, cell.column), (1, 1))
            cells.append(("" if hidden else _text(cell), down, across, False))
        rows.append(cells)
    return build_grid(rows)


def _text(cell: Any) -> str:
    """The value as the sheet shows it: percentages as such, whole numbers without a point, days without a clock."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        style = str(cell.number_format)
        if style.endswith("%"):
            places = len(style[:-1].partition(".")[2])
            return f"{value * 100:.{places}f}%"
        match = re.search(r"\.(0+)", style)
        return f"{value:.{len(match[1])}f}" if match else f"{value:.15g}"
    return " ".join(str(value).split())
