"""Quantities of a document with the stretches of text around them, on their way to figures."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from policymine.codebook.match import Frame, Match
from policymine.extraction.gone import tell_before, went
from policymine.extraction.relations import find_changes, find_parts, leads_with_part
from policymine.extraction.role_predicates_en import CONVERTED
from policymine.extraction.roles import BY, RoleDecision, aims_at, assign_role, names_rate, told_done
from policymine.extraction.scoping import Scoper
from policymine.extraction.shared_lists import listed_nouns, lists_of
from policymine.records import Bound, Language, Place, Quantity, Role, Section, SectionKind
from policymine.text.sentences import Sentence, split_clauses

# Characters on either side of a figure in which its words are looked for: a sentence without an end is a lost break.
_SIGHT = 500
_JOINT = 8  # characters of verbs and adverbs between a noun and its number
_TAIL = 110  # characters behind a figure in which a time may be its own
_PARAGRAPH = 400  # characters before a sentence that its figures lean on
# Roles that a plan turns into targets; a limit and the state before stay what they are.
_SET = frozenset({Role.LEVEL, Role.FLOW_COUNT, Role.SHARE, Role.AFTER, Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE})
_MONEY = frozenset(["yuan", "usd", "hkd", "eur", "jpy", "gbp"])
_CHANGES = frozenset({Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE})
# 预计暑运期间，…: what opens the sentence governs its list.
_FORESEEN = re.compile(r"(?:[^，。；]{0,10}，)?(?:据)?(?:预计|预测|计划|力争|有望)[^，。；了]{0,14}，")
_ITEM = re.compile(r"[、和与及]{1,2}")  # between the items of 分别下降3%、4%和5%


@dataclass(frozen=True, slots=True)
class CellFacts:
    """What a table's headers settle for the figure of a cell: place and period with rule and evidence, and their words."""

    place: tuple[Place | None, str, tuple[int, int] | None]
    period: tuple[str | None, str, tuple[int, int] | None]
    words: str


@dataclass(slots=True)
class Row:
    """A quantity, where it stands, and what is known of it so far. ``partner`` and ``whole`` index the list of rows."""

    quantity: Quantity
    section: SectionKind
    sentence: Sentence
    clause: tuple[int, int]
    frame: Frame
    role: RoleDecision
    match: Match | None = None
    partner: int | None = None
    whole: int | None = None
    cell: CellFacts | None = None
    # The row whose place it shares: the other side of its change, the count that a listed rate speaks of.
    beside: int | None = None
    of_flow: bool = False  # a share of what was counted over a period (查处…, 占…)
    # Where a list told "respectively" begins that the row stands in, as an index into its sentence, and its length.
    listed: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a document, to be asked by offset."""

    all: tuple[Section, ...]
    starts: list[int]

    @classmethod
    def of(cls, sections: tuple[Section, ...]) -> Sections:
        return cls(sections, [s.start for s in sections])

    def at(self, offset: int) -> Section:
        return self.all[max(bisect_right(self.starts, offset) - 1, 0)]

    def heading(self, section: Section) -> Section | None:
        """The subheading that ``section`` stands under."""
        for i in range(max(bisect_right(self.starts, section.start) - 1, 0) - 1, -1, -1):
            if self.all[i].kind is SectionKind.SUBHEAD:
                return self.all[i]
        return None


def group_by_sentence(
    text: str, quantities: Sequence[Quantity], sentences: Sequence[Sentence], sections: Sections, language: Language
) -> Iterator[list[Row]]:
    """Rows of each sentence that holds a quantity, in text order."""
    starts = [s.start for s in sentences]
    title = next((s for s in sections.all if s.kind is SectionKind.HEADLINE), None)
    at = 0
    while at < len(quantities):
        first = quantities[at]
        index = bisect_right(starts, first.core_start) - 1
        sentence = sentences[index] if index >= 0 else Sentence(first.start, first.end)
        stop = at + 1
        while stop < len(quantities) and quantities[stop].core_start < max(sentence.end, first.end):
            stop += 1
        section = sections.at(first.core_start)
        heading = sections.heading(section)
        before = _before(text, sentence, section)
        clauses = split_clauses(text, sentence.start, sentence.end, language)
        group = []
        members = quantities[at:stop]
        lists = lists_of(text, members, language)
        nouns = listed_nouns(text, members, lists, sentence.start, language) if lists else {}
        for k in range(at, stop):
            q = quantities[k]
            clause = _holding(clauses, q.core_start) or (sentence.start, sentence.end)
            if k + 1 < stop:
                clause = _with_predicate(text, clauses, quantities[k:stop], clause)
            if language is not Language.ZH:
                clause = _through_examples(text, clauses, q, clause)
            if language is Language.ZH and text[_noun_end(q) : _noun_end(q) + 1] in ("（", "("):
                clause = (clause[0], _noun_end(q))  # 压减至2家（均为非营利性）: an aside
            reach = nouns.get(k - at) or (
                _left_reach(text, clauses, quantities[k - 1], q, clause, language) if k > at else sentence.start,
                _right_reach(text, clauses, quantities[k + 1], q) if k + 1 < stop else sentence.end,
            )
            head = (
                nouns.get(k - at) or (q.head_start, q.head_end)
                if q.head_start is not None and q.head_end is not None
                else None
            )
            frame = Frame(
                (q.start, q.end),
                head,
                clause,
                (max(sentence.start, q.start - _SIGHT), min(sentence.end, q.end + _SIGHT)),
                reach,
                before,
                (heading.start, heading.end) if heading else None,
                (title.start, title.end) if title and section is not title else None,
                language is Language.ZH and _OWN_VERB.match(text, _noun_end(q)) is not None,
            )
            row = Row(q, section.kind, sentence, clause, frame, RoleDecision(Role.LEVEL, None, "default"))
            row.listed = lists.get(k - at)
            group.append(row)
        yield group
        at = stop


def _with_predicate(
    text: str, clauses: Sequence[Sentence], rest: Sequence[Quantity], clause: tuple[int, int]
) -> tuple[int, int]:
    """The clause with those up to the predicate that it shares: 83所学校，5万名学生参加课后服务; "198 schools, 283,000
    students and 16,500 teachers take part". Only where nothing but a number and its noun stands in it.
    """
    low, high = clause
    for q, following in pairwise(rest):
        if q.head_start is None or q.head_end is None or q.head_start < q.end or q.unit in _MEASURES:
            break
        alone = not text[low : q.start].strip(_BLANK) and not text[q.head_end : high].strip(_BLANK)
        other = _holding(clauses, following.core_start)
        if not alone or other is None or other[0] < high or text[high : other[0]].strip(_BLANK):
            break
        low, high = other
    return (clause[0], high)


_OWN_VERB = re.compile(r"[^，。；：、\s（）()0-9和及与等的“”]{2}")


def _noun_end(q: Quantity) -> int:
    return max(q.end, q.unit_end or 0, q.head_end or 0)


_EXAMPLES = re.compile(r"[^,;:\d]{0,40}\b(?:including|such as|namely|like)\s")
_NAMES = re.compile(r"\s*(?:and\s+)?[A-Z]")
_PREDICATE = re.compile(r"\b(?:was|were|is|are|has|have|had|will)\b")


def _through_examples(text: str, clauses: Sequence[Sentence], q: Quantity, clause: tuple[int, int]) -> tuple[int, int]:
    """The clause with the names that only illustrate its subject, up to its predicate: "nine cities including Beijing,
    Shanghai and Wuhan were selected".
    """
    low, high = clause
    near = text[q.end : min(high, q.end + 60)]
    if not ("including" in near or "such as" in near or "namely" in near or "like" in near):
        return clause
    if not _EXAMPLES.match(text, q.end, high) or _PREDICATE.search(text, q.end, high):
        return clause
    for other in clauses:
        if other.start < high:
            continue
        if not _NAMES.match(text, other.start, other.end):
            break
        if _PREDICATE.search(text, other.start, other.end):
            return low, other.end
    return clause


_BLANK = " \u3000,，、"
_MEASURES = frozenset({"percent", "percentage_point", "yuan", "fold", "minute", "hour", "day", "month", "year"})


def _holding(clauses: Sequence[Sentence], offset: int) -> tuple[int, int] | None:
    i = bisect_right(clauses, offset, key=lambda c: c.start) - 1
    return (clauses[i].start, clauses[i].end) if i >= 0 and offset < clauses[i].end else None


def _left_reach(
    text: str,
    clauses: Sequence[Sentence],
    previous: Quantity,
    q: Quantity,
    clause: tuple[int, int],
    language: Language,
) -> int:
    """Where the words of the figure before end: with its clause, when it stands in another, else with its noun, and
    in English at the "and" that leads to this one (17 were offline and 2 were online).
    """
    other = _holding(clauses, previous.core_start)
    if other is not None and other != clause:
        return other[1]
    own_noun = previous.head_end if previous.head_start is not None and previous.head_start >= previous.end else None
    end = max(previous.end, previous.unit_end or 0, own_noun or 0)
    if language is not Language.ZH:
        joint = text.rfind(" and ", end, q.start)
        return joint + 1 if joint >= 0 else end
    return q.start if end < q.start and text[q.start - 1] in "、和及与" else end  # 9家注销、5家转型


def _right_reach(text: str, clauses: Sequence[Sentence], following: Quantity, q: Quantity) -> int:
    """Where the words of the next figure begin: with its clause, after the 、 where its own words follow that
    (注销1743家、转为非学科3345家), or right after this one where nouns lead (社会监督员168名、信息员240名).
    """
    other = _holding(clauses, following.core_start)
    if other is not None and other[0] >= q.end:
        return other[0]
    joint = text.rfind("、", q.end, following.start)
    if joint >= 0 and text[joint + 1 : following.start].strip(_BLANK):
        return joint + 1
    return max(q.end, q.unit_end or 0) if _led(text, q) and _led(text, following) else following.start


def _led(text: str, q: Quantity) -> bool:
    """Whether the noun stands right before the number (14家机构中，9家注销、5家转型: theirs stands in another clause)."""
    if q.head_end is None or not 0 <= q.start - q.head_end <= _JOINT:
        return False
    return not any(mark in text[q.head_end : q.start] for mark in "，,、。；;")


def _before(text: str, sentence: Sentence, section: Section) -> tuple[int, int] | None:
    """What the paragraph says before the sentence, at most ``_PARAGRAPH`` characters, and the question that it answers."""
    floor = max(section.start, sentence.start - _PARAGRAPH)
    start = max(text.rfind("\n", floor, sentence.start) + 1, floor)
    end = start
    while end > floor and text[end - 1] in "\n \u3000":
        end -= 1
    if end < start and any(mark in "？?" for mark in text[max(floor, end - 2) : end]):
        start = max(text.rfind("\n", floor, end) + 1, floor)
    return (start, sentence.start) if start < sentence.start else None


def relate(text: str, group: list[Row], rows: Sequence[Row], scoper: Scoper, language: Language) -> None:
    """Give each row of a sentence its role, the other side of its change, and what it is part of.

    ``rows`` are those of the sentences before; indices count from their start.
    """
    base = len(rows)
    quantities = [row.quantity for row in group]
    sides = {}
    for change in find_changes(text, quantities, language):
        sides[change.before] = (Role.BEFORE, change)
        sides[change.after] = (Role.AFTER, change)
    sentence = group[0].sentence
    for part in find_parts(text, quantities, (sentence.start, sentence.end)):
        group[part.part].whole = base + part.whole
    if rows and leads_with_part(text, sentence.start) and sentence.start - rows[-1].sentence.end <= 2:
        last = rows[-1].sentence.start
        for row in group:
            whole = next(
                (
                    i
                    for i in range(base - 1, -1, -1)
                    if rows[i].sentence.start == last
                    and _same_unit(rows[i].quantity.unit, row.quantity.unit)
                    and (row.quantity.unit == "percent" or rows[i].quantity.value >= row.quantity.value)
                ),
                None,
            )
            row.whole = whole if row.whole is None else row.whole
    planned = False
    aimed = _under_targets(text, group[0].quantity.start, language)
    for i, row in enumerate(group):
        q = row.quantity
        if i in sides:
            role, change = sides[i]
            if role is Role.AFTER and (
                (_prescribed(q) and (language is not Language.ZH or aimed or _aimed_zh(text, row, scoper)))
                or (language is not Language.ZH and aims_at(text[row.clause[0] : q.start], language))
            ):
                planned, role = True, Role.TARGET
            rule = (
                "rate_pair"
                if q.unit == "percent" and names_rate(text[row.clause[0] : q.start], language)
                else "change_pair"
            )
            row.role = RoleDecision(role, None if role is Role.BEFORE else change.direction, rule)
            row.partner = base + (change.after if role is Role.BEFORE else change.before)
        else:
            future = scoper.is_future(q.start, q.end, row.sentence)
            if future and language is not Language.ZH and sides and not planned and i - 1 in sides:
                future = False  # the change that was told just before is over
            if future and language is not Language.ZH and _DONE_EN.search(text, row.clause[0], q.start):
                future = False  # "by the end of 2030, after rebuilding 40 in 2018"
            over = not future and scoper.is_review(q.start)
            past = None
            if language is not Language.ZH:
                high = min(q.end + _TAIL, row.sentence.end)
                told = text[row.clause[0] : high]
                if "will" in told or "would" in told or "going to" in told:
                    past = scoper.over_at(q.start, high, row.sentence)
            row.role = assign_role(text, q, row.clause, language, future=future, over=over, past=past)
            if (
                row.role.role in _SET
                and not told_done(text[row.clause[0] : q.start])
                and scoper.is_planned(q.start, q.end, row.sentence)
            ):
                row.role = RoleDecision(Role.TARGET, row.role.direction, "plan_of_report")
            elif aimed and row.role.role in _AIMABLE:
                row.role = RoleDecision(Role.TARGET, row.role.direction, "under_targets")
    if language is Language.ZH and group[0].role.rule in ("default", "flow_verb", "accumulates"):
        first = group[0]
        if _FORESEEN.match(text, sentence.start, first.quantity.start):
            first.role = RoleDecision(Role.TARGET, None, "target_word")
    if language is Language.ZH:
        for left, right in itertools.pairwise(group):
            if left.role.rule == "default" and right.role.role is Role.CHANGE_PERCENT and _shrank(text, left, right):
                left.role = RoleDecision(Role.BEFORE, None, "shrank_by")
        for i, row in enumerate(group):
            row.of_flow = (
                row.role.role is Role.SHARE
                and row.quantity.unit == "percent"
                and _SHARE_OF.search(text, row.clause[0], row.quantity.start) is not None
                and next((r.role.role for r in reversed(group[:i]) if r.quantity.unit != "percent"), None)
                is Role.FLOW_COUNT
            )
        for row in group:
            if row.role.rule == "default" and row.quantity.unit == "institution" and _gone_since(text, row.quantity):
                row.role = RoleDecision(Role.BEFORE, None, "gone_since")
    if planned:
        for row in group:
            if row.role.role is Role.CHANGE_PERCENT:
                row.role = RoleDecision(Role.TARGET, row.role.direction, "planned_change")
    tell_before(text, group, language)
    twins = _converted(text, group)
    if twins:
        everything = group
        group = [row for i, row in enumerate(group) if i not in twins]
    if language is Language.ZH:
        _carry_change(text, group)
        _carry_flow_zh(text, group)
    else:
        _carry_by(text, group)
        _carry_flow(text, group)
        _carry_back(text, group)
    _carry_target(text, group)
    if twins:
        group = everything
        for i, of in sorted(twins.items()):
            group[i].role, group[i].beside = group[of].role, base + of
    if rows and language is Language.ZH and rows[-1].role.role is Role.TARGET:
        begins = sentence.start - rows[-1].sentence.end <= _ADJACENT and leads_with_part(text, sentence.start)
        if begins and not told_done(text[sentence.start : group[0].quantity.start]):
            for row in group:  # 到2030年，充电站达到8000座。其中，公共充电站5000座
                if row.role.rule in ("default", "flow_verb", "share", "kept_at"):
                    row.role = RoleDecision(Role.TARGET, None, "part_of_target")
    if language is Language.ZH:
        _share_places(group, base)
    for row in group:
        if row.role.role in _CHANGES:
            row.whole = None  # a growth rate is no part of another
        held = None if row.whole is None else (group[row.whole - base] if row.whole >= base else rows[row.whole])
        if held is not None and held.role.role is Role.FLOW_COUNT and row.role.rule == "default":
            row.role = RoleDecision(Role.FLOW_COUNT, None, "part_of_flow")
        if held is not None and held.role.role is Role.BEFORE and row.role.rule == "default":
            if language is not Language.ZH and went(text, row.quantity.end, row.sentence.end):
                row.role = RoleDecision(Role.FLOW_COUNT, None, "part_gone")
                continue
            row.role = RoleDecision(Role.BEFORE, None, "part_of_before")


_SHRANK_BY = re.compile(r"(?:已|均|整体|总体|共|整体上)?(?:压减|压缩|减少|缩减|下降|压降|削减)(?:了|近|超|逾|约)?")


def _share_places(group: list[Row], base: int) -> None:
    """甲、乙两市分别由287家、104家减少到6家和2家，减幅分别为97.9%和98.1%: the items of each list are of the same places."""
    for i, row in enumerate(group):
        if row.role.role is Role.AFTER and row.partner is not None and row.partner >= base:
            row.beside = row.partner
        elif row.listed is not None and row.quantity.unit == "percent":
            begin, length = row.listed
            earlier = group[begin - length : begin] if begin >= length else []
            if len({r.quantity.unit for r in earlier}) == 1 and all(r.role.role is Role.AFTER for r in earlier):
                row.beside = base + i - length


_SHARE_OF = re.compile(r"占[^，。；]{0,10}$|占[0-9.%、和]+$")
# 仅有9家学科类机构，如今已全部关停
_GONE_SINCE = re.compile(
    r"，(?:如今|现在|目前|现|截至目前，?)(?:都|均)?已?经?(?:全部|悉数|都|均)?(?:已|被)?(?:关停|注销|清零|取缔|退出|停办|转型)(?![率的])"
)


def _gone_since(text: str, q: Quantity) -> bool:
    return _GONE_SINCE.match(text, max(q.end, q.unit_end or 0, q.head_end or 0)) is not None


def _shrank(text: str, left: Row, right: Row) -> bool:
    """9134家学科类机构压减98%以上: what shrank is what there was before."""
    q = left.quantity
    if q.unit not in ("institution", "school", "enterprise") or q.head_end is None or q.head_end < q.end:
        return False
    return _SHRANK_BY.fullmatch(text, q.head_end, right.quantity.start) is not None


_AIMABLE = frozenset({Role.LEVEL, Role.SHARE, Role.FLOW_COUNT, Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE, Role.LIMIT})
_TARGETS = {
    Language.ZH: re.compile(r"(?:预期|主要|发展|工作)目标(?:是|为|如下|[:：])"),
    Language.EN: re.compile(
        r"\b(?:expected|main|major|development)\s+(?:\w+\s+){0,2}?(?:targets|goals|objectives)\b[^.]{0,80}?(?:\bare\b|:)",
        re.I,
    ),
}
_TARGET_REACH = 700  # characters that a list of targets runs over


def _same_unit(a: str | None, b: str | None) -> bool:
    return a == b or (a in _MONEY and b in _MONEY)  # machine translation makes dollars of yuan


def _under_targets(text: str, at: int, language: Language) -> bool:
    """Whether the list that ``at`` stands in was opened as one of targets (主要预期目标是：地区生产总值增长5%；…)."""
    floor = max(0, at - _TARGET_REACH)
    begin = max(text.rfind("\n", floor, at), text.rfind("。" if language is Language.ZH else ". ", floor, at), floor)
    return _TARGETS[Language.ZH if language is Language.ZH else Language.EN].search(text, begin, at) is not None


def _prescribed(q: Quantity) -> bool:
    """Whether a cap or a floor leads the number: 减至不超过23家 is what is wanted, not what was counted."""
    return q.bound in (Bound.AT_MOST, Bound.AT_LEAST) and q.start < q.core_start


_KINDS = (
    _MONEY,
    frozenset(["mu", "hectare", "acre", "square_meter", "square_kilometer"]),
    frozenset(["kg", "ton"]),
    frozenset(["km", "meter"]),
)


def _converted(text: str, group: list[Row]) -> dict[int, int]:
    """Rows that say the one before in another unit: 15 yuan ($2.05), 80 million mu (5.33 million hectares)."""
    out: dict[int, int] = {}
    for i, (left, right) in enumerate(itertools.pairwise(group)):
        a, b = left.quantity, right.quantity
        if a.unit == b.unit or not any(a.unit in kind and b.unit in kind for kind in _KINDS):
            continue
        end = max(a.end, a.unit_end or 0)
        if end < b.start and CONVERTED.fullmatch(text, end, b.start):
            out[i + 1] = i
    return out


def _carry_change(text: str, group: list[Row]) -> None:
    """分别下降17%、16%和68%: the verb before the first item holds for the list, however long it grows."""
    for left, right in itertools.pairwise(group):
        q = left.quantity
        if (
            (
                (left.role.role in _CHANGES and right.role.rule in ("share", "default", "percentage_point"))
                or (left.role.rule == "change_to" and right.role.rule in ("share", "change_verb"))
            )
            and (q.unit == right.quantity.unit or _both_less(left, right))
            and _ITEM.fullmatch(text, max(q.end, q.unit_end or 0), right.quantity.start)
        ):
            right.role = left.role


def _carry_flow_zh(text: str, group: list[Row]) -> None:
    """增设停车位61万个，充电桩2万个: the verb before the first item goes for the next, which has a noun and no verb."""
    for left, right in itertools.pairwise(group):
        q, first = right.quantity, left.quantity
        if left.role.rule not in ("flow_verb", "flow_list") or right.role.rule != "default" or q.unit in _MEASURES:
            continue
        if q.head_start is None or q.head_end is None or q.head_end != q.start:
            continue
        end = max(first.end, first.unit_end or 0)
        if text[end : q.head_start] in ("，", ",", "、") and _classifier(text, first) == _classifier(text, q):
            right.role = RoleDecision(Role.FLOW_COUNT, None, "flow_list")


def _classifier(text: str, q: Quantity) -> str:
    return text[q.unit_start : q.unit_end] if q.unit_start is not None and q.unit_end is not None else ""


_ADJACENT = 2  # characters between two sentences of one paragraph


def _both_less(left: Row, right: Row) -> bool:
    """同比减少4起、100人: things of two kinds, counted one after the other."""
    counted = left.quantity.unit not in _MEASURES and right.quantity.unit not in _MEASURES
    return left.role.role is Role.CHANGE_ABSOLUTE and right.role.rule == "default" and counted


def _carry_by(text: str, group: list[Row]) -> None:
    """As in "offline ones shrank by 83 %, and online ones by 84 %": the verb goes for what follows "by" in the next clause."""
    for left, right in itertools.pairwise(group):
        if (
            left.role.role in _CHANGES
            and right.role.rule in ("share", "default", "percentage_point")
            and left.quantity.unit == right.quantity.unit
            and right.quantity.start - left.quantity.end <= _COORDINATED
            and (
                BY.search(text, left.quantity.end, right.quantity.start)
                or _AND.fullmatch(text, max(left.quantity.end, left.quantity.unit_end or 0), right.quantity.start)
            )
        ):
            right.role = left.role


def _carry_flow(text: str, group: list[Row]) -> None:
    """As in "hired 86 supervisors, 240 officers and 35 experts": the verb before the first item goes for the list."""
    for left, right in itertools.pairwise(group):
        if left.role.rule != "flow_verb" or right.role.rule != "default" or right.quantity.unit in _MEASURES:
            continue
        end = max(left.quantity.end, left.quantity.head_end or 0, left.quantity.unit_end or 0)
        if end < right.quantity.start and _AND.fullmatch(text, end, right.quantity.start):
            right.role = left.role


_ITEM_EN = re.compile(r"(?:(?!\b(?:was|were|is|are|has|have|had|will|which|who|that)\b)[^.;:\d]){1,80}?,\s(?:and\s)?\Z")


_AMONG = re.compile(r"\b(?:[Aa]mong|(?<!total\s)[Oo]f|out\s+of)\s+(?:[\w'’]+\s+){0,4}$")


def _shares_predicate(text: str, left: Quantity, right: Quantity) -> bool:
    """Whether nothing but a noun phrase and a comma part the two: "10,100 schools without licences, and 918 with them
    were fined".
    """
    if _AMONG.search(text, max(0, left.start - _COORDINATED), left.start):
        return False  # "of the county's 90 schools, 12 were closed"
    return _ITEM_EN.fullmatch(text, max(left.end, left.unit_start or 0), right.start) is not None


def _carry_back(text: str, group: list[Row]) -> None:
    """As in "300 schools, 20 clinics and 5 parks will be built": what is said behind the last item goes for the list."""
    for left, right in reversed(list(itertools.pairwise(group))):
        flow = right.role.rule in ("flow_verb_after", "flow_list") and left.role.rule == "default"
        if (
            flow
            and left.quantity.unit == right.quantity.unit
            and _shares_predicate(text, left.quantity, right.quantity)
        ):
            left.role = RoleDecision(Role.FLOW_COUNT, None, "flow_list")
            continue
        if right.role.rule not in ("target_word", "target_list") or left.role.rule not in (
            "default",
            "flow_verb_after",
            "accumulates",
        ):
            continue
        end = max(left.quantity.end, left.quantity.head_end or 0, left.quantity.unit_end or 0)
        if end < right.quantity.start and _AND.fullmatch(text, end, right.quantity.start):
            left.role = RoleDecision(Role.TARGET, left.role.direction, "target_list")


_AND = re.compile(r"\s*(?:,|and|, and)\s*")  # an increase of 13, 5 and 10 million
_COORDINATED = 90  # characters between two items of which the second leaves its verb out


_TARGET_NOUN = re.compile(r"\b(?:target|goal|task)s?\s+of\s+(?:\w+\s+)?$", re.I)


# What is done already, after what is planned: 计划改造的143个小区已开工139个、完工52个.
_DONE_ZH = re.compile(r"已|目前|实际|完工|竣工")


# "Plans to build 6 parks, after opening 2 last year".
_DONE_EN = re.compile(
    r"\b(?:after|following|since)\s+(?:having\s+)?[a-z]+ing\b|\bhaving\b|\balready\b|\bso\s+far\b|\b(?:has|have)\s+(?:\w+\s)?(?:[a-z]+ed|built)\b"
)


def _aimed_zh(text: str, row: Row, scoper: Scoper) -> bool:
    """Whether a cap at the end of a change is still to come; else it is what was ordered (由45个工作日压缩到不超过20个)."""
    q = row.quantity
    return (
        aims_at(text[row.clause[0] : q.start], Language.ZH)
        or "现有" in text[row.clause[0] : q.start]
        or scoper.is_future(q.start, q.end, row.sentence)
        or scoper.is_planned(q.start, q.end, row.sentence)
    )


def _carry_target(text: str, group: list[Row]) -> None:
    """Plans to build 5, renovate 12 and train 300: what is planned first in a sentence goes for the list."""
    aimed = False
    last = group[0].quantity.end
    for row in group:
        told = text[last : row.quantity.start]
        if ";" in told or _DONE_ZH.search(told) or _DONE_EN.search(told):
            aimed = False
        last = row.quantity.end
        if row.role.rule == "target_word":
            aimed = _TARGET_NOUN.search(text, max(row.clause[0], row.quantity.start - 40), row.quantity.start) is None
        elif aimed and row.role.rule in ("default", "flow_verb", "accumulates", "flow_verb_after"):
            row.role = RoleDecision(Role.TARGET, None, "target_list")
