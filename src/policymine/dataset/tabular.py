"""Cells of CSV and spreadsheets: nested values as JSON, and no text that a spreadsheet would run as a formula."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from policymine.dataset.publish import json_value

# Beginnings that spreadsheets take for a formula (OWASP, "CSV Injection"), with their full-width forms.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n]")
# XML 1.0 allows no other control characters in a workbook.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CELL_LIMIT = 32_767
"""Characters that a spreadsheet cell holds (Excel specifications and limits)."""


def neutral(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would otherwise calculate it."""
    return "'" + text if _FORMULA.match(text) else text


def csv_cell(value: Any) -> str:
    """A value as the text of a CSV field; null is the empty field."""
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json_value(value)


def sheet_cell(value: Any) -> Any:
    """A value as a workbook cell: numbers that Excel holds exactly stay numbers, the rest is text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        digits = Decimal(value).as_tuple().digits
        return value if len(digits) <= 15 else f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, float):
        return value
    text = value if isinstance(value, str) else json_value(value)
    return neutral(_UNWRITABLE.sub("\ufffd", text))[:CELL_LIMIT]
