"""What changed between two versions of a dataset: rows added, revised and withdrawn.

A row's id holds the document's text and the row's offsets, so every id changes when a page is edited. Rows are therefore
compared by what they say: a row that says the same at another offset is the same row.
"""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from policymine.dataset.store import Dataset

Row = Mapping[str, Any]


class Kind(StrEnum):
    ADDED = "added"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """A row before and after; ``fields`` names what differs in a revised one."""

    table: str
    kind: Kind
    doc: str
    before: Row | None
    after: Row | None
    fields: tuple[str, ...] = ()


_SAYS: Final[dict[str, tuple[str, ...]]] = {
    "figures": (
        "quote", "value", "value_max", "bound", "unit", "head", "indicator", "role", "direction", "place", "adcode",
        "period", "stage",
    ),
    "events": ("type", "subtype", "actor", "place", "adcode", "date", "status", "quote"),
    "documents": ("title", "publisher", "author", "published", "number", "issuer", "url", "doc_id"),
}  # fmt: skip
"""Columns that say what a row says: what follows from them, and where it stands, is no change."""

_SAME: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "figures": (
        ("indicator", "head", "unit", "role", "adcode", "stage", "period"),
        ("indicator", "head", "unit", "role", "adcode"),
        ("value", "value_max", "unit"),
        ("indicator", "unit", "role"),
    ),
    "events": (("type", "actor", "date", "adcode"), ("quote",), ("type", "actor"), ("type", "date", "adcode")),
    "documents": ((),),
}
"""Columns by which a row left over on one side is taken for one left over on the other: the strictest first.

A row that states another value for the same indicator was revised; so was one that states the same value and is named
otherwise, as after a change of the codebook.
"""


def changes(
    before: Dataset,
    after: Dataset,
    tables: Iterable[str] = tuple(_SAYS),
    *,
    snapshots: tuple[Collection[str], Collection[str]] | None = None,
) -> list[Change]:
    """Changes from one version of a dataset to another, in order of table, document and kind.

    ``snapshots``: only rows of these snapshot ids, before and after.
    """
    found: list[Change] = []
    for table in tables:
        old, new = (
            _by_document(_rows(side, table, ids), table)
            for side, ids in zip((before, after), snapshots or (None, None), strict=True)
        )
        for doc in sorted(old.keys() | new.keys()):
            found += _in_document(table, doc, old.get(doc, []), new.get(doc, []))
    return found


def _rows(side: Dataset, table: str, snapshots: Collection[str] | None) -> list[dict[str, Any]]:
    import pyarrow.dataset as ds

    wanted = None if snapshots is None else ds.field("snapshot_id").isin(sorted(snapshots))
    found: list[dict[str, Any]] = side.source(table).to_table(columns=_columns(table), filter=wanted).to_pylist()
    return found


def _columns(table: str) -> list[str]:
    extra = {"figures": ["figure_id", "start", "sentence"], "events": ["event_id", "start"], "documents": ["position"]}
    return ["doc", *_SAYS[table], *extra[table], *(["text"] if table == "documents" else [])]


def _by_document(rows: list[dict[str, Any]], table: str) -> dict[str, list[Row]]:
    place = "position" if table == "documents" else "start"
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row[place] or 0):
        grouped[row["doc"]].append(row)
    return grouped


def _in_document(table: str, doc: str, old: list[Row], new: list[Row]) -> Iterator[Change]:
    says = _SAYS[table]
    old, new = _without_equal(old, new, lambda row: tuple(row[name] for name in says))
    revised: list[tuple[Row, Row]] = []
    for names in _SAME[table]:
        waiting: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in new:
            waiting[tuple(row[name] for name in names)].append(row)
        kept = []
        for row in old:
            partners = waiting[tuple(row[name] for name in names)]
            if partners:
                partner = partners.pop(0)
                revised.append((row, partner))
                new = [other for other in new if other is not partner]
            else:
                kept.append(row)
        old = kept
    for row in new:
        yield Change(table, Kind.ADDED, doc, None, row)
    for before, after in revised:
        differs = tuple(name for name in says if before[name] != after[name])
        yield Change(table, Kind.REVISED, doc, before, after, differs)
    for row in old:
        yield Change(table, Kind.WITHDRAWN, doc, row, None)


def _without_equal(
    old: list[Row], new: list[Row], said: Callable[[Row], tuple[Any, ...]]
) -> tuple[list[Row], list[Row]]:
    """Both sides without the rows that say the same, each paired once."""
    common = Counter(map(said, old)) & Counter(map(said, new))
    sides = []
    for rows in (old, new):
        left = Counter(common)
        rest = []
        for row in rows:
            if left[said(row)] > 0:
                left[said(row)] -= 1
            else:
                rest.append(row)
        sides.append(rest)
    return sides[0], sides[1]


def text_changes(change: Change, context: int = 0) -> list[str]:
    """Lines of a revised document that went ("-") and came ("+"), with ``context`` lines around them."""
    before, after = (side["text"].splitlines() if side else [] for side in (change.before, change.after))
    lines = difflib.unified_diff(before, after, lineterm="", n=context)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]
