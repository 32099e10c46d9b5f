"""Quantities of a document with the stretches of text around them, on their way to figures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from policymine.codebook.match import Frame, Match
from policymine.extraction.role_rates import RoleDecision
from policymine.extraction.shared_lists import listed_nouns, lists_of
from policymine.records import Language, Place, Quantity, Role, Section, SectionKind
from policymine.text.sentences import Sentence, split_clauses

# Characters on either side of a figure in which its words are looked for: a sentence without an end is a lost break.
_SIGHT = 500
_JOINT = 8  # characters of verbs and adverbs between a noun and its number
_PARAGRAPH = 400  # characters before a sentence that its figures lean on


@dataclass(frozen=True, slots=True)
class CellFacts:
    """What a table's headers settle for the figure of a cell: place and period with rule and evidence, and their words."""

    place: tuple[Place | None, str, tuple[int, int] | None]
    period: tuple[str | None, str, tuple[int, int] | None]
    words: str


@dataclass(slots=True)
class Row:
    """A quantity, where it stands, and what is known of it so far. ``partner`` and ``whole`` index the list of rows."""

    quantity: Quantity
    section: SectionKind
    sentence: Sentence
    clause: tuple[int, int]
    frame: Frame
    role: RoleDecision
    match: Match | None = None
    partner: int | None = None
    whole: int | None = None
    cell: CellFacts | None = None
    # The row whose place it shares: the other side of its change, the count that a listed rate speaks of.
    beside: int | None = None
    of_flow: bool = False  # a share of what was counted over a period (查处…, 占…)
    # Where a list told "respectively" begins that the row stands in, as an index into its sentence, and its length.
    listed: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a document, to be asked by offset."""

    all: tuple[Section, ...]
    starts: list[int]

    @classmethod
    def of(cls, sections: tuple[Section, ...]) -> Sections:
        return cls(sections, [s.start for s in sections])

    def at(self, offset: int) -> Section:
        return self.all[max(bisect_right(self.starts, offset) - 1, 0)]

    def heading(self, section: Section) -> Section | None:
        """The subheading that ``section`` stands under."""
        for i in range(max(bisect_right(self.starts, section.start) - 1, 0) - 1, -1, -1):
            if self.all[i].kind is SectionKind.SUBHEAD:
                return self.all[i]
        return None


def group_by_sentence(
    text: str, quantities: Sequence[Quantity], sentences: Sequence[Sentence], sections: Sections, language: Language
) -> Iterator[list[Row]]:
    """Rows of each sentence that holds a quantity, in text order."""
    starts = [s.start for s in sentences]
    title = next((s for s in sections.all if s.kind is SectionKind.HEADLINE), None)
    at = 0
    while at < len(quantities):
        first = quantities[at]
        index = bisect_right(starts, first.core_start) - 1
        sentence = sentences[index] if index >= 0 else Sentence(first.start, first.end)
        stop = at + 1
        while stop < len(quantities) and quantities[stop].core_start < max(sentence.end, first.end):
            stop += 1
        section = sections.at(first.core_start)
        heading = sections.heading(section)
        before = _before(text, sentence, section)
        clauses = split_clauses(text, sentence.start, sentence.end, language)
        group = []
        members = quantities[at:stop]
        lists = lists_of(text, members, language)
        nouns = listed_nouns(text, members, lists, sentence.start, language) if lists else {}
        for k in range(at, stop):
            q = quantities[k]
            clause = _holding(clauses, q.core_start) or (sentence.start, sentence.end)
            if k + 1 < stop:
                clause = _with_predicate(text, clauses, quantities[k:stop], clause)
            if language is not Language.ZH:
                clause = _through_examples(text, clauses, q, clause)
            if language is Language.ZH and text[_noun_end(q) : _noun_end(q) + 1] in ("（", "("):
                clause = (clause[0], _noun_end(q))  # 压减至2家（均为非营利性）: an aside
            reach = nouns.get(k - at) or (
                _left_reach(text, clauses, quantities[k - 1], q, clause, language) if k > at else sentence.start,
                _right_reach(text, clauses, quantities[k + 1], q) if k + 1 < stop else sentence.end,
            )
            head = (
                nouns.get(k - at) or (q.head_start, q.head_end)
                if q.head_start is not None and q.head_end is not None
                else None
            )
            frame = Frame(
                (q.start, q.end),
                head,
                clause,
                (max(sentence.start, q.start - _SIGHT), min(sentence.end, q.end + _SIGHT)),
                reach,
                before,
                (heading.start, heading.end) if heading else None,
                (title.start, title.end) if title and section is not title else None,
                language is Language.ZH and _OWN_VERB.match(text, _noun_end(q)) is not None,
            )
            row = Row(q, section.kind, sentence, clause, frame, RoleDecision(Role.LEVEL, None, "default"))
            row.listed = lists.get(k - at)
            group.append(row)
        yield group
        at = stop


def _with_predicate(
    text: str, clauses: Sequence[Sentence], rest: Sequence[Quantity], clause: tuple[int, int]
) -> tuple[int, int]:
    """The clause with those up to the predicate that it shares: 83所学校，5万名学生参加课后服务; "198 schools, 283,000
    students and 16,500 teachers take part". Only where nothing but a number and its noun stands in it.
    """
    low, high = clause
    for q, following in pairwise(rest):
        if q.head_start is None or q.head_end is None or q.head_start < q.end or q.unit in MEASURES:
            break
        alone = not text[low : q.start].strip(_BLANK) and not text[q.head_end : high].strip(_BLANK)
        other = _holding(clauses, following.core_start)
        if not alone or other is None or other[0] < high or text[high : other[0]].strip(_BLANK):
            break
        low, high = other
    return (clause[0], high)


_OWN_VERB = re.compile(r"[^，。；：、\s（）()0-9和及与等的“”]{2}")


def _noun_end(q: Quantity) -> int:
    return max(q.end, q.unit_end or 0, q.head_end or 0)


_EXAMPLES = re.compile(r"[^,;:\d]{0,40}\b(?:including|such as|namely|like)\s")
_NAMES = re.compile(r"\s*(?:and\s+)?[A-Z]")
_PREDICATE = re.compile(r"\b(?:was|were|is|are|has|have|had|will)\b")


def _through_examples(text: str, clauses: Sequence[Sentence], q: Quantity, clause: tuple[int, int]) -> tuple[int, int]:
    """The clause with the names that only illustrate its subject, up to its predicate: "nine cities including Beijing,
    Shanghai and Wuhan were selected".
    """
    low, high = clause
    near = text[q.end : min(high, q.end + 60)]
    if not ("including" in near or "such as" in near or "namely" in near or "like" in near):
        return clause
    if not _EXAMPLES.match(text, q.end, high) or _PREDICATE.search(text, q.end, high):
        return clause
    for other in clauses:
        if other.start < high:
            continue
        if not _NAMES.match(text, other.start, other.end):
            break
        if _PREDICATE.search(text, other.start, other.end):
            return low, other.end
    return clause


_BLANK = " \u3000,，、"
MEASURES = frozenset({"percent", "percentage_point", "yuan", "fold", "minute", "hour", "day", "month", "year"})


def _holding(clauses: Sequence[Sentence], offset: int) -> tuple[int, int] | None:
    i = bisect_right(clauses, offset, key=lambda c: c.start) - 1
    return (clauses[i].start, clauses[i].end) if i >= 0 and offset < clauses[i].end else None


def _left_reach(
    text: str,
    clauses: Sequence[Sentence],
    previous: Quantity,
    q: Quantity,
    clause: tuple[int, int],
    language: Language,
) -> int:
    """Where the words of the figure before end: with its clause, when it stands in another, else with its noun, and
    in English at the "and" that leads to this one (17 were offline and 2 were online).
    """
    other = _holding(clauses, previous.core_start)
    if other is not None and other != clause:
        return other[1]
    own_noun = previous.head_end if previous.head_start is not None and previous.head_start >= previous.end else None
    end = max(previous.end, previous.unit_end or 0, own_noun or 0)
    if language is not Language.ZH:
        joint = text.rfind(" and ", end, q.start)
        return joint + 1 if joint >= 0 else end
    return q.start if end < q.start and text[q.start - 1] in "、和及与" else end  # 9家注销、5家转型


def _right_reach(text: str, clauses: Sequence[Sentence], following: Quantity, q: Quantity) -> int:
    """Where the words of the next figure begin: with its clause, after the 、 where its own words follow that
    (注销1743家、转为非学科3345家), or right after this one where nouns lead (社会监督员168名、信息员240名).
    """
    other = _holding(clauses, following.core_start)
    if other is not None and other[0] >= q.end:
        return other[0]
    joint = text.rfind("、", q.end, following.start)
    if joint >= 0 and text[joint + 1 : following.start].strip(_BLANK):
        return joint + 1
    return max(q.end, q.unit_end or 0) if _led(text, q) and _led(text, following) else following.start


def _led(text: str, q: Quantity) -> bool:
    """Whether the noun stands right before the number (14家机构中，9家注销、5家转型: theirs stands in another clause)."""
    if q.head_end is None or not 0 <= q.start - q.head_end <= _JOINT:
        return False
    return not any(mark in text[q.head_end : q.start] for mark in "，,、。；;")


def _before(text: str, sentence: Sentence, section: Section) -> tuple[int, int] | None:
    """What the paragraph says before the sentence, at most ``_PARAGRAPH`` characters, and the question that it answers."""
    floor = max(section.start, sentence.start - _PARAGRAPH)
    start = max(text.rfind("\n", floor, sentence.start) + 1, floor)
    end = start
    while end > floor and text[end - 1] in "\n \u3000":
        end -= 1
    if end < start and any(mark in "？?" for mark in text[max(floor, end - 2) : end]):
        start = max(text.rfind("\n", floor, end) + 1, floor)
    return (start, sentence.start) if start < sentence.start else None
