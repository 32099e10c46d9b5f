"""What the ranker takes up beside the frames, and what it must never take up."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from policymine.extraction import load_resources, read_document
from policymine.extraction.event_features import clause_features, grams, stem
from policymine.extraction.event_ranker import shipped_ranker
from policymine.extraction.event_words import load_words
from policymine.records import Event, Language, Status
from policymine.text.documents import make_document

ZH = "全市落实“双减”情况\n"
EN = 'Implementation of the "double reduction" policy\n'


def read(text: str, published: str = "2023-05-06") -> tuple[Event, ...]:
    return read_document(make_document("a.txt", text, published=published)).events


def ranked(text: str) -> list[Event]:
    return [event for event in read(text) if event.method == "ranker"]


# Wishes, talk, states, conditions and denials; each would be an act with other words around it.
NOTHING = (
    ZH + "要不断完善校外培训监管机制，切实把好事办好。",
    ZH + "如果机构擅自收费，家长可以拨打电话。",
    ZH + "我们希望更多教师参与，让孩子快乐成长。",
    ZH + "统筹推进教育强国建设，着力构建高质量教育体系。",
    ZH + "校长说，孩子们每天放学后在操场上打球。",
    ZH + "该机构位于居民楼二楼，门口没有招牌。",
    ZH + "尚未取得办学许可证的机构不得招生宣传，对此家长应当留意。"[:14] + "。",
    ZH + "上述机构法人为李某，地址在人民路。",
    EN + "The city should further strengthen the supervision of off-campus training.",
    EN + "If illegal institutions are found, parents can call the hotline.",
    EN + "Children play football on the playground after school.",
    EN + "In order to implement the spirit of the meeting, the province attaches great importance to the work.",
    EN + "The principal said with a smile that parents feel relieved.",
    EN + "The institution is located on the second floor of an old residential building.",
)


@pytest.mark.parametrize("text", NOTHING, ids=range(len(NOTHING)))
def test_the_ranker_takes_up_no_wish_talk_or_state(text: str) -> None:
    assert ranked(text) == []


def test_a_clause_without_a_frame_is_read_by_its_words() -> None:
    """Wording that no frame holds: the ranker names the type, and says that it was the ranker."""
    found = {e.type: e for text in TAKEN for e in read(text)}
    assert {"funding", "enforcement_action"} <= set(found)
    own = [e for text in TAKEN for e in ranked(text)]
    assert own, "none of these sentences needs the ranker any more: write others"
    for event in own:
        assert event.decisions[0].rule == "ranked"
        assert event.confidence >= 0.5


TAKEN = (
    ZH + "市财政掏了1260万元，课后服务经费由市县两级共同承担。",
    ZH + "今年以来，9家培训机构已关门大吉，2家被清退出白名单。",
    ZH + "全市1,200名家长拿回了96万元培训费。",
)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("市财政掏了1260万元支持课后服务。", Status.DONE),
        ("市财政将掏1260万元支持课后服务。", Status.PLANNED),
        ("市财政拟掏1260万元支持课后服务。", Status.PLANNED),
        ("市财政未掏1260万元课后服务经费。", None),
        ("如果市财政掏1260万元，课后服务经费就够了。", None),
        ("建议市财政掏1260万元支持课后服务。", None),
    ],
)
def test_modality_of_what_the_ranker_takes_up(words: str, status: Status | None) -> None:
    found = [event.status for event in read(ZH + words) if event.type == "funding"]
    assert found == ([] if status is None else [status])


def test_a_document_about_other_matters_is_left_to_the_frames() -> None:
    text = "老旧小区改造情况\n县里给每名护林员每月600元交通津贴，今年以来9家砂场已关门大吉。"
    assert ranked(text) == []
    resources = load_resources()
    alone = read_document(make_document("a.txt", text), replace(resources, event_judge=None)).events
    assert [e.event_id for e in read(text)] == [e.event_id for e in alone]


def test_spans_of_ranked_events_hold_their_trigger() -> None:
    for text in TAKEN:
        for event in read(text):
            assert text[event.start : event.end] == event.quote
            assert event.start <= event.trigger_start < event.trigger_end <= event.end


@pytest.mark.parametrize("language", [Language.ZH, Language.EN])
def test_words_are_found_whole_and_in_order(language: Language) -> None:
    words = load_words(language)
    low = (
        "市教育局印发通知并开展专项检查"
        if language is Language.ZH
        else "the bureau issued a notice; reissued, unissued"
    )
    hits = words.find(low)
    assert [h.start for h in hits] == sorted(h.start for h in hits)
    names = {low[h.start : h.end] for h in hits}
    assert ("印发" in names) if language is Language.ZH else ("issued" in names and low.count("issued") == 3)
    if language is Language.EN:
        assert sum(low[h.start : h.end] == "issued" for h in hits) == len(
            {h.word for h in hits if h.start == 11 and h.end == 17}
        )


def test_stems_and_grams() -> None:
    assert {stem("issue"), stem("issued"), stem("issues"), stem("issuing")} == {"issu"}
    assert "#家" in grams("压减至1,234家", Language.ZH)
    assert "fined #" in grams("fined 3,000 yuan", Language.EN)


def test_features_are_the_same_each_time() -> None:
    resources = load_resources()
    text = TAKEN[0]
    first = read_document(make_document("a.txt", text), resources).events
    assert first == read_document(make_document("a.txt", text), resources).events
    assert clause_features.__doc__


def test_many_clauses_cost_their_number() -> None:
    """Ten thousand clauses that the ranker is asked about take no more than their share."""
    clause = "今年3月，县财政掏了12万元，给每名教师补贴600元。"

    def seconds(count: int) -> float:
        document = make_document("a.txt", ZH + clause * count)
        started = time.process_time()
        read_document(document)
        return time.process_time() - started

    seconds(100)
    small, large = seconds(400), seconds(3200)
    assert large < 8 * small * 2.5


def test_the_shipped_ranker_knows_every_type() -> None:
    for weights in shipped_ranker().weights.values():
        assert len(weights.kinds) == 17
        assert 0 < weights.own < 1
