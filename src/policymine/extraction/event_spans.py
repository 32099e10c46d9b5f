"""From the candidates of a sentence to events: joining neighbouring clauses, and the span of each event.

The span is the trigger with its minimal clause: from the subject to the end of the object's clause, without leading
links and end marks, with a short time phrase before it (annotation rules, ``docs/annotation.md``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policymine.extraction.event_actors import EN_TOLD
from policymine.extraction.event_clauses import Clause
from policymine.extraction.event_frames import Candidate
from policymine.extraction.event_lexicon import Lexicon
from policymine.extraction.event_objects import OUTCOME_WORDS
from policymine.extraction.event_ranker import RANKED
from policymine.records import Document, Language
from policymine.text.sentences import Sentence

_TOLD_LATER = frozenset({"shows", "third_party"})
# Types whose neighbouring clauses are one event even without numbers: a meeting that heard, reviewed and arranged.
_JOIN_FREELY = frozenset(
    {
        "meeting_review",
        "licensing_registration",
        "publicity_campaign",
        "experience_promotion",
        "implementation_milestone",
    }
)
_ZH_TIME_CLAUSE = re.compile(
    r"(?:近日|日前|近期|今年以来|今天|昨天|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?(?:至\d{1,2}月)?|[“”\w]{0,6}年初|年底)$"
)
_EN_TIME_CLAUSE = re.compile(r"(?:at the (?:end|beginning) of|in|on|since)\s[\w\s,]{2,30}$", re.IGNORECASE)
_EN_LEAD = re.compile(
    r"(?:and|but|also|so|then|meanwhile|at the same time|in addition|at present|moreover|the (?:first|second|third|fourth|fifth) is to|which)\s+",
    re.IGNORECASE,
)
_ZH_LEAD = re.compile(r"(?:\d{1,2}[.．、](?!\d)|并且|并|同时|也|还|其中|此外|而且|且|以及)(?=[\u4e00-\u9fff《])(?!不)")
_LONG_ZH, _LONG_EN = 90, 260


@dataclass(frozen=True, slots=True)
class Found:
    candidate: Candidate
    clauses: list[Clause]
    index: int
    last: int
    sentence: Sentence
    previous: Candidate | None = None  # other events of the same clause
    following: Candidate | None = None


def join_neighbours(found: list[Found]) -> list[list[Found]]:
    """Neighbouring clauses of one type whose frames may join are one event with several results."""
    groups: list[list[Found]] = []
    for item in found:
        if groups and item.candidate.frame.frame_id == "ban" and len(item.candidate.clause.words) <= 8:
            groups[-1].append(item)  # "…, 一律不得录用": the rule's consequence, not another rule
            continue
        if groups and _is_content(groups[-1][-1], item):
            continue
        if groups and _same_issue(groups[-1][-1], item):
            groups[-1].append(item)  # "印发《…》, 并发出通知": one issue
            continue
        home = next(
            (
                g
                for g in groups[-2:]
                if g[-1].candidate.type == item.candidate.type and (_goes_on(g[-1], item) or _joins(g[-1], item))
            ),
            None,
        )
        if home is not None:
            if not _is_outcome(item):  # "…压减至21家，压减率95.2%": the same once more
                home.append(item)
        else:
            groups.append([item])
    return groups


def _goes_on(a: Found, b: Found) -> bool:
    """Whether ``b``, or what it goes on with, was found by the ranker alone: it knows clauses, not where an event ends."""
    return RANKED in (a.candidate.frame.frame_id, b.candidate.frame.frame_id) and b.index - a.last <= 2


def _joins(a: Found, b: Found) -> bool:
    """Whether two clauses of one type are one event by their frames."""
    left, right = a.candidate, b.candidate
    return (
        (left.frame.subtype == right.frame.subtype or right.frame.frame_id == "fine")
        and left.frame.join
        and right.frame.join
        and (b.index - a.last <= 2 or (right.frame.frame_id in _APART and _near(a, b)))
        and (
            right.type in _JOIN_FREELY
            or bool({left.frame.frame_id, right.frame.frame_id} & {"dispatch", "visits"})
            or left.frame.frame_id == "price_ruled"
            or _same_case(a, b)
            or (right.clause.has("any") and left.clause.has("any"))
        )
    )


def _same_case(a: Found, b: Found) -> bool:
    """Whether ``b`` goes on with the penalties of ``a``: "责令其改正，没收违法所得3.4万元", of one case."""
    return (
        a.candidate.type == "enforcement_action"
        and b.candidate.clause.language is Language.ZH
        and b.index - a.last == 1
    )


_BREAKDOWN = re.compile(r"其中|(?:[^，；。]{1,16}(?:分别)?(?:为|占)?\d)|of which|among them|including")


def _near(a: Found, b: Found) -> bool:
    """Whether ``b`` follows ``a`` closely: at most one clause between, or those of a breakdown or a list of rates alone."""
    between = a.clauses[a.last + 1 : b.index]
    return len(between) <= 1 or (
        len(between) <= _MOST_BETWEEN and all(_BREAKDOWN.match(c.low[c.start : c.end]) for c in between)
    )


_MOST_BETWEEN = 4
# Frames of one matter whose clauses stand apart by its breakdown: cases and their fines, a price list and its limits.
_APART = frozenset({"fine", "limit", "price_is"})


def _is_outcome(item: Found) -> bool:
    """Whether ``item`` only says by how much what stands before it was reduced."""
    c = item.candidate
    if c.type != "institution_reduction" or c.object_start != c.trigger.start:
        return False
    return c.trigger.word in OUTCOME_WORDS or (c.clause.has("percent") and not c.clause.has("count"))


def _is_content(a: Found, b: Found) -> bool:
    """Whether ``b`` only counts what ``a`` says was done: "转为非营利性，完成率100%"."""
    if b.index - a.last > 2 or b.candidate.clause.language is not Language.ZH:
        return False
    bare = b.candidate.trigger.start - b.candidate.clause.start <= 1
    return b.candidate.frame.frame_id == "rate" and bare and a.candidate.type in _COUNTED_DONE


_COUNTED_DONE = frozenset({"licensing_registration", "institution_reduction", "mechanism_establishment"})


def _same_issue(a: Found, b: Found) -> bool:
    return (
        a.candidate.type == b.candidate.type == "policy_issuance"
        and a.candidate.title is not None
        and b.candidate.title is None
        and b.index - a.last <= 1
        and not b.candidate.clause.has("count")
        and b.candidate.trigger.start - b.candidate.clause.start <= 3
    )


def type_of(candidate: Candidate, lexicon: Lexicon) -> str:
    """The type that the title decides: issuing a standard sets a standard, issuing an open letter is publicity."""
    title = candidate.title
    if title and candidate.type == "policy_issuance":
        if lexicon.letter_titles.search(title.lower()):
            return "publicity_campaign"
        last = None
        for m in lexicon.standard_titles.finditer(title.lower()):
            last = m
        if last is not None and (lexicon.language is not Language.ZH or len(title) - last.end() <= 4):
            return "standard_setting"
    return candidate.type


def subtype_of(head: Candidate) -> str | None:
    """The frame's subtype; what is chosen "as a pilot" is a designation whichever verb chose it."""
    words = head.clause.low[head.object_start : head.object_end]
    if head.frame.subtype == "demonstration_selection" and ("试点" in words or "pilot" in words):
        return "pilot_designation"
    return head.frame.subtype


def core_of(document: Document, head: Candidate, start: int, end: int, low: int, high: int) -> str:
    """The words by which two mentions are compared: trigger and object, or the whole clause where there is none."""
    text = document.text
    if not head.frame.objects or head.frame.type in {"institution_reduction", "implementation_milestone"}:
        return text[start:end]
    return text[max(start, low - 16) : high] if document.language is Language.ZH else text[low:high]


def span_of(group: list[Found]) -> tuple[int, int]:
    """The minimal clause: from the subject to the end of the object's clause, without leading links and end marks."""
    first, last = group[0], group[-1]
    a, b = first.candidate, last.candidate
    zh = a.clause.language is Language.ZH
    text = a.clause.text
    start, end = a.clause.start, max(b.clause.end, b.object_end)
    if first.previous is not None:  # the clause reports two acts: each has its part
        start = max(first.previous.trigger.end, first.previous.object_end)
    if last.following is not None:
        end = min(last.following.trigger.start, last.following.object_start)
        while end > b.trigger.end and (text[end - 1].isspace() or text[end - 1] in "并和及、,"):
            end -= 1
        end = _without_and(text, b.trigger.end, end)
    while start < a.trigger.start and (text[start].isspace() or text[start] in "并、,和"):
        start += 1
    if last.candidate.frame.frame_id in _TOLD_LATER and last.following is None:
        for later in last.clauses[last.last + 1 : last.last + 4]:  # "According to a survey, …, 92 % …": the result
            if later.has("any") or later.has("percent"):
                end = later.end
                break
    limit = _LONG_ZH if zh else _LONG_EN
    low = min(a.trigger.start, a.object_start)
    if low - start > limit // 2:
        start = _word_start(text, low - limit // 4, low, zh)
    high = max(b.trigger.end, b.object_end)
    if end == b.clause.end and end - high > limit // 2:
        end = _word_end(text, high + limit // 4, high, zh)
    lead = (_ZH_LEAD if zh else _EN_LEAD).match(text, start, low)
    if lead is not None:
        start = lead.end()
    elif not zh and (told := EN_TOLD.match(text, start, low)) is not None:
        start = told.end()
    elif first.index and zh:
        before = first.clauses[first.index - 1]
        if len(before.words) <= 12 and _ZH_TIME_CLAUSE.match(before.words):
            start = before.start
    elif first.index:
        before = first.clauses[first.index - 1]
        if len(before.words) <= 34 and _EN_TIME_CLAUSE.match(before.words):
            start = before.start
    return start, end


def _without_and(text: str, low: int, end: int) -> int:
    return end - 4 if end - 4 > low and text[end - 4 : end].lower() == " and" else end


def _word_start(text: str, at: int, low: int, zh: bool) -> int:
    if zh:
        return at
    blank = text.find(" ", at, low)
    return blank + 1 if blank != -1 else at


def _word_end(text: str, at: int, high: int, zh: bool) -> int:
    if zh:
        return at
    blank = text.rfind(" ", high, at)
    return blank if blank > high else at
