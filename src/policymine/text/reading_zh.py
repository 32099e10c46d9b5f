"""One number expression of a Chinese policy text: where it begins and ends, and what it is worth.

Reads at a given place only, with bounded look-ahead, so that a whole text is read in linear time.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from policymine.text.numeral_grammar_zh import DIGITS, MAX_DIGITS, OLD_TENS, SCALES, UNITS, narrow, parse_numeral_zh

# Forms of a reading.
ARABIC, CHINESE, BARE, PERCENT, RATIO = "arabic", "chinese", "bare", "percent", "ratio"

_DIGIT = "零〇一二两三四五六七八九兩"
_UNIT = "十百千"
_SCALE = "万亿萬億"
_FORMAL = "壹贰貳叁肆伍陆陸柒捌玖拾佰仟零万亿萬億"

# 千 and 兆 may begin a unit: 千瓦, 千米, 千克, 千伏, 兆瓦.
_K = "千(?![瓦米克伏卡赫帕焦])"
_WAN = rf"(?:百(?!分)|{_K}|[{_SCALE}]|兆(?=元|日元|韩元|新台币|[亿億]))"

ANCHOR = re.compile(rf"[0-9０-９{_DIGIT}{_UNIT}{_SCALE}壹贰貳叁肆伍陆陸柒捌玖半{''.join(OLD_TENS)}½¼¾]")

_ARABIC = re.compile(
    r"(?P<m>(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:[.．][0-9]++)?+"
    r"|[０-９]++(?:[，,][０-９]{3}(?![０-９]))*+(?:[.．][０-９]++)?+)"
    rf"(?P<t> ?(?P<b>[多余来]?)(?P<s>{_WAN}++)"
    rf"(?P<c>(?:零?[0-9]{{1,4}}{_WAN}){{1,4}}+|(?<=万)[0-9]{{4}}(?![0-9.年])"
    r"|(?<=[万千])[1-9](?=[，。；、,元块多余左上出]|$))?)?"
)
_CHINESE = re.compile(
    rf"[{_DIGIT}{_UNIT}{_SCALE}]++(?:(?<![百千万亿萬億])兆(?=元|日元|韩元|[{_DIGIT}])[{_DIGIT}{_UNIT}{_SCALE}]*+)?+(?:[多余几](?=[{_SCALE}])[{_SCALE}]++)?+"
    rf"(?:点[零〇一二三四五六七八九]++(?![十半刻])[{_SCALE}]*+)?+"
    rf"|(?:[壹贰貳叁肆柒捌玖]|[伍陆陸](?=[拾佰仟]))[{_FORMAL}{_DIGIT}{_UNIT}]++"
)
_BARE = re.compile(r"[百千万亿萬億]+")
_PAIR = re.compile(r"(?:^|(?<=[十百千万]))([一二两三四五六七八])([二三四五六七八九])(?=[十百千万亿]|$)")
_PERCENT = re.compile(r" ?([%％‰])")
# 成 as a tenth, and not the beginning of another word (成立, 成功, 成为). After a word that leads to a share (近三成员工)
# only a few words keep it from being one.
_TENTH = re.compile(
    r"成(?![立为功员果都本效年交品绩型分熟长群就人材色像套活千婚语因不才家])(半|[一二三四五六七八九](?![十百千万个家名]))?"
)
_LED_TENTH = re.compile(
    r"成(?!立|功|绩|都|员国|员单|长期|长为|果丰|品油|品库|婚|语|因|像|活|千上)(半|[一二三四五六七八九](?![十百千万个家名]))?"
)
_LEADS_TENTH = frozenset("逾超近约过破达有占足到至为半，。；、：“\n（(的中以其仅剩余")
_SLASH = re.compile(r"[/／]([0-9０-９]{1,4})(?![0-9０-９/／.])")
_RATIO = re.compile(r"([:：∶比])([0-9]{1,4}(?:\.[0-9]{1,3})?)(?![0-9:：])")
# 三次产业结构8.7∶41.2∶50.1: a composition, which has no one value.
_PARTS = re.compile(
    r"(?<![0-9.:：∶])[0-9]{1,2}(?:\.[0-9]{1,2})?(?:[:：∶][0-9]{1,2}(?:\.[0-9]{1,2})?){2,4}(?![0-9.:：∶])"
)
_PARTS_REACH = 24
_QUARTERS = {"½": Decimal(50), "¼": Decimal(25), "¾": Decimal(75)}
_HALF = re.compile(r"半(?:数|价)?")

_SIMPLE_SCALE = {
    "万": Decimal(10**4),
    "亿": Decimal(10**8),
    "万亿": Decimal(10**12),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
}


class Reading(NamedTuple):
    """A number expression. ``start:end`` numeral with scale and percent sign; ``top`` the end of a range such as 七八百."""

    start: int
    end: int
    core_start: int
    core_end: int
    value: Decimal
    top: Decimal | None
    form: str
    scaled: bool  # 万, 亿 … inside
    mantissa: Decimal | None  # Arabic digits without their scale
    blur: bool  # 多, 余, 几 inside


@lru_cache(maxsize=8192)
def _value(numeral: str) -> Decimal | None:
    return parse_numeral_zh(numeral)


@lru_cache(maxsize=8192)
def _product(numeral: str) -> Decimal:
    value = Decimal(1)
    for char in numeral:
        value *= UNITS.get(char) or SCALES[char]
    return value


def ratio_leads(text: str, at: int) -> bool:
    """Whether the clause speaks of a ratio shortly before ``at`` (师生比为1:15), so that a colon is no time of day."""
    reach = text[max(0, at - 10) : at]
    reach = reach[max(reach.rfind(mark) for mark in "，。；,;\n") + 1 :]
    if reach.endswith(("按", "以", "按照")):
        return True
    at_ratio = reach.rfind("比")
    return (
        at_ratio >= 0 and reach[max(0, at_ratio - 1)] not in "同环" and not reach.startswith(("比上", "比去"), at_ratio)
    )


def read_at(text: str, at: int, end: int) -> Reading | None:
    """The number expression that begins at ``at``; ``None`` where the characters make no number."""
    char = text[at]
    if "0" <= char <= "9" or "０" <= char <= "９":
        return _read_arabic(text, at, end)
    if char == "半":
        match = _HALF.match(text, at, end)
        stop = match.end() if match else at + 1
        return Reading(at, stop, at, at + 1, Decimal("0.5"), None, CHINESE, False, None, False)
    if char in _QUARTERS:  # ½以上
        return Reading(at, at + 1, at, at + 1, _QUARTERS[char], None, PERCENT, False, None, False)
    if char in OLD_TENS:  # 廿三
        ones = DIGITS.get(text[at + 1 : at + 2], 0) if at + 1 < end else 0
        stop = at + 1 + bool(ones)
        return Reading(at, stop, at, stop, Decimal(OLD_TENS[char] + ones), None, CHINESE, False, None, False)
    return _read_chinese(text, at, end)


def _read_arabic(text: str, at: int, end: int) -> Reading | None:
    match = _ARABIC.match(text, at, end)
    if match is None:
        return None
    digits = match["m"]
    core_end = match.end("m")
    if len(digits) > MAX_DIGITS:
        return None
    mantissa = Decimal((digits if digits.isascii() else narrow(digits)).replace(",", ""))
    tail = match["t"]
    if tail is None:
        return _after_arabic(text, at, core_end, mantissa, end)
    if match["c"]:
        value = _value(match.group())
        if value is None:
            return None
        stop = match.end()
        return Reading(at, stop, at, stop, value, None, ARABIC, True, mantissa, False)
    scale = match["s"]
    factor = _SIMPLE_SCALE.get(scale) or _product(scale)
    return Reading(at, match.end(), at, core_end, mantissa * factor, None, ARABIC, True, mantissa, bool(match["b"]))


def _after_arabic(text: str, at: int, core_end: int, mantissa: Decimal, end: int) -> Reading:
    """A plain Arabic number with what may follow: %, 成, a fraction, a ratio."""
    char = text[core_end] if core_end < end else ""
    if char in "%％‰ " and char:
        match = _PERCENT.match(text, core_end, end)
        if match:
            value = mantissa / 10 if match[1] == "‰" else mantissa
            return Reading(at, match.end(), at, core_end, value, None, PERCENT, False, mantissa, False)
    elif char == "成":
        return _tenths(text, at, core_end, mantissa, end) or _plain(at, core_end, mantissa)
    elif char == "分" and text.startswith("分之", core_end):
        part = _over(text, at, core_end, mantissa, end)
        if part is not None:
            return part
    elif char in "/／" and char:
        match = _SLASH.match(text, core_end, end)
        if match and "." not in text[at:core_end]:
            below = Decimal(narrow(match[1]))
            if 0 < mantissa < below and (not at or text[at - 1] not in "/／-"):
                return _fraction(at, match.end(), mantissa, below)
    elif char in ":：∶" and char and not _in_composition(text, at, end):
        match = _RATIO.match(text, core_end, end)
        if match and (char == "∶" or ratio_leads(text, at)):
            below = Decimal(match[2])
            if below:
                with localcontext(prec=12):
                    return Reading(
                        at, match.end(), at, match.end(), mantissa / below, None, RATIO, False, mantissa, False
                    )
    return _plain(at, core_end, mantissa)


def _in_composition(text: str, at: int, end: int) -> bool:
    """Whether the number at ``at`` is one of three or more parts with colons between: no ratio of two."""
    found = _PARTS.finditer(text, max(0, at - _PARTS_REACH), min(end, at + _PARTS_REACH))
    return any(parts.start() <= at < parts.end() for parts in found)


def _plain(at: int, end: int, value: Decimal) -> Reading:
    return Reading(at, end, at, end, value, None, ARABIC, False, value, False)


def _fraction(start: int, end: int, above: Decimal, below: Decimal) -> Reading:
    with localcontext(prec=12):
        share = (above * 100 / below).quantize(Decimal("0.01")) if (above * 100) % below else above * 100 / below
    return Reading(start, end, start, end, share, None, PERCENT, False, None, False)


def _over(text: str, at: int, over: int, below: Decimal, end: int) -> Reading | None:
    """分之 at ``over``: 三分之二, 百分之六十九点五, 千分之3."""
    begin = over + 2
    if begin >= end or not below:
        return None
    match = (_ARABIC if text[begin].isdigit() else _CHINESE).match(text, begin, end)
    if match is None:
        return None
    above = _value(match.group()) if match.group() != "百" else Decimal(100)
    if above is None:
        return None
    if _BARE.fullmatch(text, at, over):
        with localcontext(prec=30):
            value = above * 100 / below
        return Reading(at, match.end(), begin, match.end(), value, None, PERCENT, False, None, False)
    return _fraction(at, match.end(), above, below)


def _tenths(text: str, at: int, core_end: int, value: Decimal, end: int) -> Reading | None:
    led = not at or text[at - 1] in _LEADS_TENTH
    match = (_LED_TENTH if led else _TENTH).match(text, core_end, end)
    if match is None or value > 10:
        return None
    extra = match[1]
    more = Decimal(0) if not extra else Decimal(5) if extra == "半" else Decimal(DIGITS[extra])
    return Reading(at, match.end(), at, core_end, value * 10 + more, None, PERCENT, False, None, False)


_COUNTED_BY = tuple("个名位家所项次台套座处间条件种类")
_AFTER_KILO = ("瓦", "克", "伏", "卡", "赫", "帕", "焦", "比", "字", "欧")
_NUMERAL_CHARS = frozenset("兆" + _DIGIT + _UNIT + _SCALE + "多余几点分成" + _FORMAL)
_ONE_CHAR = {char: Decimal(value) for char, value in DIGITS.items() if char in _DIGIT} | {"十": Decimal(10)}


def _read_chinese(text: str, at: int, end: int) -> Reading | None:
    alone = _ONE_CHAR.get(text[at])
    if alone is not None and (at + 1 >= end or text[at + 1] not in _NUMERAL_CHARS):
        return Reading(at, at + 1, at, at + 1, alone, None, CHINESE, False, None, False)
    match = _CHINESE.match(text, at, end)
    if match is None:
        return None
    stop = match.end()
    if stop - at > MAX_DIGITS:
        return None
    numeral = match.group()
    # 一万千瓦, 三千米: the last character belongs to the unit.
    while len(numeral) > 1 and numeral[-1] == "千" and text[stop : stop + 1] in _AFTER_KILO:
        numeral, stop = numeral[:-1], stop - 1
    if numeral[-1] == "两" and len(numeral) > 1 and text[stop : stop + 1] not in _COUNTED_BY:
        numeral, stop = numeral[:-1], stop - 1  # 三十两, 两万两: a weight
    if (
        numeral[-1] == "百"
        and text.startswith(("百分点", "百分之"), stop - 1)
        and len(numeral) > 1
        and text[stop : stop + 2] == "分点"
    ):
        numeral, stop = numeral[:-1], stop - 1
    char = text[stop] if stop < end else ""
    bare = _BARE.fullmatch(numeral) is not None
    if char == "分" and text.startswith("分之", stop):
        part = _over(text, at, stop, _product(numeral) if bare else (_value(numeral) or Decimal(0)), end)
        if part is not None:
            return part
    if bare:
        return Reading(at, stop, at, stop, _product(numeral), None, BARE, True, None, False)
    blur = any(mark in numeral for mark in "多余几")
    scaled = any(scale in numeral for scale in "万亿萬億千百")
    top = None
    pair = _PAIR.search(numeral)
    if pair:
        low, high = DIGITS[pair[1]], DIGITS[pair[2]]
        if high == low + 1 or (low, high) == (3, 5):
            head, tail = numeral[: pair.start()], numeral[pair.end() :]
            value, top = _value(head + pair[1] + tail), _value(head + pair[2] + tail)
            if value is not None and top is not None and char == "成" and len(numeral) == 2:
                part = _tenths(text, at, stop, value, end)
                if part is not None:  # 两三成
                    return part._replace(top=top * 10)
            if value is not None:
                return Reading(at, stop, at, stop, value, top, CHINESE, scaled, None, True)
    value = _value(numeral)
    if value is None:
        return None
    if char == "成" and len(numeral) == 1:
        part = _tenths(text, at, stop, value, end)
        if part is not None:
            return part
    return Reading(at, stop, at, stop, value, top, CHINESE, scaled, None, blur)
