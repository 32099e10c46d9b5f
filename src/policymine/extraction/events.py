"""Events of a document: who did what, where, when, with which result.

Triggers are found in one pass over the text; only the clauses that hold one are read. A document without triggers
costs that pass.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from policymine.extraction.event_clauses import Clause, event_clauses
from policymine.extraction.event_features import clause_features
from policymine.extraction.event_frames import Candidate, match_clause
from policymine.extraction.event_lexicon import Lexicon, Trigger, find_triggers, load_lexicon, lowered
from policymine.extraction.event_merge import Draft, merge_mentions
from policymine.extraction.event_modality import SentenceMood, mood_before
from policymine.extraction.event_ranker import RANKED, Asked, Judge, may_report
from policymine.extraction.event_rows import DateOf, event_row
from policymine.extraction.event_sentences import Ruling, by_sentence
from policymine.extraction.event_spans import Found, core_of, join_neighbours, span_of, subtype_of, type_of
from policymine.extraction.event_words import Hit, load_words
from policymine.records import Document, Event, Figure, Language, Place, SectionKind
from policymine.text.scanning import compile_scanning
from policymine.text.sentences import Sentence
from policymine.text.spans import span_at

PlaceOf = Callable[[int, int], tuple[Place | None, str, tuple[int, int] | None]]

# Below this confidence a clause is not reported: it is rather a slogan, a reference or a demand than an act.
FLOOR = 0.5
# What only the ranker takes for an event, beside one of another type: from this strength it stands.
BESIDE = 0.9
# A frame of this strength is not asked about.
SURE = 0.75
_ISSUING = frozenset({"issue", "publish", "draw_up"})
_DIGITS = compile_scanning(r"\d[\d,.]*\d|\d|[一二三四五六七八九十百千万]{2,}")
_OWN_TARGET = re.compile(r"[对就]")
_SAME_MEETING = re.compile(r"会议|会上|本(?:细则|办法|规定|条例|通知|方案|意见|标准|公告)|the meeting\b", re.IGNORECASE)
_LINE_END = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class _Page:
    """The document with what is worked out once: its lower-case text, where its lines end, its figures in order, and with a
    judge the words that speak for events and where they start.
    """

    document: Document
    low: str
    line_ends: list[int]
    lexicon: Lexicon
    figures: list[Figure]
    starts: list[int]  # of the figures
    judge: Judge | None
    hits: list[Hit]
    heard: list[int]  # starts of the hits
    topical: bool

    def hits_in(self, start: int, end: int) -> list[Hit]:
        """The hits that lie in ``start:end``."""
        found = self.hits[bisect_left(self.heard, start) : bisect_left(self.heard, end)]
        return [h for h in found if h.end <= end]

    def figures_in(self, start: int, end: int) -> list[Figure]:
        return self.figures[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def find_events(
    document: Document,
    sentences: Sequence[Sentence],
    figures: Sequence[Figure],
    place_of: PlaceOf,
    date_of: DateOf,
    floor: float = FLOOR,
    judge: Judge | None = None,
    *,
    topical: bool = True,
) -> list[Event]:
    """Events of ``document``, in the order of the text, one row for each event.

    ``sentences`` are those of ``document.text`` in order; ``figures`` those of the same document. ``place_of(start,
    end)`` and ``date_of(start, end, status)`` say where and when a span of the text happened: value, rule, and the
    evidence span or None. Rows of less confidence than ``floor`` are left out. ``judge`` (the ranker) settles what the frames
    propose; without one the frames stand alone. ``topical``: the document is about a policy that ``judge`` knows. Nothing raises on odd text. Source of the frames: ``data/event_types.yaml``.
    """
    lexicon = load_lexicon(document.language)
    low = lowered(document.text, lexicon.language)
    triggers = find_triggers(low, lexicon)
    hits = load_words(lexicon.language).find(low) if judge is not None else []
    if not triggers and not hits:
        return []
    ordered = sorted(figures, key=lambda f: f.start)
    page = _Page(
        document, low, [m.start() for m in _LINE_END.finditer(low)], lexicon, ordered, [f.start for f in ordered],
        judge, hits, [h.start for h in hits], topical,
    )  # fmt: skip
    acts = [h.start for h in hits if h.word.act]
    drafts = [
        draft
        for sentence, inside, ruling in by_sentence(document, sentences, triggers, lexicon, acts)
        for draft in _read_sentence(page, sentence, inside, ruling, place_of)
    ]
    rows = [event_row(document, d, ordered, page.starts, date_of) for d in merge_mentions(drafts)]
    return [row for row in rows if row.confidence >= floor]


def _read_sentence(
    page: _Page, sentence: Sentence, triggers: list[Trigger], ruling: Ruling, place_of: PlaceOf
) -> list[Draft]:
    document, low, lexicon = page.document, page.low, page.lexicon
    clauses = event_clauses(document.text, low, sentence.start, sentence.end, document.language)
    mood = _mood_of(page, sentence, clauses, ruling)
    if document.language is not Language.ZH:
        _run_on(clauses, triggers)
    found: list[Found] = []
    k = 0
    ruling_word = lexicon.modality["ruling"]
    ruled = ruling_word if ruling_word.search(low, sentence.start, sentence.end) else None  # mostly nothing rules
    directive = mood.carried == "directive"
    announced = sentence.start in ruling.announced
    for index, clause in enumerate(clauses):
        if k == len(triggers) and page.judge is None:
            break
        inside: list[Trigger] = []
        while k < len(triggers) and triggers[k].start < clause.end:
            if triggers[k].start >= clause.start and triggers[k].end <= clause.end:
                inside.append(triggers[k])
            k += 1
        if ruled is not None and ruled.search(low, clause.start, clause.end):
            ruling.at = clause.start
        reported: list[Candidate] = []
        if inside:
            reported = match_clause(clause, inside, mood, lexicon, ruled=directive or ruling.covers(clause.start))
        if page.judge is not None and (reported or not announced or clause.has("any")):
            reported = _settled(page, page.judge, clause, reported, mood)
        for n, candidate in enumerate(reported):
            left = reported[n - 1] if n else None
            right = reported[n + 1] if n + 1 < len(reported) else None
            found.append(Found(candidate, clauses, index, index, sentence, left, right))
            if candidate.frame.frame_id in _ISSUING:
                ruling.at = clause.start
        mood.close(clause)
    ruling.mood, ruling.mood_end = mood.carried, sentence.end
    return [_draft(page, group, place_of) for group in join_neighbours(_apart(found))]


def _apart(found: list[Found]) -> list[Found]:
    """Without what the ranker alone takes for an event beside one of another type that a frame found, unless it is sure: mostly
    such a clause goes on with it ("…, organized 14,000 schools, with 19 live broadcasts").
    """
    told = {f.index: f.candidate.type for f in found if f.candidate.frame.frame_id != RANKED}
    return [
        f
        for f in found
        if f.candidate.frame.frame_id != RANKED
        or f.candidate.strength >= BESIDE
        or all(told.get(i) in (None, f.candidate.type) for i in (f.index - 1, f.index + 1))
    ]


def _mood_of(page: _Page, sentence: Sentence, clauses: list[Clause], ruling: Ruling) -> SentenceMood:
    """The mood in which a sentence begins: handed on over a semicolon, that of a notice that orders, or of a list of tasks."""
    text = page.document.text
    over = text[sentence.start - 1 : sentence.start] == "；" and ruling.mood_end >= sentence.start - 2
    carried = ruling.mood if over else mood_before(text, sentence.start)
    if ruling.orders(sentence, text):
        carried = carried or "directive"
    elif sentence.start in ruling.tasks:
        carried = carried or "demanded"
    elif sentence.start in ruling.announced:
        carried = carried or "planned"
    return SentenceMood(page.lexicon, clauses, carried, (page.document.published or "")[:4] or None)


def _is_ambiguous(reported: list[Candidate], lexicon: Lexicon) -> bool:
    """Whether a verb of ``reported`` opens frames of several types (成立, 开展, "carry out") and its frame is none of the surest."""
    return any(c.strength < SURE for c in reported) and any(
        c.frame.type != c.type or len({f.type for f in lexicon.frames[c.trigger.word]}) > 1 for c in reported
    )


def _settled(
    page: _Page, judge: Judge, clause: Clause, reported: list[Candidate], mood: SentenceMood
) -> list[Candidate]:
    """What ``judge`` makes of a clause; one that the frames settle, or that cannot report anything, is not put to it."""
    if not judge.thorough and reported and not _is_ambiguous(reported, page.lexicon):
        return reported
    hits = page.hits_in(clause.start, clause.end)
    if not judge.thorough and not reported and not may_report(clause, hits):
        return reported
    figures = page.figures_in(clause.start, clause.end)
    headline = not page.line_ends or clause.start < page.line_ends[0]
    features = clause_features(clause, hits, figures, headline=headline)
    return judge.settle(Asked(clause, features, hits, reported, mood, page.topical))


def _run_on(clauses: list[Clause], triggers: list[Trigger]) -> None:
    """Let an English object run on over following clauses without a trigger: a list has commas."""
    starts = [t.start for t in triggers]
    for i, clause in enumerate(clauses[:-1]):
        end = clause.end
        for later in clauses[i + 1 : i + 5]:
            if later.start - clause.end > 120 or bisect_left(starts, later.end) > bisect_left(starts, later.start):
                break
            end = min(later.end, clause.end + 120)
        clause.after = end


def _draft(page: _Page, group: list[Found], place_of: PlaceOf) -> Draft:
    document = page.document
    head = group[0].candidate
    start, end = span_of(group)
    words = document.text[start:end]
    low = min(head.trigger.start, head.object_start)
    high = max(head.trigger.end, head.object_end)
    return Draft(
        type=type_of(head, page.lexicon),
        subtype=subtype_of(head),
        start=start,
        end=end,
        section=_section(page, start),
        title=next((f.candidate.title for f in group if f.candidate.title), None),
        core=core_of(document, head, start, end, low, high),
        numbers=frozenset(_DIGITS.findall(words)),
        place=place_of(start, end),
        strength=max(f.candidate.strength for f in group),
        payload=group,
        frame_id=head.frame.frame_id,
        head=document.text[head.object_start : head.object_end].lower().rstrip("s"),
        named=any(mark in words for mark in '“"'),
        anaphoric=_SAME_MEETING.match(words) is not None or document.text.startswith("其中", head.clause.start),
        resultative=head.clause.has("count") and _OWN_TARGET.search(words) is None,
        paragraph=bisect_left(page.line_ends, start),
    )


def _section(page: _Page, start: int) -> SectionKind:
    """The section that holds ``start``; without sections the first line is the headline if it ends like one."""
    document = page.document
    if document.sections:
        section = span_at(document.sections, start)
        return section.kind if section else SectionKind.BODY
    line = page.line_ends[0] if page.line_ends else 0
    if 0 < line <= 120 and start < line and document.text[line - 1] not in "。.！!；;，,":
        return SectionKind.HEADLINE
    return SectionKind.BODY
