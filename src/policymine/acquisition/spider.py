"""The spider: takes addresses from the frontier, a few of each source at a time, and writes what came of each."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from policymine.acquisition import frontier, index, kinds
from policymine.acquisition.archive import Archive
from policymine.acquisition.content import header, what_it_is_not
from policymine.acquisition.failures import classify, status_code
from policymine.acquisition.frontier import Task
from policymine.acquisition.job import Job, end_with
from policymine.acquisition.kinds import Link, Page
from policymine.acquisition.kinds.html import attachments, tree
from policymine.acquisition.middlewares import utc_now
from policymine.acquisition.network import REFUSED
from policymine.acquisition.outcomes import Capture, Outcome, Result, Role
from policymine.acquisition.sources import Source
from policymine.errors import AcquisitionError

WINDOW: Final = 8
"""Requests of one source that Scrapy holds at a time; the rest waits in the index, so that memory stays flat."""

_PROGRESS_SECONDS: Final = 0.2
_HTML: Final = ("text/html", "application/xhtml+xml", "application/octet-stream", "text/plain")
_META_REFRESH_BYTES: Final = 4096


class Walk:
    """How far the walk through one source's lists has come in this run."""

    def __init__(self, complete: bool) -> None:
        self.was_complete = complete  # an earlier run reached the end of the lists
        self.failed: Outcome | None = None  # the first list that could not be read
        self.seen: set[int] = set()
        self.good = 0
        self.bad = 0
        self.after = 0
        self.flying: set[int] = set()


class PolicymineSpider(scrapy.Spider):
    """``job`` and ``archive`` are given by the process that runs it."""

    name = "policymine"
    crawler: Any

    def __init__(self, job: Job, archive: Archive, **rest: Any) -> None:
        super().__init__(**rest)
        self.job = job
        self.archive = archive
        self.db = archive.db
        self.now = frontier.seconds(job.now)
        self.user_agent = job.settings.full_user_agent
        self.sources: dict[str, Source] = {source.name: source for source in job.sources if not source.is_local}
        self.private_hosts = {name.lower() for source in job.sources for name in source.allow_private}
        self.delays: dict[str, float] = {}
        self.walks: dict[str, Walk] = {}
        self.done = 0
        self.told = 0.0

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **rest: Any) -> PolicymineSpider:
        spider = super().from_crawler(crawler, *args, **rest)
        crawler.signals.connect(spider.idle, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Fill the frontier with what each source begins with and what is due, and begin."""
        for source in self.sources.values():
            self.walks[source.name] = Walk(index.health(self.db, source.name).complete)
            with frontier.transaction(self.db):
                frontier.add(self.db, self.job.run, source.name, self._beginning(source), None)
                frontier.add_due(self.db, self.job.run, source, self.now, self.job.since)
        for name in self.sources:
            for request in self._fill(name):
                yield request

    def _beginning(self, source: Source) -> list[Link]:
        links = kinds.first(source)
        return [
            link for link in links if link.role is Role.LIST or frontier.is_due(self.db, source, link.url, self.now)
        ]

    def _fill(self, name: str) -> list[Any]:
        """Requests for as many tasks of a source as there is room for.

        All are taken at once: an answer from the archive comes while the first of them are handed over, and asks for more.
        """
        walk = self.walks[name]
        room = WINDOW - len(walk.flying)
        if room <= 0:
            return []
        tasks = frontier.waiting(self.db, self.job.run, name, walk.after, room, lists_only=self.job.lists_only)
        walk.after = max((task.id for task in tasks), default=walk.after)
        walk.flying.update(task.id for task in tasks)
        requests = []
        for task in tasks:
            try:
                requests.append(self._request(task))
            except (ValueError, TypeError) as error:
                self.failed(task, "PM630", str(error))
                walk.flying.discard(task.id)
        return requests

    def _refill(self, name: str) -> bool:
        sent = False
        for request in self._fill(name):
            self.crawler.engine.crawl(request)
            sent = True
        return sent

    def idle(self) -> None:
        """Nothing is under way: go on with what waits, or end."""
        with self.archive_faults():
            sent = [self._refill(name) for name in self.walks]  # every source, not only up to the first that sends
        if any(sent):
            raise DontCloseSpider

    def _request(self, task: Task) -> Any:
        source = self.sources[task.source]
        headers = {"Accept-Language": "zh-CN,zh;q=0.9" if source.scope.language == "zh" else "en;q=0.9"}
        if task.form is None:
            headers |= self.conditional(task.url)
        common: dict[str, Any] = {
            "callback": self.on_response,
            "errback": self.on_error,
            "meta": {"task": task},
            "dont_filter": True,
            "headers": headers,
        }
        if task.form is not None:
            return scrapy.FormRequest(task.url, formdata=dict(task.form), **common)
        return scrapy.Request(task.url, **common)

    def conditional(self, url: str) -> dict[str, str]:
        """Headers that ask for the address only if it is other than what the archive holds."""
        etag, modified = frontier.validators(self.db, url)
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        return {name: value for name, value in asked.items() if value}

    def content_of(self, response: Any) -> bytes:
        """The bytes of an answer, compression taken off; of "not modified" those that the archive holds.

        Raises ``AcquisitionError`` PM622 for a 304 of which the archive holds nothing.
        """
        capture: Capture = response.meta["capture"]
        if response.status != 304:
            return bytes(response.meta["unpacked"])
        if not capture.revisit:
            raise AcquisitionError("PM622", "not modified, but the archive holds nothing of it")
        return self.archive.read(capture).content

    # What came

    def on_response(self, response: Any) -> None:
        """The answer of a task, archived already."""
        task: Task = response.meta["task"]
        with self.archive_faults():
            try:
                self._take(task, response)
            except AcquisitionError as error:
                self.failed(task, error.code, error.detail, response)
            except (OSError, sqlite3.Error):
                raise
            except Exception as error:
                self.logger.exception("reading %s", task.url)
                self.failed(task, "PM627", f"{type(error).__name__}: {error}"[:300], response)
            self._landed(task)

    def on_error(self, failure: Any) -> None:
        """The exception that ended a task."""
        with self.archive_faults():
            self._on_error(failure)

    @contextmanager
    def archive_faults(self) -> Iterator[None]:
        """An archive that cannot be written, as on a full disk, ends the process: the next one goes on from what it holds."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            end_with(index.fault(error, self.archive.folder))

    def _on_error(self, failure: Any) -> None:
        task: Task = failure.request.meta["task"]
        code, detail = classify(failure.value)
        host = (urlsplit(failure.request.url).hostname or "").lower()
        if code == "PM608" and host in REFUSED:
            code, detail = "PM618", f"{host} is {REFUSED[host]}"
        if failure.request.url != task.url:
            detail = f"{detail} at {failure.request.url}".strip()
        self.failed(task, code, detail)
        self._landed(task)

    def _landed(self, task: Task) -> None:
        self.walks[task.source].flying.discard(task.id)
        self.done += 1
        self._tell(task.url)
        self._refill(task.source)

    def _take(self, task: Task, response: Any) -> None:
        capture: Capture = response.meta["capture"]
        problem: AcquisitionError | None = response.meta.get("problem")
        content: bytes = response.meta["unpacked"]
        bad = status_code(response.status, content, response.headers)
        if bad is not None:
            if task.role is Role.LIST and task.page > 1 and bad[0] == "PM614":
                self._end_of_list(task, capture)
                return
            self.failed(task, *bad, response)
            return
        if problem is not None:
            raise problem
        content = self.content_of(response)
        if not content.strip():
            raise AcquisitionError("PM624")
        if task.role is Role.LIST:
            self._take_list(task, capture, content, response)
        else:
            self._take_page(task, capture, content, response)

    def _take_list(self, task: Task, capture: Capture, content: bytes, response: Any) -> None:
        source = self.sources[task.source]
        walk = self.walks[task.source]
        page = Page(response.url, content, _content_type(response, capture), task.page, task.data)
        found = kinds.read(page, source)
        signature = hash(tuple(link.url for link in found.items))
        again = bool(found.items) and signature in walk.seen
        walk.seen.add(signature)
        fresh = [link for link in found.items if not frontier.is_known(self.db, link.url)]
        due = [link for link in found.items if frontier.is_due(self.db, source, link.url, self.now)]
        code, detail = None, ""
        following = list(found.next)
        if not found.items and not following and task.page == 1:
            raise AcquisitionError("PM626")
        if again or (not found.items and task.page > 1 and source.kind != "sitemap"):
            following = []  # the list begins anew, or an endless calendar went past its last entry
        elif walk.was_complete and found.items and not fresh and source.kind != "sitemap":
            following = []  # everything behind this page was fetched by earlier runs
        elif following and following[0].page > source.pagination.max_pages and source.kind != "sitemap":
            code, detail, following = "PM628", f"{source.pagination.max_pages} pages", []
        if found.bad and code is None:
            code, detail = "PM636", "; ".join(f"{address[:100]} ({why})" for address, why in found.bad[:5])
        if self.job.since is not None and found.items and not any(map(self._recent, found.items)):
            following = following if source.kind == "sitemap" else []
        items, cut = self._within_limit(source, [link for link in due if self._recent(link)])
        if cut:
            code, detail = "PM635", f"{source.max_items}"
            following = []
        with frontier.transaction(self.db):
            frontier.add(self.db, self.job.run, task.source, [*items, *following], task.url)
            self._good(task, capture, response, code, detail)

    def _recent(self, link: Link) -> bool:
        """Whether the list dates the entry within what the run is asked for, or not at all."""
        since, day = self.job.since, link.published
        return since is None or day is None or day >= since[: len(day)]

    def _within_limit(self, source: Source, links: list[Link]) -> tuple[list[Link], bool]:
        if source.max_items is None:
            return links, False
        taken = self.db.execute(
            "SELECT count(*) FROM frontier WHERE run = ? AND source = ? AND role = 'page'", (self.job.run, source.name)
        ).fetchone()[0]
        room = max(source.max_items - taken, 0)
        return links[:room], len(links) > room

    def _end_of_list(self, task: Task, capture: Capture) -> None:
        """A page number beyond the last one: the list has ended."""
        with frontier.transaction(self.db):
            frontier.done(self.db, task)
            self._write(
                task, Result.UNCHANGED, status=capture.status, detail="end of the list", number=capture.ref.number
            )

    def _take_page(self, task: Task, capture: Capture, content: bytes, response: Any) -> None:
        what = what_it_is_not(content)
        if what is not None:
            raise AcquisitionError("PM625", what)
        source = self.sources[task.source]
        links: list[Link] = []
        code, detail = None, ""
        is_page = capture.media_type in _HTML and task.role is Role.PAGE and not capture.revisit
        if is_page and b"<" in content[:_META_REFRESH_BYTES]:
            page = Page(response.url, content, _content_type(response, capture))
            links, bad = self._links_of(page, source, task)
            if bad:
                code, detail = "PM636", "; ".join(f"{address[:100]} ({why})" for address, why in bad[:5])
        with frontier.transaction(self.db):
            frontier.add(self.db, self.job.run, task.source, links, task.url)
            self._good(task, capture, response, code, detail)

    def _links_of(self, page: Page, source: Source, task: Task) -> tuple[list[Link], list[tuple[str, str]]]:
        """Attachments of a page, and where a page that only refreshes itself leads."""
        try:
            found, bad = attachments(page, source) if source.attachments else ([], [])
            target = _refresh_target(page) if len(page.content) <= _META_REFRESH_BYTES else None
        except AcquisitionError:
            return [], []  # its bytes are no text: the parser says what they are
        found = [
            replace(link, title=link.title or task.title, published=task.published)
            for link in found
            if frontier.is_due(self.db, source, link.url, self.now)
        ]
        if target is not None and target not in (page.url, task.parent):
            found.append(Link(target, Role.PAGE, task.title, task.published))
        return found, bad

    # What is written

    def _good(self, task: Task, capture: Capture, response: Any, code: str | None, detail: str) -> None:
        known = frontier.is_known(self.db, task.url)
        changed = self._remember(task, capture, response, code)
        result = Result.UNCHANGED if not changed else Result.REVISED if known else Result.NEW
        frontier.done(self.db, task)
        self.walks[task.source].good += 1
        self._write(
            task,
            result,
            status=response.status,
            code=code,
            detail=detail,
            size=capture.size,
            sha256=capture.sha256,
            number=capture.ref.number,
        )

    def _remember(self, task: Task, capture: Capture, response: Any, code: str | None) -> bool:
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, vs in response.headers.items() for v in vs]
        return frontier.remember(
            self.db,
            task,
            at=self.now,
            number=capture.ref.number,
            sha256=capture.sha256,
            etag=header(headers, "etag"),
            last_modified=header(headers, "last-modified"),
            code=code,
        )

    def failed(self, task: Task, code: str, detail: str = "", response: Any = None) -> None:
        """Write a failure: of the task, and of its source where it was a list."""
        capture: Capture | None = response.meta.get("capture") if response is not None else None
        with frontier.transaction(self.db):
            if capture is not None:
                self.archive.spoil(capture, code)
            if task.id:
                frontier.remember(
                    self.db, task, at=self.now, number=None, sha256=None, etag=None, last_modified=None, code=code
                )
                frontier.done(self.db, task)
            outcome = self._write(
                task,
                Result.FAILED,
                status=response.status if response is not None else None,
                code=code,
                detail=detail,
                size=capture.size if capture is not None else 0,
                sha256=capture.sha256 if capture is not None else None,
                number=capture.ref.number if capture is not None else None,
            )
        walk = self.walks.get(task.source)
        if walk is not None:
            walk.bad += 1
            if task.role is Role.LIST and walk.failed is None:
                walk.failed = outcome

    def noted(self, task: Task, response: Any) -> None:
        """Write that a robots.txt was answered."""
        capture: Capture = response.meta["capture"]
        result = Result.UNCHANGED if capture.revisit else Result.NEW
        if response.status in (200, 304):
            self._remember(task, capture, response, None)
        self._write(
            task, result, status=response.status, size=capture.size, sha256=capture.sha256, number=capture.ref.number
        )

    def _write(self, task: Task, result: Result, **rest: Any) -> Outcome:
        outcome = Outcome(
            run=self.job.run, source=task.source, url=task.url, role=task.role, result=result, at=utc_now(), **rest
        )
        index.add_outcome(self.db, outcome)
        return outcome

    def slow_down(self, host: str, delay: float) -> None:
        """The least time between two requests to a host that its robots.txt asks for."""
        wanted = min(max(delay, self.delays.get(host, self.job.settings.delay)), 600.0)
        self.delays[host] = wanted
        slot = self.crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, wanted)

    def _tell(self, url: str) -> None:
        """A line of progress for the process that waits."""
        moment = time.monotonic()
        if moment - self.told >= _PROGRESS_SECONDS:
            self.told = moment
            done, total = frontier.counts(self.db, self.job.run)
            sys.stdout.write(json.dumps({"done": done, "total": total, "url": url}) + "\n")
            sys.stdout.flush()

    def closed(self, reason: str) -> None:
        """Write each source's health."""
        whole = self.job.since is None and not self.job.lists_only
        for name, walk in self.walks.items():
            fault = walk.failed
            if fault is None and walk.good == 0 and walk.bad:
                row = next(
                    (o for o in index.outcomes(self.db, self.job.run, failed_only=True) if o.source == name), None
                )
                fault = row
            index.set_health(
                self.db,
                name,
                at=self.job.now,
                good=walk.good > 0 and walk.failed is None,
                complete=(walk.failed is None and walk.good > 0) if reason == "finished" and whole else None,
                code=fault.code if fault else None,
                detail=f"{fault.url} {fault.detail}".strip() if fault else "",
            )


def _content_type(response: Any, capture: Capture) -> str:
    kind = response.headers.get("Content-Type")
    return kind.decode("latin-1") if kind else capture.media_type


def _refresh_target(page: Page) -> str | None:
    """Where ``<meta http-equiv=refresh>`` of a page leads."""
    for element in tree(page.text).iter("meta"):
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            _, _, target = (element.get("content") or "").partition("=")
            if target.strip():
                return kinds.base.clean_url(page.url, target.strip(" '\""))
    return None
