"""Stateless extraction: files in, rows out, nothing remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from policymine.dataset.export import EXPORTED, FORMATS, confident, export_tables
from policymine.dataset.rows import Row, extraction_rows, problem_row, snapshot_id
from policymine.dataset.schema import arrow_schemas
from policymine.dataset.store import write_errors
from policymine.errors import UsageError
from policymine.pipeline.execute import Result, run_cluster, run_pool, run_serial
from policymine.pipeline.inputs import Progress, list_sources, read_sources
from policymine.pipeline.services import DEFAULT, Services
from policymine.records import Problem, Snapshot

_SPILL_ROWS = 20_000
"""Rows of a table that are kept in memory before they go to a temporary file."""


@dataclass(frozen=True)
class ExtractReport:
    """What a run did. ``problems`` lists every document that could not be read, or only in part."""

    files: tuple[Path, ...]
    documents: int
    figures: int
    events: int
    checks: int
    problems: tuple[Problem, ...]


@dataclass
class Spool:
    """Rows on their way to the sorted output: in memory, and in temporary Parquet files once there are many."""

    folder: Path
    rows: dict[str, list[Row]] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    _files: dict[str, list[str]] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)
    _temporary: Path | None = None

    def add(self, rows: dict[str, list[Row]]) -> None:
        for table, added in rows.items():
            waiting = self.rows.setdefault(table, [])
            waiting.extend(added)
            self.totals[table] = self.totals.get(table, 0) + len(added)
            if len(waiting) >= (_SPILL_ROWS if table != "documents" else _SPILL_ROWS // 20):
                self._spill(table)

    def _spill(self, table: str) -> None:
        import pyarrow.parquet as pq

        with write_errors(self.folder):
            if self._temporary is None:
                self.folder.mkdir(parents=True, exist_ok=True)
                self._temporary = Path(
                    self._stack.enter_context(TemporaryDirectory(prefix=".policymine-", dir=self.folder))
                )
            files = self._files.setdefault(table, [])
            path = self._temporary / f"{table}-{len(files)}.parquet"
            pq.write_table(self._table(table), path)
        files.append(str(path))
        self.rows[table] = []

    def _table(self, table: str) -> Any:
        import pyarrow as pa

        return pa.Table.from_pylist(self.rows.get(table, []), schema=arrow_schemas()[table])

    def source(self, table: str) -> Any:
        """All rows of the table as a ``pyarrow.dataset.Dataset``."""
        import pyarrow.dataset as ds

        memory = ds.dataset(self._table(table))
        if not self._files.get(table):
            return memory
        self._spill(table)
        return ds.dataset(self._files[table], schema=arrow_schemas()[table], format="parquet")

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()


def run(
    snapshots: Iterable[Snapshot],
    codebooks: Sequence[str | Path],
    services: Services,
    workers: int = 1,
    cluster: str | None = None,
) -> Iterator[Result]:
    """Process the snapshots here, in ``workers`` processes, or on a ``cluster`` (scheduler address, or "local")."""
    if workers < 1:
        raise UsageError("PM405", "at least 1", where=f"--workers {workers}")
    names = tuple(str(name) for name in codebooks)
    if cluster is not None:
        return run_cluster(snapshots, names, services, cluster, workers)
    if workers > 1:
        return run_pool(snapshots, names, services, workers)
    return run_serial(snapshots, services.load_resources(names), services)


def extract(
    paths: Sequence[str | Path],
    output: str | Path,
    *,
    file_format: str = "jsonl",
    codebooks: Sequence[str | Path] = (),
    workers: int = 1,
    cluster: str | None = None,
    max_bytes: int | None = None,
    min_confidence: float = 0.0,
    progress: Progress | None = None,
    services: Services = DEFAULT,
) -> ExtractReport:
    """Read files and folders and write figures, events, checks and documents into the folder ``output``.

    Rows are sorted by document and offset; the same input gives the same bytes, whatever the number of workers. Files
    appear at the end, all or none; figures and events whose confidence is below ``min_confidence`` are read and checked,
    and left out of the files (the report counts them still). ``problems.jsonl`` lists what could not be read. Raises ``UsageError`` PM405 for an
    unknown format, ``DatasetError`` PM304 where nothing can be written, ``CodebookError`` for a codebook.
    """
    if file_format not in FORMATS:
        raise UsageError("PM405", f"one of {', '.join(FORMATS)}", where=f"--format {file_format}")
    services.load_resources(tuple(codebooks))  # a wrong codebook ends the run before it starts
    problems: list[Problem] = []
    sources = list(list_sources(paths, services))
    done = 0

    def snapshots() -> Iterator[Snapshot]:
        for item in read_sources(sources, max_bytes, services):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                yield item

    with Spool(Path(output)) as spool:
        position = 0
        for result in run(snapshots(), codebooks, services, workers, cluster):
            key = snapshot_id(result.snapshot.name, result.snapshot.sha256)
            for outcome in result.outcomes:
                if isinstance(outcome, Problem):
                    problems.append(outcome)
                else:
                    spool.add(extraction_rows(outcome, key, position))
                    problems.extend(outcome.problems)
                    position += 1
            if result.last:
                position = 0
                done += 1
                if progress is not None:
                    progress(done, len(sources), result.snapshot.name)
        unique = list(dict.fromkeys(problems))
        spool.rows["problems"] = [problem_row(problem) for problem in unique]
        files = export_tables(
            confident({table: spool.source(table) for table in EXPORTED}, min_confidence),
            Path(output),
            file_format,
            problems=spool.source("problems"),
        )
        totals = spool.totals
    return ExtractReport(
        files=tuple(files),
        documents=totals.get("documents", 0),
        figures=totals.get("figures", 0),
        events=totals.get("events", 0),
        checks=totals.get("checks", 0),
        problems=tuple(unique),
    )
