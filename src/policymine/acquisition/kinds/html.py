"""Links of HTML pages: entries of lists with title and date, the way to the next page, attachments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from policymine.acquisition.content import ARCHIVE_SUFFIXES, ATTACHMENT_SUFFIXES, PICTURE_SUFFIXES, suffix_of
from policymine.acquisition.kinds.base import Found, Link, Page, clean_url
from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Selectors, Source
from policymine.errors import AcquisitionError

MAX_LINKS: Final = 5000
"""Links of one page that are looked at; list pages have some hundreds."""

_DATE = re.compile(
    r"(?<!\d)(20\d\d|19\d\d)\s*[-./年]\s*(0?[1-9]|1[0-2])\s*[-./月]\s*(0?[1-9]|[12]\d|3[01])(?!\d)|"
    r"(?<!\d)(0?[1-9]|[12]\d|3[01])\s+(20\d\d)\s*[-./年]\s*(0?[1-9]|1[0-2])(?!\d)"  # day in large print, then the month
)
_URL_DATE = re.compile(
    r"/t(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])_\d+|/art/(20\d\d)/(\d{1,2})/(\d{1,2})/art_|"
    r"[/_](20\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])[/_.]"
)
_NEXT = re.compile(r"^\s*(?:下一页|下页|下一頁|后一页|next(?:\s+page)?|[>›»＞]{1,2})\s*[>›»＞]*\s*$", re.IGNORECASE)
_MORE = re.compile(r"^\s*(?:更多|more|首页|尾页|末页|上一页|登录|注册|english|返回|设为首页|加入收藏)", re.IGNORECASE)
_CHROME = frozenset({"nav", "footer", "header", "aside", "select", "form"})


def tree(text: str) -> Any:
    """The element tree of a page, without network and within libxml2's own limits. PM627 where nothing can be read."""
    from lxml import etree
    from lxml.html import HTMLParser

    try:
        root = etree.fromstring(
            text.encode("utf-8", "replace"),
            HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, recover=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise AcquisitionError("PM627", str(error)) from error
    if root is None:
        raise AcquisitionError("PM627", "no element in it")
    return root


def base_of(root: Any, url: str) -> str:
    """The address that relative links stand against: that of ``<base href>`` where the page has one on its own host."""
    found = root.find(".//base[@href]")
    if found is None:
        return url
    try:
        return clean_url(url, found.get("href"))
    except AcquisitionError:
        return url


def find_date(text: str) -> str | None:
    """EDTF of the first date in a piece of a list: 2022-07-19, 2022年7月19日, or a day and then its year and month."""
    found = _DATE.search(text)
    if not found:
        return None
    year, month, day, day_first, year_after, month_after = found.groups()
    return _edtf(year or year_after, month or month_after, day or day_first)


def date_in_url(url: str) -> str | None:
    """The date that TRS, JCMS and others write into an address."""
    found = _URL_DATE.search(url)
    if not found:
        return None
    parts = [part for part in found.groups() if part is not None]
    return _edtf(*parts)


def _edtf(year: str, month: str, day: str) -> str | None:
    from datetime import date

    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def words(element: Any) -> str:
    """Text of an element, scripts, styles and comments left out, blanks joined."""
    parts: list[str] = []
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in ("script", "style") and node.text:
            parts.append(node.text)
        if node.tail and node is not element:
            parts.append(node.tail)
    return " ".join("".join(parts).split())


def title_of(anchor: Any) -> str:
    """A link's title: its ``title`` attribute where the text is cut off by it, else the text."""
    text = words(anchor)
    whole = " ".join((anchor.get("title") or "").split())
    if whole and (not text or (len(whole) > len(text) and whole.startswith(text.rstrip(".… ")[:10]))):
        return whole
    return _DATE.sub("", text).strip(" []【】·•") or text or whole


def read_list(page: Page, source: Source, *, only: re.Pattern[str] | None = None) -> Found:
    """Entries of a list page: by the source's selectors, by the pattern of a family's addresses, or by their looks."""
    root = tree(page.text)
    base = base_of(root, page.url)
    bad: list[tuple[str, str]] = []
    anchors = list(_anchors(root, source.selectors))
    links: list[tuple[Any, Any, str]] = []
    for anchor, box in anchors[:MAX_LINKS]:
        href = anchor.get("href")
        if not href or not href.strip() or href.strip().startswith("#"):
            continue
        try:
            links.append((anchor, box, clean_url(base, href)))
        except AcquisitionError as error:
            bad.append((href.strip()[:500], error.detail))
    if only is not None and not _selected(source.selectors):
        links = [entry for entry in links if only.search(urlsplit(entry[2]).path)]
    elif not _selected(source.selectors):
        links = _by_looks(links)
    items = list(_items(links, source, page.url))
    return Found(tuple(items), next_by_link(root, base, page, source), tuple(dict.fromkeys(bad)))


def _selected(selectors: Selectors) -> bool:
    return selectors.item is not None or selectors.links is not None


def _anchors(root: Any, selectors: Selectors) -> Iterator[tuple[Any, Any]]:
    """Links and the element of the entry that each stands in, where selectors name it."""
    if selectors.item is not None:
        for box in select(root, selectors.item):
            found = select(box, selectors.links) if selectors.links else box.iter("a")
            anchor = next((a for a in found if a.get("href")), None)
            if anchor is not None:
                yield anchor, box
    elif selectors.links is not None:
        for anchor in select(root, selectors.links):
            yield anchor, None
    else:
        for anchor in root.iter("a", "area"):
            yield anchor, None


def select(element: Any, selector: str) -> list[Any]:
    """Elements that a CSS selector finds below ``element``."""
    from cssselect import GenericTranslator

    return list(element.xpath(GenericTranslator().css_to_xpath(selector)))


def _items(links: Iterable[tuple[Any, Any, str]], source: Source, own: str) -> Iterator[Link]:
    seen = {own}
    for anchor, box, url in links:
        if url in seen or not source.takes(url) or suffix_of(url) in PICTURE_SUFFIXES | ARCHIVE_SUFFIXES:
            continue
        if not source.in_scope(urlsplit(url).hostname or ""):
            continue
        seen.add(url)
        role = Role.ATTACHMENT if suffix_of(url) in ATTACHMENT_SUFFIXES else Role.PAGE
        yield Link(url, role, _title(anchor, box, source.selectors) or None, _date(anchor, box, source.selectors, url))


def _title(anchor: Any, box: Any, selectors: Selectors) -> str:
    if selectors.title and box is not None:
        found = select(box, selectors.title)
        if found:
            return words(found[0])
    return title_of(anchor)


def _date(anchor: Any, box: Any, selectors: Selectors, url: str) -> str | None:
    if selectors.date and box is not None:
        found = select(box, selectors.date)
        return find_date(words(found[0])) if found else date_in_url(url)
    near = box if box is not None else entry_box(anchor)
    return find_date(words(near)) or date_in_url(url)


def entry_box(anchor: Any) -> Any:
    """The largest element around a link, four levels up at most, that holds no other entry's link."""
    box = anchor
    own = anchor.get("href")
    for _ in range(4):
        parent = box.getparent()
        if parent is None or parent.tag in ("body", "html", "ul", "ol", "tbody", "table"):
            break
        if any(a.get("href") != own and len(words(a)) > 3 for a in parent.iter("a")):
            break
        box = parent
    return box


def _by_looks(links: list[tuple[Any, Any, str]]) -> list[tuple[Any, Any, str]]:
    """The links of a page's main list: those whose addresses have one shape, by the dates beside them and their titles."""
    groups: defaultdict[str, list[tuple[Any, Any, str]]] = defaultdict(list)
    for anchor, box, url in links:
        title = title_of(anchor)
        if len(title) < 6 or _MORE.match(title) or _in_chrome(anchor):
            continue
        groups[_shape(url)].append((anchor, box, url))
    if not groups:
        return []

    def dated(group: list[tuple[Any, Any, str]]) -> int:
        return sum(bool(find_date(words(entry_box(a))) or date_in_url(u)) for a, _, u in group[:50])

    scores = {shape: (dated(group), len({u for _, _, u in group})) for shape, group in groups.items()}
    with_dates = [shape for shape, (dates, count) in scores.items() if dates * 2 >= min(count, 50)]
    if with_dates:
        keep = set(with_dates)  # a list may lead to several systems: each has its own shape of address
    else:
        best = max(scores, key=lambda shape: (scores[shape][1], shape))
        keep = {best} if scores[best][1] >= 3 else set()
    return [entry for entry in links if _shape(entry[2]) in keep and len(title_of(entry[0])) >= 6]


def _in_chrome(anchor: Any) -> bool:
    return any(parent.tag in _CHROME for parent in anchor.iterancestors())


def _shape(url: str) -> str:
    parts = urlsplit(url)
    path = re.sub(r"[0-9a-f]{16,}", "H", re.sub(r"\d+", "0", parts.path))
    folders = path.split("/")
    names = ",".join(sorted({key for key, _ in parse_qsl(parts.query, max_num_fields=50)})) if parts.query else ""
    return f"{parts.hostname}/{len(folders)}/{folders[-1]}?{names}"


def next_by_link(root: Any, base: str, page: Page, source: Source) -> tuple[Link, ...]:
    """The list page after this one: by the source's ``next`` selector or address pattern, ``rel=next``, or its words."""
    number = page.number + 1
    pattern = source.pagination.url
    if pattern is not None:
        url = pattern.replace("{page}", str(number - 2 + source.pagination.first))
        per_page = source.pagination.per_page or 20
        return (
            Link(clean_url(page.url, url.replace("{offset}", str(page.number * per_page))), Role.LIST, page=number),
        )
    candidates: list[Any] = []
    if source.selectors.next:
        candidates = select(root, source.selectors.next)
    else:
        candidates = [e for e in root.iter("link", "a") if "next" in (e.get("rel") or "").lower().split()]
        candidates += [a for a in root.iter("a") if _NEXT.match(words(a) or a.get("title") or "")]
    for element in candidates:
        try:
            url = clean_url(base, element.get("href") or "")
        except (AcquisitionError, ValueError):
            continue
        if url != page.url and source.in_scope(urlsplit(url).hostname or ""):
            return (Link(url, Role.LIST, page=number),)
    return ()


_FILE_PARAMETERS = ("filename", "file", "url", "src", "name")


def attachments(page: Page, source: Source) -> tuple[list[Link], list[tuple[str, str]]]:
    """Documents that a page links to (PDF, Word, Excel), and links that are no addresses.

    A document is known by the suffix of its address, of a parameter in it (download scripts, PDF viewers) or of its text.
    """
    root = tree(page.text)
    base = base_of(root, page.url)
    found: dict[str, Link] = {}
    bad: dict[str, str] = {}
    for element in root.iter("a", "iframe", "embed", "object"):
        raw = element.get("href") or element.get("src") or element.get("data")
        if not raw or raw.strip().startswith("#") or len(found) >= 200:
            continue
        try:
            url = clean_url(base, raw)
        except AcquisitionError as error:
            if not raw.strip().lower().startswith(("mailto:", "tel:", "about:")):
                bad[raw.strip()[:500]] = error.detail
            continue
        target = _attachment_url(url, element)
        if target is None or target in found or not source.in_scope(urlsplit(target).hostname or ""):
            continue
        text = words(element)
        found[target] = Link(target, Role.ATTACHMENT, text or element.get("title") or None)
    return list(found.values()), list(bad.items())


def _attachment_url(url: str, element: Any) -> str | None:
    if suffix_of(url) in ATTACHMENT_SUFFIXES:
        return url
    for key, value in parse_qsl(urlsplit(url).query, max_num_fields=50):
        if key.lower() in _FILE_PARAMETERS and _has_suffix(value):
            if "viewer" in url and "/" in value:  # the viewer is a page of its own, the document lies elsewhere
                try:
                    return clean_url(url, value)
                except AcquisitionError:
                    return None
            return url
    if element.tag == "a" and _has_suffix(words(element)) and suffix_of(url) not in (".html", ".htm", ".shtml"):
        return url
    return None


def _has_suffix(text: str) -> bool:
    tail = unquote(text, errors="replace").lower().rstrip(" )）]】")[-6:]
    return any(tail.endswith(suffix) for suffix in ATTACHMENT_SUFFIXES)
