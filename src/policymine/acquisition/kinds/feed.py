"""RSS and Atom."""

from __future__ import annotations

import io
import warnings
from typing import Any
from urllib.parse import urlsplit

from policymine.acquisition.extras import need
from policymine.acquisition.kinds.base import Found, Link, Page, clean_url
from policymine.acquisition.kinds.html import date_in_url
from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Source
from policymine.errors import AcquisitionError


def read(page: Page, source: Source) -> Found:
    """Entries of the feed and the page that its ``rel=next`` names (RFC 5005). PM627 for what is no feed."""
    if b"<!ENTITY" in page.content[:65536]:
        raise AcquisitionError("PM627", "the feed defines entities", where=page.url)
    feedparser = need("feedparser", "a feed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = feedparser.parse(io.BytesIO(page.content), response_headers={"content-type": page.media_type})
    if not parsed.get("version") and not parsed.entries:
        raise AcquisitionError("PM627", "neither RSS nor Atom", where=page.url)
    items: dict[str, Link] = {}
    bad: list[tuple[str, str]] = []
    for entry in parsed.entries:
        address = entry.get("link") or (entry.get("id") if str(entry.get("id", "")).startswith("http") else None)
        if not address:
            bad.append(("", "an entry without a link"))
            continue
        try:
            url = clean_url(page.url, address)
        except AcquisitionError as error:
            bad.append((address[:500], error.detail))
            continue
        if url not in items and source.takes(url) and source.in_scope(urlsplit(url).hostname or ""):
            items[url] = Link(url, Role.PAGE, " ".join(entry.get("title", "").split()) or None, _date(entry, url))
    return Found(tuple(items.values()), _next(parsed, page), tuple(dict.fromkeys(bad)))


def _date(entry: Any, url: str) -> str | None:
    """The day in China: feedparser gives UTC."""
    from calendar import timegm

    from policymine.acquisition.kinds.json_list import epoch_date

    stamp = entry.get("published_parsed") or entry.get("updated_parsed")
    return epoch_date(timegm(stamp)) if stamp else date_in_url(url)


def _next(parsed: Any, page: Page) -> tuple[Link, ...]:
    for link in parsed.feed.get("links", ()):
        if link.get("rel") == "next" and link.get("href"):
            try:
                return (Link(clean_url(page.url, link["href"]), Role.LIST, page=page.number + 1),)
            except AcquisitionError:
                return ()
    return ()
