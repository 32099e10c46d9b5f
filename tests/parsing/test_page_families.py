"""Pages of each family of sites, written for these tests in the markup that the family's system writes.

``pages/FAMILY/NAME.html`` is the page, ``NAME.json`` what must come of it: facts, the lines of the main text, all of
them and no others, the lines over and under the headline, tables, attachments, and words that must not come along.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from policymine.parsing import parse
from policymine.records import Document, Problem, SectionKind, Snapshot

_PAGES = Path(__file__).parent / "pages"
_NAMES = sorted(f"{p.parent.name}/{p.stem}" for p in _PAGES.glob("*/*.html"))
_HEAD = (SectionKind.HEADLINE, SectionKind.DECK, SectionKind.BYLINE, SectionKind.FOREIGN)


@cache
def _load(name: str) -> tuple[list[Document | Problem], dict[str, Any]]:
    expected = json.loads((_PAGES / f"{name}.json").read_text(encoding="utf-8"))
    content = (_PAGES / f"{name}.html").read_text(encoding="utf-8").encode(expected["encoding"])
    sha = hashlib.sha256(content).hexdigest()
    return list(parse(Snapshot(f"{name}.html", content, expected["media_type"], expected["uri"], sha))), expected


def _document(name: str) -> tuple[Document, dict[str, Any]]:
    (document, *_), expected = _load(name)
    assert isinstance(document, Document), document
    return document, expected


def _lines(document: Document, *kinds: SectionKind) -> list[str]:
    text = "".join(document.text[s.start : s.end] + "\n" for s in document.sections if s.kind in kinds)
    return [line.strip() for line in text.split("\n") if line.strip()]


def test_each_family_has_three_pages() -> None:
    families = {name.split("/")[0] for name in _NAMES}
    assert families >= {"trs", "jcms", "govcn", "moe", "wechat", "epaper", "portal", "tables2000", "local"}
    assert all(sum(name.startswith(f"{family}/") for name in _NAMES) >= 3 for family in families)


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize(
    "field", ["title", "publisher", "author", "published", "published_from", "number", "issuer", "url"]
)
def test_page_of_family_gives_its_facts(name: str, field: str) -> None:
    document, expected = _document(name)
    assert getattr(document, field) == expected[field]


@pytest.mark.parametrize("name", _NAMES)
def test_page_of_family_gives_evidence_of_its_date(name: str) -> None:
    document, expected = _document(name)
    span = document.published_span
    assert (document.text[span[0] : span[1]] if span else None) == expected["evidence"]
    assert (document.published_from == "text") == (span is not None)


@pytest.mark.parametrize("name", _NAMES)
def test_page_of_family_gives_its_main_text_and_nothing_else(name: str) -> None:
    document, expected = _document(name)
    wanted = [line.strip() for text in expected["text"] for line in text.split("\n")]
    assert _lines(document, *(kind for kind in SectionKind if kind not in _HEAD)) == wanted
    assert _lines(document, SectionKind.DECK) == expected["deck"]
    own = "\n".join(_lines(document, *(kind for kind in SectionKind if kind is not SectionKind.FOREIGN)))
    assert [word for word in expected["out"] if word in own] == []


@pytest.mark.parametrize("name", _NAMES)
def test_page_of_family_gives_its_tables_and_attachments(name: str) -> None:
    document, expected = _document(name)
    assert len(document.tables) == len(expected["tables"])
    for table, (row, cell, column) in zip(document.tables, expected["tables"], strict=True):
        cells = {(c.row_header, document.text[c.start : c.end], c.column_header) for c in table.cells}
        assert (row, cell, column) in cells
    assert [[a.url, a.name] for a in document.attachments] == expected["attachments"]


def test_table_that_is_a_picture_is_reported() -> None:
    items, _ = _load("local/webplus")
    assert [item.code for item in items if isinstance(item, Problem)] == ["PM114"]
    assert "各街道经费情况表" in items[-1].message  # type: ignore[union-attr]


@pytest.mark.parametrize("name", [name for name in _NAMES if not name.startswith("wechat/")])
def test_page_whose_template_nobody_knows_keeps_its_prose(name: str) -> None:
    """The same pages without any id or class: what is left is the order of the page and its words."""
    _, expected = _load(name)
    html = (_PAGES / f"{name}.html").read_text(encoding="utf-8")
    content = html.replace(' id="', ' data-i="').replace(' class="', ' data-c="').encode(expected["encoding"])
    document, *_ = parse(Snapshot("page.html", content, "text/html", "in/page.html", "x"))
    assert isinstance(document, Document), document
    own = _lines(document, *(kind for kind in SectionKind if kind is not SectionKind.FOREIGN))
    prose = [line.strip() for line in expected["text"] if line.endswith(("。", "！", "？", "."))]
    assert [line for line in prose if not any(kept.startswith(line) for kept in own)] == []
