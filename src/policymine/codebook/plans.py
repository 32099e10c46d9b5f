"""What matching asks of each indicator, worked out once a codebook, and the indicators that a unit can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from policymine.codebook.schema import MEASURED_UNITS, Codebook, Indicator
from policymine.codebook.terms import Slot


@dataclass(frozen=True, slots=True)
class Slots:
    """What the names around a figure can speak for, of what one indicator asks."""

    entity: Slot
    qualifiers: tuple[Slot, ...]
    measure: Slot | None
    require: Slot
    cue: Slot
    excluded: Slot


@dataclass(frozen=True, slots=True)
class Plan:
    """One indicator as matching sees it. ``measure``: the measure of its name that has words of its own."""

    indicator: Indicator
    name: str
    entity: str
    qualifiers: frozenset[str]
    measure: str | None
    required: bool
    # Whether its entity has parts and fates at all: that a blacklist was announced says nothing against its numbers.
    told_apart: bool
    limit: bool
    change: bool
    share: bool
    slots: Slots


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of a codebook, asked by unit."""

    codebook: Codebook
    all: tuple[Plan, ...]
    # Filled as units come up: a codebook has a hundred indicators, a document a dozen units.
    _by_unit: dict[str, tuple[Plan, ...]] = field(default_factory=dict)
    _entities: dict[str, frozenset[str]] = field(default_factory=dict)
    _names: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, codebook: Codebook) -> Plans:
        apart = {i.entity for i in codebook.indicators if any(part in codebook.qualifiers for part in i.parts[:-1])}
        return cls(codebook, tuple(_plan(codebook, i, i.entity in apart) for i in codebook.indicators))

    def for_unit(self, unit: str) -> tuple[Plan, ...]:
        found = self._by_unit.get(unit)
        if found is None:
            found = self._by_unit[unit] = tuple(p for p in self.all if unit_fits(unit, p.indicator.unit))
        return found

    def names_for(self, unit: str) -> frozenset[str]:
        """The indicators that may be told in ``unit``."""
        found = self._names.get(unit)
        if found is None:
            found = self._names[unit] = frozenset(p.name for p in self.for_unit(unit))
        return found

    def entities_of(self, unit: str) -> frozenset[str]:
        """The entities of which something is told in ``unit``."""
        found = self._entities.get(unit)
        if found is None:
            found = self._entities[unit] = frozenset(p.entity for p in self.for_unit(unit))
        return found


# Measures of change: a share of something is never one of them.
_CHANGES = frozenset({"reduction_rate", "growth", "change"})


def _plan(codebook: Codebook, indicator: Indicator, told_apart: bool) -> Plan:
    qualifiers = frozenset(p for p in indicator.parts[:-1] if p in codebook.qualifiers)
    measure = _measure(codebook, indicator)
    return Plan(
        indicator,
        indicator.name,
        indicator.entity,
        qualifiers,
        measure,
        bool(indicator.require.zh or indicator.require.en),
        told_apart,
        indicator.kind == "limit",
        indicator.parts[-1] in _CHANGES,
        indicator.parts[-1] == "share",
        Slots(
            ("entity", indicator.entity),
            tuple(("qualifier", q) for q in sorted(qualifiers)),
            ("measure", measure) if measure is not None else None,
            ("require", indicator.name),
            ("cue", indicator.name),
            ("not", indicator.name),
        ),
    )


def _measure(codebook: Codebook, indicator: Indicator) -> str | None:
    for i in range(len(indicator.parts)):
        name = ".".join(indicator.parts[i:])
        measure = codebook.measures.get(name)
        if measure is not None:
            return name if measure.zh or measure.en else None
    return None


def unit_fits(unit: str, accepted: Sequence[str]) -> bool:
    """Whether a figure's unit is one of an indicator's: by name, with or without ``other:``.

    ``count`` among the accepted stands for every counted unit; a change in percentage points fits a rate.
    """
    if unit in accepted or (unit == "percentage_point" and "percent" in accepted):
        return True
    bare = unit.removeprefix("other:")
    if any(bare == name.removeprefix("other:") for name in accepted):
        return True
    return "count" in accepted and bare not in MEASURED_UNITS
