"""How many events a place had in each month: counts that stand beside figures in a comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from policymine.comparison.event_rows import EventRow, event_rows
from policymine.comparison.ledger import month_of
from policymine.comparison.panel import place_label
from policymine.dataset.query import Filter
from policymine.dataset.store import Dataset
from policymine.errors import UsageError
from policymine.text import edtf

FIELDS: Final = ("place", "month", "year", "type", "subtype", "status", "actor_kind", "level")
"""What events are counted by. ``month``: null where the date is longer than a month, open or unknown; ``year`` likewise."""


def check_fields(by: Iterable[str]) -> tuple[str, ...]:
    """The fields, each once. Raises ``UsageError`` PM405 for another."""
    names = tuple(dict.fromkeys(name.strip() for name in by if name.strip()))
    wrong = [name for name in names if name not in FIELDS]
    if wrong or not names:
        from difflib import get_close_matches

        near = get_close_matches(wrong[0], FIELDS, n=1) if wrong else []
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UsageError("PM405", f"one or more of {', '.join(FIELDS)}{hint}", where=f"--count-by {','.join(wrong)}")
    return names


def columns_of(by: Sequence[str]) -> tuple[str, ...]:
    """Columns of ``count_events``: a place has its code before it; ``events`` is the count."""
    return (*(name for field in by for name in (("adcode", "place") if field == "place" else (field,))), "events")


def count_events(
    dataset: Dataset, by: Sequence[str] = ("place", "month"), wanted: Filter | None = None, *, distinct: bool = True
) -> list[dict[str, Any]]:
    """A row for each combination that occurs, in order, with ``columns_of(by)``. Raises ``UsageError`` PM405.

    ``distinct``: an event that several documents tell counts once. The counts add up to the number of events.
    """
    names = check_fields(by)
    found: Counter[tuple[str | None, ...]] = Counter()
    labels: dict[str | None, str | None] = {}
    for row in event_rows(dataset, wanted, distinct=distinct):
        key = tuple(_value(row, name) for name in names)
        found[key] += 1
        if "place" in names:
            at = key[names.index("place")]
            labels.setdefault(at, None if at == "" else place_label(at, row.event["place"]))
    out = []
    for key in sorted(found, key=lambda key: [(value is None, value or "") for value in key]):
        record: dict[str, Any] = {}
        for name, value in zip(names, key, strict=True):
            if name == "place":
                record["adcode"], record["place"] = value or None, labels[value]
            else:
                record[name] = value
        out.append(record | {"events": found[key]})
    return out


def _value(row: EventRow, name: str) -> str | None:
    event = row.event
    if name == "place":  # "" for an unknown place: None is the nation
        return event["adcode"] if event["adcode"] or event["admin_level"] == "nation" else ""
    if name == "month":
        return month_of(event["date"])
    if name == "year":
        first, last = edtf.first_day(event["date"]), edtf.last_day(event["date"])
        return f"{last.year:04}" if first and last and first.year == last.year else None
    if name == "level":
        return str(event["admin_level"]) if event["admin_level"] else None
    if name == "actor_kind":
        return row.args.get("actor_kind")
    return None if event[name] is None else str(event[name])


def event_figures(dataset: Dataset, wanted: Filter | None = None, *, every: str = "month") -> Any:
    """Event counts as an Arrow table in the schema of figures, which ``panel.panel_of`` takes: indicators ``events.<type>.count``.

    A row a place, type and ``month`` or ``year``; events of no known place or longer date are left out. Raises
    ``UsageError`` PM405.
    """
    import hashlib

    import pyarrow as pa

    from policymine.dataset.schema import arrow_schemas

    if every not in ("month", "year"):
        raise UsageError("PM405", "one of month, year", where=f"every={every}")
    found: dict[tuple[str | None, str, str, str], list[EventRow]] = {}
    for row in event_rows(dataset, wanted):
        place, period = _value(row, "place"), _value(row, every)
        if place != "" and period is not None:
            found.setdefault((place, str(row.event["admin_level"]), row.event["type"], period), []).append(row)
    schema = arrow_schemas()["figures"]
    made = []
    for (place, level, kind, period), rows in sorted(found.items(), key=lambda item: [part or "" for part in item[0]]):
        first = rows[0].event
        record: dict[str, Any] = dict.fromkeys(schema.names)
        record |= {
            "snapshot_id": first["snapshot_id"],
            "doc": first["doc"],
            "doc_id": first["doc_id"],
            "figure_id": hashlib.sha256(f"{place}|{kind}|{period}".encode()).hexdigest()[:16],
            "section": "body",
            "start": first["start"],
            "end": first["end"],
            "quote": f"{len(rows)} events",
            "value": Decimal(len(rows)),
            "bound": "exact",
            "unit": "event",
            "indicator": f"events.{kind}.count",
            "role": "flow_count",
            "place": first["place"],
            "admin_level": level,
            "adcode": place,
            "period": period,
            "confidence": min(row.event["confidence"] for row in rows),
            "sentence": first["quote"],
            "method": "event_counts",
        }
        made.append(record)
    return pa.Table.from_pylist(made, schema=schema)
