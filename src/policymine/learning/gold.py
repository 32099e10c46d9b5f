"""Gold folders: figures.jsonl, events.jsonl, negatives.jsonl in the format of ``docs/annotation.md``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policymine.errors import InputError

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold folder. ``documents`` are the names of all documents that it speaks of, also those without figures.

    A document in which nothing is to be found is named in ``annotated.jsonl`` (``{"doc": NAME}``).
    """

    figures: tuple[Row, ...]
    events: tuple[Row, ...]
    negatives: tuple[Row, ...]
    documents: frozenset[str]


def read_rows(path: Path) -> list[Row]:
    """JSON objects, one a line. A missing file is an empty list; a bad line is InputError PM111."""
    if not path.exists():
        return []
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise InputError("PM111", str(error), where=f"{path}, line {number}") from error
    return rows


def read_gold(folder: Path) -> Gold:
    """The gold in ``folder``. Raises InputError PM101 where there is no figures.jsonl."""
    if not (folder / "figures.jsonl").is_file():
        raise InputError(
            "PM101",
            "no figures.jsonl in it",
            where=str(folder),
            remedy="Give a folder that holds figures.jsonl (and events.jsonl, negatives.jsonl).",
        )
    figures, events, negatives, implicit, annotated = (
        read_rows(folder / f"{name}.jsonl") for name in ("figures", "events", "negatives", "implicit", "annotated")
    )
    documents = frozenset(row["doc"] for row in (*figures, *events, *negatives, *implicit, *annotated))
    return Gold(tuple(figures), tuple(events), tuple(negatives), documents)
