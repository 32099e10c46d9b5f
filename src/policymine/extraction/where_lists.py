"""Places in a list: examples of a number of them, one number each, and the division that holds all."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policymine.geography.anchors import Anchor, AnchorKind
from policymine.geography.divisions import NATION, holder_of, level, place
from policymine.records import AdminLevel, Language, Place

_NAMED = AnchorKind.NAMED
_LIST_ZH = frozenset({"、", "和", "及", "与", "以及", "，", "", "至", "到"})
_LIST_EN = re.compile(r",?\s?(?:and|as well as|&|to)?(?:\sthe)?\s?(?:[A-Z][a-z]+\sof\s)?")
_ALSO = re.compile(r"[^，。；、（]{0,4}(?:（[^）]{0,6}）)?(?:和|及|以及|与)")
_RESPECTIVELY = re.compile(r"分别|respectively")
_NUMBER = re.compile(r"\d[\d,.]*")
_NUMBER_ROW = re.compile(r"\d[\d,.]*%?[一-鿿]?(?:(?:,\s|、|\sand\s|和|，)\d[\d,.]*%?[一-鿿]?)+")
_BOUND_WORD = 20


@dataclass(frozen=True, slots=True)
class Examples:
    """Places that illustrate a number, and what holds them all."""

    members: tuple[Anchor, ...]
    whole: Anchor | None


NO_EXAMPLES = Examples((), None)


def examples(
    text: str,
    language: Language,
    cues: Mapping[str, re.Pattern[str]],
    at: str | None,
    here: Sequence[Anchor],
    sentence_start: int,
) -> Examples:
    """Places that only illustrate a number of them (北京、上海等9个城市; "9 cities including Beijing and Shanghai").

    The number is of the lowest division that holds all of them.
    """
    named = [a for a in here if a.kind is _NAMED]
    i = 0
    while i < len(named):
        j = i
        while j + 1 < len(named) and listed(text, language, named[j], named[j + 1]):
            j += 1
        members = named[i : j + 1]
        if language is Language.ZH:
            shown = cues["examples"].match(text, members[-1].end)
        else:
            head = text[max(sentence_start, members[0].start - 20) : members[0].start]
            shown = cues["illustrate"].search(head) or cues["examples"].match(
                text[members[-1].end : members[-1].end + 30]
            )
        if shown:
            codes = [a.place.adcode for a in members if a.place and a.place.adcode]
            whole: Anchor | None = None
            if len(codes) > 1 or (codes and level(codes[0]) is AdminLevel.PROVINCE):
                where = holder([c for c in codes if c], at) if len(codes) > 1 else NATION
                end = members[-1].end + (len(shown.group()) if language is Language.ZH else 0)
                # 等25个省（区、市）和新疆生产建设兵团: the last one belongs to the list.
                if j + 1 < len(named) and _ALSO.fullmatch(text, end, named[j + 1].start):
                    members.append(named[j + 1])
                    codes.append("")
                    end = named[j + 1].end
                whole = Anchor(members[0].start, end, _NAMED, where, "several")
            return Examples(tuple(members), whole)
        i = j + 1
    return NO_EXAMPLES


def listed(text: str, language: Language, a: Anchor, b: Anchor) -> bool:
    """Whether nothing but what joins a list stands between two places."""
    between = text[a.end : b.start]
    return between in _LIST_ZH if language is Language.ZH else _LIST_EN.fullmatch(between) is not None


def holder(codes: Sequence[str], at: str | None) -> Place:
    """The lowest division that holds all of ``codes`` at the date ``at``."""
    return place(holder_of(codes, at), at)


def paired(text: str, members: Sequence[Anchor], start: int) -> Anchor | None:
    """As in "A, B and C had 3, 5 and 8 respectively": the n-th place has the n-th number."""
    tail = text[members[-1].end : members[-1].end + 200].split("。", maxsplit=1)[0]
    mark = _RESPECTIVELY.search(tail)
    begin = members[-1].end + (mark.end() if mark and mark.group() == "分别" else 0)
    numbers = [m.start() for m in _NUMBER.finditer(text, begin, members[-1].end + len(tail))]
    if mark is None:
        # "Baohe, Luyang and Shushan have 33, 27 and 29": a list of numbers as long as that of the places.
        row = _NUMBER_ROW.search(tail)
        if row is None:
            return None
        at = members[-1].end + row.start()
        numbers = [m.start() for m in _NUMBER.finditer(text, at, members[-1].end + row.end())]
        if len(numbers) != len(members):
            return None
    if len(numbers) < len(members) or start < begin:
        return None
    # A span may begin with a bound word before its numeral.
    nth = bisect_left(numbers, start)
    return members[nth] if nth < len(members) and numbers[nth] - start < _BOUND_WORD else None


def begins_list(text: str, a: Anchor, here: list[Anchor]) -> bool:
    """Whether another place follows ``a`` in an English list."""
    i = here.index(a)
    return i + 1 < len(here) and here[i + 1].kind == _NAMED and bool(_LIST_EN.fullmatch(text, a.end, here[i + 1].start))
