"""All cells whose reports disagree, of every period and level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policymine.comparison import rules
from policymine.comparison.cells import Cell, Evidence
from policymine.comparison.panel import build_panel
from policymine.dataset.store import Dataset
from policymine.text import edtf


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell and the figures that cannot be true beside its chosen one."""

    cell: Cell
    against: tuple[Evidence, ...]


def find_conflicts(
    dataset: Dataset,
    indicators: Sequence[str] | None = None,
    *,
    roles: Sequence[str] | None = None,
    level: str = "any",
    min_confidence: float = 0.0,
    clusters: Mapping[str, str] | None = None,
    codebooks: Any = None,
) -> list[Conflict]:
    """Conflicts within each month, and among figures of which a report names the year only; every family of roles.

    Each pair of figures stands there once. In order of indicator, place and period.
    """
    found: list[Conflict] = []
    seen: set[frozenset[str | None]] = set()
    for role in rules.families() if roles is None else roles:
        for every in ("month", "year"):
            panel = build_panel(
                dataset,
                indicators,
                level=level,
                role=role,
                every=every,
                min_confidence=min_confidence,
                clusters=clusters,
                codebooks=codebooks,
                roll_up=False,
            )
            for cell in panel.cells:
                against = tuple(
                    other
                    for other in cell.conflicts
                    if every == "month" or 4 in (edtf.precision(cell.period), edtf.precision(other.period))
                )
                pairs = [frozenset((cell.figure_id or cell.quote, other.figure_id or other.quote)) for other in against]
                if any(pair not in seen for pair in pairs):
                    found.append(Conflict(cell, against))
                seen.update(pairs)
    found.sort(key=lambda one: (one.cell.indicator, one.cell.adcode or "", one.cell.cell_period))
    return found
