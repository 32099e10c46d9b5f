"""Times told in part, read so that they agree with what else is told: no act lies in the future, a bare day is near.

"9月试运行以来" in a text of October is of this year though a date of the next year stands before it; "28日" after a month of
last year is of the month of publication.
"""

from __future__ import annotations

import re
from dataclasses import replace

from policymine.records import PeriodMention
from policymine.text.edtf import end_of, interval, shift_years, start_of

_YEAR_SAID = re.compile(r"(?:19|20)\d\d|[今去前明后上]年|[零〇一二三四五六七八九]{4}年|year")
_BARE_DAY = re.compile(r"(?:本月)?([0-3]?[0-9])[日号]|(?:[Oo]n\s)?[Tt]he\s([0-3]?[0-9])(?:st|nd|rd|th)")
_SO_FAR = re.compile(r"以来|至今|\b[Ss]ince\b")  # not 10月1日起, which may be to come
_SINCE = frozenset({"since", "since_start"})
_DAY, _MONTH, _YEAR = len("2022-01-31"), len("2022-01"), len("2022")
_BACK = 3  # years
_FAR = 2  # months from the day that the context gives to the publication


def agreeing(mentions: tuple[PeriodMention, ...], published: str | None) -> tuple[PeriodMention, ...]:
    """``mentions`` of a text published on ``published`` (EDTF day, end of its period), mended where they disagree."""
    if published is None or len(published) < _DAY:
        return mentions
    out: list[PeriodMention] = []
    for mention in mentions:
        before = out[-1] if out else None
        out.append(_not_ahead(mention, published) or _near_day(mention, before, published) or mention)
    return tuple(out)


def _not_ahead(mention: PeriodMention, published: str) -> PeriodMention | None:
    """A stretch that something has gone on for, put back to the last year in which it can have begun."""
    begun = start_of(mention.edtf)
    if mention.rule not in _SINCE or begun is None or begun <= published:
        return None
    if _YEAR_SAID.search(mention.quote) or not _SO_FAR.search(mention.quote):
        return None
    for years in range(1, _BACK + 1):
        point = shift_years(begun, -years)
        if point is not None and point <= published:
            edtf = interval(point, published)
            return None if edtf is None else replace(mention, edtf=edtf)
    return None


def _near_day(mention: PeriodMention, before: PeriodMention | None, published: str) -> PeriodMention | None:
    """A day without a month behind a time that names no day, put into the month of publication."""
    found = _BARE_DAY.fullmatch(mention.quote)
    told = mention.edtf or ""
    if found is None or len(told) != _DAY or before is None:
        return None
    if len(start_of(before.edtf) or end_of(before.edtf) or "") == _DAY:
        return None
    if told[:_MONTH] == published[:_MONTH] or _months(published) - _months(told) < _FAR:
        return None
    day = f"{published[:_MONTH]}-{int(found.group(1) or found.group(2)):02d}"
    return replace(mention, edtf=day) if day <= published else None


def _months(point: str) -> int:
    return int(point[:_YEAR]) * 12 + int(point[5:_MONTH])
