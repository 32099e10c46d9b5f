"""Build ``src/policymine/data/map_*.json``: outlines of provinces and prefectures, and the South China Sea inset.

    npm pack echarts@4.9.0 && tar xzf echarts-4.9.0.tgz && pip install shapely
    python scripts/build_map.py package

Source: Apache ECharts 4.9.0 (Apache-2.0), ``map/json/china.json``, ``map/json/province/*.json`` and the inset in
``lib/coord/geo/fix/nanhai.js``. The outlines show the divisions of 2016 to 2018; a division that was recoded or merged
since then carries the code of today, found in ``divisions.csv`` by code, by successor or by name. Coordinates are
longitude and latitude in degrees, rounded to 0.01 (about one kilometre): the map is for colouring, not for measuring.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import sys
from pathlib import Path

from shapely.geometry import LinearRing

ROOT = Path(__file__).parent.parent
DATA = ROOT / "src" / "policymine" / "data"
SOURCE = "Apache ECharts 4.9.0 (Apache-2.0), map/json"
# 中国属钓鱼岛 (Diaoyu Dao and its affiliated islands) belongs to Yilan county in the source's own file of Taiwan.
SAME_AS = {"中国属钓鱼岛": "宜兰县"}
# GB/T 2260 lists Jinmen and the islands of Lianjiang with Fujian.
IN_FUJIAN = {"金门县": "350527", "连江县": "350122"}
DECIMALS = 2
# Points nearer to the line than this (degrees) go: a third of a pixel where the country is 1,000 pixels wide.
TOLERANCE = 0.02

Ring = list[list[float]]


def decode(coordinates: str, offset: list[int]) -> Ring:
    """A ring from ECharts' encoding: zigzag differences of 1/1024 degree, one character each, from 64 on."""
    ring: Ring = []
    at = list(offset)
    for i in range(0, len(coordinates), 2):
        for axis in (0, 1):
            code = ord(coordinates[i + axis]) - 64
            at[axis] += (code >> 1) ^ -(code & 1)
        ring.append([at[0] / 1024, at[1] / 1024])
    return ring


def rounded(points: Ring, decimals: int = DECIMALS) -> Ring:
    """The ring rounded, without repeated points, closed."""
    ring: Ring = []
    for x, y in points:
        point = [round(x, decimals), round(y, decimals)]
        if not ring or ring[-1] != point:
            ring.append(point)
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def area(ring: Ring) -> float:
    """Signed area in square degrees, positive where the ring runs counterclockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) / 2


def rings(geometry: dict) -> list[Ring]:
    """Outer rings, counterclockwise as RFC 7946 has it, the largest first; what rounding left of an islet is dropped."""
    multi = geometry["type"] == "MultiPolygon"
    parts = geometry["coordinates"] if multi else [geometry["coordinates"]]
    packed = geometry.get("encodeOffsets")
    offsets = [None] * len(parts) if packed is None else packed if multi else [packed]
    raw = [
        decode(part[0], starts[0]) if isinstance(part[0], str) else part[0]
        for part, starts in zip(parts, offsets, strict=True)
        if part  # the source holds a few empty polygons
    ]
    simple = (list(map(list, LinearRing(ring).simplify(TOLERANCE).coords)) for ring in raw if len(ring) > 3)
    found = [ring for ring in map(rounded, simple) if len(ring) > 3 and area(ring)]
    if not found:  # islands smaller than the rounding stay on the map
        found = [ring for ring in (rounded(points, 4) for points in raw) if len(ring) > 3]
    if raw and not found:
        raise SystemExit("a division vanished in rounding")
    found = [ring if area(ring) > 0 else ring[::-1] for ring in found]
    return sorted(found, key=area, reverse=True)


class Codes:
    """Today's code of a division of the source."""

    def __init__(self) -> None:
        with (DATA / "divisions.csv").open(encoding="utf-8") as handle:
            self.rows = list(csv.DictReader(handle))
        self.current = {row["adcode"]: row for row in self.rows if not row["valid_to"]}

    def of(self, code: str | None, name: str, province: str) -> str:
        if code is None and name in IN_FUJIAN:
            return IN_FUJIAN[name]
        if code in self.current:
            return str(code)
        for row in self.current.values():
            if row["adcode"][:2] == province[:2] and name in (row["name"], row["short"]):
                return str(row["adcode"])
        for row in self.rows:
            if row["adcode"] == code and row["successors"]:
                return str(row["successors"]).split()[0].split(";")[0].split("|")[0]
        raise SystemExit(f"no division of today for {code} {name}")


def features(path: Path, codes: Codes, province: str | None) -> dict[str, dict]:
    """Features by today's code; parts that are one division today are one feature."""
    found: dict[str, dict] = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        name = feature["properties"]["name"]
        code = feature.get("id") or feature["properties"].get("id")
        adcode = codes.of(code, SAME_AS.get(name, name), province or code)
        made = found.setdefault(adcode, {"adcode": adcode, "rings": []})
        made["rings"] += rings(feature["geometry"])
    return found


def inset(package: Path) -> list[Ring]:
    """Outlines of the South China Sea inset, in the source's own units: 64 wide, 93.1 high, y downwards."""
    text = (package / "lib/coord/geo/fix/nanhai.js").read_text(encoding="utf-8")
    match = re.search(r"points = (\[\[\[.*?\]\]\]);", text)
    if match is None:
        raise SystemExit("nanhai.js: no points")
    return json.loads(match.group(1))


def write(name: str, content: dict) -> None:
    text = json.dumps({"source": SOURCE, **content}, ensure_ascii=False, separators=(",", ":"))
    (DATA / name).write_text(text + "\n", encoding="utf-8")
    print(f"{name}: {len(text):,} bytes")


def main(package: Path) -> None:
    codes = Codes()
    provinces = features(package / "map/json/china.json", codes, None)
    prefectures: dict[str, dict] = {}
    for path in sorted((package / "map/json/province").glob("*.json")):
        members = [f.get("id") for f in json.loads(path.read_text(encoding="utf-8"))["features"]]
        province = next((code for code in members if code), "710000")[:2] + "0000"
        prefectures |= features(path, codes, province)
    ordered = [provinces[code] for code in sorted(provinces)]
    write("map_provinces.json", {"divisions": ordered, "south_china_sea": inset(package)})
    write("map_prefectures.json", {"divisions": [prefectures[code] for code in sorted(prefectures)]})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
