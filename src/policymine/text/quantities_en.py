"""Quantities in English text, machine-translated English before all: each number with bound, unit and head.

:func:`find_quantities_en` looks for digits and numeral words with one compiled pattern and reads only the lines
that hold any. Every number is judged once: it becomes a :class:`~policymine.records.Quantity`, or a
:class:`~policymine.records.Rejected` with the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache

from policymine.records import Bound, Quantity, Rejected
from policymine.text.attachment_en import attach
from policymine.text.drafts_en import Draft, join_parts, join_ranges, make_draft, read_ratio, share_in_words
from policymine.text.elision_en import inherit
from policymine.text.heads_en import grammar
from policymine.text.numeral_words_en import numerals
from policymine.text.numerals_en import VAGUE, Number, read_number
from policymine.text.parts_en import Memory, name_classifiers, recall, same_passage, states_part
from policymine.text.rejection_en import why_not
from policymine.text.scene_en import Scene, quote_spans
from policymine.text.subjects_en import measured_head
from policymine.text.tokens_en import CLOCK, DATE, MARK, NUMBER, WORD, Tokens, paragraphs_with

_PLAIN = (WORD, MARK)
_MILLION, _HUNDRED_MILLION = 10**6, 10**8
_NUMERIC = (NUMBER, CLOCK)
_SIGNS = frozenset("%$¥￥€£₩₹°㎡")  # a line of numbers alone says nothing, but "43.2%" does


@cache
def _anchor() -> re.Pattern[str]:
    """Where a number may begin. Alternatives begin with one literal each, so that the scan skips all other letters
    at full speed; the look-behind keeps "someone" and "often" out.
    """
    words = numerals()
    known = {*words.words, *words.ordinals, *words.dozens, *words.vague, *words.verbs, "half", "quarter", "quarters"}
    known = (known - {"tens"}) | {"tens of"}
    by_letter: dict[str, list[str]] = {}
    for word in sorted(known, key=lambda w: (-len(w), w)):
        for first in (word[0], word[0].upper()):
            by_letter.setdefault(first, []).append(word[1:])
    groups = [f"{first}(?<![A-Za-z]{first})(?:{'|'.join(rest)})(?![a-z])" for first, rest in by_letter.items()]
    return re.compile("|".join([*"0123456789", *"０１２３４５６７８９", *words.characters, *groups]))


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
    memory = Memory()
    for begin, finish in paragraphs_with(text, _anchor(), start, len(text) if end is None else min(end, len(text))):
        _read(Tokens(text, begin, finish), quantities, rejected, memory)
    return quantities, rejected


def _read(tokens: Tokens, quantities: list[Quantity], rejected: list[Rejected], memory: Memory) -> None:
    if WORD not in tokens.kind and not _SIGNS.intersection(tokens.raw):
        for i in range(tokens.n):
            if tokens.kind[i] != MARK:
                _reject(tokens, i, i + 1, "no_head", rejected)
        return
    first_quantity, first_rejected = len(quantities), len(rejected)
    scene = Scene(tokens, quote_spans(tokens) if '"' in tokens.raw or any(t in tokens.raw for t in "“”《》") else [])
    starts = _starts()
    drafts: list[Draft] = []
    i = done = 0
    while i < tokens.n:
        kind = tokens.kind[i]
        if kind in _PLAIN and tokens.low[i] not in starts:
            i += 1
            continue
        ratio = read_ratio(tokens, i) if kind in _NUMERIC else None
        if ratio is not None:
            drafts.append(ratio)
            i = done = ratio.stop
            continue
        if kind in (DATE, CLOCK):
            _reject(tokens, i, i + 1, "date" if kind == DATE else "time_of_day", rejected)
            scene.last_stop, scene.last_reason = i + 1, "date"
        elif kind == NUMBER or tokens.low[i] in starts:
            number = share_in_words(tokens, i) or read_number(tokens, i)
            if number is not None and number.first < done:
                number = number._replace(first=i)  # its "a" or "one" belongs to the number before
            if number is not None:
                reason = why_not(scene, number)
                if reason == "label" and _counted_issue(tokens, number):
                    reason = scene.last_reason = None
                if reason is None:
                    drafts.append(make_draft(tokens, number))
                else:
                    _reject(tokens, number.first, number.stop, reason, rejected)
                i = done = max(number.stop, i + 1)
                continue
        i += 1
    if not drafts:
        return
    drafts = join_ranges(tokens, drafts)
    for draft in drafts:
        attach(tokens, draft)
    drafts = join_parts(tokens, drafts)
    name_classifiers(tokens, drafts, memory)
    inherit(tokens, drafts)
    recall(tokens, drafts, memory)
    before, done = len(rejected), 0
    last: tuple[Draft, tuple[int, int]] | None = None  # the head that a later measure of the sentence may share
    for draft, following in zip(drafts, [*drafts[1:], None], strict=True):
        if following is not None and draft.stop > following.number.first:
            draft.stop = max(draft.number.stop, draft.core_stop)  # a bound behind the next number is not of this one
        if draft.unit is None and not _may_stand_alone(tokens, draft):
            _reject(tokens, draft.number.first, draft.number.stop, "no_head", rejected)
        else:
            heads = _heads(tokens, draft)
            if heads is None and last is not None and same_passage(tokens, last[0], draft, breaks=0):
                heads = last[1]
            last = (draft, heads) if heads is not None else last
            draft.first = min(max(draft.first, done), draft.number.first)
            done = draft.stop
            quantities.append(_quantity(tokens, draft, heads))
    if len(rejected) > before:
        rejected.sort(key=lambda row: row.start)
    spans = quantities[first_quantity:]
    if len(rejected) > first_rejected and any(
        q.end > q.core_end for q in spans
    ):  # a bound may reach over a rejected number
        rejected[first_rejected:] = [
            row
            for row in rejected[first_rejected:]
            if not any(
                q.start < row.end and row.start < q.end
                for q in spans[bisect_left(spans, row.start + 1, key=_end) :][:1]
            )
        ]


def _end(quantity: Quantity) -> int:
    return quantity.end


def _reject(tokens: Tokens, first: int, stop: int, reason: str, rejected: list[Rejected]) -> None:
    start, end = tokens.start[first], tokens.end[stop - 1]
    rejected.append(Rejected(start, end, tokens.text[start:end], reason))


def _counted_issue(tokens: Tokens, number: Number) -> bool:
    """A count of issues before a quoted title (N期《…》) whose classifier the translation moved to the front: "Phase 5"."""
    after, before = number.stop, number.first - 2
    if tokens.at(number.first - 1) not in ("phase", "period", "issue") or tokens.at(after) not in ('"', "“"):
        return False
    opened_here = tokens.at(before) in ('"', "“") and tokens.glued(number.first - 1)
    return not opened_here and tokens.is_word(after + 1)


def _may_stand_alone(tokens: Tokens, draft: Draft) -> bool:
    """A number without unit is kept where the clause states a value: "the index was 105.3", "net value of 1.0011"."""
    number = draft.number
    if number.kind == VAGUE or not (number.digits or tokens.at(draft.first - 1) == "another"):
        return False
    if states_part(tokens, draft) or (number.digits and tokens.at(draft.stop) in grammar().bare_adjectives):
        draft.confidence = 0.5  # "560 unlicensed and 78 hidden were banned"
        return True
    if (
        number.digits and draft.value >= _MILLION and number.stop - number.first > 1
    ):  # a headline leaves out the currency: "159 billion for school meals"
        draft.confidence = 0.5
        if draft.value >= _HUNDRED_MILLION:
            draft.unit, draft.measured = "yuan", True
        return True
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
