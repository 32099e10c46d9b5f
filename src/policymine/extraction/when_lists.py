"""Respectively-lists: "from 2021 to 2022, A and B yuan" gives each figure a time of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from policymine.records import PeriodMention
from policymine.text.edtf import is_interval, precision, years_of

_NUMBER = re.compile(r"\d[\d,.]{0,20}(?<![,.])\s?(?:万亿|[万亿千百]|million|billion|thousand|trillion|percent\b|%)?")
_JOINT = re.compile(
    r"\s{0,2}(?:、|，|和|与|及|,\s?and\b|,|\band\b)\s{0,2}(?:近|超|约|逾|RMB\s|[$¥]|nearly\s|about\s|more than\s|over\s)?\Z"
)
_RESPECTIVELY = re.compile(r",?\s?respectively\b")
_LIST_JOINT = re.compile(r"\s?(?:、|，|,|和|与|及|and|,\s?and)\s?(?:in\s|on\s|the\s){0,2}\Z")
_MAX_ITEMS = 8
_UNIT = 14  # longest unit between a number and the joint: characters


def share_of_list(
    text: str, mentions: Sequence[PeriodMention], start: int, end: int, sentence: tuple[int, int]
) -> tuple[str, PeriodMention] | None:
    """The time of the figure at ``start:end`` when it stands in a list that runs beside a list of times, else None.

    ``mentions`` are those of the sentence. The times come first, or last and with "respectively" after them. A span of years is a list of its years when as many figures with the same
    unit follow; otherwise, and without 分别 or "respectively", two separate times need two figures.
    """
    for times, last in _time_lists(text, mentions):
        if last.end > start:
            if _RESPECTIVELY.match(text, last.end) and end <= times[0][1].start:
                items = _items(text, sentence[0], times[0][1].start, start)
                at = _index(items, start, end) if items is not None and len(items) == len(times) else None
                if at is not None:
                    return times[at]
            continue
        items = _items(text, last.end, sentence[1], start)
        if items is None or len(items) != len(times):
            continue
        at = _index(items, start, end)
        if at is None:
            continue
        later = [m for m in mentions if last.end <= m.start < start and m.rule not in ("comparison", "recent")]
        if later:
            continue
        return times[at]
    return None


def _index(items: list[tuple[int, int]], start: int, end: int) -> int | None:
    return next((i for i, (low, high) in enumerate(items) if low < end and start < high), None)


def _time_lists(
    text: str, mentions: Sequence[PeriodMention]
) -> list[tuple[list[tuple[str, PeriodMention]], PeriodMention]]:
    out: list[tuple[list[tuple[str, PeriodMention]], PeriodMention]] = []
    for mention in mentions:
        if mention.rule == "range" and precision(mention.edtf) == 4:
            years = years_of(mention.edtf)
            if 2 <= len(years) <= _MAX_ITEMS:
                out.append(([(year, mention) for year in years], mention))
    run: list[PeriodMention] = []
    for first, second in pairwise(mentions):
        joined = bool(_LIST_JOINT.match(text, first.end, second.start)) and second.start - first.end <= 8
        if joined and _dated(first) and _dated(second):
            run = [*run, second] if run and run[-1] is first else [first, second]
            if out and out[-1][1] is first:
                out.pop()
            out.append(([(m.edtf or "", m) for m in run], second))
    return out


def _dated(mention: PeriodMention) -> bool:
    """A point of time, or a part of a year ("the first eight months of this year")."""
    return mention.edtf is not None and (not is_interval(mention.edtf) or mention.rule == "year_part")


def _items(text: str, start: int, end: int, within: int) -> list[tuple[int, int]] | None:
    """The list of numbers with one unit, between ``start`` and ``end``, that holds offset ``within``."""
    group: list[tuple[int, int]] = []
    unit: str | None = None
    for match in _NUMBER.finditer(text, start, end):
        joined = group and _joined(text, group[-1][1], match.start(), match.end())
        if not joined:
            if _holds(group, within):
                break
            group, unit = [], None
        group.append(match.span())
        unit = unit or text[match.end() : match.end() + 2]
    return group if _holds(group, within) and len(group) > 1 else None


def _holds(group: list[tuple[int, int]], within: int) -> bool:
    return any(low - 12 <= within < high for low, high in group[:1]) or any(
        low - 10 <= within < high for low, high in group[1:]
    )


def _joined(text: str, low: int, high: int, after: int) -> bool:
    """Whether ``text[low:high]`` is a unit and a joint, and the number after it has the same unit."""
    gap = text[low:high]
    if len(gap) > _UNIT + 10:
        return False
    joint = _JOINT.search(gap)
    if joint is None:
        return False
    unit = gap[: joint.start()].strip()
    return len(unit) <= _UNIT and (not unit or text[after : after + len(unit) + 2].strip().startswith(unit))
