"""The map of China as drawing paths: provinces or prefectures, with the South China Sea inset.

Outlines come from ``data/map_*.json`` (``scripts/build_map.py`` names their source and licence). They are projected once, here,
so that a page needs no map library.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import cos, radians, sin, sqrt
from typing import Any, Final, Literal

WIDTH: Final = 1000.0
HEIGHT: Final = 780.0
_MARGIN: Final = 8.0

# Albers' equal-area conic projection with the parallels of China's own maps (25° and 47° N, meridian 105° E): shading
# then shows areas as large as they are.
_SOUTH, _NORTH, _MERIDIAN, _ORIGIN = 25.0, 47.0, 105.0, 36.0
_N = (sin(radians(_SOUTH)) + sin(radians(_NORTH))) / 2
_C = cos(radians(_SOUTH)) ** 2 + 2 * _N * sin(radians(_SOUTH))
_RHO = sqrt(_C - 2 * _N * sin(radians(_ORIGIN))) / _N

# The inset stands in the lower right corner; its own units are 64 wide and 93.1 high.
_INSET_SCALE: Final = 1.45
_INSET_UNITS: Final = (64.0, 93.1)


@dataclass(frozen=True, slots=True)
class Outline:
    """A division on the map. ``path`` is SVG path data in a box of ``WIDTH`` by ``HEIGHT``; ``label`` a point inside."""

    adcode: str
    path: str
    label: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ChinaMap:
    """All divisions of a level, and the path of the South China Sea inset, whose frame and dashes carry no data."""

    outlines: tuple[Outline, ...]
    inset: str


@cache
def china(level: Literal["province", "prefecture"] = "province") -> ChinaMap:
    """The map, complete with Taiwan, Hong Kong, Macao and the islands of the South China Sea.

    Where a prefecture's outline is that of a county (municipalities, Hainan, Xinjiang), it carries the county's code.
    The islands of Sansha lie in the inset, which carries no data: they have no outline of their own.
    """
    provinces = _load("map_provinces.json")
    divisions = provinces["divisions"] if level == "province" else _load("map_prefectures.json")["divisions"]
    scale, left, top = _fit(ring for division in provinces["divisions"] for ring in division["rings"])

    def place(point: Sequence[float]) -> tuple[float, float]:
        x, y = albers(point[0], point[1])
        return left + x * scale, top + y * scale

    outlines = []
    for division in divisions:
        rings = [[place(point) for point in ring] for ring in division["rings"]]
        rings = [ring for ring in rings if all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in ring)]
        if not rings:
            continue
        outlines.append(Outline(division["adcode"], " ".join(map(_path, rings)), _label(max(rings, key=_extent))))
    corner = (WIDTH - _MARGIN - _INSET_UNITS[0] * _INSET_SCALE, HEIGHT - _MARGIN - _INSET_UNITS[1] * _INSET_SCALE)
    inset = [
        [(corner[0] + x * _INSET_SCALE, corner[1] + y * _INSET_SCALE) for x, y in ring]
        for ring in provinces["south_china_sea"]
    ]
    return ChinaMap(tuple(outlines), " ".join(map(_path, inset)))


def albers(longitude: float, latitude: float) -> tuple[float, float]:
    """Plane coordinates of a point in degrees, in earth radii from the map's origin, y downwards."""
    rho = sqrt(_C - 2 * _N * sin(radians(latitude))) / _N
    theta = _N * radians(longitude - _MERIDIAN)
    return rho * sin(theta), rho * cos(theta) - _RHO


def _load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(files("policymine.data").joinpath(name).read_text(encoding="utf-8"))
    return content


def _fit(rings: Iterable[Sequence[Sequence[float]]]) -> tuple[float, float, float]:
    """Scale, left and top by which everything fits into the box, centred."""
    points = [albers(x, y) for ring in rings for x, y in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    scale = min((WIDTH - 2 * _MARGIN) / (max(xs) - min(xs)), (HEIGHT - 2 * _MARGIN) / (max(ys) - min(ys)))
    left = (WIDTH - scale * (max(xs) + min(xs))) / 2
    top = (HEIGHT - scale * (max(ys) + min(ys))) / 2
    return scale, left, top


def _path(ring: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring[:-1]) + "Z"


def _extent(ring: Sequence[tuple[float, float]]) -> float:
    return abs(_doubled_area(ring))


def _doubled_area(ring: Sequence[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def _label(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """A point inside the ring near its centroid: the middle of the widest stretch at the centroid's height."""
    area = _doubled_area(ring)
    if not area:
        return ring[0]
    pairs = list(pairwise(ring))
    cy = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * area)
    crossings = sorted(
        a[0] + (cy - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in pairs if (a[1] <= cy) != (b[1] <= cy)
    )
    spans = [(right - left, (left + right) / 2) for left, right in zip(crossings[::2], crossings[1::2], strict=False)]
    return (round(max(spans)[1], 1), round(cy, 1)) if spans else ring[0]
