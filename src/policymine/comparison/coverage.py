"""Which cells of places and indicators are filled, as data and as a heat map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from policymine.comparison.panel import Panel, place_label, places_of

STATES = ("verified", "stated", "derived", "rolled_up", "contradicted", "missing")
"""What a cell may be; ``contradicted`` stands also for a cell with conflicting reports."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """``states`` by place and indicator; ``reasons`` of those that are missing."""

    indicators: tuple[str, ...]
    places: tuple[tuple[str | None, str], ...]
    states: dict[tuple[str | None, str], str]
    reasons: dict[tuple[str | None, str], str]
    conflicts: frozenset[tuple[str | None, str]]

    @property
    def filled(self) -> int:
        return sum(state != "missing" for state in self.states.values())


def coverage(panel: Panel, *, most: int | None = None, everywhere: bool = True) -> Coverage:
    """Coverage of a panel of latest values: its ``most`` fullest indicators over all places of its level.

    ``everywhere``: all places that exist; else those with a cell.
    """
    indicators = panel.indicators[:most]
    codes = places_of(panel.level) if everywhere else list(panel.places)
    states: dict[tuple[str | None, str], str] = {}
    conflicts = set()
    for cell in panel.cells:
        if cell.indicator in indicators:
            states[cell.adcode, cell.indicator] = cell.status
            if cell.conflicts:
                conflicts.add((cell.adcode, cell.indicator))
            if cell.adcode not in codes:
                codes.append(cell.adcode)
    reasons: dict[tuple[str | None, str], str] = {}
    for row in panel.missing(codes, indicators):
        key = (row["adcode"], str(row["indicator"]))
        states[key] = "missing"
        reasons[key] = str(row["reason"])
    places = tuple((code, place_label(code)) for code in sorted(codes, key=lambda code: code or ""))
    return Coverage(tuple(indicators), places, states, reasons, frozenset(conflicts))


def coverage_chart(found: Coverage, lang: str = "en") -> Any:
    """A heat map of places down and indicators across, coloured by state (Okabe and Ito's colours, grey for missing)."""
    from policymine.comparison.chart import COLOURS
    from policymine.comparison.chart_words import indicator_label, label_expression

    alt: Any = import_module("altair")
    rows = [
        {
            "place": _name(label, lang),
            "indicator": name,
            "state": found.states[code, name],
            "mark": "!" if (code, name) in found.conflicts else "",
            "reason": found.reasons.get((code, name), ""),
        }
        for code, label in found.places
        for name in found.indicators
    ]
    names = "datum.label"
    if lang == "zh":
        labels = {name: indicator_label(name, lang) for name in found.indicators}
        names = f"({json.dumps(labels, ensure_ascii=False)})[datum.label]"
    present = [state for state in STATES if any(row["state"] == state for row in rows)]
    colours = COLOURS | {"missing": "#e8e8e8"}
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "indicator:N",
            sort=list(found.indicators),
            title=None,
            axis=alt.Axis(labelAngle=-60, labelLimit=320, labelExpr=names),
        ),
        y=alt.Y("place:N", sort=[_name(label, lang) for _, label in found.places], title=None),
    )
    squares = base.mark_rect(stroke="white", strokeWidth=1).encode(
        color=alt.Color(
            "state:N",
            scale=alt.Scale(domain=present, range=[colours[state] for state in present]),
            title=None,
            legend=alt.Legend(
                orient="top", columns=3, labelLimit=200, labelExpr=label_expression("statuses", present, lang)
            ),
        ),
        tooltip=[alt.Tooltip(f"{name}:N") for name in ("place", "indicator", "state", "reason")],
    )
    marks = base.mark_text(fontSize=10, color="white", fontWeight="bold").encode(text="mark:N")
    return alt.layer(squares, marks).properties(width=alt.Step(16), height=alt.Step(14))


def _name(label: str, lang: str) -> str:
    words = label.split()
    chosen = [word for word in words if word.isascii() == (lang != "zh")]
    return " ".join(chosen or words)
