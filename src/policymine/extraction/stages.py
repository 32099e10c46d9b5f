"""The stage of education that a figure's own clause ties it to, or that its indicator has by definition."""

from __future__ import annotations

from functools import cache

from policymine.data import load_yaml
from policymine.records import Language


@cache
def _words(language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((word, stage) for stage, terms in load_yaml("stages.yaml").items() for word in terms[language.value])


def stage_of(clause: str, language: Language, default: str | None) -> str | None:
    """The stage named last before the figure in ``clause`` (text up to the figure's end), else ``default``.
    Two stages side by side (中小学, primary and junior high) tie the figure to neither.
    """
    low = clause.lower() if language is not Language.ZH else clause
    if "中小学" in low or "primary and secondary" in low or "primary and middle" in low:
        return default
    found = [(at, stage) for word, stage in _words(language) if (at := low.rfind(word)) >= 0]
    return max(found)[1] if found else default
