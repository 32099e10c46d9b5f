"""Patterns of the words around a time (``data/time_context.yaml``), compiled once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from policymine.data import load_yaml
from policymine.records import Language
from policymine.text.periods_zh_patterns import any_of


@cache
def _lists(language: Language) -> dict[str, Any]:
    found: dict[str, Any] = load_yaml("time_context.yaml")["zh" if language is Language.ZH else "en"]
    return found


def _spaced(words: Any) -> str:
    return any_of(words).replace(r"\ ", r"\s").replace(r"\-", r"\s?-\s?")


@cache
def pattern(name: str, language: Language) -> re.Pattern[str]:
    """Any word of the list ``name``; whole words in English, in any letter case."""
    body = _spaced(_lists(language)[name])
    return re.compile(body) if language is Language.ZH else re.compile(rf"\b(?:{body})\b", re.IGNORECASE)


@cache
def any_of_list(name: str, language: Language) -> dict[str, str]:
    """The patterns (any word of each list) of a group of lists."""
    return {key: any_of(words) for key, words in _lists(language)[name].items()}


@cache
def statement(language: Language) -> re.Pattern[str]:
    """A sentence that opens a statement of its own."""
    body = _spaced(_lists(language)["statement"])
    return re.compile(
        rf"[\s“\"]{{0,3}}(?:{body})" if language is Language.ZH else rf"(?i)[\s“\"]{{0,3}}(?:the\s)?(?:{body})\b"
    )


@cache
def attributive(language: Language) -> re.Pattern[str]:
    """Chinese: from a time to the end of the clause that it stands in before a noun (去年9月上线的平台已有…), to be matched
    from the time's end to the figure. English: the participle before a time (the app launched in May has …).
    """
    body = _spaced(_lists(language)["started"])
    if language is Language.ZH:
        return re.compile(rf"[^，。；、\n]{{0,12}}?(?:{body})的[^，。；\n\d]{{2,}}")
    return re.compile(
        rf"(?i)\b(?P<aux>(?:was|were|been|has|have|had|and|also|city|county|province|it|they|bureau|department|government|district|ministry|company)\s(?:\w+ly\s)?)?"
        rf"(?:{body})\b(?:\sby\s[^,.;\n]{{1,40}}?)?(?:\s(?:in|on|at|since|from))?\s(?:the\s)?\Z"
    )


@cache
def subjects(language: Language) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """(policy id, words that only that policy's subjects have, longer words that they must not be part of)."""
    lists = _lists(language)
    return tuple(
        (name, tuple(words), tuple(lists["not_subjects"].get(name, ()))) for name, words in lists["subjects"].items()
    )


def count_subjects(text: str, words: tuple[str, ...], never: tuple[str, ...]) -> int:
    """How often ``words`` stand in ``text`` on their own (非学科类 is no 学科类)."""
    return max(0, sum(map(text.count, words)) - sum(map(text.count, never)))
