"""Looking at a site before it is crawled: of what kind a page is, and what a source would find."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from policymine.acquisition import index, kinds
from policymine.acquisition.archive import Archive
from policymine.acquisition.crawl import crawl
from policymine.acquisition.kinds import Page, jcms, trs
from policymine.acquisition.kinds.base import Found, clean_url
from policymine.acquisition.outcomes import Capture, Outcome, Role
from policymine.acquisition.sources import Source
from policymine.acquisition.workspace import CrawlSettings
from policymine.errors import AcquisitionError
from policymine.records import Document, Problem

_LEAST_ENTRIES: Final = 3
"""Entries that a page must have to be taken for a list."""

_ADDRESS_KEYS = ("url", "URL", "link", "href", "docpuburl", "pubUrl", "linkUrl", "detailUrl")
_TITLE_KEYS = ("title", "TITLE", "name", "doctitle", "docTitle", "headline")
_DATE_KEYS = ("date", "DOCRELPUBTIME", "publishTime", "pubDate", "pubtime", "docreltime", "time", "publishedTimeStr")


@dataclass(frozen=True)
class Guess:
    """A kind for a page, why, and what else the source file should say."""

    kind: str
    why: str
    more: Mapping[str, Any]


def guess(page: Page) -> Guess:
    """The kind of source that a page is best read as. Raises ``AcquisitionError`` PM604 where it is of none."""
    head = page.content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if page.content.startswith(b"\x1f\x8b") or re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", head):
        return Guess("sitemap", "a sitemap", {})
    if re.search(rb"<(?:rss|rdf:RDF|feed)[\s>]", head):
        return Guess("feed", "RSS or Atom", {})
    if head[:1] in (b"{", b"["):
        return _guess_json(page)
    if "js_content" in page.text and "mp.weixin.qq.com" in page.text:
        raise AcquisitionError(
            "PM604",
            "a WeChat article",
            where=page.url,
            remedy="Save articles to a folder and give it as kind 'wechat'.",
        )
    if jcms.PROXY in page.text or "<datastore" in page.text or re.search(r"/col/col\d+/", page.url):
        return Guess("jcms", "Hanweb JCMS: a column whose records come from dataproxy.jsp", {})
    plain = Source(name="guess", kind="list", start=(page.url,))
    entries = kinds.read(page, plain.model_copy(update={"kind": "trs"})).items
    dated = [link for link in entries if trs.ENTRY.search(urlsplit(link.url).path)]
    if trs.paging(page.text) is not None or len(dated) >= _LEAST_ENTRIES:
        return Guess("trs", "TRS WCM: its pagination script, or entries named tYYYYMMDD_ID", {})
    if len(kinds.read(page, plain).items) >= _LEAST_ENTRIES:
        return Guess("list", "an ordinary list page", {})
    if _is_document(page):
        return Guess("pages", "a single document", {})
    raise AcquisitionError("PM604", where=page.url)


def _guess_json(page: Page) -> Guess:
    try:
        data = json.loads(page.text)
    except (ValueError, RecursionError) as error:
        raise AcquisitionError("PM604", "no JSON that can be read", where=page.url) from error
    for path, entries in _arrays(data, ""):
        first = entries[0]
        names = {
            "url": next((k for k in _ADDRESS_KEYS if isinstance(first.get(k), str)), None),
            "title": next((k for k in _TITLE_KEYS if isinstance(first.get(k), str)), None),
            "date": next((k for k in _DATE_KEYS if k in first), None),
        }
        if names["url"]:
            return Guess(
                "json",
                f"an array of {len(entries)} entries at {path or 'the top'}",
                {"fields": {"items": path, **names}},
            )
    raise AcquisitionError("PM604", "JSON without an array of entries that have an address", where=page.url)


def _arrays(value: Any, path: str, depth: int = 0) -> Any:
    if isinstance(value, list):
        if value and all(isinstance(item, dict) for item in value[:5]):
            yield path, value
    elif isinstance(value, dict) and depth < 6:
        for key, inner in value.items():
            if "." not in key:
                yield from _arrays(inner, f"{path}.{key}".strip("."), depth + 1)


def _is_document(page: Page) -> bool:
    return any(isinstance(item, Document) for item in _parse(page.url, page.content, page.media_type))


def _parse(url: str, content: bytes, media_type: str) -> list[Document | Problem]:
    from policymine.acquisition.archive import snapshot_name
    from policymine.acquisition.warc import sha256
    from policymine.parsing import parse
    from policymine.records import Snapshot

    return list(parse(Snapshot(snapshot_name(url), content, media_type, url, sha256(content))))


@dataclass(frozen=True)
class Tried:
    """What a trial of a source found. ``entries`` of the first list page, ``item`` the first of them, parsed."""

    source: Source
    outcomes: tuple[Outcome, ...]
    found: Found | None
    item: Capture | None
    parsed: tuple[Document | Problem, ...]


def try_source(
    source: Source, settings: CrawlSettings, *, now: str, root: Path, resolve: Mapping[str, str] | None = None
) -> Tried:
    """Fetch the first list page of a source and one entry of it into an archive that is thrown away."""
    paging = source.pagination.model_copy(update={"max_pages": 1})
    small = source.model_copy(
        update={"start": source.start[:1], "pagination": paging, "max_items": 1, "attachments": False, "enabled": True}
    )
    with tempfile.TemporaryDirectory(prefix="policymine-") as folder:
        report = crawl([small], Path(folder), settings, now=now, root=root, resolve=resolve)
        with Archive(folder) as archive:
            outcomes = tuple(index.outcomes(archive.db, report.run))
            found = None
            for capture in archive.iterate():
                if capture.role is Role.LIST and capture.status == 200 and found is None:
                    found = _read_again(archive, capture, source)
            item = next(archive.documents(), None)
            parsed: tuple[Document | Problem, ...] = ()
            if item is not None:
                content = archive.read(item)
                parsed = tuple(_parse(item.url, content.content, item.media_type))
    return Tried(source, outcomes, found, item, parsed)


def _read_again(archive: Archive, capture: Capture, source: Source) -> Found | None:
    from policymine.acquisition.archive import header_type

    archived = archive.read(capture)
    try:
        page = Page(capture.url, archived.content, header_type(archived.headers) or capture.media_type)
        return kinds.read(page, source)
    except AcquisitionError:
        return None


def look_at(
    url: str,
    settings: CrawlSettings,
    *,
    now: str,
    allow_private: Sequence[str] = (),
    resolve: Mapping[str, str] | None = None,
) -> tuple[Page, Guess]:
    """Fetch a page and guess its kind. Raises ``AcquisitionError`` with the code of what went wrong, or PM604."""
    url = clean_url(url, url)
    source = Source(name="look", kind="pages", start=(url,), allow_private=tuple(allow_private), attachments=False)
    with tempfile.TemporaryDirectory(prefix="policymine-") as folder:
        report = crawl([source], Path(folder), settings, now=now, resolve=resolve)
        with Archive(folder) as archive:
            outcome = next(o for o in index.outcomes(archive.db, report.run) if o.role is not Role.ROBOTS)
            capture = next(archive.documents(), None)
            if capture is None:
                raise AcquisitionError(outcome.code or "PM609", outcome.detail, where=url)
            from policymine.acquisition.archive import header_type

            archived = archive.read(capture)
            page = Page(capture.url, archived.content, header_type(archived.headers) or capture.media_type)
    return page, guess(page)


def source_name(url: str, taken: Sequence[str]) -> str:
    """A name from the host, and a number behind it where it is taken: ``jyt-example``, ``jyt-example-2``."""
    host = (urlsplit(url).hostname or "source").removeprefix("www.")
    parts = [part for part in host.split(".") if part not in ("gov", "edu", "com", "org", "net", "cn")]
    name = re.sub(r"[^a-z0-9-]+", "-", "-".join(parts).lower()).strip("-")[:50] or "source"
    names = [name, *(f"{name}-{number}" for number in range(2, 1000))]
    return next(candidate for candidate in names if candidate not in taken)


def source_text(name: str, url: str, guessed: Guess, allow_private: Sequence[str] = ()) -> str:
    """The YAML of a new source, with what was seen as a comment."""
    data: dict[str, Any] = {"name": name, "kind": guessed.kind, "start": url, **guessed.more}
    if allow_private:
        data["allow_private"] = list(allow_private)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    return f"# Guessed from the page: {guessed.why}.\n# See what it finds: policymine sources test {name}\n{text}"
