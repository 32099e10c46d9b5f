from __future__ import annotations

from dataclasses import replace

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


def held_out(trained, *cases, **kind):
    """(probability, right) of counts that the rules leave open; ``right`` None: gold has no indicator."""
    question = next(h.sample.question for h in trained[1] if h.sample.question.quantity.unit == "institution")
    silent = replace(question, match=None)
    return [
        HeldOut(Sample(silent, "x", frozenset({{True: "x", False: "y", None: None}[right]}), "d", **kind), "x", p)
        for p, right in cases
    ]


def language(trained):
    return next(h for h in held_out(trained, (1, True))).sample.question.language.value


def test_thresholds_are_set_where_right_outweighs_wrong(trained):
    cases = held_out(trained, (0.97, True), (0.91, True), (0.82, True), (0.72, False), (0.61, True), (0.55, False))
    assert choose_fill(cases, language(trained)) == 0.8
    other = {"zh": "en", "en": "zh"}[language(trained)]
    assert choose_fill(cases, other) == NEVER


def test_thresholds_let_a_useless_model_be_silent(trained):
    la = language(trained)
    assert choose_fill(held_out(trained, (0.99, False), (0.98, True), (0.97, False)), la) == NEVER
    assert choose_fill([], la) == NEVER


def test_thresholds_count_nothing_where_gold_takes_both(trained):
    (case,) = held_out(trained, (0.9, True))
    both = Sample(case.sample.question, None, frozenset({None, "x"}), "d")
    assert choose_fill([HeldOut(both, "x", 0.9)], language(trained)) == NEVER


def test_thresholds_leave_rates_to_the_rules(trained):
    (case,) = held_out(trained, (0.9, True))
    quantity = replace(case.sample.question.quantity, unit="percent")
    row = replace(case.sample.question.row, quantity=quantity)
    rate = replace(case.sample, question=replace(case.sample.question, row=row))
    assert choose_fill([replace(case, sample=rate)], language(trained)) == NEVER


def test_what_is_won_is_counted_on_first_readings_and_what_is_lost_in_proportion(trained):
    la = language(trained)
    won = held_out(trained, (0.9, True), (0.9, True), fresh=True)
    nothing_fresh, nothing_read = (
        held_out(trained, *[(0.1, None)] * 9, fresh=True),
        held_out(trained, *[(0.1, None)] * 8, (0.92, None), (0.92, None)),
    )
    # Two right; of 19 figures without an indicator 9 are first readings, so that the two wrong ones count 9/19 each.
    assert choose_fill([*won, *nothing_fresh, *nothing_read], la) == 0.9
    more = held_out(trained, *[(0.92, None)] * 9)
    assert choose_fill([*won, *nothing_fresh, *more], la) == NEVER
    # On documents that the rules were mended on nothing counts as won once there are first readings.
    mended = held_out(trained, *[(0.9, True)] * 9)
    assert choose_fill([*mended, *nothing_fresh], la) == NEVER
    assert choose_fill(mended, la) == 0.9


def test_labelled_sentences_count_a_tenth(trained):
    la = language(trained)
    told = held_out(trained, *[(0.9, True)] * 9, alone=True)
    assert choose_fill(told, la) == 0.9
    assert choose_fill([*told, *held_out(trained, (0.95, False))], la) == NEVER


def test_indicator_folds_judge_every_figure_with_a_candidate_once(trained):
    spans = [(h.sample.doc, h.sample.question.quantity.start) for h in trained[1]]
    assert len(spans) == len(set(spans)) > 20
    assert all(0 <= h.probability <= 1 for h in trained[1])
