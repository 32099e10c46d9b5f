"""Writing: rows of whole documents are gathered, replace what the same snapshot gave before, and appear at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from policymine.dataset.lock import LOCK_NAME, writer_lock
from policymine.dataset.rows import Row
from policymine.dataset.schema import CONTENT_TABLES, arrow_schemas
from policymine.dataset.store import Dataset, check_marker, create, open_dataset, write_errors
from policymine.errors import DatasetError

_CHARACTERS_A_ROW = 2_000
_DELETE_AT_ONCE = 500  # ids in one predicate: longer ones make the planner slow


@dataclass(frozen=True)
class Versions:
    """What a row depends on beside its text; equal versions and equal bytes give equal rows."""

    policymine: str
    reader: str
    codebook: str


@dataclass
class Writer:
    """An open dataset that may be written to. Made by ``writing``; holds the lock until that ends.

    ``done`` maps each snapshot that was read to the end to the reader and codebook version it was read with.
    """

    folder: Path
    versions: Versions
    inputs: tuple[str, ...]
    run_id: str
    started: str
    current: Dataset
    done: dict[str, tuple[str, str]] = field(default_factory=dict)
    commits: int = 0
    _rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in CONTENT_TABLES})
    pending: int = 0  # rows that wait to be committed; a document's text counts as rows by its length
    _replaced: set[str] = field(default_factory=set)
    _kept: set[str] = field(default_factory=set)
    _mended: set[str] = field(default_factory=set)
    _stale: set[str] = field(default_factory=set)
    _by_uri: dict[str, set[str]] = field(default_factory=dict)
    _known_problems: set[tuple[str, str, str]] = field(default_factory=set)

    def skip(self, snapshot: str) -> bool:
        """Whether the snapshot was read before with the same reader and codebook; its rows then stay as they are."""
        known = self.done.get(snapshot) == (self.versions.reader, self.versions.codebook)
        if known:
            self._kept.add(snapshot)
        return known

    def earlier(self, snapshot: str, uri: str) -> frozenset[str]:
        """Snapshots whose rows the snapshot would replace: itself as it was read before, and what the file held before."""
        known = {snapshot} | self._by_uri.get(uri, set())
        return frozenset(o for o in known if o not in self._kept and (o in self.done or o in self._stale))

    def begin(self, snapshot: str, uri: str) -> frozenset[str]:
        """Announce that a snapshot is read now: rows of it, and of what the same file held before, are replaced."""
        replaced = self.earlier(snapshot, uri)
        for old in replaced:
            self._replaced.add(old)
            self.done.pop(old, None)
            self._stale.discard(old)
        self._by_uri[uri] = {snapshot}
        return replaced

    def begin_beside(self, snapshot: str, uri: str) -> None:
        """Announce a snapshot that leaves what the same file held before as it is; the next one replaces both."""
        if snapshot in self.done or snapshot in self._stale:
            self._replaced.add(snapshot)
            self.done.pop(snapshot, None)
            self._stale.discard(snapshot)
        self._by_uri.setdefault(uri, set()).add(snapshot)

    def add(self, rows: dict[str, list[Row]]) -> None:
        """Add rows by table. They are written by the next ``commit``."""
        for name, added in rows.items():
            self._rows[name].extend(added)
            self.pending += len(added)
        self.pending += sum(len(row["text"]) for row in rows.get("documents", ())) // _CHARACTERS_A_ROW

    def finish(self, row: Row) -> None:
        """Add the row of ``snapshots`` that says its documents were all read."""
        self._rows["snapshots"].append(
            row | {"reader_version": self.versions.reader, "codebook_version": self.versions.codebook}
        )
        self.done[row["snapshot_id"]] = (self.versions.reader, self.versions.codebook)

    def add_problem(self, row: Row) -> None:
        """Record a problem of a file that has no snapshot, once."""
        key = (row["source"], row["code"], row["message"])
        if key not in self._known_problems:
            self._known_problems.add(key)
            self._rows["problems"].append(row)

    def mended(self, source: str) -> None:
        """The file could be read now: what was recorded when it could not is taken away."""
        if any(key[0] == source for key in self._known_problems):
            self._known_problems = {key for key in self._known_problems if key[0] != source}
            self._mended.add(source)

    def problems_of(self, snapshots: set[str]) -> list[Row]:
        """Problems that the dataset records of these snapshots."""
        found = self.current.source("problems").to_table()
        return [dict(row) for row in _stream(found) if row["snapshot_id"] in snapshots]

    def commit(self) -> int | None:
        """Write what was gathered; the new version's number, or None where there was nothing to write.

        Raises ``DatasetError`` PM304 where a write fails: readers then still see the version before.
        """
        if not self._replaced and not self._mended and not any(self._rows.values()):
            return None
        with write_errors(self.folder):
            tables = {name: self._write(name) for name in CONTENT_TABLES}
            self._publish(tables)
        self.commits += 1
        self._rows = {name: [] for name in CONTENT_TABLES}
        self._replaced, self._mended, self.pending = set(), set(), 0
        self.current = open_dataset(self.folder)
        return self.current.version

    def _write(self, name: str) -> int:
        import pyarrow as pa
        from deltalake import DeltaTable, write_deltalake

        path = str(self.folder / name)
        table = DeltaTable(path)
        if table.version() != self.current.versions[name]:  # left by a writer that never finished its commit
            table.restore(self.current.versions[name])
        ids = sorted(self._replaced)
        for first in range(0, len(ids), _DELETE_AT_ONCE):
            listed = ", ".join(f"'{key}'" for key in ids[first : first + _DELETE_AT_ONCE])  # hexadecimal digits only
            table.delete(f"snapshot_id IN ({listed})", writer_properties=_without_statistics())
        if name == "problems":
            for source in sorted(self._mended):
                quoted = source.replace("'", "''")
                table.delete(f"snapshot_id = '' AND source = '{quoted}'", writer_properties=_without_statistics())
        if self._rows[name]:
            rows = pa.Table.from_pylist(self._rows[name], schema=arrow_schemas()[name])
            write_deltalake(table, rows, mode="append")
        return int(DeltaTable(path).version())

    def _publish(self, tables: dict[str, int]) -> None:
        import pyarrow as pa
        from deltalake import DeltaTable, write_deltalake

        row: dict[str, Any] = {
            "version": self.current.version + 1,
            "run_id": self.run_id,
            "started": self.started,
            "committed": now(),
            "policymine_version": self.versions.policymine,
            "reader_version": self.versions.reader,
            "codebook_version": self.versions.codebook,
            "inputs": list(self.inputs),
            **{name: len(self._rows[name]) for name in ("documents", "figures", "events", "problems")},
            "tables": [{"name": name, "version": version} for name, version in tables.items()],
        }
        write_deltalake(
            DeltaTable(str(self.folder / "runs")),
            pa.Table.from_pylist([row], schema=arrow_schemas()["runs"]),
            mode="append",
        )


def _without_statistics() -> Any:
    """For files that a deletion rewrites.

    delta-rs writes them as ``string_view``, and Arrow cannot compare the statistics of such a column with a plain string:
    every later ``WHERE doc = 'x'`` would fail.
    """
    from deltalake import ColumnProperties, WriterProperties

    return WriterProperties(default_column_properties=ColumnProperties(statistics_enabled="NONE"))


def now() -> str:
    """The moment in UTC, to the millisecond (ISO 8601)."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]


def _index(writer: Writer) -> None:
    """Learn what the dataset holds: snapshots that are done, and documents of snapshots that were left half-read."""
    writer.done, writer._by_uri = read_snapshots(writer.current)
    documents = writer.current.source("documents").to_table(columns=["snapshot_id"])
    writer._stale = set(documents["snapshot_id"].unique().to_pylist()) - set(writer.done)
    problems = writer.current.source("problems").to_table(columns=["snapshot_id", "source", "code", "message"])
    writer._known_problems = {
        (row["source"], row["code"], row["message"]) for row in _stream(problems) if not row["snapshot_id"]
    }


def read_snapshots(dataset: Dataset) -> tuple[dict[str, tuple[str, str]], dict[str, set[str]]]:
    """Snapshots that were read to the end, with reader and codebook version; and all snapshots of each uri.

    Two of one uri are a file that was read, and a later state of it that could not be (a page under maintenance). The
    first is then not done: when the file comes back as it was, it is read again and takes the place of both.
    """
    table = dataset.source("snapshots").to_table(
        columns=["snapshot_id", "uri", "reader_version", "codebook_version", "documents"]
    )
    done: dict[str, tuple[str, str]] = {}
    by_uri: dict[str, set[str]] = {}
    documents: dict[str, int] = {}
    for row in _stream(table):
        done[row["snapshot_id"]] = (row["reader_version"], row["codebook_version"])
        by_uri.setdefault(row["uri"], set()).add(row["snapshot_id"])
        if len(by_uri[row["uri"]]) > 1 or row["documents"] == 0:
            documents[row["snapshot_id"]] = row["documents"]
    for together in by_uri.values():
        if len(together) > 1:
            for snapshot in together:
                if documents.get(snapshot, 1) > 0:
                    del done[snapshot]
    return done, by_uri


def _stream(table: Any) -> Iterable[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


@contextmanager
def writing(folder: Path | str, versions: Versions, inputs: Sequence[str] = ()) -> Iterator[Writer]:
    """A ``Writer`` on the dataset in ``folder``, which is made where nothing is there yet.

    What is gathered and not committed when the block ends is dropped. Raises ``DatasetError``: PM302 and PM303 for the
    folder, PM304 where it cannot be written, PM308 where another process writes.
    """
    path = Path(folder)
    fresh = not path.exists()
    if fresh:
        with write_errors(path):
            path.mkdir(parents=True)
    elif not path.is_dir() or any(entry.name != LOCK_NAME for entry in path.iterdir()):
        check_marker(path)
    with writer_lock(path):
        try:
            create(path, versions.policymine)
        except DatasetError:
            if fresh:
                with suppress(OSError):
                    (path / LOCK_NAME).unlink()
                    path.rmdir()
            raise
        writer = Writer(
            folder=path,
            versions=versions,
            inputs=tuple(inputs),
            run_id=uuid.uuid4().hex[:12],
            started=now(),
            current=open_dataset(path),
        )
        _index(writer)
        yield writer
