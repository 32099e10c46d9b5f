"""What a codebook file may hold. Validated with pydantic, because people write these files."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

NAME = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")

# Measured units: a value in one of them never stands for a count of things.
MEASURED_UNITS = frozenset(
    "percent percentage_point yuan usd hkd eur jpy gbp fold ratio minute hour day month year millisecond second week mu "
    "hectare acre square_meter square_km cubic_meter meter km ton kg kwh kw mw gw mbps megajoule celsius ug/m3 mu_time "
    "working_day year_of_age clock_hour basis_point kv jin quarter".split()
)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Terms(_Strict):
    """Names in each language, as they stand in text. English is matched without regard to case and hyphen blanks.

    An English name that ends in ``*`` stands for every word that begins so (investigat*: investigated, investigating).
    """

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    @field_validator("zh", "en")
    @classmethod
    def _not_blank(cls, terms: tuple[str, ...]) -> tuple[str, ...]:
        for term in terms:
            if not term.strip():
                raise ValueError("a name must not be blank")
        return terms


class Label(_Strict):
    zh: str
    en: str


class Composed(Terms):
    """Words that make a name of the entity when a name of the entity ``of`` follows them, perhaps after where it is
    ("discipline-related" + "off -campus training institutions"): no list of the combinations is needed.
    """

    of: str


class Entity(Terms):
    source: str = ""
    composed: Composed | None = None


class Qualifier(Terms):
    """``outflow``: what it counts has left the stock (deregistered, converted). ``kind``: ``part`` where it says which
    of the things are meant (offline), so that a rate right after such a count is of the same part; ``fate`` where it
    says what became of them.
    """

    outflow: bool = False
    kind: Literal["part", "fate"] = "fate"


class Measure(Terms):
    """``units`` are the units a value of this measure may have; ``count`` stands for every counted unit."""

    units: tuple[str, ...] = ("count",)


class Target(_Strict):
    """What the policy wants of an indicator: at least or at most ``value``, by ``due`` (EDTF), as ``source`` says."""

    value: Decimal
    bound: Literal["at_least", "at_most"] = "at_least"
    due: str | None = None
    source: str = ""


def _as_target(value: Any) -> Any:
    return {"value": value} if isinstance(value, int | float | str | Decimal) else value


class Description(_Strict):
    """What an indicator measures, in a sentence, in one language or both: what matching by meaning reads."""

    zh: str | None = None
    en: str | None = None


def _as_description(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return {"zh" if any("\u4e00" <= char <= "\u9fff" for char in value) else "en": value}


class Indicator(_Strict):
    """One indicator: ``<entity>[.<qualifier>].<measure>`` with its unit, kind, range and the words that tell it apart.

    ``require``: at least one must stand near the figure. ``cues``: speak for it. ``not``: speak against it.
    ``entity_optional``: the required words alone name the thing, the entity's own name need not stand there.
    ``context``: the required words may stand in the paragraph before or the heading. ``follows``: the indicator after
    which this one is stated without naming its thing again (教师4100人，参与率98%).
    ``counts``: other entities that its noun phrase may name without speaking against it (blacklisted institutions).
    ``description``: a sentence that says what it measures, for matching by meaning (``--semantic``).
    ``target``: what the policy itself sets, or its bare value where that is a minimum.
    """

    name: str
    unit: Annotated[tuple[str, ...], BeforeValidator(_as_list)]
    kind: Literal["stock", "flow", "rate", "limit", "amount", "duration", "level", "index"]
    range: tuple[Decimal, Decimal] | None = None
    stage: Literal["compulsory", "preschool", "primary", "junior", "high_school", "higher"] | None = None
    label: Label
    require: Terms = Terms()
    cues: Terms = Terms()
    excludes: Terms = Field(default=Terms(), alias="not")
    entity_optional: bool = False
    context: bool = False
    follows: str | None = None
    counts: tuple[str, ...] = ()
    target: Annotated[Target | None, BeforeValidator(_as_target)] = None
    description: Annotated[Description | None, BeforeValidator(_as_description)] = None

    @field_validator("name")
    @classmethod
    def _name(cls, name: str) -> str:
        if not NAME.match(name) or ("." not in name and "_" not in name):
            raise ValueError(
                "must be <entity>[.<qualifier>].<measure> in lower case, for example training_fees.refunded.amount"
            )
        return name

    @field_validator("range")
    @classmethod
    def _range(cls, limits: tuple[Decimal, Decimal] | None) -> tuple[Decimal, Decimal] | None:
        if limits is not None and limits[0] > limits[1]:
            raise ValueError("the lower limit is above the upper limit")
        return limits

    @property
    def entity(self) -> str:
        return self.name.split(".", 1)[0]

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.name.split(".")[1:])


class Codebook(_Strict):
    """A policy's indicators: the closed lists of entities, qualifiers and measures, and their combinations in use."""

    name: str
    version: str
    title: Label
    source: str = ""
    event_types: str = "event_types.yaml"
    # How far a name speaks: "clause" where a sentence lists many things, so that only the figure's own clause names it.
    reach: Literal["clause", "sentence"] = "sentence"
    policy_names: Terms
    entities: dict[str, Entity]
    qualifiers: dict[str, Qualifier] = Field(default_factory=dict)
    measures: dict[str, Measure] = Field(default_factory=dict)
    indicators: tuple[Indicator, ...]

    @field_validator("version", mode="before")
    @classmethod
    def _version(cls, version: Any) -> Any:
        if isinstance(version, float | int):
            raise ValueError('must be in quotes, for example "2026.11"')
        return version

    @model_validator(mode="after")
    def _consistent(self) -> Codebook:
        seen: set[str] = set()
        for name, entity in self.entities.items():
            if entity.composed is not None and entity.composed.of not in self.entities:
                raise ValueError(f"entity {name}: '{entity.composed.of}' is not in the list of entities")
        for indicator in self.indicators:
            if indicator.entity not in self.entities:
                raise ValueError(
                    f"indicator {indicator.name}: entity '{indicator.entity}' is not in the list of entities"
                )
            for counted in indicator.counts:
                if counted not in self.entities:
                    raise ValueError(f"indicator {indicator.name}: entity '{counted}' is not in the list of entities")
            if indicator.name in seen:
                raise ValueError(f"indicator {indicator.name} stands there twice")
            seen.add(indicator.name)
        return self

    def indicator(self, name: str) -> Indicator | None:
        return next((i for i in self.indicators if i.name == name), None)
