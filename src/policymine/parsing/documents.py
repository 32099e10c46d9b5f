"""From what a format's reader found to a Document: identity, language, sections, and a reason for each empty field."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from policymine.errors import InputError
from policymine.records import Document, Language, Reason, Section, SectionKind, Snapshot, Table
from policymine.text.language import detect_language
from policymine.text.layout import Layout, mark_layout
from policymine.text.layout_dates import find_date

_EDTF = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$")
# Longest run of combining marks that any script needs; normalising longer ones takes time in the square of the run.
_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{33,}"
)
_STATED = ("title", "publisher", "author", "published", "number", "issuer", "url")


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a document from outside its plain text: a .jsonl line's keys, a page's meta data."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    published_span: tuple[int, int] | None = None
    number: str | None = None
    issuer: str | None = None
    url: str | None = None


def document_id(text: str) -> str:
    """First 16 hexadecimal digits of the SHA-256 of ``text`` in NFKC with blanks collapsed: equal for equal content."""
    normal = unicodedata.normalize("NFKC", _MARKS.sub(lambda m: m.group()[:32], text))
    return hashlib.sha256(" ".join(normal.split()).encode("utf-8")).hexdigest()[:16]


def build_document(
    snapshot: Snapshot,
    text: str,
    *,
    doc: str | None = None,
    given: Given | None = None,
    tables: tuple[Table, ...] = (),
    sections: tuple[Section, ...] = (),
) -> Document:
    """The document of ``text``; what is ``given`` wins over what the text says of itself.

    ``sections`` are those that the format's reader knows (a prefix of the text: headline, byline); the rest is marked
    from the text. Raises ``InputError``: PM102 without any text, PM104 for text that no file can hold (half a surrogate
    pair), PM109 for a third language.
    """
    given = given or Given()
    if not text.strip("\ufeff \t\r\n\u3000\xa0"):
        raise InputError("PM102", "no text in it")
    try:
        doc_id = document_id(text)
    except UnicodeEncodeError as error:
        raise InputError("PM104", "the text holds half a surrogate pair") from error
    language = detect_language(text)
    if language is Language.OTHER:
        raise InputError("PM109")
    begin = sections[-1].end if sections else 0
    layout = mark_layout(text[begin:] if begin else text, language, title=given.title, published=given.published)
    values: dict[str, str | None] = {
        "title": given.title or layout.title,
        "publisher": given.publisher or layout.publisher,
        "author": given.author or layout.author,
        "published": given.published or layout.published,
        "number": given.number or layout.number,
        "issuer": given.issuer or layout.issuer,
        "url": given.url,
    }
    return Document(
        doc=doc if doc is not None else snapshot.name,
        doc_id=doc_id,
        text=text,
        language=language,
        title=values["title"],
        publisher=values["publisher"],
        author=values["author"],
        published=values["published"],
        published_span=given.published_span
        or (_shift(layout, begin) if values["published"] == layout.published else None),
        number=values["number"],
        issuer=values["issuer"],
        url=values["url"],
        sections=_with_tables((*sections, *_moved(layout.sections, begin)), tables),
        tables=tables,
        snapshot=snapshot.sha256,
        reasons=tuple((name, Reason.NOT_STATED) for name in _STATED if values[name] is None),
    )


def read_published(value: object) -> str | None:
    """EDTF of a date given from outside ("2022-07-19", "2022年7月19日", "2022-07-19T08:30"); None if it is no date."""
    text = str(value).strip()[:60] if isinstance(value, (str, int)) else ""
    if _EDTF.match(text):
        found = find_date(text)
        return found.edtf if found else text if len(text) == 4 else None
    found = find_date(text)
    return found.edtf if found else None


def _shift(layout: Layout, begin: int) -> tuple[int, int] | None:
    span = layout.published_span
    return (span[0] + begin, span[1] + begin) if span else None


def _moved(sections: tuple[Section, ...], begin: int) -> tuple[Section, ...]:
    return sections if begin == 0 else tuple(Section(s.kind, s.start + begin, s.end + begin) for s in sections)


def _with_tables(sections: tuple[Section, ...], tables: tuple[Table, ...]) -> tuple[Section, ...]:
    """``sections`` with each table as one of its own; other stories' tables stay foreign."""
    for table in tables:
        out: list[Section] = []
        placed = False
        for section in sections:
            if section.end <= table.start or section.start >= table.end or section.kind is SectionKind.FOREIGN:
                out.append(section)
                continue
            if section.start < table.start:
                out.append(Section(section.kind, section.start, table.start))
            if not placed:
                out.append(Section(SectionKind.TABLE, max(table.start, section.start), min(table.end, section.end)))
                placed = True
            else:
                out[-1] = Section(SectionKind.TABLE, out[-1].start, min(table.end, section.end))
            if section.end > table.end:
                out.append(Section(section.kind, table.end, section.end))
        sections = tuple(out)
    return sections
