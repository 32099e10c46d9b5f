"""A Frictionless data package: CSV tables with schemas, the codebook, licences, a README and a citation file."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from policymine.dataset.labels import CLOSED, LABELS
from policymine.dataset.publish import FIELDS
from policymine.dataset.schema import arrow_schemas
from policymine.dataset.tabular import csv_cell

_OBJECTS = frozenset({"reasons", "args"})  # published as mappings


def field_schema(table: str, name: str) -> dict[str, Any]:
    """The Table Schema descriptor of a column: name, title, type, and the closed list where there is one."""
    import pyarrow as pa

    kind = arrow_schemas()[table].field(name).type
    if name in _OBJECTS:
        word = "object"
    elif pa.types.is_nested(kind):
        word = "array"
    elif pa.types.is_integer(kind):
        word = "integer"
    elif pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        word = "number"
    else:
        word = "string"
    field: dict[str, Any] = {"name": name, "type": word, "title": LABELS.get(name, name)}
    if name in CLOSED:
        field["constraints"] = {"enum": [str(value) for value in CLOSED[name]]}
    return field


def write_package(
    sources: Mapping[str, Any],
    folder: Path,
    *,
    codebook: Sequence[Sequence[Any]],
    run: Mapping[str, Any] | None = None,
    title: str = "Policy figures and events",
    authors: Sequence[str] = (),
    licence: str | None = None,
) -> None:
    """Write ``datapackage.json`` and all that it names into an empty folder.

    ``codebook``: rows of ``export.codebook_rows``. ``run``: the row of ``runs`` of the dataset's version. ``licence``: an
    SPDX name for the tables; texts stay under their publishers' rights.
    """
    from policymine.dataset.export import write_csv

    resources = []
    for table, source in sources.items():
        path = folder / f"{table}.csv"
        write_csv(table, source, path)
        fields = [field_schema(table, name) for name in FIELDS[table]]
        resources.append(_resource(path, table, fields))
    book = folder / "codebook.csv"
    with book.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([csv_cell(value) for value in row] for row in codebook)
    resources.append(_resource(book, "codebook", [{"name": str(name), "type": "string"} for name in codebook[0]]))
    content = hashlib.sha256("".join(f"{r['name']} {r['hash']}\n" for r in resources).encode()).hexdigest()
    version = str((run or {}).get("version", 0))
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "profile": "data-package",
        "name": "policymine-dataset",
        "id": f"sha256:{content}",
        "title": title,
        "version": version,
        "description": "Figures and events from policy texts, each with the words that it was read from.",
        "licenses": [_licence(licence)],
        "contributors": [{"title": name, "role": "author"} for name in authors],
        "sources": [{"title": "The documents that documents.csv lists, each with its address where it has one"}],
        "resources": resources,
    }
    if run is not None:
        package["created"] = _moment(str(run["committed"]))
    if not authors:
        del package["contributors"]
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    (folder / "CITATION.cff").write_text(citation(title, version, content, authors, run, licence), encoding="utf-8")
    (folder / "LICENSES.md").write_text(_licences(licence), encoding="utf-8")
    (folder / "README.md").write_text(_readme(title, version, content, run, resources), encoding="utf-8")


def _resource(path: Path, name: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    content = path.read_bytes()
    return {
        "name": name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": path.name,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _moment(committed: str) -> str:
    return committed if committed.endswith("Z") or "+" in committed else committed + "Z"


def _licence(licence: str | None) -> dict[str, str]:
    if licence is not None:
        return {"name": licence, "title": f"{licence} for the tables; texts: see LICENSES.md"}
    return {"name": "other-at", "path": "LICENSES.md", "title": "See LICENSES.md"}


def citation(
    title: str,
    version: str,
    content: str,
    authors: Sequence[str],
    run: Mapping[str, Any] | None,
    licence: str | None = None,
) -> str:
    """A citation file (CFF 1.2.0) for a dataset version and its content hash."""
    entry: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Please cite this version of the dataset: the hash says exactly which rows were used.",
        "type": "dataset",
        "title": title,
        "authors": [{"name": name} for name in authors] or [{"name": "The makers of this dataset (policymine)"}],
        "version": version,
        "identifiers": [
            {"type": "other", "value": f"sha256:{content}", "description": "Hash of the tables' hashes, in order"}
        ],
    }
    if run is not None:
        entry["date-released"] = str(run["committed"])[:10]
    if licence is not None:
        entry["license"] = licence
    text: str = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=120)
    return text


def _licences(licence: str | None) -> str:
    tables = (
        f"The tables are under {licence}." if licence else "No licence was chosen for the tables: ask their makers."
    )
    return (
        f"# Licences\n\n{tables}\n\n"
        "Texts, titles and quotes (`documents.csv`, and the columns `quote` and `sentence`) stay under the rights of\n"
        "their publishers, which `documents.csv` names. Numbers and dates are facts.\n\n"
        "The codebooks are part of policymine (MIT).\n"
    )


def _readme(
    title: str, version: str, content: str, run: Mapping[str, Any] | None, resources: Sequence[Mapping[str, Any]]
) -> str:
    made = "" if run is None else f"Committed {run['committed']} by policymine {run['policymine_version']}, "
    made += "" if run is None else f"codebooks {run['codebook_version'] or 'unknown'}.\n"
    lines = [
        f"# {title}\n",
        f"Version {version}, content hash `sha256:{content}`.\n{made}",
        "| file | columns | bytes |",
        "|---|---|---|",
        *(f"| `{r['path']}` | {len(r['schema']['fields'])} | {r['bytes']:,} |" for r in resources),
        "",
        "Empty fields are missing. Lists and structures are JSON. A text that a spreadsheet would calculate (it begins",
        "with =, +, -, @ …) has an apostrophe before it, which is not part of the text. Values are decimals with exactly",
        "the digits of the source. `datapackage.json` says what each column means; `frictionless validate` checks it.",
        "",
    ]
    return "\n".join(lines)
