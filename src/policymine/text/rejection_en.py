"""Why an English number is no figure: dates, labels, ordinals, names, slogans, idioms.

The rules are those of the annotation rules ("Out"): what numbers a thing, dates it, names it or is a fixed phrase
counts nothing. Word lists are in ``data/not_figures_en.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from policymine.data import load_yaml
from policymine.text.bounds_en import bound_before
from policymine.text.heads_en import Noun, grammar, noun_after
from policymine.text.numerals_en import FRACTION, MOST_DIGITS, ORDINAL, VAGUE, VERB, Number, numerals
from policymine.text.tokens_en import MARK, NUMBER, WORD, Tokens
from policymine.text.units_en import counted_unit, currency_before, is_plural, measured_unit, singular, units

_OPENING = frozenset("“‘«《「")
_CLOSING = frozenset("”’»》」")
_SHORT_QUOTE = 20  # tokens: a longer quotation is speech, not a name
_IDENTIFIER = 7  # digits in a run without commas, scale or unit


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of ``data/not_figures_en.yaml`` as sets."""

    months: frozenset[str]
    labels: frozenset[str]
    capital_labels: frozenset[str]
    ranks: frozenset[str]
    rank_names: frozenset[str]
    codes: frozenset[str]
    code_nouns: frozenset[str]
    phone_words: frozenset[str]
    relative: frozenset[str]
    relative_units: frozenset[str]
    plan_nouns: frozenset[str]
    compounds: frozenset[str]
    idiom_nouns: dict[str, frozenset[str]]
    discourse: frozenset[str]
    named_concepts: frozenset[str]
    year_not: frozenset[str]
    year_prepositions: frozenset[str]
    level_words: frozenset[str]


@cache
def lists() -> Lists:
    raw: dict[str, Any] = load_yaml("not_figures_en.yaml")

    def words(name: str) -> frozenset[str]:
        return frozenset(map(str, raw[name]))

    return Lists(
        months=words("months"),
        labels=words("labels"),
        capital_labels=words("labels_capital_only"),
        ranks=words("ranks"),
        rank_names=words("rank_names"),
        codes=words("codes"),
        code_nouns=words("code_nouns"),
        phone_words=words("phone_words"),
        relative=words("relative"),
        relative_units=words("relative_units"),
        plan_nouns=words("plan_nouns"),
        compounds=words("compound_adjectives"),
        idiom_nouns={noun: frozenset(numbers) for noun, numbers in raw["idiom_nouns"].items()},
        discourse=words("discourse"),
        named_concepts=words("named_concepts"),
        year_not=words("year_not"),
        year_prepositions=words("year_prepositions"),
        level_words=words("level_words"),
    )


@dataclass(slots=True)
class Scene:
    """What is known while the numbers of one stretch of text are judged from left to right."""

    tokens: Tokens
    quotes: list[tuple[int, int]] = field(default_factory=list)
    last_stop: int = -9  # the token after the number judged last, and why it was rejected (None if it was not)
    last_reason: str | None = None

    def quote_around(self, i: int) -> tuple[int, int] | None:
        for opening, closing in self.quotes:
            if opening < i < closing:
                return opening, closing
            if opening > i:
                break
        return None


def quote_spans(tokens: Tokens) -> list[tuple[int, int]]:
    """Token pairs (opening, closing) of short quotations. Straight quotes open or close by the blanks around them;
    where machine translation floated them, a mark opens when none is open.
    """
    spans: list[tuple[int, int]] = []
    pending = -1
    for i, term in enumerate(tokens.raw):
        if tokens.kind[i] != MARK or (term != '"' and term not in _OPENING and term not in _CLOSING):
            continue
        if tokens.starts_line(i):
            pending = -1
        after_blank = not tokens.glued(i) or tokens.raw[i - 1] in "(（"
        before_word = tokens.glued(i + 1) and (tokens.kind[i + 1] != MARK or tokens.raw[i + 1] in "《“")
        opens = term in _OPENING or (term == '"' and after_blank and before_word)
        closes = term in _CLOSING or (term == '"' and not opens)
        if opens:
            pending = i
        elif closes and pending >= 0:
            if i - pending <= _SHORT_QUOTE:
                spans.append((pending, i))
            pending = -1
        elif closes and term == '"':
            pending = i  # floated: 'the" double reduction "work'
    return spans


def why_not(scene: Scene, number: Number) -> str | None:
    """The reason that ``number`` is no figure; None where it may be one."""
    tokens = scene.tokens
    reason = (
        _ordinal(tokens, number)
        or _label_or_code(scene, number)
        or _date(scene, number)
        or _place_in_list(tokens, number)
        or _compound(tokens, number)
        or _period(tokens, number)
        or _fraction(tokens, number)
        or _name(scene, number)
        or _small(scene, number)
    )
    scene.last_stop, scene.last_reason = number.stop, reason
    return reason


def _ordinal(tokens: Tokens, number: Number) -> str | None:
    if number.kind != ORDINAL:
        return None
    if (
        number.value > 20
        and not number.digits
        and tokens.at(number.first - 1) != "the"
        and tokens.at(number.stop)
        in ("cannot", "must", "shall", "should", "not", "no", "prohibitions", "items", "measures", "can", "may")
    ):
        return None  # a cardinal in disguise: "twenty -fifth cannot be performed"
    months = lists().months
    if _month(tokens, number.first - 1) or _month(tokens, number.stop) or tokens.at(number.stop + 1) in months:
        return "date"
    if number.digits and tokens.at(number.first - 1) == "the" and not tokens.is_word(number.stop):
        return "date"
    return "ordinal"


def _month(tokens: Tokens, i: int) -> bool:
    return tokens.is_capital(i) and tokens.low[i] in lists().months


def _label_or_code(scene: Scene, number: Number) -> str | None:
    tokens, table, i, s = scene.tokens, lists(), number.first, number.stop
    before, after = tokens.at(i - 1), tokens.at(s)
    if number.digits:
        raw = tokens.raw[i]
        if len(raw) > MOST_DIGITS:
            return "identifier"
        if tokens.glued(i) and _glued_label(tokens, i):
            return "label"
        if _joined_label(tokens, number):
            return "label"
        bare = number.scale == 1 and measured_unit(tokens, s) is None and currency_before(tokens, i) is None
        if bare and "," not in raw and len(raw.split(".")[0]) >= _IDENTIFIER and not tokens.is_word(s):
            return "identifier"
        if (
            bare
            and len(raw) >= 3
            and raw.isdigit()
            and (before in table.phone_words or (before in (":", "：") and tokens.at(i - 2) in table.phone_words))
        ):
            return "identifier"
        if raw in table.codes and (after in table.code_nouns or tokens.is_capital(s)):
            return "code"
        if (
            after in ("+", "×", "*")
            and s + 1 < tokens.n
            and not (after == "+" and not tokens.glued(s + 1) and tokens.glued(s))
        ):
            return "formula"
        if before in ("+", "×", "*") or (after == "x" and s + 1 < tokens.n and tokens.kind[s + 1] == NUMBER):
            return "formula"
        if (after == "/" and s + 1 < tokens.n and tokens.kind[s + 1] == NUMBER) or (
            before == "/" and i > 1 and tokens.kind[i - 2] == NUMBER
        ):
            return "formula"
        if before in ("#", "№") or (before == "." and tokens.at(i - 2) in ("no", "nos", "nr", "nrs")):
            return "document_number"
        if before in ("[", "〔", "［") and after in ("]", "〕", "］"):
            return "document_number"
        if raw.endswith(".0") and bare and (tokens.is_capital(i - 1) or after in ("version", "era", "mode")):
            return "label"
    if before in table.labels and number.scale == 1 and measured_unit(tokens, s) is None and before:
        capital = tokens.is_capital(i - 1)
        if before in table.capital_labels:
            if capital and not tokens.ends_sentence(i - 2) and number.digits and not tokens.starts_line(i - 1):
                return "label"
            if capital and number.digits and before in ("no", "number", "article", "item", "form", "case", "group"):
                return "label"
        elif (number.digits or tokens.is_capital(i)) and (capital or not _plural_follows(tokens, s)):
            return "label"
    if before in table.ranks and (number.digits or number.value >= 3) and measured_unit(tokens, s) is None:
        return "rank"
    if (
        before in table.rank_names
        and tokens.is_capital(i - 1)
        and number.digits
        and number.value in (100, 200, 300, 500, 1000, 2000)
    ):
        return "rank"
    if (
        scene.last_stop == i - 1
        and (before in ("to", "and") or tokens.is_dash(i - 1))
        and scene.last_reason in ("label", "rank")
        and measured_unit(tokens, s) is None
    ):
        return scene.last_reason
    return None


def _joined_label(tokens: Tokens, number: Number) -> bool:
    """COVID-19, Shenzhou -14; 5G, 4K, 3D."""
    i, s = number.first, number.stop
    if tokens.is_dash(i - 1) and tokens.glued(i) and tokens.is_word(i - 2):
        return tokens.glued(i - 1) or (tokens.is_capital(i - 2) and not _month(tokens, i - 2))
    if not tokens.glued(s) or not tokens.is_word(s) or number.scale != 1 or measured_unit(tokens, s) is not None:
        return False
    after = tokens.low[s]
    return len(after) <= 2 and after not in ("in", "of", "to", "at", "on", "by") and not _year_like(tokens, number)


def _glued_label(tokens: Tokens, i: int) -> bool:
    """Digits glued to a word before them: a label ("G30", "PM2.5") unless the word is a currency or plain prose."""
    if not tokens.is_word(i - 1):
        return False
    word = tokens.raw[i - 1]
    if tokens.low[i - 1] in units().currency or tokens.low[i - 1] in ("us", "hk"):
        return False
    return len(word) < 3 or word[-1].isupper()


def _plural_follows(tokens: Tokens, s: int) -> bool:
    found = noun_after(tokens, s, Decimal(2))
    return found is not None and found.plural and found.known


def _year_like(tokens: Tokens, number: Number) -> bool:
    raw = tokens.raw[number.first]
    return number.digits and number.scale == 1 and len(raw) == 4 and raw.isdigit() and 1900 <= int(raw) <= 2100


def _date(scene: Scene, number: Number) -> str | None:
    tokens, i, s = scene.tokens, number.first, number.stop
    if not number.digits or number.stop != i + 1:
        return None
    if _year_like(tokens, number):
        return "date" if _is_year(tokens, number) else None
    before, after = tokens.at(i - 1), tokens.at(s)
    if after in ("am", "pm", "oclock") or (after == "o" and tokens.at(s + 2) == "clock"):
        return "time_of_day"
    if after in ("a", "p") and tokens.at(s + 1) == "." and tokens.at(s + 2) == "m":
        return "time_of_day"
    raw = tokens.raw[i]
    if not raw.isdigit() or number.value > 31 or after == "%":
        return None
    if _month(tokens, i - 1) or (before == "." and _month(tokens, i - 2)):
        return "date"
    if _month(tokens, s) or (after == "of" and _month(tokens, s + 1)):
        return "date"
    linked = before in ("and", "to", "~", "至") or tokens.is_dash(i - 1)
    if linked and scene.last_stop == i - 1 and scene.last_reason == "date" and not _counts(tokens, s):
        return "date"
    return None


def _counts(tokens: Tokens, s: int) -> bool:
    return measured_unit(tokens, s) is not None or _plural_follows(tokens, s)


def _is_year(tokens: Tokens, number: Number) -> bool:
    table, i, s = lists(), number.first, number.stop
    before, after = tokens.at(i - 1), tokens.at(s)
    if currency_before(tokens, i) is not None or after == "%":
        return False
    unit = measured_unit(tokens, s)
    if unit is not None and unit[0] not in ("year", "month", "day"):
        return False
    if unit is not None and tokens.low[s].endswith("s") and before not in ("in", "since"):
        return False
    weak = before in (
        "to",
        "of",
        "from",
        "than",
        "about",
        "around",
        "and",
        "for",
        "through",
        "between",
        "on",
        "with",
        "the",
        ",",
    )
    if before in table.year_prepositions and not weak:
        return True
    following = tokens.at(s)
    if not tokens.is_word(s) or tokens.is_capital(s) or following in table.year_not:
        return True
    if before == "the" or _month(tokens, i - 1) or before == ",":
        return True
    found = noun_after(tokens, s, number.value)
    return not (found is not None and found.plural and found.known and found.first - s <= 5)


def _place_in_list(tokens: Tokens, number: Number) -> str | None:
    """Section numbers and enumerators: "2. Normal management", "(3)", "1)"."""
    i, s = number.first, number.stop
    if not number.digits or number.scale != 1 or number.value > 99 or not tokens.raw[i].isdigit():
        return None
    before, after = tokens.at(i - 1), tokens.at(s)
    if before in ("(", "（") and after in (")", "）"):
        return "enumerator"
    opens = tokens.starts_line(i) or tokens.ends_sentence(i - 1) or before in (":", "：")
    if not opens:
        return None
    if after in (")", "）", "、", "．"):
        return "enumerator"
    if after == "." and (tokens.is_capital(s + 1) or tokens.at(s + 1) in ('"', "“")):
        return "enumerator"
    if after in (",", ":", "：") and tokens.starts_line(i) and tokens.is_capital(s + 1):
        return "enumerator"
    return None


def _compound(tokens: Tokens, number: Number) -> str | None:
    """ "three-color", "24 -hour", "10,000 -ton level": adjectives and names that hold a number."""
    table, s = lists(), number.stop
    if number.kind in (VAGUE, VERB, FRACTION):
        return None
    if tokens.at(s) in table.level_words and number.scale > 1 and tokens.at(s) != "order":
        return "level"
    if not tokens.is_dash(s) or not tokens.glued(s + 1) or not tokens.is_word(s + 1):
        return None
    unit = measured_unit(tokens, s + 1)
    if unit is not None:
        k = unit[1]
        if tokens.is_dash(k):
            k += 1
        if unit[0] == "hour" and number.value in (24, 48, 72) and number.value == 24:
            return "name"
        if (
            tokens.at(k) in table.level_words
            or tokens.at(k) in table.named_concepts
            or tokens.at(k + 1) in table.named_concepts
        ):
            return "name"
        if unit[0] == "year" and (_plan(tokens, k) or tokens.at(number.first) == "one"):
            return "plan_name"
        return None
    word = tokens.low[s + 1]
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


def _period(tokens: Tokens, number: Number) -> str | None:
    """ "the past three years", "five years ago", "every 100 households", "15-minute living circle"."""
    table, i, s = lists(), number.first, number.stop
    before = tokens.at(i - 1)
    unit = measured_unit(tokens, s)
    if unit is not None and unit[0] in table.relative_units:
        if before in table.relative or tokens.at(unit[1]) in ("ago", "earlier", "later", "before"):
            return "relative_date"
        if tokens.at(unit[1]) in table.named_concepts or tokens.at(unit[1] + 1) in table.named_concepts:
            return "name"
        if unit[0] == "hour" and tokens.at(unit[1]) == "'":
            return None
        if tokens.low[unit[1] - 1] == "year" and number.value > 1 and _plan(tokens, unit[1]):
            return "plan_name"
    if before in ("per", "every") or (before == "each" and number.value >= 100):
        return "denominator"
    return None


def _fraction(tokens: Tokens, number: Number) -> str | None:
    if number.kind != FRACTION or number.digits:
        return None
    i, s = number.first, number.stop
    before, after = tokens.at(i - 1), tokens.at(s)
    last = tokens.low[s - 1]
    if last == "half":
        if before in ("first", "second", "latter", "last", "next", "other", "previous", "upper", "lower"):
            return "period"
        unit = measured_unit(tokens, s + (after in ("a", "an") or tokens.is_dash(s)))
        if unit is not None:
            return None if unit[0] == "hour" else "period"
        if after in ("of", "the", "its", "that"):
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
        return None if after == "of" and tokens.at(i) in ("a", "one") else "period"
    if last == "quarters" and (before in ("first", "last", "past", "the", "all") or after == "in"):
        return "period"
    if tokens.low[s - 1].endswith("s"):
        return None
    return None if after in ("of", "", ".", ",", ")", "in", "to", "from", "by", "the", "and", "compared") else "lexical"


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


def _small(scene: Scene, number: Number) -> str | None:
    """Idioms and announcements with small spelled numbers."""
    tokens, i, s = scene.tokens, number.first, number.stop
    if number.digits or number.kind != "cardinal":
        return None
    table, word = lists(), tokens.low[i]
    before, after = tokens.at(i - 1), tokens.at(s)
    if number.stop - i == 1:
        nouns = [k for k in range(s, min(tokens.n, s + 3)) if tokens.kind[k] == WORD]
        if any(word in table.idiom_nouns.get(tokens.low[k], ()) for k in nouns):
            return "idiom"
    if word == "zero" and number.stop - i == 1:
        if measured_unit(tokens, s) is not None or (before == "to" and not tokens.is_word(s)):
            return None
        return None if _plural_follows(tokens, s) and not tokens.is_dash(s) else "idiom"
    if before in ("these", "those", "this", "both") and number.value < 100:
        return "anaphora"
    if number.value == 1:
        return None if _one_counts(scene, number) else _one_reason(tokens, number)
    if number.value <= 20:
        if after in ("of", "in") and before in ("one", "into"):
            return "idiom"
        found = noun_after(tokens, s, number.value)
        if (
            found is not None
            and singular(tokens.low[found.first]) in table.discourse
            and not _beside_number(tokens, number, found)
        ):
            return "discourse"
        if found is not None and not found.known and not found.plural:
            return None if tokens.ends_sentence(i - 1) and _counted_before_break(tokens, i - 1) else "no_head"
        if found is not None and found.first - s > 9:
            return "no_head"
        if found is None and not _elided(tokens, number):
            return "no_head"
    return None


def _counted_before_break(tokens: Tokens, mark: int) -> bool:
    return tokens.is_word(mark - 1) and is_plural(tokens.low[mark - 1]) and counted_unit(tokens, mark - 1) is not None


def _elided(tokens: Tokens, number: Number) -> bool:
    """Whether a spelled number may stand for a noun named before: "three were closed", "from nine to three"."""
    before, after = tokens.at(number.first - 1), tokens.at(number.stop)
    if before in ("the", "other", "all", "both", "these", "those", "in", "into", "by", "on", "no"):
        return False
    if after in ("were", "was", "are", "have", "has", "had"):
        return True
    if before in ("from", "to") or bound_before(tokens, number.first) is not None:
        return True
    return after in ("and", ",", "or", "to") and _number_near(tokens, number.stop, number.stop + 3)


def _number_near(tokens: Tokens, begin: int, stop: int) -> bool:
    words = numerals().words
    return any(tokens.kind[k] == NUMBER or tokens.low[k] in words for k in range(max(0, begin), min(tokens.n, stop)))


def _beside_number(tokens: Tokens, number: Number, found: Noun) -> bool:
    """Whether the counted noun stands in a row of counts: "five aspects, 15 points and 22 key tasks"."""
    after = tokens.at(found.stop)
    return after in (",", "and", "、") and _number_near(tokens, found.stop + 1, found.stop + 3)


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
    found = noun_after(tokens, s, number.value)
    if found is None or not found.known or found.plural:
        return False
    if bounded or (before in ("only", "and") and _number_near(tokens, i - 6, i)):
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
