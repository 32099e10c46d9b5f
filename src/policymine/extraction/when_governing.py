"""Which time of a text governs a figure: the one of its clause, of clauses before, of sentences before in the paragraph."""

from __future__ import annotations

import re

from policymine.extraction import when_patterns_en as en
from policymine.extraction.when_carried import DIGIT, NEAR_END, carried, is_present
from policymine.extraction.when_fits import HOLDING, began, describes, fits, lies_ahead
from policymine.extraction.when_scene import FLOWS, POINTS, STANDING, Scene
from policymine.extraction.when_standing import (
    goes_online,
    in_all,
    is_base,
    own_value,
    still_before,
    summed_since,
)
from policymine.extraction.when_statement import DAYS
from policymine.extraction.when_timeline import Timeline
from policymine.extraction.when_words import of_another_act, pattern
from policymine.records import Language, PeriodMention, Role

# A target that a text of the past tells to have been met.
_MET = re.compile(
    r"占[^，。\n]{0,8}(?:计划|任务|目标)|[高低快慢好优]于(?:[^，。\n]{0,6}目标|$)|下达[^，。\n]{0,8}计划|完成|超额|超过|\b(?:overfulfill?|exceed|accounting\sfor|surpass|complet|above\sthe|achiev)\w*",
    re.IGNORECASE,
)
# 占93.8%，去年5月同口径只有57.2%；初中…: a time for its own clause alone.
_LOCAL = re.compile(r"(?:的)?(?:同口径|同比口径)?(?:还)?(?:只有|仅有|仅为|只是|不到|才|同口径)")
_OPENED = re.compile(
    r"[^，。；0-9]{0,4}(?:上线|启用|开通|成立|运行|投用|开业|开馆|试运行|投入使用|开放)(?:以来|运行)?，"
)
_ACT = 60  # characters from a time to the word that says what was begun
_GOALS = frozenset({"until", "year"})
_MONTHS = frozenset({"month", "relative_month", "month_part"})
_NOT_BEFORE = frozenset({Role.AFTER, Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE, Role.TARGET, Role.LIMIT})


def governing(text: str, line: Timeline, scene: Scene, start: int, end: int, role: Role) -> PeriodMention | None:
    """The time that rules the figure at ``start:end``, None where none does and the statement's date holds."""
    left, right = scene.clause(start, end)
    usable = [
        m
        for m in scene.inside
        if fits(m, line, role)
        and not (m.start <= start and end <= m.end)
        and not _spent(text, line.language, m, start, role)
        and not (m.end < left and _LOCAL.match(text, m.end))
        and not of_another_act(text, m.start, m.end, start)
    ]
    if own := own_value(text, scene.aside, start):
        return own
    if line.language is not Language.ZH and role is not Role.BEFORE:
        usable = [m for m in usable if m.start >= start or not is_base(text, m, start, scene.start)]
    before = [m for m in usable if m.start < end]
    after = [m for m in usable if m.start >= end and m.start < right]
    near = before[-1] if before else None
    english = line.language is not Language.ZH
    if english and role in HOLDING:
        after = [m for m in after if not _of_other(text, m, end)]
    if english and near is None and not after:
        after = [m for m in usable if end <= m.start < end + NEAR_END and en.LISTED.fullmatch(text, end, m.start)][:1]
    if english and near is None and after and en.LISTED.fullmatch(text, end, after[0].start):
        return after[0]  # "40 clinics and 6 parks will be built next year"
    if english and after and _reaches(text, end, after[0].start, near is None or near.start < left):
        parted = near is not None and en.PARTED.search(text, near.end, start)
        if near is None or near.start < left or parted:
            return after[0]
    if near is not None:
        if role not in (Role.TARGET, Role.LIMIT) and lies_ahead(near, line):
            # A plan's year, but what there is already is told beside it.
            return None if pattern("existing", line.language).search(text, left, start) else near
        opened = near.end < left and role in FLOWS and near.rule in POINTS and _OPENED.match(text, near.end)
        if opened and line.language is Language.ZH:
            return began(near, line)  # 平台3月上线，村民报事4700件
        if (
            english
            and near.end <= left
            and role in HOLDING
            and near.rule not in STANDING
            and is_present(text, scene, start, end)
            and _found_its_figure(text, scene, near)
        ):
            return None  # "covered 30 schools in September, the participation is 98.9 %"
        if role in HOLDING and near.end <= left and near.rule in POINTS and _acted(text, line, near, (left, right)):
            return carried(text, line, scene, start, end, role)  # 6月出台办法，涉及74校: it does so at the statement
        if (
            role is Role.FLOW_COUNT
            and near.rule in DAYS
            and near.end <= left
            and in_all(text, line.language, left, end)
        ):
            return None
        if role is Role.FLOW_COUNT and near.rule in _MONTHS and goes_online(text, line.language, near, left):
            return began(near, line)
        if role is Role.FLOW_COUNT and near.rule in POINTS and summed_since(text, line.language, near, start):
            return began(near, line)
        if near.end <= start and describes(text, near, line.language, start):
            return began(near, line) if role in FLOWS else None
        return near
    if role is Role.TARGET and (behind := [m for m in usable if m.start >= end and m.rule in _GOALS]):
        return behind[0]  # 每县至少建成1个，全省到2024年建成30个
    if role is Role.TARGET and usable == [] and _MET.search(text, left, start):
        return governing(text, line, scene, start, end, Role.SHARE)
    return carried(text, line, scene, start, end, role)


# What is of the text that was put out then: 公布2022年度名单，其中97家.
_CONTENTS = re.compile(
    r"当时|那时|彼时|时，|名单|名录|数据|报告|通报|公告|结果|调查|统计|清单|批次|\b(?:lists?|data|reports?|results?|circular|survey|statistics|then|at\sthat\stime|at\sthe\stime)\b",
    re.IGNORECASE,
)


# "1,640 teachers who stay rose this September", "two thirds of last year's 27 recruits".
_CHANGED = re.compile(
    r"\b(?:rose|increased|was\sraised|were\sraised|fell|dropped|decreased|declined|grew|climbed|was\sset\sup|were\sset\sup|was\slaunched|were\slaunched|began|started|came\sinto)\b"
)


def _of_other(text: str, mention: PeriodMention, end: int) -> bool:
    """Whether an English time behind a stock is that of a change that something else underwent, or of another noun."""
    if text.startswith(("'s ", "’s "), mention.end):
        return True
    return mention.rule in POINTS and _CHANGED.search(text, end, mention.start) is not None


# What the act is about, or has brought: it is so at the statement.
_EXTENT = re.compile(
    r"涉及|覆盖|惠及|适用|已|目前|现有|至今|\b(?:has|have|now|involv\w+|cover\w+|currently|so\sfar|appl(?:y|ies|ying))\b"
)


def _acted(text: str, line: Timeline, mention: PeriodMention, own: tuple[int, int]) -> bool:
    """Whether something was begun or put out at the time, before anything is counted, and ``own`` tells its extent."""
    told = pattern("started", line.language).search(text, mention.end, min(own[0], mention.end + _ACT))
    return (
        told is not None
        and DIGIT.search(text, mention.end, told.end()) is None
        and _CONTENTS.search(text, mention.end, own[0]) is None
        and _EXTENT.search(text, *own) is not None
    )


def _spent(text: str, language: Language, mention: PeriodMention, start: int, role: Role) -> bool:
    """Whether "before the policy" has found its figure already: 从双减前的5092家减至4家 dates the 5092 alone."""
    if mention.rule != "before_policy" or mention.start >= start:
        return False
    if role in _NOT_BEFORE:
        return True
    listed = still_before(text, language, mention, start)
    return not listed and DIGIT.search(text, mention.end, start) is not None


def _reaches(text: str, end: int, at: int, free: bool) -> bool:
    """Whether a time behind the figure at ``end`` is its own. ``free``: no time stands before it in its clause, so that
    other figures may stand between, unless something is measured against the last.
    """
    if DIGIT.search(text, end, at) is None:
        return True
    return free and en.MEASURED.search(text, end, at) is None


def _found_its_figure(text: str, scene: Scene, mention: PeriodMention) -> bool:
    """Whether a time closes a clause that holds a figure of its own: it says when that one was."""
    left, right = scene.clause(mention.start, mention.end)
    return text[mention.end : right].strip() == "" and DIGIT.search(text, left, mention.start) is not None
