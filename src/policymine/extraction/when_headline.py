"""A headline tells the body's figures: its time is theirs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from policymine.extraction.when_scene import SIGHT, Scene
from policymine.extraction.when_timeline import Timeline
from policymine.records import Document, Language, PeriodMention, Role, SectionKind
from policymine.text.spans import span_at

_HEADINGS = frozenset({SectionKind.HEADLINE, SectionKind.DECK, SectionKind.SUBHEAD})
# What a headline tells in other words than the body: so much less, so much of all.
_TOLD = frozenset({Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE, Role.SHARE, Role.AFTER})
_NUMERAL = re.compile(r"[\d.,]*\d[万亿千百%％]{0,2}|[零一二三四五六七八九十百千万亿]{2,12}")
_MARK = re.compile(r"[。！？；\n]|[.!?](?=\s|$)")
_BODY = 6000  # characters of the body in which the figure is looked for
_LEAD = 400  # characters after a headline in which the date of its figures is told
_TRIES = 8


def place_in_body(
    document: Document, line: Timeline, start: int, end: int, scene: Scene
) -> tuple[int, int, int, int] | None:
    """Where the body tells the figure of a headline that has no time of its own: figure and sentence; else None."""
    after = _heading_end(document, start)
    if after is None or scene.inside:
        return None
    text = document.text
    numeral = _NUMERAL.search(text, start, end)
    if numeral is None:
        return None
    unit = text[numeral.end() : numeral.end() + 1] if line.language is Language.ZH else ""
    wanted, at = numeral.group() + unit.strip(), after
    for _ in range(_TRIES):
        at = text.find(wanted, at, after + _BODY)
        if at < 0:
            return None
        begin, stop = at, at + len(numeral.group())
        at = stop
        if (
            text[begin - 1 : begin].isdigit()
            or text[stop : stop + 1].isdigit()
            or text[begin - 1 : begin] in (".", ",")
        ):
            continue
        low = max(begin - SIGHT, after)
        for mark in _MARK.finditer(text, low, begin):
            low = mark.end()
        mark_after = _MARK.search(text, stop, stop + SIGHT)
        return begin, stop, low, mark_after.end() if mark_after else min(len(text), stop + SIGHT)
    return None


def lead_time(line: Timeline, start: int, role: Role) -> PeriodMention | None:
    """The date as of which the text under a headline tells its figures, for a figure of the headline."""
    if role not in _TOLD:
        return None
    i = bisect_right(line.headings, start, key=lambda span: span[0]) - 1
    if i < 0 or start >= line.headings[i][1]:
        return None
    end = line.headings[i][1]
    for mention in line.mentions[bisect_left(line.starts, end) :][:6]:
        if mention.start > end + _LEAD:
            break
        if mention.rule == "as_of" and mention.edtf:
            return mention
    return None


def _heading_end(document: Document, start: int) -> int | None:
    section = span_at(document.sections, start)
    return section.end if section and section.kind in _HEADINGS else None
