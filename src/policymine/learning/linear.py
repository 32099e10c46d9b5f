"""Linear classifiers over named features: fitted with scikit-learn, asked without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Any

from policymine.learning.margins import Features, matrix_of

# Digits kept of each weight: enough for every decision, and the last bits of a sum differ from machine to machine.
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Linear:
    """Names of the features and a fitted LogisticRegression whose columns they are."""

    names: tuple[str, ...]
    estimator: Any
    _columns: dict[str, int] = field(default_factory=dict, repr=False, compare=False)
    _rows: list[Any] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def fit(
        cls,
        data: Sequence[Features],
        labels: Sequence[Any],
        *,
        strength: float,
        least: int = 1,
        seed: int = 0,
        weights: Sequence[float] | None = None,
    ) -> Linear:
        """Fit to ``labels``. Features of fewer than ``least`` samples are left out; ``strength`` is scikit-learn's C."""
        import numpy as np
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        names, matrix = matrix_of(data, least)
        estimator = LogisticRegression(C=strength, max_iter=2000, random_state=seed)
        with threadpool_limits(limits=1):  # sums in one order
            estimator.fit(matrix, np.asarray(labels), sample_weight=None if weights is None else np.asarray(weights))
        estimator.coef_ = np.round(estimator.coef_, _DIGITS)
        estimator.intercept_ = np.round(estimator.intercept_, _DIGITS)
        return cls(names, estimator)

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> Linear:
        return cls(tuple(str(n) for n in parts["names"]), parts["estimator"])

    def parts(self) -> dict[str, Any]:
        """What is stored: the names as an array, and the estimator."""
        import numpy as np

        return {"names": np.array(self.names), "estimator": self.estimator}

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(str(c) for c in self.estimator.classes_)

    def decision(self, features: Features) -> Any:
        """Sums of weights: a float for two classes, an array for more."""
        if not self._columns:
            import numpy as np

            self._columns.update({name: i for i, name in enumerate(self.names)})
            coef = self.estimator.coef_
            self._rows.append(coef[0].tolist() if len(coef) == 1 else coef.T.astype(np.float32))
            self._rows.append(self.classes)
        weights, columns, intercept = self._rows[0], self._columns, self.estimator.intercept_
        indices: list[int] = []
        values: list[float] = []
        for name, value in features.items():
            column = columns.get(name)
            if column is not None:
                indices.append(column)
                values.append(value)
        if isinstance(weights, list):
            return float(intercept[0]) + sum(weights[i] * v for i, v in zip(indices, values, strict=True))
        if not indices:
            return intercept
        import numpy as np

        return intercept + np.array(values, np.float32) @ weights.take(indices, axis=0)

    def probability(self, features: Features) -> float:
        """Of the second of two classes."""
        return logistic(self.decision(features))

    def probabilities(self, features: Features) -> dict[str, float]:
        """Of each of many classes."""
        import numpy as np

        sums = self.decision(features)
        grown = np.exp(sums - sums.max())
        return dict(zip(self._rows[1], (grown / grown.sum()).tolist(), strict=True))


def logistic(x: float) -> float:
    return 1.0 / (1.0 + exp(-x)) if x >= 0 else exp(x) / (1.0 + exp(x))
