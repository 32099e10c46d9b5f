"""Cells of the panel as the page holds them, with their place in the league table of their level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isinf
from typing import Any

from policymine.comparison.cells import Cell
from policymine.comparison.cells import Evidence as Statement
from policymine.comparison.kinds import Meaning
from policymine.comparison.panel import Panel
from policymine.comparison.ranking import ends, rank
from policymine.comparison.report.evidence import digits


def statement_record(one: Cell | Statement, unit: str | None = None) -> dict[str, Any]:
    """A statement for or against a cell: its figure, or the value and words where it was computed."""
    record = {
        "figure": one.figure_id,
        "value": digits(one.value),
        "max": digits(one.value_max) if isinstance(one, Cell) else None,
        "bound": one.bound.value,
        "unit": one.unit if isinstance(one, Cell) else unit,
        "quote": one.quote,
        "period": one.period,
        "doc": one.doc,
    }
    return {name: value for name, value in record.items() if value is not None}


def cell_records(panel: Panel, levels: Sequence[str], known: Mapping[str, Meaning]) -> list[dict[str, Any]]:
    """One record a cell of these levels, in the panel's order, ranked among the places of its level.

    ``low`` and ``high``: what the statement allows, null where it has no end; ``rank``: best and worst place and whether
    it is shared; ``light``: met, missed or open against the codebook's target.
    """
    cells = [cell for cell in panel.cells if cell.level.value in levels]
    places: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        places.setdefault((cell.indicator, cell.level.value), []).append(cell)
    ranked: dict[tuple[str, str | None], tuple[list[Any], str | None]] = {}
    for (name, _), group in places.items():
        target = known[name].target if name in known else None
        lowest = target is not None and target.bound == "at_most"
        for row in rank(group, lowest_first=lowest, target=target):
            ranked[name, row.cell.adcode] = ([row.best, row.worst, row.tied], row.light)
    return [_record(cell, *ranked[cell.indicator, cell.adcode]) for cell in cells]


def _record(cell: Cell, place: list[Any], light: str | None) -> dict[str, Any]:
    (low, _), (high, _) = ends(cell)
    record: dict[str, Any] = {
        "indicator": cell.indicator,
        "place": cell.adcode or "",
        "level": cell.level.value,
        "number": float(cell.value),
        "value": digits(cell.value),
        "max": digits(cell.value_max),
        "bound": cell.bound.value,
        "low": None if isinf(low) else low,
        "high": None if isinf(high) else high,
        "unit": cell.unit,
        "unit_stated": cell.unit_stated,
        "role": cell.role.value,
        "period": cell.period,
        "stage": cell.stage,
        "status": cell.status,
        "figure": cell.figure_id,
        "quote": cell.quote,
        "chosen_by": cell.chosen_by,
        "reports": cell.reports,
        "documents": cell.documents,
        "agreement": round(cell.agreement, 4),
        "spread": cell.spread,
        "official": cell.official,
        "derived_value": digits(cell.derived_value),
        "derived_agrees": cell.derived_agrees,
        "rolled_value": digits(cell.rolled_value),
        "rolled_agrees": cell.rolled_agrees,
        "children": cell.children,
        "against": [statement_record(other, cell.unit) for other in cell.conflicts],
        "behind": [statement_record(other) for other in cell.derived_from],
        "rank": place,
        "light": light,
    }
    return {name: value for name, value in record.items() if value is not None and value != []}
