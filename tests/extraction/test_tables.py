from __future__ import annotations

import io
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policymine.extraction import read_document
from policymine.parsing import parse
from policymine.records import Document, Extraction, Figure, Language, SectionKind, Snapshot
from policymine.text.documents import make_document

# (quote, value, unit, indicator, adcode, period)
Expected = tuple[str, float, str | None, str | None, str | None, str | None]

_COUNT, _RATE = "subject_training_institutions.count", "subject_training_institutions.reduction_rate"
_SCHOOLS = "after_school_service.schools.count"
_PARTICIPATION = "after_school_service.student_participation_rate"
_NOW, _SINCE = "2022-07-31", "2021-07/2022-07-31"
_CITY, _A, _B = "411500", "411502", "411503"  # Xinyang, its districts Shihe and Pingqiao

_ABOVE = "截至7月底，信阳市义务教育阶段学科类校外培训机构治理取得阶段性成效，各县区情况见下表，请各地做好后续工作。"
_BELOW = "市教育局要求，各县区要巩固“双减”成果，防止反弹，并按月报送情况。"

_TABLES: dict[str, tuple[str, list[Expected]]] = {
    "units in the headers": (
        "县区|原有（家）|现有（家）|压减率（%）\n浉河区|120|6|95.0",
        [
            ("120", 120, "institution", _COUNT, _A, "2021-07"),
            ("6", 6, "institution", _COUNT, _A, _NOW),
            ("95.0", 95, "percent", _RATE, _A, _SINCE),
        ],
    ),
    "merged headers and a total": (
        "县区[rowspan=2]|学科类机构（家）[colspan=2]|压减率（%）[rowspan=2]\n原有|现有\n浉河区|120|6|95.0\n合计|208|12|94.2",
        [
            ("120", 120, "institution", _COUNT, _A, "2021-07"),
            ("6", 6, "institution", _COUNT, _A, _NOW),
            ("95.0", 95, "percent", _RATE, _A, _SINCE),
            ("208", 208, "institution", _COUNT, _CITY, "2021-07"),
            ("12", 12, "institution", _COUNT, _CITY, _NOW),
            ("94.2", 94.2, "percent", _RATE, _CITY, _SINCE),
        ],
    ),
    "names of rows at the right": (
        "课后服务学生（万人）|课后服务参与率|县区\n3.2|95.1%|浉河区\n2.1|93.4%|平桥区",
        [
            ("3.2", 32000, "person", "after_school_service.students.count", _A, _NOW),
            ("95.1%", 95.1, "percent", _PARTICIPATION, _A, _NOW),
            ("2.1", 21000, "person", "after_school_service.students.count", _B, _NOW),
            ("93.4%", 93.4, "percent", _PARTICIPATION, _B, _NOW),
        ],
    ),
    "years over the columns": (
        "指标|2021年|2022年\n学科类机构数（家）|208|12",
        [
            ("208", 208, "institution", _COUNT, _CITY, "2021"),
            ("12", 12, "institution", _COUNT, _CITY, "2022"),
        ],
    ),
    "years before the rows": (
        "年份|课后服务学校（所）\n2021年|310\n2022年|342",
        [("310", 310, "school", _SCHOOLS, _CITY, "2021"), ("342", 342, "school", _SCHOOLS, _CITY, "2022")],
    ),
    "ranks, telephones and numbers of rows are no figures": (
        "序号|排名|县区|课后服务覆盖率|联系电话\n1|2|浉河区|99.1%|0376-6000001\n2|1|平桥区|100%|0376-6000002",
        [
            ("99.1%", 99.1, "percent", "after_school_service.school_coverage", _A, _NOW),
            ("100%", 100, "percent", "after_school_service.school_coverage", _B, _NOW),
        ],
    ),
    "empty cells, remarks and the city's own schools": (
        "县区|罚款（元）|备注\n浉河区|12000|已缴\n平桥区|—|无\n市直|3,500|已缴",
        [
            ("12000", 12000, "yuan", "violations.fines.amount", _A, _SINCE),
            ("3,500", 3500, "yuan", "violations.fines.amount", _CITY, _SINCE),
        ],
    ),
    "signed changes": (
        "县区|同比（百分点）\n浉河区|+3.2\n平桥区|-1.1",
        [
            ("3.2", 3.2, "percentage_point", None, _A, _SINCE),
            ("1.1", 1.1, "percentage_point", None, _B, _SINCE),
        ],
    ),
    "a row that is no division has no place": (
        "县区|学科类机构（家）\n浉河区|12\n高新区|3",
        [("12", 12, "institution", _COUNT, _A, _NOW), ("3", 3, "institution", _COUNT, None, _NOW)],
    ),
    "a title row with the unit of all": (
        "各县区学科类培训机构压减情况（单位：家）[colspan=3]\n县区|原有|现有\n浉河区|120|6",
        [("120", 120, "institution", _COUNT, _A, "2021-07"), ("6", 6, "institution", _COUNT, _A, _NOW)],
    ),
    "units told by the labels": (
        "县区|学校数|学生人数|参与率\n浉河区|120|35000|92.5",
        [
            ("120", 120, "school", None, _A, _NOW),
            ("35000", 35000, "person", None, _A, _NOW),
            ("92.5", 92.5, "percent", None, _A, _NOW),
        ],
    ),
    "cells of prose are read as prose": (
        "县区|主要做法\n浉河区|全区共压减学科类培训机构114家\n平桥区|组织检查组12个",
        [("114", 114, "institution", _COUNT, _A, None), ("12", 12, "team", None, _B, None)],
    ),
    "a column of units": (
        "指标|单位|2021年|2022年\n学科类机构数|家|208|12\n课后服务投入|万元|1,200|1,560",
        [
            ("208", 208, "institution", _COUNT, _CITY, "2021"),
            ("12", 12, "institution", _COUNT, _CITY, "2022"),
            ("1,200", 12000000, "yuan", "funding.after_school_service.amount", _CITY, "2021"),
            ("1,560", 15600000, "yuan", "funding.after_school_service.amount", _CITY, "2022"),
        ],
    ),
    "places over the columns": (
        "指标|浉河区|平桥区|合计\n学科类机构原有（家）|120|88|208\n学科类机构现有（家）|6|7|13",
        [
            ("120", 120, "institution", _COUNT, _A, "2021-07"),
            ("88", 88, "institution", _COUNT, _B, "2021-07"),
            ("208", 208, "institution", _COUNT, _CITY, "2021-07"),
            ("6", 6, "institution", _COUNT, _A, _NOW),
            ("7", 7, "institution", _COUNT, _B, _NOW),
            ("13", 13, "institution", _COUNT, _CITY, _NOW),
        ],
    ),
    "bounds in the cells": (
        "县区|压减率|学科类机构（家）\n浉河区|超95%|不足10",
        [("超95%", 95, "percent", _RATE, _A, _SINCE), ("不足10", 10, "institution", _COUNT, _A, _NOW)],
    ),
    "a single row without a name": (
        "原有机构（家）|现有机构（家）|压减率\n208|12|94.2%",
        [
            ("208", 208, "institution", _COUNT, _CITY, "2021-07"),
            ("12", 12, "institution", _COUNT, _CITY, _NOW),
            ("94.2%", 94.2, "percent", _RATE, _CITY, _SINCE),
        ],
    ),
}


def _cells(table: str) -> list[list[tuple[str, dict[str, int]]]]:
    """Rows of cells of a table in the notation above: ``text[colspan=2]``."""
    rows = []
    for line in table.split("\n"):
        row = []
        for cell in line.split("|"):
            text, _, span = cell.partition("[")
            name, _, number = span.rstrip("]").partition("=")
            row.append((text, {name: int(number)} if name else {}))
        rows.append(row)
    return rows


def _html(table: str) -> bytes:
    rows = "".join(
        "<tr>"
        + "".join(f"<td {' '.join(f'{k}={v}' for k, v in span.items())}>{text}</td>" for text, span in row)
        + "</tr>"
        for row in _cells(table)
    )
    head = "<meta charset='utf-8'><title>信阳市通报校外培训治理情况</title>"
    top = "<h1>信阳市通报校外培训治理情况</h1><p>来源：豫南教育 时间：2022-08-01</p>"
    return (
        f"<html><head>{head}</head><body>{top}<div class='content'><p>{_ABOVE}</p><table>{rows}</table>"
        f"<p>{_BELOW}</p></div></body></html>"
    ).encode()


def _docx(table: str) -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for text in ("信阳市通报校外培训治理情况", "来源：豫南教育　时间：2022-08-01", _ABOVE):
        document.add_paragraph(text)
    _fill(document, _cells(table))
    document.add_paragraph(_BELOW)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fill(document: Any, rows: list[list[tuple[str, dict[str, int]]]]) -> None:
    width = max(sum(span.get("colspan", 1) for _, span in row) for row in rows)
    table = document.add_table(rows=len(rows), cols=width)
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for text, span in row:
            while (r, c) in taken:
                c += 1
            down, across = span.get("rowspan", 1), span.get("colspan", 1)
            taken.update((r + i, c + j) for i in range(down) for j in range(across))
            cell = table.cell(r, c).merge(table.cell(r + down - 1, c + across - 1)) if down * across > 1 else None
            (cell or table.cell(r, c)).text = text
            c += across


def _read(content: bytes, name: str) -> Extraction:
    (document,) = parse(Snapshot(name, content, "", name, "0" * 64))
    assert isinstance(document, Document), document
    extraction = read_document(document)
    for figure in extraction.figures:
        assert document.text[figure.start : figure.end] == figure.quote
        assert figure.start <= figure.core_start < figure.core_end <= figure.end
    return extraction


def _rows(extraction: Extraction, expected: list[Expected]) -> list[Expected]:
    """The figures of the table, with the fields that ``expected`` leaves open set to None."""
    figures = [f for f in extraction.figures if f.section is SectionKind.TABLE]
    rows: list[Expected] = [(f.quote, float(f.value), f.unit, f.indicator, f.adcode, f.period) for f in figures]
    return [
        (*row[:3], row[3] if want[3] else None, row[4], row[5] if want[5] else None)
        for row, want in zip(rows, expected, strict=False)
    ] + rows[len(expected) :]


@pytest.mark.parametrize("name", _TABLES)
def test_tables_in_html(name: str) -> None:
    table, expected = _TABLES[name]
    assert _rows(_read(_html(table), "a.html"), expected) == expected


@pytest.mark.parametrize("name", _TABLES)
def test_tables_in_docx(name: str) -> None:
    table, expected = _TABLES[name]
    assert _rows(_read(_docx(table), "a.docx"), expected) == expected


@pytest.mark.parametrize("mark", ["\t", "　", "   ", " ", " | "])
def test_tables_on_lines_of_plain_text(mark: str) -> None:
    table = "县区|学科类机构（家）|压减率\n浉河区|12|95.0%\n平桥区|9|93.2%\n合计|21|94.2%".replace("|", mark)
    found = read_document(
        make_document("a", f"信阳市校外培训治理情况\n豫南教育 2022-08-01\n\n各县区情况如下：\n{table}\n{_BELOW}")
    )
    assert [(f.quote, f.unit, f.indicator, f.adcode) for f in found.figures] == [
        ("12", "institution", _COUNT, _A),
        ("95.0%", "percent", _RATE, _A),
        ("9", "institution", _COUNT, _B),
        ("93.2%", "percent", _RATE, _B),
        ("21", "institution", _COUNT, _CITY),
        ("94.2%", "percent", _RATE, _CITY),
    ]
    assert {f.section for f in found.figures} == {SectionKind.TABLE}


@pytest.mark.parametrize("numbered", [False, True])
def test_tables_of_one_cell_a_line(numbered: bool) -> None:
    rows = [
        ["序号", "县区", "学科类机构（家）", "压减率"],
        ["1", "浉河区", "12", "95.0%"],
        ["2", "平桥区", "9", "93.2%"],
    ]
    lines = "\n".join(cell for row in rows for cell in row[0 if numbered else 1 :])
    found = read_document(
        make_document("a", f"信阳市校外培训治理情况\n豫南教育 2022-08-01\n\n各县区情况如下。\n{lines}\n{_BELOW}")
    )
    assert [(f.quote, f.indicator, f.adcode) for f in found.figures] == [
        ("12", _COUNT, _A),
        ("95.0%", _RATE, _A),
        ("9", _COUNT, _B),
        ("93.2%", _RATE, _B),
    ]


def test_tables_in_machine_english() -> None:
    table = (
        "County\tInstitutions before\tInstitutions now\tReduction rate (%)\tFunds (10,000 yuan)\n"
        "Shihe District\t120\t6\t95.0\t150\nPingqiao District\t88\t6\t93.2\t8.5\nTotal\t208\t12\t94.2\t158.5"
    )
    text = (
        "Xinyang reports on the double reduction\nAuthor:Yunan Education Time:2022.08.01\n\n"
        f"The subject training institutions of each county are as follows.\n{table}\n\n"
        "The Xinyang Municipal Education Bureau will go on with the supervision."
    )
    figures = read_document(make_document("a", text)).figures
    assert [(f.quote, int(f.value), f.unit, f.role.value, f.adcode) for f in figures[:4]] == [
        ("120", 120, "institution", "before", _A),
        ("6", 6, "institution", "after", _A),
        ("95.0", 95, "percent", "change_percent", _A),
        ("150", 1_500_000, "yuan", "level", _A),
    ]
    assert [f.indicator for f in figures[:3]] == [_COUNT, _COUNT, _RATE]
    assert [f.adcode for f in figures[4::4]] == [_B, _CITY]


def test_tables_link_before_with_after_and_parts_with_their_total() -> None:
    figures = _read(_html(_TABLES["merged headers and a total"][0]), "a.html").figures
    table = [f for f in figures if f.section is SectionKind.TABLE]
    by_id = {f.figure_id: f for f in figures}

    def linked(figure: Figure, kind: str) -> list[str]:
        return [by_id[link.figure_id].quote for link in figure.links if link.kind == kind]

    assert linked(table[0], "after") == ["6"]
    assert linked(table[1], "before") == ["120"]
    assert linked(table[0], "part_of") == ["208"]
    assert linked(table[2], "part_of") == []  # rates do not add up
    transposed = _read(_html(_TABLES["places over the columns"][0]), "a.html").figures
    by_id = {f.figure_id: f for f in transposed}
    assert linked(transposed[0], "part_of") == ["208"]
    assert linked(transposed[0], "after") == ["6"]


def test_tables_without_numbers_give_no_count_of_their_rows() -> None:
    lines = "序号 机构名称 办学许可证号 联系电话\n1 阳光艺术学校 141150270000018 0376-6000001\n2 星辰体育中心 141150270000019 0376-6000002"
    text = f"信阳市公布白名单\n豫南教育 2022-08-01\n\n第二批白名单如下：\n{lines}\n{_BELOW}"
    assert read_document(make_document("a", text)).figures == ()
    html = _html("序号|机构名称|联系电话\n1|阳光艺术学校|0376-6000001\n2|星辰体育中心|0376-6000002")
    assert _read(html, "a.html").figures == ()


def test_tables_of_another_story_are_not_read() -> None:
    text = (
        "信阳市校外培训治理情况\n豫南教育 2022-08-01\n\n全市共有学科类机构12家。\n（完）\n相关阅读\n"
        "县区\t机构（家）\n浉河区\t12\n平桥区\t9"
    )
    assert [f.section for f in read_document(make_document("a", text)).figures] == [SectionKind.BODY]


_cell = st.text(alphabet="县区机构家率%（）0123456789.,-—年月合计 ", max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(_cell, min_size=2, max_size=4), min_size=2, max_size=5), st.sampled_from(["\t", " ", "　", "|"])
)
def test_tables_of_any_cells_are_read_without_error(rows: list[list[str]], mark: str) -> None:
    table = "\n".join(mark.join(row) for row in rows)
    document = make_document(
        "a", f"信阳市情况\n豫南教育 2022-08-01\n\n情况如下。\n{table}\n{_BELOW}", language=Language.ZH
    )
    for held in document.tables:
        assert all(document.text[c.start : c.end].strip() for c in held.cells)
    for figure in read_document(document).figures:
        assert document.text[figure.start : figure.end] == figure.quote


def test_tables_of_many_rows_are_read_in_linear_time() -> None:
    def seconds(rows: int) -> float:
        table = "县区\t学科类机构（家）\t压减率\n" + "浉河区\t12\t95.0%\n" * rows
        document = make_document("a", f"信阳市情况\n豫南教育 2022-08-01\n\n情况如下。\n{table}\n{_BELOW}")
        start = time.perf_counter()
        assert len(read_document(document).figures) == 2 * rows
        return time.perf_counter() - start

    seconds(20)
    assert seconds(1600) < 12 * max(seconds(400), 0.02)
