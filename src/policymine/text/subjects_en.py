"""The subject of an English number: the noun before it that it counts, or what a measure measures."""

from __future__ import annotations

from decimal import Decimal

from policymine.text.heads_en import QUOTES, Noun, clause_start, grammar, is_participle, noun_after, phrase_start
from policymine.text.tokens_en import NUMBER, WORD, Tokens
from policymine.text.units_en import counted_unit, is_plural, singular, units

_INTRANSITIVE = frozenset(
    (
        "benefit",
        "benefits",
        "benefited",
        "participate",
        "participated",
        "attend",
        "attended",
        "enrolled",
        "number",
        "graduate",
        "involve",
        "transferred",
        "retire",
    )
)
_DETERMINERS = frozenset(("the", "a", "an", "its", "their", "our", "all", "each", "every", "this", "whole"))
_DIVISIONS = frozenset(("county", "city", "province", "other:district", "other:region", "other:area", "other:town"))
_SINGULAR_LABELS = frozenset(("institution", "enterprise", "school", "household"))
_NO_SUBJECTS = frozenset(("number", "numbers", "year", "month"))


_LISTS = frozenset(("list", "whitelist", "blacklist", "lists"))


def on_a_list(tokens: Tokens, k: int) -> Noun | None:
    """What stands on a white or black list, named at token ``k`` by "those on the list" or "on the blacklist" only:
    institutions.
    """
    at = k + (tokens.at(k) in ("those", "ones"))
    if tokens.at(at) != "on" or not _LISTS.intersection(tokens.low[at + 1 : at + 7]):
        return None
    return Noun("institution", k, at + 1, k, at + 1, True, True)


def noun_before(tokens: Tokens, i: int) -> Noun | None:
    """The subject counted by a number whose own noun is elided: "institutions were reduced to 8", "the number of
    reports was 46". Looks back to the start of the clause of token ``i``.
    """
    words = grammar()
    begin = clause_start(tokens, i)
    for k in range(i - 2, begin - 1, -1):
        if tokens.low[k] in ("number", "numbers", "total", "quantity") and tokens.at(k + 1) == "of":
            found = noun_after(tokens, k + 2, Decimal(2)) or on_a_list(tokens, k + 2)
            if found is not None and found.stop <= i and (found.known or found.plural):
                return found
            break
    for k in range(begin, i - 2):
        if tokens.low[k] in ("that", "those") and tokens.low[k + 1] == "of":  # "and that of guest houses to 960"
            found = noun_after(tokens, k + 2, Decimal(2))
            if found is not None and found.stop <= i and found.plural:
                return found
    listed = _number_of_list(tokens, i, begin)
    if listed is not None:
        return listed
    best = subject_at(tokens, i, begin)
    if best is None or counted_unit(tokens, best) in ("other:year", "other:month"):
        return None
    if best == i - 1:
        if not _is_label(tokens, best, begin, i):
            return None
    elif not any(term in words.linking or term in words.change for term in tokens.low[best + 1 : i]):
        moved = tokens.at(i - 1) in ("from", "to", "by") and not words.change.isdisjoint(tokens.low[begin:best])
        acted = tokens.low[i - 1].endswith("ing") or is_participle(tokens.low[i - 1])
        if best == i - 2 and acted and is_plural(tokens.low[best]) and not tokens.is_word(i + 1):
            moved = True  # "complaints received 1,418, settled 1,402"
        if best == i - 2 and is_plural(tokens.low[best]) and tokens.low[i - 1] in _INTRANSITIVE:
            moved = True  # "students benefit more than 33 million"
        moved = moved or (best == i - 2 and tokens.at(i - 1) in ("from", "by") and "to" in tokens.low[i + 1 : i + 4])
        if moved and tokens.at(i - 1) == "by" and counted_unit(tokens, best) in _DIVISIONS:
            return None  # "A County by 38 to 2": what was told of the one before
        if not moved:  # "cut the clinics from 40 to 9"
            return None  # the doer of a deed, not what is counted: "the province has opened 1,500 …"
    first = phrase_start(tokens, best, begin)
    unit = counted_unit(tokens, best)
    noun = tokens.low[best]
    return Noun(unit or f"other:{singular(noun)}", best, best + 1, first, best + 1, is_plural(noun), unit is not None)


def subject_at(tokens: Tokens, i: int, begin: int) -> int | None:
    """The noun of ``begin:i`` that a number at ``i`` may count: the last plural, but rather one that no preposition
    governs ("the *clinics* in the counties"); a singular only where no preposition governs it.
    """
    words = grammar()
    best = -1
    governed = -1
    for k in range(i - 1, begin - 1, -1):
        term = tokens.low[k]
        if best < 0 and term in words.measures and not tokens.is_dash(k - 1) and not _qualifies(tokens, k):
            return None
        if tokens.kind[k] != WORD or term in words.hard or term in words.verbs or term in _NO_SUBJECTS:
            continue
        plural = is_plural(term)
        if counted_unit(tokens, k) is None:
            after = tokens.at(k + 1)
            if not plural or (k < i - 1 and after not in words.auxiliaries and after not in words.change):
                continue  # an unknown word is a subject only right before its verb
        if _is_governed(tokens, k, begin):
            governed = k if plural and governed < 0 else governed
            continue
        if plural or best < 0:
            best = k
        if plural:
            break
    if governed >= 0 and (best < 0 or not is_plural(tokens.low[best])):
        best = governed
    return best if best >= 0 else None


def _qualifies(tokens: Tokens, k: int) -> bool:
    """Whether the measure at ``k`` only says of which kind a noun is: "labor force of working age"."""
    return tokens.low[k - 2 : k] == ["of", "working"]


def _is_governed(tokens: Tokens, at: int, floor: int) -> bool:
    """Whether a preposition governs the noun at ``at`` ("in the county"); "the number of" and "batches of" do not."""
    words = grammar()
    k = at - 1
    while k >= floor and tokens.kind[k] == WORD and (tokens.low[k] not in words.hard or tokens.low[k] in _DETERMINERS):
        k -= 1
    if k < floor or tokens.low[k] not in words.locative or tokens.is_dash(k + 1):
        return False
    before = tokens.at(k - 1)
    return k > floor and not (
        tokens.low[k] == "of" and (before in _NO_SUBJECTS or singular(before) in units().transparent)
    )


def _number_of_list(tokens: Tokens, i: int, begin: int) -> Noun | None:
    """The noun of "the number of people insured in A, B and C insurance was …": commas of the list cut its clause."""
    words = grammar()
    if tokens.at(begin - 1) != "," or tokens.at(i - 1) not in words.linking:
        return None
    for k in range(i - 2, max(0, i - 40), -1):
        term = tokens.low[k]
        if tokens.kind[k] == NUMBER or tokens.ends_sentence(k) or term in words.change:
            return None
        if k < i - 3 and term in words.auxiliaries:
            return None
        if term in ("number", "numbers") and tokens.at(k + 1) == "of":
            found = noun_after(tokens, k + 2, Decimal(2))
            return found if found is not None and found.plural else None
    return None


def _is_label(tokens: Tokens, at: int, begin: int, i: int) -> bool:
    """Whether the noun at ``at`` is a label with its number right behind: ", participating students 79,300,"."""
    words = grammar()
    if not is_plural(tokens.low[at]):
        # "the original training institution 1,318, cancelled 1,094": a translation without plurals.
        return (
            counted_unit(tokens, at) in _SINGULAR_LABELS
            and tokens.kind[i] == NUMBER
            and not tokens.is_capital(at)
            and tokens.at(i + 1) in (",", ".", ";")
        )
    for k in range(at - 1, begin - 1, -1):
        term = tokens.low[k]
        if term == "and" or (term in words.hard and term.endswith("ing")):
            return True
        if tokens.kind[k] != WORD or (term in words.hard and not tokens.is_dash(k + 1)):
            return tokens.is_dash(k) or any(is_participle(verb) for verb in tokens.low[k + 1 : at])
    return True


def measured_head(tokens: Tokens, first: int, stop: int) -> tuple[int, int] | None:
    """What a measure measures, as tokens: "280 million yuan *of disaster relief funds*", "*the pressure decrease
    rate* was 90.1%", "a coverage *rate* of 99.8%". ``first:stop`` are the quantity's tokens with its unit.
    """
    words = grammar()
    if tokens.at(stop) in ("of", "in") and tokens.at(stop + 1) not in ("which", "them") and not _dated(tokens, stop):
        k = stop + 1
        while k < tokens.n and tokens.low[k] in ("the", "its", "all", "a", "an", "their", "our"):
            k += 1
        begin = k
        while (
            k < tokens.n
            and k - begin < 8
            and ((tokens.kind[k] == WORD and tokens.low[k] not in words.hard) or tokens.is_dash(k))
        ):
            k += 1
        if k > begin:
            return begin, k
    if tokens.is_dash(stop) or (stop < tokens.n and tokens.is_dash(stop - 2)):
        found = noun_after(tokens, stop, Decimal(1))
        if found is not None:
            return found.head_first, found.head_stop
    begin = clause_start(tokens, first)
    begin = max(begin, first - 20)
    measures = units().measured_words
    passed_verb = False
    k = first - 1
    while k >= begin:
        term = tokens.low[k]
        if tokens.kind[k] == WORD and term not in measures:
            verb = term in words.verbs or term in words.change or is_participle(term)
            if passed_verb and term in ("and", "but", "which", "that"):
                return None  # the subject is that of another verb
            if not verb and term not in words.hard and not term.endswith("ly"):
                break
            passed_verb = passed_verb or verb
        k -= 1
    if k < begin:
        return None
    subject = _subject_start(tokens, k, begin)
    if tokens.low[subject] in measures or (subject > 0 and tokens.kind[subject - 1] == NUMBER):
        return None  # the complement of the quantity before: "4.5 yuan for the middle class and 7 yuan"
    return subject, k + 1


def _dated(tokens: Tokens, stop: int) -> bool:
    """Whether "in" at ``stop`` opens a time or a place ("in 2022", "in the province"), not what the money is for."""
    after = tokens.at(stop + 1)
    return tokens.low[stop] == "in" and (
        not tokens.is_word(stop + 1) or tokens.is_capital(stop + 1) or after in grammar().hard
    )


def _subject_start(tokens: Tokens, at: int, floor: int) -> int:
    """First token of the whole subject that ends at ``at``, with its "of" and "and" phrases."""
    words = grammar()
    k = first = at
    while k >= floor:
        term = tokens.low[k]
        if tokens.kind[k] == WORD and term in words.hard:
            if term not in ("of", "and", "the", "in", "for", "to", "its", "on", "per") and not tokens.is_dash(k + 1):
                break
        elif tokens.kind[k] == NUMBER or term in words.change:
            break
        elif tokens.kind[k] == WORD or term in QUOTES or tokens.is_dash(k):
            if tokens.kind[k] == WORD:
                first = k
        else:
            break
        k -= 1
    return first
