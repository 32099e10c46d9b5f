from __future__ import annotations

from dataclasses import replace

import pytest

from policymine.extraction import load_resources
from policymine.learning.indicator import CUTS, HeldOut, train_indicator
from policymine.learning.samples import Sample, read_corpora, samples_of
from policymine.learning.thresholds import DROP, FILL, NEVER, REPLACE, case_of, choose, edge

pytestmark = pytest.mark.usefixtures("learning")
BOOK = ("double_reduction",)


@pytest.fixture(scope="module")
def trained(corpus):
    samples = samples_of(read_corpora([corpus], "train"), load_resources(), BOOK)
    return train_indicator(samples, BOOK, seed=1)


@pytest.fixture(scope="module")
def named(trained):
    """A Chinese question that the rules answer."""
    found = (h.sample.question for h in trained[1])
    return next(q for q in found if q.language.value == "zh" and q.match is not None)


def silent(named, *cases, **kind):
    """The model says "x" with a share where the rules say nothing; ``right``: gold's indicator, or None."""
    question = replace(named, match=None)
    return [
        HeldOut(Sample(question, right, frozenset({right}), "d", **kind), {"x": share, "": 1 - share})
        for share, right in cases
    ]


def test_cases_are_the_ways_to_differ():
    assert [case_of(None, "x"), case_of("y", "x"), case_of("y", "")] == [FILL, REPLACE, DROP]
    assert case_of(None, "") is case_of("x", "x") is None


def test_edge_is_the_share_beside_the_rules_answer():
    likely = {"x": 0.6, "y": 0.2, "": 0.2}
    assert edge(likely, "y", "x") == pytest.approx(0.75)
    assert edge(likely, None, "x") == pytest.approx(0.75)
    assert edge(likely, "never seen", "x") == 1


def test_thresholds_are_set_where_right_outweighs_wrong(named):
    cases = silent(named, *[(0.97, "x")] * 3, (0.92, "x"), (0.82, "x"), (0.72, None), (0.61, "x"), (0.55, None))
    assert choose(cases, "zh") == {FILL: 0.8, REPLACE: NEVER, DROP: NEVER}
    assert choose(cases, "en") == {FILL: NEVER, REPLACE: NEVER, DROP: NEVER}


def test_thresholds_let_a_useless_model_be_silent(named):
    assert choose(silent(named, (0.99, None), (0.98, "x"), (0.97, "y")), "zh")[FILL] == NEVER
    assert choose([], "zh")[FILL] == NEVER
    # One figure more is chance.
    assert choose(silent(named, (0.99, "x")), "zh")[FILL] == NEVER


def test_thresholds_of_overruling(named):
    rules = named.match.indicator.name

    def told(likely, right, count):
        return [HeldOut(Sample(named, right, frozenset({right}), "d"), likely)] * count

    surely = {"x": 0.96, rules: 0.03, "": 0.01}
    assert choose(told(surely, "x", 1) + [replace(h) for h in told(surely, "x", 3)], "zh")[REPLACE] == 0.95
    assert choose([replace(h) for h in told(surely, rules, 4)], "zh")[REPLACE] == NEVER
    none = {"": 0.86, rules: 0.14}
    again = [HeldOut(Sample(named, None, frozenset({None}), "d"), none) for _ in range(4)]
    assert choose(again, "zh") == {FILL: NEVER, REPLACE: NEVER, DROP: 0.85}


def test_thresholds_count_nothing_where_gold_takes_both(named):
    question = replace(named, match=None)
    both = [HeldOut(Sample(question, None, frozenset({None, "x"}), "d"), {"x": 0.9, "": 0.1}) for _ in range(9)]
    assert choose(both, "zh")[FILL] == NEVER


def test_thresholds_are_set_on_first_readings_where_there_are_any(named):
    mended = silent(named, *[(0.9, None)] * 9)
    fresh = silent(named, *[(0.9, "x")] * 4, fresh=True)
    assert choose(mended, "zh")[FILL] == NEVER
    assert choose([*mended, *fresh], "zh")[FILL] == 0.9
    assert choose(silent(named, *[(0.9, "x")] * 9, alone=True), "zh")[FILL] == NEVER


def test_folds_judge_every_figure_of_a_document_in_each_cut(trained):
    spans = [(h.sample.doc, h.sample.question.quantity.start) for h in trained[1]]
    assert len(spans) == CUTS * len(set(spans)) > 60
    for h in trained[1]:
        assert sum(h.likely.values()) == pytest.approx(1)
        assert all(0 <= p <= 1 for p in h.likely.values())
