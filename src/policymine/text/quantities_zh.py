"""Every figure of a Chinese policy text: what number, how bounded, of what unit and noun.

A number is a figure when something says what it counts: a percent sign, a unit of measurement, a classifier, a counted
noun, or the figure that it continues. Everything else is rejected with its reason. What is in and out follows the
annotation rules (``docs/annotation.md``); grammar of classifiers after 《现代汉语八百词》.

The text is read once from left to right; around each number only a bounded neighbourhood is looked at, so the time is
linear in the length of the text.
"""

from __future__ import annotations

import re
from decimal import Decimal

from policymine.records import Quantity, Rejected
from policymine.text import not_figures_zh as out_rules
from policymine.text.assembly_zh import DOUBTFUL, FAIR, LOW, Assembler
from policymine.text.bounds_zh import bound_after, bound_before
from policymine.text.counted_zh import COUNTED_ONES
from policymine.text.figure_rules_zh import (
    LENGTH_UNITS,
    TIME_UNITS,
    chain_unit,
    in_list_of_words,
    is_aim,
    is_interval,
    is_length,
    past_blur,
    unit_reason,
)
from policymine.text.heads_zh import head_after, head_before
from policymine.text.lexicon_zh import (
    ANAPHORA_BEFORE,
    CLASS_AFTER,
    DIRECT,
    DIRECT_NOT_BEFORE,
    LABELS,
    LENGTH_BEFORE,
    MEASURED,
    MONEY_BEFORE,
    MONEY_BEFORE_BY_LAST,
    NOT_HALF_AFTER,
    NOUNS,
    NUMBER_NOUNS,
    RANK_BEFORE,
    REACHING,
    STRONG,
    UnitWord,
    unit_at,
    word_at,
    word_before,
)
from policymine.text.measures_zh import TOLD_BY_CONTEXT, below_zero, in_context, odd_money, refine
from policymine.text.reading_zh import ANCHOR, ARABIC, BARE, CHINESE, PERCENT, RATIO, Reading, ratio_leads, read_at
from policymine.text.tables_zh import SEPARATORS, Tables

_CONNECT = re.compile(r"(?:[（(]含[）)])? ?(?:至|到|[-—–~～－―]{1,2}) ?(?=[0-9０-９一二两三四五六七八九十百千半])")
_BIG = re.compile("[万亿]")
_COLONS = (":", "：")
_HALF_AND_MORE = re.compile(r"[多余](?![数年个月天人元次位])")
# What is measured in money, and numbers so large that nothing else is meant.
_MONEY_HEAD = re.compile(
    r"(?:生产总值|GDP|经济总量|利润|利润总额|收入|支出|产值|营收|零售总?额|销售额|交易额|成交额|进出口总?额|总值|投资额?|融资额?|余额|资产|市值|税收|债务|贷款|专项债券?|预算)[^，。；、0-9]{0,6}$"
)
# What is spent, paid or saved, right before a number that leaves 元 away: 只花了两千出头, 自付从近四万, 省下两万七.
_SPENT = re.compile(
    r"(?:拿出|投入|投资|筹集|安排|拨付|下达|争取|可贷|最高贷|贷款|奖|资金|经费|拨款|额度|开价|要价|收费|收取|花|掏|罚|赔|挣|赚|省下|省了|交了|付了|退了|借了|补了|奖了|花费|花销|开支|开销|支出|自付|学费|房租|租金|工资|月薪|年薪|月收入|年收入|收入|费用|药费|医药费|均价"
    r"|单价|售价|价格|身价|报价|罚款|赔偿|补偿|补贴|押金|定金|彩礼)(?:的|了|出|去|掉|金额|标准)?(?:也|还|只|就|才|要|得|是|有|为|每[年月次人户]|从|由|原来|此前|以前|过去|的|降|涨|升|减|到|至|高达|达){0,4}$"
)
# 八县一市, 六县（市、区）: counted divisions with no classifier
_DIVISIONS_OF = re.compile(r"[县区市旗](?:（[市县区旗、]{1,5}）|[一二两三四五六七八九十][县市区旗](?![一-鿿]?[路街]))")
# 五县116所, 六县区, 三市均: divisions that one numeral counts directly; a name (五县镇) goes on otherwise.
_SEVERAL = re.compile(
    r"(?:县区|区县|县市区?|市县|镇街|街镇|乡镇|省份|省市|省区|市州|盟市|旗县|[县市省国校镇乡区])(?=[0-9内共均都各联也及和、，；]|全部|所有|实现|开展|先行|试点|同步|携手|共建)"
)
_NAMES_BEFORE = frozenset(ANAPHORA_BEFORE + RANK_BEFORE + "第一全各同大“路街")
_TOLERANCE = re.compile(r"±[0-9]{1,6}(?:\.[0-9]{1,4})?")
# 由200元降为零: nothing is left of what the figure before told.
_TO_NOTHING = re.compile(r"(?:[降减压缩变]|压减|减少|下降|降低|清理)[为至到成]$")
_COEFFICIENT = re.compile(r"(?:系数|比值|[^同环占对百]比)[^，。；、]{0,14}$")
_HUNDRED_MILLION = 10**8
_MILLION = 10**6
# More persons, households or bodies there are not in the country (census of 2020): what is more is money.
_MOST_COUNTED = {
    "person": Decimal(1_450_000_000),
    "household": Decimal(550_000_000),
    "enterprise": Decimal(250_000_000),
}
_MOST_BODIES = Decimal(100_000_000)
_CELL = 40  # a text of this length may be a table cell that holds a number only


def find_quantities_zh(text: str, start: int = 0, end: int | None = None) -> tuple[list[Quantity], list[Rejected]]:
    """Figures and rejected number-like expressions of ``text[start:end]``, each in order and without overlap.

    Offsets are into ``text``. Values are in base units: 万 and 亿 expanded, percent 0-100, money in yuan (or the currency
    that ``unit`` names). Figures below 0.5 ``confidence`` are those that a careful reader may leave out.
    """
    begin = max(0, start)
    stop = len(text) if end is None else min(end, len(text))
    part = text if begin == 0 and stop == len(text) else text[begin:stop]
    reader = _Reader(part, begin)
    reader.read()
    return reader.build.quantities, reader.rejected


class _Reader:
    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.offset = offset
        self.build = Assembler(text, offset)
        self.rejected: list[Rejected] = []
        self.tables = Tables(text)
        self.titles = out_rules.title_spans(text)
        self.title = 0
        self.reject_end = -1
        self.reject_reason = ""

    def read(self) -> None:
        at = 0
        search, text = ANCHOR.search, self.text
        while match := search(text, at):
            at = self._step(match.start())

    def _reject(self, start: int, end: int, reason: str) -> int:
        self.rejected.append(Rejected(start + self.offset, end + self.offset, self.text[start:end], reason))
        self.reject_end, self.reject_reason = end, reason
        self.build.read_to = end
        return end

    # What a number is not

    def _step(self, at: int) -> int:
        """Read the number expression at ``at`` and return where to go on."""
        text = self.text
        while self.title < len(self.titles) and self.titles[self.title][1] <= at:
            self.title += 1
        if self.title < len(self.titles) and self.titles[self.title][0] <= at:
            return self._reject(at, min(out_rules.run_end(text, at), self.titles[self.title][1]), "title")
        char = text[at]
        arabic = char.isdigit()
        if arabic:
            if at and text[at - 1] in SEPARATORS:
                stop = self._table_cell(at)
                if stop:
                    return stop
            stop = out_rules.phone_end(text, at)
            if stop > at:
                return self._reject(at, stop, "phone")
            stop = out_rules.date_end(text, at)
            if stop > at and text[stop - 1] == "日" and text[at : stop - 1].isdigit():
                stop = at if word_before(LENGTH_BEFORE, text, 0, at) else stop  # 逾期10日
            if stop > at and not (text[at + 1 : at + 3].strip("0123456789.")[:1] in _COLONS and ratio_leads(text, at)):
                return self._reject(at, stop, "date")
        elif char in "一二三四五六七八九十〇零":
            stop = out_rules.chinese_date_end(text, at)
            if stop > at:
                return self._reject(at, stop, "date")
        reading = read_at(text, at, len(text))
        if reading is None:
            return self._reject(at, out_rules.run_end(text, at), "code" if arabic else "lexical")
        reason = self._form_reason(reading)
        if reason:
            return self._reject(reading.start, reading.end, reason)
        return self._weigh(reading)

    def _table_cell(self, at: int) -> int:
        """Read the number at ``at`` as a cell of a table; 0 where it is none."""
        reading = read_at(self.text, at, len(self.text))
        cell = self.tables.cell(at, reading.end) if reading is not None else None
        if reading is None or cell is None or reading.form not in (ARABIC, PERCENT):
            return 0
        return self.build.add_cell(reading._replace(value=reading.value * cell.factor), cell.unit, cell.noun, cell.head)

    def _form_reason(self, r: Reading) -> str:
        text = self.text
        if out_rules.ordinal(text, r):
            return "ordinal"
        in_list = self.reject_reason in ("ordinal", "grade") and 0 <= r.start - self.reject_end <= 1
        if in_list and out_rules.linked(text, self.reject_end, r.start):
            return self.reject_reason
        if in_list_of_words(text, self.reject_end, r):
            return "ordinal"
        if r.form is not PERCENT and out_rules.section_number(text, r):
            return "section_number"
        if out_rules.code(text, r):
            return "code"
        if text.startswith("年级", r.end):
            return "grade"
        if r.form is CHINESE or r.form is BARE:
            if out_rules.spelled_digits(text, r):
                return "lexical"
            if out_rules.in_slogan(text, r.start):
                return "label"
            label = word_at(LABELS, text, r.start)
            if label:
                unit = unit_at(text, r.end, len(text))
                if unit is None or r.end + len(unit.word) <= r.start + len(label):
                    return "label"
            before = text[r.start - 1] if r.start > 0 else ""
            if before == "几" or (before == "数" and (r.start < 2 or text[r.start - 2] not in NUMBER_NOUNS)):
                return "vague_quantity"
        return ""

    # What it is

    def _weigh(self, r: Reading) -> int:
        text = self.text
        if r.form is PERCENT:
            if text[r.end : r.end + 1] in ("多", "余"):
                r = r._replace(end=r.end + 1, blur=True)
            return self._range_or_single(r, UnitWord("", "percent", MEASURED), r.end)
        if r.form is RATIO:
            return self.build.add(r, None, UnitWord("", "ratio", MEASURED), r.end)
        if text[r.start] == "半":
            return self._half(r)
        if r.form is CHINESE and r.end - r.start == 1 and text[r.start] == "一" and text.startswith("半", r.end):
            if text.startswith(("半天", "半会", "半径"), r.end):
                return self._reject(r.start, r.end, "lexical")
            more = _HALF_AND_MORE.match(text, r.end + 1)
            half = r._replace(
                end=r.end + (2 if more else 1), core_end=r.end + 1, value=Decimal(50), form=PERCENT, blur=bool(more)
            )
            return self.build.add(half, None, UnitWord("", "percent", MEASURED), half.end)
        if text.startswith("番", r.end) and "翻" in text[max(0, r.start - 3) : r.start] and r.value < 20:
            doubled = r._replace(value=Decimal(2) ** int(r.value))
            return self.build.add(doubled, None, UnitWord("番", "fold", MEASURED), r.end)
        if text[r.end : r.end + 1] == "±" and (tolerance := _TOLERANCE.match(text, r.end)):
            unit = unit_at(text, tolerance.end(), len(text))
            if unit is not None and unit.kind == MEASURED:  # 5±0.3毫米
                return self.build.add(r._replace(end=tolerance.end()), None, unit, tolerance.end(), confidence=FAIR)
        at, blur = past_blur(text, r)
        unit = unit_at(text, at, len(text))
        if unit is not None and text.startswith("半", at + len(unit.word)) and not r.scaled:
            return self._and_a_half(r, unit, at)
        if blur:
            r = r._replace(end=at, blur=True)
        return self._range_or_single(r, unit, at)

    def _half(self, r: Reading) -> int:
        text = self.text
        before = text[r.start - 1] if r.start > 0 else ""
        following = text[r.end : r.end + 1]
        if r.end - r.start == 2 or (
            before in ("过", "超", "近", "占", "减") and following not in ("个", "年", "天", "月", "日", "小")
        ):
            if r.end - r.start == 1 and following in ("数",):
                r = r._replace(end=r.end + 1)
            share = r._replace(value=Decimal(50), form=PERCENT)
            return self.build.add(share, None, UnitWord("", "percent", MEASURED), share.end, bare=True)
        unit = unit_at(text, r.end, len(text))
        if before in NOT_HALF_AFTER or unit is None or unit.unit not in LENGTH_UNITS:
            return self._reject(
                r.start, r.end, "relative_date" if unit is not None and unit.unit in TIME_UNITS else "lexical"
            )
        if unit.unit == "year" and not is_length(text, r, r.end + len(unit.word)):
            return self._reject(r.start, r.end, "relative_date")  # 实施半年: a time that is named
        return self.build.add(r, None, unit, r.end, confidence=LOW)

    def _and_a_half(self, r: Reading, unit: UnitWord, at: int) -> int:
        """两年半, 2个半小时: half of the unit more."""
        text = self.text
        after = at + len(unit.word) + 1
        more = r._replace(value=r.value + Decimal("0.5"), end=after, core_end=after)
        if unit.unit in LENGTH_UNITS:
            return self.build.add(more, None, unit, at, confidence=LOW if unit.unit in TIME_UNITS else FAIR)
        if unit.kind == MEASURED and unit.unit not in ("percentage_point", "year_of_age") and r.value < 100:
            return self.build.add(more, None, unit, at, confidence=FAIR)  # 两公里半
        longer = unit_at(text, after, len(text))
        if unit.word == "个" and longer is not None and longer.unit in LENGTH_UNITS:
            return self.build.add(more, None, longer, after)
        if unit.word == "个" and text.startswith("月", after):
            return self.build.add(more, None, UnitWord("月", "month", MEASURED), after)
        return self._reject(r.start, r.end, "lexical")

    def _range_or_single(self, r: Reading, unit: UnitWord | None, unit_start: int) -> int:
        """Join 300元至500元, 三至五所, 10%-15% into one; then look for what makes the number a figure."""
        text = self.text
        joins = _CONNECT.match(text, r.end)
        if joins is None and unit is not None and unit.word:
            joins = _CONNECT.match(text, unit_start + len(unit.word))
            if joins is not None and self._is_change(r):
                joins = None
        if joins is not None:
            top = read_at(text, joins.end(), len(text))
            if top is not None and top.form not in (BARE, RATIO):
                joined = self._join(r, top, unit)
                if joined is not None:
                    return joined
        return self._judge(r, unit, unit_start)

    def _is_change(self, r: Reading) -> bool:
        """从81家到8家: before and after, not a range."""
        _, begin = bound_before(self.text, r.start, 0)
        return self.text[max(0, begin - 1) : begin] in ("从", "由", "自")

    def _join(self, r: Reading, top: Reading, unit: UnitWord | None) -> int | None:
        text = self.text
        at, blur = past_blur(text, top)
        unit_of_top = UnitWord("", "percent", MEASURED) if top.form is PERCENT else unit_at(text, at, len(text))
        if text.startswith("年级", top.end):
            return self._reject(r.start, top.end, "grade")
        tenths = top.form is PERCENT and r.form is not PERCENT and text[top.core_end : top.core_end + 1] == "成"
        if (r.form is PERCENT) != (top.form is PERCENT) and not (
            top.form is PERCENT and (r.form is ARABIC or tenths) and unit is None
        ):
            return None
        if unit is not None and unit.word and (unit_of_top is None or unit_of_top.unit != unit.unit):
            return None
        arabic = r.form is ARABIC and top.form is ARABIC
        if unit_of_top is None and arabic and not top.scaled and not word_at(DIRECT, text, at):
            return None
        low = r.value * 10 if tenths else r.value  # 三至五成
        if (
            top.scaled
            and not r.scaled
            and top.mantissa is not None
            and r.mantissa is not None
            and r.mantissa <= top.mantissa
        ):
            low = r.value * top.value / top.mantissa if top.mantissa else r.value
        elif (
            top.form is r.form is CHINESE and text[top.end - 1] in "万亿" and _BIG.search(text, r.start, r.end) is None
        ):
            low = r.value * (10**4 if text[top.end - 1] == "万" else 10**8)
        if low >= top.value:
            return None
        whole = r._replace(
            end=top.end if not blur else at, core_end=top.core_end, value=low, top=top.value, form=top.form,
            scaled=top.scaled, blur=False,
        )  # fmt: skip
        return self._judge(whole, unit_of_top, at if top.form is not PERCENT else top.end)

    def _judge(self, r: Reading, unit: UnitWord | None, at: int) -> int:
        """Decide by unit and neighbours whether the number is a figure, and pass it on or reject it."""
        text = self.text
        if r.form is PERCENT:
            return self.build.add(below_zero(text, r), r.top, unit, at)
        if unit is None:
            return self._without_unit(r, at)
        if unit.word == "块" and (sum_ := odd_money(text, r, at)) is not None:  # 五块二
            return self.build.add(sum_, None, UnitWord("", "yuan", MEASURED), sum_.end, confidence=FAIR)
        if unit.word == "个" and text.startswith("亿", at + 1) and r.value < 1000:  # 投了两个亿
            whole = r._replace(end=at + 2, value=r.value * _HUNDRED_MILLION, top=None)
            money = unit_at(text, at + 2, len(text))
            known = money if money is not None and money.kind == MEASURED else UnitWord("", "yuan", MEASURED)
            return self.build.add(whole, None, known, at + 2, confidence=FAIR)
        reason = "anniversary" if unit.word == "周年" else unit_reason(text, r, unit, at)
        if reason:
            return self._reject(r.start, r.end, reason)
        confidence = 0.9
        if unit.unit == "year_of_age":
            confidence = 0.9 if r.value != int(r.value) or "寿命" in text[max(0, r.start - 12) : r.start] else LOW
        elif unit.unit in TIME_UNITS and is_interval(text, r, unit):
            confidence = LOW
        elif r.form is CHINESE and r.end - r.start == 1:
            told = unit.word.startswith("个多") or is_length(text, r, at + len(unit.word))  # 三个多月
            named = unit.unit in TIME_UNITS and not told
            confidence = DOUBTFUL if named else FAIR
        if unit.kind == MEASURED:
            r, unit, at = refine(text, r, unit, at)
        elif unit.word in TOLD_BY_CONTEXT:
            unit = in_context(text, r, unit, at, spent=unit.word == "块" and self._is_spent(r))
        return self.build.add(r, r.top, unit, at, confidence=confidence)

    def _without_unit(self, r: Reading, at: int) -> int:
        """A number with no unit or classifier: a counted noun may follow, or it continues a list."""
        text = self.text
        single = r.form is CHINESE and r.end - r.start == 1
        if single and text[r.start] == "零" and _TO_NOTHING.search(text, max(0, r.start - 4), r.start):
            nothing = self.build.unit_before(r.start)
            if nothing is not None and text[r.end : r.end + 1] in ("", *"，。；、！,;)）\n"):
                return self.build.add(r, None, UnitWord("", nothing, MEASURED), r.end, confidence=FAIR)
        if r.form is BARE and r.value >= _MILLION and self._is_round(r):
            return self._scaled_without_unit(r, at)
        if r.form is BARE:
            return self._reject(
                r.start, r.end, "vague_quantity" if text[r.end : r.end + 1] in ("级", "年") else "lexical"
            )
        if text.startswith(CLASS_AFTER, r.end):
            return self._reject(r.start, r.end, "class")
        before = text[r.start - 1] if r.start > 0 else ""
        if before == "每":
            return self._reject(r.start, r.end, "denominator")
        money = MONEY_BEFORE.get(word_before(MONEY_BEFORE_BY_LAST, text, 0, r.start - (before == " ")))
        if money:
            return self.build.add(r, r.top, UnitWord("", money, MEASURED), r.end)
        if text[at : at + 1] == "日" and r.form is ARABIC and not r.scaled:
            return self.build.add(r, r.top, UnitWord("日", "day", MEASURED), at)
        if single and _DIVISIONS_OF.match(text, at) and (not before or before not in ANAPHORA_BEFORE + RANK_BEFORE):
            return self.build.add(r, r.top, UnitWord("", "", STRONG), at, confidence=FAIR, direct=text[at])
        noun = word_at(DIRECT, text, at)
        if noun and text[at + len(noun) : at + len(noun) + 1] in tuple(DIRECT_NOT_BEFORE.get(noun, "")):
            noun = ""
        several = _SEVERAL.match(text, at) if single and text[r.start] not in "一二" else None
        if several is not None and (before == "" or before not in _NAMES_BEFORE):
            return self.build.add(r, r.top, UnitWord("", "", STRONG), at, confidence=FAIR, direct=several.group())
        if noun and not _like_year(r) and (not single or noun == "部门"):
            if before == RANK_BEFORE or (single and before in ANAPHORA_BEFORE):
                return self._reject(r.start, r.end, "rank")
            if r.scaled and NOUNS.get(noun) == "school":
                whole = head_after(text, at, len(text), needs_noun=True)
                if whole is not None and whole.unit == "person":
                    return self._scaled_without_unit(r, at)  # 415万高校毕业生
            confidence = LOW if noun in ("部门", "部委") else 0.85
            return self.build.add(r, r.top, UnitWord("", "", STRONG), at, confidence=confidence, direct=noun)
        if r.scaled and (r.value >= 10000 or r.blur or self._is_spent(r)):
            return self._scaled_without_unit(r, at)
        if single or (r.form is CHINESE and not r.scaled):
            return self._reject(r.start, r.end, "lexical")
        return self._bare_number(r)

    def _scaled_without_unit(self, r: Reading, at: int) -> int:
        """近六万在校小学生; 降到每针不超过两万."""
        text = self.text
        if r.form is CHINESE and text[r.start] == "一" and r.end - r.start == 2 and text[r.end - 1] in "百千":
            return self._reject(r.start, r.end, "lexical")
        if is_aim(text, r.start, at, "") and (told := self.build.unit_before(r.start)):
            return self.build.add(r, r.top, UnitWord("", told, MEASURED), at, confidence=0.7)  # 全年900万目标
        head = head_after(text, at, len(text), needs_noun=True)
        if head is None:
            head = head_before(text, bound_before(text, r.start, self.build.read_to)[1], self.build.read_to)
        if self._is_spent(r):
            return self.build.add(r, r.top, UnitWord("", "yuan", MEASURED), at, confidence=0.7)
        counted_one = head is not None and head.unit in COUNTED_ONES
        if counted_one and r.value > _MOST_COUNTED.get(head.unit or "", _MOST_BODIES):  # type: ignore[union-attr]
            return self.build.add(r, r.top, UnitWord("", "yuan", MEASURED), at, confidence=0.6)  # 1591亿改善学生营养
        if self.build.goes_on_in_money(r.start):
            return self.build.add(r, r.top, UnitWord("", "yuan", MEASURED), at, confidence=0.7)
        if head is not None and head.unit:
            return self.build.add(r, r.top, UnitWord("", head.unit, STRONG), at, confidence=0.85)
        unit = self.build.unit_before(r.start) if r.form is not BARE else None
        if unit in ("year_of_age", "percent", "percentage_point", "fold") or unit in LENGTH_UNITS:
            unit = None
        if r.value >= _HUNDRED_MILLION and head is not None and _MONEY_HEAD.search(text, head.start, head.end):
            unit = "yuan"  # a headline leaves 元 away: 利润总额超5万亿
        if unit is None and r.form is ARABIC and r.value >= _HUNDRED_MILLION and r.mantissa is not None:
            unit = "yuan"  # 中央1320亿支持营养改善
        return self.build.add(r, r.top, UnitWord("", unit or "", MEASURED if unit else STRONG), at, confidence=0.7)

    def _is_round(self, r: Reading) -> bool:
        """过百万, 约百万, 破亿 at the end of a phrase: a bounded scale word is a number."""
        bound, _ = bound_before(self.text, r.start, self.build.read_to, bare=True)
        return bound is not None and self.text[r.end : r.end + 1] in ("", *"，。；、！？,;)）\n ")

    def _is_spent(self, r: Reading) -> bool:
        """Whether the words before tell of money that is spent, paid or saved."""
        begin = bound_before(self.text, r.start, self.build.read_to)[1]
        return _SPENT.search(self.text, max(self.build.read_to, begin - 16), begin) is not None

    def _bare_number(self, r: Reading) -> int:
        """An Arabic number on its own: one of a list (5、8和12个), or what a verb of reaching leads to."""
        text = self.text
        if _like_year(r):
            return self._reject(r.start, r.end, "year")
        if text.startswith(("/10万", "/万", "/千", "/100万"), r.end):
            per = "/" + next(base for base in ("10万", "100万", "万", "千") if text.startswith(base, r.end + 1))
            return self.build.add(r, None, UnitWord(per, "other:rate", MEASURED), r.end, confidence=FAIR)
        chain = chain_unit(text, r.end)
        if chain is not None:
            return self.build.add(r, None, chain, r.end, confidence=FAIR)
        bound, begin = bound_before(text, r.start, 0)
        after = text[r.end : r.end + 1]
        closed = not after or after in "，。；、,;\n）)！？ \t|" or bound_after(text, r.end, len(text))[0] is not None
        led = bound is not None or bool(word_before(REACHING, text, 0, begin))
        if not led and "." in text[r.start : r.end] and r.start and "\u4e00" <= text[r.start - 1] <= "\u9fff":
            led = text[r.start - 1] not in "第版图表节条章款"  # 基尼系数0.45
        ratio = "." in text[r.start : r.end] and _COEFFICIENT.search(text, max(0, begin - 24), begin) is not None
        if (closed or (ratio and after in "下上降升缩扩提增减变调")) and led:
            unit = self.build.unit_before(r.start)
            number = r.value != int(r.value)
            if unit is not None and not number and unit != "percent":
                return self.build.add(r, r.top, UnitWord("", unit, MEASURED), r.end, confidence=0.6)
            named = UnitWord("", "ratio", MEASURED) if ratio else UnitWord("", "", STRONG)
            return self.build.add(r, r.top, named, r.end, confidence=0.6 if number else LOW)
        if len(text) <= _CELL and text.strip() == text[r.start : r.end]:
            return self.build.add(r, r.top, UnitWord("", "", STRONG), r.end, confidence=0.6)
        return self._reject(r.start, r.end, "no_unit")


def _like_year(r: Reading) -> bool:
    """Four digits that may be a year of our time."""
    return r.form is ARABIC and not r.scaled and r.end - r.start == 4 and 1900 <= r.value < 2100
