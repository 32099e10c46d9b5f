"""Ruled tables of PDF files: cells, merged headers, units above them, page breaks, and what is said without the part."""

from __future__ import annotations

import hashlib
import io
from decimal import Decimal
from typing import Any

import pytest

from policymine.extraction.reader import read_document
from policymine.parsing import parse, pdf
from policymine.records import Document, Figure, Problem, Snapshot

pytest.importorskip("reportlab")
pytest.importorskip("pdfplumber")

INTRO = (
    "为落实校外培训治理要求，现将各县（市、区）学科类培训机构压减情况通报如下，请对照抓好整改落实工作，按期报送进展。"
)


def _parse(content: bytes) -> list[Document | Problem]:
    return list(parse(Snapshot("a.pdf", content, "application/pdf", "in/a.pdf", hashlib.sha256(content).hexdigest())))


def _pdf(items: list[Any]) -> bytes:
    """A page of paragraphs (text) and ruled tables (rows, spans, rows repeated on each page)."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, wordWrap="CJK")
    style = [("GRID", (0, 0), (-1, -1), 0.7, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light", 10)]
    flow: list[Any] = []
    for item in items:
        if isinstance(item, str):
            flow.append(Paragraph(item, body))
            continue
        rows, spans, repeat = item
        flow.append(Table(rows, style=[*style, *[("SPAN", a, b) for a, b in spans]], repeatRows=repeat))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(flow)
    return out.getvalue()


def _figures(items: list[Any]) -> list[Figure]:
    (document,) = _parse(_pdf(items))
    assert isinstance(document, Document), document
    for table in document.tables:
        for cell in table.cells:
            assert document.text[cell.start : cell.end].strip()
    return list(read_document(document).figures)


def test_cells_have_the_headers_of_their_row_and_column() -> None:
    rows = [["县区", "学科类培训机构（家）", "参与学生（万人）"], ["城关区", "12", "3.5"], ["合计", "12", "3.5"]]
    figures = _figures([INTRO, (rows, [], 1), "特此通报。"])
    got = [(f.quote, f.value, f.unit) for f in figures]
    assert got == [
        ("12", Decimal(12), "institution"),
        ("3.5", Decimal(35000), "person"),
        ("12", Decimal(12), "institution"),
        ("3.5", Decimal(35000), "person"),
    ]


def test_text_stands_before_and_after_the_table() -> None:
    rows = [["县区", "机构（家）"], ["甲县", "7"], ["乙县", "9"]]
    (document,) = _parse(_pdf([INTRO, (rows, [], 1), "特此通报。"]))
    assert isinstance(document, Document)
    assert document.text.split("\n") == [INTRO, "县区\t机构（家）", "甲县\t7", "乙县\t9", "特此通报。"]


def test_merged_header_cells_hold_for_all_their_columns() -> None:
    rows = [["县区", "培训机构（家）", ""], ["", "2021年", "2022年"], ["甲县", "85", "9"], ["乙县", "64", "6"]]
    figures = _figures([INTRO, (rows, [((0, 0), (0, 1)), ((1, 0), (2, 0))], 2)])
    assert [(f.value, f.unit, f.period) for f in figures] == [
        (Decimal(85), "institution", "2021"),
        (Decimal(9), "institution", "2022"),
        (Decimal(64), "institution", "2021"),
        (Decimal(6), "institution", "2022"),
    ]


def test_a_unit_above_the_table_holds_for_its_numbers() -> None:
    rows = [["县区", "课后服务补助资金"], ["甲县", "320"], ["乙县", "185.5"]]
    figures = _figures([INTRO, "2022年课后服务补助资金分配表", "单位：万元", (rows, [], 1)])
    assert [(f.value, f.unit) for f in figures] == [(Decimal(3200000), "yuan"), (Decimal(1855000), "yuan")]


def test_a_table_that_goes_over_the_page_is_one() -> None:
    rows = [["乡镇", "学校（所）"]] + [[f"第{i}镇", str(100 + i)] for i in range(90)]
    (document,) = _parse(_pdf([INTRO, (rows, [], 1)]))
    assert isinstance(document, Document)
    (table,) = document.tables
    assert document.text.count("学校（所）") == 1
    numbers = [f for f in read_document(document).figures if f.unit == "school"]
    assert [int(f.value) for f in numbers] == [100 + i for i in range(90)]
    assert table.cells[-1].column_header == "学校（所）"


def test_without_the_part_the_words_stay_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "available", lambda: False)
    rows = [["县区", "机构（家）"], ["甲县", "7"], ["乙县", "9"]]
    document, problem = _parse(_pdf([INTRO, (rows, [], 1)]))
    assert isinstance(document, Document)
    assert "甲县" in document.text
    assert not document.tables
    assert isinstance(problem, Problem)
    assert problem.code == "PM403"
