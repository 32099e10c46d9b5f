"""What both languages share: merging nested names, telling namesakes apart, making records.

The order of the rules, each kept as the rule of the mention: a parent named beside it (``nested``), the only division
of that name (``full_name``, ``short_name``), another place of the text that holds exactly one candidate
(``co_mention``). What is left has no place, and its candidates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from policymine.geography.divisions import contains, display_name, level, place
from policymine.geography.names import AREA, FULL, REGION, WEAK
from policymine.records import Place, PlaceMention


@dataclass(slots=True)
class Hit:
    """A name found in a text, before it is settled. ``codes`` are what it may mean."""

    start: int
    end: int
    kind: str
    codes: tuple[str, ...]
    rule: str
    common: bool = False
    area: dict[str, Any] | None = None
    merged: bool = False
    keep: bool = True


def merge_nested(hits: list[Hit], joined: list[bool]) -> list[Hit]:
    """Join names that stand side by side and hold one another ("陕西省" "汉中市" "城固县", "Hukou County, Jiujiang").

    ``joined[i]``: only a connector stands between hit i and hit i+1.
    """
    out: list[Hit] = []
    for i, hit in enumerate(hits):
        if out and joined[i - 1] and hit.codes and out[-1].codes and hit.kind != AREA and out[-1].kind != AREA:
            last = out[-1]
            inner = tuple(c for c in hit.codes if any(p != c and contains(p, c) for p in last.codes))
            if not inner:  # "Hukou County, Jiujiang City": the lower one first
                outer = tuple(c for c in last.codes if any(p != c and contains(p, c) for p in hit.codes))
                if outer:
                    last.codes, last.end, last.merged, last.rule, last.kind = outer, hit.end, True, "nested", FULL
                    continue
                same = tuple(c for c in hit.codes if c in last.codes)
                if same and hit.kind == FULL and last.kind == FULL and len(same) == 1 and hit.codes == last.codes:
                    out.append(hit)
                    continue
            else:
                last.codes, last.end, last.merged, last.rule, last.kind = inner, hit.end, True, "nested", FULL
                continue
        out.append(hit)
    return out


def settle_namesakes(hits: list[Hit]) -> None:
    """Choose among candidates by the other places of the text: prefecture first, then province; else leave them."""
    sure = {h.codes[0] for h in hits if h.keep and len(h.codes) == 1 and h.kind not in {WEAK, REGION}}
    for hit in hits:
        if len(hit.codes) < 2 or not hit.keep:
            continue
        repeated = [c for c in hit.codes if c in sure]
        if len(repeated) == 1:
            hit.codes, hit.rule = (repeated[0],), "co_mention"
            continue
        prefectures = [
            c for c in hit.codes if any(s.endswith("00") and s[2:4] != "00" and contains(s, c) for s in sure)
        ]
        provinces = [c for c in hit.codes if any(s[:2] == c[:2] for s in sure)]
        for some in (prefectures, provinces):
            if len(some) == 1:
                hit.codes, hit.rule = (some[0],), "co_mention"
                break
        else:
            near = _nearest(hit, hits)
            if near:
                hit.codes, hit.rule = (near,), "co_mention"


def _nearest(hit: Hit, hits: list[Hit]) -> str | None:
    """The one candidate that lies in the province of the last sure place before it, within a sentence's length."""
    for other in sorted((h for h in hits if h.end <= hit.start and hit.start - h.end <= 60), key=lambda h: -h.end):
        if other.keep and len(other.codes) == 1 and other.kind != WEAK:
            inside = [c for c in hit.codes if contains(other.codes[0], c)]
            inside = inside or [c for c in hit.codes if c[:2] == other.codes[0][:2]]
            return inside[0] if len(inside) == 1 else None
    return None


def to_mention(text: str, hit: Hit, at: str | None) -> PlaceMention:
    quote = text[hit.start : hit.end]
    if hit.area is not None and hit.codes:
        code = hit.codes[0]
        name = f"{hit.area['english']} {hit.area['name']} ({display_name(code, at)})"
        return PlaceMention(hit.start, hit.end, quote, Place(name, code, level(code)), "area")
    if len(hit.codes) == 1 and hit.rule not in {"unfit_name", "unknown_name"}:
        return PlaceMention(hit.start, hit.end, quote, place(hit.codes[0], at), hit.rule)
    rule = hit.rule if hit.rule in {"unfit_name", "unknown_name", "region"} else "ambiguous"
    return PlaceMention(hit.start, hit.end, quote, None, rule, hit.codes)
