"""Parts whose noun is left out: "138 institutions, including 59 academic and 79 artistic"; sets of what was named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from policymine.text.drafts_en import Draft
from policymine.text.heads_en import clause_start, grammar, is_participle
from policymine.text.numerals_en import CARDINAL
from policymine.text.tokens_en import Tokens
from policymine.text.units_en import singular, units

_KINDS = frozenset(("other:subject",))  # known nouns that also name a kind of institution: "63 high school discipline"
_CLASSES = frozenset(("other:class", "other:grade", "other:level", "other:type"))  # "3 first -class, 12 second -class"
_HOMES = frozenset(("housing", "apartment", "apartments", "houses", "flats", "dwellings", "homes"))
_HOME_REACH = 50  # tokens
_MEMORY = 3000  # characters over which a classifier keeps its noun, and a part its whole
_REMEMBERED = 8  # counts
_NO_PREDICATES = frozenset(("compared", "based", "related", "needed", "united", "hundred", "speed", "indeed"))


def is_kind(tokens: Tokens, draft: Draft) -> bool:
    """Whether what stands after the number only says of which kind the counted are: an unknown word in the singular."""
    noun = draft.noun
    return (
        noun is not None
        and draft.own
        and not draft.measured
        and not noun.plural
        and draft.number.digits
        and draft.value != 1
        and (not noun.known or noun.unit in _KINDS or (noun.unit in _CLASSES and tokens.is_dash(noun.first - 1)))
    )


def opens_part(tokens: Tokens, draft: Draft) -> bool:
    return tokens.at(draft.first - 1) in grammar().part_openers


def same_passage(tokens: Tokens, before: Draft, after: Draft, breaks: int = 1) -> bool:
    gap = range(before.stop, after.first)
    return len(gap) <= 60 and sum(1 for m in gap if tokens.ends_sentence(m)) <= breaks


def is_part(tokens: Tokens, draft: Draft) -> bool:
    """Whether words before or after the number say that it is a part: "of which 400", "including 400", "400 of them"."""
    before = tokens.low[max(0, draft.first - 2) : draft.first]
    if before[-1:] == ["including"] or before in (["of", "which"], ["of", "whom"]) or before[-1:] == ["them"]:
        return True
    return tokens.at(draft.stop) in ("of", *_PREDICATES)


_PREDICATES = ("were", "was", "are", "have", "has", "had")
_COMPARATIVES = frozenset(("fewer", "less", "more", "higher", "lower", "shorter", "longer", "faster"))
_EXTREMES = frozenset(("minimum", "maximum", "highest", "lowest", "longest", "shortest"))


def is_compared(tokens: Tokens, draft: Draft) -> bool:
    """Whether the number is set against the measure before it: "8 fewer than before", "instead of 15", "the lowest is 500"."""
    if tokens.at(draft.stop) in _COMPARATIVES and tokens.at(draft.stop + 1) == "than":
        return True
    if tokens.low[max(0, draft.first - 2) : draft.first] in (["instead", "of"], ["rather", "than"]):
        return True
    return not _EXTREMES.isdisjoint(tokens.low[clause_start(tokens, draft.first) : draft.number.first])


def find_whole(tokens: Tokens, drafts: Sequence[Draft], k: int, *, breaks: int, measured: bool) -> Draft | None:
    """The quantity before ``drafts[k]`` whose noun it shares.

    The last that counts; but of those in one sentence rather one that is no less (a part is no more than its whole)
    and that does not only say where ("412 shops in 12 districts, 37 were closed"). ``measured``: measures may be
    wholes too ("21,000 km of roads, 18,400 are hardened").
    """
    draft = drafts[k]
    last = placed = None
    for m in range(k - 1, max(-1, k - 12), -1):
        whole = drafts[m]
        if whole.unit is None or (whole.measured and (not measured or whole.unit in _NO_WHOLES)):
            continue
        if whole.measured and not whole.value >= draft.value >= whole.value / 1000:
            continue
        if not same_passage(tokens, whole, draft, breaks):
            break
        last = last or (None if whole.measured else whole)
        if whole.value >= draft.value and same_passage(tokens, whole, draft, 0):
            if tokens.at(whole.first - 1) not in _WHERE:
                return whole
            placed = placed or whole
    return placed or last


_NO_WHOLES = frozenset(
    ("percent", "percentage_point", "fold", "ratio", "year", "month", "week", "day", "hour", "minute", "second")
)
_WHERE = frozenset(("in", "at", "across", "throughout", "within", "by"))


@dataclass(slots=True)
class Memory:
    """What one line of a text leaves to the next. Offsets are code points into the text."""

    classifiers: dict[str, tuple[str, int]] = field(default_factory=dict)  # bare classifier: unit, offset
    counted: list[tuple[str, Decimal, int]] = field(default_factory=list)  # unit, value, offset of the last counts


def recall(tokens: Tokens, drafts: Sequence[Draft], memory: Memory) -> None:
    """Units of parts whose whole stands in a line before: "15 were closed, 8 rectified"; remembers this line's counts."""
    for draft in drafts:
        if draft.unit is None and draft.number.digits and states_part(tokens, draft):
            near = [row for row in memory.counted if tokens.start[draft.first] - row[2] < _MEMORY]
            wholes = [row for row in near if row[1] >= draft.value] or near
            if wholes:
                draft.unit, draft.confidence = wholes[-1][0], 0.5
    closed = units().closed
    rows = [
        (draft.unit, draft.value, tokens.start[draft.first])
        for draft in drafts
        if draft.unit in closed and not draft.measured and draft.own
    ]
    memory.counted = [*memory.counted, *((unit, value, at) for unit, value, at in rows if unit)][-_REMEMBERED:]


def states_part(tokens: Tokens, draft: Draft) -> bool:
    """Whether a number without a noun surely counts: "15 were closed", "8 rectified", "only 9 left", "4 of them"."""
    if draft.number.kind != CARDINAL or draft.value_max is not None or draft.noun is not None:
        return False
    k = draft.stop
    if tokens.at(draft.first - 1) == "another" or tokens.low[max(0, draft.first - 2) : draft.first] == ["a", "further"]:
        return True  # "118 were rectified, another eight were transferred"
    after, beyond = tokens.at(k), tokens.at(k + 1)
    if after in _PREDICATES or after in ("left", "remaining") or (is_participle(after) and after not in _NO_PREDICATES):
        return True
    if after == "of" and beyond in ("them", "which", "whom"):
        return True
    before = draft.first - 1
    while tokens.at(before) in ("only", "originally", "still", "already", "now", "just", "about"):
        before -= 1
    return tokens.at(before) in ("were", "are") and tokens.at(before - 1) == "there"


def name_classifiers(tokens: Tokens, drafts: Sequence[Draft], memory: Memory) -> None:
    """Give bare classifiers the unit of the noun that they last stood for: "42,000 sets of rental housing … 900 sets"."""
    table = units()
    for draft in drafts:
        noun = draft.noun
        if noun is None or not draft.own or noun.stop > tokens.n:
            continue
        word = singular(tokens.low[noun.first])
        if word not in table.transparent or noun.stop != noun.first + 1:
            continue
        offset = tokens.start[noun.first]
        if noun.unit != f"other:{word}":
            memory.classifiers[word] = (noun.unit, offset)
            continue
        unit, at = memory.classifiers.get(word, ("", -_MEMORY))
        if offset - at < _MEMORY and word != "time":
            draft.unit = unit
        elif word in ("set", "unit") and _HOMES.intersection(tokens.low[max(0, noun.first - _HOME_REACH) : noun.first]):
            draft.unit = "housing_unit"
