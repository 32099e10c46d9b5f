"""What the judges of English numbers share: the word lists, and the scene that they look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from policymine.data import load_yaml
from policymine.text.heads_en import noun_after
from policymine.text.numeral_words_en import numerals
from policymine.text.numerals_en import Number
from policymine.text.tokens_en import MARK, NUMBER, Tokens

_OPENING = frozenset("“‘«《「")


_CLOSING = frozenset("”’»》」")


_SHORT_QUOTE = 20  # tokens: a longer quotation is speech, not a name


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of ``data/not_figures_en.yaml`` as sets."""

    months: frozenset[str]
    labels: frozenset[str]
    capital_labels: frozenset[str]
    sorts: frozenset[str]
    sorted_by: frozenset[str]
    ranks: frozenset[str]
    rank_names: frozenset[str]
    codes: frozenset[str]
    code_nouns: frozenset[str]
    phone_words: frozenset[str]
    relative: frozenset[str]
    relative_units: frozenset[str]
    plan_nouns: frozenset[str]
    compounds: frozenset[str]
    idiom_nouns: dict[str, frozenset[str]]
    discourse: frozenset[str]
    named_concepts: frozenset[str]
    year_not: frozenset[str]
    year_prepositions: frozenset[str]
    level_words: frozenset[str]


@cache
def lists() -> Lists:
    raw: dict[str, Any] = load_yaml("not_figures_en.yaml")

    def words(name: str) -> frozenset[str]:
        return frozenset(map(str, raw[name]))

    return Lists(
        months=words("months"),
        labels=words("labels"),
        capital_labels=words("labels_capital_only"),
        sorts=words("sorts"),
        sorted_by=words("sorted_by"),
        ranks=words("ranks"),
        rank_names=words("rank_names"),
        codes=words("codes"),
        code_nouns=words("code_nouns"),
        phone_words=words("phone_words"),
        relative=words("relative"),
        relative_units=words("relative_units"),
        plan_nouns=words("plan_nouns"),
        compounds=words("compound_adjectives"),
        idiom_nouns={noun: frozenset(numbers) for noun, numbers in raw["idiom_nouns"].items()},
        discourse=words("discourse"),
        named_concepts=words("named_concepts"),
        year_not=words("year_not"),
        year_prepositions=words("year_prepositions"),
        level_words=words("level_words"),
    )


@dataclass(slots=True)
class Scene:
    """What is known while the numbers of one stretch of text are judged from left to right."""

    tokens: Tokens
    quotes: list[tuple[int, int]] = field(default_factory=list)
    last_stop: int = -9  # the token after the number judged last, and why it was rejected (None if it was not)
    last_reason: str | None = None

    def quote_around(self, i: int) -> tuple[int, int] | None:
        for opening, closing in self.quotes:
            if opening < i < closing:
                return opening, closing
            if opening > i:
                break
        return None


def quote_spans(tokens: Tokens) -> list[tuple[int, int]]:
    """Token pairs (opening, closing) of short quotations. Straight quotes open or close by the blanks around them;
    where machine translation floated them, a mark opens when none is open.
    """
    spans: list[tuple[int, int]] = []
    pending = -1
    for i, term in enumerate(tokens.raw):
        if tokens.kind[i] != MARK or (term != '"' and term not in _OPENING and term not in _CLOSING):
            continue
        if tokens.starts_line(i):
            pending = -1
        after_blank = not tokens.glued(i) or tokens.raw[i - 1] in "(（"
        before_word = tokens.glued(i + 1) and (tokens.kind[i + 1] != MARK or tokens.raw[i + 1] in "《“")
        opens = term in _OPENING or (term == '"' and after_blank and before_word)
        closes = term in _CLOSING or (term == '"' and not opens)
        if opens:
            pending = i
        elif closes and pending >= 0:
            if i - pending <= _SHORT_QUOTE:
                spans.append((pending, i))
            pending = -1
        elif closes and term == '"':
            pending = i  # floated: 'the" double reduction "work'
    return spans


def is_month(tokens: Tokens, i: int) -> bool:
    return tokens.is_capital(i) and tokens.low[i] in lists().months


def plural_follows(tokens: Tokens, s: int) -> bool:
    found = noun_after(tokens, s, Decimal(2))
    return found is not None and found.plural and found.known


def year_like(tokens: Tokens, number: Number) -> bool:
    raw = tokens.raw[number.first]
    return number.digits and number.scale == 1 and len(raw) == 4 and raw.isdigit() and 1900 <= int(raw) <= 2100


def number_near(tokens: Tokens, begin: int, stop: int) -> bool:
    words = numerals().words
    return any(tokens.kind[k] == NUMBER or tokens.low[k] in words for k in range(max(0, begin), min(tokens.n, stop)))
