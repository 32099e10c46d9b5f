"""What of a page cannot be read as text: frames, scripts that fetch the article, tables and articles that are pictures."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from policymine.parsing.html_tree import Block

_ANNOUNCES = re.compile(r"(?:如下表|见下表|详见表|下表|情况表|统计表|一览表|明细表|名单)(?:所示)?[\s）)]{0,3}[:：。]?$")
_NAMES_TABLE = re.compile(r"(?:表格?|一览|名单|明细|table)(?:\s?\d{0,2})?$", re.IGNORECASE)
_FEW = 60  # characters of running text under which a page is a shell


def what_shell(root: Any) -> str:
    """Why a page may hold no text, in words for its reader; empty where nothing tells. Read before scripts are taken out."""
    frames = [el.get("src") for el in root.iter("frame", "iframe") if (el.get("src") or "").strip()]
    if next(root.iter("frameset"), None) is not None and frames:
        return f"a page of frames; its text is at {', '.join(frames[:3])}"
    body = root.find("body")
    scripts = sum(1 for _ in root.iter("script"))
    visible = _visible(body) if body is not None else 0
    if visible >= _FEW:
        return ""
    if frames:
        return f"its text is in another page: {', '.join(frames[:3])}"
    if scripts:
        return "its text is written by a script"
    if body is not None and next(body.iter("img"), None) is not None:
        return "its text is a picture"
    return ""


def _visible(body: Any) -> int:
    total = 0
    for el in body.iter():
        if isinstance(el.tag, str) and el.tag not in ("script", "style", "noscript", "template"):
            total += len((el.text or "").strip())
        total += len((el.tail or "").strip()) if el is not body else 0
        if total >= _FEW:
            break
    return total


def picture_tables(main: list[Block]) -> str:
    """Which tables of the article are pictures: a picture named as one, or one under a line that announces a table."""
    named = [
        alt
        for block in main
        for image in _pictures(block)
        if _NAMES_TABLE.search(alt := " ".join((image.get("alt") or image.get("title") or "").split())[:80])
    ]
    announced = [
        above.text[-40:]
        for above, below in pairwise(main)
        if below.under_picture and below.grid is None and above.grid is None and _ANNOUNCES.search(above.text)
    ]
    found = list(dict.fromkeys([*named, *announced]))
    return f"{len(found)} of its tables: {'; '.join(found[:5])}" if found else ""


def _pictures(block: Block) -> Any:
    """Pictures within the element of a block, or right before it."""
    before = block.element.getprevious()
    around = [block.element] if before is None else [before, block.element]
    return [image for el in around for image in el.iter("img")]
