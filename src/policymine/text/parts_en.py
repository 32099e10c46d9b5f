"""Parts whose noun is left out: "138 institutions, including 59 academic and 79 artistic"; sets of what was named."""

from __future__ import annotations

from collections.abc import Sequence

from policymine.text.drafts_en import Draft
from policymine.text.heads_en import grammar
from policymine.text.tokens_en import Tokens
from policymine.text.units_en import singular, units

_KINDS = frozenset(("other:subject",))  # known nouns that also name a kind of institution: "63 high school discipline"
_HOMES = frozenset(("housing", "apartment", "apartments", "houses", "flats", "dwellings", "homes"))
_HOME_REACH = 50  # tokens
_MEMORY = 3000  # characters over which a classifier keeps its noun


def is_kind(draft: Draft) -> bool:
    """Whether what stands after the number only says of which kind the counted are: an unknown word in the singular."""
    noun = draft.noun
    return (
        noun is not None
        and draft.own
        and not draft.measured
        and not noun.plural
        and draft.number.digits
        and draft.value != 1
        and (not noun.known or noun.unit in _KINDS)
    )


def opens_part(tokens: Tokens, draft: Draft) -> bool:
    return tokens.at(draft.first - 1) in grammar().part_openers


def phrase_stop(draft: Draft) -> int:
    """The token after the quantity and the kind behind it."""
    return max(draft.stop, draft.noun.stop) if draft.noun is not None and is_kind(draft) else draft.stop


def name_classifiers(tokens: Tokens, drafts: Sequence[Draft], memory: dict[str, tuple[str, int]]) -> None:
    """Give bare classifiers the unit of the noun that they last stood for: "42,000 sets of rental housing … 900 sets".

    ``memory`` is {classifier: (unit, offset)}, carried from one line of a text to the next.
    """
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
            memory[word] = (noun.unit, offset)
            continue
        unit, at = memory.get(word, ("", -_MEMORY))
        if offset - at < _MEMORY and word != "time":
            draft.unit = unit
        elif word in ("set", "unit") and _HOMES.intersection(tokens.low[max(0, noun.first - _HOME_REACH) : noun.first]):
            draft.unit = "housing_unit"
