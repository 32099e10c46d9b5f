"""Whether a time can be that of a figure: what lies ahead, what began or took effect on a day, what describes a noun."""

from __future__ import annotations

import re
from dataclasses import replace

from policymine.extraction import when_patterns_en as en
from policymine.extraction.when_scene import FLOWS, SINCE
from policymine.extraction.when_timeline import Timeline
from policymine.extraction.when_words import attributive, pattern
from policymine.records import Language, PeriodMention, Role
from policymine.text.edtf import compare_ends, end_of, interval, precision, start_of

EFFECTIVE = re.compile(
    r"(?:起|开始)\Z|\A(?:[Ff]rom|[Ss]tarting|[Bb]eginning|[Ee]ffective)\b(?!.*\b(?:present|now|date)\b)"
)
# 10月底, "at the end of October": a day as of which what there is, is told.
MONTH_END = re.compile(r"[底末]\Z|\bend\sof\b", re.IGNORECASE)
STOP = re.compile(r"[。；！？\n]|[.;!?](?=\s|$)")
HOLDING = frozenset({Role.LEVEL, Role.SHARE})
_NOT_DUE = HOLDING | FLOWS
_NEAR_START = 90  # characters around a time in which "set up" or 成立 tells that something began then


def is_effective(mention: PeriodMention) -> bool:
    """Whether something takes effect from it: a day on which something happens, not a stretch over which it goes on."""
    point = start_of(mention.edtf)
    return point is not None and precision(point) == 10 and bool(EFFECTIVE.search(mention.quote))


def began(mention: PeriodMention, line: Timeline) -> PeriodMention | None:
    """From the time of ``mention`` to the statement."""
    point = start_of(mention.edtf)
    if mention.rule == "month_part" and point is not None:
        point = point[:7]
    edtf = interval(point, line.as_of)
    return None if edtf is None else replace(mention, edtf=edtf, rule="since_start", is_span=True)


def begins(text: str, mention: PeriodMention, language: Language) -> bool:
    """Whether something was set up, sent or launched at that time."""
    stop = STOP.search(text, mention.end, mention.end + _NEAR_START)
    high = stop.start() if stop else mention.end + _NEAR_START
    if pattern("started", language).search(text, mention.end, high):
        return True
    if language is Language.ZH:
        return False
    low = max(0, mention.start - _NEAR_START)
    for stop in STOP.finditer(text, low, mention.start):
        low = stop.end()
    return bool(pattern("started", language).search(text, low, mention.start))


def describes(text: str, mention: PeriodMention, language: Language, start: int) -> bool:
    """Whether the time belongs to a noun before the figure's own verb: the app launched in May has 3,000 users."""
    if mention.is_span:
        return False
    if language is Language.ZH:
        return bool(attributive(language).match(text, mention.end, start))
    if not en.HAS.search(text, mention.end, start):
        return False
    led = attributive(language).search(text, max(0, mention.start - 70), mention.start)
    return led is not None and not led.group("aux")


def lies_ahead(mention: PeriodMention, line: Timeline) -> bool:
    first = start_of(mention.edtf) or end_of(mention.edtf)
    return line.as_of is not None and first is not None and first > line.as_of


def fits(mention: PeriodMention, line: Timeline, role: Role) -> bool:
    if (mention.edtf is None and mention.rule != "now") or mention.rule == "anniversary":
        return False  # “双减”一周年 says why one speaks, not when
    if mention.rule == "deadline" and role in _NOT_DUE:
        return False
    if mention.rule == "before" and role is Role.LIMIT:
        return False  # by when something is to be done is not when a cap holds
    if mention.rule == "before" and role in _NOT_DUE and compare_ends(mention.edtf, line.as_of) > 0:
        return False  # a deadline: what is counted beside it is there already
    if role is Role.TARGET:
        # What is planned does not lie in the past.
        return (
            mention.rule not in ("now", "recent", "before_policy")
            and compare_ends(mention.edtf, line.as_of) >= 0
            and (mention.rule not in SINCE or (is_effective(mention) and lies_ahead(mention, line)))
        )
    return True
