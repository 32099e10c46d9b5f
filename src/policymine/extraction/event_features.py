"""What the ranker sees of a clause: its words, the acts and things that it names, and the kinds of number that it holds.

A feature is a name and a value; the same code feeds training and reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from policymine.extraction.event_clauses import Clause
from policymine.extraction.event_words import Hit
from policymine.records import Figure, Language

Features = dict[str, float]

_DIGITS = re.compile(r"[0-9０-９][0-9０-９,.，]*")
_WORD = re.compile(r"[a-z]+|#|[《》“”\"]")
_KINDS = ("any", "count", "percent", "money")
# Longer clauses are read by their first part: no person writes them, and they would cost more than they tell.
_LONGEST = 400
# Pairs of an act and a thing say nothing more on unread documents, and were two features of three.
_GRAMS, _WORDS, _TYPES, _THINGS, _NUMBERS, _PLACE = 2.0, 0.8, 0.5, 0.6, 0.7, 0.5
_FIGURE = 0.5
NO_UNIT, OTHER = "none", "other"
_ENDINGS = ("ing", "ed", "es", "s")
_STEM = 9  # letters of an English stem


def stem(word: str) -> str:
    """An English word without its ending: ``issued``, ``issues`` and ``issuing`` are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    return word[:_STEM]


def grams(words: str, language: Language) -> list[str]:
    """Characters and pairs of them in Chinese, stems and pairs of stems in English; digits are one sign."""
    plain = _DIGITS.sub("#", words[:_LONGEST])
    if language is Language.ZH:
        singles = list(plain)
        return [*singles, *(a + b for a, b in pairwise(singles))]
    stems = [stem(w) for w in _WORD.findall(plain)]
    return [*stems, *(f"{a} {b}" for a, b in pairwise(stems))]


def clause_features(clause: Clause, hits: Sequence[Hit], figures: Sequence[Figure], *, headline: bool) -> Features:
    """Features of ``clause``; ``hits`` are the words of the list and ``figures`` the figures that stand in it, ``headline`` says
    whether it is in the first line of the document.
    """
    found = dict.fromkeys(grams(clause.low[clause.start : clause.end], clause.language), 0.0)
    weight = _GRAMS / max(len(found), 1) ** 0.5
    out: Features = dict.fromkeys(found, weight)
    for hit in hits:
        word = hit.word
        if word.act:
            out[f"V:{word.name}"] = _WORDS
        for kind in word.types:
            out[kind] = _TYPES
        for thing in word.things:
            out[thing] = _THINGS
    for figure in figures:
        _figure(figure, out)
    for number in _KINDS:
        if clause.has(number):
            out[f"has:{number}"] = _NUMBERS
    if clause.index == 0:
        out["place:first"] = _PLACE
    if headline:
        out["place:headline"] = _PLACE
    size = (clause.end - clause.start) // (8 if clause.language is Language.ZH else 25)
    out[f"size:{min(size, 5)}"] = _PLACE
    return out


def _figure(figure: Figure, out: Features) -> None:
    """What a figure counts, as which role, and of which indicator: names of the codebook, whatever the words."""
    unit = figure.unit or NO_UNIT
    unit = OTHER if unit.startswith(OTHER) else unit
    out[f"F:{unit}"] = out[f"F:{figure.role.value}"] = out[f"F:{unit}|{figure.role.value}"] = _FIGURE
    if figure.direction is not None:
        out[f"F:{figure.direction}"] = _FIGURE
    if figure.indicator is not None:
        parts = figure.indicator.split(".")
        out[f"I:{parts[0]}"] = out[f"I:{'.'.join(parts[-2:])}"] = _FIGURE
