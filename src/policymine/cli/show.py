"""``policymine show``: one figure and everything that stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.options import AsOfOption, DatasetOption, JsonOption, open_given

_ROW_FIELDS = (
    *("figure_id", "doc", "value", "value_max", "bound", "unit", "head", "indicator", "role", "direction", "place"),
    *(
        "admin_level",
        "adcode",
        "period",
        "stage",
        "section",
        "confidence",
        "method",
        "codebook_version",
        "model_version",
    ),
)


@dataclass(frozen=True)
class Shown:
    """A figure (published row), its document's, its checks' and its linked figures' rows."""

    figure: dict[str, Any]
    document: dict[str, Any]
    checks: list[dict[str, Any]]
    linked: dict[str, dict[str, Any]]


def show_figure(figure_id: str, dataset: Path | None = None, as_of: str | None = None) -> Shown:
    """The figure whose id is, or alone begins with, ``figure_id``. Raises ``DatasetError`` PM307."""
    import pyarrow.dataset as ds

    from policymine.dataset.publish import publish
    from policymine.dataset.query import by_ids, find_figure

    opened = open_given(dataset, as_of)
    row = find_figure(opened, figure_id)
    same_document = (ds.field("snapshot_id") == row["snapshot_id"]) & (ds.field("doc") == row["doc"])
    document = opened.source("documents").to_table(filter=same_document).to_pylist()[0]
    checks = [
        publish("checks", check)
        for check in opened.source("checks").to_table(filter=same_document).to_pylist()
        if row["figure_id"] in (check["figure_ids"] or ())
    ]
    others = {link["figure_id"] for link in row["links"] or ()}
    others.update(other for check in checks for other in check["figure_ids"])
    others.update([row["same_as"]] if row["same_as"] else [])
    linked = {key: publish("figures", other) for key, other in by_ids(opened, others - {row["figure_id"]}).items()}
    return Shown(publish("figures", row), publish("documents", document), checks, linked)


def _brief(row: dict[str, Any] | None, figure_id: str) -> str:
    if row is None:
        return figure_id[:8]
    return f"{row['quote']} ({figure_id[:8]}, {row['role']}{', ' + row['period'] if row['period'] else ''})"


def _print(shown: Shown) -> None:
    from rich.text import Text

    from policymine.cli.output import console, print_table

    figure, document = shown.figure, shown.document
    out = console()
    sentence = Text(figure["sentence"])
    start = figure["start"] - figure["sentence_start"]
    sentence.stylize("bold reverse", max(start, 0), max(figure["end"] - figure["sentence_start"], 0))
    marked = out.is_terminal
    if not marked:  # no colours in a pipe: brackets show the words
        sentence = Text(_bracketed(figure["sentence"], start, figure["end"] - figure["sentence_start"]))
    out.print(sentence)
    origin = [document["title"], document["publisher"], document["published"], document["url"]]
    out.print(Text(" · ".join(part for part in origin if part) or figure["doc"], style="dim"))
    reasons = figure["reasons"]
    decided: dict[str, list[str]] = {}
    for decision in figure["decisions"]:
        words = ""
        if decision["start"] is not None and decision["end"] is not None:
            words = f": “{document['text'][decision['start'] : decision['end']]}” at {decision['start']}"
        decided.setdefault(decision["field"], []).append(decision["rule"] + words)
    rows = []
    for name in _ROW_FIELDS:
        value = figure[name]
        null = f"null ({reasons[name]})" if name in reasons else "null"
        if value is None and name in ("value_max", "direction", "stage", "method") and name not in reasons:
            continue
        rows.append(
            [
                name,
                null if value is None else f"{value:f}" if name.startswith("value") else value,
                "; ".join(decided.pop(name, [])),
            ]
        )
    rows.extend([name, "", "; ".join(rules)] for name, rules in decided.items())
    print_table(None, ("field", "value", "decided by"), rows)
    for check in shown.checks:
        out.print(Text(f"check {check['verdict']}: {check['expression']} ({check['kind']}) {check['detail']}".rstrip()))
    for link in figure["links"]:
        out.print(Text(f"{link['kind']}: {_brief(shown.linked.get(link['figure_id']), link['figure_id'])}"))
    if figure["same_as"]:
        out.print(Text(f"same as: {_brief(shown.linked.get(figure['same_as']), figure['same_as'])}"))


def _bracketed(sentence: str, start: int, end: int) -> str:
    if not 0 <= start < end <= len(sentence):
        return sentence
    return f"{sentence[:start]}[[{sentence[start:end]}]]{sentence[end:]}"


def command(
    figure_id: Annotated[str, typer.Argument(help="Id of the figure; a unique beginning is enough.")],
    as_json: JsonOption = False,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """One figure: its sentence with the words marked, how each field was decided and on which words, its checks."""
    shown = show_figure(figure_id, dataset, as_of)
    if as_json:
        from policymine.dataset.publish import json_line

        parts = {"checks": [json_line(row) for row in shown.checks]}
        typer.echo(json_line(shown.figure)[:-1] + ', "check_rows": [' + ", ".join(parts["checks"]) + "]}")
    else:
        _print(shown)
