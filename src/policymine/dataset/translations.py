"""An article and its machine translation: told by the figures that both state.

Words cannot be compared across the two languages; the numbers of a story are the same in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import TYPE_CHECKING, Any, Final

from policymine.text.edtf import first_day

if TYPE_CHECKING:
    from policymine.dataset.store import Dataset

LEAST_SHARED: Final = 3
"""Different figures that both must state: two stories of one province share a coverage of 100 % by chance."""

LEAST_AGREEMENT: Final = 0.6
"""Weight of the shared figures among those of the shorter document. Translations lose sentences, and a translated number
may be misread, so not all agree; stories of one day on one topic stayed below 0.3 on the sample corpus."""

MOST_DAYS: Final = 62
"""Days between both publications: a translation follows its original, and reprints of it come within weeks."""


@dataclass(frozen=True, slots=True)
class Translation:
    """Two documents that tell the same in two languages, by ``doc_id``.

    ``agreement`` is the share, 0 to 1, that the figures stated by both have of the figures of the one with fewer, each
    weighted by how rare it is in the dataset; ``shared`` their number.
    """

    chinese: str
    english: str
    agreement: float
    shared: int


def pair(documents: Iterable[Mapping[str, Any]], figures: Iterable[Mapping[str, Any]]) -> list[Translation]:
    """The Chinese document of every English one whose figures agree with one, in order of the English ``doc_id``.

    ``documents`` have ``doc_id``, ``language``, ``published``; ``figures`` have ``doc_id``, ``value``, ``unit`` and
    ``adcode``. A number counts once a document. Where two Chinese documents agree equally, as reprints do, the first
    published is taken. Documents whose figures lie in different provinces, or that were published more than
    ``MOST_DAYS`` apart, are no pair.
    """
    known = {row["doc_id"]: row for row in documents}
    stated: dict[str, set[str]] = defaultdict(set)
    provinces: dict[str, set[str]] = defaultdict(set)
    for row in figures:
        if row["doc_id"] not in known or row["value"] is None:
            continue
        stated[row["doc_id"]].add(_key(row))
        if row["adcode"]:
            provinces[row["doc_id"]].add(row["adcode"][:2])
    holders: dict[str, list[str]] = defaultdict(list)
    for doc_id, keys in stated.items():
        for key in keys:
            holders[key].append(doc_id)
    weight = {key: log(1 + len(stated) / len(found)) for key, found in holders.items()}
    total = {doc_id: sum(weight[key] for key in keys) for doc_id, keys in stated.items()}
    found = []
    for english in sorted(doc_id for doc_id in stated if known[doc_id]["language"] == "en"):
        common: dict[str, list[str]] = defaultdict(list)
        for key in stated[english]:
            for other in holders[key]:
                if known[other]["language"] == "zh":
                    common[other].append(key)
        best: tuple[float, str, str] | None = None
        for chinese, both in common.items():
            if len(both) < LEAST_SHARED or not _may_be_one(known, provinces, chinese, english):
                continue
            agreement = sum(weight[key] for key in both) / min(total[chinese], total[english])
            rank = (-agreement, known[chinese]["published"] or "9999", chinese)
            if agreement >= LEAST_AGREEMENT and (best is None or rank < best):
                best = rank
        if best is not None:
            found.append(Translation(best[2], english, round(-best[0], 2), len(common[best[2]])))
    return found


def _key(row: Mapping[str, Any]) -> str:
    """Value and whether it is a percentage: units of counts differ by translation, the number does not."""
    return f"{row['value'].normalize():f}{'%' if row['unit'] == 'percent' else ''}"


def _may_be_one(
    known: Mapping[str, Mapping[str, Any]], provinces: Mapping[str, set[str]], one: str, other: str
) -> bool:
    here, there = provinces.get(one), provinces.get(other)
    if here and there and not here & there:
        return False
    days: Sequence[date | None] = [first_day(known[key]["published"]) for key in (one, other)]
    return None in days or abs((days[0] - days[1]).days) <= MOST_DAYS  # type: ignore[operator]


def translations(dataset: Dataset) -> list[Translation]:
    """Pairs of the documents of a dataset, by the figures that were read from them."""
    documents = dataset.source("documents").to_table(columns=["doc_id", "language", "published"]).to_pylist()
    figures = dataset.source("figures").to_table(columns=["doc_id", "value", "unit", "adcode"]).to_pylist()
    return pair(documents, figures)
