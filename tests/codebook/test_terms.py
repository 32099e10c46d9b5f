from __future__ import annotations

import time

import pytest

from policymine.codebook.load import load
from policymine.codebook.terms import TermFinder, forms
from policymine.records import Language

BOOK = load("double_reduction")


@pytest.mark.parametrize(
    "text", ["off-campus training", "off -campus training", "Off - Campus Training", "off campus training"]
)
def test_terms_reads_every_hyphen(text):
    hits = TermFinder(BOOK, Language.EN).find(f"the {text} of pupils")
    assert any(slot == ("policy", "") for h in hits for slot in h.slots)


def test_terms_longest_entity_wins():
    hits = TermFinder(BOOK, Language.ZH).find("全市共有非学科类培训机构12家")
    assert {s[1] for h in hits for s in h.slots if s[0] == "entity"} == {"non_subject_training_institutions"}


def test_terms_does_not_match_inside_words():
    hits = TermFinder(BOOK, Language.EN).find("the rehomeworked feesible")
    assert hits == []


def test_terms_offsets_point_at_the_text():
    text = "ＡＢ全省学科类培训机构压减率达92%"
    for hit in TermFinder(BOOK, Language.ZH).find(text):
        assert text[hit.start : hit.end].strip() == text[hit.start : hit.end] != ""


def test_terms_forms_are_bounded():
    assert forms("plain") == {"plain"}
    assert len(forms("a-b-c-d-e-f-g")) == 1
    assert "after -school" in forms("after-school")


def test_terms_time_is_linear():
    finder = TermFinder(BOOK, Language.EN)
    text = "discipline training institutions were canceled in after -school service. " * 400
    finder.find(text)

    def seconds(n: int) -> float:
        start = time.perf_counter()
        finder.find(text * n)
        return time.perf_counter() - start

    assert min(seconds(8) for _ in range(3)) < 24 * min(seconds(1) for _ in range(3))
