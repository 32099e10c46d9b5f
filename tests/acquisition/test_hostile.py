"""Answers that break the rules: each is a coded record, none ends the run, none costs the answers beside it."""

from __future__ import annotations

import ssl
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from policymine.acquisition.archive import Archive
from policymine.acquisition.outcomes import Result, Role
from policymine.parsing import parse
from policymine.records import Problem
from tests.acquisition.crawling import outcomes, run, source
from tests.site.families import Plain
from tests.site.hostile import BOMB, CASES, PARSED, abyss, broken_robots, calendar, hostile
from tests.site.server import serving


def test_every_hostile_answer_is_a_coded_record(tmp_path: Path) -> None:
    sites = {"hostile.test": hostile, "elsewhere.test": hostile, "plain.test": Plain(20)}
    with serving(sites) as server:
        given = [
            source(
                server,
                "hostile.test",
                "pages",
                *CASES,
                scope={"hosts": ["*.hostile.test", "10.0.0.1", "169.254.169.254", "2130706433", "::ffff:127.0.0.1"]},
            ),
            source(server, "plain.test", "list", "/list/"),
        ]
        began = time.monotonic()
        report = run(
            server,
            given,
            tmp_path,
            settings={"timeout": 1.5, "retries": 1},
            resolve={"rebound.hostile.test": "192.168.7.7", "elsewhere.test": "8.8.8.8"},
        )
        took = time.monotonic() - began
    found = outcomes(tmp_path, report.run)
    got = {
        urlsplit(u).path: o.code
        for u, o in found.items()
        if o.source == "hostile" and o.role is not Role.ROBOTS and urlsplit(u).path in CASES
    }
    assert got == {path: code for path, (code, _) in CASES.items()}
    assert sum(code is not None for code in got.values()) >= 40
    neighbours = [o for o in found.values() if o.source == "plain" and o.role is Role.PAGE]
    assert len(neighbours) == 20
    assert all(o.result is Result.NEW for o in neighbours)
    assert took < 60
    with Archive(tmp_path) as archive:
        said = {}
        for capture in archive.documents(source="hostile"):
            problems = [item.code for item in parse(archive.snapshot(capture)) if isinstance(item, Problem)]
            said[urlsplit(capture.url).path] = problems[0] if problems else None
    assert {path: said[path] for path in PARSED} == PARSED
    readable = [p for p, (code, _) in CASES.items() if code is None and p not in PARSED]
    assert {p: said[p] for p in readable if p != "/deep"} == dict.fromkeys([p for p in readable if p != "/deep"])


def test_robots_that_fail_close_a_site_and_those_that_are_missing_open_it(tmp_path: Path) -> None:
    sites = {f"r{status}.test": broken_robots(status) for status in (404, 403, 500, 503)}
    with serving(sites) as server:
        report = run(server, [source(server, host, "pages", "/page.html") for host in sites], tmp_path)
    codes = {o.source: o.code for o in outcomes(tmp_path, report.run).values() if o.role is Role.PAGE}
    assert codes == {"r404": None, "r403": None, "r500": "PM620", "r503": "PM620"}
    assert set(report.broken) == {"r500", "r503"}


def test_lists_without_end_end(tmp_path: Path) -> None:
    with serving({"calendar.test": calendar, "abyss.test": abyss}) as server:
        given = [
            source(server, "calendar.test", "list", "/"),
            source(server, "abyss.test", "list", "/", pagination={"max_pages": 7}),
        ]
        report = run(server, given, tmp_path)
        asked = server.asked
    found = outcomes(tmp_path, report.run)
    lists = {
        name: [o for o in found.values() if o.source == name and o.role is Role.LIST] for name in ("calendar", "abyss")
    }
    assert len(lists["calendar"]) <= 3
    assert len(lists["abyss"]) == 7
    assert [o.code for o in lists["abyss"]].count("PM628") == 1
    assert sum(count for url, count in asked.items() if "post" in url) == 5 + 21


def test_private_addresses_need_the_source_s_word(tmp_path: Path) -> None:
    """One source's permission does not open the host to another, and nothing is sent to a host that is refused."""
    with serving({"inner.test": Plain(5), "outer.test": Plain(5)}) as server:
        refused = source(server, "outer.test", "list", "/list/", allow_private=[], scope={"hosts": ["inner.test"]})
        prying = source(server, "inner.test", "pages", "/content/post_1.html", name="prying", allow_private=[])
        allowed = source(server, "inner.test", "list", "/list/", name="allowed")
        report = run(server, [refused, prying, allowed], tmp_path)
        hosts = {host for host, _ in server.log}
    found = outcomes(tmp_path, report.run)
    assert {o.code for o in found.values() if o.source in ("outer", "prying")} == {"PM618"}
    assert sum(o.result is Result.NEW for o in found.values() if o.source == "allowed") >= 5
    assert hosts == {"inner.test"}


def test_certificates_are_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("good.test").configure_cert(context)
    with serving({"good.test": Plain(3), "other.test": Plain(3)}, context) as server:
        given = [source(server, host, "pages", "/content/post_1.html") for host in ("good.test", "other.test")]
        unknown = run(server, given, tmp_path / "unknown")
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        known = run(server, given, tmp_path / "known")
    codes = {o.source: o.code for o in outcomes(tmp_path / "unknown", unknown.run).values() if o.role is Role.PAGE}
    assert codes == {"good": "PM620", "other": "PM620"}  # robots.txt is the first thing that is asked for
    details = [o.code for o in outcomes(tmp_path / "unknown", unknown.run).values() if o.role is Role.ROBOTS]
    assert set(details) == {"PM611"}
    codes = {o.source: o.code for o in outcomes(tmp_path / "known", known.run).values() if o.role is Role.PAGE}
    assert codes == {"good": None, "other": "PM620"}


def test_no_host_and_no_server(tmp_path: Path) -> None:
    with serving({"plain.test": Plain(3)}) as server:
        closed = f"http://closed.test:{server.port}/"
        nobody = source(server, "nobody.invalid", "pages", "/x.html")
        given = [
            nobody,
            source(server, "closed.test", "pages", "/x.html").model_copy(
                update={"start": (closed.replace(str(server.port), "1"),)}
            ),
        ]
        report = run(server, given, tmp_path, resolve={"closed.test": "127.0.0.1"})
    codes = {o.source: o.code for o in outcomes(tmp_path, report.run).values() if o.role is Role.ROBOTS}
    assert codes == {"nobody": "PM608", "closed": "PM609"}


def test_the_bomb_is_one() -> None:
    assert len(BOMB) < 60_000
