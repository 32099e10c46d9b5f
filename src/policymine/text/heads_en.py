"""What an English number counts: the noun after it, or the subject before it.

No parser: closed word classes end a noun phrase, its plural noun is its head ("1,743 institutions were canceled",
"60 municipal "double reduction" volunteer inspectors"). Where a machine translation lost the plural, the last
known noun before the phrase's end stands in ("a 120 -person team", "13 batch of …").
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policymine.data import load_yaml
from policymine.text.tokens_en import MARK, NUMBER, WORD, Tokens
from policymine.text.units_en import counted_unit, is_plural, is_rate_of_change, singular, units

_REACH = 16  # tokens that a noun phrase may run over
_LEFT_REACH = 24
QUOTES = frozenset("\"“”‘’'«»《》「」")
_CLAUSE_MARKS = frozenset(",.;:!?，。；：！？、()（）")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Closed word classes, as ``data/grammar_en.yaml`` gives them."""

    prepositions: frozenset[str]
    pronouns: frozenset[str]
    auxiliaries: frozenset[str]
    verbs: frozenset[str]
    hard: frozenset[str]  # always end a noun phrase
    change: frozenset[str]
    ranging: frozenset[str]
    title_events: frozenset[str]
    title_documents: frozenset[str]
    count_verbs: frozenset[str]
    measures: frozenset[str]
    linking: frozenset[str]
    before_whole: frozenset[str]
    part_openers: frozenset[str]
    locative: frozenset[str]
    tip_off: frozenset[str]
    money: frozenset[str]
    money_verbs: frozenset[str]
    money_nouns: frozenset[str]
    person_verbs: frozenset[str]
    case_verbs: frozenset[str]
    warmth: frozenset[str]
    bare_adjectives: frozenset[str]


@cache
def grammar() -> Grammar:
    raw = {name: frozenset(map(str, words)) for name, words in load_yaml("grammar_en.yaml").items()}
    return Grammar(
        prepositions=raw["prepositions"],
        pronouns=raw["pronouns"],
        auxiliaries=raw["auxiliaries"],
        verbs=raw["verbs"],
        hard=raw["prepositions"] | raw["pronouns"] | raw["auxiliaries"] | raw["hard_verbs"],
        change=raw["change"],
        ranging=raw["ranging"],
        title_events=raw["title_events"],
        title_documents=raw["title_documents"],
        count_verbs=raw["count_verbs"],
        measures=raw["measures"],
        linking=raw["linking"],
        before_whole=raw["before_whole"],
        part_openers=raw["part_openers"],
        locative=raw["locative"],
        tip_off=raw["tip_off"],
        money_nouns=raw["money_nouns"],
        case_verbs=raw["case_verbs"],
        money=raw["money"],
        money_verbs=raw["money_verbs"],
        person_verbs=raw["person_verbs"],
        warmth=raw["warmth"],
        bare_adjectives=raw["bare_adjectives"],
    )


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted noun: its unit and tokens, and the tokens of its noun phrase."""

    unit: str
    first: int
    stop: int
    head_first: int
    head_stop: int
    plural: bool
    known: bool  # in the table of counted nouns


def noun_after(tokens: Tokens, j: int, value: Decimal, *, hyphen: bool = False, inner: bool = False) -> Noun | None:
    """The noun phrase that begins at token ``j``, just after a number; None where the noun is elided."""
    table, words = units(), grammar()
    if is_rate_of_change(tokens, j) or (tokens.at(j) in _EACH and singular(tokens.at(j + 1)) in _TIME_NOUNS):
        return None  # "increased by 10,000 each year"
    if hyphen and tokens.is_dash(j + 1) and tokens.is_word(j + 2):
        unit = table.counted.get(f"{tokens.low[j]}-{singular(tokens.low[j + 2])}")
        if unit is not None:
            return Noun(unit, j, j + 3, j, j + 3, is_plural(tokens.low[j + 2]), True)  # "300 -person -times"
    if hyphen and (unit := counted_unit(tokens, j)) is not None:
        return Noun(unit, j, j + 1, j, j + 1, is_plural(tokens.low[j]), True)  # "120 -person", "12 -member"
    j = _skip_opening(tokens, j)
    begin = j
    plural_at = singular_at = first_singular = -1
    owned = False
    k = j
    while k < min(tokens.n, j + _REACH):
        term, kind = tokens.low[k], tokens.kind[k]
        if kind == MARK:
            if term in QUOTES or tokens.is_dash(k) or term == "/":
                k = _past_quotation(tokens, k) or k + 1
                continue
            if term in (",", "、") and plural_at < 0 and (resume := _list_goes_on(tokens, k, value)):
                k = resume
                continue
            break
        label = plural_at < 0 and kind == NUMBER and tokens.glued(k + 1) and tokens.is_word(k + 1)
        if label and len(tokens.low[k + 1]) <= 2:
            k += 2  # "1,500 5G base stations"
            continue
        if kind == NUMBER and owned and plural_at < 0:
            k += 1
            continue
        if kind != WORD:
            break
        if plural_at < 0 and term.endswith(("'s", "’s")):
            owned = True  # "three of the county's original 143 firms": whose they are
            k += 1
            continue
        if term == "pressure" and tokens.at(k + 1) in words.change:
            break  # "from 266 pressure reduce to 13" (压减)
        if term in words.hard:
            loose = singular_at < 0 and k <= begin + 2  # "27 black and odorous water bodies"
            one_division = value == 1 and singular_at == k - 1 and counted_unit(tokens, singular_at) in table.closed
            if (
                (term == "and" or (term == "or" and loose))
                and plural_at < 0
                and k > begin
                and not one_division
                and (resume := _list_goes_on(tokens, k, value, loose=loose))
            ):
                k = resume
                continue
            lost_break = k == begin + 1 and first_singular == begin and counted_unit(tokens, begin) in table.closed
            if (
                tokens.is_dash(k + 1)
                and tokens.glued(k + 2)
                and term in words.prepositions
                and plural_at < 0
                and not lost_break
            ):
                k += 2  # "off -campus", "after -school", "out -of -school"
                continue
            if plural_at < 0 and k > begin and tokens.is_dash(k - 1) and tokens.glued(k):
                k += 1  # "drive -in", "four -no"
                continue
            break
        if plural_at >= 0 and (k - plural_at > 3 or _ends_phrase(tokens, k)):
            break
        if plural_at < 0 and k > begin and tokens.is_dash(k - 1) and tokens.glued(k) and is_participle(term):
            k += 1  # "curriculum -based out -of -school institutions"
            continue
        if term in words.verbs and (plural_at >= 0 or _nothing_follows(tokens, k + 1)):
            if k > begin and counted_unit(tokens, k) and plural_at < 0 and singular_at < 0:
                singular_at = k
            break
        if plural_at < 0 and is_participle(term) and _nothing_follows(tokens, k + 1):
            listed = k > begin and tokens.at(k + 1) == "and" and _list_goes_on(tokens, k + 1, value)
            if not listed:
                break  # but "small, scattered and dirty enterprises" goes on
        known = counted_unit(tokens, k) is not None
        if is_plural(term) and term not in table.not_plural:
            if plural_at >= 0 and _is_object(tokens, plural_at, k):
                break
            if plural_at < 0 or known:
                plural_at = k
        elif known and plural_at < 0:
            singular_at = k
            if first_singular < 0:
                first_singular = k
        k += 1
    stop = k
    if plural_at >= 0:
        return _noun(tokens, begin, plural_at, value, plural=True, inner=inner)
    if first_singular == begin and (tokens.at(begin + 1) == "of" or tokens.at(begin + 1) in words.prepositions):
        return _noun(tokens, begin, begin, value, plural=False, inner=inner)
    if singular_at >= 0:
        return _noun(tokens, begin, singular_at, value, plural=False, inner=inner)
    last = stop - 1
    while last >= begin and tokens.kind[last] != WORD:
        last -= 1
    if last < begin or hyphen or len(tokens.low[last]) < 3 or tokens.low[last].endswith("ly"):
        return None
    if last == begin and tokens.low[last] in words.bare_adjectives:
        return None
    return _noun(tokens, begin, last, value, plural=False, inner=inner)


def _skip_opening(tokens: Tokens, j: int) -> int:
    """Past "(pieces) of", "of the", "left of", "more": what stands between a number and its noun phrase."""
    if tokens.at(j) in ("(", "（") and tokens.at(j + 2) in (")", "）") and tokens.is_word(j + 1):
        j += 3
        if tokens.at(j) == "of":
            return j + 1
        return j
    if tokens.at(j) in ("(", "（") and j + 3 < tokens.n and tokens.kind[j + 1] == NUMBER and tokens.at(j + 2) == "%":
        return j + 4 if tokens.at(j + 3) in (")", "）") else j  # "1,820 (99.8%) schools"
    if tokens.at(j) in ("left", "remaining", "more", "people", "odd", "plus", "new", "or") and tokens.at(j + 1) == "of":
        j += 1
    if tokens.at(j) == "others":
        return tokens.n
    while tokens.at(j) in ("more", "other", "additional", "such", "odd", "out", "plus", "+", "each", "fewer"):
        j += 1
    if tokens.at(j) == "of":
        j += 1
        while tokens.at(j) in ("the", "these", "those", "our", "its", "all", "their"):
            j += 1
        if tokens.at(j) in ("them", "which", "whom"):
            return j + 1 if _names_kind(tokens, j + 1) else tokens.n
        whole = j
        while whole < j + 3 and tokens.at(whole) in grammar().before_whole:
            whole += 1
        if whole < tokens.n and (tokens.kind[whole] == NUMBER or tokens.low[whole] in number_words()):
            j = whole + 1
    return j


def _names_kind(tokens: Tokens, k: int) -> bool:
    """Whether "of them" is followed by what they are ("12 of them *primary schools*"), not by what they did."""
    last = k + 1 if tokens.is_word(k) and not _ends_phrase(tokens, k) and not is_plural(tokens.low[k]) else k
    return tokens.is_word(last) and is_plural(tokens.low[last]) and counted_unit(tokens, last) is not None


_MISPLACED = frozenset(("household", "other:subject"))  # "37 disciplines of training institutions": 37所学科类培训机构
_HOUSED = frozenset(("institution", "enterprise"))
_LED = frozenset(
    ("institution", "enterprise", "school", "department", "team", "village", "household", "county", "city")
)
_ACTORS = frozenset(("person", "institution", "school", "enterprise", "household", "team", "department"))


def _is_object(tokens: Tokens, subject: int, k: int) -> bool:
    """Whether the plural at ``k`` is the object of a verb in its base form: "300 students *rent* rooms"."""
    return (
        k == subject + 2
        and tokens.is_word(k - 1)
        and (tokens.low[subject].endswith("s") or tokens.low[subject] in ("people", "children", "women", "men"))
        and counted_unit(tokens, subject) in _ACTORS
        and counted_unit(tokens, k - 1) is None
        and not is_plural(tokens.low[k - 1])
    )


def _past_quotation(tokens: Tokens, k: int) -> int:
    """The token after a short quotation that opens at ``k`` and only modifies a noun: 9 *"invisible"* training points.
    0 where the phrase may end inside it, or token ``k`` closes one.
    """
    if tokens.raw[k] not in QUOTES or (tokens.glued(k) and not tokens.glued(k + 1)):
        return 0
    for m in range(k + 1, min(tokens.n, k + 8)):
        if tokens.raw[m] in QUOTES and tokens.raw[m] not in "'’":
            after = tokens.at(m + 1)
            modifies = tokens.is_word(m + 1) and after not in grammar().hard and after not in grammar().verbs
            return m + 1 if modifies and not _ends_phrase(tokens, m + 1) else 0
    return 0


@cache
def number_words() -> frozenset[str]:
    from policymine.text.numeral_words_en import numerals

    return numerals().words


def _ends_phrase(tokens: Tokens, k: int) -> bool:
    term = tokens.low[k]
    return is_participle(term) or term in grammar().verbs or (term.endswith("ing") and len(term) > 5)


def is_participle(term: str) -> bool:
    return term.endswith("ed") and len(term) > 4


def _nothing_follows(tokens: Tokens, k: int) -> bool:
    """Whether no noun can follow: token ``k`` is a mark, a number or a word that ends noun phrases."""
    if k >= tokens.n or tokens.kind[k] == NUMBER:
        return True
    if tokens.kind[k] == MARK:
        return tokens.low[k] not in QUOTES and not tokens.is_dash(k)
    return tokens.low[k] in grammar().hard or tokens.low[k].endswith("ly")


def _list_goes_on(tokens: Tokens, k: int, value: Decimal, *, loose: bool = False) -> int:
    """Where a listed modifier ends in a known plural noun ("music, sports and beauty teachers"): the token after the
    comma or "and" at ``k``; 0 where it does not.
    """
    words = grammar()
    seen_and = tokens.low[k] in ("and", "or")
    for m in range(k + 1, min(tokens.n, k + 7)):
        term = tokens.low[m]
        if tokens.kind[m] == NUMBER or term in number_words():
            return 0
        if term in {"and", ","}:
            if term == "," and seen_and:
                return 0
            seen_and = seen_and or term == "and"
            continue
        if tokens.kind[m] == MARK and not tokens.is_dash(m) and term not in QUOTES:
            return 0
        if term in words.hard:
            return 0
        if (is_plural(term) or (value == 1 and seen_and)) and (loose or counted_unit(tokens, m) is not None):
            return k + 1 if seen_and else 0
    return 0


_EACH = frozenset(("each", "every", "per"))
_TIME_NOUNS = frozenset(("year", "month", "week", "day", "quarter", "semester", "term"))
_BUILT_OF_HOMES = frozenset(("other:shantytown", "other:shanty", "other:slum", "other:shack"))


def _noun(tokens: Tokens, begin: int, at: int, value: Decimal, *, plural: bool, inner: bool) -> Noun:
    table = units()
    term = singular(tokens.low[at])
    stop = at + 1
    unit = counted_unit(tokens, at)
    if term in table.transparent and not inner:
        k = stop
        if tokens.at(k) in ("(", "（") and tokens.at(k + 2) in (")", "）"):
            k += 3  # "49,000 units (pieces) of agricultural machinery"
        found = noun_after(tokens, k + 1, value, inner=True) if tokens.at(k) == "of" else None
        if (
            found is not None
            and term in ("round", "time")
            and not (found.known and found.unit in ("inspection", "event"))
        ):
            found = None  # "six rounds of recruitment" are rounds
        if found is not None and term == "head" and found.unit in _LED:
            return Noun("person", at, stop, begin, stop, plural, True)  # "56 heads of institutions"
        if found is not None:
            homes = (term == "set" and found.unit == "household") or found.unit in _BUILT_OF_HOMES
            unit = "housing_unit" if homes else found.unit  # "96,800 units of shantytowns" (套)
            return Noun(unit, at, stop, found.head_first, found.head_stop, found.plural, True)
    if plural and term in table.transparent_known and not inner and tokens.at(stop) == "of":
        found = noun_after(tokens, stop + 1, value, inner=True)
        if found is not None and found.known and found.plural and found.unit in table.closed and found.first - stop < 5:
            return Noun(found.unit, at, stop, found.head_first, found.head_stop, True, True)
    if unit in _MISPLACED and not inner and tokens.at(stop) == "of":
        found = noun_after(tokens, stop + 1, value, inner=True)
        if found is not None and found.known and found.unit in _HOUSED:
            return Noun(found.unit, at, stop, found.head_first, found.head_stop, found.plural, True)  # 家 misread
    if tokens.at(stop) in ("and", "(", "（", "/") and unit is not None and (other := _paired(tokens, stop)):
        unit = _division(unit, other)
    return Noun(unit or f"other:{term}", at, stop, begin, stop, plural, unit is not None)


def _paired(tokens: Tokens, stop: int) -> str | None:
    """The unit of the noun coordinated at ``stop`` ("districts and cities", "counties (cities, districts)")."""
    if stop + 1 < tokens.n and tokens.kind[stop + 1] == WORD and is_plural(tokens.low[stop + 1]):
        return counted_unit(tokens, stop + 1)
    return None


def _division(unit: str, other: str) -> str:
    """Of two coordinated divisions the one that the closed list of units knows: "districts and cities" are cities."""
    closed = units().closed
    divisions = ("other:district", "other:region", "other:area", "other:town", "other:township", "other:street")
    return other if unit in divisions and other in closed else unit


def clause_start(tokens: Tokens, i: int) -> int:
    """First token of the clause that token ``i`` stands in (cut at commas, stops and brackets; reach is limited)."""
    k = i - 1
    while k >= 0 and i - k < _LEFT_REACH:
        if tokens.kind[k] == MARK and tokens.low[k] in _CLAUSE_MARKS:
            return k + 1
        if tokens.ends_sentence(k) or tokens.starts_line(k + 1):
            return k + 1
        k -= 1
    return k + 1


def phrase_start(tokens: Tokens, at: int, floor: int) -> int:
    """First token of the noun phrase whose noun is token ``at``."""
    words = grammar()
    k = at
    while k > floor:
        before = k - 1
        term = tokens.low[before]
        compound = tokens.is_dash(k) and term in words.prepositions  # "off -campus"
        plain = term not in words.hard and term not in number_words()
        if (tokens.kind[before] == WORD and (plain or compound)) or (
            tokens.kind[before] == MARK and (tokens.is_dash(before) or term in QUOTES)
        ):
            k = before
        elif tokens.kind[before] == NUMBER:
            break
        else:
            break
    while k < at and (tokens.kind[k] != WORD or tokens.low[k] in words.verbs):
        k += 1
    return k


def illegal_training(tokens: Tokens, s: int) -> Noun | None:
    """The deed in "ten disciplinary training in violation of regulations", "12 illegal training were found": 违规培训12起."""
    for k in range(s, min(tokens.n, s + 7)):
        if tokens.low[k] in ("training", "tutoring"):
            after = tokens.at(k + 1)
            marked = _ILLEGAL.intersection(tokens.low[s:k]) and (
                after in ("were", "was", "have", "had", "and") or not tokens.is_word(k + 1)
            )
            against = after == "in" and tokens.at(k + 2) in ("violation", "violations")
            return Noun("case", k, k + 1, s, k + 1, True, True) if marked or against else None
        if tokens.kind[k] not in _IN_PHRASE or (
            tokens.low[k] in grammar().hard and not tokens.is_dash(k + 1) and not tokens.is_dash(k - 1)
        ):
            return None
    return None


_ILLEGAL = frozenset(
    ("illegal", "hidden", "invisible", "covert", "disguised", "irregular", "unlicensed", "underground")
)
_IN_PHRASE = (WORD, MARK)
