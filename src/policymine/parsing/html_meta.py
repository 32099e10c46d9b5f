"""What a page's own meta data say: meta elements, JSON-LD, the scripts of WeChat pages, the title element."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from policymine.parsing.documents import read_published
from policymine.parsing.html_tree import html_facts

_SCRIPT_NAMES = ("publish_time", "createTime", "create_time", "oriCreateTime", "ct")
_WECHAT_TIME = re.compile(
    rf"\b(?P<name>{'|'.join(_SCRIPT_NAMES)})\s*[=:]\s*['\"](?P<v>\d{{4}}-\d\d-\d\d[^'\"]{{0,12}}|1\d{{9}})['\"]"
)
_JSON_TIME = re.compile(
    r"['\"](?P<name>pubTime|publishTime|publish_time|pubDate|pubdate)['\"]\s*:\s*['\"]?(?P<v>\d{4}-\d\d-\d\d[^'\",}]{0,12}|1\d{9}(?:\d{3})?)['\",}]"
)
_CHINA = timezone(timedelta(hours=8))
_MAX_SCRIPT = 200_000


@dataclass(frozen=True, slots=True)
class PageMeta:
    """Values as stated, None where the page says nothing; ``published`` in EDTF."""

    title: str | None = None
    published: str | None = None
    published_from: str | None = None
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

    published, published_from = _published(root, stated, linked)
    canonical = next((el.get("href") for el in root.iter("link") if (el.get("rel") or "").lower() == "canonical"), None)
    url = next((u.strip() for u in (canonical, first("url")) if u and re.match(r"https?://", u.strip())), None)
    title_element = next(root.iter("title"), None)
    page_title = " ".join("".join(title_element.itertext())[:2000].split())[:500] if title_element is not None else None
    names = frozenset(n for n in (first("site"), first("column")) if n)
    return PageMeta(
        title=first("title") or linked.get("title"),
        published=published,
        published_from=published_from,
        publisher=first("publisher") or linked.get("publisher") or _text_of(root, "js_name"),
        site=first("site"),
        author=first("author") or linked.get("author"),
        url=url,
        page_title=page_title or None,
        names=names,
    )


def _published(root: Any, stated: dict[str, str], linked: dict[str, str]) -> tuple[str | None, str | None]:
    """The day of publication and which of the page's marks says so."""
    for name in html_facts()["meta"]["published"]:
        day = read_published(stated.get(name, ""))
        if day is not None:
            return day, f"meta:{name}"
    if linked.get("published"):
        return linked["published"], "json-ld"
    script = _script_time(root)
    if script is not None:
        return script
    day = _marked_time(root)
    return day, "time" if day else None


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


def _script_time(root: Any) -> tuple[str, str] | None:
    """The day (in China) that a script gives, and the name of its variable.

    Saved WeChat pages write their visible time by script; the pages of news sites carry their data as JSON.
    """
    wechat = bool(root.xpath("//*[@id='js_content' or @id='activity-name']"))
    for el in root.iter("script"):
        if not el.text:
            continue
        text = el.text[:_MAX_SCRIPT]
        found = sorted(_WECHAT_TIME.finditer(text), key=_script_rank) if wechat else list(_JSON_TIME.finditer(text))
        days = {day for m in found if (day := _script_day(m["v"])) is not None}
        if found and (wechat or len(days) == 1):
            day = _script_day(found[0]["v"])
            if day is not None:
                return day, f"script:{found[0]['name']}"
    return None


def _script_rank(match: re.Match[str]) -> int:
    """CreateTime is the day as the reader sees it; the others are its seconds."""
    return _SCRIPT_NAMES.index(match["name"])


def _script_day(value: str) -> str | None:
    if not value.isdigit():
        return read_published(value)
    return datetime.fromtimestamp(int(value[:10]), UTC).astimezone(_CHINA).date().isoformat()


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
