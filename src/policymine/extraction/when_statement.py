"""The day of the statement: that of the press conference or meeting that a text reports from, else the publication."""

from __future__ import annotations

import re
from bisect import bisect_left

from policymine.extraction.when_words import pattern
from policymine.records import Document, Language, PeriodMention, SectionKind
from policymine.text.edtf import end_of, is_interval, last_day, precision

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
SENTENCE_END = re.compile(r"[。\n]|\.(?=\s)")
_AROUND = 160  # characters before a day in which its sentence may name the press conference
_MEETING_TELLS = 40  # characters of the sentence after the one that tells of a meeting
_TELLER = (
    60  # characters between the day and "announced" or 通报 (6月1日，市教育局向各地反馈); twice as many in English
)
_TOLD_ON = re.compile(
    r"(?:(?!\bthat\b)[^.;“”\n]){0,100}(?:\bon\s(?:the\s(?:morning|afternoon|evening)\sof\s)?|(?=yesterday|today))"
)
_PRESS_DAYS = 45  # a press conference further back than this is told of, not reported from


def statement_date(document: Document, mentions: tuple[PeriodMention, ...]) -> tuple[str | None, Span | None]:
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
        stop = SENTENCE_END.search(document.text, mention.end, mention.end + 200)
        reach = stop.start() if stop else mention.end + 200
        told, day = last_day(mention.edtf), last_day(published)
        ago = (day - told).days if day is not None and told is not None else 0
        low = max(0, mention.start - _AROUND)
        for mark in SENTENCE_END.finditer(document.text, low, mention.start):
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
    stop = SENTENCE_END.search(text, mention.end, reach)
    if told.search(text, mention.end, stop.start() if stop else reach):
        return True
    if document.language is Language.ZH:
        return False
    low = max(0, mention.start - _AROUND)
    for mark in SENTENCE_END.finditer(text, low, mention.start):
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
