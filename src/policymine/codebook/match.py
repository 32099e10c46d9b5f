"""Which indicator a figure is: the codebook's names weighed by how near to the figure they stand.

A name in the figure's own noun phrase counts most, then its clause, its sentence, the sentence before, the section's
heading, the headline. An indicator needs its unit, its entity (or the words that it requires), every qualifier of its
name, and its measure's words. What another indicator explains better (a qualifier that this one lacks, another
entity in the noun phrase) speaks against. Below the threshold, or where two fit equally, there is no indicator.

The weights were set on the project's train and dev corpora; ``policymine evaluate`` shows what a change does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from policymine.codebook.schema import MEASURED_UNITS, Codebook, Indicator
from policymine.codebook.terms import Hit, TermFinder
from policymine.records import Language

HEAD, CLAUSE, SENTENCE, BEFORE, HEADING, TITLE = 6.0, 4.0, 2.5, 1.2, 1.0, 0.8
THRESHOLD = 2.4
ADJACENT = 12  # characters: a name that touches the figure
BEYOND = 1.5  # what a name loses when another figure stands between
HINT = 2.0  # for the indicator of the figure before it in a list
OWN = 1.9  # the least weight at which a required word or a qualifier speaks of this figure
CARRIED = 1.6  # an entity that the text before was about, for a figure that names none
KIN = 1.5  # for an indicator of the entity whose change the sentence reports
# Two indicators closer than this are told apart by nothing but noise: no guess.
MARGIN = 0.05


@dataclass(frozen=True, slots=True)
class Frame:
    """The stretches of text around one figure, nearest first, as half-open offsets."""

    figure: tuple[int, int]
    head: tuple[int, int] | None
    clause: tuple[int, int]
    sentence: tuple[int, int]
    # End of the figure before and start of the figure after: what lies beyond is more often about that figure.
    reach: tuple[int, int] | None = None
    before: tuple[int, int] | None = None
    heading: tuple[int, int] | None = None
    title: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a figure beside the words around it.

    ``hint``: the indicator of the figure before it in a list. ``entity``: the entity whose change the same sentence
    reports, for a rate that follows it. ``carried``: the entity that the text before was about, for a figure whose
    words ("only 23 are left") name none. ``bounded``: it is a cap or a floor, so that it can be a limit.
    """

    hint: str | None = None
    entity: str | None = None
    carried: str | None = None
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    indicator: Indicator
    codebook: str
    score: float
    evidence: tuple[int, int] | None  # the name that spoke loudest
    runner_up: str | None = None


@dataclass(slots=True)
class _Candidate:
    quals: dict[str, float]
    foreign_quals: dict[str, float] = field(default_factory=dict)
    entity: float = 0.0
    other_entity: float = 0.0
    require: float = 0.0
    measure: float = 0.0
    cue: float = 0.0
    against: float = 0.0
    evidence: tuple[float, tuple[int, int]] | None = None

    def hear(self, weight: float, hit: Hit) -> None:
        self.evidence = max(self.evidence or (0.0, (0, 0)), (weight, (hit.start, hit.end)))


@dataclass(frozen=True, slots=True)
class IndicatorMatcher:
    """Names the indicator of a figure in one document. Holds the document's hits; make one a document."""

    codebook: Codebook
    hits: tuple[Hit, ...]
    relevant: bool
    _starts: list[int] = field(default_factory=list)

    @classmethod
    def for_text(cls, codebook: Codebook, finder: TermFinder, text: str) -> IndicatorMatcher:
        hits = tuple(finder.find(text))
        relevant = any(slot[0] == "policy" for hit in hits for slot in hit.slots)
        return cls(codebook, hits, relevant, [h.start for h in hits])

    def match(self, frame: Frame, unit: str | None, context: Context | None = None) -> Match | None:
        """The indicator of a figure with ``unit``, or None where none fits or two fit equally."""
        if not self.relevant or unit is None:
            return None
        context = context or Context()
        near = self._near(frame)
        scored: list[tuple[float, Indicator, tuple[int, int] | None]] = []
        for indicator in self.codebook.indicators:
            if not unit_fits(unit, indicator.unit) or (indicator.kind == "limit" and not context.bounded):
                continue
            score, evidence = self._score(indicator, near, frame, context)
            if score and context.hint == indicator.name:
                score += HINT
            if score and context.entity == indicator.entity:
                score += KIN
            if score >= THRESHOLD:
                scored.append((score, indicator, evidence))
        if not scored:
            return None
        scored.sort(key=lambda s: (-s[0], s[1].name))
        best = scored[0]
        second = scored[1] if len(scored) > 1 else None
        if second is not None and best[0] - second[0] < MARGIN:
            return None
        return Match(best[1], self.codebook.name, best[0], best[2], second[1].name if second else None)

    def _near(self, frame: Frame) -> list[tuple[Hit, float]]:
        """Hits around the figure with the weight of the nearest stretch that they stand in."""
        out: dict[tuple[int, int], tuple[Hit, float]] = {}
        for stretch, weight in (
            (frame.title, TITLE),
            (frame.heading, HEADING),
            (frame.before, BEFORE),
            (frame.sentence, SENTENCE),
            (frame.clause, CLAUSE),
            (frame.head, HEAD),
        ):
            if stretch is None:
                continue
            i = bisect_left(self._starts, stretch[0])
            while i < len(self.hits) and self.hits[i].start < stretch[1]:
                hit = self.hits[i]
                if hit.end <= stretch[1]:
                    w = weight
                    if weight in (SENTENCE, CLAUSE):
                        gap = max(frame.figure[0] - hit.end, hit.start - frame.figure[1], 0)
                        w = weight - min(gap, 240) / 240 * (1.2 if weight == CLAUSE else 1.0)
                        if hit.start >= frame.figure[1] and weight == SENTENCE:
                            w -= 0.3  # what follows in another clause is more often the next figure's
                        if gap <= ADJACENT and weight == CLAUSE:
                            w += 1.0
                        if frame.reach is not None and (hit.end <= frame.reach[0] or hit.start >= frame.reach[1]):
                            # An entity is named once for a whole list; other words speak for the nearest figure.
                            floor = BEFORE + 0.1 if any(kind == "entity" for kind, _ in hit.slots) else 0.0
                            w = max(w - BEYOND, floor)
                    out[hit.start, hit.end] = (hit, w)
                i += 1
        return list(out.values())

    def _score(
        self, indicator: Indicator, near: list[tuple[Hit, float]], frame: Frame, context: Context
    ) -> tuple[float, tuple[int, int] | None]:
        c = self._collect(indicator, near, frame)
        listed = context.hint == indicator.name
        if c.entity == 0 and context.carried == indicator.entity:
            c.entity = CARRIED
        if c.entity == 0 and not indicator.entity_optional:
            return 0.0, None
        required = bool(indicator.require.zh or indicator.require.en)
        if required and listed:
            c.require = max(c.require, OWN)
        if required and c.require < OWN:
            return 0.0, None
        # Words that the indicator requires stand in for its qualifiers' names.
        if not required and any(w < OWN for w in c.quals.values()):
            return 0.0, None
        if self._measure(indicator) is not None and c.measure < OWN:
            return 0.0, None
        score = c.entity * (0.5 if indicator.entity_optional else 1.0)
        score += max(c.require, c.measure) * 0.9 + c.cue * 0.3 + sum(c.quals.values()) * 0.6
        if indicator.entity_optional and (c.require or any(c.quals.values())):
            score += 1.0
        if c.against >= OWN:
            score -= 1.1 * c.against
        score -= sum(0.35 * w for w in c.foreign_quals.values() if w >= OWN)
        score -= 0.5 * c.other_entity
        return max(score, 0.0), c.evidence[1] if c.evidence else None

    def _collect(self, indicator: Indicator, near: list[tuple[Hit, float]], frame: Frame) -> _Candidate:
        """The weight of what speaks for and against ``indicator`` around the figure."""
        c = _Candidate(quals={p: 0.0 for p in indicator.parts[:-1] if p in self.codebook.qualifiers})
        measure = self._measure(indicator)
        for hit, w in near:
            for kind, name in hit.slots:
                if kind == "entity":
                    if name == indicator.entity:
                        if w > c.entity:
                            c.entity = w
                            c.hear(w, hit)
                    elif w >= HEAD - 0.5 and frame.head is not None and not _wider(name, indicator.entity):
                        c.other_entity = max(c.other_entity, w)
                elif kind == "qualifier":
                    if name in c.quals:
                        c.quals[name] = max(c.quals[name], w)
                    else:
                        c.foreign_quals[name] = max(c.foreign_quals.get(name, 0.0), w)
                elif kind == "measure" and name == measure:
                    c.measure = max(c.measure, w)
                elif name == indicator.name:
                    if kind == "require":
                        c.require = max(c.require, w)
                        c.hear(w, hit)
                    elif kind == "cue":
                        c.cue = max(c.cue, w)
                    elif kind == "not":
                        c.against = max(c.against, w)
        return c

    def _measure(self, indicator: Indicator) -> str | None:
        """The measure of the name that has words of its own (count has none)."""
        parts = indicator.parts
        for i in range(len(parts)):
            name = ".".join(parts[i:])
            measure = self.codebook.measures.get(name)
            if measure is not None:
                return name if measure.zh or measure.en else None
        return None


def _wider(other: str, entity: str) -> bool:
    """Whether ``other`` is a wider name of ``entity``: training_institutions of subject_training_institutions."""
    return entity.endswith(other)


def unit_fits(unit: str, accepted: Sequence[str]) -> bool:
    """Whether a figure's unit is one of an indicator's. Open counted nouns (``other:``) fit each other."""
    if unit in accepted or (unit == "percentage_point" and "percent" in accepted):
        return True
    bare = unit.removeprefix("other:")
    names = [a.removeprefix("other:") for a in accepted]
    if bare in names:
        return True
    if "count" in accepted:
        return bare not in MEASURED_UNITS
    return unit.startswith("other:") and any(a.startswith("other:") for a in accepted) and "other:*" in accepted


def finders(codebooks: Sequence[Codebook], language: Language) -> list[tuple[Codebook, TermFinder]]:
    return [(codebook, TermFinder(codebook, language)) for codebook in codebooks]
