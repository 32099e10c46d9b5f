"""When a model speaks: the thresholds of the ranker, chosen on the dev split."""

from __future__ import annotations

from collections.abc import Sequence

from policymine.learning.indicator import IndicatorModel
from policymine.learning.samples import Sample

_FILL = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_VETO = (0.0, 0.1, 0.2, 0.3)
# What overruling the rules must gain, as a share of the figures: they also know what the training data does not show.
_WORTH = 0.01


def choose_thresholds(model: IndicatorModel, samples: Sequence[Sample]) -> tuple[float, float]:
    """(fill, veto) with the most figures right; of equal ones the highest fill. A veto only where it is well worth it."""
    asked = []
    for sample in samples:
        match = sample.question.match
        judged = [(j.candidate.name, j.probability) for j in model.judge(sample.question)]
        asked.append((match.indicator.name if match else None, judged, sample.right))

    def right(fill: float, veto: float) -> int:
        total = 0
        for own, judged, accepted in asked:
            answer = own
            if own is None or dict(judged).get(own, 0.0) < veto:
                answer = judged[0][0] if judged and judged[0][1] >= fill else None
            total += answer in accepted
        return total

    fill = max(_FILL, key=lambda value: (right(value, 0.0), value))
    veto = max(_VETO, key=lambda value: (right(fill, value) - _WORTH * len(asked) * (value > 0), -value))
    return fill, veto
