"""The event ranker on a corpus written here: 成立 and 开展 sometimes report an event, and sometimes do not."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from policymine.errors import InputError
from policymine.extraction import read_document
from policymine.learning.event import (
    LOWEST,
    EventRanker,
    Thresholds,
    event_features,
    is_asked,
    load_event_ranker,
    trigger_of,
)
from policymine.learning.event_train import fit, frames_alone, propose, samples_of, train_event_model
from policymine.learning.registry import read_meta
from policymine.learning.samples import TRAIN, read_corpora
from policymine.text.documents import make_document

pytestmark = pytest.mark.usefixtures("learning")

# Sentences with the type that an annotator gave, or None; {} is a number.
SENTENCES = (
    ("{}月，县教育局成立“双减”工作专班。", "mechanism_establishment"),
    ("学校成立合唱兴趣小组{}个。", None),
    ("县教育局开展校外培训专项检查，检查机构{}家。", "inspection_campaign"),
    ("各班开展读书分享活动{}场，学生参与率高。", None),
    ("县教育局印发《作业管理办法》，共{}条。", "policy_issuance"),
    ("学科类机构由{}家压减至6家。", "institution_reduction"),
)


def write_corpus(folder: Path, sizes: dict[str, int]) -> Path:
    (folder / "documents").mkdir(parents=True)
    for split, count in sizes.items():
        gold = folder / "gold" / split
        gold.mkdir(parents=True)
        rows = []
        for n in range(count):
            name, text = f"{split}_{n}.txt", "落实“双减”政策情况\n\n"
            for k, (template, kind) in enumerate(SENTENCES):
                sentence = template.format(10 + (7 * n + 3 * k) % 80)
                if kind is not None:
                    row = {"doc": name, "start": len(text), "end": len(text) + len(sentence) - 1, "type": kind}
                    rows.append(row | {"date": None, "confidence": 0.9, "alt": {}, "alt_spans": []})
                text += sentence
            (folder / "documents" / name).write_text(text + "\n", encoding="utf-8")
        for file, lines in (("figures.jsonl", []), ("events.jsonl", rows)):
            content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in lines)
            (gold / file).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def event_corpus(tmp_path_factory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("events") / "double_reduction", {"train": 10, "dev": 3, "test": 2})


@pytest.fixture(scope="module")
def trained(event_corpus, tmp_path_factory) -> Path:
    folder, _ = train_event_model([event_corpus], tmp_path_factory.mktemp("models") / "event", seed=2)
    return folder


def proposals(text: str):
    document = make_document("a.txt", text)
    return document, read_document(document, event_floor=LOWEST).events


def test_event_model_says_what_it_was_trained_on_and_never_reads_test(trained):
    meta = read_meta(trained)
    assert meta["task"] == "event"
    assert set(meta["data"]["documents"]) == {"train", "dev"}
    assert {row["split"] for row in meta["scores"]["table"]} == {"dev"}
    assert meta["labels"] == [
        "inspection_campaign",
        "institution_reduction",
        "mechanism_establishment",
        "policy_issuance",
    ]
    card = (trained / "card.md").read_text(encoding="utf-8")
    assert "beat the frames on dev" in card or "It beats the frames" in card


def test_event_model_is_the_same_file_for_the_same_corpus_and_seed(event_corpus, trained, tmp_path):
    again, _ = train_event_model([event_corpus], tmp_path / "event", seed=2)
    for name in ("model.skops", "meta.json", "card.md"):
        assert (again / name).read_bytes() == (trained / name).read_bytes()


def test_event_ranker_tells_marked_from_unmarked_with_the_same_trigger(trained):
    ranker = load_event_ranker(trained)
    document, found = proposals("学校成立合唱兴趣小组21个。县教育局成立“双减”工作专班。")
    group, office = sorted((e for e in found if trigger_of(e) == "成立"), key=lambda e: e.start)
    never, always = (ranker.model.judge(e, document) for e in (group, office))
    assert never.likely < always.likely
    between = replace(ranker, thresholds=Thresholds(drop=(never.likely + always.likely) / 2))
    kept = between(document, found)
    assert office in kept and group not in kept


def test_event_ranker_abstains_between_its_thresholds(trained):
    ranker = replace(load_event_ranker(trained), thresholds=Thresholds())
    document, found = proposals("学校成立合唱兴趣小组21个。县教育局开展校外培训专项检查。")
    assert ranker(document, found) == frames_alone(document, found)


def test_event_ranker_leaves_sure_unambiguous_triggers_alone(trained):
    document, found = proposals("市教育局约谈3家机构。")
    assert [trigger_of(e) for e in found] == ["约谈"]
    assert not is_asked(found[0], document.language)
    strict = replace(load_event_ranker(trained), thresholds=Thresholds(drop=1.1, take=1.1))
    assert strict(document, found) == list(found)


def test_event_ranker_names_itself_where_it_changes_a_type(event_corpus, trained):
    ranker = load_event_ranker(trained)
    always = EventRanker(ranker.model, Thresholds(retype=0.0), "event@x")
    document, found = proposals("学校成立合唱兴趣小组21个，县教育局开展校外培训专项检查，检查机构35家。")
    wrong = [replace(e, type="survey_evaluation") for e in found]
    changed = [e for e in always(document, wrong) if e.type != "survey_evaluation"]
    assert changed
    for event in changed:
        assert event.model_version == "event@x"
        assert event.decisions[-1].rule == "model:event"
        assert document.text[event.start : event.end] == event.quote


def test_event_samples_leave_out_optional_gold(event_corpus, tmp_path):
    folder = tmp_path / "double_reduction"
    shutil.copytree(event_corpus, folder)
    path = folder / "gold" / "train" / "events.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    from policymine.extraction.resources import load_resources

    before = samples_of(propose(read_corpora([folder], TRAIN), load_resources()))
    rows = [row | {"confidence": 0.4} if row["type"] == "policy_issuance" else row for row in rows]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    after = samples_of(propose(read_corpora([folder], TRAIN), load_resources()))
    assert {s.kind for s in before} - {s.kind for s in after} == {"policy_issuance"}
    assert len(after) < len(before)


def test_event_features_are_of_the_clause_only():
    document, found = proposals("他说了很多。县教育局成立“双减”工作专班。后来下雨了。")
    features = event_features(found[0], document)
    assert features["trigger:成立"] == 1.0 and "r:下雨" not in features and "l:很多" not in features


def test_event_training_needs_events_of_several_types():
    with pytest.raises(InputError) as error:
        fit([], 0)
    assert error.value.code == "PM101"


def test_event_model_that_was_changed_is_refused(trained, tmp_path):
    folder = tmp_path / "event"
    shutil.copytree(trained, folder)
    (folder / "model.skops").write_bytes((folder / "model.skops").read_bytes() + b" ")
    with pytest.raises(InputError) as error:
        load_event_ranker(folder)
    assert error.value.code == "PM106"
