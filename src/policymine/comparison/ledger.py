"""The enforcement ledger: exposures, closures, fines, blacklists and inspections, each with its counts and its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, Final

from policymine.comparison.event_rows import EventRow, event_rows, reports_of
from policymine.comparison.panel import place_label
from policymine.comparison.present import value_text
from policymine.data import load_yaml
from policymine.dataset.event_views import ordinals
from policymine.dataset.query import Filter
from policymine.dataset.rows import exact_value
from policymine.dataset.store import Dataset
from policymine.errors import UsageError
from policymine.records import Bound
from policymine.text import edtf

TYPES: Final = ("enforcement_action", "inspection_campaign")

COLUMNS: Final = (
    *("date", "adcode", "place", "level", "type", "measures", "extent", "batch"),
    *("batches", "institutions", "cases", "inspections", "visits", "inspectors", "documents", "money", "counts"),
    *("target", "actor", "actor_kind", "actor_level", "status", "date_stated", "background", "reports"),
    *("doc", "start", "end", "quote", "event_id", "same_event", "confidence"),
)
"""Fields of a row in order. ``extent``: cumulative, single or null (not stated). Numbers are those of the event's figures,
exact; ``counts`` lists all of them with bound, unit, words, period and id."""

GROUPS: Final = ("place", "actor_kind", "measure", "month")


def ledger(dataset: Dataset, wanted: Filter | None = None, *, distinct: bool = True) -> list[dict[str, Any]]:
    """Rows with ``COLUMNS``, in order of place and date; ``distinct``: one row an event, however many documents tell it."""
    wanted = wanted or Filter()
    found = [
        ledger_row(row) for kind in TYPES for row in event_rows(dataset, replace(wanted, type=kind), distinct=distinct)
    ]
    return sorted(found, key=lambda row: (row["adcode"] or "", _when(row["date"]), row["doc"], row["start"]))


def _when(period: str | None) -> tuple[str, str]:
    return str(edtf.last_day(period) or "9999"), str(edtf.first_day(period) or "")


def ledger_row(row: EventRow) -> dict[str, Any]:
    """One event as a row of the ledger."""
    event, rules = row.event, _rules()
    words = event["quote"]
    counts = [_count(figure) for figure in row.figures]
    columns = {name: [c for c in counts if c["unit"] in units] for name, units in rules["columns"].items()}
    batch = next((number for kind, number in sorted(ordinals(words)) if kind == "batch"), None)
    out: dict[str, Any] = {
        "date": event["date"],
        "adcode": event["adcode"],
        "place": place_label(event["adcode"], event["place"]) if event["admin_level"] else event["place"],
        "level": event["admin_level"],
        "type": event["type"],
        "measures": measures_of(words, event["type"], event["subtype"]),
        "extent": extent_of(row),
        "batch": batch,
    }
    for name, listed in columns.items():
        out[name] = listed[0]["value"] if listed else None
    out |= {
        "counts": counts,
        "target": row.args.get("target"),
        "actor": event["actor"],
        "actor_kind": row.args.get("actor_kind"),
        "actor_level": row.args.get("actor_level"),
        "status": event["status"],
        "date_stated": row.stated,
        "background": row.background,
        "reports": reports_of(row),
        "doc": event["doc"],
        "start": event["start"],
        "end": event["end"],
        "quote": words,
        "event_id": event["event_id"],
        "same_event": row.cluster.cluster_id if row.cluster else None,
        "confidence": event["confidence"],
    }
    return {name: out[name] for name in COLUMNS}


def _count(figure: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "value": exact_value(figure),
        "bound": figure["bound"],
        "unit": figure["unit"],
        "head": figure["head"],
        "role": figure["role"],
        "period": figure["period"],
        "quote": figure["quote"],
        "figure_id": figure["figure_id"],
    }


@cache
def _rules() -> Any:
    return load_yaml("enforcement.yaml")


@cache
def _measures() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, _any(words)) for name, words in _rules()["measures"].items())


def _any(words: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    chinese = "|".join(words["zh"])
    english = "|".join(words["en"])
    return re.compile(rf"(?:{chinese})|\b(?:{english})\b", re.IGNORECASE)


@cache
def _extents() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _any(_rules()["single"]), _any(_rules()["cumulative"])


def measures_of(words: str, kind: str, subtype: str | None = None) -> list[str]:
    """Measures that the words of an event name, in the order of ``data/enforcement.yaml``; the type's own where none does.

    >>> measures_of("关停违规办学点208个，罚没款46.8万元", "enforcement_action")
    ['closure', 'fine']
    """
    found = [name for name, pattern in _measures() if pattern.search(words)]
    if subtype == "exposure_blacklist" and not {"exposure", "blacklist"} & set(found):
        found.insert(0, "exposure")
    if kind == "inspection_campaign" and "inspection" not in found:
        found.append("inspection")
    if kind != "inspection_campaign" and len(found) > 1 and "inspection" in found:
        found.remove("inspection")  # 检查 in the name of the act that punished
    return found or [_rules()["types"][kind]]


def extent_of(row: EventRow) -> str | None:
    """``cumulative`` where numbers have grown over a time, ``single`` for one act, None where nothing says which.

    Words decide (累计 against 一次性, 第三批), then the period that the text gives: a day is one act, months are several.
    A flow whose period the text gives as longer than a day has grown over it. A date that was taken from the document
    only says nothing.
    """
    single, cumulative = _extents()
    words = row.event["quote"]
    if single.search(words):
        return "single"
    if cumulative.search(words):
        return "cumulative"
    if not row.stated:
        return None
    date = row.event["date"]
    first, last = edtf.first_day(date), edtf.last_day(date)
    if first is not None and first == last:
        return "single"
    flows = any(figure["role"] == "flow_count" and edtf.is_interval(figure["period"] or "") for figure in row.figures)
    whole = any(figure["role"] == "flow_count" and len(figure["period"] or "") == 4 for figure in row.figures)
    return "cumulative" if flows or whole else None


_MONEY: Final = frozenset({"fine", "refund"})
"""Measures that money belongs to: what an event closed beside its fine has no amount."""


def _amount(row: Mapping[str, Any], by: str, key: str) -> Decimal | None:
    if by == "measure" and key not in _MONEY:
        return None
    money: Decimal | None = row["money"]
    return money


def summary(found: Iterable[Mapping[str, Any]], by: str) -> list[dict[str, Any]]:
    """Rows of the ledger counted by ``GROUPS``: events in all, by extent, and money.

    Single fines add up; cumulative ones do not (a later one holds the earlier), so their highest stands apart.
    Raises ``UsageError`` PM405.
    """
    if by not in GROUPS:
        raise UsageError("PM405", f"one of {', '.join(GROUPS)}", where=f"--by {by}")
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in found:
        for key in _keys(row, by):
            groups.setdefault(key, []).append(row)
    return [
        {
            by: key,
            "events": len(listed),
            "single": sum(row["extent"] == "single" for row in listed),
            "cumulative": sum(row["extent"] == "cumulative" for row in listed),
            "extent_not_stated": sum(row["extent"] is None for row in listed),
            "money_single": sum(
                (row["money"] or Decimal(0) for row in listed if row["extent"] == "single"), Decimal(0)
            ),
            "money_highest_cumulative": max(
                (
                    amount
                    for row in listed
                    if row["extent"] != "single" and (amount := _amount(row, by, key)) is not None
                ),
                default=None,
            ),
            "documents": len({report["doc"] for row in listed for report in row["reports"]}),
        }
        for key, listed in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _keys(row: Mapping[str, Any], by: str) -> list[str]:
    if by == "measure":
        return list(row["measures"])
    if by == "month":
        return [month_of(row["date"]) or "over several months or undated"]
    return [row[by] or "not stated"]


def month_of(period: str | None) -> str | None:
    """``2022-07`` for a date whose first and last day lie in one month; None for longer, open and unknown ones."""
    first, last = edtf.first_day(period), edtf.last_day(period)
    if first is None or last is None or (first.year, first.month) != (last.year, last.month):
        return None
    return f"{last.year:04}-{last.month:02}"


def counts_text(row: Mapping[str, Any]) -> str:
    """``13 batches, 956 institutions``: the numbers of a row with bounds and units."""
    return ", ".join(
        value_text(c["value"], Bound(c["bound"]), None, c["unit"])
        + ("" if c["unit"] in ("percent", "yuan", "minute", None) else f" {(c['unit']).removeprefix('other:')}")
        for c in row["counts"]
        if c["value"] is not None
    )
