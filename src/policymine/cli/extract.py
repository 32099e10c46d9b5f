"""``policymine extract``: files in, rows out, nothing remembered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.options import (
    ClusterOption,
    CodebookOption,
    ConfidenceOption,
    MaxBytesOption,
    ModelOption,
    NoModelsOption,
    QuietOption,
    SemanticOption,
    SemanticThresholdOption,
    WorkersOption,
    services_for,
)

if TYPE_CHECKING:
    from policymine.pipeline.into_files import ExtractReport


def extract_files(
    paths: list[Path],
    output: Path,
    *,
    file_format: str = "jsonl",
    codebooks: list[str] | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    max_bytes: int | None = None,
    services: Any = None,
    min_confidence: float | None = None,
    progress: Any = None,
) -> ExtractReport:
    """``policymine.pipeline.extract`` with the defaults of ``policymine.toml``."""
    from policymine.cli.config import load_settings
    from policymine.pipeline import extract

    settings = load_settings()
    return extract(
        paths,
        output,
        file_format=file_format,
        codebooks=codebooks or settings.codebooks,
        workers=workers or settings.workers,
        cluster=cluster,
        max_bytes=max_bytes or settings.max_bytes,
        services=services_for(None) if services is None else services,
        min_confidence=min_confidence or 0.0,
        progress=progress,
    )


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write into.", show_default=False)],
    file_format: Annotated[str, typer.Option("--format", "-f", help="jsonl, csv, parquet or xlsx.")] = "jsonl",
    codebook: CodebookOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    max_bytes: MaxBytesOption = None,
    model: ModelOption = None,
    semantic: SemanticOption = None,
    semantic_threshold: SemanticThresholdOption = None,
    no_models: NoModelsOption = False,
    min_confidence: ConfidenceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Read files and folders and write what was found: figures, events, checks, documents, and problems.jsonl.

    Input: .txt, .html, .pdf, .docx, .xlsx, and .jsonl with one document a line ("doc", "text", and where known "title",
    "publisher", "url", "published"). The same input gives the same bytes.
    """
    from policymine.cli.app import BAD_USE, SOME_DOCUMENTS_FAILED
    from policymine.cli.output import print_problems, progress

    with progress("reading", quiet) as step:
        report = extract_files(
            paths,
            output,
            file_format=file_format,
            codebooks=codebook,
            workers=workers,
            cluster=cluster,
            max_bytes=max_bytes,
            services=services_for(model, semantic, semantic_threshold, no_models),
            min_confidence=min_confidence,
            progress=step,
        )
    print_problems(report.problems)
    if not quiet:
        typer.echo(
            f"{report.figures:,} figures, {report.events:,} events and {report.checks:,} checks "
            f"from {report.documents:,} documents in {output}",
            err=True,
        )
    if report.problems:
        raise typer.Exit(SOME_DOCUMENTS_FAILED if report.documents else BAD_USE)
