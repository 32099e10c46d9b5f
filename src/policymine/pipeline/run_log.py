"""The log of a refresh run: ``runs/<run>.jsonl``, a JSON object a line, written as things happen.

What a run changed is the fold of its records (:class:`Tally`), for a run that ended and for one that was killed alike:
documents count once the commit that holds them was recorded. Events: ``start``, ``page`` (an address that gave something
new, or failed), ``source`` (what came of one source), ``acquired``, ``document``, ``problem``, ``commit``, ``end``.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from policymine.errors import DatasetError, RefreshError

Record = Mapping[str, Any]

RUNS_NAME: Final = "runs"
KINDS_OF_CHANGE: Final = ("added", "revised", "withdrawn")
DOCUMENT_STATES: Final = ("new", "revised", "reread", "failed")


def _changes() -> dict[str, Counter[str]]:
    return {"figures": Counter(), "events": Counter()}


@dataclass
class Tally:
    """What the records of one run add up to.

    ``pages`` counts pages and attachments: new, revised, not_modified (the server said so), same (the bytes of before),
    failed. ``failed`` counts them by code; so does ``document_failures``. ``documents`` and ``changes`` count what was
    committed: a revised document is a page with other bytes, a re-read one the same bytes under another reader or
    codebook. ``versions`` are the dataset's, made by the run.
    """

    run: str = ""
    started: str | None = None
    ended: str | None = None
    state: str = "broken off"
    stage: str = "acquire"
    exit: int | None = None
    goes_on: str | None = None
    sources: dict[str, Record] = field(default_factory=dict)
    pages: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    document_failures: Counter[str] = field(default_factory=Counter)
    changes: dict[str, Counter[str]] = field(default_factory=_changes)
    versions: list[int] = field(default_factory=list)
    error: str | None = None
    _waiting: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        match record.get("event"):
            case "start":
                self.run, self.started = record["run"], record["at"]
                self.goes_on = record.get("goes_on")
            case "source":
                self.sources[record["source"]] = record
                self.pages.update(record["pages"])
                self.failed.update(record["failed"])
            case "acquired":
                self.stage = "read"
            case "document":
                self._waiting.update(problem["code"] for problem in record["problems"])
            case "problem":
                self.document_failures[record["code"]] += 1
                self.documents["failed"] += 1
            case "commit":
                self.versions.append(record["version"])
                self.documents.update(record["documents"])
                for table, counted in record["changes"].items():
                    self.changes[table].update(counted)
                self.document_failures.update(self._waiting)
                self._waiting.clear()
            case "end":
                self.ended, self.state, self.exit = record["at"], record["state"], record["exit"]
                self.error = record.get("error")
            case _:
                return

    @property
    def broken_sources(self) -> dict[str, Record]:
        return {name: record for name, record in self.sources.items() if record["state"] == "failed"}

    def as_row(self) -> dict[str, Any]:
        """The run as one JSON object."""
        return {
            "run": self.run,
            "started": self.started,
            "ended": self.ended,
            "state": self.state,
            "exit": self.exit,
            "goes_on": self.goes_on,
            "sources": len(self.sources),
            "sources_failed": sorted(self.broken_sources),
            "pages": {n: self.pages[n] for n in ("new", "revised", "not_modified", "same", "failed")},
            "pages_failed": dict(sorted(self.failed.items())),
            "documents": {name: self.documents[name] for name in DOCUMENT_STATES},
            "documents_failed": dict(sorted(self.document_failures.items())),
            "figures": {kind: self.changes["figures"][kind] for kind in KINDS_OF_CHANGE},
            "events": {kind: self.changes["events"][kind] for kind in KINDS_OF_CHANGE},
            "versions": self.versions,
            "error": self.error,
        }


class RunLog:
    """The open log of a run. Each record is written whole and flushed; ``tally`` is what they add up to so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tally = Tally()
        with _writable(path):
            self._out = path.open("x", encoding="utf-8", newline="\n")

    def write(self, event: str, **fields: Any) -> None:
        """Write a record. Raises ``DatasetError`` PM304."""
        record = {"event": event, **fields}
        with _writable(self.path):
            self._out.write(json.dumps(record, ensure_ascii=False) + "\n")
            self._out.flush()
        self.tally.add(record)

    def close(self) -> None:
        with suppress(OSError):  # the disk is full, and that was said where it was met
            self._out.close()


class _writable:  # noqa: N801 - a context manager, read as a word
    """A log that cannot be written is ``DatasetError`` PM304, as every other file that cannot be."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise DatasetError("PM304", error.strerror or str(error), where=str(self.path)) from error


def new_run(folder: Path, stamp: str) -> str:
    """A name of its own for a run that begins at ``stamp`` (``20221122T030000Z``)."""
    run, serial = stamp, 1
    while (folder / f"{run}.jsonl").exists():
        serial += 1
        run = f"{stamp}-{serial}"
    return run


def logs(folder: Path) -> list[Path]:
    """Logs of the runs, oldest first."""
    return sorted(folder.glob("*.jsonl"), key=lambda path: (path.stem.partition("-")[0], _serial(path.stem)))


def _serial(name: str) -> int:
    serial = name.partition("-")[2]
    return int(serial) if serial.isdigit() else 1


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Records of a log in order. A line that was cut short, as by a power failure, is left out."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict):
                yield record


def tally(path: Path) -> Tally:
    """What the run of a log did."""
    found = Tally(run=path.stem)
    for record in records(path):
        with suppress(KeyError, TypeError, AttributeError):  # a record of another version of this program
            found.add(record)
    return found


def find_log(folder: Path, name: str) -> Path:
    """The log of a run that is named, or whose name begins so; ``last`` is the newest. Raises ``RefreshError`` PM642."""
    known = logs(folder)
    if name == "last" and known:
        return known[-1]
    found = [path for path in known if path.stem == name] or [path for path in known if path.stem.startswith(name)]
    if len(found) != 1 or not name:
        detail = f"{len(found)} runs begin so" if len(found) > 1 else ""
        raise RefreshError("PM642", detail, where=name)
    return found[0]


def running(folder: Path) -> dict[str, Any] | None:
    """What the refresh that runs now wrote of itself; None where none runs."""
    from policymine.dataset.lock import Held, file_lock

    if not (folder / LOCK_NAME).exists():
        return None
    try:
        with file_lock(folder / LOCK_NAME, {"pid": os.getpid()}):
            return None
    except Held as held:
        return held.note
    except OSError:
        return None


LOCK_NAME: Final = ".lock"
