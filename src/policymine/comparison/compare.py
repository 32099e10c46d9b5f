"""One indicator side by side: one cell a place, with how its value was chosen and what speaks against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from policymine.comparison.candidates import (
    COLUMNS,
    FAMILIES,
    Candidate,
    candidates,
    choose,
    derive,
    family_of,
    most_common,
)
from policymine.comparison.intervals import agree
from policymine.dataset.query import Filter, arrow, counts
from policymine.dataset.store import Dataset
from policymine.errors import UsageError
from policymine.geography import divisions
from policymine.records import AdminLevel, Bound, Role
from policymine.text import edtf

LEVELS = ("nation", "province", "prefecture", "county", "any")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure that stands behind or against a cell."""

    figure_id: str
    doc: str
    quote: str
    value: Decimal
    bound: Bound
    period: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator at one place. ``adcode`` is None for the nation.

    ``status``: ``verified`` (stated, and a check of the document's arithmetic holds), ``stated``, ``contradicted`` (a check
    fails) or ``derived`` (computed from the figures in ``derived_from``). ``reports``: documents with different text.
    ``conflicts``: figures of the same place and period that cannot be true beside the chosen one.
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cells in order of place, and what was left out and why."""

    indicator: str
    role: str
    level: str
    unit: str | None
    cells: tuple[Cell, ...]
    left_out: tuple[tuple[str, int], ...] = ()


def known_indicators(dataset: Dataset) -> dict[str, int]:
    """Indicators of the dataset with the number of their figures."""
    return {name: count for name, count in counts(dataset, "figures", "indicator").items() if name is not None}


def names_known(dataset: Dataset) -> set[str]:
    """Indicators of the dataset and of the codebooks that ship."""
    from policymine.codebook import load

    known = set(known_indicators(dataset))
    for name in load.available():
        known.update(item.name for item in load.load(name).indicators)
    return known


def check_indicator(dataset: Dataset, indicator: str) -> None:
    """Raises ``UsageError`` PM402, with the nearest names, where neither dataset nor codebooks know the indicator."""
    known = names_known(dataset)
    if indicator in known:
        return
    near = get_close_matches(indicator, sorted(known), n=3, cutoff=0.6)
    near += [name for name in sorted(known) if indicator and indicator in name and name not in near][: 5 - len(near)]
    raise UsageError("PM402", f"did you mean {', '.join(near)}?" if near else "", where=indicator)


def compare(
    dataset: Dataset, indicator: str, *, level: str = "province", role: str = "result", min_confidence: float = 0.0
) -> Comparison:
    """One cell a place for the indicator, by the rules that ``candidates`` states.

    ``level``: nation, province, prefecture, county or any. ``role``: result, change, before, limit or target; they never
    mix. A reduction rate that no report states is derived from the stocks before and after of one document.
    Raises ``UsageError`` PM402 (indicator), PM405 (level, role).
    """
    if level not in LEVELS:
        raise UsageError("PM405", f"one of {', '.join(LEVELS)}", where=f"--level {level}")
    if role not in FAMILIES:
        raise UsageError("PM405", f"one of {', '.join(FAMILIES)}", where=f"--role {role}")
    check_indicator(dataset, indicator)
    entity, _, measure = indicator.rpartition(".")
    related = f"{entity}.count" if measure == "reduction_rate" and role == "result" else None
    rows = _fetch(dataset, indicator, min_confidence)
    stocks = _fetch(dataset, related, min_confidence) if related else []
    return compare_candidates(indicator, rows, stocks, level=level, role=role)


def _fetch(dataset: Dataset, indicator: str, min_confidence: float) -> list[Candidate]:
    found = arrow(dataset, "figures", Filter(indicator=indicator, min_confidence=min_confidence), columns=COLUMNS)
    return [candidate for candidate in candidates(found.to_pylist()) if candidate.indicator == indicator]


def compare_candidates(
    indicator: str,
    found: Sequence[Candidate],
    stocks: Sequence[Candidate] = (),
    *,
    level: str = "province",
    role: str = "result",
) -> Comparison:
    """The comparison over candidates of one indicator; ``stocks`` are those that a missing rate may be derived from."""
    left_out: dict[str, int] = defaultdict(int)
    in_family = []
    for candidate in found:
        family = family_of(indicator, candidate.role)
        if family == role:
            in_family.append(candidate)
        else:
            left_out[f"role {family}"] += 1
    unit = most_common(candidate.unit for candidate in in_family)
    by_place: dict[str | None, list[Candidate]] = defaultdict(list)
    for candidate in in_family:
        if candidate.unit != unit:
            left_out[f"unit {candidate.unit}"] += 1
        elif _place_known(candidate):
            if _at_level(candidate, level):
                by_place[candidate.adcode].append(candidate)
        else:
            left_out["place unknown"] += 1
    stage = most_common(choose(group)[0].stage for group in by_place.values())
    cells = [_cell(choose(group, stage)) for group in by_place.values()]
    by_stock: dict[str | None, list[Candidate]] = defaultdict(list)
    for candidate in stocks:
        if _place_known(candidate) and _at_level(candidate, level) and candidate.adcode not in by_place:
            by_stock[candidate.adcode].append(candidate)
    for group in by_stock.values():
        cell = _derived_cell(indicator, group)
        if cell is not None:
            cells.append(cell)
    cells.sort(key=lambda cell: (cell.adcode is not None, cell.adcode or ""))
    unit = unit if unit is not None or not cells else cells[0].unit
    return Comparison(indicator, role, level, unit, tuple(cells), tuple(sorted(left_out.items())))


def _place_known(candidate: Candidate) -> bool:
    return candidate.adcode is not None or candidate.level is AdminLevel.NATION


def _at_level(candidate: Candidate, level: str) -> bool:
    return level == "any" or (candidate.level is not None and candidate.level.value == level)


def place_label(adcode: str | None, fallback: str | None = None) -> str:
    """English and Chinese name of a division, without its parents; China for None."""
    if adcode is None:
        return "China 中国"
    row = divisions.latest(adcode)
    return f"{row.en} {row.name}" if row is not None else fallback or adcode


def _evidence(candidate: Candidate) -> Evidence:
    return Evidence(
        candidate.figure_id,
        candidate.doc,
        candidate.quote,
        candidate.stated.value,
        candidate.stated.bound,
        candidate.period,
    )


def _cell(ordered: Sequence[Candidate]) -> Cell:
    chosen = ordered[0]
    conflicts = [
        _evidence(other)
        for other in ordered[1:]
        if other.stage == chosen.stage
        and other.period is not None
        and edtf.same_end(other.period, chosen.period)
        and not agree(other.stated, chosen.stated)
    ]
    return Cell(
        indicator=chosen.indicator,
        adcode=chosen.adcode,
        place=place_label(chosen.adcode, chosen.place),
        level=chosen.level or AdminLevel.NATION,
        value=chosen.stated.value,
        value_max=chosen.stated.value_max,
        bound=chosen.stated.bound,
        unit=chosen.unit,
        role=chosen.role,
        period=chosen.period,
        stage=chosen.stage,
        reports=len({candidate.doc_id for candidate in ordered}),
        status=chosen.verdict,
        figure_id=chosen.figure_id,
        doc=chosen.doc,
        quote=chosen.quote,
        confidence=chosen.confidence,
        conflicts=tuple(conflicts),
    )


def _derived_cell(indicator: str, stocks: Sequence[Candidate]) -> Cell | None:
    derived = derive(stocks)
    if derived is None:
        return None
    before, after = derived.before, derived.after
    return Cell(
        indicator=indicator,
        adcode=after.adcode,
        place=place_label(after.adcode, after.place),
        level=after.level or AdminLevel.NATION,
        value=derived.stated.value,
        value_max=None,
        bound=derived.stated.bound,
        unit="percent",
        role=Role.CHANGE_PERCENT,
        period=after.period,
        stage=after.stage,
        reports=len({candidate.doc_id for candidate in stocks}),
        status="derived",
        figure_id=None,
        doc=after.doc,
        quote=f"{before.quote} → {after.quote}",
        confidence=min(before.confidence, after.confidence),
        derived_from=(_evidence(before), _evidence(after)),
    )
