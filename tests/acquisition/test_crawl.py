"""Crawls of the generated sites, end to end over loopback."""

from __future__ import annotations

from pathlib import Path

from policymine.acquisition.archive import Archive
from policymine.acquisition.outcomes import Result, Role
from tests.acquisition.crawling import family_sources, outcomes, run
from tests.site.families import all_families
from tests.site.server import serving


def test_every_family_is_crawled_whole(tmp_path: Path) -> None:
    with serving(all_families(100)) as server:
        report = run(server, family_sources(server), tmp_path)
        asked = server.asked
    failed = {u: (o.code, o.detail) for u, o in outcomes(tmp_path, report.run).items() if o.result is Result.FAILED}
    assert failed == {}
    with Archive(tmp_path) as archive:
        found = {}
        for capture in archive.documents():
            found.setdefault(capture.source, []).append(capture)
    assert {name: len(captures) for name, captures in found.items()} == {
        "trs": 102,
        "jcms": 100,
        "plain": 100,
        "feed": 100,
        "map": 100,
        "json": 100,
    }
    assert max(asked.values()) == 1, asked.most_common(3)
    newest = {name: max(c.published or "" for c in captures) for name, captures in found.items()}
    assert {name: day for name, day in newest.items() if name != "map"} == dict.fromkeys(
        ("trs", "jcms", "plain", "feed", "json"), "2022-09-29"
    )
    assert {c.role for c in found["trs"]} == {Role.PAGE, Role.ATTACHMENT}


def test_second_crawl_asks_conditionally_and_finds_what_is_new_and_revised(tmp_path: Path) -> None:
    sites = all_families(40)
    for site in sites.values():
        site.hidden = 2  # type: ignore[attr-defined]
    with serving(sites) as server:
        sources = family_sources(server)
        run(server, sources, tmp_path)
        server.forget()
        again = run(server, sources, tmp_path, now="2026-11-22T04:00:00+00:00")
        assert set(again.results) == {Result.UNCHANGED}
        fetched = [ask.target for _, ask in server.log if ask.status == 200]
        assert all("dataproxy" in target for target in fetched), fetched  # the only address without validators
        with Archive(tmp_path) as archive:
            assert list(archive.documents(since=again.since)) == []
        for site in sites.values():
            site.hidden = 0  # type: ignore[attr-defined]
            site.all[9].revision = 1  # type: ignore[attr-defined]
        third = run(server, sources, tmp_path, now="2026-11-22T05:00:00+00:00")
        with Archive(tmp_path) as archive:
            documents = list(archive.documents(since=third.since))
        results = {u: o.result for u, o in outcomes(tmp_path, third.run).items() if o.role is Role.PAGE}
    assert len(documents) == 6 * 3
    assert sum(result is Result.NEW for result in results.values()) == 12
    assert sum(result is Result.REVISED for result in results.values()) == 6


def test_killed_anywhere_and_run_again_nothing_is_fetched_twice(tmp_path: Path) -> None:
    """The process that waits is killed, too: the one that crawls ends by itself, and the archive is whole."""
    import os
    import random
    import signal
    import subprocess
    import sys
    import time

    draw = random.Random(3)
    with serving(all_families(40)) as server:
        sources = [s for s in family_sources(server) if s.name in ("trs", "jcms", "plain")]
        undisturbed = tmp_path / "undisturbed"
        run(server, sources, undisturbed)
        killed = tmp_path / "killed"
        code = (
            "import sys, json; from pathlib import Path; sys.path.insert(0, sys.argv[3]);"
            "from policymine.acquisition.sources import Source; from tests.acquisition.crawling import QUICK;"
            "from policymine.acquisition.workspace import CrawlSettings; from policymine.acquisition.crawl import crawl;"
            "crawl([Source.model_validate_json(t) for t in json.loads(sys.argv[1])], Path(sys.argv[2]), CrawlSettings(**QUICK),"
            "now='2026-11-22T03:00:00+00:00', resolve=dict.fromkeys(['trs.test','jcms.test','plain.test'], '127.0.0.1'))"
        )
        import json

        given = json.dumps([s.model_dump_json() for s in sources])
        root = str(Path(__file__).parents[2])
        server.forget()
        for _ in range(5):
            child = subprocess.Popen([sys.executable, "-c", code, given, str(killed), root])
            before = len(server.log)
            target = draw.randrange(1, 45)
            until = time.monotonic() + 20
            while len(server.log) - before < target and time.monotonic() < until and child.poll() is None:
                time.sleep(0.002)
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
        report = run(server, sources, killed)
        asked = server.asked
    with Archive(undisturbed) as one, Archive(killed) as other:
        expected = {(c.url, c.sha256, c.title, c.published, c.role) for c in one.documents()}
        assert {(c.url, c.sha256, c.title, c.published, c.role) for c in other.documents()} == expected
        assert len({c.run for c in other.iterate()}) == 1
    assert report.failed == 0
    # What was under way when the process died was answered but not archived: WINDOW requests a source and kill at most.
    twice = sum(count - 1 for count in asked.values())
    assert twice <= 5 * 3 * 8
    assert all(count <= 6 for count in asked.values())
