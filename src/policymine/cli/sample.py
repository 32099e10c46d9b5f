"""``policymine sample``: documents that are worth annotating."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.options import CodebookOption, DatasetOption, JsonOption


def command(
    count: Annotated[int, typer.Argument(metavar="N", min=1, help="How many documents.")],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files and folders; without any, the dataset.")
    ] = None,
    strategy: Annotated[
        str,
        typer.Option(
            "--strategy",
            "-s",
            help="uncertain (what the reader doubts), diverse (one of each kind; extra 'learning') or random.",
        ),
    ] = "uncertain",
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed picks the same documents.")] = 0,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Also write the documents as .jsonl, for 'policymine annotate export'."),
    ] = None,
    dataset: DatasetOption = None,
    codebook: CodebookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Pick N documents that are worth annotating, and say why.

    uncertain: figures with open fields, low confidence or a check that fails. diverse: the most typical document of each of
    N groups of like ones. The same text is picked once.
    """
    from policymine.cli.output import print_json, print_table
    from policymine.learning.sampling import choose, rows

    found = rows(choose(_candidates(paths, dataset, codebook), count, strategy, seed))
    if output is not None:
        write_lines(output, found)
    shown = [{name: value for name, value in row.items() if name != "text"} for row in found]
    if as_json:
        print_json(shown)
        return
    columns = ("doc", "figures", "score", "why")
    print_table(None, columns, [[row.get(c) for c in columns] for row in shown], columns[1:3])


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """A .jsonl file. Raises DatasetError PM304."""
    import json

    from policymine.dataset.store import write_errors

    with write_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # (Escaped: some characters end a line for programs that split text at any of them.)
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        path.write_text(lines, encoding="utf-8", newline="\n")


def _candidates(paths: list[Path] | None, dataset: Path | None, codebook: list[str] | None) -> list[Any]:
    from policymine.learning.sampling import candidate, candidates_of_dataset

    if not paths:
        from policymine.cli.options import open_given

        return candidates_of_dataset(open_given(dataset, None))
    from policymine.pipeline.corpus import read_corpus

    return [candidate(extraction) for path in paths for extraction in read_corpus(path, codebook)]
