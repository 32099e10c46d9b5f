"""The period of a figure and the date of an event, after the annotation rules for periods.

A time governs from its clause through the following clauses and sentences, until another time or another paragraph
takes over. What no time governs holds at the date of the statement: that of the press conference where the text gives
one, else the publication. ``read_timeline`` reads what is common to a document once; pass it on for every figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from policymine.extraction.when_lists import share_of_list
from policymine.records import Document, Language, PeriodMention, Role, SectionKind, Status
from policymine.text.edtf import (
    compare_ends,
    end_of,
    interval,
    is_interval,
    last_day,
    precision,
    start_of,
    up_to,
    year_before_start,
)
from policymine.text.periods import find_periods
from policymine.text.periods_policies import Policy, find_policies

Span = tuple[int, int]
Decided = tuple[str | None, str, Span | None]

# They tell of another time than the figure's own.
_ASIDE = frozenset({"comparison", "baseline", "before_policy", "cohort", "recent_years", "ago"})
# A stock told under one of these holds at its end.
_SPANS = frozenset({"range", "plan", "these_years", "span_back", "span_ahead", "month_range", "year_part", "school_year"})
_SINCE = frozenset({"since", "since_policy", "since_unknown"})
_DAYS = frozenset({"date", "day", "relative_day", "back_day", "holiday"})
_AHEAD = frozenset({"until", "before", "span_ahead"})
_STOCKS = frozenset({Role.LEVEL, Role.SHARE, Role.AFTER})

_CLAUSE = re.compile(r"[，；：。！？\n]|[,;:](?!\d)|[.!?](?=\s|$)")
_PRESS = re.compile(r"发布会|通气会|吹风会|(?:press|news)\s(?:conference|briefing)|media\sbriefing|news\sventilation", re.IGNORECASE)
# "The reporter learned on the 5th from …": the words that follow the day.
_LEARNED = re.compile(r"从[^，。\n]{2,40}(?:获悉|了解到)|(?:，|,)?(?:获悉|了解到)")
_LEARNED_ON = re.compile(r"\b(?:learned|learnt)\b[^.\n]{0,40}\bon\s\Z")
_REPORT_YEAR = re.compile(r"((?:19|20)\d\d)\s?年?.{0,20}?(?:工作报告|[Ww]ork\s[Rr]eport)")
_ENUMERATED = re.compile(r"The\s(?:first|second|third|fourth|fifth|sixth|last|other)\sis\sto\b")
# "Takes effect from": a day on which something happens, not a stretch over which it goes on.
_EFFECTIVE = re.compile(r"(?:起|开始)\Z|\A(?:[Ff]rom|[Ss]tarting|[Bb]eginning|[Ee]ffective)\b")
_FILED = re.compile(r"\s?[(（][^()（）\n]{0,40}(?:[Rr]eporter|Xinhua|[Cc]orrespondent|记者|通讯员)|\s?(?:电|讯)")
_NEAR = 30  # "3.2 million tons in 2019": how far a time can stand behind its figure
_LEAD = 1200  # characters from the start in which a press conference is looked for
_LEARNED_DAYS = 7
_PRESS_DAYS = 45  # a press conference further back than this is told of, not reported from
# A policy named in the first line, here and again, or this often is what the text is about.
_POLICY_LEAD = 200
_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a document says of its own time: the day of the statement, the policy it reports on, its times in order."""

    language: Language
    as_of: str | None
    as_of_span: Span | None
    published: str | None
    policy: Policy | None
    report_year: int | None
    heading: PeriodMention | None
    mentions: tuple[PeriodMention, ...]
    starts: tuple[int, ...]


def read_timeline(document: Document, mentions: list[PeriodMention]) -> Timeline:
    """The timeline of ``document``; ``mentions`` as ``find_periods`` gives them for its text. Linear in the text."""
    kept = tuple(m for m in mentions if not _foreign(document, m))
    as_of, span = _statement_date(document, kept)
    return Timeline(
        document.language,
        as_of,
        span,
        end_of(document.published),
        _policy(document),
        _report_year(document),
        _heading(document, kept),
        kept,
        tuple(m.start for m in kept),
    )


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
        own = near is not None and near.start >= left
        if not own or (near is not None and re.search(r"\band\b|\bto\b|,", text[near.end : start])):
            return after[0]
    if near is not None:
        return near
    own, floor = _paragraph(text, sentence_start, sentence_end)
    for at in range(bisect_left(line.starts, sentence_start) - 1, -1, -1):
        mention = line.mentions[at]
        if mention.start < floor:
            break
        if not _usable(mention, line, role) or mention.rule in _DAYS or mention.rule == "recent" or (role is Role.LIMIT and mention.rule in _AHEAD):
            continue  # a day is that of its own sentence; what is planned for a year limits nothing now
        if mention.start < own and not (mention.is_span and mention.rule in _SPANS and role not in (Role.LIMIT, Role.LEVEL)):
            break
        return mention
    if line.heading is not None and role in (Role.FLOW_COUNT, Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE):
        return line.heading
    return None


def _paragraph(text: str, sentence_start: int, sentence_end: int) -> tuple[int, int]:
    """Start of the sentence's line, and how far back a time may stand: where a text has one sentence a line, the
    paragraph is not shown, so a stretch of time reaches from the line before."""
    own = text.rfind("\n", 0, sentence_start) + 1
    alone = own == sentence_start and text[sentence_end : sentence_end + 1] in ("\n", "")
    if not alone or own < 2:
        return own, own
    return own, text.rfind("\n", 0, own - 1) + 1


def _usable(mention: PeriodMention, line: Timeline, role: Role) -> bool:
    if mention.rule in _ASIDE or (mention.edtf is None and mention.rule != "now"):
        return False
    if role is Role.TARGET:
        # What is planned does not lie in the past.
        return mention.rule not in ("now", "recent") and compare_ends(mention.edtf, line.as_of) >= 0 and mention.rule not in _SINCE
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
    if rule in ("now", "recent") or (rule in _DAYS and edtf == line.as_of):
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
    mention = _governing(text, line, inside, start, end, sentence_start, sentence_end, Role.BEFORE)
    policy_start = line.policy.date if line.policy is not None else None
    if mention is None or mention.rule in ("now", "recent", "since_policy", "as_of", "since_unknown"):
        if mention is not None and mention.rule == "since_policy" and start_of(mention.edtf):
            return start_of(mention.edtf), "since_policy", (mention.start, mention.end)
        if policy_start is not None:
            return policy_start, "policy_baseline", None
        return up_to(line.as_of), "by_statement", line.as_of_span
    span = (mention.start, mention.end)
    begun = start_of(mention.edtf)
    if mention.rule in ("plan", "these_years") or (mention.rule == "span_back" and precision(begun) == 4):
        return year_before_start(mention.edtf), mention.rule, span
    if mention.rule == "range" and precision(begun) == 4:
        return begun, mention.rule, span
    if mention.rule == "relative_year" and mention.start < sentence_start:
        return policy_start or up_to(line.as_of), "by_statement", None
    if mention.rule in ("year", "relative_year") and policy_start is None and begun is not None:
        return year_before_start(begun), mention.rule, span
    if policy_start is not None and (begun is None or compare_ends(begun, policy_start) >= 0):
        return policy_start, "policy_baseline", None
    return up_to(begun or line.as_of), mention.rule, span


def _touches(text: str, mention: PeriodMention, start: int) -> bool:
    """Whether the time stands right at the figure ("last year's 3,000"; 2020年的3.2亿元), or is told as the base."""
    gap = text[mention.end : start]
    return (mention.rule == "baseline" and len(gap) <= 30) or bool(re.fullmatch(r"(?:的|'s|’s)?\s{0,2}(?:底|末)?的?", gap))


def _default(line: Timeline, role: Role) -> Decided:
    """What holds where no time governs."""
    if role is Role.TARGET:
        if line.report_year is not None:
            return str(line.report_year), "report_year", None
        return line.as_of, "as_of_statement", line.as_of_span
    if role is Role.LIMIT:
        return line.as_of, "as_of_statement", line.as_of_span
    if line.report_year is not None:
        return str(line.report_year - 1), "report_year", None
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
        if mention.edtf is None or mention.rule in ("comparison", "baseline", "before_policy", "cohort", "recent_years"):
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


def _foreign(document: Document, mention: PeriodMention) -> bool:
    """Whether the mention stands in a byline, in credits or in another story that the page carries."""
    if not document.sections:
        return False
    i = bisect_right(document.sections, mention.start, key=lambda section: section.start) - 1
    if i < 0 or mention.start >= document.sections[i].end:
        return False
    return document.sections[i].kind in (SectionKind.BYLINE, SectionKind.CREDITS, SectionKind.FOREIGN)


def _statement_date(document: Document, mentions: tuple[PeriodMention, ...]) -> tuple[str | None, Span | None]:
    """The day of the press conference that the text reports from, or on which it was told; else the publication."""
    published = end_of(document.published)
    for mention in mentions:
        if mention.start > _LEAD:
            break
        if mention.rule not in _DAYS or precision(mention.edtf) != 10 or mention.edtf is None or is_interval(mention.edtf):
            continue
        stop = re.compile(r"[。\n]|\.(?=\s)").search(document.text, mention.end, mention.end + 200)
        reach = stop.start() if stop else mention.end + 200
        told, day = last_day(mention.edtf), last_day(published)
        ago = (day - told).days if day is not None and told is not None else 0
        press = _PRESS.search(document.text, mention.end, reach) is not None and 0 <= ago <= _PRESS_DAYS
        low = max(0, mention.start - 60)
        learned = _LEARNED.match(document.text, mention.end) or _LEARNED_ON.search(document.text, low, mention.start)
        if press or (learned and 0 <= ago <= _LEARNED_DAYS):
            return mention.edtf, (mention.start, mention.end)
    return published, document.published_span


def _policy(document: Document) -> Policy | None:
    """The policy that the text reports on: named in its title or first line, or again and again."""
    named = [m for m in find_policies(document.text, document.language) if m.policy.baseline]
    titled = [m for m in find_policies(document.title or "", document.language) if m.policy.baseline]
    if titled:
        return titled[0].policy
    if not named:
        return None
    first_line = document.text.find("\n")
    early = named[0].start < first_line or (named[0].start < _POLICY_LEAD and len(named) >= 2)
    return named[0].policy if early or len(named) >= _OFTEN else None


def _report_year(document: Document) -> int | None:
    """The year of a government work report: its targets are for that year, its review is of the year before."""
    found = _REPORT_YEAR.search(document.title or "")
    return int(found.group(1)) if found else None


def _heading(document: Document, mentions: tuple[PeriodMention, ...]) -> PeriodMention | None:
    """A stretch of time in the headline: what the whole text counts over."""
    stop = document.text.find("\n")
    for mention in mentions:
        if stop < 0 or mention.start > min(stop, 160):
            break
        if mention.rule in ("year_part", "month_range", "range", "plan", "since") and mention.is_span and mention.edtf:
            return mention
    if document.title and document.language is Language.ZH:
        for mention in find_periods(document.title, document.language, document.published):
            if mention.rule in ("year_part", "month_range") and mention.is_span and mention.edtf:
                return PeriodMention(0, 0, "", mention.edtf, mention.rule, True)
    return None
