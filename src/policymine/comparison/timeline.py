"""Events in order of time: their bounds as the texts give them, in months, and what cannot be dated, with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from policymine.comparison.event_rows import EventRow, event_rows, reports_of
from policymine.comparison.ledger import month_of
from policymine.comparison.panel import place_label
from policymine.comparison.present import value_text
from policymine.data import load_yaml
from policymine.dataset.query import NATION, Filter, place_code
from policymine.dataset.rows import exact_value
from policymine.dataset.store import Dataset
from policymine.errors import UsageError
from policymine.records import Bound
from policymine.text import edtf

COLUMNS: Final = (
    *("month", "date", "first", "last", "date_stated", "adcode", "place", "level", "type", "subtype", "status"),
    *("actor", "actor_kind", "gist", "background", "reason", "reports", "doc", "start", "end", "quote", "event_id"),
    *("same_event", "confidence"),
)
"""Fields of a row in order. ``month``: where the date lies in one month; for a longer one, that in which it ends (the year
alone where no more is known), with ``first`` before it; null for an unknown or open end. ``reason``: why there is no date."""

_ALIASES: Final = {
    "enforcement": "enforcement_action",
    "inspection": "inspection_campaign",
    "press": "press_conference",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a timeline is of: ``kind`` place, type, topic (an entity or indicator of a codebook) or words."""

    kind: str
    name: str
    wanted: Filter
    entity: str | None = None


def event_types() -> tuple[str, ...]:
    """The event types of the codebook."""
    return tuple(load_yaml("event_types.yaml")["types"])


def subject_of(dataset: Dataset, text: str, wanted: Filter | None = None) -> Subject:
    """What ``text`` names, tried in this order: event type, codebook entity or indicator, place, words of events.

    Raises ``UsageError`` PM404 for a place of which there are several, PM405 with near names where nothing is named so.
    """
    wanted = wanted or Filter()
    name = text.strip()
    key = _ALIASES.get(name.lower(), name.lower().replace(" ", "_").replace("-", "_"))
    if key in event_types():
        return Subject("type", key, replace(wanted, type=key))
    entities = _entities()
    if key in entities or any(key.startswith(f"{entity}.") for entity in entities):
        return Subject("topic", key, wanted, entity=key)
    if name.lower() in NATION:
        return Subject("place", place_label(None), replace(wanted, place="nation"))
    if name.isascii() and name.isdigit():
        from policymine.geography import divisions

        code = name.ljust(6, "0")
        if len(name) not in (2, 4, 6) or divisions.latest(code) is None:
            raise UsageError("PM404", where=text)
        return Subject("place", place_label(code), replace(wanted, place=code))
    found = place_code(name) if name else None
    if found is not None:
        return Subject("place", place_label(found), replace(wanted, place=found))
    if name and _said(dataset, replace(wanted, text=name)):
        return Subject("words", name, replace(wanted, text=name))
    raise UsageError(
        "PM405", _near(name, entities), where=text, remedy="Give a place, an event type, a topic or a word."
    )


def _said(dataset: Dataset, wanted: Filter) -> bool:
    """Whether the words stand in an event, English ones as whole words: "Hebe" is a mistype, no word of "Hebei"."""
    from policymine.dataset.query import arrow

    found = arrow(dataset, "events", wanted, ["quote", "actor"])
    words = re.escape(wanted.text or "")
    whole = re.compile(rf"\b{words}\b" if words.isascii() else words, re.IGNORECASE)
    return any(whole.search(text or "") for name in ("quote", "actor") for text in found[name].to_pylist())


def _entities() -> set[str]:
    from policymine.codebook import load

    return {entity for name in load.available() for entity in load.load(name).entities}


def _near(name: str, entities: set[str]) -> str:
    from policymine.geography import divisions

    near = get_close_matches(name.lower().replace(" ", "_"), [*event_types(), *sorted(entities)], n=3, cutoff=0.6)
    near += list(divisions.near_names(name))[:3] if name else []
    return (
        f"no event type, topic, place or word of an event; did you mean {', '.join(near)}?"
        if near
        else ("no event type, topic, place or word of an event")
    )


def timeline(dataset: Dataset, subject: Subject, *, distinct: bool = True) -> list[dict[str, Any]]:
    """Rows with ``COLUMNS`` in order of time, undated ones last; ``distinct``: one row an event."""
    found = event_rows(dataset, subject.wanted, distinct=distinct)
    if subject.entity is not None:
        found = [row for row in found if _tells(row, subject.entity)]
    return sorted((timeline_row(row) for row in found), key=_order)


def _tells(row: EventRow, entity: str) -> bool:
    names = [figure["indicator"] or "" for figure in row.figures]
    return any(name == entity or name.startswith(f"{entity}.") for name in names)


def timeline_row(row: EventRow) -> dict[str, Any]:
    """One event as a row of the timeline."""
    event = row.event
    reason = next((entry["reason"] for entry in event["reasons"] or () if entry["field"] == "date"), None)
    first, last = edtf.first_day(event["date"]), edtf.last_day(event["date"])
    out = {
        "month": month_of(event["date"]) or (edtf.end_of(event["date"]) or "")[:7] or None,
        "date": event["date"],
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
        "date_stated": row.stated,
        "adcode": event["adcode"],
        "place": place_label(event["adcode"], event["place"]) if event["admin_level"] else event["place"],
        "level": event["admin_level"],
        "type": event["type"],
        "subtype": event["subtype"],
        "status": event["status"],
        "actor": event["actor"],
        "actor_kind": row.args.get("actor_kind"),
        "gist": gist(row),
        "background": row.background,
        "reason": reason if event["date"] is None else None,
        "reports": reports_of(row),
        "doc": event["doc"],
        "start": event["start"],
        "end": event["end"],
        "quote": event["quote"],
        "event_id": event["event_id"],
        "same_event": row.cluster.cluster_id if row.cluster else None,
        "confidence": event["confidence"],
    }
    return {name: out[name] for name in COLUMNS}


def _order(row: dict[str, Any]) -> tuple[bool, str, bool, str, str, int]:
    """By the last day; a day before a span that ends on it; without any date at the end."""
    last = row["last"] or (f"{row['first']}~" if row["first"] else "9999")
    return row["date"] is None, last, row["first"] != row["last"], row["first"] or "", row["doc"], row["start"]


def gist(row: EventRow) -> str:
    """The event in fields that need no Chinese font: ``enforcement action: 13 batch, 956 institution``."""
    kind = (row.event["subtype"] or row.event["type"]).replace("_", " ")
    said = [
        value_text(value, Bound(figure["bound"]), None, figure["unit"])
        + ("" if figure["unit"] in ("percent", "yuan", "minute", None) else f" {_ascii(figure['unit'])}")
        for figure in row.figures[:3]
        if (value := exact_value(figure)) is not None
    ]
    return f"{kind}: {', '.join(said)}" if said else kind


def _ascii(unit: str) -> str:
    name = unit.removeprefix("other:")
    return name if name.isascii() else ""


def date_text(row: dict[str, Any]) -> str:
    """The bounds as they are known: a day, ``2021-07 … 2022-07-19`` for a span, ``by 2022-07-13`` for an unknown start."""
    if row["date"] is None:
        return "undated"
    begin, slash, end = str(row["date"]).partition("/")
    if not slash:
        return begin
    if begin == edtf.OPEN:
        return f"by {end}"
    return f"from {begin}" if end == edtf.OPEN else f"{begin} … {end}"


def grouped(found: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Rows under headings in order: months, ``no end known``, ``undated``."""
    out: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        heading = row["month"] or ("no end known" if row["date"] else "undated")
        out.setdefault(heading, []).append(row)
    return list(out.items())


def bounds(row: dict[str, Any]) -> tuple[date | None, date | None]:
    """First and last day of a row."""
    return (
        date.fromisoformat(row["first"]) if row["first"] else None,
        date.fromisoformat(row["last"]) if row["last"] else None,
    )
