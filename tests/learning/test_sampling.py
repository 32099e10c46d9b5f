"""Which documents are picked for annotation."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from policymine.cli.app import app
from policymine.errors import UsageError
from policymine.learning.sampling import Candidate, candidate, choose, rows
from policymine.parsing import parse
from policymine.records import Snapshot

SURE = "“双减”工作通报\n\n截至2022年6月底，安徽省学科类培训机构由300家压减至12家。\n"
UNSURE = "工作通报\n\n食堂有座位300个，另有40，合计增加两成。\n"


def run(*args: str) -> Result:
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 0, result.output
    return result


def made(doc, doubt=0.0, text=None):
    return Candidate(doc, text or doc, {}, 1, doubt)


def test_uncertain_takes_what_the_reader_doubts_first():
    from policymine.extraction import load_resources, read_document
    from policymine.text.documents import make_document

    resources = load_resources()
    sure, unsure = (
        candidate(read_document(make_document(f"{n}.txt", text, published="2022-07-01"), resources))
        for n, text in enumerate((SURE, UNSURE))
    )
    assert sure.figures and unsure.figures
    picked = choose([sure, unsure], 2, "uncertain")
    assert [c.candidate.doc for c in picked] == ["1.txt", "0.txt"]
    assert "without indicator" in picked[0].why and "without indicator" not in picked[1].why


def test_the_same_text_is_picked_once_and_ties_go_by_name():
    picked = choose([made("b", 1, "x"), made("a", 1, "x"), made("d", 1), made("c", 1)], 9, "uncertain")
    assert [c.candidate.doc for c in picked] == ["a", "c", "d"]


def test_random_is_the_same_for_a_seed_and_not_for_another():
    all_of_them = [made(f"{n:03}") for n in range(200)]
    first = [c.candidate.doc for c in choose(all_of_them, 20, "random", 1)]
    assert first == [c.candidate.doc for c in choose(reversed(all_of_them), 20, "random", 1)]
    assert first != [c.candidate.doc for c in choose(all_of_them, 20, "random", 2)]
    assert len(set(first)) == 20


def test_diverse_takes_one_of_each_kind(learning):
    kinds = [
        "全市关停学科类培训机构{}家，压减率达到百分之九十。",
        "新建公园{}座，绿化道路两旁种植行道树。",
        "粮食总产量{}万吨，种植面积稳中有增。",
    ]
    documents = [made(f"{k}_{n}", text=text.format(n + 10) * 3) for k, text in enumerate(kinds) for n in range(8)]
    picked = choose(documents, 3, "diverse", 4)
    assert {c.candidate.doc[0] for c in picked} == {"0", "1", "2"}
    assert all("stands for 8 documents" in c.why for c in picked)
    assert picked == choose(documents[::-1], 3, "diverse", 4)
    assert len(choose(documents[:2], 3, "diverse")) == 2


def test_bad_strategies_are_refused():
    with pytest.raises(UsageError, match="PM405"):
        choose([], 3, "best")
    with pytest.raises(UsageError, match="PM405"):
        choose([], 0, "random")
    assert choose([], 3, "random") == []


def test_rows_are_documents_that_the_reader_reads():
    text = "全省培训机构有\u202812家，\r\n情况如下。"
    line = json.dumps(rows(choose([made("a.txt", text=text)], 1, "random"))[0]).encode()
    (document,) = parse(Snapshot("s.jsonl", line, "application/jsonl", "s.jsonl", ""))
    assert (document.doc, document.text) == ("a.txt", text)


def test_sample_export_correct_import_evaluate(tmp_path):
    (tmp_path / "in").mkdir()
    for n, text in enumerate((SURE, UNSURE, SURE.replace("300", "310"))):
        (tmp_path / "in" / f"{n}.txt").write_text(text, encoding="utf-8")
    picked = run("sample", "2", str(tmp_path / "in"), "-o", str(tmp_path / "picked.jsonl"), "--json")
    assert json.loads(picked.stdout)[0]["doc"] == "1.txt"
    run("annotate", "export", str(tmp_path / "picked.jsonl"), "-f", "doccano", "-o", str(tmp_path / "tool"))
    run("annotate", "import", str(tmp_path / "tool"), "-f", "doccano", "-o", str(tmp_path / "corpus"), "--split", "dev")
    scores = run("evaluate", str(tmp_path / "corpus" / "gold" / "dev"), "--json")
    found = {(r["group"], r["measure"]): r for r in json.loads(scores.stdout)}
    assert found["all", "figures row"]["f1"] == 1.0
    gold = str(tmp_path / "corpus" / "gold" / "dev")
    agreed = json.loads(run("annotate", "agreement", gold, gold, "--json").stdout)
    assert all(r["f1"] in (None, 1.0) and r["agree"] in (None, 1.0) for r in agreed)


def test_sample_from_a_dataset(tmp_path):
    for n, text in enumerate((SURE, UNSURE)):
        (tmp_path / f"{n}.txt").write_text(text, encoding="utf-8")
    run("mine", str(tmp_path / "0.txt"), str(tmp_path / "1.txt"), "-d", str(tmp_path / "data"), "-q")
    files = run("sample", "2", str(tmp_path / "0.txt"), str(tmp_path / "1.txt"), "--json")
    dataset = run("sample", "2", "-d", str(tmp_path / "data"), "--json")
    assert json.loads(dataset.stdout) == json.loads(files.stdout)
