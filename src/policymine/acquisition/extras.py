"""The libraries of the extra ``crawl``, imported when they are needed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from policymine.errors import UsageError


def check(module: str, why: str) -> None:
    """Whether the module is installed, without importing it: Scrapy takes a second. Raises as :func:`need`."""
    if find_spec(module) is None:
        raise _missing(module, why)


def need(module: str, why: str) -> Any:
    """The module. Raises ``UsageError`` PM403 with the command that installs it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise _missing(module, why) from error


def _missing(module: str, why: str) -> UsageError:
    return UsageError("PM403", f"{why} needs {module.partition('.')[0]}", remedy="pip install 'policymine[crawl]'")


def warcio(module: str) -> Any:
    """``warcio.<module>``."""
    return need(f"warcio.{module}", "the archive")
