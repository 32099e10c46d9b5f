"""What the codebooks say of each indicator: its kind, units, stage, label and target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policymine.codebook import load
from policymine.codebook.schema import Indicator, Target


@dataclass(frozen=True, slots=True)
class Meaning:
    """An indicator as a comparison needs it. ``known``: a codebook has it; else ``kind`` is inferred from its figures."""

    name: str
    kind: str
    units: tuple[str, ...] = ()
    stage: str | None = None
    label_en: str = ""
    label_zh: str = ""
    target: Target | None = None
    known: bool = True


def meanings(codebooks: Sequence[str | Path] | None = None) -> dict[str, Meaning]:
    """Indicators of the codebooks (names or paths; None: all that ship) by name; the first that has a name gives it."""
    found: dict[str, Meaning] = {}
    for name in load.available() if codebooks is None else codebooks:
        for item in load.load(name).indicators:
            found.setdefault(item.name, _meaning(item))
    return found


def _meaning(item: Indicator) -> Meaning:
    stage = None if item.stage is None else str(item.stage)
    return Meaning(item.name, item.kind, item.unit, stage, item.label.en, item.label.zh, item.target)


def inferred(name: str, unit: str | None, flows: int, others: int) -> Meaning:
    """The meaning of an indicator that no codebook has, from the commonest unit and the roles of its figures."""
    kind = "rate" if unit in ("percent", "percentage_point") else "flow" if flows > others else "stock"
    return Meaning(name, kind, (unit,) if unit else (), known=False)
