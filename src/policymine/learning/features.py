"""A figure as numbers: the words around it, and how each indicator of the codebook fits it.

Two views. *Words*: n-grams of the figure's own sentence by side (Chinese: characters; English: words and letters),
unit, role, shape and position; from these alone a classifier learns what figures of each indicator look like.
*Fits*: for every indicator that may be meant, what the codebook's names around the figure say for it and against it;
from these a classifier learns when such an indicator is the right one. Fits name no indicator, so that what is learnt
holds for indicators, and codebooks, without a single training figure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log

from policymine.codebook.match import BEFORE, HEAD, OWN, THRESHOLD, IndicatorMatcher, _score
from policymine.codebook.plans import Plan
from policymine.codebook.terms import Slot
from policymine.learning.questions import Question, words_around
from policymine.records import Bound, Language

Features = dict[str, float]

_BEFORE, _AFTER = {Language.ZH: 40, Language.EN: 110}, {Language.ZH: 16, Language.EN: 60}
_NUMBER = re.compile(r"[0-9][0-9,.]*|[〇零一二三四五六七八九十百千万亿]{2,}")
_WORD = re.compile(r"[a-z]+|#")
_STEPS = (0.0001, 1.0, BEFORE + 0.11, OWN, 2.6, 3.6, 4.6, 5.6)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One indicator that a figure may be of. ``score`` is the rules' own, 0 where they rule it out.

    ``entities`` and ``qualifiers``: what is heard around the figure, the nearest first.
    """

    matcher: IndicatorMatcher
    plan: Plan
    score: float
    heard: Mapping[Slot, tuple[float, tuple[int, int]]]
    entities: Sequence[tuple[float, str]]
    qualifiers: Sequence[tuple[float, str]]

    @property
    def name(self) -> str:
        return self.plan.name


def word_features(question: Question, *, rules: bool = True) -> Features:
    """The words view: counts scaled so that long and short sentences weigh alike. ``rules``: with the rules' answer."""
    row, q = question.row, question.row.quantity
    before, after = words_around(question, _BEFORE[question.language], _AFTER[question.language])
    left, right = _NUMBER.sub("#", before.lower()), _NUMBER.sub("#", after.lower())
    grams: list[str] = []
    if question.language is Language.ZH:
        near, next_to = left[-14:], right[:8]
        for side, piece, sizes in (("l", left, (2, 3)), ("n", near, (1, 2, 3, 4)), ("r", next_to, (1, 2, 3))):
            grams.extend(f"{side}{n}:{piece[i : i + n]}" for n in sizes for i in range(len(piece) - n + 1))
    else:
        lefts, rights = _WORD.findall(left), _WORD.findall(right)
        for side, words in (("l", lefts), ("n", lefts[-6:]), ("r", rights[:5])):
            grams.extend(f"{side}1:{w[:8]}" for w in words)
            grams.extend(f"{side}2:{a[:8]} {b[:8]}" for a, b in pairwise(words))
        near = " ".join(lefts[-5:])
        grams.extend(f"c:{near[i : i + 4]}" for i in range(len(near) - 3))
    out: Features = dict.fromkeys(grams, 1.0)
    scale = 1.0 / max(len(out), 1) ** 0.5
    out = dict.fromkeys(out, scale)
    if q.head:
        head = q.head.lower()[-12:]
        out[f"head:{head}"] = 0.5
        out.update(dict.fromkeys((f"h:{head[i : i + 2]}" for i in range(len(head) - 1)), 0.2))
    out[f"unit:{q.unit}"] = 0.5
    out[f"role:{question.role.role.value}"] = 0.3
    out[f"section:{row.section.value}"] = 0.2
    out[f"bound:{q.bound.value}"] = 0.15
    out[f"size:{_size(question)}"] = 0.2
    if not rules:
        return out
    if question.match is not None:
        out[f"rules:{question.match.indicator.name}"] = 0.7
        out[f"rules_entity:{question.match.indicator.entity}"] = 0.3
    if question.context.hint is not None:
        out[f"hint:{question.context.hint}"] = 0.3
    return out


def _size(question: Question) -> int:
    """Order of magnitude of the value: 0 below one, 1 for one digit, …"""
    value = abs(question.row.quantity.value)
    return 0 if value < 1 else min(value.adjusted() + 1, 12)


def candidates_of(question: Question, codebooks: Collection[str], likely: Collection[str] = ()) -> list[Candidate]:
    """Indicators of ``codebooks`` that a figure may be of: its unit fits, and a name near it speaks for it, or it is one
    of ``likely``.
    """
    unit = question.row.quantity.unit
    if unit is None:
        return []
    out = []
    context = question.context
    for matcher in question.matchers:
        known = matcher.relevant and matcher.plans.codebook.name in codebooks
        plans = matcher.plans.for_unit(unit) if known else ()
        if not plans:
            continue
        heard = matcher._heard(question.row.frame)
        entities = sorted(((w, n) for (k, n), (w, _) in heard.items() if k == "entity"), reverse=True)
        qualifiers = sorted(((w, n) for (k, n), (w, _) in heard.items() if k == "qualifier"), reverse=True)
        subjects = frozenset(plan.entity for plan in plans)
        for plan in plans:
            unbound = plan.limit and not context.bounded
            score = 0.0 if unbound else _score(plan, heard, question.row.frame, context, subjects)
            if (
                score > 0
                or ("entity", plan.entity) in heard
                or ("require", plan.name) in heard
                or plan.name == context.hint
                or plan.entity in (context.entity, context.carried)
                or plan.name in likely
            ):
                out.append(Candidate(matcher, plan, score, heard, entities, qualifiers))
    return out


@cache
def _steps(name: str) -> tuple[tuple[float, str], ...]:
    return tuple((step, f"{name}>{i}") for i, step in enumerate(_STEPS))


def _step(name: str, weight: float, out: Features) -> None:
    """``weight`` as a thermometer: one feature for each step that it reaches."""
    for step, feature in _steps(name):
        if weight < step:
            break
        out[feature] = 1.0


def fit_features(question: Question, candidate: Candidate, best_other: float, likely: Mapping[str, float]) -> Features:
    """The fits view of one candidate.

    ``best_other``: the highest score among the other candidates. ``likely``: what the words view gives each indicator
    that it knows, and "" for none; of an indicator that it never saw it says nothing, which is not the same as no.
    """
    heard, plan, context = candidate.heard, candidate.plan, question.context
    indicator, q, role = plan.indicator, question.row.quantity, question.role.role

    def weight(kind: str, name: str) -> float:
        found = heard.get((kind, name))
        return found[0] if found is not None else 0.0

    out: Features = {}
    entity, require = weight("entity", plan.entity), weight("require", plan.name)
    _step("entity", entity, out)
    _step("entity_optional" if indicator.entity_optional else "entity_needed", entity, out)
    if plan.required:
        _step("require", require, out)
        if require == 0:
            out["require_missing"] = 1.0
    if plan.measure is not None:
        _step("measure", weight("measure", plan.measure), out)
    _step("cue", weight("cue", plan.name), out)
    _step("not", weight("not", plan.name), out)
    held = [weight("qualifier", name) for name in plan.qualifiers]
    if held:
        _step("qualifier", min(held), out)
    foreign = next((w for w, name in candidate.qualifiers if name not in plan.qualifiers), 0.0)
    _step("foreign_qualifier", foreign, out)
    rival = next((w for w, name in candidate.entities if name != plan.entity), 0.0)
    _step("rival_entity", rival, out)
    out["entity_lead"] = max(min((entity - rival) / HEAD, 1.0), -1.0)
    score = candidate.score
    out["score"] = min(score, 15.0) / 5.0
    out["above"] = float(score >= THRESHOLD)
    out["lead"] = max(min((score - best_other) / 3.0, 2.0), -2.0)
    out["first"] = float(score > 0 and score >= best_other)
    picked = question.match is not None and question.match.indicator.name == plan.name
    out["picked" if picked else "rules_silent" if question.match is None else "rules_say_other"] = 1.0
    if picked:
        _step("picked_score", score / 2.0, out)
    out[f"kind:{indicator.kind}|{role.value}"] = 1.0
    out["unit_named"] = float(q.unit in indicator.unit)
    out["hint"] = float(context.hint == plan.name)
    out["same_entity"] = float(context.entity == plan.entity)
    out["carried"] = float(context.carried == plan.entity)
    out["no_head"] = float(q.head is None)
    if indicator.range is not None and role.value not in ("change_absolute", "change_percent"):
        low, high = indicator.range
        out["out_of_range"] = float(not low <= q.value <= high)
    if q.bound is Bound.AT_LEAST and indicator.kind == "limit":
        out["floor_of_limit"] = 1.0
    side = "picked" if picked else "not_picked"
    none = (log(likely.get("", 0.0) + 0.005) + 5.3) / 3.0
    out["words_none"] = out[f"words_none|{side}"] = none
    p = likely.get(plan.name)
    if p is None:
        out["words_unknown"] = out[f"words_unknown|{side}"] = 1.0
    else:
        out["words"] = out[f"words|{side}"] = (log(p + 0.005) + 5.3) / 3.0
        out["words_first"] = float(p >= max(likely.values()))
    return out
