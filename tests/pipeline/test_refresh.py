"""Refreshes of generated sites, end to end over loopback."""

from __future__ import annotations

from pathlib import Path

from policymine.acquisition.outcomes import Result
from tests.acquisition.crawling import family_sources, source
from tests.refreshing import content, log_of, make_workspace, run, table
from tests.site.families import Plain, Trs, all_families
from tests.site.server import serving


def test_refresh_reads_every_family_and_a_second_one_asks_conditionally_and_commits_nothing(tmp_path: Path) -> None:
    with serving(all_families(12)) as server:
        place = make_workspace(tmp_path, family_sources(server))
        first = run(server, place)
        before = content(place)
        server.forget()
        second = run(server, place, now="2026-11-22T04:00:00+00:00")
        fetched = [ask.target for _, ask in server.log if ask.status == 200]
    assert first.exit == 1, first.tally.as_row()  # notice 3 of the TRS site links to PDF files without a page
    assert {record["state"] for record in log_of(first, "source")} == {"ok"}
    assert first.tally.pages["new"] == 12 * 6 + 2
    assert first.tally.documents == {"new": 72, "failed": 2}
    assert first.tally.changes["figures"]["added"] == len(table(place, "figures")) > 72 * 4
    assert first.version == 1
    assert (second.exit, second.version, second.tally.versions) == (0, 1, [])
    assert second.tally.pages == {"not_modified": 12 * 6 + 2}
    assert all("dataproxy" in target for target in fetched), fetched  # the only address without validators
    assert content(place) == before
