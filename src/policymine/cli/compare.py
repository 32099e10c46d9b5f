"""``policymine compare``: one indicator side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.options import AsOfOption, ConfidenceOption, CsvOption, DatasetOption, JsonOption, open_given

if TYPE_CHECKING:
    from policymine.comparison.compare import Cell, Comparison

COLUMNS = (
    *("adcode", "place", "level", "value", "value_max", "bound", "unit", "role", "period", "stage", "reports"),
    *("status", "conflicts", "derived_from", "figure_id", "doc", "quote", "confidence"),
)


def compare_places(
    indicator: str,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    level: str = "province",
    role: str = "result",
    min_confidence: float | None = None,
) -> Comparison:
    """``policymine.comparison.compare.compare`` on the dataset that the options name."""
    from policymine.cli.config import load_settings
    from policymine.comparison.compare import compare

    floor = load_settings().min_confidence if min_confidence is None else min_confidence
    return compare(open_given(dataset, as_of), indicator, level=level, role=role, min_confidence=floor)


def cell_row(cell: Cell) -> dict[str, Any]:
    """A cell as a flat record."""
    row = {name: getattr(cell, name) for name in COLUMNS}
    row["level"], row["bound"], row["role"] = cell.level.value, cell.bound.value, cell.role.value
    row["conflicts"] = [other.figure_id for other in cell.conflicts]
    row["derived_from"] = [other.figure_id for other in cell.derived_from]
    return row


def print_comparison(comparison: Comparison) -> None:
    from policymine.cli.output import console, print_table
    from policymine.comparison.present import value_text

    rows = []
    for cell in comparison.cells:
        status = cell.status
        if cell.derived_from:
            status = "derived from " + " → ".join(other.quote for other in cell.derived_from)
        if cell.conflicts:
            status += "; CONFLICT with " + ", ".join(f"{other.quote} ({other.doc})" for other in cell.conflicts)
        value = value_text(cell.value, cell.bound, cell.value_max, comparison.unit)
        rows.append([cell.place, value, cell.bound.value, cell.period, cell.reports, status, cell.doc])
    unit = "" if comparison.unit in (None, "percent") else f" ({comparison.unit})"
    heading = f"{comparison.indicator}{unit}, {comparison.role}"
    if rows:
        columns = ("place", "value", "bound", "period", "reports", "status", "document")
        print_table(heading, columns, rows, ("value", "reports"))
    else:
        console().print(f"no {comparison.role} of {comparison.indicator} at level {comparison.level}")
    if comparison.left_out:
        console(stderr=True).print(
            "left out: " + ", ".join(f"{count} figures of {why}" for why, count in comparison.left_out), markup=False
        )


def command(
    indicator: Annotated[str, typer.Argument(help="Name of the indicator; 'policymine codebook show' lists them.")],
    level: Annotated[str, typer.Option("--level", help="nation, province, prefecture, county or any.")] = "province",
    role: Annotated[
        str, typer.Option("--role", help="result, change, before, limit or target: they never stand in one table.")
    ] = "result",
    chart: Annotated[
        Path | None, typer.Option("--chart", help="Write a ranking chart: .svg, .png, .html, .json.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Place names in the chart: en or zh (needs a CJK font).")] = "en",
    min_confidence: ConfidenceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """One row a place: the value that stands for it, its bound and period, how many reports there are, its status.

    Of several figures the one is shown that no check contradicts and whose period ends last; then body over subheading
    over headline, exact over rounded, proved over unproved. Figures of the same place and date that cannot both be true
    are flagged. Numbers before a change, limits and targets have tables of their own: --role. A reduction rate that
    nobody states is derived from the numbers before and after, and marked so.
    """
    found = compare_places(indicator, dataset, as_of, level=level, role=role, min_confidence=min_confidence)
    if chart is not None:
        from policymine.comparison.chart import ranking_chart, save_chart

        save_chart(ranking_chart(found, lang=lang), chart)
    rows = [cell_row(cell) for cell in found.cells]
    if as_json:
        from policymine.cli.output import print_json

        print_json(rows)
    elif as_csv:
        from policymine.cli.output import print_csv

        print_csv(COLUMNS, rows)
    else:
        print_comparison(found)
        if chart is not None:
            typer.echo(f"chart: {chart}", err=True)
