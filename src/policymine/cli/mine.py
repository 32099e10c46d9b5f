"""``policymine mine``: files into a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.options import (
    ClusterOption,
    CodebookOption,
    DatasetOption,
    MaxBytesOption,
    ModelOption,
    NoModelsOption,
    QuietOption,
    SemanticOption,
    SemanticThresholdOption,
    WorkersOption,
    dataset_folder,
    services_for,
)

if TYPE_CHECKING:
    from policymine.pipeline.into_dataset import MineReport


def mine_files(
    paths: list[Path],
    dataset: Path | None = None,
    *,
    codebooks: list[str] | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    max_bytes: int | None = None,
    services: Any = None,
    again: bool = False,
    progress: Any = None,
) -> MineReport:
    """``policymine.pipeline.mine`` with the defaults of ``policymine.toml``.

    Raises ``InputError`` PM101 where none of the paths is there: a mistyped name makes no dataset.
    """
    from policymine.cli.config import load_settings
    from policymine.errors import InputError
    from policymine.pipeline import mine

    if paths and not any(Path(path).exists() for path in paths):
        raise InputError("PM101", where=", ".join(map(str, paths)))
    settings = load_settings()
    return mine(
        paths,
        dataset_folder(dataset),
        codebooks=codebooks or settings.codebooks,
        workers=workers or settings.workers,
        cluster=cluster,
        max_bytes=max_bytes or settings.max_bytes,
        services=services_for(None) if services is None else services,
        again=again,
        progress=progress,
    )


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.", show_default=False)],
    dataset: DatasetOption = None,
    codebook: CodebookOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    max_bytes: MaxBytesOption = None,
    model: ModelOption = None,
    semantic: SemanticOption = None,
    semantic_threshold: SemanticThresholdOption = None,
    no_models: NoModelsOption = False,
    again: Annotated[bool, typer.Option("--again", help="Read everything anew, also what has not changed.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Read files and folders into a dataset.

    Files that were read before are skipped; files that changed are read again and their rows replaced. Interrupting keeps
    what was read: run the command again to go on.
    """
    from policymine.cli.app import BAD_USE, SOME_DOCUMENTS_FAILED
    from policymine.cli.output import print_problems, progress

    with progress("mining", quiet) as step:
        report = mine_files(
            paths,
            dataset,
            codebooks=codebook,
            workers=workers,
            cluster=cluster,
            max_bytes=max_bytes,
            services=services_for(model, semantic, semantic_threshold, no_models),
            again=again,
            progress=step,
        )
    print_problems(report.problems)
    if not quiet:
        done = f"{report.figures:,} figures and {report.events:,} events from {report.documents:,} documents"
        state = f"version {report.version}" if report.committed else f"nothing new, still version {report.version}"
        typer.echo(f"{done}, {report.skipped:,} files skipped; {report.dataset}: {state}", err=True)
    if report.problems:
        raise typer.Exit(SOME_DOCUMENTS_FAILED if report.documents or report.skipped else BAD_USE)
