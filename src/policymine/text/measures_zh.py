"""What Chinese measures say beyond their unit: parts of money, signs, points of a rate, words that only context tells.

五元三角 is 5.3 yuan, 三美元五十美分 3.5 dollars, 5角 0.5 yuan, 五块二 5.2 yuan, 港币20亿元 Hong Kong dollars; 高2个点 are
percentage points. Source: everyday units of money; the parts and their worth are in ``data/units_zh.yaml``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from policymine.text.bounds_zh import bound_before
from policymine.text.lexicon_zh import MEASURED, SUMS, WORTH, YUAN_OF, UnitWord
from policymine.text.numeral_grammar_zh import DIGITS, parse_numeral_zh
from policymine.text.reading_zh import Reading

# 提高6.6个和29.6个百分点
_POINTS = re.compile(r"个(?:[、和与][0-9.]{1,6}个?){1,4}百分点")
# 比全省高2个点左右: points of a rate, where something moved or is compared.
_POINT = re.compile(r"个点(?![位名儿子])")
_MOVED = re.compile(r"[高低升降涨跌多少快慢长](?:了|出)?$")
_BELOW_ZERO = re.compile(r"零下$|(?<![0-9０-９℃度])[-−－﹣]$")
# 高出全区平均6个点
_ABOVE = re.compile(
    r"(?:高|低|快|慢)(?:出|于|过)?[^，。；0-9]{0,14}(?:平均|均值|水平|全[国省市县区州])(?:水平|值|线)?$"
)
_MEAL = re.compile(r"(?:套餐|每[份餐顿客]|一[份餐顿客])[^，。；]{0,3}$")
_YUAN = frozenset(("元", "块", "块钱", "圆"))
_PART = re.compile(r"又?([0-9]{1,2}|[一二两三四五六七八九十]{1,3})(美分|欧分|便士|分)")
_ODD_MONEY = re.compile(
    r"([1-9一二三四五六七八九])(?:毛|角)?(?![0-9一二两三四五六七八九十百千万亿个条名位家人次年月天元块项种类多几角毛])"
)
_SMALL_MONEY = re.compile(r"([0-9一二两三四五六七八九])[角毛](?:([0-9一二两三四五六七八九])分)?(?![一-鿿]{0,3}形)")
_BURDENS = tuple("担抱肩正自")
TOLD_BY_CONTEXT = frozenset("个块分方")


def refine(text: str, r: Reading, unit: UnitWord, at: int) -> tuple[Reading, UnitWord, int]:
    """Reading, unit and place of the unit (``at``) of a measure with its sign and its parts taken in."""
    name = unit.unit
    if text[r.start - 1 : r.start] == "负":
        r = below_zero(text, r)
    if name == "degree_celsius" and (below := _BELOW_ZERO.search(text, max(0, r.start - 3), r.start)):
        r = r._replace(start=below.start(), value=-r.value, top=None if r.top is None else -r.top)
    after = at + len(unit.word)
    if name == "yuan":
        small = _SMALL_MONEY.match(text, after) if unit.word in _YUAN else None
        if small is not None:  # 五元三角
            value = r.value + Decimal(parse_digit(small[1])) / 10 + Decimal(parse_digit(small[2] or "0")) / 100
            return r._replace(end=small.end(), core_end=small.end(), value=value, top=None), unit, at
        if unit.word == "元" and "币" in text[max(0, r.start - 4) : r.start]:  # 港币20亿元
            begin = bound_before(text, r.start, 0)[1]
            begin -= text[begin - 1 : begin] == " "
            other = next((code for word, code in YUAN_OF.items() if text.endswith(word, 0, begin)), None)
            return r, UnitWord("元", other, MEASURED) if other else unit, at
    elif name in WORTH:
        whole, ratio = WORTH[name]
        top = None if r.top is None else r.top * ratio
        return r._replace(value=r.value * ratio, top=top), UnitWord(unit.word, whole, MEASURED), at
    elif name in SUMS and (parts := _PART.match(text, after)) and parts[2] in SUMS[name]:
        part, ratio_to_one = parse_numeral_zh(parts[1]), SUMS[name][parts[2]]
        if part is not None and part < ratio_to_one:
            value = r.value + part / ratio_to_one
            whole_sum = r._replace(end=parts.end(1), core_end=parts.end(1), value=value)
            return whole_sum, UnitWord(parts[2], name, MEASURED), parts.end(1)
    elif unit.word.startswith("个多"):
        r = r._replace(blur=True)  # 三个多月
    elif unit.word == "方":
        return r, in_context(text, r, unit, at), at  # 等6方
    return r, unit, at


def below_zero(text: str, r: Reading) -> Reading:
    """The reading with 负 before it taken in (负1.2%), unless it ends a word (担负2项)."""
    if text[r.start - 1 : r.start] != "负" or text[r.start - 2 : r.start - 1] in _BURDENS:
        return r
    return r._replace(start=r.start - 1, value=-r.value, top=None if r.top is None else -r.top)


def odd_money(text: str, r: Reading, at: int) -> Reading | None:
    """The reading with the tenths that follow 块 at ``at`` (五块二); None where no digit does."""
    small = _SMALL_MONEY.match(text, at + 1)
    if small is not None:  # 一百三十五块六角七分
        value = r.value + Decimal(parse_digit(small[1])) / 10 + Decimal(parse_digit(small[2] or "0")) / 100
        return r._replace(end=small.end(), core_end=small.end(), value=value)
    odd = _ODD_MONEY.match(text, at + 1)
    if odd is None:
        return None
    return r._replace(end=odd.end(), core_end=odd.end(), value=r.value + Decimal(parse_digit(odd[1])) / 10)


def in_context(text: str, r: Reading, unit: UnitWord, at: int, *, spent: bool = False) -> UnitWord:
    """The unit that the words around make of 个, 块, 分 or 方. ``spent``: money is spent before the number."""
    if unit.word == "个":
        if _POINT.match(text, at):
            begin = bound_before(text, r.start, 0)[1]
            if _MOVED.search(text, max(0, r.start - 6), begin) or _ABOVE.search(text, max(0, begin - 24), begin):
                return UnitWord("个点", "percentage_point", MEASURED)
        elif _POINTS.match(text, at):
            return UnitWord("个", "percentage_point", MEASURED)
    elif unit.word == "块":
        spoken = not text[r.start].isdigit() and r.value >= 10
        if (
            (spoken and text[at + 1 : at + 2] in ("", *"，。；、！？,;)）\n"))
            or spent
            or _MEAL.search(text, max(0, r.start - 6), r.start)
        ):
            return UnitWord("块", "yuan", MEASURED)
    elif unit.word == "分":
        if text[r.start - 1 : r.start] == "时":
            return UnitWord("分", "minute", MEASURED)  # 1小时28分
    elif unit.word == "方" and text[max(0, r.start - 1) : r.start] in ("等", "、") and not r.scaled:
        return UnitWord("方", "other:party", MEASURED)  # 法院、街道等6方
    return unit


def parse_digit(char: str) -> int:
    """Value of one digit, Arabic or Chinese."""
    return int(char) if char.isdigit() else DIGITS[char]
