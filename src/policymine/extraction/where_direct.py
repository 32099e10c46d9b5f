"""Where a place stands so close to a figure that nothing else in the sentence can take it.

Averages and comparisons: of "97.9 %，高于全省95.3%的平均水平" the second is the province's, whatever the sentence is about; of
"比全省高2个百分点" the difference stays with the subject. And lists of places with a count each, after which a clause is about
all of them again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policymine.geography.anchors import Anchor, AnchorKind
from policymine.records import Language

_NO_PLACE = {AnchorKind.BODY, AnchorKind.NOWHERE}
_NEAR = 40  # characters between the place and its figure

# Words of a difference (高出, 多, 快): the number behind them is not the other's value.
_NO_DIFFERENCE = r"[^，。；：、！？\d高低多少快慢超增降减领差落提强长短好大小倍]"
_AVERAGE_ZH = re.compile(
    rf"的?{_NO_DIFFERENCE}{{0,8}}?(?:平均|均值|人均|校均|县均){_NO_DIFFERENCE}{{0,14}}(?:超过|达到|为|是|达|：)?"
)
_COMPARES_ZH = re.compile(
    r"(?:[高低多少好优快慢大小]于|超过|不及|不如|不到|高过|高出|赶上|达到|对比|相比|比|较)(?:了|同期)?$"
)
_NEUTRAL_ZH = re.compile(rf"{_NO_DIFFERENCE}{{0,12}}(?:的)?")
_VALUE_ZH = re.compile(r"[%％]?的?(?:平均|均值|水平|总体|整体|标准|要求|目标|底线|同期)")
_OVER_ZH = re.compile(r"(?:超过|不到|达到|比|较)(?:了|同期)?$")

_PART_OF_ZH = re.compile(r"(?:为|是|相当于|约占|占|达到?|仅|只有)$")
_LARGE_PERCENT = re.compile(
    r"[^\d]{0,6}(?:[2-9]\d|1\d\d)(?:\.\d+)?[%％].?|百分之[二三四五六七八九]十.{0,6}|[^\d]{0,3}[二三四五六七八九]成.{0,2}"
)

_AVERAGE_EN = re.compile(
    r"(?:['’]s)?\s?(?:[a-z-]+\s){0,3}?(?:average|mean)(?:\s(?!by\b|plus\b)(?:level|rate|value|line|ratio|figure|number|participation|reduction|coverage))*"
    r"(?:,?\s(?:of|is|was|being|at|for|reached|reaches|stood at|stands at))?[:,]?\s?(?:\(\s?)?"
)
_AVERAGE_OF_EN = re.compile(
    r"\b(?:average|mean)(?:\s(?:level|rate|value|line|ratio))*\s(?:of|in|for|across)\s(?:the\s)?$"
)
_LINK_EN = re.compile(r",?\s?(?:\(|of|is|was|being|at|which is|which was)?\s?")
_COMPARES_EN = re.compile(
    r"\b(?:than|above|below|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|against|versus|over|under)\s(?:the\s)?$"
)
_OWNED_EN = re.compile(r"(?:['’]s)\s(?:[a-z-]+\s){0,4}?(?:of\s)?")
_THAN_EN = re.compile(r"\bthan\s(?:the\s)?(?:[a-z-]+\s){0,3}$|\b(?:above|below|exceed(?:s|ed|ing)?|against)\sthe\s$")
_OF_EN = re.compile(
    r"\s?(?:%|percent|per cent)?\s?(?:[a-z]+\s){0,2}?(?:(?:average|mean)(?:\slevel|\srate)?\s)?(?:of|in|for|across)\s(?:the\s)?"
)

_POINTS = re.compile(r"\s?(?:个?(?:百分)?点|倍|(?:percentage\s)?points?\b|times\b|fold\b)")

_NUMBER = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[一二三四五六七八九十百两]+)"
_COUNT_ZH = re.compile(
    rf"[^，。；、\d]{{0,10}}?{_NUMBER}[万亿]?[^，。；、\d]{{0,8}}?(?:、|和|及|与|，(?=[^，。；]{{0,8}}\d))"
)
_COUNT_EN = re.compile(rf"['’]?s?\s(?:[a-z]+\s){{0,3}}{_NUMBER}(?:\s[a-z-]+){{0,3}}?(?:,\s(?:and\s)?|\sand\s)(?:in\s)?")


def governs_directly(text: str, language: Language, here: Sequence[Anchor], start: int, end: int) -> Anchor | None:
    """The anchor of ``here`` whose average, or whose side of a comparison, is the figure at ``start:end``."""
    if _POINTS.match(text, end):  # a difference from the other's value
        return None
    before = [a for a in here if a.end <= start and a.kind not in _NO_PLACE]
    a = before[-1] if before and start - before[-1].end <= _NEAR else None
    if language is Language.ZH:
        return a if a is not None and _of_zh(text, a, start, end) else None
    if a is not None and _of_en(text, a, start):
        return a
    for b in here:  # "lower than the 95.2 % of Ningde City"
        if b.start >= end and b.kind not in _NO_PLACE:
            near = b.start - end <= _NEAR and _OF_EN.fullmatch(text, end, b.start)
            return b if near and _THAN_EN.search(text, max(0, start - 50), start) else None
    return None


def _of_zh(text: str, a: Anchor, start: int, end: int) -> bool:
    head = text[max(0, a.start - 6) : a.start]
    if _AVERAGE_ZH.fullmatch(text, a.end, start):
        return not (text[start - 1] == "的" and _PART_OF_ZH.search(head))  # 为全省平均数的七成
    if not _COMPARES_ZH.search(head) or not _NEUTRAL_ZH.fullmatch(text, a.end, start):
        return False
    if _VALUE_ZH.match(text, end):
        return True
    # 超过全省的六成 is a share of the province's, 低于全国0.4人 and 比全省 alone a difference from it.
    return not _OVER_ZH.search(head) and _LARGE_PERCENT.fullmatch(text[start : end + 1]) is not None


def _of_en(text: str, a: Anchor, start: int) -> bool:
    if _AVERAGE_EN.fullmatch(text, a.end, start):
        return True
    if _AVERAGE_OF_EN.search(text, max(0, a.start - 40), a.start) and _LINK_EN.fullmatch(text, a.end, start):
        return True
    return _COMPARES_EN.search(text, max(0, a.start - 16), a.start) is not None and (
        _OWNED_EN.fullmatch(text, a.end, start) is not None
    )


def counted_list(text: str, language: Language, anchors: Sequence[Anchor]) -> list[Anchor]:
    """The last of ``anchors`` with those before it that have a count each in one list (楚雄市5处、禄丰市3处、姚安县1处)."""
    if not anchors:
        return []
    pattern = _COUNT_ZH if language is Language.ZH else _COUNT_EN
    out = [anchors[-1]]
    for a in reversed(anchors[:-1]):
        if a.kind is not AnchorKind.NAMED or not pattern.fullmatch(text, a.end, out[0].start):
            break
        out.insert(0, a)
    return out


def in_closed_brackets(text: str, a: Anchor, low: int, start: int) -> bool:
    """Whether the anchor stands in brackets that are closed before ``start``."""
    opened = max(text.rfind("（", low, a.start), text.rfind("(", low, a.start))
    if opened < 0 or any(c in text[opened : a.start] for c in ")）"):
        return False
    closed = min((i for i in (text.find("）", a.end, start), text.find(")", a.end, start)) if i >= 0), default=-1)
    return closed >= 0
