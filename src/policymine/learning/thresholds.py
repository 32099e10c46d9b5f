"""When a model speaks: how much likelier than the rules' answer its own must be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from policymine.learning.indicator import NONE, HeldOut, best_of

NEVER = 1.01  # above every share: the rules' answer always stands
_GRID = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99, NEVER)
# A wrong name costs more than a missing one: it gets into tables, where a null is seen and asked for.
_COST = 1.5
# Figures (of those that folds judge) by which a threshold must win before it is taken: less is chance.
_LEAST = 2.0


def edge(likely: Mapping[str, float], rules: str | None, model: str, known: Collection[str]) -> float:
    """The share of the model's answer ("" for none) among its own and the rules' (None: none); 0 where they agree, and where
    the rules name an indicator that is not ``known`` to the model.
    """
    if model == (rules or NONE) or (rules is not None and rules not in known):
        return 0.0
    mine, theirs = likely[model], likely.get(rules or NONE, 0.0)
    return mine / (mine + theirs) if mine + theirs else 0.0


def choose(held_out: Sequence[HeldOut]) -> float:
    """The highest threshold that wins as much as the best one, less what chance makes of that (one standard error).

    Counted on first readings where there are any, as folds that did not see them judge them: there the rules err as they do on
    new text. One threshold for both languages and for all ways to differ (to fill a gap, to name another indicator, to name
    none): chosen for each apart they followed the chance of a dozen figures, and lost on other authors. The dev split has no
    say, so that it can tell whether the model is better.
    """
    asked = [h for h in held_out if h.sample.batch] or list(held_out)
    found: list[tuple[float, float]] = []
    for h in asked:
        match = h.sample.question.match
        rules, model = match.indicator.name if match is not None else None, best_of(h.likely)
        if model != (rules or NONE):
            found.append((edge(h.likely, rules, model, h.known), _worth(model or None, h) - _worth(rules, h)))

    def worth(threshold: float) -> float:
        return round(sum(won for share, won in found if share >= threshold), 6)

    best = max(_GRID, key=lambda threshold: (worth(threshold), threshold))
    error = sum(won * won for share, won in found if share >= best) ** 0.5
    chosen = max(t for t in _GRID if worth(t) >= worth(best) - error)
    return chosen if worth(chosen) >= _LEAST else NEVER


def _worth(answer: str | None, h: HeldOut) -> float:
    if answer in h.sample.right:
        return 1.0
    return 0.0 if answer is None else 1.0 - _COST
