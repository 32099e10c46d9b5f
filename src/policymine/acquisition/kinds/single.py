"""Single pages: every start address is a document."""

from __future__ import annotations

from policymine.acquisition.content import ATTACHMENT_SUFFIXES, suffix_of
from policymine.acquisition.kinds.base import Found, Link, Page
from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Source


def first(source: Source) -> list[Link]:
    return [Link(url, Role.ATTACHMENT if suffix_of(url) in ATTACHMENT_SUFFIXES else Role.PAGE) for url in source.start]


def read(page: Page, source: Source) -> Found:
    """Nothing: there is no list."""
    return Found()
