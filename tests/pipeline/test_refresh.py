"""Refreshes of generated sites, end to end over loopback."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from policymine.dataset.changes import changes
from policymine.dataset.store import open_dataset
from policymine.errors import AcquisitionError, DatasetError, RefreshError, UsageError
from policymine.pipeline.refresh_plan import plan
from policymine.pipeline.refreshing import Interrupted, refresh, refresh_lock
from policymine.pipeline.run_log import RunLog, tally
from policymine.pipeline.services import DEFAULT
from tests.acquisition.crawling import family_sources, source
from tests.refreshing import NOON, content, log_of, make_workspace, run, table
from tests.site.families import Plain, Trs, all_families
from tests.site.hostile import CASES, PARSED, hostile
from tests.site.server import Answer, Ask, Raw, serving

LATER = "2026-11-22T05:00:00+00:00"
EVEN_LATER = "2026-11-23T05:00:00+00:00"
WHERE = 'doc LIKE "%/post_{}.html"'


def plain(server: object, **rest: object) -> list[object]:
    return [source(server, "plain.test", "list", "/list/", **rest)]  # type: ignore[arg-type]


def test_every_family_is_read_and_a_second_run_asks_conditionally_and_commits_nothing(tmp_path: Path) -> None:
    sites = all_families(12)
    with serving(sites) as server:
        place = make_workspace(tmp_path, family_sources(server))
        first = run(server, place)
        before = content(place)
        server.forget()
        second = run(server, place, now=LATER)
        fetched = [ask.target for _, ask in server.log if ask.status == 200]
    notices = sum(len(site.all) for site in sites.values())  # type: ignore[attr-defined]
    assert first.exit == 1  # notice 3 of the TRS site links to PDF files without a page
    assert {record["state"] for record in log_of(first, "source")} == {"ok"}
    assert first.tally.pages["new"] == notices + 2
    assert first.tally.documents == {"new": notices, "failed": 2}
    assert first.tally.changes["figures"]["added"] == len(table(place, "figures")) > notices * 4
    assert first.tally.changes["events"]["added"] == len(table(place, "events"))
    assert first.version == 1
    assert (second.exit, second.version, second.tally.versions) == (0, 1, [])
    assert second.tally.pages == {"not_modified": notices + 2}
    assert all("dataproxy" in target for target in fetched), fetched  # the only address without validators
    assert content(place) == before


def test_a_page_that_changed_is_a_new_version_and_one_that_is_gone_keeps_its_rows(tmp_path: Path) -> None:
    site = Plain(10)
    with serving({"plain.test": site}) as server:
        place = make_workspace(tmp_path, plain(server))  # type: ignore[arg-type]
        run(server, place)
        site.all[4].revision = 1  # another number of institutions after
        gone = site.all.pop(7)
        report = run(server, place, now=LATER)
    assert report.exit == 0
    assert report.tally.pages == {"revised": 1, "not_modified": 8, "failed": 1}
    assert report.tally.failed == {"PM614": 1}
    assert report.tally.documents == {"revised": 1}
    assert report.version == 2
    documents = table(place, "documents")
    assert len(documents) == len({row["url"] for row in documents}) == 10
    assert any(row["doc"].endswith(f"post_{gone.number}.html") for row in table(place, "figures"))
    found = changes(open_dataset(place.dataset, 1), open_dataset(place.dataset, 2))
    assert {change.doc.rpartition("/")[2] for change in found} == {"post_5.html"}
    counted = {
        kind: sum(c.table == "figures" and c.kind == kind for c in found) for kind in ("added", "revised", "withdrawn")
    }
    assert {kind: report.tally.changes["figures"][kind] for kind in counted} == counted
    assert counted["revised"] >= 1
    revised = next(c for c in found if c.table == "figures" and "value" in c.fields)
    assert (int(revised.before["value"]), int(revised.after["value"])) == (25, 26)  # type: ignore[index]


def test_attachments_keep_the_address_of_their_page_also_when_they_change(tmp_path: Path) -> None:
    class WithText(Trs):
        edition = 1

        def answer(self, ask: Ask) -> Answer | Raw | None:
            if ask.target.endswith(".docx"):
                from docx import Document

                letter, body = Document(), io.BytesIO()
                letter.add_paragraph(f"全省共有{self.edition + 40}家学科类培训机构完成登记，另有3家正在办理。")
                letter.save(body)
                return Answer(body.getvalue(), content_type="application/octet-stream")
            return super().answer(ask)

    site = WithText(6)
    with serving({"trs.test": site}) as server:
        place = make_workspace(tmp_path, [source(server, "trs.test", "trs", "/tzgg/index.html")])
        run(server, place)
        site.edition = 2
        second = run(server, place, now=LATER)
        page = server.url("trs.test", "/tzgg/202209/t20220927_3.html")
    assert second.tally.documents == {"revised": 1}
    (attachment,) = [row for row in table(place, "documents") if "42家" in row["text"]]
    assert attachment["url"] == page
    (stored,) = [row for row in table(place, "snapshots") if row["snapshot_id"] == attachment["snapshot_id"]]
    assert stored["uri"].endswith("downfile.jsp?filename=b.docx")


def test_a_page_under_maintenance_does_not_take_its_rows_away(tmp_path: Path) -> None:
    class Closing(Plain):
        closed = False

        def answer(self, ask: Ask) -> Answer | Raw | None:
            if self.closed and ask.path.endswith("post_2.html"):
                return Answer(b"<html><body><p>  </p></body></html>")
            return super().answer(ask)

    site = Closing(4)
    with serving({"plain.test": site}) as server:
        place = make_workspace(tmp_path, plain(server))  # type: ignore[arg-type]
        run(server, place)
        before = content(place)
        site.closed = True
        closed = run(server, place, now=LATER)
        again = run(server, place, now=EVEN_LATER)
        assert {name: content(place)[name] for name in ("documents", "figures", "events")} == {
            name: before[name] for name in ("documents", "figures", "events")
        }
        site.closed = False
        back = run(server, place, now="2026-11-24T05:00:00+00:00")
    assert closed.exit == 1
    assert closed.tally.documents == {"failed": 1}
    assert [record["kept"] for record in log_of(closed, "document")] == [True]
    assert (again.exit, again.tally.versions) == (0, [])
    assert back.tally.documents == {"revised": 1}
    assert {name: content(place)[name] for name in ("documents", "figures", "events", "problems")} == {
        name: before[name] for name in ("documents", "figures", "events", "problems")
    }


def test_another_reader_reads_the_archive_again_without_the_network(tmp_path: Path) -> None:
    with serving({"plain.test": Plain(3)}) as server:
        place = make_workspace(tmp_path, plain(server))  # type: ignore[arg-type]
        run(server, place)
        other = replace(DEFAULT, reader_version=lambda: "another")
        server.forget()
        report = run(server, place, now=LATER, services=other)
        assert [ask.status for _, ask in server.log if "post" in ask.path] == [304] * 3
    assert report.tally.documents == {"reread": 3}
    assert report.tally.changes == {"figures": {}, "events": {}}
    assert {row["reader_version"] for row in table(place, "snapshots")} == {"another"}


def test_hostile_answers_are_coded_records_and_the_neighbours_are_read(tmp_path: Path) -> None:
    sites = {"hostile.test": hostile, "elsewhere.test": hostile, "plain.test": Plain(5)}
    hosts = ["*.hostile.test", "10.0.0.1", "169.254.169.254", "2130706433", "::ffff:127.0.0.1"]
    with serving(sites) as server:
        given = [
            source(server, "hostile.test", "pages", *CASES, scope={"hosts": hosts}),
            *plain(server),
        ]
        place = make_workspace(tmp_path, given, timeout=1.5)  # type: ignore[arg-type]
        report = run(server, place, resolve={"rebound.hostile.test": "192.168.7.7", "elsewhere.test": "8.8.8.8"})
    assert report.exit == 1
    got = {
        urlsplit(record["url"]).path: record["code"]
        for record in log_of(report, "page")
        if record["source"] == "hostile" and record["role"] == "page"
    }
    assert {path: got.get(path) for path in CASES} == {path: code for path, (code, _) in CASES.items()}
    read = {urlsplit(record["url"]).path: record for record in log_of(report, "document")}
    assert {path: read[path]["problems"][0]["code"] for path in PARSED} == PARSED
    assert sum(record["state"] == "new" and "plain.test" in record["url"] for record in read.values()) == 5
    assert tally(report.log).as_row() == report.tally.as_row()


def test_exit_codes_tell_some_sources_from_all(tmp_path: Path) -> None:
    with serving({"plain.test": Plain(3)}) as server:
        broken = source(server, "gone.test", "list", "/list/")
        past = source(server, "plain.test", "list", "/list/", name="past", valid_until=date(2026, 1, 1))
        some = run(
            server,
            make_workspace(tmp_path / "some", [*plain(server), broken, past]),
            resolve={"gone.test": "127.0.0.1"},
        )  # type: ignore[list-item]
        everything = run(server, make_workspace(tmp_path / "all", [broken]), resolve={"gone.test": "127.0.0.1"})
    assert (some.exit, everything.exit) == (3, 5)
    assert {name: record["code"] for name, record in some.tally.broken_sources.items()} == {
        "gone": "PM614",
        "past": "PM631",
    }
    assert some.tally.documents == {"new": 3}


def test_since_leaves_older_entries_out_and_a_later_run_fetches_them(tmp_path: Path) -> None:
    with serving({"plain.test": Plain(50)}) as server:
        place = make_workspace(tmp_path, plain(server))  # type: ignore[arg-type]
        report = run(server, place, since="2022-09-16")
        lists = [ask.target for _, ask in server.log if ask.path == "/list/"]
        whole = run(server, place, now=LATER)
    assert report.tally.pages == {"new": 14}
    assert lists == ["/list/", "/list/?p=2"]
    assert whole.tally.pages == {"new": 36, "not_modified": 14}


@pytest.mark.parametrize("since", ["20220101", "2022-13", "yesterday", "2022-02-30", "2022-1-1", ""])
def test_since_is_a_date(tmp_path: Path, since: str) -> None:
    with serving({"plain.test": Plain(1)}) as server:
        place = make_workspace(tmp_path, plain(server))  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="PM405"):
            run(server, place, since=since)


def test_a_plan_fetches_lists_only_and_writes_nothing(tmp_path: Path) -> None:
    site = Plain(30)
    site.hidden = 3
    with serving({"plain.test": site}) as server:
        place = make_workspace(tmp_path, plain(server))  # type: ignore[arg-type]
        hosts = {"plain.test": "127.0.0.1"}
        empty = plan(place, now=NOON, resolve=hosts)
        assert not place.archive.exists()
        run(server, place)
        site.hidden = 0
        before = {
            path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "sqlite" not in path.name
        }
        server.forget()
        planned = plan(place, now=LATER, resolve=hosts)
        asked = {ask.path for _, ask in server.log}
        after = {
            path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "sqlite" not in path.name
        }
        report = run(server, place, now=LATER)
    assert len(empty.sources[0].new) == 27
    assert after == before
    assert asked == {"/robots.txt", "/list/"}
    assert [url.rpartition("_")[2] for url in planned.sources[0].new] == ["1.html", "2.html", "3.html"]
    assert len(planned.sources[0].again) == 27
    assert planned.unread == 0
    assert report.tally.pages == {"new": 3, "not_modified": 27}


def test_two_refreshes_never_run_at_once(tmp_path: Path) -> None:
    with serving({"plain.test": Plain(1)}) as server:
        place = make_workspace(tmp_path, plain(server))  # type: ignore[arg-type]
        (tmp_path / "runs").mkdir()
        with (
            refresh_lock(place, "20261122T030000Z"),
            pytest.raises(RefreshError, match=r"PM640.*process \d+, run 2026"),
        ):
            run(server, place)
        assert run(server, place).exit == 0


def test_interrupted_it_keeps_what_was_committed_and_goes_on_without_asking_the_sites(tmp_path: Path) -> None:
    calls = []

    def interrupted(document: object, resources: object) -> object:
        calls.append(document)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return DEFAULT.read_document(document, resources)  # type: ignore[arg-type]

    with serving({"plain.test": Plain(10)}) as server:
        place = make_workspace(tmp_path, plain(server))  # type: ignore[arg-type]
        with pytest.raises(Interrupted) as caught:
            run(server, place, services=replace(DEFAULT, read_document=interrupted))  # type: ignore[arg-type]
        assert caught.value.report.tally.documents == {"new": 5}
        assert caught.value.report.tally.state == "interrupted"
        assert len(table(place, "documents")) == 5
        server.forget()
        from policymine.pipeline.refreshing import utc_now

        again = run(server, place, now=utc_now())
        assert server.log == []
        other = make_workspace(tmp_path / "other", plain(server))  # type: ignore[arg-type]
        run(server, other)
    assert again.tally.documents == {"new": 5}
    assert again.tally.goes_on == "20261122T030000Z"
    assert content(place) == content(other)


def test_no_source_and_no_such_source(tmp_path: Path) -> None:
    place = make_workspace(tmp_path, [])
    with pytest.raises(RefreshError, match="PM641"):
        refresh(place)
    with pytest.raises(AcquisitionError, match="PM602"):
        refresh(place, sources=["nobody"])
    assert not (tmp_path / "runs").exists()


def test_a_workspace_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with serving({"plain.test": Plain(1)}) as server:
        place = make_workspace(tmp_path, plain(server))  # type: ignore[arg-type]
        (tmp_path / "runs").write_text("a file in the way", encoding="utf-8")
        with pytest.raises(DatasetError, match="PM304"):
            run(server, place)


def test_a_full_disk_ends_the_run_with_its_code(tmp_path: Path) -> None:
    """The log is written to a device that is full; so would every other file be."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    log = RunLog(tmp_path / "run.jsonl")
    log.close()
    log._out = full.open("w", encoding="utf-8")
    with pytest.raises(DatasetError, match="PM304"):
        log.write("start", run="x", at=NOON)
    log.close()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_file_that_may_not_grow_ends_the_run_and_the_next_goes_on(tmp_path: Path) -> None:
    with serving({"localhost": Plain(40)}) as server:
        given = [source(server, "localhost", "list", "/list/", allow_private=["localhost"])]
        place = make_workspace(tmp_path, given)
        code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
        code += "from policymine.cli import main; main()"
        child = subprocess.run(
            [sys.executable, "-c", code, "refresh", str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert child.returncode == 7, child.stderr
        assert "PM304" in child.stderr
        report = run(server, place)
    assert len(table(place, "documents")) == 40
    assert report.exit == 0
