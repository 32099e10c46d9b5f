"""What the refresh tests share: a workspace on generated sites, and what of its dataset must not depend on the way there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from policymine.acquisition.sources import Source
from policymine.acquisition.workspace import CrawlSettings, Workspace
from policymine.dataset.store import open_dataset
from policymine.pipeline import refresh
from policymine.pipeline.refreshing import RefreshReport
from policymine.pipeline.run_log import records
from tests.acquisition.crawling import QUICK
from tests.site.server import Server

NOON = "2026-11-22T03:00:00+00:00"


def make_workspace(root: Path, sources: list[Source], **settings: Any) -> Workspace:
    (root / "sources").mkdir(parents=True, exist_ok=True)
    for one in sources:
        (root / "sources" / f"{one.name}.yaml").write_text(
            json.dumps(one.model_dump(mode="json", exclude_defaults=True)), encoding="utf-8"
        )
    crawl = CrawlSettings.model_validate(QUICK | settings)
    (root / "policymine.toml").write_text(
        'codebooks = ["double_reduction"]\n[crawl]\n'
        + "".join(f"{name} = {json.dumps(value)}\n" for name, value in (QUICK | settings).items()),
        encoding="utf-8",
    )
    return Workspace(root, root / "archive", root / "sources", root / "dataset", ("double_reduction",), crawl)


def run(server: Server, place: Workspace, now: str = NOON, **rest: Any) -> RefreshReport:
    resolve = dict.fromkeys(server.sites, "127.0.0.1") | rest.pop("resolve", {})
    return refresh(place, now=now, resolve=resolve, **rest)


def log_of(report: RefreshReport, event: str | None = None) -> list[dict[str, Any]]:
    return [record for record in records(report.log) if event in (None, record["event"])]


def table(place: Workspace, name: str) -> list[dict[str, Any]]:
    """Rows of a table in a fixed order, without the times at which they were fetched."""
    rows = open_dataset(place.dataset).source(name).to_table().to_pylist()
    for row in rows:
        row.pop("retrieved", None)
    return sorted(rows, key=lambda row: json.dumps(row, default=str, sort_keys=True))


def content(place: Workspace) -> dict[str, list[dict[str, Any]]]:
    return {name: table(place, name) for name in ("snapshots", "documents", "figures", "events", "checks", "problems")}
