"""The place that a document is about.

Tried in this order, each with its rule name: the title (``title``), a national body or phrase that leads
(``national``), the dateline (``dateline``), the publisher (``publisher``), the address of the page (``url``), the place
that the text names most (``most_mentioned``) or first (``opening``), a publisher of the whole country or a national body anywhere
(``national_default``). None where nothing tells.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from policymine.geography.bare import bare_places
from policymine.geography.bodies import bodies, national_body
from policymine.geography.divisions import NATION, chain, contains, holder_of, level, place
from policymine.geography.foreign import FOREIGN, is_topic
from policymine.geography.levels import by_kind, by_number, is_kind, level_words, own_kind
from policymine.geography.mentions import find_places
from policymine.geography.origin import (
    FRAME,
    RELATIVE,
    dateline,
    from_url,
    is_elsewhere,
    lowest_of,
    publisher_places,
    refine,
)
from policymine.records import AdminLevel, Document, Language, Place, PlaceMention, SectionKind
from policymine.text.spans import span_at

if TYPE_CHECKING:
    pass

_HEADLINE = 220
_LEAD = 160
_SUBJECT, _TOLD = 3, 3  # characters before a title's subject; places that tell where a text is at home
_OPENS = (60, 16)  # characters of the body in which its first sentence names what it tells of, English and Chinese
_BREADCRUMB = re.compile(r"首页|当前位置|您的位置|位置：|[Hh]ome\s?[>»]|\s[>»›]\s.*\s[>»›]\s")
_ONE_OF = re.compile(
    r"等(?:多地|各地|[\d一二三四五六七八九十]+[余多]?个?(?:[省市县区州旗盟]|地(?!块|点|方)))"
    r"|\s(?:and|with)\s(?:\d+|[a-z]+)\sother\s(?:cities|counties|districts|prefectures|banners|places)"
)
_NATION_ZH = re.compile(
    r"全国(?!政协|人大|劳模|文明|优秀|先进|首|第|率先|重点|人民)|我国|中国(?![一-鿿]{0,4}(?:报|网|银行|大学|公司))|各省（?区|国家级?(?!卫生城)"
)
_NATION_EN = re.compile(
    r"\b[Nn]ationwide\b|\b(?:across|throughout|in) the (?:whole )?(?:country|nation)\b|\bChina(?:'s)?\b(?! (?:News|Daily|Construction))"
    r"|\bthe national\b|\bnational (?=[a-z]+ organs)"
)


def document_place(document: Document, mentions: list[PlaceMention] | None = None) -> PlaceMention | None:
    """The place that ``document`` is about; the nation (adcode None) for national news, None where nothing tells.

    ``mentions`` are those of ``document.text`` where the caller has them already. Offsets of the result point into
    ``document.text``; where the evidence is the title, publisher or address given from outside, both are 0.
    """
    at = document.published
    if mentions is None:
        mentions = find_places(document.text, document.language, at=at)
    body = [m for m in mentions if not _foreign(document, m.start)]
    kind = own_kind(level_words(document.text, document.language))
    publishers = publisher_places(document)
    title, start = _title(document)
    in_title = find_places(title, document.language, at=at) if title else []
    if not in_title and start >= 0:  # "Yubei opens 37 points": what the text further on says of the name
        stop = start + len(title)
        told = [m for m in mentions if start <= m.start and m.end <= stop]
        in_title = [replace(m, start=m.start - start, end=m.end - start) for m in told]
    found = _from_title(title, start, in_title, body, publishers, document)
    if found is not None:
        return _of_siblings(found, kind, body, document)
    lead = _lead_body(document, body, title)
    if lead is not None:
        return lead
    for rule, frame in (("dateline", dateline(body)), ("publisher", publishers), ("url", from_url(document))):
        if frame and not (rule == "publisher" and is_elsewhere(frame[0], body)):
            return _at_level(refine(frame, rule, body, document), kind, body, document)
    return (
        _numbered(kind, body, document)
        or _most_mentioned(body, document, kind, untitled=not title)
        or _opening(body, document, len(title) if start == 0 else 0)
        or _bare_title(title, start, document)
        or _national_default(document, title)
    )


def _numbered(kind: tuple[str, ...] | None, body: list[PlaceMention], document: Document) -> PlaceMention | None:
    found = by_number(document, kind, body)
    if found is None:
        return None
    code, quote = found
    start = max(0, document.text.find(quote))
    end = start + len(quote) if document.text.startswith(quote, start) else start
    return PlaceMention(start, end, quote, place(code, document.published), "document_number")


def _of_siblings(
    found: PlaceMention, kind: tuple[str, ...] | None, body: list[PlaceMention], document: Document
) -> PlaceMention:
    """The city of a county in the title, where the text speaks as the city (全市) and names two more of its counties."""
    code = found.place.adcode if found.place else None
    if code is None or kind is None or level(code) is not AdminLevel.COUNTY:
        return found
    own, *above = chain(code, document.published)
    if not above or not is_kind(above[0], kind):
        return found
    parent = above[0].adcode
    title = document.title or document.text.split("\n", 1)[0]
    text = [m for m in body if m.start >= len(title) or not document.text.startswith(title)]
    named = {m.place.adcode for m in text if m.place and contains(parent, m.place.adcode)}
    # 井冈山下的课后三点半 is about 吉安市, whose counties are told of, and not about 井冈山市, which also says 全市.
    if len(named - {code, parent}) < 2 or (is_kind(own, kind) and (code in named or parent not in named)):
        return found
    return PlaceMention(found.start, found.end, found.quote, place(parent, document.published), found.rule)


def _at_level(
    found: PlaceMention, kind: tuple[str, ...] | None, body: list[PlaceMention], document: Document
) -> PlaceMention:
    """The division of the level on which the text speaks, where what was found is above or below it."""
    code = found.place.adcode if found.place else None
    if code is None or kind is None:
        return found
    at = document.published
    own = chain(code, at)
    if not own or is_kind(own[0], kind):
        return found
    codes = [m.place.adcode for m in body if m.place and m.place.adcode]
    better = by_kind([c for c in codes if contains(code, c) or contains(c, code)], kind, at)
    if better is None or not (contains(code, better) or contains(better, code)):
        return found
    mention = next(
        m for m in body if m.place and (contains(better, m.place.adcode) or contains(m.place.adcode, better))
    )
    return PlaceMention(mention.start, mention.end, mention.quote, place(better, at), found.rule)


def _foreign(document: Document, offset: int) -> bool:
    skip = {SectionKind.FOREIGN, SectionKind.CREDITS}
    section = span_at(document.sections, offset)
    return section is not None and section.kind in skip


def _title(document: Document) -> tuple[str, int]:
    """The title and where it stands in the text (-1: nowhere)."""
    if document.title and _BREADCRUMB.search(document.title):
        start = document.text.find(document.title)
        begin = document.text.find("\n", start) + 1 if start >= 0 else 0
        line = document.text[begin : begin + _HEADLINE].split("\n", 1)[0]
        return (line, begin) if begin and line.strip() else ("", -1)
    if document.title:
        return document.title, document.text.find(document.title)
    for section in document.sections:
        if section.kind is SectionKind.HEADLINE:
            return document.text[section.start : section.end], section.start
    line = document.text[: _HEADLINE + 1].split("\n", 1)[0]
    is_title = len(line) <= _HEADLINE and line != document.text and not line.rstrip().endswith(("。", "；", "，"))
    return (line, 0) if is_title else ("", -1)


def _at_text(mention: PlaceMention, start: int, rule: str, where: Place) -> PlaceMention:
    if start < 0:
        return PlaceMention(0, 0, mention.quote, where, rule)
    return PlaceMention(start + mention.start, start + mention.end, mention.quote, where, rule)


def _from_title(
    title: str,
    start: int,
    in_title: list[PlaceMention],
    body: list[PlaceMention],
    publishers: list[PlaceMention],
    document: Document,
) -> PlaceMention | None:
    named: list[tuple[str, PlaceMention]] = []
    for mention in in_title:
        code = mention.place.adcode if mention.place else _by_context(mention, [*publishers, *body])
        if code and mention.rule not in {"region", "dateline"}:
            named.append((code, mention))
    lowest = lowest_of([code for code, _ in named])
    if len(lowest) == 1 and any(m.rule in {"unknown_name", "unfit_name"} for m in in_title):
        # "[Wuzhong, Ningxia] Salt Pool County": the county whose name the text gives right.
        inside = Counter(
            m.place.adcode
            for m in body
            if m.place and m.place.adcode and m.place.adcode != lowest[0] and contains(lowest[0], m.place.adcode)
        )
        if inside:
            lowest = [str(inside.most_common(1)[0][0])]
            mention = next(m for m in body if m.place and m.place.adcode == lowest[0])
            return PlaceMention(mention.start, mention.end, mention.quote, mention.place, "title")
    if len(lowest) == 1:
        mention = next(m for c, m in named if c == lowest[0])
        if mention.start > _SUBJECT and _is_object(lowest[0], body, start, start + len(title)):
            return None
        above = chain(lowest[0], document.published)[1:]
        if above and _ONE_OF.match(title, mention.end):  # 科尔沁区等8个旗县区: those of 通辽市
            return _at_text(mention, start, "title", place(above[0].adcode, document.published))
        return _at_text(mention, start, "title", place(lowest[0], document.published))
    if not lowest and in_title and in_title[0].rule == FOREIGN and is_topic(
        title, in_title[0].start, in_title[0].end, document.language
    ) and not national_body(document.language).search(title):  # fmt: skip
        first = in_title[0]
        at = max(start, 0) + first.start if start >= 0 else 0
        return PlaceMention(at, at + len(first.quote) if start >= 0 else 0, first.quote, None, FOREIGN)
    if len(lowest) > 1:
        common = holder_of(lowest)
        return _at_text(named[0][1], start, "title", place(common, document.published))
    cue = national_body(document.language).search(title) or (
        _NATION_ZH if document.language is Language.ZH else _NATION_EN
    ).search(title)
    if cue:
        mention = PlaceMention(cue.start(), cue.end(), cue.group(), NATION, "national")
        return _at_text(mention, start, "national", NATION)
    return None


def _is_object(code: str, body: list[PlaceMention], start: int, end: int) -> bool:
    """Whether a place that does not open the title is only what something is done for (坝上的风点亮北京的灯): the text tells of
    three places of one other province, and at most once of this one.
    """
    codes = [m.place.adcode for m in body if m.place and m.place.adcode and not start <= m.start < end]
    counts = Counter(c[:2] for c in codes)
    own = counts.pop(code[:2], 0)
    return len(counts) == 1 and own <= 1 and next(iter(counts.values())) >= _TOLD


def _by_context(mention: PlaceMention, others: list[PlaceMention]) -> str | None:
    """The one candidate that shares a division with the other places, the lowest level first."""
    codes = [m.place.adcode for m in others if m.place and m.place.adcode]
    for same in (
        [c for c in mention.candidates if c in codes],
        [c for c in mention.candidates if any(not o.endswith("0000") and contains(o, c) for o in codes)],
        [c for c in mention.candidates if any(o[:2] == c[:2] for o in codes)],
    ):
        if len(same) == 1:
            return same[0]
    return None


def _lead_body(document: Document, body: list[PlaceMention], title: str) -> PlaceMention | None:
    """A national body that opens the text before any local place."""
    text = document.text
    begin = len(title) if title and text.startswith(title) else 0
    found = national_body(document.language).search(text, begin, begin + _LEAD)
    if found is None:
        return None
    local = [m for m in body if m.rule != "dateline" and begin <= m.start < begin + 3 * _LEAD and m.place is not None]
    counts = Counter(m.place.adcode[:2] for m in local if m.place and m.place.adcode)
    if any(m.start < found.start() for m in local) or (counts and counts.most_common(1)[0][1] >= 3):
        return None
    return PlaceMention(found.start(), found.end(), found.group(), NATION, "national")


# 东莞市十六届人大七次会议, 永定区教育部门: the only place named is named by its own body.
_OWN_BODY = re.compile(
    r"(?:第?[一二三四五六七八九十]+届)?(?:人民政府|政府|人大|政协|人民代表大会|法院|检察院|两会|人民法院|人民检察院|[县市区州旗盟省]?委(?![员托])|"
    r"[一-龥]{2,8}?(?:局|委员会|办公室|部门|支队|大队|中队))"
)


def _most_mentioned(
    body: list[PlaceMention], document: Document, kind: tuple[str, ...] | None, *, untitled: bool
) -> PlaceMention | None:
    local = [m for m in body if m.place and m.place.adcode and m.rule != "dateline"]
    if not local:
        return None
    if kind is not None:
        codes = [m.place.adcode for m in local if m.place and m.place.adcode]
        spoken = by_kind(codes, kind, document.published)
        if spoken is not None:
            mention = next(m for m in local if m.place and contains(spoken, m.place.adcode))
            return PlaceMention(
                mention.start, mention.end, mention.quote, place(spoken, document.published), "most_mentioned"
            )
    counts: Counter[str] = Counter()
    for m in local:
        for row in chain(m.place.adcode if m.place and m.place.adcode else ""):
            counts[row.adcode] += 1
    need = max(1, -(-3 * len(local) // 5))  # three fifths of all places
    holders = sorted(
        (c for c in counts if counts[c] >= need), key=lambda c: (c.endswith("00") + c.endswith("0000"), -counts[c])
    )
    if not holders:
        return None
    best = holders[0]
    mention = next(m for m in local if m.place and contains(best, m.place.adcode))
    text = document.text[:FRAME]
    own = len(RELATIVE[place(best).level].findall(text))
    if not best.endswith("0000") and len(RELATIVE[AdminLevel.PROVINCE].findall(text)) > own + 1:
        best = best[:2] + "0000"  # 我省, 全省: the cities are examples
        mention = next(m for m in local if m.place and contains(best, m.place.adcode))
    where = place(best, document.published)
    support = counts[best] + len(RELATIVE[where.level].findall(document.text[:FRAME]))
    told = untitled or _OWN_BODY.match(document.text, mention.end) is not None
    if support < 2 and (not told or len(local) > 1 or _national_default(document, "") is not None):
        return None  # one of several, or an example in a story of the nation
    rule = "most_mentioned" if support > 1 else "only_mention"
    return PlaceMention(mention.start, mention.end, mention.quote, where, rule)


def _bare_title(title: str, start: int, document: Document) -> PlaceMention | None:
    """The county whose bare name opens the title: "Xinshao: twelve schools …", 博罗14家机构…"""
    found = bare_places(title, document.language, document.published, "title")
    if not found or any(c.isalnum() for c in title[: found[0].start]):
        return None
    first = found[0]
    return _at_text(first, start, "title", first.place) if first.place is not None else None


def _opening(body: list[PlaceMention], document: Document, begin: int) -> PlaceMention | None:
    """The city or county that the first sentence tells of, where the text names no other place more often."""
    named = [m for m in body if m.place and m.place.adcode and m.start >= begin]
    if len(named) < 2 or named[0].start - begin > _OPENS[document.language is Language.ZH]:
        return None
    first = named[0]
    code = first.place.adcode if first.place else None
    if code is None or level(code) is AdminLevel.PROVINCE:
        return None
    others = Counter(
        m.place.adcode
        for m in named
        if m.place and not contains(m.place.adcode, code) and not contains(code, m.place.adcode)
    )
    if others and others.most_common(1)[0][1] > sum(1 for m in named if m.place and contains(code, m.place.adcode)):
        return None
    return PlaceMention(first.start, first.end, first.quote, first.place, "opening")


def _national_default(document: Document, title: str) -> PlaceMention | None:
    known = bodies()[2]
    given = " ".join(x for x in (document.publisher, document.issuer, document.url, title[-60:]) if x)
    for word in known:
        if word in given:
            return PlaceMention(0, 0, word, NATION, "national_default")
    pattern = _NATION_ZH if document.language is Language.ZH else _NATION_EN
    found = national_body(document.language).search(document.text) or pattern.search(document.text)
    if found:
        return PlaceMention(found.start(), found.end(), found.group(), NATION, "national_default")
    return None
