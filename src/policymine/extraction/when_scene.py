"""A sentence with its times: those that can govern, those that something is measured against, its clause marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from policymine.extraction import when_patterns_en as en
from policymine.extraction.when_statement import DAYS, FILED
from policymine.extraction.when_timeline import Timeline
from policymine.extraction.when_words import pattern, statement
from policymine.records import Language, PeriodMention, Role
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
POINTS = frozenset({"month", "month_part", "relative_month", "back_month", "week"}) | DAYS
# What keeps reading linear in texts without sentences or paragraphs: how far a time is seen within its sentence and
# its paragraph, in characters, and how many times are looked at.
SIGHT, REACH, STEPS = 800, 4000, 40
_SCENES = 16  # sentences whose reading is kept
# The point of "U.S. dollars" ends nothing.
CLAUSE = compile_scanning(r"[，；：。！？\n]|[,;:](?!\d)|(?<!\.[A-Z])[.!?](?=\s|$|[A-Z][a-z]|A\s)")
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
# They hold on, or are a stretch that was counted over.
STANDING = SINCE | SPANS | {"as_of", "before"}


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
    aside = tuple(m for m in told if is_aside(text, m, line.language))
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


def is_aside(text: str, mention: PeriodMention, language: Language) -> bool:
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
