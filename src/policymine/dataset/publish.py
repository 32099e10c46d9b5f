"""Rows as they leave the package: the field names and shapes of the annotation rules, in a fixed order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from policymine.dataset.rows import exact_value

_SCOPE = ("place", "admin_level", "adcode")

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "figures": (
        *("doc", "start", "end", "quote", "core_start", "core_end", "value", "value_max", "bound", "unit"),
        *("indicator", "role", "direction", *_SCOPE, "period", "stage", "confidence"),
        *("figure_id", "head", "section", "sentence", "sentence_start", "same_as", "links", "reasons", "decisions"),
        *("checks", "method", "doc_id", "codebook_version", "model_version"),
    ),
    "events": (
        *("doc", "start", "end", "quote", "type", "subtype", "actor", *_SCOPE, "date", "status", "args", "figures"),
        *("alt_spans", "confidence", "event_id", "trigger_start", "trigger_end", "sentence", "reasons", "decisions"),
        *("method", "doc_id", "codebook_version", "model_version"),
    ),
    "checks": ("doc", "check_id", "kind", "expression", "figure_ids", "verdict", "detail", "doc_id"),
    "documents": (
        *("doc", "doc_id", "language", "title", "publisher", "author", "published", "published_start"),
        *("published_end", "published_from", "number", "issuer", "url", "sections", "tables", "attachments", "reasons"),
        *("snapshot", "text"),
    ),
    "problems": ("source", "code", "message", "remedy"),
    "snapshots": ("name", "media_type", "sha256", "size", "retrieved", "documents", "figures", "events", "problems"),
    "runs": (
        *("version", "run_id", "started", "committed", "policymine_version", "reader_version", "codebook_version"),
        *("inputs", "documents", "figures", "events", "problems"),
    ),
}
"""Columns of each exported table in order."""


def publish(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored row as a plain object: values exact, reasons and arguments as mappings, other mentions as pairs."""
    out = {name: row.get(name) for name in FIELDS[table]}
    if table == "figures":
        out["value"], out["value_max"] = exact_value(row), exact_value(row, "value_max")
    if "reasons" in out:
        out["reasons"] = {entry["field"]: entry["reason"] for entry in row["reasons"] or ()}
    if table == "events":
        out["args"] = _args(row["args"] or ())
        out["alt_spans"] = [[span["start"], span["end"]] for span in row["alt_spans"] or ()]
    return out


def _args(pairs: Any) -> dict[str, Any]:
    """Arguments by name; a name that stands more than once has the list of its values."""
    out: dict[str, Any] = {}
    for pair in pairs:
        name, value = pair["name"], pair["value"]
        if name not in out:
            out[name] = value
        elif isinstance(out[name], list):
            out[name].append(value)
        else:
            out[name] = [out[name], value]
    return out


def json_value(value: Any) -> str:
    """JSON text of a value; a ``Decimal`` becomes the number with exactly its digits."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return "[" + ", ".join(json_value(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(name))}: {json_value(item)}" for name, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def json_line(row: Mapping[str, Any]) -> str:
    """A published row as one line of JSON, without the line feed."""
    return "{" + ", ".join(f"{json.dumps(name)}: {json_value(value)}" for name, value in row.items()) + "}"
