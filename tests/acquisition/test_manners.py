"""Manners on the wire, addresses that may be connected to, and sources on this machine."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from policymine.acquisition.addresses import is_public, literal
from policymine.acquisition.archive import Archive
from policymine.acquisition.local import wechat_date
from policymine.acquisition.outcomes import Result, Role
from policymine.acquisition.sources import Source
from tests.acquisition.crawling import outcomes, run, source
from tests.site.families import Notice, Plain
from tests.site.server import Answer, Ask, Raw, serving


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ::1 fe80::1 fc00::1 ::ffff:127.0.0.1 "
    "::ffff:10.0.0.1 2002:7f00:1:: 64:ff9b::7f00:1 :: nonsense 198.18.0.1 192.0.2.1".split(),
)
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("[::1]", "::1"),
        ("jyt.example.cn", None),
        ("deadbeef.cn", None),
        ("163.com", None),
    ],
)
def test_hosts_that_are_numbers(host: str, address: str | None) -> None:
    assert literal(host) == address


def test_manners(tmp_path: Path) -> None:
    """User agent with contact, no cookies back, crawl-delay kept, Retry-After waited for, encodings asked for."""
    tries: list[float] = []

    def site(ask: Ask) -> Answer | Raw | None:
        if ask.path == "/robots.txt":
            return Answer(b"User-agent: policymine\nCrawl-delay: 0.3\n", headers={"Set-Cookie": "a=1"})
        if ask.path == "/busy.html":
            tries.append(time.monotonic())
            if len(tries) == 1:
                return Answer(b"", 503, headers={"Retry-After": "1"}, tag=False)
        return Answer(Notice(1).html(), headers={"Set-Cookie": "b=2"})

    with serving({"slow.test": site}) as server:
        given = source(server, "slow.test", "pages", *(f"/{n}.html" for n in range(5)), "/busy.html")
        began = time.monotonic()
        report = run(server, [given], tmp_path)
        took = time.monotonic() - began
        asks = [ask for _, ask in server.log]
    assert report.failed == 0
    assert tries[1] - tries[0] >= 1
    assert took >= 5 * 0.3 * 0.5  # Scrapy varies each delay by half
    assert all(ask.headers["user-agent"].startswith("policymine/") for ask in asks)
    assert all("https://policymine.example/contact" in ask.headers["user-agent"] for ask in asks)
    assert not any("cookie" in ask.headers for ask in asks)
    assert {ask.headers["accept-encoding"] for ask in asks} == {"gzip, deflate"}


def test_a_source_past_its_date_is_not_crawled_and_said(tmp_path: Path) -> None:
    with serving({"old.test": Plain(3), "plain.test": Plain(3)}) as server:
        old = source(server, "old.test", "list", "/list/", valid_until="2026-11-21")
        last_day = source(server, "plain.test", "list", "/list/", valid_until="2026-11-22")
        report = run(server, [old, last_day], tmp_path)
        hosts = {host for host, _ in server.log}
    assert [(o.source, o.code) for o in outcomes(tmp_path, report.run).values() if o.code] == [("old", "PM631")]
    assert report.broken == ("old",)
    assert hosts == {"plain.test"}


def test_folder_wechat_and_warc_are_archived_once(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.txt").write_text("全市共有23家机构。", encoding="utf-8")
    (documents / "b.html").write_bytes(Notice(2).html())
    saved = tmp_path / "saved"
    saved.mkdir()
    article = (
        '<html><head><meta charset="utf-8"><meta property="og:title" content="某市教育：课后服务全覆盖"><meta property="og:url" content="http://mp.weixin.qq.com/s?__biz=a&amp;mid=1">'
        '</head><body><div id="js_content"><p>全市126所学校开展课后服务。</p></div><script>var ct = "1658246400"; var nickname = "某市教育";</script></body></html>'
    )
    (saved / "w.html").write_text(article, encoding="utf-8")
    (saved / "x.html").write_text("<html><body>no article</body></html>", encoding="utf-8")
    with serving({"plain.test": Plain(3)}) as server:
        run(server, [source(server, "plain.test", "list", "/list/")], tmp_path / "theirs")
        sources = [
            Source(name="files", kind="folder", start=("documents",)),
            Source(name="wx", kind="wechat", start=("saved",)),
            Source(name="others", kind="warc", start=("theirs",)),
        ]
        archive = tmp_path / "archive"
        first = run(server, sources, archive, root=tmp_path)
        again = run(server, sources, archive, root=tmp_path, now="2026-11-23T03:00:00+00:00")
        (documents / "a.txt").write_text("全市共有22家机构。", encoding="utf-8")
        third = run(server, sources, archive, root=tmp_path, now="2026-11-24T03:00:00+00:00")
    assert first.results == {Result.NEW: 7, Result.FAILED: 1}
    assert again.results == {Result.UNCHANGED: 7, Result.FAILED: 1}
    assert third.results == {Result.UNCHANGED: 6, Result.REVISED: 1, Result.FAILED: 1}
    bad = [o for o in outcomes(archive, first.run).values() if o.code]
    assert [(o.code, o.url.rpartition("/")[2]) for o in bad] == [("PM625", "x.html")]
    with Archive(archive) as opened:
        found = {c.url: c for c in opened.documents()}
        wechat = found["http://mp.weixin.qq.com/s?__biz=a&mid=1"]
        assert (wechat.title, wechat.published) == ("某市教育：课后服务全覆盖", "2022-07-20")
        assert opened.snapshot(wechat).content == article.encode()
        text = next(c for c in found.values() if c.url.endswith("a.txt"))
        assert opened.read(text).content.decode() == "全市共有22家机构。"
        assert sum(c.source == "others" for c in found.values()) == 4  # three pages and their list
        assert {c.role for c in found.values()} == {Role.PAGE}


@pytest.mark.parametrize(
    ("script", "day"),
    [
        ('var ct = "1658246400";', "2022-07-20"),  # 00:00 in China, still the 19th in Greenwich
        ("create_time: '1658246399'", "2022-07-19"),
        ('var publish_time = "2022-07-19" || "";', "2022-07-19"),
        ('var oct = "1658246400";', None),
    ],
)
def test_wechat_dates(script: str, day: str | None) -> None:
    assert wechat_date(script) == day
