"""Figures of one sentence in relation: before and after, parts of a whole, shared verbs, aims."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from policymine.extraction.carrying import (
    CHANGES,
    DONE_EN,
    aimed_zh,
    carry_back,
    carry_by,
    carry_change,
    carry_flow,
    carry_flow_zh,
    carry_target,
)
from policymine.extraction.gone import tell_before, went
from policymine.extraction.relations import find_changes, find_parts, leads_with_part
from policymine.extraction.role_predicates_en import CONVERTED
from policymine.extraction.role_rates import RoleDecision, names_rate
from policymine.extraction.roles import MONEY, aims_at, assign_role, told_done
from policymine.extraction.rows import Row
from policymine.extraction.scoping import Scoper
from policymine.records import Bound, Language, Quantity, Role

_TAIL = 110  # characters behind a figure in which a time may be its own
# Roles that a plan turns into targets; a limit and the state before stay what they are.
_SET = frozenset({Role.LEVEL, Role.FLOW_COUNT, Role.SHARE, Role.AFTER, Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE})
# 预计暑运期间，…: what opens the sentence governs its list.
_FORESEEN = re.compile(r"(?:[^，。；]{0,10}，)?(?:据)?(?:预计|预测|计划|力争|有望)[^，。；了]{0,14}，")


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
                (_prescribed(q) and (language is not Language.ZH or aimed or aimed_zh(text, row, scoper)))
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
            if future and language is not Language.ZH and DONE_EN.search(text, row.clause[0], q.start):
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
        carry_change(text, group)
        carry_flow_zh(text, group)
    else:
        carry_by(text, group)
        carry_flow(text, group)
        carry_back(text, group)
    carry_target(text, group)
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
        if row.role.role in CHANGES:
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
    return a == b or (a in MONEY and b in MONEY)  # machine translation makes dollars of yuan


def _under_targets(text: str, at: int, language: Language) -> bool:
    """Whether the list that ``at`` stands in was opened as one of targets (主要预期目标是：地区生产总值增长5%；…)."""
    floor = max(0, at - _TARGET_REACH)
    begin = max(text.rfind("\n", floor, at), text.rfind("。" if language is Language.ZH else ". ", floor, at), floor)
    return _TARGETS[Language.ZH if language is Language.ZH else Language.EN].search(text, begin, at) is not None


def _prescribed(q: Quantity) -> bool:
    """Whether a cap or a floor leads the number: 减至不超过23家 is what is wanted, not what was counted."""
    return q.bound in (Bound.AT_MOST, Bound.AT_LEAST) and q.start < q.core_start


_KINDS = (
    MONEY,
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


_ADJACENT = 2  # characters between two sentences of one paragraph
