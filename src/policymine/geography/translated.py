"""Counties whose names a machine translated word by word: "Golden Sand County" in a text of Bijie is 金沙县."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from policymine.data import load_yaml
from policymine.geography.divisions import Division, contains, table
from policymine.geography.names import split_syllables
from policymine.records import AdminLevel

_ENDS = {
    "county": ("县",), "district": ("区",), "city": ("市",), "banner": ("旗",),
}  # fmt: skip
_WORDS = 5  # that a name of up to four characters takes
_IDLE = frozenset({"of", "the", "and"})
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")


@cache
def _meanings() -> tuple[dict[str, frozenset[str]], dict[str, tuple[tuple[str, ...], ...]]]:
    facts = load_yaml("places_meanings.yaml")
    return (
        {char: frozenset(words.split()) for char, words in facts["characters"].items()},
        {name: tuple(tuple(w.split("-")) for w in words.split()) for name, words in facts["words"].items()},
    )


@cache
def _syllables(row: Division) -> tuple[str, ...]:
    english = row.en_short[0].lower().replace("'", "")
    return tuple(split_syllables(english, len(row.short)) or ())


def means(words: tuple[str, ...], row: Division) -> bool:
    """Whether the lower-case English words say the name of the division, character by character or as a whole.

    A character may also come as its sound ("Dong River" for 东河), but not all of them.
    """
    name = (
        row.short.removesuffix("县").removesuffix("区") if len(row.short) == 2 and row.short == row.name else row.short
    )
    characters, whole = _meanings()
    if words in whole.get(name, ()):
        return True
    return _match(words, name, _syllables(row), characters, 0)


def _match(
    words: tuple[str, ...], name: str, sounds: tuple[str, ...], meanings: dict[str, frozenset[str]], translated: int
) -> bool:
    if not name or not words:
        return not name and not words and translated > 0
    char, word = name[0], words[0]
    known = meanings.get(char, frozenset())
    rest = sounds[1:]
    if (word in known or (word.endswith("s") and word[:-1] in known)) and _match(
        words[1:], name[1:], rest, meanings, translated + 1
    ):
        return True
    return bool(sounds) and sounds[0] == word and _match(words[1:], name[1:], rest, meanings, translated)


@cache
def _counties(outer: str) -> tuple[Division, ...]:
    """Counties of all times that a prefecture or province holds or held."""
    return tuple(r for r in table().rows if r.level is AdminLevel.COUNTY and contains(outer, r.adcode))


@lru_cache(maxsize=1024)
def translated(name: str, outer: frozenset[str], at: str | None) -> tuple[str, ...]:
    """Codes of the counties in ``outer`` (codes of prefectures or provinces) that "Golden Sand County" can be."""
    *given, kind = _WORD.findall(name.lower())
    words = tuple(w for w in given if w not in _IDLE)
    ends = _ENDS.get(kind)
    if not ends or not words or len(words) > _WORDS:
        return ()
    rows = (row for code in sorted(outer) for row in _counties(code))
    return tuple(
        dict.fromkeys(row.adcode for row in rows if row.name.endswith(ends) and means(words, row) and row.valid_at(at))
    )
