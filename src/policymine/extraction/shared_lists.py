"""Lists of figures that share one predicate: what each of them measures.

"The rates of schools, students and teachers are 100%, 95.8% and 91.7%": the third noun is the third figure's. Where no
nouns are listed (学生1,214万人，教师78万人，参与率分别是92.3%和88.7%), the figures stand for the equally many counts before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policymine.records import Language, Quantity

_RATES = frozenset({"percent", "percentage_point"})
_GAP_ZH = re.compile(r"\s*(?:、|和|及|与|以及|，和)\s*(?:个百分点|百分点)?")
_GAP_EN = re.compile(r"\s*(?:percentage\s+points?\s*)?(?:,\s*and\b|,|\band\b)\s*", re.I)
_SHARED_ZH = re.compile(r"分别|依次|各")
_SHARED_EN = re.compile(r"\brespectively\b|\beach\b", re.I)
_LEAD = 160  # characters in which the listed nouns stand
_LINK = re.compile(r"\b(?:is|are|was|were|reach(?:ed|es)?|stood at|being)\b[^,.;]{0,24}$", re.I)
_ITEMS = re.compile(r"\s*(?:,\s*and|,|\band|\bas well as)\s+", re.I)


def lists_of(text: str, quantities: Sequence[Quantity], language: Language) -> dict[int, tuple[int, int]]:
    """For each quantity that stands in a list told "respectively" (分别): the index where the list begins and its length."""
    gap = _GAP_ZH if language is Language.ZH else _GAP_EN
    shared = _SHARED_ZH if language is Language.ZH else _SHARED_EN
    out: dict[int, tuple[int, int]] = {}
    i = 0
    while i < len(quantities):
        j = i
        while (
            j + 1 < len(quantities)
            and quantities[j + 1].unit == quantities[i].unit
            and gap.fullmatch(text, max(quantities[j].end, quantities[j].unit_end or 0), quantities[j + 1].start)
        ):
            j += 1
        if j > i:
            first, last = quantities[i], quantities[j]
            floor = quantities[i - 1].end if i else max(0, first.start - 40)
            if shared.search(text, max(floor, first.start - 24), first.start) or shared.search(
                text, last.end, last.end + 40
            ):
                out.update(dict.fromkeys(range(i, j + 1), (i, j - i + 1)))
        i = j + 1
    return out


def listed_nouns(
    text: str,
    quantities: Sequence[Quantity],
    lists: dict[int, tuple[int, int]],
    sentence_start: int,
    language: Language,
) -> dict[int, tuple[int, int]]:
    """The noun phrase of each rate of a "respectively" list, where as many nouns as rates stand before it.

    In Chinese the reader of quantities has shared the nouns out already.
    """
    out: dict[int, tuple[int, int]] = {}
    if language is Language.ZH:
        for index, (begin, length) in lists.items():
            heads = [(q.head_start, q.head_end) for q in quantities[begin : begin + length]]
            start, end = heads[index - begin]
            if start is None or end is None or quantities[begin].unit not in _RATES:
                continue
            if len(set(heads)) == length:
                out[index] = (start, end)
        return out
    for index, (begin, length) in lists.items():
        first = quantities[begin]
        if first.unit not in _RATES:
            continue
        floor = max(sentence_start, first.start - _LEAD, quantities[begin - 1].end if begin else 0)
        link = _LINK.search(text, floor, first.start)
        if link is None:
            continue
        cuts = [floor]
        ends = []
        for match in _ITEMS.finditer(text, floor, link.start()):
            ends.append(match.start())
            cuts.append(match.end())
        ends.append(link.start())
        items = [(a, b) for a, b in zip(cuts, ends, strict=True) if text[a:b].strip()]
        if len(items) >= length:
            out[index] = items[len(items) - length + index - begin]
    return out
