"""Read the documents of a gold folder and score what comes out, by language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policymine.learning.gold import Gold, Row, read_gold
from policymine.learning.reliability import expected_calibration_error
from policymine.learning.scoring import PRF, FigureScores, score_events, score_figures
from policymine.records import Event, Extraction, Figure


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of one group of documents ("all", "zh", "en")."""

    group: str
    documents: int
    figures: FigureScores
    events: dict[str, PRF]


def figure_row(figure: Figure) -> Row:
    """The fields that are scored, with plain numbers."""
    return {
        "doc": figure.doc,
        "start": figure.start,
        "end": figure.end,
        "quote": figure.quote,
        "value": float(figure.value),
        "value_max": None if figure.value_max is None else float(figure.value_max),
        "bound": figure.bound.value,
        "unit": figure.unit,
        "role": figure.role.value,
        "indicator": figure.indicator,
        "adcode": figure.adcode,
        "period": figure.period,
        "confidence": figure.confidence,
    }


def event_row(event: Event) -> Row:
    return {
        "doc": event.doc,
        "start": event.start,
        "end": event.end,
        "quote": event.quote,
        "type": event.type,
        "date": event.date,
        "adcode": event.adcode,
    }


def documents_of(gold_folder: Path) -> Path | None:
    """Where a gold folder's documents lie: beside the gold, or in the corpus's ``documents`` folder."""
    for place in (gold_folder / "documents.jsonl", gold_folder / "documents", gold_folder.parent.parent / "documents"):
        if place.exists():
            return place
    return None


def evaluate(gold_folder: Path, extractions: Iterable[Extraction]) -> list[Evaluation]:
    """Scores of ``extractions`` against the gold in ``gold_folder``: over all documents, then for each language."""
    gold = read_gold(gold_folder)
    languages: dict[str, str] = {}
    figures: list[Row] = []
    events: list[Row] = []
    for extraction in extractions:
        if extraction.document.doc not in gold.documents:
            continue
        languages[extraction.document.doc] = extraction.document.language.value
        figures.extend(figure_row(f) for f in extraction.figures)
        events.extend(event_row(e) for e in extraction.events)
    groups: list[tuple[str, Callable[[str], bool]]] = [("all", lambda doc: True)]
    for language in sorted(set(languages.values())):
        groups.append((language, lambda doc, wanted=language: languages.get(doc) == wanted))  # type: ignore[misc]
    out = []
    for name, keep in groups:
        part = _part(gold, keep)
        if part.documents:
            out.append(Evaluation(name, len(part.documents), score_figures(figures, part), score_events(events, part)))
    return out


def _part(gold: Gold, keep: Callable[[str], bool]) -> Gold:
    def some(rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(r for r in rows if keep(r["doc"]))

    return Gold(
        some(gold.figures), some(gold.events), some(gold.negatives), frozenset(d for d in gold.documents if keep(d))
    )


def as_table(evaluations: Iterable[Evaluation]) -> list[dict[str, Any]]:
    """One row a group and measure: precision, recall, F1; how far confidence is from the share that is right (``error``:
    expected calibration error over ten bands); then the accuracy of each field on the figures found.
    """
    out: list[dict[str, Any]] = []
    for e in evaluations:
        scores = {f"figures {k}": v for k, v in e.figures.levels.items()} | {
            f"events {k}": v for k, v in e.events.items()
        }
        for name, prf in scores.items():
            if prf.gold or prf.predicted:
                out.append(
                    {
                        "group": e.group,
                        "measure": name,
                        "precision": round(prf.precision, 4),
                        "recall": round(prf.recall, 4),
                        "f1": round(prf.f1, 4),
                        "predicted": prf.predicted,
                        "gold": prf.gold,
                    }
                )
        if e.figures.judged:
            error = expected_calibration_error(e.figures.judged)
            out.append({"group": e.group, "measure": "calibration error of confidence", "error": round(error, 4)})
        for name, share in e.figures.accuracy.items():
            out.append({"group": e.group, "measure": f"accuracy of {name}", "f1": round(share, 4)})
        if e.figures.negatives:
            out.append(
                {
                    "group": e.group,
                    "measure": "negatives taken",
                    "predicted": e.figures.negatives_taken,
                    "gold": e.figures.negatives,
                }
            )
    return out
