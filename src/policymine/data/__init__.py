"""Facts that the readers stand on: YAML and CSV files, each row with its source. No code but the loader."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_yaml(name: str) -> Any:
    """Parsed content of ``data/<name>``. Callers must not change it."""
    return yaml.load(files(__name__).joinpath(name).read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader


@cache
def load_csv(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``data/<name>`` as dictionaries of strings."""
    with files(__name__).joinpath(name).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
