from __future__ import annotations

import pytest

from policymine.extraction import load_resources
from policymine.learning import measure, reliability
from policymine.learning.measure import DocumentScore
from policymine.learning.samples import digest, read_corpora, samples_of
from policymine.learning.scoring import PRF


def score(doc, found, right, language="zh"):
    return DocumentScore(doc, language, found, right, PRF(right, found, found), PRF(found, found, found))


def test_measure_estimates_lie_within_their_interval():
    scores = [score(str(i), 10, 5 + i % 5) for i in range(20)]
    estimate = measure.estimate(scores, measure.accuracy)
    assert estimate.value == pytest.approx(0.7)
    assert 0.5 <= estimate.low < estimate.value < estimate.high <= 0.9
    assert measure.estimate(scores, measure.accuracy) == estimate


def test_measure_differences_are_paired():
    first = [score(str(i), 10, i % 10) for i in range(30)]
    second = [score(str(i), 10, i % 10 + 1) for i in range(30)]
    gain = measure.difference(first, second, measure.accuracy)
    assert (gain.low, gain.value, gain.high) == pytest.approx((0.1, 0.1, 0.1))


def test_measure_of_nothing_is_zero():
    assert measure.accuracy([]) == 0
    assert measure.estimate([], measure.row_f1) == measure.Estimate(0, 0, 0)
    assert reliability.expected_calibration_error([]) == 0


def test_measure_calibration_error():
    assert reliability.expected_calibration_error([(0.95, True)] * 19 + [(0.95, False)]) == pytest.approx(0)
    assert reliability.expected_calibration_error([(0.9, False)] * 4) == pytest.approx(0.9)
    assert reliability.expected_calibration_error([(1.0, True), (0.0, False)]) == pytest.approx(0)
    assert reliability.calibration_table([(0.25, True), (0.21, False)]) == [("0.2-0.3", 2, pytest.approx(0.23), 0.5)]


def test_measure_rules_alone_equal_the_reader(corpus):
    resources = load_resources()
    found = read_corpora([corpus], "dev")
    rules = measure.score_documents(found, resources, measure.rules_alone)
    silent = measure.score_documents(found, resources, lambda question: None)
    assert [s.doc for s in rules] == [a.document.doc for a in found]
    assert measure.accuracy(rules) > measure.accuracy(silent) > 0
    assert {s.language for s in measure.of_language(rules, "en")} == {"en"}
    assert measure.of_language(rules, "all") == rules


def test_samples_are_the_figures_that_gold_knows(corpus):
    found = read_corpora([corpus], "train")
    samples = samples_of(found, load_resources(), ("double_reduction",))
    gold = sum(len(a.gold.figures) for a in found)
    assert 0.9 * gold <= len(samples) <= gold
    assert all(s.label in s.right for s in samples)
    assert samples_of(found, load_resources(), ("government_work_report",)) == []


def test_samples_digest_tells_data_apart(corpus):
    train, dev = read_corpora([corpus], "train"), read_corpora([corpus], "dev")
    assert digest(train) == digest(read_corpora([corpus], "train")) != digest(dev)
