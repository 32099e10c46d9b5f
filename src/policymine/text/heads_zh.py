"""The noun phrase that a Chinese number counts or measures, and the unit that it implies.

The phrase stands after the number (5092家学科类培训机构, 87%的机构) or before it (学科类培训机构5092家, 覆盖率达到90%). Light rules
over word lists: the phrase after a number ends at punctuation, at a verb, or at the 的 of a counted noun; the phrase
before it loses verbs of being, reaching and changing at its end, and what stands before its last verb.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from policymine.text.counted_zh import COUNTABLE, fits
from policymine.text.lexicon_zh import (
    ABSTRACT,
    COMPOUND,
    DIRECT_NOT_BEFORE,
    DONE_TO,
    GOES_ON,
    IS_BEGIN,
    IS_NOUN,
    IS_PASS,
    IS_SCOPE,
    IS_STOP,
    IS_VERB,
    KEPT,
    LONGEST_NOUN,
    NOUNS,
    PHRASE_WORDS,
    STRIP,
    STRIP_VERB,
    phrase_word_at,
    word_before,
)

REACH = 30
_MARKS = frozenset("【】，,。；;：:！？!?\n\t（(）)…—|｜《》 \u3000、")
_BACK_MARKS = frozenset("【】，,。；;！？!?\n\t、“”‘’…—|｜《》：: \u3000（(")
_CLAUSE_END = frozenset("，,。；;！？!?\n\t：:")
_QUOTES = frozenset('“”‘’"')
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_OPEN = {"）": "（", ")": "("}


class Head(NamedTuple):
    """A noun phrase with the unit that its last noun implies (``None`` where no list knows the noun)."""

    start: int
    end: int
    unit: str | None


def head_after(
    text: str, at: int, end: int, *, needs_noun: bool = False, whole: bool = False, classifier: str = ""
) -> Head | None:
    """Noun phrase that begins at ``at`` (just after a unit).

    ``needs_noun``: only one whose noun the lists know. ``whole``: to the end of the phrase, past its last known noun.
    ``classifier``: what stands before; a later noun that it cannot count is not of the phrase (9所学校|课后服务内容单一).
    """
    if at < end and text[at] in "（(":
        at = _past_bracket(text, at, end)
    if classifier and text.startswith("《", at) and (close := text.find("》", at, min(end, at + 2 * REACH))) > 0:
        return Head(at, close + 1, noun_unit(text[max(at, close - LONGEST_NOUN) : close]))  # 13份《学员合约》
    while at < end and text[at] == " ":
        at += 1
    if at < end and text[at] == "的":
        at += 1
    limit = min(end, at + REACH)
    begin, j = at, at
    noun_end, unit = -1, None
    if classifier in COUNTABLE and (faulty := _FAULTY.match(text, at, limit)) is not None:
        found = head_after(text, faulty.end(), end, needs_noun=True)
        if found is not None and found.unit in COUNTABLE[classifier] and found.start == faulty.end():
            return Head(at, found.end, found.unit)
    while j < limit:
        char = text[j]
        if char in "（(" and noun_end != begin and (after := _inside_noun(text, j, limit)) is not None:
            j = after
            continue
        if char in _MARKS:
            if char == "、" and noun_end != j and (after := _after_attributes(text, j, limit)) is not None:
                begin = j = after
                noun_end, unit = -1, None
                continue
            break
        if char in "和及与" and noun_end == j and _ANOTHER.match(text, j, end):
            break
        if char in _DIGITS:
            if j + 1 < limit and text[j + 1].isascii() and text[j + 1].isalpha():
                j += 2  # 5G基站
                continue
            attribute = _ATTRIBUTE.match(text, j, limit) if noun_end < 0 else None
            if attribute is None:
                break
            begin = j = attribute.end()
            continue
        if char == "的":
            if noun_end == j or (noun_end > 0 and _PREDICATE.match(text, j + 1, end)):
                break
            begin = j = j + 1
            continue
        entry = phrase_word_at(text, j, end) if char in PHRASE_WORDS else None
        if entry is None:
            j += 1
            continue
        does, length = entry.does, entry.length
        if does & IS_STOP and (j == begin or not does & IS_PASS):
            break  # 7家存在问题: a verb that may stand inside a phrase does not begin one
        closes = (does & IS_VERB and noun_end == j) or (does & IS_BEGIN and length > 1 and noun_end > 0)
        if closes and not text.startswith(GOES_ON, j + length):
            break
        if does & IS_NOUN and classifier in _COUNTS_THINGS and _MEASURE_OF.match(text, j + length):
            if noun_end < 0:
                return None  # 30个事故起数下降: the noun is what is measured of them, and theirs is elided
            j = noun_end
            break
        if does & IS_NOUN and (length > 1 or _stands_alone(text, j + 1, limit)):
            apart = noun_end != j or (classifier == "个" and entry.unit in _OF_A_PLACE)
            place_first = classifier == "个" and unit in _DIVISIONS and noun_end != j
            if noun_end > 0 and apart and (place_first or not fits(classifier, unit, entry.unit)):
                j = noun_end
                break
            noun_end, unit = j + length, entry.unit
        j += length
    j = min(j, limit)
    if noun_end < 0 and _single_body(text, begin, end):
        noun_end, unit = begin + 1, NOUNS[text[begin]]
    elif noun_end - 2 >= begin and text[noun_end - 1] in _SINGLE:
        unit = noun_unit(text[max(begin, noun_end - LONGEST_NOUN) : noun_end]) or unit
    if text.startswith(ABSTRACT, begin) and text[begin - 1] == "的":
        return None
    stop = noun_end if noun_end > begin and not whole else j
    while begin < stop and text[begin] in _QUOTES and not (text[begin] == "“" and "”" in text[begin : stop - 1]):
        begin += 1  # “学转非”机构 keeps its quoted word
    while stop > begin and text[stop - 1] in _QUOTES and (text[stop - 1] != "”" or "“" not in text[begin : stop - 1]):
        stop -= 1
    if stop <= begin or (needs_noun and noun_end < 0):
        return None
    if text[begin] in "了个的和与及或等、":
        return None
    if (
        noun_end < 0
        and stop - begin <= 2
        and (entry := phrase_word_at(text, begin, end)) is not None
        and entry.does & IS_VERB
    ):
        return None
    return Head(begin, stop, unit)


_COUNTS_THINGS = frozenset("个家所名座")
_MEASURE_OF = re.compile(r"(?:起数|件数|发生数|总数|数量|总量|发生率|发案率|死亡率)(?![字])")

# 3所违规培训机构, 18家无证无照校外培训机构: words that begin a clause elsewhere, and here say of what kind the noun is.
_FAULTY = re.compile(
    r"(?:(?:涉嫌)?(?:违规|违法)+|无证|无照|未备案|未审批|未登记|未年检|不合规|不合格|不达标|可疑|涉事|涉案){1,2}(?![开办经收招])"
)

# 120个县清零的达到83个: what follows 的 is no noun.
_PREDICATE = re.compile(r"(?:已|共|现)?(?:达到?|有|为|占|是|超过?)(?:到)?[0-9０-９一二三四五六七八九十百]")
# 7个市州群众举报: these are never counted in 个, so the places are.
_DIVISIONS = frozenset(("county", "city", "province", "other:township"))
_OF_A_PLACE = frozenset(("person", "case", "inspection"))
# 2个小区和中华街道17个小区: what follows is counted by itself.
_ANOTHER = re.compile(r"[和及与][^，,。；;、的\n0-9]{1,12}[0-9]")

_RELATIVE, _QUOTED = 24, 14


def relative_head(text: str, at: int, end: int, classifier: str, near: Head | None) -> Head | None:
    """3家未按规定备案的机构: the noun after the clause that stands between a classifier and what it counts.

    ``near`` is the phrase right after the classifier; where the classifier can count it, there is nothing to look for.
    """
    counted = COUNTABLE.get(classifier)
    if counted is None or (near is not None and near.unit in counted):
        return None
    close = _RELATIVE_END.search(text, at, min(end, at + _RELATIVE))
    if close is None or close.group() != "的":
        return None
    found = head_after(text, close.end(), end, needs_noun=True, classifier=classifier)
    return found if found is not None and found.unit in counted and found.end - found.start <= 10 else None


# 海拔1500米以上农村学校: a measure inside the phrase.
_ATTRIBUTE = re.compile(
    r"[0-9０-９.]{1,8}[万亿]?(?:米|岁|周岁|元|年|平方米|亩|公里|吨|千瓦|公顷)(?:及?以上|及?以下|以内|左右)?的?(?=[^0-9，。；])"
)


def _past_bracket(text: str, at: int, end: int) -> int:
    """After a short bracket such as （间）; ``at`` where the bracket is long or stays open."""
    for j in range(at + 1, min(end, at + 12)):
        if text[j] in "）)":
            return j + 1
    return at


def _inside_noun(text: str, at: int, limit: int) -> int | None:
    """国家沙漠（石漠）公园: the offset after brackets that a counted noun goes on behind, if they are such."""
    close = _past_bracket(text, at, limit)
    if not at + 1 < close < limit or any(char in _DIGITS or char in _MARKS for char in text[at + 1 : close - 1]):
        return None
    entry = phrase_word_at(text, close, limit)
    return close if entry is not None and entry.length > 1 and entry.does & IS_NOUN else None


def _after_attributes(text: str, at: int, limit: int) -> int | None:
    """优势突出、特色鲜明的产业: the offset after the 的 that closes a list of attributes, if the clause has one."""
    for j in range(at, limit):
        if text[j] == "的":
            return j + 1
        if text[j] in _CLAUSE_END or text[j] in _DIGITS:
            return None
    return None


_SINGLE = frozenset("县市省村镇乡区旗州校园")


def _single_body(text: str, at: int, end: int) -> bool:
    """3个县予以约谈: 县 right after its classifier, whatever verb follows, unless the next character makes it another word."""
    char = text[at : at + 1]
    if at >= end or char not in "县市省村镇乡" or not char:
        return False
    return text[at + 1 : at + 2] not in tuple(DIRECT_NOT_BEFORE.get(char, "") + "级委府属直")


def _stands_alone(text: str, at: int, limit: int) -> bool:
    """Whether a one-character noun (县, 校, 队) ends a word here: a mark, a verb or 的 follows."""
    if at >= limit:
        return True
    if text[at] in _MARKS or text[at] in "的等和与及":
        return True
    entry = phrase_word_at(text, at, limit)
    return entry is not None and bool(entry.does & (IS_STOP | IS_VERB)) and not entry.does & IS_PASS


def head_before(text: str, start: int, floor: int, *, verbs: bool = True) -> Head | None:
    """Noun phrase that ends before ``start`` (where bound words begin); nothing left of ``floor`` is read.

    ``verbs`` off: a verb that stands alone before the number is taken for what it measures (每亩补贴150元).
    """
    floor = max(floor, start - 2 * REACH)
    if start > floor and text[start - 1] in "-−－﹣":
        start -= 1  # 增速为-5.6%
    end = _strip(text, floor, start, verbs=verbs)
    if end > floor and text[end - 1] in "：:\t|｜" and end == _rstrip_blank(text, floor, start):
        end = _strip(text, floor, end - 1)  # 机构数：5092
    dated = _before_date(text, floor, end)
    if dated < end:
        end = _strip(text, floor, dated, verbs=verbs)  # 参与率由2021年的76%
    tail = end
    if end > floor and text[end - 1] == "》" and (title := text.rfind("《", max(floor, end - 40), end)) >= 0:
        return Head(title, end, noun_unit(text[max(title, end - 1 - LONGEST_NOUN) : end - 1]))  # 《整改通知书》3份
    if end > floor and text[end - 1] in _OPEN:
        end = _before_bracket(text, floor, end)
        if end == tail:
            return None
    begin = end
    while begin > floor and text[begin - 1] not in _BACK_MARKS:
        begin -= 1
        if text[begin] in _OPEN:
            opening = text.rfind(_OPEN[text[begin]], max(floor, begin - 24), begin)
            if opening < 0 or text[opening + 1 : begin].isnumeric():
                begin += 1
                break
            begin = opening
    if begin > floor and text[begin - 1] in "“”" and begin > floor + 1:
        begin = _through_quotes(text, floor, begin)
    elif text.find("”", begin, end) > 0 and "“" not in text[begin:end] and text[begin - 1 : begin] == "、":
        begin = max(text.rfind("“", max(floor, begin - _QUOTED), begin), begin - 1) if begin > floor else begin
        begin += text[begin] == "、"  # “假注销、真运营”机构
    if begin >= end:
        return None
    if _COMPARED.match(text, begin, end):
        return None  # 较10年前, 相比2024年: what is compared stands in the clause before
    source = _SOURCE.search(text, begin + 2, end)
    if source is not None:
        end = _strip(text, begin, source.start())
    start_of_phrase = _last_verb(text, begin, end)
    while start_of_phrase < end and text[start_of_phrase] in "的前":
        start_of_phrase += 1
    if start_of_phrase >= end:
        return None
    return Head(start_of_phrase, end, noun_unit(text[max(start_of_phrase, end - LONGEST_NOUN) : end]))


# 药物费用从每针70万元, 增速比上年末: the phrase ends at 从 and at 比.
_SOURCE = re.compile(
    r"(?<![服听跟自])从(?![业事严教医])|(?:[高低快优好]于|高出|超出|领先)(?=全国|全省|全市|全区|全县|上年|去年|同期|平均|目标|预期|计划|城镇|地区|GDP)|(?:相比|[较比])(?=[0-9]{1,2}年前|此前|之前|以往|过去|改革前|上一|前一)|[比较](?=上年|上月|上季|去年|前|全国|全省|同期|20[0-9]{2}|“|计划|预期|时序)"
)

_COMPARED = re.compile(
    r"(?:相比|[较比])(?:于|起)?(?=[0-9]|此前|之前|以往|过去|上年|上月|去年|同期|全国|改革前|“双减”前|近[一二三四五六七八九十]年)"
)


def _through_quotes(text: str, floor: int, at: int) -> int:
    """高职院校“订单班”毕业生: a quoted word inside the phrase belongs to it."""
    if text[at - 1] != "”":
        return at
    opening = text.rfind("“", max(floor, at - 14), at - 1)
    if opening < 0:
        return at
    begin = opening
    while begin > floor and text[begin - 1] not in _BACK_MARKS:
        begin -= 1
    return begin


def _before_bracket(text: str, floor: int, end: int) -> int:
    opening = text.rfind(_OPEN[text[end - 1]], max(floor, end - 24), end)
    return opening if opening > floor else end


def _rstrip_blank(text: str, floor: int, end: int) -> int:
    while end > floor and text[end - 1] in " \u3000":
        end -= 1
    return end


def _strip(text: str, floor: int, end: int, *, verbs: bool = True) -> int:
    """End without verbs, adverbs and blanks before the number."""
    while end > floor:
        end = _rstrip_blank(text, floor, end)
        word = word_before(STRIP, text, floor, end)
        if not word or len(word_before(KEPT, text, floor, end)) >= len(word):
            break
        end -= len(word)
    verb = word_before(STRIP_VERB, text, floor, end) if verbs else ""
    if verb:
        before = _strip(text, floor, end - len(verb))
        if before <= floor or text[before - 1] in _BACK_MARKS:
            return before
    return end


_RELATIVE_END = re.compile(r"[的，,。；;：:！？、\n\t（()）0-9｜|]")
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?|[0-9]{1,2}月(?:份|末|底|初|上旬|中旬|下旬|[0-9]{1,2}日)?|[0-9]{1,2}日"
)


def _before_date(text: str, floor: int, end: int) -> int:
    """Where the date that ends at ``end`` begins; ``end`` where none does."""
    if end > floor and text[end - 1] in "年月日":
        for length in (8, 7, 5):
            if end - length >= floor and _DATE.fullmatch(text, end - length, end):
                return end - length
    return end


def _last_verb(text: str, begin: int, end: int) -> int:
    """Offset after the last verb or date word of ``text[begin:end]`` that opens the phrase."""
    at, j = begin, begin
    while j < end:
        char = text[j]
        if char in _DIGITS:
            date = _DATE.match(text, j, end)
            if date is not None:
                at = j = date.end()
                continue
            while j < end and (text[j] in _DIGITS or text[j] in ".．"):
                j += 1
            continue
        entry = phrase_word_at(text, j, end) if char in PHRASE_WORDS else None
        if entry is None:
            j += 1
            continue
        j += entry.length
        if (
            entry.does & (IS_BEGIN | IS_SCOPE)
            and not entry.does & IS_PASS
            and (j < end or entry.does & IS_SCOPE)
            and not text.startswith(COMPOUND, j)
        ):
            at = j
    return at


def noun_unit(phrase: str) -> str | None:
    """Unit of the longest listed noun that ends ``phrase``."""
    for _ in range(2):
        for i in range(len(phrase)):
            unit = NOUNS.get(phrase[i:])
            if unit is not None:
                return unit
        if not phrase.endswith(DONE_TO):
            break
        phrase = next(phrase[: -len(word)] for word in DONE_TO if phrase.endswith(word))  # 危桥改造: bridges
    return None


def list_before(text: str, start: int, floor: int) -> list[tuple[int, int]]:
    """The items that 分别 shares numbers out to: 甲、乙分别从771家、481家…; empty where no 分别 leads to the number."""
    floor = max(floor, start - 3 * REACH)
    end = _rstrip_blank(text, floor, start)
    near = text.rfind("分别", max(floor, start - 16), end)
    if near < 0 or (_strip(text, near, end) > near + 2 and not text[near + 2 : end].startswith(("较", "比"))):
        return []
    stop = _strip(text, floor, near)
    begin = stop
    while begin > floor and text[begin - 1] not in _CLAUSE_END:
        begin -= 1
    out: list[tuple[int, int]] = []
    at = begin
    for match in _AND.finditer(text, begin, stop):
        if match.start() > at:
            out.append((at, match.start()))
        at = match.end()
    if stop > at:
        out.append((at, stop))
    if len(out) < 2:
        return []
    several = _SEVERAL.search(text, *out[-1])
    if several is not None and several.end() == stop and several.start() > out[-1][0]:
        out[-1] = (out[-1][0], several.start())  # 银川、石嘴山、吴忠三市分别压减…
        several = None
    if several is not None and several.end() < stop:  # 甲、乙、丙三省学校覆盖率分别为…: one thing in several places
        begin = several.end() + (text[several.end()] == "的")
        return [(begin, stop)] * len(out) if begin < stop else []
    date = _DATE.match(text, *out[-1])
    if date is not None and date.end() < stop and all(_DATE.fullmatch(text, *item) for item in out[:-1]):
        return [(date.end(), stop)] * len(out)
    if all(_DATE.fullmatch(text, *item) for item in out[1:]):
        first = _DATE.search(text, *out[0])  # 参与率2022年、2023年分别不低于90%、93%: one thing at several times
        stop = _strip(text, begin, first.start()) if first else out[0][1]
        begin = _last_verb(text, begin, stop)
        return [(begin, stop)] * len(out) if stop > begin else []
    opening = _last_verb(text, *out[0])
    return [(opening if opening < out[0][1] else out[0][0], out[0][1]), *out[1:]]


_SEVERAL = re.compile(r"[两二三四五六七八九十](?:省份?|市州?|县区?|区县?|州|旗|镇|村|地|校|省市)(?![级内])")
_AND = re.compile(r"、|以及|和(?!谐)|(?<![普惠涉顾波])及(?![时格])|(?<!参)与")
