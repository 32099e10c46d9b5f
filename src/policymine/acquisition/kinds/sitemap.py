"""Sitemaps and sitemap indexes, packed or not (sitemaps.org protocol 0.9)."""

from __future__ import annotations

import io
from typing import Any, Final
from urllib.parse import urlsplit

from policymine.acquisition.content import ATTACHMENT_SUFFIXES, PICTURE_SUFFIXES, suffix_of, unpack_gzip_file
from policymine.acquisition.kinds.base import Found, Link, Page, clean_url
from policymine.acquisition.kinds.html import date_in_url
from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Source
from policymine.errors import AcquisitionError

MAX_BYTES: Final = 50 * 1024 * 1024
MAX_ENTRIES: Final = 50_000
"""Both are the protocol's own limits of one file."""


def read(page: Page, source: Source) -> Found:
    """Addresses of a sitemap, or the sitemaps of an index. Raises ``AcquisitionError`` PM627, PM616, PM632."""
    content = unpack_gzip_file(page.content, MAX_BYTES)
    if b"<!ENTITY" in content[:65536]:
        raise AcquisitionError("PM627", "the sitemap defines entities", where=page.url)
    items: dict[str, Link] = {}
    lists: dict[str, Link] = {}
    bad: list[tuple[str, str]] = []
    for is_index, address, title, published in _entries(content, page.url):
        try:
            url = clean_url(page.url, address)
        except AcquisitionError as error:
            bad.append((address[:500], error.detail))
            continue
        if is_index:
            lists[url] = Link(url, Role.LIST, page=page.number + 1)
        elif (
            source.takes(url)
            and source.in_scope(urlsplit(url).hostname or "")
            and suffix_of(url) not in PICTURE_SUFFIXES
        ):
            role = Role.ATTACHMENT if suffix_of(url) in ATTACHMENT_SUFFIXES else Role.PAGE
            items[url] = Link(url, role, title, published or date_in_url(url))
    return Found(tuple(items.values()), tuple(lists.values()), tuple(dict.fromkeys(bad)))


def _entries(content: bytes, where: str) -> Any:
    """``(is an index's, address, title, date)`` of each entry; title and date are those of the news extension."""
    from lxml import etree

    count = 0
    root_seen = False
    try:
        for _, element in etree.iterparse(
            io.BytesIO(content),
            events=("end",),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        ):
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if name in ("url", "sitemap"):
                values = {
                    etree.QName(e).localname: (e.text or "").strip() for e in element.iter() if isinstance(e.tag, str)
                }
                root_seen = True
                if values.get("loc"):
                    count += 1
                    published = values.get("publication_date", "")[:10] or None
                    yield name == "sitemap", values["loc"], values.get("title") or None, published
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
                if count >= MAX_ENTRIES:
                    return
            elif name in ("urlset", "sitemapindex"):
                root_seen = True
    except etree.XMLSyntaxError as error:
        if count:
            return  # what stands before a broken end is good
        raise AcquisitionError("PM627", f"no sitemap: {error}", where=where) from error
    if not root_seen:
        raise AcquisitionError("PM627", "no sitemap", where=where)
