"""Rules, models and both beside each other: how many indicators are right, how many rows, and how sure that is.

The document is the unit of the bootstrap: figures of one document are not independent of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from policymine.codebook.match import Match
from policymine.extraction.reader import read_document
from policymine.extraction.resources import Resources
from policymine.learning.evaluate import figure_row
from policymine.learning.indicator import IndicatorModel, best_of
from policymine.learning.questions import Question, Ranker
from policymine.learning.samples import Annotated, Sample
from policymine.learning.scoring import PRF, score_figures

RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document: figures found, how many of them have the right indicator, and its rows (all fields right)."""

    doc: str
    language: str
    found: int
    right: int
    row: PRF
    core: PRF
    # Of the figures found, how many have each field right.
    fields: Mapping[str, int] = field(default_factory=dict)


Statistic = Callable[[Sequence[DocumentScore]], float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} [{100 * self.low:.1f}, {100 * self.high:.1f}]"


def rules_alone(question: Question) -> Match | None:
    return question.match


def score_documents(annotated: Iterable[Annotated], resources: Resources, ranker: Ranker) -> list[DocumentScore]:
    """Scores of each document read with ``ranker`` beside the rules."""
    out = []
    beside = replace(resources, ranker=ranker)
    for item in annotated:
        document = item.document
        rows = [figure_row(figure) for figure in read_document(document, beside).figures]
        scores = score_figures(rows, item.gold)
        found = scores.levels["found"].hits
        out.append(
            DocumentScore(
                document.doc,
                document.language.value,
                found,
                round(scores.accuracy["indicator"] * found),
                scores.levels["row"],
                scores.levels["core"],
                {name: round(share * found) for name, share in scores.accuracy.items()},
            )
        )
    return out


def accuracy(scores: Sequence[DocumentScore]) -> float:
    found = sum(s.found for s in scores)
    return sum(s.right for s in scores) / found if found else 0.0


def accuracy_of(name: str) -> Statistic:
    """Share of the figures found whose field ``name`` is right."""

    def share(scores: Sequence[DocumentScore]) -> float:
        found = sum(s.found for s in scores)
        return sum(s.fields[name] for s in scores) / found if found else 0.0

    return share


def row_f1(scores: Sequence[DocumentScore]) -> float:
    return sum((s.row for s in scores), PRF(0, 0, 0)).f1


def core_f1(scores: Sequence[DocumentScore]) -> float:
    return sum((s.core for s in scores), PRF(0, 0, 0)).f1


def estimate(scores: Sequence[DocumentScore], statistic: Statistic, seed: int = 0) -> Estimate:
    """``statistic`` of ``scores`` with its percentile bootstrap interval over documents."""
    draws = sorted(statistic([scores[i] for i in drawn]) for drawn in _draws(len(scores), seed))
    return Estimate(statistic(scores), *_middle(draws))


def difference(
    first: Sequence[DocumentScore], second: Sequence[DocumentScore], statistic: Statistic, seed: int = 0
) -> Estimate:
    """How much higher ``statistic`` is for ``second``, both resampled together (paired bootstrap)."""
    draws = sorted(
        statistic([second[i] for i in drawn]) - statistic([first[i] for i in drawn])
        for drawn in _draws(len(first), seed)
    )
    return Estimate(statistic(second) - statistic(first), *_middle(draws))


def _draws(count: int, seed: int) -> list[list[int]]:
    source = Random(seed)  # noqa: S311 - resampling, no secret
    return [[source.randrange(count) for _ in range(count)] for _ in range(RESAMPLES if count else 0)]


def _middle(draws: Sequence[float]) -> tuple[float, float]:
    if not draws:
        return 0.0, 0.0
    return draws[int(0.025 * (len(draws) - 1))], draws[int(0.975 * (len(draws) - 1) + 0.5)]


def of_language(scores: Sequence[DocumentScore], language: str) -> list[DocumentScore]:
    """``language``: "zh", "en", or "all"."""
    return [s for s in scores if language in ("all", s.language)]


def calibration(model: IndicatorModel, samples: Iterable[Sample]) -> list[tuple[float, bool]]:
    """(share, whether it is right) of the likeliest answer for every figure; that it is of no indicator is an answer."""
    out = []
    for sample in samples:
        likely = model.judge(sample.question)
        best = best_of(likely)
        out.append((likely[best], (best or None) in sample.right))
    return out
