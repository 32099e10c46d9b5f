"""An HTML tree without what is no text of the page, and its text as blocks: paragraphs and tables in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree
from lxml.html import HTMLParser

from policymine.data import load_yaml
from policymine.errors import InputError
from policymine.parsing.html_links import is_attachment
from policymine.text.grids import Grid, build_grid, is_data, render

_DROP = frozenset(
    "script style noscript template iframe object embed svg canvas audio video map button input select textarea option nav footer aside"
    " link meta base head rt rp datalist dialog frameset frame applet".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rb rp rt ruby s samp small span strike strong"
    " sub sup time tt u var wbr o:p st1:chsdate u1:p".split()
)
# Dropped elements that stand inside a line without breaking it.
_SILENT = frozenset("script style noscript template link meta svg".split())
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)", re.IGNORECASE
)
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\u200b\u200c\u200d\ufeff\u2060\xad]+")
# A tag as browsers read it: a quote after "=" opens a value, and what is never closed runs to the end of the page. No
# part can match in two ways, and the end always does, so the cost is linear. What scripts hold is no tag.
_TAG = re.compile(
    r"""(?P<tag><(?:(?P<raw>script|style|textarea|title)(?=[\s/>])|[a-z])(?>[^>"'=]++|=\s*+(?:"[^"]*"|'[^']*')?+|["'])*+(?:>|\Z))"""
    r"(?(raw).*?(?:</(?:script|style|textarea|title)|\Z))",
    re.IGNORECASE | re.DOTALL,
)
_TAG_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,30}")
_QUOTED = re.compile(r"=\s*+(?:\"[^\"]*\"|'[^']*')")
_LONGEST_TAG = 4000
# Nothing that holds more than this share of a page's text is clutter, whatever its class says.
_CLUTTER_SHARE = 0.4
_MAX_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table (``grid``), with the element it comes from and how many characters of it are links.

    ``under_picture``: a picture, and nothing else, stands right before its text.

    ``spaced`` is the text with its inline elements set apart by two blanks, as style sheets set apart the items of a
    line of source and date.
    """

    text: str
    element: Any
    links: int = 0
    grid: Grid | None = None
    attachment: bool = False
    spaced: str = ""
    under_picture: bool = False

    @property
    def is_link(self) -> bool:
        """A block that is nothing but links, an attachment aside."""
        return self.links > 0 and not self.attachment and self.links > 0.8 * sum(map(str.isalnum, self.text))


@cache
def html_facts() -> dict[str, Any]:
    """The content of ``data/layout_html.yaml``."""
    facts: dict[str, Any] = load_yaml("layout_html.yaml")
    return facts


def bound_tags(page: str) -> str:
    """``page`` without the attributes of tags that have more of them than any page needs.

    libxml2 compares each attribute with all before it: 40,000 in one tag take 2.2 s, a million a quarter of an hour.
    Values in quotes (pictures written into the page) do not count.
    """
    if not any(_is_overlong(match["tag"]) for match in _TAG.finditer(page)):
        return page
    return _TAG.sub(
        lambda m: (
            f"<{_TAG_NAME.match(m['tag'], 1)[0]}>{m[0][len(m['tag']) :]}" if _is_overlong(m["tag"]) else m[0]  # type: ignore[index]
        ),
        page,
    )


def _is_overlong(tag: str) -> bool:
    return len(tag) > _LONGEST_TAG and len(_QUOTED.sub("", tag)) > _LONGEST_TAG


def parse_html(page: str) -> Any:
    """The root of the page's tree. Raises ``InputError`` PM113 where there is none to speak of."""
    text = _XML_DECLARATION.sub("", page).replace("\x00", "")
    text = bound_tags(text)
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise InputError("PM113") from error
    if root is None:
        raise InputError("PM113")
    return root


def clean(root: Any) -> None:
    """Take scripts, hidden text, navigation and lists of other stories out of the tree, in place."""
    body = root.find("body") if root.find("body") is not None else root
    doomed = [el for el in body.iter() if not isinstance(el.tag, str) or el.tag in _DROP or _is_hidden(el)]
    _remove(doomed)
    clutter = frozenset(html_facts()["clutter"])
    suspects = [
        el
        for el in body.iter("div", "ul", "ol", "section", "dl", "table", "p", "span", "header", "a")
        if name_parts(el) & clutter
    ]
    if suspects:
        whole = sum(len(t.strip()) for t in body.itertext())
        keep = set(find_containers(root))
        protected = {ancestor for el in keep for ancestor in el.iterancestors()} | keep
        _remove(
            [
                el
                for el in suspects
                if el not in protected and sum(len(t.strip()) for t in el.itertext()) <= _CLUTTER_SHARE * whole
            ]
        )


def _is_hidden(el: Any) -> bool:
    if el.get("id") == "js_content":  # WeChat shows it by script
        return False
    return el.get("hidden") is not None or bool(_HIDDEN_STYLE.search(el.get("style") or ""))


def name_parts(el: Any) -> frozenset[str]:
    """The words of an element's class and id, in lower case: each whole, and parted at signs, digits and capitals."""
    raw = f"{el.get('class') or ''} {el.get('id') or ''}"[:200]
    if raw.isspace():
        return frozenset()
    return frozenset(part.lower() for part in (*raw.split(), *_NAME_PARTS.findall(raw)))


def _remove(elements: list[Any]) -> None:
    """Empty the elements, leaving a bare one in the place of each: moving their tails about takes quadratic time."""
    for el in elements:
        tail = el.tail
        breaks = isinstance(el.tag, str) and el.tag not in _INLINE and el.tag not in _SILENT
        el.clear()
        el.tail = tail
        el.tag = "div" if breaks else "span"


def find_containers(root: Any) -> list[Any]:
    """Elements that known templates keep the main text in, best first."""
    wanted: dict[tuple[str, str], int] = {}
    for rank, selector in enumerate(html_facts()["containers"]):
        if selector.startswith("["):
            name, _, value = selector.strip("[]").partition("=")
            wanted[name, value] = rank
        elif selector[0] in "#.":
            wanted["id" if selector[0] == "#" else "class", selector[1:]] = rank
        else:
            wanted["tag", selector] = rank
    found: list[tuple[int, int, Any]] = []
    tags = (
        "div",
        "td",
        "section",
        "article",
        "main",
        "p",
        "span",
        "font",
        "dd",
        "form",
        "ucapcontent",
        "founder-content",
    )
    for order, el in enumerate(root.iter(*tags)):
        keys = [("id", el.get("id") or ""), ("itemprop", el.get("itemprop") or ""), ("tag", el.tag)]
        keys += [("class", name) for name in (el.get("class") or "").split()]
        ranks = [wanted[key] for key in keys if key in wanted]
        if ranks:
            found.append((min(ranks), order, el))
    return [el for _, _, el in sorted(found, key=lambda item: item[:2])]


def blocks(root: Any) -> Iterator[Block]:
    """Blocks below ``root`` in the order of the page. Tables of data are one block each; frames of layout are opened."""
    buffer: list[str] = []
    links = 0
    depth = 0
    attachment = False
    pictured = next_pictured = False
    owner = root
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, el in walker:
        if not isinstance(el.tag, str):
            if event == "end" and el is not root and el.tail:
                buffer.append(el.tail)
            continue
        inline = el.tag in _INLINE
        if not inline or el.tag == "br":
            block = _flush(buffer, links, owner, attachment, pictured)
            if block is not None:
                yield block
                pictured, next_pictured = next_pictured, False
            buffer, links, attachment, owner = [], 0, False, el if event == "start" else el.getparent()
        if event == "start":
            if el.tag == "table":
                grid = _read_table(el)
                if grid is not None and is_data(grid):
                    text = render(grid)[0]
                    yield Block(text, el, _link_characters(el), grid, spaced=text)
                    walker.skip_subtree()
                    continue
            if el.tag == "a":
                depth += 1
                attachment = attachment or is_attachment(el.get("href") or "")
            elif el.tag == "img":
                if any(piece.strip() for piece in buffer):
                    next_pictured = True
                else:
                    pictured = True
            if el.text:
                buffer.append(el.text)
                links += len(el.text.strip()) if depth else 0
        else:
            if el.tag == "a":
                depth = max(0, depth - 1)
            if el is not root and el.tail:
                buffer.append(el.tail)
                links += len(el.tail.strip()) if depth else 0
    block = _flush(buffer, links, owner, attachment, pictured)
    if block is not None:
        yield block


def _flush(buffer: list[str], links: int, owner: Any, attachment: bool, pictured: bool) -> Block | None:
    text = _BLANKS.sub(" ", "".join(buffer)).strip()
    if not text:
        return None
    short = len(text) <= 300 and len(buffer) > 1
    spaced = "  ".join(p for piece in buffer if (p := _BLANKS.sub(" ", piece).strip())) if short else text
    return Block(text, owner, min(links, len(text)), None, attachment, spaced, pictured)


def _link_characters(el: Any) -> int:
    return sum(len("".join(a.itertext()).strip()) for a in el.iter("a"))


def _read_table(table: Any) -> Grid | None:
    """The grid of a table; None for one that holds another table (a frame) or is past all use."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows: list[list[tuple[str, int, int, bool]]] = []
    count = 0
    for tr in table.iter("tr"):
        row = []
        for cell in tr.iterchildren("td", "th"):
            text = " ".join(block.text for block in blocks(cell))
            row.append((text, _span(cell, "rowspan"), _span(cell, "colspan"), cell.tag == "th"))
            count += 1
        rows.append(row)
        if count > _MAX_CELLS:
            return None
    caption = table.find("caption")
    return build_grid(
        [r for r in rows if r], " ".join("".join(caption.itertext()).split()) if caption is not None else ""
    )


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), 1000) if value.isascii() and value.isdigit() and value != "0" else 1
