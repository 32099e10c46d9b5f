"""The trained ranker: which clauses report an event, and of which type, beside the frames and over them.

For every clause that may report something it weighs the words, the acts and things that they name, the numbers and the figures
(:mod:`policymine.extraction.event_features`), and what the frames say of the clause. Below its threshold it abstains: the clause
reports nothing. Its weights are trained by ``policymine train event`` and ship as ``data/weights/event.npz``; reading them
needs neither scikit-learn nor skops.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any, NamedTuple, Protocol

import numpy as np

from policymine.data import load_yaml
from policymine.extraction.event_clauses import Clause
from policymine.extraction.event_contexts import is_told
from policymine.extraction.event_features import Features
from policymine.extraction.event_frames import Candidate
from policymine.extraction.event_lexicon import Frame, Trigger
from policymine.extraction.event_modality import Reading, SentenceMood
from policymine.extraction.event_words import Hit
from policymine.records import Language, Status

FILE = "weights/event.npz"
NONE = "none"
RANKED = "ranked"  # frame_id of what the ranker alone takes for an event
# Strength of a frame at which it says nothing to the ranker, and how much more strength counts as one.
_SILENT, _STEP = 0.4, 0.3
# Below this share of what speaks for an event, a frame's type gives way to the likeliest one.
_RETYPED = 0.02
# What a rule says by its nature: "must not", "shall".
_NORM = frozenset({"demanded", "negated", "directive"})


class Asked(NamedTuple):
    """A clause put to the ranker: its features, the words in it, and what the frames report of it."""

    clause: Clause
    features: Features
    hits: Sequence[Hit]
    reported: Sequence[Candidate]
    mood: SentenceMood
    topical: bool  # the document is about a policy of ``Judge.policies``


class Judge(Protocol):
    """Who settles what a clause reports: the ranker, or in training one that only takes notes.

    ``policies``: codebooks of the policies that its training documents are about. ``thorough``: asked about every clause, also those that the frames settle and those that cannot report anything.
    """

    @property
    def thorough(self) -> bool: ...

    @property
    def policies(self) -> tuple[str, ...]: ...

    def speaks(self, language: Language, *, topical: bool) -> bool: ...

    def settle(self, asked: Asked) -> list[Candidate]: ...


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of one language: a row of ``matrix`` for each feature, a column for each of ``kinds``.

    ``gate``: the weight of each feature in a classifier of event or none alone, with its bias last. Below ``open_from`` it spares
    the costly sums: a clause that says nothing of an event is settled by a few additions.
    ``least``: the probability from which what a frame found is an event, ``own`` that from which a clause without a frame
    reports one, ``elsewhere`` the same in a document that is not about the ranker's policies. ``trust``: what a frame of full strength adds to the
    weight of its type.
    """

    columns: Mapping[str, int]
    gate: Sequence[float]
    open_from: float
    matrix: Any
    bias: Any
    kinds: tuple[str, ...]
    least: float
    own: float
    elsewhere: float
    trust: float

    def sums(self, features: Features, *, gated: bool = False) -> Any:
        """The sum of weights of each kind; None where ``gated`` and the gate stays shut."""
        columns, gate = self.columns, self.gate
        known = [(columns[name], value) for name, value in features.items() if name in columns]
        if gated and gate[-1] + sum([gate[row] * value for row, value in known]) < self.open_from:
            return None
        if not known:
            return self.bias
        rows = np.fromiter((row for row, _ in known), np.intp, len(known))
        values = np.fromiter((value for _, value in known), np.float32, len(known))
        return self.bias + values @ self.matrix[rows]

    def weight(self, name: str, kind: str) -> float:
        """What one feature says for ``kind``; 0 for one that training never met."""
        row = self.columns.get(name)
        return 0.0 if row is None else float(self.matrix[row, self.kinds.index(kind)])


@dataclass(frozen=True, slots=True)
class EventRanker:
    weights: Mapping[Language, Weights]
    policies: tuple[str, ...]
    version: str
    thorough: bool = False

    def speaks(self, language: Language, *, topical: bool) -> bool:
        """Whether it has anything to say of a document; where not, nobody needs to ask."""
        return topical or self.weights[language].elsewhere <= 1

    def settle(self, asked: Asked) -> list[Candidate]:
        """The events that the clause reports: those of its frames, retyped where all words speak against them, or one of its own."""
        weights = self.weights[asked.clause.language]
        likely = self.likely(asked)
        if likely is None:
            return []
        happened = 1.0 - likely.pop(NONE)
        own = weights.own if asked.topical else weights.elsewhere
        if happened < (weights.least if asked.reported else own):
            return []
        kind = max(likely, key=lambda name: likely[name])
        if asked.reported:
            return [
                c if likely.get(c.type, 1.0) >= _RETYPED * happened else replace(c, type=kind) for c in asked.reported
            ]
        found = self._own(asked, kind, happened, weights)
        return [found] if found is not None else []

    def likely(self, asked: Asked) -> dict[str, float] | None:
        """The probability of each type, and of none; None for a clause without a frame that the gate holds for none."""
        weights = self.weights[asked.clause.language]
        found = weights.sums(asked.features, gated=not asked.reported)
        if found is None:
            return None
        sums: dict[str, float] = dict(zip(weights.kinds, found.tolist(), strict=True))
        for candidate in asked.reported:
            if candidate.type in sums:
                sums[candidate.type] += weights.trust * max(0.0, candidate.strength - _SILENT) / _STEP
        top = max(sums.values())
        grown = {k: exp(s - top) for k, s in sums.items()}
        total = sum(grown.values())
        return {k: g / total for k, g in grown.items()}

    def _own(self, asked: Asked, kind: str, happened: float, weights: Weights) -> Candidate | None:
        clause = asked.clause
        hit = self._trigger(asked.hits, kind, weights)
        if hit is None:
            return None
        reading = self._reading(asked, hit, kind)
        if reading is None:
            return None
        if not _is_concrete(clause, hit, reading):
            return None
        strength = max(0.5, happened) - reading.penalty / 4
        return Candidate(
            frame=_frame(kind), type=kind, trigger=Trigger(hit.start, hit.end, hit.word.name),
            object_start=hit.start, object_end=hit.end, title=None, reading=reading,
            strength=max(strength, 0.5), clause=clause,
        )  # fmt: skip

    @staticmethod
    def _reading(asked: Asked, trigger: Hit, kind: str) -> Reading | None:
        """How the clause stands: every word in it that names an act of ``kind`` is read, since the trigger may be a noun ("未拨付资金").
        None where one of them is demanded, denied or supposed; planned where one is, or where the clause speaks of what is to come.
        """
        clause, own = asked.clause, {f"A:{kind}", f"T:{kind}"}
        acts = [h for h in asked.hits if h.word.act and not own.isdisjoint(h.word.types)][:_MOST_READ]
        readings = [asked.mood.read(clause, h.start, h.end, h.word.form) for h in (trigger, *acts)]
        if any(r.drop is not None and r.drop != "noun" for r in readings):
            norm = kind == "standard_setting" and all(r.drop is None or r.drop in _NORM for r in readings)
            return Reading(Status.DONE) if norm else None
        if readings[0].drop is not None or any(_is_denied(clause, h, asked.hits, own) for h in (trigger, *acts)):
            return None
        planned = any(r.status is Status.PLANNED for r in readings)
        if not planned and clause.language is Language.ZH:
            planned = _ZH_TO_COME.search(clause.text, clause.start, clause.end) is not None
        return replace(readings[0], status=Status.PLANNED) if planned else readings[0]

    @staticmethod
    def _trigger(hits: Sequence[Hit], kind: str, weights: Weights) -> Hit | None:
        """The word of the clause that speaks most for ``kind``; of equals the first, of those from one place the longest."""
        acts = [h for h in hits if h.word.act]
        if not acts:
            return None
        own = {f"A:{kind}", f"T:{kind}"}

        def speaks(hit: Hit) -> tuple[bool, float, int, int]:
            mine = not own.isdisjoint(hit.word.types)
            return (mine, round(weights.weight(f"V:{hit.word.name}", kind), 2), hit.end - hit.start, -hit.start)

        return max(acts, key=speaks)


def _is_denied(clause: Clause, trigger: Hit, hits: Sequence[Hit], own: set[str]) -> bool:
    """Whether a Chinese negation stands before ``trigger`` with no other act between that it could deny: "未掏12万元", but not
    "未取得许可证的机构被取缔".
    """
    if clause.language is not Language.ZH:
        return False
    last = None
    for last in _ZH_DENIED.finditer(clause.text, clause.start, trigger.start):  # noqa: B007 - the last one
        pass
    if last is None:
        return False
    return not any(
        h.word.act and last.end() <= h.start and h.end <= trigger.start and own.isdisjoint(h.word.types) for h in hits
    )


_MOST_READ = 6
_ZH_DENIED = re.compile(r"未(?![来成满必])|没有?(?!收)|无法|拒绝|拒不|推迟|暂缓|难以")
_ZH_TO_COME = re.compile(
    r"(?<![即主麻])将(?!军|士|领|[^，]{0,20}[为入到至给]了)|拟(?![人定态订])|力争|预计|有望|即将|明年|(?<![制规])计划(?![生单])(?=[^，]{0,6}[投建用开新完在到于])"
)
_ZH_TOLD = re.compile(
    r"[了已将拟《]|日前|近日|昨|今[天日]|先后|累计|截至|相继|目前|计划|[局委厅部办院署会队组]|政府|中心|单位"
)


def may_report(clause: Clause, hits: Sequence[Hit]) -> bool:
    """Whether ``clause`` can report an event by the ranker at all, asked before anything costly: it names an act, and something
    is counted, told as done or announced, or has an actor.
    """
    acts = [h for h in hits if h.word.act]
    if not acts:
        return False
    if clause.language is Language.ZH:
        return _ZH_TOLD.search(clause.text, clause.start, clause.end) is not None or clause.has("any")
    return clause.has("any") or any(h.word.form.past for h in acts) or " will " in clause.low[clause.start : clause.end]


def _is_concrete(clause: Clause, hit: Hit, reading: Reading) -> bool:
    """Whether somebody did something: it is counted, named by a title, said to be done or announced, or, in Chinese, its actor
    or day stands before it. "构建新型婚姻文化", "implement the strategy" are wishes, whatever their mood.
    """
    if clause.has("any") or reading.done or reading.status is Status.PLANNED:
        return True
    if clause.language is Language.ZH:
        return "《" in clause.words or is_told(clause, hit.start)
    return False


@cache
def _frame(kind: str) -> Frame:
    return Frame(
        frame_id=RANKED, type=kind, subtype=None, objects=(), where="none", number=None, strength=0.5, planned=True, join=True,
        norm=False, needs_done=False, number_or_done=False, stated=False, told=False, free=False, settled=False,
        veto=None, veto_unless=None, carry=False, near=False, context=None,
    )  # fmt: skip


def read_ranker(content: Any) -> EventRanker:
    """The ranker in an ``.npz`` file (path or binary file) that ``policymine train event`` wrote. Never unpickles."""
    limits = load_yaml("event_ranker.yaml")
    with np.load(content, allow_pickle=False) as held:
        weights = {}
        for language in (Language.ZH, Language.EN):
            key = language.value
            names = bytes(held[f"{key}_names"]).decode("utf-8").split("\n")
            weights[language] = Weights(
                {name: i for i, name in enumerate(names)},
                held[f"{key}_gate"].tolist(),
                float(limits["open_from"]),
                held[f"{key}_weights"].astype(np.float32),
                held[f"{key}_bias"].astype(np.float32),
                tuple(str(k) for k in held[f"{key}_kinds"]),
                float(limits["least"]),
                float(limits["own"][key]),
                float(limits["elsewhere"][key]),
                float(limits["trust"]),
            )
        return EventRanker(weights, tuple(str(p) for p in held["policies"]), str(held["version"]))


@cache
def shipped_ranker() -> EventRanker:
    """The ranker that ships with the package."""
    with files("policymine.data").joinpath(FILE).open("rb") as content:
        return read_ranker(content)
