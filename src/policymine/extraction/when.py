"""The period of a figure, after the annotation rules for periods.

A time governs from its clause through the following clauses and sentences, until another time or another paragraph
takes over. What no time governs holds at the date of the statement: that of the press conference where the text gives
one, else the publication. ``read_timeline`` reads what is common to a document once; pass it on for every figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from policymine.extraction.when_before import before, is_change, policy_of
from policymine.extraction.when_dates import YEAR, assign_event_date
from policymine.extraction.when_fits import is_effective
from policymine.extraction.when_given import STOCKS, TOLD_ENDS, Decided, default, settled, under
from policymine.extraction.when_governing import governing
from policymine.extraction.when_headline import lead_time, place_in_body
from policymine.extraction.when_lists import share_of_list
from policymine.extraction.when_scene import AHEAD, FLOWS, POINTS, SIGHT, SINCE, Scene, scene_of
from policymine.extraction.when_standing import of_years, used_to_be, whole_of_gone
from policymine.extraction.when_statement import DAYS
from policymine.extraction.when_timeline import Timeline, read_timeline
from policymine.records import Document, Language, PeriodMention, Role
from policymine.text.edtf import (
    compare_ends,
    end_of,
    interval,
    start_of,
    up_to,
)

__all__ = ["Timeline", "assign_event_date", "assign_period", "read_timeline"]
_CHANGES = frozenset({Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE})
# "Compared with before, the number decreased 96.4%": before the policy that the text is about.
_THAN_BEFORE = re.compile(r"\b[Cc]ompared\s(?:with|to)\s(?:that\s)?before,[^,.;:\d]{0,60}\Z")
_BODIES = frozenset({"school", "institution", "person", "household", "county", "city", "village", "enterprise"})
_HELD = frozenset({Role.LEVEL, Role.SHARE})
# "A 45-day campaign from February 1 to March 17": the length is that of the stretch told with it, whole.
_DURATIONS = frozenset({"day", "week", "month"})


def assign_period(
    document: Document,
    span_start: int,
    span_end: int,
    sentence_start: int,
    sentence_end: int,
    mentions: list[PeriodMention],
    *,
    role: Role,
    unit: str | None,
    timeline: Timeline | None = None,
) -> Decided:
    """Period (EDTF or None), the rule that gave it, and the span of the words it stands on (None where it is a default).

    ``span_start:span_end`` is the figure, ``sentence_start:sentence_end`` its sentence, as offsets into the text.
    Give ``timeline`` when several figures of one document are read.
    """
    line = timeline if timeline is not None else read_timeline(document, mentions)
    text = document.text
    if unit == "day" and role is Role.LEVEL and document.language is not Language.ZH:
        role = Role.FLOW_COUNT  # "a 45 -day action from February 1 to March 17" runs over those days
    low, high = max(sentence_start, span_start - SIGHT), min(sentence_end, span_end + SIGHT)
    scene = scene_of(text, line, low, high)
    if role in FLOWS | {Role.TARGET, Role.LEVEL} and (years := of_years(text, scene.inside, span_start, span_end)):
        return years[0], "years_listed", (years[1].start, years[1].end)
    if shared := share_of_list(text, scene.inside, span_start, span_end, (low, high)):
        return settled(shared[0], line), "respectively", (shared[1].start, shared[1].end)
    if unit in _DURATIONS and role is Role.LEVEL:
        left, right = scene.clause(span_start, span_end)
        told = next((m for m in scene.inside if m.rule in TOLD_ENDS and left <= m.start < right), None)
        if told is not None and "/" in (told.edtf or ""):
            return told.edtf, told.rule, (told.start, told.end)
    if place := place_in_body(document, line, span_start, span_end, scene):
        start, end, low, high = place
        found = _decided(text, line, scene_of(text, line, low, high), start, end, role, unit)
        # The day on which something took place is not that of a headline that tells what there is.
        return found if found[1] not in DAYS else default(text, line, scene, span_start, role)
    return _decided(text, line, scene, span_start, span_end, role, unit)


# "Among the 16 prefectures": how many there are holds at any time that the text tells of.
_DIVIDED = re.compile(r"\b(?:[Aa]mong|[Aa]ll|[Oo]f)\s(?:all\s)?(?:of\s)?the\s\Z")
_DIVISIONS = frozenset({"city", "county", "province", "other:district", "other:town", "other:township", "village"})
_DUE_ZH = re.compile(r"(?:要|应|须|将|力争|确保|争取|拟)[^，。；\d]{0,12}\Z")
_DUE_EN = re.compile(
    r"\b(?:should|shall|will|must|strives?\sto|(?:is|are)\sto|requir(?:e[sd]?|ing)\sthat|ask(?:ed|s)\sthat|demand(?:ed|s)\sthat)\b(?:[^.;\d]|\.\d){0,60}\Z"
)
_DUE_BEHIND = re.compile(r"(?:[^.;,\d]|\.\d){0,40}?\b(?:should|shall|will|must)\sbe\b")


def _is_due(text: str, line: Timeline, scene: Scene, start: int, end: int) -> bool:
    """Whether a share is to be reached by a day that its clause sets: "should reach 90% before the end of the year"."""
    left, right = scene.clause(start, end)
    ahead = (m for m in scene.inside if m.rule in AHEAD and m.edtf and left <= m.start < right)
    if not any(compare_ends(m.edtf, line.as_of) > 0 for m in ahead):
        return False
    if line.language is Language.ZH:
        return _DUE_ZH.search(text, left, start) is not None
    return _DUE_EN.search(text, left, start) is not None or _DUE_BEHIND.match(text, end, right) is not None


# What is to be done within so long is a rule, by whatever day the rest is to be done: 48小时内响应.
_WITHIN = re.compile(r"(?:小时|工作日|日|天|个月|分钟)[之以]?内|\bwithin\b|\bnot\s(?:to\s)?exceed")
_LENGTHS = frozenset({"hour", "day", "minute", "month", "week"})


def _is_over(scene: Scene, line: Timeline, start: int, end: int) -> bool:
    """Whether the only times of a clause that seems to plan lie behind: "300 nurses take certificates last week"."""
    left, right = scene.clause(start, end)
    own = [m for m in scene.inside if left <= m.start < right and m.edtf is not None]
    return (
        bool(own)
        and line.as_of is not None
        and all(
            m.rule in POINTS and m.rule != "holiday" and compare_ends(m.edtf, line.as_of) < 0 and m.start >= end
            for m in own
        )
    )


# "Last year's target of 51,000", 去年的目标任务5万个: whose aim it was, though it lies behind.
_ITS_AIM = re.compile(
    r"(?:'s|’s)\s(?:\w+\s)?(?:target|goal|plan|task|quota)s?\s(?:of\s|was\s|to\s\w+\s)?|的?(?:年度)?(?:目标|计划|任务){1,2}(?:数)?[为是的]?"
)


def _aim_of(text: str, scene: Scene, start: int) -> PeriodMention | None:
    for mention in (*scene.inside, *scene.aside):
        if mention.edtf is not None and mention.end <= start and _ITS_AIM.fullmatch(text, mention.end, start):
            return mention
    return None


_SUMMED = re.compile(
    r"[两二三四五2-5]年(?:来|间)?(?:共计|累计|合计|总计|一共|共)[^，。；0-9]{0,12}\Z|\b(?:two|three|four|five)\syears\s(?:together|combined|in\stotal)\b[^.;\d]{0,40}\Z"
)


def _over_years(text: str, scene: Scene, start: int) -> tuple[str, PeriodMention] | None:
    """The years told before in the sentence, over which a figure is summed: 去年扩招139万人，加上2020年的157万人，两年共计296万人."""
    if not _SUMMED.search(text, max(scene.start, start - 60), start):
        return None
    told = [m for m in scene.inside if m.end <= start and m.rule in ("year", "relative_year") and m.edtf is not None]
    years = sorted({str(m.edtf) for m in told})
    edtf = interval(years[0], years[-1]) if len(years) > 1 else None
    return (edtf, told[0]) if edtf else None


def _decided(text: str, line: Timeline, scene: Scene, start: int, end: int, role: Role, unit: str | None) -> Decided:
    if role is Role.LEVEL and unit in _DIVISIONS and _DIVIDED.search(text, max(scene.start, start - 20), start):
        return default(text, line, scene, start, role)
    if role is Role.SHARE and _is_due(text, line, scene, start, end):
        role = Role.TARGET
    if role is Role.TARGET and _is_over(scene, line, start, end):
        role = Role.FLOW_COUNT
    if role is Role.TARGET and unit in _LENGTHS and _WITHIN.search(text[max(scene.start, start - 16) : end + 6]):
        role = Role.LIMIT
    if role in _HELD and used_to_be(text, line.language, scene.clause(start, end)[0], start):
        role = Role.BEFORE
    if role in _HELD and line.policy is not None and whole_of_gone(text, line.language, start, end, scene.end):
        return line.policy.date, "policy_baseline", None
    if role is Role.BEFORE:
        if not is_change(text, scene, start):
            return before(text, line, scene, start, end)
        role = Role.CHANGE_ABSOLUTE
    if role is Role.TARGET and (of := _aim_of(text, scene, start)) is not None:
        return of.edtf, of.rule, (of.start, of.end)
    if role in FLOWS | {Role.LEVEL} and (years := _over_years(text, scene, start)) is not None:
        return years[0], "years_summed", (years[1].start, years[1].end)
    found = governing(text, line, scene, start, end, role) or lead_time(line, start, role)
    if role in FLOWS and (against := _against_policy(scene, start, end)) is not None:
        period = under(found, line, Role.LEVEL, None)[0] if found is not None else line.as_of
        return interval(end_of(against.edtf), end_of(period)), "against_policy", (against.start, against.end)
    if (
        line.policy is not None
        and role in _CHANGES
        and _THAN_BEFORE.search(text, max(scene.start, start - SIGHT), start)
    ):
        return interval(line.policy.date, line.as_of), "against_policy", line.as_of_span
    if found is None and role in _CHANGES and (base := _compared_year(text, line, scene, start)) is not None:
        return interval(base.edtf, line.as_of), "against_year", (base.start, base.end)
    if role in (Role.CHANGE_ABSOLUTE, Role.CHANGE_PERCENT) and (found is None or found.rule in ("as_of", "now")):
        since = _compared_with(scene, start)
        until = under(found, line, Role.LEVEL, None)[0] if found is not None else line.as_of
        if since is not None and (period := interval(end_of(since.edtf), end_of(until))) is not None:
            return period, "compared_with", (since.start, since.end)
    if found is None:
        return default(text, line, scene, start, role)
    asked = found.rule == "as_of" and role in FLOWS  # only there the policy is the start
    if role in _HELD and unit in _BODIES and found.rule in SINCE and is_effective(found):
        return line.as_of, found.rule, (found.start, found.end)  # 自9月1日起，42所学校开展: they do so still
    period, rule = under(found, line, role, policy_of(text, line, scene) if asked else None)
    if period is None or (rule in ("now", "recent") and role not in STOCKS):
        return default(text, line, scene, start, role)
    if rule == "as_of" and role in FLOWS:
        period = _counted_since(scene, start, found, period)
    if rule in SINCE and role in FLOWS and period is not None:
        period = _up_to_told(text, line, found, period)
    return period, rule, (found.start, found.end)


def _compared_year(text: str, line: Timeline, scene: Scene, start: int) -> PeriodMention | None:
    """The year that an English sentence opens with as the base of its change: "Compared with 2021, … fell by 80%"."""
    if line.language is Language.ZH:
        return None
    for mention in scene.aside:
        year = mention.edtf is not None and len(mention.edtf) == YEAR
        if (
            year
            and mention.end <= start
            and _COMPARED.search(text, max(scene.start, mention.start - 24), mention.start + 16)
        ):
            return mention
    return None


def _up_to_told(text: str, line: Timeline, since: PeriodMention, period: str) -> str:
    """截至8月底，…；开通以来结算61.3万人次: up to the day as of which the sentence tells."""
    at = bisect_left(line.starts, since.start) - 1
    told = line.mentions[at] if at >= 0 else None
    if told is None or told.rule != "as_of" or told.edtf is None or end_of(period) != end_of(since.edtf):
        return period
    if since.start - told.end > SIGHT or _FULL_STOP.search(text, told.end, since.start):
        return period
    return interval(start_of(period), told.edtf) or up_to(told.edtf) or period


def _counted_since(scene: Scene, start: int, until: PeriodMention, period: str) -> str | None:
    """自5月10日以来，截至7月5日，检查1320家次: from the one to the other."""
    began = [m for m in scene.inside if m.rule in SINCE and m.end <= start and start_of(m.edtf) is not None]
    return (interval(start_of(began[-1].edtf), end_of(until.edtf)) if began else None) or period


def _compared_with(scene: Scene, start: int) -> PeriodMention | None:
    """较1月底增加2300万元: a stock that changed since that month."""
    left, right = scene.clause(start, start + 1)
    return next(
        (m for m in scene.aside if m.rule == "comparison" and left <= m.start < right and _MONTH_END.search(m.quote)),
        None,
    )


_MONTH_END = re.compile(r"(?:[底末初]|[0-9]日)$")


def _against_policy(scene: Scene, start: int, end: int) -> PeriodMention | None:
    """比“双减”前减少461家: a change since the policy."""
    left, right = scene.clause(start, end)
    return next((m for m in scene.aside if m.rule == "before_policy" and left <= m.start < right), None)


_FULL_STOP = re.compile(r"[。！？\n]|\.(?=\s)")
_COMPARED = re.compile(r"\b[Cc]ompared\s(?:with|to)\b")
