"""Whether a document is about the policy of a codebook: a linear classifier over windows of its text.

A document is cut into windows, so that a long report is read to its end and a passing mention in it weighs little; its
probability is the logistic of the windows' mean sum of weights.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policymine.errors import InputError
from policymine.extraction.resources import Resources
from policymine.learning.features import Features
from policymine.learning.linear import Linear, logistic
from policymine.records import Document, Language

WINDOW = 600  # characters
STRENGTH = 10.0
_WORD = re.compile(r"[a-z]{2,}")
_HAN = re.compile(r"[㐀-鿿]+")


@dataclass(frozen=True, slots=True)
class RelevanceModel:
    codebook: str
    weights: Linear

    def probability(self, document: Document, resources: Resources) -> float:
        """How likely ``document`` is about the policy, 0 to 1; 0 for an empty one."""
        windows = windows_of(document, resources, self.codebook)
        sums = [self.weights.decision(w) for w in windows]
        return logistic(sum(sums) / len(sums)) if sums else 0.0

    def parts(self) -> dict[str, Any]:
        return {"codebook": self.codebook, "weights": self.weights.parts()}

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> RelevanceModel:
        """Raises InputError PM106 where a part is missing."""
        try:
            return cls(str(parts["codebook"]), Linear.from_parts(parts["weights"]))
        except (KeyError, TypeError) as error:
            raise InputError(
                "PM106", f"no relevance model: {error}", where="model file", remedy="Train the model again."
            ) from error


def windows_of(document: Document, resources: Resources, codebook: str) -> list[Features]:
    """Features of each window of a document's text, to its end."""
    language = Language.ZH if document.language is Language.ZH else Language.EN
    finders = [f for plans, f in resources.finders[language] if plans.codebook.name == codebook]
    out = []
    for start in range(0, len(document.text), WINDOW):
        piece = document.text[start : start + WINDOW]
        if piece.strip():
            names = [slot for finder in finders for hit in finder.find(piece) for slot in hit.slots]
            out.append(_features(piece.lower(), names))
    return out


def _features(piece: str, names: Sequence[tuple[str, str]]) -> Features:
    counts = Counter(_WORD.findall(piece))
    for run in _HAN.findall(piece):
        counts.update(run[i : i + 2] for i in range(len(run) - 1))
    total = sum(n * n for n in counts.values()) ** 0.5 or 1.0
    out = {f"w:{word}": n / total for word, n in counts.items()}
    kinds = Counter(kind for kind, _ in names)
    for kind, n in kinds.items():
        out[f"names:{kind}"] = min(n, 8) / 8.0
    return out


def train_relevance(
    documents: Sequence[tuple[Document, bool]], resources: Resources, codebook: str, seed: int = 0
) -> RelevanceModel:
    """A model from (document, whether it is about the policy). Both kinds weigh alike, and so do long and short texts.

    Raises InputError PM101 where one kind is missing.
    """
    if len({about for _, about in documents}) < 2:
        raise InputError(
            "PM101",
            "documents of one kind only",
            where="training split",
            remedy=f"Give a corpus in a folder named '{codebook}' and one in a folder of another name.",
        )
    data: list[Features] = []
    labels: list[bool] = []
    weights: list[float] = []
    kinds = Counter(about for _, about in documents)
    for document, about in documents:
        windows = windows_of(document, resources, codebook)
        data.extend(windows)
        labels.extend([about] * len(windows))
        weights.extend([len(documents) / (2 * kinds[about] * max(len(windows), 1))] * len(windows))
    return RelevanceModel(codebook, Linear.fit(data, labels, strength=STRENGTH, least=2, seed=seed, weights=weights))
