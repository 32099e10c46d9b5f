"""Which time of a text governs a figure: the one of its clause, of clauses before, of sentences before in the paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from policymine.extraction import when_patterns_en as en
from policymine.extraction.when_standing import (
    SHORT,
    goes_online,
    in_all,
    is_base,
    is_finding,
    of_acts,
    other_round,
    own_value,
    stands,
    still_before,
    summed_since,
)
from policymine.extraction.when_timeline import BULLET, DAYS, FILED, Timeline
from policymine.extraction.when_words import attributive, of_another_act, pattern, statement
from policymine.records import Language, PeriodMention, Role
from policymine.text.edtf import compare_ends, end_of, interval, is_interval, precision, start_of
from policymine.text.scanning import compile_scanning

# They tell of another time than the figure's own.
ASIDE = frozenset({"comparison", "baseline", "cohort", "recent_years", "ago"})
SINCE = frozenset({"since", "since_policy", "since_unknown", "since_start"})
AHEAD = frozenset({"until", "before", "span_ahead"})
FLOWS = frozenset({Role.FLOW_COUNT, Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE})
# A stock told under one of these holds at its end.
SPANS = frozenset(
    {"range", "plan", "these_years", "span_back", "span_ahead", "month_range", "year_part", "school_year"}
)
# One point of time: an act took place then, the sentences after it need not.
_POINTS = frozenset({"month", "month_part", "relative_month", "back_month", "week"}) | DAYS

# What keeps reading linear in texts without sentences or paragraphs: how far a time is seen within its sentence and
# its paragraph, in characters, and how many times are looked at.
SIGHT, _REACH, _STEPS = 800, 4000, 40
_SCENES = 16  # sentences whose reading is kept
CLAUSE = compile_scanning(r"[，；：。！？\n]|[,;:](?!\d)|[.!?](?=\s|$)")
_FULL_STOP = re.compile(r"[。！？\n]|[.!?](?=\s|$)")
EFFECTIVE = re.compile(
    r"(?:起|开始)\Z|\A(?:[Ff]rom|[Ss]tarting|[Bb]eginning|[Ee]ffective)\b(?!.*\b(?:present|now|date)\b)"
)
_OPENING = 12  # characters of a sentence before a time with which it still opens: in English three times as many
_STOP = re.compile(r"[。；！？\n]|[.;!?](?=\s|$)")
_DIGIT = re.compile(r"\d")
# A time that something is measured against: 是去年的1.3倍, 比近三年平均, "than that of 2022", "10 % below the level of 2019".
_BESIDE_ZH = re.compile(
    r"(?:是|为|相当于|等于|高于|低于|超过|多于|少于|快于|好于|优于|比|较|与|同|达到|超)[“\"「]?(?:[去上]年)?\Z"
)
_RATIO_ZH = re.compile(
    r"(?:全年)?底?的?(?:[\d一二两三四五六七八九十百.]{1,8}多?(?:倍|成|%|％|个?百分点)|平均|均值|水平|同期|总和|总量)|相比"
)
_POLICY_ZH = re.compile(r"(?:比|较|与|同|相比)[“\"「]?\Z")
_OWN = re.compile(
    r"(?:\A|[，。；：\n“]|[.;:\n]\s?)(?:而|但|(?:In|During|But\sin|While\sin)\s(?:the\s)?(?:same\s(?:period|month|time|quarter)\s(?:of\s|in\s)?(?:the\s)?)?)?\Z"
)
# 而在一年前的同类调查中; "in the same survey a year ago".
_AGO = re.compile(r"的[^，。；\d]{0,12}(?:中|里|时)，|[,，]\s?(?:the|this|that|only|it|这|该|仅|只)")
_SAME_AGO = re.compile(r"\d[^,.;]{0,12}\s(?:in|by|at)\s(?:the|a)\s(?:same|similar)\s[a-z]+\s\Z")
_THE_NUMBER = re.compile(r",?\s(?:the|this|that)\s(?:\w+\s){1,3}(?:was|were|stood)\b")
_THEN = ("，", "仅", "只", "为", "则", "还", ", ", " only", " was", " it was", " there were")
# A target that a text of the past tells to have been met.
_MET = re.compile(
    r"占[^，。\n]{0,8}(?:计划|任务|目标)|[高低]于[^，。\n]{0,6}目标|完成|超额|超过|\b(?:overfulfill?|exceed|accounting\sfor|surpass|complet|above\sthe|achiev)\w*",
    re.IGNORECASE,
)
# They hold on, or are a stretch that was counted over.
_STANDING = SINCE | SPANS | {"as_of", "before"}
_BACKGROUND = frozenset({"year", "relative_year", "whole_year"}) | _POINTS
_CAMPAIGNS = frozenset({"range", "month_range", "vacation"})
# 占93.8%，去年5月同口径只有57.2%；初中…: a time for its own clause alone.
_LOCAL = re.compile(r"(?:的)?(?:同口径|同比口径)?(?:还)?(?:只有|仅有|仅为|只是|不到|才|同口径)")
_OPENED = re.compile(
    r"[^，。；0-9]{0,4}(?:上线|启用|开通|成立|运行|投用|开业|开馆|试运行|投入使用|开放)(?:以来|运行)?，"
)
# 3600名网格员每月上报线索: what goes on at the statement.
_HABIT = re.compile(
    r"每[个]?(?:月|周|天|日|季|学期|逢)|\b[Ee]very\s(?:day|week|month|semester|term|year|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_HOLDING = frozenset({Role.LEVEL, Role.SHARE})
_NOT_DUE = _HOLDING | FLOWS
_NO_RULES = AHEAD | _POINTS | {"as_of", "term", "vacation", "whole_year", "year_part", "month_range"}
_FRAGMENT = 70  # characters
_GOALS = frozenset({"until", "year"})
_MONTHS = frozenset({"month", "relative_month", "month_part"})
_COUNTED_OVER = frozenset({"year_part", "month_range"})
_PAST_RANGES = frozenset({"range", "month_range", "span_back"})
_NEAR_END = 200  # characters after a day in which its sentence counts what was done on it
_NEAR_START = 90  # characters around a time in which "set up" or 成立 tells that something began then


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its times: those that can govern, those that something is measured against, its clause marks."""

    start: int
    end: int
    inside: tuple[PeriodMention, ...]
    aside: tuple[PeriodMention, ...]
    marks: tuple[int, ...]
    states: bool  # the sentence opens a statement of its own
    during: int  # where it says "during the action"; -1 where it does not
    carried: dict[tuple[Role, bool, tuple[bool, ...]], PeriodMention | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The clause that holds ``start:end``."""
        i = bisect_left(self.marks, start)
        left = self.marks[i - 1] + 1 if i else self.start
        j = bisect_left(self.marks, end)
        return left, self.marks[j] if j < len(self.marks) else self.end


def scene_of(text: str, line: Timeline, start: int, end: int) -> Scene:
    """The sentence ``text[start:end]``, read once for all its figures."""
    known = line.scenes.get((start, end))
    if known is not None:
        return known  # type: ignore[no-any-return]
    told = line.mentions[bisect_left(line.starts, start) : bisect_left(line.starts, end)]
    told = tuple(m for m in told if not FILED.match(text, m.end))
    aside = tuple(m for m in told if _is_aside(text, m, line.language))
    marks = tuple(mark.start() for mark in CLAUSE.finditer(text, start, end))
    if told:
        marks = tuple(at for at in marks if not any(m.start <= at < m.end for m in told))
    scene = Scene(
        start,
        end,
        tuple(m for m in told if m not in aside),
        aside,
        marks,
        bool(statement(line.language).match(text, start, end)),
        during.start() if (during := pattern("during", line.language).search(text, start, end)) else -1,
    )
    if len(line.scenes) >= _SCENES:
        line.scenes.clear()
    line.scenes[(start, end)] = scene
    return scene


def _is_aside(text: str, mention: PeriodMention, language: Language) -> bool:
    """Whether something is measured against the time."""
    if mention.rule in ASIDE:
        return not (mention.rule in ("comparison", "ago") and _tells_itself(text, mention)) and not (
            mention.rule == "ago"
            and (
                _AGO.match(text, mention.end) is not None
                or _SAME_AGO.search(text, max(0, mention.start - 60), mention.start) is not None
            )
        )
    low = max(0, mention.start - 50)
    if language is not Language.ZH:
        if en.TO_NUMBER.match(text, mention.end) and en.FROM_BASE.search(text, low, mention.start):
            return True  # "from 98.6% at the end of 2021 to 100%"
        return bool(en.BESIDE_EN.search(text, low, mention.start)) or (
            mention.rule not in ("range", "month_range") and bool(en.FROM_EN.search(text, low, mention.start))
        )
    if mention.rule == "before_policy":
        return bool(_POLICY_ZH.search(text, low, mention.start)) or text.startswith("相比", mention.end)
    return bool(_BESIDE_ZH.search(text, low, mention.start) and _RATIO_ZH.match(text, mention.end))


def _tells_itself(text: str, mention: PeriodMention) -> bool:
    """去年同期，参与率仅为76%; "In the same period last year, only …": it tells what there was then."""
    return bool(_OWN.search(text, max(0, mention.start - 40), mention.start)) and (
        text.startswith(_THEN, mention.end) or _THE_NUMBER.match(text, mention.end) is not None
    )


_NOT_BEFORE = frozenset({Role.AFTER, Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE, Role.TARGET, Role.LIMIT})


def governing(text: str, line: Timeline, scene: Scene, start: int, end: int, role: Role) -> PeriodMention | None:
    """The time that rules the figure at ``start:end``, None where none does and the statement's date holds."""
    left, right = scene.clause(start, end)
    usable = [
        m
        for m in scene.inside
        if _fits(m, line, role)
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
    if english and near is None and not after:
        after = [m for m in usable if end <= m.start < end + _NEAR_END and en.LISTED.fullmatch(text, end, m.start)][:1]
    if english and after and _reaches(text, end, after[0].start, near is None or near.start < left):
        parted = near is not None and en.PARTED.search(text, near.end, start)
        if near is None or near.start < left or parted:
            return after[0]
    if near is not None:
        if role not in (Role.TARGET, Role.LIMIT) and _lies_ahead(near, line):
            # A plan's year, but what there is already is told beside it.
            return None if pattern("existing", line.language).search(text, left, start) else near
        opened = near.end < left and role in FLOWS and near.rule in _POINTS and _OPENED.match(text, near.end)
        if opened and line.language is Language.ZH:
            return began(near, line)  # 平台3月上线，村民报事4700件
        if (
            english
            and near.end <= left
            and role in _HOLDING
            and near.rule not in _STANDING
            and _is_present(text, scene, start, end)
            and _found_its_figure(text, scene, near)
        ):
            return None  # "covered 30 schools in September, the participation is 98.9 %"
        if (
            role is Role.FLOW_COUNT
            and near.rule in DAYS
            and near.end <= left
            and in_all(text, line.language, left, end)
        ):
            return None
        if role is Role.FLOW_COUNT and near.rule in _MONTHS and goes_online(text, line.language, near, left):
            return began(near, line)
        if role is Role.FLOW_COUNT and near.rule in _POINTS and summed_since(text, line.language, near, start):
            return began(near, line)
        if near.end <= start and _describes(text, near, line.language, start):
            return began(near, line) if role in FLOWS else None
        return near
    if role is Role.TARGET and (behind := [m for m in usable if m.start >= end and m.rule in _GOALS]):
        return behind[0]  # 每县至少建成1个，全省到2024年建成30个
    if role is Role.TARGET and usable == [] and _MET.search(text, left, start):
        return governing(text, line, scene, start, end, Role.SHARE)
    return _carried(text, line, scene, start, end, role)


def _spent(text: str, language: Language, mention: PeriodMention, start: int, role: Role) -> bool:
    """Whether "before the policy" has found its figure already: 从双减前的5092家减至4家 dates the 5092 alone."""
    if mention.rule != "before_policy" or mention.start >= start:
        return False
    if role in _NOT_BEFORE:
        return True
    listed = still_before(text, language, mention, start)
    return not listed and _DIGIT.search(text, mention.end, start) is not None


def _reaches(text: str, end: int, at: int, free: bool) -> bool:
    """Whether a time behind the figure at ``end`` is its own. ``free``: no time stands before it in its clause, so that
    other figures may stand between, unless something is measured against the last.
    """
    if _DIGIT.search(text, end, at) is None:
        return True
    return free and en.MEASURED.search(text, end, at) is None


def _found_its_figure(text: str, scene: Scene, mention: PeriodMention) -> bool:
    """Whether a time closes a clause that holds a figure of its own: it says when that one was."""
    left, right = scene.clause(mention.start, mention.end)
    return text[mention.end : right].strip() == "" and _DIGIT.search(text, left, mention.start) is not None


def _carried(text: str, line: Timeline, scene: Scene, start: int, end: int, role: Role) -> PeriodMention | None:
    """The time of a sentence before that still holds."""
    if role in _HOLDING and pattern("existing", line.language).search(text, scene.start, start):
        return None  # 现有: what there is now
    if role not in (Role.LIMIT, Role.TARGET) and other_round(text, line.language, scene.start, start):
        return None
    if role in _HOLDING and _is_habit(text, line.language, scene, start, end):
        return None
    present = role in _HOLDING and line.language is not Language.ZH and _is_present(text, scene, start, end)
    # Of the figure itself, what decides whether a time of an earlier sentence holds for it.
    told = (
        present,
        role is Role.SHARE and of_acts(text, line.language, scene.start, start),
        role in _HOLDING and line.heading is not None and is_finding(text, line.language, *scene.clause(start, end)),
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
    for at in range(first - 1, max(-1, first - 1 - _STEPS), -1):
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
        if role in _HOLDING and whole and not now and not acted and stands(text, line.language, mention, scene.start):
            return None
        if mention.start < own and not (
            mention.is_span and mention.rule in SPANS and role not in (Role.LIMIT, Role.LEVEL, Role.AFTER)
        ):
            break
        if mention.rule in _BACKGROUND and _is_background(text, line, at, own, scene.start):
            return None
        if line.language is not Language.ZH and _completes(text, mention, scene):
            return mention
        if (turned and mention.rule in _POINTS) or (present and mention.rule not in _STANDING):
            return None
        if (
            present
            and not acted
            and mention.rule in _COUNTED_OVER
            and _FULL_STOP.search(text, mention.end, scene.start)
        ):
            return None  # "in the first half … were inspected. 418 schools carry out services"
        if present and mention.rule in _PAST_RANGES and _is_over(mention, line):
            return None  # "from 2019 to 2021 … : the downstream pays"
        if role is Role.AFTER and mention.rule in _POINTS:
            return None  # to what something fell is told as of the statement
        if mention.rule in _POINTS and _begins(text, mention, line.language):
            return began(mention, line) if role in FLOWS else None
        if role in _HOLDING and mention.rule in SINCE and is_effective(mention):
            return None  # what took effect on a day is told in its own sentence
        if (
            mention.rule in DAYS
            and not is_interval(mention.edtf or "")
            and not _goes_on(text, mention, scene, role, line)
        ):
            continue  # a day is that of its own sentence
        return mention
    heading = line.heading
    if heading is None or _lies_ahead(heading, line):
        return None
    if role in FLOWS and not (heading.rule in _CAMPAIGNS and outcome):
        return heading
    return heading if finding and heading.rule in _CAMPAIGNS else None


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
    high = min(scene.start, mention.end + _NEAR_END)
    stop = _STOP.search(text, mention.end, high)
    counted = _DIGIT.search(text, mention.end, stop.start() if stop else high)
    return counted is not None and not pattern("until_now", line.language).search(text, scene.start, scene.end)


def _opens(text: str, mention: PeriodMention, language: Language) -> bool:
    """Whether a sentence opens with the time."""
    reach = _OPENING if language is Language.ZH else 3 * _OPENING
    low = max(0, mention.start - reach)
    marks = list(_STOP.finditer(text, low, mention.start))
    if low and not marks:
        return False
    return not _DIGIT.search(text, marks[-1].end() if marks else low, mention.start)


def is_effective(mention: PeriodMention) -> bool:
    """Whether something takes effect from it: a day on which something happens, not a stretch over which it goes on."""
    point = start_of(mention.edtf)
    return point is not None and precision(point) == 10 and bool(EFFECTIVE.search(mention.quote))


def _is_background(text: str, line: Timeline, at: int, own: int, scene: int) -> bool:
    """Whether a past time is an aside of its own sentence: the paragraph began with what is now."""
    mention = line.mentions[at]
    if not _FULL_STOP.search(text, mention.end, scene):
        return False
    last = end_of(mention.edtf)
    if line.as_of is None or last is None or compare_ends(last, line.as_of) >= 0:
        return False
    sentence = own
    for mark in _STOP.finditer(text, own, mention.start):
        sentence = mark.end()
    if sentence <= own + 1:
        return False
    for before in reversed(line.mentions[max(0, at - _STEPS) : at]):
        if before.start < own:
            break
        if before.start < sentence and before.edtf and not _is_aside(text, before, line.language):
            return compare_ends(before.edtf, line.as_of) >= 0
    return bool(_DIGIT.search(text, own, sentence))


def _campaign(line: Timeline, scene: Scene, role: Role) -> PeriodMention | None:
    """The stretch behind "during the action", 督查期间: over which the text told before that an action ran."""
    first = bisect_left(line.starts, scene.start)
    for mention in reversed(line.mentions[max(0, first - _STEPS) : first]):
        if mention.rule in _CAMPAIGNS and mention.edtf:
            return None if role is not Role.TARGET and _lies_ahead(mention, line) else mention
    return None


def _is_present(text: str, scene: Scene, start: int, end: int) -> bool:
    """Whether the figure's clause speaks of what is, not of what was: a time told before does not hold for it."""
    left, right = scene.clause(start, end)
    present, past = en.PRESENT.search(text, left, right), en.PAST.search(text, left, right)
    if present is None and past is None and en.ITEM_OPENS.fullmatch(text, left, start):
        # An item of a list has the verb of the sentence: "are managed with cards: 25 green, 6 yellow".
        present = en.PRESENT.search(text, scene.start, start)
        past = en.PAST.search(text, scene.start, start)
    return present is not None and past is None


def _carries(text: str, mention: PeriodMention, line: Timeline, scene: Scene, role: Role) -> bool:
    if not _fits(mention, line, role) or mention.rule in ("recent", "now", "before_policy", "comparison", "ago"):
        return False
    if FILED.match(text, mention.end) or _is_aside(text, mention, line.language):
        return False
    if of_another_act(text, mention.start, mention.end, scene.start):
        return False
    if role is Role.TARGET and mention.rule == "before":
        return False  # what is due by a day says nothing of the rest
    if role is Role.LIMIT and mention.rule in _NO_RULES:
        return False  # nor does what was counted, or happened, on a day
    if role not in (Role.LIMIT, Role.TARGET) and _lies_ahead(mention, line):
        return False
    return not (scene.states and mention.rule not in SINCE)


def began(mention: PeriodMention, line: Timeline) -> PeriodMention | None:
    """From the time of ``mention`` to the statement."""
    point = start_of(mention.edtf)
    if mention.rule == "month_part" and point is not None:
        point = point[:7]
    edtf = interval(point, line.as_of)
    return None if edtf is None else replace(mention, edtf=edtf, rule="since_start", is_span=True)


def _begins(text: str, mention: PeriodMention, language: Language) -> bool:
    """Whether something was set up, sent or launched at that time."""
    stop = _STOP.search(text, mention.end, mention.end + _NEAR_START)
    high = stop.start() if stop else mention.end + _NEAR_START
    if pattern("started", language).search(text, mention.end, high):
        return True
    if language is Language.ZH:
        return False
    low = max(0, mention.start - _NEAR_START)
    for stop in _STOP.finditer(text, low, mention.start):
        low = stop.end()
    return bool(pattern("started", language).search(text, low, mention.start))


def _describes(text: str, mention: PeriodMention, language: Language, start: int) -> bool:
    """Whether the time belongs to a noun before the figure's own verb: the app launched in May has 3,000 users."""
    if mention.is_span:
        return False
    if language is Language.ZH:
        return bool(attributive(language).match(text, mention.end, start))
    if not en.HAS.search(text, mention.end, start):
        return False
    led = attributive(language).search(text, max(0, mention.start - 70), mention.start)
    return led is not None and not led.group("aux")


def _paragraph(text: str, scene: Scene) -> tuple[int, int]:
    """Start of the sentence's line, and how far back a time may stand: where a text has one sentence a line, the
    paragraph is not shown, so a stretch of time reaches from the line before.
    """
    own = max(text.rfind("\n", 0, scene.start) + 1, scene.start - _REACH)
    alone = own == scene.start and text[scene.end : scene.end + 1] in ("\n", "")
    if not alone or own < 2 or (BULLET.match(text, own) and text[own - 2 : own - 1] not in tuple("：:")):
        return own, own
    return own, text.rfind("\n", 0, own - 1) + 1


def _lies_ahead(mention: PeriodMention, line: Timeline) -> bool:
    first = start_of(mention.edtf) or end_of(mention.edtf)
    return line.as_of is not None and first is not None and first > line.as_of


def _fits(mention: PeriodMention, line: Timeline, role: Role) -> bool:
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
            and (mention.rule not in SINCE or (is_effective(mention) and _lies_ahead(mention, line)))
        )
    return True
