"""What the kinds share: links, list pages, and the rules for addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Source
from policymine.errors import AcquisitionError, InputError

MAX_URL: Final = 2000
"""Longer addresses are traps or sessions: browsers and servers of this field stop at 2,048."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_SESSION = re.compile(r";jsessionid=[^?#/]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page names. ``published``: EDTF, as the list says it. ``page``: number of a list page, from 1.

    ``data``: what the kind wants to know again when the page comes; a JSON object. ``form``: sent by POST.
    """

    url: str
    role: Role = Role.PAGE
    title: str | None = None
    published: str | None = None
    page: int = 1
    data: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a list page names: entries in their order, the list pages that follow, addresses that are none."""

    items: tuple[Link, ...] = ()
    next: tuple[Link, ...] = ()
    bad: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Page:
    """A list page as it was answered, compression taken off. ``number`` from 1."""

    url: str
    content: bytes
    media_type: str = "text/html"
    number: int = 1
    data: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    @cached_property
    def text(self) -> str:
        """The page decoded. Raises ``AcquisitionError`` PM627 where no encoding fits."""
        from policymine.parsing.decoding import decode_page

        try:
            return decode_page(self.content, self.media_type)
        except InputError as error:
            raise AcquisitionError("PM627", error.detail or error.title, where=self.url) from error


def first(source: Source) -> list[Link]:
    """The start addresses, as list pages."""
    return [Link(url, Role.LIST) for url in source.start]


def clean_url(base: str, address: str) -> str:
    """The absolute address of a link, escaped, without fragment and session id.

    Raises ``AcquisitionError`` PM630 for what is no web address: javascript:, data:, mailto:, a bad port, bytes that are
    no address, or one of more than ``MAX_URL`` characters.
    """
    from w3lib.url import safe_url_string

    text = "".join(c for c in address.strip() if c >= " " and c != "\x7f")
    try:
        joined = urljoin(base, text)
        parts = urlsplit(joined)
        if parts.scheme not in ("http", "https"):
            raise AcquisitionError("PM630", f"{parts.scheme}: link" if parts.scheme else "no scheme", where=text[:200])
        if not parts.hostname or parts.username is not None or parts.password is not None:
            raise AcquisitionError("PM630", "no host, or a name and password", where=text[:200])
        _ = parts.port
        safe = str(safe_url_string(joined.encode("utf-8", "surrogatepass").decode("utf-8", "replace")))
    except (ValueError, UnicodeError) as error:
        raise AcquisitionError("PM630", str(error), where=text[:200]) from error
    safe = _SESSION.sub("", safe.partition("#")[0])
    if len(safe) > MAX_URL:
        raise AcquisitionError("PM630", f"{len(safe):,} characters", where=safe[:200])
    parts = urlsplit(safe)
    return safe if parts.path else parts._replace(path="/").geturl()


def look_up(value: Any, path: str) -> Any:
    """``data.list.0`` in nested objects and arrays; None where a step leads nowhere."""
    for step in path.split(".") if path else ():
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.lstrip("-").isdigit() and -len(value) <= int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value
