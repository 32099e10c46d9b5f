"""Columns of the dataset's tables, as Arrow schemas.

Numbers that the text states are ``decimal128(38, 9)``: exact for every value below 10**29 with at most nine decimals,
and plain numbers in SQL. The rare value beyond that (a third as 33.333…, a page of nines) is rounded, or null where it
does not fit at all, and its exact digits stand in ``value_text``.
Tables that hold what was read from a document carry ``snapshot_id``, by which a re-read document's rows are replaced.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

SCHEMA_VERSION: Final = 3

PRECISION: Final = 38
SCALE: Final = 9

CONTENT_TABLES: Final = ("snapshots", "documents", "figures", "events", "checks", "problems")
"""Tables written by a commit, in this order, before the row of ``runs`` that makes them visible."""

TABLES: Final = (*CONTENT_TABLES, "runs")

SORT_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "snapshots": ("name", "snapshot_id"),
    "documents": ("doc", "snapshot_id", "position"),
    "figures": ("doc", "snapshot_id", "start", "end", "figure_id"),
    "events": ("doc", "snapshot_id", "start", "end", "event_id"),
    "checks": ("doc", "snapshot_id", "check_id"),
    "problems": ("source", "code", "message"),
    "runs": ("version",),
}
"""Order of rows in everything that is exported: the same rows give the same bytes."""


@cache
def arrow_schemas() -> dict[str, Any]:
    """The Arrow schema of each table in ``TABLES``."""
    import pyarrow as pa

    text = pa.string()
    whole = pa.int64()
    real = pa.float64()
    exact = pa.decimal128(PRECISION, SCALE)
    reasons = pa.list_(pa.struct([("field", text), ("reason", text)]))
    decisions = pa.list_(pa.struct([("field", text), ("rule", text), ("start", whole), ("end", whole)]))
    spans = pa.list_(pa.struct([("start", whole), ("end", whole)]))
    cell = pa.struct(
        [
            ("start", whole),
            ("end", whole),
            ("row", whole),
            ("column", whole),
            ("row_header", text),
            ("column_header", text),
        ]
    )
    origin = [("snapshot_id", text), ("doc", text), ("doc_id", text)]
    versions = [("codebook_version", text), ("model_version", text)]
    scope = [("place", text), ("admin_level", text), ("adcode", text)]
    return {
        "snapshots": pa.schema(
            [
                ("snapshot_id", text),
                ("name", text),
                ("uri", text),
                ("media_type", text),
                ("sha256", text),
                ("size", whole),
                ("retrieved", text),
                ("reader_version", text),
                ("codebook_version", text),
                ("documents", whole),
                ("figures", whole),
                ("events", whole),
                ("problems", whole),
            ]
        ),
        "documents": pa.schema(
            [
                *origin,
                ("position", whole),
                ("language", text),
                ("title", text),
                ("publisher", text),
                ("author", text),
                ("published", text),
                ("published_start", whole),
                ("published_end", whole),
                ("published_from", text),
                ("number", text),
                ("issuer", text),
                ("url", text),
                ("text", text),
                ("sections", pa.list_(pa.struct([("kind", text), ("start", whole), ("end", whole)]))),
                (
                    "tables",
                    pa.list_(
                        pa.struct([("start", whole), ("end", whole), ("caption", text), ("cells", pa.list_(cell))])
                    ),
                ),
                ("attachments", pa.list_(pa.struct([("url", text), ("name", text)]))),
                ("snapshot", text),
                ("minhash", text),
                ("reasons", reasons),
            ]
        ),
        "figures": pa.schema(
            [
                *origin,
                ("figure_id", text),
                ("section", text),
                ("start", whole),
                ("end", whole),
                ("quote", text),
                ("core_start", whole),
                ("core_end", whole),
                ("value", exact),
                ("value_max", exact),
                ("value_text", text),
                ("value_max_text", text),
                ("bound", text),
                ("unit", text),
                ("head", text),
                ("indicator", text),
                ("role", text),
                ("direction", text),
                *scope,
                ("period", text),
                ("stage", text),
                ("confidence", real),
                ("sentence", text),
                ("sentence_start", whole),
                ("method", text),
                ("same_as", text),
                ("links", pa.list_(pa.struct([("kind", text), ("figure_id", text)]))),
                ("reasons", reasons),
                ("decisions", decisions),
                ("checks", pa.list_(text)),
                *versions,
            ]
        ),
        "events": pa.schema(
            [
                *origin,
                ("event_id", text),
                ("start", whole),
                ("end", whole),
                ("quote", text),
                ("type", text),
                ("subtype", text),
                ("actor", text),
                *scope,
                ("date", text),
                ("status", text),
                ("args", pa.list_(pa.struct([("name", text), ("value", text)]))),
                ("figures", pa.list_(text)),
                ("alt_spans", spans),
                ("confidence", real),
                ("sentence", text),
                ("trigger_start", whole),
                ("trigger_end", whole),
                ("reasons", reasons),
                ("decisions", decisions),
                ("method", text),
                *versions,
            ]
        ),
        "checks": pa.schema(
            [
                *origin,
                ("check_id", text),
                ("kind", text),
                ("expression", text),
                ("figure_ids", pa.list_(text)),
                ("verdict", text),
                ("detail", text),
            ]
        ),
        "problems": pa.schema(
            [("snapshot_id", text), ("source", text), ("code", text), ("message", text), ("remedy", text)]
        ),
        "runs": pa.schema(
            [
                ("version", whole),
                ("run_id", text),
                ("started", text),
                ("committed", text),
                ("policymine_version", text),
                ("reader_version", text),
                ("codebook_version", text),
                ("inputs", pa.list_(text)),
                ("documents", whole),
                ("figures", whole),
                ("events", whole),
                ("problems", whole),
                ("tables", pa.list_(pa.struct([("name", text), ("version", whole)]))),
            ]
        ),
    }
