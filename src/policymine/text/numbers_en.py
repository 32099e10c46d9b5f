"""Every number of an English text, whatever it stands for, by the conventions of the Recognizers-Text specification.

The figure finder does not use this: it reads the same numerals, but has no use for signs, powers, "over" or the
scale letters ("10k", "1.5M") that running policy text writes in other senses.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from policymine.data import load_yaml
from policymine.text.numeral_words_en import numerals
from policymine.text.numerals_en import CARDINAL, FRACTION, ORDINAL, VAGUE, Number, NumberMention, read_number
from policymine.text.tokens_en import CLOCK, DATE, NUMBER, WORD, Tokens

_DECIMALS = re.compile(
    r"(?<![\w.])-? ?(?:\d+(?:\.\d+)?|\.\d+)(?:(?:x10)?\^|e)[+-]{0,2}\d{1,3}(?:\.\d+)?(?![\w.])|(?<![\w.])\.\d+(?![\w.])"
    r"|(?<![\d,.])\d{1,3}(?:\.\d{3})+,\d+(?!\d|,\d)|(?<![\d,.])\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?(?![\d,])"
    r"|(?<![\d,.])\d+,\d{1,2}(?![\d,])|(?<![\d.])\d{1,3}(?:[ \u202f]\d{3}){2,4}(?:\.\d+)?(?!\d)|(?<![\d.])\d{1,3}[ \u202f]\d{3}(?:\.\d+)?(?![\d ])",
    re.ASCII,
)
_NOT_ONE = frozenset(("the", "this", "that", "which"))
_UNITS_GLUED = frozenset(("ml", "m", "km", "kg", "cm", "mm", "g", "l"))
_MOST_EXPONENT = 300


def find_all(text: str) -> list[NumberMention]:
    """See :func:`policymine.text.numerals_en.find_numbers_en`."""
    special = [
        (m.start(), m.end(), value) for m in _DECIMALS.finditer(text) if (value := _special(m.group())) is not None
    ]
    tokens = Tokens(text, 0, len(text))
    found: list[NumberMention] = []
    i = s = done = 0
    while i < tokens.n:
        while s < len(special) and special[s][1] <= tokens.start[i]:
            s += 1
        if (
            s < len(special)
            and special[s][0] <= tokens.start[i] + 1 < special[s][1] + 1
            and tokens.end[i] <= special[s][1]
        ):
            begin, end, value = special[s]
            if tokens.start[i] <= begin + 2 and (not found or found[-1].end <= begin):
                found.append(NumberMention(begin + (text[begin] == " "), end, value))
            while i < tokens.n and tokens.start[i] < end:
                i += 1
            continue
        if tokens.kind[i] in (DATE, CLOCK):
            found.extend(
                NumberMention(tokens.start[i] + m.start(), tokens.start[i] + m.end(), Decimal(m.group()))
                for m in re.finditer(r"\d+", tokens.raw[i])
            )
            i += 1
            continue
        number = read_number(tokens, i)
        if number is not None and number.kind == ORDINAL and tokens.at(number.first - 1) == "a" and number.value > 2:
            found.append(NumberMention(tokens.start[number.first - 1], tokens.end[number.stop - 1], 1 / number.value))
            i = number.stop
            continue
        if number is None and tokens.at(i - 1) == "a" and (tiny := tiny_denominators().get(tokens.low[i])):
            found.append(NumberMention(tokens.start[i - 1], tokens.end[i], 1 / tiny))
            i += 1
            continue
        if number is None or (number.kind in (ORDINAL, VAGUE) and number.value != 12) or _skipped(tokens, number):
            i = max(i + 1, number.stop if number is not None and number.kind == ORDINAL else 0)
            continue
        number = _extend(tokens, number)
        number = number._replace(first=max(number.first, done))
        first, value = _sign(tokens, number)
        found.append(NumberMention(tokens.start[first], tokens.end[number.stop - 1], value))
        i = done = number.stop
    return found


def _special(text: str) -> Decimal | None:
    """Powers, exponents, numbers in other notations; None where the text is none after all."""
    compact = text.replace(" ", "").replace("\u202f", "")
    power = re.fullmatch(r"(-?)([\d.]+)(x10)?(\^|e)([+-]{0,2})([\d.]+)", compact)
    if power is None:
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", compact):
            return Decimal(compact.replace(".", "").replace(",", "."))
        if re.fullmatch(r"\d+,\d{1,2}", compact):
            return Decimal(compact.replace(",", "."))
        return Decimal(compact.replace(",", ""))
    sign, base, ten, mark, turn, exponent = power.groups()
    if base.count(".") > 1 or exponent.count(".") > 1 or abs(Decimal(exponent)) > _MOST_EXPONENT:
        return None
    raised = Decimal(exponent) * (-1 if turn.count("-") == 1 else 1)
    value = Decimal(base) * Decimal(10) ** raised if ten or mark == "e" else Decimal(base) ** raised
    return -value if sign else value


def _skipped(tokens: Tokens, number: Number) -> bool:
    """Numbers that the specification leaves out: the pronoun "the one", a measure glued to its unit ("180ml")."""
    if (
        tokens.low[number.first] == "one"
        and number.stop == number.first + 1
        and tokens.at(number.first - 1) in _NOT_ONE
    ):
        return True
    return (
        number.digits
        and tokens.glued(number.stop)
        and tokens.at(number.stop) in _UNITS_GLUED
        and _scale(tokens, number.stop) is None
    )


def _scale(tokens: Tokens, i: int) -> Decimal | None:
    """The scale letter at token ``i``: k, b, bn, …; m and g only as capitals ("10M", "1,674.5 G")."""
    scale = numerals().digit_scales.get(tokens.at(i))
    if scale is None or (tokens.at(i) in ("m", "g") and not tokens.raw[i].isupper()):
        return None
    return scale if len(tokens.raw[i]) == 1 or tokens.at(i) not in numerals().words else None


@cache
def tiny_denominators() -> dict[str, Decimal]:
    """Denominators beyond a thousandth, singular and plural."""
    raw = load_yaml("numerals_en.yaml")["tiny_denominators"]
    return {word + ending: Decimal(value) for word, value in raw.items() for ending in ("", "s")}


def _denominator(tokens: Tokens, k: int) -> tuple[Decimal, int] | None:
    """The denominator at ``k`` and the token after it: "twenty-fifth", "trillionths"."""
    words = numerals()
    if tokens.at(k) in words.tens:
        m = k + 2 if tokens.is_dash(k + 1) else k + 1
        unit = words.ordinals.get(tokens.at(m).removesuffix("s"))
        if unit is not None and unit < 10:
            return words.tens[tokens.low[k]] + unit, m + 1
    tiny = tiny_denominators().get(tokens.at(k))
    if tiny is not None and tokens.low[k].endswith("s") and tokens.at(k - 1) in words.scales:
        return tiny, k + 1
    return None


def _extend(tokens: Tokens, number: Number) -> Number:
    """``number`` with a scale letter, "point …", a mixed fraction, "over …" or dozens after it."""
    j = number.stop
    if number.digits and number.scale == 1 and number.kind == CARDINAL and (scale := _scale(tokens, j)) is not None:
        return number._replace(stop=j + 1, value=number.value * scale)
    if tokens.at(j) in numerals().dozens:
        return number._replace(stop=j + 1, value=number.value * 12)
    if tokens.at(j) == "a" and tokens.at(j + 1) in numerals().dozens and number.kind == FRACTION:
        return number._replace(stop=j + 2, value=number.value * 12)
    below = _denominator(tokens, j + 1 if tokens.is_dash(j) else j)
    if below is not None and number.kind == CARDINAL and not number.digits:
        return number._replace(stop=below[1], value=number.value / below[0], kind=FRACTION)
    if tokens.at(j) == "point" and not number.digits:
        number = _point(tokens, number)
        j = number.stop
    number = _mixed(tokens, number)
    j = number.stop
    if number.kind == FRACTION and tokens.low[j : j + 2] == ["of", "a"] and tokens.at(j + 2) in numerals().scales:
        return number._replace(stop=j + 3, value=number.value * numerals().scales[tokens.low[j + 2]])
    return _ratio(tokens, number)


def _point(tokens: Tokens, number: Number) -> Number:
    words = numerals()
    j, digits = number.stop + 1, ""
    while j < tokens.n and tokens.low[j] in words.small and words.small[tokens.low[j]] < 10:
        digits += str(words.small[tokens.low[j]])
        j += 1
    if not digits:
        rest = read_number(tokens, j) if j < tokens.n else None
        if rest is None or rest.kind != CARDINAL:
            return number
        digits, j = str(int(rest.value)), rest.stop
    return number._replace(stop=j, core_stop=j, value=number.value + Decimal("0." + digits))


def _mixed(tokens: Tokens, number: Number) -> Number:
    """Mixed numbers: "one hundred and three and two thirds", "2 1/4", "two hundred thirty two and a third"."""
    words = numerals()
    j = number.stop
    if number.kind != CARDINAL or j >= tokens.n:
        return number
    joined = tokens.low[j] == "and"
    k = j + joined
    if k >= tokens.n:
        return number
    if joined and tokens.low[k] in ("a", "one") and (parts := words.denominators.get(tokens.at(k + 1))) and parts != 1:
        scale = words.scales.get(tokens.low[j - 1], Decimal(1))
        return number._replace(stop=k + 2, value=number.value + (scale if scale > 100 else 1) / parts)
    part = read_number(tokens, k)
    if part is None or part.kind != FRACTION or (tokens.kind[k] == NUMBER) == joined:
        return number
    if not joined and not number.digits:
        return number
    scale = words.scales.get(tokens.low[j - 1], Decimal(1)) if joined else Decimal(1)
    if joined and (following := words.scales.get(tokens.at(part.stop))) is not None and following < scale:
        return number._replace(stop=part.stop + 1, value=number.value + part.value * following)
    return number._replace(stop=part.stop, value=number.value + part.value * (scale if scale > 100 else 1))


def _ratio(tokens: Tokens, number: Number) -> Number:
    """Fractions with a preposition: "1 over twenty-one", "one out of three", "1 in twenty-one"."""
    j = number.stop
    if tokens.at(j) == "over":
        k = j + 1
    elif tokens.low[j : j + 2] == ["out", "of"]:
        k = j + 2
    elif tokens.at(j) == "in" and number.value == 1:
        k = j + 1
    else:
        return number
    below = read_number(tokens, k) if k < tokens.n else None
    if (
        below is None
        or below.kind != CARDINAL
        or number.kind != CARDINAL
        or below.value == 0
        or tokens.at(number.first - 1) == "$"
    ):
        return number
    if tokens.is_word(below.stop) and tokens.low[j] == "out" and number.value > 2:
        return number
    if tokens.low[j] == "out" and number.value >= below.value:
        return number
    return number._replace(stop=below.stop, value=number.value / below.value)


def _sign(tokens: Tokens, number: Number) -> tuple[int, Decimal]:
    i = number.first
    before = tokens.at(i - 1)
    if before in ("negative", "minus"):
        return i - 1, -number.value
    if tokens.is_dash(i - 1) and (i == 1 or tokens.kind[i - 2] not in (WORD, NUMBER)) and number.digits:
        return i - 1, -number.value
    return i, number.value
