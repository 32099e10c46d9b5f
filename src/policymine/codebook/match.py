"""Which indicator a figure is: the codebook's names weighed by how near to the figure they stand.

A name in the figure's own noun phrase counts most, then its clause, its sentence, the sentence before, the section's
heading, the headline. An indicator needs its unit, its entity (or the words that it requires), every qualifier of its
name, and its measure's words. What another indicator explains better (a qualifier that this one lacks, another
entity in the noun phrase) speaks against. Below the threshold, or where two fit equally, there is no indicator.

The weights were set on the project's train and dev corpora; ``policymine evaluate`` shows what a change does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from policymine.codebook.plans import Plan, Plans
from policymine.codebook.schema import Indicator
from policymine.codebook.terms import Hit, Slot, TermFinder

HEAD, CLAUSE, SENTENCE, BEFORE, HEADING, TITLE = 6.0, 4.0, 2.5, 1.2, 1.0, 0.8
INHERITED = 3.6  # a noun phrase that an earlier figure of the list shares
THRESHOLD = 2.0
ADJACENT = 12  # characters: a name that touches the figure
LISTED = 2.5  # an entity that its clause names once for a list of figures
BEYOND = 1.5  # what a name loses when another figure stands between
AGAINST = 2.0  # what a word that speaks against an indicator takes, as a multiple of its weight
HINT = 2.0  # for the indicator of the figure before it in a list
OWN = 1.9  # the least weight at which a required word or a qualifier speaks of this figure
CARRIED = 1.6  # an entity that the text before was about, for a figure that names none
KIN = 1.5  # for an indicator of the entity whose change the sentence reports
FOLLOWING = 5.0  # 参与教师58万人，参与率89%: of the teachers, though the rate's own words fit the students as well
SHRINKS = 3.0  # the verb of a change downwards, whatever word says it
CARRIED_QUALIFIER = 2.2  # a qualifier of the count that a rate follows
SHORT_CLAUSE = 8  # characters before a figure that leans on the one before it (高于全国0.3个百分点)
FAR = 240  # characters at which distance has its full effect
# Two indicators closer than this are told apart by nothing but noise: no guess.
MARGIN = 0.05

Stretch = tuple[int, int]
Evidence = tuple[float, Stretch]


@dataclass(frozen=True, slots=True)
class Frame:
    """The stretches of text around one figure, nearest first, as half-open offsets."""

    figure: Stretch
    head: Stretch | None
    clause: Stretch
    sentence: Stretch
    # End of the figure before and start of the figure after: what lies beyond is more often about that figure.
    reach: Stretch | None = None
    before: Stretch | None = None
    heading: Stretch | None = None
    title: Stretch | None = None
    # The figure has a verb of its own behind its noun (9家关停、27家限期整改): what others underwent, it did not.
    predicate: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a figure beside the words around it.

    ``hint``: the indicator of the figure before it in a list. ``entity``: the entity whose change the same sentence
    reports, for a rate that follows it. ``carried``: the entity that the text before was about, for a figure whose
    words ("only 23 are left") name none. ``bounded``: it is a cap or a floor, so that it can be a limit. ``share``: it is
    a share, so that it can be no rate of change. ``topic``: the institutions that the document last counted, for a
    figure of which only says what became of them ("112 were deregistered"). ``change``: it is a change, so that it
    can be no share. ``previous``: the indicator stated just before in the sentence. ``leans``: the figure has no noun of
    its own, so that the hint's required words hold for it too. ``decrease``: it is a change downwards, so that it needs
    no verb of the codebook ("slimmed down", 支出降三成). ``qualifiers``: what the count just before said of its thing
    (offline), for a rate that follows it without a thing of its own. ``base``: the entity of the figure just before in
    the sentence, which a change without a thing of its own is about. ``cap``: it is prescribed, so that it is no flow of
    money. ``since``: where the figure ends that ``carried`` is
    taken from: a thing named after it is what the text has come to be about.
    """

    hint: str | None = None
    entity: str | None = None
    carried: str | None = None
    bounded: bool = False
    share: bool = False
    change: bool = False
    topic: str | None = None
    previous: str | None = None
    leans: bool = False
    decrease: bool = False
    qualifiers: frozenset[str] = frozenset()
    base: str | None = None
    cap: bool = False
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    indicator: Indicator
    codebook: str
    score: float
    evidence: Stretch | None  # the name that spoke loudest
    runner_up: str | None = None
    by: str = ""  # who says so, where it is not the codebook's rules: a model's name and digest


@dataclass(frozen=True, slots=True)
class IndicatorMatcher:
    """Names the indicator of a figure in one document. Holds the document's hits; make one a document."""

    plans: Plans
    hits: tuple[Hit, ...]
    starts: tuple[int, ...]
    relevant: bool
    # What headline, heading and paragraph name, kept for the figures of one sentence.
    _distant: dict[tuple[Stretch | None, ...], dict[Stretch, tuple[Hit, float]]] = field(default_factory=dict)
    # What was heard around the figure asked last: who is asked beside the rules asks for the same one.
    _last: list[tuple[Frame, dict[Slot, Evidence]]] = field(default_factory=list)

    @classmethod
    def for_text(cls, plans: Plans, finder: TermFinder, text: str, title: str | None = None) -> IndicatorMatcher:
        """``title``: a title that does not stand in ``text``; it can say that the policy is spoken of."""
        hits = tuple(finder.find(text))
        spoken = (*hits, *finder.find(title)) if title else hits
        names = plans.codebook.policy_names
        # A codebook that names no policy speaks of every document.
        relevant = not (names.zh or names.en) or any(slot[0] == "policy" for hit in spoken for slot in hit.slots)
        return cls(plans, hits, tuple(h.start for h in hits), relevant)

    def match(self, frame: Frame, unit: str | None, context: Context | None = None) -> Match | None:
        """The indicator of a figure with ``unit``, or None where none fits or two fit equally."""
        if unit is None or not self.relevant or not (plans := self.plans.for_unit(unit)):
            return None
        context = context or Context()
        if self.plans.codebook.reach == "clause" and frame.figure[0] - frame.clause[0] > SHORT_CLAUSE:
            context = replace(context, leans=False)  # 一产增加值增幅高于全国0.7个百分点 has a thing of its own
        heard = self.heard(frame)
        own = (slot for slot, (w, _) in heard.items() if slot[0] == "qualifier" and w >= OWN and w != INHERITED)
        if context.qualifiers and next(own, None) is None:
            heard = {slot: held for slot, held in heard.items() if slot[0] != "qualifier"}
            heard.update({("qualifier", q): (CARRIED_QUALIFIER, frame.figure) for q in context.qualifiers})
        entities = self.plans.entities_of(unit)
        if context.carried is not None and context.since is not None:
            named = self._last_named((context.since, frame.figure[0]), entities)
            if named is not None and named != context.carried:
                context = replace(context, carried=named, entity=named, hint=None)
        followers = {
            p.entity for p in plans if context.previous is not None and p.indicator.follows == context.previous
        }
        followed = bool(followers) and not any(
            p.entity in followers and p.indicator.follows is None and _weight(heard, ("require", p.name)) >= HEAD
            for p in plans
        )
        if followers and not followed:  # 37.8万名教师参加，学校覆盖率100%: the rate names its own thing
            context = replace(context, previous=None)
        scored = []
        required = {name for kind, name in heard if kind == "require"}
        for plan in plans:
            if (
                plan.required
                and plan.name not in required
                and plan.name != context.hint
                and (context.previous is None or plan.indicator.follows != context.previous)
            ):
                continue  # what it requires is neither said nor carried on: most plans of a long codebook
            if (
                (plan.limit and not context.bounded)
                or (plan.change and context.share)
                or (context.cap and unit == "yuan" and plan.indicator.kind == "flow")
                or (plan.share and context.change and context.hint != plan.name)
                or (unit == "percent" and context.change and not plan.change and plan.indicator.kind == "rate")
            ):
                continue
            score = _score(plan, heard, frame, context, entities)
            if followed and plan.indicator.follows not in (None, context.previous):
                score -= HINT  # the rate of the students does not follow the number of teachers
            if score >= THRESHOLD:
                scored.append((score, plan))
        if not scored:
            return None
        scored.sort(key=lambda s: (-s[0], s[1].name))
        (score, best), runner_up = scored[0], scored[1] if len(scored) > 1 else None
        if runner_up is not None and score - runner_up[0] < MARGIN:
            return None
        evidence = max(
            (heard[s] for s in (("require", best.name), ("entity", best.entity)) if s in heard), default=None
        )
        return Match(
            best.indicator,
            self.plans.codebook.name,
            score,
            evidence[1] if evidence else None,
            runner_up[1].name if runner_up else None,
        )

    def heard(self, frame: Frame) -> Mapping[Slot, Evidence]:
        """What the names around the figure speak for, each with the weight of its nearest stretch."""
        if not self._last or self._last[0][0] is not frame:
            self._last[:] = [(frame, self._hear(frame))]
        return self._last[0][1]

    def _hear(self, frame: Frame) -> dict[Slot, Evidence]:
        wide = self.plans.codebook.reach == "sentence"
        near = self._named_before(frame).copy() if wide else {}
        for stretch, weight in (
            ((frame.sentence, SENTENCE), (frame.clause, CLAUSE)) if wide else ((frame.clause, CLAUSE),)
        ):
            for hit in self._within(stretch):
                near[hit.start, hit.end] = (hit, _weigh(hit, weight, frame))
        if frame.head is not None:
            weight = HEAD if _touches(frame) else INHERITED
            for hit in self._within(frame.head):
                near[hit.start, hit.end] = (hit, weight)
        heard: dict[Slot, Evidence] = {}
        for hit, w in near.values():
            if not wide and frame.reach is not None and hit.start >= frame.reach[1]:
                continue  # 产值增长8.5%、出口增长53.6%: the next figure's thing
            for slot in hit.slots:
                if slot[0] == "qualifier" and frame.predicate and _beyond(hit, frame):
                    continue
                if slot[0] == "not" and _beyond(hit, frame):
                    continue  # 521万名学生、37万名教师参加: what the next figure counts says nothing against this one
                held = heard.get(slot)
                if held is None or w > held[0]:
                    heard[slot] = (w, (hit.start, hit.end))
        return heard

    def _named_before(self, frame: Frame) -> dict[Stretch, tuple[Hit, float]]:
        """The names in headline, heading and paragraph, which weigh the same for each figure of a sentence."""
        key = (frame.title, frame.heading, frame.before)
        found = self._distant.get(key)
        if found is None:
            self._distant.clear()
            found = self._distant[key] = {
                (hit.start, hit.end): (hit, weight)
                for stretch, weight in zip(key, (TITLE, HEADING, BEFORE), strict=True)
                if stretch is not None
                for hit in self._within(stretch)
            }
        return found

    def _last_named(self, stretch: Stretch, entities: frozenset[str]) -> str | None:
        """The last of ``entities`` that ``stretch`` names."""
        for hit in reversed(self._within(stretch)):
            for kind, name in hit.slots:
                if kind == "entity" and name in entities:
                    return name
        return None

    def _within(self, stretch: Stretch) -> list[Hit]:
        first, last = bisect_left(self.starts, stretch[0]), bisect_left(self.starts, stretch[1])
        return [hit for hit in self.hits[first:last] if hit.end <= stretch[1]]


def _touches(frame: Frame) -> bool:
    """Whether no other figure stands between the figure and its noun phrase."""
    if frame.head is None or frame.reach is None:
        return True
    return frame.reach[0] <= frame.head[0] and frame.head[1] <= frame.reach[1]


def _beyond(hit: Hit, frame: Frame) -> bool:
    """Whether another figure stands between the figure and a name."""
    return frame.reach is not None and (hit.end <= frame.reach[0] or hit.start >= frame.reach[1])


def _weigh(hit: Hit, weight: float, frame: Frame) -> float:
    """The weight of a name in the figure's sentence or clause: less with distance, and beyond another figure."""
    gap = max(frame.figure[0] - hit.end, hit.start - frame.figure[1], 0)
    w = weight - min(gap, FAR) / FAR * (1.2 if weight == CLAUSE else 1.0)
    if weight == SENTENCE and hit.start >= frame.figure[1]:
        w -= 0.3 if _names_entity(hit) else 0.8  # what follows in another clause is more often the next figure's
    if gap <= ADJACENT and weight == CLAUSE:
        w += 1.0
    if _beyond(hit, frame):
        # A name may stand once for a whole list, so that it still says what the text is about.
        w = max(w - BEYOND, LISTED if weight == CLAUSE and _names_entity(hit) else BEFORE + 0.1)
    return w


def _names_entity(hit: Hit) -> bool:
    return any(kind == "entity" for kind, _ in hit.slots)


def _taken(plan: Plan, heard: Mapping[Slot, Evidence], entities: frozenset[str]) -> bool:
    """Whether the figure's own clause is about another entity, of those that a figure with its unit can be of."""
    return any(
        kind == "entity" and w >= LISTED and name in entities and not plan.entity.endswith(name)
        for (kind, name), (w, _) in heard.items()
    )


_EITHER_WAY = frozenset({"growth", "change"})  # measures that a rise and a fall are both of


def _contradicted(plan: Plan, heard: Mapping[Slot, Evidence], entities: frozenset[str]) -> bool:
    """Whether the figure's own words name another part or another thing than the indicator of the figure before."""
    return any(
        w > INHERITED
        and (
            (kind == "qualifier" and name not in plan.qualifiers)
            or (kind == "entity" and name in entities and name != plan.entity and not plan.entity.endswith(name))
        )
        for (kind, name), (w, _) in heard.items()
    )


def _weight(heard: Mapping[Slot, Evidence], slot: Slot) -> float:
    found = heard.get(slot)
    return found[0] if found is not None else 0.0


def _score(
    plan: Plan, heard: Mapping[Slot, Evidence], frame: Frame, context: Context, entities: frozenset[str]
) -> float:
    """How well an indicator fits a figure; 0 where something that it needs is not there."""
    indicator = plan.indicator
    found = heard.get(plan.slots.entity)
    entity = found[0] if found is not None else 0.0
    if plan.change and context.base is not None and context.base != plan.entity and entity < OWN:
        return 0.0  # 查处违规培训176起，同比下降44%: a change of what was counted before it
    if entity == 0 and plan.entity in (context.carried, context.topic):
        told = plan.qualifiers and all(_weight(heard, q) >= OWN for q in plan.slots.qualifiers)
        if (context.carried == plan.entity or told) and not _taken(plan, heard, entities):
            entity = CARRIED
    if entity == 0 and context.leans and context.hint == plan.name and not _taken(plan, heard, entities):
        entity = CARRIED
    if entity == 0 and not indicator.entity_optional:
        return 0.0
    require = _weight(heard, plan.slots.require)
    follows = context.previous is not None and indicator.follows == context.previous
    if plan.required and follows:
        require = max(require, FOLLOWING)
    if plan.required and context.leans and context.hint == plan.name:
        require = max(require, OWN)
    moves = plan.change and (context.decrease or (context.change and plan.measure in _EITHER_WAY))
    if plan.required and require < (BEFORE if indicator.context else OWN):
        return 0.0
    qualifiers = [_weight(heard, q) for q in plan.slots.qualifiers]
    # Words that the indicator requires stand in for its qualifiers' names.
    if not plan.required and any(w < OWN for w in qualifiers):
        return 0.0
    measure = _weight(heard, plan.slots.measure) if plan.slots.measure is not None else 0.0
    if plan.slots.measure is not None and moves:
        measure = max(measure, SHRINKS)
    if context.leans and context.hint == plan.name and measure > 0:
        measure = max(measure, OWN)  # 压减率97.3%，高于全国1.3个百分点
    if plan.measure is not None and measure < OWN:
        return 0.0
    score = entity * (0.5 if indicator.entity_optional else 1.0)
    score += max(require, measure) * 0.9 + _weight(heard, plan.slots.cue) * 0.3 + sum(qualifiers) * 0.6
    if indicator.entity_optional and (require or any(qualifiers)):
        score += 1.0
    against = _weight(heard, plan.slots.excluded)
    if against >= OWN:
        score -= AGAINST * against
    other = 0.0
    for (kind, name), (w, _) in heard.items():
        # A qualifier in a noun phrase that an earlier figure shares says nothing against what became of this part.
        if plan.told_apart and kind == "qualifier" and w >= OWN and w != INHERITED and name not in plan.qualifiers:
            score -= 0.35 * w
        elif (
            kind == "entity"
            and w >= HEAD - 0.5
            and frame.head is not None
            and not (plan.entity.endswith(name) or name in indicator.counts)
        ):
            other = max(other, w)  # (training_institutions is only the wider name of subject_training_institutions)
    score -= 0.5 * other
    if score > 0:
        against_kin = context.hint == plan.name and _contradicted(plan, heard, entities)
        hinted = follows or (context.hint == plan.name and not against_kin)
        score += HINT * hinted + KIN * (context.entity == plan.entity and not against_kin)
    return max(score, 0.0)
