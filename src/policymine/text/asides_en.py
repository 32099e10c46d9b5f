"""The noun of an English number that stands aside: before a colon, before brackets, after "of the", behind a second count."""

from __future__ import annotations

from collections.abc import Sequence

from policymine.text.drafts_en import Draft
from policymine.text.heads_en import Noun, clause_start, grammar, phrase_start
from policymine.text.tokens_en import WORD, Tokens
from policymine.text.units_en import counted_unit, is_plural


def of_measure(tokens: Tokens, drafts: Sequence[Draft], k: int) -> Draft | None:
    """The measure that a bare number is a part of: "1,300 *of the 1,600 mu*"."""
    draft = drafts[k]
    if k + 1 >= len(drafts) or not draft.number.digits or tokens.at(draft.stop) != "of":
        return None
    whole = drafts[k + 1]
    near = tokens.low[draft.stop + 1 : whole.first]
    if len(near) > 3 or not {"the", "these", "all", "its"}.issuperset(near) or not whole.own:
        return None
    return whole if whole.unit is not None and whole.unit != "percent" and whole.value > draft.value else None


_COLONS = frozenset((":", "："))


def labelled(tokens: Tokens, draft: Draft) -> Noun | None:
    """The plural noun before a colon that leads to the number: "Training institutions: 120", "number of teachers: 3,400"."""
    colon = draft.first - 1
    if tokens.at(colon) not in _COLONS or not draft.number.digits or not tokens.is_word(colon - 1):
        return None
    unit = counted_unit(tokens, colon - 1)
    if unit is None or not is_plural(tokens.low[colon - 1]):
        return None
    first, begin = phrase_start(tokens, colon - 1, max(0, colon - 8)), clause_start(tokens, colon)
    counted = tokens.at(first - 1) == "of" and tokens.at(first - 2) in ("number", "total", "count")
    if first > begin and not counted:
        return None  # "managed with red and green cards: 25 green"
    return Noun(unit, colon - 1, colon, first, colon, True, True)


def restated(tokens: Tokens, drafts: Sequence[Draft], k: int) -> Noun | None:
    """What a share is of, where its count follows in brackets: "92% of schools (1,230)"."""
    draft, share = drafts[k], drafts[k - 1] if k else None
    if share is None or share.unit != "percent" or tokens.at(draft.first - 1) not in ("(", "（"):
        return None
    if tokens.at(draft.stop) not in (")", "）") or tokens.at(share.stop) != "of" or not draft.number.digits:
        return None
    at = draft.first - 2
    unit = counted_unit(tokens, at) if tokens.is_word(at) and is_plural(tokens.low[at]) else None
    if unit is None or at - share.stop > 8:
        return None
    return Noun(unit, at, at + 1, phrase_start(tokens, at, share.stop), at + 1, True, True)


_MOST_QUALIFIERS = 5


def qualifiers(tokens: Tokens, begin: int, stop: int) -> int:
    """How many tokens from ``begin`` only say of which kind the counted are, in "89 *offline* and 3 online institutions",
    "1,024 *licensed for-profit* and 356 non-profit ones"; 0 where they are anything else.
    """
    words = grammar()
    k = begin
    while k < stop and tokens.low[k] not in ("and", ",", "or"):
        compound = tokens.is_dash(k) or tokens.is_dash(k + 1) or tokens.is_dash(k - 1)
        plain = tokens.kind[k] == WORD and tokens.low[k] not in words.hard and tokens.low[k] not in words.verbs
        if k - begin >= _MOST_QUALIFIERS or not (compound or (plain and counted_unit(tokens, k) is None)):
            return 0
        k += 1
    return k - begin
