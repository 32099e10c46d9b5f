"""Number-like expressions of Chinese text that are no figures, told by their form and their neighbours.

Dates, times of day, years, telephone and document numbers, ordinals, section numbers, grades, titles. What a unit or its
lack says is decided in :mod:`policymine.text.quantities_zh`.
"""

from __future__ import annotations

import re

from policymine.text.lexicon_zh import ORDINAL_BEFORE, word_before
from policymine.text.reading_zh import CHINESE, Reading

_D = "[0-9０-９]"
_YEAR = rf"(?:(?:19|20|１９|２０){_D}{{2}})"
_TO = r"(?:[-—–~～－―]{1,2}|至|到)"
_DATE = re.compile(
    rf"{_YEAR}(?: ?年{_TO}{_YEAR}(?: ?年(?:度|底|末)?)?|{_TO}{_YEAR}(?: ?(?:学年|财年|年度?)|(?=[）)])))"
    rf"|(?:{_YEAR}|{_D}{{2}}(?= ?年 ?{_D}{{1,2}} ?月)) ?年(?:度|代|底|末|初|版|级|来|春|秋|夏|冬)?(?: ?{_D}{{1,2}}(?:{_TO}{_D}{{1,2}})? ?月(?: ?{_D}{{1,2}} ?[日号])?)?"
    rf"|{_D}{{1,2}}(?: ?月(?:份| ?{_D}{{1,2}} ?[日号])?)?(?:{_TO}{_D}{{1,2}}){{1,3}} ?月(?: ?{_D}{{1,2}} ?[日号])?"
    rf"|{_D}{{1,2}} ?月(?:份|底|末|初|中旬|上旬|下旬)?(?: ?{_D}{{1,2}} ?[日号]?(?:{_TO}{_D}{{1,2}} ?[日号])?)?"
    rf"|{_YEAR} ?(?:学年|财年)度?"
    rf"|{_YEAR}([-/.．])[01]?{_D}\1[0-3]?{_D}(?!{_D})"
    rf"|[0-2]?{_D}[:：][0-5]{_D}(?:[:：][0-5]{_D})?(?:{_TO}[0-2]?{_D}[:：][0-5]{_D})?(?!{_D})"
    rf"|[0-2]?{_D} ?[时点](?: ?[0-5]?{_D} ?分|[整半许钟])?(?![要建意希])"
    rf"|{_D}{{1,2}}(?: ?[日号])?(?:{_TO}{_D}{{1,2}})? ?日(?!内|以内|之内|以上|龄|游|间|夜)"
)
_DATE_MARK = frozenset("学财年月日号时点:：-—–~～－―/.．至到 ")
_ZH_DATE = re.compile(
    r"[一二〇零三四五六七八九十]{4} ?年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)?"
    r"|[一二三四五六七八九十]{1,2}月(?:份|[一二三四五六七八九十]{1,3}[日号])?(?!嫂|饼|球)"
    r"|[一二三四五六七八九十]{1,3}[日号](?!内|以内|以上)"
    r"|[一二三四五六七八九十]{1,3}点(?:半|钟|[一二三四五六七八九十]{1,3}分)"
)
_PHONE = re.compile(
    r"1[3-9][0-9]{9}(?![0-9])|0[0-9]{2,3}[-－—][0-9]{7,8}|[48]00-[0-9]{3,4}-[0-9]{3,4}|[0-9]{7,8}[、/](?=[0-9]{7,8})"
)
_LINE_SECTION = re.compile(
    r"(?:[0-9０-９]{1,2}(?:\.[0-9]{1,2}){0,3}[.．、)）](?![0-9])|[一二三四五六七八九十]{1,3}[、.．])"
)
_RUN = re.compile(
    r"[0-9０-９.．,，]+(?<![.．,，])|[零〇一二两三四五六七八九十百千万亿兩萬億壹贰貳叁肆伍陆陸柒捌玖拾佰仟]+|半"
)
_TITLE = re.compile(r"《[^《》\n]{0,120}》")
_LINE_MARKS = frozenset("\n。；;：:！？!?")
_SECTION_OPEN = frozenset("（(【[〔")
_SECTION_CLOSE = frozenset("）)】]〕")
_LINKS = frozenset(("、", "和", "至", "到", "-", "—", "～", "~", ",", "，", "及", "与", "－", "–", "/"))


def run_end(text: str, at: int) -> int:
    """End of the digits or numeral characters that begin at ``at``."""
    match = _RUN.match(text, at)
    return match.end() if match else at + 1


def title_spans(text: str) -> list[tuple[int, int]]:
    """Spans of 《book titles》: numbers in them are part of a name."""
    return [(m.start(), m.end()) for m in _TITLE.finditer(text)] if "《" in text else []


def date_end(text: str, at: int) -> int:
    """End of the date or time of day that begins at ``at`` with an Arabic digit, or ``at``."""
    j, end = at, len(text)
    stop = min(end, at + 5)
    while j < stop and text[j].isdigit():
        j += 1
    if (j == stop and stop < end) or j >= end or text[j] not in _DATE_MARK:
        return at
    match = _DATE.match(text, at)
    return match.end() if match else at


def chinese_date_end(text: str, at: int) -> int:
    """End of the date that begins at ``at`` with a Chinese numeral (二〇二二年七月, 十二月), or ``at``."""
    match = _ZH_DATE.match(text, at)
    return match.end() if match else at


def phone_end(text: str, at: int) -> int:
    """End of the telephone number that begins at ``at``, or ``at``."""
    match = _PHONE.match(text, at)
    return match.end() if match else at


def section_number(text: str, reading: Reading) -> bool:
    """（1）, (二), 1. or 三、 at the beginning of a line or after a sentence."""
    before = text[reading.start - 1] if reading.start > 0 else "\n"
    after = text[reading.end : reading.end + 1]
    if before in _SECTION_OPEN and after in _SECTION_CLOSE and after:
        return reading.value < 100
    j = reading.start
    while j > 0 and text[j - 1] in " \u3000\t":
        j -= 1
    if j > 0 and text[j - 1] not in _LINE_MARKS:
        return False
    return _LINE_SECTION.match(text, reading.start) is not None and reading.value < 100


def ordinal(text: str, reading: Reading) -> bool:
    """第二批, 第 11 期."""
    return bool(word_before(ORDINAL_BEFORE, text, 0, reading.start))


_SLOGAN = re.compile(r"“(?:[一二两三四五六七八九十百千万]{1,2}[^“”，。、；0-9一二两三四五六七八九十]{1,2}){2,6}”")
_QUOTE_REACH = 14


def in_slogan(text: str, at: int) -> bool:
    """Whether a numeral stands in a quoted pattern of numerals and words: “四级三类”, “八站两场”, “三屏两带六廊”."""
    opening = text.rfind("“", max(0, at - _QUOTE_REACH), at)
    found = _SLOGAN.match(text, opening) if opening >= 0 else None
    return found is not None and at < found.end()


_DIGIT_WORDS = frozenset("一二三四五六七八九")


def spelled_digits(text: str, reading: Reading) -> bool:
    """二七区, 五四大街, 八一小学: digits one by one without 十 name a day or a place; 三五家 is a range and stays."""
    words = text[reading.start : reading.end]
    return reading.top is None and len(words) == 2 and _DIGIT_WORDS.issuperset(words)


def linked(text: str, end_of_last: int, start: int) -> bool:
    """Whether two numbers stand in one list or range: 第一、二批; 三至六年级."""
    return text[end_of_last:start] in _LINKS


def code(text: str, reading: Reading) -> bool:
    """Digits that are part of a name or code: PM2.5, 5G, 5+2, 〔2022〕12号, G7, 24/7."""
    before = text[reading.start - 1] if reading.start > 0 else ""
    after = text[reading.end : reading.end + 1]
    if reading.form is CHINESE:
        return before in ("+", "＋") or after in ("+", "＋")
    if before and (before in "+＋×*#@_=^" or (before.isascii() and before.isalpha())):
        return not text[max(0, reading.start - 3) : reading.start].endswith(("RMB", "USD", "CNY", "US"))
    if after == "对" and text[reading.end + 1 : reading.end + 2].isdigit():
        return True  # 1对1
    if after and after in "+＋×*_#@=":
        return True
    if (
        before
        and before in ".．/-－—·•"
        and reading.start > 1
        and text[reading.start - 2].isalnum()
        and text[reading.start - 2].isascii()
    ):
        return True
    if after and after in "·•" and text[reading.end + 1 : reading.end + 2].isdigit():
        return True
    return bool(before) and before in "〔[［" and after in ("〕", "]", "］")
