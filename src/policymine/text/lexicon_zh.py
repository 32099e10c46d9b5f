"""Look-up tables for Chinese quantities, built once from the data files.

Every table is keyed by a word's first (or last) character and lists its words longest first, so that a look-up costs a
dictionary access and a few comparisons, wherever in a text it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from policymine.data import load_yaml
from policymine.records import Bound

_UNITS = load_yaml("units_zh.yaml")
_BOUNDS = load_yaml("bounds_zh.yaml")
_NOT = load_yaml("not_figures_zh.yaml")
_HEADS = load_yaml("heads_zh.yaml")

MEASURED, STRONG, WEAK = 0, 1, 2


class UnitWord(NamedTuple):
    """A word that may follow a numeral: a measure, or a strong or weak classifier."""

    word: str
    unit: str
    kind: int


Words = Mapping[str, tuple[str, ...]]


def _by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        out.setdefault(word[0], []).append(word)
    return {char: tuple(found) for char, found in out.items()}


def _by_last(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        out.setdefault(word[-1], []).append(word)
    return {char: tuple(found) for char, found in out.items()}


def _unit_words() -> dict[str, tuple[UnitWord, ...]]:
    out: dict[str, list[UnitWord]] = {}
    for unit, words in _UNITS["measured"].items():
        for word in words:
            out.setdefault(word[0], []).append(UnitWord(word, unit, MEASURED))
    for kind, name in ((STRONG, "strong"), (WEAK, "weak")):
        for word, unit in _UNITS[name].items():
            out.setdefault(word[0], []).append(UnitWord(word, unit, kind))
    return {char: tuple(sorted(found, key=lambda w: -len(w.word))) for char, found in out.items()}


def _bounds(table: Mapping[str, list[str]]) -> dict[str, Bound]:
    return {word: Bound(bound) for bound, words in table.items() for word in words}


UNIT_WORDS = _unit_words()
# By first character: its words for one quick test, the entry of each word, the lengths from long to short.
_UNIT_ENTRIES = {
    char: (
        tuple(entry.word for entry in entries),
        {entry.word: entry for entry in reversed(entries)},
        tuple(sorted({len(entry.word) for entry in entries}, reverse=True)),
    )
    for char, entries in UNIT_WORDS.items()
}
_SYMBOLS = frozenset(e.word for entries in UNIT_WORDS.values() for e in entries if e.word[-1].isascii())
MEASURED_UNITS = frozenset(_UNITS["measured"]) | {"percent", "ratio"}
NOT_UNIT: Mapping[str, str] = {str(char): after for char, after in _NOT["not_unit"].items()}
UNIT_DESPITE: Mapping[str, tuple[str, ...]] = {word: tuple(after) for word, after in _NOT["unit_despite"].items()}
BARE_UNIT: Mapping[str, str] = _UNITS["bare_unit"]
WORTH: Mapping[str, tuple[str, Decimal]] = {
    part: (whole, Decimal(ratio)) for part, (whole, ratio) in _UNITS["worth"].items()
}
SUMS: Mapping[str, Mapping[str, int]] = _UNITS["sums"]
ONE_MEASURES = frozenset(_UNITS["one_measures"])
MONEY_BEFORE: Mapping[str, str] = _UNITS["money_before"]
MONEY_BEFORE_BY_LAST = _by_last(MONEY_BEFORE)
YUAN_OF: Mapping[str, str] = _UNITS["yuan_of"]

NOUNS: dict[str, str] = {noun: unit for unit, nouns in _UNITS["nouns"].items() for noun in nouns}
LONGEST_NOUN = max(map(len, NOUNS))
DIRECT = _by_first(_UNITS["direct"])
DIRECT_NOT_BEFORE: Mapping[str, str] = _UNITS["direct_not_before"]

BOUND_BEFORE = _bounds(_BOUNDS["before"])
BOUND_BEFORE_BY_LAST = _by_last(BOUND_BEFORE)
BOUND_BEFORE_SCALE = _bounds(_BOUNDS["before_scale"])
BOUND_BEFORE_SCALE_BY_LAST = _by_last(BOUND_BEFORE_SCALE)
BOUND_AFTER = _bounds(_BOUNDS["after"])
BOUND_AFTER_BY_FIRST = _by_first(BOUND_AFTER)
BOUND_AFTER_SHARE = {word: Bound(bound) for word, bound in _BOUNDS["after_share"].items()}
BOUND_ACROSS = _bounds(_BOUNDS["across"])
OVER_BASE_NOT: str = "".join(_BOUNDS["over_base_not"])
BEFORE_TENTHS: str = _BOUNDS["before_tenths"]
BOUND_ACROSS_NOT: tuple[str, ...] = tuple(_BOUNDS["across_not"])
WITHIN: tuple[str, ...] = tuple(_BOUNDS["within"])
NEGATION: tuple[str, ...] = tuple(_BOUNDS["negation"])
TURNED = {Bound(side): Bound(other) for side, other in _BOUNDS["turned"].items()}
NOT_BOUND_AFTER: Mapping[str, str] = _BOUNDS["not_after"]

LABELS = _by_first(_NOT["labels"])
ORDINAL_BEFORE = _by_last(_NOT["ordinal_before"])
RANK_BEFORE: str = _NOT["rank_before"]
RANK_FROM_END: tuple[str, ...] = tuple(_NOT["rank_from_end"])
RANK_NOT_BEFORE: str = _NOT["rank_not_before"]
RELATIVE_BEFORE = _by_last(_NOT["relative_before"])
RELATIVE_AFTER = _by_first(_NOT["relative_after"])
ANAPHORA_BEFORE: str = _NOT["anaphora_before"]
LENGTH_BEFORE = _by_last(_NOT["length_before"])
LENGTH_AFTER: tuple[str, ...] = tuple(_NOT["length_after"])
ARABIC_ONLY = frozenset(_NOT["arabic_only"])
NUMBER_NOUNS: str = _NOT["number_nouns"]
NOT_HALF_AFTER: tuple[str, ...] = tuple(_NOT["not_half_after"])
CLASS_AFTER_UNIT: Mapping[str, str] = _NOT["class_after_unit"]
SAYINGS: tuple[str, ...] = tuple(_NOT["sayings"])
WEAK_BEFORE: Mapping[str, tuple[str, ...]] = {word: tuple(nouns) for word, nouns in _NOT["weak_before"].items()}
CLASS_AFTER = tuple(_NOT["class_after"])

GOES_ON: tuple[str, ...] = tuple(_HEADS["goes_on"])
STRIP = _by_last(_HEADS["strip"])
STRIP_VERB = _by_last(_HEADS["strip_verb"])
KEPT = _by_last(_HEADS["kept"])
REACHING = _by_last(_HEADS["reaching"])
COMPOUND: tuple[str, ...] = tuple(_HEADS["compound"])
DONE_TO: tuple[str, ...] = tuple(sorted(_HEADS["done_to"], key=len, reverse=True))
ABSTRACT: tuple[str, ...] = tuple(_HEADS["abstract"])

# What a word does in or next to a noun phrase; a word may do several things.
IS_PASS, IS_NOUN, IS_STOP, IS_VERB, IS_BEGIN, IS_SCOPE = 1, 2, 4, 8, 16, 32


class PhraseWord(NamedTuple):
    """A word that matters for noun phrases, with what it does and, for a noun, its unit."""

    word: str
    length: int
    does: int
    unit: str | None


def _phrase_words() -> dict[str, tuple[PhraseWord, ...]]:
    does: dict[str, int] = dict.fromkeys(NOUNS, IS_NOUN)
    for name, flag in (
        ("pass", IS_PASS),
        ("stop", IS_STOP),
        ("verb_after_noun", IS_VERB),
        ("begin", IS_BEGIN),
        ("scope", IS_SCOPE),
    ):
        for word in _HEADS[name]:
            does[word] = does.get(word, 0) | flag
    out: dict[str, list[PhraseWord]] = {}
    for word in sorted(does, key=len, reverse=True):
        out.setdefault(word[0], []).append(PhraseWord(word, len(word), does[word], NOUNS.get(word)))
    return {char: tuple(words) for char, words in out.items()}


PHRASE_WORDS = _phrase_words()
_PHRASE_ENTRIES = {
    char: ({entry.word: entry for entry in entries}, tuple(sorted({entry.length for entry in entries}, reverse=True)))
    for char, entries in PHRASE_WORDS.items()
}
_PHRASE_STRINGS = {char: tuple(entry.word for entry in entries) for char, entries in PHRASE_WORDS.items()}


def word_at(table: Words, text: str, at: int) -> str:
    """Longest word of ``table`` (keyed by first character) that begins at ``at``, or an empty string."""
    words = table.get(text[at : at + 1])
    if words is None or not text.startswith(words, at):
        return ""
    for word in words:
        if text.startswith(word, at):
            return word
    return ""


def word_before(table: Words, text: str, floor: int, end: int) -> str:
    """Longest word of ``table`` (keyed by last character) that ends at ``end`` and begins at ``floor`` or later."""
    if end <= floor:
        return ""
    words = table.get(text[end - 1])
    if words is None or not text.endswith(words, floor, end):
        return ""
    for word in words:
        if text.endswith(word, floor, end):
            return word
    return ""


def unit_at(text: str, at: int, end: int) -> UnitWord | None:
    """The unit or classifier that begins at ``at``, unless the next character makes it another word (家 in 家庭)."""
    found = _UNIT_ENTRIES.get(text[at : at + 1])
    if found is None or not text.startswith(found[0], at):
        return None
    _, entries, lengths = found
    for length in lengths:
        entry = entries.get(text[at : at + length])
        if entry is None:
            continue
        word, after = entry.word, at + length
        if after > end or (word in _SYMBOLS and not _symbol_ends(text, at, after, end)):
            continue
        if after < end and text[after] in NOT_UNIT.get(word, "") and not _unit_despite(entry, text, after, end):
            continue
        return entry
    return None


def _symbol_ends(text: str, at: int, after: int, end: int) -> bool:
    """Whether a symbol of Latin letters is no part of a longer word; one letter stands right behind the digits (250m)."""
    if after < end and text[after].isascii() and text[after].isalnum():
        return False
    return after - at > 1 or (at > 0 and text[at - 1].isdigit())


def _unit_despite(entry: UnitWord, text: str, after: int, end: int) -> bool:
    """Whether a word that begins after the classifier leaves it one: 20名校长, 118家校外机构."""
    if entry.kind != STRONG or (entry.word == "台" and text[after] == "县"):
        return False  # 三台县城
    follows = phrase_word_at(text, after, end)
    if follows is not None and follows.length > 1:
        return True
    return text.startswith(UNIT_DESPITE.get(entry.word, ()), after)


def phrase_word_at(text: str, at: int, end: int) -> PhraseWord | None:
    """Longest word of :data:`PHRASE_WORDS` that begins at ``at`` and ends by ``end``."""
    char = text[at]
    strings = _PHRASE_STRINGS.get(char)
    if strings is None or not text.startswith(strings, at, end):
        return None
    entries, lengths = _PHRASE_ENTRIES[char]
    for length in lengths:
        entry = entries.get(text[at : at + length])
        if entry is not None and at + length <= end:
            return entry
    return None
