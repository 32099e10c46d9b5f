"""Word documents: paragraphs and tables in order, without what the author deleted or hid."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from policymine.errors import InputError
from policymine.parsing.documents import build_document
from policymine.records import Document, Snapshot, Table
from policymine.text.grids import Grid, build_grid, captioned, is_data, place, render

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_UNPACKED = 512 * 1024 * 1024
_MAX_XML = 128 * 1024 * 1024
_MAX_ENTRIES = 10_000
# Office packs XML at 5 to 20 to 1; a part that packs a hundred times better than that is made to explode.
_MAX_RATIO = 400
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_docx(snapshot: Snapshot) -> Document:
    """The document's paragraphs, one a line, and its tables. Raises ``InputError``: PM102, PM105, PM106, PM108."""
    check_archive(snapshot.content)
    import docx

    try:
        body = docx.Document(io.BytesIO(snapshot.content)).element.body
    except Exception as error:  # python-docx passes on whatever its parts raise: KeyError, ValueError, XML errors
        raise InputError("PM106", f"{type(error).__name__}") from error
    if body is None:
        raise InputError("PM106", "no body in it")
    parts: list[str] = []
    tables: list[Table] = []
    offset = 0
    for item in _items(body):
        if isinstance(item, Grid):
            text, spans = render(item)
            if not text:
                continue
            tables.append(captioned(place(item, spans, offset, offset + len(text)), parts[-1] if parts else ""))
        else:
            text = item
        parts.append(text)
        offset += len(text) + 1
    return build_document(snapshot, "\n".join(parts), tables=tuple(tables))


def check_archive(content: bytes) -> None:
    """Refuse what unpacks beyond measure, and XML that declares entities, before any of it is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(archive)
    except InputError:
        raise
    except Exception as error:  # BadZipFile, zlib.error, RuntimeError, NotImplementedError: damage has many names
        raise InputError("PM106", "damaged archive") from error


def _check_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES or sum(e.file_size for e in entries) > _MAX_UNPACKED:
        raise InputError("PM108", "unpacks to too much")
    for entry in entries:
        if entry.flag_bits & 1:
            raise InputError("PM105", "Office file with a password")
        packed_too_well = entry.file_size > 1_000_000 and entry.file_size > _MAX_RATIO * max(entry.compress_size, 1)
        is_xml = entry.filename.endswith((".xml", ".rels"))
        if packed_too_well or (is_xml and entry.file_size > _MAX_XML):
            raise InputError("PM108", "unpacks to too much")
        if is_xml:
            with archive.open(entry) as part:
                _check_xml(part)


def _check_xml(part: Any) -> None:
    tail = b""
    while chunk := part.read(1 << 20):
        piece = tail + chunk
        if _DOCTYPE.search(piece) or b"\x00" in piece:  # UTF-16 could hide a declaration: Office writes UTF-8
            raise InputError("PM106", "its XML declares entities, which no word processor writes")
        tail = piece[-16:]


def _items(parent: Any) -> Iterator[str | Grid]:
    """Texts of paragraphs and grids of tables below ``parent``, content controls opened."""
    for el in parent.iterchildren():
        if el.tag == f"{_W}p":
            yield from (line for line in _paragraph(el).split("\n") if line.strip())
        elif el.tag == f"{_W}tbl":
            yield from _table(el)
        elif el.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag"):
            yield from _items(el)


def _paragraph(paragraph: Any) -> str:
    parts: list[str] = []
    skip = {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr", f"{_W}footnoteReference"}
    stack = [paragraph]
    while stack:
        el = stack.pop()
        if el.tag in skip or not isinstance(el.tag, str) or (el.tag == f"{_W}r" and _is_hidden(el)):
            continue
        if el.tag == f"{_W}t":
            parts.append(el.text or "")
        elif el.tag in (f"{_W}tab", f"{_W}noBreakHyphen"):
            parts.append(" " if el.tag.endswith("tab") else "-")
        elif el.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif not el.tag.endswith("}Fallback"):  # the twin of a drawing, for old programs
            stack.extend(reversed(el))
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n"))


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val") not in ("0", "false", "off")


def _table(table: Any) -> Iterator[str | Grid]:
    """The table as a grid of data, or, if it only lays out a page, what its cells hold."""
    rows: list[list[tuple[str, int, int, bool]]] = []
    open_cells: dict[
        int, tuple[int, int]
    ] = {}  # column -> row and position of the cell that a vertical merge continues
    for tr in _rows(table):
        row: list[tuple[str, int, int, bool]] = []
        column = 0
        header = tr.find(f"{_W}trPr/{_W}tblHeader") is not None
        for tc in tr.iter(f"{_W}tc"):
            if tc.getparent() is not tr and tc.getparent().tag != f"{_W}sdtContent":
                continue
            across = _number(tc.find(f"{_W}tcPr/{_W}gridSpan"))
            merge = tc.find(f"{_W}tcPr/{_W}vMerge")
            text = " ".join(item for item in _items(tc) if isinstance(item, str))
            if merge is not None and merge.get(f"{_W}val") != "restart" and column in open_cells:
                r, k = open_cells[column]
                above = rows[r][k]
                rows[r][k] = (above[0], len(rows) - r + 1, above[2], above[3])
            else:
                open_cells.pop(column, None)
                if merge is not None:
                    open_cells[column] = (len(rows), len(row))
                row.append((text, 1, across, header))
            column += across
        rows.append(row)
    grid = build_grid(rows)
    if is_data(grid):
        yield grid
    else:
        yield from (cell.text for cell in grid.cells if cell.text)


def _rows(table: Any) -> Iterator[Any]:
    for el in table.iterchildren():
        if el.tag == f"{_W}tr":
            yield el
        elif el.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _rows(el)


def _number(el: Any) -> int:
    value = el.get(f"{_W}val") if el is not None else "1"
    return min(int(value), 200) if value and value.isascii() and value.isdigit() and value != "0" else 1
