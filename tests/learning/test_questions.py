from __future__ import annotations

import pytest

from policymine.extraction import load_resources, read_document
from policymine.learning.features import candidates_of, fit_features, word_features
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


def test_features_of_words_leave_the_rules_out_when_asked():
    question = questions_of(make_document("a.txt", TEXTS[0]), load_resources())[0]
    assert question.match is not None
    with_rules, without = word_features(question), word_features(question, rules=False)
    assert any(name.startswith("rules") for name in with_rules)
    assert not any(name.startswith(("rules", "hint")) for name in without)
    assert set(without) < set(with_rules)


def test_features_never_name_an_indicator_in_the_fits_view():
    question = questions_of(make_document("a.txt", TEXTS[0]), load_resources())[0]
    candidates = candidates_of(question, ("double_reduction",))
    names = {c.name for c in candidates}
    assert "subject_training_institutions.count" in names
    for candidate in candidates:
        features = fit_features(question, candidate, 0.0, {"": 0.2, candidate.name: 0.8})
        assert not any(name in feature for feature in features for name in names)
        assert all(isinstance(value, float) for value in features.values())


def test_features_tell_an_unknown_indicator_from_an_unlikely_one():
    question = questions_of(make_document("a.txt", TEXTS[0]), load_resources())[0]
    candidate = candidates_of(question, ("double_reduction",))[0]
    assert "words_unknown" in fit_features(question, candidate, 0.0, {"": 1.0})
    assert "words_unknown" not in fit_features(question, candidate, 0.0, {"": 0.9, candidate.name: 0.1})


def test_candidates_come_from_the_named_codebooks_only():
    question = questions_of(make_document("a.txt", TEXTS[0]), load_resources())[0]
    assert candidates_of(question, ()) == []
    assert candidates_of(question, ("government_work_report",)) == []
