"""What both languages share: merging nested names, telling namesakes apart, making records.

The order of the rules, each kept as the rule of the mention: a parent named beside it (``nested``), the only division
of that name (``full_name``, ``short_name``), another place of the text that holds exactly one candidate
(``co_mention``). What is left has no place, and its candidates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from policymine.geography.divisions import contains, display_name, level, parents, place
from policymine.geography.names import AREA, FULL, REGION, WEAK
from policymine.records import Place, PlaceMention

_NEAR = 60  # characters: a sentence
_DIRECT = "90"  # GB/T 2260: counties and cities that no prefecture holds
_MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})


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
    wide: tuple[str, ...] = ()  # also the lower namesakes, for a parent beside it to choose (青海海南)
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
            lower = _inside(hit.codes, last.codes) or _inside(hit.wide or hit.codes, last.wide or last.codes)
            # "Hukou County, Jiujiang City": the lower one first.
            lower = lower or _inside(last.codes, hit.codes) or _inside(last.wide or last.codes, hit.wide or hit.codes)
            if lower:
                last.codes, last.wide, last.end, last.kind = lower, (), hit.end, FULL
                last.merged, last.rule = True, "nested"
                continue
        out.append(hit)
    return out


def _inside(inner: tuple[str, ...], outer: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(c for c in inner if any(p != c and contains(p, c) for p in outer))


def settle_namesakes(hits: list[Hit]) -> None:
    """Choose among candidates by the other places of the text: prefecture first, then province; else leave them."""
    sure = {h.codes[0] for h in hits if h.keep and len(h.codes) == 1 and h.kind not in {WEAK, REGION}}
    provinces = {s[:2] for s in sure}
    for i, hit in enumerate(hits):
        if len(hit.codes) < 2 or not hit.keep:
            continue
        for some in (
            [c for c in hit.codes if c in sure],
            [c for c in hit.codes if any(not p.endswith("0000") and p in sure for p in parents(c))],
            [c for c in hit.codes if c[:2] in provinces],
        ):
            if len(some) == 1:
                hit.codes, hit.rule = (some[0],), "co_mention"
                break
        else:
            near = _nearest(hit, hits, i)
            if near:
                hit.codes, hit.rule = (near,), "co_mention"


def _nearest(hit: Hit, hits: list[Hit], i: int) -> str | None:
    """The one candidate that lies in the province of the last sure place before it, within a sentence's length."""
    while i > 0 and hit.start - hits[i - 1].end <= _NEAR:
        i -= 1
        other = hits[i]
        if other.keep and len(other.codes) == 1 and other.kind != WEAK:
            inside = [c for c in hit.codes if contains(other.codes[0], c)]
            inside = inside or [c for c in hit.codes if c[:2] == other.codes[0][:2]]
            return inside[0] if len(inside) == 1 else None
    return None


def spoken_prefectures(sure: set[str], bare: list[tuple[str, tuple[str, ...]]]) -> frozenset[str]:
    """Prefectures (and the four municipalities) of which the text speaks, so that a county's bare name may stand in them.

    ``sure`` are codes that the text names for certain: they, and the parents of its counties. ``bare`` are the bare names
    of counties with what each may mean: two different ones of one prefecture support each other, where the text names
    its province or nothing else; elsewhere three.
    """
    out = set(sure)
    for code in sure:
        out |= parents(code)
    provinces = {c[:2] for c in sure}
    names: dict[str, set[str]] = {}
    for name, codes in bare:
        for prefecture in {p for c in codes for p in parents(c)}:
            names.setdefault(prefecture, set()).add(name)
    out |= {p for p, some in names.items() if len(some) > (1 if p[:2] in provinces or not provinces else 2)}
    return frozenset(p for p in out if p in _MUNICIPALITIES or (p.endswith("00") and not p.endswith("0000")))


def held_by(code: str, spoken: frozenset[str], provinces: set[str]) -> bool:
    """Whether the county lies in a prefecture that the text speaks of; one right under its province (仙桃), in that."""
    return bool(parents(code) & spoken) or (code[2:4] == _DIRECT and code[:2] in provinces)


def to_mention(text: str, hit: Hit, at: str | None) -> PlaceMention:
    quote = text[hit.start : hit.end]
    if hit.area is not None and hit.codes:
        code = hit.codes[0]
        name = f"{hit.area['english']} {hit.area['name']} ({display_name(code, at)})"
        return PlaceMention(hit.start, hit.end, quote, Place(name, code, level(code)), "area")
    if len(hit.codes) == 1 and hit.rule not in {"unfit_name", "unknown_name"}:
        return PlaceMention(hit.start, hit.end, quote, place(hit.codes[0], at), hit.rule)
    rule = hit.rule if hit.rule in {"unfit_name", "unknown_name", "region", "foreign"} else "ambiguous"
    return PlaceMention(hit.start, hit.end, quote, None, rule, hit.codes)
