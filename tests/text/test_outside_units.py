"""Amounts, measures, ages, temperatures and ranges as an outside specification has them (Recognizers-Text, MIT licence).

The cases are read where they lie and are not copied. A case that reads otherwise is listed with its reason in
``tests/specs/recognizers_units_disagreements.json``; nothing is skipped silently.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from policymine.records import Language
from policymine.text.quantities import find_quantities
from policymine.text.ranges import find_number_ranges

SPECS = Path(__file__).parent.parent / "specs"
SHARED = next((p for up in Path(__file__).parents if (p := up / "shared").is_dir()), Path("shared"))
OUTSIDE = SHARED / "outside" / "recognizers_text"
MODELS = ("CurrencyModel", "DimensionModel", "AgeModel", "TemperatureModel", "NumberRangeModel")
FOUND = [
    (language, model)
    for language in (Language.ZH, Language.EN)
    for model in MODELS
    if (OUTSIDE / language.value / f"{model}.json").is_file()
]
_TOLERANCE = Decimal("1e-9")


def number(text: str | None) -> Decimal | None:
    try:
        return None if not text else Decimal(text.rstrip("%").replace(",", ""))
    except InvalidOperation:
        return None


def has_value(found: list[Decimal], wanted: Decimal) -> bool:
    return any(abs(value - wanted) <= _TOLERANCE * max(Decimal(1), abs(wanted)) for value in found)


def agrees(case: dict[str, Any], language: Language, model: str) -> bool:
    """Whether every amount (or range) that the case wants is found."""
    text = case["Input"]
    wanted = [
        value for r in case["Results"] if (value := (r.get("Resolution") or {}).get("value")) not in (None, "null")
    ]
    if model == "NumberRangeModel":
        ranges = {(r.low, r.high) for r in find_number_ranges(text, language)}
        ends = [re.fullmatch(r"[\[(](.*),(.*)[\])]", value) for value in wanted]
        return all(m is not None and (number(m[1]), number(m[2])) in ranges for m in ends)
    values = [q.value for q in find_quantities(text, language)[0]]
    return all((want := number(value)) is not None and has_value(values, want) for value in wanted)


@pytest.mark.skipif(not FOUND, reason="outside cases are not here")
@pytest.mark.parametrize(("language", "model"), FOUND)
def test_outside_units_agree_but_for_what_is_listed(language: Language, model: str) -> None:
    listed = json.loads((SPECS / "recognizers_units_disagreements.json").read_text(encoding="utf-8"))
    known = listed[language.value].get(model, {})
    path = OUTSIDE / language.value / f"{model}.json"
    cases = json.loads(path.read_text(encoding="utf-8-sig"))
    wrong = {case["Input"] for case in cases if not agrees(case, language, model)}
    assert wrong == set(known)


def test_outside_units_disagreements_have_reasons() -> None:
    listed = json.loads((SPECS / "recognizers_units_disagreements.json").read_text(encoding="utf-8"))
    reasons = [reason for models in listed.values() for cases in models.values() for reason in cases.values()]
    assert reasons
    assert all(len(reason) > 10 for reason in reasons)
