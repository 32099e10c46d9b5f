"""The event codebook: forms of triggers, patterns, and the arguments' facts."""

from __future__ import annotations

import pytest

from policymine.data import load_yaml
from policymine.extraction.event_actors import actor_kind, actor_level
from policymine.extraction.event_clauses import event_clauses
from policymine.extraction.event_lexicon import en_pattern, find_triggers, inflect, load_lexicon, lowered, zh_pattern
from policymine.records import Language


@pytest.mark.parametrize(
    ("lemma", "past"),
    [
        ("issue", "issued"), ("carry out", "carried out"), ("ban", "banned"), ("hold", "held"), ("set up", "set up"),
        ("investigate and deal with", "investigated and dealt with"), ("print and issue", "printed and issued"),
        ("cancel", "canceled"), ("launch", "launched"), ("implement", "implemented"),
    ],
)  # fmt: skip
def test_event_lexicon_past_forms(lemma: str, past: str) -> None:
    forms = inflect(lemma, load_yaml("event_types.yaml")["irregular_en"])
    assert forms[past].past


def test_event_lexicon_nouns_are_not_inflected() -> None:
    forms = inflect("press conference", {})
    assert list(forms) == ["press conference"]
    assert forms["press conference"].noun


def test_event_lexicon_frames_name_known_classes_and_sides() -> None:
    book = load_yaml("event_types.yaml")
    known = {
        *book["classes"],
        *book["special"],
        "title",
        "quoted_model",
        "quoted_body",
        "quoted_name",
        "unit_price",
        "share_of_people",
        "share_of_bodies",
        "bodies",
        "built_count",
        "number",
        "counted",
        "counted_next",
        "counted_new",
        "bare_count",
        "from_to",
        "limit_measure",
        "money_fund",
    }
    for name, kind in book["types"].items():
        assert kind["definition"], name
        assert kind["source"], name
        for row in kind["frames"]:
            assert set(row.get("object", ())) <= known, row["id"]
            assert row.get("where", "after") in {"after", "before", "either", "none"}
            assert 0.5 <= row["strength"] <= 1
            assert row.get("zh") or row.get("en")


def test_event_lexicon_has_the_sixteen_types() -> None:
    assert len(load_yaml("event_types.yaml")["types"]) == 16


def test_event_lexicon_english_triggers_are_whole_words() -> None:
    lexicon = load_lexicon(Language.EN)
    text = "The tissue was reissued; the bureau ISSUED it."
    assert [text[t.start : t.end] for t in find_triggers(lowered(text, Language.EN), lexicon)] == ["ISSUED"]


def test_event_lexicon_lower_case_keeps_offsets() -> None:
    text = "İzmir issued a notice"
    assert len(lowered(text, Language.EN)) == len(text)
    assert lowered("中A", Language.ZH) == "中A"


def test_event_lexicon_blank_stands_for_a_hyphen() -> None:
    pattern = en_pattern(["look back"], plural=True)
    assert pattern.search("the look -back work")
    assert pattern.search("two look-backs")
    assert not pattern.search("overlook backs")


def test_event_lexicon_head_inside_another_word_is_no_head() -> None:
    pattern = zh_pattern(["系统"], {"系统": ["工程", "性"]})
    assert pattern.search("报名系统上线")
    assert not pattern.search("系统工程")


@pytest.mark.parametrize(
    ("name", "language", "kind", "level"),
    [
        ("河北省教育厅", Language.ZH, "education", "province"),
        ("城固县市场监管局", Language.ZH, "market_supervision", "county"),
        ("上海市教委", Language.ZH, "education", "province"),
        ("国务院办公厅", Language.ZH, "government", "nation"),
        ("the Provincial Department of Finance", Language.EN, "finance", "province"),
        ("the Municipal Public Security Bureau", Language.EN, "public_security", "prefecture"),
        ("county discipline inspection commission", Language.EN, "discipline_inspection", "county"),
        ("Mr Wang", Language.EN, None, None),
    ],
)
def test_event_arguments_kind_and_level(name: str, language: Language, kind: str | None, level: str | None) -> None:
    assert actor_kind(name, language) == kind
    assert actor_level(name, language) == level


def clauses(text: str, language: Language) -> list[str]:
    return [c.words for c in event_clauses(text, lowered(text, language), 0, len(text), language)]


def test_event_clauses_cut_at_commas_but_not_in_titles_and_numbers() -> None:
    assert clauses("印发《甲，乙办法》，罚款1,200元；“一、二，三”不变。", Language.ZH) == [
        "印发《甲，乙办法》",
        "罚款1,200元",
        "“一、二，三”不变",
    ]
    assert clauses('It issued the "Plan, Part 2", with 1,200 copies: done.', Language.EN) == [
        'It issued the "Plan, Part 2"',
        "with 1,200 copies",
        "done",
    ]


def test_event_clauses_run_on_is_read_in_pieces() -> None:
    parts = event_clauses("字" * 1200, "字" * 1200, 0, 1200, Language.ZH)
    assert sum(p.end - p.start for p in parts) == 1200
    assert max(p.end - p.start for p in parts) <= 500
    assert [p.index for p in parts] == list(range(len(parts)))
