"""What the figures of one list share: a verb said once goes for all that stand beside it."""

from __future__ import annotations

import itertools
import re

from policymine.extraction.role_rates import RoleDecision
from policymine.extraction.roles import BY, aims_at
from policymine.extraction.rows import MEASURES, Row
from policymine.extraction.scoping import Scoper
from policymine.records import Language, Quantity, Role

CHANGES = frozenset({Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE})
_ITEM = re.compile(r"[、和与及]{1,2}")  # between the items of 分别下降3%、4%和5%


def carry_change(text: str, group: list[Row]) -> None:
    """分别下降17%、16%和68%: the verb before the first item holds for the list, however long it grows."""
    for left, right in itertools.pairwise(group):
        q = left.quantity
        if (
            (
                (left.role.role in CHANGES and right.role.rule in ("share", "default", "percentage_point"))
                or (left.role.rule == "change_to" and right.role.rule in ("share", "change_verb"))
            )
            and (q.unit == right.quantity.unit or _both_less(left, right))
            and _ITEM.fullmatch(text, max(q.end, q.unit_end or 0), right.quantity.start)
        ):
            right.role = left.role


def carry_flow_zh(text: str, group: list[Row]) -> None:
    """增设停车位61万个，充电桩2万个: the verb before the first item goes for the next, which has a noun and no verb."""
    for left, right in itertools.pairwise(group):
        q, first = right.quantity, left.quantity
        if left.role.rule not in ("flow_verb", "flow_list") or right.role.rule != "default" or q.unit in MEASURES:
            continue
        if q.head_start is None or q.head_end is None or q.head_end != q.start:
            continue
        end = max(first.end, first.unit_end or 0)
        if text[end : q.head_start] in ("，", ",", "、") and _classifier(text, first) == _classifier(text, q):
            right.role = RoleDecision(Role.FLOW_COUNT, None, "flow_list")


def _classifier(text: str, q: Quantity) -> str:
    return text[q.unit_start : q.unit_end] if q.unit_start is not None and q.unit_end is not None else ""


def _both_less(left: Row, right: Row) -> bool:
    """同比减少4起、100人: things of two kinds, counted one after the other."""
    counted = left.quantity.unit not in MEASURES and right.quantity.unit not in MEASURES
    return left.role.role is Role.CHANGE_ABSOLUTE and right.role.rule == "default" and counted


def carry_by(text: str, group: list[Row]) -> None:
    """As in "offline ones shrank by 83 %, and online ones by 84 %": the verb goes for what follows "by" in the next clause."""
    for left, right in itertools.pairwise(group):
        if (
            left.role.role in CHANGES
            and right.role.rule in ("share", "default", "percentage_point")
            and left.quantity.unit == right.quantity.unit
            and right.quantity.start - left.quantity.end <= _COORDINATED
            and (
                BY.search(text, left.quantity.end, right.quantity.start)
                or _AND.fullmatch(text, max(left.quantity.end, left.quantity.unit_end or 0), right.quantity.start)
            )
        ):
            right.role = left.role


def carry_flow(text: str, group: list[Row]) -> None:
    """As in "hired 86 supervisors, 240 officers and 35 experts": the verb before the first item goes for the list."""
    for left, right in itertools.pairwise(group):
        if left.role.rule != "flow_verb" or right.role.rule != "default" or right.quantity.unit in MEASURES:
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


def carry_back(text: str, group: list[Row]) -> None:
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
DONE_EN = re.compile(
    r"\b(?:after|following|since)\s+(?:having\s+)?[a-z]+ing\b|\bhaving\b|\balready\b|\bso\s+far\b|\b(?:has|have)\s+(?:\w+\s)?(?:[a-z]+ed|built)\b"
)


def aimed_zh(text: str, row: Row, scoper: Scoper) -> bool:
    """Whether a cap at the end of a change is still to come; else it is what was ordered (由45个工作日压缩到不超过20个)."""
    q = row.quantity
    return (
        aims_at(text[row.clause[0] : q.start], Language.ZH)
        or "现有" in text[row.clause[0] : q.start]
        or scoper.is_future(q.start, q.end, row.sentence)
        or scoper.is_planned(q.start, q.end, row.sentence)
    )


def carry_target(text: str, group: list[Row]) -> None:
    """Plans to build 5, renovate 12 and train 300: what is planned first in a sentence goes for the list."""
    aimed = False
    last = group[0].quantity.end
    for row in group:
        told = text[last : row.quantity.start]
        if ";" in told or _DONE_ZH.search(told) or DONE_EN.search(told):
            aimed = False
        last = row.quantity.end
        if row.role.rule == "target_word":
            aimed = _TARGET_NOUN.search(text, max(row.clause[0], row.quantity.start - 40), row.quantity.start) is None
        elif aimed and row.role.rule in ("default", "flow_verb", "accumulates", "flow_verb_after"):
            row.role = RoleDecision(Role.TARGET, None, "target_list")
