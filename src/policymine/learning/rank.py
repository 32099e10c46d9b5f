"""A trained indicator model beside the rules: it answers where they are silent, and overrules them where it is surer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from policymine.codebook.match import Match
from policymine.learning.indicator import NONE, IndicatorModel, best_of
from policymine.learning.questions import Question
from policymine.learning.samples import speaks_of
from policymine.learning.thresholds import edge


@dataclass(frozen=True, slots=True)
class IndicatorRanker:
    """A ranker for the reader. ``version`` names the model in rows.

    ``threshold``: how large the share of the model's answer (an indicator, or none) must be beside the share that it gives the
    rules'; above 1 their answer always stands. ``languages``: those in which it is asked.
    """

    model: IndicatorModel
    threshold: float
    languages: Collection[str]
    version: str = ""

    def __call__(self, question: Question) -> Match | None:
        """The rules' match, the model's, or None. Documents and matches of other codebooks are left alone."""
        match = question.match
        if self.threshold > 1 or question.language.value not in self.languages:
            return match
        if (match is not None and match.codebook not in self.model.codebooks) or not speaks_of(
            question, self.model.codebooks
        ):
            return match
        if match is not None and match.indicator.name not in self.model.known:
            return match  # whatever the model says: it overrules nothing that it does not know
        return self.answer(question, self.model.judge(question))

    def answer(self, question: Question, likely: Mapping[str, float]) -> Match | None:
        """The answer where the model says so much for each indicator, and for none."""
        match, best = question.match, best_of(likely)
        rules = match.indicator.name if match is not None else None
        if edge(likely, rules, best, self.model.known) < self.threshold:
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
        float(meta["thresholds"]["share"]),
        tuple(meta["languages"]),
        f"{meta['name']}@{meta['files']['model.skops'][:12]}",
    )
