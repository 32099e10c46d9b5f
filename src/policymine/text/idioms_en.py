"""Small spelled numbers that count nothing: "one by one", "the two sessions", "from three aspects"."""

from __future__ import annotations

from decimal import Decimal

from policymine.text.bounds_en import bound_after, bound_before
from policymine.text.heads_en import Noun, grammar, illegal_training, noun_after
from policymine.text.numeral_words_en import numerals
from policymine.text.numerals_en import Number
from policymine.text.scene_en import Scene, lists, number_near, plural_follows
from policymine.text.tokens_en import NUMBER, Tokens
from policymine.text.units_en import counted_unit, is_plural, measured_unit, singular, units


def idiom_reason(scene: Scene, number: Number) -> str | None:
    """Idioms and announcements with small spelled numbers."""
    tokens, i, s = scene.tokens, number.first, number.stop
    if number.kind != "cardinal":
        return None
    if number.digits:
        return "idiom" if number.value == 1 and _each_for_each(tokens, i, s) else None
    table, word = lists(), tokens.low[i]
    before, after = tokens.at(i - 1), tokens.at(s)
    if number.stop - i == 1 and word in table.idiom_nouns.get(after, ()):
        return "idiom"
    if word == "zero" and number.stop - i == 1:
        if measured_unit(tokens, s) is not None or (before == "to" and not tokens.is_word(s)):
            return None
        return None if plural_follows(tokens, s) and not tokens.is_dash(s) else "idiom"
    if number.value > 1 and _names_policy(tokens, s):
        return "name"
    if before in ("these", "those", "this", "both") and number.value < 100:
        return "anaphora"
    if number.value == 1:
        return None if _one_counts(scene, number) else _one_reason(tokens, number)
    if number.value <= 20:
        if after in ("of", "in") and before in ("one", "into"):
            return "idiom"
        if measured_unit(tokens, s + tokens.is_dash(s)) is not None:
            return None
        bounded = bound_after(tokens, s)
        if bounded is not None:
            s = bounded[1]  # "two or more children"
        found = noun_after(tokens, s, number.value)
        if (
            found is not None
            and singular(tokens.low[found.first]) in table.discourse
            and not _beside_number(tokens, number, found)
        ):
            return "discourse"
        if illegal_training(tokens, s) is not None:
            return None
        if found is not None and not found.known and not found.plural:
            return None if tokens.ends_sentence(i - 1) and _counted_before_break(tokens, i - 1) else "no_head"
        if found is not None and found.first - s > 9:
            return "no_head"
        if found is None and not _elided(tokens, number):
            return "no_head"
    return None


_POLICIES = frozenset(("policy", "policies", "system", "principle", "strategy", "mechanism", "doctrine"))


def _names_policy(tokens: Tokens, s: int) -> bool:
    """Whether a singular noun and a word for a policy follow: "the two child policy", "one country two systems"."""
    k = s + 1 if tokens.is_dash(s) else s
    if tokens.at(k) in ("child", "children") and tokens.at(k + 1) in _POLICIES:
        return True
    return (
        tokens.is_word(k)
        and not is_plural(tokens.low[k])
        and tokens.low[k] not in grammar().hard
        and measured_unit(tokens, k) is None
        and tokens.at(k + 1) in ("policy", "system", "principle", "strategy", "mechanism")
    )


def _each_for_each(tokens: Tokens, i: int, s: int) -> bool:
    """Whether a digit 1 stands in "1 class 1 payment", "1 school 1 plan": one for each (一课一付)."""
    ones = ("1", "one")
    follows = tokens.is_word(s) and tokens.at(s + 1) in ones and tokens.is_word(s + 2)
    precedes = tokens.is_word(s) and tokens.is_word(i - 1) and tokens.at(i - 2) in ones
    return (follows or precedes) and measured_unit(tokens, s) is None


def _counted_before_break(tokens: Tokens, mark: int) -> bool:
    return tokens.is_word(mark - 1) and is_plural(tokens.low[mark - 1]) and counted_unit(tokens, mark - 1) is not None


def _elided(tokens: Tokens, number: Number) -> bool:
    """Whether a spelled number may stand for a noun named before: "three were closed", "from nine to three"."""
    before, after = tokens.at(number.first - 1), tokens.at(number.stop)
    if before == "another" or (after == "of" and tokens.at(number.stop + 1) in ("which", "whom", "them")):
        return True
    if before in ("the", "other", "all", "both", "these", "those", "in", "into", "by", "on", "no"):
        return False
    if after in ("were", "was", "are", "have", "has", "had", "will", "would", "others"):
        return True
    listed = before == "and" and tokens.at(number.first - 2) in numerals().words
    if listed and tokens.at(number.first - 3) == ",":
        return True  # "left seven, five and three"
    if before in ("from", "to") or bound_before(tokens, number.first) is not None:
        return True
    return after in ("and", ",", "or", "to") and number_near(tokens, number.stop, number.stop + 3)


def _beside_number(tokens: Tokens, number: Number, found: Noun) -> bool:
    """Whether the counted noun stands in a row of counts: "five aspects, 15 points and 22 key tasks"."""
    after = tokens.at(found.stop)
    return after in (",", "and", "、") and number_near(tokens, found.stop + 1, found.stop + 3)


def _one_reason(tokens: Tokens, number: Number) -> str:
    if tokens.at(number.stop) in ("of", "is", "was") or not tokens.is_word(number.stop):
        return "pronoun"
    return "idiom"


def _one_counts(scene: Scene, number: Number) -> bool:
    """Whether "one" really counts: a limit, a measure, one of a row of counts, or one for each."""
    tokens, i, s = scene.tokens, number.first, number.stop
    before, after = tokens.at(i - 1), tokens.at(s)
    if after in (
        "of",
        "by",
        "another",
        "after",
        "is",
        "hand",
        "side",
        "and",
        "more",
        "to",
        "time",
        "day",
        "thing",
        "-",
        "'s",
        "or",
        "person's",
    ):
        return False
    if tokens.is_dash(s):
        return False
    bounded = bound_before(tokens, i) is not None
    unit = measured_unit(tokens, s)
    if unit is not None:
        if unit[0] in units().one_measures and before not in ("per", "each", "every", "any", "another", "the"):
            near = before == "within" and tokens.at(unit[1]) == "of"  # "within one kilometer of the river": where
            return not near and not _slogan(tokens, i)
        if tokens.at(unit[1]) in ("ago", "later", "after", "of", "before", "'"):
            return False
        return bounded or before in (
            "for",
            "within",
            "is",
            "was",
            "be",
            "principle",
            "to",
            "least",
            "by",
            "exceed",
            "than",
            "only",
            "of",
        )
    if _slogan(tokens, i) or before in (
        "no",
        "any",
        "every",
        "each",
        "this",
        "that",
        "which",
        "the",
        "another",
        "other",
        "as",
        "into",
        "in",
        "number",
    ):
        return False
    if bounded and not tokens.is_word(s):
        return True  # "each village has at least one"
    found = noun_after(tokens, s, number.value)
    if found is None or not found.known or found.plural:
        return False
    if bounded or before == "only" or (before == "and" and number_near(tokens, i - 6, i)):
        return True
    if before in grammar().count_verbs:
        return True
    words = numerals().words
    lemma = singular(tokens.low[found.first])
    for k in range(max(0, i - 30), min(tokens.n, i + 16)):
        if k == i or (tokens.low[k] not in words and tokens.kind[k] != NUMBER) or tokens.low[k] == "one":
            continue
        beyond = noun_after(tokens, k + 1, Decimal(2))
        if (
            beyond is not None
            and beyond.plural
            and (singular(tokens.low[beyond.first]) == lemma or k in (found.stop + 1, found.stop + 2))
        ):
            return True
    k = i - 1
    while k >= 0 and i - k < 30 and not tokens.ends_sentence(k):
        if tokens.low[k] in ("each", "every"):
            return True
        k -= 1
    return tokens.at(found.stop) in ("per", "each")


def _slogan(tokens: Tokens, i: int) -> bool:
    """Another "one" stands within a few words: "one school, one brand"."""
    near = [k for k in range(max(0, i - 6), min(tokens.n, i + 7)) if k != i and tokens.low[k] == "one"]
    return bool(near)
