"""What a page's own meta data say: meta elements, JSON-LD, the scripts of WeChat pages, the title element."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from policymine.parsing.documents import read_published
from policymine.parsing.html_tree import html_facts

_SEPARATOR = re.compile(
    r"\s*(?:[_|｜丨]|\s[-–—]{1,2}\s|--+|——+|(?<=[\u4e00-\u9fff”》）?？!！])-(?=[\u4e00-\u9fffA-Z]))\s*"
)
_WECHAT_TIME = re.compile(
    r"\b(?:createTime|create_time|publish_time|oriCreateTime|ct)\s*[=:]\s*['\"](?P<v>\d{4}-\d\d-\d\d[^'\"]{0,12}|1\d{9})['\"]"
)
_CHINA = timezone(timedelta(hours=8))
_MAX_SCRIPT = 200_000


@dataclass(frozen=True, slots=True)
class PageMeta:
    """Values as stated, None where the page says nothing; ``published`` in EDTF."""

    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    site: str | None = None
    author: str | None = None
    url: str | None = None
    page_title: str | None = None
    names: frozenset[str] = field(default_factory=frozenset)  # of site and column: no part of a title


def read_meta(root: Any) -> PageMeta:
    """Meta data of the page, read before scripts are taken out."""
    stated = _meta_elements(root)
    facts = html_facts()["meta"]
    linked = _json_ld(root)

    def first(kind: str) -> str | None:
        return next((stated[name] for name in facts[kind] if stated.get(name)), None)

    published = next(
        (p for name in facts["published"] if (p := read_published(stated.get(name, ""))) is not None), None
    )
    canonical = next((el.get("href") for el in root.iter("link") if (el.get("rel") or "").lower() == "canonical"), None)
    url = next((u.strip() for u in (canonical, first("url")) if u and re.match(r"https?://", u.strip())), None)
    title_element = next(root.iter("title"), None)
    page_title = " ".join("".join(title_element.itertext())[:2000].split())[:500] if title_element is not None else None
    names = frozenset(n for n in (first("site"), first("column")) if n)
    return PageMeta(
        title=first("title") or linked.get("title"),
        published=published or linked.get("published") or _wechat_time(root) or _marked_time(root),
        publisher=first("publisher") or linked.get("publisher") or _text_of(root, "js_name"),
        site=first("site"),
        author=first("author") or linked.get("author"),
        url=url,
        page_title=page_title or None,
        names=names,
    )


def _meta_elements(root: Any) -> dict[str, str]:
    stated: dict[str, str] = {}
    for el in root.iter("meta"):
        name = (el.get("name") or el.get("property") or el.get("itemprop") or "").strip().lower()
        value = " ".join((el.get("content") or "").split())
        if name and value and name not in stated:
            stated[name] = value[:500]
    return stated


def _json_ld(root: Any) -> dict[str, str]:
    for el in root.iter("script"):
        if "ld+json" not in (el.get("type") or "") or not el.text or len(el.text) > _MAX_SCRIPT:
            continue
        try:
            data = json.loads(el.text)
        except (ValueError, RecursionError):
            continue
        for item in _objects(data):
            if "headline" in item or "datePublished" in item or "pubDate" in item:
                return _article(item)
    return {}


def _objects(data: Any) -> list[dict[str, Any]]:
    items = data if isinstance(data, list) else [data]
    found = [item for item in items if isinstance(item, dict)]
    for item in list(found):
        graph = item.get("@graph")
        if isinstance(graph, list):
            found += [g for g in graph if isinstance(g, dict)]
    return found


def _article(item: dict[str, Any]) -> dict[str, str]:
    out: dict[str, str] = {}
    title = item.get("headline") or item.get("title")
    published = read_published(item.get("datePublished") or item.get("pubDate") or "")
    for key, value in (
        ("title", title),
        ("published", published),
        ("publisher", _name(item.get("publisher"))),
        ("author", _name(item.get("author"))),
    ):
        if isinstance(value, str) and value.strip():
            out[key] = value.strip()[:500]
    return out


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else None


def _wechat_time(root: Any) -> str | None:
    """The day (in China) that the script of a saved WeChat page gives; its visible time is written by script too."""
    if not root.xpath("//*[@id='js_content' or @id='activity-name']"):
        return None
    for el in root.iter("script"):
        match = _WECHAT_TIME.search(el.text[:_MAX_SCRIPT]) if el.text else None
        if match:
            value = match["v"]
            if "-" in value:
                return read_published(value)
            return datetime.fromtimestamp(int(value), UTC).astimezone(_CHINA).date().isoformat()
    return None


_PUBLISHED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:pub(?:lish(?:ed)?)?[-_]?(?:date|time)|entry-date|post-date|published)(?:$|[\s_-])"
)


def _marked_time(root: Any) -> str | None:
    """The day of the elements that are marked as the time of publication; None where two of them differ."""
    days: set[str] = set()
    for el in root.iter("time", "span", "abbr", "div", "p"):
        name, kind = (el.get("itemprop") or "").lower(), (el.get("class") or "").lower()
        marked = name == "datepublished" or (
            el.tag == "time" and (el.get("pubdate") is not None or _PUBLISHED_CLASS.search(kind))
        )
        day = read_published(el.get("datetime") or el.get("content") or "") if marked else None
        if day is not None:
            days.add(day)
    return days.pop() if len(days) == 1 else None


def _text_of(root: Any, identifier: str) -> str | None:
    found = root.xpath("//*[@id=$id]", id=identifier)
    return " ".join("".join(found[0].itertext()).split()) or None if found else None


def choose_title(meta: PageMeta, headings: list[str]) -> str | None:
    """The article's title: what the page declares, else the heading that its <title> confirms, else <title> without site.

    ``headings``: texts of h1 and title-like elements in the order of the page.
    """
    page_title = meta.page_title or ""
    folded_page = _fold(page_title)
    declared = _strip_names(meta.title, meta.names) if meta.title else None
    if declared:
        # Templates fill the meta element with the site's name, or cut it: a heading that holds more of it wins.
        longer = next(
            (
                h
                for h in headings
                if _fold(declared).rstrip("…") and _fold(h).startswith(_fold(declared)[:40]) and len(h) > len(declared)
            ),
            None,
        )
        if longer and len(longer) <= 200:
            return longer
        if (
            not headings
            or any(_fold(declared) in _fold(h) or _fold(h) in _fold(declared) for h in headings)
            or _fold(declared) in folded_page
        ):
            return declared
    confirmed = [
        h
        for h in headings
        if len(_fold(h)) >= 5 and _fold(h) in folded_page and h not in meta.names and not _is_site(h)
    ]
    if confirmed:
        return max(confirmed, key=len)
    if len(headings) == 1 and len(headings[0]) >= 8 and not _is_site(headings[0]):
        return headings[0]
    return _strip_names(page_title, meta.names) or declared or (headings[0] if headings else None)


def _strip_names(title: str, names: frozenset[str]) -> str | None:
    """``title`` without the parts that name site or column; never without all of it."""
    parts = [p for p in _SEPARATOR.split(title) if p and p.strip()]
    if len(parts) < 2:
        return title.strip() or None
    longest = _longest(parts)
    kept = [p for i, p in enumerate(parts) if i == longest or not (p.strip() in names or _is_site(p))]
    if len(kept) == len(parts):
        return title.strip()
    # Words of the title itself may be parted by a separator: keep what stands between the first and the last kept part.
    first, last = title.find(kept[0]), title.rfind(kept[-1]) + len(kept[-1])
    return title[first:last].strip() or None


def _longest(parts: list[str]) -> int:
    return max(range(len(parts)), key=lambda i: len(parts[i]))


def _is_site(part: str) -> bool:
    part = part.strip()
    return len(part) <= 25 and part.endswith(tuple(html_facts()["site_words"]))


def _fold(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
