"""Which indicator a figure is: one linear classifier over the words around it and the codebook's names that are heard there.

It knows no more than a figure shows and never sees the rules' answer: on documents that the rules were mended on they are right
so often that whatever is trained with their answer learns to repeat it, and has nothing to say on new text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

from policymine.errors import InputError
from policymine.learning.features import Features, name_features, word_features
from policymine.learning.margins import Margins, shares
from policymine.learning.questions import Question
from policymine.learning.samples import Sample

NONE = ""  # the classifier's name for "no indicator"
# Figures of documents that must show an indicator before the rules may be overruled where they name it: all right names that the model
# took away on real articles were of indicators that the corpora hardly show. Three do as well; from eight on the gain is lost.
KNOWN = 5
# On first readings of authors left out a third and thrice as much were no better, nor was logistic regression.
STRENGTH = 1.0
FOLDS = 5
_SHARPNESS = tuple(s / 2 for s in range(2, 25))


@dataclass(frozen=True, slots=True)
class IndicatorModel:
    """``codebooks``: names of those whose indicators it knows. ``known``: indicators that it has seen often enough to say that a
    figure is not of one.
    """

    codebooks: tuple[str, ...]
    margins: Margins
    known: frozenset[str]
    # What each unit can be, with the codebooks that say so (kept, so that their ids stay theirs).
    _kept: dict[tuple[Any, ...], tuple[Any, list[int]]] = field(default_factory=dict, repr=False, compare=False)

    def judge(self, question: Question) -> dict[str, float]:
        """How likely each indicator is whose unit fits, and "" (none); together 1."""
        plans = [m.plans for m in question.matchers if m.relevant]
        key = (question.quantity.unit, *map(id, plans))
        if key not in self._kept:
            self._kept[key] = (plans, fitting(question, self.margins.classes))
        kept = self._kept[key][1]
        if all(self.margins.classes[i] == NONE for i in kept):
            return {NONE: 1.0}
        return _shares(self.margins.margins(features_of(question, self.codebooks)), self.margins, kept)

    def parts(self) -> dict[str, Any]:
        """What is stored in the model file."""
        return {"codebooks": list(self.codebooks), "margins": self.margins.parts(), "known": sorted(self.known)}

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> IndicatorModel:
        """Raises InputError PM106 where a part is missing."""
        try:
            codebooks, known = (tuple(map(str, parts[name])) for name in ("codebooks", "known"))
            return cls(codebooks, Margins.from_parts(parts["margins"]), frozenset(known))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                "PM106", f"no indicator model: {error}", where="model file", remedy="Train the model again."
            ) from error


def features_of(question: Question, codebooks: Sequence[str]) -> Features:
    return word_features(question) | name_features(question, codebooks)


def fitting(question: Question, classes: Sequence[str]) -> list[int]:
    """Which of ``classes`` a figure can be: those that the document's codebooks measure in its unit, and none."""
    unit = question.quantity.unit
    fits = {NONE}
    if unit is not None:
        fits.update(*(m.plans.names_for(unit) for m in question.matchers if m.relevant))
    return [i for i, name in enumerate(classes) if name in fits]


def judged(margins: Any, model: Margins, question: Question) -> dict[str, float]:
    """The margins of a figure as shares of the classes that it can be."""
    return _shares(margins, model, fitting(question, model.classes))


def _shares(margins: Any, model: Margins, kept: Sequence[int]) -> dict[str, float]:
    if not kept:
        return {NONE: 1.0}
    found = shares(margins.take(kept), model.sharpness)
    return dict(zip((model.classes[i] for i in kept), found.tolist(), strict=True))


def best_of(likely: Mapping[str, float]) -> str:
    """The likeliest; of equal ones the last by name."""
    return max(likely, key=lambda name: (likely[name], name))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a fold that did not see the document says of a figure: how likely each indicator is, and none. ``known``: as of a model."""

    sample: Sample
    likely: Mapping[str, float]
    known: frozenset[str]


def train_indicator(
    samples: Sequence[Sample],
    codebooks: Sequence[str],
    seed: int = 0,
    *,
    without: tuple[str, ...] = (),
    seen: Sequence[Features] | None = None,
) -> tuple[IndicatorModel, list[HeldOut]]:
    """A model from ``samples`` of at least two documents, and what folds say of figures of documents that they did not see.

    The same samples and seed give the same model. ``without``: beginnings of the names of features to leave out, for an ablation. ``seen``: what each
    sample shows, in place of words and heard names (an encoder's vectors).

    Raises InputError PM101 where there are too few samples to learn from.
    """
    if len({s.doc for s in samples}) < 2 or len({s.label for s in samples}) < 2:
        raise InputError(
            "PM101",
            f"{len(samples)} figures",
            where="training split",
            remedy="Give a corpus with at least two documents and two indicators in gold/train.",
        )
    features = [features_of(s.question, codebooks) for s in samples] if seen is None else list(seen)
    if without:
        features = [{n: v for n, v in found.items() if not n.startswith(without)} for found in features]
    labels = [s.label or NONE for s in samples]

    def fit(indices: Sequence[int]) -> Margins:
        return Margins.fit([features[i] for i in indices], [labels[i] for i in indices], strength=STRENGTH, seed=seed)

    def known(indices: Iterable[int]) -> frozenset[str]:
        counts = Counter(labels[i] for i in indices if not samples[i].alone)
        return frozenset(name for name, n in counts.items() if n >= KNOWN)

    outside: list[tuple[int, Margins, Any, frozenset[str]]] = []
    for inside, out in _folds(samples, seed):
        if len({labels[i] for i in inside}) > 1:
            part, shown = fit(inside), known(inside)
            outside.extend((i, part, part.margins(features[i]), shown) for i in out)
    told = [(samples[i], part, margins) for i, part, margins, _ in outside]
    sharpness = min(_SHARPNESS, key=lambda s: round(_surprise(told, s), 6))
    held_out = [
        HeldOut(samples[i], judged(margins, part.sharpened(sharpness), samples[i].question), shown)
        for i, part, margins, shown in outside
        if (match := samples[i].question.match) is None or match.codebook in codebooks
    ]
    everything = range(len(samples))
    model = IndicatorModel(tuple(codebooks), fit(everything).sharpened(sharpness), known(everything))
    return model, held_out


def _surprise(told: Sequence[tuple[Sample, Margins, Any]], sharpness: float) -> float:
    """Minus the log-likelihood of the right answers at this sharpness."""
    total = 0.0
    for sample, part, margins in told:
        likely = judged(margins, part.sharpened(sharpness), sample.question)
        total -= log(max(sum(likely.get(right or NONE, 0.0) for right in sample.right), 1e-6))
    return total


def _folds(samples: Sequence[Sample], seed: int) -> list[tuple[list[int], list[int]]]:
    """(indices to fit on, indices of documents to judge) of each fold.

    Where several batches of first readings were kept, each is judged by what all other documents teach: authors repeat
    themselves, so that a fold that knows other documents of the same ones is too good. Otherwise documents are cut at random.
    """
    batches = sorted({s.batch for s in samples if s.batch})
    if len(batches) > 1:
        return [
            (
                [i for i, s in enumerate(samples) if s.batch != batch],
                [i for i, s in enumerate(samples) if s.batch == batch],
            )
            for batch in batches
        ]
    from sklearn.model_selection import GroupKFold

    groups = [s.doc for s in samples]
    count = min(FOLDS, len(set(groups)))
    cut = GroupKFold(count, shuffle=True, random_state=seed).split(groups, groups=groups)
    return [(inside.tolist(), [i for i in out.tolist() if not samples[i].alone]) for inside, out in cut]
