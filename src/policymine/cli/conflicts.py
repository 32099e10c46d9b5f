"""``policymine conflicts``: reports that cannot both be true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from policymine.cli.comparing import (
    cell_value,
    check_format,
    find_place,
    open_for_comparison,
    print_records,
    short_place,
    wanted_indicators,
)
from policymine.cli.options import (
    AsOfOption,
    ConfidenceOption,
    DatasetOption,
    FormatOption,
    IndicatorOption,
    LevelOption,
    PlaceOption,
)

if TYPE_CHECKING:
    from policymine.comparison.conflicts import Conflict

COLUMNS = (
    *("indicator", "adcode", "place", "role", "unit", "period", "value", "bound", "quote", "doc", "figure_id"),
    *("chosen_by", "reports", "agreement"),
    *("other_value", "other_bound", "other_quote", "other_doc", "other_period", "other_figure_id"),
)


def conflicts_of(
    indicator: str | None = None,
    place: str | None = None,
    level: str | None = None,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    min_confidence: float | None = None,
) -> list[Conflict]:
    """Conflicts of the dataset; ``place`` with everything within it. Raises ``UsageError`` PM402, PM404."""
    from policymine.comparison.conflicts import find_conflicts
    from policymine.geography import divisions

    opened = open_for_comparison(dataset, as_of, min_confidence)
    names = wanted_indicators(opened, None if indicator is None else [indicator])
    code = None if place is None else find_place(place)
    found = find_conflicts(opened.dataset, names, level=level or "any", **opened.options)
    if place is None:
        return found
    return [
        one for one in found if (one.cell.adcode is None if code is None else divisions.contains(code, one.cell.adcode))
    ]


def conflict_rows(found: list[Conflict]) -> list[dict[str, Any]]:
    """One record for each figure that speaks against a chosen one."""
    return [
        {
            "indicator": one.cell.indicator,
            "adcode": one.cell.adcode,
            "place": one.cell.place,
            "role": one.cell.role.value,
            "unit": one.cell.unit,
            "period": one.cell.period,
            "value": one.cell.value,
            "bound": one.cell.bound.value,
            "quote": one.cell.quote,
            "doc": one.cell.doc,
            "figure_id": one.cell.figure_id,
            "chosen_by": one.cell.chosen_by,
            "reports": one.cell.reports,
            "agreement": round(one.cell.agreement, 4),
            "other_value": other.value,
            "other_bound": other.bound.value,
            "other_quote": other.quote,
            "other_doc": other.doc,
            "other_period": other.period,
            "other_figure_id": other.figure_id,
        }
        for one in found
        for other in one.against
    ]


def print_conflicts(found: list[Conflict]) -> None:
    from policymine.cli.output import console
    from policymine.comparison.present import value_text

    if not found:
        console().print("no reports that cannot both be true")
        return
    from rich.text import Text

    out = console()
    out.print(f"{len(found)} cells with reports that cannot both be true")
    for one in found:
        cell = one.cell
        out.print()
        out.print(Text.assemble((cell.indicator, "bold"), f"  {short_place(cell)}  {cell.role.value}"))
        shown = f"  shown    {cell_value(cell):>14}  {cell.period or 'undated':<22}  {cell.doc}"
        out.print(Text(f"{shown}  ({cell.chosen_by.replace('_', ' ')})"))
        for other in one.against:
            value = value_text(other.value, other.bound, None, cell.unit)
            out.print(Text(f"  against  {value:>14}  {other.period or 'undated':<22}  {other.doc}"))


def command(
    indicator: IndicatorOption = None,
    place: PlaceOption = None,
    level: LevelOption = None,
    min_confidence: ConfidenceOption = None,
    file_format: FormatOption = "table",
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Figures of one indicator, place, date and role that cannot both be true, with the one that is shown and why."""
    check_format(file_format)
    found = conflicts_of(indicator, place, level, dataset, as_of, min_confidence=min_confidence)
    print_records(file_format, COLUMNS, conflict_rows(found), lambda: print_conflicts(found))
