"""What a snapshot holds, told from its bytes; the name decides only where the bytes leave it open."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from policymine.errors import InputError
from policymine.records import Snapshot


class Format(StrEnum):
    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JSONL = "jsonl"


_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body|meta|title|script|div|table|p)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_HTML_ANYWHERE = re.compile(rb"<(?:html|head|body|meta|title|div|table|p|span|h1|article|section)[\s>/]", re.IGNORECASE)
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(snapshot: Snapshot) -> Format:
    """The format of the snapshot. Raises ``InputError``: PM102 when empty, PM103 for anything else than the formats."""
    content, name = snapshot.content, snapshot.name.lower()
    head = content[:4096].lstrip(b"\xef\xbb\xbf")
    if not content.strip():
        raise InputError("PM102")
    if b"%PDF-" in content[:1024]:
        return Format.PDF
    if content.startswith(b"PK\x03\x04"):
        return _sniff_zip(content)
    if content.startswith(_OLE):
        raise InputError(
            "PM103",
            "an old Word or Excel file, or one with a password",
            remedy="Save it as .docx or .xlsx without a password and try again.",
        )
    if content.startswith(b"{\\rtf"):
        raise InputError("PM103", "a rich-text file (.rtf)", remedy="Save it as .docx and try again.")
    for magic, what in _FOREIGN:
        if content.startswith(magic):
            raise InputError("PM103", what)
    if name.endswith((".jsonl", ".ndjson")):
        return Format.JSONL
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = content[:8192].replace(b"\x00", b"")[2:]
    if _HTML_START.match(head):
        return Format.HTML
    named_html = name.endswith((".html", ".htm", ".shtml", ".xhtml")) or "html" in snapshot.media_type
    if named_html and _HTML_ANYWHERE.search(
        content[:262_144].replace(b"\x00", b"") if b"\x00" in head else content[:262_144]
    ):
        return Format.HTML
    if name.endswith(".docx"):
        raise InputError("PM106", "not a DOCX file inside")
    if name.endswith(".pdf"):
        raise InputError("PM106", "not a PDF file inside")
    return Format.TEXT


def _sniff_zip(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        raise InputError("PM106", "damaged archive") from error
    if "word/document.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("word/") for n in names)):
        return Format.DOCX
    if "xl/workbook.xml" in names:
        return Format.XLSX
    raise InputError("PM103", "an archive", remedy="Unpack it and give the files in it.")
