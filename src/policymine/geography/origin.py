"""Where a document comes from: its dateline, its publisher, the host of its page; and the division within it that it tells of."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from policymine.geography.bare import bare_places
from policymine.geography.bodies import bodies
from policymine.geography.chinese import begins_word
from policymine.geography.divisions import contains, level, place, search
from policymine.geography.mentions import find_places
from policymine.records import AdminLevel, Document, Language, PlaceMention
from policymine.text.scanning import compile_scanning

FRAME = 20000  # characters that are asked for 全省, 我市
_PAPER = 500  # characters in which a text names its own newspaper
_PORTAL = re.compile(r"[一-鿿]{0,4}(?:网|报|台|新闻|政务|客户端|在线|热线|频道)")
_PAPER_TAIL = re.compile(
    r"(?:日报|晚报|晨报|新闻网|电视台|广播)|\s(?:[A-Z][a-z]+\s)?(?:Daily|Evening News|Net,|News Client|News Network)"
)
_CAPITALS = frozenset(
    "130100 140100 150100 210100 220100 230100 320100 330100 340100 350100 360100 370100 410100 420100 430100 440100 450100"
    " 460100 510100 520100 530100 540100 610100 620100 630100 640100 650100".split()
)
RELATIVE = {
    AdminLevel.PROVINCE: compile_scanning(
        r"[全我该本]省|[全我]自治区|\b(?:the|our|whole|entire) province\b|\bprovincial\b", re.I
    ),
    AdminLevel.PREFECTURE: compile_scanning(
        r"[全我该本]市(?!场)|[全我]州|\b(?:the|our|whole|entire) city\b|\bmunicipal\b", re.I
    ),
    AdminLevel.COUNTY: compile_scanning(
        r"[全我该本][县区旗](?!域)|\b(?:the|our|whole|entire) (?:county|district)\b", re.I
    ),
}


def lowest_of(codes: list[str]) -> list[str]:
    """Codes that hold none of the others."""
    return [c for c in dict.fromkeys(codes) if not any(o != c and contains(c, o) for o in codes)]


def dateline(body: list[PlaceMention]) -> list[PlaceMention]:
    """Datelines of the first lines; the capital says only that an agency sits there."""
    return [
        m for m in body if m.rule == "dateline" and m.start < 600 and m.place is not None and m.place.adcode != "110000"
    ][:1]


def publisher_places(document: Document) -> list[PlaceMention]:
    """The place in the name of the issuer, publisher or author, or of the paper that the text names; without a span."""
    for given in (document.issuer, document.publisher, document.author):
        if given:
            language = document.language
            if any("一" <= c <= "鿿" for c in given):
                language = Language.ZH
            found = [
                m
                for m in find_places(given, language, at=document.published, organisations=True)
                if m.place is not None and m.place.adcode is not None and begins_word(given, m.start)
            ]
            if not found and given is not document.author:  # 博罗发布, Xinshao Express
                found = bare_places(given, language, document.published, "publisher")
            if found:
                return [PlaceMention(0, 0, found[0].quote, found[0].place, "publisher")]
    head = document.text[:_PAPER]
    for text in (*(x for x in (document.issuer, document.publisher, document.author) if x), head):
        for word, code in bodies()[4].items():
            at = text.find(word)
            if at >= 0 and (text is not head or _PORTAL.match(head, at + len(word))):
                return [PlaceMention(0, 0, word, place(code, document.published), "publisher")]
    for m in find_places(head, document.language, at=document.published, organisations=True):
        if m.place is not None and m.place.adcode is not None and _PAPER_TAIL.match(head, m.end):
            return [PlaceMention(m.start, m.end, m.quote, m.place, "publisher")]
    return []


def is_elsewhere(found: PlaceMention, body: list[PlaceMention]) -> bool:
    """Whether the text names at least two places, a county among them, all in another province: the name of a publisher or
    a title that only mentions the place (Huizhou is 惠州 and 徽州).
    """
    code = found.place.adcode if found.place else None
    codes = [m.place.adcode for m in body if m.place and m.place.adcode and m.start != found.start]
    if code is None or len(codes) < 2 or not any(level(c) is AdminLevel.COUNTY for c in codes):
        return False
    return len({c[:2] for c in codes}) == 1 and codes[0][:2] != code[:2]


def from_url(document: Document) -> list[PlaceMention]:
    """Only hosts of governments: a library or portal says nothing of the story."""
    if not document.url:
        return []
    try:
        host = urlsplit(document.url).hostname or ""
    except ValueError:
        return []
    if not host.endswith(".gov.cn"):
        return []
    hosts = bodies()[3]
    for word in host.removesuffix(".gov.cn").split("."):
        code = hosts.get(word)
        if code is None:
            rows = [r for r in search(word, document.published or "2024") if r.level is not AdminLevel.COUNTY]
            code = rows[0].adcode if len({r.adcode for r in rows}) == 1 else None
        if code:
            return [PlaceMention(0, 0, host, place(code, document.published), "url")]
    return []


def refine(frame: list[PlaceMention], rule: str, body: list[PlaceMention], document: Document) -> PlaceMention:
    """A dateline or publisher names a province or city; the story may be of one division in it."""
    first = frame[0]
    code = first.place.adcode if first.place else None
    if code is None:
        return first
    outer = code[:2] + "0000" if rule == "dateline" and code in _CAPITALS else code
    inside = [
        m for m in body if m.place and m.place.adcode and m.rule != "dateline" and contains(outer, m.place.adcode)
    ]
    lower = Counter(m.place.adcode for m in inside if m.place and m.place.adcode != outer)
    own = sum(1 for m in inside if m.place and m.place.adcode == outer)
    own += len(RELATIVE[level(outer)].findall(document.text, 0, FRAME))  # 全省 speaks for the province too
    lowest = lowest_of([c for c in lower if c])
    often = lower[lowest[0]] + len(RELATIVE[level(lowest[0])].findall(document.text, 0, FRAME)) if lowest else 0
    if len(lowest) == 1 and (often >= 2 or own == 0):
        mention = next(m for m in inside if m.place and m.place.adcode == lowest[0])
        return PlaceMention(mention.start, mention.end, mention.quote, mention.place, rule)
    return PlaceMention(first.start, first.end, first.quote, place(outer, document.published), rule)
