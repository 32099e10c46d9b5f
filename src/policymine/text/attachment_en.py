"""The unit and the noun that stand at an English number itself."""

from __future__ import annotations

from decimal import Decimal

from policymine.records import Bound
from policymine.text.bounds_en import bound_after
from policymine.text.drafts_en import Draft
from policymine.text.heads_en import Noun, clause_start, grammar, illegal_training, noun_after
from policymine.text.numerals_en import FRACTION, ORDINAL, VAGUE, VERB
from policymine.text.subjects_en import noun_before
from policymine.text.tokens_en import MARK, WORD, Tokens
from policymine.text.units_en import counted_unit, is_plural, measured_unit

_HUNDREDTH = Decimal("0.01")


_SHARE_ENDS = frozenset(("", ",", ".", ";", "year", "over", "above", "or", "and", "compared", "than", "more", "less"))
_TOLD = frozenset(("report", "reports"))
_OLDEST = 150
_BILLION = 10**9
_SUM = 10  # from which on a number before "subsidy" is money
_AGE_WORDS = frozenset(("aged", "age", "ages"))


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


_VISITED = frozenset(("institution", "enterprise", "school"))
_SENT = frozenset(("dispatched", "dispatch", "mobilized", "mobilised", "deployed", "sent", "organized", "assigned"))
_CHECKED = frozenset(
    (
        "walk",
        "walked",
        "walking",
        "checked",
        "check",
        "inspected",
        "inspect",
        "visited",
        "investigated",
        "patrolled",
        "inspecting",
        "checking",
    )
)


# "Two consecutive months", "five full years".
_IN_A_ROW = frozenset(("consecutive", "successive", "straight", "full", "whole", "entire", "long", "short", "calendar"))
_TIMES = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))
_WARMTH_UNITS = frozenset(("degree", "degree_fahrenheit"))
_MINUS = frozenset(("minus", "negative"))


def attach(tokens: Tokens, draft: Draft) -> None:
    """Unit and noun that stand at the number itself, and the sign of a measure ("minus 5%", "-12 °C")."""
    _attach(tokens, draft)
    before = draft.first - 1
    if draft.measured and draft.unit_first is not None and draft.unit_first >= draft.number.stop:
        dash = (
            draft.unit in _WARMTH_UNITS
            and tokens.is_dash(before)
            and (tokens.glued(draft.first) or not tokens.glued(before))
            and not (before and tokens.kind[before - 1] not in (WORD, MARK))
            and tokens.at(before - 1) not in ("%", "℃", "°", "c", "celsius")
        )
        if dash or tokens.at(before) in _MINUS:
            draft.first = before
            low = -draft.value
            draft.value, draft.value_max = low, None if draft.value_max is None else -draft.value_max


def _attach(tokens: Tokens, draft: Draft) -> None:
    number, s = draft.number, draft.number.stop
    if number.kind == "ratio":
        return
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
    s += 2 if tokens.is_dash(s) and tokens.at(s + 1) in ("plus", "odd") else tokens.at(s) in ("plus", "odd", "+")
    k = s + 1 if tokens.is_dash(s) or (number.kind == VAGUE and tokens.at(s) == "of") else s
    unit = measured_unit(tokens, k)
    if unit is None and tokens.at(k) in _IN_A_ROW:
        unit = measured_unit(tokens, k + 1)
        unit = unit if unit is not None and unit[0] in _TIMES else None
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
    s = number.stop
    if draft.unit is not None:
        _after(tokens, draft, s)
        return
    if tokens.at(s) == "into" and number.digits and number.value < 10 and tokens.at(s + 1) in _SHARE_ENDS:
        draft.value, draft.unit, draft.own, draft.measured, draft.stop = number.value * 10, "percent", True, True, s + 1
        return  # "decreased by 6 into year-on-year": 六成
    if tokens.at(k) in ("times", "fold") and not (
        tokens.is_dash(k + 1) and tokens.is_word(k + 2)
    ):  # not "fold-away beds"
        _times(tokens, draft, k)
        return
    after_quote = _behind_quotation(tokens, s)
    if after_quote is not None:
        draft.unit, draft.own = after_quote, True
        draft.confidence = 0.6
        return
    among = draft.first - 2 if tokens.at(draft.first - 1) in ("between", "from") else draft.first - 1
    if draft.value <= _OLDEST and (
        tokens.at(among) in _AGE_WORDS
        or tokens.at(number.first - 1) in _AGE_WORDS
        or tokens.at(number.first - 2) == "age"
    ):
        draft.unit, draft.own, draft.measured, draft.confidence = "year", True, True, 0.45
        _after(tokens, draft, s)
        return
    if _is_age(tokens, draft):
        draft.unit, draft.own, draft.measured, draft.confidence = "year", True, True, 0.45
        return
    if number.digits and number.value >= _MANY and _within_schools(tokens, s):
        draft.unit, draft.own, draft.confidence = (
            "person",
            True,
            0.6,
        )  # 在园幼儿271万人: "2.71 million in kindergartens"
        return
    _after(tokens, draft, s)
    resume = draft.stop if draft.stop > s else s
    hyphen = resume == s and tokens.is_dash(s)
    noun = noun_after(tokens, resume + 1 if tokens.is_dash(resume) else resume, draft.value, hyphen=hyphen)
    if noun is None and tokens.at(s) in ("were", "are") and number.scale == 1:
        noun = _predicate_noun(tokens, s + 1)  # "12 were schools"
    if noun is None or not noun.plural:
        deed = illegal_training(tokens, s) if number.value > 1 else None
        if deed is not None:
            draft.noun, draft.unit, draft.own, draft.confidence = deed, "case", True, 0.6
            draft.unit_first, draft.unit_stop = deed.first, deed.stop
            return
    if noun is None:
        return
    if not noun.plural and not noun.known and not number.digits and number.kind != VAGUE:
        return
    if tokens.low[noun.first] == "degrees" and grammar().warmth.intersection(tokens.low[max(0, s - 14) : s + 4]):
        draft.unit, draft.own, draft.measured, draft.unit_first, draft.unit_stop = "degree", True, True, s, noun.stop
        return
    if tokens.low[noun.first] in grammar().money_nouns and number.digits and number.value >= _SUM:
        draft.unit, draft.own, draft.measured, draft.confidence = "yuan", True, True, 0.6  # "gave 2,400 subsidy"
        return
    if number.digits and number.value >= _BILLION and not noun.plural and noun.unit.startswith("other:"):
        draft.unit, draft.own, draft.measured, draft.confidence = (
            "yuan",
            True,
            True,
            0.6,
        )  # "950 billion lending facility"
        return
    draft.noun, draft.unit, draft.own = noun, noun.unit, True
    if noun.unit in ("document", "other:unit") and (body := _body_by_context(tokens, draft, noun)) is not None:
        draft.unit = body
    if noun.unit == "household" and (kept := _kept_by_classifier(tokens, draft.first)) is not None:
        draft.unit = kept  # "the training institutions dropped from 1,026 households to 37": 家
    told = tokens.low[noun.first] in _TOLD and _is_tip_off(tokens, draft, noun)
    if told or _is_letter_in(tokens, draft, noun):
        draft.unit = "case"
    if tokens.low[noun.first] in ("visit", "visits") and tokens.at(noun.stop) == "to":
        visited = noun_after(tokens, noun.stop + 1, Decimal(2))
        if visited is not None and visited.known and visited.unit in _VISITED:
            draft.unit = "institution_visit"  # "18,400 visits to institutions"
    draft.unit_first, draft.unit_stop = noun.first, noun.stop
    if number.kind != VAGUE:
        draft.confidence = (0.95 if number.digits else 0.85) if noun.known else 0.75 if noun.plural else 0.55
    if draft.stop == s:
        _after(tokens, draft, noun.stop)


_MANY = 100


def _within_schools(tokens: Tokens, s: int) -> bool:
    """Whether "in kindergartens", "at school" stands right behind a number: those who are there."""
    k = s + 1 + (tokens.at(s + 1) == "the")
    return (
        tokens.at(s) in ("in", "at")
        and tokens.is_word(k)
        and counted_unit(tokens, k) == "school"
        and (tokens.at(k + 1) in ("", ",", ".", ";", "and", "，", "。") or tokens.ends_sentence(k + 1))
    )


_HOMES = frozenset(
    (
        "family",
        "families",
        "resident",
        "residents",
        "villagers",
        "farmers",
        "poor",
        "parents",
        "poverty",
        "rural",
        "relocated",
    )
)


_PAPERS_LACKED = frozenset(
    ("certificate", "certificates", "license", "licenses", "licence", "licences", "permit", "permits")
)
_DEALT_WITH = frozenset(
    (
        "investigation",
        "punishment",
        "investigated",
        "punished",
        "banned",
        "ban",
        "shut",
        "closed",
        "dealt",
        "started",
        "start",
        "opened",
        "courses",
    )
)
_BODY_WORDS = frozenset(("institution", "institutions", "courses", "school", "schools", "classes", "training"))
_DONE_TO_UNITS = frozenset(
    (
        "fined",
        "punished",
        "inspected",
        "checked",
        "rectified",
        "warned",
        "interviewed",
        "investigated",
        "joined",
        "participated",
        "exposed",
        "commended",
        "notified",
        "involved",
    )
)


def _body_by_context(tokens: Tokens, draft: Draft, noun: Noun) -> str | None:
    """Institutions that a translation counts by what they lack ("3 certificates" for 3家无证机构) or calls units (单位)."""
    begin = max(clause_start(tokens, draft.first), draft.first - 8)
    before, after = tokens.low[begin : draft.first], tokens.low[noun.stop : noun.stop + 10]
    if noun.unit == "other:unit":
        return "institution" if _DONE_TO_UNITS.intersection([*before, *after[:4]]) else None
    if tokens.low[noun.first] not in _PAPERS_LACKED:
        return None
    dealt = _DEALT_WITH.intersection([*before, *after])
    return "institution" if dealt and _BODY_WORDS.intersection(after) and "issued" not in before else None


def _kept_by_classifier(tokens: Tokens, i: int) -> str | None:
    """The unit of the institutions or firms that the sentence before token ``i`` is about, where it speaks of no homes."""
    found = None
    for k in range(i - 1, max(-1, i - 40), -1):
        if (tokens.ends_sentence(k) and tokens.raw[k] != ";") or tokens.starts_line(k + 1):
            break
        if tokens.low[k] in _HOMES:
            return None
        unit = counted_unit(tokens, k) if tokens.is_word(k) and is_plural(tokens.low[k]) else None
        found = found or (unit if unit in ("institution", "enterprise") else None)
    return found


def _is_tip_off(tokens: Tokens, draft: Draft, noun: Noun) -> bool:
    """Whether reports (举报) are what the public hands in, not papers: they are received, accepted, handled, verified."""
    near = {*tokens.low[max(clause_start(tokens, draft.first), draft.first - 8) : draft.first]}
    near.update(tokens.low[draft.number.stop : min(tokens.n, noun.stop + 5)])
    return not near.isdisjoint(grammar().tip_off)


_COME_IN = frozenset(("received", "accepted", "handled", "accepting", "receiving", "handling"))


def _is_letter_in(tokens: Tokens, draft: Draft, noun: Noun) -> bool:
    """Whether letters (来信) are what the public sends in: accepted, received, handled; not letters to parents."""
    if tokens.low[noun.first] not in ("letters", "letter") or tokens.at(noun.stop) == "to":
        return False
    near = {*tokens.low[max(clause_start(tokens, draft.first), draft.first - 4) : draft.first]}
    near.update(tokens.low[draft.number.stop : min(tokens.n, noun.stop + 5)])
    return not near.isdisjoint(_COME_IN)


def _is_age(tokens: Tokens, draft: Draft) -> bool:
    """People "over 60": a bound right after the people, and no plural noun of its own behind the number."""
    if (
        draft.value > 120
        or draft.number.scale != 1
        or tokens.at(draft.first) not in ("over", "above", "under", "below")
    ):
        return False
    before = draft.first - 1
    if not (tokens.is_word(before) and counted_unit(tokens, before) == "person") and tokens.at(before) not in (
        "are",
        "is",
        "those",
    ):
        return False
    noun = noun_after(tokens, draft.number.stop, draft.value)
    return noun is None or not noun.plural or tokens.at(noun.first) == "lives"


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
    """Read "half an hour" as 0.5 hour, not as 50 percent."""
    k = draft.number.stop
    if tokens.at(k) in ("a", "an") or tokens.is_dash(k):
        k += 1
    unit = measured_unit(tokens, k)
    if unit is None or unit[0] == "percent":
        return False
    draft.unit, draft.unit_first, draft.unit_stop = unit[0], k, unit[1]
    draft.own = draft.measured = True
    return True


def _times(tokens: Tokens, draft: Draft, k: int) -> None:
    """Multiples ("8 times that of"), occasions ("4 times"), visits (家次: "agencies inspected was 9,448 times")."""
    draft.own = True
    draft.unit_first, draft.unit_stop = k, k + 1
    before = tokens.at(draft.first - 1)
    value = draft.number.value
    acted = tokens.low[clause_start(tokens, draft.first) : draft.first]
    last = counted_unit(tokens, draft.first - 1)
    if (
        last in _VISITED
        and _CHECKED.intersection(acted)
        and value == int(value)
        and tokens.low[k] == "times"
        and tokens.at(k + 1) not in _FOLD_AFTER
    ):
        draft.unit, draft.confidence = "institution_visit", 0.7  # "checked training institutions 6,320 times"
        return
    changes = any(
        tokens.low[m] in grammar().change
        for m in range(max(clause_start(tokens, draft.first), draft.first - 5), draft.first)
    )
    if tokens.low[k] == "fold" or (
        value < 10000
        and tokens.at(k + 1) != "per"
        and (tokens.at(k + 1) in _FOLD_AFTER or before == "by" or changes or value != int(value))
    ):
        draft.unit, draft.measured = "fold", True
        return
    draft.unit, draft.confidence = "time(s)", 0.85
    if last == "person" and _SENT.intersection(acted):
        draft.unit, draft.confidence = "person_time", 0.7  # "dispatched law enforcement personnel 14,000 times"
        return
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
    if tokens.at(s) in ('"', "“") and tokens.at(s + 1) in ("a", "an"):
        return counted_unit(tokens, s + 2)  # 136,000 "a letter to parents"
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
