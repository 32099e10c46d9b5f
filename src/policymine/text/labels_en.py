"""English numbers that label, date or order things: "Article 12", "25 May", "the 13th", "2. Normal management"."""

from __future__ import annotations

from policymine.text.heads_en import grammar, noun_after
from policymine.text.numerals_en import MOST_DIGITS, ORDINAL, Number
from policymine.text.scene_en import Scene, is_month, lists, plural_follows, year_like
from policymine.text.tokens_en import NUMBER, Tokens
from policymine.text.units_en import currency_before, measured_unit, units

# "discipline class 16, sports class 40": how many of the kind, not its number.
_KINDS = frozenset(
    (
        "discipline",
        "disciplinary",
        "subject",
        "academic",
        "sports",
        "art",
        "arts",
        "culture",
        "cultural",
        "science",
        "technology",
        "literature",
        "comprehensive",
    )
)
_LAST_GRADE = 12
_IDENTIFIER = 7  # digits in a run without commas, scale or unit


def ordinal_reason(tokens: Tokens, number: Number) -> str | None:
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
    if is_month(tokens, number.first - 1) or is_month(tokens, number.stop) or tokens.at(number.stop + 1) in months:
        return "date"
    if number.digits and tokens.at(number.first - 1) == "the" and not tokens.is_word(number.stop):
        return "date"
    return "ordinal"


def label_reason(scene: Scene, number: Number) -> str | None:
    tokens, table, i, s = scene.tokens, lists(), number.first, number.stop
    before, after = tokens.at(i - 1), tokens.at(s)
    if number.digits:
        raw = tokens.raw[i]
        if len(raw) > MOST_DIGITS or (raw[0] == "0" and len(raw) > 1 and raw.isdigit()):
            return "identifier"
        if scene.last_reason == "identifier" and scene.last_stop == i - 1 and tokens.is_dash(i - 1) and tokens.glued(i):
            return "identifier"
        if tokens.glued(i) and _glued_label(tokens, i):
            return "label"
        if _glued_date(scene, number):
            return "date"
        if _joined_label(tokens, number):
            return "label"
        bare = number.scale == 1 and measured_unit(tokens, s) is None and currency_before(tokens, i) is None
        if (
            bare
            and "," not in raw
            and len(raw.split(".")[0]) >= _IDENTIFIER
            and (not tokens.is_word(s) or after in table.phone_words)
        ):
            return "identifier"
        if (
            bare
            and len(raw) >= 3
            and raw.isdigit()
            and (before in table.phone_words or (before in (":", "：") and tokens.at(i - 2) in table.phone_words))
        ):
            return "identifier"
        if bare and raw in table.codes and (after in table.code_nouns or tokens.is_capital(s)):
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
    if before in ("grade", "grades") and number.value <= _LAST_GRADE and measured_unit(tokens, s) is None:
        return "label"  # "grades three to six"
    if after == "grades" and not number.digits and tokens.at(s + 1) in ("of", "students", "pupils"):
        return "label"  # "one or two grades of primary school"
    if after == "room" and before in ("building", "no", "office") and number.digits:
        return "label"
    # "discipline class 16, non-discipline class 739": how many of the class there are, no label of one.
    sorted_out = before in table.sorts and tokens.at(i - 2) in table.sorted_by
    if before in table.labels and number.scale == 1 and measured_unit(tokens, s) is None and before and not sorted_out:
        capital = tokens.is_capital(i - 1)
        if before in table.capital_labels:
            first_word = tokens.ends_sentence(i - 2) or tokens.starts_line(i - 1)
            if capital and number.digits and not (first_word and plural_follows(tokens, s)):
                return "label"
            if capital and number.digits and before in ("no", "number", "article", "item", "form", "case", "group"):
                return "label"
        elif (
            (number.digits or tokens.is_capital(i))
            and (capital or not plural_follows(tokens, s))
            and (capital or before not in ("class", "category", "type") or tokens.at(i - 2) not in _KINDS)
        ):
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


def _glued_date(scene: Scene, number: Number) -> bool:
    """A year or a day that a translation broke or stuck to the next word: "20021Special Plan", "202 1 year", "31From July".

    No count: a bare run of digits begins like a year and is glued to a capital word, or a day opens a sentence so.
    """
    tokens, i, s = scene.tokens, number.first, number.stop
    raw = tokens.raw[i]
    if number.scale != 1 or s != i + 1 or not raw.isdigit():
        return False
    stuck = s < tokens.n and tokens.glued(s) and tokens.is_capital(s) and len(tokens.raw[s]) > 2
    if stuck and measured_unit(tokens, s) is None:
        if len(raw) in (4, 5) and raw.startswith(("20", "19")):
            return True
        return number.value <= 31 and (tokens.low[s] in grammar().prepositions or tokens.ends_sentence(i - 1))
    # A year broken in two ("20 18 and", "202 1"): neither half counts anything.
    following = tokens.raw[s] if s < tokens.n and tokens.kind[s] == NUMBER else ""
    if following and _halves_of_year(raw, following):
        return True
    second = scene.last_stop == i and scene.last_reason == "date" and tokens.kind[i - 1] == NUMBER
    return second and _halves_of_year(tokens.raw[i - 1], raw)


def _halves_of_year(first: str, second: str) -> bool:
    return ((first in ("19", "20") and len(second) == 2) or (first in ("200", "201", "202") and len(second) == 1)) and (
        second.isdigit()
    )


def _joined_label(tokens: Tokens, number: Number) -> bool:
    """COVID-19, Shenzhou -14; 5G, 4K, 3D."""
    i, s = number.first, number.stop
    if tokens.is_dash(i - 1) and tokens.glued(i) and tokens.is_word(i - 2):
        return tokens.glued(i - 1) or (tokens.is_capital(i - 2) and not is_month(tokens, i - 2))
    if not tokens.glued(s) or not tokens.is_word(s) or number.scale != 1 or measured_unit(tokens, s) is not None:
        return False
    after = tokens.low[s]
    return len(after) <= 2 and after not in ("in", "of", "to", "at", "on", "by") and not year_like(tokens, number)


def _glued_label(tokens: Tokens, i: int) -> bool:
    """Digits glued to a word before them: a label ("G30", "PM2.5") unless the word is a currency or plain prose."""
    if not tokens.is_word(i - 1):
        return False
    word = tokens.raw[i - 1]
    if tokens.low[i - 1] in units().currency or tokens.low[i - 1] in ("us", "hk"):
        return False
    return len(word) < 3 or word[-1].isupper()


_TELLERS = frozenset(("reporter", "reporters", "correspondent"))
_TELL = frozenset(("learned", "learnt", "from", "was", "got", "saw", "understood", "obtained", "noticed", "found"))


def date_reason(scene: Scene, number: Number) -> str | None:
    tokens, i, s = scene.tokens, number.first, number.stop
    if not number.digits or number.stop != i + 1:
        return None
    if year_like(tokens, number):
        return "date" if _is_year(tokens, number) else None
    before, after = tokens.at(i - 1), tokens.at(s)
    if after in ("am", "pm", "oclock") or (after == "o" and tokens.at(s + 2) == "clock"):
        return "time_of_day"
    if after in ("a", "p") and tokens.at(s + 1) == "." and tokens.at(s + 2) == "m":
        return "time_of_day"
    raw = tokens.raw[i]
    if not raw.isdigit() or number.value > 31 or after == "%":
        return None
    if is_month(tokens, i - 1) or (before == "." and is_month(tokens, i - 2)):
        return "date"
    if is_month(tokens, s) or (after == "of" and is_month(tokens, s + 1)):
        return "date"
    if (
        after == "day"
        and number.value > 1
        and tokens.at(s + 1) in (",", "，")
        and (i == 0 or tokens.ends_sentence(i - 1) or tokens.starts_line(i))
    ):
        return "date"  # 26日，: "26 day, the committee"
    if after in _TELLERS and tokens.at(s + 1) in _TELL:
        return "date"  # 25日记者从…获悉: "25 reporter learned from"
    if after in ("electric", "telegram", "dispatch") and tokens.at(s + 1) in ("(", "（", ":", ",", "-", "—"):
        return "date"  # 25日电
    linked = before in ("and", "to", "~", "至") or tokens.is_dash(i - 1)
    year = (
        before == "to" and i > 1 and len(tokens.raw[i - 2]) == 4 and tokens.raw[i - 2].isdigit()
    )  # "from 12 yuan in 2019 to 7."
    if linked and not year and scene.last_stop == i - 1 and scene.last_reason == "date" and not _counts(tokens, s):
        return "date"
    return None


def _counts(tokens: Tokens, s: int) -> bool:
    return measured_unit(tokens, s) is not None or plural_follows(tokens, s)


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
    if before == "the" or is_month(tokens, i - 1) or before == ",":
        return True
    found = noun_after(tokens, s, number.value)
    return not (found is not None and found.plural and found.known and found.first - s <= 5)


def enumerator_reason(tokens: Tokens, number: Number) -> str | None:
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
