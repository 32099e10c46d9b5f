"""Which quantities of a sentence belong together: before → after pairs, breakdowns, respectively-lists.

Works on the stretches of text between neighbouring quantities, so it is linear in their number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policymine.records import Direction, Language, Quantity
from policymine.text.scanning import compile_scanning

_ZH_TO = re.compile(
    r"^[^，。；,;]{0,12}?(?P<verb>“?瘦身”?|压减|减少|下降|降低|缩减|压缩|削减|缩短|下调|回落|回升|下跌|下滑|收缩|锐减|骤减|骤降|减|降|跌|缩|增长|增加|提高|提升|上升|扩大|上涨|攀升|激增|猛增|跃升|抬升|拓展|延长|上调|增|升|涨|扩|调整|变|改)"
    r"(?:了)?(?:至|到|为|成)(?:了)?(?:现在|目前|如今|当前|现有|\d{4}年(?:底|末)?|去年(?:底)?|今年)?(?:的)?(?:仅|只有|仅剩|只剩)?$"
)
_ZH_TO_BARE = re.compile(r"^(?:[^，。；,;]{0,6})?(?:至|到)(?:现在|目前|如今)?的?(?:仅)?$")
# 线上机构原有5家，现保留1家
_ZH_NOW = re.compile(
    r"^[^，。；,;0-9]{0,10}，(?:现|目前|如今|现在|现已)[^，。；,;0-9]{0,4}?(?:有|存|剩|剩下|剩余|保留|余|留存|减为|减至|减少到)(?:仅|只)?$"
)
_ZH_HAD = re.compile(r"(?:原有|原先有|原本有|原来有|原共有)[^，。；]{0,12}$")
_ZH_FROM = re.compile(r"(?:从|由|自)[^，。；]{0,24}$|(?:原有|原来|原先|原本|原)[^，。；]{0,16}$")
_EN_TO = re.compile(
    r"^[^.;\n]{0,90}?\bto\s+(?:the\s+)?(?:now|present|current|currently|only|about|just|less than|more than|nearly|over|a mere)?\s*(?:RMB|CNY|US\$|[$¥￥])?\s*$",
    re.I,
)
_EN_FROM = re.compile(r"\b(?:from|original(?:ly)?)\b[^.;\n]{0,40}$", re.I)
# "Shanyang County by 46 to 3" (由46家降至3家).
_EN_BY, _EN_BY_TO = re.compile(r"\bby\s+(?:the\s+)?(?:original\s+)?$", re.I), re.compile(r"\s+to\s+(?:only\s+)?$", re.I)
# "Qiqihar had compressed 742 into 20, Mudanjiang 503 into 31"
_EN_INTO = re.compile(
    r"\s*(?:[\w'“”\"-]+\s+){0,6}?(?:in)?to\s+(?:the\s+)?(?:only|just|about|less than|present|current)?\s*", re.I
)
_EN_SHRINKS = re.compile(
    r"\b(?:compress|reduc|cut|shr[aiu]nk|merg|press|trimm|slimm|downsiz|consolidat)\w*\s+(?:the\s+|its\s+|their\s+|original\s+|about\s+|nearly\s+|all\s+)*$",
    re.I,
)
_EN_AS_BEFORE = re.compile(r"[,;]\s*(?:and\s+|while\s+)?(?:in\s+)?(?:[A-Z][\w'-]*\s+){1,4}(?:from\s+)?$")
# "dropped to 44 from 1,215": what it came to stands first.
_EN_BACK = re.compile(
    r"\s*(?:\w+\s+){0,2}?from\s+(?:the\s+)?(?:original\s+|previous\s+|more\s+than\s+|about\s+)?$", re.I
)
_EN_CHANGED_TO = re.compile(
    r"\b(?:reduc|decreas|dropp?|fell|fall|declin|cut|lower|shr[aiu]nk|compress|down|increas|ris|rose|grew|grow|rais|expand|climb|improv|up|extend)\w*\s+(?:\w+\s+){0,2}?to\s+"
    r"(?:only\s+|just\s+|about\s+|nearly\s+)?$",
    re.I,
)
_EN_VERB = re.compile(
    r"\b(?P<down>reduc\w*|decreas\w*|drop\w*|fell|fallen|declin\w*|cut|lower\w*|shr[aiu]nk\w*|compress\w*|down)\b"
    r"|\b(?P<up>increas\w*|ris\w+|rose|gr[eo]w\w*|rais\w*|expand\w*|climb\w*|improv\w*|up|extend\w*)\b",
    re.I,
)
_PAUSE = re.compile(r"[，、；。,;]")
# "the 488 institutions have been reduced to 12"
_EN_UNDERGONE = re.compile(
    r"\b(?:was|were|been|is|are)\s+(?:\w+\s+){0,2}?(?:reduced|compressed|decreased|cut|lowered|increased|raised|expanded|shrunk)\b",
    re.I,
)
# "11,000 institutions slimmed down to 638": nothing but the thing and its verb between the two.
_EN_SHRANK = re.compile(
    r"[^.;:,\n]{0,70}?[\"“']?\b(?:slimmed|slim|cut|reduced|compressed|shrunk|shrank|dropped|fell|downsized)(?:\s+down)?[\"”']?\s+to\s+"
    r"(?:the\s+)?(?:only\s+|just\s+|less than\s+)?",
    re.I,
)
_ZH_DOWN = frozenset(
    "瘦身 压减 减少 下降 降低 缩减 压缩 削减 缩短 下调 回落 下跌 下滑 收缩 锐减 骤减 骤降 减 降 跌 缩".split()
)
_ZH_UP = frozenset(
    "增长 增加 提高 提升 上升 扩大 上涨 攀升 激增 猛增 跃升 抬升 拓展 回升 延长 上调 增 升 涨 扩".split()
)
_LIST_ZH = re.compile(
    r"^[^，。；,;]{0,6}?(?:、|和|及|与|，|,)\s*(?:[^，。；、从由自]{0,4})?$"
)  # 压减至61家，宜昌市由603家: no list
_LIST_EN = re.compile(r"^\s*(?:\w+\s*){0,2}(?:,|and|, and)\s*$", re.I)
_MOST_PARTS = 60  # parts that one "of which" can have
_OF_WHICH = compile_scanning(r"其中|其余|of which|of them|of these|among them|including|among which", re.I)


@dataclass(frozen=True, slots=True)
class Change:
    """Indices of the quantities before and after a change, and its direction where a verb or the values tell it."""

    before: int
    after: int
    direction: Direction | None


@dataclass(frozen=True, slots=True)
class PartOf:
    """Quantity ``part`` counts among what quantity ``whole`` counts (其中, of which)."""

    part: int
    whole: int


def find_changes(text: str, quantities: Sequence[Quantity], language: Language) -> list[Change]:
    """Before → after pairs among ``quantities`` (in text order), also 分别从A、B增加到C、D."""
    out: list[Change] = []
    taken: set[int] = set()
    for i in range(len(quantities) - 1):
        if i in taken:
            continue
        left, right = quantities[i], quantities[i + 1]
        joint = text[_after_unit(left) : right.start]
        if len(joint) > 120:
            continue
        if language is not Language.ZH and _same_kind(left, right) and _turned_round(text, left, joint):
            out.append(Change(i + 1, i, _by_values(right, left)))
            taken.update((i, i + 1))
            continue
        change = _joins(text, left, right, joint, language, follows=i - 1 in taken)
        if change is None or not _same_kind(left, right):
            continue
        lists = _parallel(text, quantities, i, language)
        for before, after in lists:
            direction = change or _by_values(quantities[before], quantities[after])
            out.append(Change(before, after, direction if isinstance(direction, Direction) else None))
            taken.update((before, after))
    return out


def _turned_round(text: str, left: Quantity, joint: str) -> bool:
    return (
        _EN_BACK.match(joint) is not None
        and _EN_CHANGED_TO.search(text, max(0, left.start - 48), left.start) is not None
    )


def _joins(
    text: str, left: Quantity, right: Quantity, joint: str, language: Language, *, follows: bool
) -> Direction | bool | None:
    """Direction, or False (a change without direction), when ``joint`` leads from a before to an after; ``follows``: right behind a change."""
    lead = text[max(0, left.start - 48) : left.start]
    if language is Language.ZH:
        match = _ZH_TO.match(joint)
        alone = left.unit == right.unit and not _PAUSE.search(joint)  # 120家学科类机构压减至9家
        if match and (alone or _ZH_FROM.search(lead)):
            verb = match.group("verb").strip("“”")
            return Direction.DECREASE if verb in _ZH_DOWN else Direction.INCREASE if verb in _ZH_UP else False
        if left.unit == right.unit and _ZH_NOW.match(joint) and _ZH_HAD.search(lead):
            return False
        if _ZH_TO_BARE.match(joint) and re.search(r"(?:从|由)[^，。；]{0,24}$", lead):
            return False
        return None
    undergone = left.unit == right.unit and (
        _EN_UNDERGONE.search(joint) is not None or _EN_SHRANK.fullmatch(joint) is not None
    )
    if left.unit == right.unit and right.value < left.value and _EN_INTO.fullmatch(joint):
        if _EN_SHRINKS.search(lead):
            return Direction.DECREASE
        if follows and _EN_AS_BEFORE.search(lead):
            return Direction.DECREASE
    by = left.unit == right.unit and _EN_BY_TO.match(joint) is not None and _EN_BY.search(lead) is not None
    by = by and _EN_VERB.search(lead) is None  # "decreased by 429 to 271" tells the change
    if _EN_TO.match(joint) and (undergone or by or _EN_FROM.search(lead)):
        verb = _EN_VERB.search(text, max(0, left.start - 90), left.end + len(joint))
        if verb is None:
            return False
        return Direction.DECREASE if verb.group("down") else Direction.INCREASE
    return None


def _parallel(text: str, quantities: Sequence[Quantity], i: int, language: Language) -> list[tuple[int, int]]:
    """Pairs of a change whose left side may be a list that ends at ``i`` and whose right side starts at ``i + 1``."""
    pattern = _LIST_ZH if language is Language.ZH else _LIST_EN
    n = 1
    while (
        i - n >= 0
        and i + 1 + n < len(quantities)
        and _same_kind(quantities[i - n], quantities[i - n + 1])
        and _same_kind(quantities[i + n], quantities[i + n + 1])
        and pattern.match(text[_after_unit(quantities[i - n]) : quantities[i - n + 1].start])
        and pattern.match(text[_after_unit(quantities[i + n]) : quantities[i + n + 1].start])
    ):
        n += 1
    return [(i - n + 1 + k, i + 1 + k) for k in range(n)]


def _after_unit(quantity: Quantity) -> int:
    return max(quantity.end, quantity.unit_end or 0)


def _same_kind(left: Quantity, right: Quantity) -> bool:
    if left.unit is None or right.unit is None or left.unit == right.unit:
        return True
    return not ({left.unit, right.unit} & {"percent", "yuan", "year", "month", "day"})


def _by_values(before: Quantity, after: Quantity) -> Direction | None:
    if after.value < before.value:
        return Direction.DECREASE
    return Direction.INCREASE if after.value > before.value else None


def find_parts(text: str, quantities: Sequence[Quantity], sentence: tuple[int, int]) -> list[PartOf]:
    """Quantities that stand after 其中 / "of which" in a sentence, with the one that they are part of."""
    marker = _OF_WHICH.search(text, *sentence)
    if marker is None:
        return []
    before = [i for i, q in enumerate(quantities) if q.end <= marker.start()]
    after = [i for i, q in enumerate(quantities) if q.start >= marker.end()]
    if not before:
        return []
    out = []
    for part in after[:_MOST_PARTS]:
        unit = quantities[part].unit
        near = [i for i in reversed(before[-_MOST_PARTS:]) if quantities[i].unit == unit or unit == "percent"]
        whole = next((i for i in near if unit == "percent" or quantities[part].value <= quantities[i].value), None)
        if whole is not None:
            out.append(PartOf(part, whole))
        elif near:
            break  # more than any whole: the sentence has gone on to another thing
    return out


def leads_with_part(text: str, start: int) -> bool:
    """Whether the sentence at ``start`` opens with 其中 or "of which": its figures are parts of the sentence before."""
    return _OF_WHICH.match(text, start) is not None
