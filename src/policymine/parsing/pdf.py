"""PDF files: text by pypdfium2, lines joined into paragraphs by where they stand, page heads and numbers left out.

Ruled tables stand in the text row by row, as those of the other formats do (:mod:`policymine.parsing.pdf_tables`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Any

from policymine.errors import InputError
from policymine.parsing.documents import build_document
from policymine.parsing.pdf_tables import RuledTable, available, continues, find_tables, joined
from policymine.records import Document, Snapshot, Table
from policymine.text.grids import captioned, place, render

_MAX_PAGES = 3000
_MAX_CHARACTERS = 30_000_000
# Radicals and compatibility ideographs that fonts' tables give instead of the characters themselves: one for one.
_RADICALS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
_PAGE_NUMBER = re.compile(
    r"[\W_]{0,4}(?:第\s?\d{1,4}\s?页(?:\s?[,，/]?\s?共\s?\d{1,4}\s?页)?|[Pp]age\s\d{1,4}(?:\s(?:of|/)\s\d{1,4})?|\d{1,4}(?:\s?/\s?\d{1,4})?)[\W_]{0,4}$"
)
_BARE_NUMBER = re.compile(r"\s*\d{1,4}\s*$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]")
_SOFT_HYPHENS = "\ufffe\x02\xad"
# A line ends its paragraph if what the next one starts with would have had room on it, and this much more (in letter
# heights). Ragged lines end early before a number or a word that is not broken.
_SHORT_BY = 1.6
_SHORT_BY_AFTER_STOP = 0.9
_FIRST_TOKEN = re.compile(r"(?P<narrow>[\x21-\x7e]*)(?P<wide>[^\x00-\x7f]?[，。、；：！？”’）》】]*)")
_INDENT = 1.2
# The outer strip (13 mm of A4) where browsers and word processors print page heads; text keeps out of it.
_OUTER = 0.045
_GAP = 1.9  # times the usual distance between lines
# A page with fewer drawn paths holds no ruled table (a frame and one line in it), one with more is a drawing.
_FEWEST_PATHS, _MOST_PATHS = 3, 20_000
_UNIT_LINE = re.compile(r"[（(]?(?:计量)?单位[:：]")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    table: RuledTable | None = None

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class _Page:
    lines: tuple[_Line, ...]
    height: float


def read_pdf(snapshot: Snapshot) -> Iterator[Document | InputError]:
    """The document, and errors after it: PM107 if some of its pages are pictures, PM403 if it has pages that may hold
    tables and pdfplumber is not installed.

    Raises ``InputError``: PM105 with a password, PM106 broken, PM107 pictures only, PM108 too many pages.
    """
    pages, pictures, ruled = _read_pages(snapshot.content)
    if not any(page.lines for page in pages):
        raise InputError("PM107" if pictures else "PM102")
    if ruled and available():
        pages = _with_tables(pages, find_tables(snapshot.content, ruled))
    text, tables = _laid_out(_paragraphs(_without_furniture(pages)))
    yield build_document(snapshot, text, tables=tables)
    if ruled and not available():
        yield InputError(
            "PM403",
            f"tables on {len(ruled)} of its {len(pages)} pages were read as running text: pip install 'policymine[tables]'",
        )
    if pictures:
        yield InputError(
            "PM107",
            f"{len(pictures)} of its {len(pages)} pages: {', '.join(map(str, pictures[:20]))}; the others were read",
        )


def _with_tables(pages: list[_Page], tables: dict[int, list[RuledTable]]) -> list[_Page]:
    """Pages whose lines within a table have given way to it."""
    out = []
    for number, page in enumerate(pages):
        lines = list(page.lines)
        for table in tables.get(number, ()):
            left, bottom, right, top = table.box
            inside = [
                i
                for i, line in enumerate(lines)
                if line.table is None
                and bottom - 1 <= (line.top + line.bottom) / 2 <= top + 1
                and left - 1 <= (line.left + line.right) / 2 <= right + 1
            ]
            if inside:
                at = inside[0]
                lines = [line for i, line in enumerate(lines) if i not in set(inside)]
                lines.insert(at, _Line("", left, right, top, bottom, table))
        out.append(_Page(tuple(lines), page.height))
    return out


def _laid_out(items: list[str | RuledTable]) -> tuple[str, tuple[Table, ...]]:
    """The text of paragraphs and tables, and the tables with their place in it."""
    parts: list[str] = []
    tables: list[Table] = []
    offset = 0
    for item in items:
        if isinstance(item, str):
            text = item
        else:
            text, spans = render(item.grid)
            above = [part for part in parts[-2:] if "\t" not in part]
            unit = above.pop() if above and _UNIT_LINE.match(above[-1]) else ""
            table = captioned(place(item.grid, spans, offset, offset + len(text)), above[-1] if above else "")
            if unit:
                table = replace(table, caption=f"{table.caption} {unit}".strip())
            tables.append(table)
        parts.append(text)
        offset += len(text) + 1
    return "\n".join(parts), tuple(tables)


def _read_pages(content: bytes) -> tuple[list[_Page], list[int], list[int]]:
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise InputError("PM105") from error
        raise InputError("PM106") from error
    try:
        if len(pdf) > _MAX_PAGES:
            raise InputError("PM108", f"{len(pdf)} pages")
        pages: list[_Page] = []
        pictures: list[int] = []
        ruled: list[int] = []
        total = 0
        for number in range(len(pdf)):
            try:
                page = pdf[number]
                lines = _read_lines(page)
            except pdfium.PdfiumError as error:
                raise InputError("PM106", f"page {number + 1} of {len(pdf)}") from error
            total += sum(len(line.text) for line in lines)
            if total > _MAX_CHARACTERS:
                raise InputError("PM108", f"more than {_MAX_CHARACTERS:,} characters")
            if sum(len(line.text) for line in lines) < 10 and _has_picture(page, pdfium):
                pictures.append(number + 1)
                lines = []
            elif _may_hold_tables(page, pdfium):
                ruled.append(number)
            pages.append(_Page(tuple(lines), float(page.get_height())))
            page.close()
        return pages, pictures, ruled
    finally:
        pdf.close()


def _may_hold_tables(page: Any, pdfium: Any) -> bool:
    paths = islice(page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_PATH], max_depth=3), _MOST_PATHS + 1)
    return _FEWEST_PATHS <= sum(1 for _ in paths) <= _MOST_PATHS


def _has_picture(page: Any, pdfium: Any) -> bool:
    return any(
        True
        for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE, pdfium.raw.FPDF_PAGEOBJ_FORM], max_depth=3)
    )


def _read_lines(page: Any) -> list[_Line]:
    """Lines as PDFium parts them, each with the box from its first to its last visible character."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        lines: list[_Line] = []
        characters: list[str] = []
        visible: list[int] = []
        for i in range(count + 1):
            character = chr(raw.FPDFText_GetUnicode(textpage, i) or 32) if i < count else "\n"
            if character in "\r\n":
                if visible:
                    text = _clean("".join(characters))
                    first, last = (textpage.get_charbox(k, loose=True) for k in (visible[0], visible[-1]))
                    if text:
                        lines.append(_Line(text, first[0], last[2], max(first[3], last[3]), min(first[1], last[1])))
                characters, visible = [], []
                continue
            if "\ud800" <= character <= "\udfff":
                continue
            characters.append(character)
            if not character.isspace() and character not in _SOFT_HYPHENS:
                visible.append(i)
        return lines
    finally:
        textpage.close()


def _clean(text: str) -> str:
    text = _RADICALS.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text).replace("\x00", "")
    soft = text.rstrip()[-1:] in tuple(_SOFT_HYPHENS)
    for mark in _SOFT_HYPHENS:
        text = text.replace(mark, "")
    text = " ".join(text.split())
    # Some programs part Chinese characters by blanks to stretch a line.
    text = re.sub(r"(?<=[\u4e00-\u9fff，。、；：]) (?=[\u4e00-\u9fff，。、；：])", "", text)
    return text + "\xad" if soft and text else text


def _without_furniture(pages: list[_Page]) -> list[_Page]:
    """Pages without running heads (the same at the edge of most pages) and page numbers."""
    heads: Counter[str] = Counter()
    for page in pages:
        heads.update(
            {_mask(line.text) for line in (*page.lines[:2], *page.lines[-2:])} if len(page.lines) > 2 else set()
        )
    running = {text for text, n in heads.items() if n >= 2 and n > 0.5 * len(pages)} if len(pages) > 1 else set()
    out = []
    for page in pages:
        lines = list(page.lines)
        edge = {id(line) for line in (*lines[:2], *lines[-2:])}
        kept = []
        for line in lines:
            if line.table is not None:
                kept.append(line)
                continue
            at_edge = id(line) in edge
            in_margin = page.height > 0 and (line.bottom < 0.09 * page.height or line.top > 0.93 * page.height)
            number = _PAGE_NUMBER.match(line.text)
            if (
                at_edge
                and number
                and (in_margin or not _BARE_NUMBER.match(line.text))
                and (in_margin or line is lines[-1] or line is lines[0])
            ):
                continue
            if at_edge and in_margin and len(lines) > 2 and _mask(line.text) in running:
                continue
            if (
                at_edge
                and len(lines) > 2
                and (line.bottom > (1 - _OUTER) * page.height or line.top < _OUTER * page.height)
            ):
                continue
            kept.append(line)
        out.append(_Page(tuple(kept), page.height))
    return out


def _mask(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _paragraphs(pages: list[_Page]) -> list[str | RuledTable]:
    """Lines joined into paragraphs, tables with what goes on of them, over page breaks too. Chinese lines are joined
    without a blank.
    """
    out: list[str | RuledTable] = []
    previous: _Line | None = None
    for page in pages:
        if not page.lines:
            continue
        lines = [line for line in page.lines if line.table is None]
        left = _usual(sorted(line.left for line in lines)) if lines else 0.0
        right = max((line.right for line in lines), default=0.0)
        steps = sorted(a.bottom - b.bottom for a, b in pairwise(lines) if a.bottom > b.bottom)
        step = steps[len(steps) // 4] if steps else 0.0
        for line in page.lines:
            last = out[-1] if out else ""
            if line.table is not None:
                if isinstance(last, RuledTable) and line is page.lines[0] and continues(last, line.table):
                    out[-1] = joined(last, line.table)
                else:
                    out.append(line.table)
                previous = None
                continue
            if previous is None or isinstance(last, RuledTable) or _starts(previous, line, left, right, step):
                out.append(line.text)
            else:
                out[-1] = _join(last, line.text)
            previous = line
    return [item.replace("\xad", "") if isinstance(item, str) else item for item in out]


def _usual(values: list[float]) -> float:
    """The left margin: the lowest value that at least a sixth of the lines share."""
    for value in values:
        if sum(abs(value - other) < 2 for other in values) * 6 >= len(values):
            return value
    return values[0]


def _starts(previous: _Line, line: _Line, left: float, right: float, step: float) -> bool:
    """Whether ``line`` starts a paragraph: after a short line, indented, after a gap, or in other letters."""
    size = min(previous.height, line.height)
    if max(previous.height, line.height) > 1.35 * size:
        return True
    token = _FIRST_TOKEN.match(line.text)
    narrow, wide = (len(token["narrow"]), len(token["wide"])) if token else (0, 0)
    room = right - previous.right - size * (0.55 * narrow + (wide if not narrow or wide > 1 else 0))
    stopped = previous.text[-1:] in "。！？；：.!?:"
    if room > size * (_SHORT_BY_AFTER_STOP if stopped else _SHORT_BY):
        return True
    if line.left > left + _INDENT * size:
        return True
    same_column = previous.bottom > line.bottom
    return same_column and step > 0 and previous.bottom - line.bottom > _GAP * step


def _join(first: str, second: str) -> str:
    if first.endswith("\xad"):
        return first[:-1] + second
    if _WIDE.match(first[-1:]) or _WIDE.match(second[:1]):
        return first + second
    if first.endswith("-") and first[-2:-1].isalpha() and second[:1].islower():
        return first + second
    return f"{first} {second}"
