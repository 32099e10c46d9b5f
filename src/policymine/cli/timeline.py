"""``policymine timeline``: events of a place or topic in order of time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policymine.cli.event_options import (
    ActorOption,
    AllReportsOption,
    BackgroundOption,
    SinceOption,
    StatusOption,
    TextOption,
    TypeOption,
    UntilOption,
    event_filter,
    output_of,
)
from policymine.cli.options import (
    AsOfOption,
    ConfidenceOption,
    CsvOption,
    DatasetOption,
    FormatOption,
    JsonOption,
    LimitOption,
    PlaceOption,
    open_given,
)

if TYPE_CHECKING:
    from policymine.comparison.timeline import Subject

_REASONS = {"not_stated": "the text gives no date", "ambiguous": "the text allows several dates"}


def timeline_of(
    subject: str,
    dataset: Path | None = None,
    as_of: str | None = None,
    *,
    all_reports: bool = False,
    **wanted: Any,
) -> tuple[Subject, list[dict[str, Any]]]:
    """What ``subject`` names, and the rows of ``comparison.timeline``. Raises ``UsageError`` PM404, PM405."""
    from policymine.comparison.timeline import subject_of, timeline

    opened = open_given(dataset, as_of)
    found = subject_of(opened, subject, event_filter(opened, **wanted))
    return found, timeline(opened, found, distinct=not all_reports)


def print_timeline(subject: Subject, found: list[dict[str, Any]], limit: int) -> None:
    """Months as headings; under each its events, days before spans."""
    from rich.padding import Padding
    from rich.text import Text

    from policymine.cli.output import console
    from policymine.comparison.timeline import date_text, grouped

    out = console()
    out.print(Text.assemble((subject.name, "bold"), f"  {len(found)} events"))
    shown = found[: limit or None]
    for month, listed in grouped(shown):
        out.print()
        out.print(Text(month, style="bold"))
        for row in listed:
            marks = [row["type"].replace("_", " ")]
            marks += [row["status"]] if row["status"] != "done" else []
            marks += ["background"] if row["background"] else []
            if row["date"] and not row["date_stated"]:
                marks.append("bounds from the document")
            if row["reason"]:
                marks.append(_REASONS.get(row["reason"], row["reason"].replace("_", " ")))
            more = f" +{len(row['reports']) - 1}" if len(row["reports"]) > 1 else ""
            where = (
                ""
                if subject.kind == "place" and row["adcode"] == subject.wanted.place
                else f"{row['place'] or 'no place'} · "
            )
            out.print(Text.assemble("  ", (f"{date_text(row):<24}", "cyan"), f"  {where}{', '.join(marks)}"))
            out.print(
                Padding(
                    Text.assemble(row["quote"].replace("\n", " "), (f"  [{row['doc']}{more}]", "dim")), (0, 0, 0, 28)
                )
            )
    if limit and limit < len(found):
        out.print(f"{limit} of {len(found):,}; --limit 0 shows all")


def command(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="PLACE|TOPIC",
            help="A place (code, name, 'nation'), an event type, an entity of a codebook, or words of events.",
        ),
    ],
    place: PlaceOption = None,
    event_type: TypeOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    status: StatusOption = None,
    actor: ActorOption = None,
    background: BackgroundOption = None,
    text: TextOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write a chart: .html (works offline), .svg, .png, .json.")
    ] = None,
    all_reports: AllReportsOption = False,
    min_confidence: ConfidenceOption = None,
    file_format: FormatOption = "table",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    limit: LimitOption = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Events by month, with the bounds that the texts give: a span ends in the month it stands under; undated ones last."""
    from policymine.cli.comparing import print_records
    from policymine.comparison.timeline import COLUMNS

    file_format = output_of(file_format, as_json, as_csv)
    wanted = {name: value for name, value in (("place", place), ("type", event_type), ("text", text)) if value}
    named, found = timeline_of(
        subject,
        dataset,
        as_of,
        all_reports=all_reports,
        since=since,
        until=until,
        status=status,
        actor_kind=actor,
        background=background,
        min_confidence=min_confidence,
        **wanted,
    )
    if out is not None:
        from policymine.comparison.chart import save_chart
        from policymine.comparison.timeline_chart import timeline_chart

        save_chart(timeline_chart(found, named.name, lane="type" if named.kind == "place" else "place"), out)
        typer.echo(f"chart: {out}", err=True)
        if file_format == "table":
            return
    shown = found[: limit or None] if file_format != "table" else found
    print_records(file_format, COLUMNS, shown, lambda: print_timeline(named, found, 200 if limit is None else limit))
