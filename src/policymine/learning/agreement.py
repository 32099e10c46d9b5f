"""How far two annotators agree: Cohen's kappa for what is chosen from a list, F1 for where the spans lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from policymine.errors import InputError
from policymine.learning.gold import Gold, Row
from policymine.learning.scoring import PRF, pair_events, pair_figures

# Fields that annotators choose; value and the other numbers are agreed on as text.
LABELS: Mapping[str, Sequence[str]] = {
    "figures": ("indicator", "role", "bound", "unit", "value", "adcode", "period"),
    "events": ("type", "status", "date", "adcode"),
}


def agreement(first: Gold, second: Gold) -> list[Row]:
    """One row a kind and measure, over the documents that both annotated.

    ``span (exact)`` and ``span (overlap)``: F1 of the spans, which is the same whichever annotator is taken for gold.
    Each field: Cohen's kappa and the plain share that agrees, over the pairs of overlapping spans. Kappa is None where
    both chose the same one label throughout: it is not defined there. Raises InputError PM101 where no document is shared.
    """
    shared = first.documents & second.documents
    if not shared:
        raise InputError(
            "PM101",
            "no document was annotated by both",
            where="agreement",
            remedy="Compare gold of the same documents.",
        )
    out: list[Row] = []
    pairing: dict[str, Callable[[Sequence[Row], Sequence[Row]], dict[int, int]]] = {
        "figures": pair_figures,
        "events": pair_events,
    }
    for kind, pair in pairing.items():
        a, b = (_of(getattr(gold, kind), shared) for gold in (first, second))
        if not a and not b:
            continue
        pairs = [(a[i], b[j]) for i, j in pair(a, b).items()]
        exact = sum((x["start"], x["end"]) == (y["start"], y["end"]) for x, y in pairs)
        for name, hits in (("span (exact)", exact), ("span (overlap)", len(pairs))):
            out.append(_row(kind, name, hits, len(a), len(b), {"f1": PRF(hits, len(a), len(b)).f1}))
        for name in LABELS[kind]:
            chosen = [(_text(x.get(name)), _text(y.get(name))) for x, y in pairs]
            same = sum(x == y for x, y in chosen)
            scores = {"agree": same / len(chosen), "kappa": kappa(chosen)} if chosen else {}
            out.append(_row(kind, name, same, len(a), len(b), scores) | {"pairs": len(chosen)})
    return out


def _row(kind: str, measure: str, same: int, first: int, second: int, scores: dict[str, float | None]) -> Row:
    shown = {name: None if score is None else round(score, 4) for name, score in scores.items()}
    blank: dict[str, Any] = {"f1": None, "kappa": None, "agree": None, "pairs": None}
    return {"rows": kind, "measure": measure} | blank | shown | {"same": same, "first": first, "second": second}


def _of(rows: Iterable[Row], documents: frozenset[str]) -> list[Row]:
    return [row for row in rows if row["doc"] in documents]


def _text(value: object) -> str:
    return "" if value is None else str(float(value)) if isinstance(value, int | float) else str(value)


def kappa(chosen: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of pairs of labels (Cohen 1960); None where both used one and the same label only."""
    if len({label for pair in chosen for label in pair}) < 2:
        return None
    from policymine.learning.store import require_learning

    require_learning()
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score([x for x, _ in chosen], [y for _, y in chosen]))
