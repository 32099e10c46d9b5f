"""The ranking of places by one indicator, as an Altair chart and as a file."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from policymine.comparison.cells import Cell
from policymine.comparison.chart_words import label_expression, word
from policymine.comparison.compare import Comparison
from policymine.comparison.fonts import FAMILIES, cjk_font
from policymine.comparison.intervals import Stated, interval
from policymine.comparison.present import value_text
from policymine.dataset.store import write_errors, write_whole
from policymine.errors import UsageError
from policymine.records import Bound

CHART_FORMATS = ("svg", "png", "pdf", "html", "json")

# Colour-blind safe (Okabe and Ito 2008).
COLOURS = {
    "verified": "#009E73",
    "stated": "#0072B2",
    "derived": "#E69F00",
    "rolled_up": "#56B4E9",
    "contradicted": "#D55E00",
}


def label_of(cell: Cell, lang: str) -> str:
    """The place in one language: English by default, which every font holds."""
    words = cell.place.split()
    latin = [word for word in words if word.isascii()]
    other = [word for word in words if not word.isascii()]
    return " ".join(other or latin) if lang == "zh" else " ".join(latin or other)


def reach(cell: Cell) -> tuple[Decimal | None, Decimal | None]:
    """What a bounded or rounded value allows, where that has two ends; shares end at 0 and 100."""
    if cell.bound is Bound.EXACT and cell.value_max is None:
        return None, None
    low, high = interval(Stated(cell.value, cell.bound, cell.value_max, cell.unit))
    if cell.unit == "percent":
        low, high = max(low, Decimal(0)), min(high, Decimal(100))
    elif cell.value >= 0:
        low = max(low, Decimal(0))
    return (None, None) if high.is_infinite() or low.is_infinite() else (low, high)


def ranking_data(comparison: Comparison, lang: str = "en") -> list[dict[str, Any]]:
    """One record a bar, highest first: place, value, low, high, label, status, conflict, period, document, quote.

    Places of one name are told apart by their code. ``low`` and ``high`` are null for exact values.
    """
    names = Counter(label_of(cell, lang) for cell in comparison.cells)
    records = []
    for cell in sorted(comparison.cells, key=lambda c: (-c.value, c.adcode or "")):
        low, high = reach(cell)
        name = label_of(cell, lang)
        records.append(
            {
                "place": name if names[name] == 1 else f"{name} {cell.adcode}",
                "value": float(cell.value),
                "low": None if low is None else float(low),
                "high": None if high is None else float(high),
                "text_at": float(max(cell.value, high or cell.value)),
                "label": value_text(cell.value, cell.bound, cell.value_max, cell.unit)
                + (" !" if cell.conflicts else ""),
                "status": cell.status,
                "conflict": ", ".join(other.quote for other in cell.conflicts),
                "period": cell.period or "",
                "document": cell.doc,
                "quote": cell.quote,
            }
        )
    return records


def ranking_chart(comparison: Comparison, *, title: str | None = None, lang: str = "en") -> Any:
    """Bars of the places, highest first, labelled with value and bound, coloured by status.

    A rule shows what a rounded value allows, "!" marks conflicting reports. Returns an ``altair.LayerChart``.
    """
    alt: Any = import_module("altair")
    records = ranking_data(comparison, lang)
    order = [record["place"] for record in records]
    present = [status for status in COLOURS if any(cell.status == status for cell in comparison.cells)]
    base = alt.Chart(alt.Data(values=records)).encode(
        y=alt.Y("place:N", sort=order, title=None, axis=alt.Axis(labelLimit=260))
    )
    unit = {"percent": "%"}.get(comparison.unit or "", comparison.unit or "")
    colours = alt.Scale(domain=present, range=[COLOURS[status] for status in present])
    shown = ("place", "label", "status", "conflict", "period", "document", "quote")
    bars = base.mark_bar().encode(
        x=alt.X("value:Q", title=unit, scale=alt.Scale(zero=True)),
        color=alt.Color(
            "status:N",
            scale=colours,
            title=None,
            legend=alt.Legend(orient="top", labelExpr=label_expression("statuses", present, lang)),
        ),
        tooltip=[alt.Tooltip(f"{name}:N") for name in shown],
    )
    rules = (
        base.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=2, color="#333333")
        .encode(x="low:Q", x2="high:Q")
    )
    texts = base.mark_text(align="left", dx=4, fontSize=11).encode(x="text_at:Q", text="label:N")
    return alt.layer(bars, rules, texts).properties(
        width=480,
        title=alt.TitleParams(
            title or comparison.indicator, subtitle=word("families", comparison.role, lang), anchor="start"
        ),
    )


def save_chart(chart: Any, path: Path, lang: str = "en") -> Path:
    """Write the chart as the suffix says: .svg, .png, .pdf, .html or .json, whole or not at all.

    ``lang``: zh where its labels are Chinese. Raises ``UsageError`` PM405 for another suffix, PM411 where a picture needs
    a font that is not installed, ``DatasetError`` PM304 where it cannot be written.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in CHART_FORMATS:
        raise UsageError("PM405", f"one of {', '.join('.' + name for name in CHART_FORMATS)}", where=path.name)
    if lang == "zh":
        # What draws .png and .pdf is here; an .svg or .html is drawn where it is looked at.
        if kind in ("png", "pdf") and cjk_font() is None:
            raise UsageError("PM411", where=path.name)
        chart = chart.configure(font=FAMILIES)
    if kind in ("svg", "png", "pdf"):
        import vl_convert

        specification = chart.to_json()
        if kind == "svg":
            content = vl_convert.vegalite_to_svg(specification).encode()
        elif kind == "pdf":
            content = vl_convert.vegalite_to_pdf(specification)
        else:
            content = vl_convert.vegalite_to_png(specification, scale=2)
    elif kind == "html":
        content = chart.to_html(inline=True).encode()
    else:
        content = (chart.to_json() + "\n").encode()
    with write_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    return path
