"""A trained indicator model beside the rules: it answers where they are silent, and overrules them where it is surer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policymine.codebook.match import Match
from policymine.learning.indicator import NONE, IndicatorModel, best_of
from policymine.learning.questions import Question
from policymine.learning.samples import speaks_of
from policymine.learning.thresholds import DROP, FILL, NEVER, REPLACE, case_of, edge


@dataclass(frozen=True, slots=True)
class IndicatorRanker:
    """A ranker for the reader. ``version`` names the model in rows.

    ``thresholds``: for each language and case (``fill``: the rules name nothing; ``replace``: they name another indicator;
    ``drop``: they name one where the model sees none) how large the model's share must be beside the rules' answer. A
    language or case that is missing is left to the rules.
    """

    model: IndicatorModel
    thresholds: Mapping[str, Mapping[str, float]]
    version: str = ""

    def __call__(self, question: Question) -> Match | None:
        """The rules' match, the model's, or None. Documents and matches of other codebooks are left alone."""
        match, told = question.match, self.thresholds.get(question.language.value)
        if told is None or (match is not None and match.codebook not in self.model.codebooks):
            return match
        cases = (FILL,) if match is None else (REPLACE, DROP)
        if all(told.get(case, NEVER) > 1 for case in cases) or not speaks_of(question, self.model.codebooks):
            return match
        likely = self.model.judge(question)
        rules, best = match.indicator.name if match is not None else None, best_of(likely)
        case = case_of(rules, best)
        if case is None or edge(likely, rules, best) < told.get(case, NEVER):
            return match
        return None if best == NONE else self._match(question, best, likely)

    def _match(self, question: Question, name: str, likely: Mapping[str, float]) -> Match | None:
        second = max((n for n in likely if n not in (name, NONE)), key=lambda n: (likely[n], n), default=None)
        for matcher in question.matchers:
            book = matcher.plans.codebook
            indicator = book.indicator(name) if matcher.relevant and book.name in self.model.codebooks else None
            if indicator is not None:
                heard = matcher.heard(question.row.frame)
                spoke = [heard[s] for s in (("require", name), ("entity", indicator.entity)) if s in heard]
                evidence = max(spoke)[1] if spoke else None
                # A share is below every score of the rules, so that their answers go before it.
                return Match(indicator, book.name, likely[name], evidence, second, f"model:{self.version}")
        return question.match


# The name under which the composition injects it.
Ranker = IndicatorRanker


def load_ranker(folder: Path) -> IndicatorRanker:
    """The ranker in a model folder that ``policymine train indicator`` wrote.

    Raises InputError PM101 (no model there), PM106 (broken, changed since training, or of another kind) and UsageError
    PM403 (extra not installed).
    """
    from policymine.learning.registry import open_model

    meta, parts = open_model(folder, task="indicator", backend="sklearn")
    return IndicatorRanker(
        IndicatorModel.from_parts(parts),
        {language: {c: float(t) for c, t in meta["thresholds"][language].items()} for language in meta["languages"]},
        f"{meta['name']}@{meta['files']['model.skops'][:12]}",
    )
