"""What a document says of its own time: the day of its statement, the policy it reports on, the times it tells."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import Any

from policymine.extraction.when_campaigns import join_campaigns
from policymine.extraction.when_consistent import agreeing
from policymine.extraction.when_framing import frames
from policymine.extraction.when_mood import plans
from policymine.extraction.when_statement import SENTENCE_END, Span, statement_date
from policymine.extraction.when_words import count_subjects, pattern, subjects
from policymine.records import Document, Language, PeriodMention, SectionKind
from policymine.text.edtf import compare_ends, end_of, shift_years
from policymine.text.periods import find_periods
from policymine.text.periods_policies import Policy, find_policies, policy_by_id
from policymine.text.sentences import Sentence
from policymine.text.spans import span_at

_REPORT_YEAR = re.compile(r"((?:19|20)\d\d)\s?年?.{0,20}?(?:工作报告|[Ww]ork\s[Rr]eport)")
_REPORT_YEAR_AFTER = re.compile(r"政府工作报告\s?[（(]\s?((?:19|20)\d\d)")
_WORK_REPORT = re.compile(
    r"政府工作报告|[Gg]overnment(?:['’]s)?\s[Ww]ork\s[Rr]eport|[Rr]eport\son\s(?:the\s)?(?:[Gg]overnment['’]?s?\s[Ww]ork|[Ww]ork\sof\s(?:the\s)?(?:[\w'’-]+\s){0,5}[Gg]overnment)"
    r"|[Ww]ork\s[Rr]eport\sof\s(?:the\s)?(?:[\w'’-]+\s){0,6}[Gg]overnment"
)
# Statistics of a year that is over.
_YEAR_OVER = r"((?:19|20)\d\d)\s?年?(?!\s?(?:[上下]半年|前|第|[一二三四1-4]季度|\d{1,2}\s?月|\d{1,2}\s?[-—至]))"
_STATISTICS = re.compile(
    _YEAR_OVER
    + r"[^。；\n]{0,40}?(?:公报|统计年鉴|年度报告|年度工作报告|决算|年报|状况|(?:运行|执行|完成|落实|进展|开展|工作|实施|推进|收支)情况"
    r"|总结|回顾|回眸|盘点|综述|成绩单|清单|成效|白皮书|账单|大事记|述职|答卷|纪实)"
)
# 去年全省计划执行情况总体良好; "Review of last year's work"
_LAST_YEAR = re.compile(
    r"(?:去年|上年度?|过去一年)[^。；\n]{0,30}(?:情况|总结|回顾|盘点|公报|成绩单|账单|成效)|\b(?:[Rr]eview|[Ss]ummary|[Rr]eport|[Bb]ulletin|[Aa]chievements?)\b[^.;\n]{0,40}\b(?:last|past)\syear\b"
)
_SUMMED_EN = re.compile(
    r"\b(?:[Ss]ummary|[Ss]umming|[Rr]eview|[Rr]ecap|[Rr]ound-?up|[Bb]ulletin|[Rr]eports?|[Ss]tatistics|[Cc]ommuniqu\S{0,2}|[Ii]mplementation|[Ee]xecution|[Cc]ompletion|[Ff]inal\s[Aa]ccounts?"
    r"|[Yy]earbook|[Ww]hite\s[Pp]aper|[Ll]ook\s[Bb]ack|[Rr]eport\s[Cc]ard|[Aa]chievements?|[Pp]rogress|[Ss]ituation)\b[^.;\n]{0,90}?\b((?:19|20)\d\d)\b(?!\s?(?:[-–—]|to\b))"
    r"|(?<![-–—\d])\b((?:19|20)\d\d)\b(?!\s?[-–—]\s?\d)[^.;\n]{0,90}?\b(?:[Ss]ummary|[Ss]ummed|[Rr]eview|[Rr]ecap|[Rr]ound-?up|[Bb]ulletin|[Rr]eport|[Cc]ommuniqu\S{0,2}|[Ii]mplementation|[Ee]xecution|[Ff]inal\s[Aa]ccounts?"
    r"|[Yy]earbook|[Ww]hite\s[Pp]aper|[Ll]ook(?:ing)?\s[Bb]ack|[Rr]eport\s[Cc]ard|[Aa]chievements)\b"
)
# In the first lines too: they name the bulletin that the text tells of.
_BULLETIN = re.compile(
    _YEAR_OVER
    + r"[^，。；！？\n]{0,24}?(?:公报|统计年鉴|年度报告|年报|状况|白皮书|(?:计划|预算)执行情况|(?:预算|计划)完成情况)"
    r"|(?:[Bb]ulletin|[Cc]ommuniqu\S{0,2}|[Aa]nnual\s[Rr]eport|[Yy]earbook|[Ww]hite\s[Pp]aper)\b[^.\n]{0,90}?\b(?:in|of|for)\s((?:19|20)\d\d)\b"
    r"|((?:19|20)\d\d)\b[^.\n]{0,60}?\b(?:[Bb]ulletin|[Cc]ommuniqu|[Aa]nnual\s[Rr]eport|[Yy]earbook|[Ww]hite\s[Pp]aper)"
)
# 回望2024年，全省…: what follows looks back on that year.
_LOOKED_BACK = re.compile(r"(?:回望|回顾|回眸|盘点|复盘)(?:过去的|刚刚过去的)?((?:19|20)\d\d)年")
_BULLETIN_LEAD = 200  # characters in which a bulletin is named
_YEAR_ENDS = frozenset({"年末", "年底", "the end of the year", "end of the year"})
# A policy named in the first line, here and again, or this often is what the text is about.
_POLICY_LEAD = 200
_OFTEN = 3
# So many words of its subject, one in so many characters, tell of it where it is not named; so many years on.
_SUBJECTS, _SUBJECT_REACH, _EFFECT_YEARS = 2, 500, 4
_CAMPAIGNS = ("range", "month_range", "vacation")
_STRETCHES = ("year_part", "month_range", "range", "plan", "since")
_FIRST = 240  # characters in which the first sentence tells over which days an action ran
_OPENING = 24  # characters of the body before the time with which it opens: 记者从省人社厅获悉，2022年…
# Where the part of a work report begins that plans: "the main expected goals for this year", 今年发展主要预期目标.
_PLAN_ZH = re.compile(
    r"(?:^|\n|。)[^\n。，]{0,24}(?:今年|本年度|20\d\d年|新的一年|明年)[^\n。，]{0,20}(?:目标|总体要求|总体安排|总体思路|任务|工作安排|工作建议|工作打算|重点|要求是)"
    r"|(?:今年|新的一年|20\d\d年)，?(?:我们将|我们要|要|将|突出|聚焦|着力|重点|坚持|抓好|做好|继续|全力|预期)"
)
_YEAR = re.compile(r"20\d\d")
_PLAN_EN = re.compile(
    r"(?:^|\n)[^\n.]{0,40}\b(?:arrangements?|tasks?|work|plans?|focus|key\spoints)\s(?:of|for|in)\s(?:this\syear|20\d\d|the\snew\syear)[^\n.]{0,20}(?=\n)"
    r"|(?:^|\n)(?:the\s)?(?:main\s)?expected\s(?:goals?|targets?|objectives?)\b"
    r"|(?:^|\n)(?:[IVX]{1,4}\.|\d{1,2}\.)?[^\n.]{0,60}(?:goals|targets|objectives|tasks|requirements|arrangements|priorities)[^\n.]{0,40}(?:this\syear|for\s20\d\d|in\s20\d\d|of\s20\d\d|for\sthe\syear)"
    r"|(?:^|\n)(?:[IVX]{1,4}\.|\d{1,2}\.)?[^\n.]{0,30}(?:this\syear|In\s20\d\d)[^\n.]{0,30}(?:goals?\b|targets?\b|objectives?\b|tasks|requirements|will\b|should\b|we\smust|strives?\sto|plans?\sto)",
    re.IGNORECASE,
)


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
    plan_from: int | None = None  # where the part of a work report begins that plans
    headings: tuple[Span, ...] = ()
    plans: tuple[Sentence, ...] = ()  # paragraphs of a work report that plan, where no heading tells
    scenes: dict[tuple[int, int], Any] = field(default_factory=dict, compare=False, repr=False)

    def is_plan(self, at: int) -> bool:
        """Whether ``at`` lies in the part of a work report that plans."""
        if self.plan_from is not None:
            return at >= self.plan_from
        return span_at(self.plans, at) is not None


def read_timeline(document: Document, mentions: list[PeriodMention]) -> Timeline:
    """The timeline of ``document``; ``mentions`` as ``find_periods`` gives them for its text. Linear in the text."""
    kept = join_campaigns(document.text, document.language, tuple(m for m in mentions if not _foreign(document, m)))
    kept = agreeing(kept, end_of(document.published))
    as_of, span = statement_date(document, kept)
    report_year, policy = _report_year(document), _policy(document)
    statistics = _reviewed(document)
    if statistics is None and report_year is None and policy is None:
        statistics = _one_year(document, kept)
    review_year = statistics if report_year is None else report_year - 1
    if statistics is not None:
        kept = tuple(_of_review(m, statistics) for m in kept)
    kept = _whole_years(document, kept)
    plan_from = _plan_from(document, report_year) if report_year is not None else None
    return Timeline(
        document.language,
        as_of,
        span,
        end_of(document.published),
        policy,
        report_year,
        review_year,
        _heading(document, kept, lead=policy is None and report_year is None and statistics is None),
        kept,
        tuple(m.start for m in kept),
        plan_from,
        tuple((s.start, s.end) for s in document.sections if s.kind in (SectionKind.HEADLINE, SectionKind.SUBHEAD)),
        _planning(document, report_year) if report_year is not None and plan_from is None else (),
    )


def _reviewed(document: Document) -> int | None:
    """The year that is over of which a bulletin tells: named in the title or the first lines."""
    title, lead = document.title or "", document.text[:_BULLETIN_LEAD]
    for told, words in (
        (title, _STATISTICS),
        (title, _BULLETIN),
        (title, _SUMMED_EN),
        (lead, _BULLETIN),
        (lead, _LOOKED_BACK),
    ):
        for found in words.finditer(told):
            year = next(group for group in found.groups() if group)
            if document.published is None or year < document.published[:4]:
                return int(year)
    if document.published is not None and _LAST_YEAR.search(title):
        return int(document.published[:4]) - 1
    return None


def _one_year(document: Document, mentions: tuple[PeriodMention, ...]) -> int | None:
    """The year that is over with which a text opens, where it tells of no other time: all of it is of that year."""
    body = next((s.start for s in document.sections if s.kind is SectionKind.BODY), 0)
    told = [
        m for m in mentions if m.start >= body and m.rule not in ("comparison", "baseline", "recent", "recent_years")
    ]
    if document.published is None or not told or told[0].start - body > _OPENING:
        return None
    if told[0].rule not in ("year", "relative_year", "whole_year"):
        return None
    year, now = told[0].edtf or "", document.published[:4]
    if len(year) != 4 or year >= now:
        return None
    for mention in told:
        end = end_of(mention.edtf) or ""
        if end[:4] != year and not (end[:4] > now or mention.rule in ("until", "before", "plan_end")):
            return None
    return int(year)


def _of_review(mention: PeriodMention, year: int) -> PeriodMention:
    """The end of the year, in a bulletin, is that of the year of which it tells, and 一年来 is that year."""
    if mention.rule == "whole_year" and (mention.edtf or "") > str(year):
        return replace(mention, edtf=str(year))
    if mention.quote in _YEAR_ENDS:
        return replace(mention, edtf=f"{year}-12")
    if mention.rule == "span_back" and (mention.edtf or "").startswith(f"{year}-"):
        return replace(mention, edtf=str(year), rule="year", is_span=False)
    return mention


# 完成全年任务的85%: the year of a plan that runs.
_OF_PLAN = re.compile(r"的?(?:总)?(?:任务|计划|目标|预算|指标)|['’]s\s(?:task|plan|target|goal)")
_FORESEEN = re.compile(
    r"(?:预计|预期|计划|力争|确保|将|有望|争取|拟|目标)[^，。；\n]{0,16}\Z|\b(?:will|expected|plans?|strives?|to|aims?|targets?|goals?)\b[^.;\n]{0,60}\Z"
)
_AIM_REACH = 80
_LATE = "10"


def _whole_years(document: Document, mentions: tuple[PeriodMention, ...]) -> tuple[PeriodMention, ...]:
    """``mentions`` with "throughout the year" read as the year that is over with which the text looks back: the year in
    which it is told is not whole yet.
    """
    published = document.published or ""
    if len(published) < len("2022-01") or published[5:7] >= _LATE:
        return mentions
    told: str | None = None
    out = []
    for mention in mentions:
        year = mention.edtf or ""
        if mention.rule in ("year", "relative_year") and len(year) == len("2022"):
            told = year if year < published[:4] else None
        elif mention.rule == "whole_year" and year == published[:4] and told:
            ahead = _FORESEEN.search(document.text, max(0, mention.start - _AIM_REACH), mention.start)
            if not ahead and not _OF_PLAN.match(document.text, mention.end):
                mention = replace(mention, edtf=told)  # noqa: PLW2901
        out.append(mention)
    return tuple(out)


def _foreign(document: Document, mention: PeriodMention) -> bool:
    """Whether the mention stands in a byline, in credits or in another story that the page carries."""
    section = span_at(document.sections, mention.start)
    return section is not None and section.kind in (SectionKind.BYLINE, SectionKind.CREDITS, SectionKind.FOREIGN)


def _policy(document: Document) -> Policy | None:
    """The policy that the text reports on: named in its title or first line, or again and again."""
    named = [m for m in find_policies(document.text, document.language) if m.policy.baseline]
    titled = [m for m in find_policies(document.title or "", document.language) if m.policy.baseline]
    if titled:
        return titled[0].policy
    if policy := _by_subject(document, len(named)):
        return policy
    if not named:
        return None
    first_line = document.text.find("\n", 0, _POLICY_LEAD)
    first_line = first_line if first_line >= 0 else _POLICY_LEAD
    early = named[0].start < first_line or (named[0].start < _POLICY_LEAD and len(named) >= 2)
    return named[0].policy if early or len(named) >= _OFTEN else None


def _by_subject(document: Document, named: int) -> Policy | None:
    """The policy whose subject the text is full of, though it may not be named."""
    for name, words, never in subjects(document.language):
        policy = policy_by_id(name)
        said = named + count_subjects(document.text, words, never)
        reach = _SUBJECT_REACH * (1 if document.language is Language.ZH else 3)
        if said >= _SUBJECTS and said * reach >= len(document.text) and in_force(policy, document.published):
            return policy
    return None


def in_force(policy: Policy, published: str | None) -> bool:
    """Whether a text of that day can tell of the policy's effect: not before it, nor many years on."""
    last = shift_years(policy.date, _EFFECT_YEARS)
    return published is None or (compare_ends(published, policy.date) >= 0 and compare_ends(published, last) <= 0)


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


def _plan_from(document: Document, year: int) -> int | None:
    """Where the plan for the report's ``year`` begins; the review of the year before comes first."""
    plan = _PLAN_ZH if document.language is Language.ZH else _PLAN_EN
    for found in plan.finditer(document.text):
        told = _YEAR.search(found.group())
        if told is None or int(told.group()) == year:
            return found.start()
    return None


def _planning(document: Document, year: int) -> tuple[Sentence, ...]:
    """The paragraphs of a Chinese work report without a heading for its plan that plan."""
    if document.language is not Language.ZH:
        return ()
    lines = re.finditer(r"[^\n]+", document.text)
    return tuple(Sentence(*line.span()) for line in lines if plans(line.group(), year))


def _heading(document: Document, mentions: tuple[PeriodMention, ...], *, lead: bool) -> PeriodMention | None:
    """A stretch of time in the headline, or with which the body opens: what the whole text counts over."""
    stop = document.text.find("\n")
    for mention in mentions:
        if stop < 0 or mention.start > min(stop, 160):
            break
        if mention.rule in _STRETCHES and mention.is_span and mention.edtf:
            return mention
    if document.title and document.language is Language.ZH:
        for mention in find_periods(document.title, document.language, document.published):
            if mention.rule in ("year_part", "month_range") and mention.is_span and mention.edtf:
                return PeriodMention(0, 0, "", mention.edtf, mention.rule, True)
    body = next((s.start for s in document.sections if s.kind is SectionKind.BODY), 0)
    found = _opening(document, mentions, body, lead=lead)
    prose = _first_prose(document, body)
    # A circular: its first sentence stands behind its number and its addressee.
    if found is not None or prose == body:
        return found
    found = _opening(document, mentions, prose, lead=lead)
    return found if found is not None and found.rule in _CAMPAIGNS else None


_SALUTED = re.compile(
    r"[^\n。.]{0,160}(?:[：:]|[〔\[［(（]\s?(?:19|20)\d\d\s?[〕\]］)）][^\n]{0,12})\s*(?=\n)|[^\n]{0,30}(?=\n)"
)
_PREAMBLE = 4  # lines before the first sentence: number, addressee, blank ones


def _first_prose(document: Document, at: int) -> int:
    """Where the first sentence of the body at ``at`` begins, behind the document's number and its addressee."""
    for _ in range(_PREAMBLE):
        while document.text.startswith("\n", at):
            at += 1
        found = _SALUTED.match(document.text, at)
        if found is None or found.end() == at:
            break
        at = found.end()
    return at


def _opening(document: Document, mentions: tuple[PeriodMention, ...], body: int, *, lead: bool) -> PeriodMention | None:
    """The year or stretch with which the first sentence of the body opens: "In 2022, the city …"; 去年，全市…"""
    for mention in mentions[bisect_left(mentions, body, key=lambda m: m.start) :]:
        stop = SENTENCE_END.search(document.text, body + 1, body + _FIRST)
        if mention.start - body > _FIRST or (stop and mention.start > stop.start()):
            return None
        ran = mention.rule in _CAMPAIGNS and mention.edtf
        high = stop.start() if stop else body + _FIRST
        if ran and (lead or pattern("action", document.language).search(document.text, body, high)):
            return mention
        if not lead:
            continue
        if mention.start - body > _OPENING and not (
            mention.rule in ("year", "relative_year") and frames(document.text, mention, document.language)
        ):
            continue
        if mention.edtf and mention.rule in (*_STRETCHES, "year", "relative_year", "whole_year", "since"):
            # What a text of this year tells of this year lies within it so far.
            return mention
    return None
