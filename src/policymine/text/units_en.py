"""Units of English quantities: measured units next to a number, and the unit that a counted noun stands for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from policymine.data import load_yaml
from policymine.text.tokens_en import Tokens


@dataclass(frozen=True, slots=True)
class Units:
    """The unit tables, as ``data/units_en.yaml`` gives them; phrases are tuples of lower-case tokens."""

    measured: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # by first token, longest phrase first
    measured_words: frozenset[str]  # every word of those phrases
    currency: dict[str, str]
    counted: dict[str, str]  # singular noun (one or two words) to unit
    closed: frozenset[str]  # units of the annotation rules' closed list of counted units
    transparent: frozenset[str]
    plural_like: frozenset[str]
    not_plural: frozenset[str]
    irregular: dict[str, str]
    plural_only: frozenset[str]
    person_endings: tuple[str, ...]
    not_persons: frozenset[str]
    not_person_endings: tuple[str, ...]
    other: frozenset[str]


@cache
def units() -> Units:
    raw = load_yaml("units_en.yaml")
    measured: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for unit, phrases in raw["measured"].items():
        for phrase in phrases:
            words = tuple(phrase.split())
            measured.setdefault(words[0], []).append((words, unit))
    counted = {noun: f"other:{noun}" for noun in raw["other"]}
    counted |= {noun: unit for unit, nouns in raw["counted"].items() for noun in nouns}
    return Units(
        measured={w: tuple(sorted(p, key=lambda x: -len(x[0]))) for w, p in measured.items()},
        measured_words=frozenset(
            w for phrases in raw["measured"].values() for phrase in phrases for w in phrase.split()
        ),
        currency=dict(raw["currency"]),
        counted=counted,
        closed=frozenset(unit for unit in raw["counted"] if not unit.startswith("other:")),
        transparent=frozenset(raw["transparent"]),
        plural_like=frozenset(raw["plural_like"]),
        not_plural=frozenset(raw["not_plural"]),
        irregular=dict(raw["irregular"]),
        plural_only=frozenset(raw["plural_only"]),
        person_endings=tuple(raw["person_endings"]),
        not_persons=frozenset(raw["not_persons"]),
        not_person_endings=tuple(raw["not_person_endings"]),
        other=frozenset(raw["other"]),
    )


def measured_unit(tokens: Tokens, i: int) -> tuple[str, int] | None:
    """The measured unit that begins at token ``i`` and the token after it; None where there is none.

    "times" is not among them: whether it counts or multiplies is for the noun finder to say.
    """
    phrases = units().measured.get(tokens.at(i))
    if phrases is None:
        return None
    for words, unit in phrases:
        stop = i + len(words)
        if stop <= tokens.n and tuple(tokens.low[i:stop]) == words:
            return unit, stop
    return None


def currency_before(tokens: Tokens, i: int) -> tuple[str, int] | None:
    """The currency that ends just before token ``i`` ("$", "RMB", "HK$") and its first token."""
    unit = units().currency.get(tokens.at(i - 1))
    if unit is None or (tokens.at(i - 1) == "yuan" and tokens.at(i - 2) not in ("", ":", ",")):
        return None
    first = i - 1
    if tokens.at(first) == "$" and tokens.at(first - 1) in ("us", "hk", "u.s", "a", "s"):
        first -= 1
        if tokens.at(first) == "hk":
            unit = "hkd"
    return unit, first


@cache
def singular(word: str) -> str:
    """``word`` (lower case) without its plural ending; machine English's "batchs" included."""
    table = units()
    if word in table.irregular:
        return table.irregular[word]
    if word in table.plural_like or word in table.not_plural or len(word) < 4:
        return word
    if word.endswith(("smen", "cemen", "ermen")):
        return word[:-2] + "an"
    if not word.endswith("s"):
        return word
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1]


@cache
def is_plural(word: str) -> bool:
    """Whether a lower-case word can be the head of a plural noun phrase, judged by its form."""
    table = units()
    return word in table.plural_like or word in table.irregular or singular(word) != word


def counted_unit(tokens: Tokens, i: int) -> str | None:
    """The unit that the noun at token ``i`` (with the word before it) stands for; None where it is no known noun."""
    if not 0 <= i < tokens.n:
        return None
    table = units().counted
    noun = singular(tokens.low[i])
    if (noun == "visit" and tokens.low[max(0, i - 2) : i] == ["letters", "and"]) or (
        noun == "letter" and tokens.low[i + 1 : i + 3] == ["and", "visits"]
    ):
        return "case"  # 信访: petitions
    if i > 0 and tokens.is_word(i - 1):
        unit = table.get(f"{tokens.low[i - 1]} {noun}")
        if unit is not None:
            return unit
    if tokens.is_dash(i - 1) and tokens.is_word(i - 2):
        unit = table.get(f"{tokens.low[i - 2]}-{noun}")
        if unit is not None:
            return unit
    unit = table.get(noun)
    if unit is None:
        return "person" if _is_person(noun, tokens.low[i]) else None
    return None if noun == tokens.low[i] and noun in units().plural_only else unit


@cache
def _is_person(noun: str, word: str) -> bool:
    """Whether the form of an unknown noun says that it names a person; agents in -er and -or only in the plural."""
    if noun.endswith(("sman", "ceman", "erman", "ologist", "onist", "rapist", "dian", "cian", "rian")):
        return True  # fisherman, craftsman, psychologist, nutritionist, therapist, custodian, dietician, librarian
    table = units()
    return (
        noun != word
        and len(noun) > 4
        and noun.endswith(table.person_endings)
        and noun not in table.not_persons
        and noun not in table.other
        and not noun.endswith(table.not_person_endings)
    )
