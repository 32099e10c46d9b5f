"""``policymine codebook``: list, show and validate codebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.options import JsonOption

app = typer.Typer(
    help="List, show and validate codebooks.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def list_codebooks() -> list[dict[str, Any]]:
    """Name, version, title and number of indicators of every codebook that ships with the package."""
    from policymine.codebook.load import available, load

    return [
        {"name": b.name, "version": b.version, "title": b.title.en, "标题": b.title.zh, "indicators": len(b.indicators)}
        for b in map(load, available())
    ]


def list_indicators(codebook: str | Path) -> list[dict[str, Any]]:
    """Every indicator of a codebook with its names, unit, kind and plausible range."""
    from policymine.codebook.load import load

    return [
        {
            "indicator": i.name,
            "label": i.label.en,
            "名称": i.label.zh,
            "unit": ", ".join(i.unit),
            "kind": i.kind,
            "stage": i.stage,
            "range": f"{i.range[0]} – {i.range[1]}" if i.range else None,
        }
        for i in load(codebook).indicators
    ]


def describe(codebook: str | Path, name: str) -> dict[str, Any]:
    """One entity or indicator of a codebook with the words that it is known by. Raises UsageError PM402."""
    from difflib import get_close_matches

    from policymine.codebook.load import load
    from policymine.errors import UsageError

    book = load(codebook)
    indicator = book.indicator(name)
    if indicator is None:
        near = get_close_matches(name, [i.name for i in book.indicators], n=3, cutoff=0.4)
        raise UsageError("PM402", f"did you mean {', '.join(near)}?" if near else "", where=name)
    entity = book.entities[indicator.entity]
    return {
        **indicator.model_dump(mode="json", by_alias=True),
        "entity": {"name": indicator.entity, "zh": list(entity.zh), "en": list(entity.en), "source": entity.source},
    }


@app.command("list")
def list_command(as_json: JsonOption = False) -> None:
    """The codebooks that ship with the package. Others are given as files, with --codebook FILE."""
    from policymine.cli.output import print_json, print_table

    rows = list_codebooks()
    if as_json:
        print_json(rows)
    else:
        print_table(None, list(rows[0]), [list(r.values()) for r in rows], ("indicators",))


@app.command("show")
def show_command(
    codebook: Annotated[str, typer.Argument(help="Name or file.")] = "double_reduction",
    indicator: Annotated[str | None, typer.Argument(help="One indicator, with its words.")] = None,
    as_json: JsonOption = False,
) -> None:
    """The indicators of a codebook, or one of them with the words that it is known by."""
    from policymine.cli.output import console, print_json, print_table

    if indicator is not None:
        found = describe(codebook, indicator)
        if as_json:
            print_json([found])
            return
        for key, value in found.items():
            console().print(f"{key:16} {_plain(value)}", markup=False)
        return
    rows = list_indicators(codebook)
    if as_json:
        print_json(rows)
    else:
        print_table(None, list(rows[0]), [list(r.values()) for r in rows])


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{k}: {_plain(v)}" for k, v in value.items() if v)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


@app.command("validate")
def validate_command(file: Annotated[Path, typer.Argument(help="Codebook file (YAML).")]) -> None:
    """Check a codebook file. A defect is named with its line and field, and the exit code is 2."""
    from policymine.cli.output import console
    from policymine.codebook.load import load

    book = load(file)
    console().print(
        f"valid: {book.name} {book.version}, {len(book.entities)} entities, {len(book.indicators)} indicators",
        markup=False,
    )
