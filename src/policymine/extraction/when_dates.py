"""The date of an event."""

from __future__ import annotations

import re
from bisect import bisect_left

from policymine.extraction.when_events import ended_after, is_compared, is_summed, over_all
from policymine.extraction.when_fits import EFFECTIVE
from policymine.extraction.when_given import Decided, settled
from policymine.extraction.when_scene import AHEAD, CLAUSE, SIGHT
from policymine.extraction.when_timeline import Timeline, read_timeline
from policymine.extraction.when_words import of_another_act
from policymine.records import Document, PeriodMention, Status
from policymine.text.edtf import (
    compare_ends,
    end_of,
    interval,
    start_of,
    up_to,
)

_ENUMERATED = re.compile(r"The\s(?:first|second|third|fourth|fifth|sixth|last|other)\sis\sto\b")


def assign_event_date(
    document: Document,
    span_start: int,
    span_end: int,
    sentence_start: int,
    sentence_end: int,
    mentions: list[PeriodMention],
    status: Status,
    *,
    timeline: Timeline | None = None,
) -> Decided:
    """Date (EDTF or None) of an event, the rule that gave it, and the span of the words it stands on.

    日前 and "recently" give ``../published``; a plan holds at its date, else at the publication; an act without a
    date lies between the start of the policy that the text reports on (else an unknown start) and the statement.
    A measure told as a task ("the first is to establish …") has no date.
    """
    line = timeline if timeline is not None else read_timeline(document, mentions)
    text = document.text
    sentence_start, sentence_end = max(sentence_start, span_start - SIGHT), min(sentence_end, span_end + SIGHT)
    inside = _inside(line, sentence_start, sentence_end)
    found, several = _event_mention(text, line, inside, span_start, span_end, status)
    if found is None and status is Status.DONE:  # "is to be held from 20 December": the day is to come
        found, several = _event_mention(text, line, inside, span_start, span_end, Status.PLANNED)
        if found is not None and (found.rule in AHEAD or not span_start <= found.start < span_end):
            found = None
    if found is not None:
        if several is not None:
            return several, "several", (found.start, found.end)
        edtf = settled(found.edtf, line, found.rule)
        if found.rule == "now":
            edtf = line.as_of
        if found.rule == "as_of":
            edtf = up_to(found.edtf)
        if found.rule == "since" and EFFECTIVE.search(found.quote):
            began = start_of(found.edtf)
            ended = ended_after(text, document.language, found, began)
            if ended is not None:
                edtf = ended
            elif not is_summed(text, found, span_start, span_end):
                edtf = began
        if edtf is not None:
            return edtf, found.rule, (found.start, found.end)
    if status is not Status.DONE:
        if line.report_year is not None and status is Status.PLANNED:
            return str(line.report_year), "report_year", None
        return line.as_of, "as_of_statement", line.as_of_span
    if _ENUMERATED.match(text, sentence_start):
        return None, "task_without_date", None
    if line.is_plan(span_start) and line.report_year is not None:
        return str(line.report_year), "report_year", None
    if line.review_year is not None:
        return str(line.review_year), "review_year", None
    if line.policy is not None:
        return interval(line.policy.date, line.as_of), "since_policy_of_document", None
    return up_to(line.as_of), "by_statement", line.as_of_span


def _day_of_year(before: list[PeriodMention]) -> PeriodMention | None:
    """今天启动2022年…: after the year of a name the day holds on."""
    last = before[-1].edtf or ""
    days = [m for m in before[:-1] if len(m.edtf or "") == _DAY and (m.edtf or "").startswith(last)]
    return days[-1] if len(last) == YEAR and days else None


_STOP = re.compile(r"[。；;\n]|\.(?=\s)")
_DAY, YEAR = len("2022-02-15"), len("2022")


def _inside(line: Timeline, start: int, end: int) -> list[PeriodMention]:
    return list(line.mentions[bisect_left(line.starts, start) : bisect_left(line.starts, end)])


def _event_mention(
    text: str,
    line: Timeline,
    inside: list[PeriodMention],
    start: int,
    end: int,
    status: Status,
) -> tuple[PeriodMention | None, str | None]:
    """The time of an event: within its span, before it in the sentence, or after it in the clause; with the stretch over
    several times within it.
    """

    def fits(mention: PeriodMention) -> bool:
        if mention.edtf is None or mention.rule in (
            "comparison",
            "baseline",
            "before_policy",
            "cohort",
            "recent_years",
        ):
            return False
        if status is Status.DONE:
            first = start_of(mention.edtf) or end_of(mention.edtf)
            return (
                mention.rule != "span_ahead"
                and not is_compared(text, mention)
                and (line.as_of is None or first is None or first <= line.as_of)
            )
        if status is Status.PLANNED:
            return compare_ends(mention.edtf, line.as_of) >= 0 and mention.rule not in ("recent", "now")
        return True

    usable = [m for m in inside if fits(m) and not of_another_act(text, m.start, m.end, max(start, m.end))]
    within = [m for m in usable if start <= m.start < end or m.start <= start < m.end]
    before = [m for m in usable if m.end <= start]
    if within:
        # "On the 15th, the ministry held a conference on the tasks of 2022": the year is what it was about.
        day = (
            before[-1] if before and len(before[-1].edtf or "") == _DAY and len(within[0].edtf or "") == YEAR else None
        )
        about = day is not None and within[0].start > start and not _STOP.search(text, day.end, start)
        return (day, None) if about else (within[0], over_all(text, within))
    if before:
        return _day_of_year(before) or before[-1], None
    after = [m for m in usable if m.start >= end and not CLAUSE.search(text, end, m.start)]
    return (after[0] if after else None), None
