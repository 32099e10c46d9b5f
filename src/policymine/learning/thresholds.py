"""When a model speaks: how much likelier than the rules' answer its own must be, for each way of differing from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policymine.learning.indicator import NONE, HeldOut, best_of

NEVER = 1.01  # above every share: the model leaves the rules' answer
FILL, REPLACE, DROP = "fill", "replace", "drop"
CASES = (FILL, REPLACE, DROP)
_GRID = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, NEVER)
# A wrong name costs more than a missing one: it gets into tables, where a null is seen and asked for.
_COST = 1.5
# Figures (of those that folds judge) by which a threshold must win before it is taken: less is chance.
_LEAST = 2.0


def case_of(rules: str | None, model: str) -> str | None:
    """How the model's answer ("" for none) differs from the rules'; None where they agree."""
    if (rules or NONE) == model:
        return None
    return FILL if rules is None else DROP if model == NONE else REPLACE


def edge(likely: Mapping[str, float], rules: str | None, model: str) -> float:
    """The share of the model's answer among its own and the rules', 0.5 to 1. An indicator that it never saw has none."""
    mine, theirs = likely[model], likely.get(rules or NONE, 0.0)
    return mine / (mine + theirs) if mine + theirs else 0.0


def choose(held_out: Sequence[HeldOut], language: str) -> dict[str, float]:
    """The threshold of each case at which most is won in ``language``; of equal ones the highest.

    Counted on first readings where there are any, as the folds that did not see them judge them: there the rules err as they do
    on new text. The dev split has no say, so that it can tell whether the model is better.
    """
    asked = [h for h in held_out if h.sample.question.language.value == language and not h.sample.alone]
    asked = [h for h in asked if h.sample.fresh] or asked
    cuts = max(1, round(len(asked) / len({id(h.sample) for h in asked}))) if asked else 1
    found: dict[str, list[tuple[float, float]]] = {case: [] for case in CASES}
    for h in asked:
        match = h.sample.question.match
        rules, model = match.indicator.name if match is not None else None, best_of(h.likely)
        case = case_of(rules, model)
        if case is not None:
            won = _worth(model or None, h) - _worth(rules, h)
            found[case].append((edge(h.likely, rules, model), won / cuts))
    return {case: _best(found[case]) for case in CASES}


def _worth(answer: str | None, h: HeldOut) -> float:
    if answer in h.sample.right:
        return 1.0
    return 0.0 if answer is None else 1.0 - _COST


def _best(found: Sequence[tuple[float, float]]) -> float:
    def worth(threshold: float) -> float:
        return round(sum(won for share, won in found if share >= threshold), 6)

    chosen = max(_GRID, key=lambda threshold: (worth(threshold), threshold))
    return chosen if worth(chosen) >= _LEAST else NEVER
