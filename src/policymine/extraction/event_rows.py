"""From a draft to the row of an event: actor, arguments, place, date, status, confidence, and how each was decided."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable

from policymine.extraction.event_actors import Argument, actor_kinds, actor_level, find_actor
from policymine.extraction.event_arguments import find_arguments
from policymine.extraction.event_dates import date_of_results, is_to_come
from policymine.extraction.event_merge import Draft
from policymine.extraction.event_ranker import RANKED
from policymine.extraction.event_spans import Found
from policymine.geography.divisions import NATION
from policymine.records import AdminLevel, Decision, Document, Event, Figure, Language, Reason, Status

DateOf = Callable[[int, int, Status], tuple[str | None, str, tuple[int, int] | None]]

# What a national body issues or holds is of the nation, whatever place the text spoke of before.
_OF_ITS_ACTOR = frozenset({"policy_issuance", "press_conference", "standard_setting"})
_OUTCOMES = frozenset({"institution_reduction", "implementation_milestone", "survey_evaluation"})
# Beginnings of a noun phrase whose rest the trigger took ("Subject institutions from 74 to 5"), and adverbs.
_NO_ACTOR = re.compile(
    r"(?:newly|subject|discipline|disciplinary|online|offline|after ?-(?:school|class)|training)", re.IGNORECASE
)


def event_row(document: Document, draft: Draft, figures: list[Figure], starts: list[int], date_of: DateOf) -> Event:
    group: list[Found] = draft.payload  # type: ignore[assignment]
    head = group[0]
    c = head.candidate
    text, language = document.text, document.language
    status = c.reading.status
    ranked = c.frame.frame_id == RANKED
    rule = RANKED if ranked else f"frame:{c.frame.frame_id}"
    decisions = [Decision("type", rule, c.trigger.start, c.trigger.end)]
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
        method="ranker" if ranked else "frames",
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
