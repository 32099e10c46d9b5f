"""Events of a dataset as plain rows with their cluster and their figures: what ledger, register and timeline read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policymine.dataset.event_views import arguments, date_is_stated
from policymine.dataset.query import Filter, by_ids, rows
from policymine.dataset.same_event import EventCluster, same_events
from policymine.dataset.store import Dataset


@dataclass(frozen=True, slots=True)
class EventRow:
    """A stored event, its figures, and all reports of it that passed the filter (itself first).

    ``cluster``: None for an event that one document tells.
    """

    event: Mapping[str, Any]
    figures: tuple[Mapping[str, Any], ...]
    args: Mapping[str, str]
    stated: bool
    cluster: EventCluster | None
    reports: tuple[Mapping[str, Any], ...]

    @property
    def background(self) -> bool:
        return self.args.get("standing") == "background"


def event_rows(dataset: Dataset, wanted: Filter | None = None, *, distinct: bool = True) -> list[EventRow]:
    """Events that pass the filter, in order of document and place in it; ``distinct``: one row an event.

    Of several reports the one stands for all that dates it best, then the one of most figures, then the first published.
    """
    stored = rows(dataset, "events", wanted)
    clusters = {key: cluster for cluster in same_events(dataset) for key in cluster.events}
    figures = by_ids(dataset, sorted({key for row in stored for key in row["figures"] or ()}))
    if not distinct:
        return [_row(row, figures, clusters.get(row["event_id"]), (row,)) for row in stored]
    # One text in two files has events of the same ids: one event.
    found = {row["event_id"]: row for row in reversed(stored)}
    out: list[EventRow] = []
    done: set[str] = set()
    for key in dict.fromkeys(row["event_id"] for row in stored):
        row, cluster = found[key], clusters.get(key)
        if cluster is None:
            out.append(_row(row, figures, cluster, (row,)))
        elif cluster.cluster_id not in done:
            done.add(cluster.cluster_id)
            reports = [found[other] for other in cluster.events if other in found]
            front = min(reports, key=_rank)
            out.append(_row(front, figures, cluster, (front, *(r for r in reports if r is not front))))
    return out


def _rank(row: Mapping[str, Any]) -> tuple[bool, bool, int]:
    return not date_is_stated(row), row["date"] is None, -len(row["figures"] or ())


def _row(
    row: Mapping[str, Any],
    figures: Mapping[str, Mapping[str, Any]],
    cluster: EventCluster | None,
    reports: Sequence[Mapping[str, Any]],
) -> EventRow:
    own = tuple(figures[key] for key in row["figures"] or () if key in figures)
    return EventRow(row, own, arguments(row), date_is_stated(row), cluster, tuple(reports))


def reports_of(row: EventRow) -> list[dict[str, Any]]:
    """Each report's document, span and words."""
    return [
        {
            "event_id": report["event_id"],
            "doc": report["doc"],
            "start": report["start"],
            "end": report["end"],
            "quote": report["quote"],
        }
        for report in row.reports
    ]
