"""Hanweb JCMS: ``/col/colN/index.html`` holds the first records as CDATA; ``dataproxy.jsp`` gives the others.

Source: the jpage component that JCMS writes into a column's page: a datastore in a script element of type text/xml, and
the numbers of column, unit and site, which the component sends with ``startrecord`` and ``endrecord``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from policymine.acquisition.kinds.base import Found, Link, Page
from policymine.acquisition.kinds.html import read_list
from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Source
from policymine.errors import AcquisitionError

PROXY = "/module/web/jpage/dataproxy.jsp"
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
_TOTAL = re.compile(
    r"<totalrecord>\s*(\d+)\s*</totalrecord>|\btotalRecord\s*['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE
)
_PER_PAGE = re.compile(r"\bperPage\s*['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
_PROXY_URL = re.compile(r"[\w/.:-]*dataproxy\.jsp\?[^\"'<>\s\]]*", re.IGNORECASE)
_PARAMETER = re.compile(
    r"\b(columnid|unitid|webid|webname|path|sourceContentType|permissiontype|appid|col)\b['\"]?\s*[:=]\s*['\"]?([\w./%-]+)"
)
_COLUMN = re.compile(r"/col/col(\d+)/")
_BLOCK_PAGES = 3
"""Pages that the component fetches with one request."""

_DEFAULTS = {"col": "1", "appid": "1", "path": "/", "sourceContentType": "1", "permissiontype": "0"}


def records(text: str) -> list[str]:
    """The HTML of each record of a datastore."""
    return [unescape(m) if "&lt;" in m[:20] else m for m in _RECORD.findall(text)]


def read(page: Page, source: Source) -> Found:
    """Entries of the records (of the page itself where it has none), and the next block of records."""
    text = page.text
    found_records = records(text)
    asked = page.data.get("total") is not None or "startrecord=" in page.url
    if asked and not found_records and "<datastore" not in text.lower() and page.content.strip():
        raise AcquisitionError("PM627", "no datastore in the answer", where=page.url)
    base = page.data.get("base") or page.url
    if found_records:
        body = f"<ul>{''.join(f'<li>{record}</li>' for record in found_records)}</ul>"
        listed = replace(page, url=base, content=f"<meta charset=utf-8>{body}".encode())
        found = read_list(_fresh(listed), _whole(source))
    elif asked:
        return Found()
    else:
        found = read_list(page, source)
    following = _next(page, source, text, len(found_records), base)
    return replace(found, next=(following,) if following else found.next if not found_records else ())


def _fresh(page: Page) -> Page:
    return Page(page.url, page.content, "text/html; charset=utf-8", page.number, page.data)


def _whole(source: Source) -> Source:
    """Every link of a record is an entry: the records are the list."""
    if source.selectors.item or source.selectors.links:
        return source
    return source.model_copy(update={"selectors": source.selectors.model_copy(update={"item": "li"})})


def _next(page: Page, source: Source, text: str, count: int, base: str) -> Link | None:
    data = dict(page.data) or _begin(page, source, text, count)
    if not data or (not count and page.data):
        return None
    start, block = int(data["start"]), int(data["block"])
    total = _total(text) or data["total"]
    if total is not None and start > int(total):
        return None
    parameters: Mapping[str, str] = data["parameters"]
    asked = {"startrecord": str(start), "endrecord": str(start + block - 1), "perpage": str(data["per_page"])}
    url = (
        urljoin(page.url if not page.data else base, data["proxy"]) + "?" + urlencode({**asked, **parameters}, safe="/")
    )
    following = {**data, "start": start + block, "total": total, "base": base}
    form = dict(parameters) if source.pagination.method == "POST" else None
    return Link(url, Role.LIST, page=page.number + 1, data=following, form=form)


def _begin(page: Page, source: Source, text: str, count: int) -> dict[str, Any]:
    """What the first page says of the blocks that follow; empty where it is no JCMS column."""
    paging = source.pagination
    parameters = dict(_DEFAULTS)
    column = _COLUMN.search(urlsplit(page.url).path)
    if column:
        parameters["columnid"] = column[1]
    parameters |= {m[1]: m[2] for m in _PARAMETER.finditer(text)}
    proxy = PROXY
    link = next((unescape(m) for m in _PROXY_URL.findall(text)), None)
    if link is not None:
        parameters |= {
            k: v
            for k, v in parse_qsl(urlsplit(link).query)
            if k in (*_DEFAULTS, "columnid", "unitid", "webid", "webname")
        }
        proxy = link.partition("?")[0]
    for name in ("columnid", "unitid", "webid"):
        given = getattr(paging, name)
        if given is not None:
            parameters[name] = given
    if "columnid" not in parameters or "unitid" not in parameters:
        return {}
    said = _PER_PAGE.search(text)
    per_page = paging.per_page or (int(said[1]) if said else 15)
    per_page = min(max(per_page, 1), 100)
    return {
        "start": count + 1,
        "block": per_page * _BLOCK_PAGES,
        "per_page": per_page,
        "total": _total(text),
        "parameters": parameters,
        "proxy": proxy,
    }


def _total(text: str) -> int | None:
    found = _TOTAL.search(text)
    return int(found[1] or found[2]) if found else None
