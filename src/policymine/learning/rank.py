"""A trained indicator model beside the rules: it answers where they are silent, and may object where they are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policymine.codebook.match import Match
from policymine.learning.indicator import IndicatorModel, is_rate
from policymine.learning.questions import Question
from policymine.learning.samples import speaks_of


@dataclass(frozen=True, slots=True)
class IndicatorRanker:
    """A ranker for the reader. ``version`` names the model in rows.

    ``fill``: for each language the least calibrated probability at which the model names a figure that the rules leave
    open; a language that is not in it is left to the rules. Rates are left to them everywhere.
    ``veto``: below this probability the rules' answer does not stand; 0 lets every one stand.
    """

    model: IndicatorModel
    fill: Mapping[str, float]
    veto: float = 0.0
    version: str = ""

    def __call__(self, question: Question) -> Match | None:
        """The rules' match, the model's, or None. Documents and matches of other codebooks are left alone."""
        match = question.match
        if match is not None and (self.veto <= 0 or match.codebook not in self.model.codebooks):
            return match
        fill = self.fill.get(question.language.value)
        if fill is None or (match is None and is_rate(question)) or not speaks_of(question, self.model.codebooks):
            return match
        judged = self.model.judge(question)
        if match is not None:
            own = next((j.probability for j in judged if j.candidate.name == match.indicator.name), 0.0)
            if own >= self.veto:
                return match
        if not judged or judged[0].probability < fill:
            return None
        best, plan = judged[0], judged[0].candidate.plan
        heard = best.candidate.heard
        spoke = [heard[s] for s in (("require", plan.name), ("entity", plan.entity)) if s in heard]
        return Match(
            plan.indicator,
            best.candidate.matcher.plans.codebook.name,
            best.probability,  # below every score of the rules, so that their answers go before it
            max(spoke)[1] if spoke else None,
            judged[1].candidate.name if len(judged) > 1 else None,
            f"model:{self.version}",
        )


# The name under which the composition injects it.
Ranker = IndicatorRanker


def load_ranker(folder: Path) -> IndicatorRanker:
    """The ranker in a model folder that ``policymine train indicator`` wrote.

    Raises InputError PM101 (no model there), PM106 (broken, changed since training, or of another kind) and UsageError
    PM403 (extra not installed).
    """
    from policymine.learning.registry import open_model

    meta, parts = open_model(folder, task="indicator", backend="sklearn")
    thresholds = meta["thresholds"]
    return IndicatorRanker(
        IndicatorModel.from_parts(parts),
        {language: float(thresholds["fill"][language]) for language in meta["languages"]},
        float(thresholds["veto"]),
        f"{meta['name']}@{meta['files']['model.skops'][:12]}",
    )
