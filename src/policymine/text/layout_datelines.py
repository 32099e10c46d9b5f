"""Datelines: "新华社南昌5月22日电（记者…）", "Xinhua News Agency, Yinchuan, July 26 (Reporter …)"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from policymine.text.layout_dates import resolve_month_day
from policymine.text.layout_marks import vocabulary

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = r"(?P<m>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_EN = re.compile(
    r"[\s\"'(\[【]{0,4}(?P<head>[A-Z][\w'’.-]{0,24}(?:,?\s[A-Z][\w'’.-]{0,24}){0,6}?),?\s"
    + _MONTH
    + r"\s(?P<d>\d{1,2})(?:st|nd|rd|th)?"
    r"(?:,?\s(?P<y>(?:19|20)\d\d))?(?=\s?[(（,，:：\-—–/]|\s\()"
)
_EN_PLAIN = re.compile(
    r"[\s\"'(\[【]{0,4}(?P<head>[A-Z][\w'’.-]{0,24}(?:\s[A-Z][\w'’.-]{0,24}){0,4}?)\s?(?P<mark>:|[(（])"
)
# A sentence that starts with one of these and a date is no dateline.
_EN_NO_PLACE = frozenset(
    "On In Since By From At Until Before After As During Last This The Every Up For Between Around About Early Late Next Starting"
    " Beginning To When Of And But".split()
)
_REPORTER_EN = re.compile(
    r"\s?[(（]\s?(?:(?:Our|Trainee|Intern|Staff|All-media)\s)?(?:[Rr]eporters?|[Cc]orrespondents?)\s?[/:：]?\s?(?P<who>[^()（）\n]{2,80}?)\s?[)）]"
)
_REPORTER_ZH = re.compile(
    r"\s?[(（]\s?(?:(?:本报|本网|全媒体|见习|实习|首席|特约|央视|总台)[\u4e00-\u9fff]{0,4}?)?(?:记者|通讯员)[\s:：/]?\s?(?P<who>[^()（）\n]{2,60}?)\s?[)）]"
)
_ZH_TAIL = (
    r"(?P<place>[\u4e00-\u9fff]{2,8}?)?(?:(?P<y>(?:19|20)\d\d)年)?(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})日(?:电|讯|消息|报道)"
    r"|(?P<plain>讯|消息|电|报道)(?=\s?[(（:：]|\s)"
)
_ZH_DATELINE = re.compile(
    rf"(?P<agency>[\u4e00-\u9fffA-Za-z·\-—]{{1,14}}?(?:社|网|报|台|客户端|新闻|融媒))(?:{_ZH_TAIL})"
)
# Any outlet, where the reporter's name follows: 某某教育讯（记者 某某）.
_ZH_REPORTED = re.compile(
    r"(?P<agency>[\u4e00-\u9fff]{2,12}?)讯(?=\s?[（(](?:本报|本网|全媒体|见习|实习|首席|特约)?(?:记者|通讯员))"
    r"(?P<place>)(?P<y>)(?P<m>)(?P<d>)"
)
_DAY_AFTER = re.compile(r"\s?(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?=[，,电讯]|\s)")


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of a story, ``text[start:end]``: who sent it, from where, on which day (EDTF), who wrote it.

    ``date`` is None where the year is unknown; ``month``, ``day`` and their span ``when`` stand nevertheless (month 0
    where only the day is named). ``place`` is the place's text, None where only an outlet is named.
    """

    start: int
    end: int
    agency: str | None = None
    place: str | None = None
    date: str | None = None
    reporter: str | None = None
    month: int = 0
    day: int = 0
    when: tuple[int, int] | None = None


def read_dateline(text: str, start: int, end: int, published: str | None = None) -> Dateline | None:
    """The dateline that the paragraph ``text[start:end]`` opens with, or None.

    ``published`` (EDTF) gives the year to a date without one. At most the first 200 characters are looked at.
    """
    line = text[start : min(end, start + 200)]
    found = (
        _chinese(line, published)
        if re.match(r"[\s\u3000【\[(（]{0,6}[\u4e00-\u9fff]", line)
        else _english(line, published)
    )
    if found is None:
        return None
    when = (start + found.when[0], start + found.when[1]) if found.when else None
    return replace(found, start=start + found.start, end=start + found.end, when=when)


@cache
def _named_agency() -> re.Pattern[str]:
    names = sorted(vocabulary()["agencies_zh"], key=len, reverse=True)
    return re.compile(rf"(?P<agency>{'|'.join(map(re.escape, names))})(?:{_ZH_TAIL})")


def _chinese(line: str, published: str | None) -> Dateline | None:
    begin = len(line) - len(line.lstrip(" \t\u3000【[(（"))
    for tail in (
        _named_agency().match(line, begin),
        _ZH_DATELINE.match(line, begin),
        _ZH_REPORTED.match(line, begin),
    ):
        if tail is None:
            continue
        who = _REPORTER_ZH.match(line, tail.end())
        end = who.end() if who else tail.end()
        # 某报讯（记者 某某）6月16日，: the day follows the bracket.
        dated = tail if tail["d"] else _DAY_AFTER.match(line, end)
        day = int(dated["d"]) if dated is not None else 0
        stated = int(dated["m"]) if dated is not None and dated["m"] else 0
        month = stated or _month_of(day, published)
        date = resolve_month_day(month, day, tail["y"] or published) if day and month else None
        when = (dated.start("m") if stated else dated.start("d"), dated.end("d") + 1) if dated is not None else None
        return Dateline(
            begin, end, tail["agency"], tail["place"] or None, date, who["who"] if who else None, stated, day, when
        )
    return None


def _month_of(day: int, published: str | None) -> int:
    """Month of a dateline that names the day only (本报19日讯): the last such day up to publication."""
    if not day or not published or len(published) < 10:
        return 0
    month = int(published[5:7])
    return month if day <= int(published[8:10]) else (month - 2) % 12 + 1


def _english(line: str, published: str | None) -> Dateline | None:
    match = _EN.match(line)
    if match is not None and match["head"].split()[0].strip(",") not in _EN_NO_PLACE:
        month = [m[:3] for m in _MONTHS].index(match["m"][:3]) + 1
        agency, place = _split_agency(match["head"])
        who = _REPORTER_EN.match(line, match.end())
        day = int(match["d"])
        date = resolve_month_day(month, day, match["y"] or published)
        when = (match.start("m"), match.end("y") if match["y"] else match.end("d"))
        return Dateline(
            match.start(),
            who.end() if who else match.end(),
            agency,
            place,
            date,
            who["who"] if who else None,
            month,
            day,
            when,
        )
    plain = _EN_PLAIN.match(line)
    if plain is None or not _is_agency(plain["head"]):
        return None
    who = _REPORTER_EN.match(line, plain.start("mark"))
    if who is None and plain["mark"] != ":":
        return None
    return Dateline(
        plain.start("head"), who.end() if who else plain.end(), plain["head"], None, None, who["who"] if who else None
    )


def _is_agency(name: str) -> bool:
    known = vocabulary()["agency_words_en"]
    return any(word.strip(",.") in known or ".com" in word or ".cn" in word for word in name.split())


def _split_agency(head: str) -> tuple[str | None, str | None]:
    """("Xinhua News Agency", "Yinchuan") of "Xinhua News Agency, Yinchuan" or "Xinhua News Agency Harbin"."""
    parts = [p.strip() for p in head.split(",") if p.strip()]
    agencies = [p for p in parts if _is_agency(p)]
    places = [p for p in parts if not _is_agency(p)]
    if places or not agencies:
        return (agencies[0] if agencies else None), (places[-1] if places else None)
    words = agencies[0].split()
    last = max(i for i, word in enumerate(words) if _is_agency(word))
    return " ".join(words[: last + 1]), " ".join(words[last + 1 :]) or None
