"""Why an English number is no figure: dates, labels, ordinals, names, slogans, idioms.

The rules are those of the annotation rules ("Out"): what numbers a thing, dates it, names it or is a fixed phrase
counts nothing. Word lists are in ``data/not_figures_en.yaml``.
"""

from __future__ import annotations

from policymine.text.bounds_en import bound_before
from policymine.text.heads_en import grammar
from policymine.text.idioms_en import idiom_reason
from policymine.text.labels_en import date_reason, enumerator_reason, label_reason, ordinal_reason
from policymine.text.numeral_words_en import numerals
from policymine.text.numerals_en import FRACTION, VAGUE, VERB, Number
from policymine.text.scene_en import Scene, lists
from policymine.text.tokens_en import WORD, Tokens
from policymine.text.units_en import counted_unit, measured_unit

_BEFORE_VERB = frozenset(
    ("will", "to", "would", "can", "may", "could", "shall", "must", "and", "often")
)  # "will last 10 years"


_MODALS = frozenset(("must", "shall", "will", "should", "are", "were", "have", "had"))
_PRICES = frozenset(("price", "prices", "cost", "fee", "charge", "rate", "standard"))
_TELEPHONES = frozenset(("hotline", "hotlines", "telephone", "telephones", "phone", "phones"))  # answered for N hours

_SPANS = frozenset(("percent", "year", "month", "week", "day"))
_AFTER_SHARE = frozenset(
    [
        "",
        ".",
        ",",
        ")",
        *"of in to from by the and compared more less fewer higher lower shorter were was are is".split(),
    ]
)


def why_not(scene: Scene, number: Number) -> str | None:
    """The reason that ``number`` is no figure; None where it may be one."""
    tokens = scene.tokens
    reason = (
        ordinal_reason(tokens, number)
        or label_reason(scene, number)
        or date_reason(scene, number)
        or enumerator_reason(tokens, number)
        or _compound(tokens, number)
        or _period(tokens, number)
        or _fraction(tokens, number)
        or _name(scene, number)
        or idiom_reason(scene, number)
    )
    scene.last_stop, scene.last_reason = number.stop, reason
    return reason


def _compound(tokens: Tokens, number: Number) -> str | None:
    """Adjectives and names that hold a number: "three-color", "24 -hour", "10,000 -ton level"."""
    table, s = lists(), number.stop
    if number.kind in (VAGUE, VERB, FRACTION):
        return None
    if tokens.at(s) in table.level_words and number.scale > 1 and tokens.at(s) != "order":
        return None if measured_unit(tokens, s) is not None else "level"
    if not tokens.is_dash(s) or not tokens.glued(s + 1) or not tokens.is_word(s + 1):
        return None
    if tokens.low[s + 1] in ("fold", "plus", "odd", "strong"):
        return None
    unit = measured_unit(tokens, s + 1)
    if unit is not None:
        k = unit[1]
        if tokens.is_dash(k):
            k += 1
        if unit[0] == "hour" and number.value == 24:
            opened = tokens.at(number.first - 1) in ("a", "an") and _TELEPHONES.intersection(tokens.low[k : k + 4])
            return None if opened else "name"  # "the 24-hour hotline 12345 received …" only names it
        if unit[0] == "bit":
            return "name"  # "a three -bit pattern" is 三位一体, "a 32-bit processor" a kind
        if unit[0] == "day" and number.value == 100 and not number.digits:
            return "name"  # "the one -hundred -day battle"
        if (
            tokens.at(k) in table.level_words
            or tokens.at(k) in table.named_concepts
            or tokens.at(k + 1) in table.named_concepts
        ):
            return "name"
        if unit[0] in ("year", "month") and tokens.at(k) == "old":
            return "age"
        if unit[0] in ("year", "month", "week") and tokens.at(k) in ("average", "high", "low", "record", "peak"):
            return "name"  # "from the five-year average"
        if unit[0] == "year" and (_plan(tokens, k) or tokens.at(number.first) == "one"):
            return "plan_name"
        return None
    word = tokens.low[s + 1]
    if word in ("in", "to", "on", "by") and tokens.is_dash(s + 2):
        return "idiom"  # "four -in -one", "one -to -many"
    if word in ("a", "an", "the", "which", "and", "it", "this", "that", "with", "in", "of"):
        return None
    if counted_unit(tokens, s + 1) is not None and word not in table.compounds and (number.digits or number.value > 5):
        return None
    if word in numerals().words or word in grammar().prepositions:
        return "idiom" if word in ("to", "on", "by", "in", "off") else None
    return "name"


def _plan(tokens: Tokens, k: int) -> bool:
    """Whether a plan's name follows "N -year": one of its nouns among the next words of the phrase."""
    table = lists()
    if tokens.is_capital(k) and not tokens.ends_sentence(k - 1):
        return True
    for m in range(k, min(tokens.n, k + 4)):
        if tokens.kind[m] != WORD or tokens.low[m] in grammar().prepositions:
            return False
        if tokens.low[m] in table.plan_nouns:
            return True
    return False


def _of_plan(tokens: Tokens, k: int) -> bool:
    """Whether the noun phrase at token ``k`` is a plan's: "the preschool education action plan"."""
    for m in range(k, min(tokens.n, k + 6)):
        if tokens.kind[m] != WORD or (tokens.low[m] in grammar().hard and tokens.low[m] not in ("the", "a")):
            return False
        if tokens.low[m] in ("plan", "plans", "campaign"):
            return True
    return False


def _period(tokens: Tokens, number: Number) -> str | None:
    """Periods and frequencies: "the past three years", "every 100 households", "15-minute living circle"."""
    table, i, s = lists(), number.first, number.stop
    before = tokens.at(i - 1)
    unit = measured_unit(tokens, s)
    if unit is not None and unit[0] in table.relative_units:
        relative = before in table.relative and not (before == "last" and tokens.at(i - 2) in _BEFORE_VERB)
        if relative or tokens.at(unit[1]) in ("ago", "earlier", "later", "before"):
            return "relative_date"
        if before == "for" and number.value == 1 and tokens.at(i - 2) in ("landed", "implemented", "launched", "out"):
            return "relative_date"  # "has been implemented for one year"
        if before == "the" and tokens.at(i - 2) in ("in", "over", "during") and not number.digits:
            return "relative_date"  # "were arranged in the three years"
        beside = tokens.is_word(unit[1]) and tokens.at(unit[1] + 1) in table.named_concepts
        if tokens.at(unit[1]) in table.named_concepts or beside:
            return "name"
        if unit[0] == "hour" and tokens.at(unit[1]) == "'":
            return None
        if tokens.low[unit[1] - 1] == "year" and number.value > 1 and _plan(tokens, unit[1]):
            return "plan_name"
        if unit[0] == "year" and tokens.at(unit[1]) == "of" and _of_plan(tokens, unit[1] + 1):
            return "plan_name"  # "the second period of three years of the preschool action plan"
    if (
        before == "," == tokens.at(s)
        and tokens.is_capital(i - 2)
        and tokens.is_word(s + 1)
        and number.digits
        and 16 <= number.value == int(number.value) <= 110
        and tokens.at(s + 1) not in ("and", "in", "or")
    ):
        return "age"  # "said Li, 45, a teacher"
    money = unit is not None and unit[0] in ("yuan", "usd")
    if before in ("per", "every") or (before == "each" and number.value >= 100 and not money):
        return "denominator"
    if before == "of" and number.value == 1 and not number.digits and unit is not None and tokens.at(i - 2) in _PRICES:
        return "denominator"  # "the price of one class hour was lowered"
    return None


def _fraction(tokens: Tokens, number: Number) -> str | None:
    if number.kind != FRACTION:
        return None
    i, s = number.first, number.stop
    before, after = tokens.at(i - 1), tokens.at(s)
    whole = measured_unit(tokens, s)
    if whole is not None and whole[0] not in _SPANS and (number.digits or tokens.kind[i] != WORD):
        return None  # "1/4 mile", "½ teaspoon"
    if number.digits:
        named = tokens.at(s - 2) == "/" and tokens.is_word(s) and after not in grammar().hard
        return "formula" if named and bound_before(tokens, i) is None else None  # "9/11 memorial"
    last = tokens.low[s - 1]
    if last == "half":
        if before in ("first", "second", "latter", "last", "next", "other", "previous", "upper", "lower"):
            return "period"
        unit = measured_unit(tokens, s + (after in ("a", "an") or tokens.is_dash(s)))
        if unit is not None:
            return "period" if unit[0] in _SPANS else None
        if after in ("of", "the", "its", "that") or (after in _MODALS and not tokens.is_word(i - 1)):
            return None
        if bound_before(tokens, i) is not None or before in (
            "by",
            "save",
            "saved",
            "saves",
            "in",
            "cut",
            "than",
            "to",
            "reduced",
            "a",
            "one",
        ):
            return None if before != "in" or tokens.at(i - 2) in ("cut", "reduced", "cuts", "fell") else "lexical"
        return "lexical"
    if last == "quarter":
        share = after == "of" or tokens.is_dash(s - 2) or bound_before(tokens, i) is not None
        return None if share and tokens.at(i) in ("a", "one") else "period"
    if last == "quarters" and (before in ("first", "last", "past", "the", "all") or after == "in"):
        return "period"
    if tokens.low[s - 1].endswith("s"):
        return None
    if tokens.at(i) == "one" and counted_unit(tokens, s) is None and after not in ("party", "year", "ring", "of"):
        return None  # "one third chose houses", not "one third grade"
    return None if after in _AFTER_SHARE else "lexical"


def _name(scene: Scene, number: Number) -> str | None:
    """Numbers inside proper names, titles and slogans."""
    tokens, i, s = scene.tokens, number.first, number.stop
    if (
        not number.digits
        and tokens.is_capital(i)
        and tokens.is_capital(s)
        and not tokens.ends_sentence(i - 1)
        and (not tokens.starts_line(i) or counted_unit(tokens, s) is None)
        and not (number.stop - i > 2)
    ):
        return "proper_name"
    if (
        tokens.is_dash(s)
        and not number.digits
        and tokens.is_capital(i)
        and tokens.is_capital(s + 1)
        and not tokens.starts_line(i)
    ):
        return "proper_name"
    around = scene.quote_around(i)
    if around is not None and _is_title(tokens, number, *around):
        return "quoted_name"
    return None


def _is_title(tokens: Tokens, number: Number, opening: int, closing: int) -> bool:
    """Whether the quotation around a number is a name or a slogan, not speech or a figure set off by quotes."""
    inner = range(opening + 1, closing)
    words = [k for k in inner if tokens.kind[k] == WORD]
    if any(tokens.raw[k] in ".!?。；" and k < closing - 1 and tokens.at(k - 1) not in ("no", "nos") for k in inner):
        return False
    unit = measured_unit(tokens, number.stop)
    if unit is not None and unit[0] in ("percent", "percentage_point", "yuan", "usd", "mu", "ton"):
        return False
    capitals = sum(1 for k in words if tokens.is_capital(k))
    if capitals >= 2 and capitals * 5 >= len(words) * 2:
        return True
    if not number.digits:
        return True
    return (len(words) <= 5 and number.first == opening + 1) or len(words) <= 3
