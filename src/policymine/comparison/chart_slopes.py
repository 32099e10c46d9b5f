"""Before → after as a chart of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import pairwise
from math import copysign, log10
from typing import Any

from policymine.comparison import rules
from policymine.comparison.chart_words import indicator_label, statement_text, word

_GAP = 15.0
_HEIGHT = 240.0


def pairs_for(data: Mapping[str, Any], indicator: str, level: str) -> list[Mapping[str, Any]]:
    """Pairs of the indicator at a level; those of the numbers that it is computed from where it has none itself."""
    entity, _, measure = indicator.rpartition(".")
    origins = [f"{entity}.{row.origin}" for row in rules.derivations() if row.measure == measure]
    for name in (indicator, *origins):
        found = [row for row in data["pairs"] if row["indicator"] == name and row["level"] == level]
        if found:
            return found
    return []


def apart(wanted: Sequence[float], gap: float, bottom: float) -> list[float]:
    """Heights at least ``gap`` from each other and at most ``bottom``, in the order of those wanted and near them.

    >>> apart([10.0, 11.0, 50.0], 15.0, 60.0)
    [10.0, 25.0, 50.0]
    """
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    out = list(wanted)
    for before, after in pairwise(order):
        out[after] = max(out[after], out[before] + gap)
    limit = bottom
    for k in reversed(order):
        out[k] = min(out[k], limit)
        limit = out[k] - gap
    return out


def slopes_chart(data: Mapping[str, Any], indicator: str, *, level: str = "province", lang: str = "en") -> Any:
    """Lines from the number before to the one after, on a logarithmic scale that also holds zero (shares: linear)."""
    alt: Any = import_module("altair")
    pairs = pairs_for(data, indicator, level)
    share = bool(pairs) and pairs[0]["after"].get("unit") == "percent"

    def place(value: str) -> float:
        number = float(value)
        return number if share else copysign(log10(1 + abs(number)), number)

    sides = ("before", "after")
    numbers = [place(row[side]["value"]) for row in pairs for side in sides]
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
    height = max(_HEIGHT, len(pairs) * _GAP + 20)
    at = {
        side: [
            height * (1 - ((place(row[side]["value"]) - low) / (high - low) if high > low else 0.5)) for row in pairs
        ]
        for side in sides
    }
    shown = {side: apart(at[side], _GAP, height) for side in sides}
    lines, labels = [], []
    for k, row in enumerate(pairs):
        name = data["places"][row["place"]][lang]
        for side in sides:
            value = statement_text(row[side], lang)
            lines.append({"place": row["place"], "x": sides.index(side), "y": at[side][k], "together": row["together"]})
            text = f"{name} {value}" if side == "before" else f"{value} {name}"
            labels.append({"x": sides.index(side), "y": shown[side][k], "text": text})
    axis = alt.Scale(domain=[height, 0], nice=False)
    across = alt.Scale(domain=[-0.9, 1.9], nice=False)
    line = (
        alt.Chart(alt.Data(values=lines))
        .mark_line(point=alt.OverlayMarkDef(color="#0072B2"), color="#0072B2")
        .encode(
            x=alt.X("x:Q", scale=across, axis=None),
            y=alt.Y("y:Q", scale=axis, axis=None),
            detail="place:N",
            strokeDash=alt.condition("datum.together", alt.value([1, 0]), alt.value([5, 4])),
        )
    )
    leaders = [
        {"x": side + end * away, "y": height_at, "mark": f"{name} {k}"}
        for name, side, away in (("before", 0, -0.03), ("after", 1, 0.03))
        for k in range(len(pairs))
        for end, height_at in ((0, at[name][k]), (1, shown[name][k]))
    ]
    leader = (
        alt.Chart(alt.Data(values=leaders))
        .mark_line(color="#7c858f", strokeWidth=0.7)
        .encode(x=alt.X("x:Q", scale=across, axis=None), y=alt.Y("y:Q", scale=axis, axis=None), detail="mark:N")
    )
    heads = [{"x": k, "y": -14, "text": word("ui", side, lang)} for k, side in enumerate(sides)]
    layers = [leader, line]
    for k, align, dx in ((0, "right", -12), (1, "left", 12)):
        base = alt.Chart(alt.Data(values=[row for row in labels if row["x"] == k]))
        layers.append(base.mark_text(align=align, dx=dx, fontSize=12).encode(x="x:Q", y="y:Q", text="text:N"))
        head = alt.Chart(alt.Data(values=[heads[k]]))
        layers.append(head.mark_text(align=align, dx=dx, color="#555e68").encode(x="x:Q", y="y:Q", text="text:N"))
    name = pairs[0]["indicator"] if pairs else indicator
    note = (
        word("ui", "slopes_note_percent" if share else "slopes_note", lang) if pairs else word("ui", "no_pairs", lang)
    )
    title = alt.TitleParams(indicator_label(name, lang), subtitle=note, anchor="start", offset=24)
    return alt.layer(*layers).properties(width=620, height=height, title=title).configure_view(stroke=None)
