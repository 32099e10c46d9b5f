"""What an English predicate says of the number that is its subject or its object: that it is yet to come, that it is a
change, that it is said in another unit.
"""

from __future__ import annotations

import re

from policymine.extraction.role_words_en import NAMED_CHANGE
from policymine.text.scanning import compile_scanning

_TAIL = 110  # characters behind a number in which its verb is looked for
_LEAD = 40
_BY = 48  # characters that "by" and the words between it and its number run over
# A verb of its own between the past time and "will": what was said, issued or held then is to come.
_TOLD = re.compile(
    r"\b(?:said|says|told|learn(?:ed|t)|announced|issued|introduced|reported|pointed|stressed|noted|decided|decides|signed|was|were|has|have|had|is|are|proposed|clarified|released|published|passed|held|"
    r"adopted|approved|launched|launches|started|began|formulated|printed|unveiled|made|deployed|required|requires|convened|revealed|disclosed)\b"
)
# "An opinion with 12 suggestions will be handed over": what will be is the opinion. Not "a total of 12".
_NO_SUBJECT = re.compile(
    r"(?:\b(?:with|containing|including|for|in|to|from|among|between|by|at|within|under|into)|(?<!\btotal\s)(?<!\bsum\s)(?<!\bbatch\s)(?<!\bnumber\s)(?<!\bgroup\s)\bof)\s+(?:the\s+|all\s+)?$"
)
_RATE_OF_PAY = re.compile(
    r"\s*(?:\w+\s)?(?:per|each|every|a)\s+(?:month|year|person|day|household|class|student|capita)\b"
)

# What is yet to be, said of the things counted: "98,500 units will be added", "3 million are expected to benefit".
_TO_COME = re.compile(
    r"(?:(?!\b(?:who|which|that|was|were|had|did|have|has|and|but|or)\b)[^.;:\d]|\.\d){0,90}?"
    r"\b(?:(?:will|would)\b|should\s(?:also\s)?be\s[a-z]+(?:ed|en|ilt)\b|(?:is|are|was|were|be|being)\s(?:all\s|also\s|now\s)?(?:to\s(?=be\b|[a-z]+\b)|(?:expected|scheduled|planned|due|set|projected|estimated|forecast|slated|predicted|anticipated|"
    r"required|going|about|intended|targeted)\s(?:to|for)\b)|(?:need|needs|have|has)\sto\sbe\b)",
    re.I,
)
# What every such predicate holds: asked first, for its speed.
_MODAL = compile_scanning(r"\b(?:will|would|should|to\s(?:be\b|[a-z]+)|for)\b", re.I)
# The same, before the number; "will" and its like, which machine translation also puts into the past (2021年将…).
_WILL = compile_scanning(r"\b(?:will|would|going\s+to)\b", re.I)
# "increase the allowance by 15 yuan": by how much the verb's object changed.
_CHANGED_BY = compile_scanning(
    r"\b(?:increas|decreas|reduc|drop|declin|shr[aiu]nk|compress|slash|trimm|downsiz|improv|rais|lower|shorten|extend|expand|climb|boost|widen|narrow)[a-z]*\b|"
    r"\b(?:fell|fall(?:s|en|ing)?|rose|ris(?:es?|en|ing)|grew|grow(?:s|n|ing|th)?|cut(?:s|ting)?|lift(?:s|ed|ing)?)\b",
    re.I,
)
_BY_NUMBER = re.compile(
    r"(?:(?!\b(?:to|and|which|who|that|but|or)\b)[^.;:,\d]){1,80}?\bby\s+(?:(?:a|an|another|about|some|up|to|as|much|as|equivalent|of|around|over|nearly|almost|RMB|US)\s+){0,4}[$¥￥]?\s*"
)
# "15 yuan ($2.05)", "80 million mu (about 5.33 million hectares)": the same quantity in another unit.
CONVERTED = re.compile(
    r"\s?[(（]\s?(?:(?:about|approximately|equivalent\s+to|equal\s+to|equivalent|or|some|nearly|around|roughly|almost|over|more\s+than|converted\s+to|RMB|CNY|USD)\s+)*(?:US|HK|A)?[$¥￥€£=≈~]{0,2}\s?"
)
# "an increase of 19.48 million or 128.7 percent": the same change said twice.
SAID_TWICE = re.compile(
    r"\d[\d.,]*(?:\s[\w$]+){0,4}(?:,\s|\s)(?:or|and)\s(?:(?:by|about|nearly|almost|more than|a|an)\s)*$"
)


def is_to_come(text: str, start: int, behind: int, end: int, past: int | None) -> bool:
    """Whether the clause that ends at ``end`` says of the number at ``start``, its subject, that it is yet to be.

    ``behind``: where number and unit end. ``past`` as for :func:`told_past`.
    """
    end = min(end, behind + _TAIL)
    if _MODAL.search(text, behind, end) is None:
        return False
    if _NO_SUBJECT.search(text, max(0, start - _LEAD), start) or _RATE_OF_PAY.match(text, behind):
        return False
    found = _TO_COME.match(text, behind, end)
    return found is not None and not told_past(text, past, found.end(), found.group())


def told_past(text: str, past: int | None, end: int, words: str) -> bool:
    """Whether the "will" of ``words``, which end at ``end``, tells of a time that is over, as machine translation does:
    "In 2021, the ministry will return 23 billion". ``past``: where that time ends in ``text``.
    """
    return (
        past is not None
        and past <= end
        and _WILL.search(words) is not None
        and _TOLD.search(text, past, max(past, end - len(words))) is None
    )


def changed_by(lead: str) -> str:
    """The words from a verb of change to the "by" before the number ("increased the monthly allowance by"), or ""."""
    if " by " not in lead[-_BY:]:
        return ""
    words = NAMED_CHANGE.sub(lambda m: "_" * len(m.group()), lead)
    found = ""
    for verb in _CHANGED_BY.finditer(words):
        if _BY_NUMBER.fullmatch(words, verb.end()):
            found = words[verb.start() :]
    return found
