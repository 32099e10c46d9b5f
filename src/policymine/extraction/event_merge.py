"""Several mentions of one event in a document become one row; a headline repeats what the body says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from policymine.extraction.event_objects import OUTCOME_WORDS
from policymine.records import Place, SectionKind
from policymine.text.scanning import compile_scanning

_EN_WORD = re.compile(r"[a-z]{4,}|\d[\d,.]*")
_STOP = frozenset(
    "have been were with that this from their which after school schools provincial province city county double reduction "
    "training institutions campus work education compulsory stage carried carry issued established establish".split()
)
_TITLE_NOISE = re.compile(r"[^\w]+")
_BATCH = compile_scanning(
    r"第[0-9一二三四五六七八九十]{1,3}批|首批|\b(?:first|second|third|fourth|fifth|sixth)\s+batch", re.IGNORECASE
)
# How many kept events of a type a new one is compared with: keeps a document of ten thousand triggers linear.
_WINDOW = 40


@dataclass(slots=True)
class Draft:
    """An event before its place, date and arguments are read."""

    type: str
    subtype: str | None
    start: int
    end: int
    section: SectionKind
    title: str | None
    core: str  # the words of trigger and object, for comparing
    numbers: frozenset[str]
    place: tuple[Place | None, str, tuple[int, int] | None]  # with rule and evidence
    strength: float
    payload: object
    frame_id: str = ""
    head: str = ""  # the object's head, for reductions of the same kind of institution
    named: bool = False  # carries a name in quotation marks
    paragraph: int = 0
    anaphoric: bool = False  # begins with "the meeting", 会上: the meeting that was told before
    resultative: bool = False  # counts, or a bare "special operation": the result of a campaign named before
    alt_spans: list[tuple[int, int]] = field(default_factory=list)
    adcode: str | None = None
    tokens: frozenset[str] = frozenset()
    batches: frozenset[str] = frozenset()  # 首批, "the second batch": as the core words name them

    def __post_init__(self) -> None:
        self.tokens = tokens_of(self.core)
        self.batches = frozenset(_BATCH.findall(self.core))
        self.adcode = self.place[0].adcode if self.place[0] is not None else None


def tokens_of(words: str) -> frozenset[str]:
    """Bigrams of Chinese characters, and English words of four letters or more without the field's commonest."""
    low = words.lower()
    chars = [c for c in low if "\u4e00" <= c <= "\u9fff"]
    bigrams = {a + b for a, b in pairwise(chars)}
    return frozenset(bigrams | {w.rstrip("s") for w in _EN_WORD.findall(low) if w not in _STOP})


def similarity(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared tokens over the smaller set: a headline holds less than the body sentence that it repeats."""
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))


def merge_mentions(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft for each event, the body's mention first, the others as ``alt_spans``; sorted by offset."""
    ordered = sorted(drafts, key=lambda d: (_rank(d), d.start))
    kept: dict[str, list[Draft]] = {}
    everything: list[Draft] = []
    for draft in ordered:
        pool = kept.setdefault(draft.type, [])
        target = next((k for k in reversed(pool[-_WINDOW:]) if _same(draft, k)), None)
        if target is None and draft.section is not SectionKind.BODY:
            target = _body_partner(draft, pool[:_WINDOW], everything[:_WINDOW])
        if target is not None:
            target.alt_spans.append((draft.start, draft.end))
            target.numbers |= draft.numbers
            target.strength = max(target.strength, draft.strength)
            continue
        pool.append(draft)
        everything.append(draft)
    return sorted(everything, key=lambda d: (d.start, d.end))


def _rank(draft: Draft) -> int:
    return 0 if draft.section in (SectionKind.BODY, SectionKind.TABLE) else 1


def _key(title: str | None) -> str:
    return _TITLE_NOISE.sub("", (title or "").lower())


def _other_batch(a: Draft, b: Draft) -> bool:
    """Whether one batch stands against another, or, both in the body, against the sum of all batches."""
    mine, theirs = a.batches, b.batches
    if mine and theirs:
        return mine.isdisjoint(theirs)
    return bool(mine or theirs) and _rank(a) == _rank(b) == 0 and "enforcement_action" in (a.type, b.type)


def _same(a: Draft, b: Draft) -> bool:
    if _other_batch(a, b):
        return False
    if a.title and b.title:
        x, y = _key(a.title), _key(b.title)
        if x == y or (min(len(x), len(y)) >= 6 and (x in y or y in x)):
            return True
        return similarity(tokens_of(a.title), tokens_of(b.title)) >= 0.85
    if _is_answered(a, b):
        return True
    if a.frame_id == "rate" and a.type == b.type and a.paragraph == b.paragraph and 0 <= a.start - b.end <= 160:
        return True  # "…全部开展课后服务。…参与率92.9%": the extent of what is told before
    if a.adcode != b.adcode:
        return False
    alike = similarity(a.tokens, b.tokens)
    if a.type == "institution_reduction":  # one outcome, stated as before and after, as parts, and as what is left
        return (
            a.head == b.head or a.head in OUTCOME_WORDS or alike >= 0.5 or (a.anaphoric and 0 <= a.start - b.end <= 60)
        )
    if a.type == "meeting_review" and a.anaphoric and a.paragraph == b.paragraph:
        return True
    if a.type == "policy_issuance" and a.anaphoric and b.frame_id == "self_issue":
        return True  # "本细则自…起施行": the document that issues itself
    if a.type == "press_conference":
        return alike >= 0.3 or b.start - a.start <= 600
    if a.frame_id == b.frame_id == "full":
        return alike >= 0.2
    if (
        a.type == "inspection_campaign"
        and b.named
        and not a.named
        and b.paragraph == a.paragraph
        and a.start > b.start
        and a.resultative
    ):
        return True  # the results of the campaign that the paragraph names
    if a.type == "inspection_campaign" and a.resultative and not b.resultative and 0 <= a.start - b.end <= 120:
        return True  # "carried out unannounced visits. In four days, 316 …": the result
    shared = a.numbers & b.numbers
    if any(len(n) >= 2 for n in shared):
        return alike >= 0.3
    if a.numbers and b.numbers:  # different numbers: different acts, unless the words are the same
        return alike >= 0.9
    return alike >= 0.8 and min(len(a.tokens), len(b.tokens)) >= 3


def _is_answered(a: Draft, b: Draft) -> bool:
    """Whether ``a`` tells what a survey told just before it found, also for a part of its area: "carried out a survey in 11
    cities. 23,416 valid questionnaires of Jiaxing were collected. 57 % said …".
    """
    return a.type == b.type == "survey_evaluation" and 0 <= a.start - b.end <= 220 and a.frame_id in _ANSWERS


_ANSWERS = frozenset({"shows", "returned", "opinion", "satisfied"})


def _body_partner(draft: Draft, pool: list[Draft], everything: list[Draft]) -> Draft | None:
    """The body event that a headline, deck or subhead event repeats."""
    body = [k for k in pool if k.section is SectionKind.BODY]
    if body:
        issued = next((k for k in body if k.frame_id == "self_issue"), None)
        if issued is not None:
            return issued  # the title of a notice
        best = max(body, key=lambda k: similarity(draft.tokens, k.tokens))
        alike = similarity(draft.tokens, best.tokens)
        if alike >= 0.25 or (draft.section is SectionKind.HEADLINE and len(body) == 1):
            return best
    others = [k for k in everything if k.section is SectionKind.BODY and k.type != draft.type]
    if others:
        best = max(others, key=lambda k: similarity(draft.tokens, k.tokens))
        if similarity(draft.tokens, best.tokens) >= 0.5 and len(draft.tokens & best.tokens) >= 3:
            return best
    return None
