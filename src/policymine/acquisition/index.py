"""The archive's index and the state of its sources: one SQLite file, all of whose captures can be read from the WARCs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from policymine.acquisition.outcomes import ArchiveRef, Capture, Outcome, Result, Role, SourceHealth
from policymine.errors import AcquisitionError

INDEX_NAME: Final = "index.sqlite"
_VERSION: Final = 1
_BUSY_SECONDS: Final = 30.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS captures (
    number INTEGER PRIMARY KEY, url TEXT NOT NULL, surt TEXT NOT NULL, at TEXT NOT NULL, status INTEGER NOT NULL,
    media_type TEXT NOT NULL, sha256 TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL, file TEXT NOT NULL,
    offset INTEGER NOT NULL, length INTEGER NOT NULL, group_end INTEGER NOT NULL, source TEXT NOT NULL, role TEXT NOT NULL,
    run TEXT NOT NULL, parent TEXT, title TEXT, published TEXT, original INTEGER,
    code TEXT);
CREATE INDEX IF NOT EXISTS captures_url ON captures (url, number);
CREATE INDEX IF NOT EXISTS captures_surt ON captures (surt, at);
CREATE INDEX IF NOT EXISTS captures_file ON captures (file, group_end);
CREATE TABLE IF NOT EXISTS resources (
    url TEXT PRIMARY KEY, source TEXT NOT NULL, role TEXT NOT NULL, number INTEGER, etag TEXT, last_modified TEXT,
    sha256 TEXT, first_seen REAL, changed REAL, checked REAL, failures INTEGER NOT NULL DEFAULT 0, code TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resources_due ON resources (source, role, checked);
CREATE TABLE IF NOT EXISTS frontier (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL, role TEXT NOT NULL,
    page INTEGER NOT NULL DEFAULT 1, parent TEXT, title TEXT, published TEXT, state INTEGER NOT NULL DEFAULT 0,
    data TEXT, UNIQUE (run, source, url));
CREATE INDEX IF NOT EXISTS frontier_next ON frontier (run, source, state, id);
CREATE TABLE IF NOT EXISTS outcomes (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL, role TEXT NOT NULL,
    result TEXT NOT NULL, at TEXT NOT NULL, status INTEGER, code TEXT, detail TEXT NOT NULL, size INTEGER NOT NULL,
    sha256 TEXT, number INTEGER, UNIQUE (run, source, url));
CREATE TABLE IF NOT EXISTS crawls (run TEXT PRIMARY KEY, begun TEXT NOT NULL, ended TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS health (
    source TEXT PRIMARY KEY, last_run TEXT, last_success TEXT, failures INTEGER NOT NULL DEFAULT 0,
    complete INTEGER NOT NULL DEFAULT 0, code TEXT, detail TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
"""

_CAPTURE = "number, file, offset, length, url, source, role, run, at, status, media_type, sha256, size, title, published, parent, original"


def connect(path: Path) -> sqlite3.Connection:
    """The index, made where it is not there. Raises ``AcquisitionError`` PM605 for a file that is no index."""
    try:
        db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        # A killed process loses nothing; a power cut may lose the last rows, which the WARC files then give back.
        db.execute("PRAGMA synchronous=NORMAL")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise AcquisitionError(
                "PM605", f"index of version {version}, this policymine reads {_VERSION}", where=str(path)
            )
        if version == 0:
            db.executescript(_SCHEMA)
            db.execute(f"PRAGMA user_version={_VERSION}")
    except sqlite3.Error as error:
        raise fault(error, path) from error
    return db


_UNWRITABLE: Final = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
)


def fault(error: OSError | sqlite3.Error, path: Path) -> AcquisitionError:
    """The error of a failed write to the archive: PM304 where the disk or a permission is at fault, else PM605."""
    if isinstance(error, OSError):
        return AcquisitionError("PM304", error.strerror or str(error), where=str(error.filename or path))
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the upper bits say which read or write it was
    return AcquisitionError("PM304" if code in _UNWRITABLE else "PM605", str(error), where=str(path))


def capture_of(row: Any) -> Capture:
    """The capture of a row that was selected with ``_CAPTURE``."""
    (
        number,
        file,
        offset,
        length,
        url,
        source,
        role,
        run,
        at,
        status,
        media,
        sha256,
        size,
        title,
        published,
        parent,
        original,
    ) = row
    return Capture(
        ref=ArchiveRef(number, file, offset, length),
        url=url,
        source=source,
        role=Role(role),
        run=run,
        retrieved=at,
        status=status,
        media_type=media,
        sha256=sha256,
        size=size,
        title=title,
        published=published,
        parent=parent,
        revisit=original is not None,
    )


def captures(db: sqlite3.Connection, where: str, values: Iterable[Any] = ()) -> Iterator[Capture]:
    """Captures that meet an SQL condition (a constant of this package, never data)."""
    for row in db.execute(f"SELECT {_CAPTURE} FROM captures WHERE {where}", tuple(values)):  # noqa: S608
        yield capture_of(row)


def add_capture(db: sqlite3.Connection, row: dict[str, Any]) -> int:
    """Insert a capture, given with its columns; its number."""
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    cursor = db.execute(f"INSERT INTO captures ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
    return int(cursor.lastrowid or 0)


def add_outcome(db: sqlite3.Connection, outcome: Outcome) -> None:
    """Write an outcome; a second one of the same run and address replaces the first."""
    db.execute(
        "INSERT OR REPLACE INTO outcomes (run, source, url, role, result, at, status, code, detail, size, sha256, number)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            outcome.run,
            outcome.source,
            outcome.url,
            outcome.role.value,
            outcome.result.value,
            outcome.at,
            outcome.status,
            outcome.code,
            outcome.detail,
            outcome.size,
            outcome.sha256,
            outcome.number,
        ),
    )


def last_outcome(db: sqlite3.Connection) -> int:
    """Number of the outcome that was written last, 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM outcomes").fetchone()[0])


def outcomes(db: sqlite3.Connection, run: str, *, failed_only: bool = False, after: int = 0) -> Iterator[Outcome]:
    """Outcomes of a run in the order of their writing; only those with a number above ``after``."""
    only = " AND code IS NOT NULL" if failed_only else ""
    for row in db.execute(
        "SELECT run, source, url, role, result, at, status, code, detail, size, sha256, number FROM outcomes"  # noqa: S608
        f" WHERE run = ? AND id > ?{only} ORDER BY id",
        (run, after),
    ):
        run_, source, url, role, result, at, status, code, detail, size, sha256, number = row
        yield Outcome(run_, source, url, Role(role), Result(result), at, status, code, detail, size, sha256, number)


def health(db: sqlite3.Connection, source: str) -> SourceHealth:
    """The state of a source; that of one never run where nothing is known."""
    row = db.execute(
        "SELECT last_run, last_success, failures, complete, code, detail FROM health WHERE source = ?", (source,)
    ).fetchone()
    items = db.execute(
        "SELECT count(*) FROM resources WHERE source = ? AND role IN ('page', 'attachment') AND number IS NOT NULL",
        (source,),
    ).fetchone()[0]
    if row is None:
        return SourceHealth(source, None, None, 0, items, complete=False)
    return SourceHealth(source, row[0], row[1], row[2], items, bool(row[3]), row[4], row[5])


def set_health(
    db: sqlite3.Connection, source: str, *, at: str, good: bool, complete: bool | None, code: str | None, detail: str
) -> None:
    """Write what a run found of a source. ``complete`` None leaves what is known."""
    before = health(db, source)
    db.execute(
        "INSERT OR REPLACE INTO health (source, last_run, last_success, failures, complete, code, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            source,
            at,
            at if good else before.last_success,
            0 if good else before.failures + 1,
            int(before.complete if complete is None else complete),
            code,
            detail,
        ),
    )
