"""Real small Word and PDF files, made here."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Any

import pytest

from policymine.parsing import parse
from policymine.records import Document, Problem, SectionKind, Snapshot

_PARAGRAPH = (
    "截至6月底，全市学科类培训机构由642家压减至19家，压减率达97.0%；各县（市、区）累计出动执法人员4300余人次，检查机构1.8万家次，"
    "下达整改通知书420份，曝光无证机构56家，退还预收费用860万元。"
)


def _parse(content: bytes, name: str) -> list[Document | Problem]:
    return list(
        parse(Snapshot(name, content, "application/octet-stream", f"in/{name}", hashlib.sha256(content).hexdigest()))
    )


@pytest.fixture(scope="module")
def styles() -> Iterator[dict[str, Any]]:
    pytest.importorskip("reportlab")
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    yield {
        "body": body,
        "title": ParagraphStyle("title", parent=body, fontSize=20, leading=30, alignment=1, firstLineIndent=0),
        "plain": ParagraphStyle("plain", parent=body, firstLineIndent=0),
        "right": ParagraphStyle("right", parent=body, alignment=2, firstLineIndent=0),
        "english": ParagraphStyle("english", fontName="Helvetica", fontSize=11, leading=14, spaceAfter=8),
    }


def _pdf(items: list[tuple[str, str]], styles: dict[str, Any]) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    def furniture(canvas: Any, document: Any) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(60, 815, "东川市教育局文件")
        canvas.drawCentredString(300, 30, f"— {document.page} —")

    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(
        [Paragraph(text, styles[style]) for style, text in items], onFirstPage=furniture, onLaterPages=furniture
    )
    return out.getvalue()


def test_pdf_notice_in_chinese(styles: dict[str, Any]) -> None:
    items = [
        ("title", "东川市教育局关于校外培训治理情况的通报"),
        ("title", "东教函〔2022〕31号"),
        ("plain", "各县（市、区）教育局："),
    ]
    items += [("body", _PARAGRAPH * n) for n in (1, 2, 1, 3, 1, 2, 2, 1)]
    items += [("right", "东川市教育局"), ("right", "2022年7月19日")]
    (document,) = _parse(_pdf(items, styles), "a.pdf")
    assert isinstance(document, Document), document
    assert document.text.split("\n") == [text for _, text in items]  # lines joined, over pages too; no furniture
    assert (document.title, document.number, document.issuer, document.published) == (
        "东川市教育局关于校外培训治理情况的通报",
        "东教函〔2022〕31号",
        "东川市教育局",
        "2022-07-19",
    )
    assert document.sections[-1].kind is SectionKind.CREDITS


def test_pdf_article_in_english(styles: dict[str, Any]) -> None:
    sentence = "The number of subject training institutions in the city fell from 642 to 19, a reduction of 97.0%, and 4,300 officers were sent out. "
    items = [
        ("english", "Dongchuan closes institutions"),
        ("english", (sentence * 3).strip()),
        ("english", (sentence * 2).strip()),
    ]
    (document,) = _parse(_pdf(items, styles), "a.pdf")
    assert isinstance(document, Document), document
    assert document.text.split("\n") == [text for _, text in items]


def test_pdf_with_password_is_said() -> None:
    pytest.importorskip("reportlab")
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 700, "The city has 12 schools.")
    canvas.save()
    (problem,) = _parse(out.getvalue(), "a.pdf")
    assert isinstance(problem, Problem)
    assert problem.code == "PM105"


@pytest.mark.parametrize("cut", [0.2, 0.6])
def test_pdf_truncated_is_said(styles: dict[str, Any], cut: float) -> None:
    content = _pdf([("body", _PARAGRAPH)] * 4, styles)
    items = _parse(content[: int(len(content) * cut)], "a.pdf")
    assert [getattr(i, "code", None) for i in items] == ["PM106"]


def _scan(pages: list[str | None]) -> bytes:
    pytest.importorskip("reportlab")
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(picture, "PNG")
    out = io.BytesIO()
    canvas = Canvas(out)
    for page in pages:
        if page is None:
            picture.seek(0)
            canvas.drawImage(ImageReader(picture), 0, 0, 500, 700)
        else:
            canvas.drawString(60, 700, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_pdf_of_pictures_is_said() -> None:
    (problem,) = _parse(_scan([None, None]), "a.pdf")
    assert isinstance(problem, Problem)
    assert problem.code == "PM107"


def test_pdf_with_some_pictures_gives_its_text_and_says_so() -> None:
    document, problem = _parse(_scan(["The city now has 12 schools and the number of teachers is 300.", None]), "a.pdf")
    assert isinstance(document, Document) and isinstance(problem, Problem)
    assert document.text == "The city now has 12 schools and the number of teachers is 300."
    assert problem.code == "PM107"
    assert "1 of its 2 pages: 2" in problem.message


def _word() -> Any:
    docx = pytest.importorskip("docx")
    return docx.Document()


def _save(word: Any) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def test_docx_paragraphs_and_tables_in_order() -> None:
    word = _word()
    for line in (
        "东川市教育局关于开展检查的通报",
        "东教函〔2022〕9号",
        "各县（市、区）教育局：",
        "全市检查机构120家次，查处违规机构7家。",
        "附表：各县区压减情况",
    ):
        word.add_paragraph(line)
    table = word.add_table(4, 3)
    for r, row in enumerate(
        [["县区", "机构数（家）", ""], ["", "2021年7月", "2022年6月"], ["甲县", "40", "3"], ["乙县", "52", "5"]]
    ):
        for c, value in enumerate(row):
            table.cell(r, c).text = value
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    for line in ("东川市教育局", "2022年9月1日"):
        word.add_paragraph(line)
    (document,) = _parse(_save(word), "a.docx")
    assert isinstance(document, Document), document
    assert (
        "县区\t机构数（家）\n\t2021年7月\t2022年6月\n甲县\t40\t3\n乙县\t52\t5\n东川市教育局\n2022年9月1日"
        in document.text
    )
    assert (document.title, document.number, document.issuer, document.published) == (
        "东川市教育局关于开展检查的通报",
        "东教函〔2022〕9号",
        "东川市教育局",
        "2022-09-01",
    )
    (found,) = document.tables
    headers = {document.text[c.start : c.end]: (c.row_header, c.column_header) for c in found.cells}
    assert headers["3"] == ("甲县", "机构数（家） 2022年6月")
    assert headers["52"] == ("乙县", "机构数（家） 2021年7月")
    kinds = [s.kind for s in document.sections]
    assert kinds[-3:] == [SectionKind.TABLE, SectionKind.BODY, SectionKind.CREDITS] or kinds[-2:] == [
        SectionKind.TABLE,
        SectionKind.CREDITS,
    ]


def test_docx_deleted_and_hidden_text_is_out() -> None:
    from docx.oxml import parse_xml

    word = _word()
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    word.add_paragraph("全市新建学校12所。")
    word.element.body.insert(
        1,
        parse_xml(
            f"<w:p {ns}><w:r><w:t>学位</w:t></w:r><w:del><w:r><w:delText>9999个</w:delText></w:r></w:del><w:ins><w:r><w:t>1.3万个</w:t></w:r></w:ins>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏88家</w:t></w:r><w:r><w:t>已经建成。</w:t></w:r></w:p>"
        ),
    )
    word.element.body.insert(
        2, parse_xml(f"<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>投入4.8亿元。</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    )
    (document,) = _parse(_save(word), "a.docx")
    assert isinstance(document, Document), document
    assert document.text == "全市新建学校12所。\n学位1.3万个已经建成。\n投入4.8亿元。"


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_docx_truncated_is_said(cut: float) -> None:
    word = _word()
    word.add_paragraph("全市新建学校12所。")
    content = _save(word)
    (problem,) = _parse(content[: int(len(content) * cut)], "a.docx")
    assert isinstance(problem, Problem)
    assert problem.code == "PM106"


def test_docx_without_text_is_said() -> None:
    (problem,) = _parse(_save(_word()), "a.docx")
    assert isinstance(problem, Problem)
    assert problem.code == "PM102"
