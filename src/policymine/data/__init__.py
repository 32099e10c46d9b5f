"""Facts that the readers stand on: YAML and CSV files, each row with its source. No code but the loader."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from io import StringIO
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
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(text)))
