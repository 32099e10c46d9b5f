from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policymine.parsing import parse
from policymine.parsing.documents import read_published
from policymine.records import Document, Language, Problem, Reason, SectionKind, Snapshot
from policymine.text.documents import document_id

_TEXT = "东川新建学校\n来源：东川日报 2022-07-19\n全市新建学校12所，学位1.3万个，李堃同志到镕城调研。\n"


def _snapshot(content: bytes, name: str = "a.txt", media_type: str = "text/plain") -> Snapshot:
    return Snapshot(name, content, media_type, f"in/{name}", hashlib.sha256(content).hexdigest())


def _one(content: bytes, name: str = "a.txt", media_type: str = "text/plain") -> Document | Problem:
    (item,) = parse(_snapshot(content, name, media_type))
    return item


def _document(content: bytes, name: str = "a.txt") -> Document:
    item = _one(content, name)
    assert isinstance(item, Document), item
    return item


def _code(content: bytes, name: str = "a.txt") -> str:
    item = _one(content, name)
    assert isinstance(item, Problem), item
    assert item.source.startswith(f"in/{name}")
    assert f"in/{name}" in item.message and item.message.startswith(item.code) and item.remedy
    return item.code


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_parse_text_is_the_input_unchanged(encoding: str) -> None:
    for text in (_TEXT, _TEXT.replace("\n", "\r\n"), "\n\n  " + _TEXT + "\t\n"):
        written = text if encoding != "gbk" else text.replace("镕", "荣").replace("堃", "坤")
        document = _document(written.encode(encoding))
        assert document.text == written
        assert (document.doc, document.language, document.snapshot) == (
            "a.txt",
            Language.ZH,
            hashlib.sha256(written.encode(encoding)).hexdigest(),
        )


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "ascii"])
def test_parse_english_text_keeps_its_quotes(encoding: str) -> None:
    text = "The “double reduction” has closed 12 schools — and the city’s budget is £3 million." * 3
    text = text if encoding != "ascii" else text.encode("ascii", "ignore").decode()
    assert _document(text.encode(encoding)).text == text


def test_parse_big5_text_is_read() -> None:
    text = "教育局發佈通知，全市的學校有十二所，這是我們在這個地方的工作，要和人民一起為孩子做出成績。" * 3
    assert _document(text.encode("cp950")).text == text


def test_parse_fields_and_reasons() -> None:
    document = _document(_TEXT.encode())
    assert (document.title, document.publisher, document.published) == ("东川新建学校", "东川日报", "2022-07-19")
    assert document.published_span is not None
    assert document.text[slice(*document.published_span)] == "2022-07-19"
    assert {name for name, _ in document.reasons} == {"author", "number", "issuer", "url"}
    assert {reason for _, reason in document.reasons} == {Reason.NOT_STATED}


def test_parse_document_id_is_of_the_normalised_text() -> None:
    assert document_id("全市１２所，  学校\r\n") == document_id("全市12所,学校".replace(",", ", "))
    assert document_id("全市12所") != document_id("全市13所")
    assert len(document_id("")) == 16
    document_id("a" + "\u0301\u0316" * 200_000)  # would take minutes where runs of marks are sorted one by one


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.txt", "PM102"),
        (b" \n\t\r\n ", "a.txt", "PM102"),
        (b"\xef\xbb\xbf", "a.txt", "PM102"),
        ("　\n　".encode(), "a.txt", "PM102"),
        (bytes(range(256)) * 20, "a.txt", "PM103"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a.txt", "PM103"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.docx", "PM103"),
        (b"\x1f\x8b\x08" + b"\x00" * 50, "a.html", "PM103"),
        ("Zażółć gęślą jaźń, а также Привет и ещё 12 школ ".encode()[:-1] + b"\xff\xfe\xfd" * 30, "a.txt", "PM104"),
        (_TEXT.encode()[:-3], "a.txt", "PM106"),
        (_TEXT.encode("gb18030")[:-2], "a.txt", "PM106"),
        (_TEXT.encode("utf-16")[:-3], "a.txt", "PM106"),
        ("Le ministère a réduit les devoirs dans les écoles de la ville.".encode(), "a.txt", "PM109"),
        ("教育部は宿題を減らす方針を決めた。".encode("shift-jis"), "a.txt", "PM109"),
        ("교육부는 전국 학교의 숙제를 줄이기로 했다.".encode(), "a.txt", "PM109"),
        (b"%PDF-1.7\nrubbish", "a.pdf", "PM106"),
        (b"not a pdf at all", "a.pdf", "PM106"),
        (b"not a docx at all", "a.docx", "PM106"),
        (b"PK\x03\x04rubbish", "a.docx", "PM106"),
        (b"<html><body></body></html>", "a.html", "PM113"),
        (b"[1, 2]", "a.jsonl", "PM111"),
        (b"\xff\xff\xff\xff", "a.jsonl", "PM111"),
    ],
)
def test_parse_bad_input_has_its_code(content: bytes, name: str, code: str) -> None:
    assert _code(content, name) == code


def test_parse_content_decides_not_the_name() -> None:
    page = "<!DOCTYPE html><html><body><h1>东川新建学校</h1><p>全市新建学校12所，学位1.3万个，投入4.8亿元，满意度达到98%。</p></body></html>"
    assert _document(page.encode(), "a.txt").title == "东川新建学校"
    assert _document("全市新建学校12所。".encode(), "a.html").text == "全市新建学校12所。"
    assert _document("全市<p>字形的价格是12元。".encode(), "a.txt").text == "全市<p>字形的价格是12元。"


# ---- .jsonl


def test_parse_jsonl_lines_are_documents() -> None:
    rows = [
        {
            "doc": "001.txt",
            "text": "东川新建学校\r\n全市新建学校12所。\n",
            "title": "",
            "published": "2022-07-19",
            "url": "https://example.org/1",
        },
        {
            "doc": "002.txt",
            "text": "白水县压减机构\n全县压减机构37家。",
            "title": "白水县压减机构",
            "publisher": "白水日报",
            "published": "2023-02",
        },
    ]
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    first, second = parse(_snapshot(b"\xef\xbb\xbf" + content + b"\n\n", "x.jsonl"))
    assert isinstance(first, Document) and isinstance(second, Document)
    assert (first.doc, first.text, first.title, first.published, first.published_span, first.url) == (
        "001.txt",
        rows[0]["text"],
        "东川新建学校",
        "2022-07-19",
        None,
        "https://example.org/1",
    )
    assert (second.title, second.publisher, second.published) == ("白水县压减机构", "白水日报", "2023-02")
    assert second.sections[0].kind is SectionKind.HEADLINE


def test_parse_jsonl_bad_line_is_named_and_others_are_done() -> None:
    lines = [
        json.dumps({"doc": "1", "text": "全市新建学校12所。"}),
        "{broken",
        json.dumps({"doc": "3"}),
        json.dumps({"doc": "", "text": "全市新建学校12所。"}),
        json.dumps({"doc": "5", "text": " "}),
        json.dumps({"doc": "6", "text": "Les écoles de la ville et les devoirs dans la classe."}),
        '{"doc": "7", "text": "全市\\ud800新建学校12所。"}',
        "[" * 100_000,
        '{"doc": 9, "text": "全市新建学校12所。"}',
        json.dumps({"doc": "10", "text": "全市新建学校13所。"}, ensure_ascii=False),
    ]
    items = list(parse(_snapshot("\n".join(lines).encode(), "x.jsonl")))
    assert [i.doc for i in items if isinstance(i, Document)] == ["1", "10"]
    problems = [i for i in items if isinstance(i, Problem)]
    assert [(p.code, p.source) for p in problems] == [
        (code, f"in/x.jsonl, line {n}")
        for n, code in [
            (2, "PM111"),
            (3, "PM111"),
            (4, "PM111"),
            (5, "PM102"),
            (6, "PM109"),
            (7, "PM104"),
            (8, "PM111"),
            (9, "PM111"),
        ]
    ]


@pytest.mark.parametrize(
    ("given_value", "edtf"),
    [
        ("2022-07-19", "2022-07-19"),
        ("2023-02", "2023-02"),
        ("2021", "2021"),
        (2021, "2021"),
        ("2022年7月19日", "2022-07-19"),
        ("2022-07-19T08:30:00+08:00", "2022-07-19"),
        ("2022-13-40", None),
        ("yesterday", None),
        (None, None),
        ({}, None),
        (True, None),
    ],
)
def test_parse_published_given_from_outside(given_value: object, edtf: str | None) -> None:
    assert read_published(given_value) == edtf


# ---- never raises


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda s: s.encode("utf-8", "ignore")),
        st.text(max_size=100).map(lambda s: s.encode("gb18030", "ignore")),
    ),
    st.sampled_from(["a.txt", "a.html", "a.pdf", "a.docx", "a.jsonl", "a"]),
    st.sampled_from(
        [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html><body><p>", b'{"doc": "a", "text": "', b"\xff\xfe", b"\xef\xbb\xbf"]
    ),
)
def test_parse_never_raises(content: bytes, name: str, prefix: bytes) -> None:
    for item in parse(_snapshot(prefix + content, name)):
        if isinstance(item, Document):
            assert item.sections[0].start == 0 and item.sections[-1].end == len(item.text)
        else:
            assert item.code.startswith("PM1") and item.remedy


# ---- hostile archives


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_parse_zip_bomb_is_refused_without_unpacking() -> None:
    bomb = _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 60_000_000})
    tracemalloc.start()
    assert _code(bomb, "a.docx") == "PM108"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE d []><d/>'.encode("utf-16"),
    ],
)
def test_parse_entities_in_docx_are_refused(xml: bytes) -> None:
    assert _code(_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml}), "a.docx") == "PM106"


def test_parse_broken_spreadsheet_is_named() -> None:
    assert _code(_zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}), "a.docx") == "PM106"


def test_parse_old_office_and_rich_text_files_say_what_to_do() -> None:
    for content, remedy in (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".docx"),
        (b"{\\rtf1\\ansi x}", ".docx"),
    ):
        (problem,) = parse(Snapshot("a.doc", content, "application/msword", "in/a.doc", "x"))
        assert isinstance(problem, Problem)
        assert problem.code == "PM103"
        assert remedy in problem.remedy


def test_parse_workbook_gives_its_sheets_as_tables() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "各县学位"
    for row in (
        ("县区", "学位（个）", None),
        (None, "2021年", "2022年"),
        ("东城区", 5760, 6010),
        ("临水县", 3650, 0.125),
    ):
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A1:A2")
    sheet["C4"].number_format = "0.0%"
    sheet.append(("草稿", 1, 2))
    sheet.row_dimensions[5].hidden = True
    book.create_sheet("Sheet2")
    hidden = book.create_sheet("底稿")
    hidden.append(("不公开", 99))
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    (document,) = parse(Snapshot("a.xlsx", out.getvalue(), "", "in/a.xlsx", "x"))
    assert isinstance(document, Document), document
    assert document.text == "各县学位\n县区\t学位（个）\n\t2021年\t2022年\n东城区\t5760\t6010\n临水县\t3650\t12.5%"
    (table,) = document.tables
    assert table.caption == "各县学位"
    cells = {document.text[c.start : c.end]: (c.row_header, c.column_header) for c in table.cells}
    assert cells["6010"] == ("东城区", "学位（个） 2022年")
    assert cells["12.5%"] == ("临水县", "学位（个） 2022年")
