"""Every number of a Chinese text, whatever it stands for: counts, percentages, fractions, discounts.

This is the general finder, liberal with blanks and notations. Which numbers are figures of a policy is the business of
:mod:`policymine.text.quantities_zh`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext

from policymine.data import load_yaml
from policymine.text.numeral_grammar_zh import (
    DIGIT_CHARS,
    FORMAL_WORDS,
    MAX_DIGITS,
    SCALES,
    UNIT_CHARS,
    UNITS,
    WHOLE,
    Token,
    narrow,
    parse_numeral_zh,
    read_number,
    skip_blank,
    tokens_at,
)

__all__ = ["Number", "find_numbers_zh", "parse_numeral_zh"]

_DATA = load_yaml("numerals_zh.yaml")
_ANCHOR = re.compile(
    rf"[0-9{DIGIT_CHARS}{UNIT_CHARS}{''.join(_DATA['scales'])}{''.join(_DATA['negative'])}半]|(?<![.0-9])\.[0-9]"
)
_LEXICAL: dict[str, list[tuple[int, str]]] = {}
for _word in _DATA["lexical"]:
    for _i, _char in enumerate(_word):
        _LEXICAL.setdefault(_char, []).append((_i, _word))

_TENTHS = re.compile(rf"[ \t]{{0,3}}(成|折)[ \t]{{0,3}}(半|[{DIGIT_CHARS}](?![{UNIT_CHARS}]))?")
_PERCENT = re.compile(r"[ \t]{0,2}[%‰]|[ \t]{0,5}[个個][ \t]{0,3}百[ \t]{0,3}分[ \t]{0,3}[点點]")
_NOTATION = re.compile(r"(?:[eE][+-]?[0-9]{1,3}(?![0-9])|\^[+-]{0,2}[0-9]{1,3}(?![0-9])|[ \t]?[kKM](?![A-Za-z]))")
_WEB = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff]*")
_HALF_PRICE = re.compile(r"打[对對]折")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. ``start:end`` holds signs and 百分之, 成 or %; ``core_start:core_end`` the bare numeral.

    ``value`` is in percent where ``percent`` is true.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    value: Decimal
    percent: bool = False


def find_numbers_zh(text: str) -> list[Number]:
    """All numbers of ``text`` in order, without overlap; those inside web addresses are left out."""
    plain = narrow(text)
    out: list[Number] = []
    addresses = [(m.start(), m.end()) for m in _WEB.finditer(plain)]
    at, address = 0, 0
    while match := _ANCHOR.search(plain, at):
        at = match.start()
        while address < len(addresses) and addresses[address][1] <= at:
            address += 1
        if address < len(addresses) and addresses[address][0] <= at:
            at = addresses[address][1]
            continue
        if plain[at] in "-.":
            at = match.end() - 1 if plain[at] == "-" else at
        tokens = tokens_at(plain, at, len(plain))
        if not tokens:
            at += 1
            continue
        _read_run(plain, tokens, out)
        at = tokens[-1].end
    half = [
        Number(m.start() + 1, m.end(), m.start() + 1, m.end(), Decimal(50), percent=True)
        for m in _HALF_PRICE.finditer(plain)
    ]
    return sorted(out + half, key=lambda n: n.start) if half else out


def _read_run(text: str, tokens: list[Token], out: list[Number]) -> None:
    at = 0
    while at < len(tokens):
        if tokens[at].kind == "blank" or (out and tokens[at].start < out[-1].end):
            at += 1
            continue
        found = _part_of_base(text, tokens, at) or _number(text, tokens, at)
        if found is None:
            at = _past_run(tokens, at)
            continue
        number, at = found
        if not _is_word(text, number):
            out.append(number)


def _past_run(tokens: list[Token], at: int) -> int:
    """Index after the digits and units that made no number: trying each of them again would be quadratic."""
    if tokens[at].kind not in WHOLE:
        return at + 1
    while at < len(tokens) and tokens[at].kind in WHOLE:
        at += 1
    return at


def _part_of_base(text: str, tokens: list[Token], at: int) -> tuple[Number, int] | None:
    """百分之五, 千分之一, 百万分之三: in percent."""
    begin, base = at, Decimal(1)
    while at < len(tokens) and tokens[at].kind in ("unit", "scale", "blank") and at - begin < MAX_DIGITS:
        if tokens[at].kind != "blank":
            base *= UNITS.get(tokens[at].text) or SCALES[tokens[at].text]
        at += 1
    if at == begin or at >= len(tokens) or tokens[at].kind != "over":
        return None
    top = skip_blank(tokens, at + 1)
    read = read_number(tokens, top) if top < len(tokens) else None
    if read is None:
        return None
    value, after = read
    end = tokens[after - 1].end
    value, end = _notation(text, value, end)
    return Number(tokens[begin].start, end, tokens[top].start, end, value * 100 / base, percent=True), after


def _number(text: str, tokens: list[Token], at: int) -> tuple[Number, int] | None:
    read = read_number(tokens, at)
    if read is None:
        return None
    value, after = read
    start, end = tokens[at].start, tokens[after - 1].end
    if after - at == 1 and (
        tokens[at].kind == "scale" or (tokens[at].kind == "half" and text[end : end + 1] not in "成折")
    ):
        return None
    if tokens[at].kind == "arabic" and start and text[start - 1] == "-" and not _joined(text, start - 1):
        start, value = start - 1, -value
    if tokens[after - 1].kind == "arabic":
        value, end = _notation(text, value, end)
    core = start
    share = _share(text, tokens[at:after], value, end)
    if share is not None:
        value, end_of_share = share
        return Number(start, end_of_share, core, end, value, percent=True), after
    if after < len(tokens) and tokens[after].kind == "dozen" and tokens[after].start == end:
        return Number(start, end + 1, core, end, value * 12), after + 1
    if tokens[at].text in FORMAL_WORDS and after - at == 1:
        return None
    return Number(start, end, core, end, value), after


def _joined(text: str, minus: int) -> bool:
    """Whether the minus belongs to what stands before it (5-20, a-1)."""
    return minus > 0 and (text[minus - 1].isalnum() or text[minus - 1] in "-+")


def _share(text: str, tokens: list[Token], value: Decimal, end: int) -> tuple[Decimal, int] | None:
    if match := _PERCENT.match(text, end):
        return value / 10 if match.group().endswith("‰") else value, match.end()
    match = _TENTHS.match(text, end)
    if not match:
        return None
    extra = match.group(2)
    tenth = Decimal(5) if extra == "半" else parse_numeral_zh(extra) if extra else Decimal(0)
    stop = match.end() if extra else match.end(1)
    if match.group(1) == "成":
        if extra and extra != "半" and text[match.end() : match.end() + 1] in ("个", "個"):
            tenth, stop = Decimal(0), match.end(1)
        return value * 10 + (tenth or 0), stop
    if value >= 10 and tokens[-1].kind == "unit":
        return None  # 十折 is no discount
    return (value * 100 if value < 1 else value if value >= 10 else value * 10), match.end(1)


def _notation(text: str, value: Decimal, end: int) -> tuple[Decimal, int]:
    """2e5, 2^5, 40k; anything too large to be a number stays as it was."""
    match = _NOTATION.match(text, end)
    if not match:
        return value, end
    mark = match.group().strip()
    try:
        with localcontext(prec=30):
            if mark[0] in "eE":
                value = value.scaleb(int(mark[1:]))
            elif mark[0] == "^":
                power = mark[1:].replace("--", "-").replace("+", "")
                value = (value.copy_abs() ** int(power)).copy_sign(value)
            else:
                value *= 1000 if mark in "kK" else 1_000_000
    except (InvalidOperation, ArithmeticError):
        return value, end
    return value, match.end()


def _is_word(text: str, number: Number) -> bool:
    if number.end - number.start > 2:
        return False
    return any(
        text.startswith(word, number.start - i) for i, word in _LEXICAL.get(text[number.start], ()) if number.start >= i
    )
