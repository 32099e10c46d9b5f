"""How far a probability can be believed: bands of it beside the share that is right, their mean distance, a plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_BANDS = 10


def expected_calibration_error(judged: Sequence[tuple[float, bool]]) -> float:
    """Mean distance between probability and share that is right over ten equal bands, weighted by their size."""
    total = 0.0
    for _, group in _banded(judged).items():
        total += abs(sum(p for p, _ in group) - sum(ok for _, ok in group))
    return total / len(judged) if judged else 0.0


def calibration_table(judged: Sequence[tuple[float, bool]]) -> list[tuple[str, int, float, float]]:
    """(band, figures, mean probability, share right) of each band that holds a figure."""
    return [
        (
            f"{band / _BANDS:.1f}-{(band + 1) / _BANDS:.1f}",
            len(group),
            sum(p for p, _ in group) / len(group),
            sum(ok for _, ok in group) / len(group),
        )
        for band, group in sorted(_banded(judged).items())
    ]


def _banded(judged: Sequence[tuple[float, bool]]) -> Mapping[int, list[tuple[float, bool]]]:
    out: dict[int, list[tuple[float, bool]]] = {}
    for p, ok in judged:
        out.setdefault(min(int(p * _BANDS), _BANDS - 1), []).append((p, ok))
    return out


def reliability_plots(groups: Mapping[str, Sequence[tuple[float, bool]]]) -> Any:
    """A ``reliability_plot`` for each group, side by side, with its name. Gives an ``altair.HConcatChart``."""
    from importlib import import_module

    alt: Any = import_module("altair")
    return alt.hconcat(*(reliability_plot(judged, name) for name, judged in groups.items()))


def save_plots(folder: Path, split: str, judged: Mapping[str, Sequence[tuple[float, bool]]]) -> None:
    """``calibration.svg`` in ``folder``: a plot for each language (``zh``, ``en``) of which something was judged."""
    names = {"zh": "Chinese", "en": "English"}
    plots = {f"{names[language]}, {split} split": part for language, part in judged.items() if part}
    if plots:
        reliability_plots(plots).save(str(folder / "calibration.svg"))


def reliability_plot(judged: Sequence[tuple[float, bool]], title: str) -> Any:
    """Bands of probability against the share that is right, each as large as its figures are many, beside the diagonal.

    Gives an ``altair.LayerChart``.
    """
    from importlib import import_module

    alt: Any = import_module("altair")
    rows = [
        {"band": band, "figures": n, "probability": mean, "share right": right}
        for band, n, mean, right in calibration_table(judged)
    ]
    scale = alt.Scale(domain=[0, 1])
    dots = (
        alt.Chart(alt.Data(values=rows))
        .mark_circle(opacity=0.8)
        .encode(
            x=alt.X("probability:Q", scale=scale),
            y=alt.Y("share right:Q", scale=scale),
            size=alt.Size("figures:Q"),
            tooltip=["band:N", "figures:Q", "probability:Q", "share right:Q"],
        )
    )
    line = alt.Chart(alt.Data(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}])).mark_line(strokeDash=[4, 4], color="grey")
    return alt.layer(line.encode(x="x:Q", y="y:Q"), dots).properties(width=320, height=320, title=title)
