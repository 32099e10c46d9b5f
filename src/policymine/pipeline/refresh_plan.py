"""What a refresh would do, without writing anything: lists are fetched, pages are not."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policymine.acquisition import frontier, index
from policymine.acquisition.archive import Archive
from policymine.acquisition.crawl import begin_run, crawl
from policymine.acquisition.outcomes import DOCUMENT_ROLES, Result
from policymine.acquisition.sources import Source
from policymine.acquisition.workspace import Workspace
from policymine.pipeline.pending import pending
from policymine.pipeline.refreshing import check_since, choose_sources, utc_now
from policymine.pipeline.services import DEFAULT, Services


@dataclass(frozen=True)
class Planned:
    """What a run would ask one source for. ``new``: addresses that the archive does not hold; ``again``: known ones whose
    time has come, or whose bytes differ in a local source. ``failed``: address, code and detail of lists that failed.
    """

    source: str
    new: tuple[str, ...]
    again: tuple[str, ...]
    failed: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Plan:
    """``unread``: archived pages that the dataset does not hold as this reader and codebook read them."""

    sources: tuple[Planned, ...]
    unread: int


def plan(
    workspace: Workspace,
    *,
    sources: Sequence[str] = (),
    since: str | None = None,
    now: str | None = None,
    resolve: Mapping[str, str] | None = None,
    services: Services = DEFAULT,
) -> Plan:
    """What :func:`policymine.pipeline.refresh` would do with the same arguments; it raises the same errors.

    The lists are fetched into a copy of the archive's index that is thrown away; the workspace is not written to.
    """
    check_since(since)
    chosen = choose_sources(workspace, sources)
    began = now or utc_now()
    with tempfile.TemporaryDirectory(prefix="policymine-") as name:
        folder = Path(name)
        _copy_index(workspace.archive, folder)
        run = begin_run(folder, began)
        crawl(
            chosen,
            folder,
            workspace.crawl,
            now=began,
            root=workspace.root,
            run=run,
            resolve=resolve,
            since=since,
            lists_only=True,
        )
        with Archive(folder) as archive:
            planned = tuple(_of_source(archive, run, source) for source in chosen)
    return Plan(planned, _unread(workspace, services, [source.name for source in chosen] if sources else []))


def _copy_index(archive: Path, folder: Path) -> None:
    """What is known of the sites; validators are left out, for the bytes that a "not modified" stands for stay behind."""
    path = archive / index.INDEX_NAME
    if not path.is_file():
        return
    source = sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=ro", uri=True)
    target = sqlite3.connect(folder / index.INDEX_NAME)
    try:
        source.backup(target)
        target.execute("UPDATE resources SET etag = NULL, last_modified = NULL WHERE role IN ('list', 'robots')")
        # Lists that a broken-off run had fetched are fetched again, as their bytes stay behind, too.
        target.execute("DELETE FROM captures WHERE role IN ('list', 'robots')")
        target.execute("UPDATE frontier SET state = 0 WHERE role = 'list'")
        target.commit()
    finally:
        source.close()
        target.close()


def _of_source(archive: Archive, run: str, source: Source) -> Planned:
    new: list[str] = []
    again: list[str] = []
    failed = []
    for url, role in archive.db.execute(
        "SELECT url, role FROM frontier WHERE run = ? AND source = ? AND state = 0 ORDER BY id", (run, source.name)
    ):
        if role in DOCUMENT_ROLES:
            (again if frontier.is_known(archive.db, url) else new).append(url)
    for outcome in index.outcomes(archive.db, run):
        if outcome.source != source.name:
            continue
        if outcome.result is Result.FAILED:
            failed.append((outcome.url, outcome.code or "", outcome.detail))
        elif source.is_local and outcome.result is not Result.UNCHANGED:
            (new if outcome.result is Result.NEW else again).append(outcome.url)
    return Planned(source.name, tuple(new), tuple(again), tuple(failed))


def _unread(workspace: Workspace, services: Services, sources: Sequence[str]) -> int:
    if not (workspace.archive / index.INDEX_NAME).is_file():
        return 0
    resources = services.load_resources(workspace.codebooks)
    codebook = str(getattr(resources, "codebook_version", ""))
    with Archive(workspace.archive) as archive:
        return pending(archive, workspace.dataset, services.reader_version(), codebook, sources)[0]
