"""What a page links to: files beside its text, and the address that the page itself was read from."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from policymine.records import Attachment

_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|rtf|txt|csv)$", re.IGNORECASE)
# Addresses that hand out files: Hanweb JCMS, VSB, UEditor's and other servers' scripts.
_HANDLER = re.compile(
    r"/(?:downfile|download|downloadattach|filedown|attach(?:ment)?download)\.(?:jsp|do|action|aspx?|php|ashx)\b|DownloadAttachUrl|[?&](?:wbfileid|attachid|fileid)=",
    re.IGNORECASE,
)
_SAVED = re.compile(r"<!--\s*saved from url=\(\d{4}\)(https?://[^\s>]{4,1000}?)\s*-->", re.IGNORECASE)
_MOST = 100


def page_address(page: str, stated: str | None, uri: str) -> str | None:
    """The address of a page: what it states, what a browser wrote on saving it, or where it was fetched."""
    if stated:
        return stated
    saved = _SAVED.search(page[:4096])
    if saved:
        return saved[1]
    return uri if re.match(r"https?://", uri) else None


def is_attachment(href: str, name: str = "") -> bool:
    """Whether a link leads to a file rather than to a page."""
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "data:")):
        return False
    parts = urlsplit(href)
    return bool(
        _FILE.search(unquote(parts.path)) or _HANDLER.search(href) or (_FILE.search(name.strip()) and len(name) <= 200)
    )


def read_attachments(elements: list[Any], base: str | None) -> tuple[Attachment, ...]:
    """Files that ``elements`` link to, each address once, in order; links that need an unknown ``base`` stay relative."""
    found: dict[str, Attachment] = {}
    for element in elements:
        for link in element.iter("a"):
            href = (link.get("href") or "").strip()
            name = " ".join("".join(link.itertext()).split()) or (link.get("title") or "").strip()
            try:
                if not is_attachment(href, name):
                    continue
                url = urljoin(base, href) if base else href
            except ValueError:
                continue  # an address that cannot be read leads nowhere
            if urlsplit(url).scheme in ("", "http", "https") and url not in found:
                found[url] = Attachment(url, name[:300] or unquote(urlsplit(url).path.rsplit("/", 1)[-1]))
            if len(found) >= _MOST:
                return tuple(found.values())
    return tuple(found.values())
