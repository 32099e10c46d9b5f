"""Many indicators side by side: a table of places and indicators, missing where no report states a value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from policymine.comparison.candidates import COLUMNS, Candidate, candidates
from policymine.comparison.compare import Cell, compare_candidates
from policymine.dataset.query import Filter, arrow
from policymine.dataset.store import Dataset


@dataclass(frozen=True, slots=True)
class Panel:
    """``cells`` maps (adcode, indicator) to the cell; what is missing is not in it. ``places`` maps codes to names."""

    indicators: tuple[str, ...]
    places: dict[str | None, str]
    cells: dict[tuple[str | None, str], Cell]


def panel(
    dataset: Dataset,
    indicators: Sequence[str] | None = None,
    *,
    level: str = "province",
    role: str = "result",
    most: int | None = None,
    min_confidence: float = 0.0,
) -> Panel:
    """The table of all places and indicators, or of the named ones in their order.

    Without names the indicators come by the number of places that fill them, the fullest first, ``most`` of them.
    """
    wanted = Filter(min_confidence=min_confidence, level=level if level != "any" else None)
    by_name: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates(arrow(dataset, "figures", wanted, columns=COLUMNS).to_pylist()):
        by_name[candidate.indicator].append(candidate)
    names = set(by_name)
    names.update(f"{name.removesuffix('.count')}.reduction_rate" for name in by_name if name.endswith(".count"))
    cells: dict[tuple[str | None, str], Cell] = {}
    filled: dict[str, int] = {}
    for name in sorted(names) if indicators is None else indicators:
        stem, _, measure = name.rpartition(".")
        stocks = by_name.get(f"{stem}.count", []) if measure == "reduction_rate" and role == "result" else []
        found = compare_candidates(name, by_name.get(name, []), stocks, level=level, role=role).cells
        filled[name] = len(found)
        cells.update({(cell.adcode, name): cell for cell in found})
    if indicators is None:
        chosen = sorted((name for name in filled if filled[name]), key=lambda name: (-filled[name], name))[:most]
    else:
        chosen = list(indicators)
    kept = {key: cell for key, cell in cells.items() if key[1] in set(chosen)}
    order = sorted(kept.values(), key=lambda cell: (cell.adcode is not None, cell.adcode or ""))
    return Panel(tuple(chosen), {cell.adcode: cell.place for cell in order}, kept)
