"""``policymine report``: one offline page, or one of its charts as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.comparing import Opened, open_for_comparison, wanted_indicators
from policymine.cli.options import AsOfOption, AtOption, ConfidenceOption, DatasetOption, QuietOption
from policymine.errors import UsageError

if TYPE_CHECKING:
    from policymine.comparison.report.collect import Wanted

FORMATS = ("html", "pdf", "png", "svg")
CHARTS = ("ranking", "map", "slopes", "coverage", "timeline")


def write_report(
    output: Path,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    lang: str = "en",
    indicators: list[str] | None = None,
    at: str | None = None,
    min_confidence: float | None = None,
    step: Any = None,
) -> int:
    """Write the page; its size in bytes. Raises ``UsageError`` PM402, PM405, ``DatasetError``."""
    from policymine.comparison.report.collect import collect
    from policymine.comparison.report.page import make_page
    from policymine.dataset.store import write_errors, write_whole

    opened = open_for_comparison(dataset, as_of, min_confidence)
    page = make_page(collect(opened.dataset, _wanted(opened, indicators, at), step or (lambda _: None)), lang).encode()
    with write_errors(output):
        output.parent.mkdir(parents=True, exist_ok=True)
        write_whole(output, page)
    return len(page)


def write_chart(
    chart: str,
    output: Path,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    lang: str = "en",
    indicators: list[str] | None = None,
    level: str = "province",
    at: str | None = None,
    min_confidence: float | None = None,
) -> None:
    """Write one chart of the first indicator, as the suffix says. Raises ``UsageError`` PM402, PM405, PM411."""
    from dataclasses import replace

    from policymine.cli.comparing import own_role
    from policymine.comparison.chart import ranking_chart, save_chart
    from policymine.comparison.chart_words import indicator_label
    from policymine.comparison.compare import compare
    from policymine.comparison.coverage import coverage, coverage_chart
    from policymine.comparison.panel import build_panel
    from policymine.comparison.report.collect import collect

    opened = open_for_comparison(dataset, as_of, min_confidence)
    if chart == "coverage":
        panel = build_panel(opened.dataset, wanted_indicators(opened, indicators), level=level, at=at, **opened.options)
        drawn = coverage_chart(coverage(panel, most=40, everywhere=level in ("nation", "province")), lang)
        save_chart(drawn, output, lang)
        return
    data = collect(opened.dataset, replace(_wanted(opened, indicators, at), conflicts=False))
    if chart == "timeline":
        from policymine.comparison.chart_timeline import timeline_chart

        save_chart(timeline_chart(data, lang=lang), output, lang)
        return
    if not data["indicators"]:
        raise UsageError("PM402", "the dataset holds no value of an indicator", where=f"--chart {chart}")
    name = data["indicators"][0]["name"]
    if chart == "ranking":
        role = own_role(opened, name, None)
        found = compare(opened.dataset, name, level=level, role=role, at=at, **opened.options)
        drawn = ranking_chart(found, title=indicator_label(name, lang, opened.codebooks), lang=lang)
    elif chart == "map":
        from policymine.comparison.chart_map import map_chart

        if level not in ("province", "prefecture"):
            raise UsageError("PM405", "the map has provinces and prefectures", where=f"--level {level}")
        drawn = map_chart(data, name, level="prefecture" if level == "prefecture" else "province", lang=lang)
    else:
        from policymine.comparison.chart_slopes import slopes_chart

        drawn = slopes_chart(data, name, level=level, lang=lang)
    save_chart(drawn, output, lang)


def _format(given: str | None, output: Path | None, chart: str | None) -> tuple[str, Path]:
    """Format and file: what is not said follows from the other. Raises ``UsageError`` PM405."""
    suffix = "" if output is None else output.suffix.lower().lstrip(".")
    chosen = given or suffix or ("svg" if chart else "html")
    if chosen not in FORMATS:
        raise UsageError("PM405", f"one of {', '.join(FORMATS)}", where=f"--format {chosen}")
    if chosen == "html" and chart is not None:
        raise UsageError("PM405", "a single chart is written as pdf, png or svg", where=f"--chart {chart}")
    if chart is not None and chart not in CHARTS:
        raise UsageError("PM405", f"one of {', '.join(CHARTS)}", where=f"--chart {chart}")
    path = output or Path(f"{chart or ('ranking' if chosen != 'html' else 'report')}.{chosen}")
    if suffix != chosen and output is not None:
        path = output.with_name(f"{output.name}.{chosen}")
    return chosen, path


def _wanted(opened: Opened, indicators: list[str] | None, at: str | None) -> Wanted:
    from policymine.comparison.report.collect import Wanted

    return Wanted(wanted_indicators(opened, indicators), at, opened.floor, opened.codebooks)


def command(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write.", show_default="report.html, or CHART.FORMAT")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language: en or zh; the page has a switch.")] = "en",
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            "--indicator",
            "-i",
            help="Indicator, the beginning of one, or a pattern with *; may be given again. The first is shown first.",
            show_default="all",
        ),
    ] = None,
    file_format: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", help="html (the page), or pdf, png, svg (one chart).", show_default="by the file"
        ),
    ] = None,
    chart: Annotated[
        str | None,
        typer.Option("--chart", help="ranking, map, slopes, coverage or timeline.", show_default="ranking"),
    ] = None,
    level: Annotated[
        str, typer.Option("--level", help="Of a single chart: province, prefecture, county, nation or any.")
    ] = "province",
    at: AtOption = None,
    min_confidence: ConfidenceOption = None,
    quiet: QuietOption = False,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """One offline page: map, ranking, before and after, values, coverage, events, conflicts; every mark opens its sentence."""
    if lang not in ("en", "zh"):
        raise UsageError("PM405", "one of en, zh", where=f"--lang {lang}")
    chosen, path = _format(file_format, output, chart)
    options: dict[str, Any] = {"lang": lang, "indicators": indicator, "at": at, "min_confidence": min_confidence}
    if chosen != "html":
        write_chart(chart or "ranking", path, dataset, as_of, level=level, **options)
        if not quiet:
            typer.echo(str(path))
        return
    say = (lambda text: None) if quiet else (lambda text: typer.echo(f"  {text}", err=True))
    size = write_report(path, dataset, as_of, step=say, **options)
    if not quiet:
        typer.echo(f"{path}: {size / 1_000_000:.1f} MB")
