"""What a document says of its own time: the day of its statement, the policy it reports on, the times it tells."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from policymine.records import Document, Language, PeriodMention, SectionKind
from policymine.text.edtf import end_of, is_interval, last_day, precision
from policymine.text.periods import find_periods
from policymine.text.periods_policies import Policy, find_policies

Span = tuple[int, int]

# Rules of mentions that tell one day.
DAYS = frozenset({"date", "day", "relative_day", "back_day", "holiday"})
_PRESS = re.compile(
    r"发布会|通气会|吹风会|(?:press|news)\s(?:conference|briefing)|media\sbriefing|news\sventilation", re.IGNORECASE
)
# "The reporter learned on the 5th from …": the words that follow the day.
_LEARNED = re.compile(r"从[^，。\n]{2,40}(?:获悉|了解到)|(?:，|,)?(?:获悉|了解到)")
_LEARNED_ON = re.compile(r"\b(?:learned|learnt)\b[^.\n]{0,40}\bon\s\Z")
_REPORT_YEAR = re.compile(r"((?:19|20)\d\d)\s?年?.{0,20}?(?:工作报告|[Ww]ork\s[Rr]eport)")
_REPORT_YEAR_AFTER = re.compile(r"政府工作报告\s?[（(]\s?((?:19|20)\d\d)")
_WORK_REPORT = re.compile(
    r"政府工作报告|[Gg]overnment\s[Ww]ork\s[Rr]eport|[Rr]eport\son\sthe\s[Ww]ork\sof\sthe\s[Gg]overnment"
)
# Statistics of a year that is over.
_STATISTICS = re.compile(
    r"((?:19|20)\d\d)\s?年?.{0,24}?(?:统计公报|公报|统计年鉴|年度报告|决算|[Ss]tatistical\s(?:[Bb]ulletin|[Cc]ommuniqu)|[Aa]nnual\s[Rr]eport)"
)
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
    report_year: int | None  # the year that a work report plans for
    review_year: int | None  # the year that it, or a statistical communiqué, looks back on
    heading: PeriodMention | None
    mentions: tuple[PeriodMention, ...]
    starts: tuple[int, ...]


def read_timeline(document: Document, mentions: list[PeriodMention]) -> Timeline:
    """The timeline of ``document``; ``mentions`` as ``find_periods`` gives them for its text. Linear in the text."""
    kept = tuple(m for m in mentions if not _foreign(document, m))
    as_of, span = _statement_date(document, kept)
    report_year = _report_year(document)
    statistics = _STATISTICS.search(document.title or "")
    review_year = int(statistics.group(1)) if statistics else None
    return Timeline(
        document.language,
        as_of,
        span,
        end_of(document.published),
        _policy(document),
        report_year,
        review_year if report_year is None else report_year - 1,
        _heading(document, kept),
        kept,
        tuple(m.start for m in kept),
    )


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
        if (
            mention.rule not in DAYS
            or precision(mention.edtf) != 10
            or mention.edtf is None
            or is_interval(mention.edtf)
        ):
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
    first_line = document.text.find("\n", 0, _POLICY_LEAD)
    first_line = first_line if first_line >= 0 else _POLICY_LEAD
    early = named[0].start < first_line or (named[0].start < _POLICY_LEAD and len(named) >= 2)
    return named[0].policy if early or len(named) >= _OFTEN else None


def _report_year(document: Document) -> int | None:
    """The year of a government work report: its targets are for that year, its review is of the year before."""
    title = document.title or ""
    if found := _REPORT_YEAR.search(title) or _REPORT_YEAR_AFTER.search(title):
        return int(found.group(1))
    month = (document.published or "")[5:7]
    # Congresses meet, and reports are given, from January to March.
    if _WORK_REPORT.search(title) and "01" <= month <= "03":
        return int((document.published or "")[:4])
    return None


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
