"""One indicator over time, for one or more places."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from policymine.comparison.cells import Cell
from policymine.comparison.panel import build_panel
from policymine.comparison.present import value_text
from policymine.dataset.store import Dataset
from policymine.text import edtf


def trend(dataset: Dataset, indicator: str, places: Sequence[str | None], **options: Any) -> list[Cell]:
    """Cells of the places at every date that reports state, in order of place (as given) and date.

    A number before the policy is a value of its own date. ``options`` as of ``build_panel``.
    """
    options = {"every": "stated", "level": "any"} | options
    wanted = {code: rank for rank, code in enumerate(places)}
    panel = build_panel(dataset, [indicator], **options)
    cells = [cell for cell in panel.cells if cell.adcode in wanted]
    return sorted(cells, key=lambda cell: (wanted[cell.adcode], edtf.last_day(cell.cell_period) or 0, cell.cell_period))


def trend_chart(cells: Sequence[Cell], lang: str = "en") -> Any:
    """Lines over time, one a place; a rule shows what a bounded value allows."""
    from policymine.comparison.chart import label_of, reach

    alt: Any = import_module("altair")
    rows = []
    for cell in cells:
        day = edtf.last_day(cell.cell_period)
        low, high = reach(cell)
        rows.append(
            {
                "place": label_of(cell, lang),
                "date": None if day is None else day.isoformat(),
                "value": float(cell.value),
                "low": None if low is None else float(low),
                "high": None if high is None else float(high),
                "label": value_text(cell.value, cell.bound, cell.value_max, cell.unit),
                "status": cell.status,
                "document": cell.doc,
            }
        )
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("date:T", title=None), color=alt.Color("place:N", title=None, legend=alt.Legend(orient="top"))
    )
    shown = [alt.Tooltip(f"{name}:N") for name in ("place", "date", "label", "status", "document")]
    unit = {"percent": "%"}.get(cells[0].unit or "", cells[0].unit or "") if cells else ""
    lines = base.mark_line(point=True).encode(y=alt.Y("value:Q", title=unit), tooltip=shown)
    rules = (
        base.transform_filter("isValid(datum.low) && isValid(datum.high)")
        .mark_rule(strokeWidth=2)
        .encode(y="low:Q", y2="high:Q")
    )
    name = cells[0].indicator if cells else ""
    return alt.layer(lines, rules).properties(width=560, height=300, title=alt.TitleParams(name, anchor="start"))
