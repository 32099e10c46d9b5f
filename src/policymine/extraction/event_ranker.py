"""The trained ranker: which clauses report an event, and of which type, beside the frames and over them.

For every clause that may report something it weighs the words, the acts and things that they name, the numbers and the figures
(:mod:`policymine.extraction.event_features`), and what the frames say of the clause. Below its threshold it abstains: the clause
reports nothing. Its weights are trained by ``policymine train event`` and ship as ``data/event_ranker.npz``; reading them
needs neither scikit-learn nor skops.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any, NamedTuple, Protocol

import numpy as np

from policymine.extraction.event_clauses import Clause
from policymine.extraction.event_contexts import is_told
from policymine.extraction.event_features import Features
from policymine.extraction.event_frames import Candidate
from policymine.extraction.event_lexicon import Frame, Trigger
from policymine.extraction.event_modality import Reading, SentenceMood
from policymine.extraction.event_words import Hit
from policymine.records import Language, Status

FILE = "event_ranker.npz"
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

    ``policies``: codebooks of the policies that its training documents are about.
    """

    @property
    def policies(self) -> tuple[str, ...]: ...

    def settle(self, asked: Asked) -> list[Candidate]: ...


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of one language: a row of ``matrix`` for each feature, a column for each of ``kinds``.

    ``least``: the probability from which what a frame found is an event, ``own`` that from which a clause without a frame
    reports one, ``elsewhere`` the same in a document about no policy of the codebooks. ``trust``: what a frame of full strength adds to the
    weight of its type.
    """

    columns: Mapping[str, int]
    matrix: Any
    bias: Any
    kinds: tuple[str, ...]
    least: float
    own: float
    elsewhere: float
    trust: float

    def sums(self, features: Features) -> Any:
        """The sum of weights of each kind."""
        columns = self.columns
        rows: list[int] = []
        values: list[float] = []
        for name, value in features.items():
            row = columns.get(name)
            if row is not None:
                rows.append(row)
                values.append(value)
        if not rows:
            return self.bias
        return self.bias + np.array(values, np.float32) @ self.matrix.take(rows, axis=0)

    def weight(self, name: str, kind: str) -> float:
        """What one feature says for ``kind``; 0 for one that training never met."""
        row = self.columns.get(name)
        return 0.0 if row is None else float(self.matrix[row, self.kinds.index(kind)])


@dataclass(frozen=True, slots=True)
class EventRanker:
    weights: Mapping[Language, Weights]
    policies: tuple[str, ...]
    version: str

    def settle(self, asked: Asked) -> list[Candidate]:
        """The events that the clause reports: those of its frames, retyped where all words speak against them, or one of its own."""
        weights = self.weights[asked.clause.language]
        likely = self.likely(asked)
        happened = 1.0 - likely.pop(NONE)
        if happened < self._least(asked, weights):
            return []
        kind = max(likely, key=lambda name: likely[name])
        if asked.reported:
            return [
                c if likely.get(c.type, 1.0) >= _RETYPED * happened else replace(c, type=kind) for c in asked.reported
            ]
        own = self._own(asked, kind, happened, weights)
        return [own] if own is not None else []

    @staticmethod
    def _least(asked: Asked, weights: Weights) -> float:
        if asked.reported:
            return weights.least
        return weights.own if asked.topical else weights.elsewhere

    def likely(self, asked: Asked) -> dict[str, float]:
        """The probability of each type, and of none."""
        weights = self.weights[asked.clause.language]
        sums = {k: float(s) for k, s in zip(weights.kinds, weights.sums(asked.features), strict=True)}
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
        reading = asked.mood.read(clause, hit.start, hit.end, hit.word.form)
        if reading.drop is not None:
            if not (kind == "standard_setting" and reading.drop in _NORM):
                return None
            reading = Reading(Status.DONE)
        if not _is_concrete(clause, hit, reading):
            return None
        strength = max(0.5, happened) - reading.penalty / 4
        return Candidate(
            frame=_frame(kind), type=kind, trigger=Trigger(hit.start, hit.end, hit.word.name),
            object_start=hit.start, object_end=hit.end, title=None, reading=reading,
            strength=max(strength, 0.5), clause=clause,
        )  # fmt: skip

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
    with np.load(content, allow_pickle=False) as held:
        weights = {}
        for language in (Language.ZH, Language.EN):
            key = language.value
            names = bytes(held[f"{key}_names"]).decode("utf-8").split("\n")
            weights[language] = Weights(
                {name: i for i, name in enumerate(names)},
                held[f"{key}_weights"].astype(np.float32),
                held[f"{key}_bias"].astype(np.float32),
                tuple(str(k) for k in held[f"{key}_kinds"]),
                float(held[f"{key}_least"]),
                float(held[f"{key}_own"]),
                float(held[f"{key}_elsewhere"]),
                float(held[f"{key}_trust"]),
            )
        return EventRanker(weights, tuple(str(p) for p in held["policies"]), str(held["version"]))


@cache
def shipped_ranker() -> EventRanker:
    """The ranker that ships with the package."""
    with files("policymine.data").joinpath(FILE).open("rb") as content:
        return read_ranker(content)
