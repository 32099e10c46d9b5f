"""Precision, recall and F1 of predicted rows against gold, for figures and for events.

A predicted figure and a gold figure are one when the prediction overlaps the bare numeral; each is used once, the
longest overlap first. Gold rows below 0.5 confidence are optional: neither rewarded nor punished. A field is right when
it equals the gold value or an accepted alternative. Levels: *core* is value, bound and unit; *scoped* adds place and
period; *row* adds the indicator.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from policymine.codebook.schema import MEASURED_UNITS
from policymine.learning.gold import Gold, Row

CORE = ("value", "bound", "unit")
SCOPED = (*CORE, "adcode", "period")
ROW = (*SCOPED, "indicator")
FIELDS = (*CORE, "role", "indicator", "adcode", "period")
LEVELS = {"found": (), "core": CORE, "scoped": SCOPED, "row": ROW}
OPTIONAL_BELOW = 0.5

_NATION = (None, "", "000000", "100000")
_SAME_UNIT = {"metre": "meter", "year_of_age": "year", "working_day": "day", "clock_hour": "hour"}
# Counted units whose name matters; every other counted noun is open vocabulary and equals any other.
_NAMED_COUNTS = frozenset(
    "institution school person person_time county city province village household enterprise team department document case "
    "inspection batch event copy viewer time(s) project housing_unit community bed job institution_visit".split()
)
_MEASURED = MEASURED_UNITS | {"mg_per_100ml", "degree_of_angle"}


@dataclass(frozen=True, slots=True)
class PRF:
    hits: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.predicted + self.gold) if self.predicted + self.gold else 0.0

    def __add__(self, other: PRF) -> PRF:
        return PRF(self.hits + other.hits, self.predicted + other.predicted, self.gold + other.gold)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that is wrong: a missed gold figure, a figure that is none, or wrong fields as (predicted, gold)."""

    doc: str
    start: int
    end: int
    quote: str
    kind: str  # "missed", "spurious", "wrong"
    fields: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(slots=True)
class FigureScores:
    levels: dict[str, PRF] = field(default_factory=dict)
    accuracy: dict[str, float] = field(default_factory=dict)
    negatives: int = 0
    negatives_taken: int = 0
    errors: list[Disagreement] = field(default_factory=list)
    # (confidence, whether the core is right) of every prediction that counts: the reliability table is made of it.
    judged: list[tuple[float, bool]] = field(default_factory=list)


def accepted(name: str, gold: Row) -> list[Any]:
    return [gold.get(name), *(gold.get("alt") or {}).get(name, [])]


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _close(a: Any, b: Any) -> bool:
    x, y = _number(a), _number(b)
    if x is None or y is None:
        return x is y
    return abs(abs(x) - abs(y)) <= 1e-6 * max(1.0, abs(x), abs(y))


def _value_right(predicted: Row, gold: Row) -> bool:
    top = gold.get("value_max")
    return any(_close(predicted.get("value"), v) for v in accepted("value", gold)) and (
        top is None or _close(predicted.get("value_max"), top)
    )


def _bound_right(predicted: Row, gold: Row) -> bool:
    ok = set(accepted("bound", gold))
    for pair in ({"nearly", "approximately"}, {"more_than", "at_least"}):
        if gold.get("bound") in pair:
            ok |= pair
    return predicted.get("bound") in ok


def _unit_right(predicted: Row, gold: Row) -> bool:
    def bare(unit: Any) -> str:
        name = str(unit or "").removeprefix("other:")
        return _SAME_UNIT.get(name, name)

    ok = {bare(u) for u in accepted("unit", gold)}
    got = bare(predicted.get("unit"))
    return got in ok or (not ok & (_MEASURED | _NAMED_COUNTS) and got not in _MEASURED)


def _place_right(predicted: Row, gold: Row) -> bool:
    def code(value: Any) -> str | None:
        return None if value in _NATION else str(value)

    return any(code(predicted.get("adcode")) == code(c) for c in accepted("adcode", gold))


def same_end(a: Any, b: Any) -> bool:
    """Whether two EDTF periods end alike, at the precision of the coarser."""

    def end(value: Any) -> str | None:
        return (str(value).split("/")[-1].strip() or None) if value else None

    x, y = end(a), end(b)
    if x is None or y is None or x == y:
        return x == y
    n = min(len(x), len(y))
    return n >= 4 and x[:n] == y[:n]


def _period_right(predicted: Row, gold: Row, name: str = "period") -> bool:
    return any(same_end(predicted.get(name), p) for p in accepted(name, gold))


_RIGHT: dict[str, Callable[[Row, Row], bool]] = {
    "value": _value_right,
    "bound": _bound_right,
    "unit": _unit_right,
    "adcode": _place_right,
    "period": _period_right,
}


def field_right(name: str, predicted: Row, gold: Row) -> bool:
    check = _RIGHT.get(name)
    return check(predicted, gold) if check else predicted.get(name) in accepted(name, gold)


def _one_to_one(cells: Iterable[tuple[Any, int, int]]) -> dict[int, int]:
    """Best cells first, each prediction and each gold row once: {prediction: gold}."""
    out: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in sorted(cells):
        if i not in out and j not in used:
            out[i] = j
            used.add(j)
    return out


def pair_figures(predicted: Sequence[Row], gold: Sequence[Row]) -> dict[int, int]:
    """{index of prediction: index of gold} by overlap with the bare numeral."""
    by_doc: dict[str, list[int]] = {}
    for j, g in enumerate(gold):
        by_doc.setdefault(g["doc"], []).append(j)
    cells = []
    for i, p in enumerate(predicted):
        for j in by_doc.get(p["doc"], ()):
            g = gold[j]
            shared = min(p["end"], g.get("core_end", g["end"])) - max(p["start"], g.get("core_start", g["start"]))
            if shared > 0:
                cells.append(((-shared, p["end"] - p["start"]), i, j))
    return _one_to_one(cells)


def score_figures(predicted: Sequence[Row], gold: Gold) -> FigureScores:
    """Scores of predicted figures (rows with doc, start, end and the fields) against ``gold``."""
    rows = gold.figures
    predicted = [p for p in predicted if p["doc"] in gold.documents]
    pairs = pair_figures(predicted, rows)
    counted = {j for j, g in enumerate(rows) if (g.get("confidence") or 1) >= OPTIONAL_BELOW}
    free = {i for i, j in pairs.items() if j not in counted}
    hits: Counter[str] = Counter()
    out = FigureScores()
    for i, p in enumerate(predicted):
        j = pairs.get(i)
        if i in free:
            continue
        if j is None:
            out.errors.append(Disagreement(p["doc"], p["start"], p["end"], p.get("quote", ""), "spurious"))
            out.judged.append((float(p.get("confidence") or 0), False))
            continue
        g = rows[j]
        right = {name: field_right(name, p, g) for name in FIELDS}
        for name, ok in right.items():
            hits[name] += ok
        for level, names in LEVELS.items():
            hits["level:" + level] += all(right[n] for n in names)
        out.judged.append((float(p.get("confidence") or 0), all(right[n] for n in CORE)))
        wrong = tuple((n, p.get(n), g.get(n)) for n, ok in right.items() if not ok)
        if wrong:
            out.errors.append(Disagreement(g["doc"], g["start"], g["end"], g.get("quote", ""), "wrong", wrong))
    for j in sorted(counted - set(pairs.values())):
        g = rows[j]
        out.errors.append(Disagreement(g["doc"], g["start"], g["end"], g.get("quote", ""), "missed"))
    n_predicted, n_gold = len(predicted) - len(free), len(counted)
    out.levels = {level: PRF(hits["level:" + level], n_predicted, n_gold) for level in LEVELS}
    found = out.levels["found"].hits
    out.accuracy = {name: hits[name] / found if found else 0.0 for name in FIELDS}
    out.negatives = len(gold.negatives)
    out.negatives_taken = sum(
        any(p["doc"] == n["doc"] and p["start"] < n["end"] and n["start"] < p["end"] for p in predicted)
        for n in gold.negatives
    )
    return out


def _spans(event: Row) -> list[tuple[int, int]]:
    spans = [(event["start"], event["end"])]
    for other in event.get("alt_spans") or []:
        spans.append((other["start"], other["end"]) if isinstance(other, dict) else (other[0], other[1]))
    return spans


def pair_events(predicted: Sequence[Row], rows: Sequence[Row]) -> dict[int, int]:
    """{index of a prediction: index of its gold row}, one to one: the same type first, then the closest in extent.

    A gold event is met by overlap with any of its spans.
    """
    cells = []
    for i, p in enumerate(predicted):
        for j, g in enumerate(rows):
            if p["doc"] != g["doc"]:
                continue
            best = max(
                (
                    2 * shared / (p["end"] - p["start"] + e - s)
                    for s, e in _spans(g)
                    if (shared := min(p["end"], e) - max(p["start"], s)) > 0
                ),
                default=0.0,
            )
            if best > 0:
                cells.append(((p.get("type") not in accepted("type", g), -best), i, j))
    return _one_to_one(cells)


def score_events(predicted: Sequence[Row], gold: Gold) -> dict[str, PRF]:
    """found, typed, and typed_and_dated of predicted events."""
    rows = gold.events
    predicted = [p for p in predicted if p["doc"] in gold.documents]
    pairs = pair_events(predicted, rows)
    counted = {j for j, g in enumerate(rows) if (g.get("confidence") or 1) >= OPTIONAL_BELOW}
    free = sum(j not in counted for j in pairs.values())
    found = [(predicted[i], rows[j]) for i, j in pairs.items() if j in counted]
    typed = [(p, g) for p, g in found if p.get("type") in accepted("type", g)]
    dated = [(p, g) for p, g in typed if _period_right(p, g, "date")]
    n_predicted, n_gold = len(predicted) - free, len(counted)
    return {
        "found": PRF(len(found), n_predicted, n_gold),
        "typed": PRF(len(typed), n_predicted, n_gold),
        "typed_and_dated": PRF(len(dated), n_predicted, n_gold),
    }


def reliability(
    judged: Sequence[tuple[float, bool]], edges: Sequence[float] = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
) -> list[Row]:
    """Of the figures in each band of confidence, how many have their core right."""
    out = []
    bounds = [0.0, *edges, 1.0000001]
    for low, high in itertools.pairwise(bounds):
        group = [(c, ok) for c, ok in judged if low <= c < high]
        if group:
            out.append(
                {
                    "confidence": f"{low:.2f}-{min(high, 1):.2f}",
                    "figures": len(group),
                    "mean_confidence": round(sum(c for c, _ in group) / len(group), 3),
                    "core_right": round(sum(ok for _, ok in group) / len(group), 3),
                }
            )
    return out
