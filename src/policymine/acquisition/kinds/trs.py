"""TRS WCM: ``index.html``, ``index_1.html``, … whose number a script call tells, entries at ``/tYYYYMMDD_ID.html``.

Source: the pagination script that TRS WCM's templates write into a column's pages.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urljoin

from policymine.acquisition.kinds.base import Found, Link, Page, clean_url
from policymine.acquisition.kinds.html import read_list
from policymine.acquisition.outcomes import Role
from policymine.acquisition.sources import Source

# createPageHTML(25, 0, "index", "html"); also with the id of an element before the count and other things after the suffix.
_CALL = re.compile(r"createPage(?:HTML|Html|_?html)?\w*\s*\(([^()]{3,200})\)")
_ARGUMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^,\s]+))\s*(?:,|$)""")
_SUFFIX = re.compile(r"s?html?|jhtml|jsp|aspx?")
ENTRY = re.compile(r"/t20\d{6}_\d+\.s?html?$|/P0\d{10,}\.(?:pdf|docx?|xlsx?)$", re.IGNORECASE)


class Paging(NamedTuple):
    """``pages`` of them; the one shown is ``current`` from 0; names are ``prefix.suffix`` and ``prefix_N.suffix``."""

    pages: int
    current: int
    prefix: str
    suffix: str


def paging(text: str) -> Paging | None:
    """What the page's script call says, or None."""
    for call in _CALL.finditer(text):
        values = [next(group for group in m.groups() if group is not None) for m in _ARGUMENT.finditer(call[1])]
        numbers = [value for value in values if value.isdigit()]
        at = next((i for i, value in enumerate(values) if _SUFFIX.fullmatch(value.lower()) and i > 0), None)
        if at is not None and len(numbers) >= 2 and re.fullmatch(r"[\w-]+", values[at - 1]):
            return Paging(int(numbers[0]), int(numbers[1]), values[at - 1], values[at])
    return None


def read(page: Page, source: Source) -> Found:
    """Entries by their addresses; the next page by the script call, or as an ordinary list says it."""
    found = read_list(page, source, only=ENTRY)
    if not found.items:  # columns that link to other systems only
        found = read_list(page, source)
    call = paging(page.text)
    if call is None or source.pagination.url is not None:
        return found
    number = page.number  # of the page after this one, from 0
    if number >= call.pages:
        return replace(found, next=())
    url = clean_url(urljoin(page.url, "."), f"{call.prefix}_{number}.{call.suffix}")
    return replace(found, next=(Link(url, Role.LIST, page=number + 1),))
