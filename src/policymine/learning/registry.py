"""Model folders: model files, ``meta.json`` (what a program asks) and ``card.md`` (what a person asks).

``meta.json`` holds: format, name, task, backend, codebooks, labels, thresholds, seed, data (corpora, documents and
figures a split, sha256), scores, versions, licence, and the sha256 of each model file, which is verified on loading. It
holds no time and no path, so that the same training gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from policymine.errors import DatasetError, InputError
from policymine.learning import store

FORMAT = 1
META, CARD, MODEL = "meta.json", "card.md", "model.skops"
LICENCE = "MIT"


def versions(*packages: str) -> dict[str, str]:
    """Installed versions of ``packages`` and of policymine."""
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in ("policymine", *packages):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def write_model(
    folder: Path, meta: dict[str, Any], card: str, files: Mapping[str, bytes], kept: Sequence[str] = ()
) -> None:
    """Write a model folder; files of an older model with the same names are replaced, ``meta.json`` last.

    ``kept``: names of model files that are in the folder already. ``meta`` gains format, licence and files.

    Raises DatasetError PM304 where the folder cannot be written.
    """
    try:
        contents = {**files, **{name: (folder / name).read_bytes() for name in kept}}
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(contents.items())}
        meta |= {"format": FORMAT, "licence": LICENCE, "files": digests}
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        (folder / CARD).write_text(card, encoding="utf-8", newline="\n")
        text = json.dumps(meta, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (folder / META).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise DatasetError("PM304", str(error), where=str(folder)) from error


def read_meta(folder: Path) -> dict[str, Any]:
    """``meta.json`` of a model folder. Raises InputError PM101 or PM106."""
    path = folder / META
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(
            "PM101", f"no {META} in it", where=str(folder), remedy="Give a folder that 'policymine train' wrote."
        ) from error
    except (OSError, ValueError) as error:
        raise InputError("PM106", str(error), where=str(path), remedy="Train the model again.") from error
    if not isinstance(meta, dict) or meta.get("format") != FORMAT or not isinstance(meta.get("files"), dict):
        raise InputError(
            "PM106", f"not a model description of format {FORMAT}", where=str(path), remedy="Train the model again."
        )
    return meta


def check_files(folder: Path, meta: Mapping[str, Any]) -> None:
    """Raise InputError PM106 where a model file is missing or is not the one that was trained."""
    for name, digest in meta["files"].items():
        path = folder / name
        held = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        if held != digest:
            raise InputError(
                "PM106",
                "missing" if held is None else "changed since it was trained",
                where=str(path),
                remedy="Train the model again, or take its folder as it was published.",
            )


def open_model(folder: Path, *, task: str, backend: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """(meta, parts of the model) of a scikit-learn model. Raises InputError PM101 or PM106, UsageError PM403."""
    meta = read_meta_of(folder, task=task, backend=backend)
    check_files(folder, meta)
    return meta, store.load(folder / MODEL)


def read_meta_of(folder: Path, *, task: str, backend: str) -> dict[str, Any]:
    """``meta.json`` of a model for ``task``. Raises InputError PM101, or PM106 where the model is of another kind."""
    meta = read_meta(folder)
    if meta.get("task") != task or meta.get("backend") != backend:
        raise InputError(
            "PM106",
            f"a model for '{meta.get('task')}' of the backend '{meta.get('backend')}', not for '{task}'",
            where=str(folder),
            remedy="Give another model folder.",
        )
    return meta


def list_models(folder: Path) -> list[dict[str, Any]]:
    """Meta of every model folder directly below ``folder``, by name; folders that are none are passed over."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if (path / META).is_file():
            found.append(read_meta(path))
    return found
