"""One file a kind of source: which addresses it begins with, and what a list page of it names.

A kind is a pair of plain functions over bytes: ``first(source)`` gives the addresses to begin with, ``read(page, source)``
what a list page holds. They fetch nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from policymine.acquisition.kinds.base import Found, Link, Page
from policymine.acquisition.sources import Source

__all__ = ["Found", "Link", "Page", "first", "read"]

_HOMES = {
    "feed": "feed",
    "sitemap": "sitemap",
    "list": "list_pages",
    "pages": "single",
    "trs": "trs",
    "jcms": "jcms",
    "json": "json_list",
}


class _Kind(NamedTuple):
    first: Callable[[Source], list[Link]]
    read: Callable[[Page, Source], Found]


def _kind(source: Source) -> _Kind:
    from policymine.acquisition.kinds import base

    module = import_module(f"policymine.acquisition.kinds.{_HOMES[source.kind]}")
    return _Kind(getattr(module, "first", base.first), module.read)


def first(source: Source) -> list[Link]:
    """The addresses that a source of a web kind begins with."""
    return _kind(source).first(source)


def read(page: Page, source: Source) -> Found:
    """What a list page names. Raises ``AcquisitionError`` PM627 for one that cannot be read."""
    return _kind(source).read(page, source)
