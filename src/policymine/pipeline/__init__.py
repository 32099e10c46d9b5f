"""The composition: acquire, parse, read, verify, and then write files (``extract``) or a dataset (``mine``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policymine.pipeline.corpus import read_corpus
    from policymine.pipeline.from_archive import reparse
    from policymine.pipeline.into_dataset import MineReport, mine, mine_snapshots
    from policymine.pipeline.into_files import ExtractReport, extract
    from policymine.pipeline.reading import process
    from policymine.pipeline.refreshing import RefreshReport, refresh
    from policymine.pipeline.services import Services

__all__ = [
    "ExtractReport",
    "MineReport",
    "RefreshReport",
    "Services",
    "extract",
    "mine",
    "mine_snapshots",
    "process",
    "read_corpus",
    "refresh",
    "reparse",
]

_HOMES = {
    "ExtractReport": "into_files",
    "extract": "into_files",
    "MineReport": "into_dataset",
    "mine": "into_dataset",
    "mine_snapshots": "into_dataset",
    "reparse": "from_archive",
    "process": "reading",
    "RefreshReport": "refreshing",
    "refresh": "refreshing",
    "read_corpus": "corpus",
    "Services": "services",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"policymine.pipeline.{_HOMES[name]}"), name)
