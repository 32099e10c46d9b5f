"""Whether a Chinese number with a unit or classifier is a figure: the grammar of articles, ranks, classes and times.

一个 is an article, 前五位 a rank, 三级 a class, 近三年 a stretch of time that is named and not measured. Source: the
annotation rules (``docs/annotation.md``); grammar of classifiers after 《现代汉语八百词》.
"""

from __future__ import annotations

import re

from policymine.records import Bound
from policymine.text.bounds_zh import bound_across, bound_before
from policymine.text.lexicon_zh import (
    ANAPHORA_BEFORE,
    ARABIC_ONLY,
    CLASS_AFTER,
    CLASS_AFTER_UNIT,
    LENGTH_AFTER,
    LENGTH_BEFORE,
    MEASURED,
    ONE_MEASURES,
    RANK_BEFORE,
    RANK_FROM_END,
    RANK_NOT_BEFORE,
    RELATIVE_AFTER,
    RELATIVE_BEFORE,
    SAYINGS,
    STRONG,
    WEAK,
    WEAK_BEFORE,
    UnitWord,
    unit_at,
    word_at,
    word_before,
)
from policymine.text.numeral_grammar_zh import DIGITS
from policymine.text.reading_zh import ARABIC, BARE, CHINESE, Reading

TIME_UNITS = frozenset(("day", "week", "month", "quarter", "year"))
LENGTH_UNITS = TIME_UNITS | {"hour", "minute", "second"}
_CHAIN = re.compile(r"(?:[、和与及] ?[0-9]{1,7}(?:\.[0-9]{1,4})?){1,12}(?![0-9])")


def past_blur(text: str, r: Reading) -> tuple[int, bool]:
    """Offset where the unit begins, after 余, 多, 来, 几 or a blank, and whether one of these words was there."""
    at, end = r.end, len(text)
    blur = False
    if at < end and text[at] in "余多来几" and (r.value >= 10 or text[at] == "多"):
        after = text[at + 1 : at + 2]
        if text[at] != "来" or (after and unit_at(text, at + 1, end) is not None):
            at += 1
            blur = True
    if not blur and at + 1 < end and text[at] == " ":
        at += 1
    return at, blur


def chain_unit(text: str, at: int) -> UnitWord | None:
    """Unit at the end of a list of bare numbers that goes on at ``at``: (5)、8和12个."""
    match = _CHAIN.match(text, at)
    if match is None:
        return None
    unit = unit_at(text, match.end(), len(text))
    return UnitWord("", unit.unit, unit.kind) if unit is not None and unit.unit != "year" else None


def is_length(text: str, r: Reading, after: int) -> bool:
    """为期三年, 三个月内, 不少于两周: a length of time, not a time named."""
    if word_before(LENGTH_BEFORE, text, 0, r.start) or text.startswith(LENGTH_AFTER, after):
        return True
    return bound_before(text, r.start, 0)[0] is not None or bound_across(text, r.start, 0) is not None


def is_interval(text: str, r: Reading, unit: UnitWord) -> bool:
    """每3年, 连续5年: how often or how long on end."""
    before = text[max(0, r.start - 2) : r.start]
    return before.endswith(("每", "连续", "每隔")) and not (unit.word.endswith("工作日") and "周" in before)


def in_list_of_words(text: str, last_end: int, r: Reading) -> bool:
    """一、二、三类学校: the numeral follows the one before it, which was none, in a list of names."""
    if r.form is not CHINESE or r.end - r.start != 1 or last_end < 1 or text[last_end : r.start] != "、":
        return False
    before = DIGITS.get(text[last_end - 1])
    return before is not None and r.value == before + 1


# 完成40所的年度目标任务, 低于5.5%的预期目标, 全年900万人目标: what was aimed at, of the things told before. A task is
# itself counted by 个 and 项 (5项目标任务).
_KINDS_OF_AIM = "(?:年度|全年|年初|当年|全省|全市|全区|全县|省定|市定|区定|县定|上级|原定|既定|预定|预期|控制|约束性|总|增长|建设|计划|规划|考核|工作|下达)*"
_AIM = rf"{_KINDS_OF_AIM}(?:目标任务|任务目标|目标|任务|计划|指标|预期)(?:数|值|量)?(?![清书单群体表性中外类])"
_OF_AIM = re.compile(rf"的{_AIM}")
_AIM_ITSELF = re.compile(_AIM)
_SHARE_AIMED_AT = re.compile(r"的[^，。；、]{0,4}?(?:预期|控制|增长|下降|约束性)[^，。；、]{0,4}?(?:目标|指标)")
_DONE = re.compile(r"完成(?:了|近|超|约|率)?[^，。；、]{0,2}$")


def is_aim(text: str, start: int, at: int, classifier: str, *, share: bool = False) -> bool:
    """Whether the words at ``at`` call the number at ``start`` an aim. ``at`` is after its ``classifier`` or unit.

    A ``share`` is one only where it is expected (5%的预期目标): 完成67%的任务 tells how much of an aim was met.
    """
    if share:
        return _SHARE_AIMED_AT.match(text, at) is not None and not _DONE.search(text, max(0, start - 8), start)
    if _OF_AIM.match(text, at):
        return True
    return classifier not in ("个", "项", "条", "类", "大", "批", "件") and _AIM_ITSELF.match(text, at) is not None


# 打造15分钟便民生活圈, 5公里充电圈: names.
_CIRCLE = re.compile(r"[\u4e00-\u9fff]{0,8}?圈")


# Words whose numbers are names: third and fourth lines, second and third stages.
_NUMBERED = frozenset(("线", "期", "段", "层", "版", "节", "章", "产", "类", "班", "年"))


_OPEN_QUOTES, _CLOSE_QUOTES = ("“", "‘"), ("”", "’")
_MEETING = re.compile(r"全会|全体会议|代表大会|党代会")
# 县十七届人大三次会议: its number too.
_OF_CONGRESS = re.compile(r"(?:人大|人代会|政协|代表大会|委员会|届)$")
# 56人以上“大班额”, 居民楼11层的房门, 5.0版: a class of classes, a floor, an edition.
_BIG_CLASS = re.compile(r"以上的?[“‘]?超?大班")
_ON_FLOOR = re.compile(r"(?:楼|大厦|大楼|公寓|商场|栋|幢|单元)$")


_RANKED = frozenset("期层班组段")
_NAMED_BEFORE = frozenset(ANAPHORA_BEFORE + RANK_BEFORE)


def _is_class(text: str, after: int) -> bool:
    """Whether 级, 制 or 档 follows a unit: 万吨级, 3人制."""
    words = CLASS_AFTER_UNIT.get(text[after : after + 1])
    return words is not None and (not text[after + 1 : after + 2] or text[after + 1] not in words)


def unit_reason(text: str, r: Reading, unit: UnitWord, at: int) -> str:
    """Why a number with a unit or classifier at ``at`` is no figure; empty where it is one."""
    after = at + len(unit.word)
    single = r.form is CHINESE and r.top is None and r.end - r.start == 1
    before = text[r.start - 1] if r.start > 0 else ""
    if r.form is BARE:
        if _is_class(text, after):
            return "class"
        bound, _ = bound_before(text, r.start, 0, bare=True)
        if bound is None or unit.unit in TIME_UNITS or unit.word == "里":
            return "denominator" if before == "每" else "vague_quantity"
        return "class" if text.startswith(CLASS_AFTER, r.end) else ""
    if _is_class(text, after):
        return "class"
    if before in _OPEN_QUOTES and text[after : after + 1] in _CLOSE_QUOTES and unit.word in ("条", "项"):
        return "label"  # 助企纾困“50条”
    if unit.word == "条" and text[after : after + 1] in _CLOSE_QUOTES and "“" in text[max(0, r.start - 12) : r.start]:
        return "label"  # “民营经济32条”
    if r.value == 0 and r.form is CHINESE and before not in ("为", "到", "至"):
        return "lexical"  # 批零部
    if unit.unit in ("minute", "hour", "km") and _CIRCLE.match(text, after):
        return "label"
    if r.form is CHINESE and r.top is not None and r.end - r.start == 2 and unit.word in _NUMBERED:
        return "ordinal"  # 三四线, 二三期
    if r.form is CHINESE:
        if single and (unit.kind not in (MEASURED, STRONG) or unit.word in ARABIC_ONLY):
            # 两门以上: a bound makes the weak classifier one
            if unit.kind == WEAK and text.startswith(("以上", "以下", "以内"), after):
                return ""
            # So does its noun (三门课程, 两期托管服务); 一 is an article, and 二 and up with 期 and 层 may be ranks.
            ranked = text[r.start] in "一二" or (unit.word in _RANKED and text[r.start] != "两")
            counts = (
                not ranked
                and before not in _NAMED_BEFORE
                and text.startswith(WEAK_BEFORE.get(unit.word, ("\0",)), after)
            )
            return "" if counts else "lexical"
        if r.value > 99 and not r.scaled and unit.unit == "year":
            return "year"
        if single and before and before in ANAPHORA_BEFORE:
            return "anaphora"
        if single and text[r.start] == "二" and unit.kind == STRONG:
            return "ordinal"
        if single and text[r.start] == "一":
            return _one(text, r, unit, at)
        if single and before in ("“", "‘", "国", "新") and unit.word in ("个", "项", "条", "张", "类", "种"):
            return "label"
    elif (
        r.form is ARABIC and unit.unit == "year" and not r.scaled and 1900 <= r.value < 2100 and r.value == int(r.value)
    ):
        return "year"
    if before == RANK_BEFORE and (r.start - 1 <= 0 or text[r.start - 2] not in RANK_NOT_BEFORE):
        return "relative_date" if unit.unit in TIME_UNITS else "rank"
    if unit.word == "次" and r.form is CHINESE and _MEETING.match(text, after):
        return "ordinal"  # 四次全会, 五次会议 of a congress: its number
    if unit.word == "次" and text.startswith("会议", after) and _OF_CONGRESS.search(text, max(0, r.start - 4), r.start):
        return "ordinal"
    if unit.unit == "person" and _BIG_CLASS.match(text, after):
        return "class"
    if unit.word == "字" and text.startswith(SAYINGS, after):
        return "label"  # 20字要求
    if unit.word == "版" and "." in text[r.start : r.end]:
        return "class"
    if unit.word == "层" and text.startswith("的", after) and _ON_FLOOR.search(text, max(0, r.start - 4), r.start):
        return "ordinal"
    if unit.word in ("位", "名") and before in "后末数" and text[max(0, r.start - 3) : r.start].endswith(RANK_FROM_END):
        return "rank"
    if before == "每" and unit.unit not in LENGTH_UNITS:
        return "denominator"
    if before in ("/", "／"):
        return "denominator"
    if unit.unit in TIME_UNITS:
        return _time_reason(text, r, unit, after)
    return ""


def _time_reason(text: str, r: Reading, unit: UnitWord, after: int) -> str:
    if unit.word.endswith("日") and unit.word != "日":
        return ""
    if word_before(LENGTH_BEFORE, text, 0, r.start):
        return ""
    if word_before(RELATIVE_BEFORE, text, 0, r.start):
        return "relative_date"
    if unit.word in ("年", "天", "周", "个月"):
        if text.startswith(("以上", "以内"), after):
            return ""
        if word_at(RELATIVE_AFTER, text, after) or (
            text[after : after + 1] == "多" and text[after + 1 : after + 2] in ("来", "前")
        ):
            return "relative_date"
    return ""


_NOT_ONE = ("最后", "第", "每", "这", "那", "同", "某", "逐", "哪", "任")


def _one(text: str, r: Reading, unit: UnitWord, at: int) -> str:
    """一 with a classifier is an article (一个生育政策) unless something makes it a measure."""
    after = at + len(unit.word)
    bound = bound_before(text, r.start, 0)[0] or bound_across(text, r.start, 0)
    if unit.unit == "fold":
        return ""
    if unit.unit in TIME_UNITS:
        if word_before(LENGTH_BEFORE, text, 0, r.start) or text.startswith(LENGTH_AFTER, after):
            return ""
        return "" if bound in (Bound.AT_LEAST, Bound.AT_MOST, Bound.LESS_THAN) else "relative_date"
    if unit.unit in ("hour", "minute"):
        return ""
    if unit.unit in ONE_MEASURES and not text.endswith(_NOT_ONE, 0, r.start) and not text.startswith("地", after):
        return ""
    if text.endswith(("不止", "不只"), 0, r.start):
        return "article"  # 这样的变化不止一家
    if unit.unit == "time(s)" and bound_before(text, r.start, 0)[0] is None:
        return "article"  # 最多跑一次 is a slogan
    if bound in (Bound.AT_LEAST, Bound.AT_MOST, Bound.MORE_THAN) and not text.startswith(("一定", "一般"), r.start):
        return ""
    return "article"
