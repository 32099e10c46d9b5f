from __future__ import annotations

from importlib.metadata import entry_points

import pytest
import spacy

import policymine
from policymine.errors import UsageError
from policymine.extraction.component import extraction_of
from policymine.text.documents import make_document

ZH = "截至7月底，全市学科类校外培训机构由120家压减至9家，压减率92.5%。市教育局印发《课后服务管理办法》。"
EN = "The discipline training institutions in the city were reduced from 120 to 9, and the pressure decrease rate was 92.5%."


def test_component_is_registered_by_entry_point():
    assert "policymine" in {e.name for e in entry_points(group="spacy_factories")}


@pytest.mark.parametrize(("lang", "text"), [("zh", ZH), ("en", EN)])
def test_component_works_in_any_blank_pipeline(lang, text):
    nlp = spacy.blank(lang)
    nlp.add_pipe("policymine")
    doc = nlp(text)
    assert [str(f.value) for f in doc._.figures] == ["120", "9", "92.5"]
    assert doc._.figures[2].indicator == "subject_training_institutions.reduction_rate"
    assert [s.label_ for s in doc.spans["figures"]] == [f.indicator for f in doc._.figures]
    for span in doc.spans["figures"]:
        assert span._.row.figure_id == span.id_
        assert span.start_char <= span._.row.start < span._.row.end <= span.end_char


def test_component_marks_events():
    doc = policymine.load("zh")(ZH)
    assert "policy_issuance" in {s.label_ for s in doc.spans["events"]}
    assert all(ZH[e.start : e.end] == e.quote for e in doc._.events)


def test_component_load_segments_words_with_jieba():
    nlp = policymine.load("zh")
    words = [t.text for t in nlp("校外培训机构压减率达到九成")]
    assert "培训" in words
    assert max(map(len, words)) > 1


def test_component_takes_what_is_known_of_the_text():
    nlp = policymine.load("en")
    doc = nlp.make_doc(EN)
    doc._.source = {"published": "2022-07-19", "title": "Jinhua: the second year of the double reduction"}
    figures = nlp(doc)._.figures
    assert {f.adcode for f in figures} == {"330700"}
    assert figures[1].period == "2022-07-19"


def test_component_takes_a_document_of_ours():
    nlp = policymine.load("zh")
    doc = nlp.make_doc(ZH)
    doc._.source = make_document("a.txt", ZH, published="2022-08-01")
    assert {f.doc for f in nlp(doc)._.figures} == {"a.txt"}
    assert extraction_of(doc) is not None


def test_component_survives_a_round_trip_through_config():
    nlp = spacy.blank("en")
    nlp.add_pipe("policymine", config={"codebooks": ["double_reduction"]})
    again = spacy.blank("en").from_config(nlp.config)
    assert [str(f.value) for f in again(EN)._.figures] == ["120", "9", "92.5"]


def test_component_reads_streams():
    nlp = policymine.load("zh")
    docs = list(nlp.pipe([ZH, "没有数字的一句话。", ""]))
    assert [len(d._.figures) for d in docs] == [3, 0, 0]


def test_load_refuses_another_language():
    with pytest.raises(UsageError, match="PM405"):
        policymine.load("fr")
