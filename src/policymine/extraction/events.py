"""Events of a document: who did what, where, when, with which result.

Triggers are found in one pass over the text; only the clauses that hold one are read. A document without triggers
costs that pass.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from policymine.extraction.event_actors import Argument, actor_kinds, actor_level, find_actor
from policymine.extraction.event_arguments import find_arguments
from policymine.extraction.event_clauses import Clause, event_clauses
from policymine.extraction.event_contexts import Tasks, announced
from policymine.extraction.event_dates import date_of_results, is_to_come
from policymine.extraction.event_frames import match_clause
from policymine.extraction.event_lexicon import Lexicon, Trigger, find_triggers, load_lexicon, lowered
from policymine.extraction.event_merge import Draft, merge_mentions
from policymine.extraction.event_modality import (
    SentenceMood,
    is_bare_heading,
    is_next_step,
    mood_before,
    opens_directive,
    opens_plan_list,
    section_of,
    tells_facts,
)
from policymine.extraction.event_spans import Found, core_of, join_neighbours, span_of, subtype_of, type_of
from policymine.geography.divisions import NATION
from policymine.records import (
    AdminLevel,
    Decision,
    Document,
    Event,
    Figure,
    Language,
    Place,
    Reason,
    SectionKind,
    Status,
)
from policymine.text.scanning import compile_scanning
from policymine.text.sentences import Sentence
from policymine.text.spans import span_at

PlaceOf = Callable[[int, int], tuple[Place | None, str, tuple[int, int] | None]]
DateOf = Callable[[int, int, Status], tuple[str | None, str, tuple[int, int] | None]]

# Below this confidence a clause is not reported: it is rather a slogan, a reference or a demand than an act.
FLOOR = 0.5
# How far an issuing clause carries the rules that it announces, in characters.
_RULED_REACH = 260
# What a national body issues or holds is of the nation, whatever place the text spoke of before.
_OF_ITS_ACTOR = frozenset({"policy_issuance", "press_conference", "standard_setting"})
_OUTCOMES = frozenset({"institution_reduction", "implementation_milestone", "survey_evaluation"})
_ISSUING = frozenset({"issue", "publish", "draw_up"})
_SILENT = frozenset({SectionKind.BYLINE, SectionKind.CREDITS, SectionKind.FOREIGN, SectionKind.TABLE})
_DIGITS = compile_scanning(r"\d[\d,.]*\d|\d|[一二三四五六七八九十百千万]{2,}")
_OWN_TARGET = re.compile(r"[对就]")
_SAME_MEETING = re.compile(r"会议|会上|本(?:细则|办法|规定|条例|通知|方案|意见|标准|公告)|the meeting\b", re.IGNORECASE)
_MAY_COUNT = compile_scanning(
    r"[0-9０-９一二三四五六七八九十百千万亿两几数半]|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|ninety|eighty|seventy|sixty|fifty|forty|thirty|twenty|dozens|hundreds|thousands)\b",
    re.IGNORECASE,
)
# Beginnings of a noun phrase whose rest the trigger took ("Subject institutions from 74 to 5"), and adverbs.
_NO_ACTOR = re.compile(
    r"(?:newly|subject|discipline|disciplinary|online|offline|after ?-(?:school|class)|training)", re.IGNORECASE
)
_LINE_END = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class _Page:
    """The document with what is worked out once: its lower-case text and where its lines end."""

    document: Document
    low: str
    line_ends: list[int]
    lexicon: Lexicon


def find_events(
    document: Document,
    sentences: Sequence[Sentence],
    figures: Sequence[Figure],
    place_of: PlaceOf,
    date_of: DateOf,
    floor: float = FLOOR,
) -> list[Event]:
    """Events of ``document``, in the order of the text, one row for each event.

    ``sentences`` are those of ``document.text`` in order; ``figures`` those of the same document. ``place_of(start,
    end)`` and ``date_of(start, end, status)`` say where and when a span of the text happened: value, rule, and the
    evidence span or None. Rows of less confidence than ``floor`` are left out. Nothing raises on odd text. Source of the frames: ``data/event_types.yaml``.
    """
    lexicon = load_lexicon(document.language)
    low = lowered(document.text, lexicon.language)
    triggers = find_triggers(low, lexicon)
    if not triggers:
        return []
    page = _Page(document, low, [m.start() for m in _LINE_END.finditer(low)], lexicon)
    drafts = [
        draft
        for sentence, inside, ruling in _by_sentence(document, sentences, triggers, lexicon)
        for draft in _read_sentence(page, sentence, inside, ruling, place_of)
    ]
    starts = [f.start for f in sorted(figures, key=lambda f: f.start)]
    ordered = sorted(figures, key=lambda f: f.start)
    rows = [_row(document, d, ordered, starts, date_of) for d in merge_mentions(drafts)]
    return [row for row in rows if row.confidence >= floor]


class _Ruling:
    """What one sentence hands to the next: where a document was issued last, and the mood over a semicolon."""

    def __init__(self) -> None:
        self.at = -_RULED_REACH - 1
        self.mood: str | None = None
        self.mood_end = -1
        self.directive = -1  # from here on the document orders
        self.looks_back = False  # in a section of a notice that tells how things stand
        self.told_end = -1  # end of the last sentence in it that told facts
        self.tasks: set[int] = set()  # starts of sentences in a list of tasks
        self.announced: set[int] = set()  # starts of sentences about what comes next that announce an act with its time

    def orders(self, sentence: Sentence, text: str) -> bool:
        """Whether ``sentence`` is a provision of a notice; the sentence that hands over to them is none."""
        if not 0 <= self.directive < sentence.start:
            return False
        words = text[sentence.start : sentence.end]
        heading = section_of(text, sentence.start)
        if heading is not None:
            self.looks_back = heading
        over = text[sentence.start - 1 : sentence.start] == "；" and self.told_end >= sentence.start - 2
        if self.looks_back or tells_facts(words) or over:
            self.told_end = sentence.end
            return False
        return True

    def covers(self, offset: int) -> bool:
        return 0 <= offset - self.at <= _RULED_REACH


def _by_sentence(
    document: Document, sentences: Sequence[Sentence], triggers: list[Trigger], lexicon: Lexicon
) -> list[tuple[Sentence, list[Trigger], _Ruling]]:
    """Sentences that hold triggers and may report, with the triggers; sentences about intentions are left out."""
    ruling = _Ruling()
    out: list[tuple[Sentence, list[Trigger], _Ruling]] = []
    text = document.text
    silent = [(s.start, s.end) for s in document.sections if s.kind in _SILENT]
    i, paragraph_planned, last_end = 0, False, 0
    intended = False  # in the paragraph of "next step", up to a sentence that tells facts
    tasks = Tasks() if lexicon.language is Language.ZH else None
    for sentence in sentences:
        j = i
        while j < len(triggers) and triggers[j].start < sentence.end:
            j += 1
        inside, i = [t for t in triggers[i:j] if t.start >= sentence.start], j
        new_paragraph = "\n" in text[last_end : sentence.start + 1]
        if new_paragraph:
            paragraph_planned = intended = False
        last_end = max(sentence.end - 1, 0)
        words = text[sentence.start : sentence.end] if inside or tasks else ""
        task = tasks is not None and tasks.covers(words, new_paragraph=new_paragraph)
        if not inside:
            intended = intended or (tasks is not None and is_next_step(words, lexicon))
            continue
        if not _MAY_COUNT.search(words):
            inside = [t for t in inside if t.word not in lexicon.numeric]
            if not inside:
                continue
        if opens_plan_list(words, lexicon.language):
            paragraph_planned = True
        if intended and tells_facts(words):
            intended = False
        next_step = is_next_step(words, lexicon)
        if next_step:
            intended = tasks is not None
        if is_bare_heading(words):
            continue
        if next_step or intended or paragraph_planned:
            inside = announced(text, inside, lexicon.language, counted=paragraph_planned)
            if not inside:
                continue
            ruling.announced.add(sentence.start)
        if task:
            ruling.tasks.add(sentence.start)
        if any(a <= sentence.start < b for a, b in silent):
            continue
        if ruling.directive < 0 and lexicon.language is Language.ZH and opens_directive(words):
            ruling.directive = sentence.start
        out.append((sentence, inside, ruling))
    return out


def _read_sentence(
    page: _Page, sentence: Sentence, triggers: list[Trigger], ruling: _Ruling, place_of: PlaceOf
) -> list[Draft]:
    document, low, lexicon = page.document, page.low, page.lexicon
    clauses = event_clauses(document.text, low, sentence.start, sentence.end, document.language)
    over = document.text[sentence.start - 1 : sentence.start] == "；" and ruling.mood_end >= sentence.start - 2
    carried = ruling.mood if over else mood_before(document.text, sentence.start)
    if ruling.orders(sentence, document.text):
        carried = carried or "directive"
    elif sentence.start in ruling.tasks:
        carried = carried or "demanded"
    elif sentence.start in ruling.announced:
        carried = carried or "planned"
    mood = SentenceMood(lexicon, clauses, carried, (document.published or "")[:4] or None)
    if document.language is not Language.ZH:
        _run_on(clauses, triggers)
    found: list[Found] = []
    k = 0
    ruling_word = lexicon.modality["ruling"]
    ruled = ruling_word if ruling_word.search(low, sentence.start, sentence.end) else None  # mostly nothing rules
    for index, clause in enumerate(clauses):
        if k == len(triggers):
            break
        inside: list[Trigger] = []
        while k < len(triggers) and triggers[k].start < clause.end:
            if triggers[k].start >= clause.start and triggers[k].end <= clause.end:
                inside.append(triggers[k])
            k += 1
        if ruled is not None and ruled.search(low, clause.start, clause.end):
            ruling.at = clause.start
        if not inside:
            mood.skip(clause)
            continue
        reported = match_clause(
            clause, inside, mood, lexicon, ruled=carried == "directive" or ruling.covers(clause.start)
        )
        for n, candidate in enumerate(reported):
            left = reported[n - 1] if n else None
            right = reported[n + 1] if n + 1 < len(reported) else None
            found.append(Found(candidate, clauses, index, index, sentence, left, right))
            if candidate.frame.frame_id in _ISSUING:
                ruling.at = clause.start
        mood.close(clause)
    ruling.mood, ruling.mood_end = mood.carried, sentence.end
    return [_draft(page, group, place_of) for group in join_neighbours(found)]


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


def _row(document: Document, draft: Draft, figures: list[Figure], starts: list[int], date_of: DateOf) -> Event:
    group: list[Found] = draft.payload  # type: ignore[assignment]
    head = group[0]
    c = head.candidate
    text, language = document.text, document.language
    status = c.reading.status
    decisions = [Decision("type", f"frame:{c.frame.frame_id}", c.trigger.start, c.trigger.end)]
    reasons: list[tuple[str, Reason]] = []
    args: list[tuple[str, str]] = []
    actor = find_actor(
        head.clauses, head.index, c.trigger.start, passive=c.reading.passive, outcome=draft.type in _OUTCOMES
    )
    if actor is not None and _NO_ACTOR.fullmatch(actor.text):
        actor = None
    if actor is None:
        reasons.append(("actor", Reason.NOT_STATED))
    else:
        decisions.append(Decision("actor", actor.rule, actor.start, actor.end))
        args.extend(_described(actor, draft, language))
    if c.object_start != c.trigger.start:
        decisions.append(Decision("object", f"class:{'/'.join(c.frame.objects)}", c.object_start, c.object_end))
    for found in find_arguments(draft.type, c.clause, c.title, c.object_start, draft.start, draft.end, c.trigger.end):
        args.append((found.name, found.text))
        decisions.append(Decision(found.name, found.rule, found.start, found.end))
    place, place_rule, place_evidence = draft.place
    outside = place_evidence is None or not draft.start <= place_evidence[0] < draft.end
    if (
        actor is not None
        and place is not None
        and place.adcode is not None
        and outside
        and draft.type in _OF_ITS_ACTOR
        and draft.start <= actor.start < draft.end
        and actor_level(actor.text, language) == AdminLevel.NATION.value
    ):  # 近日，北京某机构关门。对此，教育部印发…
        place, place_rule, place_evidence = NATION, "national_actor", (actor.start, actor.end)
    decisions.append(Decision("place", place_rule, *(place_evidence or (None, None))))
    if place is None:
        reasons.append(("adcode", Reason.NOT_STATED))
    elif place.adcode is None:
        reasons.append(("adcode", Reason.NATIONAL if place.level is AdminLevel.NATION else Reason.NOT_STATED))
    linked = figures[bisect_left(starts, draft.start) : bisect_right(starts, draft.end)]
    date, date_rule, date_evidence = date_of(draft.start, draft.end, status)
    if status is Status.DONE and is_to_come(date, document.published):
        status = Status.PLANNED
    elif status is Status.DONE:
        date, date_rule, date_evidence = date_of_results((date, date_rule, date_evidence), draft.type, linked)
    decisions.append(Decision("date", date_rule, *(date_evidence or (None, None))))
    if date is None:
        reasons.append(("date", Reason.NOT_STATED))
    if _is_background(date, document.published):
        args.append(("standing", "background"))
    return Event(
        event_id=event_id(document.doc_id, draft.type, draft.start),
        doc=document.doc,
        doc_id=document.doc_id,
        start=draft.start,
        end=draft.end,
        quote=text[draft.start : draft.end],
        type=draft.type,
        subtype=draft.subtype if draft.type == c.frame.type else None,
        actor=actor.text if actor else None,
        place=place.name if place else None,
        admin_level=place.level if place else None,
        adcode=place.adcode if place else None,
        date=date,
        status=status,
        confidence=_confidence(draft, actor is not None, bool(linked)),
        sentence=text[head.sentence.start : head.sentence.end],
        trigger_start=c.trigger.start,
        trigger_end=c.trigger.end,
        args=tuple(args),
        figures=tuple(f.figure_id for f in linked if f.end <= draft.end),
        alt_spans=tuple(sorted(draft.alt_spans)),
        reasons=tuple(reasons),
        decisions=tuple(decisions),
        method="frames",
    )


def _is_background(date: str | None, published: str | None) -> bool:
    """Whether an event ended in a month before the one that goes before the news, or in a year before: it is no news there.

    An open start or a period that runs to the publication is news. Dates of years only are compared by years.
    """
    if not date or not published:
        return False
    end = date.split("/")[-1]
    if len(end) < 4 or not end[:4].isdigit() or not published[:4].isdigit():
        return False
    if len(end) < 7 or len(published) < 7 or not (end[5:7].isdigit() and published[5:7].isdigit()):
        return end[:4] < published[:4]
    months = (int(published[:4]) - int(end[:4])) * 12 + int(published[5:7]) - int(end[5:7])
    return months >= 2


def _described(actor: Argument, draft: Draft, language: Language) -> list[tuple[str, str]]:
    """Kind and level of the actor; the level of the place that its name holds, where its name shows one."""
    kinds = actor_kinds(actor.text, language)
    level = actor_level(actor.text, language)
    place, _, evidence = draft.place
    inside = evidence is not None and actor.start <= evidence[0] < evidence[1] <= actor.end
    if place is not None and inside and level in {"prefecture", "county"} and place.level is not None:
        level = place.level.value
    out = [("actor_kind", kinds[0])] if kinds else []
    if len(kinds) > 1:
        out.append(("actor_other_kinds", ", ".join(kinds[1:])))
    if level is not None:
        out.append(("actor_level", level))
    return out


def _confidence(draft: Draft, has_actor: bool, has_figure: bool) -> float:
    """Strength of the frame after modality, a little more for a named actor, a title, a figure or a repeat."""
    value = (
        draft.strength + 0.03 * has_actor + 0.03 * has_figure + 0.04 * bool(draft.title) + 0.03 * bool(draft.alt_spans)
    )
    return round(min(0.97, max(0.0, value)), 3)


def event_id(doc_id: str, kind: str, start: int) -> str:
    """Stable id of an event: 16 hexadecimal digits of the sha256 of document, type and offset."""
    return hashlib.sha256(f"{doc_id}|{kind}|{start}".encode()).hexdigest()[:16]
