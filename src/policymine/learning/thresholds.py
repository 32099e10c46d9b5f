"""When a model speaks: the threshold above which it names a figure that the rules leave open."""

from __future__ import annotations

from collections.abc import Sequence

from policymine.learning.indicator import HeldOut, IndicatorModel
from policymine.learning.samples import Sample

NEVER = 1.01  # above every probability: the model abstains always
_GRID = (0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, NEVER)
# A wrong name costs more than a missing one: it gets into tables, where a null is seen and asked for.
_COST = 2


def choose_fill(model: IndicatorModel, held_out: Sequence[HeldOut], dev: Sequence[Sample]) -> float:
    """The threshold at which right names outweigh wrong ones by most; of equal ones the highest.

    Counted over figures without an answer of the rules: those of the dev split, and those of the train split as the folds
    that did not see their document judge them (dev alone holds too few).
    """
    judged = [(h.name, h.probability, h.sample.right) for h in held_out if h.sample.question.match is None]
    for sample in dev:
        found = model.judge(sample.question) if sample.question.match is None else []
        judged.extend((j.candidate.name, j.probability, sample.right) for j in found[:1])

    def worth(fill: float) -> int:
        return sum(
            1 if name in right else -_COST for name, p, right in judged if p >= fill and name not in _free(right)
        )

    def _free(right: frozenset[str | None]) -> frozenset[str | None]:
        """Where gold takes a name and none alike, nothing is won or lost."""
        return right if None in right else frozenset()

    return max(_GRID, key=lambda fill: (worth(fill), fill))
