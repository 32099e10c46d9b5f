"""Figures, events and relations to annotation tools and back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policymine.errors import InputError
from policymine.extraction import load_resources, read_document
from policymine.learning.evaluate import evaluate
from policymine.learning.exchange import FORMATS, export, read_back, sheet_of, sheets_of_gold, write_gold
from policymine.learning.offsets import Utf16, place_in
from policymine.learning.samples import read_documents
from policymine.learning.sheets import Sheet
from policymine.text.documents import make_document
from policymine.verification import verify
from tests.conftest import ROOT

LETTERS = st.sampled_from(
    [*"12３家所%,;=\\\"'<& \t\u3000", "\n", "\r\n", "\r", "👨🏻‍🚒", "𠮷", "é", "e\u0301", "\u2028", "\x85", "压减"]
)
TEXT = st.lists(LETTERS, min_size=4, max_size=60).map("".join)


@st.composite
def sheets(draw):
    text = draw(TEXT)
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 9)).map(
        lambda p: (p[0], min(p[0] + p[1], len(text)))
    )
    spans = [s for s in draw(st.lists(places, max_size=6)) if text[s[0] : s[1]].strip() == text[s[0] : s[1]] != ""]
    spans = [s for s in spans if not text[s[0] : s[1]].startswith("\r") and "\n" not in (text[s[0]], text[s[1] - 1])]
    rows = []
    for n, (a, b) in enumerate(spans):
        common = {
            "id": f"x-{n}",
            "doc": "x.txt",
            "start": a,
            "end": b,
            "quote": text[a:b],
            "adcode": "340000",
            "note": "n",
        }
        if draw(st.booleans()):
            rows.append(
                common
                | {"value": draw(st.sampled_from([12, 0.5, 1e11, -3])), "value_max": None, "unit": draw(st.sampled_from([None, "other:a; b=\\c"])),
                   "role": "level", "bound": "exact", "period": "2021-07/2022", "indicator": draw(st.sampled_from([None, "a.b"])), "same_as": None, "alt": {"role": ["after"]}}
            )  # fmt: skip
        else:
            rows.append(
                common
                | {"type": "platform_launch", "date": None, "status": "done", "args": {"figure_ids": []}, "actor": "厅"}
            )
    figures = [r for r in rows if "value" in r]
    events = [r for r in rows if "type" in r]
    relations = []
    if len(figures) > 2:
        relations.append({"doc": "x.txt", "kind": "sum", "figures": [f["id"] for f in figures], "holds": True})
        figures[0]["same_as"] = figures[1]["id"]
        for e in events:
            e["args"]["figure_ids"] = [figures[2]["id"]]
    return Sheet("x.txt", text, {"title": "t", "published": None}, tuple(figures), tuple(events), tuple(relations))


@pytest.mark.parametrize("tool", FORMATS)
@given(sheet=sheets())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exchange_gives_back_what_was_sent(tool, tmp_path_factory, sheet):
    folder = tmp_path_factory.mktemp(tool)
    export([sheet], folder, tool)
    back = read_back(folder, tool)
    assert back.problems == ()
    assert back.sheets == (sheet,)


@pytest.mark.parametrize("tool", FORMATS)
def test_exchange_gives_back_the_gold_of_dev(tool, tmp_path):
    corpus = ROOT / "corpora" / "double_reduction"
    sheets = sheets_of_gold(corpus / "gold" / "dev", corpus / "documents")
    assert sum(len(s.figures) for s in sheets) > 200
    assert any(s.events for s in sheets) and any(s.relations for s in sheets)
    export(sheets, tmp_path / "out", tool)
    back = read_back(tmp_path / "out", tool)
    assert back.problems == ()
    assert list(back.sheets) == sheets
    for s in back.sheets:
        assert all(s.text[r["start"] : r["end"]] == r["quote"] for r in (*s.figures, *s.events))


@given(TEXT)
def test_utf16_counts_as_a_browser(text):
    utf16 = Utf16(text)
    for point in range(len(text) + 1):
        unit = len(text[:point].encode("utf-16-le")) // 2
        assert utf16.units(point) == unit
        assert utf16.points(unit) == point


def test_place_in_survives_what_tools_do_to_text():
    text = "\n一共12家。\r\n其中3家。\r\n"
    seen = text.replace("\r\n", "\n").strip()
    place = place_in(text, seen, "x")
    start, end = place(seen.index("其中"), seen.index("其中") + 3)
    assert text[start:end] == "其中3"
    start, end = place(0, seen.index("\n"))
    assert text[start:end] == "一共12家。"
    assert place(0, 99) == (-1, -1)
    with pytest.raises(InputError, match="PM106"):
        place_in(text, "另一篇", "x")


@pytest.fixture(scope="module")
def read():
    text = "👨🏻‍🚒“双减”情况通报\n\n截至6月底，全省学科类培训机构由300家压减至12家，压减率96%。\n"
    return sheet_of(verify(read_document(make_document("省.txt", text, published="2022-07-01"), load_resources())))


def tasks(folder: Path) -> list[dict]:
    return json.loads((folder / "tasks.json").read_text(encoding="utf-8"))


def test_label_studio_offsets_are_code_points_and_fields_are_results(read, tmp_path):
    export([read], tmp_path, "label-studio")
    task = tasks(tmp_path)[0]
    results = task["predictions"][0]["result"]
    labels = [r for r in results if r["type"] == "labels"]
    assert labels and all(
        task["data"]["text"][r["value"]["start"] : r["value"]["end"]] == r["value"]["text"] for r in labels
    )
    assert {"indicator", "role", "value"} <= {r.get("from_name") for r in results}
    assert 'value="subject_training_institutions.count"' in (tmp_path / "label_config.xml").read_text()


def test_label_studio_corrections_become_gold(read, tmp_path):
    export([read], tmp_path, "label-studio")
    task = tasks(tmp_path)[0]
    results = task.pop("predictions")[0]["result"]
    gone, kept = read.figures[0]["id"], read.figures[1]["id"]
    results = [r for r in results if r.get("id") != gone and gone not in (r.get("from_id"), r.get("to_id"))]
    for r in results:
        if r.get("id") == kept and r["from_name"] == "role":
            r["value"]["choices"] = ["level"]
    at = read.text.index("6月底")
    new = {"from_name": "kind", "id": "Zz", "to_name": "text", "type": "labels"}
    results.append(new | {"value": {"start": at, "end": at + 3, "text": "6月底", "labels": ["event"]}})
    number = {"start": 0, "end": 3, "text": "x", "labels": ["figure"]}
    results.append(new | {"id": "Yy", "value": number})
    task["annotations"] = [{"result": [], "was_cancelled": True}, {"result": results}]
    (tmp_path / "export.json").write_text(json.dumps([task]), encoding="utf-8")
    back = read_back(tmp_path / "export.json", "label-studio")
    sheet = back.sheets[0]
    assert gone not in {f["id"] for f in sheet.figures}
    assert next(f for f in sheet.figures if f["id"] == kept) == read.figures[1] | {"role": "level"}
    assert sheet.events[0]["quote"] == "6月底"
    assert len(back.problems) == 1 and "no number" in back.problems[0]
    assert all(gone not in r["figures"] for r in sheet.relations)


def test_doccano_reads_marks_that_its_users_made(tmp_path):
    text = "😀全省关停机构12家。"
    line = {"id": 7, "text": text, "entities": [{"id": 1, "label": "figure:a.b", "start_offset": 8, "end_offset": 10}]}
    line["relations"] = []
    (tmp_path / "all.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    sheet = read_back(tmp_path / "all.jsonl", "doccano").sheets[0]
    (row,) = sheet.figures
    assert (row["quote"], row["value"], row["unit"], row["indicator"]) == ("12", 12, "institution", "a.b")
    assert text[row["start"] : row["end"]] == "12"


def test_brat_writes_what_its_server_reads(tmp_path):
    figure = {"id": "f", "doc": "x.txt", "start": 2, "end": 7, "quote": "12\r\n家", "value": 12, "role": "level"}
    sheet = Sheet("x.txt", "😀压12\r\n家。", {}, (figure,))
    export([sheet], tmp_path, "brat")
    annotations = next(tmp_path.glob("*.ann")).read_text(encoding="utf-8").splitlines()
    assert annotations[0] == "T1\tfigure 2 4;6 7\t12 家"
    assert "A1\trole T1 level" in annotations
    assert read_back(tmp_path, "brat").sheets == (sheet,)
    broken = Sheet("x.txt", sheet.text, {}, (figure | {"end": 6},))
    with pytest.raises(InputError, match="line break"):
        export([broken], tmp_path, "brat")


def test_brat_refuses_another_text(read, tmp_path):
    export([read], tmp_path, "brat")
    file = next(tmp_path.glob("0*.txt"))
    file.write_bytes(b"x" + file.read_bytes())
    with pytest.raises(InputError, match="PM106"):
        read_back(tmp_path, "brat")


def test_spacy_spans_lie_on_tokens(read, tmp_path):
    import spacy
    from spacy.tokens import DocBin

    export([read], tmp_path, "spacy")
    doc = next(DocBin().from_disk(tmp_path / "documents.spacy").get_docs(spacy.blank("zh").vocab))
    assert doc.text == read.text
    assert [s.text for s in doc.spans["figures"]] == [f["quote"] for f in read.figures]


def test_a_moved_span_is_read_again(read):
    from policymine.learning.sheets import rebuild

    mark = next(m for m in read.marks() if read.text[m.start : m.end] == "300")
    at = read.text.index("12家")
    moved = replace(mark, start=at, end=at + 2)
    sheet, problems = rebuild(read, [moved], [])
    assert not problems
    assert [(f["quote"], f["value"], f["id"]) for f in sheet.figures] == [("12", 12, mark.id)]


def test_imported_gold_is_evaluated_and_grows(read, tmp_path):
    folder = write_gold([read], tmp_path / "corpus", "dev")
    empty = Sheet("leer.txt", "全省没有数字。今天的会议讨论了培训机构的问题。", {})
    write_gold([empty], tmp_path / "corpus", "dev")
    documents = read_documents(tmp_path / "corpus" / "documents")
    assert {d.doc: d.text for d in documents} == {"省.txt": read.text, "leer.txt": empty.text}
    resources = load_resources()
    whole = evaluate(folder, [read_document(d, resources) for d in documents])[0]
    assert whole.documents == 2
    assert whole.figures.levels["row"].f1 == 1.0 and whole.figures.levels["row"].gold == len(read.figures)
    write_gold([replace(read, figures=read.figures[:1], relations=())], tmp_path / "corpus", "dev")
    again = evaluate(folder, [read_document(d, resources) for d in documents])[0]
    assert again.figures.levels["row"].gold == 1
    with pytest.raises(InputError, match="PM106"):
        (tmp_path / "other" / "documents").mkdir(parents=True)
        (tmp_path / "other" / "documents" / "省.txt").write_text("另一篇文章，说的是别的事情。", encoding="utf-8")
        write_gold([read], tmp_path / "other", "dev")


@pytest.mark.parametrize("tool", FORMATS)
def test_damaged_exports_are_refused(tool, tmp_path):
    with pytest.raises(InputError, match="PM1"):
        read_back(tmp_path / "missing", tool)
    for name in ("tasks.json", "documents.jsonl", "documents.spacy"):
        (tmp_path / name).write_text('{"a": 1}\n', encoding="utf-8")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "a.ann").write_text("T1\tfigure\n", encoding="utf-8")
    with pytest.raises(InputError, match="PM1"):
        read_back(tmp_path, tool)
