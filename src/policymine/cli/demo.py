"""``policymine demo``: from a folder of documents to a table of provinces and a chart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.options import DatasetOption, QuietOption, WorkersOption, dataset_folder

if TYPE_CHECKING:
    from policymine.comparison.compare import Comparison
    from policymine.comparison.panel import Panel
    from policymine.pipeline.into_dataset import MineReport

_COLUMNS = 5


@dataclass(frozen=True)
class Demo:
    """What the demonstration made: the run, the table of provinces, and the indicator that the chart ranks."""

    report: MineReport
    panel: Panel
    ranked: Comparison | None
    chart: Path | None


def run_demo(
    paths: list[Path],
    dataset: Path | None = None,
    chart: Path | None = None,
    *,
    workers: int | None = None,
    progress: Any = None,
) -> Demo:
    """Mine ``paths``, compare the provinces by the fullest indicators, and draw the fullest share or rate."""
    from policymine.cli.mine import mine_files
    from policymine.comparison.chart import ranking_chart, save_chart
    from policymine.comparison.compare import compare
    from policymine.comparison.panel import build_panel
    from policymine.dataset.store import open_dataset

    report = mine_files(paths, dataset, workers=workers, progress=progress)
    folder = dataset_folder(dataset)
    opened = open_dataset(folder)
    table = build_panel(opened)
    if not table.indicators:
        return Demo(report, table, None, None)
    units = {cell.indicator: cell.unit for cell in table.cells}
    best = next((name for name in table.indicators[:_COLUMNS] if units[name] == "percent"), table.indicators[0])
    ranked = compare(opened, best)
    path = chart or folder.parent / "policymine-demo.svg"
    save_chart(ranking_chart(ranked), path)
    return Demo(report, table, ranked, path)


def print_panel(table: Panel) -> None:
    """Provinces down, indicators across; a blank where no report states a value."""
    from policymine.cli.output import print_table
    from policymine.comparison.present import value_text

    marks = {"verified": " ✓", "derived": " *", "rolled_up": " Σ", "contradicted": " ✗", "stated": ""}
    shown = table.indicators[:_COLUMNS]
    rows = []
    for adcode, place in table.places.items():
        if all(table.cell(adcode, name) is None for name in shown):
            continue
        row = [place]
        for name in shown:
            cell = table.cell(adcode, name)
            row.append(
                ""
                if cell is None
                else value_text(cell.value, cell.bound, cell.value_max, cell.unit)
                + marks[cell.status]
                + (" !" if cell.conflicts else "")
            )
        rows.append(row)
    headings = [name.replace(".", ".\n").replace("_", " ") for name in shown]
    title = "Provinces side by side (✓ adds up, * derived, Σ sum of its parts, ! conflicting reports)"
    print_table(title, ["province", *headings], rows, headings)


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.", show_default=False)],
    dataset: DatasetOption = None,
    chart: Annotated[
        Path | None, typer.Option("--chart", help="Chart file: .svg, .png, .html.", show_default=False)
    ] = None,
    workers: WorkersOption = None,
    quiet: QuietOption = False,
) -> None:
    """Mine a folder, then show the provinces side by side, draw a chart, and say where the dataset is."""
    from policymine.cli.app import BAD_USE, SOME_DOCUMENTS_FAILED
    from policymine.cli.output import print_problems, progress

    with progress("mining", quiet) as step:
        demo = run_demo(paths, dataset, chart, workers=workers, progress=step)
    print_problems(demo.report.problems)
    if demo.panel.indicators:
        print_panel(demo.panel)
    else:
        typer.echo("no figure of a province was found")
    if demo.ranked is not None and demo.chart is not None:
        typer.echo(f"chart of {demo.ranked.indicator}: {demo.chart}")
    typer.echo(f"dataset: {demo.report.dataset} (version {demo.report.version})")
    if demo.report.problems:
        raise typer.Exit(SOME_DOCUMENTS_FAILED if demo.report.documents or demo.report.skipped else BAD_USE)
