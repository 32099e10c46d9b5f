from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest

from policymine.codebook.match import Match
from policymine.errors import CodebookError, InputError
from policymine.extraction import load_resources
from policymine.learning.indicator import best_of
from policymine.learning.rank import IndicatorRanker, load_ranker
from policymine.learning.registry import list_models, open_model, read_meta
from policymine.learning.samples import read_corpora, samples_of
from policymine.learning.train import train_indicator_model, train_relevance_model

pytestmark = pytest.mark.usefixtures("learning")
BOOK = ("double_reduction",)


@pytest.fixture(scope="module")
def model(corpus, tmp_path_factory):
    return train_indicator_model([corpus], tmp_path_factory.mktemp("models") / "small", seed=3)


def test_train_writes_a_model_its_card_and_its_meta(model):
    assert {p.name for p in model.folder.iterdir()} == {"model.skops", "card.md", "meta.json", "calibration.svg"}
    meta = read_meta(model.folder)
    assert meta["task"] == "indicator" and meta["licence"] == "MIT" and meta["seed"] == 3
    assert meta["data"]["documents"] == {"train": 10, "dev": 4, "test": 4}
    assert {(r["split"], r["language"]) for r in meta["scores"]["table"]} == {
        (split, language) for split in ("dev", "test") for language in ("all", "zh", "en")
    }
    card = (model.folder / "card.md").read_text(encoding="utf-8")
    assert "rules alone" in card and meta["data"]["sha256"] in card
    assert str(model.folder) not in card + json.dumps(meta)


def test_train_gives_the_same_bytes_in_another_process(corpus, model, tmp_path):
    # Another process has other memory addresses and another order of hashes.
    script = (
        "import sys, pathlib; from policymine.learning.train import train_indicator_model as t; "
        "t([pathlib.Path(sys.argv[1])], pathlib.Path(sys.argv[2]), seed=3)"
    )
    again = tmp_path / "small"
    subprocess.run([sys.executable, "-c", script, str(corpus), str(again)], check=True)
    for name in ("model.skops", "meta.json", "card.md", "calibration.svg"):
        assert (again / name).read_bytes() == (model.folder / name).read_bytes(), name


def test_train_depends_on_the_data(corpus, model, tmp_path):
    other = tmp_path / "double_reduction"
    shutil.copytree(corpus, other)
    gold = other / "gold" / "train" / "figures.jsonl"
    lines = gold.read_text(encoding="utf-8").splitlines()
    gold.write_text("\n".join(lines[: len(lines) // 2]) + "\n", encoding="utf-8")
    again = train_indicator_model([other], tmp_path / "small", seed=3)
    assert again.meta["data"]["sha256"] != model.meta["data"]["sha256"]
    assert again.meta["files"] != model.meta["files"]


def test_train_never_reads_the_test_split_into_the_model(corpus, model, tmp_path):
    other = tmp_path / "double_reduction"
    shutil.copytree(corpus, other)
    shutil.rmtree(other / "gold" / "test")
    again = train_indicator_model([other], tmp_path / "small", seed=3)
    assert again.meta["files"] == model.meta["files"]
    assert again.meta["thresholds"] == model.meta["thresholds"]
    assert {r["split"] for r in again.meta["scores"]["table"]} == {"dev"}


def test_rank_after_loading_equals_before(corpus, model):
    samples = samples_of(read_corpora([corpus], "dev"), load_resources(), BOOK)
    first, second = load_ranker(model.folder).model, load_ranker(model.folder).model
    assert load_ranker(model.folder).version.startswith("small@")
    for sample in samples:
        likely = first.judge(sample.question)
        assert likely == second.judge(sample.question)
        assert sum(likely.values()) == pytest.approx(1)


def test_rank_learns_what_the_small_corpus_shows(corpus, model):
    trained = load_ranker(model.folder).model
    samples = samples_of(read_corpora([corpus], "test"), load_resources(), BOOK)
    right = sum((best_of(trained.judge(s.question)) or None) in s.right for s in samples)
    assert right >= 0.9 * len(samples)


BOTH = ("zh", "en")


def test_rank_fills_what_the_rules_leave_open(corpus, model):
    trained = load_ranker(model.folder).model
    samples = samples_of(read_corpora([corpus], "dev"), load_resources(), BOOK)
    silent = [replace(s.question, match=None) for s in samples if s.label is not None]
    named = [IndicatorRanker(trained, 0.5, BOTH, "v")(q) for q in silent]
    assert sum(m is not None for m in named) >= 0.9 * len(silent)
    assert all(m.by == "model:v" and 0 < m.score <= 1 for m in named if m is not None)
    assert all(IndicatorRanker(trained, 1.01, BOTH)(q) is None for q in silent)
    english = IndicatorRanker(trained, 0.5, ("en",))
    assert all(english(q) is None for q in silent if q.language.value == "zh")
    # The words of what is named are evidence, where they are heard.
    assert any(m is not None and m.evidence is not None for m in named)


def test_rank_overrules_where_it_is_surer_and_knows_what_it_overrules(corpus, model):
    trained = load_ranker(model.folder).model
    samples = samples_of(read_corpora([corpus], "dev"), load_resources(), BOOK)
    indicators = {i.name: i for i in load_resources().codebooks[0].indicators}
    wrong, unseen = indicators["after_school_service.schools.count"], indicators["violations.fines.amount"]
    assert wrong.name in trained.known and unseen.name not in trained.known
    sure = [s for s in samples if max(trained.judge(s.question).values()) > 0.9 and s.label != wrong.name]
    right = [s for s in sure if (best_of(trained.judge(s.question)) or None) in s.right]
    assert {s.label is None for s in right} == {True, False}
    for sample in right:
        question = replace(sample.question, match=Match(wrong, BOOK[0], 9.0, None))
        found = IndicatorRanker(trained, 0.8, BOTH)(question)
        assert (found.indicator.name if found is not None else None) in sample.right
        assert IndicatorRanker(trained, 1.01, BOTH)(question) is question.match
        question = replace(sample.question, match=Match(unseen, BOOK[0], 9.0, None))
        assert IndicatorRanker(trained, 0.5, BOTH)(question) is question.match


def test_rank_leaves_matches_of_other_codebooks_alone(corpus, model):
    ranker = IndicatorRanker(load_ranker(model.folder).model, 0.0, BOTH)
    samples = samples_of(read_corpora([corpus], "dev"), load_resources(), BOOK)
    named = [s.question for s in samples if s.question.match is not None]
    assert named
    for question in named:
        foreign = replace(question, match=replace(question.match, codebook="another"))
        assert ranker(foreign) is foreign.match


def test_rank_refuses_a_changed_model(model, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(model.folder, copy)
    content = bytearray((copy / "model.skops").read_bytes())
    content[len(content) // 2] ^= 1
    (copy / "model.skops").write_bytes(content)
    with pytest.raises(InputError, match="PM106"):
        load_ranker(copy)


def test_rank_refuses_a_missing_model_file(model, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(model.folder, copy)
    (copy / "model.skops").unlink()
    with pytest.raises(InputError, match="PM106"):
        load_ranker(copy)
    with pytest.raises(InputError, match="PM101"):
        load_ranker(tmp_path / "nothing")


def test_train_relevance_tells_documents_apart(corpus, other_corpus, tmp_path):
    trained = train_relevance_model([corpus, other_corpus], tmp_path / "about", seed=1)
    rows = {r["split"]: r for r in trained.meta["scores"]["table"]}
    assert rows["test"]["model"] == rows["test"]["documents"] == 6
    from policymine.learning.relevance import RelevanceModel
    from policymine.text.documents import make_document

    _, parts = open_model(trained.folder, task="relevance", backend="sklearn")
    loaded = RelevanceModel.from_parts(parts)
    resources = load_resources()
    about = make_document("a.txt", "本市落实“双减”，学科类培训机构压减率达到95%。" * 60)
    other = make_document("b.txt", "全市今年新建公园7座，绿化道路30公里。" * 60)
    assert loaded.probability(about, resources) > 0.5 > loaded.probability(other, resources)
    assert loaded.probability(make_document("c.txt", ""), resources) == 0
    with pytest.raises(InputError, match="PM106"):
        load_ranker(trained.folder)


def test_train_relevance_needs_both_kinds(corpus, tmp_path):
    with pytest.raises(InputError, match="one kind"):
        train_relevance_model([corpus], tmp_path / "about")


def test_train_says_what_is_missing(corpus, tmp_path):
    with pytest.raises(InputError, match="PM101"):
        train_indicator_model([tmp_path], tmp_path / "m")
    with pytest.raises(CodebookError, match="PM202"):
        train_indicator_model([corpus], tmp_path / "m", codebooks=("nothing",))


def test_train_takes_a_codebook_file(corpus, tmp_path):
    import yaml

    from policymine.data import load_yaml

    book = {**load_yaml("codebooks/double_reduction.yaml"), "name": "my_policy"}
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    trained = train_indicator_model([corpus], tmp_path / "m", codebooks=(str(path),))
    assert trained.meta["codebooks"] == ["my_policy"]
    assert str(tmp_path) not in (trained.folder / "meta.json").read_text(encoding="utf-8")


def test_registry_lists_models(model, tmp_path):
    assert [m["name"] for m in list_models(model.folder.parent)] == ["small"]
    assert list_models(tmp_path / "nowhere") == []


def test_train_command_trains_and_prints_scores(corpus, tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "policymine",
            "train",
            "indicator",
            "--corpus",
            str(corpus),
            "-o",
            str(tmp_path / "m"),
            "--json",
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    rows = json.loads(done.stdout)
    assert {r["measure"] for r in rows} == {"indicator", "row"}
    assert (tmp_path / "m" / "card.md").is_file()
    bad = subprocess.run(
        [
            sys.executable,
            "-m",
            "policymine",
            "train",
            "relevance",
            "--backend",
            "transformers",
            "--corpus",
            str(corpus),
            "-o",
            "x",
        ],
        capture_output=True,
        encoding="utf-8",
    )
    assert bad.returncode == 2 and "PM405" in bad.stderr
