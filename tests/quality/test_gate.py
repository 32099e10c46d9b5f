"""The quality gate: figures and events on the project's own gold stay above the pinned floors."""

from __future__ import annotations

from pathlib import Path

import pytest

from policymine.cli.evaluate import read_corpus
from policymine.learning.evaluate import evaluate
from policymine.learning.gate import CODEBOOKS, corpus_hash, raised, read_pins, scores, shortfalls

ROOT = Path(__file__).parent.parent.parent
PINS = read_pins(Path(__file__).parent / "floors.json")
CORPORA = sorted(p.name for p in (ROOT / "corpora").iterdir() if (p / "gold").is_dir())


@pytest.fixture(scope="module", params=CORPORA)
def corpus(request):
    folder = ROOT / "corpora" / request.param
    return request.param, folder, list(read_corpus(folder / "documents", CODEBOOKS.get(request.param)))


def test_gate_pins_every_corpus():
    assert sorted(PINS) == CORPORA


def test_gate_floors_hold(corpus):
    name, folder, extractions = corpus
    assert PINS[name]["hash"] == corpus_hash(folder), "the corpus changed: run scripts/pin_floors.py and say why"
    low = {
        split: short
        for split, floors in PINS[name]["splits"].items()
        if (short := shortfalls(scores(evaluate(folder / "gold" / split, extractions)), floors))
    }
    assert low == {}


def test_gate_reports_a_shortfall():
    assert shortfalls({"zh": {"core_f1": 0.89}}, {"zh": {"core_f1": 0.9}}) == ["zh core_f1: 0.8900 is below 0.9000"]
    assert shortfalls({}, {"en": {"core_f1": 0.9}}) != []
    assert shortfalls({"zh": {"core_f1": 0.91}}, {"zh": {"core_f1": 0.9}}) == []


def test_gate_pins_only_upwards():
    low, high = {"zh": {"core_f1": 0.8}}, {"zh": {"core_f1": 0.9}}
    assert raised({"zh": {"core_f1": 0.85}}, low, same_text=True)["zh"]["core_f1"] == 0.85
    assert raised({"zh": {"core_f1": 0.85}}, high, same_text=True)["zh"]["core_f1"] == 0.895
    assert raised({"zh": {"core_f1": 0.85}}, low, same_text=True, allow_regression=True)["zh"]["core_f1"] == 0.795
    assert raised({"zh": {"core_f1": 0.85}}, low, same_text=False)["zh"]["core_f1"] == 0.795


def test_gate_hash_follows_the_text(tmp_path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "gold").mkdir()
    (tmp_path / "documents" / "a.txt").write_text("一", encoding="utf-8")
    before = corpus_hash(tmp_path)
    (tmp_path / "documents" / "a.txt").write_text("二", encoding="utf-8")
    assert corpus_hash(tmp_path) != before
