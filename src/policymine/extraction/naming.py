"""The indicator of each figure of a document, from the codebooks that speak about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from policymine.codebook.match import Context, IndicatorMatcher, Match
from policymine.codebook.plans import unit_fits
from policymine.codebook.schema import Codebook
from policymine.extraction.asking import Question, Ranker
from policymine.extraction.resources import Resources
from policymine.extraction.role_rates import RoleDecision
from policymine.extraction.rows import Row
from policymine.records import Bound, Direction, Document, Language, Role

# Units whose figure may stand without a noun of its own: "the junior high school does not exceed 90 minutes".
_HEADLESS = frozenset({"minute", "hour", "yuan", "month", "other:class_hour"})
_RATES = frozenset({"percent", "percentage_point"})
_ABSURD = 100
_TELLING = 10  # a smaller number comes back by chance
_BACK = 12  # figures
_SHORT = 120  # characters: a sentence that leans on the one before
_NEAR = 300  # characters: how far an entity is carried on
_RATE_NOUN = re.compile(r"率|覆盖|满意|占|比例|比重|认为|表示|完成|开展|参与|参加|增|降|减")
_NAME_ALONE = re.compile(
    r"(?![^，]*(?:学校|教师|老师|学生|家长|线上|线下|机构))(?:而|但|其中)?[^，。；0-9率占比增减升降超高低]{2,6}?(?:仅|只)?(?:为|是|达到?|有)"
)
# Roles of a figure that goes on about the thing before it without naming it: "only 23 are left".
_SIDES = frozenset({Role.BEFORE, Role.AFTER, Role.CHANGE_ABSOLUTE})
_CHANGES = frozenset({Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE})
_STATES = frozenset({Role.BEFORE, Role.AFTER})
_CAPS = frozenset({Bound.AT_MOST, Bound.AT_LEAST})
_LIMITING = frozenset({Bound.AT_MOST, Bound.AT_LEAST, Bound.LESS_THAN, Bound.MAXIMUM})  # (超过3个月 tells of a breach)


@dataclass(frozen=True, slots=True)
class Namer:
    """Names figures of one document. Codebooks whose policy the document does not speak of stay silent."""

    matchers: tuple[IndicatorMatcher, ...]
    # Who answers beside the rules (a model, a matcher by meaning), and the text that it reads.
    ranker: Ranker | None = None
    text: str = ""
    language: Language = Language.ZH

    @classmethod
    def for_document(cls, document: Document, resources: Resources, text: str) -> Namer:
        """``text``: the document's text with foreign stories blanked out, of the same length."""
        language = Language.ZH if document.language is Language.ZH else Language.EN
        matchers = (
            IndicatorMatcher.for_text(plans, finder, text, document.title)
            for plans, finder in resources.finders[language]
        )
        return cls(tuple(m for m in matchers if m.relevant), resources.ranker, text, language)

    def name(self, group: list[Row], rows: Sequence[Row], topic: str | None) -> None:
        """Set ``match`` on the rows of a sentence; ``rows`` are those of the sentences before, ``topic`` what they were
        about (see :func:`topic_of`).
        """
        if not self.matchers:
            return
        base = len(rows)
        previous = rows[-1] if rows else None
        listed: dict[str | None, Row] = {}
        row_before: Row | None = None
        for row in group:
            before = (
                row_before.match.indicator.name if row_before is not None and row_before.match is not None else None
            )
            answer = _answered(group, row)
            if answer is not None and answer.match is not None:
                before = answer.match.indicator.name
                context = replace(self._context(row, answer, answer, topic, before), base=None)
            else:
                context = self._context(row, listed.get(row.quantity.unit, previous), previous, topic, before)
            row.match = _within_reason(row, self._best(row, context))
            if (
                row.quantity.unit == "percentage_point"
                and row_before is not None
                and row_before.role.rule == "change_pair"
            ):
                row.match = row_before.match  # "from 62.3% to 9.8%, down 52.5 points": of the same thing
            row_last, row_before = row_before, row
            topic = _topic(row) or topic
            listed[row.quantity.unit] = previous = row
            if row.whole is not None and row.quantity.unit == "percent" and not row.role.direction:
                whole = group[row.whole - base] if row.whole >= base else rows[row.whole]
                row.match = self._rate_of_part(row, whole) or row.match
            if row.whole is None and row_last is not None and row_last.whole is not None and row.match is not None:
                apart = any(mark in self.text[row_last.quantity.end : row.quantity.start] for mark in ".;。；\n")
                row.match = row.match if apart else _of_flow(row.match, row_last)  # the next part of the same whole
            if row.whole is not None and row.match is not None:
                row.match = _of_flow(row.match, group[row.whole - base] if row.whole >= base else rows[row.whole])
            if row.match is None and row.whole is not None:
                row.match = _inherited(row, group[row.whole - base] if row.whole >= base else rows[row.whole])
            if row.match is None and row_last is not None and self._parallel(row_last, row):
                row.match = row_last.match
            if row.match is None and (earlier := _named_before(row, rows)) is not None:
                row.match = earlier.match
                if row.role.rule in ("default", "share"):
                    row.role = replace(earlier.role, rule="taken_up")
            previous = row
        for row in group:
            if row.partner is not None and row.role.role is Role.BEFORE:
                other = group[row.partner - base]
                both = [m for m in (row.match, other.match) if m is not None]
                row.match = other.match = max(both, key=lambda m: m.score, default=None)
        self._mark_outflow(group)
        for row in group:
            if row.match is not None and row.quantity.unit == "institution":
                kept = _kept(self.text, row.quantity.start, row.quantity.end, self.language)
                if row.role.role in _STATES or kept:
                    row.match = self._stock_of(row.match, left_too=row.role.role in _STATES or kept == "left")
        if self.language is not Language.ZH:
            _mark_flows(group, self.text)

    def _best(self, row: Row, context: Context) -> Match | None:
        found = [
            m for matcher in self.matchers if (m := matcher.match(row.frame, row.quantity.unit, context)) is not None
        ]
        best = max(found, key=lambda m: m.score, default=None)
        if self.ranker is None:
            return best
        return self.ranker(Question(self.text, self.language, row, row.role, context, self.matchers, best))

    def _context(
        self, row: Row, previous: Row | None, last_row: Row | None, topic: str | None, before: str | None
    ) -> Context:
        """What the figures before say about this one. ``previous``: the last of its unit, ``last_row``: the last of any.
        ``before``: the indicator of the one before it in the sentence.
        """
        bounded = row.role.role is Role.LIMIT or row.quantity.bound in _LIMITING
        told = Context(
            bounded=bounded,
            cap=row.role.role is Role.LIMIT,
            share=(row.role.role is Role.SHARE and row.role.direction is None)
            or (
                row.role.rule == "change_pair" and row.quantity.unit == "percent"
            ),  # 46 % before, 90 % after: two shares
            change=row.role.role in _CHANGES,
            decrease=row.role.direction is Direction.DECREASE and row.quantity.unit == "percent",
            topic=topic,
            previous=before,
        )
        if previous is None or previous.match is None or row.quantity.start - previous.quantity.end > _NEAR:
            return told
        q, last = row.quantity, previous.quantity
        same_sentence = previous.sentence.start == row.sentence.start
        hint = entity = carried = base = None
        parts: frozenset[str] = frozenset()
        counted = last_row.match if last_row is not None and last_row.sentence.start == row.sentence.start else None
        if counted is not None and last_row is not None and q.unit in _RATES and last_row.quantity.unit not in _RATES:
            base, parts = counted.indicator.entity, self._parts(counted)
        same_head = False
        headless = q.head is None or q.unit in _HEADLESS or q.unit == "percentage_point"
        headless = headless or (
            row.role.role is Role.CHANGE_ABSOLUTE and (q.head or "")[:1] in ("较", "比", "同")
        )  # 较初报数据增加15起
        headless = headless or (q.unit in _RATES and self._place_alone(row))
        if last.unit == q.unit or {last.unit, q.unit} == _RATES:
            same_head = q.head is not None and q.head_start == last.head_start
            leans = same_sentence or (
                row.sentence.start - previous.sentence.end <= 2 and row.sentence.end - row.sentence.start <= _SHORT
            )
            if leans and (same_head or headless):
                named = previous.match.indicator
                hint = named.name if parts <= frozenset(named.parts) else None
        if q.unit in _RATES and same_sentence and previous.partner is not None:
            entity = previous.match.indicator.entity
        if row.role.role in _SIDES or row.role.rule == "rate_head":
            carried = previous.match.indicator.entity
            entity = entity or carried
        elif (
            q.unit == "institution"
            and _generic(q.head)
            and (previous.match.indicator.kind == "stock" or previous.match.indicator.entity.endswith("institutions"))
        ):
            entity = carried = previous.match.indicator.entity
        if carried is not None and q.unit == last.unit == "institution" and same_sentence:
            parts = self._parts(previous.match)  # 线上的原本3家，重新审批后剩1家
        return replace(
            told,
            hint=hint,
            entity=entity,
            carried=carried,
            leans=headless or same_head,
            qualifiers=parts,
            base=base,
            since=last.end,
        )

    def _place_alone(self, row: Row) -> bool:
        """全省参与率超过92%，黔东南为88.3%: nothing but a name stands before the rate."""
        words = self.text[row.clause[0] : row.quantity.start]
        return self.language is Language.ZH and _NAME_ALONE.fullmatch(words) is not None

    def _rate_of_part(self, row: Row, whole: Row) -> Match | None:
        """参与率94.1%，其中农村学校91.7%: the rate of a part, which names no rate of its own."""
        if self.language is not Language.ZH or whole.match is None or whole.quantity.unit != "percent":
            return None
        named = self.text[row.clause[0] : row.quantity.start]
        return None if _RATE_NOUN.search(named) else whole.match

    def _parts(self, match: Match) -> frozenset[str]:
        """What a matched count says of its thing (offline, online), without what became of it."""
        if match.indicator.parts[-1] != "count":
            return frozenset()
        book = self._book(match)
        held = (p for p in match.indicator.parts if p in book.qualifiers)
        return frozenset(p for p in held if book.qualifiers[p].kind == "part")

    def _parallel(self, last: Row, row: Row) -> bool:
        """Whether only another place, stage or time stands between a figure and the one before it in the sentence, so that
        both measure the same thing: 小学生…的比例为96.3%，初中生为88.7%; "92 % in towns and 85 % in the countryside".
        """
        q, before = row.quantity, last.quantity
        if last.match is None or q.unit != before.unit or row.role.role in _CHANGES or last.role.role in _CHANGES:
            return False
        limit = Role.LIMIT in (row.role.role, last.role.role) and row.role.role is not last.role.role
        between = self.text[max(before.end, before.unit_end or 0) : q.start]
        if limit or "\n" in between:
            return False
        if self.language is Language.ZH:
            return _ANOTHER_ZH.fullmatch(between) is not None
        if _SET_AGAINST_EN.fullmatch(between):
            return True
        return _ANOTHER_EN.fullmatch(between) is not None and (
            _SIDE_EN.search(between) is not None or _SIDE_AFTER_EN.match(self.text, q.end, q.end + 70) is not None
        )

    def _book(self, match: Match) -> Codebook:
        return next(m.plans.codebook for m in self.matchers if m.plans.codebook.name == match.codebook)

    def _stock_of(self, match: Match, *, left_too: bool = True) -> Match:
        """What there was before or after is the stock, whatever became of its parts: 188 out of 231 were canceled, the
        remaining 7 are all registered as non-profit. ``left_too``: also where they are said to have left it.
        """
        book, named = self._book(match), match.indicator
        fates = [book.qualifiers[p] for p in named.parts if p in book.qualifiers and book.qualifiers[p].kind == "fate"]
        if not fates or (not left_too and any(fate.outflow for fate in fates)):
            return match
        parts = [p for p in named.parts if p in book.qualifiers and book.qualifiers[p].kind == "part"]
        stock = book.indicator(".".join([named.entity, *parts, "count"]))
        return match if stock is None else replace(match, indicator=stock)

    def _mark_outflow(self, group: list[Row]) -> None:
        """A count whose parts left (deregistered, converted) in the same sentence is what there was before."""
        left: dict[str, int] = {}
        for row in group:
            if row.match is not None:
                book = self._book(row.match)
                if any(p in book.qualifiers and book.qualifiers[p].outflow for p in row.match.indicator.parts):
                    left.setdefault(row.match.indicator.entity, row.quantity.start)
        for row in group:
            entity = row.match.indicator.entity if row.match is not None else ""
            stock = row.match is not None and row.match.indicator.kind == "stock" and entity in left
            # The whole stands before its parts; what remains of it, or is there now, is told in so many words.
            whole = stock and row.quantity.start < left[entity]
            lead = self.text[max(row.sentence.start, row.quantity.start - _STILL_REACH) : row.quantity.start]
            if whole and row.role.rule == "default" and not _STILL_THERE.search(lead):
                row.role = RoleDecision(Role.BEFORE, None, "outflow")


_STILL_REACH = 40  # characters
_STILL_THERE = re.compile(
    r"(?:目前|现有|如今|眼下|现存|仍有|尚有|剩余|剩下|余下|其余)[^。；]{0,30}\Z|(?:掉|压减|注销|关停|减少|转型)了?的\Z|\b(?:remaining|remain|remains|left|leaving|currently|rest|other|others)\b[^.;\d]{0,24}\Z",
    re.I,
)
# Another stage, kind of place or time, or a name of at most four characters, as the subject of the same predicate.
_ANOTHER_ZH = re.compile(
    r"[，、；,;和]\s*(?:但|而|其中|另外|同期)?(?:[^，。；、率度比占]{0,10}?(?:小学|初中|高中|中学|年级|学段|城区|城镇|农村|乡村|乡镇|市区|县区|民办|公办|去年|上年|年初|年底|学期|同期|"
    r"同口径|这个时候|[年月州县市区旗盟省])[^，。；、率度比]{0,10}?|[^，。；、率度比占\d]{2,4}(?=[则也]?[为是达占]|仅|只有|还是))"
    r"(?:则|也|还|只|仅)?(?:为|是|达|达到|占|仅|只有|还是|有|均为|超过|均达|各有)?"
)
_ANOTHER_EN = re.compile(r"[^.;:\d%]{0,60}")
_SIDES_EN = (
    r"(?:junior|primary|high|middle|secondary)\s+(?:high\s+)?school\w*|junior|pupils|grades?|urban|rural|countryside|towns?|townships?|cities|the\s+city|counties|districts?|"
    r"the\s+(?:province|county|nation|country)|last\s+(?:year|autumn|spring|semester|term)|a\s+year\s+(?:ago|earlier)|the\s+year\s+before|the\s+same\s+period"
)
_SIDE_EN = re.compile(
    rf"^\s*(?:,|and|;|while|but|,\s*and|\s)+(?:that\s+of\s+|those\s+of\s+|in\s+|the\s+|for\s+|of\s+)*{_SIDES_EN}[^,.;]{{0,30}}$",
    re.I,
)
_SET_AGAINST_EN = re.compile(
    r"[^.;:\d%]{0,40}?,\s*(?:compared\s+(?:with|to)|as\s+against|against|versus|(?:up|down|rising|falling)\s+from)\s+(?:only\s+|just\s+)?",
    re.I,
)
_SIDE_AFTER_EN = re.compile(rf"\s*(?:of|in|for|among)\s+(?:the\s+)?{_SIDES_EN}", re.I)
_KEPT_ZH = re.compile(r"(?P<left>剩余|剩下|余下|保留|留存|留下)(?:下来)?的?这?$|(?:其余|其他|另外)的?$")
_KEPT_EN = re.compile(
    r"\b(?P<left>remaining|retained|leaving|leaves|left\s+with)\s+(?:only\s+|just\s+)?$|\b(?:the\s+)?(?:other|others|rest)\s+$",
    re.I,
)
_LEFT_EN = re.compile(r"\s*(?:[a-z-]+\s+){0,3}?(?:that\s+)?(?:retained|remaining|remain|remained|left)\b", re.I)


def _kept(text: str, start: int, end: int, language: Language) -> str:
    """Whether a number counts what is "left" (保留的9家, the remaining 9), the "rest" (其余9家), or neither: ""."""
    zh = language is Language.ZH
    found = (_KEPT_ZH if zh else _KEPT_EN).search(text, max(0, start - 14), start)
    if found is not None:
        return "left" if found.group("left") else "rest"
    return "left" if not zh and _LEFT_EN.match(text, end, end + 60) else ""


_EACH = re.compile(r"\W*(?:yuan\s+)?(?:per|each|every|a)\b", re.I)


def _mark_flows(group: list[Row], text: str) -> None:
    """What accumulates was counted over time, though machine translation lost its verb: "43 notices of rectification"."""
    for row in group:
        named = row.match.indicator if row.match is not None and row.role.role is Role.FLOW_COUNT else None
        if (
            named is not None
            and (named.kind, named.entity) == ("stock", "supervision")
            and row.quantity.unit == "person"
        ):
            row.role = replace(row.role, role=Role.LEVEL)  # supervisors who were hired are there since
    for last, row in zip([None, *group], group, strict=False):
        flows = row.match is not None and row.match.indicator.kind == "flow" and not _EACH.match(text, row.quantity.end)
        if flows and row.role.rule == "default" and row.role.role is Role.LEVEL and row.quantity.bound not in _CAPS:
            if last is not None and last.quantity.unit == row.quantity.unit and _EACH.match(text, last.quantity.end):
                continue  # 150 yuan per student in the countryside, 100 yuan in towns
            row.role = replace(row.role, role=Role.FLOW_COUNT, rule="flow_indicator")


def topic_of(rows: Sequence[Row]) -> str | None:
    """The institutions that the last of ``rows`` to count any counted, as an entity of the codebook."""
    return next((t for r in reversed(rows) if (t := _topic(r)) is not None), None)


def _within_reason(row: Row, match: Match | None) -> Match | None:
    """The match, unless the value is a hundred times beyond the indicator's range: then it measures something else
    (发放低保等救助资金61.7亿元 is no rate of allowance). What is a little beyond is named, and doubted by the checks.
    """
    limits = match.indicator.range if match is not None else None
    return None if limits is not None and row.quantity.value > _ABSURD * max(limits[1], Decimal(1)) else match


def _answered(group: list[Row], row: Row) -> Row | None:
    """The count or rate that a figure of a "respectively" list speaks of: the one at its place in the list before."""
    if row.listed is None or row.quantity.unit not in _RATES:
        return None
    begin, length = row.listed
    at = next(i for i, other in enumerate(group) if other is row)
    earlier = group[begin - length : begin] if begin >= length else []
    pairs = group[begin - 2 * length : begin] if begin >= 2 * length else []
    if pairs and all(r.partner is not None for r in pairs):  # 线上由14家减至2家，线下由90家减至6家，压减率分别为…
        earlier = pairs[::2]
    if len(earlier) != length or len({r.quantity.unit for r in earlier}) != 1:
        return None
    return earlier[at - begin]


def _topic(row: Row) -> str | None:
    """The entity of a figure that counts institutions."""
    return row.match.indicator.entity if row.match is not None and row.quantity.unit == "institution" else None


# Bodies that are counted with 家 or 所 as well and are no institutions of the policy.
_OTHER_BODIES = re.compile(
    "企业|公司|店|院|馆|厂|社|场|场所|中心|站|银行|单位|部门|户|媒体|园|景区|基地|平台|商|校|厅|局|学|庭|集团|食堂|协会|事务所"
)
_BARE = frozenset(
    ["", "家", "所", "这些", "上述", "该", "此类", "全部", "各类", "保留", "剩余", "其余", "留存", "现有", "原有"]
)
_PLAIN = frozenset("institutions institution agencies agency ones others rest organizations companies centers".split())


def _generic(head: str | None) -> bool:
    """Whether a noun says no more than "institutions": none at all, the bare word, or a verb or a place before 家."""
    if head is None:
        return True
    plain = head.strip().lower()
    if plain.isascii():
        return plain in _PLAIN
    if plain.endswith("机构"):
        return plain.removesuffix("机构") in _BARE
    return _OTHER_BODIES.search(plain) is None


def _named_before(row: Row, rows: Sequence[Row]) -> Row | None:
    """The row of an institution count that the text takes up again: 压减到85家 … 85家机构中有67家."""
    q = row.quantity
    if q.unit != "institution" or not _generic(q.head) or q.value < _TELLING:
        return None
    for earlier in reversed(rows[-_BACK:]):
        last = earlier.quantity
        if earlier.match is not None and (last.unit, last.value, last.value_max) == (q.unit, q.value, q.value_max):
            return earlier if earlier.match.indicator.kind == "stock" else None
    return None


def _of_flow(match: Match, whole: Row) -> Match:
    """The match, or that of the whole where this counts acts on such things: 2,860 inspected, 1,022 of them sports."""
    acts = whole.match
    counted = acts is not None and match.indicator.kind == "stock" and match.indicator.entity in acts.indicator.counts
    return acts if counted and acts is not None and acts.indicator.kind == "flow" else match


def _inherited(row: Row, whole: Row) -> Match | None:
    """The indicator of what the figure is part of, when it counts the same thing (其中赤坎区19家)."""
    if whole.match is None or row.quantity.unit is None or row.quantity.unit in _RATES:
        return None
    return whole.match if unit_fits(row.quantity.unit, whole.match.indicator.unit) else None
