"""``policymine reparse``: documents from the archive, without network."""

from __future__ import annotations

from typing import Annotated

import typer

from policymine.cli.options import CodebookOption, DatasetOption, QuietOption, WorkersOption


def command(
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", metavar="NAME", help="Only this source; may be given again.")
    ] = None,
    dataset: DatasetOption = None,
    codebook: CodebookOption = None,
    workers: WorkersOption = None,
    missing: Annotated[bool, typer.Option("--missing", help="Only what the dataset does not hold yet.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Build the documents of the dataset again from the archive of the workspace, without network."""
    from policymine.cli.app import BAD_USE, SOME_DOCUMENTS_FAILED
    from policymine.cli.config import load_settings, open_workspace
    from policymine.cli.output import print_problems, progress
    from policymine.pipeline import reparse

    place = open_workspace()
    with progress("reading the archive", quiet) as step:
        report = reparse(
            place.archive,
            dataset or place.dataset,
            sources=source or (),
            codebooks=codebook or place.codebooks,
            workers=workers or load_settings().workers,
            missing_only=missing,
            progress=step,
        )
    print_problems(report.problems)
    if not quiet:
        done = f"{report.figures:,} figures and {report.events:,} events from {report.documents:,} documents"
        state = f"version {report.version}" if report.committed else f"nothing new, still version {report.version}"
        typer.echo(f"{done}, {report.skipped:,} skipped; {report.dataset}: {state}", err=True)
    if report.problems:
        raise typer.Exit(SOME_DOCUMENTS_FAILED if report.documents or report.skipped else BAD_USE)
