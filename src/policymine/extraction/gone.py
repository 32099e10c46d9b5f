"""How many there were before so many of them went: 146家学科类机构完成压减119家; "46 institutions, of which 20 were cancelled".

The number of what was cut down stands first and has no word of "before" beside it. Its construction tells it: what went is
counted right behind it, it went "to zero", it was "the only two". Where the construction leaves it open, arithmetic does:
(before - after) / before, or gone / before, is the rate that the sentence states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from policymine.extraction.role_rates import RoleDecision
from policymine.records import Bound, Direction, Language, Quantity, Role
from policymine.text.scanning import compile_scanning

if TYPE_CHECKING:
    from policymine.extraction.rows import Row

# Kinds of things that a policy closes, merges or turns into others.
STOCKED = frozenset({"institution", "school", "enterprise", "other:site", "other:class", "other:point", "other:mine"})
_OPEN = frozenset({Role.LEVEL, Role.FLOW_COUNT, Role.CHANGE_ABSOLUTE})
_UNSAID = frozenset({"default", "flow_verb", "accumulates", "flow_verb_after", "target_list"})
_GONE_ZH = (
    "压减|压缩|压降|注销|关停|关闭|关张|退出|转型|转为|转成|转登记|取缔|清退|清理|停办|撤销|撤并|缩减|削减|减少|淘汰"
)
# 146家学科类机构完成压减119家: nothing between the two counts but the noun and the verb.
_LEFT_OF_ZH = re.compile(
    rf"[^，。；：、0-9]{{0,18}}?(?:[中里])?(?:，(?=[已现累均先陆完]))?(?:已经|已|共|现已|累计|均已|先后|陆续)?(?:完成|实现|依法|主动|自行|被)?(?:{_GONE_ZH})(?:了|掉|近|约|超|逾|共)?"
)
_GONE_BEFORE_ZH = re.compile(rf"(?:{_GONE_ZH}|[压关减]掉)[^，。；]{{0,12}}$")
_GONE = (
    r"(?:cancell?ed|closed(?:\sdown)?|deregistered|transferred|transformed|converted|reduced|compressed|withdrawn|withdrew|shut(?:\sdown)?|banned|revoked|"
    r"eliminated|merged|written\soff|turned|changed|applied\sfor\scancell?ation|exited|dissolved|suspended)"
)
_OF_WHICH = re.compile(
    r"[^.;:\d]{0,90}?,?\s(?:of\s(?:which|them|these|those)|among\s(?:which|them|these)|with)\s(?:\w+\s){0,3}?\Z", re.I
)
_HAVE_GONE = re.compile(rf"(?:\s(?!(?:and|which|are|is)\b)[\w'“”\"-]+){{0,5}}?\s{_GONE}\b", re.I)
# "from 168 to zero clearing", 由12家清零
_TO_ZERO = re.compile(
    r"(?:\s[\w'“”\"-]+){0,6}?\s(?:(?:down\s)?to|into|is|are|being)\s(?:\w+\s){0,2}?[\"“']?(?:zero|none|nil|nothing|naught|clear(?:ed|ing)?)\b"
    r"|[家所个]?[^，。；0-9]{0,10}?(?:减少|压减|下降|减|降|压缩|变|缩减)?(?:至|到|为|成)?[“\"]?(?:清零|归零|零(?![家售星部散碎])|全部清零)",
    re.I,
)
_FROM = compile_scanning(r"\bfrom\s(?:the\s)?(?:original\s|previous\s|about\s|nearly\s|more\sthan\s)?$", re.I)
_FROM_ZH = re.compile(r"[从由原](?:来|先|有)?的?[^，。；0-9]{0,8}$")
# "The only two institutions had been cancelled", 仅有的2家机构已注销
_ONLY = re.compile(r"\b(?:the|its|their)\s(?:only|sole|last)\s$|(?:仅有|唯一|只有|仅存)的?[^，。；0-9]{0,6}$", re.I)
_WENT = re.compile(
    rf"(?:[^.;\d]|\.\d){{0,110}}?\b(?:have|has|had|was|were)\s(?:\w+\s){{0,3}}?{_GONE}\b|[^。；0-9]{{0,24}}?(?:已|均|都|全部|全)[^。；0-9]{{0,4}}?(?:{_GONE_ZH})",
    re.I,
)
# "Before the governance there were 209, …"; 治理之前全市有209家
_BEFORE_IT = compile_scanning(
    r"\b(?:before|prior\sto|at\sthe\s(?:beginning|start|outset)\sof|on\sthe\seve\sof)\s(?:the\s)?[\"“']?(?:double|dual|policy|governance|rectification|reform|regulation|reduction|"
    r"treatment|campaign|implementation|management|clean-?up|crackdown|remediation|standardi[sz]ation|compression|consolidation|merger)\b[^.;:\d]{0,70}$",
    re.I,
)
_BEFORE_IT_ZH = re.compile(
    r"(?<![比较与同])[“‘]?(?:治理|双减|整治|整改|规范|清理|压减|改革|政策|试点|摸底|摸排|整合|撤并|合并|取缔|专项行动)[”’]?(?:工作|行动|政策)?(?:实施|出台|落地|开展|启动|推进)?"
    r"(?:之前|以前|前(?!期|沿|列)|之初|初期|伊始|时)[^0-9。；减增降升少多]{0,16}$"
)
_SHOWN = re.compile(r"\.(\d+)")
_MOST = 12  # counts of one sentence that are tried against a rate


def tell_before(text: str, group: Sequence[Row], language: Language) -> None:
    """Give role ``before`` to the counts of a sentence that what was closed or turned into others is taken from."""
    for i, row in enumerate(group):
        q = row.quantity
        lead = text[max(row.sentence.start, q.start - 90) : q.start]
        if row.partner is None and row.role.role in _OPEN and _to_zero(text, q, lead, row.sentence.end, language):
            row.role = RoleDecision(Role.BEFORE, None, "to_zero")
        if not _may_be(row):
            continue
        following = group[i + 1].quantity if i + 1 < len(group) else None
        stop = row.sentence.end
        if language is Language.ZH:
            rule = _told_zh(text, q, lead, following, stop)
        else:
            rule = _told_en(text, q, lead, following, stop)
        if rule is not None:
            row.role = RoleDecision(Role.BEFORE, None, rule)
    _reckon(text, group)


def went(text: str, end: int, stop: int) -> bool:
    """Whether the English words behind a count say that so many went: "163 changed into non-discipline class"."""
    return _HAVE_GONE.match(text, end, stop) is not None


def _may_be(row: Row) -> bool:
    q = row.quantity
    return (
        row.partner is None
        and row.role.role in _OPEN
        and row.role.rule in _UNSAID
        and (q.unit in STOCKED or q.unit is None)
        and q.value > 0
    )


def _to_zero(text: str, q: Quantity, lead: str, stop: int, language: Language) -> bool:
    led = (_FROM_ZH if language is Language.ZH else _FROM).search(lead)
    return led is not None and _TO_ZERO.match(text, max(q.end, q.unit_end or 0), stop) is not None


def _told_zh(text: str, q: Quantity, lead: str, following: Quantity | None, stop: int) -> str | None:
    end = max(q.end, q.unit_end or 0)
    if _BEFORE_IT_ZH.search(lead):
        return "before_the_policy"
    if _ONLY.search(lead) and _WENT.match(text, end, stop):
        return "only_ones_gone"
    if following is None or following.unit not in (q.unit, None) or following.value > q.value:
        return None
    if _GONE_BEFORE_ZH.search(lead):
        return None  # 注销401家，转型156家: it went itself
    return "whole_of_the_gone" if _LEFT_OF_ZH.fullmatch(text, end, following.start) else None


def _told_en(text: str, q: Quantity, lead: str, following: Quantity | None, stop: int) -> str | None:
    if _BEFORE_IT.search(lead):
        return "before_the_policy"
    if _ONLY.search(lead) and _WENT.match(text, q.end, stop):
        return "only_ones_gone"
    if following is None or following.unit not in (q.unit, None) or following.value > q.value:
        return None
    gone = _OF_WHICH.fullmatch(text, q.end, following.start) and _HAVE_GONE.match(text, following.end, stop)
    return "whole_of_the_gone" if gone and not re.search(rf"\b{_GONE}\b[^,;.]*$", lead, re.I) else None


def _reckon(text: str, group: Sequence[Row]) -> None:
    """Let a rate of reduction settle which count it was reckoned from."""
    counts = [r for r in group if r.quantity.unit in STOCKED and r.quantity.bound is Bound.EXACT][:_MOST]
    for i, whole in enumerate(counts):
        parts = counts[i + 1 :]
        if len(parts) < _LEAST_PARTS or not _may_be(whole) or whole.role.rule != "default":
            continue
        if _GONE_BEFORE_ZH.search(text, max(0, whole.quantity.start - 16), whole.quantity.start):
            continue  # 压掉的1339家当中，注销898家
        if sum(p.quantity.value for p in parts) == whole.quantity.value and _gone_behind(text, parts[0].quantity):
            whole.role = RoleDecision(Role.BEFORE, None, "parts_gone")
    rates = [r for r in group if r.role.role is Role.CHANGE_PERCENT and r.role.direction is Direction.DECREASE]
    for rate in rates:
        if rate.quantity.unit != "percent" or rate.quantity.bound is not Bound.EXACT:
            continue
        for whole in counts:
            if not _may_be(whole):
                continue
            if any(
                other.quantity.start > whole.quantity.start
                and 0 <= other.quantity.value < whole.quantity.value
                and _is_rate(whole.quantity.value, other.quantity.value, rate.quantity, text)
                for other in counts
            ):
                whole.role = RoleDecision(Role.BEFORE, None, "reckoned")
                break


_LEAST_PARTS = 2
_GONE_NEXT_ZH = re.compile(rf"[^，。；、0-9]{{0,12}}?(?:{_GONE_ZH})")


def _gone_behind(text: str, part: Quantity) -> bool:
    """Whether the part went: 8所申请注销, 注销8所, "8 were cancelled"."""
    end = max(part.end, part.unit_end or 0)
    led = _GONE_BEFORE_ZH.search(text, max(0, part.start - 12), part.start)
    return bool(led or _GONE_NEXT_ZH.match(text, end) or went(text, part.end, part.end + 60))


def _is_rate(whole: Decimal, other: Decimal, rate: Quantity, text: str) -> bool:
    """Whether ``rate`` is what went of ``whole``: all but ``other``, or ``other`` itself, to the digits shown."""
    shown = _SHOWN.search(text, rate.start, rate.end)
    half = Decimal(10) ** -len(shown.group(1)) / 2 if shown else Decimal("0.5")
    share = other / whole * 100
    return any(abs(told - rate.value) <= half for told in (share, 100 - share))
