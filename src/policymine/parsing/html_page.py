"""A news or notice page: title, a line of who and when, and the main text with its tables, as one document.

The document's text is composed: the title, the page's own line of source and date where it has one, then the main
text. So a figure in the headline has a place to point at, and the date has its evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from policymine.errors import InputError
from policymine.parsing.decoding import decode_page
from policymine.parsing.documents import Given, build_document
from policymine.parsing.html_meta import PageMeta, choose_title, read_meta
from policymine.parsing.html_tree import Block, blocks, clean, find_containers, html_facts, parse_html
from policymine.records import Document, Section, SectionKind, Snapshot, Table
from policymine.text import layout_head as head
from policymine.text import layout_marks as marks
from policymine.text.grids import captioned, place, render
from policymine.text.layout_dates import date_of_url, find_date

_MIN_TEXT = 30  # characters of main text under which a page is a shell
# Articles have a few thousand elements. A page of more is left to prose alone: trafilatura takes half a second for
# every ten thousand.
_MAX_ELEMENTS = 30_000
_INFO_BLOCKS = 14  # between title and text stand source, date, font size, share buttons …


def read_page(snapshot: Snapshot) -> Document:
    """The article of an HTML page. Raises ``InputError``: PM113 without main text, and as decoding and building do."""
    root = parse_html(decode_page(snapshot.content, snapshot.media_type))
    meta = read_meta(root)
    headings = _headings(root)
    clean(root)
    body = root.find("body") if root.find("body") is not None else root
    page = list(blocks(body))
    title = choose_title(meta, headings)
    first, last = _main_text(root, page)
    first = _skip_head(page, first, last, title)
    main = _without_lists(page[first:last])
    if sum(len(b.text) for b in main) < _MIN_TEXT:
        raise InputError("PM113")
    info = _read_info(page, first, last, title)
    return _compose(snapshot, meta, title, main, info)


def _headings(root: Any) -> list[str]:
    found: list[str] = []
    for el in root.iter("h1", "h2", "h3", "div", "p", "span", "td", "ucaptitle"):
        name = f"{el.get('class') or ''} {el.get('id') or ''}".lower()
        titled = (
            el.tag in ("h1", "ucaptitle")
            or "title" in name
            or "biaoti" in name
            or el.get("id") == "activity-name"
            or name.split() == ["bt"]
        )
        if titled:
            text = " ".join("".join(el.itertext()).split())
            if 4 <= len(text) <= 200 and text not in found:
                found.append(text)
        if len(found) >= 30:
            break
    return found


def _main_text(root: Any, page: list[Block]) -> tuple[int, int]:
    """Indices of the first block of the main text and of the block after its last."""
    containers = find_containers(root)
    inside: dict[Any, list[int]] = {container: [] for container in containers}
    for i, block in enumerate(page):
        for element in (block.element, *block.element.iterancestors()):
            if element in inside:
                inside[element].append(i)
    for container in containers:
        found = inside[container]
        if found and sum(len(page[i].text) - page[i].links for i in found) >= 60:
            return found[0], found[-1] + 1
    return _by_content(root, page)


def _by_content(root: Any, page: list[Block]) -> tuple[int, int]:
    """Main text by trafilatura: from the first to the last block that it keeps; by prose alone where it keeps none.

    Precision is asked for, since the page is rebuilt from its own blocks: whatever stands between and beside kept blocks comes
    back, with its tables.
    """
    from copy import deepcopy

    import trafilatura

    text = ""
    if sum(1 for _ in root.iter()) <= _MAX_ELEMENTS:
        extracted = trafilatura.bare_extraction(
            deepcopy(root), include_comments=False, include_tables=True, with_metadata=False, favor_precision=True
        )
        text = getattr(extracted, "text", None) or ""
    kept = {fold for line in text.splitlines() if len(fold := _fold(line)) >= 6}
    matched = [i for i, b in enumerate(page) if not b.is_link and b.grid is None and _fold(b.text) in kept]
    # A lone short match far from the others is a title in a list.
    matched = [
        i
        for i in matched
        if len(page[i].text) >= 20 or any(abs(i - k) <= 3 and len(page[k].text) >= 20 for k in matched)
    ]
    if sum(len(page[i].text) for i in matched) < _MIN_TEXT:
        matched = [i for i, b in enumerate(page) if not b.is_link and len(b.text) >= 15 and marks.ends_sentence(b.text)]
    if not matched:
        raise InputError("PM113")
    return _extend(page, *_dense_run(page, matched))


def _extend(page: list[Block], first: int, last: int) -> tuple[int, int]:
    """The run with the blocks beside it that have the same parent: a first short line, a table, a signature."""

    def beside(own: Block, other: Block) -> bool:
        return (
            not other.is_link
            and own.element.getparent() is not None
            and other.element.getparent() is own.element.getparent()
        )

    while first > 0 and beside(page[first], page[first - 1]) and not _is_info(page[first - 1]):
        first -= 1
    while last < len(page) and beside(page[last - 1], page[last]):
        last += 1
    return first, last


def _is_info(block: Block) -> bool:
    scratch = head.Facts()
    line = block.spaced
    return len(line) <= marks.HEAD_LINE_LIMIT and (
        head.read_meta_line(line, 0, len(line), scratch) or head.read_date_line(line, 0, len(line), scratch)
    )


def _dense_run(page: list[Block], matched: list[int]) -> tuple[int, int]:
    """The run of matched blocks, cut where more than a dozen link blocks lie between two of them; the longest run wins."""
    runs: list[list[int]] = [[matched[0]]]
    for previous, i in pairwise(matched):
        links = sum(page[k].is_link for k in range(previous + 1, i))
        if links > 5:
            runs.append([])
        runs[-1].append(i)
    best = max(runs, key=lambda run: sum(len(page[i].text) for i in run))
    return best[0], best[-1] + 1


def _skip_head(page: list[Block], first: int, last: int, title: str | None) -> int:
    """Where the text begins after a title and lines of source and date that stand inside the container."""
    folded = _fold(title or "")
    for i in range(first, min(first + 6, last - 1)):
        if not (_is_info(page[i]) or (folded and _fold(page[i].text) == folded)):
            return i
    return first


def _without_lists(main: list[Block]) -> list[Block]:
    """``main`` without runs of links, and cut at a heading of other stories."""
    out: list[Block] = []
    i = 0
    while i < len(main):
        block = main[i]
        if (
            len(block.text) <= 120
            and out
            and (marks.related_pattern().match(block.text) or marks.neighbour_pattern().match(block.text))
        ):
            break
        if (
            len(block.text) <= 60
            and out
            and marks.maybe_related_pattern().match(block.text)
            and all(b.is_link for b in main[i + 1 : i + 3])
        ):
            break
        run = i
        while run < len(main) and main[run].is_link and main[run].grid is None:
            run += 1
        if run - i >= 3 or (run - i and run == len(main) and out):
            i = run
            continue
        out.append(block)
        i += 1
    return out


@dataclass(frozen=True, slots=True)
class _Info:
    """What stands around the main text: facts, and the lines that state source and date."""

    facts: head.Facts
    lines: tuple[str, ...]


def _read_info(page: list[Block], first: int, last: int, title: str | None) -> _Info:
    facts = head.Facts()
    folded = _fold(title or "")
    heading = max((i for i in range(first) if folded and _fold(page[i].text) == folded), default=-1)
    start = heading + 1 if heading >= 0 else max(0, first - 8)
    lines: list[str] = []
    for block in page[start:first][:_INFO_BLOCKS]:
        if block.is_link or len(block.text) > marks.HEAD_LINE_LIMIT:
            continue
        for line in block.spaced.split("\n"):
            if head.read_meta_line(line, 0, len(line), facts) or head.read_date_line(line, 0, len(line), facts):
                lines.append(line)
            elif marks.DOCUMENT_NUMBER_LINE.match(line) and facts.number is None:
                facts.number = line.strip("（）()")
                lines.append(line)
    # The index block of a notice (索引号, 发文字号, 发布机构) stands above the title; some pages put the source below the text.
    around = page[max(0, start - 20) : start] + page[last : last + 5]
    for block in around:
        for line in block.spaced.split("\n"):
            if not block.is_link and len(line) <= 200 and marks.label_pattern().match(line):
                head.read_meta_line(line, 0, len(line), facts)
    return _Info(facts, tuple(lines[:4]))


def _compose(snapshot: Snapshot, meta: PageMeta, title: str | None, main: list[Block], info: _Info) -> Document:
    parts: list[str] = []
    sections: list[Section] = []
    offset = 0

    def put(text: str, kind: SectionKind | None, gap: str = "\n") -> int:
        nonlocal offset
        begin = offset
        parts.append(text + gap)
        offset += len(text) + len(gap)
        if kind is not None:
            sections.append(Section(kind, begin, offset))
        return begin

    if title:
        put(title, SectionKind.HEADLINE)
    byline = [line for line in info.lines if line]
    if byline:
        begin = offset
        for line in byline:
            put(line, None)
        sections.append(Section(SectionKind.BYLINE, begin, offset))
    prefix = offset
    tables: list[Table] = []
    for i, block in enumerate(main):
        if block.grid is None:
            put(block.text, None)
            continue
        text, spans = render(block.grid)
        begin = put(text, None)
        table = place(block.grid, spans, begin, begin + len(text))
        tables.append(captioned(table, main[i - 1].text if i else ""))
    text = "".join(parts).rstrip("\n")
    given = _given(meta, title, info, "".join(parts)[:prefix])
    return build_document(
        snapshot, text, given=given, tables=tuple(tables), sections=tuple(sections) if offset > prefix else ()
    )


def _given(meta: PageMeta, title: str | None, info: _Info, prefix: str) -> Given:
    facts = info.facts
    dated = [d for d in facts.dates if d[0] in (head.RELEASED, head.BYLINE)]
    published = min(dated, key=lambda d: d[0])[1].edtf if dated else meta.published
    drawn_up = min((d for d in facts.dates if d not in dated), key=lambda d: d[0], default=None)
    if published is None and drawn_up is not None:
        published = drawn_up[1].edtf
    if published is None and meta.url:
        published = date_of_url(meta.url)
    return Given(
        title=title,
        publisher=_publisher(facts.publisher, meta),
        author=_person(facts.author or head.first_names(facts.reporter) or meta.author),
        published=published,
        published_span=_evidence(prefix, published),
        number=facts.number,
        issuer=facts.issuer,
        url=meta.url,
    )


def _publisher(stated: str | None, meta: PageMeta) -> str | None:
    own = set(html_facts()["own_site"])
    for name in (stated, meta.publisher, meta.site):
        cleaned = re.sub(r"^(?:来源|Source)\s*[:：]\s*", "", name or "").strip()
        if cleaned and cleaned not in own:
            return cleaned
    return None


def _person(name: str | None) -> str | None:
    return name if name and name not in set(html_facts()["own_site"]) else None


def _evidence(prefix: str, published: str | None) -> tuple[int, int] | None:
    position = 0
    while published and position < len(prefix):
        found = find_date(prefix, position)
        if found is None:
            return None
        if found.edtf == published:
            return found.start, found.end
        position = found.end
    return None


def _fold(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
