"""Words of the single charts in one language, and numbers as the report's page writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from policymine.comparison.kinds import meanings
from policymine.data import load_yaml

RAMP: Final = ("#e3eef9", "#b5d4ea", "#74b3d8", "#3787c0", "#0b559f")
"""Five classes from little to much, as on the page (after ColorBrewer's Blues, which the colour-blind can read)."""


def word(group: str, code: str, lang: str) -> str:
    """The word for a code of ``data/report.yaml``; the code itself where the file has none."""
    entry: Mapping[str, str] | None = load_yaml("report.yaml")[group].get(code)
    return code.replace("_", " ") if entry is None else entry[lang]


def label_expression(group: str, codes: Iterable[str], lang: str) -> str:
    """A Vega expression that writes the word for the code of an axis or legend label."""
    words = {code: word(group, code, lang) for code in codes}
    return f"({json.dumps(words, ensure_ascii=False)})[datum.label] || datum.label"


def indicator_label(name: str, lang: str, codebooks: Any = None) -> str:
    """The indicator's label in the codebook; its own words where no codebook has it."""
    found = meanings(codebooks).get(name)
    label = "" if found is None else found.label_zh if lang == "zh" else found.label_en
    return label or name.replace(".", ": ", 1).replace(".", " ").replace("_", " ")


def statement_text(row: Mapping[str, Any], lang: str) -> str:
    """``> 90 %`` for a cell or statement of the report's data."""
    whole, point, rest = str(row["value"]).partition(".")
    text = word("symbols", row["bound"], lang) + f"{int(whole):,}".replace("-", "−") + point + rest
    if row.get("max"):
        text += f"–{row['max']}"
    unit = row.get("unit")
    if unit in ("percent", "percentage_point", "yuan", "minute"):
        shown = word("units", unit, lang)
        text += shown if lang == "zh" and shown != "%" else f" {shown}"
    return text
