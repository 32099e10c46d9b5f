"""One clause against the frames of its triggers: which type of event it reports, if any."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from policymine.extraction.event_clauses import Clause
from policymine.extraction.event_contexts import is_definite, is_told
from policymine.extraction.event_lexicon import Frame, Lexicon, Trigger
from policymine.extraction.event_modality import Reading, SentenceMood
from policymine.extraction.event_objects import Stance, find_object
from policymine.records import Language, Status

# Types that are told by referring to them: "according to a survey", "learned from the press conference".
_HEARSAY = frozenset({"survey_evaluation", "press_conference"})
# What the provisions of a notice bring about by themselves: money, designations, standards.
_ORDERED = frozenset({"funding", "pilot_demonstration", "standard_setting", "policy_issuance"})
# Acts of one body; done by every body of a kind they are an extent reached.
_BY_ONE = frozenset({"policy_issuance", "mechanism_establishment", "platform_launch"})
# 98%的学校, "92.1% of the schools"
_SHARE_OF = re.compile(r"(?:[%％]|[一二三四五六七八九]成)(?:以上)?(?:的|\sof\s)")
# Before a base form that opens its clause: "Complete 46 projects", "newly build 12 roads", "and train 300 teachers".
_OPENS = re.compile(r"\W*(?:(?:and|then|also|newly|in total|a total of|we|\w+ly)\s+)*")
# Rules that somebody recalls are not set there.
_REMINDER = re.compile(r"提醒|重申|\bremind")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A frame that its clause fulfils: the trigger, the object's extent, and how sure."""

    frame: Frame
    type: str  # the frame's type, or a milestone where every body of a kind did it
    trigger: Trigger
    object_start: int
    object_end: int
    title: str | None
    reading: Reading
    strength: float
    clause: Clause


def _by_all(clause: Clause, start: int, lexicon: Lexicon) -> float | None:
    """None where the subject is each body for itself; 0.1 where it is every body of a kind, else 0."""
    subject = clause.low[clause.start : start]
    if lexicon.modality["distributive"].search(subject):
        return None
    everyone = lexicon.modality["universal"].search(subject) or _SHARE_OF.search(subject)
    return 0.1 if everyone else 0.0


def match_clause(
    clause: Clause, triggers: list[Trigger], mood: SentenceMood, lexicon: Lexicon, *, ruled: bool
) -> list[Candidate]:
    """The events that ``clause`` reports: at most one of a type, the surest first taken.

    ``ruled`` says that an issued document or a ruling word stands shortly before, so that 不得 and 不超过 set a rule.
    """
    found: list[Candidate] = []
    for trigger in triggers[: 2 * _MOST]:
        stance = Stance(mood, clause, trigger, lexicon)
        best: Candidate | None = None
        for frame in lexicon.frames[trigger.word]:
            candidate = _match(clause, trigger, frame, stance, lexicon, ruled)
            if candidate is not None and (best is None or _rank(candidate) > _rank(best)):
                best = candidate
        if best is not None:
            share = _by_all(clause, trigger.start, lexicon) if best.frame.type in _BY_ONE else 0.0
            if share is None:
                continue
            if share:
                best = replace(best, type="implementation_milestone", strength=best.strength - share)
            found.append(best)
    return _choose(found[:_MOST])


# No clause that a person wrote reports more acts than this.
_MOST = 12


def _rank(c: Candidate) -> tuple[bool, float, float]:
    """Among frames of one trigger the head decides: the later object in Chinese, the surer one in English.

    What is told only by an act and a count comes last: a frame that knows the thing counted knows more.
    """
    if c.clause.language is Language.ZH and c.object_start >= c.trigger.end:
        return (not c.frame.settled, c.object_end, c.strength)
    return (not c.frame.settled, c.strength, 0.0)


def _choose(found: list[Candidate]) -> list[Candidate]:
    """Keep at most one of a type, and of several types only those whose trigger and object do not overlap."""
    kept: list[Candidate] = []
    for c in sorted(found, key=lambda c: (-c.strength, c.trigger.start)):
        low, high = min(c.trigger.start, c.object_start), max(c.trigger.end, c.object_end)
        if all(
            c.type != k.type
            and (high <= min(k.trigger.start, k.object_start) or low >= max(k.trigger.end, k.object_end))
            for k in kept
        ):
            kept.append(c)
    return sorted(kept, key=lambda c: c.trigger.start)


def _match(
    clause: Clause, trigger: Trigger, frame: Frame, stance: Stance, lexicon: Lexicon, ruled: bool
) -> Candidate | None:
    """The frame against the clause, the cheapest and most telling questions first."""
    if frame.norm and (
        not ruled or _REMINDER.search(clause.text, clause.first, trigger.start) or lexicon.forms[trigger.word].gerund
    ):
        return None
    if frame.number is not None and not (clause.has_near if frame.near else clause.has)(frame.number):
        return None
    if frame.context is not None and not frame.context.search(clause.low, clause.first, clause.last):
        return None
    place = find_object(clause, trigger, frame, stance, lexicon)
    if place is None:
        return None
    if frame.veto is not None and frame.veto.search(clause.low, clause.start, clause.end):
        return None
    if frame.veto_unless is not None:
        against, overruled = frame.veto_unless
        if against.search(clause.low, clause.start, clause.end) and not overruled.search(
            clause.low, clause.start, clause.end
        ):
            return None
    reading = _accept(frame, stance.reading, clause, trigger)
    if reading is None:
        return None
    start, end, title = place
    strength = frame.strength - reading.penalty - (0.08 if start >= clause.end else 0.0)
    return Candidate(frame, frame.type, trigger, start, end, title, reading, strength, clause)


def _is_provision(clause: Clause, frame: Frame) -> bool:
    """Whether what a notice orders is an act of its own: with a number, a name in quotation marks, or for good (不再审批)."""
    if frame.frame_id == "freeze":
        return True
    if frame.type == "enforcement_action":
        return clause.has("count") or clause.has("money")
    return frame.planned and (clause.has_near("any") or "“" in clause.words)


def _accept(frame: Frame, reading: Reading, clause: Clause, trigger: Trigger) -> Reading | None:
    """The reading under which the frame reports an act, or None: demanded, negated and background clauses do not."""
    if reading.drop is not None:
        # A rule says "must not" by its nature; a survey or press conference is told by referring to it.
        stands = (frame.norm or frame.free) and reading.drop in {"demanded", "negated", "case"}
        if reading.drop == "directive":
            stands = clause.has("any") if frame.norm else frame.type in _ORDERED or _is_provision(clause, frame)
        if stands:
            ordered = reading.drop == "directive" and frame.planned and not frame.norm and frame.type not in _ORDERED
            reading = Reading(Status.PLANNED if ordered else Status.DONE, penalty=reading.penalty)
        elif reading.drop == "background" and frame.type in _HEARSAY:
            reading = Reading(Status.DONE, penalty=0.02)
        elif (
            reading.drop == "demanded"
            and clause.language is Language.ZH
            and frame.planned
            and is_definite(clause, frame.type, frame.frame_id)
        ):
            reading = Reading(Status.PLANNED, penalty=0.08)
        else:
            return None
    if frame.type in _BY_ONE and not reading.done and clause.text.startswith("的", trigger.end):
        return None  # 成立的中心, 印发的《意见》: known from before
    if reading.status is Status.PLANNED and not (frame.planned or frame.norm):
        return None
    if frame.needs_done and not reading.done:
        return None
    if frame.settled and reading.status is Status.PLANNED:
        return None
    if (
        frame.settled
        and clause.language is not Language.ZH
        and not reading.done
        and not _OPENS.fullmatch(clause.low, clause.start, trigger.start)
    ):
        return None
    if frame.stated and not (reading.done or reading.status is not Status.DONE or clause.has("any")):
        return None
    if frame.number_or_done and not (reading.done or clause.has("any")):
        return None
    if frame.told and not (
        reading.done or reading.status is Status.PLANNED or clause.has("any") or is_told(clause, trigger.start)
    ):
        return None
    return reading
