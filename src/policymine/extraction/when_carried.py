"""The time of a sentence before that still holds."""

from __future__ import annotations

import re
from bisect import bisect_left

from policymine.extraction import when_patterns_en as en
from policymine.extraction.when_fits import HOLDING, MONTH_END, STOP, began, begins, fits, is_effective, lies_ahead
from policymine.extraction.when_framing import frames, in_brackets
from policymine.extraction.when_scene import AHEAD, FLOWS, POINTS, REACH, SINCE, SPANS, STANDING, STEPS, Scene, is_aside
from policymine.extraction.when_standing import (
    SHORT,
    is_finding,
    of_acts,
    other_round,
    stands,
)
from policymine.extraction.when_statement import BULLET, DAYS, FILED
from policymine.extraction.when_timeline import Timeline
from policymine.extraction.when_words import of_another_act, pattern
from policymine.records import Language, PeriodMention, Role
from policymine.text.edtf import compare_ends, end_of, is_interval, last_day

_FULL_STOP = re.compile(r"[。！？\n]|[.!?](?=\s|$)")
_OPENING = 12  # characters of a sentence before a time with which it still opens: in English three times as many
DIGIT = re.compile(r"\d")
# "In 2020, only 31 schools did so": what was then stands beside what is told, which goes on.
_CONTRAST = re.compile(r"[仅只才]|不足|不到|\b(?:only|just|merely|fewer|less\sthan)\b")
_YEARS = frozenset({"year", "relative_year", "whole_year"})
_BACKGROUND = _YEARS | POINTS
_CAMPAIGNS = frozenset({"range", "month_range", "vacation"})
# 3600名网格员每月上报线索: what goes on at the statement.
_HABIT = re.compile(
    r"每[个]?(?:月|周|天|日|季|学期|逢)|\b[Ee]very\s(?:day|week|month|semester|term|year|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_NO_RULES = AHEAD | POINTS | {"as_of", "term", "vacation", "whole_year", "year_part", "month_range"}
_FRAGMENT = 70  # characters
_COUNTED_OVER = frozenset({"year_part", "month_range"})
_PAST_RANGES = frozenset({"range", "month_range", "span_back"})
NEAR_END = 200  # characters after a day in which its sentence counts what was done on it


def carried(text: str, line: Timeline, scene: Scene, start: int, end: int, role: Role) -> PeriodMention | None:
    """The time of a sentence before that still holds."""
    if role in HOLDING and pattern("existing", line.language).search(text, scene.start, start):
        return None  # 现有: what there is now
    if role not in (Role.LIMIT, Role.TARGET) and other_round(text, line.language, scene.start, start):
        return None
    if role in HOLDING and _is_habit(text, line.language, scene, start, end):
        return None
    present = role in HOLDING | FLOWS and line.language is not Language.ZH and is_present(text, scene, start, end)
    # Of the figure itself, what decides whether a time of an earlier sentence holds for it.
    told = (
        present,
        role is Role.SHARE and of_acts(text, line.language, scene.start, start),
        role in HOLDING and line.heading is not None and is_finding(text, line.language, *scene.clause(start, end)),
        role in FLOWS
        and line.heading is not None
        and line.policy is not None
        and pattern("outcomes", line.language).search(text, *scene.clause(start, end)) is not None,
    )
    key = role, 0 <= scene.during < start, told
    if key not in scene.carried:
        scene.carried[key] = (key[1] and _campaign(line, scene, role)) or _told_before(text, line, scene, role, *told)
    return scene.carried[key]


def _is_habit(text: str, language: Language, scene: Scene, start: int, end: int) -> bool:
    """Whether the figure's clause tells of what goes on: 3600名网格员每月上报线索; "every Wednesday, 45 volunteers come"."""
    left, right = scene.clause(start, end)
    found = _HABIT.search(text, left if language is Language.ZH else max(scene.start, left - 30), right)
    return found is not None and (language is Language.ZH or not en.PAST.search(text, left, right))


def _told_before(
    text: str, line: Timeline, scene: Scene, role: Role, present: bool, acted: bool, finding: bool, outcome: bool
) -> PeriodMention | None:
    own, floor = _paragraph(text, scene)
    turned = False
    first = bisect_left(line.starts, scene.start)
    for at in range(first - 1, max(-1, first - 1 - STEPS), -1):
        mention = line.mentions[at]
        if mention.start < floor:
            break
        if mention.rule == "now":
            if role not in (*FLOWS, Role.LIMIT, Role.TARGET):
                return None
            turned = True  # what was told of a day before "now" is over
        if not _carries(text, mention, line, scene, role):
            continue
        whole = line.heading is None or line.heading.rule not in SHORT
        now = line.as_of is not None and line.as_of.startswith(end_of(mention.edtf) or "-")
        if role in HOLDING and whole and not now and not acted and stands(text, line.language, mention, scene.start):
            return None
        if mention.start < own and not (
            mention.is_span and mention.rule in SPANS and role not in (Role.LIMIT, Role.LEVEL, Role.AFTER)
        ):
            break
        if _is_local(text, mention, line, role, acted=acted, present=present):
            continue
        if (
            mention.rule in _BACKGROUND
            and not _reviews(text, mention, line, role)
            and _is_background(text, line, at, own, scene.start)
        ):
            return None
        if line.language is not Language.ZH and _completes(text, mention, scene):
            return mention
        if (turned and mention.rule in POINTS) or (
            present and role in HOLDING and mention.rule not in STANDING and not _ends_month(text, mention, line)
        ):
            return None
        if (
            present
            and role in HOLDING
            and not acted
            and mention.rule in _COUNTED_OVER
            and _FULL_STOP.search(text, mention.end, scene.start)
        ):
            return None  # "in the first half … were inspected. 418 schools carry out services"
        if present and role in HOLDING and mention.rule in _PAST_RANGES and _is_over(mention, line):
            return None  # "from 2019 to 2021 … : the downstream pays"
        if role is Role.AFTER and mention.rule in POINTS:
            return None  # to what something fell is told as of the statement
        if mention.rule in POINTS and begins(text, mention, line.language):
            if role in HOLDING:
                continue  # "The rules were promulgated in December": what is, is as of the day that framed it before
            return began(mention, line) if role in FLOWS else None
        if role in FLOWS and mention.rule in POINTS and _within(text, line.language, scene):
            return began(mention, line)
        if role in HOLDING and mention.rule in SINCE and is_effective(mention):
            return None  # what took effect on a day is told in its own sentence
        if (
            mention.rule in DAYS
            and not is_interval(mention.edtf or "")
            and not _goes_on(text, mention, scene, role, line)
        ):
            continue  # a day is that of its own sentence
        return mention
    heading = line.heading
    if heading is None or lies_ahead(heading, line):
        return None
    if role in FLOWS and not (heading.rule in _CAMPAIGNS and outcome):
        return heading
    return heading if finding and heading.rule in _CAMPAIGNS else None


# 52天内促成187人达成调解: within so many days of what happened.
_WITHIN_ZH = re.compile(r"[0-9一二三四五六七八九十百两]{1,4}个?(?:多)?(?:天|日|周|月|小时)(?:之?内|里|时间)")
_WITHIN_EN = re.compile(
    r"\b(?:within|in\sjust|in\sonly|in)\s(?:\d{1,3}|[a-z]{3,9})\s-?(?:days?|weeks?|months?|hours?)\b(?!\s(?:of|before|after))",
    re.IGNORECASE,
)
_OLD_DAYS = 92  # from the end of data to the statement that is built on them: more than a quarter is another time


def _within(text: str, language: Language, scene: Scene) -> bool:
    return (_WITHIN_ZH if language is Language.ZH else _WITHIN_EN).search(text, scene.start, scene.end) is not None


def _is_local(text: str, mention: PeriodMention, line: Timeline, role: Role, *, acted: bool, present: bool) -> bool:
    """Whether a time of a sentence before dates the act of its own clause alone: it stands in brackets, or in English
    behind its verb; and whether it only says that something has been so since the policy.
    """
    if mention.rule != "as_of" and in_brackets(text, mention):
        return True
    if role in HOLDING and mention.rule in ("since_policy", "since_unknown"):
        return True
    if line.language is Language.ZH or mention.is_span or frames(text, mention, line.language):
        return False
    if mention.rule == "as_of" and _is_old(mention, line):
        return True  # "had been cancelled by the end of 2021"
    if role in HOLDING:
        return not acted and mention.rule == "as_of"
    return role in FLOWS and mention.rule in POINTS and present and not begins(text, mention, line.language)


def _is_old(mention: PeriodMention, line: Timeline) -> bool:
    last, now = last_day(end_of(mention.edtf)), last_day(line.as_of)
    return last is not None and now is not None and (now - last).days > _OLD_DAYS


def _ends_month(text: str, mention: PeriodMention, line: Timeline) -> bool:
    return (
        mention.rule == "month_part"
        and MONTH_END.search(mention.quote) is not None
        and frames(text, mention, line.language)
    )


def _completes(text: str, mention: PeriodMention, scene: Scene) -> bool:
    """Whether the sentence has no verb, and so goes on with the one right before it, at whose time it holds too."""
    if scene.end - scene.start > _FRAGMENT or en.FINITE.search(text, scene.start, scene.end):
        return False
    return len(_FULL_STOP.findall(text, mention.end, scene.start)) == 1


def _is_over(mention: PeriodMention, line: Timeline) -> bool:
    """Whether a stretch ended in a year before that of the statement."""
    last = end_of(mention.edtf)
    return last is not None and line.as_of is not None and last[:4] < line.as_of[:4]


def _goes_on(text: str, mention: PeriodMention, scene: Scene, role: Role, line: Timeline) -> bool:
    """Whether the sentence goes on with what was done on that day, on which the one before it counted something."""
    if role is not Role.FLOW_COUNT or not _opens(text, mention, line.language):
        return False
    high = min(scene.start, mention.end + NEAR_END)
    stop = STOP.search(text, mention.end, high)
    counted = DIGIT.search(text, mention.end, stop.start() if stop else high)
    return counted is not None and not pattern("until_now", line.language).search(text, scene.start, scene.end)


def _opens(text: str, mention: PeriodMention, language: Language) -> bool:
    """Whether a sentence opens with the time."""
    reach = _OPENING if language is Language.ZH else 3 * _OPENING
    low = max(0, mention.start - reach)
    marks = list(STOP.finditer(text, low, mention.start))
    if low and not marks:
        return False
    return not DIGIT.search(text, marks[-1].end() if marks else low, mention.start)


def _reviews(text: str, mention: PeriodMention, line: Timeline, role: Role) -> bool:
    """Whether a sentence that opens with a year begins to look back on it: what was done after it was done in that year."""
    if role not in FLOWS or mention.rule not in _YEARS or not frames(text, mention, line.language):
        return False
    stop = _FULL_STOP.search(text, mention.end, mention.end + NEAR_END)
    return _CONTRAST.search(text, mention.end, stop.start() if stop else mention.end + NEAR_END) is None


def _is_background(text: str, line: Timeline, at: int, own: int, scene: int) -> bool:
    """Whether a past time is an aside of its own sentence: the paragraph began with what is now."""
    mention = line.mentions[at]
    if not _FULL_STOP.search(text, mention.end, scene):
        return False
    last = end_of(mention.edtf)
    if line.as_of is None or last is None or compare_ends(last, line.as_of) >= 0:
        return False
    sentence = own
    for mark in STOP.finditer(text, own, mention.start):
        sentence = mark.end()
    if sentence <= own + 1:
        return False
    for before in reversed(line.mentions[max(0, at - STEPS) : at]):
        if before.start < own:
            break
        if before.start < sentence and before.edtf and not is_aside(text, before, line.language):
            return compare_ends(before.edtf, line.as_of) >= 0
    return bool(DIGIT.search(text, own, sentence))


def _campaign(line: Timeline, scene: Scene, role: Role) -> PeriodMention | None:
    """The stretch behind "during the action", 督查期间: over which the text told before that an action ran."""
    first = bisect_left(line.starts, scene.start)
    for mention in reversed(line.mentions[max(0, first - STEPS) : first]):
        if mention.rule in _CAMPAIGNS and mention.edtf:
            return None if role is not Role.TARGET and lies_ahead(mention, line) else mention
    return None


def is_present(text: str, scene: Scene, start: int, end: int) -> bool:
    """Whether the figure's clause speaks of what is, not of what was: a time told before does not hold for it."""
    left, right = scene.clause(start, end)
    present, past = en.PRESENT.search(text, left, right), en.PAST.search(text, left, right)
    if present is None and past is None and en.ITEM_OPENS.fullmatch(text, left, start):
        # An item of a list has the verb of the sentence: "are managed with cards: 25 green, 6 yellow".
        present = en.PRESENT.search(text, scene.start, start)
        past = en.PAST.search(text, scene.start, start)
    return present is not None and past is None


def _carries(text: str, mention: PeriodMention, line: Timeline, scene: Scene, role: Role) -> bool:
    if not fits(mention, line, role) or mention.rule in ("recent", "now", "before_policy", "comparison", "ago"):
        return False
    if FILED.match(text, mention.end) or is_aside(text, mention, line.language):
        return False
    if of_another_act(text, mention.start, mention.end, scene.start):
        return False
    if role is Role.TARGET and mention.rule == "before":
        return False  # what is due by a day says nothing of the rest
    if role is Role.LIMIT and mention.rule in _NO_RULES:
        return False  # nor does what was counted, or happened, on a day
    if role not in (Role.LIMIT, Role.TARGET) and lies_ahead(mention, line):
        return False
    return not (scene.states and mention.rule not in SINCE)


def _paragraph(text: str, scene: Scene) -> tuple[int, int]:
    """Start of the sentence's line, and how far back a time may stand: where a text has one sentence a line, the
    paragraph is not shown, so a stretch of time reaches from the line before.
    """
    own = max(text.rfind("\n", 0, scene.start) + 1, scene.start - REACH)
    alone = own == scene.start and text[scene.end : scene.end + 1] in ("\n", "")
    if not alone or own < 2 or (BULLET.match(text, own) and text[own - 2 : own - 1] not in tuple("：:")):
        return own, own
    return own, text.rfind("\n", 0, own - 1) + 1
