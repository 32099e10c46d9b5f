"""Refresh: acquire what is new at the sources, and read into the dataset what it does not hold yet."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policymine.acquisition import frontier, index
from policymine.acquisition.archive import Archive
from policymine.acquisition.crawl import begin_run, crawl
from policymine.acquisition.outcomes import DOCUMENT_ROLES, Outcome, Result
from policymine.acquisition.sources import Source, load_sources
from policymine.acquisition.workspace import Workspace
from policymine.dataset.changes import changes
from policymine.dataset.lock import Held, file_lock
from policymine.dataset.store import is_dataset, open_dataset
from policymine.errors import AcquisitionError, DatasetError, PolicymineError, RefreshError, UsageError
from policymine.pipeline import exit_codes
from policymine.pipeline.from_archive import Named, named_snapshot
from policymine.pipeline.into_dataset import Observer, Read, mine_snapshots
from policymine.pipeline.pending import pending
from policymine.pipeline.run_log import LOCK_NAME, RUNS_NAME, RunLog, Tally, logs, new_run, records
from policymine.pipeline.services import DEFAULT, Services
from policymine.records import Problem

if TYPE_CHECKING:
    from policymine.dataset.store import Dataset

Stage = Callable[[str, int, int | None, str], None]
"""Called with the stage (acquire, read, commit), what is done of it, of how many (None while unknown), and what is in hand."""

COMMIT_ROWS: Final = 10_000
"""Rows between two commits: what a killed run has to read again at most, some minutes' work."""

READ_ON_WITHIN: Final = timedelta(hours=1)
"""A run that was killed after its crawl is gone on with by reading, not by asking every site again, within that time."""


@dataclass(frozen=True)
class RefreshReport:
    """What a run did. ``tally`` is the fold of its log; ``exit`` what a scheduler is told (``exit_codes``)."""

    run: str
    log: Path
    tally: Tally
    exit: int
    dataset: Path
    version: int


class Interrupted(KeyboardInterrupt):
    """A run that was interrupted, with what it did up to then."""

    def __init__(self, report: RefreshReport) -> None:
        super().__init__()
        self.report = report


def refresh(
    workspace: Workspace,
    *,
    sources: Sequence[str] = (),
    since: str | None = None,
    workers: int = 1,
    stage: Stage | None = None,
    now: str | None = None,
    resolve: Mapping[str, str] | None = None,
    services: Services = DEFAULT,
    commit_rows: int = COMMIT_ROWS,
) -> RefreshReport:
    """Bring a workspace's dataset up to date; the run's log is ``runs/<run>.jsonl``.

    ``sources``: names; all that are enabled where empty. ``since``: leave out entries that their list dates before it
    (EDTF). ``now``: the run's time (ISO 8601 with offset), the clock's where None. ``resolve``: addresses of host names
    that are not asked of the network.

    A page or source that fails is recorded and ends nothing. Raises ``Interrupted``; ``RefreshError`` PM640 (another one
    runs), PM641; ``AcquisitionError`` PM601, PM602, PM605, PM606; ``DatasetError`` PM302, PM303, PM304, PM308;
    ``CodebookError``; ``UsageError``.
    """
    check_since(since)
    chosen = choose_sources(workspace, sources)
    began = now or utc_now()
    folder = workspace.root / RUNS_NAME
    with _folders(workspace, folder):
        job = _Refresh(workspace, chosen, since, workers, stage, began, resolve or {}, services, commit_rows)
        with refresh_lock(workspace, job.stamp):
            return job.run(folder, whole=not sources)


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def check_since(since: str | None) -> None:
    """Raises ``UsageError`` PM405 for what is no day, month or year."""
    if since is None:
        return
    try:
        parts = [int(part) for part in since.split("-")]
        date(*([*parts, 1, 1][:3]))
        good = len(since) in (4, 7, 10) and since.isascii()
    except (ValueError, TypeError):
        good = False
    if not good:
        raise UsageError("PM405", "a date is 2022, 2022-07 or 2022-07-19", where=f"--since {since}")


def choose_sources(workspace: Workspace, names: Sequence[str]) -> list[Source]:
    """The sources of a run. Raises ``AcquisitionError`` PM601, PM602; ``RefreshError`` PM641 where there is none."""
    chosen = load_sources(workspace.sources, names)
    if not chosen:
        raise RefreshError("PM641", where=str(workspace.sources))
    return chosen


@contextmanager
def refresh_lock(workspace: Workspace, run: str) -> Iterator[None]:
    """One refresh at a time. Raises ``RefreshError`` PM640 that says who holds it."""
    note = {"pid": os.getpid(), "host": socket.gethostname(), "run": run}
    try:
        with file_lock(workspace.root / RUNS_NAME / LOCK_NAME, note):
            yield
    except Held as held:
        known = [f"{name} {held.note[key]}" for name, key in (("process", "pid"), ("run", "run")) if key in held.note]
        raise RefreshError("PM640", ", ".join(known) or "another process", where=str(workspace.root)) from held


@contextmanager
def _folders(workspace: Workspace, runs: Path) -> Iterator[None]:
    """Folders that a run writes to, made; what cannot be written anywhere in it is PM304."""
    try:
        for folder in (runs, workspace.archive, workspace.dataset.parent):
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK):
                raise DatasetError("PM304", "Permission denied", where=str(folder))
        yield
    except OSError as error:
        where = str(error.filename or workspace.root)
        raise DatasetError("PM304", error.strerror or str(error), where=where) from error


class _Refresh(Observer):
    """The state of one run."""

    def __init__(
        self,
        workspace: Workspace,
        sources: list[Source],
        since: str | None,
        workers: int,
        stage: Stage | None,
        began: str,
        resolve: Mapping[str, str],
        services: Services,
        commit_rows: int,
    ) -> None:
        self.workspace = workspace
        self.sources = sources
        self.since = since
        self.workers = workers
        self.stage = stage or (lambda *_: None)
        self.began = began
        self.resolve = resolve
        self.services = services
        self.commit_rows = commit_rows
        self.stamp = datetime.fromisoformat(began).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        self.first: Dataset | None = None
        self.reads: list[Read] = []
        self.log: RunLog

    def run(self, folder: Path, *, whole: bool) -> RefreshReport:
        """The run from its first record to its last. ``whole``: all sources of the workspace are in it."""
        resources = self.services.load_resources(self.workspace.codebooks)
        codebook = str(getattr(resources, "codebook_version", ""))
        reader = self.services.reader_version()
        earlier = None if self.since else _acquired(folder, [s.name for s in self.sources], self.began)
        name = new_run(folder, self.stamp)
        self.log = RunLog(folder / f"{name}.jsonl")
        state, code, fault = "done", None, None
        try:
            self.log.write("start", run=name, **self._start(reader, codebook, earlier))
            if earlier is None:
                self._acquire()
                self.log.write("acquired", at=utc_now())
            self._read(reader, codebook, () if whole else [source.name for source in self.sources])
        except KeyboardInterrupt as error:
            state, code = "interrupted", exit_codes.INTERRUPTED
            raise Interrupted(self._end(name, state, code, None)) from error
        except PolicymineError as error:
            state, code, fault = "failed", exit_codes.of_error(error), error.message
            raise
        except BaseException as error:
            state, code, fault = "failed", exit_codes.DEFECT, f"{type(error).__name__}: {error}"[:300]
            raise
        else:
            return self._end(name, state, exit_codes.of_run(self.log.tally), None)
        finally:
            if fault is not None:
                self._end(name, state, code, fault)
            self.log.close()

    def _start(self, reader: str, codebook: str, earlier: Mapping[str, Any] | None) -> dict[str, Any]:
        from policymine import __version__

        return {
            "at": self.began,
            "pid": os.getpid(),
            "policymine": __version__,
            "reader": reader,
            "codebook": codebook,
            "sources": [source.name for source in self.sources],
            "since": self.since,
            # A run that goes on with one that was killed while it read: what that one acquired is not asked for again.
            "goes_on": earlier["run"] if earlier else None,
            "acquired": earlier["acquired"] if earlier else None,
        }

    def _end(self, name: str, state: str, code: int | None, fault: str | None) -> RefreshReport:
        try:
            self.log.write("end", at=utc_now(), state=state, exit=code, error=fault)
        except DatasetError:
            if fault is None:
                raise
        version = open_dataset(self.workspace.dataset).version if is_dataset(self.workspace.dataset) else 0
        return RefreshReport(name, self.log.path, self.log.tally, code or 0, self.workspace.dataset, version)

    # Acquiring

    def _acquire(self) -> None:
        """Crawl the sources, and write what came of each address and of each source."""
        run = begin_run(self.workspace.archive, self.began)
        with Archive(self.workspace.archive) as archive:
            before = index.last_outcome(archive.db)
            begun = archive.db.execute("SELECT begun FROM crawls WHERE run = ?", (run,)).fetchone()[0]
        if begun != self.began:
            before = 0  # a crawl that was broken off: what it had asked before belongs to this run's account
        self.stage("acquire", 0, None, "")
        crash: AcquisitionError | None = None
        try:
            crawl(
                self.sources,
                self.workspace.archive,
                self.workspace.crawl,
                now=self.began,
                root=self.workspace.root,
                run=run,
                progress=lambda done, total, url: self.stage("acquire", done, total, url),
                resolve=self.resolve,
                since=self.since,
                meanwhile=self._warm,
            )
        except AcquisitionError as error:
            if error.code != "PM607":
                raise
            crash = error  # what it archived before is read all the same
        self._tell_crawl(self.sources, run, before, crash)

    def _warm(self) -> None:
        """Import what opens the dataset while the crawler imports its own: half of a refresh in which nothing is new."""
        import pyarrow.dataset  # noqa: F401

    def _tell_crawl(self, sources: list[Source], run: str, before: int, crash: AcquisitionError | None) -> None:
        pages: dict[str, Counter[str]] = {source.name: Counter() for source in sources}
        failed: dict[str, Counter[str]] = {source.name: Counter() for source in sources}
        with Archive(self.workspace.archive) as archive:
            for outcome in index.outcomes(archive.db, run, after=before):
                if outcome.source not in pages:
                    continue
                self._tell_page(outcome)
                if outcome.role in DOCUMENT_ROLES:
                    pages[outcome.source][_kind(outcome)] += 1
                if outcome.result is Result.FAILED:
                    failed[outcome.source][outcome.code or ""] += 1
            health = {source.name: index.health(archive.db, source.name) for source in sources}
        for source in sources:
            state = health[source.name]
            fault: tuple[str | None, str] | None = None
            if state.last_run != self.began:
                fault = (crash.code, crash.detail) if crash is not None else ("PM607", "")
            elif state.failures:
                fault = state.last_code, state.last_detail
            self._tell_source(source, pages[source.name], failed[source.name], fault)

    def _tell_page(self, outcome: Outcome) -> None:
        """Pages that are as they were are counted only: a log of every 304 would bury what happened."""
        if outcome.result is Result.UNCHANGED and outcome.code is None:
            return
        self.log.write(
            "page",
            at=outcome.at,
            source=outcome.source,
            url=outcome.url,
            role=outcome.role.value,
            result=outcome.result.value,
            status=outcome.status,
            code=outcome.code,
            detail=outcome.detail,
            bytes=outcome.size,
            number=outcome.number,
        )

    def _tell_source(
        self, source: Source, pages: Counter[str], failed: Counter[str], fault: tuple[str | None, str] | None
    ) -> None:
        self.log.write(
            "source",
            source=source.name,
            state="ok" if fault is None else "failed",
            code=fault[0] if fault else None,
            detail=fault[1] if fault else "",
            pages=dict(pages),
            failed=dict(failed),
        )

    # Reading

    def _read(self, reader: str, codebook: str, sources: Sequence[str]) -> None:
        """Read what the dataset does not hold yet. Where there is nothing, the dataset is not even opened for writing."""
        dataset = self.workspace.dataset
        self.first = open_dataset(dataset) if is_dataset(dataset) else None
        with Archive(self.workspace.archive) as archive:
            total, captures = pending(archive, dataset, reader, codebook, sources)
            if not total:
                return
            self.stage("read", 0, total, "")
            mine_snapshots(
                self._unread(archive, captures),
                dataset,
                total=total,
                inputs=[str(self.workspace.archive)],
                codebooks=self.workspace.codebooks,
                workers=self.workers,
                progress=lambda done, of, name: self.stage("read", done, of, name),
                services=self.services,
                commit_rows=self.commit_rows,
                keep_unreadable=True,
                observer=self,
            )

    def _unread(self, archive: Archive, captures: Iterator[Any]) -> Iterator[Named]:
        for capture in captures:
            name, read = named_snapshot(archive, capture)
            if isinstance(read, Problem):
                self.log.write("problem", source=capture.source, url=capture.url, code=read.code, message=read.message)
            yield name, read

    def read(self, read: Read) -> None:
        """A snapshot was read; it counts once it is committed."""
        self.reads.append(read)
        self.log.write(
            "document",
            doc=read.name,
            url=read.uri,
            state=_state(read),
            kept=read.kept,
            documents=read.documents,
            figures=read.figures,
            events=read.events,
            problems=[{"code": problem.code, "message": problem.message} for problem in read.problems],
        )

    def committed(self, before: Dataset, after: Dataset) -> None:
        """A version was made: what it added, revised and withdrew, against the dataset as the run found it."""
        first = self.first = self.first or before
        counted: dict[str, Counter[str]] = {"figures": Counter(), "events": Counter()}
        again = []
        for read in self.reads:
            if read.replaced:
                again.append(read)
                continue
            counted["figures"]["added"] += read.figures
            counted["events"]["added"] += read.events
        if again:
            ids = ({old for read in again for old in read.replaced}, {read.snapshot for read in again})
            for change in changes(first, after, tuple(counted), snapshots=ids):
                counted[change.table][change.kind.value] += 1
        self.log.write(
            "commit",
            at=utc_now(),
            version=after.version,
            documents=dict(Counter(map(_state, self.reads))),
            changes={table: dict(kinds) for table, kinds in counted.items()},
        )
        self.stage("commit", len(self.log.tally.versions), None, f"version {after.version}")
        self.reads.clear()


def _kind(outcome: Outcome) -> str:
    if outcome.result is Result.UNCHANGED:
        return "not_modified" if outcome.status == 304 else "same"
    return outcome.result.value


def _state(read: Read) -> str:
    if read.kept or (not read.documents and read.problems):
        return "failed"
    if not read.replaced:
        return "new"
    return "reread" if read.replaced == {read.snapshot} else "revised"


def _acquired(folder: Path, sources: list[str], now: str) -> dict[str, Any] | None:
    """The last run, where it was broken off after it had acquired all of these sources a short while ago."""
    known = logs(folder)
    if not known:
        return None
    start: dict[str, Any] | None = None
    for record in records(known[-1]):
        match record.get("event"):
            case "start":
                start = record
            case "acquired" if start is not None:
                start = start | {"acquired": record["at"]}
            case "end" if record.get("state") != "interrupted":
                return None
    if start is None or not start.get("acquired") or start.get("sources") != sources or start.get("since"):
        return None
    since = frontier.seconds(now) - frontier.seconds(start["acquired"])
    return start if abs(since) <= READ_ON_WITHIN.total_seconds() else None
