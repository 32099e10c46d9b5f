"""What a table is about, for labels that name nothing of their own (原有, 压减率, "number before")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from policymine.codebook.plans import Plans
from policymine.codebook.terms import Hit, TermFinder
from policymine.extraction.table_cells import table_words
from policymine.records import Language

_LEAST, _REACH = 3, 16  # characters of a label that can be told again, and of the attribute before it
_PARTED = re.compile(r"[\s，。；：、,.;:!?！？（）()\d]")


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


def without_things(text: str, language: Language) -> str:
    """``text``, as long as before, without the names of things whose words would be taken for acts (培训机构)."""
    return _things(language).sub(lambda m: " " * len(m.group()), text)


@cache
def _things(language: Language) -> re.Pattern[str]:
    words = sorted(table_words(language)["things"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


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

    def completed(self, label: str) -> str:
        """``label`` with the attribute that the words around give it (补助资金, told of above as 课后服务补助资金)."""
        for words in self.around if len(label) >= _LEAST else ():
            at = words.find(label)
            if at <= 0:
                continue
            lead = _PARTED.split(words[max(0, at - _REACH) : at])[-1]
            hits = [h for _, finder in self.finders for h in finder.find(lead) if _names(h)]
            if hits:
                return lead[min(h.start for h in hits) :] + label
        return label


def _names(hit: Hit) -> bool:
    return any(kind in ("entity", "qualifier") for kind, _ in hit.slots)
