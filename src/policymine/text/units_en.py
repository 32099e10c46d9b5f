"""Units of English quantities: measured units next to a number, and the unit that a counted noun stands for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policymine.data import load_yaml
from policymine.text.tokens_en import MARK, NUMBER, Tokens


@dataclass(frozen=True, slots=True)
class Units:
    """The unit tables, as ``data/units_en.yaml`` gives them; phrases are tuples of lower-case tokens."""

    # By first token: the lengths of its phrases, longest first, and the unit of each phrase.
    measured: dict[str, tuple[tuple[int, ...], dict[tuple[str, ...], str]]]
    measured_words: frozenset[str]  # every word of those phrases
    symbols: dict[str, str]  # right after digits, case-sensitive
    symbols_spaced: frozenset[str]
    symbols_not: frozenset[str]
    currency: dict[str, str]
    dollars: dict[str, str]  # letters before "$"
    sums: dict[str, dict[str, Decimal]]  # parts of a measure that are added to it
    worth: dict[str, tuple[str, Decimal]]  # a part told alone: its whole and how much of it
    one_measures: frozenset[str]  # before which "one" counts
    counted: dict[str, str]  # singular noun (one or two words) to unit
    closed: frozenset[str]  # units of the annotation rules' closed list of counted units
    transparent: frozenset[str]
    transparent_known: frozenset[str]
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
    measured: dict[str, dict[tuple[str, ...], str]] = {}
    for unit, phrases in raw["measured"].items():
        for phrase in phrases:
            words = tuple(phrase.split())
            measured.setdefault(words[0], {}).setdefault(words, unit)
    counted = {noun: f"other:{noun}" for noun in raw["other"]}
    counted |= {noun: unit for unit, nouns in raw["counted"].items() for noun in nouns}
    return Units(
        measured={w: (tuple(sorted({len(x) for x in p}, reverse=True)), p) for w, p in measured.items()},
        measured_words=frozenset(
            w for phrases in raw["measured"].values() for phrase in phrases for w in phrase.split()
        ),
        symbols=dict(raw["symbols"]),
        symbols_spaced=frozenset(raw["symbols_spaced"]),
        symbols_not=frozenset(raw["symbols_not"]),
        currency=dict(raw["currency"]),
        dollars=dict(raw["dollars"]),
        sums={whole: {part: Decimal(ratio) for part, ratio in parts.items()} for whole, parts in raw["sums"].items()},
        worth={part: (whole, Decimal(ratio)) for part, (whole, ratio) in raw["worth"].items()},
        one_measures=frozenset(raw["one_measures"]),
        counted=counted,
        closed=frozenset(unit for unit in raw["counted"] if not unit.startswith("other:")),
        transparent=frozenset(raw["transparent"]),
        transparent_known=frozenset(raw["transparent_known"]),
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
    table = units()
    phrases = table.measured.get(tokens.at(i))
    if phrases is None:
        return _symbol(tokens, i) if 0 < i < tokens.n and tokens.raw[i] in _SYMBOLIC else None
    sign = tokens.kind[i] == MARK and tokens.low[i] in table.currency and not tokens.glued(i)
    if sign and i + 1 < tokens.n and tokens.kind[i + 1] == NUMBER:
        return None  # "10, € 30": the sign of the next number
    if tokens.glued(i + 1) and tokens.raw[i + 1] in _RAISED:
        raised = table.symbols.get(tokens.raw[i] + tokens.raw[i + 1])
        if raised is not None:
            return raised, i + 2  # "301,338 km2"
    for length in phrases[0]:
        words = tuple(tokens.low[i : i + length])
        unit = phrases[1].get(words)
        if unit is not None:
            return None if unit in _PERIODS and is_rate_of_change(tokens, i) else (unit, i + len(words))
    return _symbol(tokens, i) if 0 < i < tokens.n and tokens.raw[i] in _SYMBOLIC else None


_PERIODS = frozenset(("year", "month", "quarter", "week", "day"))


def is_rate_of_change(tokens: Tokens, i: int) -> bool:
    """Whether "year-on-year", "month -on -month", "year over year" begins at token ``i``: no length of time."""
    k = i + 1 + tokens.is_dash(i + 1)
    if tokens.at(k) not in ("on", "over", "to"):
        return False
    k += 1 + tokens.is_dash(k + 1)
    return tokens.at(k) == tokens.low[i]


_RAISED = frozenset("23²³")
# What a symbol begins with, up to its raised figure.
_SYMBOLIC = frozenset(("m", "t", "g", "L", "l", "h", "V", "W", "dB", "Hz", "km", "cm", "°", "Mt", "kt", "Gb", "Mb"))


def _symbol(tokens: Tokens, i: int) -> tuple[str, int] | None:
    """The symbol that stands right after the digits before token ``i`` ("250m", "24703m2"), and the token after it."""
    if tokens.kind[i - 1] != NUMBER:
        return None
    table = units()
    if tokens.raw[i - 1] + tokens.low[i] in table.symbols_not:
        return None
    stop, symbol = i + 1, tokens.raw[i]
    if tokens.glued(stop) and (tokens.raw[stop] in "23²³"):
        symbol, stop = symbol + tokens.raw[stop], stop + 1
    unit = table.symbols.get(symbol) if tokens.glued(i) or symbol in table.symbols_spaced else None
    if unit is None or (tokens.glued(stop) and (tokens.kind[stop] != MARK or tokens.raw[stop] in "-/²³")):
        return None
    return unit, stop


def currency_before(tokens: Tokens, i: int) -> tuple[str, int] | None:
    """The currency that ends just before token ``i`` ("$", "RMB", "HK$", "EUR") and its first token."""
    table = units()
    unit = table.currency.get(tokens.at(i - 1))
    if unit is None:
        return None
    first = i - 1
    if tokens.kind[first] != MARK:
        word = tokens.raw[first]
        if word == "yuan":
            return (unit, first) if tokens.at(first - 1) in ("", ":", ",") else None
        return (unit, first) if word.isupper() or unit in ("yuan", "usd") else None
    if tokens.at(first) == "$":
        letters = tokens.at(first - 1)
        if letters == "." and tokens.low[max(0, first - 4) : first - 1] == ["u", ".", "s"]:
            return "usd", first - 4
        dollar = table.dollars.get(letters)
        if dollar is not None and (len(letters) > 1 or tokens.glued(first)) and tokens.is_word(first - 1):
            return dollar, first - 1
    if not tokens.glued(i) and tokens.glued(first) and first and tokens.kind[first - 1] == NUMBER:
        return None  # "10$ 30": the sign of the number before
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


_DIVIDED = frozenset(("region", "area", "unit", "division", "place", "locality", "jurisdiction", "administration"))
_LEVELS = {
    "provincial": "province",
    "province": "province",
    "county": "county",
    "prefecture": "city",
    "municipal": "city",
    "city": "city",
}


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
    if noun in _DIVIDED and tokens.at(i - 1) == "level" and tokens.is_dash(i - 2) and i > 2:
        return _LEVELS.get(tokens.low[i - 3], table.get(noun))  # "six provincial-level regions"
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
