"""Quantities in English text, machine-translated English before all: each number with bound, unit and head.

:func:`find_quantities_en` looks for digits and numeral words with one compiled pattern and reads only the lines
that hold any. Every number is judged once: it becomes a :class:`~policymine.records.Quantity`, or a
:class:`~policymine.records.Rejected` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policymine.records import Bound, Quantity, Rejected
from policymine.text.bounds_en import bound_after, bound_before
from policymine.text.heads_en import Noun, clause_start, grammar, measured_head, noun_after, noun_before, phrase_start
from policymine.text.numerals_en import CARDINAL, FRACTION, ORDINAL, VAGUE, VERB, Number, numerals, read_number
from policymine.text.rejection_en import Scene, quote_spans, why_not
from policymine.text.tokens_en import CLOCK, DATE, NUMBER, Tokens, paragraphs_with
from policymine.text.units_en import counted_unit, currency_before, is_plural, measured_unit

_HUNDREDTH = Decimal("0.01")
_RANGE_MARKS = frozenset(("to", "~", "至"))
_AGE_WORDS = frozenset(("aged", "age", "ages"))


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


@cache
def _anchor() -> re.Pattern[str]:
    words = numerals()
    known = {
        *words.words,
        *words.ordinals,
        *words.dozens,
        *words.vague,
        *words.verbs,
        "half",
        "quarter",
        "quarters",
    } - {"tens"}
    alternatives = "|".join(sorted({*known, "tens of"}, key=lambda w: (-len(w), w)))
    characters = "".join(words.characters)
    return re.compile(rf"[0-9０-９{characters}]|(?<![A-Za-z])(?:{alternatives})(?![a-z])", re.IGNORECASE)


@cache
def _starts() -> frozenset[str]:
    words = numerals()
    return frozenset(
        {*words.words, *words.ordinals, *words.dozens, *words.vague, *words.verbs, *words.characters, "half", "quarter"}
    )


def find_quantities_en(text: str, start: int = 0, end: int | None = None) -> tuple[list[Quantity], list[Rejected]]:
    """Figures and rejected numbers of ``text[start:end]``, each list in order, no two spans overlapping.

    Offsets are code points into ``text``. Values are in base units: scale words expanded, percent 0-100, shares in
    words as percent with two decimals ("two-thirds" is 66.67), money in its currency's unit. ``value_max`` is set for
    ranges only. Linear in the length of the text; nothing raises on odd text.
    """
    quantities: list[Quantity] = []
    rejected: list[Rejected] = []
    for begin, finish in paragraphs_with(text, _anchor(), start, len(text) if end is None else min(end, len(text))):
        _read(Tokens(text, begin, finish), quantities, rejected)
    return quantities, rejected


def _read(tokens: Tokens, quantities: list[Quantity], rejected: list[Rejected]) -> None:
    scene = Scene(tokens, quote_spans(tokens) if '"' in tokens.raw or any(t in tokens.raw for t in "“”《》") else [])
    starts = _starts()
    drafts: list[Draft] = []
    i = 0
    while i < tokens.n:
        kind = tokens.kind[i]
        if kind in (DATE, CLOCK):
            _reject(tokens, i, i + 1, "date" if kind == DATE else "time_of_day", rejected)
            scene.last_stop, scene.last_reason = i + 1, "date"
        elif kind == NUMBER or tokens.low[i] in starts:
            number = _share_in_words(tokens, i) or read_number(tokens, i)
            if number is not None:
                reason = why_not(scene, number)
                if reason == "label" and _counted_issue(tokens, number):
                    reason = scene.last_reason = None
                if reason is None:
                    drafts.append(_draft(tokens, number))
                else:
                    _reject(tokens, number.first, number.stop, reason, rejected)
                i = max(number.stop, i + 1)
                continue
        i += 1
    if not drafts:
        return
    drafts = _join_ranges(tokens, drafts)
    for draft in drafts:
        _attach(tokens, draft)
    _inherit(tokens, drafts)
    before = len(rejected)
    last: tuple[Draft, tuple[int, int]] | None = None  # the head that a later measure of the sentence may share
    for draft in drafts:
        if draft.unit is None and not _may_stand_alone(tokens, draft):
            _reject(tokens, draft.number.first, draft.number.stop, "no_head", rejected)
        else:
            heads = _heads(tokens, draft)
            if heads is None and last is not None and _same_passage(tokens, last[0], draft, breaks=0):
                heads = last[1]
            last = (draft, heads) if heads is not None else last
            quantities.append(_quantity(tokens, draft, heads))
    if len(rejected) > before:
        rejected.sort(key=lambda row: row.start)


def _reject(tokens: Tokens, first: int, stop: int, reason: str, rejected: list[Rejected]) -> None:
    start, end = tokens.start[first], tokens.end[stop - 1]
    rejected.append(Rejected(start, end, tokens.text[start:end], reason))


def _share_in_words(tokens: Tokens, i: int) -> Number | None:
    """ "a third of the schools": an ordinal after "a" and before "of" is a share."""
    ordinal = numerals().ordinals.get(tokens.low[i])
    if ordinal is None or not 3 <= ordinal <= 10 or tokens.at(i - 1) != "a" or tokens.at(i + 1) != "of":
        return None
    return Number(i - 1, i + 1, i + 1, 1 / ordinal, FRACTION, False)


def _counted_issue(tokens: Tokens, number: Number) -> bool:
    """ "Phase 5" before a quoted title is a count of issues (N期《…》) whose classifier was moved to the front."""
    after, before = number.stop, number.first - 2
    if tokens.at(number.first - 1) not in ("phase", "period", "issue") or tokens.at(after) not in ('"', "“"):
        return False
    opened_here = tokens.at(before) in ('"', "“") and tokens.glued(number.first - 1)
    return not opened_here and tokens.is_word(after + 1)


def _draft(tokens: Tokens, number: Number) -> Draft:
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
    if found is not None:
        draft.bound, draft.first = found
    elif tokens.at(anchor - 1) == "of" and "single" in (tokens.at(anchor - 3), tokens.at(anchor - 4)):
        draft.bound = Bound.MAXIMUM
    return draft


def _join_ranges(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Two numbers that are the ends of one range become one quantity; the numbers of a change stay two."""
    out: list[Draft] = []
    for draft in drafts:
        if out and _is_range(tokens, out[-1], draft):
            _widen(tokens, out[-1], draft)
        else:
            out.append(draft)
    return out


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


def _attach(tokens: Tokens, draft: Draft) -> None:
    """Unit and noun that stand at the number itself."""
    number, s = draft.number, draft.number.stop
    if number.kind == ORDINAL:
        draft.unit, draft.own, draft.confidence = "other:prohibition", True, 0.7
        return
    if number.kind == VERB:
        draft.unit, draft.own, draft.measured = (
            ("percent" if tokens.low[number.first] == "halved" else "fold"),
            True,
            True,
        )
        _after(tokens, draft, s)
        return
    if number.kind == FRACTION:
        if _fraction_of_unit(tokens, draft):
            return
        draft.value = (draft.value * 100).quantize(_HUNDREDTH).normalize() + 0
        draft.unit, draft.own, draft.measured = "percent", True, True
        _after(tokens, draft, s)
        return
    k = s + 1 if tokens.is_dash(s) else s
    unit = measured_unit(tokens, k)
    if unit is not None and not (unit[1] == k + 1 and tokens.low[k] in ("square", "cubic") and tokens.is_word(k + 1)):
        draft.measured = draft.own = True
        if draft.unit in (None, "usd", "yuan"):
            draft.unit = unit[0] if draft.unit is None or unit[0] in ("usd", "yuan") else draft.unit
            draft.unit_first, draft.unit_stop = k, unit[1]
        if tokens.low[k] == "%":
            draft.stop = k + 1
        elif unit[0] == "percent":
            draft.stop = unit[1]
        if (
            tokens.low[unit[1] - 1] in ("years", "year")
            and tokens.at(unit[1]) in ("old", "of")
            and tokens.at(unit[1] + (tokens.at(unit[1]) == "of")) in ("old", "age")
        ):
            draft.confidence = 0.45
        _after(tokens, draft, unit[1])
        return
    if draft.unit is not None:
        _after(tokens, draft, s)
        return
    if tokens.at(k) in ("times", "fold"):
        _times(tokens, draft, k)
        return
    after_quote = _behind_quotation(tokens, s)
    if after_quote is not None:
        draft.unit, draft.own = after_quote, True
        draft.confidence = 0.6
        return
    if (
        tokens.at(draft.first - 1) in _AGE_WORDS
        or tokens.at(number.first - 1) in _AGE_WORDS
        or tokens.at(number.first - 2) == "age"
    ):
        draft.unit, draft.own, draft.measured, draft.confidence = "year", True, True, 0.45
        _after(tokens, draft, s)
        return
    _after(tokens, draft, s)
    resume = draft.stop if draft.stop > s else s
    noun = noun_after(tokens, resume + 1 if tokens.is_dash(resume) else resume, draft.value, hyphen=tokens.is_dash(s))
    if noun is None and tokens.at(s) in ("were", "are"):
        noun = _predicate_noun(tokens, s + 1)  # "12 were schools"
    if noun is None:
        return
    if not noun.plural and not noun.known and not number.digits and number.kind != VAGUE:
        return
    draft.noun, draft.unit, draft.own = noun, noun.unit, True
    draft.unit_first, draft.unit_stop = noun.first, noun.stop
    if number.kind != VAGUE:
        draft.confidence = (0.95 if number.digits else 0.85) if noun.known else 0.75 if noun.plural else 0.55
    if draft.stop == s:
        _after(tokens, draft, noun.stop)


def _predicate_noun(tokens: Tokens, k: int) -> Noun | None:
    noun = noun_after(tokens, k, Decimal(2))
    if noun is None or not (noun.known and noun.plural) or tokens.low[k].endswith(("ed", "ly")):
        return None
    return noun


def _after(tokens: Tokens, draft: Draft, k: int) -> None:
    """A bound that follows ("90% and above", "five years and above")."""
    found = bound_after(tokens, k)
    if found is None and k != draft.number.stop:
        found = bound_after(tokens, draft.number.stop)
    if found is not None and draft.bound in (Bound.EXACT, Bound.APPROXIMATELY):
        draft.bound, draft.stop = found


def _fraction_of_unit(tokens: Tokens, draft: Draft) -> bool:
    """ "half an hour" is 0.5 hour, not 50 percent."""
    k = draft.number.stop
    if tokens.at(k) in ("a", "an") or tokens.is_dash(k):
        k += 1
    unit = measured_unit(tokens, k)
    if unit is None or unit[0] == "percent":
        return False
    draft.unit, draft.unit_first, draft.unit_stop = unit[0], k, unit[1]
    draft.own = draft.measured = True
    return True


_FOLD_AFTER = frozenset(
    (
        "that",
        "those",
        "the",
        "more",
        "higher",
        "as",
        "larger",
        "greater",
        "over",
        "faster",
        "what",
        "its",
        "of",
        "lower",
        "bigger",
        "longer",
        "less",
    )
)


def _times(tokens: Tokens, draft: Draft, k: int) -> None:
    """ "8 times that of": a multiple; "4 times": occasions; "agencies inspected was 9,448 times": visits (家次)."""
    draft.own = True
    draft.unit_first, draft.unit_stop = k, k + 1
    before = tokens.at(draft.first - 1)
    value = draft.number.value
    changes = any(
        tokens.low[m] in grammar().change
        for m in range(max(clause_start(tokens, draft.first), draft.first - 5), draft.first)
    )
    if tokens.low[k] == "fold" or (
        value < 10000 and (tokens.at(k + 1) in _FOLD_AFTER or before == "by" or changes or value != int(value))
    ):
        draft.unit, draft.measured = "fold", True
        return
    draft.unit, draft.confidence = "time(s)", 0.85
    subject = noun_before(tokens, draft.first)
    if subject is not None and "number" in tokens.low[clause_start(tokens, draft.first) : draft.first]:
        draft.noun = subject
        if subject.unit in ("institution", "enterprise", "school"):
            draft.unit = "institution_visit"
        elif subject.unit == "person":
            draft.unit = "person_time"
        draft.confidence = 0.7


def _behind_quotation(tokens: Tokens, s: int) -> str | None:
    """The unit of a number that stands before a quoted title: what was broadcast is an event, what was issued a
    document ("broadcast 6 "…""). None where a noun follows the quotation ("33 "mutation" behaviors").
    """
    if tokens.at(s) not in ('"', "“", "《") or not (
        tokens.is_capital(s + 1) or tokens.at(s) == "《" or tokens.at(s - 2) in ("phase", "period")
    ):
        return None
    for k in range(s + 1, min(tokens.n, s + 16)):
        if tokens.raw[k] in ('"', "”", "》"):
            noun = noun_after(tokens, k + 1, Decimal(2))
            if noun is not None and noun.plural and noun.first - k <= 4:
                return None
            break
    words = grammar()
    for k in range(s - 2, max(-1, s - 60), -1):
        if tokens.low[k] in words.title_events:
            return "event"
        if tokens.low[k] in words.title_documents:
            return "document"
        if tokens.ends_sentence(k):
            break
    return "event" if tokens.at(s - 2) in ("phase", "period") else "other:item"


def _inherit(tokens: Tokens, drafts: list[Draft]) -> None:
    """Units of numbers whose noun is elided: from the other end of a change, a list, the subject, the last count."""
    for k in range(len(drafts) - 1, -1, -1):
        draft = drafts[k]
        if draft.unit is None and k + 1 < len(drafts):
            source = _next_in_list(tokens, drafts, k)
            if source is not None:
                _copy(draft, source, 0.8)
    for k, draft in enumerate(drafts):
        previous = drafts[k - 1] if k else None
        lost_plural = (
            draft.noun is not None and draft.own and not draft.noun.plural and not draft.measured and draft.value != 1
            and not tokens.is_dash(draft.number.stop)
        )  # fmt: skip
        if (
            previous is not None
            and (draft.unit is None or lost_plural)
            and _is_change(tokens, previous, draft)
            and previous.unit is not None
        ):
            _copy(draft, previous, 0.85)
            continue
        if draft.unit is not None:
            continue
        subject = noun_before(tokens, draft.first) or _noun_across_break(tokens, draft)
        if subject is not None and (subject.plural or draft.number.digits):
            draft.noun, draft.unit = subject, subject.unit
            draft.confidence = 0.8
            continue
        closed = _closed_thing(tokens, draft) if previous is not None and previous.unit in _PAPERS else None
        if closed is not None:
            draft.noun, draft.unit, draft.confidence = closed, closed.unit, 0.6
            continue
        if (
            previous is not None
            and previous.unit is not None
            and not previous.measured
            and _same_passage(tokens, previous, draft)
        ):
            _copy(draft, previous, 0.7)


_PAPERS = frozenset(("document", "copy", "event", "time(s)"))
_CLOSING_WORDS = frozenset(
    ("shut", "close", "closed", "banned", "ban", "canceled", "cancelled", "deregistered", "revoked", "suspended")
)


def _closed_thing(tokens: Tokens, draft: Draft) -> Noun | None:
    """The institutions that "10 to shut down" counts where the number before it counts papers: papers are not shut."""
    stop = draft.stop
    if not _CLOSING_WORDS.intersection(tokens.low[stop : stop + 4]):
        return None
    for k in range(draft.first - 1, max(-1, draft.first - 20), -1):
        if tokens.ends_sentence(k):
            return None
        if tokens.is_word(k) and counted_unit(tokens, k) in ("institution", "enterprise", "school", "other:site"):
            return Noun(counted_unit(tokens, k) or "", k, k + 1, k, k + 1, True, True)
    return None


def _noun_across_break(tokens: Tokens, draft: Draft) -> Noun | None:
    """The plural noun just before a false sentence break: "… training institutions. Ten disciplinary training" counts
    institutions, because nothing countable follows the number.
    """
    mark = draft.first - 1
    if draft.value == 1 or not tokens.ends_sentence(mark) or not tokens.is_word(mark - 1):
        return None
    unit = counted_unit(tokens, mark - 1)
    if unit is None or not is_plural(tokens.low[mark - 1]):
        return None
    return Noun(unit, mark - 1, mark, phrase_start(tokens, mark - 1, max(0, mark - 8)), mark, True, True)


def _copy(draft: Draft, source: Draft, confidence: float) -> None:
    draft.unit, draft.noun, draft.measured = source.unit, source.noun, source.measured
    draft.unit_first, draft.unit_stop = source.unit_first, source.unit_stop
    draft.confidence = min(confidence, source.confidence)


def _next_in_list(tokens: Tokens, drafts: Sequence[Draft], k: int) -> Draft | None:
    """The quantity whose unit draft ``k`` shares: "365, 540 and 720 days", "from 81 to 8 institutions"."""
    coordinated = False
    for m in range(k, min(len(drafts) - 1, k + 8)):
        here, there = drafts[m], drafts[m + 1]
        link = tokens.low[here.stop : there.first]
        if link in (["and"], ["or"]) or (link in ([",", "and"], [",", "or"]) and m > k):
            coordinated = True
        elif link not in ([","], ["、"]):
            if m == k and link[:1] == ["to"] and len(link) <= 2 and _is_change(tokens, here, there) and there.own:
                plural = there.measured or (there.noun is not None and there.noun.plural)
                return there if plural else None
            return None
        if there.own and (there.measured or there.noun is not None):
            return there if coordinated and there.unit != "percent" else None
    return None


def _is_change(tokens: Tokens, before: Draft, after: Draft) -> bool:
    """Whether two quantities are the ends of one change: "from A to (now) B", "reduced … from A … to B"."""
    if tokens.at(before.first - 1) != "from":
        return False
    begin, stop = before.stop, after.first
    gap = tokens.low[begin:stop]
    if len(gap) > 12 or "to" not in gap:
        return False
    return not any(tokens.ends_sentence(m) for m in range(begin, stop))


def _same_passage(tokens: Tokens, before: Draft, after: Draft, breaks: int = 1) -> bool:
    gap = range(before.stop, after.first)
    return sum(1 for m in gap if tokens.ends_sentence(m)) <= breaks and len(gap) <= 60


def _may_stand_alone(tokens: Tokens, draft: Draft) -> bool:
    """A number without unit is kept where the clause states a value: "the index was 105.3", "net value of 1.0011"."""
    number = draft.number
    if number.kind == VAGUE or not number.digits:
        return False
    before = tokens.at(draft.first - 1)
    if draft.bound is not Bound.EXACT or before in (
        "of",
        "is",
        "was",
        "were",
        "reached",
        "to",
        "at",
        "by",
        "totaled",
        "totalled",
        "totaling",
        "totalling",
        "about",
        "reach",
        "from",
        "are",
        "hit",
    ):
        draft.confidence = 0.6
        return measured_head(tokens, draft.first, draft.stop) is not None
    return False


def _heads(tokens: Tokens, draft: Draft) -> tuple[int, int] | None:
    """Tokens of the noun phrase that the quantity counts or measures."""
    if draft.noun is not None and not draft.measured:
        return draft.noun.head_first, draft.noun.head_stop
    return measured_head(tokens, draft.first, max(draft.stop, draft.unit_stop or 0))


def _quantity(tokens: Tokens, draft: Draft, head: tuple[int, int] | None) -> Quantity:
    number = draft.number
    first = draft.first
    core_last = draft.core_stop - 1
    unit_start = unit_end = None
    if draft.unit_first is not None and draft.unit_stop is not None and draft.unit is not None:
        unit_start, unit_end = tokens.start[draft.unit_first], tokens.end[draft.unit_stop - 1]
    head_start = tokens.start[head[0]] if head else None
    head_end = tokens.end[head[1] - 1] if head else None
    return Quantity(
        start=tokens.start[first],
        end=tokens.end[draft.stop - 1],
        core_start=tokens.start[number.first],
        core_end=tokens.end[core_last],
        value=draft.value,
        value_max=draft.value_max,
        bound=draft.bound,
        unit=draft.unit,
        unit_start=unit_start,
        unit_end=unit_end,
        head=tokens.text[head_start:head_end] if head_start is not None else None,
        head_start=head_start,
        head_end=head_end,
        confidence=draft.confidence,
    )
