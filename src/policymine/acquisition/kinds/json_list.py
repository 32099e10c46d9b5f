"""Lists that a JSON address gives: paths say where the entries and their fields are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from policymine.acquisition.content import ATTACHMENT_SUFFIXES, suffix_of
from policymine.acquisition.kinds.base import Found, Link, Page, clean_url, look_up
from policymine.acquisition.kinds.html import date_in_url, find_date, read_list
from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Source
from policymine.errors import AcquisitionError

_TAGS = re.compile(r"<[^<>]*>")
_HOLE = re.compile(r"\{([\w.]+)\}")
_CALLBACK = re.compile(r"^\s*[\w$.]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")
_MAX_DEPTH = 64


def first(source: Source) -> list[Link]:
    """The start addresses; ``{page}`` and ``{offset}`` in them are those of the first page."""
    number = max(source.pagination.first - 1, 0)
    return [
        Link(url.replace("{page}", str(number)).replace("{offset}", "0"), Role.LIST, data={"pattern": url})
        for url in source.start
    ]


def read(page: Page, source: Source) -> Found:
    """Entries of the array at ``fields.items``, or of the HTML at ``fields.html``; the next page by the address pattern.

    Raises ``AcquisitionError`` PM627 for an answer that is no JSON, or that has nothing at the path.
    """
    data = _parse(page)
    fields = source.fields
    if fields.html is not None:
        piece = look_up(data, fields.html)
        if not isinstance(piece, str):
            raise AcquisitionError("PM627", f"no text at {fields.html!r}", where=page.url)
        inner = Page(page.url, f"<meta charset=utf-8>{piece}".encode(), "text/html; charset=utf-8", page.number)
        found = read_list(inner, source.model_copy(update={"pagination": type(source.pagination)()}))
        return Found(found.items, _next(page, source, len(found.items)), found.bad)
    entries = look_up(data, fields.items)
    if not isinstance(entries, list):
        raise AcquisitionError("PM627", f"no array at {fields.items or 'the top'!r}", where=page.url)
    items: dict[str, Link] = {}
    bad: list[tuple[str, str]] = []
    for entry in entries[:5000]:
        address = _fill(fields.url, entry)
        if not address:
            bad.append(("", f"an entry without {fields.url!r}"))
            continue
        try:
            url = clean_url(page.url, address)
        except AcquisitionError as error:
            bad.append((address[:500], error.detail))
            continue
        if url in items or not source.takes(url) or not source.in_scope(urlsplit(url).hostname or ""):
            continue
        role = Role.ATTACHMENT if suffix_of(url) in ATTACHMENT_SUFFIXES else Role.PAGE
        items[url] = Link(url, role, _text(entry, fields.title), _date(entry, fields.date) or date_in_url(url))
    return Found(tuple(items.values()), _next(page, source, len(entries)), tuple(dict.fromkeys(bad)))


def _parse(page: Page) -> Any:
    text = page.text.strip().lstrip("\ufeff")
    wrapped = _CALLBACK.match(text)
    if wrapped and text[:1] not in "[{":
        text = wrapped[1]
    depth = deepest = 0
    for character in re.findall(r"[\[\]{}]", text):
        depth += 1 if character in "[{" else -1
        deepest = max(deepest, depth)
    if deepest > 10 * _MAX_DEPTH:
        raise AcquisitionError("PM627", "nested too deeply", where=page.url)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AcquisitionError("PM627", f"no JSON: {error}", where=page.url) from error


def _fill(pattern: str, entry: Any) -> str:
    if "{" not in pattern:
        value = look_up(entry, pattern)
        return str(value) if isinstance(value, str | int) else ""
    values = {name: look_up(entry, name) for name in _HOLE.findall(pattern)}
    if any(not isinstance(value, str | int) for value in values.values()):
        return ""
    return _HOLE.sub(lambda m: str(values[m[1]]), pattern)


def _text(entry: Any, path: str | None) -> str | None:
    value = look_up(entry, path) if path and isinstance(entry, Mapping) else None
    return " ".join(_TAGS.sub("", value).split()) or None if isinstance(value, str) else None


def _date(entry: Any, path: str | None) -> str | None:
    value = look_up(entry, path) if path else None
    if isinstance(value, int | str) and _EPOCH.match(str(value)):
        return epoch_date(int(str(value)[:10]))
    return find_date(str(value)) if isinstance(value, str) else None


def epoch_date(seconds: int) -> str | None:
    """The date in China (UTC+8) of a count of seconds since 1970."""
    from datetime import UTC, datetime, timedelta

    try:
        return (datetime.fromtimestamp(seconds, UTC) + timedelta(hours=8)).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _next(page: Page, source: Source, count: int) -> tuple[Link, ...]:
    pattern = str(page.data.get("pattern") or "")
    if source.pagination.url is not None:
        pattern = source.pagination.url
    if not count or ("{page}" not in pattern and "{offset}" not in pattern):
        return ()
    number = page.number + 1
    url = pattern.replace("{page}", str(number - 2 + source.pagination.first))
    url = url.replace("{offset}", str(page.number * (source.pagination.per_page or count)))
    return (Link(clean_url(page.url, url), Role.LIST, page=number, data=dict(page.data)),)
