"""``policymine check``: arithmetic inside reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.options import AsOfOption, CodebookOption, DatasetOption, DocumentOption, JsonOption

CHECK_FAILED = 1


def check_documents(
    paths: Sequence[Path], codebooks: Sequence[str] | None = None
) -> tuple[list[dict[str, Any]], list[Any], int]:
    """Checks of the documents at ``paths``, the problems of those that could not be read, and how many were read."""
    from policymine.pipeline.inputs import list_sources, read_sources
    from policymine.pipeline.reading import process
    from policymine.pipeline.services import DEFAULT
    from policymine.records import Problem

    resources = DEFAULT.load_resources(codebooks or ())
    rows: list[dict[str, Any]] = []
    problems: list[Any] = []
    documents = 0
    for snapshot in read_sources(list_sources(paths, DEFAULT), None, DEFAULT):
        found = [snapshot] if isinstance(snapshot, Problem) else process(snapshot, resources)
        for item in found:
            if isinstance(item, Problem):
                problems.append(item)
                continue
            documents += 1
            quotes = {f.figure_id: f.quote for f in item.figures}
            rows.extend(
                {
                    "doc": c.doc,
                    "check_id": c.check_id,
                    "kind": c.kind,
                    "verdict": c.verdict.value,
                    "expression": c.expression,
                    "detail": c.detail,
                    "figures": [quotes.get(i, i) for i in c.figure_ids],
                }
                for c in item.checks
            )
    return rows, problems, documents


def check_dataset(dataset: Path | None, as_of: str | None, document: str | None) -> list[dict[str, Any]]:
    """Checks that the dataset holds."""
    from fnmatch import fnmatch

    from policymine.cli.options import open_given
    from policymine.dataset.publish import publish
    from policymine.dataset.query import Filter, rows

    found = [publish("checks", r) for r in rows(open_given(dataset, as_of), "checks", Filter())]
    return [r for r in found if document is None or r["doc"].startswith(document) or fnmatch(r["doc"], document)]


def command(
    paths: Annotated[list[Path] | None, typer.Argument(help="Documents or folders; none: the dataset.")] = None,
    failing: Annotated[bool, typer.Option("--failing", help="Only what contradicts or is incomplete.")] = False,
    document: DocumentOption = None,
    codebook: CodebookOption = None,
    as_json: JsonOption = False,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Sums, differences, percent changes, shares and plausibility: what holds, contradicts or is incomplete.

    The exit code is 1 when something contradicts.
    """
    from policymine.cli.app import BAD_USE
    from policymine.cli.output import console, print_json, print_problems, print_table

    problems: list[Any] = []
    documents = 0
    if paths:
        rows, problems, documents = check_documents(paths, codebook)
    else:
        rows = check_dataset(dataset, as_of, document)
    shown = [r for r in rows if not failing or r["verdict"] != "holds"]
    if as_json:
        print_json(shown)
    elif not shown:
        console().print("nothing to report" if rows else "no figures that can be checked against each other")
    else:
        columns = ("doc", "check_id", "kind", "verdict", "expression", "detail")
        print_table(None, columns, [[r[c] for c in columns] for r in shown])
        counts = {v: sum(r["verdict"] == v for r in rows) for v in ("holds", "contradicts", "incomplete")}
        console().print(", ".join(f"{n} {v}" for v, n in counts.items()))
    print_problems(problems)
    if problems and not documents:
        raise typer.Exit(BAD_USE)
    if problems or any(r["verdict"] == "contradicts" for r in rows):
        raise typer.Exit(CHECK_FAILED)
