"""WARC records: written with warcio, read at an offset, and mended after a process was killed."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from base64 import b32encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policymine.acquisition.content import header, media_type_of, unpack
from policymine.acquisition.extras import warcio
from policymine.acquisition.outcomes import ArchiveRef
from policymine.errors import AcquisitionError

if TYPE_CHECKING:
    from policymine.acquisition.archive import Fetched

WARC_GLOB: Final = "policymine-*.warc.gz"
NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_NAME = re.compile(r"policymine-(\d{5})\.warc\.gz$")
# What HTTP/1.1 says of the transfer, not of the resource: the stored body is joined from its chunks.
_HOP = frozenset({"transfer-encoding", "connection", "keep-alive"})
_UNPACKED: Final = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    """Where a record lies; ``end`` is where the group of records ends that was written with it."""

    file: str
    offset: int
    length: int
    end: int


def payload_digest(body: bytes) -> str:
    """``sha1:`` and the SHA-1 in base 32, as WARC tools write it."""
    return "sha1:" + b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Writer:
    """Appends groups of records to the last WARC file of the folder; a new file when it has ``limit`` bytes."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        self.file: Any = None
        self.name = ""
        names = sorted(p.name for p in folder.glob(WARC_GLOB) if _NAME.match(p.name))
        self.serial = int(_NAME.match(names[-1])[1]) if names else 0  # type: ignore[index]
        if names and (folder / names[-1]).stat().st_size < limit:
            self._open(names[-1])

    def _open(self, name: str) -> None:
        self.close()
        self.name = name
        self.file = (self.folder / name).open("ab")

    def _next(self) -> None:
        from policymine import __version__

        self.serial += 1
        self._open(f"policymine-{self.serial:05d}.warc.gz")
        if self.file.tell() == 0:
            info = {
                "software": f"policymine/{__version__}",
                "format": "WARC File Format 1.1",
                "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            }
            buffer, writer = _writer()
            writer.write_record(writer.create_warcinfo_record(self.name, info))
            self.file.write(buffer.getvalue())

    def write(self, fetched: Fetched, digest: str, original: tuple[str, str, str] | None) -> Written:
        """Write response (or revisit, or resource), request and metadata with one call, and flush them."""
        if self.file is None or self.file.tell() >= self.limit:
            self._next()
        buffer, writer = _writer()
        main = _main_record(writer, fetched, digest, original)
        writer.write_record(main)
        length = buffer.tell()
        identity = main.rec_headers.get_header("WARC-Record-ID")
        if not fetched.url.startswith("file:"):
            writer.write_record(_request_record(writer, fetched, identity))
        writer.write_record(_metadata_record(writer, fetched, identity))
        offset = self.file.tell()
        self.file.write(buffer.getvalue())
        self.file.flush()
        return Written(self.name, offset, length, self.file.tell())

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None


def _writer() -> tuple[io.BytesIO, Any]:
    buffer = io.BytesIO()
    return buffer, warcio("warcwriter").WARCWriter(buffer, gzip=True, warc_version="1.1")


def _main_record(writer: Any, fetched: Fetched, digest: str, original: tuple[str, str, str] | None) -> Any:
    dates = {"WARC-Date": fetched.retrieved}
    if fetched.address:
        dates["WARC-IP-Address"] = fetched.address
    if fetched.url.startswith("file:") and original is None:
        return writer.create_warc_record(
            fetched.url,
            "resource",
            payload=io.BytesIO(fetched.body),
            length=len(fetched.body),
            warc_content_type=fetched.media_type,
            warc_headers_dict={**dates, "WARC-Payload-Digest": digest},
        )
    http = None if fetched.url.startswith("file:") else _status_line(fetched)
    if original is None:
        return writer.create_warc_record(
            fetched.url,
            "response",
            payload=io.BytesIO(fetched.body),
            length=len(fetched.body),
            http_headers=http,
            warc_headers_dict=dates,
        )
    url, at, payload = original
    record = writer.create_revisit_record(
        fetched.url, payload, url, at, http_headers=http or _plain_status(), warc_headers_dict=dates
    )
    if fetched.not_modified:
        record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
    return record


def _status_line(fetched: Fetched) -> Any:
    headers = [(name, _one_line(value)) for name, value in fetched.headers if name.lower() not in _HOP]
    if not fetched.not_modified:
        headers = [(n, str(len(fetched.body)) if n.lower() == "content-length" else v) for n, v in headers]
    reason = _one_line(fetched.reason) or "Unknown"
    return warcio("statusandheaders").StatusAndHeaders(f"{fetched.status} {reason}", headers, protocol="HTTP/1.1")


def _plain_status() -> Any:
    return warcio("statusandheaders").StatusAndHeaders("200 OK", [], protocol="HTTP/1.1")


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())


def _request_record(writer: Any, fetched: Fetched, concurrent: str) -> Any:
    from urllib.parse import urlsplit

    parts = urlsplit(fetched.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [("Host", parts.netloc), *((n, _one_line(v)) for n, v in fetched.request_headers)]
    http = warcio("statusandheaders").StatusAndHeaders(
        f"{fetched.method} {path} HTTP/1.1", headers, is_http_request=True
    )
    return writer.create_warc_record(
        fetched.url,
        "request",
        payload=io.BytesIO(fetched.request_body),
        length=len(fetched.request_body),
        http_headers=http,
        warc_headers_dict={"WARC-Date": fetched.retrieved, "WARC-Concurrent-To": concurrent},
    )


_FIELDS: Final = ("source", "role", "run", "title", "published")


def _metadata_record(writer: Any, fetched: Fetched, concurrent: str) -> Any:
    """What the index needs beside the response, so that it can be made again from the files."""
    lines = [f"via: {_one_line(fetched.parent)}"] if fetched.parent else []
    values = [getattr(fetched, name) for name in _FIELDS]
    lines += [f"policymine-{n}: {_one_line(str(v))}" for n, v in zip(_FIELDS, values, strict=True) if v is not None]
    body = ("\r\n".join(lines) + "\r\n").encode()
    return writer.create_warc_record(
        fetched.url,
        "metadata",
        payload=io.BytesIO(body),
        length=len(body),
        warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Date": fetched.retrieved, "WARC-Concurrent-To": concurrent},
    )


def read_record(folder: Path, ref: ArchiveRef, limit: int) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """HTTP headers and unpacked content of the record at ``ref``. Raises ``AcquisitionError`` PM605, PM616, PM632."""
    path = folder / ref.file
    try:
        with path.open("rb") as file:
            file.seek(ref.offset)
            data = file.read(ref.length)
        record = next(iter(warcio("archiveiterator").ArchiveIterator(io.BytesIO(data))))
        headers = tuple(record.http_headers.headers) if record.http_headers else ()
        body = record.raw_stream.read()
    except (OSError, StopIteration, zlib.error, ValueError) as error:
        raise AcquisitionError("PM605", f"{type(error).__name__} at byte {ref.offset}", where=str(path)) from error
    except Exception as error:
        if type(error).__module__.startswith("warcio"):
            raise AcquisitionError("PM605", f"{error} at byte {ref.offset}", where=str(path)) from error
        raise
    return headers, unpack(body, header(headers, "content-encoding"), limit)


def recover_file(path: Path, start: int) -> Iterator[dict[str, Any]]:
    """Rows of the index for the whole groups of records from byte ``start`` on; what follows the last one is cut off.

    Only the end of a file may be torn. Damage before whole records raises ``AcquisitionError`` PM605.
    """
    end = start
    rows: list[dict[str, Any]] = []
    for row, group_end in _groups(path, start):
        end = group_end
        if row is not None:
            rows.append(row)
    if end < path.stat().st_size:
        torn = end
        for _, torn in _members(path, end):  # noqa: B007 - members of the group whose end is missing
            pass
        if _has_member(path, torn):
            raise AcquisitionError("PM605", f"unreadable from byte {end} on", where=str(path))
        with path.open("r+b") as file:
            file.truncate(end)
    yield from rows


def _members(path: Path, start: int) -> Iterator[tuple[int, int]]:
    """Start and end of each whole gzip member from ``start`` on; ends at the first that is not whole."""
    with path.open("rb") as file:
        file.seek(start)
        begin, rest = start, b""
        while True:
            machine = zlib.decompressobj(16 + zlib.MAX_WBITS)
            taken = 0
            try:
                while not machine.eof:
                    chunk = rest or file.read(1 << 16)
                    rest = b""
                    if not chunk:
                        return
                    machine.decompress(chunk)
                    taken += len(chunk)
            except zlib.error:
                return
            rest = machine.unused_data
            end = begin + taken - len(rest)
            yield begin, end
            begin = end


def _has_member(path: Path, start: int) -> bool:
    """Whether a whole member starts anywhere after ``start``: then the damage is not a torn end."""
    with path.open("rb") as file:
        file.seek(start + 1)
        data = file.read(64 * 1024 * 1024)
    at = data.find(b"\x1f\x8b\x08")
    while at >= 0:
        machine = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            head = machine.decompress(data[at:])
            if machine.eof and head.startswith(b"WARC/"):
                return True
        except zlib.error:
            pass
        at = data.find(b"\x1f\x8b\x08", at + 1)
    return False


def _groups(path: Path, start: int) -> Iterator[tuple[dict[str, Any] | None, int]]:
    """A row and the end of each whole group: response, request, metadata. A warcinfo record is a group without a row."""
    row: dict[str, Any] | None = None
    with path.open("rb") as file:
        for begin, end in _members(path, start):
            file.seek(begin)
            record = next(iter(warcio("archiveiterator").ArchiveIterator(io.BytesIO(file.read(end - begin)))))
            if record.rec_type == "warcinfo":
                yield None, end
            elif record.rec_type in ("response", "revisit", "resource"):
                row = _row(path, record, begin, end)
            elif record.rec_type == "metadata" and row is not None:
                row |= _metadata(record.raw_stream.read())
                row["group_end"] = end
                yield row, end
                row = None


def _row(path: Path, record: Any, begin: int, end: int) -> dict[str, Any]:
    get = record.rec_headers.get_header
    headers: Sequence[tuple[str, str]] = record.http_headers.headers if record.http_headers else ()
    body = record.raw_stream.read()
    code: str | None = None
    try:
        content = unpack(body, header(headers, "content-encoding"), _UNPACKED)
    except AcquisitionError as error:
        content, code = body, error.code
    refers_to = None
    if record.rec_type == "revisit":
        refers_to = (get("WARC-Refers-To-Target-URI"), get("WARC-Refers-To-Date"))
    kind = get("Content-Type") if record.rec_type == "resource" else header(headers, "content-type")
    return {
        "url": get("WARC-Target-URI"),
        "at": get("WARC-Date"),
        "status": int(record.http_headers.get_statuscode()) if record.http_headers else 200,
        "media_type": media_type_of(kind),
        "sha256": sha256(content),
        "digest": payload_digest(body),
        "size": len(content),
        "file": path.name,
        "offset": begin,
        "length": end - begin,
        "code": code,
        "refers_to": refers_to,
    }


def _metadata(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys((*_FIELDS, "parent"))
    for line in body.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(": ")
        if name == "via":
            found["parent"] = value
        elif name.startswith("policymine-"):
            found[name.removeprefix("policymine-")] = value
    return found
