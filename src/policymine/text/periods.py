"""Time expressions of a text, resolved to EDTF against the document's date. Nothing here reads the clock.

Rules that a mention can carry (``PeriodMention.rule``):

* told as a date: ``date``, ``month``, ``year``, ``day`` (month and year from the context), ``month_part``, ``year_part``,
  ``month_range``, ``range``, ``holiday``, ``vacation``, ``school_year``, ``term``, ``plan`` (a five-year plan period),
  ``plan_start``, ``plan_end``, ``cohort`` (2022届);
* relative to the publication: ``relative_year``, ``relative_month``, ``relative_day``, ``span_back`` (the past three
  years), ``these_years``, ``now``, ``recent``, ``recent_years``;
* relative to a date named before: ``back_year``, ``back_month``, ``back_day``;
* by the words around: ``as_of`` (截至, by the end of), ``until`` (到2025年), ``before``, ``since``, ``since_policy``,
  ``since_unknown``, ``before_policy``, ``comparison`` (上年同期), ``baseline`` (from last year's …).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import Literal

from policymine.records import Language, PeriodMention
from policymine.text.edtf import start_of
from policymine.text.periods_calendar import calendar_of
from policymine.text.periods_en_join import read_english
from policymine.text.periods_zh_join import read_chinese
from policymine.text.periods_zh_patterns import any_of, words

_WIDE = str.maketrans({0xFF10 + i: str(i) for i in range(10)} | {"．": ".", "／": "/", "＋": "+"})
_WIDE_SIGN = re.compile("[０-９．／＋]")
_TITLE = re.compile(r"《[^《》\n]{0,120}》")
_ZH_QUOTE = re.compile(r"“[^“”\n，。；：！？]{1,40}”")
_EN_QUOTE = re.compile(r"[“\"][^“”\"\n]{2,160}[”\"]")
_WORD = re.compile(r"[A-Za-z]{4,}")


def find_periods(
    text: str, language: Language, published: str | None, prefer: Literal["past", "future"] = "past"
) -> list[PeriodMention]:
    """Times of ``text`` in order of their start, without overlap; ``text[m.start:m.end] == m.quote``.

    ``published`` is the document's date in EDTF; without it relative times keep ``edtf`` None. Years of titles
    (inside 《》, or in quotation marks that hold a name) and of document numbers are no times. ``is_span`` marks a
    period over which a quantity accumulates. What the words leave open (May, Friday, 教师节) is the last one up to
    publication, as reports mean it, or with ``prefer`` "future" the next. Linear in the length of ``text``.
    """
    calendar = calendar_of(published, ahead=prefer == "future")
    plain = text.translate(_WIDE) if _WIDE_SIGN.search(text) else text
    if language is Language.ZH:
        if _traditional()[0].search(plain):
            plain = plain.translate(_traditional()[1])
        found = read_chinese(plain, calendar)
        names = _spans(_TITLE, plain, "《") + _spans(_ZH_QUOTE, plain, "“")
    else:
        found = read_english(plain, calendar)
        names = _spans(_TITLE, plain, "《") + [
            (match.start(), match.end()) for match in _EN_QUOTE.finditer(plain) if found and _is_name(match.group())
        ]
    kept = _outside(found, sorted(names))
    kept = [m for m in kept if not _of_document(plain, m)]
    kept = _these_years(kept)
    if plain is not text:
        kept = [PeriodMention(m.start, m.end, text[m.start : m.end], m.edtf, m.rule, m.is_span) for m in kept]
    return kept


@cache
def _traditional() -> tuple[re.Pattern[str], dict[int, str]]:
    """The traditional characters that times are written with, and what they are in simplified ones."""
    pairs: dict[str, str] = words()["traditional"]
    return re.compile(f"[{''.join(pairs)}]"), {ord(char): simple for char, simple in pairs.items()}


def _spans(pattern: re.Pattern[str], text: str, sign: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)] if sign in text else []


def _is_name(quote: str) -> bool:
    """Whether a quotation is a title: most of its longer words are capitalised, and it makes no sentence."""
    long_words = _WORD.findall(quote)
    if not long_words or any(mark in quote for mark in (". ", "! ", "? ")):
        return False
    capitals = sum(1 for word in long_words if word[0].isupper())
    return 10 * capitals >= 6 * len(long_words)


def _outside(mentions: list[PeriodMention], names: list[tuple[int, int]]) -> list[PeriodMention]:
    """Mentions that do not lie within a name; those that hold or cross its quotation mark stay."""
    if not names:
        return mentions
    starts = [start for start, _ in names]
    kept = []
    for mention in mentions:
        i = bisect_right(starts, mention.start) - 1
        if i >= 0 and names[i][0] < mention.start and mention.end < names[i][1]:
            continue
        kept.append(mention)
    return kept


def _of_document(text: str, mention: PeriodMention) -> bool:
    """规划（2021—2025年）, Plan (2021-2025): the years in brackets belong to the name before them."""
    if mention.rule != "range" or text[mention.start - 1 : mention.start] not in ("（", "("):
        return False
    before = text[max(0, mention.start - 16) : mention.start - 1].rstrip(' ”"》')
    return bool(_document_end().search(before))


@cache
def _document_end() -> re.Pattern[str]:
    nouns = any_of(words()["document_nouns"])
    return re.compile(
        rf"(?:{nouns}|[Pp]lan|[Pp]rogram|[Pp]rogramme|[Oo]utline|[Ss]trategy|[Mm]easures|[Cc]atalogue|Action|》)\Z"
    )


def _these_years(mentions: list[PeriodMention]) -> list[PeriodMention]:
    """The words "these five years" mean those of the plan period that the text told of before."""
    out: list[PeriodMention] = []
    plan: PeriodMention | None = None
    for mention in mentions:
        if mention.rule == "plan":
            plan = mention
        elif mention.rule == "these_years" and plan is not None and start_of(plan.edtf) is not None:
            out.append(PeriodMention(mention.start, mention.end, mention.quote, plan.edtf, mention.rule, True))
            continue
        out.append(mention)
    return out
