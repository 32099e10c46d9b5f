"""From the archive to a dataset, without network: what ``reparse`` does, and every refresh after its crawl."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from policymine.acquisition.archive import Archive, snapshot_name
from policymine.acquisition.outcomes import Capture
from policymine.errors import AcquisitionError, UsageError
from policymine.pipeline.inputs import Progress
from policymine.pipeline.into_dataset import MineReport, mine_snapshots
from policymine.pipeline.reading import problem_of
from policymine.pipeline.services import DEFAULT, Services
from policymine.records import Problem, Snapshot

Named = tuple[tuple[str, str], Snapshot | Problem]


def archived_snapshots(archive: Archive, since: int = 0, sources: Sequence[str] = ()) -> Iterator[Named]:
    """The newest bytes of each archived page and attachment, one in memory at a time; a problem for what cannot be read.

    ``since``: only what was archived after that number; ``sources``: only of these.
    """
    for capture in archive.documents(since):
        if sources and capture.source not in sources:
            continue
        yield named_snapshot(archive, capture)


def named_snapshot(archive: Archive, capture: Capture) -> Named:
    """The bytes of a capture with the name and uri it is stored under, or the problem where they cannot be read."""
    name = (snapshot_name(capture.url), capture.url)
    try:
        return name, archive.snapshot(capture)
    except AcquisitionError as error:
        return name, problem_of(name[0], error)


def reparse(
    archive: str | Path,
    dataset: str | Path,
    *,
    sources: Sequence[str] = (),
    codebooks: Sequence[str | Path] = (),
    workers: int = 1,
    missing_only: bool = False,
    progress: Progress | None = None,
    services: Services = DEFAULT,
) -> MineReport:
    """Read every archived page and attachment anew into the dataset; nothing is fetched.

    ``missing_only``: leave out what the dataset holds as read by this reader and codebook. Raises ``UsageError`` PM405
    where there is no archive, ``AcquisitionError`` PM605 for a damaged one, and what :func:`mine` raises.
    """
    folder = Path(archive)
    if not folder.is_dir():
        raise UsageError(
            "PM405", "no archive there", where=str(folder), remedy="Fetch with 'policymine refresh' first."
        )
    with Archive(folder) as opened:
        total = sum(1 for c in opened.documents() if not sources or c.source in sources)
        return mine_snapshots(
            archived_snapshots(opened, sources=sources),
            dataset,
            total=total,
            inputs=[str(folder)],
            codebooks=codebooks,
            workers=workers,
            again=not missing_only,
            progress=progress,
            services=services,
        )
