"""Bound words of English quantities: "more than 40", "does not exceed 60", "five years and above"."""

from __future__ import annotations

from functools import cache

from policymine.data import load_yaml
from policymine.records import Bound
from policymine.text.tokens_en import NUMBER, Tokens

# By the word that is looked at first: the lengths of its phrases, longest first, and the phrases.
_Phrases = dict[str, tuple[tuple[int, ...], dict[tuple[str, ...], Bound]]]


@cache
def _before() -> _Phrases:
    """Phrases by their last token, longest first."""
    return _table("before", -1)


@cache
def _after() -> _Phrases:
    return _table("after", 0)


def _table(name: str, key: int) -> _Phrases:
    out: dict[str, dict[tuple[str, ...], Bound]] = {}
    for bound, phrases in load_yaml("bounds_en.yaml")[name].items():
        for phrase in phrases:
            words = tuple(phrase.split())
            out.setdefault(words[key], {}).setdefault(words, Bound(bound))
    return {word: (tuple(sorted({len(row) for row in rows}, reverse=True)), rows) for word, rows in out.items()}


_OPPOSITE = {Bound.MORE_THAN: Bound.AT_MOST, Bound.LESS_THAN: Bound.AT_LEAST}


@cache
def _turning() -> dict[str, frozenset[str]]:
    raw = load_yaml("bounds_en.yaml")
    return {name: frozenset(raw[name]) for name in ("negations", "barred", "modals", "permissions", "in_the_way")}


@cache
def _auxiliaries() -> frozenset[str]:
    return frozenset(load_yaml("bounds_en.yaml")["auxiliaries"])


def bound_before(tokens: Tokens, i: int) -> tuple[Bound, int] | None:
    """The bound phrase that ends just before token ``i`` and its first token (auxiliary of a negation included).

    "an average of" and "a total of" may stand between ("shall not exceed an average of 60 minutes").
    """
    if tokens.at(i - 1) == "of" and tokens.at(i - 2) in ("average", "total"):
        i -= 3 if tokens.at(i - 3) in ("a", "an", "the") else 2
    rows = _before().get(tokens.at(i - 1))
    if rows is None:
        return None
    for length in rows[0]:
        first = max(i - length, 0)
        words = tuple(tokens.low[first:i])
        bound = rows[1].get(words)
        if bound is not None:
            if words[0] in ("not", "never") and tokens.at(first - 1) in _auxiliaries():
                first -= 1
            return bound, first
    return None


def turned(tokens: Tokens, first: int, bound: Bound) -> Bound:
    """``bound`` as a negation before it in the clause turns it: "shall *not* charge more than 3 months" is at most 3.

    ``first`` is the bound phrase's first token. Prepositions other than "for", "by" and "to" end the negation's reach.
    """
    opposite = _OPPOSITE.get(bound)
    if opposite is None:
        return bound
    table = _turning()
    infinitive = False  # "is forbidden to charge more than", but not "did not come to learn more than"
    for k in range(first - 1, max(-1, first - 12), -1):
        term = tokens.low[k]
        if term in table["negations"]:
            return bound if tokens.at(k + 1) == "only" or infinitive else opposite
        if term == "no" and table["modals"].intersection(tokens.low[k + 1 : first]):
            return opposite
        if term in table["barred"]:
            return opposite if infinitive else bound
        gerund = term == "from" and tokens.at(k + 1).endswith("ing")  # "forbids schools from giving more than"
        infinitive = infinitive or gerund or (term == "to" and tokens.at(k - 1) not in table["permissions"])
        if (not tokens.is_word(k) and not tokens.is_dash(k)) or (term in table["in_the_way"] and not gerund):
            break
    return bound


def bound_after(tokens: Tokens, i: int) -> tuple[Bound, int] | None:
    """The bound phrase that begins at token ``i`` and the token after it ("300 -plus", "twenty -odd" included)."""
    if tokens.is_dash(i) and tokens.at(i + 1) in ("plus", "odd"):
        return Bound.MORE_THAN, i + 2
    rows = _after().get(tokens.at(i))
    if rows is None:
        return None
    for length in rows[0]:
        words = tuple(tokens.low[i : i + length])
        bound = rows[1].get(words)
        if bound is not None and _closes(tokens, i, i + len(words), words):
            return bound, i + len(words)
    return None


def _closes(tokens: Tokens, i: int, stop: int, words: tuple[str, ...]) -> bool:
    """A one-word bound ("above", "about", "odd") after a number must not belong to what follows it."""
    if len(words) > 1:
        return tokens.at(stop) != "than" and not (stop < tokens.n and tokens.kind[stop] == NUMBER)
    if words[0] == "+":
        return tokens.glued(i) and not (stop < tokens.n and tokens.kind[stop] == NUMBER)
    if words[0] == "odd":
        return True
    following = tokens.at(stop)
    if words[0] == "plus":
        return following not in ("a", "an", "the") and not (stop < tokens.n and tokens.kind[stop] == NUMBER)
    return following in ("", ",", ".", ";", ")", "and", "，", "。", "of")
