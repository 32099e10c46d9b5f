"""How long an event went on: from the day on which it began to that of the statement, for a told length, or over several times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from policymine.extraction.when_scene import CLAUSE
from policymine.records import Language, PeriodMention
from policymine.text.edtf import interval, is_interval, precision
from policymine.text.numerals_en import parse_numeral_en
from policymine.text.numerals_zh import find_numbers_zh

# What was done in sum since the day on which a campaign began.
_SUM = re.compile(r"[共计]|先后|\d(?:余|多)?(?:家次|人次|处次|户次)|\bin total\b|\ba total of\b")
_COUNT = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
# A price or a share that changed on the day holds since then and was not counted up.
_LEVEL = re.compile(r"[%％]|降价|[上下]调|涨价|标准|percent|\bprices?\b|\bfees?\b", re.IGNORECASE)
_LENGTH_ZH = re.compile(r"(?:历时|为期|持续|用时)(?P<n>[\d一二三四五六七八九十两半]{1,4})个?(?P<unit>天|日|周|星期|月)")
_LENGTH_EN = re.compile(
    r"\b(?:lasting|lasted|lasts|for|for a period of)\s(?P<n>\d{1,3}|[a-z]{3,9})[\s-]{1,2}(?P<unit>day|week|month)s?\b",
    re.IGNORECASE,
)
_LENGTH_REACH = 50
_DAYS = {"天": 1, "日": 1, "day": 1, "周": 7, "星期": 7, "week": 7}
_CALENDAR = frozenset({"date", "day", "month", "relative_month", "back_month", "month_part", "year", "relative_year"})
_AGAINST = re.compile(
    r"(?:\b(?:than|compared\s(?:with|to)|over|from|against)\s(?:that\s(?:of|in)\s|in\s|at\s)?(?:the\s)?(?:same\speriod\s(?:of|in)\s)?(?:the\s)?|[比较同与])$",
    re.IGNORECASE,
)


def is_summed(text: str, since: PeriodMention, start: int, end: int) -> bool:
    """Whether the act at ``start:end`` is the sum of what was done since a day, not what began on it: "From July 1, the county
    carried out a campaign; 2 classes were shut down".
    """
    if since.end > start:
        return _SUM.search(text, since.end, end) is not None
    apart = CLAUSE.search(text, since.end, start) is not None
    return apart and _COUNT.search(text, start, end) is not None and _LEVEL.search(text, start, end) is None


def ended_after(text: str, language: Language, began: PeriodMention, start: str | None) -> str | None:
    """``start``/last day where the words after ``began`` say how long it went on (自2月14日起…，历时两周); None where not."""
    if start is None or precision(start) != len("2022-02-14"):
        return None
    pattern = _LENGTH_ZH if language is Language.ZH else _LENGTH_EN
    told = pattern.search(text, began.end, began.end + _LENGTH_REACH)
    if told is None or re.search(r"[。\n]", text[began.end : told.start()]):
        return None
    number = _number(told["n"], language)
    if number is None:
        return None
    first = date.fromisoformat(start)
    unit = told["unit"].lower()
    if unit in {"月", "month"}:
        months = first.year * 12 + first.month - 1 + int(number)
        return f"{start}/{months // 12:04d}-{months % 12 + 1:02d}"
    last = first + timedelta(days=int(number * _DAYS[unit]))
    return interval(start, last.isoformat())


def _number(words: str, language: Language) -> float | None:
    if words == "半":
        return 0.5
    if language is not Language.ZH:
        value = parse_numeral_en(words)
        return None if value is None else float(value)
    found = find_numbers_zh(words)
    return float(found[0].value) if found else (2.0 if words == "两" else None)


def over_all(text: str, within: Sequence[PeriodMention]) -> str | None:
    """The stretch over the times of an act's parts ("1 in September, the last in December"): None where there is one time,
    or times that are compared.
    """
    times = [m for m in within if m.rule in _CALENDAR and m.edtf is not None and not is_interval(m.edtf)]
    if len(times) < 2 or len(times) != len(within) or any(is_compared(text, m) for m in times):
        return None
    points = [str(m.edtf) for m in times]
    if len({len(p) for p in points}) > 1 or points != sorted(set(points)):
        return None
    return interval(points[0], points[-1])


def is_compared(text: str, mention: PeriodMention) -> bool:
    """Whether a time only says with what a figure is compared: "higher than that of the previous year"."""
    return _AGAINST.search(text, max(0, mention.start - 50), mention.start) is not None
