"""Find the places that a text names."""

from __future__ import annotations

from policymine.geography import chinese, english
from policymine.records import Language, PlaceMention


def find_places(
    text: str, language: Language, *, at: str | None = None, organisations: bool = False
) -> list[PlaceMention]:
    """Places that ``text`` names, in order, not overlapping.

    ``at`` is the EDTF date as of which names are read: a name that no division has then stands for its successor.
    ``organisations`` also takes the place out of the name of a newspaper, university or company (for publishers).
    A mention whose namesakes the text does not tell apart has ``place`` None and its candidates; ``rule`` says how the
    others were read: full_name, short_name, nested, list, co_mention, former_name, area, dateline, prominent, label. An
    English "X County" that China does not have is kept without a place (unknown_name, unfit_name), and so are an
    area of several provinces (region) and a place outside China (foreign).
    """
    if not text:
        return []
    if language is Language.ZH:
        return chinese.find(text, at, organisations)
    found = english.find(text, at, organisations)
    if language is Language.OTHER:
        found = sorted([*found, *chinese.find(text, at, organisations)], key=lambda m: m.start)
    return found
