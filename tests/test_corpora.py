"""The sample corpora: complete, reproducible, and gold that points at the text."""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
NAMES = ("double_reduction", "open_domain")
SPLITS = ("train", "dev", "test")
PRINTED = (".pdf", ".docx")  # bytes depend on the version of the library that writes them


def _load(name: str) -> ModuleType:
    sys.path.insert(0, str(CORPORA))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(CORPORA))


@pytest.fixture(scope="module")
def annotation() -> ModuleType:
    return _load("annotation")


@pytest.fixture(scope="module")
def sources() -> ModuleType:
    return _load("sources")


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    pytest.importorskip("reportlab")
    files: dict[str, bytes] = _load("build").build()
    return files


def _manifest() -> list[dict[str, str]]:
    with (CORPORA / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _gold(table: str) -> list[dict[str, Any]]:
    return [
        row for name in NAMES for split in SPLITS for row in _rows(CORPORA / name / "gold" / split / f"{table}.jsonl")
    ]


def _texts() -> dict[str, str]:
    texts = {}
    for name in NAMES:
        for path in (CORPORA / name / "documents").iterdir():
            if path.suffix == ".txt":
                texts[path.name] = path.read_bytes().decode("utf-8")
            elif path.suffix == ".jsonl":
                texts |= {row["doc"]: row["text"] for row in _rows(path)}
    return texts


def _printed_text(name: str, content: bytes) -> str:
    if name.endswith(".pdf"):
        pypdfium2 = pytest.importorskip("pypdfium2")
        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_corpora_build_reproduces_committed_files(built: dict[str, bytes]) -> None:
    committed = {
        path.relative_to(CORPORA).as_posix()
        for name in NAMES
        for folder in ("documents", "gold")
        for path in (CORPORA / name / folder).rglob("*")
        if path.is_file()
    } | {"manifest.csv"}
    assert committed == set(built)
    for name, content in built.items():
        on_disk = (CORPORA / name).read_bytes()
        if name.endswith(PRINTED):
            assert _printed_text(name, content) == _printed_text(name, on_disk), name
        else:
            assert content == on_disk, name


def test_corpora_build_printed_bytes_repeat(built: dict[str, bytes], sources: ModuleType) -> None:
    printed = [source for source in sources.load("double_reduction") if source.doc.endswith(PRINTED)]
    assert len(printed) == 4
    for source in printed:
        assert _load("build").document_bytes(source) == built[f"double_reduction/documents/{source.doc}"]


def test_corpora_manifest_lists_every_document() -> None:
    listed = [row["path"].split("#")[0] for row in _manifest()]
    present = {p.relative_to(CORPORA).as_posix() for n in NAMES for p in (CORPORA / n / "documents").iterdir()}
    assert set(listed) == present
    names = [re.split(r"[/#]", row["path"])[-1] for row in _manifest()]
    assert len(names) == len(set(names))


def test_corpora_manifest_counts() -> None:
    rows = _manifest()
    below_province = {row["adcode"] for row in rows if row["adcode"] and not row["adcode"].endswith("0000")}
    annotated = [row for row in rows if row["annotated"] == "offsets"]
    assert len(rows) >= 76
    assert len({row["province"] for row in rows if row["adcode"]}) >= 22
    assert len(below_province) >= 12
    assert len(annotated) >= 48
    assert sum(row["language"] == "zh" for row in annotated) >= 26
    assert sum(row["language"] == "en" for row in annotated) >= 16
    assert sum(row["path"].startswith("open_domain/") for row in annotated) >= 6
    assert {Path(row["path"].split("#")[0]).suffix for row in rows} == {".txt", ".html", ".pdf", ".docx", ".jsonl"}


def test_corpora_manifest_splits_hold_both_languages_and_notices() -> None:
    rows = _manifest()
    for split, share in (("train", (0.3, 0.85)), ("dev", (0.12, 0.5)), ("test", (0.05, 0.38))):
        part = [row for row in rows if row["split"] == split]
        assert share[0] <= len(part) / len(rows) <= share[1], split
        assert {row["language"] for row in part} == {"zh", "en"}
        kinds = {"news", "notice", "bulletin"} | (set() if split == "dev" else {"web"})
        assert kinds <= {row["kind"] for row in part}


def test_corpora_documents_gbk_page_is_not_utf8() -> None:
    content = (CORPORA / "double_reduction" / "documents" / "web_wuhan_gbk.html").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert b"charset=gb2312" in content
    assert "课后服务" in content.decode("gbk")


@pytest.mark.parametrize("table", ["figures", "events", "negatives"])
def test_corpora_gold_offsets_hold(table: str) -> None:
    texts = _texts()
    rows = _gold(table)
    assert len(rows) > 130
    for row in rows:
        text = texts[row["doc"]]
        assert text[row["start"] : row["end"]] == row["quote"]
        if table == "figures":
            assert row["start"] <= row["core_start"] < row["core_end"] <= row["end"]
            assert text[row["core_start"] : row["core_end"]] == row["core"]
        for span in row.get("alt_spans", []):
            assert text[span["start"] : span["end"]] == span["quote"]


def test_corpora_gold_values_are_of_the_vocabulary(annotation: ModuleType) -> None:
    for row in _gold("figures"):
        assert row["bound"] in annotation.BOUNDS, row
        assert row["role"] in annotation.ROLES, row
        assert row["stage"] in annotation.STAGES, row
        assert row["unit"] is None or row["unit"] in annotation.UNITS or row["unit"].startswith("other:"), row
        assert row["indicator"] or row["head"], row
        assert row["period"] is None or annotation.EDTF.fullmatch(row["period"]), row
        assert row["adcode"] is None or re.fullmatch(r"\d{6}", row["adcode"]), row
        assert row["value"] >= 0 and (row["value_max"] is None or row["value_max"] > row["value"]), row
        if row["unit"] == "percent" and row["role"] == "share":
            assert row["value"] <= 100 or re.search("任务|计划|目标|target|plan", row["head"] or ""), row
    for row in _gold("events"):
        assert row["type"] in annotation.EVENT_TYPES, row
        assert row["status"] in annotation.STATUSES, row


def test_corpora_gold_figures_do_not_overlap() -> None:
    by_doc: dict[str, list[dict[str, Any]]] = {}
    for row in _gold("figures") + _gold("negatives"):
        by_doc.setdefault(row["doc"], []).append(row)
    for doc, rows in by_doc.items():
        rows.sort(key=lambda r: r["start"])
        for left, right in pairwise(rows):
            assert left["end"] <= right["start"], (doc, left["quote"], right["quote"])


def test_corpora_gold_stays_in_its_split() -> None:
    split_of = {re.split(r"[/#]", row["path"])[-1]: row["split"] for row in _manifest()}
    for name in NAMES:
        for split in SPLITS:
            for table in ("figures", "events", "negatives"):
                rows = _rows(CORPORA / name / "gold" / split / f"{table}.jsonl")
                assert {split_of[row["doc"]] for row in rows} == {split}


def test_corpora_gold_parsed_quotes_stand_in_their_document(sources: ModuleType) -> None:
    texts = {source.doc: source.text for source in sources.load("double_reduction")}
    rows = _rows(CORPORA / "double_reduction" / "gold" / "parsed" / "figures.jsonl")
    assert len(rows) > 100
    for row in rows:
        plain = re.sub(r"\s+", "", re.sub(r"<[^<>]*>", "", texts[row["doc"]]))
        quote = re.sub(r"\s+", "", row["quote"])
        assert row["before"] + quote + row["after"] in plain, row


def test_corpora_gold_relations_hold_and_fail() -> None:
    rows = _gold("relations")
    assert sum(row["holds"] for row in rows) >= 40
    assert any(not row["holds"] and row["kind"] == "sum" for row in rows)


@pytest.mark.parametrize(
    ("marked", "text", "tags"),
    [
        ("由{1:81}家减至{2:8}家", "由81家减至8家", ["1", "2"]),
        ("{e1:由{1:81}家}。", "由81家。", ["e1", "1"]),
        ("\\{1:81\\}", "{1:81}", []),
        ("{time_of_day:8:30}止", "8:30止", ["time_of_day"]),
    ],
)
def test_sources_unmark(sources: ModuleType, marked: str, text: str, tags: list[str]) -> None:
    plain, spans = sources.unmark(marked, "test")
    assert plain == text
    assert [span.tag for span in spans] == tags


@pytest.mark.parametrize("marked", ["由{1:81家", "由81}家"])
def test_sources_unmark_refuses_unbalanced_marks(sources: ModuleType, marked: str) -> None:
    with pytest.raises(sources.SourceError, match="test"):
        sources.unmark(marked, "test")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["institution", "a.count", "sideways"], "role"),
        (["bushel", "a.count", "level"], "unit"),
        (["institution", None, "level"], "head"),
        (["institution", "a.count", "level", {"period": "last year"}], "period"),
        (["institution", "a.count", "level", {"colour": "red"}], "unknown fields"),
        (["institution", "a.count", "level", {"adcode": "990000"}], "places.csv"),
    ],
)
def test_annotation_refuses_malformed_rows(
    annotation: ModuleType, sources: ModuleType, row: list[Any], message: str
) -> None:
    text, spans = sources.unmark("现有{1:8}家", "test")
    meta = {"doc": "x.txt", "corpus": "double_reduction", "adcode": None, "published": "2022-07-19", "kind": "news"}
    source = sources.Source(Path("x.yaml"), meta, text, spans, {"figures": {1: row}, "events": {}, "relations": []})
    with pytest.raises(sources.SourceError, match=message):
        annotation.annotate(source)


def test_annotation_refuses_a_bound_word_left_outside(annotation: ModuleType, sources: ModuleType) -> None:
    text, spans = sources.unmark("不超过{1:60}分钟", "test")
    meta = {"doc": "x.txt", "corpus": "double_reduction", "adcode": None, "published": "2022-07-19", "kind": "news"}
    rows = {"figures": {1: ["minute", "homework.max_minutes", "limit"]}, "events": {}, "relations": []}
    source = sources.Source(Path("x.yaml"), meta, text, spans, rows)
    with pytest.raises(sources.SourceError, match="bound word"):
        annotation.annotate(source)


def test_annotation_finds_numbers_without_annotation(annotation: ModuleType, sources: ModuleType) -> None:
    text, spans = sources.unmark("2022年7月，{1:8}家机构、12名教师。", "test")
    meta = {"doc": "x.txt", "corpus": "double_reduction", "adcode": None, "published": "2022-07-19", "kind": "news"}
    rows = {"figures": {1: ["institution", "a.count", "level"]}, "events": {}, "relations": []}
    source = sources.Source(Path("x.yaml"), meta, text, spans, rows)
    assert [line.split("'")[1] for line in annotation.uncovered(source)] == ["12"]
