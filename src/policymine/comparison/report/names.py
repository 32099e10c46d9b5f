"""Names of places and indicators in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from policymine.comparison.kinds import Meaning
from policymine.comparison.panel import places_of
from policymine.geography import divisions


def place_records(codes: Iterable[str | None]) -> dict[str, dict[str, Any]]:
    """Names by code, of the places given, those above them and all provinces: short, full, level and parent.

    The nation's code is the empty text.
    """
    out: dict[str, dict[str, Any]] = {
        "": {
            "en": "China",
            "zh": "全国",
            "full_en": "China",
            "full_zh": "中华人民共和国",
            "level": "nation",
            "up": None,
        }
    }
    waiting = [code for code in (*codes, *places_of("province")) if code]
    while waiting:
        code = waiting.pop()
        row = divisions.latest(code)
        if code in out:
            continue
        if row is None:
            out[code] = {"en": code, "zh": code, "full_en": code, "full_zh": code, "level": None, "up": None}
            continue
        out[code] = {
            "en": row.en_short[0] or row.en,
            "zh": row.short,
            "full_en": row.en,
            "full_zh": row.name,
            "level": row.level.value,
            "up": row.parent,
        }
        if row.parent:
            waiting.append(row.parent)
    return dict(sorted(out.items()))


def indicator_record(name: str, meaning: Meaning | None, cells: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """An indicator with its labels, kind, target, and how many cells it has at each level.

    One that no codebook has is labelled with its own words.
    """
    own = [row for row in cells if row["indicator"] == name]
    filled: dict[str, int] = {}
    for row in own:
        filled[row["level"]] = filled.get(row["level"], 0) + 1
    words = name.replace(".", ": ", 1).replace(".", " ").replace("_", " ")
    target = None if meaning is None else meaning.target
    return {
        "name": name,
        "en": meaning.label_en if meaning is not None and meaning.label_en else words,
        "zh": meaning.label_zh if meaning is not None and meaning.label_zh else words,
        "kind": None if meaning is None else meaning.kind,
        "unit": own[0]["unit"] if own else meaning.units[0] if meaning is not None and meaning.units else None,
        "filled": filled,
        "target": None
        if target is None
        else {"value": f"{target.value:f}", "bound": target.bound, "due": target.due, "source": target.source},
    }
