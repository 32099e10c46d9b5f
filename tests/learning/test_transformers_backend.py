from __future__ import annotations

import builtins
import warnings

import pytest

from policymine.errors import InputError, UsageError
from policymine.extraction import load_resources
from policymine.learning.questions import questions_of
from policymine.learning.transformers_backend import EncoderClassifier, Settings, require_transformers
from policymine.learning.windows import Marked
from policymine.text.documents import make_document

MARKED = [
    Marked("全市学科类机构压减至", "12", "家。"),
    Marked("压减率达到", "95%", "。"),
    Marked("开展课后服务的学校有", "48", "所。"),
    Marked("学科类机构还有", "7", "家。"),
    Marked("压减率为", "88%", "。"),
    Marked("课后服务学校", "62", "所。"),
]
LABELS = ["count", "rate", "schools", "count", "rate", "schools"]


def trained(encoder, epochs=30):
    settings = Settings(epochs=epochs, batch=3, rate=3e-3, seed=5)
    classifier = EncoderClassifier.from_encoder(str(encoder), sorted(set(LABELS)), settings)
    return classifier, classifier.fit(MARKED, LABELS, settings)


def test_transformers_learns_saves_and_predicts_the_same_after_loading(encoder, tmp_path):
    classifier, losses = trained(encoder)
    assert losses[-1] < 0.5 * losses[0]
    before = classifier.probabilities(MARKED)
    assert [max(p, key=p.get) for p in before] == LABELS
    assert all(sum(p.values()) == pytest.approx(1) for p in before)
    names = classifier.save(tmp_path / "model")
    assert {"config.json", "head.safetensors", "model.safetensors"} <= set(names)
    assert not [n for n in (p.name for p in (tmp_path / "model").iterdir()) if n.endswith((".bin", ".pt", ".pkl"))]
    loaded = EncoderClassifier.load(tmp_path / "model", classifier.labels, classifier.longest)
    assert loaded.probabilities(MARKED) == before


def test_transformers_training_is_reproducible(encoder):
    (_, first), (_, second) = trained(encoder, 2), trained(encoder, 2)
    assert first == second


def test_transformers_reads_every_token_of_a_long_sentence(encoder):
    classifier, _ = trained(encoder, 1)
    long = Marked("一二" * 90, "12", "家" * 70)
    windows = classifier._windows(long)
    assert len(windows) > 3 and max(map(len, windows)) <= classifier.longest == 48
    opening = classifier.tokenizer.convert_tokens_to_ids("[F]")
    assert all(w.count(opening) == 1 for w in windows)
    marked = len(classifier.tokenizer("12", add_special_tokens=False)["input_ids"]) + 2
    total = len(classifier.tokenizer(long.before + long.after, add_special_tokens=False)["input_ids"])
    assert sum(len(w) - 2 - marked for w in windows) == total
    changed = Marked("学" * 2 + long.before[2:], "12", long.after)
    assert classifier.probabilities([long]) != classifier.probabilities([changed])


def test_transformers_reads_odd_texts(encoder):
    classifier, _ = trained(encoder, 1)
    odd = [Marked("", "1", ""), Marked("🙂\r\n", "１２", "\x00"), Marked("", "9" * 500, "")]
    assert all(sum(p.values()) == pytest.approx(1) for p in classifier.probabilities(odd))
    assert classifier.probabilities([]) == []


def test_transformers_batches_do_not_change_the_answer(encoder):
    classifier, _ = trained(encoder, 3)
    together = classifier.probabilities(MARKED)
    for marked, expected in zip(MARKED, together, strict=True):
        assert classifier.probabilities([marked])[0] == pytest.approx(expected, abs=1e-5)


def test_transformers_marks_the_figure_in_its_sentence():
    text = "“双减”通报\n\n前一句。全县学科类机构剩下7家，注销21家。后一句。"
    question = questions_of(make_document("a.txt", text), load_resources())[0]
    marked = Marked.of(question)
    assert marked == Marked("全县学科类机构剩下", "7", "家，注销21家。")


def test_transformers_reports_a_folder_without_an_encoder(tmp_path, transformers):
    with pytest.raises(InputError, match="PM106"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        EncoderClassifier.from_encoder(str(tmp_path), ["a", "b"], Settings())


def test_transformers_names_the_extra_that_is_missing(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"PM403.*torch.*policymine\[transformers\]"):
        require_transformers()


def test_transformers_train_command_writes_a_model(encoder, corpus, tmp_path, transformers):
    from policymine.learning.registry import read_meta
    from policymine.learning.samples import read_corpora, samples_of
    from policymine.learning.transformers_train import load_encoder_ranker, train_transformers_model

    model = train_transformers_model([corpus], tmp_path / "tiny", encoder=str(encoder), epochs=2, rate=3e-3)
    meta = read_meta(model.folder)
    assert meta["backend"] == "transformers"
    assert set(meta["files"]) == {"frame.json", "model.onnx", "tokenizer.json"}
    assert str(encoder) not in (model.folder / "card.md").read_text(encoding="utf-8")
    ranker = load_encoder_ranker(model.folder)
    for sample in samples_of(read_corpora([corpus], "test"), load_resources(), ("double_reduction",)):
        if sample.question.match is not None:
            assert ranker(sample.question) is sample.question.match
    (model.folder / "model.onnx").write_bytes(b"changed")
    with pytest.raises(InputError, match="PM106"):
        load_encoder_ranker(model.folder)
