from __future__ import annotations

from dataclasses import replace

import pytest

from policymine.extraction import load_resources, read_document
from policymine.learning.features import name_features, word_features
from policymine.learning.indicator import fitting
from policymine.learning.questions import name_figures, questions_of, words_around
from policymine.learning.samples import read_corpora
from policymine.text.documents import make_document

TEXTS = (
    "“双减”情况通报\n\n全县学科类培训机构由32家压减至2家，压减率93.8%，其中注销21家、转型9家。课后服务学校覆盖率100%。",
    'On "double reduction"\n\nThe discipline institutions fell from 32 to 2, the pressure decrease rate is 93.8%. '
    "After -school service covers 48 schools and 19,000 students.",
    "今年全市新建公园12座。",
    "没有数字。",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_questions_name_figures_as_the_reader_does(text):
    document, resources = make_document("a.txt", text), load_resources()
    figures = read_document(document, resources).figures
    named = name_figures(document, resources, lambda question: question.match)
    assert named == {(f.start, f.end): f.indicator for f in figures}


def test_questions_agree_with_the_reader_on_a_corpus(corpus):
    resources = load_resources()
    for item in read_corpora([corpus], "train"):
        figures = read_document(item.document, resources).figures
        assert name_figures(item.document, resources, lambda q: q.match) == {
            (f.start, f.end): f.indicator for f in figures
        }


def test_questions_take_the_answer_of_the_ranker():
    document, resources = make_document("a.txt", TEXTS[0]), load_resources()
    assert set(name_figures(document, resources, lambda question: None).values()) == {None}


def test_questions_are_not_asked_where_no_policy_is_spoken_of():
    assert questions_of(make_document("a.txt", "河边种了300棵树。"), load_resources()) == []


def test_questions_words_stay_within_the_sentence():
    text = "“双减”通报\n\n第一句话有5所学校。第二句话说学科类机构剩下7家。第三句。"
    question = questions_of(make_document("a.txt", text), load_resources())[-1]
    before, after = words_around(question, 100, 100)
    assert before.startswith("第二句") and "第三句" not in after
    assert words_around(question, 3, 0) == (before[-3:], "")


def test_features_of_words_do_not_know_the_rules():
    question = questions_of(make_document("a.txt", TEXTS[0]), load_resources())[0]
    assert question.match is not None
    assert word_features(replace(question, match=None)) == word_features(question)


def test_features_of_names_are_the_same_in_both_languages():
    zh, en = (questions_of(make_document("a.txt", text), load_resources())[0] for text in TEXTS[:2])
    first, second = (name_features(question, ("double_reduction",)) for question in (zh, en))
    shared = set(first) & set(second)
    assert {"entity2:subject_training_institutions", "unit:institution|subject_training_institutions"} <= shared
    assert not set(word_features(zh)) & {n for n in word_features(en) if n.startswith(("l", "n", "c:"))}


def test_features_of_names_come_from_the_named_codebooks_only():
    question = questions_of(make_document("a.txt", TEXTS[0]), load_resources())[0]
    assert name_features(question, ()) == {}
    assert not set(name_features(question, ("government_work_report",))) & set(
        name_features(question, ("double_reduction",))
    )


def test_only_indicators_of_the_unit_are_possible():
    question = questions_of(make_document("a.txt", TEXTS[0]), load_resources())[0]
    classes = ("", "subject_training_institutions.count", "subject_training_institutions.reduction_rate", "unheard.of")
    assert question.quantity.unit == "institution"
    assert fitting(question, classes) == [0, 1]
    row = replace(question.row, quantity=replace(question.quantity, unit=None))
    assert fitting(replace(question, row=row), classes) == [0]
