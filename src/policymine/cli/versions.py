"""``policymine versions``: what the dataset was, when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from policymine.cli.options import DatasetOption, JsonOption, dataset_folder


def list_versions(dataset: Path | None = None) -> list[dict[str, Any]]:
    """One published row of ``runs`` for each version, oldest first."""
    from policymine.dataset.publish import publish
    from policymine.dataset.store import runs

    return [publish("runs", row) for row in runs(dataset_folder(dataset))]


def command(dataset: DatasetOption = None, as_json: JsonOption = False) -> None:
    """Versions of the dataset. '--as-of VERSION' of the other commands opens one."""
    from policymine.cli.output import console, print_json, print_table

    found = list_versions(dataset)
    if as_json:
        print_json(found)
    elif not found:
        console().print("version 0: empty")
    else:
        columns = (
            "version",
            "committed",
            "documents",
            "figures",
            "events",
            "problems",
            "codebook_version",
            "reader_version",
        )
        print_table(None, columns, [[row[name] for name in columns] for row in found], columns[2:6])
