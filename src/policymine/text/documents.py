"""A Document from a text and what is known of it: what is not given is read from the text's own head."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from policymine.records import Attachment, Document, Language, Reason, Section, SectionKind, Table
from policymine.text.flat_tables import find_flat_tables
from policymine.text.language import detect_language
from policymine.text.layout import mark_layout
from policymine.text.layout_dates import date_of_url
from policymine.text.script import is_traditional, simplified

# Longest run of combining marks that any script needs; normalising longer ones takes time in the square of the run.
_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{33,}"
)


def document_id(text: str) -> str:
    """Identity of a text: sha256 of its NFKC form with blanks collapsed, first 16 hex digits.

    The same article with other line breaks or full-width forms has the same identity.
    """
    normal = unicodedata.normalize("NFKC", _MARKS.sub(lambda m: m.group()[:32], text))
    return hashlib.sha256(" ".join(normal.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def make_document(
    doc: str,
    text: str,
    *,
    language: Language | None = None,
    title: str | None = None,
    publisher: str | None = None,
    author: str | None = None,
    published: str | None = None,
    published_span: tuple[int, int] | None = None,
    published_from: str | None = None,
    number: str | None = None,
    issuer: str | None = None,
    url: str | None = None,
    tables: Sequence[Table] = (),
    sections: Sequence[Section] = (),
    attachments: Sequence[Attachment] = (),
    snapshot: str | None = None,
) -> Document:
    """A document over ``text``, unchanged, named ``doc``. ``published`` is EDTF, ``published_span`` its evidence,
    ``published_from`` where a date that is not in the text was found.

    Values given win over what the text says of itself. ``sections`` are those that are known already: a prefix of the
    text; the rest is marked from the text. ``tables`` become sections of their own, and so do tables that plain text
    holds, where none are given. Every null gets its reason. Never raises.
    """
    spoken = Language(language) if language else detect_language(text)
    told = simplified(text) if spoken is Language.ZH and is_traditional(text) else text
    begin = sections[-1].end if sections else 0
    layout = mark_layout(told[begin:] if begin else told, spoken, title=title, published=published)
    marked = (*sections, *(Section(s.kind, s.start + begin, s.end + begin) for s in layout.sections))
    found = tuple(tables) or tuple(find_flat_tables(told, marked, spoken))
    known = {
        "title": title or _as_written(layout.title, told, text),
        "publisher": publisher or _as_written(layout.publisher, told, text),
        "author": author or _as_written(layout.author, told, text),
        "published": published or layout.published or (date_of_url(url) if url else None),
        "number": number or _as_written(layout.number, told, text),
        "issuer": issuer or _as_written(layout.issuer, told, text),
        "url": url,
    }
    span = layout.published_span
    if published_span is None and span is not None and known["published"] == layout.published:
        published_span = (span[0] + begin, span[1] + begin)
    if known["published"] is None:
        published_from = None
    elif published_span is not None:
        published_from = "text"
    elif published_from is None:
        published_from = "given" if published else "url"
    return Document(
        doc=doc,
        doc_id=document_id(text),
        text=text,
        language=spoken,
        title=known["title"],
        publisher=known["publisher"],
        author=known["author"],
        published=known["published"],
        published_span=published_span,
        published_from=published_from,
        number=known["number"],
        issuer=known["issuer"],
        url=url,
        sections=_with_tables(marked, found),
        tables=found,
        attachments=tuple(attachments),
        snapshot=snapshot,
        reasons=tuple((name, Reason.NOT_STATED) for name, value in known.items() if not value),
    )


def _as_written(words: str | None, told: str, text: str) -> str | None:
    """Words that were read from ``told``, as ``text`` writes them: both have the same length."""
    at = told.find(words) if words and told is not text else -1
    return text[at : at + len(words)] if words and at >= 0 else words


def _with_tables(sections: tuple[Section, ...], tables: tuple[Table, ...]) -> tuple[Section, ...]:
    """``sections`` with each table as one of its own; other stories' tables stay foreign. Both are in order."""
    out: list[Section] = []
    first, placed = 0, -1
    for section in sections:
        position = section.start
        k = first
        while k < len(tables) and tables[k].start < section.end:
            table = tables[k]
            if table.end > section.start and section.kind is not SectionKind.FOREIGN:
                begin, stop = max(table.start, position), min(table.end, section.end)
                if begin > position:
                    out.append(Section(section.kind, position, begin))
                if placed == k and out[-1].kind is SectionKind.TABLE:
                    out[-1] = Section(SectionKind.TABLE, out[-1].start, stop)
                else:
                    out.append(Section(SectionKind.TABLE, begin, stop))
                placed, position = k, stop
            if table.end > section.end:
                break
            k += 1
        first = k
        if position < section.end or section.start == section.end:
            out.append(Section(section.kind, position, section.end))
    return tuple(out)
