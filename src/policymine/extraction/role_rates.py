"""What a percentage is: a share, a change, what was reached, and which way it went."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policymine.data import load_yaml
from policymine.extraction import role_predicates_en as predicates
from policymine.extraction import role_words_en as en
from policymine.records import Bound, Direction, Language, Quantity, Role
from policymine.text.scanning import compile_scanning

# "the pressure decrease rate of discipline institutions reached", 压减学科类机构的比例为
_RATE_OF = re.compile(
    r"\b(?:decrease|reduction|compression|pressure|decline)\s+(?:rate|ratio)\s+of\s+[^,.;:0-9]{1,70}$"
    r"|(?:压减|压缩|减少|下降|压降)[^，。；：0-9]{0,20}(?:比例|幅度)[^，。；：0-9]{0,4}$",
    re.I,
)
_SHRUNK_ZH = re.compile(
    r"的?[^，。；、]{0,20}?(?:(?:被|已|完成|得到|实现)[^，。；]{0,4}?)?(?:压减|压缩|注销|退出|关停|清退|取缔|停办)(?!率|任务|工作|的|了?[0-9])"
)
# Rates in per cent that are no share of a whole.
_NO_SHARE = re.compile(
    r"\b(?:interest|tax|exchange|inflation|lending|deposit|mortgage|loan prime|discount)\s+rates?\b|\b(?:annualized|annualised|yields?|coupon|"
    r"benchmarks?|rate of return)\b[^,.;]{0,30}$",
    re.I,
)
_LIMITING = frozenset([Bound.AT_MOST, Bound.AT_LEAST, Bound.LESS_THAN, Bound.MORE_THAN])
_WHOLE = 100
NEARBY = 60  # characters
# 占全国近一半, 贡献率超五成, whatever grew before.
_SHARE_ZH = re.compile(
    r"(?:(?<!挤)(?<!侵)占(?:(?!提高|提升|扩大)[^，。；、增减升降]){0,10}|贡献率?)(?:已?[达为占超]|达到|突破|超过|约为)?$"
)
# 失业率, 费率, 按罚款金额的1%给予奖励: rates that are no share of a whole.
_NO_SHARE_ZH = re.compile(
    r"(?:失业率|利率|费率|税率|汇率|收益率|贴现率|准备金率|补贴率|贴息率|赡养比|抚养比|市盈率)[^，。；、%％0-9]{0,10}$"
)
_PAID_AT_ZH = re.compile(r"按[^，。；]{0,20}$")
_PAID_ZH = re.compile(
    r"(?:的?(?:比例|标准))?(?:给予|予以)?(?:贴息|奖励|补助|补贴|奖补|计提|提取|返还|缴纳|征收|减征|缴存)"
)
# 压减任务完成率100%, 压减任务已完成103%: a share of the task, whatever was reduced.
_FULFILLED_ZH = re.compile(r"完成率[^，。；减增降升]{0,6}$|任务[^，。；]{0,8}完成(?:了|率)?(?:已?[达为])?(?:到)?$")
_AT = re.compile(r"\b(?:than|from|as)\s[^,;:\d]{0,40}\bat\s+$")  # "lower than expected at 5.1 percent"


@dataclass(frozen=True, slots=True)
class RoleDecision:
    role: Role
    direction: Direction | None
    rule: str


@cache
def pattern(language: Language, name: str) -> re.Pattern[str]:
    words = sorted(load_yaml("roles.yaml")[language.value][name], key=len, reverse=True)
    body = "|".join(re.escape(w) for w in words)
    if language is Language.ZH and name in ("increase", "decrease"):
        # One character is a verb right before its number only: 高校, 降解, 多数 tell of no change.
        body = "|".join(w if len(w) > 1 else rf"{w}(?=[了出到至为近约超逾]{{0,2}}$|[幅价速率])" for w in words)
    elif language is Language.ZH:
        body = _by_first_character(words)
    if language is Language.ZH:
        return compile_scanning(body)
    return compile_scanning(rf"\b(?:{body})\b", re.IGNORECASE)


def _by_first_character(words: list[str]) -> str:
    """A pattern of all ``words`` (the longest first) that compares their first characters once: a quarter of the time."""
    by: dict[str, list[str]] = {}
    for word in words:
        by.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(char)}(?:{'|'.join(rest)})" for char, rest in by.items())


def compared(tail: str, language: Language) -> bool:
    """A number of things more or fewer than at another time or place."""
    if language is Language.ZH:
        return False  # 比…多12家 leads
    return en.THAN.match(tail) is not None or en.THAN_THEN.match(tail) is not None


def names_rate(words: str, language: Language) -> bool:
    """Whether ``words`` name a rate of change (压减率, reduction rate), which may itself move from one value to another."""
    return pattern(language, "rate_heads").search(words) is not None


def blank(found: re.Match[str]) -> str:
    return "_" * len(found.group())


def rate_role(lead: str, tail: str, far: str, head: str, quantity: Quantity, language: Language) -> RoleDecision:
    if language is not Language.ZH:
        if en.MADE_UP.search(lead):
            return RoleDecision(Role.SHARE, None, "share")
        if quantity.unit == "percent" and en.BEFORE_THE_POLICY.match(far):
            return RoleDecision(Role.BEFORE, None, "before_the_policy")
        lead, head = en.NAMED_CHANGE.sub(blank, lead), en.NAMED_CHANGE.sub(blank, head)
        if _NO_SHARE.search(f"{lead[-NEARBY:]} {head}") and not re.search(
            r"\b(?:up|down|by|than|point)\b", lead[-16:] + tail[:24]
        ):
            return RoleDecision(Role.LEVEL, None, "rate_of_no_whole")
        if quantity.bound is not Bound.EXACT or en.THAN_ANY.match(tail):
            limiting = quantity.bound in _LIMITING and quantity.start < quantity.core_start
            if (limiting and en.MAY_CHANGE.search(lead)) or (
                en.IF.search(lead) and (limiting or en.THAN_ANY.match(tail))
            ):
                return RoleDecision(Role.LIMIT, None, "threshold")
        if quantity.value == _WHOLE and quantity.unit == "percent" and en.TASK.search(lead):
            return RoleDecision(Role.SHARE, None, "share")
    if language is Language.ZH and quantity.unit == "percent":
        paid = _PAID_AT_ZH.search(lead) is not None and _PAID_ZH.match(tail) is not None
        if paid or (_NO_SHARE_ZH.search(lead) and direction_of(lead[-12:], language) is None):
            return RoleDecision(Role.LEVEL, None, "rate_of_no_whole")
    if language is Language.ZH and _half_of_task(quantity, lead):
        return RoleDecision(Role.SHARE, None, "share")
    if language is not Language.ZH:
        twice = predicates.SAID_TWICE.search(lead)
        near = lead[: twice.start()][-28:] if twice else (predicates.changed_by(lead) or lead[-28:])
    else:
        near = lead[-12:]
    heads = pattern(language, "rate_heads")
    if (
        language is Language.ZH
        and quantity.unit == "percent"
        and (_SHARE_ZH.search(lead) or _FULFILLED_ZH.search(lead))
    ):
        return RoleDecision(Role.SHARE, None, "share")
    if quantity.unit != "percentage_point" and (heads.search(near) or heads.search(head) or _RATE_OF.search(lead)):
        return RoleDecision(
            Role.CHANGE_PERCENT,
            direction_of(near + head, language) or direction_of(lead, language) or _pressed(near + head),
            "rate_head",
        )
    up, down = last(pattern(language, "increase"), near), last(pattern(language, "decrease"), near)
    verb = max(up, down)
    if verb >= 0:
        rest = near[verb:]
        to = re.search(r"(?:至|到|为)(?:了)?$", rest) if language is Language.ZH else re.search(r"\bto\s*$", rest)
        direction = Direction.INCREASE if up > down else Direction.DECREASE
        if to:
            return RoleDecision(Role.AFTER, direction, "change_to")
        if language is not Language.ZH and _AT.search(rest):
            return RoleDecision(Role.SHARE, None, "share")
        if _rate_noun_between(rest, language):
            return RoleDecision(Role.SHARE, None, "share")
        absolute = quantity.unit == "percentage_point"
        return RoleDecision(Role.CHANGE_ABSOLUTE if absolute else Role.CHANGE_PERCENT, direction, "change_verb")
    if language is not Language.ZH:
        after = re.match(
            r"\s*(?:\S+\s+){0,2}?(increase|growth|rise|decrease|reduction|decline|drop|year-on-year|year on year|lower|higher|cheaper|dearer|smaller|larger)\b",
            tail,
            re.I,
        )
        if after:
            word = after.group(1).lower()
            down_word = word in ("decrease", "reduction", "decline", "drop", "lower", "cheaper", "smaller")
            kind = Role.CHANGE_ABSOLUTE if quantity.unit == "percentage_point" else Role.CHANGE_PERCENT
            return RoleDecision(kind, Direction.DECREASE if down_word else Direction.INCREASE, "change_noun_after")
    if compared(tail, language) or (language is not Language.ZH and en.THAN_ANY.match(tail)):
        kind = Role.CHANGE_ABSOLUTE if quantity.unit == "percentage_point" else Role.CHANGE_PERCENT
        return RoleDecision(kind, comparative(tail, language), "comparison_after")
    if quantity.unit == "percent" and language is not Language.ZH and en.COMPRESSED_EN.match(far):
        return RoleDecision(Role.CHANGE_PERCENT, Direction.DECREASE, "share_compressed")
    if quantity.unit == "percent" and (_SHRUNK_ZH if language is Language.ZH else en.SHRUNK_EN).match(far):
        return RoleDecision(Role.SHARE, Direction.DECREASE, "share_that_left")
    if quantity.unit == "percentage_point":
        return RoleDecision(Role.CHANGE_ABSOLUTE, direction_of(lead, language), "percentage_point")
    if (
        quantity.bound in (Bound.AT_MOST, Bound.AT_LEAST)
        and quantity.start < quantity.core_start
        and (language is Language.ZH or not en.DONE_OF.match(far))
    ):
        # A floor or a cap that leads the number prescribes (不低于85%); one that follows reports (90%以上).
        return RoleDecision(Role.LIMIT, None, "bound_word")
    return (
        RoleDecision(Role.SHARE, None, "share")
        if quantity.unit == "percent"
        else RoleDecision(Role.LEVEL, None, "default")
    )


def _half_of_task(quantity: Quantity, lead: str) -> bool:
    """新增就业任务过半: more than half of a task is a share, unless a verb of change leads to it (减少过半)."""
    return quantity.value == _WHOLE / 2 and _TASK_ZH.search(lead) is not None


_TASK_ZH = re.compile(r"(?:任务|目标|计划|指标|进度|工程量|工期)(?:已经|已|完成|均|都|执行|完成率)*$")


def _pressed(words: str) -> Direction | None:
    """Pressing rates and pressure ratios (压减率) fall."""
    return Direction.DECREASE if re.search(r"\b(?:press|compress|cut|shrink|downsiz)", words, re.I) else None


def comparative(tail: str, language: Language) -> Direction | None:
    found = en.THAN_ANY.match(tail) if language is not Language.ZH else None
    if found is None:
        return direction_of(tail[:24], language)
    word = (found.group("word") or found.group("from") or found.group("bare")).lower()
    return Direction.INCREASE if word in ("more", "higher", "high", "up") else Direction.DECREASE


def _rate_noun_between(rest: str, language: Language) -> bool:
    """提高服务覆盖率90%: the verb governs the rate's noun, the number is its level."""
    return bool(re.search(r"(?:覆盖率|参与率|满意度|比例|占比)[^，]{0,3}$", rest)) if language is Language.ZH else False


# 减少贫困人口2.8万人, 核减招生计划310人: the thing stands between the verb and the number.
LESS_OF_ZH = re.compile(
    r"(?<!再)(?:减少|压减|核减|削减|裁减|缩减|精简|压缩)(?:了)?(?![^，。；]{0,12}(?:率|比|至|到|为|由|从|的$))[一-龥]{2,12}?(?:超过|超|近|约|逾)?$"
)


def changed_by(lead: str, language: Language) -> bool:
    if language is Language.ZH:
        return LESS_OF_ZH.search(lead) is not None or bool(
            re.search(
                r"(?:增加|减少|增长|下降|提高|降低|压减|缩短|延长|收窄|上涨|回落|上升|净增|净减|[增减]支|[再又][增减降]|(?:[比较][^，。；]{1,10})[多少高低快长增减降升])(?:了|出)?(?:近|约|超|逾)?$",
                lead,
            )
        )
    return bool(
        re.search(
            r"\b(?:increas|decreas|reduc|drop|fall|fell|rose|grew|sav|declin|shr[aiu]nk|cut|compress|slash|trimm|downsiz)\w*\s+(?:by\s+|of\s+(?!the\b))?$"
            r"|\b(?:improv|promot|rais|lower|shorten|extend|expand|ris|climb|lift)\w*\s+by\s+$|\b(?:up|down)\s+(?:by\s+)?$|\b(?:rise|growth|drop|gain|surge|jump|leap|fall|dip|hike|decline)\s+of\s+$",
            en.NAMED_CHANGE.sub(blank, lead),
            re.I,
        )
    ) or bool(predicates.changed_by(lead))


def direction_of(words: str, language: Language) -> Direction | None:
    up, down = last(pattern(language, "increase"), words), last(pattern(language, "decrease"), words)
    if up < 0 and down < 0:
        return None
    return Direction.INCREASE if up > down else Direction.DECREASE


def last(pattern: re.Pattern[str], words: str) -> int:
    """Offset of the last match, or -1."""
    at = -1
    for match in pattern.finditer(words):
        at = match.start()
    return at
