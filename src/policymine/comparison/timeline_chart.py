"""A timeline as an Altair chart: points for days, bars for spans, open ends drawn open; one lane a type or place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from importlib import import_module
from typing import Any, Final

from policymine.comparison.timeline import bounds, date_text

_LABELLED: Final = 60
"""Events up to which each has a row of its own with its words or numbers; above it, lanes hold them without."""

_WIDTH: Final = 64
"""Latin letters of a label; Chinese characters are twice as wide."""

# Colour-blind safe (Okabe and Ito 2008; Tol 2021, "muted", for the rest).
_COLOURS: Final = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#332288", "#882255"),
    *("#44AA99", "#999933", "#AA4499", "#117733", "#DDCC77", "#6699CC", "#661100", "#888888"),
)


def chart_data(found: Sequence[dict[str, Any]], lane: str) -> list[dict[str, Any]]:
    """A record a dated event: lane, row, begin, finish, open_start, open_end, day, label and the evidence.

    An unknown start is drawn from the first known day of the chart or 30 days before the end, whichever is earlier.
    """
    dated = [row for row in found if row["date"] is not None]
    days = [day for row in dated for day in bounds(row) if day is not None]
    if not days:
        return []
    low, high = min(days), max(days)
    records = []
    for row in dated:
        first, last = bounds(row)
        begin = first or min(low, (last or low) - timedelta(days=30))
        finish = last or max(high, begin + timedelta(days=30))
        records.append(
            {
                "lane": _lane(row, lane),
                "begin": begin.isoformat(),
                "finish": (finish + timedelta(days=0 if first == last else 1)).isoformat(),
                "day": first == last,
                "open": first is None or last is None,
                "stated": "stated" if row["date_stated"] else "from the document",
                "type": row["type"].replace("_", " "),
                "status": row["status"],
                "label": row["gist"] if lane == "place" else _short(row["quote"]),
                "date": date_text(row),
                "place": row["place"] or "",
                "actor": row["actor"] or "",
                "words": row["quote"][:200],
                "document": row["doc"],
                "reports": len(row["reports"]),
                "_first": begin,
                "_last": finish,
            }
        )
    return _placed(records)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    limit = _WIDTH // 2 if any(char > "\u2e7f" for char in plain) else _WIDTH
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def _lane(row: dict[str, Any], lane: str) -> str:
    if lane == "type":
        return str(row["type"]).replace("_", " ")
    words = [word for word in (row["place"] or "no place").split() if word.isascii()]
    return " ".join(words) or str(row["adcode"] or row["place"])


def _placed(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each on the first track of its lane that is free, lanes one below the other in order of their first event."""
    lanes: dict[str, list[dict[str, Any]]] = {}
    for record in sorted(records, key=lambda r: (r["_first"], r["_last"])):
        lanes.setdefault(record["lane"], []).append(record)
    labelled = len(records) <= _LABELLED
    row = 0
    for listed in lanes.values():
        tracks: list[date] = []
        for record in listed:
            track = next((k for k, end in enumerate(tracks) if not labelled and end < record["_first"]), len(tracks))
            if track == len(tracks):
                tracks.append(record["_last"])
            tracks[track] = record["_last"] + timedelta(days=6)
            record["row"] = row + track
        row += len(tracks) + 1
    for record in records:
        del record["_first"], record["_last"]
    return records


def timeline_chart(found: Sequence[dict[str, Any]], title: str, *, lane: str = "type") -> Any:
    """``lane``: ``type`` (of a place) or ``place`` (of a topic). Returns an ``altair.LayerChart``.

    Filled marks are dates that the text states for the event; pale ones are bounds taken from its document, such as
    "since the policy" to the day of the report.
    """
    alt: Any = import_module("altair")
    records = chart_data(found, lane)
    rows = 1 + max((record["row"] for record in records), default=0)
    undated = sum(row["date"] is None for row in found)
    kinds = sorted({record["type"] for record in records})
    colour = alt.Color(
        "type:N",
        title=None,
        scale=alt.Scale(domain=kinds, range=[_COLOURS[k % len(_COLOURS)] for k in range(len(kinds))]),
        legend=alt.Legend(orient="bottom", columns=4, symbolType="square") if lane == "place" else None,
    )
    shade = alt.Opacity(
        "stated:N", scale=alt.Scale(domain=["stated", "from the document"], range=[1, 0.35]), legend=None
    )
    tips = [
        alt.Tooltip(f"{name}:N")
        for name in ("date", "stated", "type", "label", "place", "actor", "status", "reports", "words", "document")
    ]
    scale = alt.Scale(domain=[-0.7, rows - 0.3], reverse=True, nice=False, zero=False)
    y = alt.Y("row:Q", scale=scale, axis=None, stack=None)
    base = alt.Chart(alt.Data(values=records))
    spans = (
        base.transform_filter("!datum.day")
        .mark_rule(strokeWidth=9)
        .encode(x=alt.X("begin:T", title=None), x2="finish:T", y=y, color=colour, opacity=shade, tooltip=tips)
    )
    days = (
        base.transform_filter("datum.day")
        .mark_point(filled=True, size=75, shape="diamond")
        .encode(x="begin:T", y=y, color=colour, opacity=shade, tooltip=tips)
    )
    ends = (
        base.transform_filter("datum.open")
        .mark_text(text="?", fontSize=11, fontWeight="bold", align="right", dx=-3)
        .encode(x="begin:T", y=y, color=alt.value("#555555"))
    )
    layers = [spans, days, ends]
    if len(records) <= _LABELLED:
        layers.append(
            base.mark_text(align="left", dx=7, fontSize=10, limit=400).encode(
                x="finish:T", y=y, text="label:N", color=alt.value("#333333")
            )
        )
    heads = [
        {"row": min(r["row"] for r in records if r["lane"] == name), "lane": name}
        for name in dict.fromkeys(record["lane"] for record in records)
    ]
    layers.append(
        alt.Chart(alt.Data(values=heads))
        .mark_text(align="right", dx=-10, fontSize=11, fontWeight="bold", limit=180)
        .encode(x=alt.value(0), y=y, text="lane:N")
    )
    note = "Diamonds are days, bars spans; pale: bounds of the document, not stated for the event; ?: start not known"
    if undated:
        note += f"; {undated} undated left out"
    return (
        alt.layer(*layers)
        .properties(
            width=760,
            height=max(120, 17 * rows if len(records) <= _LABELLED else 13 * rows),
            padding={"left": 190, "right": 330 if len(records) <= _LABELLED else 20, "top": 10, "bottom": 10},
            title=alt.TitleParams(title, subtitle=note, anchor="start", subtitleFontSize=10),
        )
        .configure_view(stroke=None, clip=False)
    )
