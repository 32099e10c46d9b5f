"""``policymine rank``: a league table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.comparing import (
    CELL_COLUMNS,
    as_of_day,
    cell_row,
    cell_value,
    check_format,
    how_known,
    open_for_comparison,
    own_role,
    print_records,
    short_place,
)
from policymine.cli.options import AsOfOption, AtOption, ConfidenceOption, DatasetOption, FormatOption, RoleOption

if TYPE_CHECKING:
    from policymine.codebook.schema import Target
    from policymine.comparison.ranking import Ranked

COLUMNS = (
    *("rank_best", "rank_worst", "tied", "target", "change", "change_low", "change_high", "before", "before_period"),
    *CELL_COLUMNS,
)
_LIGHTS = {"met": "● met", "missed": "○ missed", "open": "◐ open", None: ""}


def rank_places(
    indicator: str,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    level: str = "province",
    role: str | None = None,
    at: str | None = None,
    since: str | None = None,
    target: str | None = None,
    lowest_first: bool | None = None,
    min_confidence: float | None = None,
) -> tuple[list[Ranked], Target | None]:
    """The league table, and the target it is held against: the given one, or that of the codebook."""
    from policymine.comparison.compare import compare
    from policymine.comparison.kinds import meanings
    from policymine.comparison.panel import build_panel
    from policymine.comparison.ranking import rank, read_target

    opened = open_for_comparison(dataset, as_of, min_confidence)
    given = None if target is None else read_target(target)
    chosen = own_role(opened, indicator, role)
    found = compare(opened.dataset, indicator, level=level, role=chosen, at=at, **opened.options)
    before = None
    if since is not None:
        earlier = build_panel(opened.dataset, [indicator], level=level, role=chosen, at=since, **opened.options)
        before = {cell.adcode: cell for cell in earlier.cells}
    meaning = meanings(opened.codebooks).get(indicator)
    aim = given or (meaning.target if meaning is not None else None)
    lowest = lowest_first if lowest_first is not None else aim is not None and aim.bound == "at_most"
    return rank(found.cells, lowest_first=lowest, target=aim, before=before), aim


def rank_text(row: Ranked) -> str:
    """``3``, ``3=`` for equal values, ``3–7`` where the bounds leave more places open."""
    if row.best == row.worst:
        return str(row.best)
    return f"{row.best}–{row.worst}"


def change_text(row: Ranked) -> str:
    """``+3.2``, or what the two statements allow: ``+2.7 … +3.7``, ``≥ +3``."""
    if row.change is None:
        return ""
    if row.change_low is None and row.change_high is None:
        return "?"
    if row.change_low is None:
        return f"≤ {row.change_high:+,g}"
    if row.change_high is None:
        return f"≥ {row.change_low:+,g}"
    exact = row.cell.bound.value == "exact" and row.before is not None and row.before.bound.value == "exact"
    return f"{row.change:+,f}" if exact else f"{row.change_low:+,g} … {row.change_high:+,g}"


def rank_row(row: Ranked) -> dict[str, Any]:
    return {
        "rank_best": row.best,
        "rank_worst": row.worst,
        "tied": row.tied,
        "target": row.light,
        "change": row.change,
        "change_low": row.change_low,
        "change_high": row.change_high,
        "before": None if row.before is None else row.before.value,
        "before_period": None if row.before is None else row.before.period,
        **cell_row(row.cell),
    }


def print_ranking(indicator: str, found: list[Ranked], aim: Target | None, since: str | None) -> None:
    from policymine.cli.output import console, print_table

    if not found:
        console().print(f"no place has a value of {indicator} then; try --level any, or a later --at")
        return
    columns = ["rank", "place", "value", "as of"]
    columns += [f"since {since}"] if since else []
    columns += ["target"] if aim else []
    columns.append("how it is known")
    rows = []
    for row in found:
        cell = row.cell
        line: list[Any] = [
            rank_text(row) + (" =" if row.tied else ""),
            short_place(cell),
            cell_value(cell),
            as_of_day(cell),
        ]
        line += [change_text(row)] if since else []
        line += [_LIGHTS[row.light]] if aim else []
        line.append(how_known(cell, documents=False))
        rows.append(line)
    print_table(indicator, columns, rows, ("rank", "value", f"since {since}"))
    notes = []
    if any(row.best != row.worst for row in found):
        notes.append("2–5: the bounds and roundings of the statements leave these places open")
    if any(row.tied for row in found):
        notes.append("=: the same value as another")
    if aim is not None:
        words = "at most" if aim.bound == "at_most" else "at least"
        due = f" by {aim.due}" if aim.due else ""
        notes.append(f"target: {words} {aim.value:f}{due}{f' ({aim.source})' if aim.source else ''}")
    for note in notes:
        console().print(note, markup=False)


def command(
    indicator: Annotated[str, typer.Argument(help="Name of the indicator; 'policymine codebook show' lists them.")],
    at: AtOption = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Show the change against what was known up to then.")
    ] = None,
    level: Annotated[str, typer.Option("--level", help="nation, province, prefecture, county or any.")] = "province",
    role: RoleOption = None,
    target: Annotated[
        str | None,
        typer.Option("--target", help="Hold against 95 (at least) or '<=60'.", show_default="the codebook's"),
    ] = None,
    lowest_first: Annotated[
        bool | None,
        typer.Option("--lowest-first/--highest-first", help="Which end leads.", show_default="highest, or the cap"),
    ] = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="Write a chart: .svg, .png, .html, .json.")] = None,
    min_confidence: ConfidenceOption = None,
    file_format: FormatOption = "table",
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Places in order of one indicator. "More than 90" does not rank as 90: its rank is the range that its bound allows.

    The target's light: met or missed where the statement proves it, open where its bound allows both.
    """
    check_format(file_format)
    found, aim = rank_places(
        indicator,
        dataset,
        as_of,
        level=level,
        role=role,
        at=at,
        since=since,
        target=target,
        lowest_first=lowest_first,
        min_confidence=min_confidence,
    )
    if chart is not None:
        from policymine.comparison.chart import ranking_chart, save_chart
        from policymine.comparison.compare import Comparison

        cells = tuple(row.cell for row in found)
        unit = cells[0].unit if cells else None
        save_chart(ranking_chart(Comparison(indicator, role or "result", level, unit, cells)), chart)
    print_records(
        file_format, COLUMNS, [rank_row(row) for row in found], lambda: print_ranking(indicator, found, aim, since)
    )
