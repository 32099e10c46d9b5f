"""Events as the page's timeline shows them."""

from __future__ import annotations

from typing import Any

from policymine.comparison.report.evidence import Evidence
from policymine.dataset.publish import publish
from policymine.dataset.query import rows
from policymine.dataset.store import Dataset
from policymine.text import edtf

Row = dict[str, Any]


def latest_events(dataset: Dataset, at: str | None, min_confidence: float, most: int) -> tuple[list[Row], int]:
    """Rows of events, the latest first, those without a date last; and how many beyond ``most`` were left out."""
    until = None if at is None else edtf.last_day(at)
    found = []
    for row in rows(dataset, "events"):
        day = edtf.last_day(row["date"])
        if row["confidence"] < min_confidence or (until is not None and (day is None or day > until)):
            continue
        found.append((day.toordinal() if day is not None else 0, row))
    found.sort(key=lambda pair: (-pair[0], pair[1]["doc"], pair[1]["start"]))
    return [row for _, row in found[:most]], max(0, len(found) - most)


def event_record(row: Row, evidence: Evidence) -> Row:
    """An event with its sentence, the span of its words in it, and how each field was decided."""
    shown = publish("events", row)
    first, last = edtf.first_day(row["date"]), edtf.last_day(row["date"])
    key = (row["snapshot_id"], row["doc"])
    sentence, start, end = evidence.context(key, row["sentence"], None, row["start"], row["end"])
    return {
        "id": row["event_id"],
        "type": row["type"],
        "subtype": row["subtype"],
        "actor": row["actor"],
        "place": row["adcode"] or ("" if row["admin_level"] == "nation" else None),
        "date": row["date"],
        "first": None if first is None else first.isoformat(),
        "last": None if last is None else last.isoformat(),
        "status": row["status"],
        "quote": row["quote"],
        "sentence": sentence,
        "start": start,
        "end": end,
        "args": [[name, value] for name, value in shown["args"].items() if name != "actor_kind"],
        "figures": [one for one in row["figures"] or () if one in evidence.figures],
        "confidence": round(row["confidence"], 3),
        "decisions": evidence.decided(key, row["decisions"]),
        "reasons": shown["reasons"],
        "document": evidence.document(key),
    }
