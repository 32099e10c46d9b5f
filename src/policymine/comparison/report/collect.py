"""Dataset → what the report's page holds: plain data, ready for JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from policymine.comparison import rules
from policymine.comparison.compare import known_indicators
from policymine.comparison.conflicts import Conflict, find_conflicts
from policymine.comparison.kinds import meanings
from policymine.comparison.outlines import HEIGHT, WIDTH, china
from policymine.comparison.panel import Panel, build_panel
from policymine.comparison.report.cells import cell_records, statement_record
from policymine.comparison.report.events import event_record, latest_events
from policymine.comparison.report.evidence import gather_evidence
from policymine.comparison.report.names import indicator_record, place_records
from policymine.comparison.report.pairs import Pair, numbers_of, pairs_of
from policymine.comparison.report.summary import summary
from policymine.dataset.store import Dataset

LEVELS: Final = ("nation", "province", "prefecture", "county")
MAX_CELLS: Final = 12_000
"""Values that a page holds; levels that would not fit are left out from the finest up, and the page says so."""
MAX_EVENTS: Final = 3_000
"""Events that a page holds, the latest."""

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page is to hold. ``indicators``: names, the first is shown first; all where None. ``at``: EDTF, what holds
    up to then. ``codebooks``: as of ``build_panel``. ``conflicts``: whether to look for them, which takes most of the time.
    """

    indicators: tuple[str, ...] | None = None
    at: str | None = None
    min_confidence: float = 0.0
    codebooks: Sequence[str | Path] | None = None
    max_cells: int = MAX_CELLS
    max_events: int = MAX_EVENTS
    conflicts: bool = True


def collect(dataset: Dataset, wanted: Wanted | None = None, step: Step = lambda _: None) -> dict[str, Any]:
    """Everything that the page shows, as JSON-ready data; the same dataset and wishes give the same data.

    Keys: summary, indicators, places, maps, cells, missing, pairs, events, conflicts, figures, documents, sentences,
    checks. ``step`` is told what is being done. Raises ``UsageError`` PM405 for ``at``.
    """
    wanted = wanted or Wanted()
    known = meanings(wanted.codebooks)
    options: dict[str, Any] = {
        "level": "any",
        "at": wanted.at,
        "min_confidence": wanted.min_confidence,
        "codebooks": wanted.codebooks,
    }
    names = wanted.indicators if wanted.indicators is not None else tuple(sorted(known_indicators(dataset)))
    limits = tuple(name for name in names if name in known and known[name].kind == "limit")
    results = tuple(name for name in names if name not in limits)
    step("values")
    panels = [build_panel(dataset, results, **options)]
    if limits:
        panels.append(build_panel(dataset, limits, role="limit", **options))
    step("values before")
    before = build_panel(dataset, _origins(results), role="before", **(options | {"every": "stated"}))
    after = panels[0] if wanted.indicators is None else build_panel(dataset, _origins(results), **options)
    levels, left_out = _levels(panels, wanted.max_cells)
    step("conflicts")
    known_options: dict[str, Any] = {"min_confidence": wanted.min_confidence, "codebooks": wanted.codebooks}
    conflicts = find_conflicts(dataset, names, **known_options) if wanted.conflicts else []
    conflicts = [row for row in conflicts if row.cell.level.value in levels]
    step("events")
    found, events_left_out = latest_events(dataset, wanted.at, wanted.min_confidence, wanted.max_events)
    step("evidence")
    possible = pairs_of(after, before)
    ids = _ids(panels, levels, conflicts) | numbers_of(possible)
    evidence = gather_evidence(dataset, ids, {(row["snapshot_id"], row["doc"]) for row in found})
    pairs = [pair for pair in possible if pair.after.level.value in levels]
    cells = [row for panel in panels for row in cell_records(panel, levels, known)]
    events = [event_record(row, evidence) for row in found]
    codes = {row["place"] for row in (*cells, *events)} | {row.cell.adcode for row in conflicts}
    return {
        "summary": summary(dataset, wanted.at, left_out, events_left_out),
        "indicators": [indicator_record(name, known.get(name), cells) for name in _order(names, wanted, cells)],
        "places": place_records(codes | {pair.after.adcode for pair in pairs}),
        "maps": _maps(levels),
        "cells": cells,
        "missing": _missing(panels),
        "pairs": [_pair(pair) for pair in pairs],
        "events": events,
        "conflicts": [_conflict(row) for row in conflicts],
        **evidence.records(),
    }


def _origins(names: Sequence[str]) -> list[str]:
    """The indicators, and those whose numbers before and after give them: ``a.count`` for ``a.reduction_rate``."""
    out = dict.fromkeys(names)
    for name in names:
        entity, _, measure = name.rpartition(".")
        out |= {f"{entity}.{row.origin}": None for row in rules.derivations() if row.measure == measure}
    return list(out)


def _levels(panels: Sequence[Panel], most: int) -> tuple[tuple[str, ...], dict[str, int]]:
    """Levels from the nation down whose cells fit, and how many cells of each other level are left out."""
    counts = dict.fromkeys(LEVELS, 0)
    for panel in panels:
        for level in panel.table["level"].to_pylist():
            if level in counts:
                counts[level] += 1
    fitting: list[str] = []
    total = 0
    for level in LEVELS:
        total += counts[level]
        if total > most and level not in ("nation", "province"):
            break
        fitting.append(level)
    return tuple(fitting), {level: counts[level] for level in LEVELS if level not in fitting and counts[level]}


def _ids(panels: Sequence[Panel], levels: Sequence[str], conflicts: Sequence[Conflict]) -> set[str]:
    """Figures that some mark of the page stands on."""
    ids: set[str | None] = set()
    for panel in panels:
        for row in panel.table.select(["level", "figure_id", "derived_from"]).to_pylist():
            if row["level"] in levels:
                ids.update([row["figure_id"], *(row["derived_from"] or ())])
        ids.update(panel.against["figure_id"].to_pylist())
    for conflict in conflicts:
        ids.update([conflict.cell.figure_id, *(other.figure_id for other in conflict.against)])
    return {one for one in ids if one is not None}


def _order(names: Sequence[str], wanted: Wanted, cells: Sequence[dict[str, Any]]) -> list[str]:
    """Indicators as asked for; else those with cells, the fullest of provinces and prefectures first."""
    if wanted.indicators is not None:
        return list(names)
    filled: dict[str, list[int]] = {}
    for row in cells:
        counts = filled.setdefault(row["indicator"], [0, 0])
        counts[0] += row["level"] in ("province", "prefecture")
        counts[1] += 1
    return sorted(filled, key=lambda name: (-filled[name][0], -filled[name][1], name))


def _missing(panels: Sequence[Panel]) -> dict[str, dict[str, str]]:
    """Why places have no value, by indicator and code; those of which nothing is reported are not in it."""
    out: dict[str, dict[str, str]] = {}
    for panel in panels:
        places: dict[str, dict[str, None]] = {}
        for row in panel.excluded.to_pylist():
            if row["adcode"] is not None:
                places.setdefault(row["indicator"], {})[row["adcode"]] = None
        for name, codes in places.items():
            for row in panel.missing(list(codes), [name]):
                if row["reason"] != "not_reported":
                    out.setdefault(name, {})[str(row["adcode"])] = str(row["reason"])
    return out


def _maps(levels: Sequence[str]) -> dict[str, Any]:
    """Outlines of the levels that the page has, and the inset."""
    out: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "inset": china("province").inset}
    for level in ("province", "prefecture"):
        if level in levels:
            out[level] = [[one.adcode, one.path, *one.label] for one in china(level).outlines]
    return out


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "indicator": pair.after.indicator,
        "place": pair.after.adcode or "",
        "level": pair.after.level.value,
        "before": statement_record(pair.before),
        "after": statement_record(pair.after),
        "together": pair.together,
    }


def _conflict(row: Conflict) -> dict[str, Any]:
    cell = row.cell
    return {
        "indicator": cell.indicator,
        "place": cell.adcode or "",
        "level": cell.level.value,
        "period": cell.period,
        "role": cell.role.value,
        "chosen_by": cell.chosen_by,
        "chosen": statement_record(cell),
        "against": [statement_record(other, cell.unit) for other in row.against],
    }
