"""From what a format's reader found to a Document, or the reason why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from policymine.errors import InputError
from policymine.records import Attachment, Document, Language, Section, Snapshot, Table
from policymine.text.documents import make_document
from policymine.text.language import detect_language
from policymine.text.layout_dates import find_date

_CHINA = timezone(timedelta(hours=8))
_ZONED = re.compile(r"(?:19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\s?(?:Z|[+-]\d\d:?\d\d)$")
_PACKED = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4}|\d{6})?$")
_EDTF = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$")


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a document from outside its plain text: a .jsonl line's keys, a page's meta data."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    published_span: tuple[int, int] | None = None
    published_from: str | None = None
    number: str | None = None
    issuer: str | None = None
    url: str | None = None


def build_document(
    snapshot: Snapshot,
    text: str,
    *,
    doc: str | None = None,
    given: Given | None = None,
    tables: tuple[Table, ...] = (),
    sections: tuple[Section, ...] = (),
    attachments: tuple[Attachment, ...] = (),
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
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError("PM104", "the text holds half a surrogate pair") from error
    language = detect_language(text)
    if language is Language.OTHER:
        raise InputError("PM109")
    return make_document(
        doc if doc is not None else snapshot.name,
        text,
        language=language,
        title=given.title,
        publisher=given.publisher,
        author=given.author,
        published=given.published,
        published_span=given.published_span,
        published_from=given.published_from,
        number=given.number,
        issuer=given.issuer,
        url=given.url or snapshot.page,
        tables=tables,
        sections=sections,
        attachments=attachments,
        snapshot=snapshot.sha256,
    )


def read_published(value: object) -> str | None:
    """EDTF of a date given from outside ("2022-07-19", "2022年7月19日", "20220719"); None if it is no date.

    A time with a zone ("2022-07-18T18:30:00Z") gives the day in China.
    """
    text = str(value).strip()[:60] if isinstance(value, (str, int)) else ""
    if _ZONED.match(text):
        try:
            return datetime.fromisoformat(text).astimezone(_CHINA).date().isoformat()
        except (ValueError, OverflowError):
            return None
    if packed := _PACKED.match(text):
        text = "-".join(packed.groups())
    if _EDTF.match(text):
        found = find_date(text)
        return found.edtf if found else text if len(text) == 4 else None
    found = find_date(text)
    return found.edtf if found else None
