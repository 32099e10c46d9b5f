from __future__ import annotations

import pytest

from policymine.extraction import load_resources
from policymine.learning.indicator import HeldOut, train_indicator
from policymine.learning.samples import Sample, read_corpora, samples_of
from policymine.learning.thresholds import NEVER, choose_fill

pytestmark = pytest.mark.usefixtures("learning")
BOOK = ("double_reduction",)


@pytest.fixture(scope="module")
def trained(corpus):
    samples = samples_of(read_corpora([corpus], "train"), load_resources(), BOOK)
    return train_indicator(samples, BOOK, seed=1)


def held_out(trained, *cases):
    """(probability, right) of figures that the rules leave open."""
    silent = next(h.sample for h in trained[1] if h.sample.question.match is None)
    return [
        HeldOut(Sample(silent.question, "x", frozenset({"x" if right else "y"}), "d"), "x", p) for p, right in cases
    ]


def test_thresholds_are_set_where_right_outweighs_wrong(trained):
    cases = held_out(trained, (0.97, True), (0.91, True), (0.82, True), (0.72, False), (0.61, True), (0.55, False))
    assert choose_fill(trained[0], cases, []) == 0.8


def test_thresholds_let_a_useless_model_be_silent(trained):
    assert choose_fill(trained[0], held_out(trained, (0.99, False), (0.98, True), (0.97, False)), []) == NEVER
    assert choose_fill(trained[0], [], []) == NEVER


def test_thresholds_count_nothing_where_gold_takes_both(trained):
    (case,) = held_out(trained, (0.9, True))
    both = Sample(case.sample.question, None, frozenset({None, "x"}), "d")
    assert choose_fill(trained[0], [HeldOut(both, "x", 0.9)], []) == NEVER


def test_indicator_folds_judge_every_figure_with_a_candidate_once(trained):
    spans = [(h.sample.doc, h.sample.question.quantity.start) for h in trained[1]]
    assert len(spans) == len(set(spans)) > 20
    assert all(0 <= h.probability <= 1 for h in trained[1])
