"""Linear models asked without a library."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.text.linear import Weights, as_json, from_json, shipped

TWO = Weights(("no", "yes"), (-1.0,), {"a": (2.0,), "b": (-0.5,)})
THREE = Weights(("x", "y", "z"), (0.0, 1.0, 0.0), {"a": (1.0, 0.0, -1.0)})


def test_linear_two_classes_are_a_logistic_of_the_sum() -> None:
    assert TWO.sums({"a": 1.0, "b": 2.0, "unknown": 9.0}) == [0.0]
    assert TWO.probabilities({"a": 1.0, "b": 2.0}) == {"no": 0.5, "yes": 0.5}


def test_linear_more_classes_are_a_softmax() -> None:
    found = THREE.probabilities({"a": 1.0})
    assert found["x"] == found["y"] == pytest.approx(math.e / (2 * math.e + math.exp(-1)))
    assert sum(found.values()) == pytest.approx(1.0)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.floats(-1e3, 1e3)))
def test_linear_no_input_overflows(features: dict[str, float]) -> None:
    for model in (TWO, THREE):
        assert sum(model.probabilities(features).values()) == pytest.approx(1.0)


def test_linear_text_comes_back_and_is_the_same_each_time() -> None:
    for model in (TWO, THREE):
        assert from_json(as_json(model)) == model
        assert as_json(from_json(as_json(model))) == as_json(model)


def test_linear_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="one number a class"):
        from_json('{"classes": ["x", "y", "z"], "intercept": [0, 0, 0], "weights": {"a": [1]}}')


def test_linear_what_is_not_shipped_is_none() -> None:
    assert shipped("nothing-of-the-kind") is None
