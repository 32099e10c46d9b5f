"""Answers that break the rules, each under its own path, with the code that its record must have.

``EXPECTED`` maps a path to the code of the crawl's outcome, or to None where the answer is archived and it is the parser
that has to say what is wrong with it (``PARSED`` holds that code).
"""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Callable

from tests.site.families import Notice
from tests.site.server import Answer, Ask, Raw, Site

GOOD = Notice(1).html()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def raw(*parts: bytes | float, reset: bool = False) -> Raw:
    """Writes bytes; a number is a pause in seconds."""

    def write(connection: socket.socket) -> None:
        for part in parts:
            if isinstance(part, bytes):
                connection.sendall(part)
            else:
                time.sleep(part)

    return Raw(write, reset)


def endless(piece: bytes, head: bytes = HEAD + b"\r\n", pause: float = 0.0) -> Raw:
    def write(connection: socket.socket) -> None:
        connection.sendall(head)
        until = time.monotonic() + 15
        while time.monotonic() < until:
            connection.sendall(piece)
            time.sleep(pause)

    return Raw(write)


def sized(body: bytes, length: int) -> Raw:
    return raw(HEAD + b"Content-Length: %d\r\n\r\n" % length + body)


def packed(body: bytes, encoding: str) -> Answer:
    return Answer(body, headers={"Content-Encoding": encoding}, tag=False)


def moved(target: str, status: int = 302) -> Answer:
    return Answer(b"", status, headers={"Location": target}, tag=False)


BOMB = gzip.compress(b"\0" * 50_000_000, 9, mtime=0)
BOMB_TWICE = gzip.compress(gzip.compress(b"0" * 60_000_000, 9, mtime=0), 9, mtime=0)
DEEP = b"<html><body>" + b"<div>" * 60_000 + "共有23家机构。".encode() + b"</body></html>"

# path: (code of the outcome, answer)
CASES: dict[str, tuple[str | None, Callable[[Ask], Answer | Raw | None]]] = {
    "/endless": ("PM615", lambda _: endless(b"<p>x</p>" * 4096)),
    "/too-long-declared": ("PM615", lambda _: sized(b"x", 10**12)),
    "/slow-drip": ("PM610", lambda _: endless(b"x", pause=0.05)),
    "/slow-headers": ("PM610", lambda _: endless(b"X-A: b\r\n", b"HTTP/1.1 200 OK\r\n", 0.05)),
    "/silent": ("PM610", lambda _: raw(4.0)),
    "/header-flood": (
        "PM622",
        lambda _: endless(b"X-A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n" * 50, b"HTTP/1.1 200 OK\r\n"),
    ),
    "/header-huge": ("PM622", lambda _: raw(b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 3_000_000 + b"\r\n\r\nx")),
    "/header-no-http": ("PM622", lambda _: raw(b"SSH-2.0-OpenSSH_9\r\n\r\n")),
    "/gzip-bomb": ("PM616", lambda _: packed(BOMB, "gzip")),
    "/gzip-twice": ("PM616", lambda _: packed(BOMB_TWICE, "gzip, gzip")),
    "/gzip-thrice": ("PM616", lambda _: packed(b"x", "gzip, gzip, gzip")),
    "/gzip-broken": ("PM632", lambda _: packed(gzip.compress(GOOD)[:-20], "gzip")),
    "/gzip-noise": ("PM632", lambda _: packed(b"\x1f\x8b\x08\x00" + bytes(range(256)), "gzip")),
    "/gzip-lie": (None, lambda _: packed(GOOD, "gzip")),
    "/deflate-raw": (None, lambda _: packed(zlib.compress(GOOD)[2:-4], "deflate")),
    "/brotli": ("PM632", lambda _: packed(b"\x0b\x02\x80", "br")),
    "/loop": ("PM617", lambda _: moved("/loop")),
    "/loop-long": ("PM617", lambda ask: moved(f"/loop-long?{int(ask.target.partition('?')[2] or 0) + 1}")),
    "/to-private": ("PM618", lambda _: moved("http://10.0.0.1/admin")),
    "/to-metadata": ("PM618", lambda _: moved("http://169.254.169.254/latest/meta-data/")),
    "/to-loopback-number": ("PM618", lambda _: moved("http://2130706433/")),
    "/to-loopback-six": ("PM618", lambda _: moved("http://[::ffff:127.0.0.1]/")),
    "/to-rebound": ("PM618", lambda _: moved("http://rebound.hostile.test/")),
    "/to-other-site": ("PM621", lambda _: moved("http://elsewhere.test/")),
    "/to-file": ("PM633", lambda _: moved("file:///etc/passwd")),
    "/to-script": ("PM633", lambda _: moved("javascript:alert(1)")),
    "/to-nowhere": ("PM633", lambda _: Answer(b"", 302, tag=False)),
    "/no-bytes": ("PM624", lambda _: Answer(b"", tag=False)),
    "/blanks": ("PM624", lambda _: Answer(b" \r\n\t", tag=False)),
    "/no-content": ("PM624", lambda _: Answer(b"", 204, tag=False)),
    "/part": ("PM623", lambda _: Answer(GOOD[:100], 206, tag=False)),
    "/length-too-long": ("PM623", lambda _: sized(GOOD, len(GOOD) + 500)),
    "/length-too-short": (None, lambda _: sized(GOOD, len(GOOD) - 40)),
    "/length-nonsense": ("PM622", lambda _: raw(HEAD + b"Content-Length: -5\r\n\r\n" + GOOD)),
    "/chunk-nonsense": ("PM622", lambda _: raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n")),
    "/chunk-cut": ("PM623", lambda _: raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n100\r\nhello")),
    "/reset": ("PM609", lambda _: raw(reset=True)),
    "/reset-within": ("PM623", lambda _: raw(HEAD + b"Content-Length: 9999\r\n\r\n<p>begun", 0.05, reset=True)),
    "/hang-up": ("PM609", lambda _: raw()),
    "/picture": ("PM625", lambda _: Answer(b"\x89PNG\r\n\x1a\n" + b"\0" * 50, tag=False)),
    "/gone": ("PM614", lambda _: Answer(b"gone", 410, tag=False)),
    "/forbidden": ("PM612", lambda _: Answer(b"no", 403, tag=False)),
    "/robot-check": ("PM634", lambda _: Answer(b"<script>challenge()</script>", 412, tag=False)),
    "/later": ("PM629", lambda _: Answer(b"", 503, headers={"Retry-After": "86400"}, tag=False)),
    "/too-many": ("PM629", lambda _: Answer(b"", 429, tag=False)),
    "/failing": ("PM613", lambda _: Answer(b"<h1>500</h1>", 500, tag=False)),
    "/status-nonsense": ("PM612", lambda _: raw(b"HTTP/1.1 499 Nope\r\nContent-Length: 2\r\n\r\nno")),
    "/not-modified-lie": ("PM622", lambda _: Answer(b"", 304, tag=False)),
    "/private/page": ("PM619", lambda _: Answer(GOOD)),
    "/bad-links": (
        "PM636",
        lambda _: Answer(
            Notice(2).html(
                '<a href="javascript:void(0)">附件.pdf</a><a href="data:application/pdf;base64,AAAA">b.pdf</a>'
                '<a href="http://[bad/x.pdf">c.pdf</a><a href="http://h:99999/d.pdf">d.pdf</a>'
            ),
            tag=False,
        ),
    ),
    # These are archived; what is wrong with them the parser says.
    "/deep": (None, lambda _: Answer(DEEP, tag=False)),
    "/wrong-charset": (
        None,
        lambda _: Answer(Notice(3).html(encoding="gb2312"), content_type="text/html; charset=utf-8"),
    ),
    "/no-text.html": (None, lambda _: Answer(b"<html><body><script>x()</script></body></html>", tag=False)),
    "/broken.pdf": (
        None,
        lambda _: Answer(b"%PDF-1.7\n1 0 obj <<\xff\xfe garbage", content_type="application/pdf", tag=False),
    ),
    "/lie.pdf": (None, lambda _: Answer(GOOD, content_type="application/pdf", tag=False)),
    "/lie.html": (None, lambda _: Answer(b"PK\x03\x04 no zip", content_type="text/html", tag=False)),
    "/%FF%FE%E4.html": (None, lambda _: Answer(GOOD, tag=False)),
}

PARSED = {"/no-text.html": "PM113", "/broken.pdf": "PM106", "/lie.html": "PM106"}


def hostile(ask: Ask) -> Answer | Raw | None:
    if ask.path == "/robots.txt":
        return Answer("User-agent: *\n# 禁止抓取\nDisallow: /private/\n".encode("gbk"), content_type="text/plain")
    case = CASES.get(ask.path)
    return case[1](ask) if case else None


def broken_robots(status: int) -> Site:
    def site(ask: Ask) -> Answer | Raw | None:
        if ask.path == "/robots.txt":
            return Answer(b"oops", status, tag=False)
        return Answer(GOOD)

    return site


def calendar(ask: Ask) -> Answer | Raw | None:
    """A list that always has a next page, with the same entries or none."""
    if ask.path == "/robots.txt":
        return None
    month = int(ask.query.get("m", "0"))
    rows = (
        "".join(f'<li><a href="/post_{n}.html">通知公告第{n}号全文内容</a> 2022-01-0{n}</li>' for n in range(1, 6))
        if month < 2
        else ""
    )
    return (
        Answer(f'<ul>{rows}</ul><a href="/?m={month + 1}">下一页</a>'.encode(), tag=False)
        if ask.path == "/"
        else Answer(GOOD)
    )


def abyss(ask: Ask) -> Answer | Raw | None:
    """A list without end: every page has new entries."""
    if ask.path != "/":
        return Answer(GOOD) if "post" in ask.path else None
    page = int(ask.query.get("p", "1"))
    rows = "".join(
        f'<li><a href="/post_{page}_{n}.html">通知公告第{page}-{n}号全文</a> 2022-01-0{n}</li>' for n in range(1, 4)
    )
    return Answer(f'<ul>{rows}</ul><a href="/?p={page + 1}">下一页</a>'.encode(), tag=False)
