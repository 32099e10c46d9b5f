"""Bound words of English quantities: "more than 40", "does not exceed 60", "five years and above"."""

from __future__ import annotations

from functools import cache

from policymine.data import load_yaml
from policymine.records import Bound
from policymine.text.tokens_en import NUMBER, Tokens

_Phrases = dict[str, tuple[tuple[tuple[str, ...], Bound], ...]]


@cache
def _before() -> _Phrases:
    """Phrases by their last token, longest first."""
    return _table("before", -1)


@cache
def _after() -> _Phrases:
    return _table("after", 0)


def _table(name: str, key: int) -> _Phrases:
    out: dict[str, list[tuple[tuple[str, ...], Bound]]] = {}
    for bound, phrases in load_yaml("bounds_en.yaml")[name].items():
        for phrase in phrases:
            words = tuple(phrase.split())
            out.setdefault(words[key], []).append((words, Bound(bound)))
    return {word: tuple(sorted(rows, key=lambda row: -len(row[0]))) for word, rows in out.items()}


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
    for words, bound in rows:
        first = i - len(words)
        if first >= 0 and tuple(tokens.low[first:i]) == words:
            if words[0] in ("not", "never") and tokens.at(first - 1) in _auxiliaries():
                first -= 1
            return bound, first
    return None


def bound_after(tokens: Tokens, i: int) -> tuple[Bound, int] | None:
    """The bound phrase that begins at token ``i`` and the token after it."""
    rows = _after().get(tokens.at(i))
    if rows is None:
        return None
    for words, bound in rows:
        stop = i + len(words)
        if stop <= tokens.n and tuple(tokens.low[i:stop]) == words and _closes(tokens, i, stop, words):
            return bound, stop
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
    return following in ("", ",", ".", ";", ")", "and", "，", "。", "of")
