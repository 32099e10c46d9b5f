"""Options and filters that the commands of events share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from policymine.dataset.query import Filter
    from policymine.dataset.store import Dataset

StatusOption = Annotated[str | None, typer.Option("--status", help="done, ongoing or planned.")]
ActorOption = Annotated[
    str | None, typer.Option("--actor", metavar="KIND", help="Kind of an acting body: education, government, …")
]
BackgroundOption = Annotated[
    bool | None,
    typer.Option("--background/--news", help="Only what its document tells as background, or only its news."),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="May have happened from then on: 2022, 2022-07, 2022-07-19."),
]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DATE", help="May have happened up to then.")]
TextOption = Annotated[
    str | None, typer.Option("--text", metavar="WORDS", help="Words that stand in the event or its actor.")
]
TypeOption = Annotated[str | None, typer.Option("--type", "-t", help="Event type, or a pattern with *.")]
AllReportsOption = Annotated[
    bool, typer.Option("--all-reports", help="A row a report; else an event that several documents tell has one.")
]
PlaceArgument = Annotated[
    str | None,
    typer.Argument(metavar="[PLACE]", help="GB/T 2260 code or name (with everything within it), or 'nation'."),
]


def event_filter(dataset: Dataset, min_confidence: float | None = None, **wanted: Any) -> Filter:
    """The filter that the options say. Raises ``UsageError``: PM404 for a place, PM405 for a type or kind, with near names."""
    from policymine.cli.config import load_settings
    from policymine.cli.figures import check_names
    from policymine.comparison.timeline import event_types
    from policymine.data import load_yaml
    from policymine.dataset.query import Filter

    check_names(dataset, indicator=None, place=wanted.get("place"))
    check_known("--type", wanted.get("type"), event_types())
    check_known("--actor", wanted.get("actor_kind"), tuple(load_yaml("actors.yaml")["kinds"]))
    check_known("--level", wanted.get("level"), ("nation", "province", "prefecture", "county", "township", "any"))
    floor = load_settings().min_confidence if min_confidence is None else min_confidence
    return Filter(min_confidence=floor, **wanted)


def check_known(option: str, given: str | None, allowed: tuple[str, ...]) -> None:
    """Raises ``UsageError`` PM405, with near names; a pattern with * must fit one."""
    from difflib import get_close_matches
    from fnmatch import fnmatchcase

    from policymine.errors import UsageError

    if given is None or any(fnmatchcase(name, given) for name in allowed):
        return
    near = get_close_matches(given, allowed, n=3, cutoff=0.5)
    detail = f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(allowed)}"
    raise UsageError("PM405", detail, where=f"{option} {given}")


def output_of(file_format: str, as_json: bool, as_csv: bool) -> str:
    """table, csv or json: ``--json`` and ``--csv`` are short for ``--format``."""
    from policymine.cli.comparing import check_format

    check_format(file_format)
    return "json" if as_json else "csv" if as_csv else file_format
