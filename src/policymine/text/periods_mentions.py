"""What Chinese and English times share when they become mentions: the kinds that are dates, and how mentions join."""

from __future__ import annotations

from policymine.records import PeriodMention
from policymine.text.edtf import interval
from policymine.text.periods_calendar import Calendar

DATES = frozenset(
    "back_day back_month back_year date day decade holiday month month_part month_range relative_day relative_month relative_year school_year term vacation week whole_year year year_part".split()
)
"""Rules of times that stand on the calendar, so that words around them (since, until, from … to …) make more of them."""


def until_now(start: str | None, calendar: Calendar) -> str | None:
    """``start/publication``; open at its end where it starts later. 今年以来 starts on 1 January."""
    if start is None:
        return None
    if len(start) == 4 and calendar.year is not None and int(start) == calendar.year:
        start += "-01-01"
    if calendar.today is None:
        return interval(start, None)
    return interval(start, calendar.today) or interval(start, None)


def merged(mentions: list[PeriodMention], found: list[PeriodMention]) -> list[PeriodMention]:
    """All of both in order; of two that overlap the one that ``found`` holds, else the longer."""
    out: list[PeriodMention] = []
    strong = False  # whether the last of ``out`` comes from ``found``
    ranked = sorted(
        [(m, True) for m in found] + [(m, False) for m in mentions], key=lambda pair: (pair[0].start, -pair[0].end)
    )
    for mention, ours in ranked:
        if out and mention.start < out[-1].end:
            if mention.end > out[-1].end and not strong:
                out[-1], strong = mention, ours
            continue
        out.append(mention)
        strong = ours
    return out


def make_mention(text: str, start: int, end: int, edtf: str | None, rule: str, is_span: bool) -> PeriodMention:
    """The mention of ``text[start:end]``."""
    return PeriodMention(start, end, text[start:end], edtf, rule, is_span)
