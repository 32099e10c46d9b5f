"""Counties by their bare name, where nothing but a place is likely: a local paper's name, the first word of a title.

In running text a bare county name (博罗, Xinshao) needs something that supports it, since many are words or people's names.
"""

from __future__ import annotations

from functools import cache

from policymine.data import load_yaml
from policymine.geography.chinese import begins_word
from policymine.geography.divisions import place
from policymine.geography.names import SHORT, WEAK, chinese, codes_at, english
from policymine.records import Language, PlaceMention

_LETTERS = 5  # shorter English names are words and surnames too (Long, Wen, Gao, Lin)


def bare_places(text: str, language: Language, at: str | None, rule: str) -> list[PlaceMention]:
    """Bare names in ``text`` that are no ordinary word and that one division alone bears at the date ``at``."""
    lexicon = chinese() if language is Language.ZH else english()
    out = []
    for number, start, end in lexicon.automaton.find_matches_as_indexes(text):
        name = lexicon.names[number]
        if name.kind not in {SHORT, WEAK} or name.common or name.spaced or not _is_word(text, start, end, language):
            continue
        codes, _ = codes_at(name.rows, at)
        if len(codes) == 1:
            out.append(PlaceMention(start, end, text[start:end], place(codes[0], at), rule))
    return out


def _is_word(text: str, start: int, end: int, language: Language) -> bool:
    if language is Language.ZH:
        return end - start > 1 and begins_word(text, start)
    whole = not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
    return whole and end - start >= _LETTERS and text[start].isupper() and text[start:end] not in _not_places()


@cache
def _not_places() -> frozenset[str]:
    return frozenset(load_yaml("places_en.yaml")["english_words"]) | frozenset(
        load_yaml("layout_surnames.yaml")["pinyin"]
    )
