"""``policymine reprints``: which documents tell one story."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from policymine.cli.options import AsOfOption, DatasetOption, JsonOption, dataset_folder


def list_reprints(
    dataset: Path | None = None, as_of: str | None = None, threshold: float | None = None
) -> list[dict[str, Any]]:
    """A row a document that another one repeats or translates.

    ``relation`` is origin, reprint or translation; ``similarity`` that of the words, or for a translation the agreement
    of the figures, to the document named in ``of``.
    """
    from policymine.cli.config import load_settings
    from policymine.dataset.reprints import THRESHOLD, reprints
    from policymine.dataset.store import open_dataset
    from policymine.dataset.translations import translations

    if threshold is None:
        threshold = load_settings().reprint_threshold
    opened = open_dataset(dataset_folder(dataset), as_of)
    names = {
        row["doc_id"]: row
        for row in opened.source("documents").to_table(columns=["doc_id", "doc", "published", "publisher"]).to_pylist()
    }
    found = []
    for reprint in reprints(opened, THRESHOLD if threshold is None else threshold):
        relation = "origin" if reprint.doc_id == reprint.origin else "reprint"
        found.append((relation, reprint.doc_id, reprint.origin, reprint.similarity))
    found += [("translation", pair.english, pair.chinese, pair.agreement) for pair in translations(opened)]
    return [
        {
            "relation": relation,
            "document": names[key]["doc"],
            "published": names[key]["published"],
            "publisher": names[key]["publisher"],
            "of": None if relation == "origin" else names[of]["doc"],
            "similarity": similarity,
        }
        for relation, key, of, similarity in found
    ]


def command(
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold",
            help="Similarity of words, above 0 to 1, from which two documents are one story.",
            show_default="0.7, or what policymine.toml says",
        ),
    ] = None,
    dataset: DatasetOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Near-duplicates with their origin, and machine translations with their original.

    All are kept; comparisons count one story once.
    """
    from policymine.cli.output import console, print_json, print_table

    found = list_reprints(dataset, as_of, threshold)
    if as_json:
        print_json(found)
    elif not found:
        console().print("no document repeats or translates another")
    else:
        columns = ("relation", "document", "published", "publisher", "of", "similarity")
        print_table(None, columns, [[row[name] for name in columns] for row in found], ("similarity",))
