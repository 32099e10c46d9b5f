"""The same event in several documents, across papers and across Chinese and English.

A link stands on evidence that tells one event from its neighbours: the document's number or title, telling figures, the
stated day, or that the documents tell one story. Whatever contradicts (another place, batch, number, outcome) forbids it:
a wrong link takes an event away from every count, a missing one only counts a report twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from policymine.dataset.document_names import numbers_agree
from policymine.dataset.event_views import Value, View, views

if TYPE_CHECKING:
    from policymine.dataset.store import Dataset

TELLING: Final = 1.0
"""Weight of shared figures that tells an event: one number of three digits, or two of two digits."""

SURE: Final = 2.0
"""Weight that tells it where dates or places are only near."""

WORDS_REPRINT: Final = 0.6
WORDS_DAY: Final = 0.5
WORDS_ALONE: Final = 0.75
"""Shared words of the shorter quote: of a reprint's sentence, of acts of one stated day, and where nothing else tells.
On the sample corpora two different acts of one place, type and day share less than 0.4."""

LEAST_TOKENS: Final = 12
MOST_DAYS: Final = 62
"""Days between the ends of two open reports of one outcome; as of ``translations.MOST_DAYS``."""

REPORTED_DAYS: Final = 31
"""Days between two reports whose own dates stand for that of the event; a translation follows within weeks."""

_NATIONAL: Final = 3  # provinces that state one number for one type: a norm of the nation, which tells no event
_BUCKET: Final = 16  # rows of one key, in order of time, that a row is compared with
_CHECKED: Final = 8  # members of a cluster that those of another must agree with


@dataclass(frozen=True, slots=True)
class EventLink:
    """Two events that are one, by id, and the evidence: what rule linked them, and the words or numbers it stands on."""

    one: str
    other: str
    rule: str  # number, title, reprint, translation, figures, day, words
    evidence: str


@dataclass(frozen=True, slots=True)
class EventCluster:
    """One event with two or more reports. ``cluster_id`` is the id of the first published; ``events`` all, in that order."""

    cluster_id: str
    events: tuple[str, ...]
    links: tuple[EventLink, ...]


def link_events(
    events: Iterable[Mapping[str, Any]],
    figures: Iterable[Mapping[str, Any]] = (),
    documents: Iterable[Mapping[str, Any]] = (),
    reprints: Mapping[str, str] | None = None,
    translations: Iterable[tuple[str, str]] = (),
) -> list[EventCluster]:
    """Clusters of two or more events, in order of their id.

    ``events``, ``figures`` and ``documents`` are stored rows; ``reprints`` the origin of a document by ``doc_id``,
    ``translations`` pairs of Chinese and English ``doc_id``. A cluster never holds two events of one document.
    """
    known = {row["doc_id"]: row for row in documents}
    rows = views(events, {row["figure_id"]: row for row in figures}, known)
    _weigh(rows)
    origin = reprints or {}
    pairs = {frozenset((origin.get(a, a), origin.get(b, b))) for a, b in translations}
    linker = _Linker(rows, origin, pairs)
    strength = ("number", "title", "reprint", "translation", "figures", "day", "words")
    found = sorted(
        linker.candidates(),
        key=lambda item: (strength.index(item[2]), _age(item[0]), _age(item[1])),
    )
    clusters = _Clusters()
    for one, other, rule, evidence in found:
        clusters.join(one, other, EventLink(one.event_id, other.event_id, rule, evidence))
    return clusters.result()


def same_events(dataset: Dataset) -> list[EventCluster]:
    """Clusters of the events of a dataset; worked out once for a version."""
    key = (str(dataset.folder.absolute()), dataset.version)
    if key not in _KNOWN:
        from policymine.dataset.reprints import origins
        from policymine.dataset.translations import translations

        read = dataset.source
        _KNOWN.clear()
        _KNOWN[key] = link_events(
            read("events").to_table(columns=_EVENT_COLUMNS).to_pylist(),
            read("figures").to_table(columns=_FIGURE_COLUMNS).to_pylist(),
            read("documents").to_table(columns=_DOCUMENT_COLUMNS).to_pylist(),
            origins(dataset),
            [(pair.chinese, pair.english) for pair in translations(dataset)],
        )
    return _KNOWN[key]


_KNOWN: dict[tuple[str, int], list[EventCluster]] = {}
_EVENT_COLUMNS: Final = [
    *("event_id", "doc", "doc_id", "quote", "type", "subtype", "status", "adcode", "admin_level", "date", "args"),
    *("figures", "decisions"),
]
_FIGURE_COLUMNS: Final = ["figure_id", "doc_id", "value", "unit", "bound", "indicator", "role", "stage"]
_DOCUMENT_COLUMNS: Final = ["doc_id", "doc", "language", "title", "published", "number"]


def _age(view: View) -> tuple[bool, str, str, str]:
    return view.published is None, view.published or "", view.doc, view.event_id


def _weigh(rows: Sequence[View]) -> None:
    """Numbers that events of one type state in several provinces (60 minutes of homework) are a norm: they tell nothing."""
    where: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        for value in row.values:
            where[row.family, value.key].add((row.adcode or "")[:2])
    for row in rows:
        if any(len(where[row.family, value.key]) >= _NATIONAL for value in row.values):
            row.values = tuple(
                Value(v.key, 0.0, v.slot, v.number, v.exact) if len(where[row.family, v.key]) >= _NATIONAL else v
                for v in row.values
            )


class _Linker:
    """Finds pairs that share a key of some evidence, and asks of each what the evidence is."""

    def __init__(self, rows: Sequence[View], origin: Mapping[str, str], pairs: set[frozenset[str]]) -> None:
        self.rows = rows
        self.origin = origin
        self.pairs = pairs
        self.reprinted = set(origin.values())
        self.paired: dict[str, list[frozenset[str]]] = defaultdict(list)
        for pair in pairs:
            for story in pair:
                self.paired[story].append(pair)
        self.of_type: Counter[tuple[str, str]] = Counter((row.doc_id, row.family) for row in rows)
        self.telling: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self.telling[row.doc_id].update(value.key for value in row.values if value.weight >= 1)

    def candidates(self) -> Iterator[tuple[View, View, str, str]]:
        buckets: dict[tuple[Any, ...], list[View]] = defaultdict(list)
        for row in self.rows:
            for key in self._keys(row):
                buckets[key].append(row)
        seen: set[tuple[str, str]] = set()
        for members in buckets.values():
            members.sort(key=_age)
            for place, one in enumerate(members):
                for other in members[place + 1 : place + 1 + _BUCKET]:
                    pair = (one.event_id, other.event_id)
                    if pair in seen or one.doc_id == other.doc_id:
                        continue
                    seen.add(pair)
                    told = self.evidence(one, other)
                    if told is not None:
                        yield one, other, *told

    def _keys(self, row: View) -> Iterator[tuple[Any, ...]]:
        story = self.origin.get(row.doc_id, row.doc_id)
        if row.number is not None:
            yield "number", row.number[row.number.find("〔") :].removesuffix("号")
        for title in row.titles:
            yield "title", title
        if story in self.reprinted:
            yield "reprint", story, row.family
        for pair in self.paired.get(story, ()):
            yield "pair", pair, row.family
        for value in row.values:
            if value.weight >= 0.5:
                yield "value", row.family, value.key, (row.adcode or "")[:2]
        if row.stated and row.first is not None and row.first == row.last:
            yield "day", row.family, row.adcode, row.first
        if row.stated and row.last is not None:
            yield "month", row.family, row.adcode, row.last.year, row.last.month

    def evidence(self, one: View, other: View) -> tuple[str, str] | None:
        """The rule that makes two events one and what it stands on; None where nothing does, or something forbids it."""
        numbered = one.number is not None and other.number is not None and numbers_agree(one.number, other.number)
        if not may_be_one(one, other, numbered=numbered):
            return None
        if numbered:
            return "number", max(one.number or "", other.number or "", key=len)
        titles = [key for key in one.titles if key in other.titles]
        if titles and (one.known_place or other.known_place):
            return "title", titles[0]
        shared = _shared(one, other)
        weight = sum(value.weight for value in shared)
        figures = " ".join(sorted(value.key for value in shared))
        alike = _alike(one, other) if one.language == other.language else None
        story = {self.origin.get(view.doc_id, view.doc_id) for view in (one, other)}
        if len(story) == 1:
            same_words = alike is not None and alike >= WORDS_REPRINT
            return ("reprint", figures or "the same words") if same_words and _all_shared(one, other, shared) else None
        if frozenset(story) in self.pairs and alike is None:
            if weight >= 0.5 and _all_shared(one, other, shared):
                return "translation", figures
            alone = all(self.of_type[view.doc_id, view.family] == 1 for view in (one, other))
            if alone and not one.values and not other.values and _same_time_and_place(one, other):
                return "translation", "the only event of its type in both"
            return None
        if _figures_tell(one, other, shared, weight, alike):
            return "figures", figures
        if one.day is not None and one.day == other.day and one.adcode == other.adcode and one.known_place:
            if alike is not None:
                return ("day", one.day) if alike >= WORDS_DAY and _enough_words(one, other) else None
            common = self.telling[one.doc_id] & self.telling[other.doc_id]
            alone = all(self.of_type[view.doc_id, view.family] == 1 for view in (one, other))
            if alone and len(common) >= 2:
                return "day", f"{one.day}; both documents state {' '.join(sorted(common)[:4])}"
            return None
        if (
            alike is not None
            and alike >= WORDS_ALONE
            and _enough_words(one, other)
            and one.stated
            and other.stated
            and one.adcode == other.adcode
            and _short_time(one)
            and _short_time(other)
        ):
            return "words", "the same words in the same month"
        return None


def may_be_one(one: View, other: View, *, numbered: bool = False) -> bool:
    """Whether nothing that both say forbids that two events of different documents are one.

    ``numbered``: their documents have one number, which outweighs how papers name the issuer and date the issue.
    """
    if one.doc_id == other.doc_id or one.family != other.family:
        return False
    if (one.status == "planned") != (other.status == "planned"):
        return False
    if one.number and other.number and not numbered and not numbers_agree(one.number, other.number):
        return False
    if numbered:
        return True
    if one.titled != other.titled and one.family == "document":
        return False
    if one.titles and other.titles and one.language == other.language and not set(one.titles) & set(other.titles):
        return False
    if one.subtype and other.subtype and one.subtype != other.subtype:
        return False
    if _disjoint_ordinals(one, other) or not _near_places(one, other):
        return False
    if one.kinds and other.kinds and not one.kinds & other.kinds:
        return False
    if one.kinds and other.kinds and one.actor_level and other.actor_level and one.actor_level != other.actor_level:
        return False
    return _times_meet(one, other) and not _contradict(one, other)


def _disjoint_ordinals(one: View, other: View) -> bool:
    mine, theirs = dict(one.ordinals), dict(other.ordinals)
    return any(mine[kind] != theirs[kind] for kind in mine.keys() & theirs.keys())


def _near_places(one: View, other: View) -> bool:
    """Same division, one within the other, or unknown; the nation is within nothing but itself."""
    if not one.known_place or not other.known_place:
        return True
    if one.adcode is None or other.adcode is None:
        return one.adcode == other.adcode
    from policymine.dataset.query import code_prefix

    return one.adcode.startswith(code_prefix(other.adcode)) or other.adcode.startswith(code_prefix(one.adcode))


def _times_meet(one: View, other: View) -> bool:
    if not one.dated or not other.dated:
        return True
    starts = [view.first for view in (one, other) if view.first is not None]
    ends = [view.last for view in (one, other) if view.last is not None]
    if not starts or not ends:
        return True
    # A date that is taken from the document is the day of the report: two reports of one outcome lie days apart.
    slack = 0 if one.stated and other.stated else REPORTED_DAYS
    return (max(starts) - min(ends)).days <= slack


def _contradict(one: View, other: View) -> bool:
    """Whether both state a value of one indicator, role and stage, and no two of the values agree."""
    slots = {value.slot for value in one.values if value.slot} & {value.slot for value in other.values if value.slot}
    return any(
        not any(_agree(a, b) for a in one.values if a.slot == slot for b in other.values if b.slot == slot)
        for slot in slots
    )


def _agree(one: Value, other: Value) -> bool:
    if one.key == other.key:
        return True
    if one.exact and other.exact:
        return False
    high = max(abs(one.number), abs(other.number))
    return high > 0 and abs(one.number - other.number) / high <= 0.1


def _shared(one: View, other: View) -> list[Value]:
    theirs = {value.key for value in other.values}
    found = {value.key: value for value in one.values if value.key in theirs}
    return list(found.values())


def _all_shared(one: View, other: View, shared: Sequence[Value]) -> bool:
    """Whether the one with fewer figures has no other than the shared ones."""
    least = min(len({v.key for v in one.values}), len({v.key for v in other.values}))
    return len(shared) >= least


def _figures_tell(one: View, other: View, shared: Sequence[Value], weight: float, alike: float | None) -> bool:
    """Whether shared figures alone make the events one."""
    if weight < TELLING or not one.known_place or not other.known_place:
        return False
    least = min(len({v.key for v in one.values}), len({v.key for v in other.values}))
    if len(shared) * 2 < least or (alike is not None and alike < 0.15):
        return False
    if weight >= SURE:
        return True
    if one.adcode != other.adcode or len(shared) < least:
        return False
    return one.last is None or other.last is None or abs((one.last - other.last).days) <= MOST_DAYS


def _alike(one: View, other: View) -> float:
    from policymine.extraction.event_merge import similarity

    return similarity(one.tokens(), other.tokens())


def _enough_words(one: View, other: View) -> bool:
    return min(len(one.tokens()), len(other.tokens())) >= (LEAST_TOKENS if one.language == "zh" else LEAST_TOKENS // 2)


def _same_time_and_place(one: View, other: View) -> bool:
    return one.adcode == other.adcode and one.known_place == other.known_place and _times_meet(one, other)


def _short_time(view: View) -> bool:
    return view.first is not None and view.last is not None and (view.last - view.first).days <= 31


@dataclass(slots=True)
class _Group:
    members: list[View]
    documents: set[str]
    links: list[EventLink]


class _Clusters:
    """Union of links; a join is refused where it would put two events of one document, or two that contradict, together."""

    def __init__(self) -> None:
        self.of: dict[str, _Group] = {}

    def _group(self, view: View) -> _Group:
        return self.of.setdefault(view.event_id, _Group([view], {view.doc_id}, []))

    def join(self, one: View, other: View, link: EventLink) -> None:
        mine, theirs = self._group(one), self._group(other)
        if mine is theirs:
            mine.links.append(link)
            return
        if len(mine.members) < len(theirs.members):
            mine, theirs = theirs, mine
        if not mine.documents.isdisjoint(theirs.documents):
            return
        numbered = link.rule == "number"
        for a, b in product(mine.members[:_CHECKED], theirs.members[:_CHECKED]):
            if not may_be_one(a, b, numbered=numbered):
                return
        mine.members += theirs.members
        mine.documents |= theirs.documents
        mine.links += [*theirs.links, link]
        for view in theirs.members:
            self.of[view.event_id] = mine

    def result(self) -> list[EventCluster]:
        out = []
        for group in {id(group): group for group in self.of.values()}.values():
            if len(group.members) > 1:
                ids = tuple(view.event_id for view in sorted(group.members, key=_age))
                out.append(EventCluster(ids[0], ids, tuple(group.links)))
        return sorted(out, key=lambda cluster: cluster.cluster_id)
