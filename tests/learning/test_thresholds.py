from __future__ import annotations

from dataclasses import replace

import pytest

from policymine.extraction import load_resources
from policymine.learning.indicator import HeldOut, train_indicator
from policymine.learning.samples import Sample, read_corpora, samples_of
from policymine.learning.thresholds import NEVER, choose, edge

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
        HeldOut(Sample(question, right, frozenset({right}), "d", **kind), {"x": share, "": 1 - share}, frozenset())
        for share, right in cases
    ]


def test_edge_is_the_share_beside_the_rules_answer():
    likely = {"x": 0.6, "y": 0.2, "": 0.2}
    assert edge(likely, "y", "x", {"y"}) == pytest.approx(0.75)
    assert edge(likely, None, "x", ()) == pytest.approx(0.75)
    assert edge(likely, "x", "", {"x"}) == pytest.approx(0.25)
    assert edge(likely, "x", "x", {"x"}) == edge({"": 1.0}, None, "", ()) == 0


def test_edge_never_overrules_what_is_not_known():
    assert edge({"x": 1.0}, "never seen", "x", {"x"}) == edge({"x": 0.1, "": 0.9}, "x", "", ()) == 0


def test_thresholds_are_set_where_right_outweighs_wrong(named):
    cases = silent(named, *[(0.98, "x")] * 9, *[(0.91, "x")] * 9, *[(0.82, None)] * 6, (0.55, "x"))
    assert choose(cases) == 0.9
    # What is won beyond the best by less than chance does not lower it: the highest within one standard error.
    assert choose(silent(named, *[(0.98, "x")] * 20, *[(0.7, "x")] * 3)) == 0.975


def test_thresholds_let_a_useless_model_be_silent(named):
    assert choose(silent(named, (0.99, None), (0.98, "x"), (0.97, "y"))) == NEVER
    assert choose([]) == NEVER
    # One figure is chance.
    assert choose(silent(named, (0.999, "x"))) == NEVER


def test_thresholds_of_overruling(named):
    rules = named.match.indicator.name

    def told(likely, right, count=9):
        return [HeldOut(Sample(named, right, frozenset({right}), "d"), likely, frozenset({rules}))] * count

    surely = {"x": 0.96, rules: 0.03, "": 0.01}
    assert choose(told(surely, "x")) == 0.95
    assert choose(told(surely, rules)) == NEVER
    assert choose(told({"": 0.86, rules: 0.14}, None)) == 0.85
    assert choose(told({"": 0.86, rules: 0.14}, rules)) == NEVER


def test_thresholds_count_nothing_where_gold_takes_both(named):
    question = replace(named, match=None)
    both = [HeldOut(Sample(question, None, frozenset({None, "x"}), "d"), {"x": 0.9, "": 0.1}, frozenset())] * 9
    assert choose(both) == NEVER


def test_thresholds_are_set_on_first_readings_where_there_are_any(named):
    mended = silent(named, *[(0.9, None)] * 9)
    fresh = silent(named, *[(0.9, "x")] * 9, batch=1)
    assert choose(mended) == NEVER
    assert choose([*mended, *fresh]) == 0.9


def test_folds_judge_every_figure_of_a_document_once(trained):
    spans = [(h.sample.doc, h.sample.question.quantity.start) for h in trained[1]]
    assert len(spans) == len(set(spans)) > 20
    for h in trained[1]:
        assert sum(h.likely.values()) == pytest.approx(1)
        assert all(0 <= p <= 1 for p in h.likely.values())
        assert h.known


def test_folds_hold_a_batch_of_first_readings_together(corpus):
    samples = samples_of(read_corpora([corpus], "train"), load_resources(), BOOK)
    docs = sorted({s.doc for s in samples})
    batches = {docs[0]: 1, docs[1]: 1, docs[2]: 2, docs[3]: 2}
    _, held_out = train_indicator([replace(s, batch=batches.get(s.doc, 0)) for s in samples], BOOK, seed=1)
    assert {h.sample.doc for h in held_out} == set(docs[:4])
