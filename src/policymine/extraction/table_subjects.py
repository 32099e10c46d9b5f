"""What a table is about, for labels that name nothing of their own (原有, 压减率, "number before")."""

from __future__ import annotations

from collections.abc import Sequence

from policymine.codebook.plans import Plans
from policymine.codebook.terms import TermFinder
from policymine.extraction.table_cells import table_words
from policymine.records import Language


def is_bare(label: str, language: Language) -> bool:
    """Whether a label names no thing: it is made of words for numbers, rates, before and after alone."""
    bare = sorted(table_words(language)["bare"], key=len, reverse=True)
    if language is not Language.ZH:
        return all(word in bare for word in label.casefold().split())
    at = 0
    while at < len(label):
        word = next((w for w in bare if label.startswith(w, at)), None)
        if word is None:
            return False
        at += len(word)
    return True


class Subjects:
    """Subjects of measurement in the words of a table and around it. ``around``: those, nearest first."""

    def __init__(self, finders: Sequence[tuple[Plans, TermFinder]], around: Sequence[str]) -> None:
        self.finders = finders
        self.around = around

    def named_in(self, words: str, unit: str | None) -> str:
        """The subject that ``words`` name and of which something is measured in ``unit``; none where they name several."""
        found: dict[str, str] = {}
        for plans, finder in self.finders:
            known = {p.entity for p in plans.for_unit(unit)} if unit is not None else set()
            for hit in finder.find(words):
                for kind, name in hit.slots:
                    if kind == "entity" and name in known:
                        found.setdefault(name, words[hit.start : hit.end])
        names = [n for n in found if not any(o != n and o.endswith(n) for o in found)]
        return found[names[0]] if len(names) == 1 else ""

    def above(self, unit: str | None) -> str:
        """The subject of the nearest words around the table that name one."""
        return next((subject for words in self.around if (subject := self.named_in(words, unit))), "")
