"""Mining into a dataset: only what is new is read, and what was committed stays whatever happens next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from policymine.dataset.commit import Versions, Writer, writing
from policymine.dataset.rows import Row, extraction_rows, problem_row, snapshot_id, snapshot_row
from policymine.pipeline.execute import Result
from policymine.pipeline.inputs import Progress, list_sources, read_sources
from policymine.pipeline.into_files import run
from policymine.pipeline.services import DEFAULT, Services
from policymine.records import Extraction, Problem, Snapshot

if TYPE_CHECKING:
    from policymine.dataset.store import Dataset

COMMIT_ROWS = 40_000
"""Rows that are gathered before they are committed: some hundred megabytes of memory at most."""

_COUNTED = ("documents", "figures", "events", "problems")


@dataclass(frozen=True)
class Read:
    """What came of one snapshot. ``replaced``: ids of the snapshots whose rows its own replace; empty for a new file.

    ``kept``: nothing could be read of it, so that what its file held before stays.
    """

    name: str
    uri: str
    snapshot: str
    replaced: frozenset[str]
    kept: bool
    documents: int
    figures: int
    events: int
    problems: tuple[Problem, ...]


class Observer:
    """Told of each snapshot that was read, and of each commit. Does nothing itself."""

    def read(self, read: Read) -> None: ...

    def committed(self, before: Dataset, after: Dataset) -> None: ...


@dataclass
class MineReport:
    """What a run did. ``version`` is the dataset's version after it; ``committed`` whether the run made a new one.

    ``problems`` lists every input that could not be read, or only in part, in this run or when it was last read.
    """

    dataset: Path
    version: int = 0
    committed: bool = False
    documents: int = 0
    figures: int = 0
    events: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)


def mine(
    paths: Sequence[str | Path],
    dataset: str | Path,
    *,
    codebooks: Sequence[str | Path] = (),
    workers: int = 1,
    cluster: str | None = None,
    max_bytes: int | None = None,
    again: bool = False,
    progress: Progress | None = None,
    services: Services = DEFAULT,
    commit_rows: int = COMMIT_ROWS,
) -> MineReport:
    """Read files and folders into the dataset; files that were read before with the same reader and codebook are skipped.

    A file that changed, or that another reader or codebook version read, is read again and its rows are replaced.
    ``again`` reads everything anew. A run that meets nothing new commits nothing. An interrupted run keeps what it read:
    running it again goes on from there. Raises ``DatasetError`` PM302, PM303, PM304, PM308; ``CodebookError``.
    """
    sources = list(list_sources(paths, services))
    named = zip((_where(source) for source in sources), read_sources(sources, max_bytes, services), strict=True)
    return mine_snapshots(
        named,
        dataset,
        total=len(sources),
        inputs=[str(path) for path in paths],
        codebooks=codebooks,
        workers=workers,
        cluster=cluster,
        again=again,
        progress=progress,
        services=services,
        commit_rows=commit_rows,
    )


def _where(source: Path | Problem) -> tuple[str, str]:
    """What a path is called in problems, and the whole of it, so that a file is known from whatever folder."""
    return (str(source), str(source.absolute())) if isinstance(source, Path) else (source.source, source.source)


def mine_snapshots(
    snapshots: Iterable[tuple[tuple[str, str], Snapshot | Problem]],
    dataset: str | Path,
    *,
    total: int | None = None,
    inputs: Sequence[str] = (),
    codebooks: Sequence[str | Path] = (),
    workers: int = 1,
    cluster: str | None = None,
    again: bool = False,
    progress: Progress | None = None,
    services: Services = DEFAULT,
    commit_rows: int = COMMIT_ROWS,
    keep_unreadable: bool = False,
    observer: Observer | None = None,
) -> MineReport:
    """As :func:`mine`, of snapshots from anywhere, each with its name in problems and the uri it is stored under.

    A snapshot with other bytes than an earlier one under the same uri replaces that one's rows. ``total``: their count,
    for progress; ``inputs``: what the run's row says it was given. ``keep_unreadable``: a snapshot of which no document
    can be read (a page under maintenance) does not replace what was read under its uri before.
    """
    from policymine import __version__

    resources = services.load_resources(tuple(codebooks))
    versions = Versions(
        policymine=__version__,
        reader=services.reader_version(),
        codebook=str(getattr(resources, "codebook_version", "")),
    )
    with writing(dataset, versions, list(inputs)) as writer:
        job = _Job(writer, MineReport(Path(dataset)), progress, again, total, keep_unreadable, observer or Observer())
        try:
            for result in run(job.fresh(snapshots), codebooks, services, workers, cluster):
                job.take(result)
                if writer.pending >= commit_rows:
                    job.commit()
        except KeyboardInterrupt:
            job.commit()
            raise
        job.commit()
        return job.report()


class _Job:
    """The state of one run between its input and its writer."""

    def __init__(
        self,
        writer: Writer,
        report: MineReport,
        progress: Progress | None,
        again: bool,
        total: int | None,
        keep_unreadable: bool,
        observer: Observer,
    ) -> None:
        self.writer = writer
        self.keep_unreadable = keep_unreadable
        self.observer = observer
        self.replaced: dict[str, frozenset[str]] = {}
        self.problems: dict[str, list[Problem]] = {}
        self.unreadable: set[str] = set()
        self.result = report
        self.progress = progress
        self.again = again
        self.skipped: set[str] = set()
        self.seen: set[str] = set()
        self.total = total
        self.files = 0
        self.open: dict[str, Row] = {}

    def fresh(self, snapshots: Iterable[tuple[tuple[str, str], Snapshot | Problem]]) -> Iterator[Snapshot]:
        """What has to be read; the rest is counted as skipped."""
        for (name, where), read in snapshots:
            if isinstance(read, Problem):
                self._failed(read)
                self._advance(read.source)
                continue
            self.writer.mended(name)
            key = snapshot_id(read.name, read.sha256)
            if key in self.seen or (not self.again and self.writer.skip(key)):
                if key not in self.seen:
                    self.skipped.add(key)
                self.seen.add(key)
                self.result.skipped += 1
                self._advance(read.name)
                continue
            self.seen.add(key)
            self.open[key] = snapshot_row(read) | {"uri": where} | dict.fromkeys(_COUNTED, 0)
            yield read

    def _failed(self, problem: Problem) -> None:
        self.writer.add_problem(problem_row(problem))
        self.result.problems.append(problem)

    def _advance(self, name: str) -> None:
        self.files += 1
        if self.progress is not None:
            self.progress(self.files, self.total, name)

    def take(self, result: Result) -> None:
        """Hand a task's rows to the writer."""
        key = snapshot_id(result.snapshot.name, result.snapshot.sha256)
        row = self.open[key]
        outcomes = result.outcomes
        if key not in self.replaced:
            outcomes = self._begin(key, row["uri"], result)
        for outcome in outcomes:
            if isinstance(outcome, Problem):
                self.writer.add({"problems": [problem_row(outcome, key)]})
                self.result.problems.append(outcome)
                self.problems.setdefault(key, []).append(outcome)
                row["problems"] += 1
                continue
            self.writer.add(extraction_rows(outcome, key, row["documents"]))
            self.result.problems.extend(outcome.problems)
            self.problems.setdefault(key, []).extend(outcome.problems)
            row["documents"] += 1
            row["figures"] += len(outcome.figures)
            row["events"] += len(outcome.events)
            row["problems"] += len(outcome.problems)
        if result.last:
            del self.open[key]
            self.writer.finish(row)
            for name in ("documents", "figures", "events"):
                setattr(self.result, name, getattr(self.result, name) + row[name])
            self._tell(key, row)
            self._advance(result.snapshot.name)

    def _begin(self, key: str, uri: str, result: Result) -> Iterable[Extraction | Problem]:
        """Say what the snapshot replaces; its outcomes, looked at first where they may replace nothing."""
        outcomes = result.outcomes
        if self.keep_unreadable and result.last and self.writer.earlier(key, uri) - {key}:
            outcomes = list(outcomes)
            if not any(isinstance(outcome, Extraction) for outcome in outcomes):
                self.writer.begin_beside(key, uri)
                self.replaced[key] = frozenset()
                self.unreadable.add(key)
                return outcomes
        self.replaced[key] = self.writer.begin(key, uri)
        return outcomes

    def _tell(self, key: str, row: Row) -> None:
        self.observer.read(
            Read(
                name=row["name"],
                uri=row["uri"],
                snapshot=key,
                replaced=self.replaced.pop(key),
                kept=key in self.unreadable,
                documents=row["documents"],
                figures=row["figures"],
                events=row["events"],
                problems=tuple(self.problems.pop(key, ())),
            )
        )

    def commit(self) -> None:
        """Commit what was gathered, and say so."""
        before = self.writer.current
        if self.writer.commit() is not None:
            self.observer.committed(before, self.writer.current)

    def report(self) -> MineReport:
        """The report, with what the dataset already said of skipped files."""
        self.result.version = self.writer.current.version
        self.result.committed = self.writer.commits > 0
        if self.skipped:
            self.result.problems.extend(
                Problem(row["source"], row["code"], row["message"], row["remedy"])
                for row in self.writer.problems_of(self.skipped)
            )
        self.result.problems = list(dict.fromkeys(self.result.problems))
        return self.result
