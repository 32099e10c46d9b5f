"""What the page says of the dataset itself: version, dates, counts, codebooks, and a hash of what was read."""

from __future__ import annotations

import hashlib
from typing import Any

from policymine.dataset.query import counts
from policymine.dataset.store import Dataset


def summary(dataset: Dataset, at: str | None, cells_left_out: dict[str, int], events_left_out: int) -> dict[str, Any]:
    """The head of the page. ``published``: first and last date of publication that the documents state."""
    import pyarrow.compute as pc

    run = dataset.run or {}
    published = dataset.source("documents").to_table(columns=["published"])["published"]
    # Texts of EDTF order as their dates do; a date that is only a year stands before its months.
    ends = pc.min_max(published).as_py() if len(published) else {"min": None, "max": None}
    return {
        "version": dataset.version,
        "hash": content_hash(dataset),
        "committed": run.get("committed"),
        "policymine": run.get("policymine_version"),
        "codebooks": [name for name in (run.get("codebook_version") or "").split("+") if name],
        "documents": dataset.source("documents").count_rows(),
        "figures": dataset.source("figures").count_rows(),
        "events": dataset.source("events").count_rows(),
        "problems": dataset.source("problems").count_rows(),
        "verdicts": {name: count for name, count in counts(dataset, "checks", "verdict").items() if name},
        "published": [ends["min"], ends["max"]],
        "at": at,
        "cells_left_out": cells_left_out,
        "events_left_out": events_left_out,
    }


def content_hash(dataset: Dataset) -> str:
    """SHA-256 over name, hash, reader and codebooks of every snapshot in order: from these follows every row.

    Two datasets with the same hash read the same bytes with the same rules.
    """
    columns = ["name", "sha256", "reader_version", "codebook_version"]
    rows = dataset.source("snapshots").to_table(columns=columns).to_pylist()
    lines = sorted("\t".join(str(row[name] or "") for name in columns) for row in rows)
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")).hexdigest()
