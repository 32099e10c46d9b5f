"""On which level a document's own place stands, from its words (我市, 县财政, "the whole city") and its document number.

The words name no place, but the place that is found must agree with them: a page of a county's congress is not about the
city that is named in it once, and two counties in a text that says 我市 are parts of the city that the text is about.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from policymine.data import load_yaml
from policymine.geography.divisions import Division, chain, contains, table
from policymine.geography.names import split_syllables
from policymine.records import AdminLevel, Document, Language, PlaceMention
from policymine.text.scanning import compile_scanning

_FRAME = 20000  # characters that are read
_LEAST = 2.0  # weight of the words of one kind before they say anything
_PROVINCE = ("省", "自治区")
_NUMBER_ZH = re.compile(r"(?<![一-鿿])([一-鿿])[一-鿿]{1,11}[〔［\[【（(]20\d\d[〕］\]】）)]\s?第?\d+\s?号")
_NUMBER_EN = re.compile(r"(?:^|\n)\s*([A-Z][a-z]+)(?:\s?[A-Z][a-z]+){1,6}\s?[\[(〔]20\d\d[\])〕]\s?(?:No\.?)?\s?\d+")

Kinds = Counter[tuple[str, ...]]


@cache
def _patterns(language: Language) -> tuple[tuple[float, re.Pattern[str]], ...]:
    rows = load_yaml("places_levels.yaml")["en" if language is Language.EN else "zh"]
    return tuple((float(weight), compile_scanning(pattern)) for weight, pattern in rows)


def level_words(text: str, language: Language) -> dict[tuple[str, ...], float]:
    """How strongly the words of the text speak for each kind of division; the keys are what its Chinese name ends with."""
    kinds = load_yaml("places_levels.yaml")["kinds_en"]
    out: dict[tuple[str, ...], float] = {}
    for weight, pattern in _patterns(language):
        for match in pattern.finditer(text, 0, _FRAME):
            word = match["kind"]
            kind = tuple(kinds[word.lower()]) if language is Language.EN else (word,)
            out[kind] = out.get(kind, 0.0) + weight
    return out


def own_kind(words: dict[tuple[str, ...], float]) -> tuple[str, ...] | None:
    """The kind that the words speak for: the strongest; a province only where no lower one is half as strong.

    A report of a city compares with 全省; a report of a province seldom says 我市.
    """
    if not words:
        return None
    lower = {k: w for k, w in words.items() if k[0] not in _PROVINCE}
    best = max(lower, key=lambda k: lower[k]) if lower else None
    above = max((w for k, w in words.items() if k[0] in _PROVINCE), default=0.0)
    if best is not None and lower[best] >= max(_LEAST, above / 2):
        return best
    return _PROVINCE if above >= _LEAST else None


def is_kind(row: Division, kind: tuple[str, ...]) -> bool:
    """Whether the name of the division ends so (区 also the 自治区, which calls itself 全区)."""
    return row.name.endswith(kind)


def by_kind(codes: list[str], kind: tuple[str, ...], at: str | None) -> str | None:
    """The one division of that kind that holds most of ``codes`` (with repeats), itself or as a parent; else None."""
    counts: Counter[str] = Counter()
    for code in codes:
        for row in chain(code, at):
            if is_kind(row, kind):
                counts[row.adcode] += 1
    if not counts:
        return None
    (best, most), *others = counts.most_common()
    # A county-level city and its prefecture both end in 市: the lower one, where it is named at least as often.
    inner = [c for c, n in others if any(r.adcode == best for r in chain(c, at)[1:]) and 2 * n >= most]
    if len(inner) == 1:
        # A text of 福鼎市 has no other counties of 宁德市 to tell of: two more, or one after 宁德市 is named, are its parts.
        beside = {c for c in codes if c not in {best, inner[0]} and contains(best, c)}
        opened = best in codes and codes.index(best) < codes.index(inner[0])
        return best if len(beside) > (0 if opened else 1) else inner[0]
    if inner:
        return best
    if any(n == most and not any(r.adcode == best for r in chain(c, at)) for c, n in others) or 2 * most < len(codes):
        return None
    return best


def by_number(document: Document, kind: tuple[str, ...] | None, body: list[PlaceMention]) -> tuple[str, str] | None:
    """The place whose character opens the document number (枣双减办〔2022〕14号), and that number; None where several may.

    A prefecture only in a text that speaks as one (the whole city), a province only in one that speaks as no lower one;
    what the text names must lie in it.
    """
    numbers = _NUMBER_EN if document.language is Language.EN else _NUMBER_ZH
    match = numbers.search(document.number) if document.number else None
    match = match or numbers.search(document.text, 0, _FRAME // 10)
    if match is None:
        return None
    named = [m.place.adcode for m in body if m.place and m.place.adcode]
    found = _opened_by(match.group(1), document, kind)
    if len(found) > 1:  # 抚政办: 抚顺 or 抚州, told apart by what else the text names
        found = [c for c in found if any(n[:2] == c[:2] for n in named)]
    if len(found) != 1 or (named and not any(n[:2] == found[0][:2] for n in named)):
        return None
    return found[0], match.group().strip()


def _opened_by(sign: str, document: Document, kind: tuple[str, ...] | None) -> list[str]:
    facts = load_yaml("places_levels.yaml")
    if kind is None or kind == _PROVINCE:
        code = facts["abbreviations"].get(sign)
        return [code] if code else []
    rows = [r for r in table().rows if r.level is AdminLevel.PREFECTURE and r.valid_at(document.published)]
    if document.language is Language.EN:
        first = sign.lower()
        rows = [
            r
            for r in rows
            if (split_syllables(r.en_short[0].lower().replace("'", ""), len(r.short)) or [""])[0] == first
        ]
    else:
        customary = facts["cities"].get(sign)
        rows = [r for r in rows if r.adcode == customary] if customary else [r for r in rows if r.name[0] == sign]
    return [r.adcode for r in rows if is_kind(r, kind)]
