"""A news or notice page: title, a line of who and when, and the main text with its tables, as one document.

The document's text is composed: the title, the page's own line of source and date where it has one, then the main
text. So a figure in the headline has a place to point at, and the date has its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from policymine.errors import InputError
from policymine.parsing.decoding import decode_page
from policymine.parsing.documents import Given, build_document
from policymine.parsing.html_checks import picture_tables, what_shell
from policymine.parsing.html_furniture import facts_only, is_foot, is_furniture, without_pinyin
from policymine.parsing.html_links import page_address, read_attachments
from policymine.parsing.html_meta import PageMeta, read_meta
from policymine.parsing.html_title import choose_title, read_headings, site_of_title
from policymine.parsing.html_tree import Block, blocks, clean, find_containers, html_facts, name_parts, parse_html
from policymine.records import Attachment, Document, Section, SectionKind, Snapshot, Table
from policymine.text import layout_head as head
from policymine.text import layout_marks as marks
from policymine.text.grids import captioned, place, render
from policymine.text.layout_dates import date_of_url, find_date
from policymine.text.script import is_traditional, simplified

# trafilatura keeps less than this share of a page's prose where it took a foot or a list for the article.
_LEAST_SHARE = 0.4
_SIGNS = re.compile(r"[\W_]+")
_MIN_TEXT = 30  # characters of main text under which a page is a shell
# Articles have a few thousand elements. A page of more is left to prose alone: trafilatura takes half a second for
# every ten thousand.
_MAX_ELEMENTS = 30_000
_HEAD_BLOCKS = 12  # title, decks, source and date, an index, buttons, before the text in one container
_AFTER = 12  # blocks after the text among which its attachments are listed
_INFO_BLOCKS = 14  # between title and text stand source, date, font size, share buttons …


def read_page(snapshot: Snapshot) -> Iterator[Document | InputError]:
    """The article of an HTML page, and after it PM114 if a table of it is a picture.

    Raises ``InputError``: PM113 without main text, and as decoding and building do.
    """
    source = decode_page(snapshot.content, snapshot.media_type)
    root = parse_html(source)
    meta = read_meta(root)
    meta = replace(meta, url=page_address(source, meta.url, snapshot.uri))
    headings = read_headings(root)
    shell = what_shell(root)
    clean(root)
    body = root.find("body") if root.find("body") is not None else root
    page = list(blocks(body))
    title = without_pinyin(choose_title(meta, headings) or "") or None
    try:
        first, last = _main_text(root, page)
    except InputError as error:
        raise InputError(error.code, error.detail or shell) from error
    begin = first
    if title is None or not (meta.title or _is_printed(title, page)):
        title = _title_above(page, first, last) or title
    first, decks = _skip_head(page, first, last, title)
    main, index = _without_index(_without_lists(page[first:last]))
    if sum(len(b.text) for b in main) < _MIN_TEXT:
        raise InputError("PM113", shell)
    info = _read_info(page, first, last, title, index, known=meta.published is not None)
    decks = decks or _decks_above(page, begin, title)
    attachments = read_attachments([b.element for b in page[begin : last + _AFTER] if b.attachment], meta.url)
    yield _compose(snapshot, meta, title, decks, main, info, attachments)
    pictured = picture_tables(main)
    if pictured:
        yield InputError("PM114", pictured)


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
    from lxml import etree

    text = ""
    if sum(1 for _ in root.iter()) <= _MAX_ELEMENTS:
        copy = deepcopy(root)
        # trafilatura writes a cell for every column that a cell claims to span.
        etree.strip_attributes(copy, "colspan", "rowspan")
        extracted = trafilatura.bare_extraction(
            copy, fast=True, include_comments=False, include_tables=True, with_metadata=False, favor_precision=True
        )
        text = getattr(extracted, "text", None) or ""
    kept = {fold for line in text.splitlines() if len(fold := _fold(line)) >= 6}
    matched = [
        i
        for i, b in enumerate(page)
        if not b.is_link and b.grid is None and _fold(b.text) in kept and not is_furniture(b)
    ]
    # A lone short match far from the others is a title in a list.
    matched = [
        i
        for i in matched
        if len(page[i].text) >= 20 or any(abs(i - k) <= 3 and len(page[k].text) >= 20 for k in matched)
    ]
    prose = [
        i
        for i, b in enumerate(page)
        if len(b.text) >= 15 and not b.is_link and marks.ends_sentence(b.text) and not is_furniture(b)
    ]
    found = set(matched)
    told, all_told = (sum(len(page[i].text) for i in run) for run in ([i for i in prose if i in found], prose))
    if sum(len(page[i].text) for i in matched) < _MIN_TEXT or told < _LEAST_SHARE * all_told:
        matched = prose
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


def _skip_head(page: list[Block], first: int, last: int, title: str | None) -> tuple[int, list[Block]]:
    """Where the text begins after a title, decks and lines of source and date that stand inside the container."""
    folded = _fold(title or "")
    end, decks = first, []
    titled = False
    for i in range(first, min(first + _HEAD_BLOCKS, last - 1)):
        block = page[i]
        own = _fold(block.text)
        if folded and own and (own == folded or (len(own) >= 4 and not titled and folded.startswith(own))):
            titled = titled or own == folded
            end = i + 1
        elif is_index(block) or _is_info(block) or is_furniture(block):
            end = i + 1
        elif _is_deck(block, beside_title=titled or i == first):
            decks.append(block)
        else:
            break
    if end == first:
        return first, []
    return end, [block for block in decks if any(block is b for b in page[first:end])]


def _is_printed(title: str, page: list[Block]) -> bool:
    """Whether a title that only <title> gives stands on the page itself."""
    folded = _fold(title)
    return any(folded in _fold(block.text) for block in page if len(block.text) <= 400)


def _title_above(page: list[Block], first: int, last: int) -> str | None:
    """The short line right above the line of source and date, on pages that mark no title and name but the site."""
    inside = range(first, min(first + _HEAD_BLOCKS, last))
    below = next((i for i in inside if _is_info(page[i])), first)
    for i in range(below - 1, max(-1, below - 8), -1):
        block = page[i]
        if _is_info(block) or is_furniture(block):
            continue
        plain = not block.is_link and block.grid is None and block.text[-1] not in "。；，："
        return block.text if plain and 5 <= len(block.text) <= 80 else None
    return None


def _is_deck(block: Block, *, beside_title: bool) -> bool:
    """Whether ``block`` is the line over or under a headline (引题, 副题): marked as one, a small heading, or dashed."""
    text = block.text
    if block.grid is not None or block.is_link or not 4 <= len(text) <= 80 or text[-1] in "。；，":
        return False
    if marks.ORDINAL_START.match(text):
        return False  # a heading within the text
    if name_parts(block.element) & frozenset(html_facts()["deck"]):
        return True
    return beside_title and (block.element.tag in ("h2", "h3", "h4", "h5") or text.startswith(("——", "—")))


def _decks_above(page: list[Block], first: int, title: str | None) -> list[Block]:
    """The lines around a headline that stands above the container."""
    folded = _fold(title or "")
    at = max((i for i in range(first) if folded and _fold(page[i].text) == folded), default=-1)
    if at < 0:
        return []
    # A short heading over the headline is the column's name unless it is marked as a deck.
    over = [b for b in page[max(0, at - 1) : at] if _is_deck(b, beside_title=len(b.text) >= 8)]
    under = [b for b in page[at + 1 : min(at + 3, first)] if _is_deck(b, beside_title=True)]
    return [b for b in (*over, *under) if not (_is_info(b) or is_furniture(b))]


def is_index(block: Block) -> bool:
    """Whether a table is the index of an open-information page (索引号, 发文机关, 成文日期 …): facts, no figures."""
    if block.grid is None or len(block.text) > 2000:
        return False
    rows = block.text.split("\n")
    labelled = sum(marks.label_pattern().match(f"{row}\t") is not None for row in rows)
    return labelled >= 2 and labelled * 2 > len(rows)


def _without_index(main: list[Block]) -> tuple[list[Block], list[Block]]:
    """``main`` without the index table of an open-information page, and that table."""
    index = [block for block in main if is_index(block)]
    return ([b for b in main if not is_index(b)], index) if index else (main, [])


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
        if is_furniture(block):
            i += 1
            continue
        run = i
        while run < len(main) and main[run].is_link and main[run].grid is None:
            run += 1
        if run - i >= 3 or (run - i and run == len(main) and out):
            i = run
            continue
        out.append(block)
        i += 1
    end = len(out)
    while end and is_foot(out[end - 1].text):
        end -= 1
    return out[:end] if any(_is_organiser(block) for block in out[end:]) else out


def _is_organiser(block: Block) -> bool:
    """A foot names who runs the site; an address or a telephone alone closes many a notice."""
    return block.text.lstrip().startswith(("主办", "承办", "技术支持"))


@dataclass(frozen=True, slots=True)
class _Info:
    """What stands around the main text: facts, and the lines that state source and date."""

    facts: head.Facts
    lines: tuple[str, ...]
    dated: tuple[tuple[str, str], ...] = ()  # day and line of an index that stands apart


def _read_info(page: list[Block], first: int, last: int, title: str | None, index: list[Block], known: bool) -> _Info:
    facts = head.Facts()
    folded = _fold(title or "")
    heading = max((i for i in range(first) if folded and _fold(page[i].text) == folded), default=-1)
    start = heading + 1 if heading >= 0 else max(0, first - 8)
    written: list[str] = []
    lines: list[str] = []
    as_told = simplified if is_traditional("".join(b.text for b in page)[:20_000]) else str
    for block in page[start:first][:_INFO_BLOCKS]:
        if block.is_link or len(block.text) > marks.HEAD_LINE_LIMIT:
            continue
        for raw in block.spaced.split("\n"):
            line = facts_only(as_told(raw))
            written.append(raw)
            if head.read_meta_line(line, 0, len(line), facts) or head.read_date_line(
                line, 0, len(line), facts, titled=heading >= 0
            ):
                lines.append(_printed(line, raw, as_told(raw)))
            elif marks.DOCUMENT_NUMBER_LINE.match(line):
                facts.number = facts.number or line.strip("（）()")
                lines.append(line)
            elif head.read_reporter_line(line, facts):
                lines.append(line)
    # The index block of a notice (索引号, 发文字号, 发布机构) stands above the title; some pages put the source below the text.
    dated: list[tuple[str, str]] = []
    for block in (*page[max(0, start - 20) : start], *index, *page[last : last + 5]):
        for raw in block.spaced.split("\n"):
            line = facts_only(as_told(raw))
            if not block.is_link and len(line) <= 200 and marks.label_pattern().match(line):
                written.append(raw)
                before = len(facts.dates)
                head.read_meta_line(line, 0, len(line), facts)
                dated += [(day.edtf, line) for _, day in facts.dates[before:]]
    if not facts.dates and not known:
        # The date line of a paper's page stands above the headline.
        for block in reversed(page[max(0, start - 12) : start]):
            line = facts_only(as_told(block.spaced)) if len(block.text) <= 60 and not block.is_link else ""
            if head.read_date_line(line, 0, len(line), facts):
                dated += [(day.edtf, line) for _, day in facts.dates]
                break
    everything = "\n".join(written)
    return _Info(_as_printed(facts, everything, as_told(everything)), tuple(lines[:4]), tuple(dated))


def _printed(line: str, raw: str, told: str) -> str:
    """``line``, cut from ``told`` (``raw`` in simplified characters, of the same length), as ``raw`` writes it."""
    kept = []
    for piece in re.split(r"(\s+)", line):
        at = told.find(piece) if piece.strip() else -1
        kept.append(raw[at : at + len(piece)] if at >= 0 else piece)
    return "".join(kept)


def _as_printed(facts: head.Facts, raw: str, told: str) -> head.Facts:
    for name in ("title", "author", "reporter", "publisher", "number", "issuer"):
        value = getattr(facts, name)
        if value:
            setattr(facts, name, _printed(value, raw, told))
    return facts


def _compose(
    snapshot: Snapshot,
    meta: PageMeta,
    title: str | None,
    decks: list[Block],
    main: list[Block],
    info: _Info,
    attachments: tuple[Attachment, ...],
) -> Document:
    parts: list[str] = []
    sections: list[Section] = []
    offset = 0

    def put(text: str, kind: SectionKind | None) -> int:
        nonlocal offset
        begin = offset
        parts.append(text + "\n")
        offset += len(text) + 1
        if kind is not None:
            if sections and sections[-1].kind is kind:
                sections[-1] = Section(kind, sections[-1].start, offset)
            else:
                sections.append(Section(kind, begin, offset))
        return begin

    if title:
        put(title, SectionKind.HEADLINE)
    for deck in decks:
        put(without_pinyin(deck.text), SectionKind.DECK)
    given = _given(meta, title, info, main)
    for line in _byline(info, given, parts):
        put(line, SectionKind.BYLINE)
    prefix = "".join(parts)
    tables: list[Table] = []
    for i, block in enumerate(main):
        if block.grid is None:
            put(without_pinyin(block.text), None)
            continue
        text, spans = render(block.grid)
        begin = put(text, None)
        table = place(block.grid, spans, begin, begin + len(text))
        tables.append(captioned(table, main[i - 1].text if i else ""))
    text = "".join(parts).rstrip("\n")
    given = replace(given, published_span=_evidence(prefix, given.published))
    return build_document(
        snapshot,
        text,
        given=given,
        tables=tuple(tables),
        sections=tuple(sections) if offset > len(prefix) else (),
        attachments=attachments,
    )


def _byline(info: _Info, given: Given, parts: list[str]) -> list[str]:
    """Lines of source and date; with that of an index where only it states the day of publication."""
    lines = [line for line in info.lines if line]
    if given.published and _evidence("\n".join((*parts, *lines)), given.published) is None:
        lines += [line for day, line in info.dated if day == given.published][:1]
    return lines


_LABELS = {head.RELEASED: "label:released", head.BYLINE: "label:released", head.DRAWN_UP: "label:drawn_up"}


def _given(meta: PageMeta, title: str | None, info: _Info, main: list[Block]) -> Given:
    facts = info.facts
    released = [d for d in facts.dates if d[0] in (head.RELEASED, head.BYLINE)]
    others = [d for d in facts.dates if d not in released]
    published, origin = meta.published, meta.published_from
    if released or (others and published is None):
        rank, day = min(released or others, key=lambda d: d[0])
        published, origin = day.edtf, _LABELS.get(rank, "label:updated")
    if published is None and meta.url:
        published = date_of_url(meta.url)
        origin = "url" if published else None
    return Given(
        title=title,
        publisher=_publisher(facts.publisher, meta, main),
        author=_person(facts.author or head.first_names(facts.reporter) or meta.author),
        published=published,
        published_from=origin,
        number=facts.number,
        issuer=facts.issuer,
        url=meta.url,
    )


def _publisher(stated: str | None, meta: PageMeta, main: list[Block]) -> str | None:
    """Who published the text: as stated above it, below it (来源：… at the end of an account's article), or by meta data."""
    own = set(html_facts()["own_site"])
    below = head.Facts()
    for block in main[-8:]:
        if len(block.text) <= 60 and marks.label_pattern().match(block.text):
            head.read_meta_line(block.text, 0, len(block.text), below)
    told = None if below.outlet_author else below.publisher
    for name in (stated, told, meta.publisher, meta.site, site_of_title(meta)):
        cleaned = re.sub(r"^(?:来源|Source)\s*[:：]\s*", "", name or "").strip(" \u3000《》")
        if cleaned and cleaned not in own:
            return cleaned
    return None


def _person(name: str | None) -> str | None:
    """``name`` unless it is the site itself, an address, or the number that a content system knows a person by."""
    if not name or "@" in name or name.isdecimal() or name in set(html_facts()["own_site"]):
        return None
    return name


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
    return _SIGNS.sub("", text.casefold())
