"""English patterns between a figure and a time that tell whether the time is the figure's."""

from __future__ import annotations

import re

# Items of a list whose time follows the last: "12 schools, 30 clinics and 5 hospitals last year".
LISTED = re.compile(
    r"(?:(?!\b(?:was|were|is|are|has|have|had|will|and|from|to)\b)[^,.;:!?\d]){0,50}"
    r"(?:(?:,\s*(?:and\s+)?|\s*\band\s+)(?:[a-z]+\s+){0,3}?[\d][\d,.]*(?:(?!\b(?:was|were|is|are|has|have|had|will|and|from|to)\b)[^,.;:!?\d]){0,50})+"
    r"(?:\b(?:was|were|is|are|has|have|had|will)\b(?:(?!\b(?:and|from|than)\b)[^,.;:!?\d]){0,50})?"
)
PARTED = re.compile(r"\band\b|\bto\b|,")
BESIDE_EN = re.compile(
    r"\b(?:than|compared\swith|compared\sto|against|relative\sto|equivalent\sto|times(?:\sof)?|versus)\s"
    r"(?:that|those|what\sit\swas|the\s(?:same\s)?(?:level|average|figure|number|total|rate|period|value|amount|end)s?)?\s?(?:of\s|in\s|at\s|for\s|during\s|by\s)?(?:the\s)?\Z",
    re.IGNORECASE,
)
TO_NUMBER = re.compile(r",?\sto\s(?:(?!the\s)[a-z]+\s){0,3}?(?:RMB\s)?\d")
FROM_BASE = re.compile(r"\bfrom\s[^.;:\n]{0,20}\d[^,;:\n]{0,30}\Z")
# "Up 30 percentage points from the first half of the year".
FROM_EN = re.compile(
    r"\b(?:up|down|points?|percent|increased?|decreased?|dropped|rise|rose|drop|fell|fewer|more|less|reduction|higher|lower)\b(?:[^.;\n]|\.\d){0,30}\bfrom\s(?:the\s)?\Z",
    re.IGNORECASE,
)
HAS = re.compile(r"\b(?:has|have|had|is|are|now|covers?|serves?|owns?|boasts?|holds?)\b")
# Something is measured against the last figure, or the next one has a verb of its own.
MEASURED = re.compile(
    r"\b(?:than(?!\s(?:about\s)?(?:US|RMB\s?)?[$¥]?\d)|from|against|compared|over|of\s+the)\b|\band\s[^,.;]{0,60}\b(?:was|were|is|are|has|have|had|will)\b"
)
ITEM_OPENS = re.compile(r"\s*(?:\d[\d,.]*\s+[\w-]+\s+)?(?:and\s+)?")
PRESENT = re.compile(
    r"\b(?:is|are|has|have|covers?|bears?|takes?|participates?|accounts?|pays?|needs?|exists?|remains?|(?<!the\s)(?<!a\s)totals?|carr(?:y|ies)|provides?|offers?|serves?|joins?|attends?|receives?|employs?|"
    r"lives?|amounts?|runs?|enjoys?|teach(?:es)?|earns?|owns?|holds?|includes?|comes?|charges?|opens?|reach(?:es)?)\b"
)
PAST = re.compile(r"\b(?:was|were|had|did)\b")
FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|shall|can|must|may|[a-z]{3,}(?:ed|es)|[a-z]+s(?=\s+(?:the|a|an)\b))\b"
)
