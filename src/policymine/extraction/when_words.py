"""Patterns of the words around a time (``data/time_context.yaml``), compiled once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from policymine.data import load_yaml
from policymine.records import Language
from policymine.text.periods_zh_patterns import any_of
from policymine.text.scanning import compile_scanning


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
    return re.compile(body) if language is Language.ZH else compile_scanning(rf"\b(?:{body})\b", re.IGNORECASE)


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
        return re.compile(rf"(?:[^，。；、\n]{{0,12}}?(?:{body})|[改建招办买种修评])的[^，。；\n\d]{{2,}}")
    return re.compile(
        rf"(?i)\b(?P<aux>(?:was|were|been|has|have|had|and|also|city|county|province|it|they|bureau|department|government|district|ministry|company)\s(?:\w+ly\s)?)?"
        rf"(?:{body})\b(?:\sby\s[^,.;\n]{{1,40}}?)?(?:\s(?:in|on|at|since|from))?\s(?:the\s)?\Z"
    )


# 就党的十八大以来…举行发布会: the time of a subject that is spoken on, not of the speaking.
_SPOKEN_ON = re.compile(r"(?:(?<![成造将早当])就|围绕|针对)(?![业近地读医是会])[^，。；：\n]{0,14}\Z")
_SPEAKING = re.compile(
    r"[^，。；：\n]{0,40}?(?:举行|召开|举办|答记者问|接受[^，。；\n]{0,12}采访|作[^，。；\n]{0,6}(?:介绍|说明|报告|解读)|进行[^，。；\n]{0,6}(?:介绍|说明|解读|座谈|协商|专题))"
)
# 在5月初开展检查的基础上: what is told after it was done later.
_GROUND = re.compile(r"[^。；\n]{0,50}?的?基础上")


def of_another_act(text: str, start: int, end: int, at: int) -> bool:
    """Whether the Chinese time ``text[start:end]`` is that of a subject spoken on, or of an earlier act that what stands
    at ``at`` built on.
    """
    if _SPOKEN_ON.search(text, max(0, start - 18), start) and _SPEAKING.match(text, end):
        return True
    ground = _GROUND.match(text, end) if "基础上" in text[end : end + 60] else None
    return ground is not None and ground.end() <= at and "在" in text[max(0, start - 24) : start]


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
