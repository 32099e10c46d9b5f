"""``policymine refresh``: bring a workspace up to date."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.options import JsonOption, QuietOption, WorkersOption

if TYPE_CHECKING:
    from policymine.pipeline.refresh_plan import Plan
    from policymine.pipeline.refreshing import RefreshReport
    from policymine.pipeline.run_log import Tally

EXIT_CODES = (
    "Exit codes of a refresh: 0 nothing failed; 1 every source was read, but some pages or documents failed; 2 wrong "
    "option, configuration or source file; 3 some sources failed; 4 a defect of policymine; 5 all sources failed; "
    "6 another process refreshes this workspace or writes to its dataset; 7 the archive, the dataset or the log cannot be "
    "read or written; 130 interrupted. Pages that are gone, closed by robots.txt or out of scope count as no failure."
)

WorkspaceArgument = Annotated[
    Path | None, typer.Argument(metavar="[WORKSPACE]", help="Folder with policymine.toml.", show_default="this folder")
]


def command(
    workspace: WorkspaceArgument = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", metavar="NAME", help="Only this source; may be given again.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Leave out entries that their list dates before it: 2022, 2022-07, 2022-07-19."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Fetch the lists only and say what would be fetched and read.")
    ] = False,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fetch what is new at the sources of a workspace and bring its dataset up to date.

    What was fetched and read before is asked for with conditional requests and not read again. A page that changed is a
    new version of its document; one that is gone keeps its rows. Interrupted or killed, the next run goes on. Each run is
    logged in runs/RUN.jsonl; 'policymine runs' lists them.
    """
    from policymine.cli.app import print_error
    from policymine.cli.config import load_settings, open_workspace
    from policymine.errors import PolicymineError
    from policymine.pipeline import exit_codes
    from policymine.pipeline.refresh_plan import plan
    from policymine.pipeline.refreshing import Interrupted, refresh

    try:
        place = open_workspace(workspace)
        if dry_run:
            _show_plan(plan(place, sources=source or (), since=since), as_json)
            return
        with _terminated_is_interrupted(), _stages(quiet or as_json) as stage:
            report = refresh(
                place,
                sources=source or (),
                since=since,
                workers=workers or load_settings(workspace).workers,
                stage=stage,
            )
    except Interrupted as error:
        _show(error.report, as_json, quiet)
        sys.stderr.write("interrupted; what was committed and archived is kept, run the command again to go on\n")
        raise typer.Exit(exit_codes.INTERRUPTED) from error
    except PolicymineError as error:
        print_error(error)
        raise typer.Exit(exit_codes.of_error(error)) from error
    _show(report, as_json, quiet)
    raise typer.Exit(report.exit)


@contextmanager
def _terminated_is_interrupted() -> Iterator[None]:
    """A scheduler stops a run with SIGTERM: it then ends as with Ctrl-C."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _stages(quiet: bool) -> Iterator[Callable[[str, int, int | None, str], None] | None]:
    """A progress bar for each stage on stderr, or None where nobody looks at it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from policymine.cli.output import console

    with Progress(
        TextColumn("{task.description:<8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[name]}", markup=False),
        console=console(stderr=True),
    ) as bars:
        tasks: dict[str, Any] = {}

        def step(stage: str, done: int, total: int | None, name: str) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=None, name="")
            bars.update(tasks[stage], completed=done, total=total, name=printable(name)[-40:])

        yield step


def printable(text: str) -> str:
    """Text of a page or server without characters that a terminal obeys."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _show(report: RefreshReport, as_json: bool, quiet: bool) -> None:
    from policymine.cli.output import print_json

    if as_json:
        print_json([report.tally.as_row()])
        return
    for name, record in report.tally.broken_sources.items():
        sys.stderr.write(f"source {name} failed: {record['code'] or ''} {printable(record['detail'] or '')}\n")
    if quiet:
        return
    for line in summary(report.tally):
        sys.stderr.write(line + "\n")
    state = "dataset" if report.tally.versions else "nothing new, dataset still"
    sys.stderr.write(f"{report.dataset}: {state} version {report.version}\n")
    if report.exit:
        sys.stderr.write(f"what failed, address by address: policymine runs {report.run}\n")


def summary(tally: Tally) -> list[str]:
    """What is new, what was revised and what broke, in a few lines."""
    pages, documents = tally.pages, tally.documents
    lines = []
    if tally.goes_on:
        lines.append(f"goes on with run {tally.goes_on}, which had fetched everything: the sites were not asked again")
    else:
        told = f"pages: {pages['new']:,} new, {pages['revised']:,} revised, {pages['not_modified'] + pages['same']:,} unchanged"
        lines.append(told + (f", {pages['failed']:,} failed" if pages["failed"] else ""))
    if tally.failed:
        lines.append(
            "  failed: " + ", ".join(f"{code} {_title(code)} × {n:,}" for code, n in tally.failed.most_common())
        )
    told = f"documents: {documents['new']:,} new, {documents['revised']:,} revised"
    told += f", {documents['reread']:,} read again with another reader or codebook" if documents["reread"] else ""
    lines.append(told + (f", {documents['failed']:,} could not be read" if documents["failed"] else ""))
    if tally.document_failures:
        found = tally.document_failures.most_common()
        lines.append("  problems: " + ", ".join(f"{code} {_title(code)} × {n:,}" for code, n in found))
    for table, counted in tally.changes.items():
        lines.append(f"{table}: " + ", ".join(f"{counted[k]:,} {k}" for k in ("added", "revised", "withdrawn")))
    return lines


def _title(code: str) -> str:
    from policymine.errors import KINDS

    return KINDS[code].title if code in KINDS else ""


def _show_plan(found: Plan, as_json: bool) -> None:
    from dataclasses import asdict

    from policymine.cli.output import console, print_json

    if as_json:
        print_json([asdict(planned) for planned in found.sources])
        return
    out = console()
    for planned in found.sources:
        out.print(f"{planned.source}: {len(planned.new):,} new, {len(planned.again):,} to ask again", markup=False)
        for url in planned.new[:10]:
            out.print(f"  {printable(url)}", markup=False, highlight=False)
        if len(planned.new) > 10:
            out.print(f"  … and {len(planned.new) - 10:,} more")
        for url, code, detail in planned.failed:
            out.print(f"  {code} {printable(url)} {printable(detail)}", markup=False, highlight=False)
    out.print(f"{found.unread:,} archived pages are not in the dataset yet, or were read by another reader or codebook")
