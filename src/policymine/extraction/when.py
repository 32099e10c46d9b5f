"""The period of a figure and the date of an event, after the annotation rules for periods.

A time governs from its clause through the following clauses and sentences, until another time or another paragraph
takes over. What no time governs holds at the date of the statement: that of the press conference where the text gives
one, else the publication. ``read_timeline`` reads what is common to a document once; pass it on for every figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from policymine.extraction.when_lists import share_of_list
from policymine.extraction.when_timeline import DAYS, Span, Timeline, read_timeline
from policymine.records import Document, Language, PeriodMention, Role, Status
from policymine.text.edtf import (
    compare_ends,
    end_of,
    interval,
    is_interval,
    precision,
    start_of,
    up_to,
    year_before_start,
)

__all__ = ["Timeline", "assign_event_date", "assign_period", "read_timeline"]

Decided = tuple[str | None, str, Span | None]

# They tell of another time than the figure's own.
_ASIDE = frozenset({"comparison", "baseline", "before_policy", "cohort", "recent_years", "ago"})
# A stock told under one of these holds at its end.
_SPANS = frozenset(
    {"range", "plan", "these_years", "span_back", "span_ahead", "month_range", "year_part", "school_year"}
)
_SINCE = frozenset({"since", "since_policy", "since_unknown"})
_AHEAD = frozenset({"until", "before", "span_ahead"})
_STOCKS = frozenset({Role.LEVEL, Role.SHARE, Role.AFTER})

_CLAUSE = re.compile(r"[，；：。！？\n]|[,;:](?!\d)|[.!?](?=\s|$)")
_ENUMERATED = re.compile(r"The\s(?:first|second|third|fourth|fifth|sixth|last|other)\sis\sto\b")
# "Takes effect from": a day on which something happens, not a stretch over which it goes on.
_EFFECTIVE = re.compile(r"(?:起|开始)\Z|\A(?:[Ff]rom|[Ss]tarting|[Bb]eginning|[Ee]ffective)\b")
_FILED = re.compile(r"\s?[(（][^()（）\n]{0,40}(?:[Rr]eporter|Xinhua|[Cc]orrespondent|记者|通讯员)|\s?(?:电|讯)")
# What keeps reading linear in texts without sentences or paragraphs: how far a time is seen within its sentence and
# its paragraph, in characters, and how many times are looked at.
_SIGHT, _REACH, _STEPS = 800, 4000, 40
_NEAR = 30  # "3.2 million tons in 2019": how far a time can stand behind its figure


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
    sentence_start, sentence_end = max(sentence_start, span_start - _SIGHT), min(sentence_end, span_end + _SIGHT)
    inside = _inside(line, sentence_start, sentence_end)
    if shared := share_of_list(text, inside, span_start, span_end, sentence_end):
        return _settled(shared[0], line), "respectively", (shared[1].start, shared[1].end)
    if role is Role.BEFORE:
        return _before(text, line, inside, span_start, span_end, sentence_start, sentence_end)
    found = _governing(text, line, inside, span_start, span_end, sentence_start, sentence_end, role)
    if found is None:
        return _default(line, role)
    period, rule = _under(found, line, role)
    if period is None and found.rule not in ("now", "recent"):
        period, rule, span = _default(line, role)
        return period, rule, span
    return period, rule, (found.start, found.end)


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
    sentence_start, sentence_end = max(sentence_start, span_start - _SIGHT), min(sentence_end, span_end + _SIGHT)
    inside = _inside(line, sentence_start, sentence_end)
    found = _event_mention(text, line, inside, span_start, span_end, sentence_start, status)
    if found is not None:
        edtf = _settled(found.edtf, line)
        if found.rule == "now":
            edtf = line.as_of
        if found.rule == "as_of":
            edtf = up_to(found.edtf)
        if found.rule == "since" and _EFFECTIVE.search(found.quote):
            edtf = start_of(found.edtf)
        if edtf is not None:
            return edtf, found.rule, (found.start, found.end)
    if status is not Status.DONE:
        if line.report_year is not None and status is Status.PLANNED:
            return str(line.report_year), "report_year", None
        return line.as_of, "as_of_statement", line.as_of_span
    if _ENUMERATED.match(text, sentence_start):
        return None, "task_without_date", None
    if line.policy is not None:
        return _since(line.policy.date, line.as_of), "since_policy_of_document", None
    return up_to(line.as_of), "by_statement", line.as_of_span


def _inside(line: Timeline, start: int, end: int) -> list[PeriodMention]:
    return list(line.mentions[bisect_left(line.starts, start) : bisect_left(line.starts, end)])


def _settled(edtf: str | None, line: Timeline) -> str | None:
    """``edtf`` with the publication as its end put back to the day of the statement."""
    if edtf is None or line.as_of is None or line.published is None or line.as_of == line.published:
        return edtf
    if is_interval(edtf) and edtf.endswith("/" + line.published):
        return interval(start_of(edtf), line.as_of) or edtf
    return edtf


def _since(start: str, as_of: str | None) -> str | None:
    return interval(start, as_of)


def _governing(
    text: str,
    line: Timeline,
    inside: list[PeriodMention],
    start: int,
    end: int,
    sentence_start: int,
    sentence_end: int,
    role: Role,
) -> PeriodMention | None:
    """The time that rules the figure: of its clause, of clauses before, of sentences before in the paragraph."""
    usable = [m for m in inside if _usable(m, line, role) and not _dateline(text, m)]
    left, right = _clause(text, usable, start, end, sentence_start, sentence_end)
    before = [m for m in usable if m.start < end and not (m.start <= start and end <= m.end)]
    after = [m for m in usable if m.start >= end and m.start < right]
    near = before[-1] if before else None
    if line.language is not Language.ZH and after and not re.search(r"\d", text[end : after[0].start]):
        parted = near is not None and re.search(r"\band\b|\bto\b|,", text[near.end : start])
        if near is None or near.start < left or parted:
            return after[0]
    if near is not None:
        return near
    own, floor = _paragraph(text, sentence_start, sentence_end)
    first = bisect_left(line.starts, sentence_start)
    for at in range(first - 1, max(-1, first - 1 - _STEPS), -1):
        mention = line.mentions[at]
        if mention.start < floor:
            break
        if (
            not _usable(mention, line, role)
            or mention.rule in DAYS
            or mention.rule == "recent"
            or (role is Role.LIMIT and mention.rule in _AHEAD)
        ):
            continue  # a day is that of its own sentence; what is planned for a year limits nothing now
        if mention.start < own and not (
            mention.is_span and mention.rule in _SPANS and role not in (Role.LIMIT, Role.LEVEL)
        ):
            break
        return mention
    if line.heading is not None and role in (Role.FLOW_COUNT, Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE):
        return line.heading
    return None


def _paragraph(text: str, sentence_start: int, sentence_end: int) -> tuple[int, int]:
    """Start of the sentence's line, and how far back a time may stand: where a text has one sentence a line, the
    paragraph is not shown, so a stretch of time reaches from the line before.
    """
    own = max(text.rfind("\n", 0, sentence_start) + 1, sentence_start - _REACH)
    alone = own == sentence_start and text[sentence_end : sentence_end + 1] in ("\n", "")
    if not alone or own < 2:
        return own, own
    return own, text.rfind("\n", 0, own - 1) + 1


def _usable(mention: PeriodMention, line: Timeline, role: Role) -> bool:
    if mention.rule in _ASIDE or (mention.edtf is None and mention.rule != "now"):
        return False
    if role is Role.TARGET:
        # What is planned does not lie in the past.
        return (
            mention.rule not in ("now", "recent")
            and compare_ends(mention.edtf, line.as_of) >= 0
            and mention.rule not in _SINCE
        )
    if mention.rule in _AHEAD or mention.rule in ("year", "relative_year"):
        # What is counted does not lie ahead; a year that is not over counts up to now.
        ahead = start_of(mention.edtf) or end_of(mention.edtf)
        return role is Role.LIMIT or line.as_of is None or ahead is None or ahead <= line.as_of
    return True


def _dateline(text: str, mention: PeriodMention) -> bool:
    """Nanchang, July 26 (Reporter …); 新华社南昌7月26日电: where and when the report was filed."""
    return bool(_FILED.match(text, mention.end))


def _clause(
    text: str, mentions: list[PeriodMention], start: int, end: int, sentence_start: int, sentence_end: int
) -> tuple[int, int]:
    """The clause of ``text[start:end]``; marks within a time (July 19, 2022) or a number do not end it."""
    left, right = sentence_start, sentence_end
    for mark in _CLAUSE.finditer(text, sentence_start, sentence_end):
        if any(m.start <= mark.start() < m.end for m in mentions):
            continue
        if mark.start() < start:
            left = mark.end()
        elif mark.start() >= end:
            right = mark.start()
            break
    return left, right


def _under(mention: PeriodMention, line: Timeline, role: Role) -> tuple[str | None, str]:
    """The period that ``mention`` gives a figure of ``role``."""
    edtf, rule = _settled(mention.edtf, line), mention.rule
    if rule in ("now", "recent") or (rule in DAYS and edtf == line.as_of):
        return _default(line, role)[0], rule
    if role is Role.TARGET:
        return edtf, rule
    if rule == "as_of":
        if role in (Role.FLOW_COUNT, Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE):
            start = line.policy.date if line.policy is not None else None
            return interval(start, edtf) or up_to(edtf), rule
        return edtf, rule
    if rule in _SINCE:
        if role is Role.LIMIT:
            start = start_of(edtf)
            return (start if start and precision(start) == 10 else line.as_of), rule
        if role in _STOCKS:
            return end_of(edtf) or start_of(edtf), rule
        return edtf, rule
    if role in _STOCKS and rule in _SPANS:
        return end_of(edtf), rule
    return edtf, rule


def _before(
    text: str,
    line: Timeline,
    inside: list[PeriodMention],
    start: int,
    end: int,
    sentence_start: int,
    sentence_end: int,
) -> Decided:
    """The period of the figure from which a change starts."""
    told = [m for m in inside if m.edtf is not None and m.rule not in ("now", "recent", "recent_years", "cohort")]
    base = [m for m in told if m.end <= start and _touches(text, m, start)]
    if base:
        mention = base[-1]
        edtf = mention.edtf if mention.rule not in _SINCE else start_of(mention.edtf)
        if mention.rule not in _SPANS or mention.rule == "year_part":
            return edtf, "baseline", (mention.start, mention.end)
    if line.language is not Language.ZH:
        later = next((m for m in told if m.start >= end), None)
        if later is not None and not re.search(r"\d|,|\bto\b", text[end : later.start]) and later.start - end <= _NEAR:
            return later.edtf, "baseline", (later.start, later.end)
    found = _governing(text, line, inside, start, end, sentence_start, sentence_end, Role.BEFORE)
    policy_start = line.policy.date if line.policy is not None else None
    if found is None or found.rule in ("now", "recent", "since_policy", "as_of", "since_unknown"):
        if found is not None and found.rule == "since_policy" and start_of(found.edtf):
            return start_of(found.edtf), "since_policy", (found.start, found.end)
        if policy_start is not None:
            return policy_start, "policy_baseline", None
        return up_to(line.as_of), "by_statement", line.as_of_span
    span, begun = (found.start, found.end), start_of(found.edtf)
    if found.rule in ("plan", "these_years") or (found.rule == "span_back" and precision(begun) == 4):
        return year_before_start(found.edtf), found.rule, span
    if found.rule == "range" and precision(begun) == 4:
        return begun, found.rule, span
    if found.rule == "relative_year" and found.start < sentence_start:
        return policy_start or up_to(line.as_of), "by_statement", None
    if found.rule in ("year", "relative_year") and policy_start is None and begun is not None:
        return year_before_start(begun), found.rule, span
    if policy_start is not None and (begun is None or compare_ends(begun, policy_start) >= 0):
        return policy_start, "policy_baseline", None
    if begun is None or compare_ends(begun, line.as_of) > 0:
        return up_to(line.as_of), "by_statement", line.as_of_span
    return up_to(begun), found.rule, span


def _touches(text: str, mention: PeriodMention, start: int) -> bool:
    """Whether the time stands right at the figure ("last year's 3,000"; 2020年的3.2亿元), or is told as the base."""
    gap = text[mention.end : start]
    return (mention.rule == "baseline" and len(gap) <= 30) or bool(
        re.fullmatch(r"(?:的|'s|’s)?\s{0,2}(?:底|末)?的?", gap)
    )


def _default(line: Timeline, role: Role) -> Decided:
    """What holds where no time governs."""
    if role is Role.TARGET:
        if line.report_year is not None:
            return str(line.report_year), "report_year", None
        return line.as_of, "as_of_statement", line.as_of_span
    if role is Role.LIMIT:
        return line.as_of, "as_of_statement", line.as_of_span
    if line.review_year is not None:
        return str(line.review_year), "review_year", None
    if role in _STOCKS:
        return line.as_of, "as_of_statement", line.as_of_span
    if line.as_of is None:
        return None, "no_date", None
    if line.policy is not None:
        return _since(line.policy.date, line.as_of), "since_policy_of_document", line.as_of_span
    return up_to(line.as_of), "by_statement", line.as_of_span


def _event_mention(
    text: str,
    line: Timeline,
    inside: list[PeriodMention],
    start: int,
    end: int,
    sentence_start: int,
    status: Status,
) -> PeriodMention | None:
    """The time of an event: within its span, before it in the sentence, or after it in the clause."""

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
            return mention.rule not in ("span_ahead",) and (line.as_of is None or first is None or first <= line.as_of)
        if status is Status.PLANNED:
            return compare_ends(mention.edtf, line.as_of) >= 0 and mention.rule not in ("recent", "now")
        return True

    usable = [m for m in inside if fits(m)]
    within = [m for m in usable if start <= m.start < end or m.start <= start < m.end]
    before = [m for m in usable if m.end <= start]
    if within:
        return within[0]
    if before:
        return before[-1]
    after = [m for m in usable if m.start >= end and not _CLAUSE.search(text, end, m.start)]
    return after[0] if after else None
