"""What bounds a Chinese number: 近, 超过, 不得超过 before it; 以上, 以内, 左右 after it or after its unit."""

from __future__ import annotations

import re

from policymine.records import Bound
from policymine.text.lexicon_zh import (
    BOUND_ACROSS,
    BOUND_ACROSS_NOT,
    BOUND_AFTER,
    BOUND_AFTER_BY_FIRST,
    BOUND_AFTER_SHARE,
    BOUND_BEFORE,
    BOUND_BEFORE_BY_LAST,
    BOUND_BEFORE_SCALE,
    BOUND_BEFORE_SCALE_BY_LAST,
    NEGATION,
    NOT_BOUND_AFTER,
    OVER_BASE_NOT,
    TURNED,
    word_at,
    word_before,
)

_CLAUSE_MARKS = "，。；：！？,;!?\n"
_CLAUSE_REACH = 24
_ACROSS = 8
_ACROSS_CHARS = re.compile(f"[{''.join({word[0] for word in BOUND_ACROSS})}]")


def bound_before(text: str, start: int, floor: int, *, bare: bool = False) -> tuple[Bound | None, int]:
    """Bound that ends at ``start`` and the offset where its words begin (``start`` where there is none).

    ``bare`` also reads the words that bound a scale word or a half only (上千, 过亿, 过半).
    """
    end = start
    while end > floor and text[end - 1] == " ":
        end -= 1
    word = word_before(BOUND_BEFORE_BY_LAST, text, floor, end)
    bound = BOUND_BEFORE.get(word)
    if not word and bare:
        word = word_before(BOUND_BEFORE_SCALE_BY_LAST, text, floor, end)
        bound = BOUND_BEFORE_SCALE.get(word)
    if not word or bound is None:
        return None, start
    begin = end - len(word)
    if begin > floor and text[begin - 1] in NOT_BOUND_AFTER.get(word, ""):
        return None, start
    if bound in TURNED and _negated(text, begin):
        return TURNED[bound], begin
    return bound, begin


def _negated(text: str, at: int) -> bool:
    """Whether a prohibition stands in the same clause before ``at``."""
    begin = max(0, at - _CLAUSE_REACH)
    clause = text[begin:at]
    for i in range(len(clause) - 1, -1, -1):
        if clause[i] in _CLAUSE_MARKS:
            clause = clause[i + 1 :]
            break
    return any(word in clause for word in NEGATION)


def bound_across(text: str, start: int, floor: int) -> Bound | None:
    """Bound that stands a few characters before, with a verb between: 最高补贴50万元, 至少配备2名."""
    begin = max(floor, start - _ACROSS)
    if _ACROSS_CHARS.search(text, begin, start) is None:
        return None
    reach = text[begin:start]
    reach = reach[max(reach.rfind(mark) for mark in "，。；、,;\n") + 1 :]
    for word, bound in BOUND_ACROSS.items():
        at = reach.rfind(word)
        if at >= 0:
            gap = reach[at + len(word) :].replace("至少", "")
            if gap.startswith("的"):
                return None  # 最多的一户: which one, not how many
            return (
                None if any(stop in gap for stop in BOUND_ACROSS_NOT) or any(char.isdigit() for char in gap) else bound
            )
    return None


_BASE_REACH = 28
_OVER_BASE = re.compile("|".join(sorted((word for word in BOUND_BEFORE if len(word) > 1), key=len, reverse=True)))
_BASE_BREAK = re.compile(f"[{_CLAUSE_MARKS}、0-9０-９{OVER_BASE_NOT}]")


def bound_over_base(text: str, start: int, floor: int) -> tuple[Bound, int, int] | None:
    """Bound of a share of a base and the span of its words: 不得低于补助总额的80%.

    ``start`` is where the share begins, right after 的.
    """
    begin = max(floor, start - _BASE_REACH)
    bounds = list(_OVER_BASE.finditer(text, begin, start - 1))
    last = bounds[-1] if bounds else None
    if last is None or last.end() + 1 >= start or _BASE_BREAK.search(text, last.end(), start - 1):
        return None
    bound = BOUND_BEFORE[last.group()]
    if bound in TURNED and _negated(text, last.start()):
        bound = TURNED[bound]
    return bound, last.start(), last.end()


def bound_after(text: str, at: int, end: int, *, unit: bool = False, share: bool = False) -> tuple[Bound | None, int]:
    """Bound that begins at ``at`` and the offset after it (``at`` where there is none).

    ``unit``: a unit of measurement stands before ``at``, so 起 may be a bound (100元起) and no classifier (3起). ``share``: a
    share or fraction does (三分之二强).
    """
    if share and text[at : at + 1] in BOUND_AFTER_SHARE and text[at + 1 : at + 2] in ("", "的", *_CLAUSE_MARKS):
        return BOUND_AFTER_SHARE[text[at]], at + 1
    word = word_at(BOUND_AFTER_BY_FIRST, text, at)
    after = at + len(word)
    if not word or after > end:
        return None, at
    if word == "起" and not unit:
        return None, at
    if word == "起" and after < end and text[after] not in _CLAUSE_MARKS + "（）()、":
        return None, at
    if word == "以上" and text.startswith("以上级", at):
        after = at + 2
    return BOUND_AFTER[word], after
