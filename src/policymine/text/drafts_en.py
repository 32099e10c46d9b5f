"""Quantities in the making: number and bound, the two ends of a range, ratios."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from policymine.records import Bound
from policymine.text.bounds_en import bound_before, turned
from policymine.text.heads_en import Noun, clause_start, grammar, noun_after
from policymine.text.numeral_words_en import numerals
from policymine.text.numerals_en import CARDINAL, FRACTION, VAGUE, VERB, Number, read_number
from policymine.text.tokens_en import CLOCK, NUMBER, Tokens
from policymine.text.units_en import currency_before, measured_unit, units

_HUNDREDTH, _MILLIONTH = Decimal("0.01"), Decimal("0.0000000001")


_CODES = frozenset(("rmb", "cny", "usd", "¥", "￥", "$"))
_BEHIND_OR = frozenset(("less", "fewer", "more", "lower", "below", "above", "under", "longer", "older"))
_RANGE_MARKS = frozenset(("to", "~", "至"))


@dataclass(slots=True)
class Draft:
    """A quantity in the making; token indices, half-open."""

    number: Number
    first: int  # with bound words
    stop: int  # with scale and percent sign
    core_stop: int
    value: Decimal
    value_max: Decimal | None = None
    bound: Bound = Bound.EXACT
    unit: str | None = None
    unit_first: int | None = None
    unit_stop: int | None = None
    noun: Noun | None = None
    own: bool = False  # unit or noun stands at the number itself
    measured: bool = False
    confidence: float = 0.9


def read_ratio(tokens: Tokens, i: int) -> Draft | None:
    """A ratio ("1:15.6"), its value the greater side over the lesser; None where token ``i`` begins none."""
    if tokens.kind[i] == CLOCK and tokens.raw[i].count(":") == 1:
        if not {"ratio", "proportion"}.intersection(tokens.low[max(0, i - 6) : i]):
            return None
        stop, sides = i + 1, tokens.raw[i].split(":")
    elif (
        tokens.kind[i] == NUMBER
        and tokens.at(i + 1) in (":", "：")
        and i + 2 < tokens.n
        and tokens.kind[i + 2] == NUMBER
        and tokens.glued(i + 2)
    ) or (
        tokens.kind[i] == NUMBER
        and tokens.at(i + 1) == "to"
        and "1" in (tokens.raw[i], tokens.at(i + 2))
        and i + 2 < tokens.n
        and tokens.kind[i + 2] == NUMBER
        and {"ratio", "proportion"}.intersection(tokens.low[max(0, i - 12) : i])
    ):
        stop, sides = i + 3, [tokens.raw[i], tokens.raw[i + 2]]
    else:
        return None
    low, high = sorted(Decimal(side.replace(",", "")) for side in sides)
    if low == 0:
        return None
    number = Number(i, stop, stop, (high / low).quantize(_HUNDREDTH).normalize() + 0, "ratio", True)
    draft = make_draft(tokens, number)
    draft.unit, draft.own, draft.measured = "ratio", True, True
    return draft


def share_in_words(tokens: Tokens, i: int) -> Number | None:
    """A share that is written as an ordinal after "a" and before "of": "a third of the schools"."""
    share = _out_of(tokens, i)
    if share is not None:
        return share
    by = tokens.at(i - 1) == "a" and (tokens.at(i - 2) == "by" or bound_before(tokens, i - 1) is not None)
    ordinal = Decimal(4) if tokens.low[i] == "quarter" and by else numerals().ordinals.get(tokens.low[i])
    if (
        ordinal is None
        or not 3 <= ordinal <= 10
        or tokens.at(i - 1) != "a"
        or not (
            tokens.at(i + 1) in ("of", "were", "was", "are")
            or (_clause_ends(tokens, i + 1) and bound_before(tokens, i - 1) is not None)
            or (_clause_ends(tokens, i + 1) and tokens.at(i - 2) in grammar().change)
            or (tokens.at(i - 2) == "by" and _alone(tokens, i + 1))  # "lowered by a third in the same month"
            or (tokens.at(i + 1) in grammar().verbs | _GOING and bound_before(tokens, i - 1) is not None)
        )
    ):
        return None
    return Number(i - 1, i + 1, i + 1, 1 / ordinal, FRACTION, False)


_GOING = frozenset(
    ("go", "goes", "went", "have", "has", "had", "come", "live", "said", "say", "think", "said", "attend", "join")
)


def _alone(tokens: Tokens, i: int) -> bool:
    """Whether no noun begins at token ``i`` ("by a third party")."""
    return _clause_ends(tokens, i) or tokens.low[i] in grammar().prepositions or tokens.low[i] in ("and", "but")


def _clause_ends(tokens: Tokens, i: int) -> bool:
    return i >= tokens.n or tokens.low[i] in (",", ".", ";", ")")


def _out_of(tokens: Tokens, i: int) -> Number | None:
    """A share of a small round number of people or things: "one in five people", "six out of ten residents"."""
    part = _small_cardinal(tokens, i)
    if part is None:
        return None
    k = part.stop
    if tokens.low[k : k + 2] == ["out", "of"]:
        k += 2
    elif tokens.at(k) == "in":
        k += 1
    else:
        return None
    every = tokens.at(k) == "every"
    k += every
    whole = _small_cardinal(tokens, k)
    if whole is None or not part.value < whole.value or (whole.value > 10 and whole.value not in (100, 1000)):
        return None
    noun = noun_after(tokens, whole.stop, whole.value)
    after = tokens.at(whole.stop)
    alone = (
        _clause_ends(tokens, whole.stop)
        or after in grammar().auxiliaries
        or (every and after in grammar().prepositions)
    )
    if (noun is None or not noun.plural) and not (alone and (whole.value == 10 or part.value == 1)):
        return None
    return Number(i, whole.stop, whole.stop, part.value / whole.value, FRACTION, True)


def _small_cardinal(tokens: Tokens, i: int) -> Number | None:
    if i >= tokens.n or (
        tokens.kind[i] != NUMBER and tokens.low[i] not in numerals().small and tokens.low[i] != "hundred"
    ):
        return None
    number = read_number(tokens, i)
    return number if number is not None and number.kind == CARDINAL and 0 < number.value <= 1000 else None


def make_draft(tokens: Tokens, number: Number) -> Draft:
    draft = Draft(number, number.first, number.stop, number.core_stop, number.value)
    if number.kind == VAGUE:
        draft.bound, draft.confidence = Bound.AT_LEAST, 0.3
    elif number.kind == VERB:
        draft.confidence = 0.5
    anchor = number.first
    money = currency_before(tokens, number.first)
    if money is not None:
        draft.unit, anchor = money
        draft.unit_first, draft.unit_stop = anchor, number.first
        draft.own = draft.measured = True
    found = bound_before(tokens, anchor)
    if tokens.at(anchor - 1) == "~" and anchor > 1 and tokens.kind[anchor - 2] == NUMBER:
        found = None  # the mark of a range
    if found is not None and tokens.at(found[1] - 1) == "or" and tokens.at(anchor - 1) in _BEHIND_OR:
        found = None  # "10 people or less 40 yuan": the bound of the number before; not "or nearly 40 yuan"
    if found is not None:
        draft.bound, draft.first = turned(tokens, found[1], found[0]), found[1]
        led = currency_before(tokens, found[1]) if money is None else None
        if led is not None and tokens.low[led[1]] in _CODES:  # "RMB up to 1,200 per month"
            draft.unit, draft.unit_first, draft.unit_stop = led[0], led[1], found[1]
            draft.own = draft.measured = True
    elif tokens.at(anchor - 1) == "of" and "single" in (tokens.at(anchor - 3), tokens.at(anchor - 4)):
        draft.bound = Bound.MAXIMUM
    return draft


def join_ranges(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Two numbers that are the ends of one range become one quantity; the numbers of a change stay two."""
    out: list[Draft] = []
    for draft in drafts:
        if out and _is_range(tokens, out[-1], draft):
            _widen(tokens, out[-1], draft)
        else:
            out.append(draft)
    return out


_PARTS = {"hour": ("minute", 60), "minute": ("second", 60), "year": ("month", 12)}


def join_parts(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """A measure with its parts becomes one quantity: of times in the lesser unit ("1 hour and 40 minutes" is 100
    minutes), of everything else in the greater ("3 dollars 50 cents" is 3.5 dollars). A part told alone that is worth
    some of its whole is told in the whole ("5 jiao" is 0.5 yuan).
    """
    drafts = _join_sums(tokens, drafts)
    out: list[Draft] = []
    for draft in drafts:
        before = out[-1] if out else None
        if before is not None and before.unit in _PARTS and before.unit_stop is not None:
            unit, ratio = _PARTS[before.unit]
            link = tokens.low[before.unit_stop : draft.first]
            whole = before.number.kind == draft.number.kind == CARDINAL and before.value_max is draft.value_max is None
            after = tokens.at(draft.unit_stop or draft.stop)
            if (
                link in ([], ["and"])
                and draft.unit == unit
                and draft.value < ratio
                and whole
                and after != "respectively"
            ):
                before.value = before.value * ratio + draft.value
                before.unit, before.unit_first, before.unit_stop = unit, draft.unit_first, draft.unit_stop
                before.stop, before.core_stop = draft.stop, draft.core_stop
                before.number = before.number._replace(stop=draft.number.stop)
                continue
        out.append(draft)
    return out


def _join_sums(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    table = units()
    out: list[Draft] = []
    for draft in drafts:
        before = out[-1] if out else None
        if before is not None and before.unit in table.sums and before.unit_stop is not None:
            if _is_scale(tokens, before, draft):  # "75 USD million"
                before.value *= draft.number.value
                before.stop, before.unit_stop = max(before.stop, draft.number.stop), draft.number.stop
                continue
            ratio = table.sums[before.unit].get(draft.unit or "")
            if before.unit == "foot" and draft.unit is None and tokens.at(draft.stop) == "in" and draft.value < 12:
                ratio = table.sums["foot"]["inch"]  # "5 ft 2 in"
                draft.unit_first, draft.unit_stop = draft.stop, draft.stop + 1
            if ratio is None and _is_odd_money(tokens, before, draft):
                ratio = Decimal(100)  # "15 dollars 50"
            link = tokens.low[max(before.unit_stop, before.stop) : draft.first]
            whole = before.number.kind == draft.number.kind == CARDINAL and before.value_max is draft.value_max is None
            after = tokens.at(draft.unit_stop or draft.stop)
            if (
                ratio is not None
                and link in ([], ["and"])
                and draft.value < ratio
                and whole
                and after != "respectively"
            ):
                before.value = (before.value + draft.value / ratio).quantize(_MILLIONTH).normalize() + 0
                before.unit_first, before.unit_stop = draft.unit_first, draft.unit_stop
                before.stop, before.core_stop = draft.stop, draft.core_stop
                before.number = before.number._replace(stop=draft.number.stop)
                continue
        out.append(draft)
    for draft in out:
        if draft.unit in table.worth:
            draft.unit, ratio = table.worth[draft.unit]
            draft.value *= ratio
            draft.value_max = None if draft.value_max is None else draft.value_max * ratio
    return out


def _is_scale(tokens: Tokens, before: Draft, draft: Draft) -> bool:
    number = draft.number
    return (
        number.first == before.unit_stop
        and number.stop == number.first + 1
        and tokens.low[number.first] in numerals().scales
        and before.number.scale == 1
        and before.number.digits
    )


def _is_odd_money(tokens: Tokens, before: Draft, draft: Draft) -> bool:
    """Whether a bare number right after a currency is its cents: at the end of the clause, below a hundred."""
    cents = "other:cent" in units().sums[before.unit or ""]
    here = draft.first == before.unit_stop and draft.unit is None and 10 <= draft.value < 100
    return cents and here and draft.value == int(draft.value) and _clause_ends(tokens, draft.stop)


def _is_range(tokens: Tokens, low: Draft, high: Draft) -> bool:
    a, b = low.number, high.number
    if low.value_max is not None or high.first != b.first or {a.kind, b.kind} != {CARDINAL}:
        return False
    k = a.stop
    percent = tokens.at(k) == "%"
    k += percent
    unit_a = None
    if not percent:
        unit_a = measured_unit(tokens, k)
        if unit_a is not None:
            k = unit_a[1]
    if tokens.is_dash(k) and tokens.at(k + 1) in ("to", "or") and unit_a is None:
        k += 1  # "8- to 16-meter telescopes"
    if k != b.first - 1:
        return False
    mark = tokens.at(k)
    if mark == "or" and not a.digits and a.value < b.value <= a.value + 2:
        return True
    between = mark == "and" and tokens.at(low.first - 1) == "between"
    if mark not in _RANGE_MARKS and not tokens.is_dash(k) and not between:
        return False
    unit_b = measured_unit(tokens, b.stop)
    if percent and (unit_b is None or unit_b[0] != "percent"):
        return False
    if unit_a is not None and (unit_b is None or unit_a[0] != unit_b[0]):
        return False
    before = tokens.at(low.first - 1)
    if before == "from":
        before = tokens.at(low.first - 2)
        if before not in grammar().ranging and mark == "to":
            return False
    elif mark == "to" and _changes(tokens, low.first, whole=unit_a is not None or percent):
        return False
    return _high_end(a, b) is not None


def _changes(tokens: Tokens, first: int, *, whole: bool) -> bool:
    """Whether "A to B" from token ``first`` tells a change: after its verb, or with "from" and words between
    ("expand the area from last year's 3,000 mu to 30,000 mu"; ``whole``: A has its own unit).
    """
    words = grammar()
    if tokens.at(first - 1) in words.change:
        return tokens.at(first - 1) != "up"
    if not whole:
        return False
    before = tokens.low[max(clause_start(tokens, first), first - 8) : first]
    return ("from" in before or any(word in words.change for word in before)) and not words.ranging.intersection(before)


def _high_end(a: Number, b: Number) -> tuple[Decimal, Decimal] | None:
    """Both ends of the range a-b in base units: "3 to 5 million", and "16,000 to 7,000" for 1万6到7千."""
    low, high = a.value, b.value
    if a.scale == 1 and b.scale > 1 and low < 1000 and low * b.scale < high:
        low *= b.scale
    if low < high:
        return low, high
    if a.scale == b.scale == 1 and high >= 1000 and high == int(high):
        place = Decimal(10) ** len(str(int(high)))
        mended = low // place * place + high
        if mended > low:
            return low, mended
    return None


def _widen(tokens: Tokens, low: Draft, high: Draft) -> None:
    ends = _high_end(low.number, high.number)
    if ends is None:
        return
    low.value, low.value_max = ends
    low.stop, low.core_stop = high.stop, high.core_stop
    if high.value >= low.number.value and high.number.scale > 1 and low.number.scale == 1:
        low.value_max = high.value
    low.number = low.number._replace(stop=high.number.stop)
