"""The libraries of the extra ``crawl``, imported when they are needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from policymine.errors import UsageError


def need(module: str, why: str) -> Any:
    """The module. Raises ``UsageError`` PM403 with the command that installs it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise UsageError(
            "PM403", f"{why} needs {module.partition('.')[0]}", remedy="pip install 'policymine[crawl]'"
        ) from error


def warcio(module: str) -> Any:
    """``warcio.<module>``."""
    return need(f"warcio.{module}", "the archive")
