"""One indicator side by side: one cell a place, with how its value was chosen and what speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from policymine.comparison.cells import Cell, Evidence
from policymine.comparison.kinds import meanings
from policymine.comparison.panel import LEVELS, Panel, build_panel, check_options, place_label
from policymine.dataset.query import counts
from policymine.dataset.store import Dataset
from policymine.errors import UsageError

__all__ = ["LEVELS", "Cell", "Comparison", "Evidence", "check_indicator", "compare", "known_indicators", "place_label"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cells in order of place, and what was left out: how many figures, by reason code (``rules.missing_reasons``)."""

    indicator: str
    role: str
    level: str
    unit: str | None
    cells: tuple[Cell, ...]
    left_out: tuple[tuple[str, int], ...] = ()


def known_indicators(dataset: Dataset) -> dict[str, int]:
    """Indicators of the dataset with the number of their figures."""
    return {name: count for name, count in counts(dataset, "figures", "indicator").items() if name is not None}


def names_known(dataset: Dataset, codebooks: Sequence[str | Path] | None = None) -> set[str]:
    """Indicators of the dataset and of the codebooks: those given, and all that ship."""
    return set(known_indicators(dataset)) | set(meanings()) | set(meanings(codebooks) if codebooks else ())


def check_indicator(dataset: Dataset, indicator: str, codebooks: Sequence[str | Path] | None = None) -> None:
    """Raises ``UsageError`` PM402, with the nearest names, where neither dataset nor codebooks know the indicator."""
    known = names_known(dataset, codebooks)
    if indicator in known:
        return
    near = get_close_matches(indicator, sorted(known), n=3, cutoff=0.6)
    near += [name for name in sorted(known) if indicator and indicator in name and name not in near][: 5 - len(near)]
    raise UsageError("PM402", f"did you mean {', '.join(near)}?" if near else "", where=indicator)


def compare(
    dataset: Dataset,
    indicator: str,
    *,
    level: str = "province",
    role: str = "result",
    at: str | None = None,
    min_confidence: float = 0.0,
    clusters: Mapping[str, str] | None = None,
    codebooks: Sequence[str | Path] | None = None,
    per: Any = None,
) -> Comparison:
    """One cell a place for the indicator, by the rules of ``data/comparison.yaml``; options as of ``build_panel``.

    Raises ``UsageError`` PM402 (indicator), PM405 (options).
    """
    check_options(level, role, "latest", at)
    check_indicator(dataset, indicator, codebooks)
    panel = build_panel(
        dataset,
        [indicator],
        level=level,
        role=role,
        at=at,
        min_confidence=min_confidence,
        clusters=clusters,
        codebooks=codebooks,
        per=per,
    )
    return comparison_of(panel, indicator)


def comparison_of(panel: Panel, indicator: str) -> Comparison:
    """The cells of one indicator of a panel of latest values."""
    cells = [cell for cell in panel.cells if cell.indicator == indicator]
    cells.sort(key=lambda cell: (cell.adcode is not None, cell.adcode or ""))
    left_out: Counter[str] = Counter()
    for row in panel.excluded.to_pylist():
        if row["indicator"] == indicator:
            left_out[row["reason"]] += row["figures"]
    unit = cells[0].unit if cells else None
    return Comparison(indicator, panel.role, panel.level, unit, tuple(cells), tuple(sorted(left_out.items())))
