"""Which reader takes which format; whatever a reader raises becomes the error of that document."""

from __future__ import annotations

from collections.abc import Iterator

from policymine.errors import InputError
from policymine.parsing.decoding import decode_text
from policymine.parsing.documents import build_document
from policymine.parsing.sniff import Format, sniff
from policymine.records import Document, Snapshot

MAX_PAGE_BYTES = 12 * 1024 * 1024
"""Largest HTML page. Articles are under 2 MB, pictures in the page included; a tree takes twenty times the page."""


def read_snapshot_documents(snapshot: Snapshot) -> Iterator[Document | InputError]:
    """Documents of the snapshot, and an ``InputError`` (not raised) for each that cannot be read."""
    try:
        kind = sniff(snapshot)
    except InputError as error:
        yield error
        return
    try:
        yield from _read(snapshot, kind)
    except InputError as error:
        yield error
    except Exception as error:  # a library met bytes it was not made for: that costs this document only
        yield InputError("PM106", f"{type(error).__name__} in its {kind.value} reader")


def _read(snapshot: Snapshot, kind: Format) -> Iterator[Document | InputError]:
    if kind is Format.TEXT:
        yield build_document(snapshot, decode_text(snapshot.content)[0])
    elif kind is Format.JSONL:
        from policymine.parsing.lines import read_lines

        yield from read_lines(snapshot)
    elif kind is Format.HTML:
        from policymine.parsing.html_page import read_page

        if len(snapshot.content) > MAX_PAGE_BYTES:
            raise InputError("PM108", f"HTML page of more than {MAX_PAGE_BYTES // 1024 // 1024} MB")
        yield from read_page(snapshot)
    elif kind is Format.PDF:
        from policymine.parsing.pdf import read_pdf

        yield from read_pdf(snapshot)
    elif kind is Format.XLSX:
        from policymine.parsing.xlsx import read_xlsx

        yield read_xlsx(snapshot)
    else:
        from policymine.parsing.docx import read_docx

        yield read_docx(snapshot)
