"""Every figure of a Chinese policy text: what number, how bounded, of what unit and noun.

A number is a figure when something says what it counts: a percent sign, a unit of measurement, a classifier, a counted
noun, or the figure that it continues. Everything else is rejected with its reason. What is in and out follows the
annotation rules (``docs/annotation.md``); grammar of classifiers after 《现代汉语八百词》.

The text is read once from left to right; around each number only a bounded neighbourhood is looked at, so the time is
linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from policymine.records import Bound, Quantity, Rejected
from policymine.text import not_figures_zh as out_rules
from policymine.text.bounds_zh import bound_across, bound_after, bound_before
from policymine.text.heads_zh import Head, head_after, head_before, list_before, noun_unit
from policymine.text.lexicon_zh import (
    ANAPHORA_BEFORE,
    ARABIC_ONLY,
    CIRCLE,
    CLASS_AFTER,
    DIRECT,
    DIRECT_NOT_BEFORE,
    IS_BEGIN,
    IS_PASS,
    LABELS,
    LENGTH_AFTER,
    LENGTH_BEFORE,
    MEASURED,
    NOUNS,
    RANK_BEFORE,
    RANK_NOT_BEFORE,
    REACHING,
    RELATIVE_AFTER,
    RELATIVE_BEFORE,
    STRIP_VERB,
    STRONG,
    WITHIN,
    UnitWord,
    phrase_word_at,
    unit_at,
    word_at,
    word_before,
)
from policymine.text.reading_zh import ANCHOR, ARABIC, BARE, CHINESE, PERCENT, RATIO, Reading, ratio_leads, read_at

_TIME_UNITS = frozenset(("day", "week", "month", "quarter", "year"))
_LENGTH_UNITS = _TIME_UNITS | {"hour", "minute", "second"}
_CONNECT = re.compile(r" ?(?:至|到|[-—–~～－―]{1,2}) ?(?=[0-9０-９一二两三四五六七八九十百千半])")
_PER = re.compile(r"[/／每](?:人|年|吨|亩|户|平方米|月|天|日|次|公里|小时|千瓦时|立方米|生|件|公斤|斤|度|头|套|亿元|万元)")
_FULL_STOP = frozenset("。！？!?\n；;")
_CLAUSE_END = frozenset("，。！？!?\n；;,")
_MONEY_SIGNS = {"¥": "yuan", "￥": "yuan", "$": "usd", "＄": "usd", "€": "eur", "£": "gbp"}
_PERSONLIKE = frozenset(("person", "person_time", "institution_visit", "household", "other:household_visit"))
_NEVER_FROM_NOUN = _PERSONLIKE | {"copy", "batch", "event", "bed", "other:trip", "other:flight", "other:kind", "other:type", "case", "other:class_hour"}
_NOT_COUNTED_BY_THINGS = frozenset(("person", "household", "county", "city", "province", "village"))
_COLONS = (":", "：")
_SHARES = frozenset(("percent", "percentage_point", "fold", "basis_point", "ratio"))
_NEAR = 40
_LOW, _DOUBTFUL, _FAIR = 0.4, 0.45, 0.75


@dataclass(slots=True)
class _Last:
    """The figure before, for what the next one inherits."""

    tail: int  # after its unit
    unit: str | None
    head: tuple[int, int] | None
    bound: Bound
    bound_before: bool


def find_quantities_zh(text: str, start: int = 0, end: int | None = None) -> tuple[list[Quantity], list[Rejected]]:
    """Figures and rejected number-like expressions of ``text[start:end]``, each in order and without overlap.

    Offsets are into ``text``. Values are in base units: 万 and 亿 expanded, percent 0-100, money in yuan (or the currency
    that ``unit`` names). Figures below 0.5 ``confidence`` are those that a careful reader may leave out.
    """
    reader = _Reader(text, max(0, start), len(text) if end is None else min(end, len(text)))
    reader.read()
    return reader.quantities, reader.rejected


class _Reader:
    def __init__(self, text: str, lo: int, hi: int) -> None:
        self.text = text
        self.lo = lo
        self.hi = hi
        self.quantities: list[Quantity] = []
        self.rejected: list[Rejected] = []
        self.titles = out_rules.title_spans(text, lo, hi)
        self.title = 0
        self.last: _Last | None = None
        self.spread: tuple[list[tuple[int, int]], int] | None = None
        self.of_classifier: dict[str, tuple[str, int]] = {}
        self.reject_end = -1
        self.reject_reason = ""

    def read(self) -> None:
        at = self.lo
        search, text, hi = ANCHOR.search, self.text, self.hi
        while match := search(text, at, hi):
            at = self._step(match.start())

    def _reject(self, start: int, end: int, reason: str) -> int:
        self.rejected.append(Rejected(start, end, self.text[start:end], reason))
        self.reject_end, self.reject_reason = end, reason
        return end

    # What a number is not

    def _step(self, at: int) -> int:
        """Read the number expression at ``at`` and return where to go on."""
        text, hi = self.text, self.hi
        while self.title < len(self.titles) and self.titles[self.title][1] <= at:
            self.title += 1
        if self.title < len(self.titles) and self.titles[self.title][0] <= at:
            return self._reject(at, min(out_rules.run_end(text, at, hi), self.titles[self.title][1]), "title")
        char = text[at]
        arabic = char.isdigit()
        if arabic:
            stop = out_rules.phone_end(text, at, hi)
            if stop > at:
                return self._reject(at, stop, "phone")
            stop = out_rules.date_end(text, at, hi)
            if stop > at and not (text[at + 1 : at + 3].strip("0123456789.")[:1] in _COLONS and ratio_leads(text, at)):
                return self._reject(at, stop, "date")
        elif char in "一二三四五六七八九十〇零":
            stop = out_rules.chinese_date_end(text, at, hi)
            if stop > at:
                return self._reject(at, stop, "date")
        reading = read_at(text, at, hi)
        if reading is None:
            return self._reject(at, out_rules.run_end(text, at, hi), "code" if arabic else "lexical")
        reason = self._form_reason(reading)
        if reason:
            return self._reject(reading.start, reading.end, reason)
        return self._weigh(reading)

    def _form_reason(self, r: Reading) -> str:
        text, lo, hi = self.text, self.lo, self.hi
        if out_rules.ordinal(text, r, lo):
            return "ordinal"
        if self.reject_end >= 0 and r.start - self.reject_end <= 1 and self.reject_reason in ("ordinal", "grade"):
            if out_rules.linked(text, self.reject_end, r.start):
                return self.reject_reason
        if r.form is not PERCENT and out_rules.section_number(text, r, lo, hi):
            return "section_number"
        if out_rules.code(text, r, lo, hi):
            return "code"
        if text.startswith("年级", r.end):
            return "grade"
        if r.form is CHINESE or r.form is BARE:
            label = word_at(LABELS, text, r.start)
            if label:
                unit = unit_at(text, r.end, hi)
                if unit is None or r.end + len(unit.word) <= r.start + len(label):
                    return "label"
            before = text[r.start - 1] if r.start > lo else ""
            if before == "几" or (before == "数" and (r.start - 2 < lo or text[r.start - 2] not in "人总次户件额倍名个指度分位系参函多少量字篇")):
                return "vague_quantity"
        return ""

    # What it is

    def _weigh(self, r: Reading) -> int:
        text, hi = self.text, self.hi
        if r.form is PERCENT:
            if text[r.end : r.end + 1] in ("多", "余"):
                r = r._replace(end=r.end + 1, blur=True)
            return self._range_or_single(r, UnitWord("", "percent", MEASURED), r.end)
        if r.form is RATIO:
            return self._emit(r, None, UnitWord("", "ratio", MEASURED), r.end)
        if text[r.start] == "半":
            return self._half(r)
        if r.form is CHINESE and r.end - r.start == 1 and text[r.start] == "一" and text.startswith("半", r.end):
            if text.startswith(("半天", "半会", "半径"), r.end):
                return self._reject(r.start, r.end, "lexical")
            half = r._replace(end=r.end + 1, core_end=r.end + 1, value=Decimal(50), form=PERCENT)
            return self._emit(half, None, UnitWord("", "percent", MEASURED), half.end)
        if text.startswith("番", r.end) and "翻" in text[max(self.lo, r.start - 3) : r.start] and r.value < 20:
            doubled = r._replace(value=Decimal(2) ** int(r.value))
            return self._emit(doubled, None, UnitWord("番", "fold", MEASURED), r.end)
        at, blur = self._past_blur(r)
        unit = unit_at(text, at, hi)
        if unit is not None and text.startswith("半", at + len(unit.word)) and not r.scaled:
            return self._and_a_half(r, unit, at)
        if blur:
            r = r._replace(end=at, blur=True)
        return self._range_or_single(r, unit, at)

    def _past_blur(self, r: Reading) -> tuple[int, bool]:
        """Offset where the unit begins: after 余, 多, 来, 几 and a blank."""
        text, at = self.text, r.end
        blur = False
        if at < self.hi and text[at] in "余多来几" and (r.value >= 10 or text[at] == "多"):
            after = text[at + 1 : at + 2]
            if text[at] != "来" or (after and unit_at(text, at + 1, self.hi) is not None):
                at += 1
                blur = True
        if not blur and at + 1 < self.hi and text[at] == " ":
            at += 1
        return at, blur

    def _half(self, r: Reading) -> int:
        text, lo = self.text, self.lo
        before = text[r.start - 1] if r.start > lo else ""
        following = text[r.end : r.end + 1]
        if r.end - r.start == 2 or (before in ("过", "超", "近", "占") and following not in ("个", "年", "天", "月", "日", "小")):
            if r.end - r.start == 1 and following in ("数",):
                r = r._replace(end=r.end + 1)
            share = r._replace(value=Decimal(50), form=PERCENT)
            return self._emit(share, None, UnitWord("", "percent", MEASURED), share.end, bare=True)
        unit = unit_at(text, r.end, self.hi)
        if before in ("上", "下", "前", "后", "大", "多", "各", "对", "参", "减", "过") or unit is None or unit.unit not in _LENGTH_UNITS:
            return self._reject(r.start, r.end, "relative_date" if unit is not None and unit.unit in _TIME_UNITS else "lexical")
        return self._emit(r, None, unit, r.end, confidence=_LOW)

    def _and_a_half(self, r: Reading, unit: UnitWord, at: int) -> int:
        """两年半, 2个半小时: half of the unit more."""
        text = self.text
        after = at + len(unit.word) + 1
        more = r._replace(value=r.value + Decimal("0.5"), end=after, core_end=after)
        if unit.unit in _LENGTH_UNITS:
            return self._emit(more, None, unit, at, confidence=_LOW if unit.unit in _TIME_UNITS else _FAIR)
        longer = unit_at(text, after, self.hi)
        if unit.word == "个" and longer is not None and longer.unit in _LENGTH_UNITS:
            return self._emit(more, None, longer, after)
        if unit.word == "个" and text.startswith("月", after):
            return self._emit(more, None, UnitWord("月", "month", MEASURED), after)
        return self._reject(r.start, r.end, "lexical")

    def _range_or_single(self, r: Reading, unit: UnitWord | None, unit_start: int) -> int:
        """Join 300元至500元, 三至五所, 10%-15% into one; then look for what makes the number a figure."""
        text, hi = self.text, self.hi
        joins = _CONNECT.match(text, r.end, hi)
        if joins is None and unit is not None and unit.word:
            joins = _CONNECT.match(text, unit_start + len(unit.word), hi)
            if joins is not None and self._is_change(r):
                joins = None
        if joins is not None:
            top = read_at(text, joins.end(), hi)
            if top is not None and top.form not in (BARE, RATIO):
                joined = self._join(r, top, unit)
                if joined is not None:
                    return joined
        return self._judge(r, None, unit, unit_start)

    def _is_change(self, r: Reading) -> bool:
        """从81家到8家: before and after, not a range."""
        _, begin = bound_before(self.text, r.start, self.lo)
        return self.text[max(self.lo, begin - 1) : begin] in ("从", "由", "自")

    def _join(self, r: Reading, top: Reading, unit: UnitWord | None) -> int | None:
        text, hi = self.text, self.hi
        at, blur = self._past_blur(top)
        unit_of_top = UnitWord("", "percent", MEASURED) if top.form is PERCENT else unit_at(text, at, hi)
        if text.startswith("年级", top.end):
            return self._reject(r.start, top.end, "grade")
        if (r.form is PERCENT) != (top.form is PERCENT) and not (top.form is PERCENT and r.form is ARABIC and unit is None):
            return None
        if unit is not None and unit.word and (unit_of_top is None or unit_of_top.unit != unit.unit):
            return None
        if unit_of_top is None and not word_at(DIRECT, text, at):
            if r.form is ARABIC and top.form is ARABIC and not top.scaled:
                return None
        low = r.value
        if top.scaled and not r.scaled and top.mantissa is not None and r.mantissa is not None and r.mantissa <= top.mantissa:
            low = r.value * top.value / top.mantissa if top.mantissa else r.value
        elif top.form is CHINESE and top.scaled and not r.scaled and r.form is CHINESE and text[top.end - 1] in "万亿":
            low = r.value * (10**4 if text[top.end - 1] == "万" else 10**8)
        if low >= top.value:
            return None
        whole = r._replace(
            end=top.end if not blur else at, core_end=top.core_end, value=low, top=top.value, form=top.form,
            scaled=top.scaled, blur=False,
        )  # fmt: skip
        return self._judge(whole, None, unit_of_top, at if top.form is not PERCENT else top.end)

    def _judge(self, r: Reading, _: None, unit: UnitWord | None, at: int) -> int:
        """Decide by unit and neighbours whether the number is a figure, and pass it on or reject it."""
        if r.form is PERCENT:
            return self._emit(r, r.top, unit, at)
        text = self.text
        if unit is None:
            return self._without_unit(r, at)
        reason = self._unit_reason(r, unit, at)
        if reason:
            return self._reject(r.start, r.end, reason)
        confidence = 0.9
        if unit.unit == "year_of_age" or (unit.unit in _TIME_UNITS and self._interval(r, unit, at)):
            confidence = _LOW
        elif r.form is CHINESE and r.end - r.start == 1:
            confidence = _DOUBTFUL if unit.unit in _TIME_UNITS and not self._is_length(r, at + len(unit.word)) else _FAIR
        if unit.word == "方" and text[at + 1 : at + 2] not in ("", "。", "，", "、", "；", "以", "左", "，"):
            unit = UnitWord("方", "cubic_meter", MEASURED)
        return self._emit(r, r.top, unit, at, confidence=confidence)

    def _is_length(self, r: Reading, after: int) -> bool:
        """为期三年, 三个月内, 不少于两周: a length of time, not a time named."""
        text, lo = self.text, self.lo
        if word_before(LENGTH_BEFORE, text, lo, r.start) or text.startswith(LENGTH_AFTER, after):
            return True
        return bound_before(text, r.start, lo)[0] is not None or bound_across(text, r.start, lo) is not None

    def _interval(self, r: Reading, unit: UnitWord, at: int) -> bool:
        before = self.text[max(self.lo, r.start - 2) : r.start]
        return before.endswith(("每", "连续", "每隔")) and not (unit.word.endswith("工作日") and "周" in before)

    def _unit_reason(self, r: Reading, unit: UnitWord, at: int) -> str:
        text, lo = self.text, self.lo
        after = at + len(unit.word)
        single = r.form is CHINESE and r.top is None and r.end - r.start == 1
        before = text[r.start - 1] if r.start > lo else ""
        if r.form is BARE:
            bound, _ = bound_before(text, r.start, lo, bare=True)
            if bound is None or unit.unit in _TIME_UNITS or unit.word == "里":
                return "denominator" if before == "每" else "vague_quantity"
            if text.startswith(CLASS_AFTER, after) or text.startswith(CLASS_AFTER, r.end):
                return "class"
            return ""
        if (text.startswith(CLASS_AFTER, after) and unit.kind != MEASURED) or text.startswith(("级", "制"), after):
            return "class"
        if unit.unit in ("minute", "hour") and text.startswith(CIRCLE, after):
            return "label"
        if r.form is CHINESE:
            if single and (unit.kind not in (MEASURED, STRONG) or unit.word in ARABIC_ONLY):
                return "lexical"
            if r.value > 99 and not r.scaled and unit.unit == "year":
                return "year"
            if single and before and before in ANAPHORA_BEFORE:
                return "anaphora"
            if single and text[r.start] == "二" and unit.kind == STRONG:
                return "ordinal"
            if single and text[r.start] == "一":
                return self._one(r, unit, at)
            if single and before in ("“", "‘", "国", "新") and unit.word in ("个", "项", "条", "张", "类", "种"):
                return "label"
        elif r.form is ARABIC and unit.unit == "year" and not r.scaled and 1900 <= r.value < 2100 and r.value == int(r.value):
            return "year"
        if before == RANK_BEFORE and (r.start - 1 <= lo or text[r.start - 2] not in RANK_NOT_BEFORE):
            return "relative_date" if unit.unit in _TIME_UNITS else "rank"
        if before == "每" and unit.kind != MEASURED:
            return "denominator"
        if before in ("/", "／"):
            return "denominator"
        if unit.unit in _TIME_UNITS:
            return self._time_reason(r, unit, after)
        return ""

    def _time_reason(self, r: Reading, unit: UnitWord, after: int) -> str:
        text, lo = self.text, self.lo
        if unit.word.endswith("日") and unit.word != "日":
            return ""
        if word_before(LENGTH_BEFORE, text, lo, r.start):
            return ""
        if word_before(RELATIVE_BEFORE, text, lo, r.start):
            return "relative_date"
        if unit.word in ("年", "天", "周", "个月"):
            if text.startswith(("以上", "以内"), after):
                return ""
            if word_at(RELATIVE_AFTER, text, after) or (text[after : after + 1] == "多" and text[after + 1 : after + 2] in ("来", "前")):
                return "relative_date"
        return ""

    def _one(self, r: Reading, unit: UnitWord, at: int) -> str:
        """一 with a classifier is an article (一个生育政策) unless something makes it a measure."""
        text, lo = self.text, self.lo
        after = at + len(unit.word)
        bound = bound_before(text, r.start, lo)[0] or bound_across(text, r.start, lo)
        if unit.unit == "fold":
            return ""
        if unit.unit in _TIME_UNITS:
            if word_before(LENGTH_BEFORE, text, lo, r.start) or text.startswith(LENGTH_AFTER, after):
                return ""
            return "" if bound in (Bound.AT_LEAST, Bound.AT_MOST, Bound.LESS_THAN) else "relative_date"
        if unit.unit in ("hour", "minute"):
            return ""
        if bound in (Bound.AT_LEAST, Bound.AT_MOST, Bound.MORE_THAN) and not text.startswith(("一定", "一般"), r.start):
            return ""
        return "article"

    def _without_unit(self, r: Reading, at: int) -> int:
        """A number with no unit or classifier: a counted noun may follow, or it continues a list."""
        text, lo, hi = self.text, self.lo, self.hi
        single = r.form is CHINESE and r.end - r.start == 1
        if r.form is BARE:
            return self._reject(r.start, r.end, "vague_quantity" if text[r.end : r.end + 1] in ("级", "年") else "lexical")
        if text.startswith(CLASS_AFTER, r.end):
            return self._reject(r.start, r.end, "class")
        before = text[r.start - 1] if r.start > lo else ""
        if before == "每":
            return self._reject(r.start, r.end, "denominator")
        money = _MONEY_SIGNS.get(before) or ("yuan" if text.endswith("人民币", lo, r.start) else None)
        if money:
            return self._emit(r, r.top, UnitWord("", money, MEASURED), r.end)
        if text[at : at + 1] == "日" and r.form is ARABIC and not r.scaled:
            return self._emit(r, r.top, UnitWord("日", "day", MEASURED), at)
        noun = word_at(DIRECT, text, at)
        if noun and text[at + len(noun) : at + len(noun) + 1] in tuple(DIRECT_NOT_BEFORE.get(noun, "")):
            noun = ""
        if noun and not (r.form is ARABIC and not r.scaled and 1900 <= r.value < 2100 and r.value == int(r.value)):
            if not single or noun == "部门":
                if before == RANK_BEFORE or (single and before in ANAPHORA_BEFORE):
                    return self._reject(r.start, r.end, "rank")
                confidence = _LOW if noun in ("部门", "部委") else 0.85
                return self._emit(r, r.top, UnitWord("", "", STRONG), at, confidence=confidence, direct=noun)
        if r.scaled and (r.value >= 10000 or r.blur):
            return self._scaled_without_unit(r, at)
        if single or (r.form is CHINESE and not r.scaled):
            return self._reject(r.start, r.end, "lexical")
        return self._bare_number(r)

    def _scaled_without_unit(self, r: Reading, at: int) -> int:
        """近六万在校小学生; 降到每针不超过两万."""
        text, hi = self.text, self.hi
        if r.form is CHINESE and text[r.start] == "一" and r.end - r.start == 2 and text[r.end - 1] in "百千":
            return self._reject(r.start, r.end, "lexical")
        head = head_after(text, at, hi, needs_noun=True)
        if head is not None and head.unit:
            return self._emit(r, r.top, UnitWord("", head.unit, STRONG), at, confidence=0.85)
        unit = self.last.unit if self.last is not None and self._same_sentence(r.start) else None
        return self._emit(r, r.top, UnitWord("", unit or "", MEASURED if unit else STRONG), at, confidence=0.7)

    def _bare_number(self, r: Reading) -> int:
        """An Arabic number on its own: one of a list (5、8和12个), or what a verb of reaching leads to."""
        text, lo, hi = self.text, self.lo, self.hi
        if 1900 <= r.value < 2100 and r.end - r.start == 4:
            return self._reject(r.start, r.end, "year")
        if text.startswith(("/10万", "/万", "/千", "/100万"), r.end):
            per = "/" + next(base for base in ("10万", "100万", "万", "千") if text.startswith(base, r.end + 1))
            return self._emit(r, None, UnitWord(per, "other:rate", MEASURED), r.end, confidence=_FAIR)
        chain = _chain_unit(text, r.end, hi)
        if chain is not None:
            return self._emit(r, None, chain, r.end, confidence=_FAIR)
        bound, begin = bound_before(text, r.start, lo)
        after = text[r.end : r.end + 1]
        closed = not after or after in "，。；、,;\n）)！？ \t|" or bound_after(text, r.end, hi)[0] is not None
        if closed and (bound is not None or word_before(REACHING, text, lo, begin)):
            unit = self.last.unit if self.last is not None and self._same_sentence(r.start) else None
            number = r.value != int(r.value)
            if unit is not None and not number and unit != "percent":
                return self._emit(r, r.top, UnitWord("", unit, MEASURED), r.end, confidence=0.6)
            return self._emit(r, r.top, UnitWord("", "", STRONG), r.end, confidence=0.6 if number else _LOW)
        if text[lo:hi].strip() == text[r.start : r.end]:
            return self._emit(r, r.top, UnitWord("", "", STRONG), r.end, confidence=0.6)
        return self._reject(r.start, r.end, "no_unit")

    def _same_sentence(self, at: int) -> bool:
        last = self.last
        if last is None or at - last.tail > 80:
            return False
        return not any(char in _FULL_STOP for char in self.text[last.tail : at])

    # Putting it together

    def _emit(
        self, r: Reading, top: Decimal | None, unit: UnitWord | None, at: int, *, confidence: float = 0.9, direct: str = "", bare: bool = False
    ) -> int:
        text, lo, hi = self.text, self.lo, self.hi
        word = unit.word if unit is not None else ""
        unit_end = at + len(word) + len(direct)
        floor = max(lo, self.quantities[-1].end if self.quantities else lo)
        bound, start = bound_before(text, r.start, floor, bare=bare or r.form is BARE)
        own_bound = bound is not None
        tail = 0
        end = r.end
        after_bound, stop = bound_after(text, end, hi)
        if after_bound is not None:
            end = stop
            if not word and not direct:
                unit_end = max(unit_end, end)
        else:
            per = _PER.match(text, unit_end, hi) if word and text[unit_end : unit_end + 1] in ("/", "／", "每") else None
            measured_end = per.end() if per else unit_end
            if text[measured_end : measured_end + 1] == "半":
                measured_end += 1
            after_bound, stop = bound_after(text, measured_end, hi, unit=unit is not None and unit.kind == MEASURED)
            if after_bound is not None and (word or direct):
                end = unit_end = stop
            else:
                after_bound = None
                unit_end = measured_end
                if unit is not None and unit.unit in _LENGTH_UNITS and text.startswith(WITHIN, measured_end) and not text.startswith(("内容", "内部"), measured_end):
                    after_bound = Bound.AT_MOST
                    tail = measured_end + (2 if text.startswith(("以内", "之内"), measured_end) else 1)
        name, head = self._unit_and_head(r, unit, at, unit_end, start, direct)
        tail = max(end, unit_end, tail)
        final = bound or after_bound or (Bound.MORE_THAN if r.blur and top is None else None)
        if final is None and r.blur:
            final = Bound.APPROXIMATELY
        if final is None:
            final = self._inherited_bound(start)
            if final is None:
                final = bound_across(text, r.start, floor) or Bound.EXACT
        if name == "other:aspect" and r.form is CHINESE:
            confidence = min(confidence, _DOUBTFUL)
        unit_start = at if (word or direct) else None
        self.quantities.append(
            Quantity(
                start, end, r.core_start, r.core_end, _clean(r.value), _clean(top) if top is not None else None, final, name or None,
                unit_start, at + len(word) + len(direct) if unit_start is not None else None,
                text[head[0] : head[1]] if head else None, head[0] if head else None, head[1] if head else None, confidence,
            )
        )  # fmt: skip
        self.last = _Last(tail, name, head, final, own_bound)
        return max(end, at + len(word))

    def _inherited_bound(self, start: int) -> Bound | None:
        """不得超过3个月或60课时: the bound holds for both."""
        last = self.last
        if last is None or not last.bound_before or last.bound is Bound.EXACT:
            return None
        between = self.text[last.tail : start]
        return last.bound if between in ("或", "或者", "或是") else None

    def _unit_and_head(
        self, r: Reading, unit: UnitWord | None, at: int, unit_end: int, start: int, direct: str
    ) -> tuple[str, tuple[int, int] | None]:
        text, lo, hi = self.text, self.lo, self.hi
        name = unit.unit if unit is not None else ""
        measured = unit is not None and unit.kind == MEASURED
        if direct:
            noun = NOUNS.get(direct) or f"other:{direct}"
            follows = head_after(text, at, hi)
            return noun, (at, max(follows.end, unit_end) if follows and follows.unit == noun else at + len(direct))
        follows: Head | None = None
        attribute = text.startswith("的", unit_end)
        if attribute and (start < r.start or word_before(REACHING, text, lo, start)):
            found = head_before(text, start, max(lo, self.last.tail if self.last is not None else lo))
            if found is not None:
                unit_of_noun = found.unit if not measured else None
                return (name if measured else _counted(unit, unit_of_noun)), (found.start, found.end)
        if attribute:
            follows = head_after(text, unit_end, hi, whole=measured and name not in _SHARES)
        elif name not in _SHARES and not _begins_verb(text, unit_end, hi) and not (name in _LENGTH_UNITS and text.startswith(WITHIN, unit_end)):
            follows = head_after(text, unit_end, hi, whole=measured)
        head = (follows.start, follows.end) if follows is not None else None
        noun_unit = follows.unit if follows is not None else None
        if head is None:
            head, noun_unit = self._head_before(start)
        if measured:
            return name, head
        name = _counted(unit, noun_unit)
        word = unit.word if unit is not None else ""
        if noun_unit is None and word:
            name = self._same_classifier(word, name, start)
        elif word:
            self.of_classifier[word] = (name, start)
        return name, head

    def _same_classifier(self, word: str, name: str, start: int) -> str:
        """Unit that the same classifier had shortly before (172万套住房 … 100万套), when no noun says it."""
        if word == "套" and "房" in self.text[max(self.lo, start - _NEAR) : min(self.hi, start + _NEAR)]:
            return "housing_unit"
        known = self.of_classifier.get(word)
        return known[0] if known is not None and start - known[1] < 3 * _NEAR and word in ("家", "所", "个", "套", "处", "座") else name

    def _head_before(self, start: int) -> tuple[tuple[int, int] | None, str | None]:
        text = self.text
        floor = max(self.lo, self.last.tail if self.last is not None else self.lo)
        if self.spread is not None:
            items, used = self.spread
            if self.last is not None and not any(char in _CLAUSE_END for char in text[self.last.tail : start]):
                self.spread = (items, used + 1)
                item = items[used % len(items)]
                return item, _noun_unit(text, item)
            self.spread = None
        items = list_before(text, start, floor)
        if items:
            self.spread = (items, 1)
            return items[0], _noun_unit(text, items[0])
        found = head_before(text, start, floor)
        if found is None:
            comma = max(text.rfind("，", floor, start), text.rfind(",", floor, start))
            if comma > floor and not any(char in _FULL_STOP for char in text[comma:start]):
                found = head_before(text, comma, floor)
        if found is not None:
            return (found.start, found.end), found.unit
        if self.last is not None and self.last.head is not None and self._same_sentence(start):
            head = self.last.head
            return head, _noun_unit(text, head)
        found = head_before(text, start, floor, verbs=False)
        return ((found.start, found.end), found.unit) if found is not None else (None, None)


def _noun_unit(text: str, span: tuple[int, int]) -> str | None:
    return noun_unit(text[max(span[0], span[1] - 10) : span[1]])


def _begins_verb(text: str, at: int, end: int) -> bool:
    """Whether a verb stands at ``at`` (新建, 建成, 开展): what follows is its object and not what was counted."""
    if at >= end:
        return False
    entry = phrase_word_at(text, at, end)
    if entry is not None and entry.does & (IS_BEGIN | IS_PASS):
        return not entry.does & IS_PASS
    return bool(word_before(STRIP_VERB, text, at, min(at + 2, end)))


def _counted(unit: UnitWord | None, noun_unit: str | None) -> str:
    """Unit of a counted thing from its classifier and its noun; ``other:item`` where neither says more than 个."""
    name = unit.unit if unit is not None else ""
    if not name:
        return noun_unit or ("other:item" if unit is not None and unit.word else "")
    if noun_unit is None or name in _NEVER_FROM_NOUN:
        return name
    if name == "time(s)":
        return noun_unit if noun_unit == "inspection" else name
    if noun_unit in _NOT_COUNTED_BY_THINGS:
        return name
    if name in ("institution", "school") and noun_unit not in ("school", "enterprise", "institution", "department"):
        return "institution"  # 三家食堂, 两所卫生站: 家 and 所 count bodies
    return noun_unit


def _chain_unit(text: str, at: int, end: int) -> UnitWord | None:
    """Unit at the end of a list of bare numbers that begins at ``at``: (5)、8和12个."""
    match = _CHAIN.match(text, at, end)
    if match is None:
        return None
    unit = unit_at(text, match.end(), end)
    return UnitWord("", unit.unit, unit.kind) if unit is not None and unit.unit != "year" else None


_CHAIN = re.compile(r"(?:[、和与及] ?[0-9]{1,7}(?:\.[0-9]{1,4})?){1,12}(?![0-9])")


def _clean(value: Decimal) -> Decimal:
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()
