"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

DatasetOption = Annotated[
    Path | None,
    typer.Option(
        "--dataset", "-d", help="Folder of the dataset.", show_default="./dataset, or what policymine.toml says"
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="VERSION|DATE", help="Open an older version: its number, or the last one up to a date."
    ),
]
CodebookOption = Annotated[
    list[str] | None,
    typer.Option("--codebook", "-c", metavar="NAME|FILE", help="Codebook to read with; may be given again."),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", "-w", min=1, help="Processes that read.", show_default="1")
]
ClusterOption = Annotated[
    str | None,
    typer.Option("--cluster", metavar="ADDRESS|local", help="Read on a Dask cluster (extra 'cluster')."),
]
MaxBytesOption = Annotated[
    int | None,
    typer.Option(
        "--max-bytes",
        min=1,
        help="Largest input file.",
        show_default="64 MiB; any for .jsonl, which is read line by line",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
IndicatorOption = Annotated[
    str | None,
    typer.Option("--indicator", "-i", help="Indicator, the beginning of one, or a pattern with *."),
]
PlaceOption = Annotated[
    str | None,
    typer.Option("--place", "-p", help="GB/T 2260 code or name (with everything within it), or 'nation'."),
]
LevelOption = Annotated[str | None, typer.Option("--level", help="nation, province, prefecture, county or any.")]
PeriodOption = Annotated[
    str | None, typer.Option("--period", help="The period must end within: 2022, 2022-07, 2022-01/2022-06.")
]
DocumentOption = Annotated[
    str | None, typer.Option("--document", help="File name, its beginning, a pattern with *, or an id.")
]
ConfidenceOption = Annotated[
    float | None,
    typer.Option("--min-confidence", min=0, max=1, help="Leave out rows below it.", show_default="0"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
FormatOption = Annotated[str, typer.Option("--format", "-f", help="table, csv or json.")]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="DATE", help="Only what holds up to then: 2022, 2022-07, 2022-07-19.")
]
RoleOption = Annotated[
    str | None,
    typer.Option(
        "--role",
        help="result, flow, change, before, limit or target: they never stand in one table.",
        show_default="result; limit for an indicator that is a limit",
    ),
]
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", "-n", min=0, help="Rows to print; 0 for all.", show_default="50 in a table, else all"),
]

ModelOption = Annotated[
    Path | None,
    typer.Option("--model", metavar="DIR", help="Indicator model beside the rules, in place of the one that ships."),
]
SemanticOption = Annotated[
    str | None,
    typer.Option(
        "--semantic",
        metavar="use|NAME|DIR",
        help="Then match what is left by the meaning of the indicators' descriptions: 'use' (extra 'semantic'), or a"
        " sentence encoder by hub name or folder.",
    ),
]
SemanticThresholdOption = Annotated[
    float | None,
    typer.Option(
        "--semantic-threshold",
        min=-1,
        max=1,
        help="Least similarity of a match by meaning.",
        show_default="0.55, for 'use'",
    ),
]
NoModelsOption = Annotated[
    bool, typer.Option("--no-models", help="Rules alone: neither the models that ship nor what policymine.toml names.")
]


def dataset_folder(given: Path | None) -> Path:
    """The folder given, or the one of ``policymine.toml``, or ``./dataset``."""
    from policymine.cli.config import load_settings

    return given if given is not None else Path(load_settings().dataset)


def open_given(given: Path | None, as_of: str | None) -> Any:
    """The dataset that the options name."""
    from policymine.dataset.store import open_dataset

    return open_dataset(dataset_folder(given), as_of)


def services_for(
    model: Path | None, semantic: str | None = None, threshold: float | None = None, no_models: bool = False
) -> Any:
    """The pipeline's services with the models that the options, or else ``policymine.toml``, name; the one that ships by default."""
    from policymine.cli.config import load_settings
    from policymine.errors import UsageError
    from policymine.pipeline.rankers import Beside, services_with

    if no_models and (model is not None or semantic is not None):
        raise UsageError("PM405", "not beside --model or --semantic", where="--no-models")
    if no_models:
        return services_with(Beside(rules_alone=True))
    settings = load_settings()
    named = str(model) if model is not None else settings.model
    return services_with(Beside(named, semantic or settings.semantic, threshold))
