"""The plain classifier that a model is compared with: words of the sentence in, indicator out, no codebook, no rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policymine.codebook.match import Match
from policymine.codebook.plans import unit_fits
from policymine.learning.features import word_features
from policymine.learning.margins import Margins, shares
from policymine.learning.questions import Question
from policymine.learning.samples import Sample, speaks_of

STRENGTH = 1.0


def train_words_alone(samples: Sequence[Sample], seed: int = 0) -> Margins:
    """A classifier of indicator names, "" for none."""
    features = [word_features(s.question) for s in samples]
    return Margins.fit(features, [s.label or "" for s in samples], strength=STRENGTH, seed=seed)


@dataclass(frozen=True, slots=True)
class WordsRanker:
    """Names figures by the words classifier alone, whatever the rules say: a baseline, not for use."""

    words: Margins
    codebooks: tuple[str, ...]

    def __call__(self, question: Question) -> Match | None:
        if not speaks_of(question, self.codebooks):
            return question.match
        found = shares(self.words.margins(word_features(question)), 1.0).tolist()
        likely = dict(zip(self.words.classes, found, strict=True))
        best = max(likely, key=lambda name: (likely[name], name))
        unit = question.quantity.unit
        for matcher in question.matchers:
            indicator = matcher.plans.codebook.indicator(best) if best else None
            if indicator is not None and unit is not None and unit_fits(unit, indicator.unit):
                return Match(indicator, matcher.plans.codebook.name, likely[best], None)
        return None
