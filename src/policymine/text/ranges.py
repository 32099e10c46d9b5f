"""Ranges of numbers in a text, whatever they stand for: "between 20 and 30", "more than 100 but less than 300", 大于20小于等于35.

The figure finder keeps two bounded figures two (a fine of not less than A and not more than B); here they are one range.
The words are in ``data/bounds_en.yaml`` and ``data/bounds_zh.yaml`` under ``ranges``; the numbers are those of
:func:`~policymine.text.numerals_en.find_numbers_en` and :func:`~policymine.text.numerals_zh.find_numbers_zh`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from policymine.data import load_yaml
from policymine.records import Language

_NEAR = 12  # characters between two limits of one range


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A range of numbers: ``text[start:end]`` says it; a limit that is not told is None.

    ``low_included`` and ``high_included``: whether the limit itself is in the range (以上 and "or more" include it,
    Civil Code of the PRC, article 1259).
    """

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    low_included: bool = True
    high_included: bool = True


def find_number_ranges(text: str, language: Language) -> list[NumberRange]:
    """Every range of ``text`` in order; a number with neither a bound nor a partner is none. Linear in the text."""
    words = _words(language)
    numbers = _numbers(text, language)
    out: list[NumberRange] = []
    limits: list[NumberRange | None] = [_limit(text, words, *number) for number in numbers]
    i = 0
    while i < len(numbers):
        start, end, value = numbers[i]
        following = numbers[i + 1] if i + 1 < len(numbers) else None
        pair = _between(text, words, start, end, value, *following) if following is not None else None
        if pair is not None:
            out.append(pair)
            i += 2
            continue
        limit = limits[i]
        if limit is not None:
            both = _both(text, words, limit, limits[i + 1]) if following is not None else None
            out.append(both or limit)
            i += both is not None
        i += 1
    return out


def _numbers(text: str, language: Language) -> list[tuple[int, int, Decimal]]:
    if language is Language.ZH:
        from policymine.text.numerals_zh import find_numbers_zh

        return [(n.start, n.end, n.value) for n in find_numbers_zh(text)]
    from policymine.text.numerals_en import find_numbers_en

    return [(n.start, n.end, n.value) for n in find_numbers_en(text)]


@dataclass(frozen=True, slots=True)
class _Words:
    before: re.Pattern[str]
    after: re.Pattern[str]
    than: str
    than_after: re.Pattern[str] | None
    side: dict[str, str]
    between: re.Pattern[str]
    closed_by: re.Pattern[str] | None
    opened_by: re.Pattern[str] | None
    joined: re.Pattern[str]
    blur: tuple[str, ...]


def _any(phrases: Iterable[str], blank: str) -> str:
    rows = sorted({str(p) for p in phrases}, key=len, reverse=True)
    return "|".join(blank.join(re.escape(part) for part in row.split(" ")) for row in rows)


@cache
def _words(language: Language) -> _Words:
    raw = load_yaml(f"bounds_{language.value}.yaml")["ranges"]
    blank = r"\s{0,2}" if language is Language.ZH else r"\s{1,2}"
    edge = "" if language is Language.ZH else r"(?:(?<![A-Za-z])(?=[A-Za-z])|(?=[^A-Za-z]))"
    side = {
        phrase: name for table in ("before", "after") for name, rows in raw[table].items() for phrase in map(str, rows)
    }
    side |= {f"than {phrase}": name for name, rows in raw["than_after"].items() for phrase in rows}
    than = [phrase for rows in raw["than_after"].values() for phrase in rows]
    opened, closed = raw.get("between_opened_by") or [], raw["between_closed_by"]
    return _Words(
        before=re.compile(rf"{edge}({_any(_flat(raw['before']), blank)})[\s是为]{{0,2}}$", re.IGNORECASE),
        after=re.compile(rf"[\s，,]{{0,2}}({_any(_flat(raw['after']), blank)})", re.IGNORECASE),
        than=raw["than"],
        than_after=re.compile(rf"\s?({_any(than, blank)})") if than else None,
        side=side,
        between=re.compile(rf"\s{{0,2}}({_any(raw['between'], blank)})\s{{0,2}}(?:the\s)?", re.IGNORECASE),
        closed_by=re.compile(rf"\s?({_any(closed, blank)})") if closed else None,
        opened_by=re.compile(rf"(?<![A-Za-z])({_any(opened, blank)})\s(?:the\s)?$", re.IGNORECASE) if opened else None,
        joined=re.compile(rf"[\s，,、]{{0,3}}(?:(?:{_any(raw['joined'], blank)})[\s，,]{{0,2}}){{0,2}}", re.IGNORECASE),
        blur=tuple(raw["blur"]),
    )


def _flat(table: dict[str, list[str]]) -> list[str]:
    return [phrase for rows in table.values() for phrase in rows]


_REACH = 40  # characters: the longest bound phrase


def _limit(text: str, words: _Words, start: int, end: int, value: Decimal) -> NumberRange | None:
    """The half-open range that a bound before or after one number makes."""
    before = words.before.search(text[max(0, start - _REACH) : start])
    if before is not None:
        begin = max(0, start - _REACH) + before.start()
        side = _side(words, before[1])
        after = words.after.match(text, end) if side == "eq" else None  # "equal to 5000 or less"
        if after is not None and not text[after.end() : after.end() + 2].strip()[:1].isdigit():
            return _half(_side(words, after[1]), begin, after.end(), value)
        return _half(side, begin, end, value)
    after = words.after.match(text, end)
    if after is not None:
        return _half(_side(words, after[1]), start, after.end(), value)
    if words.than_after is not None and text[max(0, start - 2) : start].rstrip().endswith(words.than):
        more = words.than_after.match(text, end)
        if more is not None:
            begin = text.rindex(words.than, max(0, start - 2), start)
            return _half(words.side[f"than {more[1]}"], begin, more.end(), value)
    if words.blur and any(mark in text[start : end + 1] for mark in words.blur):
        return _half("gt", start, end + text.startswith(words.blur, end), value)
    return None


def _side(words: _Words, phrase: str) -> str:
    compact = " ".join(phrase.lower().split())
    return words.side.get(compact) or words.side[compact.replace(" ", "")]


def _half(side: str, start: int, end: int, value: Decimal) -> NumberRange:
    if side == "eq":
        return NumberRange(start, end, value, value)
    if side in ("gt", "ge"):
        return NumberRange(start, end, value, None, side == "ge")
    return NumberRange(start, end, None, value, True, side == "le")


def _both(text: str, words: _Words, one: NumberRange, other: NumberRange | None) -> NumberRange | None:
    """Two limits as one range, where they stand together and leave something between them."""
    if other is None or not 0 <= other.start - one.end <= _NEAR:
        return None
    if words.joined.fullmatch(text, one.end, other.start) is None:
        return None
    low, high = (one, other) if one.high is None else (other, one)
    if low.high is not None or high.low is not None or low.low is None or high.high is None or low.low >= high.high:
        return None
    return replace(low, start=one.start, end=other.end, high=high.high, high_included=high.high_included)


def _between(
    text: str, words: _Words, start: int, end: int, value: Decimal, next_start: int, next_end: int, top: Decimal
) -> NumberRange | None:
    """20和30之间, "between 20 and 30", "20 through 100", 5k-20k: the high end is left out, as in spans of time."""
    if not 0 < next_start - end <= _NEAR or value >= top:
        return None
    link = words.between.fullmatch(text, end, next_start)
    if link is None:
        return None
    opened = words.opened_by.search(text[max(0, start - _NEAR) : start]) if words.opened_by is not None else None
    closed = words.closed_by.match(text, next_end) if words.closed_by is not None else None
    plain = link[1].lower() in ("to", "through", "until", "-", "–", "~", "～", "—", "到", "至")
    if opened is None and closed is None and not plain:
        return None
    begin = max(0, start - _NEAR) + opened.start() if opened is not None else start
    return NumberRange(begin, closed.end() if closed is not None else next_end, value, top, True, False)
