"""A figure as features for a linear classifier: the words around it, and the codebook's names that are heard there.

*Words* are n-grams of the figure's own sentence by side (Chinese: characters; English: words and letters), unit, role, size and
section. *Names* are what the codebook's names around the figure speak for: entities, qualifiers, measures and required words,
each with how near it stands, alone and beside the unit. Names are the same in both languages, so that what is learnt from one
holds for the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from policymine.codebook.match import CLAUSE, OWN
from policymine.learning.margins import Features
from policymine.learning.questions import Question, words_around
from policymine.records import Language

__all__ = ["Features", "name_features", "word_features"]

_BEFORE, _AFTER = {Language.ZH: 40, Language.EN: 110}, {Language.ZH: 16, Language.EN: 60}
_NUMBER = re.compile(r"[0-9][0-9,.]*|[〇零一二三四五六七八九十百千万亿]{2,}")
_WORD = re.compile(r"[a-z]+|#")
# What a name counts: heard at all, of this figure, next to it. Twice as much was worse on first readings of authors left out.
_HEARD = ((0.0, 0.175), (OWN, 0.21), (CLAUSE, 0.245))
_PAIR = 0.21


def word_features(question: Question) -> Features:
    """The words view: counts scaled so that long and short sentences weigh alike."""
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
    return out


def name_features(question: Question, codebooks: Collection[str]) -> Features:
    """The names view, of the ``codebooks`` that the document speaks of."""
    out: Features = {}
    unit = question.quantity.unit
    for matcher in question.matchers:
        if not matcher.relevant or matcher.plans.codebook.name not in codebooks:
            continue
        for (kind, name), (weight, _) in matcher.heard(question.row.frame).items():
            if kind not in ("entity", "qualifier", "require", "measure"):
                continue
            for step, (least, worth) in enumerate(_HEARD):
                if weight >= least:
                    out[f"{kind}{step}:{name}"] = worth
            if kind in ("entity", "require") and weight >= OWN:
                out[f"unit:{unit}|{name}"] = _PAIR
    return out


def _size(question: Question) -> int:
    """Order of magnitude of the value: 0 below one, 1 for one digit, …"""
    value = abs(question.row.quantity.value)
    return 0 if value < 1 else min(value.adjusted() + 1, 12)
