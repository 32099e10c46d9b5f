"""Which indicator a figure is: two linear classifiers, one over words and one over how indicators fit, calibrated.

The words classifier says how likely each indicator of the training data is; its verdict is one of the features by
which the fits classifier weighs the candidates of the codebook, so that an indicator without training figures can win
as well. Both were trained on folds that did not see the document in question, and a third, with one input, turns the
winner's sum of weights into the share of such winners that are right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policymine.errors import InputError
from policymine.learning.features import Candidate, Features, candidates_of, fit_features, word_features
from policymine.learning.linear import Linear, logistic
from policymine.learning.questions import Question
from policymine.learning.samples import Sample

# Set on the train split by cross-validation over documents.
WORDS_STRENGTH, FITS_STRENGTH = 20.0, 1.0
# What a labelled sentence counts beside a figure of a document where probabilities are set: sentences are all about
# indicators, documents mostly about other things, so that at full weight every silence of the rules would look like an
# indicator that they missed. On folds of train a tenth kept the shares right; without any there are too few figures.
SENTENCE_WEIGHT = 0.1
FOLDS = 5
_LIKELY, _LEAST = 3, 0.02  # how many indicators the words classifier may add to the candidates, and how likely ones
_SURELY_NONE = 0.9  # above it the words classifier's "none" stands: nine in ten of such figures have no indicator
_NONE = ""  # the words classifier's name for "no indicator"


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with the calibrated probability that it is the figure's indicator."""

    candidate: Candidate
    probability: float


@dataclass(frozen=True, slots=True)
class IndicatorModel:
    """``calibration``: slope and intercept of the logistic that a candidate's sum of weights goes through; ``silent``:
    the same for a figure that the rules leave open, which is another matter than one that they name.
    """

    codebooks: tuple[str, ...]
    words: Linear
    fits: Linear
    calibration: tuple[float, float]
    silent: tuple[float, float]

    def judge(self, question: Question) -> list[Judged]:
        """The candidates, likeliest first; equal ones by name. None where the words leave no doubt that there is none."""
        likely = self.words.probabilities(word_features(question))
        if question.match is None and likely.get(_NONE, 0.0) >= _SURELY_NONE:
            return []
        slope, intercept = self.silent if question.match is None else self.calibration
        judged = [
            Judged(candidate, logistic(slope * self.fits.decision(features) + intercept))
            for candidate, features in fits_of(question, self.codebooks, likely)
        ]
        return sorted(judged, key=lambda j: (-j.probability, j.candidate.name))

    def parts(self) -> dict[str, Any]:
        """What is stored in the model file."""
        return {
            "codebooks": list(self.codebooks),
            "words": self.words.parts(),
            "fits": self.fits.parts(),
            "calibration": list(self.calibration),
            "silent": list(self.silent),
        }

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> IndicatorModel:
        """Raises InputError PM106 where a part is missing."""
        try:
            (slope, intercept), (silent_slope, silent_intercept) = parts["calibration"], parts["silent"]
            return cls(
                tuple(parts["codebooks"]),
                Linear.from_parts(parts["words"]),
                Linear.from_parts(parts["fits"]),
                (float(slope), float(intercept)),
                (float(silent_slope), float(silent_intercept)),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                "PM106", f"no indicator model: {error}", where="model file", remedy="Train the model again."
            ) from error


def fits_of(
    question: Question, codebooks: Sequence[str], likely: Mapping[str, float]
) -> list[tuple[Candidate, Features]]:
    """The candidates of a figure with their features. ``likely``: the words classifier's probabilities."""
    named = sorted((n for n, p in likely.items() if p >= _LEAST and n != _NONE), key=lambda n: (-likely[n], n))
    candidates = candidates_of(question, codebooks, named[:_LIKELY])
    scores = sorted((c.score for c in candidates), reverse=True)
    out = []
    for c in candidates:
        best_other = 0.0 if len(scores) < 2 else scores[1] if c.score == scores[0] else scores[0]
        out.append((c, fit_features(question, c, best_other, likely)))
    return out


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a fold that did not see the document says of a figure: its likeliest indicator, and how likely."""

    sample: Sample
    name: str
    probability: float


def train_indicator(
    samples: Sequence[Sample], codebooks: Sequence[str], seed: int = 0, *, without: tuple[str, ...] = ()
) -> tuple[IndicatorModel, list[HeldOut]]:
    """A model from ``samples`` of at least two documents, and what its folds say of figures that they did not see.

    The same samples and seed give the same model.

    ``without``: beginnings of the names of features to leave out, for an ablation.

    Raises InputError PM101 where there are too few samples to learn from.
    """
    if len({s.doc for s in samples}) < 2 or len({s.label for s in samples}) < 2:
        raise InputError(
            "PM101",
            f"{len(samples)} figures",
            where="training split",
            remedy="Give a corpus with at least two documents and two indicators in gold/train.",
        )
    folds = _folds([s.doc for s in samples], seed)

    def kept(features: Features) -> Features:
        return {n: v for n, v in features.items() if not n.startswith(without)} if without else features

    features = [kept(word_features(s.question)) for s in samples]
    labels = [s.label or _NONE for s in samples]

    def words_on(indices: Sequence[int]) -> Linear:
        return Linear.fit(
            [features[i] for i in indices],
            [labels[i] for i in indices],
            strength=WORDS_STRENGTH,
            least=2,
            seed=seed,
        )

    likely: list[dict[str, float]] = [{} for _ in samples]
    for inside, outside in folds:
        if len({labels[i] for i in inside}) > 2:
            part = words_on(inside)
            for i in outside:
                likely[i] = part.probabilities(features[i])
    pairs = [
        [
            (candidate, kept(fit), candidate.name in sample.right)
            for candidate, fit in fits_of(sample.question, codebooks, p)
        ]
        for sample, p in zip(samples, likely, strict=True)
    ]

    def fits_on(indices: Sequence[int]) -> Linear:
        return Linear.fit(
            [fit for i in indices for _, fit, _ in pairs[i]],
            [right for i in indices for _, _, right in pairs[i]],
            strength=FITS_STRENGTH,
            seed=seed,
        )

    winners: list[tuple[float, bool, str, Sample]] = []
    for inside, outside in folds:
        part = fits_on(inside)
        for i in outside:
            if pairs[i]:
                total, name, right = max((part.decision(fit), c.name, right) for c, fit, right in pairs[i])
                winners.append((total, right, name, samples[i]))
    named = _calibrate([w for w in winners if w[3].question.match is not None], seed)
    silent = _calibrate([w for w in winners if w[3].question.match is None], seed)
    everything = range(len(samples))
    model = IndicatorModel(tuple(codebooks), words_on(everything), fits_on(everything), named, silent)
    held_out = []
    for total, _, name, sample in winners:
        slope, intercept = silent if sample.question.match is None else named
        held_out.append(HeldOut(sample, name, logistic(slope * total + intercept)))
    return model, held_out


def _folds(groups: Sequence[str], seed: int) -> list[tuple[list[int], list[int]]]:
    """(indices inside, indices outside) of each fold; a document is wholly inside or outside."""
    from sklearn.model_selection import GroupKFold

    count = min(FOLDS, len(set(groups)))
    cut = GroupKFold(count, shuffle=True, random_state=seed).split(groups, groups=groups)
    return [(inside.tolist(), outside.tolist()) for inside, outside in cut]


def _calibrate(winners: Sequence[tuple[float, bool, str, Sample]], seed: int) -> tuple[float, float]:
    """Slope and intercept that turn a winner's sum of weights into the share that is right (Platt scaling)."""
    if len({right for _, right, _, _ in winners}) < 2:
        return 1.0, 0.0
    fitted = Linear.fit(
        [{"sum": total} for total, _, _, _ in winners],
        [right for _, right, _, _ in winners],
        strength=10.0,
        seed=seed,
        weights=[weight_of(sample) for _, _, _, sample in winners],
    )
    return float(fitted.estimator.coef_[0][0]), float(fitted.estimator.intercept_[0])


def is_rate(question: Question) -> bool:
    """Whether the figure is a percentage. What a rate is a rate of is said by its own noun, which the rules look for; on folds
    of train none of the rates that they left open could be named surely enough.
    """
    return question.quantity.unit in ("percent", "percentage_point")


def weight_of(sample: Sample) -> float:
    """What a sample counts where probabilities and thresholds are set."""
    return SENTENCE_WEIGHT if sample.alone else 1.0
