"""``policymine trend``: one indicator over time."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policymine.cli.comparing import (
    CELL_COLUMNS,
    cell_row,
    cell_value,
    check_format,
    find_place,
    how_known,
    open_for_comparison,
    own_role,
    print_records,
    short_place,
)
from policymine.cli.options import AsOfOption, AtOption, ConfidenceOption, DatasetOption, FormatOption, RoleOption

if TYPE_CHECKING:
    from policymine.comparison.cells import Cell

_BAR = 24


def trend_of(
    indicator: str,
    places: list[str],
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    role: str | None = None,
    at: str | None = None,
    min_confidence: float | None = None,
) -> list[Cell]:
    """Cells of the places (codes or names) in order of time. Raises ``UsageError`` PM402, PM404."""
    from policymine.comparison.compare import check_indicator
    from policymine.comparison.trend import trend

    opened = open_for_comparison(dataset, as_of, min_confidence)
    check_indicator(opened.dataset, indicator, opened.codebooks)
    codes = list(dict.fromkeys(find_place(place) for place in places))
    return trend(opened.dataset, indicator, codes, role=own_role(opened, indicator, role), at=at, **opened.options)


def print_trend(indicator: str, cells: list[Cell]) -> None:
    """A row a date, with a bar that begins at zero."""
    from policymine.cli.output import console, print_table

    if not cells:
        console().print(f"no dated value of {indicator} at these places")
        return
    tops: dict[str | None, Decimal] = {}
    for cell in cells:
        tops[cell.adcode] = max(abs(cell.value), tops.get(cell.adcode, Decimal(1)))
    rows, last = [], ""
    for cell in cells:
        bar = "█" * max(round(_BAR * abs(cell.value) / tops[cell.adcode]), 1 if cell.value else 0)
        role = "before" if cell.role.value == "before" else ""
        known = f"{role}, {how_known(cell, documents=False)}" if role else how_known(cell, documents=False)
        rows.append(["" if cell.place == last else short_place(cell), cell.cell_period, cell_value(cell), bar, known])
        last = cell.place
    unit = cells[0].unit
    print_table(
        f"{indicator}{'' if unit in (None, 'percent') else f' ({unit})'}",
        ("place", "date", "value", "", "how it is known"),
        rows,
        ("value",),
    )


def command(
    indicator: Annotated[str, typer.Argument(help="Name of the indicator.")],
    places: Annotated[list[str], typer.Argument(help="Codes or names of places, or 'nation'.", show_default=False)],
    role: RoleOption = None,
    at: AtOption = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="Write a chart: .svg, .png, .html, .json.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="Place names in the chart: en or zh.")] = "en",
    min_confidence: ConfidenceOption = None,
    file_format: FormatOption = "table",
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Values of one indicator at each date that reports state. A number before the policy is a value of its own date."""
    check_format(file_format)
    found = trend_of(indicator, places, dataset, as_of, role=role, at=at, min_confidence=min_confidence)
    if chart is not None and found:
        from policymine.comparison.chart import save_chart
        from policymine.comparison.trend import trend_chart

        save_chart(trend_chart(found, lang), chart)
    rows = [{"date": cell.cell_period} | cell_row(cell) for cell in found]
    print_records(file_format, ("date", *CELL_COLUMNS), rows, lambda: print_trend(indicator, found))
    if chart is not None and found and file_format == "table":
        typer.echo(f"chart: {chart}", err=True)
