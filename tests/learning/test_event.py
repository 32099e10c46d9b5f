"""The event ranker: trained on a corpus written here, from clauses with and without an event, and the one that ships."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest

from policymine.errors import InputError
from policymine.extraction import load_resources, read_document
from policymine.extraction.event_ranker import FILE, NONE, read_ranker, shipped_ranker
from policymine.learning.event_patterns import clauses_of, read_patterns
from policymine.learning.event_samples import document_samples, notes_of, pattern_samples
from policymine.learning.event_train import WEIGHTS, fit, packed, ranker_of, train_event_model
from policymine.learning.registry import read_meta
from policymine.learning.samples import TRAIN, read_corpora
from policymine.records import Language
from policymine.text.documents import make_document

pytestmark = pytest.mark.usefixtures("learning")

ROOT = Path(__file__).parents[2]
OPENING = {"zh": "落实“双减”政策情况\n\n", "en": 'Implementation of the "double reduction" policy\n\n'}
# Clauses with the type that an annotator gave, or None; {} is a number.
CLAUSES = {
    "zh": (
        ("{}月，县教育局成立“双减”工作专班。", "mechanism_establishment"),
        ("学校成立合唱兴趣小组{}个。", None),
        ("县教育局开展校外培训专项检查，检查机构{}家。", "inspection_campaign"),
        ("各班开展读书分享活动{}场，学生参与率高。", None),
        ("县教育局印发《作业管理办法》，共{}条。", "policy_issuance"),
        ("学科类机构由{}家压减至6家。", "institution_reduction"),
    ),
    "en": (
        ("The county education bureau set up {} special classes on off-campus training.", "mechanism_establishment"),
        ("Students of {} classes play football after school.", None),
        ("The bureau inspected {} training institutions.", "inspection_campaign"),
        ("The bureau issued {} documents on homework.", "policy_issuance"),
    ),
}


def write_corpus(folder: Path, sizes: dict[str, int]) -> Path:
    (folder / "documents").mkdir(parents=True)
    for split, count in sizes.items():
        gold = folder / "gold" / split
        gold.mkdir(parents=True)
        rows = []
        for n in range(count):
            language = "zh" if n % 2 == 0 else "en"
            name, text = f"{split}_{n}_{language}.txt", OPENING[language]
            for k, (template, kind) in enumerate(CLAUSES[language]):
                sentence = template.format(10 + (7 * n + 3 * k) % 80)
                if kind is not None:
                    row = {"doc": name, "start": len(text), "end": len(text) + len(sentence) - 1, "type": kind}
                    rows.append(row | {"date": None, "confidence": 0.9, "alt": {}, "alt_spans": []})
                text += sentence + (" " if language == "en" else "")
            (folder / "documents" / name).write_text(text + "\n", encoding="utf-8")
        for file, lines in (("figures.jsonl", []), ("events.jsonl", rows)):
            content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in lines)
            (gold / file).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def event_corpus(tmp_path_factory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("events") / "double_reduction", {"train": 14, "dev": 4, "test": 2})


@pytest.fixture(scope="module")
def patterns(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("patterns") / "events.yaml"
    path.write_text(
        "slots:\n  body: [市教育局, 省财政厅]\ntypes:\n  funding:\n"
        '    - "{body}[拨付|下达]资金12万元"\nnone:\n  - "[校长|家长]说要参加讲座"\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def trained(event_corpus, patterns, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "event"
    train_event_model([event_corpus], folder, patterns=[patterns], seed=2)
    return folder


def test_event_model_says_what_it_was_trained_on_and_never_reads_test(trained):
    meta = read_meta(trained)
    assert meta["task"] == "event"
    assert set(meta["data"]["documents"]) == {"train", "dev"}
    assert {row["split"] for row in meta["scores"]["table"]} == {"dev"}
    assert meta["labels"] == [
        "funding",
        "inspection_campaign",
        "institution_reduction",
        "mechanism_establishment",
        "policy_issuance",
    ]
    card = (trained / "card.md").read_text(encoding="utf-8")
    assert "beat the frames there" in card
    assert "events.yaml" in card


def test_event_model_is_the_same_file_for_the_same_corpus_and_seed(event_corpus, patterns, trained, tmp_path):
    again, _ = train_event_model([event_corpus], tmp_path / "event", patterns=[patterns], seed=2)
    for name in ("model.skops", WEIGHTS, "meta.json", "card.md"):
        assert (again / name).read_bytes() == (trained / name).read_bytes(), name


def test_packed_weights_judge_as_the_trained_classifier(event_corpus):
    samples = document_samples(read_corpora([event_corpus], TRAIN), load_resources())
    models = fit(samples, 0)
    weights = ranker_of(models).weights
    for sample in samples[:40]:
        whole = models[sample.language].kinds.probabilities(sample.features)
        sums = weights[sample.language].sums(sample.features)
        kinds = weights[sample.language].kinds
        assert kinds[int(sums.argmax())] == max(whole, key=lambda kind: whole[kind])


def test_event_ranker_tells_marked_from_unmarked_with_the_same_trigger(event_corpus):
    samples = document_samples(read_corpora([event_corpus], TRAIN), load_resources())
    models = fit(samples, 0)
    asked = {}
    for words in ("学校成立合唱兴趣小组21个。", "3月，县教育局成立“双减”工作专班。"):
        notes = notes_of(make_document("a.txt", OPENING["zh"] + words), load_resources())
        features = max(notes, key=lambda n: (n.end, n.start)).features
        asked[words] = models[Language.ZH].kinds.probabilities(features)[NONE]
    never, always = asked.values()
    assert never > 0.5 > always


def test_event_samples_leave_out_optional_gold(event_corpus, tmp_path):
    (item, *_) = read_corpora([event_corpus], TRAIN)
    events = tuple(row | {"confidence": 0.4} if row["type"] == "policy_issuance" else row for row in item.gold.events)
    before = document_samples([item], load_resources())
    after = document_samples([replace(item, gold=replace(item.gold, events=events))], load_resources())
    assert {s.kind for s in before} - {s.kind for s in after} == {"policy_issuance"}
    assert sum(s.kind == NONE for s in after) == sum(s.kind == NONE for s in before)


def test_patterns_give_the_same_different_clauses_and_every_choice_is_opened():
    slots = {"body": ["市教育局", "省财政厅"], "both": ["[甲|乙]"]}
    found = clauses_of("{body}[印发|出台]{both}方案", slots, 8)
    assert found == clauses_of("{body}[印发|出台]{both}方案", slots, 8)
    assert len(set(found)) == len(found) > 4
    assert not any(mark in clause for clause in found for mark in "[]{}|")
    assert clauses_of("无可选之处", {}) == ["无可选之处"]


def test_pattern_samples_keep_their_type(patterns):
    samples = pattern_samples(read_patterns([patterns]), load_resources())
    assert {s.kind for s in samples} == {"funding", NONE}
    assert all(s.written for s in samples)


@pytest.mark.parametrize(
    "content",
    [
        "types:\n  no_such_type:\n    - x\n",
        'types:\n  funding:\n    - "{nobody}出资"\n',
        "- a list\n",
        "types: [",
    ],
)
def test_wrong_patterns_are_refused(tmp_path, content):
    path = tmp_path / "events.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_patterns([path])
    assert raised.value.code == "PM119"


def test_too_few_events_are_refused(tmp_path):
    corpus = write_corpus(tmp_path / "double_reduction", {"train": 1, "dev": 1})
    with pytest.raises(InputError) as raised:
        train_event_model([corpus], tmp_path / "event")
    assert raised.value.code == "PM101"


def test_the_shipped_weights_are_those_of_the_model_folder():
    """The package carries a copy of the weights; the model, its card and its meta stand in ``models/event``."""
    content = (ROOT / "models" / "event" / WEIGHTS).read_bytes()
    assert content == files("policymine.data").joinpath(FILE).read_bytes()
    meta = read_meta(ROOT / "models" / "event")
    assert hashlib.sha256(content).hexdigest() == meta["files"][WEIGHTS]
    assert shipped_ranker().version == f"event@{meta['data']['sha256'][:12]}"


def test_packed_weights_hold_no_objects(event_corpus):
    """A weights file with pickled objects is refused, not opened."""
    import numpy as np

    models = fit(document_samples(read_corpora([event_corpus], TRAIN), load_resources()), 0)
    held = dict(np.load(BytesIO(packed(models, "x")), allow_pickle=False))
    bad = BytesIO()
    np.savez(bad, **(held | {"zh_kinds": np.array([object()], dtype=object)}))
    bad.seek(0)
    with pytest.raises(ValueError, match="pickle"):
        read_ranker(bad)


def test_rules_alone_without_the_ranker():
    text = OPENING["zh"] + "县教育局成立工作专班。市里从福彩公益金中挤出1260万元，全部用于课后服务。"
    document = make_document("a.txt", text)
    resources = load_resources()
    alone = read_document(document, replace(resources, event_judge=None)).events
    assert all(event.method == "frames" for event in alone)
