"""Pages written for these tests in the manner of the site families, each with what is expected of it."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pytest

from policymine.parsing import parse
from policymine.records import Document, Problem, SectionKind, Snapshot

_PAGES = Path(__file__).parent / "pages"
_NAMES = sorted(p.stem for p in _PAGES.glob("*.html"))


def _snapshot(content: bytes, name: str = "page.html", media_type: str = "text/html") -> Snapshot:
    return Snapshot(name, content, media_type, f"in/{name}", hashlib.sha256(content).hexdigest())


def _load(name: str) -> tuple[Document, dict]:
    expected = json.loads((_PAGES / f"{name}.json").read_text(encoding="utf-8"))
    content = (_PAGES / f"{name}.html").read_text(encoding="utf-8").encode(expected["encoding"])
    (document,) = parse(_snapshot(content, f"{name}.html"))
    assert isinstance(document, Document), document
    return document, expected


def _wanted_text(document: Document) -> str:
    """What figures are read from: all but the other stories."""
    return "".join(document.text[s.start : s.end] for s in document.sections if s.kind is not SectionKind.FOREIGN)


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize("field", ["title", "publisher", "author", "published", "number", "issuer"])
def test_html_page_field(name: str, field: str) -> None:
    document, expected = _load(name)
    assert getattr(document, field) == expected[field]


@pytest.mark.parametrize("name", _NAMES)
def test_html_page_keeps_its_own_figures_and_no_others(name: str) -> None:
    document, expected = _load(name)
    text = _wanted_text(document)
    assert [k for k in expected["kept"] if k not in text] == []
    assert [k for k in expected["out"] if k in text] == []


@pytest.mark.parametrize("name", _NAMES)
def test_html_page_date_has_its_evidence(name: str) -> None:
    document, expected = _load(name)
    span = document.published_span
    assert (document.text[span[0] : span[1]] if span else None) == expected["evidence"]


@pytest.mark.parametrize("name", _NAMES)
def test_html_page_sections_tile_the_text(name: str) -> None:
    document, expected = _load(name)
    assert document.sections[0].start == 0
    assert document.sections[-1].end == len(document.text)
    assert all(a.end == b.start for a, b in zip(document.sections, document.sections[1:], strict=False))
    assert document.sections[0].kind is SectionKind.HEADLINE
    assert document.text.startswith(expected["title"] + "\n")
    subheads = [document.text[s.start : s.end].strip() for s in document.sections if s.kind is SectionKind.SUBHEAD]
    assert subheads == expected["subheads"]


@pytest.mark.parametrize("name", _NAMES)
def test_html_page_tables_keep_their_headers(name: str) -> None:
    document, expected = _load(name)
    assert len(document.tables) == expected["tables"]
    for table in document.tables:
        assert table.caption == expected["caption"]
        cells = {document.text[c.start : c.end]: [c.row_header, c.column_header] for c in table.cells}
        assert {k: cells[k] for k in expected["cells"]} == expected["cells"]
        assert any(
            s.kind is SectionKind.TABLE and s.start <= table.start and table.end <= s.end for s in document.sections
        )


@pytest.mark.parametrize("name", _NAMES)
def test_html_page_without_its_known_container_reads_the_same(name: str) -> None:
    """The general way (trafilatura) finds what the rules for the families find."""
    expected = json.loads((_PAGES / f"{name}.json").read_text(encoding="utf-8"))
    page = (_PAGES / f"{name}.html").read_text(encoding="utf-8")
    for known in ("TRS_UEDITOR trs_paper_default", 'id="zoom"', "bt_content", "article_content", "article-content"):
        page = page.replace(known, "")
    (document,) = parse(_snapshot(page.encode(expected["encoding"])))
    assert isinstance(document, Document)
    text = _wanted_text(document)
    assert [k for k in expected["kept"] if k not in text] == []
    assert [k for k in expected["out"] if k in text] == []
    assert document.title == expected["title"]
    assert document.published == expected["published"]


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("", "gb18030"),
        ("gbk", "gb18030"),
        ("iso-8859-1", "gb18030"),
        ("utf-8", "utf-16"),
    ],
)
def test_html_page_encoding_is_found_whatever_is_declared(declared: str, written: str) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = (
        f"<html><head>{meta}<title>镕城县教育局</title></head><body><h1>镕城县教育工作</h1>"
        + "<p>全县共有学校96所，李堃同志介绍了课后服务的情况，参与率达到九成。</p>" * 4
    )
    (document,) = parse(_snapshot(page.encode(written)))
    assert isinstance(document, Document), document
    assert "李堃同志介绍了课后服务的情况" in document.text


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><body></body></html>", "PM113"),
        ("<html><body><ul>" + "<li><a href='/1'>某县压减机构12家的消息</a></li>" * 50 + "</ul></body></html>", "PM113"),
        (
            "<html><head><script>var a = 1;</script></head><body><div style='display:none'>隐藏的正文有很多很多字，但是谁也看不见它们。</div></body></html>",
            "PM113",
        ),
        ("<html><body>" + "<div>" * 20000 + "全县共有学校96所。", "PM113"),
    ],
)
def test_html_page_without_main_text_is_said(page: str, code: str) -> None:
    (problem,) = parse(_snapshot(page.encode()))
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert "in/page.html" in problem.message
    assert problem.remedy


_P = "<p>全市新建学校12所，学位1.3万个，投入4.8亿元，满意度达到98%。</p>"


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("title of separators", "<title>" + " - " * 100_000 + "</title><body>" + _P * 5),
        ("clutter with tails", "<body>" + '<div class="nav"></div>尾' * 20_000 + _P * 5),
        ("containers", "<body>" + '<div id="zoom">x</div>' * 10_000 + _P * 5),
        (
            "spans",
            "<body><div id=zoom>"
            + _P
            + "<table>"
            + ("<tr>" + "<td rowspan=999 colspan=999>34</td>" * 10 + "</tr>") * 200
            + "</table></div>",
        ),
        ("depth", "<body>" + "<div>" * 50_000 + _P * 5),
        ("links", "<body><div>" + "<a href=x>链接</a> " * 40_000 + _P * 5),
        ("labels", "<body><div>" + "<span>来源：</span>" * 20_000 + _P * 5),
    ],
)
def test_html_page_made_to_exhaust_is_read_in_time(name: str, page: str) -> None:
    """Each took minutes, or grew with the square of the page, before its rule was bounded."""
    start = time.process_time()
    (item,) = parse(_snapshot(f"<html>{page}</html>".encode()))
    assert isinstance(item, (Document, Problem))
    assert time.process_time() - start < 8, name
