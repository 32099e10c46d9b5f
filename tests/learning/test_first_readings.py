"""Documents are asked about as the rules met them at first, where that was kept."""

from __future__ import annotations

import json
import shutil

import pytest
import yaml

from policymine.data import load_yaml
from policymine.extraction import load_resources
from policymine.learning.calibration import newest
from policymine.learning.samples import read_corpora, samples_of

BOOK = ("double_reduction",)


@pytest.fixture
def kept(corpus, tmp_path):
    """The corpus with a first reading of two documents, in two batches; the codebook of the first knew no institutions."""
    folder = tmp_path / "double_reduction"
    shutil.copytree(corpus, folder)
    gold = [json.loads(line) for line in (folder / "gold" / "train" / "figures.jsonl").read_text("utf-8").splitlines()]
    docs = sorted({row["doc"] for row in gold if row["doc"].endswith("_zh.txt")})[:2]
    rows = [
        {"doc": row["doc"], "batch": 1 + docs.index(row["doc"]), "start": row["core_start"], "indicator": None}
        for row in gold
        if row["doc"] in docs
    ]
    (folder / "first_readings.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    book = load_yaml("codebooks/double_reduction.yaml")
    for entity in book["entities"].values():
        entity["zh"] = ["无此名"]
    (folder / "first_codebooks").mkdir()
    text = yaml.safe_dump(book, allow_unicode=True)
    (folder / "first_codebooks" / "1.yaml").write_text(text, encoding="utf-8")
    return folder, docs


def test_the_codebook_of_the_first_reading_is_asked(kept):
    folder, (first, second) = kept
    samples = samples_of(read_corpora([folder], "train"), load_resources(), BOOK)
    assert {s.doc: s.batch for s in samples if s.batch} == {first: 1, second: 2}
    counts = [s for s in samples if s.label == "subject_training_institutions.count"]
    silent = {s.doc for s in counts if s.question.match is None}
    # Batch 1 is read with its codebook; of batch 2, whose codebook was not kept, the answers then stand.
    assert silent == {first, second} & {s.doc for s in counts}
    asked = next(s for s in counts if s.doc == first).question.matchers[0]
    assert "无此名" in asked.plans.codebook.entities["training_institutions"].zh


def test_first_readings_are_left_out_when_asked(kept):
    folder, _ = kept
    samples = samples_of(read_corpora([folder], "train"), load_resources(), BOOK, as_first=False)
    assert not any(s.batch for s in samples)
    assert all(s.question.match is not None for s in samples if s.label == "subject_training_institutions.count")


def test_the_last_batch_is_the_newest(kept, corpus):
    folder, (_, second) = kept
    assert [a.document.doc for a in newest(read_corpora([folder], "train"))] == [second]
    plain = read_corpora([corpus], "train")
    assert newest(plain) == plain
