"""The records of a comparison: a cell with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policymine.dataset.rows import plain
from policymine.records import AdminLevel, Bound, Role


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure that stands behind or against a cell. ``figure_id`` is None for a value computed from others."""

    figure_id: str | None
    doc: str
    quote: str
    value: Decimal
    bound: Bound
    period: str | None
    doc_id: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator at one place and time. ``adcode`` is None for the nation.

    ``cell_period``: what the cell is of (2022, 2022-07; empty where a panel holds the latest only); ``period``: what the
    chosen figure says. ``status``: ``verified`` (stated, and a check of the document's arithmetic holds), ``stated``,
    ``contradicted`` (a check fails), ``derived`` (computed from the figures in ``derived_from``) or ``rolled_up`` (the sum
    of ``children`` divisions). ``chosen_by``: the rule of ``data/comparison.yaml`` that decided, or ``only_report``.
    ``reports``: independent reports (reprints count once) of the same thing and date; ``agreement``: the part of them that
    can be true beside the chosen one; ``spread``: largest less smallest value. ``low`` and ``high``: what the chosen
    statement allows. ``conflicts``: figures that cannot be true beside the chosen one. ``derived_value``: the rate that
    follows from figures before and after of a document, ``rolled_value`` the sum of the parts, each with whether it agrees.
    """

    indicator: str
    adcode: str | None
    place: str
    level: AdminLevel
    value: Decimal
    value_max: Decimal | None
    bound: Bound
    unit: str | None
    role: Role
    period: str | None
    stage: str | None
    reports: int
    status: str
    figure_id: str | None
    doc: str
    quote: str
    confidence: float
    conflicts: tuple[Evidence, ...] = ()
    derived_from: tuple[Evidence, ...] = ()
    cell_period: str = ""
    doc_id: str = ""
    chosen_by: str = ""
    documents: int = 1
    agreement: float = 1.0
    spread: float = 0.0
    low: float = 0.0
    high: float = 0.0
    official: bool = False
    derived_value: Decimal | None = None
    derived_agrees: bool | None = None
    rolled_value: Decimal | None = None
    rolled_agrees: bool | None = None
    children: int | None = None
    unit_stated: str | None = None
    per: str | None = None


def read_cell(
    row: Mapping[str, Any],
    conflicts: Mapping[tuple[str, str | None, str], tuple[Evidence, ...]],
    evidence: Mapping[str, Evidence],
) -> Cell:
    """A cell from a row of the panel's table."""
    key = (row["indicator"], row["adcode"], row["cell_period"])
    return Cell(
        indicator=row["indicator"],
        adcode=row["adcode"],
        place=row["place"],
        level=AdminLevel(row["level"]),
        value=_exact(row, "value"),
        value_max=None if row["value_max"] is None else _exact(row, "value_max"),
        bound=Bound(row["bound"]),
        unit=row["unit"],
        role=Role(row["role"]),
        period=row["period"],
        stage=row["stage"],
        reports=row["reports"],
        status=row["status"],
        figure_id=row["figure_id"],
        doc=row["doc"],
        quote=row["quote"],
        confidence=row["confidence"],
        conflicts=conflicts.get(key, ()),
        derived_from=tuple(evidence[name] for name in row["derived_from"] or () if name in evidence),
        cell_period=row["cell_period"],
        doc_id=row["doc_id"],
        chosen_by=row["chosen_by"],
        documents=row["documents"],
        agreement=row["agreement"],
        spread=row["spread"],
        low=row["low"],
        high=row["high"],
        official=row["official"],
        derived_value=_maybe(row["derived_value"]),
        derived_agrees=row["derived_agrees"],
        rolled_value=_maybe(row["rolled_value"]),
        rolled_agrees=row["rolled_agrees"],
        children=row["children"],
        unit_stated=row["unit_stated"],
        per=row["per"],
    )


def _exact(row: Mapping[str, Any], name: str) -> Decimal:
    """The value with exactly the digits that the text states, where the decimal column holds fewer."""
    digits = row.get(f"{name}_text")
    return plain(Decimal(digits) if digits is not None else row[name])


def _maybe(value: Decimal | None) -> Decimal | None:
    return None if value is None else plain(value)
