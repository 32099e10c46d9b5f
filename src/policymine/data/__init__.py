"""Facts that the readers stand on: YAML and CSV files, each row with its source. No code but the loader."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_yaml(name: str) -> Any:
    """Parsed content of ``data/<name>``. Callers must not change it."""
    return yaml.load(files(__name__).joinpath(name).read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader
