"""The archive of everything that was acquired: WARC files, gzip per record, with an index.

A response is written whole with one call and flushed before anything reads it. What a killed process left half written is
found when the archive is opened for writing, and cut off; records that the index misses are read back from the files.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from policymine.acquisition import index
from policymine.acquisition.outcomes import Archived, ArchiveRef, Capture, Role
from policymine.acquisition.surt import surt
from policymine.errors import AcquisitionError
from policymine.records import Snapshot

DEFAULT_WARC_BYTES: Final = 256 * 1024 * 1024
"""Size at which a WARC file is closed. The format's guidelines say 1 GB; smaller files lose less when one is damaged."""

CDXJ_NAME: Final = "index.cdxj"
_LOCK_NAME: Final = "lock.sqlite"
_READ_LIMIT: Final = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer to be archived. ``body`` is what came over the wire (chunks joined); ``content`` it unpacked."""

    url: str
    source: str
    role: Role
    run: str
    retrieved: str  # ISO 8601, UTC: 2026-11-22T15:26:00Z
    status: int
    reason: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    content: bytes
    media_type: str
    method: str = "GET"
    request_headers: Sequence[tuple[str, str]] = ()
    request_body: bytes = b""
    address: str | None = None  # of the server
    parent: str | None = None
    title: str | None = None
    published: str | None = None
    not_modified: bool = False  # the server answered 304: ``content`` is empty


class Archive:
    """The archive in ``folder``. Reading needs no lock; ``Archive(folder, write=True)`` is the one writer.

    Raises ``AcquisitionError``: PM605 where the folder's index or files cannot be read, PM606 where another process
    writes to it for longer than ``wait`` seconds.
    """

    def __init__(
        self, folder: str | Path, *, write: bool = False, warc_bytes: int = DEFAULT_WARC_BYTES, wait: float = 10.0
    ) -> None:
        self.folder = Path(folder)
        self.warc_bytes = warc_bytes
        self._lock: sqlite3.Connection | None = None
        self._writer: Any = None
        self._changed = False
        self.folder.mkdir(parents=True, exist_ok=True)
        if write:
            self._lock = _lock(self.folder, wait)
        try:
            self.db = index.connect(self.folder / index.INDEX_NAME)
            if write:
                from policymine.acquisition.warc import Writer

                self._changed = self._recover()
                self._writer = Writer(self.folder, warc_bytes)
        except BaseException:
            self._unlock()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write the CDXJ index anew where something was added, and give the lock back."""
        try:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
                if self._changed or not (self.folder / CDXJ_NAME).exists():
                    self.write_cdxj()
        finally:
            self.db.close()
            self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    # Writing

    def append(self, fetched: Fetched) -> Capture:
        """Archive an answer; on return it is in the WARC file and in the index.

        An answer "not modified", or one with the bytes that the address had before, becomes a revisit record.
        """
        from policymine.acquisition.warc import payload_digest, sha256

        before = self.last(fetched.url)
        digest = payload_digest(fetched.body)
        original: Capture | None = None
        if before is not None:
            same = (
                fetched.status == 200 and self._digest_of(before) == digest and before.media_type == fetched.media_type
            )
            original = before if fetched.not_modified or same else None
        written = self._writer.write(fetched, digest, self._original_record(original) if original is not None else None)
        row = {
            "url": fetched.url,
            "surt": surt(fetched.url),
            "at": fetched.retrieved,
            "status": fetched.status,
            "media_type": original.media_type if original is not None else fetched.media_type,
            "sha256": original.sha256 if original is not None else sha256(fetched.content),
            "digest": self._digest_of(original) if original is not None else digest,
            "size": original.size if original is not None else len(fetched.content),
            "file": written.file,
            "offset": written.offset,
            "length": written.length,
            "group_end": written.end,
            "source": fetched.source,
            "role": fetched.role.value,
            "run": fetched.run,
            "parent": fetched.parent,
            "title": fetched.title,
            "published": fetched.published,
            "original": self._root(original) if original is not None else None,
        }
        number = index.add_capture(self.db, row)
        self._changed = True
        return next(index.captures(self.db, "number = ?", (number,)))

    def spoil(self, capture: Capture, code: str) -> None:
        """Note that an answer holds no document, and why: it stays in the archive and is not read again."""
        self.db.execute("UPDATE captures SET code = ? WHERE number = ?", (code, capture.ref.number))

    def _digest_of(self, capture: Capture) -> str:
        return str(self.db.execute("SELECT digest FROM captures WHERE number = ?", (capture.ref.number,)).fetchone()[0])

    def _root(self, capture: Capture) -> int:
        """Number of the record that holds the bytes."""
        row = self.db.execute("SELECT original FROM captures WHERE number = ?", (capture.ref.number,)).fetchone()
        return int(row[0]) if row[0] is not None else capture.ref.number

    def _original_record(self, capture: Capture) -> tuple[str, str, str]:
        """Address, date and payload digest of the record that holds the bytes of ``capture``."""
        row = self.db.execute(
            "SELECT url, at, digest FROM captures WHERE number = ?", (self._root(capture),)
        ).fetchone()
        return str(row[0]), str(row[1]), str(row[2])

    def _recover(self) -> bool:
        """Cut off what is half written, and index what the index misses; whether there was anything."""
        from policymine.acquisition.warc import WARC_GLOB, recover_file

        changed = False
        for path in sorted(self.folder.glob(WARC_GLOB)):
            known = (
                self.db.execute("SELECT max(group_end) FROM captures WHERE file = ?", (path.name,)).fetchone()[0] or 0
            )
            if path.stat().st_size <= known:
                continue
            for row in recover_file(path, known):
                self._add_recovered(row)
                changed = True
        return changed

    def _add_recovered(self, row: dict[str, Any]) -> None:
        refers_to = row.pop("refers_to")
        row["surt"] = surt(row["url"])
        row["original"] = None
        if refers_to is not None:
            found = self.db.execute(
                "SELECT number, media_type, sha256, digest, size FROM captures"
                " WHERE url = ? AND at = ? AND original IS NULL ORDER BY number DESC LIMIT 1",
                refers_to,
            ).fetchone()
            if found is None:
                return  # what it points at was in a file that is gone
            row |= dict(zip(("original", "media_type", "sha256", "digest", "size"), found, strict=True))
        index.add_capture(self.db, row)

    # Reading

    def iterate(self, since: int = 0, *, source: str | None = None) -> Iterator[Capture]:
        """Every capture with a number above ``since``, in the order of writing: robots, lists, failures and revisits too."""
        condition, values = "number > ?", [since]
        if source is not None:
            condition, values = condition + " AND source = ?", [since, source]  # type: ignore[list-item]
        yield from self._paged(condition, values)

    def documents(self, since: int = 0, *, source: str | None = None) -> Iterator[Capture]:
        """The newest bytes of every page and attachment that was answered with 200, is not a revisit and not spoilt.

        With ``since`` only those written after that number. In the order of writing.
        """
        condition = (
            "number > ? AND role IN ('page', 'attachment') AND status = 200 AND original IS NULL AND code IS NULL"
            " AND NOT EXISTS ("
            "SELECT 1 FROM captures AS later WHERE later.url = captures.url AND later.number > captures.number"
            " AND later.status = 200 AND later.original IS NULL AND later.code IS NULL AND later.role IN ('page', 'attachment'))"
        )
        values: list[Any] = [since]
        if source is not None:
            condition += " AND source = ?"
            values.append(source)
        yield from self._paged(condition, values)

    def _paged(self, condition: str, values: Sequence[Any]) -> Iterator[Capture]:
        """In pages, so that no read transaction stays open while the caller works."""
        since = values[0]
        while True:
            page = list(index.captures(self.db, f"{condition} ORDER BY number LIMIT 500", (since, *values[1:])))
            yield from page
            if len(page) < 500:
                return
            since = page[-1].ref.number

    def lookup(self, url: str) -> list[Capture]:
        """Every capture of the address, oldest first."""
        return list(index.captures(self.db, "url = ? ORDER BY number", (url,)))

    def capture(self, number: int) -> Capture:
        """The capture of that number. Raises ``AcquisitionError`` PM605 where the index has none."""
        found = next(index.captures(self.db, "number = ?", (number,)), None)
        if found is None:
            raise AcquisitionError("PM605", f"record {number} is not in the index", where=str(self.folder))
        return found

    def last(self, url: str) -> Capture | None:
        """The newest capture of the address that has its bytes, or those of the capture that it revisits."""
        return next(
            index.captures(
                self.db,
                "url = ? AND (status = 200 OR original IS NOT NULL) AND code IS NULL ORDER BY number DESC LIMIT 1",
                (url,),
            ),
            None,
        )

    def of_run(self, url: str, run: str) -> Capture | None:
        """What was answered at this address in this run."""
        return next(index.captures(self.db, "url = ? AND run = ? ORDER BY number DESC LIMIT 1", (url, run)), None)

    def newest(self) -> int:
        """Number of the last capture, 0 in an empty archive."""
        return int(self.db.execute("SELECT coalesce(max(number), 0) FROM captures").fetchone()[0])

    def read(self, what: Capture | ArchiveRef) -> Archived:
        """The answer with its bytes; those of a revisit are of the record that it points at.

        Raises ``AcquisitionError``: PM605 where the record cannot be read, PM616 and PM632 where its compression cannot
        be taken off.
        """
        from policymine.acquisition.warc import read_record

        number = what.ref.number if isinstance(what, Capture) else what.number
        holder = capture = self.capture(number)
        if capture.revisit:
            holder = next(index.captures(self.db, "number = ?", (self._root(capture),)))
        headers, content = read_record(self.folder, holder.ref, _READ_LIMIT)
        return Archived(capture, headers, content)

    def snapshot(self, capture: Capture) -> Snapshot:
        """The bytes as a snapshot for the parser; its name is the address without scheme, or the file's path."""
        archived = self.read(capture)
        page = capture.parent if capture.role is Role.ATTACHMENT else capture.url
        return Snapshot(
            name=snapshot_name(capture.url),
            content=archived.content,
            media_type=header_type(archived.headers) or capture.media_type,
            uri=capture.url,
            sha256=capture.sha256,
            retrieved=capture.retrieved,
            page=page if page is not None and page.startswith(("http://", "https://")) else None,
        )

    def write_cdxj(self) -> Path:
        """``index.cdxj``: a line a capture, sorted, as pywb and cdxj-indexer write it."""
        path = self.folder / CDXJ_NAME
        temporary = path.with_suffix(".tmp")
        with temporary.open("w", encoding="utf-8", newline="\n") as out:
            for key, at, url, mime, status, digest, length, offset, file, original in self.db.execute(
                "SELECT surt, at, url, media_type, status, digest, length, offset, file, original FROM captures"
                " ORDER BY surt, at, number"
            ):
                fields = {"url": url, "mime": "warc/revisit" if original is not None else mime, "status": str(status)}
                fields |= {"digest": digest, "length": str(length), "offset": str(offset), "filename": file}
                stamp = "".join(c for c in at if c.isdigit())[:14]
                out.write(f"{key} {stamp} {json.dumps(fields, ensure_ascii=False)}\n")
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
        return path


def _lock(folder: Path, wait: float) -> sqlite3.Connection:
    """A lock that the operating system gives back when its holder ends, however it ends."""
    lock = sqlite3.connect(folder / _LOCK_NAME, timeout=wait, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise AcquisitionError("PM606", where=str(folder)) from error
    except sqlite3.Error as error:
        lock.close()
        raise AcquisitionError("PM605", str(error), where=str(folder / _LOCK_NAME)) from error
    return lock


def snapshot_name(url: str) -> str:
    """``jyt.example.gov.cn/202207/t20220719_1.html`` of its address; the path of a file URL."""
    for scheme in ("https://", "http://", "file://"):
        if url.startswith(scheme):
            return url[len(scheme) :]
    return url


def header_type(headers: Iterable[tuple[str, str]]) -> str | None:
    """The Content-Type as the server sent it, charset and all."""
    return next((value for name, value in headers if name.lower() == "content-type"), None)
