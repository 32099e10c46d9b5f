"""What there is, as against what was done: figures that a time told before them does not date.

"In the first half of the year 2,300 places were inspected. The city has 418 schools": the schools are not those of the
half-year. Which words tell of what stands, of what was before, and of the sum of what has been done since, is in
``data/time_context.yaml``.
"""

from __future__ import annotations

import re
from itertools import pairwise

from policymine.extraction.when_words import pattern
from policymine.records import Language, PeriodMention
from policymine.text.edtf import interval

# Stretches below a year, and days: acts are counted over them, few stocks are.
SHORT = frozenset(
    {
        *(
            "month",
            "month_part",
            "month_range",
            "relative_month",
            "back_month",
            "year_part",
            "vacation",
            "term",
            "week",
        ),
        *("date", "day", "relative_day", "back_day", "holiday"),
    }
)
# Years that are over.
_OVER = frozenset({"range", "span_back"})
_DIGIT = re.compile(r"\d")
_FULL_STOP = re.compile(r"[。！？\n]|[.!?](?=\s|$)")


def stands(text: str, language: Language, mention: PeriodMention, opened: int) -> bool:
    """Whether a Chinese level or share of a sentence that opens at ``opened`` is of the statement's date, though ``mention``
    was told in a sentence before it. What goes on with 其中 is of the time told.
    """
    if language is not Language.ZH or mention.end > opened:
        return False
    if mention.rule not in SHORT and not (mention.rule in _OVER and pattern("of_all", language).match(text, opened)):
        return False
    if not _FULL_STOP.search(text, mention.end, opened):
        return False
    return not pattern("goes_on", language).match(text, opened)


def of_acts(text: str, language: Language, opened: int, start: int) -> bool:
    """Whether the sentence tells of what was done before ``start``: a share of it (办结率, 合格率) is of the same time."""
    return pattern("acts", language).search(text, opened, start) is not None


def used_to_be(text: str, language: Language, left: int, start: int) -> bool:
    """Whether the clause that opens at ``left`` tells of former times: 以前，学校只有3个; "used to cost 6,800 yuan"."""
    return pattern("formerly", language).search(text, left, start) is not None


_BEHIND = 12  # characters from the beginning of a figure: "6 times"


def summed_since(text: str, language: Language, mention: PeriodMention, start: int) -> bool:
    """Whether what is counted at ``start`` has gone on since the act of ``mention``: 2021年8月印发方案，先后召开会议11次."""
    if not pattern("since_then", language).search(text, mention.end, start + _BEHIND):
        return False
    return pattern("started", language).search(text, mention.end, start) is not None


def other_round(text: str, language: Language, opened: int, start: int) -> bool:
    """Whether the sentence tells of an earlier round than the one whose time was told: 上一轮行动中, "in the last round"."""
    return pattern("other_round", language).search(text, opened, start) is not None


def is_finding(text: str, language: Language, left: int, right: int) -> bool:
    """Whether a clause tells what an inspection saw: 12家机构超标准收费; "the fire passage of 5 institutions was occupied"."""
    return pattern("findings", language).search(text, left, right) is not None


def still_before(text: str, language: Language, mention: PeriodMention, start: int) -> bool:
    """Whether a list of what there was "before the policy" goes on to ``start``: 双减前学科类64家、非学科类112家."""
    return not (
        _FULL_STOP.search(text, mention.end, start) or pattern("turned", language).search(text, mention.end, start)
    )


def is_base(text: str, mention: PeriodMention, start: int, opened: int) -> bool:
    """Whether an English time closes the base of a change, "from 98.6% at the end of 2021 to 100%": what the figure at
    ``start`` reached is told after it.
    """
    led = _FROM.search(text, max(opened, mention.start - 60), mention.start)
    return led is not None and _TO.match(text, mention.end, start + 1) is not None


_FROM = re.compile(
    r"\bfrom\s(?:the\s)?(?:[\w-]+\s){0,4}?[$¥]?\d(?:[^.;]|\.\d){0,40}?\b(?:at|in|of|by|on|before)\s\Z|\bfrom\s(?:[^.;\d]|\.\d){0,12}\d[^,;]{0,40}\Z"
)
_TO = re.compile(r",?\s(?:up\s|down\s)?to\s")


def own_value(text: str, aside: tuple[PeriodMention, ...], start: int) -> PeriodMention | None:
    """The time that a change is measured against, where the figure at ``start`` is what there was then: 比去年同期的131起少."""
    for mention in aside:
        if mention.end > start or mention.edtf is None or not _OF_IT.fullmatch(text, mention.end, start):
            continue
        if _AGAINST.search(text, max(0, mention.start - 24), mention.start):
            return mention
    return None


_AGAINST = re.compile(r"(?:比|较|与|同|超过|[高低多少快]于)[“\"]?\Z|\b(?:than|with|to|over|from|against)\s(?:the\s)?\Z")
_OF_IT = re.compile(
    r"(?:[这那][^，。；\d]{0,6})?(?:的|同期的|末的|底的)[^，。；\d]{0,8}?(?:近|约|超|逾)?|'s\s(?:nearly\s|more than\s)?"
)


_AMOUNT = re.compile(
    r"[^。；;]{0,12}?(?:其中|包括|即|分别|[（(：:])|(?:[^.;\d]|\.\d){0,70}?\b(?:including|of\swhich|namely|consisting\sof|[(:])"
)
_YEARS = frozenset({"year", "relative_year"})
_SPLIT = 40  # characters from one year of a split sum to the next


def of_years(text: str, inside: tuple[PeriodMention, ...], start: int, end: int) -> tuple[str, PeriodMention] | None:
    """The years over which a sum is split right after it, and the first of them: 两年投入4,180万元，其中2021年1,740万元、2022年
    2,440万元.
    """
    after = [m for m in inside if m.start >= end]
    if len(after) < 2 or any(m.rule not in _YEARS or m.edtf is None for m in after[:2]):
        return None
    if not _AMOUNT.match(text, end, after[0].start) or after[0].start - end > 2 * _SPLIT:
        return None
    run = [after[0]]
    for mention in after[1:]:
        if mention.rule not in _YEARS or mention.edtf is None or mention.start - run[-1].end > _SPLIT:
            break
        run.append(mention)
    years = [str(m.edtf) for m in run]
    split = (
        len(run) > 1
        and years == sorted(set(years))
        and all(_DIGIT.search(text, first.end, second.start) for first, second in pairwise(run))
    )
    edtf = interval(years[0], years[-1]) if split else None
    return (edtf, run[0]) if edtf else None


_GONE_ZH = re.compile(
    r"\s?(?:家|所|个)[^，。；\d]{0,20}(?:[中，]{1,2})?(?:已有|已|有|共)[^，。；\d]{0,10}(?:压减|注销|关停|关闭|退出|转型|取缔|清退)?"
    r"[^，。；\d]{0,6}\d[\d,]*家?[^，。；\d]{0,6}(?:(?<=压减)|(?<=注销)|(?<=关停)|(?<=退出))?"
)
_GONE_WORDS = re.compile(r"压减|注销|关停|关闭|退出|转型|取缔|清退|停办")
_OF_THE = re.compile(r"\d\s(?:out\s)?of\s(?:the\s|all\s){0,2}(?:[a-z]+\s){0,2}\Z")
_GONE_EN = re.compile(
    r"[^.;,\d]{0,90}\b(?:have|has|had)\sbeen\s(?:reduced|cancelled|canceled|closed|shut|transferred|transformed|deregistered|compressed)"
)


def whole_of_gone(text: str, language: Language, start: int, end: int, stop: int) -> bool:
    """Whether the figure is how many there were, of which so many are gone: 1,342家机构已压减712家; "712 of the 1,342"."""
    if language is not Language.ZH:
        return bool(_OF_THE.search(text, max(0, start - 40), start) and _GONE_EN.match(text, end, stop))
    found = _GONE_ZH.match(text, end, stop)
    return found is not None and _GONE_WORDS.search(text, found.start(), min(stop, found.end() + 6)) is not None


def in_all(text: str, language: Language, left: int, end: int) -> bool:
    """Whether a clause sums over several times, of which the one told before it is the last: "the five batches together"."""
    return pattern("in_all", language).search(text, left, end + _BEHIND) is not None


def goes_online(text: str, language: Language, mention: PeriodMention, left: int) -> bool:
    """Whether a clause before ``left`` tells that something works since the time: 平台3月上线，村民报事4,700多件."""
    found = pattern("online", language).search(text, mention.end, left)
    return found is not None and found.start() - mention.end <= _BEHIND
