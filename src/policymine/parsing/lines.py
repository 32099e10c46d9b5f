"""A .jsonl file: one document a line, with ``doc`` and ``text`` and, where known, what else there is to say of it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from policymine.errors import InputError
from policymine.parsing.decoding import decode_text
from policymine.parsing.documents import Given, build_document, read_published
from policymine.records import Document, Snapshot

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one line: the largest document."""

_BOM = b"\xef\xbb\xbf"


def read_lines(snapshot: Snapshot) -> Iterator[Document | InputError]:
    """Documents in order, and the error of each line that is none; ``where`` names the file and the line.

    Keys: ``doc`` and ``text`` (strings, needed), ``title``, ``publisher``, ``author``, ``url``, ``published``,
    ``number``, ``issuer``. ``text`` is taken unchanged. A ``published`` that is no date counts as not given.
    """
    for number, line in enumerate(_lines(snapshot), 1):
        if line:
            try:
                yield _read_line(snapshot, line)
            except InputError as error:
                where = f"{snapshot.uri or snapshot.name}, line {number}"
                yield InputError(error.code, error.detail, where=where, remedy=error.remedy)


def _lines(snapshot: Snapshot) -> Iterator[bytes]:
    """The lines in UTF-8, or as they are, without blanks around them; of one too long its beginning, which is too long."""
    content = snapshot.content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        if snapshot.stored is not None:
            raise InputError("PM108", "a collection of this size is read in UTF-8 only")
        content = decode_text(content)[0].encode("utf-8", "surrogatepass")
    with io.BytesIO(content) if snapshot.stored is None else snapshot.stored.open("rb") as file:
        if content.startswith(_BOM):
            file.seek(len(_BOM))
        while line := file.readline(LONGEST_LINE + 2):
            yield line.strip()
            while not line.endswith(b"\n") and (line := file.readline(LONGEST_LINE)):
                pass  # the rest of a line that is too long


def _read_line(snapshot: Snapshot, line: bytes) -> Document:
    if len(line) > LONGEST_LINE:
        raise InputError("PM108", f"a line of more than {LONGEST_LINE // 1024 // 1024} MB")
    try:
        row = json.loads(_decode(line))
    except InputError as error:
        raise InputError("PM111", error.detail or error.title) from error
    except (ValueError, RecursionError) as error:
        raise InputError("PM111", _reason(error)) from error
    if not isinstance(row, dict):
        raise InputError("PM111", "not an object")
    for key in ("doc", "text"):
        if not isinstance(row.get(key), str) or (key == "doc" and not row[key].strip()):
            raise InputError("PM111", f"'{key}' is missing or not a text")
    given = Given(
        title=_text(row.get("title")),
        publisher=_text(row.get("publisher")),
        author=_text(row.get("author")),
        published=read_published(row.get("published")),
        number=_text(row.get("number")),
        issuer=_text(row.get("issuer")),
        url=_text(row.get("url")),
    )
    return build_document(snapshot, row["text"], doc=row["doc"], given=given)


def _decode(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return decode_text(line)[0]


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:120]
