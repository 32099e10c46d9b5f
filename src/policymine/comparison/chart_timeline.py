"""Events in time as a chart of its own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from policymine.comparison.chart_words import label_expression, word

_DOT = 8  # pixels from dot to dot
_SAME_TIME_DAYS = 12  # dots nearer than this would lie on each other at the chart's width


def timeline_chart(data: Mapping[str, Any], *, lang: str = "en") -> Any:
    """A dot an event at the last day of its date, a row a type; hollow where it is planned. Undated events are left out."""
    from datetime import date

    alt: Any = import_module("altair")
    events = sorted(
        (row for row in data["events"] if row["last"]), key=lambda row: (row["type"], row["last"], row["id"])
    )
    types = sorted({row["type"] for row in events}, key=lambda name: word("events", name, lang))
    rows = []
    lanes: dict[str, list[int]] = {}
    for row in events:
        day = date.fromisoformat(row["last"]).toordinal()
        taken = lanes.setdefault(row["type"], [])
        lane = next((k for k, last in enumerate(taken) if last + _SAME_TIME_DAYS < day), len(taken))
        taken[lane : lane + 1] = [day]
        rows.append({"type": row["type"], "date": row["last"], "status": row["status"], "lane": lane})
    tops, height = {}, 0
    for name in types:
        tops[name] = height
        height += max(18, len(lanes[name]) * _DOT + 10)
    for row in rows:
        row["y"] = tops[row["type"]] + row.pop("lane") * _DOT + _DOT
    labels = [{"y": tops[name] + _DOT, "text": word("events", name, lang)} for name in types]
    lines = [{"y": tops[name]} for name in types]
    down = alt.Scale(domain=[max(height, 1), 0], nice=False)
    statuses = ["done", "ongoing", "planned"]
    points = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(size=34, strokeWidth=1.3, stroke="#0072B2", opacity=1)
        .encode(
            x=alt.X("date:T", title=None, axis=alt.Axis(format="%Y-%m", orient="top", tickCount=10)),
            y=alt.Y("y:Q", scale=down, axis=None),
            fill=alt.Fill(
                "status:N",
                scale=alt.Scale(domain=statuses, range=["#0072B2", "#56B4E9", "#ffffff"]),
                legend=alt.Legend(title=None, orient="top", labelExpr=label_expression("happened", statuses, lang)),
            ),
        )
    )
    rules = alt.Chart(alt.Data(values=lines)).mark_rule(color="#d6dade").encode(y=alt.Y("y:Q", scale=down, axis=None))
    names = (
        alt.Chart(alt.Data(values=labels))
        .mark_text(align="right", dx=-8, baseline="middle", fontSize=11)
        .encode(x=alt.value(0), y=alt.Y("y:Q", scale=down, axis=None), text="text:N")
    )
    title = alt.TitleParams(word("ui", "timeline", lang), anchor="start")
    return alt.layer(rules, names, points).properties(width=820, height=max(height, 60), title=title)
