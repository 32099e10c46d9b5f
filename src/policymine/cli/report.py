"""``policymine report``: one offline page, or one of its charts as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.comparing import Opened, open_for_comparison
from policymine.cli.options import AsOfOption, AtOption, ConfidenceOption, DatasetOption, QuietOption

if TYPE_CHECKING:
    from policymine.comparison.report.collect import Wanted

FORMATS = ("html", "pdf", "png", "svg")
CHARTS = ("ranking", "map", "slopes", "coverage", "timeline")


def wanted_indicators(opened: Opened, names: list[str] | None) -> tuple[str, ...] | None:
    """Indicators that the names and patterns stand for, in their order. Raises ``UsageError`` PM402 where one finds none."""
    from fnmatch import fnmatchcase

    from policymine.comparison.compare import check_indicator, known_indicators, names_known

    if not names:
        return None
    known = names_known(opened.dataset, opened.codebooks)
    there = known_indicators(opened.dataset)
    out: dict[str, None] = {}
    for name in names:
        found = sorted(
            one for one in there if fnmatchcase(one, name) or one == name or one.startswith(name.rstrip(".") + ".")
        )
        if not found:
            check_indicator(opened.dataset, name, opened.codebooks)
            found = [name] if name in known else []
        out |= dict.fromkeys(found)
    return tuple(out)


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


def _wanted(opened: Opened, indicators: list[str] | None, at: str | None) -> Wanted:
    from policymine.comparison.report.collect import Wanted

    return Wanted(wanted_indicators(opened, indicators), at, opened.floor, opened.codebooks)


def command(
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")] = Path("report.html"),
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
    at: AtOption = None,
    min_confidence: ConfidenceOption = None,
    quiet: QuietOption = False,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """One offline page: map, ranking, before and after, values, coverage, events, conflicts; every mark opens its sentence."""
    from policymine.errors import UsageError

    if lang not in ("en", "zh"):
        raise UsageError("PM405", "one of en, zh", where=f"--lang {lang}")
    say = (lambda text: None) if quiet else (lambda text: typer.echo(f"  {text}", err=True))
    size = write_report(
        output,
        dataset,
        as_of,
        lang=lang,
        indicators=indicator,
        at=at,
        min_confidence=min_confidence,
        step=say,
    )
    if not quiet:
        typer.echo(f"{output}: {size / 1_000_000:.1f} MB")
