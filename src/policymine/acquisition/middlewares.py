"""What stands between the spider and the network. From the spider down: guard, robots, retry, redirect, archive."""

from __future__ import annotations

import asyncio
import email.utils
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

from policymine.acquisition.addresses import is_public, literal
from policymine.acquisition.archive import Fetched
from policymine.acquisition.content import media_type_of, unpack
from policymine.acquisition.failures import classify, refused
from policymine.acquisition.frontier import Task
from policymine.acquisition.network import REFUSED
from policymine.acquisition.outcomes import Role
from policymine.errors import AcquisitionError

RETRIED: Final = frozenset({408, 425, 429, 500, 502, 503, 504, 522, 524})
NEVER_RETRIED: Final = frozenset({"PM611", "PM615", "PM616", "PM617", "PM618", "PM619", "PM620", "PM621", "PM630"})
ROBOTS_BYTES: Final = 500 * 1024
"""What is read of a robots.txt: RFC 9309, 2.5, wants 500 KiB at least."""


def utc_now() -> str:
    """The time of an answer, as WARC-Date wants it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Middleware:
    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Any:
        return cls(crawler)

    @property
    def spider(self) -> Any:
        return self.crawler.spider


class Guard(_Middleware):
    """Every request, also one that a redirect made: in scope, of the web, and not to a private address."""

    def process_request(self, request: Any) -> None:
        task: Task = request.meta["task"]
        source = self.spider.sources[task.source]
        try:
            parts = urlsplit(request.url)
            host = (parts.hostname or "").lower()
        except ValueError as error:
            raise refused("PM630", str(error)) from error
        if parts.scheme not in ("http", "https") or not host:
            raise refused("PM630", f"{parts.scheme}: address")
        allowed = {name.lower() for name in source.allow_private}
        address = self.crawler.settings.getdict("POLICYMINE_RESOLVE").get(host) or literal(host)
        if address is not None and not is_public(address) and host not in allowed and address not in allowed:
            raise refused("PM618", f"{host} is {address}")
        if host in self.spider.private_hosts and host not in allowed:
            raise refused("PM618", f"{host} is allowed to another source only")
        if task.role is not Role.ROBOTS and not source.in_scope(host):
            raise refused("PM621", host)


class Robots(_Middleware):
    """robots.txt by RFC 9309: 4xx allows everything, 5xx and no answer forbid everything; GBK files are read, too."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.rules: dict[str, Deferred[Any] | Any] = {}

    async def process_request(self, request: Any) -> None:
        task: Task = request.meta["task"]
        if task.role is Role.ROBOTS:
            return
        parts = urlsplit(request.url)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self.rules:
            waiting: Deferred[Any] = Deferred()
            self.rules[place] = waiting
            rules = await self._fetch(place, task)
            self.rules[place] = rules
            waiting.callback(rules)
        rules = self.rules[place]
        if isinstance(rules, Deferred):
            own: Deferred[Any] = Deferred()

            def passed(value: Any) -> Any:
                own.callback(value)
                return value

            rules.addCallback(passed)
            rules = await maybe_deferred_to_future(own)
        if isinstance(rules, str):
            raise refused("PM620", rules)
        if rules is not None and not rules.can_fetch(request.url, self.spider.user_agent):
            raise refused("PM619")

    async def _fetch(self, place: str, task: Task) -> Any:
        """The rules, None where there are none, or text that says why they could not be had."""
        from protego import Protego

        url = f"{place}/robots.txt"
        asked = Task(0, task.source, url, Role.ROBOTS, 1, None, None, None, {}, None)
        request = Request(
            url,
            callback=NO_CALLBACK,
            meta={"task": asked},
            headers=self.spider.conditional(url),
            priority=1000,
            dont_filter=True,
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            code, detail = classify(error)
            if code == "PM608" and urlsplit(url).hostname in REFUSED:
                code = "PM618"
            self.spider.failed(asked, code, detail)
            return None if code == "PM617" else f"{code} {detail}"
        if response.status >= 500 or response.status == 429:
            self.spider.failed(asked, "PM620", f"HTTP {response.status}", response)
            return f"HTTP {response.status}"
        self.spider.noted(asked, response)
        if response.status >= 300 and response.status != 304:
            return None
        content = self.spider.content_of(response)
        rules = Protego.parse(decode_robots(content[:ROBOTS_BYTES]))
        delay = rules.crawl_delay(self.spider.user_agent)
        if delay is not None:
            self.spider.slow_down(urlsplit(url).hostname or "", float(delay))
        return rules


def decode_robots(content: bytes) -> str:
    """UTF-8, else GB18030 (old Chinese servers), else what can be read of it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


class Retry(_Middleware):
    """Failures that may pass are tried again, each time after twice as long, or after what Retry-After says."""

    async def process_response(self, request: Any, response: Any) -> Any:
        if response.status not in RETRIED:
            return response
        wait = retry_after(response.headers.get("Retry-After"))
        return await self._again(request, wait) or response

    async def process_exception(self, request: Any, exception: Exception) -> Any:
        code, _ = classify(exception)
        if code in NEVER_RETRIED or isinstance(exception, IgnoreRequest):
            return None
        if code == "PM608" and urlsplit(request.url).hostname in REFUSED:
            return None
        return await self._again(request, None)

    async def _again(self, request: Any, wait: float | None) -> Any:
        settings = self.spider.job.settings
        tried = request.meta.get("tried", 0)
        if tried >= settings.retries:
            return None
        delay = max(wait or 0.0, settings.backoff * 2**tried)
        if delay > settings.max_wait:
            return None
        await asyncio.sleep(delay)
        return request.replace(dont_filter=True, meta={**request.meta, "tried": tried + 1})


def retry_after(value: bytes | None) -> float | None:
    """Seconds that a Retry-After header asks to wait, whether it gives a count or a date."""
    if not value:
        return None
    text = value.decode("ascii", "replace").strip()
    if text.isdigit():
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


class Archiver(_Middleware):
    """Next to the network: every answer is archived before anything reads it, and none is fetched twice in a run."""

    def process_request(self, request: Any) -> Any:
        archive = self.spider.archive
        capture = archive.of_run(request.url, self.spider.job.run)
        if capture is None or capture.status in RETRIED:
            return None
        try:
            archived = archive.read(capture)
        except AcquisitionError:
            return None
        request.meta["capture"] = capture
        request.meta["unpacked"] = archived.content
        headers = Headers([(n, v) for n, v in archived.headers if n.lower() != "content-encoding"])
        return Response(request.url, status=capture.status, headers=headers, body=archived.content, flags=["archived"])

    def process_response(self, request: Any, response: Any) -> Any:
        if "archived" in response.flags:
            return response
        task: Task = request.meta["task"]
        body = response.body
        encoding = response.headers.get("Content-Encoding")
        problem: AcquisitionError | None = None
        try:
            content = unpack(body, encoding.decode("latin-1") if encoding else None, self.spider.job.settings.max_bytes)
        except AcquisitionError as error:
            content, problem = body, error
        kind = response.headers.get("Content-Type")
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, vs in response.headers.items() for v in vs]
        sent = [(n.decode("latin-1"), v.decode("latin-1")) for n, vs in request.headers.items() for v in vs]
        address = getattr(response, "ip_address", None)
        fetched = Fetched(
            url=request.url,
            source=task.source,
            role=task.role,
            run=self.spider.job.run,
            retrieved=utc_now(),
            status=response.status,
            reason=_reason(response.status),
            headers=headers,
            body=body,
            content=content,
            media_type=media_type_of(kind.decode("latin-1") if kind else None),
            method=request.method,
            request_headers=sent,
            request_body=request.body,
            address=str(address) if address else None,
            parent=task.parent,
            title=task.title,
            published=task.published,
            not_modified=response.status == 304,
        )
        with self.spider.archive_faults():
            request.meta["capture"] = self.spider.archive.append(fetched)
        request.meta["unpacked"] = content
        request.meta["problem"] = problem
        return response


def _reason(status: int) -> str:
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


class Throttle(AutoThrottle):
    """AutoThrottle with a least delay for each host: the source's own, or what robots.txt asks for."""

    def _adjust_delay(self, slot: Any, latency: float, response: Any) -> None:
        host = (urlsplit(response.url).hostname or "").lower()
        spider: Any = self.crawler.spider
        least = spider.delays.get(host, self.mindelay)
        target = latency / self.target_concurrency
        delay = min(max(target, (slot.delay + target) / 2, least), max(self.maxdelay, least))
        # An error page comes faster than a page: it must not make us faster.
        if response.status != 200 and delay <= slot.delay:
            delay = max(slot.delay, least)
        slot.delay = delay
