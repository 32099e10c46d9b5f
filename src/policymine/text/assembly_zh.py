"""From a number that is a figure to the record: its bound, its unit, the noun phrase that it counts.

What one figure leaves open is taken from the figure before it in the same sentence: the head (由81家压减至8家), the bound
(不得超过3个月或60课时), the unit of a classifier (172万套住房 … 新增100万套), the items of 分别.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from policymine.records import Bound, Quantity
from policymine.text.bounds_zh import bound_across, bound_after, bound_before
from policymine.text.figure_rules_zh import LENGTH_UNITS
from policymine.text.heads_zh import Head, head_after, head_before, list_before, noun_unit
from policymine.text.lexicon_zh import (
    IS_BEGIN,
    IS_PASS,
    MEASURED,
    NOUNS,
    REACHING,
    STRIP_VERB,
    WITHIN,
    UnitWord,
    phrase_word_at,
    word_before,
)
from policymine.text.reading_zh import BARE, CHINESE, Reading

LOW, DOUBTFUL, FAIR = 0.4, 0.45, 0.75

_PER = re.compile(
    r"[/／每](?:人|年|吨|亩|户|平方米|月|天|日|次|公里|小时|千瓦时|立方米|生|件|公斤|斤|度|头|套|亿元|万元)"
)
_FULL_STOP = re.compile(r"[。！？!?\n；;]")
_CLAUSE_END = re.compile(r"[，。！？!?\n；;,]")
_PERSONLIKE = frozenset(("person", "person_time", "institution_visit", "household", "other:household_visit"))
_NEVER_FROM_NOUN = _PERSONLIKE | {
    "copy", "batch", "event", "bed", "other:trip", "other:flight", "other:kind", "other:type", "case", "other:class_hour",
}  # fmt: skip
_NOT_COUNTED_BY_THINGS = frozenset(("person", "household", "county", "city", "province", "village"))
_SHARES = frozenset(("percent", "percentage_point", "fold", "basis_point", "ratio"))
_KEEPS_UNIT = ("户", "家", "所", "个", "套", "处", "座")
_NEAR, _REACH = 40, 80


@dataclass(slots=True)
class Last:
    """The figure before, for what the next one inherits."""

    tail: int  # after its unit
    unit: str | None
    head: tuple[int, int] | None
    bound: Bound
    bound_before: bool


class Assembler:
    """Builds the figures of one text in order; ``offset`` is added to every position."""

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.offset = offset
        self.quantities: list[Quantity] = []
        self.read_to = 0  # end of the last number, figure or not: bound words do not reach behind it
        self.last: Last | None = None
        self.spread: tuple[list[tuple[int, int]], int] | None = None
        self.of_classifier: dict[str, tuple[str, int]] = {}

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
        own_bound = bound is not None
        tail = 0
        end = r.end
        after_bound, stop = bound_after(text, end, hi)
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
            confidence = min(confidence, DOUBTFUL)
        unit_length, by = len(word) + len(direct), self.offset
        self.quantities.append(
            Quantity(
                start + by, end + by, r.core_start + by, r.core_end + by, _clean(r.value), _clean(top) if top is not None else None,
                final, name or None, at + by if unit_length else None, at + unit_length + by if unit_length else None,
                text[head[0] : head[1]] if head else None, head[0] + by if head else None, head[1] + by if head else None, confidence,
            )
        )  # fmt: skip
        self.last = Last(tail, name, head, final, own_bound)
        self.read_to = end
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
        text, hi = self.text, len(self.text)
        name = unit.unit if unit is not None else ""
        measured = unit is not None and unit.kind == MEASURED
        if direct:
            noun = NOUNS.get(direct) or f"other:{direct}"
            follows = head_after(text, at, hi)
            return noun, (at, max(follows.end, unit_end) if follows and follows.unit == noun else at + len(direct))
        follows: Head | None = None
        attribute = text.startswith("的", unit_end)
        if attribute and (start < r.start or word_before(REACHING, text, 0, start)):
            found = head_before(text, start, max(0, self.last.tail if self.last is not None else 0))
            if found is not None:
                unit_of_noun = found.unit if not measured else None
                return (name if measured else _counted(unit, unit_of_noun)), (found.start, found.end)
        if attribute:
            follows = head_after(text, unit_end, hi, whole=measured and name not in _SHARES)
        elif (
            name not in _SHARES
            and not _begins_verb(text, unit_end, hi)
            and not (name in LENGTH_UNITS and text.startswith(WITHIN, unit_end))
        ):
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
            if follows is None:
                name = self._same_classifier(word, name, start)
        elif word:
            self.of_classifier[word] = (name, start)
        return name, head

    def _same_classifier(self, word: str, name: str, start: int) -> str:
        """Unit that the same classifier had shortly before (172万套住房 … 100万套), when no noun says it."""
        if word == "套" and "房" in self.text[max(0, start - _NEAR) : min(len(self.text), start + _NEAR)]:
            return "housing_unit"
        known = self.of_classifier.get(word)
        return known[0] if known is not None and start - known[1] < 3 * _NEAR and word in _KEEPS_UNIT else name

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
        if found is not None:
            return (found.start, found.end), found.unit
        if self.last is not None and self.last.head is not None and self.same_sentence(start):
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
    if name == "household" and noun_unit == "enterprise":
        return noun_unit  # 经营主体52万户
    if noun_unit is None or name in _NEVER_FROM_NOUN:
        return name
    if name == "time(s)":
        return noun_unit if noun_unit == "inspection" else name
    if noun_unit in _NOT_COUNTED_BY_THINGS:
        return name
    if name in ("institution", "school") and noun_unit not in ("school", "enterprise", "institution", "department"):
        return "institution"  # 三家食堂, 两所卫生站: 家 and 所 count bodies
    return noun_unit


def _clean(value: Decimal) -> Decimal:
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()
