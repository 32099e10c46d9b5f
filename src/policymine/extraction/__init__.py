"""Document → figures and events.

``read_document`` and ``load_resources`` are imported on first use: the readers behind them are heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policymine.extraction.reader import read_document
    from policymine.extraction.resources import Resources, load_resources

__all__ = ["Resources", "load_resources", "read_document"]


def __getattr__(name: str) -> Any:
    if name == "read_document":
        from policymine.extraction.reader import read_document

        return read_document
    if name in ("load_resources", "Resources"):
        from policymine.extraction import resources

        return getattr(resources, name)
    raise AttributeError(name)
