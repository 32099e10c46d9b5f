"""Model files: written with skops to the same bytes each time, read only where they hold nothing but known types.

skops writes a zip of ``schema.json`` and arrays, named by memory addresses and stamped with the time. Both are replaced
here, so that the same model is the same file. Nothing is ever pickled.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from policymine.errors import InputError, UsageError

INSTALL = 'pip install "policymine[learning]"'

# Every type that a model file of this package may hold: skops itself would accept any type of scikit-learn, numpy, scipy.
KNOWN_TYPES = frozenset(
    {
        "builtins.dict",
        "builtins.float",
        "builtins.int",
        "builtins.list",
        "builtins.str",
        "builtins.tuple",
        "numpy.float64",
        "numpy.int32",
        "numpy.int64",
        "numpy.ndarray",
        "sklearn.linear_model._logistic.LogisticRegression",
    }
)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_LARGEST = 64 * 1024 * 1024  # bytes of one unpacked entry: a guard against archives that swell


def require_learning() -> None:
    """Raise UsageError PM403 where scikit-learn or skops is missing."""
    from importlib.util import find_spec

    missing = [name for name in ("sklearn", "skops") if find_spec(name) is None]
    if missing:
        raise UsageError("PM403", "learning", where=", ".join(missing), remedy=f"Run: {INSTALL}")


def dump(model: dict[str, Any], path: Path) -> None:
    """Write ``model`` (a dict of arrays and estimators, of ``KNOWN_TYPES``) to ``path``."""
    path.write_bytes(dumps(model))


def dumps(model: dict[str, Any]) -> bytes:
    """The bytes of ``model`` as ``dump`` writes them: equal models give equal bytes."""
    require_learning()
    import skops.io

    with zipfile.ZipFile(BytesIO(skops.io.dumps(model))) as archive:
        schema = json.loads(archive.read("schema.json"))
        entries = {name: archive.read(name) for name in archive.namelist() if name != "schema.json"}
    numbers: dict[int, int] = {}
    names: dict[str, str] = {}
    for node in _nodes(schema):
        if "__id__" in node:
            node["__id__"] = numbers.setdefault(node["__id__"], len(numbers))
        if "file" in node:
            suffix = Path(node["file"]).suffix
            node["file"] = names.setdefault(node["file"], f"{len(names)}{suffix}")
    _check(schema, "the model")
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        text = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
        for name, content in [("schema.json", text.encode()), *((names[n], entries[n]) for n in names)]:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return out.getvalue()


def load(path: Path) -> dict[str, Any]:
    """The model in ``path``.

    Raises InputError PM101 (no such file), PM106 (broken, or holds a type that no model of this package holds) and
    UsageError PM403 (scikit-learn or skops missing).
    """
    require_learning()
    import skops.io

    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("PM101", where=str(path)) from error
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_sizes(archive, str(path))
            schema = json.loads(archive.read("schema.json"))
        _check(schema, str(path))
        model = skops.io.loads(content, trusted=[])
    except InputError:
        raise
    # What a damaged archive makes its readers raise is open; none of it is the user's concern.
    except Exception as error:
        raise InputError("PM106", str(error)[:200], where=str(path), remedy="Train the model again.") from error
    if not isinstance(model, dict):
        raise InputError("PM106", "holds no model", where=str(path), remedy="Train the model again.")
    return model


def _check_sizes(archive: zipfile.ZipFile, where: str) -> None:
    if any(info.file_size > _LARGEST for info in archive.infolist()):
        raise InputError("PM106", "an entry is too large", where=where)


def _check(schema: Any, where: str) -> None:
    """Refuse every type beyond ``KNOWN_TYPES``, before anything of the file is made."""
    found = {f"{node['__module__']}.{node['__class__']}" for node in _nodes(schema) if "__class__" in node}
    unknown = sorted(found - KNOWN_TYPES)
    if unknown or not found:
        raise InputError(
            "PM106",
            f"holds types that no model of policymine holds: {', '.join(unknown)}" if unknown else "holds no model",
            where=where,
            remedy="Load models from sources that you trust, or train it again with 'policymine train'.",
        )


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object in ``value``, outer before inner, in the order of the file."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting.extend(reversed(item.values()))
        elif isinstance(item, list):
            waiting.extend(reversed(item))
