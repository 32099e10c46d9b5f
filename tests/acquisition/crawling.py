"""What the crawl tests share: sources of the generated sites, and a crawl with quick manners."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from policymine.acquisition import index
from policymine.acquisition.archive import Archive
from policymine.acquisition.crawl import CrawlReport, crawl
from policymine.acquisition.outcomes import Outcome
from policymine.acquisition.sources import Source
from policymine.acquisition.workspace import CrawlSettings
from tests.site.server import Server

QUICK = {
    "delay": 0,
    "max_delay": 0,
    "retries": 1,
    "backoff": 0.02,
    "timeout": 5,
    "concurrency": 16,
    "per_host": 8,
    "contact": "https://policymine.example/contact",
    "max_bytes": 2_000_000,
}


def source(server: Server, host: str, kind: str, *paths: str, **rest: Any) -> Source:
    """A source that asks its known pages at every run, unless ``recheck`` says otherwise: the sites are old by their dates."""
    given = {
        "recheck": "always",
        "name": host.partition(".")[0],
        "kind": kind,
        "start": [server.url(host, path) for path in paths],
        "allow_private": [host],
        **rest,
    }
    return Source.model_validate(given)


def family_sources(server: Server) -> list[Source]:
    return [
        source(server, "trs.test", "trs", "/tzgg/index.html"),
        source(server, "jcms.test", "jcms", "/col/col1532981/index.html"),
        source(server, "plain.test", "list", "/list/"),
        source(server, "feed.test", "feed", "/rss.xml", "/atom.xml"),
        source(server, "map.test", "sitemap", "/sitemap.xml"),
        source(
            server,
            "json.test",
            "json",
            "/api/list?page={page}",
            fields={"items": "data.list", "url": "/view?id={docId}", "title": "name", "date": "time"},
        ),
    ]


def run(
    server: Server, sources: list[Source], archive: Path, now: str = "2026-11-22T03:00:00+00:00", **rest: Any
) -> CrawlReport:
    settings = CrawlSettings.model_validate(QUICK | rest.pop("settings", {}))
    hosts = dict.fromkeys(server.sites, "127.0.0.1")
    return crawl(sources, archive, settings, now=now, resolve=hosts | rest.pop("resolve", {}), **rest)


def outcomes(archive: Path, run: str) -> dict[str, Outcome]:
    with Archive(archive) as opened:
        return {outcome.url: outcome for outcome in index.outcomes(opened.db, run)}
