"""Full dates as heads, signatures and page labels write them. Dates in running text are the business of periods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_EN = (
    r"(?P<{0}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_NUMERAL = "一二三四五六七八九"
_ZERO = "〇零○Ｏ"
_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?(?:(?P<sep>[-./])\s?(?P<m>\d{1,2})(?:\s?(?P=sep)\s?(?P<d>\d{1,2}))?(?!\d)"
    r"|年\s?(?P<m2>\d{1,2})\s?月(?:\s?(?P<d2>\d{1,2})\s?[日号])?)"
    rf"|(?P<cy>[一二][{_NUMERAL}{_ZERO}]{{3}})\s?年\s?(?P<cm>[元十{_NUMERAL}]{{1,2}})\s?月(?:\s?(?P<cd>[十{_NUMERAL}廿卅]{{1,3}})\s?日)?"
    r"|\b"
    + _MONTH_EN.format("em")
    + r"\s?(?P<ed>\d{1,2})(?:\s?(?:st|nd|rd|th))?(?:\s?,\s?|\s)(?P<ey>(?:19|20)\d\d)(?!\d)"
    r"|\b(?P<fd>\d{1,2})(?:st|nd|rd|th)?\s" + _MONTH_EN.format("fm") + r"(?:\s?,\s?|\s)(?P<fy>(?:19|20)\d\d)(?!\d)"
    r"|(?<![\d./-])(?P<n1>\d{1,2})(?P<nsep>[/-])(?P<n2>\d{1,2})(?P=nsep)(?P<ny>(?:19|20)\d\d)(?![\d/-])",
    re.ASCII,
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．／－\u3000\xa0", "0123456789./-  ")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WEEKS_BEFORE = 60  # days
CLOCK = re.compile(
    r"\s{0,3}(?:T|上午|下午)?\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2}秒?|分)?(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?"
)


@dataclass(frozen=True, slots=True)
class DatedSpan:
    """``text[start:end]`` states the date ``edtf`` (``2022-07-19``, or ``2022-07`` where no day is given)."""

    start: int
    end: int
    edtf: str


def find_date(text: str, start: int = 0, end: int | None = None) -> DatedSpan | None:
    """The first calendar date with a year in ``text[start:end]``, or None. Impossible dates are passed over."""
    stop = len(text) if end is None else end
    piece = text[start:stop].translate(_FULL_WIDTH)  # one character for one: offsets hold
    for match in _DATE.finditer(piece):
        edtf = _edtf(match)
        if edtf is not None:
            return DatedSpan(start + match.start(), start + match.end(), edtf)
    return None


def resolve_month_day(month: int, day: int, published: str | None) -> str | None:
    """``month``/``day`` in the last year in which it did not lie after ``published`` (EDTF); None if no year is known.

    A dateline gives no year; a text is published on its dateline's day or soon after.
    """
    if not published or len(published) < 4 or not published[:4].isdigit():
        return None
    year = int(published[:4])
    if len(published) >= 7 and f"{month:02d}" > published[5:7]:
        year -= 1
    return _valid(year, month, day)


def _edtf(match: re.Match[str]) -> str | None:
    group = match.groupdict()
    if group["y"]:
        return _valid(int(group["y"]), int(group["m"] or group["m2"]), _int(group["d"] or group["d2"]))
    if group["cy"]:
        year = int("".join(str(_NUMERAL.find(c) + 1) for c in group["cy"]))
        month = 1 if group["cm"] == "元" else _tens(group["cm"])
        return _valid(year, month, _tens(group["cd"]) if group["cd"] else None)
    if group["ny"]:
        return _either_way(int(group["n1"]), int(group["n2"]), int(group["ny"]))
    prefix = "e" if group["em"] else "f"
    month_name = str(group[prefix + "m"])[:3].lower()
    return _valid(int(group[prefix + "y"]), _MONTHS.index(month_name) + 1, int(group[prefix + "d"]))


def _either_way(first: int, second: int, year: int) -> str | None:
    """07/19/2022 and 19/07/2022: the number above 12 is the day; None where either could be."""
    if first != second and first <= 12 and second <= 12:
        return None
    return _valid(year, min(first, second), max(first, second))


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _tens(numeral: str) -> int:
    """Value of a Chinese numeral below 100 (十九, 二十, 三十一, 廿三); 0 for anything else, which is no date."""
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    head, ten, tail = numeral.partition("十")
    if not ten:
        return _NUMERAL.find(head) + 1 if len(head) == 1 else 0
    if len(head) > 1 or len(tail) > 1 or "十" in tail:
        return 0
    return (_NUMERAL.find(head) + 1 if head else 1) * 10 + (_NUMERAL.find(tail) + 1 if tail else 0)


def _valid(year: int, month: int, day: int | None) -> str | None:
    try:
        date(year, month, 1 if day is None else day)
    except ValueError:
        return None
    return f"{year:04d}-{month:02d}" if day is None else f"{year:04d}-{month:02d}-{day:02d}"


_URL_DATE = re.compile(r"[/_t](?P<y>20\d\d)[/-]?(?P<m>0[1-9]|1[0-2])[/-]?(?P<d>[0-3]\d)(?:[/_.]|$)")
_URL_DATE_PARTS = re.compile(r"/art/(?P<y>20\d\d)/(?P<m>\d{1,2})/(?P<d>\d{1,2})/")


def date_of_url(url: str) -> str | None:
    """The day that the address of a page holds (``/2022/07/19/``, ``t20220719_``, ``/art/2022/7/19/``), as EDTF."""
    match = _URL_DATE_PARTS.search(url) or _URL_DATE.search(url)
    found = find_date(f"{match['y']}-{match['m']}-{match['d']}") if match else None
    return found.edtf if found is not None and len(found.edtf) == 10 else None


def year_of_dateline(text: str, title: str | None, month: int, day: int, start: int, end: int) -> str | None:
    """The year of a dateline of ``month`` and ``day`` whose story is ``text[start:end]``; None where nothing gives one.

    The title's year; else that of a full date in the weeks before the dateline, where the story has no other full date
    of another year and names no later year: what a story of another year says is its background.
    """
    years: set[str] = set(_YEAR.findall(title or ""))
    if len(years) == 1:
        return years.pop()
    latest = ""
    position = start
    while (found := find_date(text, position, end)) is not None:
        latest = max(latest, found.edtf)
        years.add(found.edtf[:4])
        position = found.end
    filed = _valid(int(latest[:4]), month, day) if len(latest) == 10 and len(years) == 1 else None
    if filed is None or max(_YEAR.findall(text, start, end)) > latest[:4]:
        return None
    days = (date.fromisoformat(filed) - date.fromisoformat(latest)).days
    return latest[:4] if 0 <= days <= _WEEKS_BEFORE else None
