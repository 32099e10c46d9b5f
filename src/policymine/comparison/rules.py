"""The written rules of comparison, from ``data/comparison.yaml``: which figures may share a cell, and which is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from policymine.data import load_yaml
from policymine.errors import CodebookError
from policymine.records import Role

FILE: Final = "comparison.yaml"

KEYS: Final[dict[str, str]] = {
    "other_stage": "the figure is of another school stage than most places report",
    "end_month": "month in which the period ends, as year * 12 + month; 0 where the period is unknown",
    "beside_proof": "no check proves it, but one proves another figure of the document, indicator, place and month",
    "contradicted": "a check of the document contradicts it",
    "derived": "it was computed from other figures",
    "official": "the document is a government's own",
    "end_day": "day on which the period ends, as an ordinal; 0 where it is unknown",
    "published": "first day on which the document may have been published, as an ordinal; 0 where it is unknown",
    "bounded": "it has a bound or is a range",
    "margin": "half a unit of the last digit shown",
    "section_rank": "rank of the section it stands in",
    "verified": "a check of the document proves it",
    "confidence": "confidence of the reading",
    "doc_number": "number of the document in the order of names",
    "start": "offset in the document",
}
"""Keys that a rule of choice may look at: columns of the table of candidates."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of choice: of two figures the one with the lower (or ``high``: higher) key stands."""

    name: str
    key: str
    high: bool
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """``<entity>.<measure>`` follows from figures before and after of ``<entity>.<origin>``."""

    measure: str
    origin: str
    unit: str
    decimals: int


@cache
def content() -> Any:
    """The file's content. Callers must not change it."""
    return load_yaml(FILE)


@cache
def choice() -> tuple[Rule, ...]:
    """Rules of choice, the first that decides first. Raises ``CodebookError`` PM203 for a key that does not exist.

    >>> [rule.name for rule in choice()[:2]]
    ['common_stage', 'stated_over_derived']
    """
    return read_choice(content()["rules"])


def read_choice(rows: list[dict[str, str]]) -> tuple[Rule, ...]:
    """Rules from the rows of the file; names and keys must be there once, and the keys known (PM203)."""
    found = []
    for row in rows:
        if row["key"] not in KEYS or row["order"] not in ("low", "high"):
            raise CodebookError("PM203", f"key {row['key']!r}, order {row['order']!r}", where=f"{FILE}, {row['name']}")
        found.append(Rule(row["name"], row["key"], row["order"] == "high", row["says"], row["source"]))
    if len({rule.name for rule in found}) < len(found):
        raise CodebookError("PM203", "a rule stands there twice", where=FILE)
    return tuple(found)


@cache
def families() -> dict[str, frozenset[Role]]:
    """Roles that may stand in one table, by the name of the family."""
    return {name: frozenset(Role(role) for role in row["roles"]) for name, row in content()["families"].items()}


@cache
def _change_measure() -> re.Pattern[str]:
    words = "|".join(content()["change_measures"]["words"])
    return re.compile(rf"(?:^|[._])(?:{words})(?:_|$)")


def is_change(indicator: str) -> bool:
    """Whether the indicator measures a change, so that a change is its result."""
    return _change_measure().search(indicator.rpartition(".")[2]) is not None


def family_of(indicator: str, role: Role, *, kind: str = "stock", span: bool = False) -> str:
    """The family of a figure: result, flow, change, before, limit or target.

    ``kind``: of the indicator, as in its codebook. ``span``: the figure's period has a start and an end.

    >>> family_of("a.count", Role.FLOW_COUNT), family_of("a.count", Role.FLOW_COUNT, kind="flow")
    ('flow', 'result')
    >>> family_of("a.reduction_rate", Role.CHANGE_PERCENT), family_of("a.count", Role.CHANGE_PERCENT)
    ('result', 'change')
    """
    name = next(name for name, roles in families().items() if role in roles)
    if name == "change" and is_change(indicator):
        return "result"
    if name == "flow" and kind in content()["flow_is_result"]["kinds"]:
        return "result"
    accumulated = content()["span_is_flow"]
    if span and kind in accumulated["kinds"] and role.value in accumulated["roles"]:
        return "flow"
    return name


@cache
def derivations() -> tuple[Derivation, ...]:
    return tuple(
        Derivation(row["measure"], row["from"], row["unit"], row["decimals"]) for row in content()["derivations"]
    )


@cache
def conversion(unit: str | None) -> tuple[str, Decimal] | None:
    """Base unit of the unit's dimension and the factor to it; None where the unit has no other beside it."""
    for row in content()["units"].values():
        if unit in row["factors"]:
            return row["base"], Decimal(row["factors"][unit])
    return None


def additive(kind: str, unit: str | None) -> bool:
    """Whether values of parts add up to that of the whole: counts and amounts do, rates and times do not."""
    row = content()["additive"]
    return kind in row["kinds"] and unit not in row["never"]


@cache
def missing_reasons() -> dict[str, str]:
    """Reason codes of empty cells with what they mean, the most telling first."""
    return dict(content()["missing"])


@cache
def official_patterns() -> tuple[str, str]:
    """Regular expressions (RE2) for a government's host and for its name as publisher or issuer."""
    row = content()["official"]
    hosts = "|".join(re.escape(host) for host in row["hosts"])
    names = "|".join(re.escape(name) for name in (*row["zh"], *row["en"]))
    return rf"^https?://([^/?#]*\.)?({hosts})([:/?#]|$)", rf"(?i)({names})"
