"""Role and period of figures as the reader gives them: whole sentences, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policymine.extraction import read_document
from policymine.extraction.resources import load_resources
from policymine.text.documents import make_document

ROWS = json.loads((Path(__file__).parents[1] / "specs" / "periods_read.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[row["text"][:24] for row in ROWS])
def test_when_reads_role_and_period(row: dict[str, Any]) -> None:
    page = make_document("d", row["text"], published=row["published"], title=row.get("title"))
    read = {f.quote: [f.role.value, f.period] for f in read_document(page, load_resources()).figures}
    assert {quote: read.get(quote) for quote in row["expected"]} == row["expected"]
