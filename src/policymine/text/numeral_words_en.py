"""The English numeral words: tables that the number readers share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policymine.data import load_yaml


@dataclass(frozen=True, slots=True)
class Numerals:
    """The word tables, as ``data/numerals_en.yaml`` gives them."""

    small: dict[str, Decimal]
    tens: dict[str, Decimal]
    scales: dict[str, Decimal]
    digit_scales: dict[str, Decimal]
    safe_digit_scales: frozenset[str]
    dozens: frozenset[str]
    ordinals: dict[str, Decimal]
    denominators: dict[str, Decimal]
    vague: dict[str, Decimal]
    verbs: dict[str, Decimal]
    characters: dict[str, Decimal]
    words: frozenset[str]


@cache
def numerals() -> Numerals:
    raw = load_yaml("numerals_en.yaml")

    def table(name: str) -> dict[str, Decimal]:
        return {word: Decimal(value) for word, value in raw[name].items()}

    ordinals = table("ordinals")
    denominators = {word: value for word, value in ordinals.items() if word not in ("first", "second")}
    denominators |= {word + "s": value for word, value in denominators.items()}
    denominators |= {"quarter": Decimal(4), "quarters": Decimal(4), "half": Decimal(2), "halves": Decimal(2)}
    small, tens, scales, vague, verbs = (table(name) for name in ("small", "tens", "scales", "vague", "number_verbs"))
    return Numerals(
        small=small,
        tens=tens,
        scales=scales,
        digit_scales=table("digit_scales"),
        safe_digit_scales=frozenset(raw["safe_digit_scales"]),
        dozens=frozenset(raw["dozens"]),
        ordinals=ordinals,
        denominators=denominators,
        vague=vague,
        verbs=verbs,
        characters={c: Decimal(a) / Decimal(b) for c, (a, b) in raw["fraction_characters"].items()},
        words=frozenset(small) | frozenset(tens) | frozenset(scales),
    )
