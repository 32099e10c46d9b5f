"""The choropleth as a chart of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Literal

from policymine.comparison.chart_words import RAMP, indicator_label, statement_text, word
from policymine.comparison.outlines import china

_CONFLICT = "#D55E00"  # Okabe and Ito's vermilion
_MISSING = "#f0f0ee"


def class_breaks(values: Sequence[float], classes: int = len(RAMP)) -> list[tuple[float, float]]:
    """Lowest and highest value of at most five classes with as equal a number of places as ties allow.

    >>> class_breaks([1, 2, 2, 3]), class_breaks([1, 2, 3, 4, 5, 6, 7], 2)
    ([(1, 1), (2, 2), (3, 3)], [(1, 4), (5, 7)])
    """
    distinct = sorted(set(values))
    if len(distinct) <= classes:
        return [(value, value) for value in distinct]
    ordered = sorted(values)
    tops = list(dict.fromkeys(ordered[math.ceil((k + 1) * len(ordered) / classes) - 1] for k in range(classes)))
    lows = [distinct[0], *(next(value for value in distinct if value > top) for top in tops[:-1])]
    return list(zip(lows, tops, strict=True))


def _rings(path: str) -> list[list[list[float]]]:
    """Rings of SVG path data of ``outlines``, closed."""
    rings = []
    for part in path.split("M"):
        points = part.strip().removesuffix("Z")
        if points:
            ring = [[float(number) for number in point.split(",")] for point in points.split("L")]
            rings.append([*ring, ring[0]])
    return rings


def _without_overlaps(labels: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """Labels of which none stands on another; of two the higher value's stays."""
    kept: list[tuple[float, float, float, float]] = []
    out = []
    for row in sorted(labels, key=lambda one: (-one["number"], one["x"])):
        wide = max(len(row["text"]) * 6.5, len(row["place"]) * (12 if lang == "zh" else 6.5)) / 2
        left, top, right, bottom = row["x"] - wide, row["y"] - 13, row["x"] + wide, row["y"] + 13
        if all(left >= x2 or x1 >= right or top >= y2 or y1 >= bottom for x1, y1, x2, y2 in kept):
            kept.append((left, top, right, bottom))
            out.append(row)
    return out


def _feature(path: str, **properties: Any) -> dict[str, Any]:
    # Identity projection: winding and holes are those of the plane, where each ring is a part of its own.
    polygons = [[ring] for ring in _rings(path)]
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": polygons}, **properties}


def map_chart(
    data: Mapping[str, Any], indicator: str, *, level: Literal["province", "prefecture"] = "province", lang: str = "en"
) -> Any:
    """The map of one indicator over the data of ``report.collect``. Returns an ``altair.LayerChart``."""
    alt: Any = import_module("altair")
    cells = {row["place"]: row for row in data["cells"] if row["indicator"] == indicator}
    drawn = china(level)
    shown = [cells[one.adcode] for one in drawn.outlines if one.adcode in cells]
    breaks = class_breaks([row["number"] for row in shown])
    texts = {row["number"]: f"{float(row['value']):,g}" for row in shown}
    unit = " %" if shown and shown[0].get("unit") == "percent" else ""
    names = [texts[low] + ("" if low == top else f" – {texts[top]}") + unit for low, top in breaks]
    missing = word("statuses", "missing", lang)
    features, labels = [], []
    for one in drawn.outlines:
        row = cells.get(one.adcode)
        number = None if row is None else next(k for k, (_, top) in enumerate(breaks) if row["number"] <= top)
        against = row is not None and ("against" in row or row["status"] == "contradicted")
        features.append(_feature(one.path, shade=missing if number is None else names[number], against=against))
        if row is not None:
            place = data["places"][one.adcode][lang] if one.adcode in data["places"] else one.adcode
            text = statement_text(row, lang) + (" ∆" if row["status"] in ("derived", "rolled_up") else "")
            text += " !" if against else ""
            labels.append({"x": one.label[0], "y": one.label[1], "place": place, "text": text, "number": row["number"]})
    labels = _without_overlaps(labels, lang)
    step = [0] if len(names) == 1 else [round(k * (len(RAMP) - 1) / max(1, len(names) - 1)) for k in range(len(names))]
    colours = alt.Scale(domain=[*names, missing], range=[*(RAMP[k] for k in step), _MISSING])
    ground = (
        alt.Chart(alt.Data(values=features))
        .mark_geoshape(strokeWidth=0.7)
        .encode(
            color=alt.Color(
                "shade:N", scale=colours, title=None, legend=alt.Legend(orient="left", symbolType="square")
            ),
            stroke=alt.condition("datum.against", alt.value(_CONFLICT), alt.value("#5c6670")),
            strokeWidth=alt.condition("datum.against", alt.value(2.4), alt.value(0.7)),
        )
    )
    inset = alt.Chart(alt.Data(values=[_feature(drawn.inset)])).mark_geoshape(
        fill=None, stroke="#5c6670", strokeWidth=0.7
    )
    layers = [ground, inset]
    if level == "province" or len(labels) <= 40:
        points = alt.Chart(alt.Data(values=labels)).encode(longitude="x:Q", latitude="y:Q")
        halo = {"stroke": "white", "strokeWidth": 3, "strokeOpacity": 0.8, "strokeJoin": "round"}
        for text, dy, weight in (("place:N", -6, "normal"), ("text:N", 6, "bold")):
            layers += [
                points.mark_text(dy=dy, fontSize=10, fontWeight=weight, **halo).encode(text=text),
                points.mark_text(dy=dy, fontSize=10, fontWeight=weight).encode(text=text),
            ]
    title = alt.TitleParams(indicator_label(indicator, lang), subtitle=word("ui", "chart_signs", lang), anchor="start")
    return alt.layer(*layers).project(type="identity").properties(width=900, height=702, title=title)
