"""English numerals in running text: digits, words, and the mixtures that machine translation makes of 万 and 亿.

Reads "1,743", "16.49 billion", "59 thousand and 500", "twenty -five", "one hundred and sixteen", "two-thirds",
"one and a half", "tens of thousands". :func:`find_numbers_en` finds every number of a text, whatever it means;
which of them are figures is decided in ``quantities_en``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from policymine.text.numeral_words_en import numerals
from policymine.text.tokens_en import NUMBER, WORD, Tokens

CARDINAL = "cardinal"
ORDINAL = "ordinal"
FRACTION = "fraction"  # two-thirds, half, 1/3
VAGUE = "vague"  # hundreds, tens of thousands: ``value`` is the least that the words allow
VERB = "verb"  # halved, doubled

MOST_DIGITS = 24  # a longer run of digits is an identifier, not a number


class Number(NamedTuple):
    """A number over the tokens ``first:stop``; the bare numeral ends with token ``core_stop``."""

    first: int
    stop: int
    core_stop: int
    value: Decimal
    kind: str
    digits: bool
    scale: Decimal = Decimal(1)  # the scale word after digits: 16.49 *billion*


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number in a text: ``text[start:end]`` is its words, ``value`` what they mean."""

    start: int
    end: int
    value: Decimal


def read_number(tokens: Tokens, i: int) -> Number | None:
    """The longest number that starts at token ``i``, or None."""
    words = numerals()
    term = tokens.low[i]
    kind = tokens.kind[i]
    if kind == NUMBER:
        if i + 1 < tokens.n and tokens.low[i + 1] in ("st", "nd", "rd", "th") and tokens.glued(i + 1):
            return Number(i, i + 2, i + 2, _decimal(term), ORDINAL, True)
        return _with_fraction(tokens, _cardinal(tokens, i))
    if kind != WORD:
        if term in words.characters:
            return Number(i, i + 1, i + 1, words.characters[term], FRACTION, False)
        return None
    if term in words.words:
        if term == "zero" or term not in words.scales or _starts_scale(tokens, i):
            number = _with_fraction(tokens, _with_decimals(tokens, _cardinal(tokens, i)))
            return _as_ordinal(tokens, number)
        return None
    if term in words.dozens:
        first = i - 1 if tokens.at(i - 1) == "a" else i
        return Number(first, i + 1, i + 1, Decimal(12), VAGUE if term == "dozens" else CARDINAL, False)
    if term in words.ordinals:
        return Number(i, i + 1, i + 1, words.ordinals[term], ORDINAL, False)
    if term in ("half", "quarter"):
        first = i - 1 if tokens.at(i - 1) in ("a", "one") else i
        stop, scale = i + 1, Decimal(1)
        following = stop + 1 if tokens.at(stop) in ("a", "of") and tokens.at(stop + 1) == "a" else stop
        following += tokens.at(stop) == "a"
        if tokens.at(following) in words.scales and tokens.at(following) != "hundred":
            stop, scale = following + 1, words.scales[tokens.at(following)]
        value = (Decimal("0.5") if term == "half" else Decimal("0.25")) * scale
        return Number(first, stop, stop, value, FRACTION if scale == 1 else CARDINAL, False)
    if term in words.vague:
        return _vague(tokens, i)
    if term in words.verbs:
        return Number(i, i + 1, i + 1, words.verbs[term], VERB, False)
    return None


def _starts_scale(tokens: Tokens, i: int) -> bool:
    """A bare scale word counts as a number ("a hundred", "hundred thousand yuan"), but not in "one -million-mu"."""
    return tokens.low[i] != "lakh" or tokens.at(i - 1) == "a"


def _cardinal(tokens: Tokens, i: int, *, first_only: bool = False) -> Number:
    words = numerals()
    low, kinds, n = tokens.low, tokens.kind, tokens.n
    total = Decimal(0)
    group: Decimal | None = None  # the part below the next scale word
    last_scale: Decimal | None = None
    open_place = Decimal(0)  # what the group can still take: 10 after "twenty", 100 after "hundred"
    digits = kinds[i] == NUMBER
    mantissa_only = True
    j = i
    while j < n:
        term, kind = low[j], kinds[j]
        if kind == NUMBER:
            value = _decimal(term)
            if j == i:
                joined = _blank_groups(tokens, j)
                if joined is not None:
                    value, j = joined
                group, open_place = value, Decimal(0)
            elif first_only or "." in term or not _below_scale(tokens, j, value, group, last_scale, open_place):
                break
            else:
                group = (group or Decimal(0)) + value
                open_place = Decimal(0)
                mantissa_only = False
            j += 1
            continue
        if kind != WORD:
            if tokens.is_dash(j) and _continues(tokens, j + 1, group, open_place, last_scale):
                j += 1
                continue
            break
        if term == "ten" and digits and j == i + 1 and low[j + 1 : j + 2] == ["thousand"]:
            return Number(i, j + 2, i + 1, (group or Decimal(0)) * 10_000, CARDINAL, True, Decimal(10_000))  # 35.6万
        if term in words.small or term in words.tens:
            value = words.small.get(term) if term in words.small else words.tens[term]  # type: ignore[assignment]
            if group is None and (j == i or last_scale is not None):
                group = value
            elif group is not None and 0 < value < open_place:
                group += value
            else:
                break
            open_place = Decimal(10) if term in words.tens else Decimal(0)
            mantissa_only = mantissa_only and j == i
            j += 1
            continue
        scale = words.scales.get(term)
        if scale is None and digits and j == i + 1 and term in words.digit_scales:
            scale = words.digit_scales[term] if term in words.safe_digit_scales or _money_letter(tokens, i) else None
        if scale == 100:
            if group is None and j != i:
                if last_scale is not None and low[j - 1] in words.scales:
                    break
                break
            if group is not None and group >= 100 and not digits:
                break
            group = (Decimal(1) if group is None else group) * 100
            open_place = Decimal(100)
            j += 1
            if digits and mantissa_only and last_scale is None and not _continues(tokens, j, group, open_place, None):
                return Number(i, j, i + 1, group, CARDINAL, True, scale)
            continue
        if scale is not None:
            if group is None:
                if j == i:
                    group = Decimal(1)
                elif last_scale is not None and j > i and low[j - 1] in words.scales:
                    total *= scale  # "three lakh crore"
                    last_scale = scale
                    j += 1
                    continue
                else:
                    break
            if last_scale is not None and scale >= last_scale:
                if scale == last_scale:
                    break
                total = (total + group) * scale
            else:
                total += group * scale
            group, last_scale, open_place = None, scale, Decimal(0)
            j += 1
            continue
        if term == "and" and not first_only and _and_continues(tokens, j, group, open_place, last_scale):
            j += 1
            continue
        break
    value = total + (group or Decimal(0))
    if digits and mantissa_only:
        core_stop = i + 1
        while core_stop < j and kinds[core_stop] != WORD:
            core_stop += 1
        core_stop -= tokens.is_dash(core_stop - 1)
        return Number(i, j, core_stop, value, CARDINAL, True, last_scale or Decimal(1))
    first = i
    if i > 0 and low[i] in words.scales and low[i - 1] in ("a", "an"):
        first = i - 1
    return Number(first, j, j, value, CARDINAL, digits)


_SIGNS = frozenset("$¥￥€£₩₹")


def _money_letter(tokens: Tokens, i: int) -> bool:
    """Whether the letter glued to the digits at ``i`` is a scale: "$60m", "HK$2.5b", "€300k"."""
    return tokens.at(i - 1) in _SIGNS and tokens.glued(i + 1)


def _decimal(term: str) -> Decimal:
    return Decimal(term.replace(",", ""))


def _blank_groups(tokens: Tokens, i: int) -> tuple[Decimal, int] | None:
    """Thousands parted by ", " or a thin blank: "10, 000 mu". Only where no other reading is possible: a group that
    begins with 0, or a blank that is no common space. Returns the value and the last token used.
    """
    first = tokens.raw[i]
    if len(first) > 3 or first[0] == "0":
        return None
    joined, j = first, i
    while True:
        k = j + 1
        if tokens.at(k) == "," and tokens.end[j] == tokens.start[k] and k + 1 < tokens.n:
            gap, k = tokens.text[tokens.end[k] : tokens.start[k + 1]], k + 1
            if gap != " ":
                break
        elif k < tokens.n:
            gap = tokens.text[tokens.end[j] : tokens.start[k]]
            if gap not in (" ", "\u202f", "\u2009", "\u00a0"):
                break
        else:
            break
        group = tokens.raw[k]
        whole = group.split(".")[0]
        if tokens.kind[k] != NUMBER or len(whole) != 3 or not whole.isdigit():
            break
        if group[0] != "0" and gap not in ("\u202f", "\u2009", "\u00a0"):
            break
        joined += group
        j = k
        if "." in group or len(joined) > MOST_DIGITS:
            break
    return (Decimal(joined), j) if j > i else None


def _below_scale(
    tokens: Tokens, j: int, value: Decimal, group: Decimal | None, last_scale: Decimal | None, open_place: Decimal
) -> bool:
    """Whether the digits at ``j`` go on with the number before them ("59 thousand and 500", "3 hundred and 21")."""
    words = numerals()
    following = words.scales.get(tokens.at(j + 1))
    if group is None and last_scale is not None:
        if following is not None:
            return value * following < last_scale
        return (
            value < last_scale
            and (last_scale <= 1000 or tokens.low[j - 1] in words.scales)
            and value >= last_scale / 1000
        )
    return group is not None and open_place == 100 and value < 100 and following is None


def _continues(tokens: Tokens, j: int, group: Decimal | None, open_place: Decimal, last_scale: Decimal | None) -> bool:
    if j >= tokens.n:
        return False
    words = numerals()
    term = tokens.low[j]
    if term in words.small or term in words.tens:
        value = words.small.get(term, words.tens.get(term, Decimal(0)))
        return 0 < value < open_place if group is not None else last_scale is not None
    if term in words.scales:
        return group is not None
    if term == "and":
        return _and_continues(tokens, j, group, open_place, last_scale)
    return (
        tokens.kind[j] == NUMBER
        and "." not in term
        and not tokens.is_dash(j - 1)
        and _below_scale(tokens, j, _decimal(term), group, last_scale, open_place)
    )


def _and_continues(
    tokens: Tokens, j: int, group: Decimal | None, open_place: Decimal, last_scale: Decimal | None
) -> bool:
    """Whether "and" at ``j`` stands inside a number: "one hundred and six", not "60 million and 200 million"."""
    if j + 1 >= tokens.n:
        return False
    words = numerals()
    following = tokens.low[j + 1]
    if following in words.small or following in words.tens:
        value = words.small.get(following, words.tens.get(following, Decimal(0)))
        if value == 0 or _opens_fraction(tokens, j + 1):
            return False
        if group is not None:
            return open_place == 100
        if last_scale is None or tokens.low[j - 1] not in words.scales:
            return False
        rest = _cardinal(tokens, j + 1, first_only=True)
        return rest.value < last_scale
    if tokens.kind[j + 1] != NUMBER or "." in following:
        return False
    value = _decimal(following)
    if group is None and tokens.low[j - 1] not in words.scales:
        return False
    return value > 0 and _below_scale(tokens, j + 1, value, group, last_scale, open_place)


def _opens_fraction(tokens: Tokens, j: int) -> bool:
    """Whether a fraction below one begins at ``j``: "and three quarters", "and one half"."""
    part = _cardinal(tokens, j, first_only=True)
    k = part.stop + 1 if tokens.is_dash(part.stop) else part.stop
    denominator = numerals().denominators.get(tokens.at(k))
    if denominator is None or part.value >= denominator:
        return False
    return tokens.low[k].endswith("s") == (part.value != 1)


def _with_fraction(tokens: Tokens, number: Number) -> Number:
    """``number`` with what follows it of a fraction: "two thirds", "1/3", "one and a half million"."""
    words = numerals()
    j = number.stop
    term = tokens.at(j)
    if (
        (term in words.characters or (term.isdigit() and number.scale == 1))
        and number.digits
        and (part := _fraction_behind(tokens, j)) is not None
    ):
        return number._replace(stop=part[1], core_stop=part[1], value=number.value + part[0])  # "10 1/2 miles", "2½"
    if term in ("and", "") or number.value == 0:
        return _and_fraction(tokens, number) if term else number
    dash = tokens.is_dash(j)
    k = j + 1 if dash else j
    denominator = words.denominators.get(tokens.at(k))
    if denominator is not None and number.scale == 1 and (number.value < 100 or not number.digits):
        plural = tokens.low[k].endswith("s")
        if plural == (number.value != 1) or tokens.low[k] == "quarter":
            return Number(number.first, k + 1, k + 1, number.value / denominator, FRACTION, number.digits)
    if term == "/" and number.digits and number.scale == 1 and _is_simple_fraction(tokens, j, number):
        return Number(number.first, j + 2, j + 2, number.value / _decimal(tokens.low[j + 1]), FRACTION, True)
    return number


def _with_decimals(tokens: Tokens, number: Number) -> Number:
    """``number`` in words with its decimals: "forty-one point seven"."""
    small, k, decimals = numerals().small, number.stop + 1, ""
    if tokens.at(number.stop) != "point" or number.value >= 1000:
        return number
    while k < tokens.n and tokens.low[k] in small and small[tokens.low[k]] < 10:
        decimals += str(small[tokens.low[k]])
        k += 1
    if not decimals:
        return number
    return number._replace(stop=k, core_stop=k, value=number.value + Decimal(f"0.{decimals}"))


def _fraction_behind(tokens: Tokens, j: int) -> tuple[Decimal, int] | None:
    """The simple fraction at token ``j`` that a whole number before it takes in, and the token after it."""
    if j >= tokens.n or tokens.kind[j - 1] != NUMBER or "." in tokens.raw[j - 1]:
        return None
    if (value := numerals().characters.get(tokens.raw[j])) is not None:
        return value, j + 1
    if tokens.kind[j] != NUMBER or tokens.at(j + 1) != "/" or len(tokens.raw[j]) > 1:
        return None
    below = tokens.at(j + 2)
    if not below.isdigit() or not tokens.glued(j + 1) or not tokens.glued(j + 2) or tokens.at(j + 3) == "/":
        return None
    above, under = Decimal(tokens.raw[j]), Decimal(below)
    return (above / under, j + 3) if 0 < above < under <= 16 else None


def _is_simple_fraction(tokens: Tokens, slash: int, number: Number) -> bool:
    below = slash + 1
    return (
        below < tokens.n
        and tokens.kind[below] == NUMBER
        and tokens.low[below].isdigit()
        and number.value == int(number.value)
        and 0 < number.value < _decimal(tokens.low[below]) <= 100
        and tokens.at(below + 1) != "/"
        and tokens.at(number.first - 1) != "/"
    )


def _and_fraction(tokens: Tokens, number: Number) -> Number:
    words = numerals()
    j = number.stop
    if tokens.at(j + 1) in ("a", "one") and tokens.at(j + 2) in ("half", "quarter", "third"):
        denominator = words.denominators[tokens.low[j + 2]]
        scale = _last_scale(tokens, number)
        value, stop = number.value + scale / denominator, j + 3
        following = words.scales.get(tokens.at(stop))
        if following is not None and scale == 1:
            value, stop = value * following, stop + 1
        elif following is not None and following < scale:
            value, stop = number.value + following / denominator, stop + 1
        return Number(number.first, stop, stop, value, CARDINAL, number.digits)
    return number


def _last_scale(tokens: Tokens, number: Number) -> Decimal:
    scale = numerals().scales.get(tokens.at(number.stop - 1))
    return scale if scale is not None and scale != 100 else Decimal(1)


def _as_ordinal(tokens: Tokens, number: Number) -> Number:
    """A cardinal whose last part is an ordinal ("twenty -fifth", "one hundred and first") is an ordinal."""
    words = numerals()
    j = number.stop
    if number.kind != CARDINAL or j >= tokens.n:
        return number
    k = j + 1 if tokens.is_dash(j) or (tokens.low[j] == "and" and number.value % 100 == 0) else j
    ordinal = words.ordinals.get(tokens.at(k))
    if ordinal is None:
        return number
    last = tokens.low[j - 1]
    if (last in words.tens and ordinal < 10) or (last in words.scales and ordinal < 100):
        return Number(number.first, k + 1, k + 1, number.value + ordinal, ORDINAL, False)
    return number


def _vague(tokens: Tokens, i: int) -> Number | None:
    """Plural scales: "hundreds", "tens of thousands", "hundreds of millions"; "tens" alone is none."""
    words = numerals()
    value, stop = words.vague[tokens.low[i]], i + 1
    if tokens.at(stop) == "of" and tokens.at(stop + 1) in words.vague and tokens.at(stop + 1) not in ("tens", "dozens"):
        value *= words.vague[tokens.low[stop + 1]]
        stop += 2
    elif tokens.low[i] == "tens":
        return None
    return Number(i, stop, stop, value, VAGUE, False)


def parse_numeral_en(text: str) -> Decimal | None:
    """Value of an English numeral ("1,743", "fifty-nine thousand and 500", "-4/5"); None where ``text`` is none."""
    found = find_numbers_en(text)
    if len(found) == 1 and not (text[: found[0].start] + text[found[0].end :]).strip():
        return found[0].value
    return None


def find_numbers_en(text: str) -> list[NumberMention]:
    """Every number of ``text`` in order, without asking what it stands for (ordinals are not numbers).

    Follows the conventions of the Recognizers-Text English number specification; see ``numbers_en``.
    """
    from policymine.text.numbers_en import find_all

    return find_all(text)
