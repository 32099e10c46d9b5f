"""From a number that is a figure to the record: its bound, its unit, the noun phrase that it counts.

What one figure leaves open is taken from the figure before it in the same sentence: the head (由81家压减至8家), the bound
(不得超过3个月或60课时), the unit of a classifier (172万套住房 … 新增100万套), the items of 分别.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from policymine.records import Bound, Quantity
from policymine.text.bounds_zh import bound_across, bound_after, bound_before, bound_over_base
from policymine.text.counted_zh import COUNTABLE, by_context, counted, is_place_name, without_place
from policymine.text.figure_rules_zh import LENGTH_UNITS, is_aim
from policymine.text.heads_zh import Head, head_after, head_before, list_before, noun_unit, relative_head
from policymine.text.lexicon_zh import (
    BARE_UNIT,
    BEFORE_TENTHS,
    IS_BEGIN,
    IS_NOUN,
    IS_PASS,
    IS_STOP,
    IS_VERB,
    MEASURED,
    NOT_BOUND_AFTER,
    NOUNS,
    REACHING,
    STRIP_VERB,
    STRONG,
    WITHIN,
    UnitWord,
    phrase_word_at,
    word_before,
)
from policymine.text.reading_zh import BARE, CHINESE, PERCENT, Reading

LOW, DOUBTFUL, FAIR = 0.4, 0.45, 0.75

_PER_UNIT = "(?:人次|人|年|吨|亩|户|平方米|月|天|日|次|公里|小时|千瓦时|立方米|生|件|公斤|斤|度|头|套|亿元|万元|课时|节课|课|学期|学年|学时|车|辆|桌|份)"
# 28元/课·生, 3元每生每课时
_PER = re.compile(rf"(?:[/／每]{_PER_UNIT}(?:[·•・.]{_PER_UNIT})?){{1,3}}")
_FULL_STOP = re.compile(r"[。！？!?\n；;]")
_CLAUSE_END = re.compile(r"[，。！？!?\n；;,]")
_SHARES = frozenset(("percent", "percentage_point", "fold", "basis_point", "ratio"))
_KEEPS_UNIT = frozenset("户家所个套处座条件起宗项间")
# 7元多, 一倍多; but 2倍多功能, 3年多来 (which is a time).
_MORE = re.compile(r"多(?![功媒层元边次种样家个项方数地渠语达少年点级云])")
_SHARED = frozenset(("、", "和", "及", "与", "以及", "，"))
_SAME_AHEAD = re.compile(r"[家所个座处条](?:[、，和][\u4e00-\u9fff]{1,8}[0-9]{1,6}[家所个座处条]){1,8}")
# There are no more of them in the country (GB/T 2260).
_MOST_PLACES = {"province": Decimal(34), "city": Decimal(700), "county": Decimal(3000)}
# 由45个工作日压缩到, 从原来的8个小时直接减为
_BECAME = re.compile(r"[^，。；、0-9]{1,6}?[到至为成]了?")
_BODY_WORDS = frozenset("家所")
_NEAR, _REACH, _LIST_REACH = 40, 80, 400
_LIMITS = frozenset((Bound.AT_MOST, Bound.AT_LEAST))
_SPANS = {"month", "other:class_hour"}
# 197个调整改造项目, 10个结对合作重点项目: works are named after what is done.
_WORKS = re.compile(
    r"(?![开实推承完新达])[^，。；：、\s的了0-9在已被将为有是把“”（）]{2,10}?(?:项目|工程)(?![师队部建投资开管])"
)
_GAP = re.compile(r"[、，,；;]([\u4e00-\u9fff（）()]{0,10})")
# Words by which the clause of the second number says something of its own.
_OWN_VERBS = tuple("为达是有至到占比增减降升提共每各其已约近超逾余的了")
_BEFORE_VERB = ("已", "均", "都", "可", "能", "将", "需", "要", "经", "被")
_NOUN_LENGTH = 3  # characters: two may be a verb that no list knows


@dataclass(slots=True)
class Last:
    """The figure before, for what the next one inherits."""

    tail: int  # after its unit
    unit: str | None
    head: tuple[int, int] | None
    bound: Bound
    bound_before: bool
    shared: bool  # the bound stands under 分别 and holds for the whole list
    word: str = ""  # its classifier or measure


class Assembler:
    """Builds the figures of one text in order; ``offset`` is added to every position."""

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.offset = offset
        self.quantities: list[Quantity] = []
        self.read_to = 0  # end of the last number, figure or not: bound words do not reach behind it
        self.last: Last | None = None
        self.spread: tuple[list[tuple[int, int]], int] | None = None
        self.of_classifier: dict[str, tuple[str, int, tuple[int, int]]] = {}

    def same_sentence(self, at: int) -> bool:
        """Whether the figure before stands in the sentence of ``at``, near enough to hand on its head and unit."""
        last = self.last
        if last is None or at - last.tail > _REACH:
            return False
        return _FULL_STOP.search(self.text, last.tail, at) is None

    def unit_before(self, at: int) -> str | None:
        """Unit of the figure before, if it stands in the sentence of ``at``."""
        return self.last.unit if self.last is not None and self.same_sentence(at) else None

    def add(
        self,
        r: Reading,
        top: Decimal | None,
        unit: UnitWord | None,
        at: int,
        *,
        confidence: float = 0.9,
        direct: str = "",
        bare: bool = False,
    ) -> int:
        text, hi = self.text, len(self.text)
        word = unit.word if unit is not None else ""
        unit_end = at + len(word) + len(direct)
        floor = self.read_to
        bound, start = bound_before(text, r.start, floor, bare=bare or r.form is BARE)
        if bound is None and r.form is PERCENT and start > floor and text[start - 1] in BEFORE_TENTHS:
            bound, start = self._bound_of_tenths(r, start, floor)
        own_bound = bound is not None
        tail = 0
        end = r.end
        after_bound, stop = bound_after(text, end, hi, share=r.form is PERCENT)
        if after_bound is not None:
            end = stop
            if not word and not direct:
                unit_end = max(unit_end, end)
        else:
            per = (
                _PER.match(text, unit_end, hi) if word and text[unit_end : unit_end + 1] in ("/", "／", "每") else None
            )
            measured_end = per.end() if per else unit_end
            if text[measured_end : measured_end + 1] == "半":
                measured_end += 1
            elif unit is not None and word and unit.kind == MEASURED and _MORE.match(text, measured_end):
                measured_end += 1
                bound = bound or Bound.MORE_THAN
            after_bound, stop = bound_after(text, measured_end, hi, unit=unit is not None and unit.kind == MEASURED)
            if after_bound is not None and (word or direct):
                end = unit_end = stop
            else:
                after_bound = None
                unit_end = measured_end
                if (
                    unit is not None
                    and unit.unit in LENGTH_UNITS
                    and text.startswith(WITHIN, measured_end)
                    and not text.startswith(("内容", "内部"), measured_end)
                ):
                    after_bound = Bound.AT_MOST
                    tail = measured_end + (2 if text.startswith(("以内", "之内"), measured_end) else 1)
        aim = is_aim(text, start, max(end, unit_end), word, share=r.form is PERCENT)
        if aim and own_bound and bound in (Bound.MORE_THAN, Bound.LESS_THAN):
            bound, start, own_bound = None, r.start, False  # 低于5.5%的预期目标 compares, and the aim is 5.5%
        name, head = self._unit_and_head(r, unit, at, unit_end, start, "" if aim else direct, aim=aim)
        tail = max(end, unit_end, tail)
        blur = r.blur or word.startswith("个多")  # 两个多月
        final = bound or after_bound or (Bound.MORE_THAN if blur and top is None else None)
        if final is None and r.blur:
            final = Bound.APPROXIMATELY
        shared = own_bound and _respectively(text, start)
        if final is None:
            final = self._inherited_bound(start, unit)
            if final is not None:
                own_bound, shared = True, self.last is not None and self.last.shared
                confidence = max(confidence, FAIR)
            else:
                final = bound_across(text, r.start, floor)
            if final is None and name in _SHARES and text[start - 1 : start] == "的":
                over = bound_over_base(text, start, floor)
                if over is not None:
                    final = over[0]
                    found = head_before(text, over[1], floor)
                    head = (found.start, found.end) if found is not None else (over[2], start - 1)
            final = final or Bound.EXACT
        if name == "other:aspect" and r.form is CHINESE:
            confidence = min(confidence, DOUBTFUL)
        length = len(word) + len(direct)
        self._put(r, start, end, top, final, name, (at, at + length) if length else None, head, confidence)
        self.last = Last(tail, name, head, final, own_bound, shared, word)
        self.read_to = end
        return max(end, at + len(word))

    def add_cell(self, r: Reading, unit: UnitWord, noun: str | None, head: tuple[int, int]) -> int:
        """Add a cell of a table, whose unit and noun its header gives."""
        name = unit.unit if unit.kind == MEASURED else counted(unit, noun)
        self._put(r, r.start, r.end, None, Bound.EXACT, name, None, head, FAIR)
        self.last = None
        self.read_to = r.end
        return r.end

    def _put(
        self, r: Reading, start: int, end: int, top: Decimal | None, bound: Bound, name: str, unit: tuple[int, int] | None,
        head: tuple[int, int] | None, confidence: float,
    ) -> None:  # fmt: skip
        by = self.offset
        self.quantities.append(
            Quantity(
                start + by, end + by, r.core_start + by, r.core_end + by, _clean(r.value), _clean(top) if top is not None else None,
                bound, name or None, unit[0] + by if unit else None, unit[1] + by if unit else None,
                self.text[head[0] : head[1]] if head else None, head[0] + by if head else None, head[1] + by if head else None, confidence,
            )
        )  # fmt: skip

    def _bound_of_tenths(self, r: Reading, start: int, floor: int) -> tuple[Bound | None, int]:
        """过九成, 破八成: no bounds before digits, where 过 is the end of 通过 or marks the past."""
        if self.text[r.start].isdigit() or (
            start - 1 > floor and self.text[start - 2] in NOT_BOUND_AFTER["过"] + NOT_BOUND_AFTER["超"]
        ):
            return None, start
        return Bound.MORE_THAN, start - 1

    def _inherited_bound(self, start: int, unit: UnitWord | None) -> Bound | None:
        """不得超过3个月或60课时, 分别不低于90%、93%和95%: the bound holds for all."""
        last = self.last
        if last is None or not last.bound_before or last.bound is Bound.EXACT:
            return None
        begin = last.tail
        if last.head is not None and begin <= last.head[0] and last.head[1] <= start:
            begin = last.head[1]
        if unit is not None and self._gapped(last, start, unit):
            return last.bound
        if start - begin > 3:
            return None
        between = self.text[begin:start].strip()
        if between in ("或", "或者", "或是"):
            return last.bound
        same = unit is not None and (unit.unit == last.unit or not unit.unit)
        return last.bound if last.shared and same and between in _SHARED else None

    def _gapped(self, last: Last, start: int, unit: UnitWord) -> bool:
        """艺术类不低于3平方米，体育类5平方米; 跨度不超过3个月、60课时: a limit goes on where the clause has no verb of its own."""
        if last.bound not in _LIMITS or (unit.unit != last.unit and {unit.unit, last.unit} != _SPANS):
            return False
        gap = _GAP.fullmatch(self.text, last.tail, start)
        return gap is not None and not any(word in gap[1] for word in _OWN_VERBS)

    def goes_on_in_money(self, start: int) -> bool:
        """最高20万、小微企业300万: a list of sums that leave 元 away."""
        last = self.last
        if last is None or last.unit != "yuan" or last.word:
            return False
        gap = _GAP.fullmatch(self.text, last.tail, start)
        return gap is not None and not any(word in gap[1] for word in _OWN_VERBS)

    def _unit_and_head(
        self, r: Reading, unit: UnitWord | None, at: int, unit_end: int, start: int, direct: str, *, aim: bool = False
    ) -> tuple[str, tuple[int, int] | None]:
        text, hi = self.text, len(self.text)
        name = unit.unit if unit is not None else ""
        measured = unit is not None and unit.kind == MEASURED
        if direct:
            noun = BARE_UNIT.get(direct) or NOUNS.get(direct) or f"other:{direct}"
            whole = head_after(text, at, hi)
            return noun, (at, max(whole.end, unit_end) if whole and whole.unit == noun else at + len(direct))
        follows: Head | None = None
        attribute = not aim and text.startswith("的", unit_end)
        there_are = name == "percent" and start == r.start and text[start - 1 : start] == "有"  # 有76%的学生
        if attribute and not there_are and (start < r.start or word_before(REACHING, text, 0, start)):
            found = head_before(text, start, max(0, self.last.tail if self.last is not None else 0))
            if found is not None:
                unit_of_noun = found.unit if not measured else None
                return (name if measured else counted(unit, unit_of_noun)), (found.start, found.end)
        if measured and r.form is PERCENT and name == "percent" and not attribute and text[r.end - 1] not in "%％‰":
            follows = head_after(text, unit_end, hi, needs_noun=True)  # 两成家长
        if attribute:
            follows = head_after(
                text, unit_end, hi, whole=measured and name not in _SHARES, classifier=unit.word if unit else ""
            )
        elif (
            name not in _SHARES
            and not aim
            and not _begins_verb(text, unit_end, hi)
            and not (name in LENGTH_UNITS and text.startswith(WITHIN, unit_end))
        ):
            follows = head_after(text, unit_end, hi, whole=measured, classifier=unit.word if unit else "")
        if unit is not None and not measured and not attribute and not aim:
            follows = relative_head(text, unit_end, hi, unit.word, follows) or follows
        if (
            (follows is None or follows.unit is None)
            and unit is not None
            and unit.word == "个"
            and (works := _WORKS.match(text, unit_end))
        ):
            follows = Head(works.start(), works.end(), "project")
        head = (follows.start, follows.end) if follows is not None else None
        noun_unit = follows.unit if follows is not None else None
        if head is None:
            head, noun_unit = self._head_before(start)
        if measured:
            return name, head
        word = unit.word if unit is not None else ""
        if (
            word in _KEEPS_UNIT
            and follows is None
            and head is not None
            and (word != "个" or noun_unit != "other:base")
            and is_place_name(text[head[0] : head[1]], noun_unit)
        ):
            return self._of_place(word, name, head, start)
        kept = self._kept(word, start, follows, noun_unit) if word in _BODY_WORDS else None
        if kept is not None:
            return kept[0], head if head is not None and noun_unit is None else kept[1]
        name = by_context(text, start, r.value, unit, counted(unit, noun_unit), noun_unit, follows is None)
        if word == "个" and follows is None and self._changed_to(start):
            return (self.last.unit or name) if self.last is not None else name, head
        if name == "other:region" and head is not None and head[1] - head[0] == 1:
            name = BARE_UNIT.get(text[head[0]], name)
        if noun_unit is None and word:
            if follows is None and not (name == "other:item" and word == "个" and self._has_own_noun(head)):
                name = self._same_classifier(word, name, start, r.value)
        elif word and head is not None:
            self.of_classifier[word] = (name, start, head)
        return name, head

    def _kept(
        self, word: str, start: int, follows: Head | None, noun_unit: str | None
    ) -> tuple[str, tuple[int, int]] | None:
        """Unit and head of the same classifier before in the sentence, where the noun found is none that it can count:
        1,016所学校（含教学点287个）中，已有998所; 57家企业54家中选.
        """
        known, countable = self.of_classifier.get(word), COUNTABLE.get(word)
        if known is None or countable is None or known[0] not in countable or noun_unit in countable:
            return None
        if (follows is not None and follows.unit is not None) or not self.same_sentence(start):
            return None
        return known[0], known[2]

    def _has_own_noun(self, head: tuple[int, int] | None) -> bool:
        """Whether a head that no list knows stands with its number and is no verb: 36个村…，集雨场15个 are no villages."""
        if head is None or head[1] - head[0] < _NOUN_LENGTH or self.text.startswith("的", head[1]):
            return False  # 120个县清零的达到83个
        if self.last is not None and head[0] < self.last.tail:
            return False
        if self.text[head[0] - 1 : head[0]] in _BEFORE_VERB or "其中" in self.text[max(0, head[0] - _REACH) : head[0]]:
            return False  # 已立行立改102个; 交办问题2316个，其中垃圾积存1084个
        last = phrase_word_at(self.text, head[1] - 2, head[1])
        return last is None or not last.does & (IS_BEGIN | IS_STOP | IS_VERB)

    def _changed_to(self, start: int) -> bool:
        """Whether the figure before became this one: 由45个工作日压缩到不超过20个 leaves the unit out."""
        last = self.last
        return (
            last is not None
            and last.unit in LENGTH_UNITS
            and start > last.tail
            and _BECAME.fullmatch(self.text, last.tail, start) is not None
        )

    def _of_place(self, word: str, name: str, place: tuple[int, int], start: int) -> tuple[str, tuple[int, int]]:
        """Unit and head of a number that a list gives to a place: those of the same classifier before it."""
        known = self.of_classifier.get(word)
        if known is not None and start - known[1] < _LIST_REACH:
            head = without_place(self.text, known[2])
            self.of_classifier[word] = (known[0], start, head)
            return known[0], head
        if word == "套":
            return self._same_classifier(word, name or "other:set", start), place
        ahead = _SAME_AHEAD.match(self.text, self.text.find(word, start))
        if ahead is not None and ahead[0].endswith(word):  # 甲县5个、乙县4个乡镇
            found = head_after(self.text, ahead.end(), len(self.text), needs_noun=True, classifier=word)
            if found is not None:
                name = counted(UnitWord(word, name, STRONG), found.unit)
                self.of_classifier[word] = (name, start, (found.start, found.end))
                return name, (found.start, found.end)
        return name or counted(UnitWord(word, "", STRONG), self._place_unit(word, place)), place

    def _place_unit(self, word: str, place: tuple[int, int]) -> str | None:
        return _noun_unit(self.text, place) if word == "个" else None

    def _same_classifier(self, word: str, name: str, start: int, value: Decimal = Decimal(0)) -> str:
        """Unit that the same classifier had shortly before (172万套住房 … 100万套), when no noun says it."""
        if word == "套" and "房" in self.text[max(0, start - _NEAR) : min(len(self.text), start + _NEAR)]:
            return "housing_unit"
        known = self.of_classifier.get(word)
        if known is None or start - known[1] >= 3 * _NEAR or word not in _KEEPS_UNIT:
            return name
        return name if value > _MOST_PLACES.get(known[0], value) else known[0]  # 21个省份 … 增加8500多个

    def _head_before(self, start: int) -> tuple[tuple[int, int] | None, str | None]:
        text = self.text
        floor = max(0, start - _REACH, self.last.tail if self.last is not None else 0)
        if self.spread is not None:
            items, used = self.spread
            if (
                self.last is not None
                and start - self.last.tail < _REACH
                and _CLAUSE_END.search(text, self.last.tail, start) is None
            ):
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
            if comma > floor and _FULL_STOP.search(text, comma, start) is None:
                found = head_before(text, comma, floor)
                if found is not None and text[found.end - 1] == "》":
                    found = None  # 发出《通知书》3份，完成整改3起
        if found is not None:
            return (found.start, found.end), found.unit
        if self.last is not None and self.last.head is not None and self.same_sentence(start):
            head = self.last.head
            return head, _noun_unit(text, head)
        found = head_before(text, start, floor, verbs=False)
        return ((found.start, found.end), found.unit) if found is not None else (None, None)


def _respectively(text: str, start: int) -> bool:
    """Whether 分别 stands shortly before ``start`` in the same clause."""
    near = text.rfind("分别", max(0, start - 16), start)
    return near >= 0 and _CLAUSE_END.search(text, near, start) is None


def _noun_unit(text: str, span: tuple[int, int]) -> str | None:
    return noun_unit(text[max(span[0], span[1] - 10) : span[1]])


# 52家培训机构, 6个服务窗口: bodies named after what they do.
_NAMED_AFTER_ACT = re.compile(
    r"(?:教育)?培训(?:机构|学校|班|点|中心|基地|企业|公司)|服务(?:中心|站|点|机构|企业|窗口|平台|队)|救助(?:站|机构)|检查(?:站|组)|安置(?:点|区|房)"
)


def _begins_verb(text: str, at: int, end: int) -> bool:
    """Whether a verb stands at ``at`` (新建, 建成, 开展): what follows is its object and not what was counted."""
    if at >= end or _NAMED_AFTER_ACT.match(text, at, end):
        return False
    entry = phrase_word_at(text, at, end)
    if entry is not None and entry.does & IS_NOUN and entry.length > 2:
        return False  # 检查组
    if entry is not None and entry.does & (IS_BEGIN | IS_PASS):
        return not entry.does & IS_PASS
    return bool(word_before(STRIP_VERB, text, at, min(at + 2, end)))


def _clean(value: Decimal) -> Decimal:
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()
