"""When a page was published, and the words that say so: pages written for these tests, one rule each."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from policymine.parsing import parse
from policymine.records import Document, Snapshot

_ROWS = json.loads((Path(__file__).parents[1] / "specs" / "publication_pages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in _ROWS])
def test_publication_date_and_its_evidence(row: dict[str, Any]) -> None:
    content = row["html"].encode("utf-8")
    (document,) = parse(
        Snapshot("page.html", content, "text/html", "in/page.html", hashlib.sha256(content).hexdigest())
    )
    assert isinstance(document, Document), document
    assert document.published == row["published"]
    span = document.published_span
    assert (document.text[span[0] : span[1]] if span else None) == row["evidence"]
