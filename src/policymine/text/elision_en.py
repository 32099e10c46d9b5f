"""Units of English numbers whose noun is elided: "and 3345 were transferred", "from 81 to 8", "365, 540 and 720 days"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from policymine.records import Bound
from policymine.text.asides_en import (
    labelled,
    of_measure,
    qualifiers,
    restated,
    same_rise,
    told_by_part,
    unit_of_rate,
    without_places,
)
from policymine.text.drafts_en import Draft
from policymine.text.heads_en import Noun, clause_start, grammar, is_participle, phrase_start
from policymine.text.parts_en import find_whole, is_compared, is_kind, is_part, opens_part, same_passage
from policymine.text.subjects_en import noun_before, on_a_list, subject_at
from policymine.text.tokens_en import WORD, Tokens
from policymine.text.units_en import counted_unit, is_plural, units

_PAPERS = frozenset(("document", "copy", "event", "time(s)"))


_CLOSING_WORDS = frozenset(
    ("shut", "close", "closed", "banned", "ban", "canceled", "cancelled", "deregistered", "revoked", "suspended")
)


def inherit(tokens: Tokens, drafts: list[Draft]) -> None:
    """Units of numbers whose noun is elided: from the other end of a change, a list, the subject, the last count."""
    kinds = [is_kind(tokens, draft) for draft in drafts]
    stops = [
        draft.noun.stop if kind and draft.noun is not None else draft.stop
        for kind, draft in zip(kinds, drafts, strict=True)
    ]
    for k in range(len(drafts) - 2, -1, -1):
        draft = drafts[k]
        if draft.unit is None or kinds[k]:
            source = _next_in_list(tokens, drafts, k, stops)
            if source is not None and (draft.unit is None or (source.noun is not None and source.noun.plural)):
                _copy(draft, source, 0.8)
                kinds[k] = False
    for k, draft in enumerate(drafts):
        previous = drafts[k - 1] if k else None
        changed = previous is not None and previous.unit is not None and _is_change(tokens, previous, draft)
        if previous is not None and changed and (draft.unit is None or _lost_break(tokens, previous, draft)):
            _copy(draft, previous, 0.85)
            continue
        rate = next((d for d in reversed(drafts[max(0, k - 2) : k]) if d.unit == "percent"), None)
        if draft.unit == "other:point" and _moves_by(tokens, draft):
            draft.unit, draft.measured = "percentage_point", True  # "has been reduced by twelve points"
        if draft.unit == "other:point" and rate is not None:
            near = tokens.low[max(rate.stop, draft.first - 3) : draft.first + 4]
            if (_TURNS | grammar().change).intersection(near) and same_passage(tokens, rate, draft, 0):
                draft.unit, draft.measured = "percentage_point", True  # "reaches 90%, up 6 points"
        if draft.unit is None:
            _from_context(tokens, drafts, k)
        elif kinds[k] and opens_part(tokens, draft):
            whole = find_whole(tokens, drafts, k, breaks=0, measured=True)
            if whole is not None:
                _copy(draft, whole, 0.75)
    _share_bounds(tokens, drafts)


def _share_bounds(tokens: Tokens, drafts: Sequence[Draft]) -> None:
    """The limit of a first number holds for the second: "not exceed 3 months or 60 class hours", "no more than 60
    minutes and 90 minutes respectively".
    """
    for before, after in pairwise(drafts):
        if after.bound is not Bound.EXACT or before.bound not in _LIMITS or not after.own:
            continue
        if after.measured and before.unit == after.unit and _is_gapped(tokens, before, after):
            after.bound = before.bound
            continue
        link = tokens.low[max(before.stop, before.unit_stop or 0) : after.first]
        end = max(after.stop, after.unit_stop or 0)
        if (
            link == ["or"]
            or (link[:1] == ["per"] and link[-1:] == ["or"] and len(link) <= 5)
            or (link == ["and"] and tokens.at(end) == "respectively")
        ):
            after.bound = before.bound


def _is_gapped(tokens: Tokens, before: Draft, after: Draft) -> bool:
    """Whether the clause of ``after`` has no verb of its own and so shares the limit before it: "no less than 10 hours in
    primary schools, that of junior high schools 9 hours".
    """
    words = grammar()
    gap = range(max(before.stop, before.unit_stop or 0), after.first)
    if not 2 <= len(gap) <= 14 or not {",", "and", ";"}.intersection(tokens.low[gap.start : gap.stop]):
        return False
    for m in gap:
        term = tokens.low[m]
        own = term in words.auxiliaries or term in words.verbs or term in words.change or term in words.linking - {"of"}
        if own or is_participle(term) or term.endswith("ing") or (tokens.ends_sentence(m) and term != ";"):
            return False
        if term in words.hard and term not in words.prepositions and term not in ("the", "that", "a", "an", "and"):
            return False
    return tokens.at(after.first - 1) not in (",", "for", "by", "to", "of", "than", "and")


_LIMITS = frozenset((Bound.AT_MOST, Bound.AT_LEAST))


_SCORED = frozenset(("index", "score", "scores", "scored", "mark", "marks", "points", "exam"))


def _moves_by(tokens: Tokens, draft: Draft) -> bool:
    """Whether something moved by these points and nothing says that they are those of a score or an index."""
    before = tokens.at(draft.first - 2) if tokens.at(draft.first - 1) == "by" else tokens.at(draft.first - 1)
    if before not in grammar().change or before in ("up", "down"):
        return False
    said = tokens.low[max(clause_start(tokens, draft.first), draft.first - 14) : draft.first]
    return _SCORED.isdisjoint(said)


def _lost_break(tokens: Tokens, before: Draft, after: Draft) -> bool:
    """Whether the noun behind the end of a change belongs to the next sentence: it is no plural ("to now 4 school
    after -school …"), or the subject of the change counts something else.
    """
    if not after.own or after.measured or after.noun is None:
        return False
    if not after.noun.plural and after.value != 1 and not tokens.is_dash(after.number.stop):
        return True
    return not before.own and not before.measured and before.unit != after.unit


def _from_context(tokens: Tokens, drafts: Sequence[Draft], k: int) -> None:
    draft, previous = drafts[k], drafts[k - 1] if k else None
    if draft.number.scale >= _MILLION and _is_money(tokens, draft.first):
        draft.unit, draft.measured, draft.confidence = "yuan", True, 0.6
        return
    if draft.number.digits and (dust := _of_dust(tokens, draft)) is not None:
        draft.unit, draft.measured, draft.confidence = dust, True, 0.6
        return
    comparable = previous is not None and previous.measured and previous.unit not in (None, "percent")
    if draft.number.digits and tokens.at(draft.first - 1) in grammar().money_verbs:
        draft.unit, draft.measured, draft.confidence = "yuan", True, 0.6
        return
    if draft.number.digits and draft.value >= _SUM and _money_head(tokens, draft.first):
        draft.unit, draft.measured, draft.confidence = "yuan", True, 0.6
        return
    if draft.number.digits and tokens.at(draft.first - 1) in grammar().case_verbs:
        draft.unit, draft.confidence = "case", 0.6
        return
    rated = (
        previous is not None
        and previous.unit in _MONEY
        and draft.bound is not Bound.EXACT
        and tokens.at(draft.stop) in ("a", "per", "each")
    )
    if previous is not None and rated and same_passage(tokens, previous, draft, 0):
        _copy(draft, previous, 0.7)  # "60 yuan a class, up to 400 a week"
        return
    gapped = previous is not None and comparable and draft.bound is previous.bound and draft.bound in _LIMITS
    if (
        previous is not None
        and gapped
        and tokens.ends_sentence(draft.stop)
        and same_passage(tokens, previous, draft, 0)
    ):
        _copy(draft, previous, 0.7)  # "no more than 60 minutes and in junior high schools no more than 90."
        return
    if previous is not None and comparable and is_compared(tokens, draft) and same_passage(tokens, previous, draft, 0):
        _copy(draft, previous, 0.7)  # "12 minutes, 8 fewer than before"
        return
    if (whole := of_measure(tokens, drafts, k)) is not None:
        _copy(draft, whole, 0.7)
        return
    if (told := told_by_part(tokens, drafts, k)) is not None:
        _copy(draft, told, 0.7)
        return
    if (share := unit_of_rate(tokens, draft)) is not None:
        draft.unit, draft.measured, draft.confidence = share, True, 0.6
        return
    if previous is not None and comparable and same_rise(tokens, previous, draft):
        _copy(draft, previous, 0.7)
        return
    aside = on_a_list(tokens, draft.stop) or labelled(tokens, draft) or restated(tokens, drafts, k)
    if aside is not None:
        draft.noun, draft.unit, draft.confidence = aside, aside.unit, 0.7
        return
    subject = noun_before(tokens, draft.first) or _changed_before(tokens, draft) or _noun_across_break(tokens, draft)
    if subject is not None and (subject.plural or draft.number.digits):
        draft.noun, draft.unit, draft.confidence = subject, subject.unit, 0.8
        return
    summed = _summed_before(tokens, draft)
    if summed is not None:
        draft.noun, draft.unit, draft.confidence = summed, summed.unit, 0.7
        return
    closed = _closed_thing(tokens, draft) if previous is not None and previous.unit in _PAPERS else None
    if closed is not None:
        draft.noun, draft.unit, draft.confidence = closed, closed.unit, 0.6
        return
    paid = next((d for d in reversed(drafts[max(0, k - 4) : k]) if d.measured or d.number.scale >= _MILLION), None)
    if (
        paid is not None
        and paid.unit in _MONEY
        and min(paid.number.scale, draft.number.scale) >= _MILLION
        and same_passage(tokens, paid, draft, breaks=0 if paid is previous else 1)
    ):
        _copy(draft, paid, 0.7)  # "2.79 trillion yuan, of which 2.2 trillion were …"
        return
    if tokens.at(draft.first - 1) in grammar().person_verbs and draft.number.digits:
        draft.unit, draft.confidence = "person", 0.6  # "arrested 876"
        return
    worked_on = _worked_on(tokens, draft)
    if worked_on is not None:
        draft.noun, draft.unit, draft.confidence = worked_on, worked_on.unit, 0.7
        return
    predicate = tokens.at(draft.stop) in _PREDICATES or tokens.at(draft.stop) == "out"
    whole = find_whole(tokens, drafts, k, breaks=1 + predicate, measured=is_part(tokens, draft))
    said = tokens.low[clause_start(tokens, draft.first) : draft.first]
    beyond = whole is None or whole.value < draft.value
    if draft.number.scale >= _MILLION and draft.number.digits and beyond and "number" not in said:
        draft.unit, draft.measured, draft.confidence = (
            "yuan",
            True,
            0.5,
        )  # "fled with 2.06 million": no part of 31 cases
        return
    if whole is not None:
        _copy(draft, whole, 0.7)
        return
    part = draft.stop + 2 * (tokens.low[draft.stop : draft.stop + 2] == ["of", "them"])
    if draft.number.digits and tokens.at(part) in _PREDICATES:
        found = _subject_of_sentence(tokens, draft.first)
        if found is not None:
            draft.noun, draft.unit, draft.confidence = found, found.unit, 0.6


_SUM = 100  # yuan: a lesser bare number after "subsidy" may count anything
_EXTREMES = frozenset(("the", "highest", "maximum", "most", "lowest", "minimum", "up", "to", "at", "with", "a"))


def _of_dust(tokens: Tokens, draft: Draft) -> str | None:
    """The unit of a bare number after "PM2.5": its concentration."""
    begin = clause_start(tokens, draft.first)
    for k in range(max(begin, draft.first - 12), draft.first - 1):
        if tokens.low[k] == "pm" and tokens.raw[k + 1] in ("2.5", "10"):
            return "ug/m3" if draft.number.first > k + 2 else None
    return None


def _money_head(tokens: Tokens, i: int) -> bool:
    """Whether what the clause says to have such a value is a sum: "the loan line increased from 150,000 to 200,000"."""
    words = grammar()
    begin = max(clause_start(tokens, i), i - 12)
    if "index" in tokens.low[begin:i]:
        return False  # "the price index reached 102.3"
    if tokens.at(i - 1) in words.money_nouns:
        return True  # "outpatient cap 800"
    if not any(t in words.linking or t in words.change for t in tokens.low[begin:i]):
        return False
    for k in range(i - 1, begin - 1, -1):
        if (tokens.low[k] in words.money_nouns and not tokens.is_dash(k - 1)) or (
            tokens.low[k] in ("line", "quota", "limit", "ceiling") and tokens.at(k - 1) in ("loan", "credit", "subsidy")
        ):
            return not _counts_people(tokens, begin, k)
        owned = k > begin and tokens.is_word(k) and is_plural(tokens.low[k]) and counted_unit(tokens, k) is not None
        if owned and tokens.at(phrase_start(tokens, k, begin) - 1) not in ("of", "for", "and"):
            return False
    return False


def _is_money(tokens: Tokens, i: int) -> bool:
    """Whether the clause speaks of money before a number of millions whose currency was lost: "invested 800 million",
    "the loan can rise by 30%, the highest 1.3 million".
    """
    begin = clause_start(tokens, i)
    if begin > 1 and tokens.at(begin - 1) == "," and i >= begin and _EXTREMES.issuperset(tokens.low[begin:i]):
        i = begin - 1
    for k in range(i - 1, clause_start(tokens, i) - 1, -1):
        if tokens.low[k] == "back" and tokens.at(k - 1) in ("got", "get", "getting"):
            return True
        if tokens.low[k] in grammar().money:
            return not _counts_people(tokens, clause_start(tokens, i), k)
        if tokens.is_word(k) and is_plural(tokens.low[k]) and counted_unit(tokens, k) is not None:
            owner = phrase_start(tokens, k, clause_start(tokens, i)) - 1
            if k == i - 1 and tokens.at(owner) in ("of", "from", "for", "to"):
                continue  # "arrears of private enterprises 16.7 billion"
            return False
    return False


def _counts_people(tokens: Tokens, begin: int, stop: int) -> bool:
    """Whether the clause counts those who pay or get the money: "the number of employees who pay into the fund rose to"."""
    for k in range(begin, stop - 2):
        if tokens.low[k] == "number" and tokens.low[k + 1] == "of" and tokens.kind[k + 2] == WORD:
            return is_plural(tokens.low[k + 2]) or tokens.low[k + 2] == "people"
    return False


def _changed_before(tokens: Tokens, draft: Draft) -> Noun | None:
    """The subject of the clause before "…, from 40 to 18": what fell."""
    comma = draft.first - 2
    if tokens.at(draft.first - 1) != "from" or tokens.at(comma) != ",":
        return None
    return noun_before(tokens, comma)


_RELATIVES = frozenset(("which", "whom", "them"))
_TURNS = frozenset(
    ("higher", "lower", "more", "less", "above", "below", "ahead", "behind", "short", "from", "fewer", "high", "low")
)
_MONEY = frozenset(("yuan", "usd"))
_MILLION = Decimal(1_000_000)
_PREDICATES = frozenset(("were", "was", "are", "have", "had"))


def _subject_of_sentence(tokens: Tokens, i: int) -> Noun | None:
    """The first plural counted noun of the sentence before token ``i``: "The institutions in the district were
    reduced by 80%, 14 were transferred".
    """
    found: Noun | None = None
    for k in range(i - 1, max(-1, i - 40), -1):
        if tokens.ends_sentence(k) or tokens.starts_line(k + 1):
            break
        unit = counted_unit(tokens, k) if tokens.is_word(k) and is_plural(tokens.low[k]) else None
        if unit is not None and unit in units().closed:
            found = Noun(unit, k, k + 1, phrase_start(tokens, k, max(0, k - 8)), k + 1, True, True)
    return found


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


def _summed_before(tokens: Tokens, draft: Draft) -> Noun | None:
    """The plural noun of the clause before ", a total of 26." or ", totaling 28;": what was exposed, issued, closed."""
    comma = draft.first - 1
    while comma >= 0 and tokens.low[comma] in _TOTALS:
        comma -= 1
    if comma == draft.first - 1 or tokens.at(comma) != "," or tokens.is_word(draft.stop):
        return None
    begin = clause_start(tokens, comma)
    if tokens.at(comma - 1) in _LISTS:
        return Noun("institution", comma - 1, comma, phrase_start(tokens, comma - 1, begin), comma, True, True)
    at = subject_at(tokens, comma, begin)
    if at is None or at < 0:
        return None
    unit = counted_unit(tokens, at)
    if unit is None or not is_plural(tokens.low[at]):
        return None
    return Noun(unit, at, at + 1, phrase_start(tokens, at, begin), at + 1, True, True)


_WORKS = frozenset(("renovation", "transformation", "construction", "reconstruction", "repair", "upgrade", "upgrading"))


def _worked_on(tokens: Tokens, draft: Draft) -> Noun | None:
    """What a label without plural counts: "old community renovation 58" are communities."""
    at = draft.first - 2
    if tokens.at(at + 1) not in _WORKS or not draft.number.digits or not tokens.is_word(at):
        return None
    unit = counted_unit(tokens, at)
    begin = clause_start(tokens, draft.first)
    if unit is None or at < begin:
        return None
    return Noun(unit, at, at + 1, phrase_start(tokens, at, begin), at + 1, False, True)


_LISTS = frozenset(("blacklist", "whitelist"))  # name institutions
_TOTALS = frozenset(("a", "the", "total", "of", "totaling", "totalling", "in", "altogether", "with"))


def _noun_across_break(tokens: Tokens, draft: Draft) -> Noun | None:
    """The plural noun just before a false sentence break: "… training institutions. Ten disciplinary training" counts
    institutions, because nothing countable follows the number. Likewise before ", 3,140 of which".
    """
    mark = draft.first - 1
    antecedent = tokens.at(mark) == "," and tokens.at(draft.stop) == "of" and tokens.at(draft.stop + 1) in _RELATIVES
    if draft.value == 1 or not (tokens.ends_sentence(mark) or antecedent) or not tokens.is_word(mark - 1):
        return None
    unit = counted_unit(tokens, mark - 1)
    if unit is None or not is_plural(tokens.low[mark - 1]):
        return None
    return Noun(unit, mark - 1, mark, phrase_start(tokens, mark - 1, max(0, mark - 8)), mark, True, True)


def _copy(draft: Draft, source: Draft, confidence: float) -> None:
    draft.unit, draft.noun, draft.measured = source.unit, source.noun, source.measured
    draft.unit_first, draft.unit_stop = source.unit_first, source.unit_stop
    draft.confidence = min(confidence, source.confidence)


def _next_in_list(tokens: Tokens, drafts: Sequence[Draft], k: int, stops: Sequence[int]) -> Draft | None:
    """The quantity whose unit draft ``k`` shares: "365, 540 and 720 days", "from 81 to 8 institutions"."""
    coordinated = False
    for m in range(k, min(len(drafts) - 1, k + 8)):
        here, there = drafts[m], drafts[m + 1]
        link = tokens.low[stops[m] : there.first]
        if not here.own and len(link) > 1 and (there.noun is None or there.noun.plural):
            link = without_places(tokens, link[qualifiers(tokens, stops[m], there.first) :], there.first)
        if link in (["and"], ["or"]) or (link in ([",", "and"], [",", "or"]) and m > k):
            coordinated = True
        elif link not in ([","], ["、"]):
            if m == k and link[:1] == ["to"] and len(link) <= 2 and _is_change(tokens, here, there) and there.own:
                plural = there.measured or (there.noun is not None and there.noun.plural)
                return there if plural and (there.measured or noun_before(tokens, here.first) is None) else None
            return None
        if there.own and stops[m + 1] == there.stop and (there.measured or there.noun is not None):
            return there if coordinated and there.unit != "percent" else None
    return None


def _is_change(tokens: Tokens, before: Draft, after: Draft) -> bool:
    """Whether two quantities are the ends of one change: "from A to (now) B", "reduced … from A … to B"."""
    bare = before.number.digits and after.number.digits and before.stop == before.number.stop
    if tokens.at(before.first - 1) == "by" and (before.measured or bare) and before.unit != "percent":
        return tokens.low[max(before.stop, before.unit_stop or 0) : after.first] == ["to"]  # "cut by 1.4 days to 6.8"
    if tokens.at(before.first - 1) != "from":
        return False
    begin, stop = before.stop, after.first
    gap = tokens.low[begin:stop]
    if len(gap) > 12 or "to" not in gap:
        return False
    return not any(tokens.ends_sentence(m) for m in range(begin, stop))
