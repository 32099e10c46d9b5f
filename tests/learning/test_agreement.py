"""Agreement between annotators, against values that were worked out by hand."""

from __future__ import annotations

import pytest

from policymine.errors import InputError
from policymine.learning.agreement import agreement, kappa
from policymine.learning.gold import Gold


def figure(start, end, role="level", doc="a.txt", **fields):
    return {"doc": doc, "start": start, "end": end, "role": role, "value": 1, "unit": "school"} | fields


def gold(*figures, documents=("a.txt",)):
    return Gold(tuple(figures), (), (), frozenset(documents))


def test_kappa_of_the_textbook_table(learning):
    # 50 grants read twice, 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: kappa 0.4.
    chosen = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(chosen) == pytest.approx(0.4)
    assert kappa([("y", "y")] * 9) is None
    assert kappa([("y", "n"), ("n", "y")]) == pytest.approx(-1)


def test_agreement_of_spans_and_labels(learning):
    a = gold(figure(0, 2), figure(5, 8, "share"), figure(20, 22))
    b = gold(figure(0, 2), figure(6, 8, "level"), figure(40, 42, doc="b.txt"), documents=("a.txt", "b.txt"))
    rows = {r["measure"]: r for r in agreement(a, b)}
    assert rows["span (exact)"]["f1"] == pytest.approx(2 * 1 / 5)
    assert rows["span (overlap)"]["f1"] == pytest.approx(2 * 2 / 5)
    assert (rows["role"]["pairs"], rows["role"]["agree"], rows["role"]["kappa"]) == (2, 0.5, 0.0)
    assert rows["unit"]["agree"] == 1 and rows["unit"]["kappa"] is None


def test_agreement_needs_a_shared_document():
    with pytest.raises(InputError, match="both"):
        agreement(gold(figure(0, 2)), gold(figure(0, 2, doc="b.txt"), documents=("b.txt",)))
