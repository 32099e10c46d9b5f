"""The headline of a page: what it declares, what its headings say, what its <title> holds beside the site's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from policymine.parsing.html_meta import PageMeta
from policymine.parsing.html_tree import html_facts, name_parts
from policymine.text import layout_marks as marks

_SEPARATOR = re.compile(
    r"\s*(?:[_|｜丨]|\s[-–—]{1,2}\s|--+|——+|(?<=[\u4e00-\u9fff”》）?？!！])-(?=[\u4e00-\u9fffA-Z]))\s*"
)
_TITLED = ("h1", "ucaptitle", "founder-title")
_MOST = 30
_EDITION = re.compile(r"(?:数字报|电子报|电子版|数字版)$")
_HEADLINE = 10  # what is shorter may be a part of a headline that holds a dash itself
_COLUMN = 8  # names of columns are this short


@dataclass(frozen=True, slots=True)
class Headings:
    """Texts of title-like elements in the order of the page: ``strong`` are marked as titles, ``weak`` as any heading."""

    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


def read_headings(root: Any) -> Headings:
    """Headings of a page, without what a label within them says of author and time."""
    strong: list[str] = []
    weak: list[str] = []
    words = frozenset(html_facts()["headline"])
    for el in root.iter(*_TITLED, "h2", "h3", "h4", "div", "p", "span", "td", "font"):
        name = f"{el.get('class') or ''} {el.get('id') or ''}".lower()
        titled = (
            el.tag in _TITLED
            or "title" in name
            or "biaoti" in name
            or el.get("id") == "activity-name"
            or bool(name.strip() and name_parts(el) & words)
        )
        if not titled and el.tag not in ("h2", "h3", "h4"):
            continue
        if titled and el.tag not in _TITLED and next(el.iterdescendants("h1", "h2", "h3"), None) is not None:
            continue  # the box around a heading and its line of source and date
        text = " ".join("".join(el.itertext())[:2000].split())
        label = marks.label_pattern().search(text)
        if label is not None and label.start() >= 4:
            text = text[: label.start()].strip()
        kept = strong if titled else weak
        if 4 <= len(text) <= 200 and text not in kept and len(kept) < _MOST:
            kept.append(text)
    return Headings(tuple(strong), tuple(weak))


def choose_title(meta: PageMeta, found: Headings) -> str | None:
    """The title: what the page declares, else the heading that its <title> confirms, else <title> without site."""
    headings = list(found.strong)
    page_title = meta.page_title or ""
    folded_page = _fold(page_title)
    declared = _strip_names(meta.title, meta.names) if meta.title else None
    if declared:
        # Aggregators hang keywords on the headline (标题_关键词_关键词): the heading is one of the parts.
        parts = {_fold(part) for part in _SEPARATOR.split(declared) if part}
        part = next((h for h in headings if len(parts) > 1 and len(_fold(h)) >= 5 and _fold(h) in parts), None)
        if part:
            return part
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
            or any(_fold(declared) in _fold(h) or _fold(h) in _fold(declared) for h in (*headings, *found.weak))
            or _fold(declared) in folded_page
        ):
            return declared
    confirmed = [
        h
        for h in (*headings, *found.weak)
        if len(_fold(h)) >= 5 and _fold(h) in folded_page and h not in meta.names and not _is_site(h)
    ]
    if confirmed:
        return max(confirmed, key=len)
    if len(headings) == 1 and len(headings[0]) >= 8 and not _is_site(headings[0]):
        return headings[0]
    named = _strip_names(page_title, meta.names)
    if named and _is_site(named):
        return next((h for h in headings if not _is_site(h)), None)
    return named or declared or (headings[0] if headings else None)


def _strip_names(title: str, names: frozenset[str]) -> str | None:
    """``title`` without the parts that name site or column; never without all of it."""
    parts = [p for p in _SEPARATOR.split(title) if p and p.strip()]
    if len(parts) < 2:
        return title.strip() or None
    longest = _longest(parts)
    named = [p.strip() in names or _is_site(p) for p in parts]
    # 标题_栏目_网站: what stands between the headline and the site is the column.
    columns = range(longest + 1, len(parts) - 1) if named[-1] and len(parts[longest]) >= _HEADLINE else range(0)
    kept = [p for i, p in enumerate(parts) if i == longest or not (named[i] or (i in columns and len(p) <= _COLUMN))]
    if len(kept) == len(parts):
        return title.strip()
    # Words of the title itself may be parted by a separator: keep what stands between the first and the last kept part.
    first, last = title.find(kept[0]), title.rfind(kept[-1]) + len(kept[-1])
    return title[first:last].strip() or None


def _longest(parts: list[str]) -> int:
    return max(range(len(parts)), key=lambda i: len(parts[i]))


def _is_site(part: str) -> bool:
    part = part.strip(" =-—·*【】[]()（）")
    return len(part) <= 25 and part.endswith(tuple(html_facts()["site_words"]))


def _fold(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def site_of_title(meta: PageMeta) -> str | None:
    """The site's name that stands beside the headline in <title>, if it is that of an outlet or a body."""
    parts = [p.strip() for p in _SEPARATOR.split(meta.page_title or "") if p and p.strip()]
    longest = _longest(parts) if len(parts) > 1 else -1
    names = [_EDITION.sub("", p) for i, p in enumerate(parts) if i != longest and _is_site(p)]
    return next((name for name in reversed(names) if marks.is_outlet(name)), None)
