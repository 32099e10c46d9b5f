"""Bytes as a server sent them: compression taken off within a limit, and what they are."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from policymine.errors import AcquisitionError

MAX_LAYERS = 2
"""Compressions on top of each other that are taken off; servers with one proxy before them send two at most."""

ATTACHMENT_SUFFIXES = frozenset({".pdf", ".doc", ".docx", ".xls", ".xlsx", ".wps", ".et"})
ARCHIVE_SUFFIXES = frozenset({".zip", ".rar", ".7z"})
PICTURE_SUFFIXES = frozenset(
    ".jpg .jpeg .png .gif .bmp .ico .svg .webp .mp3 .mp4 .avi .wmv .flv .css .js .swf .exe .apk .woff .woff2 .ttf".split()
)


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """Value of the first header of that name, whatever its case."""
    return next((value for key, value in headers if key.lower() == name), None)


def unpack(body: bytes, encoding: str | None, limit: int) -> bytes:
    """``body`` with the compressions that Content-Encoding names taken off.

    Never holds more than ``limit`` bytes of the result. Raises ``AcquisitionError``: PM616 beyond the limit or more than
    ``MAX_LAYERS`` layers, PM632 for data that is not what the header says (of plain bytes that are declared gzip the
    header is at fault: they are returned as they are).
    """
    layers = [
        part.strip().lower() for part in (encoding or "").split(",") if part.strip().lower() not in ("", "identity")
    ]
    if len(layers) > MAX_LAYERS:
        raise AcquisitionError("PM616", f"{len(layers)} compressions on top of each other")
    for layer in reversed(layers):
        if layer in ("gzip", "x-gzip"):
            if not body.startswith(b"\x1f\x8b"):
                continue
            body = _inflate(body, 16 + zlib.MAX_WBITS, limit)
        elif layer == "deflate":
            zlib_wrapped = len(body) >= 2 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
            body = _inflate(body, zlib.MAX_WBITS if zlib_wrapped else -zlib.MAX_WBITS, limit)
        else:
            raise AcquisitionError("PM632", f"compression {layer!r} was not asked for")
    return body


def unpack_gzip_file(body: bytes, limit: int) -> bytes:
    """The content of a .gz file (a packed sitemap); other bytes as they are. Raises as :func:`unpack` does."""
    return _inflate(body, 16 + zlib.MAX_WBITS, limit) if body.startswith(b"\x1f\x8b") else body


def _inflate(body: bytes, bits: int, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    rest = body
    try:
        while rest:
            machine = zlib.decompressobj(bits)
            part = machine.decompress(rest, limit + 1 - size)
            size += len(part)
            parts.append(part)
            if size > limit:
                raise AcquisitionError("PM616", f"more than {limit:,} bytes out of {len(body):,}")
            if not machine.eof:
                raise AcquisitionError("PM632", "the compressed data breaks off")
            rest = machine.unused_data
            if bits < 16 + zlib.MAX_WBITS or not rest.startswith(b"\x1f\x8b"):
                break  # one member, and what may stand behind it is padding
    except zlib.error as error:
        raise AcquisitionError("PM632", str(error)) from error
    return b"".join(parts)


def suffix_of(url: str) -> str:
    """Suffix of the last part of the path, in lower case: ``.pdf``; empty where there is none."""
    try:
        path = unquote(urlsplit(url).path, errors="replace")
    except ValueError:
        return ""
    return PurePosixPath(path).suffix.lower()


def media_type_of(content_type: str | None) -> str:
    """``text/html`` of ``text/html; charset=gbk``; what cannot be read is ``application/octet-stream``."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind if kind.count("/") == 1 and kind.isascii() and " " not in kind else "application/octet-stream"


_NOT_DOCUMENTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"RIFF", "sound or a film"),
    (b"ID3", "sound"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
)


def what_it_is_not(content: bytes) -> str | None:
    """What the bytes are where they cannot be a page or a document; None where they may be one."""
    return next((what for magic, what in _NOT_DOCUMENTS if content.startswith(magic)), None)
