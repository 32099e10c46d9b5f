"""The unit that a header, a caption or a label states for the numbers of a table."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from policymine.data import load_yaml
from policymine.records import Language
from policymine.text.heads_zh import noun_unit
from policymine.text.lexicon_zh import unit_at

_BRACKET = re.compile(r"[（(\[【]\s?([^（）()\[\]【】]{1,24}?)\s?[)）\]】]")
_SCALE_ZH = re.compile(r"[十百千万亿]{0,2}")
_PERCENT = frozenset(("%", "％", "百分比", "percent", "per cent", "pct"))
_POINTS = frozenset(("百分点", "个百分点", "percentage points", "percentage point", "points", "pp"))
_SLASH_UNIT = re.compile(r"[/／,，]\s?([%％]|[万亿]?[\u4e00-\u9fff]{1,3})$")


class Unit(NamedTuple):
    """A unit as it is written after a number; ``factor`` multiplies the number, ``name`` is the unit where words do not tell."""

    word: str
    factor: Decimal = Decimal(1)
    name: str | None = None


@cache
def _facts() -> dict[str, Any]:
    loaded: dict[str, Any] = load_yaml("tables.yaml")
    return loaded


@lru_cache(maxsize=4096)
def strip_unit(header: str, language: Language) -> tuple[str, Unit | None]:
    """``("压减率", %)`` of "压减率（%）": a header without the unit that it states, and the unit. Other brackets stay."""
    unit: Unit | None = None
    for match in _BRACKET.finditer(header):
        found = read_unit(match.group(1), language)
        if found is not None:
            unit = found
            header = header[: match.start()] + " " * (match.end() - match.start()) + header[match.end() :]
    if unit is None and language is Language.ZH and (slash := _SLASH_UNIT.search(header)) is not None:
        unit = read_unit(slash.group(1), language)
        header = header[: slash.start()] if unit is not None else header
    elif unit is None and header.endswith(("%", "％")) and len(header) > 1:
        unit, header = Unit("%"), header[:-1]
    return " ".join(header.split()), unit


def read_unit(words: str, language: Language) -> Unit | None:
    """The unit that ``words`` are as a whole ("万元", "家/所", "10,000 yuan", "单位：人次"), or None."""
    words = words.strip()
    for mark in _facts()["unit_marks"]["zh" if language is Language.ZH else "en"]:
        match = re.match(rf"{re.escape(mark)}\s?[:：]?\s?", words, re.IGNORECASE)
        if match is not None and match.end() < len(words):
            words = words[match.end() :].strip()
            break
    if words.casefold() in _PERCENT:
        return Unit("%")
    if words.casefold() in _POINTS:
        return Unit("个百分点" if language is Language.ZH else "percentage points", Decimal(1), "percentage_point")
    return _chinese(words) if language is Language.ZH else _english(words.casefold())


def _chinese(words: str) -> Unit | None:
    first = re.split(r"[/／、每]", words, maxsplit=1)[0].strip()
    if not first:
        return None
    scale = _SCALE_ZH.match(first)
    at = scale.end() if scale is not None else 0
    unit = unit_at(first, at, len(first)) if at < len(first) else None
    whole = unit is not None and bool(unit.word) and at + len(unit.word) == len(first)
    return Unit(first) if whole else None


def _english(words: str) -> Unit | None:
    factor = Decimal(1)
    multipliers: dict[str, int] = _facts()["multipliers_en"]
    for lead in sorted(multipliers, key=len, reverse=True):
        if words.startswith(lead + " ") or words == lead:
            factor, words = Decimal(multipliers[lead]), words[len(lead) :].strip()
            break
    words = re.split(r"\s?/\s?|\sper\s", words, maxsplit=1)[0]
    if factor == 1 and not words:
        return None
    known: dict[str, str] = _facts()["units_en"]
    if words in known:
        return Unit(words, factor, known[words])
    if not words or re.fullmatch(
        r"yuan|rmb|usd|us dollars|institutions?|schools?|students?|teachers?|people|cases?|mu|hours?|minutes?|days?|months?|years?|tons?"
        r"|kilometers?|square meters?|hectares?|units?|sets|villages?|counties|cities|enterprises?|households?|jobs?|beds?|projects?|documents?"
        r"|inspections?|batches|person[- ]times?|visits|copies|teams?|percentage points?",
        words,
    ):
        return Unit(words, factor)
    return None


def table_unit(parts: list[str], language: Language) -> Unit | None:
    """The one unit that caption, title row or the line above state for the whole table ("单位：万元"), or None."""
    marks = "|".join(map(re.escape, _facts()["unit_marks"]["zh" if language is Language.ZH else "en"]))
    for part in parts:
        for match in re.finditer(
            rf"(?:{marks})\s?[:：]\s?([^）)\s；;。]{{1,24}}(?:\s(?!\d)[a-z]{{1,12}})?)", part, re.IGNORECASE
        ):
            stated = [u for u in re.split(r"[、,，](?!\d)", match.group(1)) if u]
            if len(stated) == 1 and (unit := read_unit(stated[0], language)) is not None:
                return unit
    return None


def unit_of_label(label: str, language: Language) -> Unit | None:
    """The unit that a label without a stated one implies: 率 is in percent, 人数 in people, 机构数 counts institutions."""
    name = "zh" if language is Language.ZH else "en"
    folded = label.strip().casefold()
    if any(folded.endswith(end) for end in _facts()["rates"][name]) and not folded.endswith(("次率", "total")):
        return Unit("%")
    if language is not Language.ZH:
        return None
    counts: dict[str, str] = _facts()["counts"]["zh"]
    for end in sorted(counts, key=len, reverse=True):
        if label.endswith(end):
            return Unit(counts[end])
    bare = re.sub(r"(?:总数量|总数|数量|总量|数)$", "", label)
    noun = noun_unit(bare)
    return Unit("个", Decimal(1), noun) if noun else None
