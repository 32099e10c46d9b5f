"""All names of a codebook in a text, found in one pass (Aho-Corasick), with the role that each plays.

English is matched without regard to case, and with the blanks that machine translation puts around hyphens:
"off -campus", "off- campus", "off campus" and "off-campus" are one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

import ahocorasick_rs

from policymine.codebook.schema import Codebook, Terms
from policymine.records import Language

# What a name speaks for: ("entity", e), ("qualifier", q), ("measure", m), ("require"|"cue"|"not", indicator), ("policy", "");
# ("composed", e) of the first words of a composed name is never handed out.
Slot = tuple[str, str]
# What may stand between the two parts of a composed name: where the thing is and what it teaches.
_BETWEEN = re.compile(
    r"(?:[\s-]*\b(?:off|out|outside|extra|after|of|line|campus|school|class|course|online|offline|education|training|tutoring|and|or|private|"
    r"extracurricular|curricular|compulsory|stage)\b)*[\s-]*"
)
_BEHIND = re.compile(
    r"\s(?:facing|for|of|in|on|towards?)\s(?:the\s)?(?:compulsory\s(?:education\s)?)?(?:stage\s)?([a-z]+)(?![a-z])(?!\s*-)"
)
# "including 59 discipline and 79 non -disciplinary": the first words of a name stand for it behind a number.
_NUMBER_OF = re.compile(r"\d\s(?:(?:are|were|is|was)\s)?\Z")
_ALONE = re.compile(r"\s*(?:[,.;:)]|and\b|or\b|ones?\b|\Z)")
_REACH = 60  # characters between them

_LOWER = str.maketrans({chr(c): chr(c + 32) for c in range(ord("A"), ord("Z") + 1)} | {"’": "'"})


class Hit(NamedTuple):  # made by the thousand: three times as fast as a frozen dataclass
    start: int
    end: int
    slots: tuple[Slot, ...]


class TermFinder:
    """Finds a codebook's names of one language. Build once, use for every document."""

    def __init__(self, codebook: Codebook, language: Language) -> None:
        slots: dict[str, list[Slot]] = {}

        def add(terms: Terms, slot: Slot) -> None:
            for term in terms.zh if language is Language.ZH else terms.en:
                for form in forms(term) if language is not Language.ZH else (term,):
                    held = slots.setdefault(form, [])
                    if slot not in held:
                        held.append(slot)

        add(codebook.policy_names, ("policy", ""))
        for name, entity in codebook.entities.items():
            add(entity, ("entity", name))
            if entity.composed is not None:
                add(entity.composed, ("composed", name))
        for name, qualifier in codebook.qualifiers.items():
            add(qualifier, ("qualifier", name))
        for name, measure in codebook.measures.items():
            add(measure, ("measure", name))
        for indicator in codebook.indicators:
            add(indicator.require, ("require", indicator.name))
            add(indicator.cues, ("cue", indicator.name))
            add(indicator.excludes, ("not", indicator.name))
        self._language = language
        self._firsts = {form: tuple(s for s in held if s[0] == "composed") for form, held in slots.items()}
        self._composed = {n: e.composed.of for n, e in codebook.entities.items() if e.composed is not None}
        self._open = [form.endswith("*") and language is not Language.ZH for form in slots]
        self._patterns = [
            form.removesuffix("*") if opened else form for form, opened in zip(slots, self._open, strict=True)
        ]
        self._slots = [tuple(names) for names in slots.values()]
        self._finder = (
            ahocorasick_rs.AhoCorasick(self._patterns, matchkind=ahocorasick_rs.MatchKind.Standard)
            if self._patterns
            else None
        )

    def find(self, text: str) -> list[Hit]:
        """Names in ``text`` in order of start. An entity's name inside a longer entity's name does not count."""
        if self._finder is None:
            return []
        english = self._language is not Language.ZH
        haystack = text.translate(_LOWER) if english else text
        hits = []
        for index, start, stop in self._finder.find_matches_as_indexes(haystack, overlapping=True):
            end = stop
            if english:
                if _is_word(haystack, start - 1):
                    continue
                if self._open[index]:
                    while _is_word(haystack, end):
                        end += 1
                elif _is_word(haystack, end):
                    continue
            hits.append(Hit(start, end, self._slots[index]))
        hits.sort(key=lambda h: (h.start, -h.end))
        hits = _merged(hits)
        if self._composed:
            hits = self._compose(haystack, hits)
        return list(_outermost_entities(haystack, hits))

    def _reversed(self, haystack: str, hit: Hit) -> Hit | None:
        """The name whose first words machine translation put last: "training institutions facing compulsory subjects"."""
        for name, of in self._composed.items():
            found = _BEHIND.match(haystack, hit.end) if ("entity", of) in hit.slots else None
            if found is not None and ("composed", name) in self._firsts.get(found.group(1), ()):
                return Hit(hit.start, found.end(), (("entity", name),))
        return None

    def _compose(self, haystack: str, hits: list[Hit]) -> list[Hit]:
        """``hits`` with the composed names and without their first words."""
        out: list[Hit] = []
        opened: list[tuple[Hit, str]] = []  # the first words that a name may still follow
        for hit in hits:
            firsts = [name for kind, name in hit.slots if kind == "composed"]
            if firsts:
                opened = [(h, n) for h, n in opened if hit.start - h.end <= _REACH]
                opened.extend((hit, name) for name in firsts)
                rest = tuple(s for s in hit.slots if s[0] != "composed")
                if _stands_alone(haystack, hit):
                    rest += tuple(("entity", name) for name in firsts)
                if rest:
                    out.append(Hit(hit.start, hit.end, rest))
                elif _NUMBER_OF.search(haystack, max(0, hit.start - 16), hit.start) and _ALONE.match(haystack, hit.end):
                    out.append(Hit(hit.start, hit.end, tuple(("entity", name) for name in firsts)))
                continue
            reverse = self._reversed(haystack, hit)
            out.append(hit if reverse is None else reverse)
            for first, name in opened:
                if (
                    ("entity", self._composed[name]) in hit.slots
                    and first.end <= hit.start <= first.end + _REACH
                    and _BETWEEN.fullmatch(haystack, first.end, hit.start)
                ):
                    out.append(Hit(first.start, hit.end, (("entity", name),)))
        out.sort(key=lambda h: (h.start, -h.end))
        return out


def _merged(hits: list[Hit]) -> list[Hit]:
    """``hits`` with those of one stretch in one: "checked" is a name as it stands, and as "check*"."""
    out: list[Hit] = []
    for hit in hits:
        last = out[-1] if out else None
        if last is not None and (last.start, last.end) == (hit.start, hit.end):
            out[-1] = Hit(hit.start, hit.end, tuple(dict.fromkeys(last.slots + hit.slots)))
        else:
            out.append(hit)
    return out


_SORT = r"(?:[\s-]*(?:class|category|type|kind|ones?))?"
_SORTED_BEFORE = re.compile(_SORT + r"\s*(?=\d)")
_SORTED_AFTER = re.compile(_SORT + r"\s*(?:[,;.)]|and\b|$)")
_COUNT_AHEAD = re.compile(r"\d\s+(?:of\s+them\s+|were\s+|are\s+)?$")


def _stands_alone(text: str, hit: Hit) -> bool:
    """Whether the first words of a name count its things by themselves in a list: "5 discipline, 120 sports", "discipline
    class 16, non-discipline class 739".
    """
    if _SORTED_AFTER.match(text, hit.end) is not None:
        return _COUNT_AHEAD.search(text, max(0, hit.start - 16), hit.start) is not None
    if _SORTED_BEFORE.match(text, hit.end) is None:
        return False
    return text[max(0, hit.start - 4) : hit.start].rstrip()[-1:] in ("(", ",", ";", ":") or text.endswith(
        ("among them ", "including ", "which ", " and "), max(0, hit.start - 12), hit.start
    )


def _is_word(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isalpha() and text[at].isascii()


_JOINTS = frozenset(["、", "和", "及", "与", "或", "/", ", ", " and ", ", and ", " or "])


def _outermost_entities(text: str, hits: list[Hit]) -> Iterable[Hit]:
    covered = qualified = qualifying = -1
    for found in hits:
        hit = found
        kinds = {kind for kind, _ in hit.slots}
        if "qualifier" in kinds and hit.end <= qualified:  # 营转非 is not 转非
            hit = Hit(hit.start, hit.end, tuple(s for s in hit.slots if s[0] != "qualifier"))
            if not hit.slots:
                continue
        elif "qualifier" in kinds:
            qualified, qualifying = hit.end, hit.start
        if "entity" not in kinds:
            if "qualifier" in kinds:  # 转为非学科类: what became of them, not the non-subject institutions
                covered = max(covered, hit.end)
            yield hit
            continue
        if covered == qualified < hit.start <= qualified + 5 and text[qualified : hit.start] in _JOINTS:
            covered = qualified = hit.end  # 转为艺术、体育类: both are what became of them
        # 转为非学科类机构: the longer name that begins inside is still what became of them.
        if hit.end <= covered or qualifying < hit.start < qualified:
            covered = max(covered, hit.end)
            rest = tuple(s for s in hit.slots if s[0] != "entity")
            if rest:
                yield Hit(hit.start, hit.end, rest)
            continue
        covered = max(covered, hit.end)
        yield hit


def forms(term: str) -> set[str]:
    """An English name in lower case with every way that machine translation writes its hyphens (at most 4 of them)."""
    pieces = term.lower().split("-")
    if len(pieces) == 1 or len(pieces) > 5:
        return {term.lower()}
    joints = ("-", " -", " ", "- ", " - ") if len(pieces) == 2 else ("-", " -", " ")
    out = set()
    for marks in product(joints, repeat=len(pieces) - 1):
        text = pieces[0]
        for mark, piece in zip(marks, pieces[1:], strict=True):
            text += mark + piece
        out.add(text)
    return out
