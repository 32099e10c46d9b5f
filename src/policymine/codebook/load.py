"""Read codebook files: those that ship with the package by name, a user's own by path."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from policymine.codebook.schema import Codebook
from policymine.errors import CodebookError

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def available() -> list[str]:
    """Names of the codebooks that ship with the package, sorted."""
    folder = files("policymine.data").joinpath("codebooks")
    return sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml"))


def load(name_or_path: str | Path) -> Codebook:
    """The codebook of that name, or in that file. Raises CodebookError PM201 (invalid) or PM202 (none such)."""
    text = str(name_or_path)
    if text in available():
        return _shipped(text)
    path = Path(text)
    if not path.is_file():
        raise CodebookError("PM202", f"known: {', '.join(available())}", where=text)
    return parse(path.read_bytes(), where=text)


@cache
def _shipped(name: str) -> Codebook:
    return parse(files("policymine.data").joinpath("codebooks", f"{name}.yaml").read_bytes(), where=f"{name}.yaml")


def load_all(names: Iterable[str | Path]) -> tuple[Codebook, ...]:
    return tuple(load(name) for name in names)


def parse(content: bytes, *, where: str) -> Codebook:
    """A codebook from YAML bytes. Every defect is named with its line and field (CodebookError PM201)."""
    try:
        data = yaml.load(content, Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}, line {mark.line + 1}" if mark else where
        raise CodebookError("PM201", str(getattr(error, "problem", error)), where=place) from error
    except UnicodeDecodeError as error:
        raise CodebookError("PM201", "the file is not UTF-8", where=where) from error
    if not isinstance(data, dict):
        raise CodebookError(
            "PM201", "the file must hold a mapping with name, version, entities, indicators", where=where
        )
    try:
        return Codebook.model_validate(data)
    except ValidationError as error:
        root = yaml.compose(content, Loader=_LOADER)
        findings = []
        for item in error.errors(include_url=False):
            line = _line_of(root, item["loc"])
            field = ".".join(str(part) for part in item["loc"]) or "codebook"
            message = item["msg"].removeprefix("Value error, ")
            findings.append(f"line {line}, field {field}: {message}")
        raise CodebookError("PM201", "; ".join(findings[:5]), where=where) from error


def _line_of(node: Any, location: tuple[int | str, ...]) -> int:
    """Line (from 1) of the deepest node on ``location`` that the file has."""
    line: int = node.start_mark.line + 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
