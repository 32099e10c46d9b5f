"""``policymine coverage``: which cells are filled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.comparing import check_format, open_for_comparison, print_records
from policymine.cli.options import (
    AsOfOption,
    AtOption,
    ConfidenceOption,
    DatasetOption,
    FormatOption,
    IndicatorOption,
)

if TYPE_CHECKING:
    from policymine.comparison.coverage import Coverage

COLUMNS = ("indicator", "adcode", "place", "state", "conflict", "reason")
_MARKS = {"verified": "█", "stated": "▓", "derived": "▒", "rolled_up": "Σ", "contradicted": "✗", "missing": "·"}


def cover(
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    indicator: str | None = None,
    level: str = "province",
    at: str | None = None,
    most: int | None = 30,
    everywhere: bool | None = None,
    min_confidence: float | None = None,
) -> Coverage:
    """Coverage of the dataset. ``indicator``: a name, its beginning, or a pattern with ``*`` (PM402 where none is)."""
    from fnmatch import fnmatchcase

    from policymine.comparison.compare import check_indicator, names_known
    from policymine.comparison.coverage import coverage
    from policymine.comparison.panel import build_panel

    opened = open_for_comparison(dataset, as_of, min_confidence)
    names = None
    if indicator is not None:
        known = names_known(opened.dataset, opened.codebooks)
        names = sorted(
            name
            for name in known
            if fnmatchcase(name, indicator) or name == indicator or name.startswith(indicator.rstrip(".") + ".")
        )
        if not names:
            check_indicator(opened.dataset, indicator, opened.codebooks)
    panel = build_panel(opened.dataset, names, level=level, at=at, **opened.options)
    return coverage(panel, most=most, everywhere=level in ("nation", "province") if everywhere is None else everywhere)


def print_coverage(found: Coverage) -> None:
    """A row a place, a column an indicator (numbered, the names below), a mark a cell."""
    from rich.text import Text

    from policymine.cli.output import console

    out = console()
    if not found.indicators:
        out.print("no cell is filled")
        return
    width = max(len(_short(label)) for _, label in found.places)
    fitting = max(1, (out.width - width - 6) // 3)
    shown = found.indicators[:fitting]
    head = "".join(f"{number % 100:>3}" for number in range(1, len(shown) + 1))
    out.print(Text(" " * width + head, no_wrap=True))
    for code, label in found.places:
        cells = "".join(
            "  " + ("!" if (code, name) in found.conflicts else _MARKS[found.states[code, name]]) for name in shown
        )
        filled = sum(found.states[code, name] != "missing" for name in shown)
        out.print(Text(f"{_short(label):<{width}}{cells}{filled:>5}", no_wrap=True))
    out.print(f"{found.filled:,} of {len(found.states):,} cells are filled", markup=False)
    out.print("█ verified  ▓ stated  ▒ derived  Σ sum of its parts  ✗ contradicted  ! conflicting reports  · missing")
    if len(shown) < len(found.indicators):
        out.print(f"{len(shown)} of {len(found.indicators)} indicators fit the width; csv, json and -o have all")
    for number, name in enumerate(shown, 1):
        filled = sum(found.states[code, name] != "missing" for code, _ in found.places)
        out.print(Text(f"{number:>3}  {name} ({filled})", no_wrap=True))


def _short(label: str) -> str:
    """English words of a name, without Province, Municipality and the peoples of the autonomous regions."""
    words = [word for word in label.split() if word.isascii()]
    drop = {
        "Province",
        "Municipality",
        "City",
        "Autonomous",
        "Region",
        "Special",
        "Administrative",
        "Zhuang",
        "Hui",
        "Uygur",
    }
    return " ".join([word for word in words if word not in drop] or words) or label


def command(
    indicator: IndicatorOption = None,
    level: Annotated[str, typer.Option("--level", help="nation, province, prefecture, county or any.")] = "province",
    at: AtOption = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Indicators to show, the fullest first.")] = 30,
    everywhere: Annotated[
        bool | None,
        typer.Option(
            "--all-places/--filled-places", help="Also places of which nothing is known.", show_default="provinces: all"
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the heat map: .svg, .png, .pdf, .html, .json.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Place names in the heat map: en or zh.")] = "en",
    min_confidence: ConfidenceOption = None,
    file_format: FormatOption = "table",
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Places down, indicators across: which cells are filled, how they are known, and why the others are empty (csv, json)."""
    check_format(file_format)
    found = cover(
        dataset,
        as_of,
        indicator=indicator,
        level=level,
        at=at,
        most=most,
        everywhere=everywhere,
        min_confidence=min_confidence,
    )
    if output is not None:
        from policymine.comparison.chart import save_chart
        from policymine.comparison.coverage import coverage_chart

        save_chart(coverage_chart(found, lang), output, lang)
    rows: list[dict[str, Any]] = [
        {
            "indicator": name,
            "adcode": code,
            "place": label,
            "state": found.states[code, name],
            "conflict": (code, name) in found.conflicts,
            "reason": found.reasons.get((code, name)),
        }
        for name in found.indicators
        for code, label in found.places
    ]
    print_records(file_format, COLUMNS, rows, lambda: print_coverage(found))
    if output is not None and file_format == "table":
        typer.echo(f"heat map: {output}", err=True)
