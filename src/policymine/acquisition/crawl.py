"""Crawling: the sources' new answers into the archive, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policymine.acquisition import frontier, index
from policymine.acquisition.archive import Archive
from policymine.acquisition.extras import check
from policymine.acquisition.job import ARCHIVE_FAULT, Job
from policymine.acquisition.outcomes import Outcome, Result
from policymine.acquisition.sources import Source
from policymine.acquisition.workspace import CrawlSettings
from policymine.errors import AcquisitionError

Progress = Callable[[int, int | None, str], None]
"""Called with addresses done, addresses known so far and the one in hand."""


@dataclass(frozen=True)
class CrawlReport:
    """What a run acquired. Captures with a number above ``since`` are the run's own, or of the part that it went on with.

    ``results`` counts outcomes; ``broken`` names the sources of which nothing good came or whose lists could not be read.
    """

    run: str
    since: int
    results: Mapping[Result, int]
    broken: tuple[str, ...]

    @property
    def failed(self) -> int:
        return self.results.get(Result.FAILED, 0)


def begin_run(archive: Path, now: str) -> str:
    """Name of the run to go on with, where one was broken off in the last 24 hours, else of a new one."""
    with Archive(archive) as opened:
        return frontier.open_run(opened.db, now)


def crawl(
    sources: Sequence[Source],
    archive: Path,
    settings: CrawlSettings,
    *,
    now: str,
    root: Path | None = None,
    run: str | None = None,
    progress: Progress | None = None,
    resolve: Mapping[str, str] | None = None,
    since: str | None = None,
    lists_only: bool = False,
    meanwhile: Callable[[], object] | None = None,
) -> CrawlReport:
    """Acquire what is new at the sources.

    ``now``: the run's time, ISO 8601 with offset. ``root``: what paths of local sources stand against. ``run``: a name
    that :func:`begin_run` gave. ``resolve``: addresses of host names that are not asked of the network. ``since``: leave
    out entries that their list dates before it (EDTF). ``lists_only``: fetch lists and no pages; the run stays open, and
    its frontier says what it would fetch. ``meanwhile``: called once while the crawler starts, for what takes a second too. A run that is interrupted, or killed, is gone on with by the next call; nothing that it archived is fetched again.
    Raises ``AcquisitionError``: PM605, PM606, PM607; ``UsageError`` PM403 without the extra ``crawl``.
    """
    for module in ("scrapy", "warcio"):
        check(module, "crawling")
    run = run or begin_run(archive, now)
    with Archive(archive) as opened:
        newest = opened.newest()
        first = opened.db.execute("SELECT min(number) FROM captures WHERE run = ?", (run,)).fetchone()[0]
    job = Job(
        run=run,
        now=now,
        archive=str(archive.absolute()),
        root=str((root or Path()).absolute()),
        sources=tuple(sources),
        settings=settings,
        resolve=dict(resolve or {}),
        log=str((archive / "crawl.log").absolute()),
        since=since,
        lists_only=lists_only,
    )
    with tempfile.TemporaryDirectory(prefix="policymine-") as folder:
        path = Path(folder) / "job.json"
        job.write(path)
        _run_child(path, archive, progress, meanwhile)
    with Archive(archive) as opened:
        counted = Counter(outcome.result for outcome in index.outcomes(opened.db, run))
        names = [source.name for source in sources]
        broken = tuple(n for n in names if (h := index.health(opened.db, n)).last_run == now and h.failures > 0)
    return CrawlReport(run, first - 1 if first is not None else newest, counted, broken)


def _run_child(
    job: Path, archive: Path, progress: Progress | None, meanwhile: Callable[[], object] | None = None
) -> None:
    command = [sys.executable, "-m", "policymine.acquisition.crawl_job", str(job)]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        child = subprocess.Popen(  # noqa: S603 - this interpreter, this package
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
        )
        with child:
            try:
                if meanwhile is not None:
                    meanwhile()
                for line in child.stdout or ():
                    if progress is not None:
                        _pass_on(line, progress)
                code = child.wait()
            except BaseException:
                child.kill()
                raise
        errors.seek(0)
        said = errors.read()[-4000:]
    if code == 0:
        return
    if code == ARCHIVE_FAULT:
        fault, _, rest = said.strip().splitlines()[-1].partition("\t")
        where, _, detail = rest.partition("\t")
        raise AcquisitionError(fault, detail, where=where)
    last = said.strip().splitlines()[-1] if said.strip() else f"exit code {code}"
    raise AcquisitionError("PM607", last[:300], where=str(archive))


def _pass_on(line: str, progress: Progress) -> None:
    try:
        told = json.loads(line)
        progress(int(told["done"]), int(told["total"]), str(told["url"]))
    except (ValueError, KeyError, TypeError):
        return


def failures(archive: Path, run: str) -> list[Outcome]:
    """Everything in a run that has a code, in the order in which it happened."""
    with Archive(archive) as opened:
        return list(index.outcomes(opened.db, run, failed_only=True))
