"""What a run has still to fetch, kept in the archive's index so that it outlives the process."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from policymine.acquisition.kinds.base import Link
from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Source

RESUME_WITHIN: Final = timedelta(hours=24)
"""An unfinished run older than that is not gone on with: its list pages say what was new then."""

RECHECK_SHARE: Final = 0.1
"""A known page is asked again when this share of the time has gone that it had not changed for: the heuristic freshness
of RFC 9111, 4.2.2. It has not changed since its Last-Modified, or since it was first fetched where the server names none.
A page of yesterday is asked at every run, one of half a year ago every 18 days."""

RECHECK_AFTER: Final = 30 * 86400.0
"""Seconds after which every known page is asked again, however old it is: officials mend notices of years ago, too."""

RECHECK_LIMIT: Final = 1000
"""Known pages of a source that one run asks again, those first that were asked longest ago."""

GIVE_UP_AFTER: Final = 5
"""Failures in a row after which an address that never answered is tried once a week only."""

_WEEK: Final = 7 * 86400.0


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the frontier."""

    id: int
    source: str
    url: str
    role: Role
    page: int
    parent: str | None
    title: str | None
    published: str | None
    data: Mapping[str, Any]
    form: Mapping[str, str] | None


def seconds(stamp: str) -> float:
    """Seconds since 1970 of an ISO 8601 time."""
    moment = datetime.fromisoformat(stamp)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def open_run(db: sqlite3.Connection, now: str) -> str:
    """The run to go on with where one was broken off in the last 24 hours, else a new one named after ``now``.

    What an older broken run had still to fetch goes over to the new one.
    """
    row = db.execute("SELECT run, begun FROM crawls WHERE ended IS NULL ORDER BY begun DESC LIMIT 1").fetchone()
    if row is not None and 0 <= seconds(now) - seconds(row[1]) <= RESUME_WITHIN.total_seconds():
        return str(row[0])
    name = datetime.fromisoformat(now).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    run, serial = name, 1
    while db.execute("SELECT 1 FROM crawls WHERE run = ?", (run,)).fetchone():
        serial += 1
        run = f"{name}-{serial}"
    with transaction(db):
        for (old,) in db.execute("SELECT run FROM crawls WHERE ended IS NULL").fetchall():
            db.execute(
                "UPDATE OR IGNORE frontier SET run = ? WHERE run = ? AND state = 0 AND role IN ('page', 'attachment')",
                (run, old),
            )
            db.execute("UPDATE crawls SET ended = ? WHERE run = ?", (now, old))
        db.execute("INSERT INTO crawls (run, begun) VALUES (?, ?)", (run, now))
    return run


def end_run(db: sqlite3.Connection, run: str, at: str) -> None:
    """Mark the run as ended; its frontier is no longer needed."""
    with transaction(db):
        db.execute("UPDATE crawls SET ended = ? WHERE run = ?", (at, run))
        db.execute("DELETE FROM frontier WHERE run = ?", (run,))


def add(db: sqlite3.Connection, run: str, source: str, links: Iterable[Link], parent: str | None) -> int:
    """Put links into the frontier; how many of them were not there yet."""
    before = db.total_changes
    db.executemany(
        "INSERT OR IGNORE INTO frontier (run, source, url, role, page, parent, title, published, data)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (run, source, link.url, link.role.value, link.page, parent, link.title, link.published, _dump(link))
            for link in links
        ],
    )
    return db.total_changes - before


def _dump(link: Link) -> str | None:
    if not link.data and link.form is None:
        return None
    form = None if link.form is None else dict(link.form)
    return json.dumps({"data": dict(link.data), "form": form}, ensure_ascii=False)


def add_due(db: sqlite3.Connection, run: str, source: Source, now: float, since: str | None = None) -> int:
    """Put the known pages of a source into the frontier that are to be asked again; of dated ones those ``since`` a day."""
    if source.recheck == "never":
        return 0
    share = -1.0 if source.recheck == "always" else RECHECK_SHARE
    limit = -1 if source.recheck == "always" else RECHECK_LIMIT
    before = db.total_changes
    db.execute(
        "INSERT OR IGNORE INTO frontier (run, source, url, role, parent, title, published)"
        " SELECT ?, resources.source, resources.url, resources.role, known.parent, known.title, known.published"
        # What the list said of the page when it was fetched: a later version belongs to the same parent.
        " FROM resources LEFT JOIN captures AS known ON known.number = resources.number"
        " WHERE resources.source = ? AND resources.role IN ('page', 'attachment') AND ("
        "  (resources.number IS NOT NULL AND ? - checked >= min(? * (checked - changed), ?))"
        "  OR (resources.number IS NULL AND (failures < ? OR ? - checked >= ?))"
        " ) AND (? IS NULL OR known.published IS NULL OR known.published >= substr(?, 1, length(known.published)))"
        " ORDER BY checked LIMIT ?",
        (run, source.name, now, share, RECHECK_AFTER, GIVE_UP_AFTER, now, _WEEK, since, since, limit),
    )
    return db.total_changes - before


def is_due(db: sqlite3.Connection, source: Source, url: str, now: float) -> bool:
    """Whether an address that a list names is to be fetched: it is new, failed before, or its time has come."""
    row = db.execute("SELECT number, checked, changed, failures FROM resources WHERE url = ?", (url,)).fetchone()
    if row is None:
        return True
    number, checked, changed, failures = row
    if number is None:
        return bool(failures < GIVE_UP_AFTER or now - checked >= _WEEK)
    if source.recheck == "auto":
        return bool(now - checked >= min(RECHECK_SHARE * (checked - changed), RECHECK_AFTER))
    return source.recheck == "always"


def is_known(db: sqlite3.Connection, url: str) -> bool:
    """Whether the archive holds an answer of this address."""
    row = db.execute("SELECT 1 FROM resources WHERE url = ? AND number IS NOT NULL", (url,)).fetchone()
    return row is not None


def waiting(
    db: sqlite3.Connection, run: str, source: str, after: int, limit: int, *, lists_only: bool = False
) -> list[Task]:
    """The next tasks of a source with a number above ``after``."""
    only = " AND role = 'list'" if lists_only else ""
    return [
        _task(row)
        for row in db.execute(
            "SELECT id, source, url, role, page, parent, title, published, data FROM frontier"  # noqa: S608
            f" WHERE run = ? AND source = ? AND state = 0 AND id > ?{only} ORDER BY id LIMIT ?",
            (run, source, after, limit),
        )
    ]


def _task(row: Any) -> Task:
    number, source, url, role, page, parent, title, published, data = row
    extra = json.loads(data) if data else {}
    return Task(
        number, source, url, Role(role), page, parent, title, published, extra.get("data") or {}, extra.get("form")
    )


def counts(db: sqlite3.Connection, run: str) -> tuple[int, int]:
    """Tasks that are done, and tasks in all."""
    row = db.execute("SELECT coalesce(sum(state), 0), count(*) FROM frontier WHERE run = ?", (run,)).fetchone()
    return int(row[0]), int(row[1])


def done(db: sqlite3.Connection, task: Task) -> None:
    db.execute("UPDATE frontier SET state = 1 WHERE id = ?", (task.id,))


def validators(db: sqlite3.Connection, url: str) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of the last good answer."""
    row = db.execute(
        "SELECT etag, last_modified FROM resources WHERE url = ? AND number IS NOT NULL", (url,)
    ).fetchone()
    return (None, None) if row is None else (row[0], row[1])


def _unchanged_since(last_modified: str | None, at: float) -> float:
    """Since when the server says that the bytes are what they are; the time of the answer where it says nothing useful."""
    try:
        moment = parsedate_to_datetime(last_modified or "")
    except (TypeError, ValueError):
        return at
    stated = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return min(max(stated, 0.0), at)


def remember(
    db: sqlite3.Connection,
    task: Task,
    *,
    at: float,
    number: int | None,
    sha256: str | None,
    etag: str | None,
    last_modified: str | None,
    code: str | None,
) -> bool:
    """Write what is known of an address after an answer; whether its bytes are other than before (or the first)."""
    row = db.execute(
        "SELECT number, etag, last_modified, sha256, first_seen, changed, failures FROM resources WHERE url = ?",
        (task.url,),
    ).fetchone()
    before = row or (None, None, None, None, at, at, 0)
    if number is None:  # failed: what was known stays
        values = (before[0], before[1], before[2], before[3], before[4], before[5], at, before[6] + 1, code)
        changed = False
    else:
        changed = before[3] != sha256
        since = _unchanged_since(last_modified, at) if changed else before[5]
        values = (
            number if changed or before[0] is None else before[0],
            etag or (None if changed else before[1]),
            last_modified or (None if changed else before[2]),
            sha256,
            before[4],
            since,
            at,
            0,
            code,
        )
    db.execute(
        "INSERT OR REPLACE INTO resources (url, source, role, number, etag, last_modified, sha256, first_seen, changed,"
        " checked, failures, code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (task.url, task.source, task.role.value, *values),
    )
    return changed
