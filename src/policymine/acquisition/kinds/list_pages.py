"""Ordinary list pages with links to entries and to the next page."""

from __future__ import annotations

from policymine.acquisition.kinds.base import Found, Page
from policymine.acquisition.kinds.html import read_list
from policymine.acquisition.sources import Source


def read(page: Page, source: Source) -> Found:
    """Entries by selectors or by their looks; the next page by selector, address pattern, ``rel=next`` or its words."""
    return read_list(page, source)
