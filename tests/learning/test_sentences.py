"""Labelled sentences as training data."""

from __future__ import annotations

import pytest

from policymine.codebook.load import load
from policymine.errors import InputError
from policymine.extraction import load_resources
from policymine.learning.sentences import read_sentences, sentence_samples, variants
from policymine.learning.train import train_indicator_model
from tests.conftest import ROOT

BOOK = load("double_reduction")
FILES = sorted((ROOT / "corpora" / "sentences").glob("*.yaml"))


def test_a_marked_figure_becomes_a_sample(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(
        "violations.fines.amount:\n- 罚没款合计<86.4万>元，涉及机构9家。\nnone:\n- A meal costs <8> yuan.\n",
        encoding="utf-8",
    )
    told = read_sentences([file], BOOK)
    assert told == [
        ("violations.fines.amount", "罚没款合计<86.4万>元，涉及机构9家。"),
        (None, "A meal costs <8> yuan."),
    ]
    fined, meal = sentence_samples(told, BOOK, load_resources())
    assert (fined.label, fined.question.quantity.value, fined.question.language.value) == (
        "violations.fines.amount",
        864_000,
        "zh",
    )
    assert (meal.label, meal.right, meal.alone) == (None, {None}, True)
    assert fined.question.text == "罚没款合计86.4万元，涉及机构9家。"
    assert fined.doc != meal.doc


def test_variants_of_a_pattern_are_all_of_it_and_always_the_same():
    pattern = "[检查|抽查][培训|]机构<[12|340]>家次。"
    drawn = variants(pattern, 5)
    assert len(drawn) == len(set(drawn)) == 5 and drawn == variants(pattern, 5)
    every = {f"{a}{b}机构<{n}>家次。" for a in ("检查", "抽查") for b in ("培训", "") for n in ("12", "340")}
    assert set(drawn) <= every and set(variants(pattern, 100)) == every
    assert variants("没有<3>家。") == ["没有<3>家。"]


def test_variants_of_one_pattern_stay_together():
    samples = sentence_samples([("violations.fines.amount", "罚款<[3万|5万|8万]>元。")], BOOK, load_resources())
    assert len(samples) == 3 and len({s.doc for s in samples}) == 1


@pytest.mark.parametrize(
    "content", ["- a\n", "no.such_indicator:\n- <3> a\n", "none:\n- nothing marked 3\n", "none: [3]\n", "a: [\n", "3\n"]
)
def test_bad_sentences_are_named(tmp_path, content):
    file = tmp_path / "bad.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_sentences([file], BOOK)
    assert caught.value.code == "PM119" and "bad.yaml" in str(caught.value)
    with pytest.raises(InputError, match="PM101"):
        read_sentences([tmp_path / "none.yaml"], BOOK)


def test_the_sentences_of_the_project_are_found_by_the_reader():
    told = read_sentences(FILES, BOOK)
    samples = sentence_samples(told, BOOK, load_resources())
    assert len(FILES) == 4 and len(told) > 700
    languages = {la: [s for s in samples if s.question.language.value == la] for la in ("zh", "en")}
    assert all(len(part) > 700 for part in languages.values())
    assert all(s.label is None or BOOK.indicator(s.label) for s in samples)


def test_sentences_reach_the_model(tmp_path, corpus, learning):
    file = tmp_path / "a.yaml"
    file.write_text(
        "violations.fines.amount:\n- 罚没款合计<[86.4万|5万|6万]>元。\n- 罚款<[3万|4万]>元。\n", encoding="utf-8"
    )
    with_them = train_indicator_model([corpus], tmp_path / "a", sentences=[file]).meta
    without = train_indicator_model([corpus], tmp_path / "b").meta
    assert with_them["data"]["sentences"] == {"files": ["a.yaml"], "figures": 5}
    assert with_them["data"]["sha256"] != without["data"]["sha256"]
    assert with_them["files"] != without["files"]
