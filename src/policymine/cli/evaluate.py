"""``policymine evaluate``: score the reading against gold annotations."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from policymine.cli.options import (
    CodebookOption,
    JsonOption,
    ModelOption,
    NoModelsOption,
    SemanticOption,
    SemanticThresholdOption,
    services_for,
)
from policymine.pipeline.corpus import read_corpus


def command(
    gold: Annotated[Path, typer.Argument(help="Folder with figures.jsonl (events.jsonl, negatives.jsonl).")],
    documents: Annotated[
        Path | None, typer.Option("--documents", help="Where the documents lie.", show_default="beside the gold")
    ] = None,
    errors: Annotated[
        bool,
        typer.Option(
            "--errors",
            help="List every figure that is missed, spurious or wrong (with --json: as rows of group 'error').",
        ),
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot", metavar="FILE", help="Draw confidence against the share that is right: .svg, .png, .html."
        ),
    ] = None,
    codebook: CodebookOption = None,
    model: ModelOption = None,
    semantic: SemanticOption = None,
    semantic_threshold: SemanticThresholdOption = None,
    no_models: NoModelsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Precision, recall and F1 of figures and events, the accuracy of each field, and how reliable confidence is."""
    from policymine.cli.output import console, print_json, print_table
    from policymine.errors import InputError, UsageError
    from policymine.learning.evaluate import as_table, documents_of, evaluate
    from policymine.learning.scoring import reliability

    folder = documents or documents_of(gold)
    if folder is None:
        raise InputError("PM101", "no documents beside the gold", where=str(gold), remedy="Say where with --documents.")
    services = services_for(model, semantic, semantic_threshold, no_models)
    found = evaluate(gold, read_corpus(folder, codebook, services))
    rows = as_table(found)
    if plot is not None and found:
        from policymine.dataset.store import write_errors
        from policymine.learning.reliability import reliability_plot

        if plot.suffix not in (".svg", ".png", ".html"):
            raise UsageError("PM405", "ends in .svg, .png or .html", where=f"--plot {plot}")
        with write_errors(plot):
            title = "Confidence, and how often value, bound and unit are right"
            reliability_plot(found[0].figures.judged, title).save(str(plot))
    if as_json and errors:
        listed = sorted(found[0].figures.errors, key=lambda e: (e.doc, e.start)) if found else []
        print_json([*rows, *({"group": "error", **asdict(e)} for e in listed)])
        return
    if as_json:
        print_json(rows)
        return
    if errors and found:
        for e in sorted(found[0].figures.errors, key=lambda e: (e.doc, e.start)):
            wrong = "; ".join(f"{name}: {got!r}, gold {want!r}" for name, got, want in e.fields)
            console().print(f"{e.doc} {e.start}-{e.end} {e.quote!r} {e.kind} {wrong}", markup=False)
    columns = ("group", "measure", "precision", "recall", "f1", "error", "predicted", "gold")
    print_table(None, columns, [[r.get(c) for c in columns] for r in rows], columns[2:])
    if found and found[0].figures.judged:
        bands = reliability(found[0].figures.judged)
        print_table(
            "Confidence, and how often value, bound and unit are right",
            list(bands[0]),
            [list(b.values()) for b in bands],
        )
