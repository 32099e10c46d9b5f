"""Stretches of time that a text tells in two dates: "began on 10 July and ended on 25 August", 7月10日启动、8月25日结束."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from policymine.extraction.when_words import pattern
from policymine.records import Language, PeriodMention
from policymine.text.edtf import interval, is_interval, precision

_APART = 40  # characters between the two dates
_BESIDE = 24  # characters in which the word for the beginning stands before the first date, or that for the end after the second
_BREAK = re.compile(r"[。！？\n]|[.!?](?=\s|$)")


def join_campaigns(text: str, language: Language, mentions: tuple[PeriodMention, ...]) -> tuple[PeriodMention, ...]:
    """``mentions`` with the dates on which an action began and ended made one range. Linear in their number."""
    out: list[PeriodMention] = []
    for first, second in pairwise((*mentions, None)):
        if out and first is not None and out[-1].end == first.end:
            continue  # taken into the range before
        joined = _joined(text, language, first, second) if first is not None and second is not None else None
        out.append(joined or first)  # type: ignore[arg-type]
    return tuple(out)


def _joined(text: str, language: Language, first: PeriodMention, second: PeriodMention) -> PeriodMention | None:
    if not (_is_day(first) and _is_day(second)) or not 0 <= second.start - first.end <= _APART:
        return None
    if _BREAK.search(text, first.end, second.start):
        return None
    begins, ends = pattern("begins", language), pattern("ends", language)
    begun = begins.search(text, max(0, first.start - _BESIDE), first.start) or begins.search(
        text, first.end, second.start
    )
    if language is Language.ZH:
        stop = _BREAK.search(text, second.end, second.end + _BESIDE)
        ended = ends.search(text, second.end, min(stop.start() if stop else len(text), second.end + _BESIDE // 2))
    else:
        ended = ends.search(text, first.end, second.start)
    edtf = interval(first.edtf, second.edtf) if begun and ended else None
    if edtf is None:
        return None
    return replace(first, end=second.end, quote=text[first.start : second.end], edtf=edtf, rule="range", is_span=True)


def _is_day(mention: PeriodMention) -> bool:
    """Whether the mention names one day or one month, not a stretch."""
    return mention.edtf is not None and not is_interval(mention.edtf) and precision(mention.edtf) >= 7
