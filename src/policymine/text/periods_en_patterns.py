"""Patterns of English times, and the windows in which one can begin.

An Aho-Corasick pass finds words that can stand in a time; the patterns run only around them, and are bounded.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from policymine.data import load_yaml
from policymine.text.periods_zh_patterns import any_of

YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:\s?(?:st|nd|rd|th)\b)?"
TO = r"\s?(?:-|–|—|to|until|through|thru)\s?"
ANCHORS = (
    "year", "month", "quarter", " half ", "today", "yesterday", "tomorrow", "tonight", "night", "morning", "afternoon",
    "recent", "now", "present", "current", "so far", "to date", "since", "semester", "term", "vacation", "holiday", "summer",
    "break", "festival", "autumn", " fall", "spring", "winter", "week", "days", "ago", "day", "thus far", "season", "moment", "stage", "lately", "near future", "press time", "decade", "ties", "century", "two thousand", "nineteen", "twenty ", "twenty-", "1q", "2q", "3q", "4q", "1h2", "2h2", "year-end", "year end", " later", " hence", "qtr", "in 70", "monday", "tuesday", "wednesday", "thursday", "christmas", "weekend", "the twent", "the thirt", " q1", " q2", " q3", " q4", " h1", " h2", "q1 ", "h1 ", " fy",
    *(f"{n}0{mark}s" for n in range(3, 10) for mark in ("", "'", "’")),
    *(f"{n}{suffix}" for n in range(10) for suffix in ("st", "nd", "rd", "th")),
    *(f"{first}/{second}" for first in range(10) for second in range(10)),
    *(f"{decade}" for decade in ("198", "199", "200", "201", "202", "203", "204", "205", "197", "196", "195", "194")),
)  # fmt: skip
BEFORE, BEHIND = 40, 30  # characters of a window on either side of an anchor
_SHORT = 70  # a text that is looked at as a whole
MARGIN = 60  # how far an expression that begins in a window may run on


@cache
def words() -> dict[str, Any]:
    """The word lists of ``data/periods_en.yaml``."""
    found: dict[str, Any] = load_yaml("periods_en.yaml")
    return found


def spaced(names: Any) -> str:
    return any_of(names).replace(r"\ ", r"\s")


@cache
def year_word() -> str:
    w = words()
    return rf"(?:{YEAR}|(?:{spaced([*w['relative_years'], *w['back_years']])})\b)"


def common_patterns() -> dict[str, str]:
    """Patterns of the common times by their kind, in the order in which they are tried."""
    w = words()
    month, year = rf"(?:{any_of(w['months'])})\b", year_word()
    short = rf"(?:{any_of(w['month_abbreviations'])})(?:\b\.?(?=(?:\s*|-|/)\d)|(?=\d))"
    any_month = rf"(?:{month}|(?:{any_of(w['months'])})(?=\d)|{short})"
    edge = rf"(?:the\s)?(?:{spaced(w['edges'])})(?:\s-|-|\s)\s?(?:of\s)?(?:the\s(?=month))?"
    year_edge = edge.replace(spaced(w["edges"]), spaced([name for name, row in w["edges"].items() if "months" in row]))
    of_year = rf"(?:(?:\s?,\s?|\s)(?:of\s|in\s)?{year})"
    count = rf"(?:\d{{1,2}}|{any_of(w['numbers'])})"
    ordinal = rf"(?:\d\dth|{any_of(w['plan_ordinals'])})"
    return {
        "iso": r"(?<![\d./])(?:19|20)\d\d\s?[-./]\s?(?:1[0-2]|0?[1-9])\s?[-./]\s?(?:3[01]|[12]\d|0?[1-9])(?!\d|[./]\d)",
        "school": rf"{YEAR}(?:{TO}|/)(?:{YEAR}|\d\d)\s(?:academic|school)\syear|{YEAR}\s(?:academic|school)\syear|(?:academic|school)\syears?\s(?:of\s)?{YEAR}(?:{TO}(?:{YEAR}|\d\d(?!\d)))?",
        "range": rf"{YEAR}{TO}(?:the\send\sof\s)?{YEAR}",
        "broken": rf"(?<!\d)(?:19|20)\d\d\s?in\s{month}\sof\sthe\s(?:same\s)?year",
        "part": rf"(?:{spaced(w['year_parts'])})(?!\sof\s(?:the\s)?{any_month})(?:\sof\s{year})?(?:\sof)?(?:\s{year})?",
        "months": rf"first\s{count}\smonths(?:\sof\s{year})?",
        "holiday": rf"(?:{spaced(w['holidays'])})\b(?:\sholidays?)?{of_year}?",
        "mdy": rf"(?<![\d/-]){any_month}(?:\s|\.\s?|-|/)?{DAY}(?![\d:]|\.\d|,(?!(?:19|20)\d\d(?!\d))\d|\s?%)(?:{TO}{DAY}(?![\d:]|[,.]\d))?{of_year}?",
        "dmy": rf"(?<![\d.,:]){DAY}\.?\s(?:of\s)?(?:{month}|(?:{any_of(w['month_abbreviations'])})\b\.?){of_year}?",
        "month": rf"(?:this|last|next)\s(?:{any_of(w['month_abbreviations'])})\b(?!\.?\s?\d)|(?:{edge}|(?:this|last|next)\s)?{any_month}(?!\sof\s\d{{5}})(?:{TO}{month})?{of_year}?",
        "edge": rf"(?:{year_edge}){year}|(?:the\s)?(?:end|beginning)\sof\syear\b|(?:the\s)?(?:year[\s-]end|year['’]s\send)\b(?!\s(?:bonus|review|report|assess|exam|summar|award|evaluat|inspect))(?:\s(?:of\s)?{year})?",
        "season": rf"(?:{year}(?:'s)?\s)?(?:{spaced(w['seasons'])})\b(?:\s(?:of\s|in\s)?{year})?|(?:this|last|next)\s(?:{spaced(w['seasons'])})\b|(?:spring|summer|autumn|fall|winter)\s(?:of\s(?:{YEAR}|(?:this|last|next)\syear)|(?:in\s)?{YEAR})|{YEAR}\s(?:spring|autumn|winter)\b(?!\s(?:festival|semester|term|vacation|holiday|break))|(?:this|last|next)\s(?:spring|summer|autumn|fall|winter)\b(?!\s(?:festival|semester|term|vacation|holiday|break))",
        "term": r"(?:(?:beginning|start)\sof\sthe\s(?:new\s|current\s)?|(?:this|last|previous|next|new|current|coming|upcoming)\s)(?:semester|term|school\syear|academic\syear)\b",
        "year_end": rf"(?:{edge})(?:(?:the|this|last)\s)?month\b",
        "spring": rf"(?:during|since|from|after|before|around|over|in)\s(?:the\s)?(?:{YEAR}\s|this\syear's\s|last\syear's\s)?spring\sfestival\b(?:\s(?:holiday|period|travel\srush))?",
        "whole": rf"(?:{spaced(w['whole_year'])})\b",
        "relative": rf"(?:{spaced([*w['relative_years'], 'the same year', 'that year'])})\b",
        "near": rf"(?:{spaced(w['relative_months'])})\b(?!\sof\b)",
        "today": rf"(?:{spaced(w['relative_days'])})\b",
        "day": r"(?:(?:on|by|since|until|from|and|of|to|before|for)\s)?the\s(?:3[01]|[12]\d|[1-9])\s?(?:st|nd|rd|th)\b"
        r"(?=\s?(?:[,.;:)]|$|that\b|and\b|to\b|of\s(?:this|last|the|next)\smonth|at\b|in\b|the\b|when\b|it\b|by\b|from\b|(?:deputy|vice|director|mayor|secretary|reporters?|spokes\w+|governor|chief|this|we|he|she|our|its|his|her|was|were)\b))(?:\sof\s(?:this|the|last|next)\smonth)?",
        "plan": rf"[“\"]?\b{ordinal}\s?[“\"]?\s?five[\s-]{{0,3}}year(?:\splan)?(?:ning)?[”\"]?(?:\splan)?(?:\speriod)?",
        "recent_years": rf"(?:{spaced(w['recent_years'])})\b",
        "now": rf"(?:{spaced(w['now'])})\b",
        "recent": rf"(?:{spaced(w['recent'])})\b",
        "year": YEAR,
    }


@cache
def anchors() -> Any:
    from ahocorasick_rs import AhoCorasick, MatchKind

    w = words()
    month_words = [
        *w["months"],
        *(f"{short} " for short in w["month_abbreviations"]),
        *(f"{short}." for short in w["month_abbreviations"]),
        *(f"{short}{mark}" for short in w["month_abbreviations"] for mark in "-/123"),
        *(
            f"{before}{short}"
            for short in w["month_abbreviations"]
            for before in ("-", "/", "last ", "next ", "this ", ", ")
        ),
        *(
            f"{before} {short}"
            for short in w["month_abbreviations"]
            for before in (*"0123456789", "th", "st", "nd", "rd", "of")
        ),
    ]
    return AhoCorasick([*ANCHORS, *month_words], matchkind=MatchKind.Standard)


def windows(small: str) -> list[tuple[int, int]]:
    """Stretches of ``small`` (in small letters) in which a time can begin, in order, without overlap."""
    if len(small) <= _SHORT:
        return [(0, len(small))]
    out: list[tuple[int, int]] = []
    for _, start, end in anchors().find_matches_as_indexes(small):
        low, high = max(0, start - BEFORE), end + BEHIND
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return out


@cache
def contexts() -> dict[str, re.Pattern[str]]:
    """Patterns of the words around a time that say what it is: since, by, before, compared with, from."""
    w = words()

    def led_by(key: str) -> re.Pattern[str]:
        return re.compile(rf"(?<![a-z])(?:{any_of(w[key])})\s\Z".replace(r"\ ", r"\s"))

    return {
        "as_of": re.compile(
            led_by("as_of").pattern.removesuffix(r"\Z")
            + r"(?:\d{1,2}(?::\d\d)?(?:\s(?:o'clock|am|pm|a\.m\.|p\.m\.))?\s(?:on\s)?(?:the\s)?)?\Z"
        ),
        "by": led_by("by"),
        "before": led_by("before"),
        "after": led_by("after"),
        # "No later than" and "earlier than" set a limit, they compare nothing.
        "against": re.compile(
            rf"(?<!later\s)(?<!earlier\s)(?<!sooner\s)(?<![a-z])(?:{any_of(w['against'])})\s\Z".replace(r"\ ", r"\s")
        ),
        "from": led_by("from"),
        "since": re.compile(r"\bsince\s[^,.;\n]{0,80}\Z"),
        "between": re.compile(r"\bbetween\s\Z"),
        "same": re.compile(r"\bsame\s(?:period|month|time|quarter)\s(?:of\s|in\s)?(?:the\s)?\Z"),
        "future": re.compile(rf"\b(?:{any_of(w['future'])})\b"),
        "started": re.compile(rf"\b(?:{any_of([*w['started'], *w['starts']])})\b"),
        "opening": re.compile(
            rf"since\s(?:the\s|its\s|their\s)?(?:official\s|formal\s|full\s|successive\s)?(?:{any_of(w['starts'])})\b"
        ),
        "gap": re.compile(
            rf"(?:\s?[“\"]?(?:{any_of([*w['policy_words'], *w['starts'], *w['started']])})){{0,5}}\s?[“\"]?\s?"
        ),
        "bare": re.compile(
            rf"since\s(?:the\s|its\s|their\s)?(?:official\s|formal\s|full\s)?(?:{any_of(w['starts'])})"
            rf"(?:\s(?:{any_of(w['policy_words'])})){{0,6}}\s?\Z"
        ),
    }
