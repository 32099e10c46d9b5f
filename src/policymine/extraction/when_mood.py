"""Which paragraphs of a Chinese government work report plan, where no heading says so.

A report first looks back on a year and then lays out the next, in the same words: 新增公办学位5万个 is a result in the one
and a task in the other. A whole report says where the plan begins; a paragraph quoted from it does not. What tells them
apart is how the clauses open (加快, 支持, 力争), how results are told (入选, 稳居, 增至), and the numbers themselves: plans are
round. The words are in ``data/time_context.yaml``.
"""

from __future__ import annotations

import re

from policymine.extraction.when_words import any_of_list
from policymine.records import Language

# Weights of a clause that opens as a task, a word of aim, a word of result, a number told to three digits or more, a
# round one, and a time that lies behind or ahead. Set on the paragraphs with at least six digits of 31 reports of 2026,
# split at the heading of the plan: 671 of 699 on the right side, most of the rest quoted under the other's heading.
_TASK, _AIM, _DONE, _EXACT, _ROUND, _TIME = 1.0, 3.0, -2.0, -3.0, 0.5, 6.0
_NUMBER = re.compile(r"(?<![0-9.])(?!20[0-3][0-9](?![0-9.]))[0-9]{1,7}(?:\.[0-9]{1,4})?")
_OPENS = r"(?:^|(?<=[，。；、：！“\n]))(?:[一二三四五六七八九十]{1,3}是|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．])?"
_DIGITS = 3  # significant digits from which on a number was counted, not set
_WINDOW = 4000  # characters of a paragraph that are looked at


def plans(paragraph: str, year: int) -> bool:
    """Whether a paragraph of the work report for ``year`` tells what is to be done rather than what was done."""
    paragraph = paragraph[:_WINDOW]
    mood = any_of_list("mood", Language.ZH)
    score = _TASK * len(re.findall(rf"{_OPENS}(?:{mood['opens']})", paragraph))
    score += _AIM * len(re.findall(mood["aims"], paragraph))
    score += _DONE * len(re.findall(mood["done"], paragraph))
    for number in _NUMBER.findall(paragraph):
        digits = number.replace(".", "").lstrip("0")
        count = len(digits if "." in number else digits.rstrip("0"))
        score += _EXACT if count >= _DIGITS else _ROUND if count <= 1 else 0
    years = [int(told) for told in re.findall(r"20[0-4][0-9](?=年)", paragraph)]
    score -= _TIME * (any(told < year for told in years) or re.search(mood["past"], paragraph) is not None)
    score += _TIME * (any(told >= year for told in years) or re.search(mood["ahead"], paragraph) is not None)
    return score > 0
