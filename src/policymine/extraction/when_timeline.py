"""What a document says of its own time: the day of its statement, the policy it reports on, the times it tells."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import Any

from policymine.extraction.when_campaigns import join_campaigns
from policymine.extraction.when_mood import plans
from policymine.extraction.when_words import count_subjects, pattern, subjects
from policymine.records import Document, Language, PeriodMention, SectionKind
from policymine.text.edtf import compare_ends, end_of, is_interval, last_day, precision, shift_years
from policymine.text.periods import find_periods
from policymine.text.periods_policies import Policy, find_policies, policy_by_id
from policymine.text.sentences import Sentence
from policymine.text.spans import span_at

Span = tuple[int, int]

# Rules of mentions that tell one day.
DAYS = frozenset({"date", "day", "relative_day", "back_day", "holiday"})
_PRESS = re.compile(
    r"发布会|通报会|通气会|吹风会|见面会|沟通会|情况通报会|"
    r"(?:press|news|media|information|release)\s(?:release\s|ventilation\s|communication\s)?(?:conference|briefing|meeting|ventilation)|news\srelease|ventilation\smeeting",
    re.IGNORECASE,
)
# "The reporter learned on the 5th from …": the words that follow the day, or stand before it.
_LEARNED = re.compile(
    r"[从在][^，。\n]{2,40}(?:获悉|了解到)|(?:，|,)?(?:获悉|了解到)|(?:，|,)?记者(?:[从在][^，。\n]{2,40})?(?:获悉|了解到)"
    r"|,?\s(?:the\s|our\s|this\s)?(?:\w+\s){0,2}?reporters?\s(?:\w+\s)?(?:learned|learnt|was\sinformed|understood|got|obtained)\b"
    r"|,?\s(?:it\swas\s)?(?:learned|learnt)\b",
    re.IGNORECASE,
)
_LEARNED_ON = re.compile(
    r"\b(?:learned|learnt|informed)\b(?:(?!\bthat\b)[^.\n]){0,120}(?:\bon|,)\s(?:the\s(?:morning|afternoon|evening)\sof\s)?\Z"
)
_REPORT_YEAR = re.compile(r"((?:19|20)\d\d)\s?年?.{0,20}?(?:工作报告|[Ww]ork\s[Rr]eport)")
_REPORT_YEAR_AFTER = re.compile(r"政府工作报告\s?[（(]\s?((?:19|20)\d\d)")
_WORK_REPORT = re.compile(
    r"政府工作报告|[Gg]overnment(?:['’]s)?\s[Ww]ork\s[Rr]eport|[Rr]eport\son\s(?:the\s)?(?:[Gg]overnment['’]?s?\s[Ww]ork|[Ww]ork\sof\s(?:the\s)?(?:[\w'’-]+\s){0,5}[Gg]overnment)"
    r"|[Ww]ork\s[Rr]eport\sof\s(?:the\s)?(?:[\w'’-]+\s){0,6}[Gg]overnment"
)
# Statistics of a year that is over.
_YEAR_OVER = r"((?:19|20)\d\d)\s?年?(?!\s?(?:[上下]半年|前|第|[一二三四1-4]季度|\d{1,2}\s?月|\d{1,2}\s?[-—至]))"
_STATISTICS = re.compile(
    _YEAR_OVER + r".{0,24}?(?:公报|统计年鉴|年度报告|决算|年报|状况|运行情况|工作总结|回顾|成绩单)"
)
# In the first lines too: they name the bulletin that the text tells of.
_BULLETIN = re.compile(
    _YEAR_OVER + r"[^，。；！？\n]{0,24}?(?:公报|统计年鉴|年度报告|年报|状况|白皮书)"
    r"|(?:[Bb]ulletin|[Cc]ommuniqu\S{0,2}|[Aa]nnual\s[Rr]eport|[Yy]earbook|[Ww]hite\s[Pp]aper)\b[^.\n]{0,90}?\b(?:in|of|for)\s((?:19|20)\d\d)\b"
    r"|((?:19|20)\d\d)\b[^.\n]{0,60}?\b(?:[Bb]ulletin|[Cc]ommuniqu|[Aa]nnual\s[Rr]eport|[Yy]earbook|[Ww]hite\s[Pp]aper)"
)
# 回望2024年，全省…: what follows looks back on that year.
_LOOKED_BACK = re.compile(r"(?:回望|回顾|回眸|盘点|复盘)(?:过去的|刚刚过去的)?((?:19|20)\d\d)年")
_BULLETIN_LEAD = 200  # characters in which a bulletin is named
_YEAR_ENDS = frozenset({"年末", "年底", "the end of the year", "end of the year"})
# 7月28日，省教育厅召开推进会。会议通报，…
_MEETING = re.compile(
    r"召开[^。\n]{0,40}会[^。\n]{0,12}[。，](?:会上|会议(?:通报|介绍|透露|公布|披露|指出))"
    r"|\bheld\b[^.\n]{0,90}\bmeeting\b[^.\n]{0,60}\.\s(?:At\sthe\smeeting|It\swas\s(?:\w+ly\s)?(?:reported|announced|learned|introduced)|The\smeeting\s(?:reported|announced|introduced))"
)
# A meeting that the text reports from: it says what was told there.
_HELD_ZH = r"(?:召开|举行|举办)[^。\n]{0,50}(?:会|会议|大会|询问|座谈|听证)(?![员])|(?:会议|全会|大会|常委会|推进会|部署会|座谈会|工作会|视频会)[^。\n]{0,24}(?:召开|举行|开幕|听取|审议|开展专题询问)|专题询问"
_HELD_EN = (
    r"\b(?:[Cc]onference|[Mm]eeting|[Ss]ymposium|[Ff]orum|[Ii]nquiry|[Hh]earing|[Ss]ession)\b[^\n]{0,80}?\b(?:was|were)\s(?:\w+ly\s)?(?:held|convened|opened|made)\b"
    r"|\b(?:held|convened|made)\b[^\n]{0,120}?\b(?:conference|meeting|symposium|forum|inquiry|hearing)\b"
)
_MEETING_SPEAKS = re.compile(
    r"(?:会议|大会)(?:指出|通报|强调|要求|认为|明确|透露|介绍|公布|听取)|会上|与会|(?:委员|代表)[^。\n]{0,12}(?:问|提问|追问)|应询|作答|据介绍"
    r"|\b(?:[Tt]he\s(?:meeting|conference|symposium|forum)\s(?:\w+ly\s)?(?:pointed|reported|announced|introduced|held|stressed|required|requires|asked|heard|learned|believed|emphasized)|[Aa]t\sthe\s(?:meeting|conference|symposium|forum)|[Ii]t\swas\s(?:\w+ly\s)?(?:answered|reported|introduced|learned|announced)|[Mm]embers?\s(?:\w+\s){0,3}asked|questions\swere)"
)
_MEETING_LEAD = 350  # characters of the body in which the meeting is named, twice as many in English
_MEETING_REACH = 1500  # characters after it in which the text says what was told there
_LAST = ("last ", "上周", "上个", "上星期", "本周", "this ")
_LEAD = 1200  # characters from the start in which a press conference is looked for
_LEARNED_DAYS = 7
_FRESH_DAYS = 2
# An item of a list of news: neither its time nor its meeting is another item's.
BULLET = re.compile(r"\s{0,4}(?:[●•▲◆■★·○◎※]|[-*]\s)")
FILED = re.compile(r"\s?[(（][^()（）\n]{0,40}(?:[Rr]eporter|Xinhua|[Cc]orrespondent|记者|通讯员)|\s?(?:电|讯)")
_DATELINE = 300  # characters in which a dateline stands
_SENTENCE_END = re.compile(r"[。\n]|\.(?=\s)")
_AROUND = 160  # characters before a day in which its sentence may name the press conference
_MEETING_TELLS = 40  # characters of the sentence after the one that tells of a meeting
_TELLER = (
    60  # characters between the day and "announced" or 通报 (6月1日，市教育局向各地反馈); twice as many in English
)
_TOLD_ON = re.compile(
    r"(?:(?!\bthat\b)[^.;“”\n]){0,100}(?:\bon\s(?:the\s(?:morning|afternoon|evening)\sof\s)?|(?=yesterday|today))"
)
_PRESS_DAYS = 45  # a press conference further back than this is told of, not reported from
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
    as_of, span = _statement_date(document, kept)
    report_year, policy = _report_year(document), _policy(document)
    statistics = _reviewed(document)
    if statistics is None and report_year is None and policy is None:
        statistics = _one_year(document, kept)
    review_year = statistics if report_year is None else report_year - 1
    if statistics is not None:
        kept = tuple(_of_review(m, statistics) for m in kept)
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
    found = _STATISTICS.search(document.title or "") or _BULLETIN.search(document.title or "")
    found = found or _BULLETIN.search(document.text, 0, _BULLETIN_LEAD)
    found = found or _LOOKED_BACK.search(document.text, 0, _BULLETIN_LEAD)
    if found is None:
        return None
    year = next(group for group in found.groups() if group)
    return int(year) if document.published is None or year < document.published[:4] else None


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


def _foreign(document: Document, mention: PeriodMention) -> bool:
    """Whether the mention stands in a byline, in credits or in another story that the page carries."""
    section = span_at(document.sections, mention.start)
    return section is not None and section.kind in (SectionKind.BYLINE, SectionKind.CREDITS, SectionKind.FOREIGN)


def _statement_date(document: Document, mentions: tuple[PeriodMention, ...]) -> tuple[str | None, Span | None]:
    """The day of the press conference that the text reports from, or on which it was told; else the publication."""
    published = end_of(document.published)
    if (taken := _data_taken(document, mentions)) is not None:
        return taken.edtf, (taken.start, taken.end)
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
        if BULLET.match(document.text, document.text.rfind("\n", 0, mention.start) + 1):
            continue
        stop = _SENTENCE_END.search(document.text, mention.end, mention.end + 200)
        reach = stop.start() if stop else mention.end + 200
        told, day = last_day(mention.edtf), last_day(published)
        ago = (day - told).days if day is not None and told is not None else 0
        low = max(0, mention.start - _AROUND)
        for mark in _SENTENCE_END.finditer(document.text, low, mention.start):
            low = mark.end()
        press = (
            _PRESS.search(document.text, mention.end, reach)
            or _PRESS.search(document.text, low, mention.start)
            or _MEETING.search(document.text, mention.end, reach + _MEETING_TELLS)
        ) is not None
        learned = _LEARNED.match(document.text, mention.end) or _LEARNED_ON.search(document.text, low, mention.start)
        if not press and mention.quote.lower().startswith(_LAST):
            continue  # "made public last Friday": told of, not told on
        if not 0 <= ago <= _PRESS_DAYS:
            continue
        fresh = ago <= _FRESH_DAYS and _told(document, mention, "told_fresh")
        if (
            press
            or fresh
            or (ago <= _LEARNED_DAYS and _reports_meeting(document, mention, low, reach))
            or ((learned or _told(document, mention) or _filed(document, mention)) and ago <= _LEARNED_DAYS)
        ):
            return mention.edtf, (mention.start, mention.end)
    return published, document.published_span


def _reports_meeting(document: Document, mention: PeriodMention, low: int, high: int) -> bool:
    """Whether a meeting was held on the day, from which the text reports: 9月21日，市人大常委会举行专题询问会。会上…"""
    body = next((s.start for s in document.sections if s.kind is SectionKind.BODY), 0)
    zh = document.language is Language.ZH
    if mention.start - body > _MEETING_LEAD * (1 if zh else 2):
        return False
    text = document.text
    # The day is that of the meeting, not one that its subject names: nothing but the meeting's own words lie between.
    if not re.search(_HELD_ZH if zh else _HELD_EN, text[low:high]):
        return False
    return _MEETING_SPEAKS.search(text, mention.end, mention.end + _MEETING_REACH) is not None


def _filed(document: Document, mention: PeriodMention) -> bool:
    """Whether the day is that of the dateline: 南昌7月28日电; "Nanchang, July 28 (Reporter …)"."""
    return mention.start < _DATELINE and FILED.match(document.text, mention.end) is not None


def _told(document: Document, mention: PeriodMention, words: str = "told") -> bool:
    """23日公布的数据; 6月1日，市教育局反馈 …; "on July 15, the bureau announced": the day on which a body told its data."""
    text, told = document.text, pattern(words, document.language)
    reach = mention.end + _TELLER * (1 if document.language is Language.ZH else 2)
    stop = _SENTENCE_END.search(text, mention.end, reach)
    if told.search(text, mention.end, stop.start() if stop else reach):
        return True
    if document.language is Language.ZH:
        return False
    low = max(0, mention.start - _AROUND)
    for mark in _SENTENCE_END.finditer(text, low, mention.start):
        low = mark.end()
    return any(
        _TOLD_ON.fullmatch(text, found.end(), mention.start) for found in told.finditer(text, low, mention.start)
    )


def _data_taken(document: Document, mentions: tuple[PeriodMention, ...]) -> PeriodMention | None:
    """The day on which the text says that its data were taken (数据截止时间为9月22日)."""
    found = pattern("taken", document.language).search(document.text)
    if found is None:
        return None
    after = bisect_left(mentions, found.start(), key=lambda m: m.end)
    near = [m for m in mentions[after : after + 2] if m.start <= found.end() + 4 and precision(m.edtf) == 10]
    return next((m for m in near if m.edtf and not is_interval(m.edtf)), None)


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
        stop = _SENTENCE_END.search(document.text, body + 1, body + _FIRST)
        if mention.start - body > _FIRST or (stop and mention.start > stop.start()):
            return None
        ran = mention.rule in _CAMPAIGNS and mention.edtf
        high = stop.start() if stop else body + _FIRST
        if ran and (lead or pattern("action", document.language).search(document.text, body, high)):
            return mention
        if not lead:
            continue
        if mention.start - body > _OPENING:
            continue
        if mention.edtf and mention.rule in (*_STRETCHES, "year", "relative_year", "whole_year", "since"):
            # What a text of this year tells of this year lies within it so far.
            return mention
    return None
