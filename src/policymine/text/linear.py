"""Linear models that ship with the package: trained elsewhere, asked with nothing but sums.

A file ``data/weights/<name>.json`` holds ``{"classes": […], "intercept": […], "weights": {feature: […]}}``, one number a
class (two classes: one number, for the second). Plain JSON, so that reading a document needs no machine learning
library and trusts no archive.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

FOLDER = "weights"


@dataclass(frozen=True, slots=True)
class Weights:
    """``weights``: for each feature one number a class; of two classes one number, which speaks for the second."""

    classes: tuple[str, ...]
    intercept: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def sums(self, features: Mapping[str, float]) -> list[float]:
        """For each class (of two: for the second) the intercept and the weights of the features that are known."""
        totals = list(self.intercept)
        for name, value in features.items():
            row = self.weights.get(name)
            if row is not None:
                for i, weight in enumerate(row):
                    totals[i] += weight * value
        return totals

    def probabilities(self, features: Mapping[str, float]) -> dict[str, float]:
        """How likely each class is (logistic of two, softmax of more); they sum to 1."""
        totals = self.sums(features)
        if len(totals) == 1:
            second = logistic(totals[0])
            return {self.classes[0]: 1.0 - second, self.classes[1]: second}
        top = max(totals)
        grown = [exp(t - top) for t in totals]
        whole = sum(grown)
        return {name: g / whole for name, g in zip(self.classes, grown, strict=True)}


def logistic(x: float) -> float:
    return 1.0 / (1.0 + exp(-x)) if x >= 0 else exp(x) / (1.0 + exp(x))


def as_json(weights: Weights) -> str:
    """The text of a weights file: features in order, so that equal models give equal bytes."""
    rows = {name: list(weights.weights[name]) for name in sorted(weights.weights)}
    whole = {"classes": list(weights.classes), "intercept": list(weights.intercept), "weights": rows}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def from_json(text: str) -> Weights:
    """What :func:`as_json` wrote. Raises ValueError where a row has not one number a class."""
    whole = json.loads(text)
    classes = tuple(str(c) for c in whole["classes"])
    width = 1 if len(classes) == 2 else len(classes)
    intercept = tuple(float(x) for x in whole["intercept"])
    weights = {str(name): tuple(float(x) for x in row) for name, row in whole["weights"].items()}
    if len(intercept) != width or any(len(row) != width for row in weights.values()):
        raise ValueError(f"not one number a class: {len(classes)} classes")
    return Weights(classes, intercept, weights)


@cache
def shipped(name: str) -> Weights | None:
    """The weights ``data/weights/<name>.json`` of the package, None where it ships none of that name."""
    file = files("policymine.data").joinpath(FOLDER, f"{name}.json")
    return from_json(file.read_text(encoding="utf-8")) if file.is_file() else None
