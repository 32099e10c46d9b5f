"""Is it an event, and of which type: two linear classifiers beside the frames, asked only where the trigger is ambiguous.

The frames propose; the ranker drops what it holds for no event, takes up what the frames were not sure enough of, and
changes the type where a verb (成立, 开展, "carry out", "issue") is at home in several. Where its probability is between
its thresholds it abstains, and the frames' answer stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from policymine.data import load_yaml
from policymine.errors import InputError
from policymine.extraction.event_lexicon import inflect, load_lexicon
from policymine.extraction.events import FLOOR
from policymine.learning.features import Features
from policymine.learning.linear import Linear
from policymine.records import Decision, Document, Event, Language

# Down to this confidence the frames' proposals are put to the ranker.
LOWEST = 0.3
# Surer than this, an unambiguous trigger is not asked about.
SURE = 0.75
STRENGTH = 0.5  # scikit-learn's C: some two hundred samples bear no more
_AROUND = {Language.ZH: (12, 16), Language.EN: (40, 60)}
_WORD = re.compile(r"[a-z]+")
_DIGITS = re.compile(r"[0-9][0-9,.]*")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``drop``: below this probability an event is none; ``take``: from this one an unsure proposal is one.

    ``retype``: the least probability of another type than the frame's. 0, 1 and 1 leave every row as it is.
    """

    drop: float = 0.0
    take: float = 1.0
    retype: float = 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """``likely``: the probability that a proposal is an event; ``sure``: that of its likeliest type ``kind``."""

    likely: float
    kind: str
    sure: float


@dataclass(frozen=True, slots=True)
class EventModel:
    """``happened``: whether a proposal is an event that annotators mark; ``kinds``: which type, given that it is one."""

    happened: Linear
    kinds: Linear

    def judge(self, event: Event, document: Document) -> Judged | None:
        """How likely a proposal is an event, and its likeliest type; None where the ranker is not asked."""
        if not is_asked(event, document.language):
            return None
        features = event_features(event, document)
        kind, sure = max(self.kinds.probabilities(features).items(), key=lambda item: (item[1], item[0]))
        return Judged(self.happened.probability(features), kind, sure)

    def parts(self) -> dict[str, Any]:
        return {"happened": self.happened.parts(), "kinds": self.kinds.parts()}

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> EventModel:
        """Raises InputError PM106 where a part is missing."""
        try:
            return cls(Linear.from_parts(parts["happened"]), Linear.from_parts(parts["kinds"]))
        except (KeyError, TypeError) as error:
            raise InputError(
                "PM106", f"no event model: {error}", where="model file", remedy="Train the model again."
            ) from error


@dataclass(frozen=True, slots=True)
class EventRanker:
    """The judge of a document's proposals. ``version`` names the model in the rows that it changed."""

    model: EventModel
    thresholds: Thresholds
    version: str = ""

    def __call__(self, document: Document, proposed: Sequence[Event]) -> list[Event]:
        """The events among ``proposed`` (read with ``event_floor=LOWEST``), in their order."""
        judged = [self.model.judge(event, document) for event in proposed]
        kept = (decide(e, j, self.thresholds, self.version) for e, j in zip(proposed, judged, strict=True))
        return [e for e in kept if e is not None]


def decide(event: Event, judged: Judged | None, thresholds: Thresholds, version: str = "") -> Event | None:
    """The event as it stands after judgement: itself, retyped, or None; what was not asked about stays."""
    if judged is None:
        return event
    if judged.likely < (thresholds.drop if event.confidence >= FLOOR else thresholds.take):
        return None
    if judged.kind == event.type or judged.sure < thresholds.retype:
        return event
    told = Decision("type", "model:event", event.trigger_start, event.trigger_end)
    decisions = (*event.decisions, told)
    return replace(event, type=judged.kind, subtype=None, decisions=decisions, model_version=version)


def is_asked(event: Event, language: Language) -> bool:
    """Whether the ranker has a say: the frames are unsure, or the trigger is one of daily use or of several types."""
    return event.confidence < SURE or trigger_of(event) in _ambiguous(language)


def trigger_of(event: Event) -> str:
    """The trigger's words in lower case."""
    low = event.trigger_start - event.start
    return event.quote[max(low, 0) : event.trigger_end - event.start].lower()


@cache
def _ambiguous(language: Language) -> frozenset[str]:
    """Triggers that open frames of several types, and those of daily use that the codebook lists."""
    frames = load_lexicon(language).frames
    book = load_yaml("event_types.yaml")
    several = {word for word, found in frames.items() if len({f.type for f in found}) > 1}
    if language is Language.ZH:
        return frozenset(several | set(book["ambiguous"]["zh"]))
    daily = (form for verb in book["ambiguous"]["en"] for form in inflect(verb, book["irregular_en"]))
    return frozenset(several | set(daily))


def event_features(event: Event, document: Document) -> Features:
    """What the frames knew of a proposal, and the words around its trigger; every value is 1 or a share."""
    frame = next((d.rule for d in event.decisions if d.field == "type"), "")
    trigger = trigger_of(event)
    named = {name for name, _ in event.args}
    out: Features = {
        f"type:{event.type}": 1.0,
        f"frame:{frame}": 1.0,
        f"trigger:{trigger}": 1.0,
        f"status:{event.status}": 1.0,
        "confidence": event.confidence,
        f"{event.type}:confidence": event.confidence,
        f"figures:{min(len(event.figures), 3)}": 1.0,
        f"{event.type}:figures:{min(len(event.figures), 1)}": 1.0,
        f"actor:{'named' if event.actor else 'none'}": 1.0,
        f"{event.type}:actor:{bool(event.actor)}": 1.0,
        f"asked:{trigger in _ambiguous(document.language)}": 1.0,
    }
    out |= {f"arg:{name}": 1.0 for name in named}
    out |= dict.fromkeys(_grams(event, document), 0.5)
    return out


def _grams(event: Event, document: Document) -> set[str]:
    language = Language.ZH if document.language is Language.ZH else Language.EN
    before, after = _AROUND[language]
    text = document.text
    start = max(event.start, event.trigger_start - before)
    left = _DIGITS.sub("#", text[start : event.trigger_start].lower())
    right = _DIGITS.sub("#", text[event.trigger_end : min(event.end, event.trigger_end + after)].lower())
    if language is Language.ZH:
        return {f"l:{a}{b}" for a, b in pairwise(left)} | {f"r:{a}{b}" for a, b in pairwise(right)}
    return {f"l:{w}" for w in _WORD.findall(left)[-4:]} | {f"r:{w}" for w in _WORD.findall(right)[:6]}


def load_event_ranker(folder: Path) -> EventRanker:
    """The ranker in a model folder that ``policymine train event`` wrote.

    Raises InputError PM101 (no model there), PM106 (broken, changed since training, or of another kind) and UsageError
    PM403 (extra not installed).
    """
    from policymine.learning.registry import open_model

    meta, parts = open_model(folder, task="event", backend="sklearn")
    return EventRanker(
        EventModel.from_parts(parts),
        Thresholds(**{name: float(value) for name, value in meta["thresholds"].items()}),
        f"{meta['name']}@{meta['files']['model.skops'][:12]}",
    )
