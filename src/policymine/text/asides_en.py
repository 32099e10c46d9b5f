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
    if first > begin + 1 and not counted:
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


def without_places(tokens: Tokens, link: list[str], stop: int) -> list[str]:
    """``link``, the tokens before ``stop``, without the names of places at its end: "Tengzhou 23, *Taierzhuang* 4"."""
    while link and link[-1] not in ("and", ",", "or") and tokens.is_capital(stop - 1):
        link, stop = link[:-1], stop - 1
    return link


_PARTS_OPEN = (["including"], ["of", "whom"], ["among", "whom"], ["of", "which"], ["among", "them"], ["of", "them"])


def told_by_part(tokens: Tokens, drafts: Sequence[Draft], k: int) -> Draft | None:
    """The part that says what a number before it counts: "611 went to new posts, *including 27 principals*"."""
    draft = drafts[k]
    if k + 1 >= len(drafts) or not draft.number.digits:
        return None
    part = drafts[k + 1]
    if not part.own or part.measured or part.noun is None or not part.noun.plural or part.value >= draft.value:
        return None
    gap = tokens.low[draft.stop : part.first]
    if len(gap) > 10 or any(tokens.ends_sentence(m) for m in range(draft.stop, part.first)):
        return None
    return part if any(gap[-len(words) - 1 :] == [",", *words] for words in _PARTS_OPEN) else None


_RATES = frozenset(("rate", "rates", "proportion", "ratio", "coverage", "share", "percentage"))
_RATIOS = frozenset(("ratio", "coefficient"))


def unit_of_rate(tokens: Tokens, draft: Draft) -> str | None:
    """The unit of a bare number below a hundred that its clause says of a rate or ratio: "the over-weight rate reduced
    1.7" tells points, "the ratio of the two narrowed from 1.82 to 1.77" a ratio.
    """
    if not draft.number.digits or draft.value >= 100 or draft.number.scale != 1:
        return None
    begin = max(clause_start(tokens, draft.first), draft.first - 14)
    said = tokens.low[begin : draft.first]
    if _RATIOS.intersection(said) and draft.value != int(draft.value):
        return "ratio"
    before = tokens.at(draft.first - 1)
    if before == "by":
        before = tokens.at(draft.first - 2)
    moved = before in grammar().change and before not in ("up", "down", "pressure")
    if moved and _RATES.intersection(said) and not _RATIOS.intersection(said):
        return "percentage_point"
    return None


def same_rise(tokens: Tokens, before: Draft, draft: Draft) -> bool:
    """Whether the number ends a rise whose verb and measure stand in the clause before: "raised from 827 yuan to 868 yuan
    a month, *and rural to 650*".
    """
    begin = max(before.stop, before.unit_stop or 0)
    gap = tokens.low[begin : draft.first]
    if not draft.number.digits or not 3 <= len(gap) <= 10 or gap[-1] != "to" or tokens.at(before.first - 1) != "to":
        return False
    if not {"and", ",", ";"}.intersection(gap):
        return False
    return not any(tokens.ends_sentence(m) or tokens.low[m] in grammar().verbs for m in range(begin, draft.first))
