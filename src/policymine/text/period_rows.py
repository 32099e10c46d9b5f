"""Times of a text as rows that stand on their own: EDTF, rule, days covered, and why a time stays open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from policymine.errors import UsageError
from policymine.records import Language, PeriodMention
from policymine.text.edtf import first_day, is_interval, is_valid, last_day
from policymine.text.language import detect_language
from policymine.text.periods import find_periods

# Rules of words that name no date by themselves, whatever the reference.
_VAGUE = frozenset({"recent", "recent_years"})
_BACK = frozenset({"back_year", "back_month", "back_day", "back_week", "later"})


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A time expression: ``text[start:end] == quote`` (code points, half-open).

    ``first`` and ``last`` are the first and last day covered (``YYYY-MM-DD``), None where open. ``accumulates``: a
    quantity adds up over it. ``reason`` says why ``edtf`` is None, or why one side of it is open: ``vague`` (近日),
    ``start_unknown``, ``end_open``, ``nothing_before`` (次年 after no date), ``start_not_dated`` (30 days from a day
    that is not told), ``no_such_date`` (30 February), or ``reference_too_coarse`` (上周 against a year).
    """

    start: int
    end: int
    quote: str
    edtf: str | None
    rule: str
    first: str | None
    last: str | None
    accumulates: bool
    reason: str | None


def read_periods(
    text: str, reference: str, language: Language | None = None, prefer: Literal["past", "future"] = "past"
) -> list[PeriodRow]:
    """Times of ``text`` read against the date ``reference`` (EDTF: a year, month, day or closed interval).

    The language is told from the text where it is not given. ``prefer``: whether what the words leave open (May,
    Friday) is the last one before ``reference`` or the next. Raises ``UsageError`` PM405 where ``reference`` is no
    such date: nothing here reads the clock.
    """
    if not is_valid(reference) or last_day(reference) is None:
        raise UsageError("PM405", f"{reference!r} is not a date such as 2022-07-19, 2022-07 or 2022", where="--ref")
    if language is None:
        language = Language.ZH if detect_language(text) is Language.ZH else Language.EN
    return [_row(mention, reference) for mention in find_periods(text, language, reference, prefer)]


def _row(mention: PeriodMention, reference: str) -> PeriodRow:
    # 近日 names no day: null, though a figure said with it is known to hold no later than the reference.
    edtf = None if mention.rule == "recent" else mention.edtf
    first, last = first_day(edtf), last_day(edtf)
    return PeriodRow(
        mention.start,
        mention.end,
        mention.quote,
        edtf,
        mention.rule,
        first.isoformat() if first else None,
        last.isoformat() if last else None,
        mention.is_span,
        _reason(mention, reference),
    )


def _reason(mention: PeriodMention, reference: str) -> str | None:
    if mention.rule in _VAGUE:
        return "vague"
    if mention.edtf is not None:
        if not is_interval(mention.edtf):
            return None
        return (
            "start_unknown"
            if first_day(mention.edtf) is None
            else "end_open"
            if last_day(mention.edtf) is None
            else None
        )
    if mention.rule == "deadline":
        return "start_not_dated"
    if mention.rule in _BACK:
        return "nothing_before"
    coarse = is_interval(reference) or len(reference) < len("2022-07-19")
    return "reference_too_coarse" if coarse else "no_such_date"
