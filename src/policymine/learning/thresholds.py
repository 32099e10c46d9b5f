"""When a model speaks: the threshold above which it names a figure that the rules leave open."""

from __future__ import annotations

from collections.abc import Sequence

from policymine.learning.indicator import HeldOut, is_rate, weight_of

NEVER = 1.01  # above every probability: the model abstains always
_GRID = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, NEVER)
# A wrong name costs more than a missing one: it gets into tables, where a null is seen and asked for.
_COST = 2


def choose_fill(held_out: Sequence[HeldOut], language: str) -> float:
    """The threshold at which right names outweigh wrong ones by most in ``language``; of equal ones the highest.

    Counted over the figures of the train split that the rules leave open, as the folds that did not see them judge them.
    What is won is counted on first readings, where there are any: on documents that the rules were mended on next to
    nothing is left to win. What is lost is counted on all documents, in proportion. Labelled sentences count little, rates
    not at all (the model leaves them alone). The dev split has no say, so that it can tell whether the model is better.
    """
    asked = [
        h
        for h in held_out
        if h.sample.question.match is None
        and h.sample.question.language.value == language
        and not is_rate(h.sample.question)
    ]
    known = any(h.sample.fresh for h in asked)
    nothing = [h for h in asked if h.sample.right == {None} and not h.sample.alone]
    share = sum(h.sample.fresh for h in nothing) / len(nothing) if known and nothing else 1.0

    def worth(fill: float) -> float:
        total = 0.0
        for h in asked:
            sample = h.sample
            if h.probability < fill or sample.right >= {None, h.name}:  # with both right nothing is won
                continue
            if sample.right == {None}:
                total -= _COST * (weight_of(sample) if sample.alone else share)
            elif sample.alone or sample.fresh or not known:
                total += weight_of(sample) * (1 if h.name in sample.right else -_COST)
        return round(total, 6)

    return max(_GRID, key=lambda fill: (worth(fill), fill))
