"""Names of places outside China, so that a figure about one of them is nobody's here."""

from __future__ import annotations

import re
from functools import cache

from policymine.data import load_yaml
from policymine.records import Language

FOREIGN = "foreign"
_LOOK = 24
_AFTER = 16


@cache
def foreign_names(language: Language) -> tuple[str, ...]:
    """Names of countries, regions and cities outside China in the language."""
    flat = [name for row in load_yaml("places_foreign.yaml")["places"] for name in row]
    return tuple(name for name in flat[language is Language.EN :: 2] if name)


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    facts = load_yaml("places_foreign.yaml")
    return tuple(re.compile(facts[key]) for key in ("opens_zh", "opens_en", "adjective_zh", "adjective_en"))  # type: ignore[return-value]


def is_topic(text: str, start: int, end: int, language: Language) -> bool:
    """Whether the foreign name at ``start:end`` is what its clause is about ("在日本，…"), not whom or what it names."""
    opens_zh, opens_en, adjective_zh, adjective_en = _cues()
    opens, adjective = (opens_en, adjective_en) if language is Language.EN else (opens_zh, adjective_zh)
    return opens.search(text[max(0, start - _LOOK) : start]) is not None and not adjective.match(
        text, end, end + _AFTER
    )
