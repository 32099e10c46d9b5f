"""``policymine compare``: one indicator side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policymine.cli.comparing import (
    CELL_COLUMNS,
    as_of_day,
    begins,
    cell_row,
    cell_value,
    check_format,
    how_known,
    left_out_text,
    open_for_comparison,
    own_role,
    print_records,
    short_name,
    short_place,
)
from policymine.cli.options import (
    AsOfOption,
    AtOption,
    ConfidenceOption,
    CsvOption,
    DatasetOption,
    FormatOption,
    JsonOption,
    RoleOption,
)

if TYPE_CHECKING:
    from policymine.comparison.compare import Comparison


def compare_places(
    indicator: str,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    level: str = "province",
    role: str | None = None,
    at: str | None = None,
    per: Path | None = None,
    base: int = 10_000,
    min_confidence: float | None = None,
) -> Comparison:
    """``policymine.comparison.compare.compare`` on the dataset that the options name."""
    from decimal import Decimal

    from policymine.comparison.compare import compare
    from policymine.comparison.denominators import read_denominators

    opened = open_for_comparison(dataset, as_of, min_confidence)
    divisor = None if per is None else read_denominators(per, base=Decimal(base))
    return compare(
        opened.dataset,
        indicator,
        level=level,
        role=own_role(opened, indicator, role),
        at=at,
        per=divisor,
        **opened.options,
    )


def print_comparison(comparison: Comparison) -> None:
    from policymine.cli.output import console, print_table

    starts = begins(comparison.cells)
    differ = len(set(filter(None, starts))) > 1
    rows = [
        [
            short_place(cell),
            cell_value(cell),
            *([start] if differ else []),
            as_of_day(cell),
            cell.reports,
            how_known(cell),
            short_name(cell.doc),
        ]
        for cell, start in zip(comparison.cells, starts, strict=True)
    ]
    unit = "" if comparison.unit in (None, "percent") else f" ({comparison.unit})"
    per = next((f", {cell.per}" for cell in comparison.cells if cell.per), "")
    if rows:
        columns = ["place", "value", *(["since"] if differ else []), "as of", "reports", "how it is known", "document"]
        print_table(f"{comparison.indicator}{unit}{per}, {comparison.role}", columns, rows, ("value", "reports"))
    else:
        console().print(f"no {comparison.role} of {comparison.indicator} at level {comparison.level}")
    if comparison.left_out:
        console(stderr=True).print(left_out_text(comparison.left_out), markup=False)


def command(
    indicator: Annotated[str, typer.Argument(help="Name of the indicator; 'policymine codebook show' lists them.")],
    level: Annotated[str, typer.Option("--level", help="nation, province, prefecture, county or any.")] = "province",
    role: RoleOption = None,
    at: AtOption = None,
    per: Annotated[
        Path | None,
        typer.Option(
            "--per", metavar="FILE", help="CSV with adcode, value and maybe period (year) to divide counts by."
        ),
    ] = None,
    base: Annotated[int, typer.Option("--base", min=1, help="With --per: for each so many.")] = 10_000,
    chart: Annotated[
        Path | None, typer.Option("--chart", help="Write a ranking chart: .svg, .png, .html, .json.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Place names in the chart: en or zh (needs a CJK font).")] = "en",
    min_confidence: ConfidenceOption = None,
    file_format: FormatOption = "table",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """One row a place: the value that stands for it, its bound and period, how many independent reports, how it is known.

    Which of several figures is shown follows the written rules of data/comparison.yaml: the school stage that most places
    report, stated over derived, the later month, uncontradicted, official over press, the later statement, exact over
    bounded, body over headline, verified. Figures of the same place and date that cannot both be true are flagged. What
    accumulated over a time, numbers before a change, limits and targets have tables of their own: --role. A reduction
    rate that nobody states is derived from the numbers before and after, and a place that nobody reports is the sum of
    its parts where all are reported; both are marked.
    """
    file_format = "json" if as_json else "csv" if as_csv else file_format
    check_format(file_format)
    found = compare_places(
        indicator, dataset, as_of, level=level, role=role, at=at, per=per, base=base, min_confidence=min_confidence
    )
    if chart is not None:
        from policymine.comparison.chart import ranking_chart, save_chart

        save_chart(ranking_chart(found, lang=lang), chart)
    rows = [cell_row(cell) for cell in found.cells]
    print_records(file_format, CELL_COLUMNS, rows, lambda: print_comparison(found))
    if chart is not None and file_format == "table":
        typer.echo(f"chart: {chart}", err=True)
