"""A Document from a text and what is known of it: what is not given is read from the text's own head."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

from policymine.records import Document, Language, Reason, Table
from policymine.text.language import detect_language
from policymine.text.layout import mark_layout


def document_id(text: str) -> str:
    """Identity of a text: sha256 of its NFKC form with blanks collapsed, first 16 hex digits.

    The same article with other line breaks or full-width forms has the same identity.
    """
    folded = " ".join(unicodedata.normalize("NFKC", text).split())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def make_document(
    doc: str,
    text: str,
    *,
    language: Language | None = None,
    title: str | None = None,
    publisher: str | None = None,
    author: str | None = None,
    published: str | None = None,
    number: str | None = None,
    issuer: str | None = None,
    url: str | None = None,
    tables: Sequence[Table] = (),
    snapshot: str | None = None,
) -> Document:
    """A document over ``text``, unchanged, named ``doc``. ``published`` is EDTF.

    Values given win over what the text's head says; every null gets its reason.
    """
    spoken = language or detect_language(text)
    layout = mark_layout(text, spoken, title=title, published=published)
    known = {
        "title": title or layout.title,
        "publisher": publisher or layout.publisher,
        "author": author or layout.author,
        "published": published or layout.published,
        "number": number or layout.number,
        "issuer": issuer or layout.issuer,
    }
    return Document(
        doc=doc,
        doc_id=document_id(text),
        text=text,
        language=spoken,
        title=known["title"],
        publisher=known["publisher"],
        author=known["author"],
        published=known["published"],
        published_span=None if published else layout.published_span,
        number=known["number"],
        issuer=known["issuer"],
        url=url,
        sections=layout.sections,
        tables=tuple(tables),
        snapshot=snapshot,
        reasons=tuple((name, Reason.NOT_STATED) for name, value in known.items() if not value),
    )
