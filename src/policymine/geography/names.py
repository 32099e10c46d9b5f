"""The names that are looked for in texts, in two automata: one Chinese, one English. Built once, on first use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from policymine.data import load_yaml
from policymine.geography.divisions import Division, latest, level, successors, table
from policymine.geography.foreign import FOREIGN, foreign_names
from policymine.records import AdminLevel, Language

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

# Kinds of a name. FULL carries its type (县, 市); SHORT may stand alone; WEAK needs a context; AREA is no division;
# REGION spans provinces; FOREIGN lies outside China; MASK is a word that only looks like a place.
FULL, SHORT, WEAK, AREA, REGION, MASK = "full", "short", "weak", "area", "region", "mask"
_RANK = {AdminLevel.PROVINCE: 0, AdminLevel.PREFECTURE: 1, AdminLevel.COUNTY: 2}
_AUTONOMOUS = (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗"))
_OLD_NAMES_SINCE = "1995"  # the texts are recent; older names would only add homonyms
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxzcsryw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|er|an|en|in|un|ia|ua|uo|a|o|e|i|u|ü|v)"
)


@dataclass(slots=True)
class Name:
    """One spelling and what it may mean. ``spaced``: "Jin Hua"; ``lower``: "Jin hua", which needs a suffix."""

    text: str
    kind: str
    rows: list[Division] = field(default_factory=list)
    area: dict[str, Any] | None = None
    spaced: bool = False
    common: bool = False
    ordinary: bool = False  # a full name whose short one is an ordinary word: 新建县


@dataclass(frozen=True, slots=True)
class Lexicon:
    names: tuple[Name, ...]
    automaton: AhoCorasick


def _build(names: dict[str, Name]) -> Lexicon:
    from ahocorasick_rs import AhoCorasick, MatchKind

    return Lexicon(tuple(names.values()), AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest))


@cache
def chinese() -> Lexicon:
    """Full, short and abbreviated Chinese names of all divisions since 1980, areas, regions and masking words."""
    facts = load_yaml("places_zh.yaml")
    common, generic = set(facts["common_words"]), set(facts["generic_full_names"])
    common_cities = set(facts["common_prefectures"])
    names: dict[str, Name] = {}

    def add(text: str, kind: str, row: Division) -> None:
        name = names.get(text)
        if name is None:
            names[text] = name = Name(text, kind, common=text in common or text in generic)
        elif _strength(kind) < _strength(name.kind):
            name.kind = kind
        name.rows.append(row)
        name.ordinary = name.ordinary or row.short in common

    for row in table().rows:
        # Town quarters of the 1980s (一区, 红卫区) would be found in ordinary words.
        if row.valid_to is not None and row.valid_to < _OLD_NAMES_SINCE and row.name.endswith("区"):
            continue
        add(row.name, WEAK if row.name in generic else FULL, row)
        if row.short != row.name:
            county = row.level is AdminLevel.COUNTY
            strong = row.bare and row.short not in common if county else row.short not in common_cities
            if row.valid_to is None or row.level is not AdminLevel.COUNTY:
                add(row.short, SHORT if strong else WEAK, row)
            for long, brief in _AUTONOMOUS:
                if row.name.endswith(long) and row.short + brief != row.name:
                    add(row.short + brief, FULL, row)
    for text, code in facts["aliases"].items():
        for row in table().by_code[code]:
            add(text, FULL, row)
    for area in load_yaml("places_areas.yaml")["areas"]:
        for text in area["zh"]:
            if text not in names or area.get("until"):  # before it was a division
                names[text] = Name(text, AREA, area=area)
    for text in facts["regions"]:
        names[text] = Name(text, REGION)
    for text in facts["masks"]:
        if text not in names:
            names[text] = Name(text, MASK)
    for text in foreign_names(Language.ZH):
        names.setdefault(text, Name(text, FOREIGN))
    return _build(names)


def _strength(kind: str) -> int:
    return (FULL, SHORT, WEAK).index(kind)


def split_syllables(word: str, count: int) -> list[str] | None:
    """A pinyin word cut into ``count`` syllables, or None where it is no pinyin.

    >>> split_syllables("jinhua", 2)
    ['jin', 'hua']
    """
    if count == 0:
        return [] if not word else None
    for n in range(min(6, len(word) - count + 1), 0, -1):
        if _SYLLABLE.fullmatch(word, 0, n):
            rest = split_syllables(word[n:], count - 1)
            if rest is not None:
                return [word[:n], *rest]
    return None


def _cuts(word: str) -> list[tuple[str, str]]:
    """Every way to cut a word into two pinyin syllables."""
    return [
        (word[:n], word[n:])
        for n in range(1, len(word))
        if _SYLLABLE.fullmatch(word, 0, n) and _SYLLABLE.fullmatch(word, n)
    ]


def _spellings(short: str, characters: int) -> list[tuple[str, bool]]:
    """Spellings of an English short name that texts show, with whether the syllables stand apart."""
    out = [(short, False)]
    if "'" in short:
        parts = short.split("'")
        for joint in ("’", "", " '", " ’", "' ", "’ ", "‘"):
            out.append((joint.join(parts), False))
        out.append((" ".join(p.capitalize() for p in parts), True))
    if " " not in short and "-" not in short:
        syllables = split_syllables(short.lower().replace("'", ""), characters)
        if syllables and len(syllables) > 1:
            out.append((" ".join(s.capitalize() for s in syllables), True))
            if len(syllables) == 2:
                out.append((f"{syllables[0].capitalize()} {syllables[1]}", True))
            if len(syllables) == 2 and "'" not in short:  # Ji'nan, and Ji Nan beside Jin An
                for first, last in _cuts(short.lower()):
                    out.extend((f"{first.capitalize()}{mark}{last}", False) for mark in "'’")
                    out.append((f"{first.capitalize()} {last.capitalize()}", True))
    out.append((short.upper(), False))
    return out


@cache
def english() -> Lexicon:
    """English names with their broken spellings ("Jin Hua", "Xi 'an"), areas and translated names."""
    facts = load_yaml("places_en.yaml")
    never = set(facts["never_bare"])
    known = set(load_yaml("places_zh.yaml")["well_known_counties"])
    names: dict[str, Name] = {}
    for row in table().rows:
        if row.valid_to is not None and row.valid_to < _OLD_NAMES_SINCE:
            continue
        characters = len(row.short) - (1 if len(row.short) == 2 and row.short == row.name else 0)
        for short in row.en_short:
            if len(short) < 2:
                continue
            for text, spaced in _spellings(short, characters):
                strong = row.level is not AdminLevel.COUNTY or row.short in known
                kind = SHORT if strong and short not in never and text not in never and characters > 1 else WEAK
                name = names.get(text)
                if name is None:
                    names[text] = name = Name(text, kind, spaced=spaced, common=text in never)
                elif _strength(kind) < _strength(name.kind):
                    name.kind = kind
                if row not in name.rows:
                    name.rows.append(row)
    for area in load_yaml("places_areas.yaml")["areas"]:
        for text in area["en"]:
            if text not in names:
                names[text] = Name(text, AREA, area=area)
    for text, meaning in facts["translated"].items():
        rows = [r for r in table().rows if r.valid_to is None and meaning in (r.adcode, r.name)] if meaning else []
        if rows:
            names[text] = Name(text, FULL, rows)
    for text in facts["regions"]:
        names[text] = Name(text, REGION)
    for text in foreign_names(Language.EN):
        names.setdefault(text, Name(text, FOREIGN))
    return _build(names)


@cache
def simplified() -> tuple[dict[int, int], re.Pattern[str]]:
    """The table that turns traditional characters of names into simplified ones, and a pattern that finds any."""
    facts = load_yaml("places_traditional.yaml")
    old, new = ("".join(facts[key].split()) for key in ("traditional", "simplified"))
    return str.maketrans(old, new), re.compile(f"[{old}]")


def codes_at(rows: list[Division], at: str | None) -> tuple[tuple[str, ...], bool]:
    """Codes that the rows mean at a date, the higher levels first, and whether only a former name gave them.

    A name that no division has at ``at`` stands for what became of its last holders.
    """
    holders = [r for r in rows if r.valid_at(at)]
    new = {r.adcode for r in holders}
    # In the year in which a division changed its code both hold: the name means the new one.
    changed = {r.adcode for r in holders if at and r.valid_to and r.valid_to[:4] == at[:4] and new & {*r.successors}}
    valid = list(dict.fromkeys(r.adcode for r in holders if r.adcode not in changed or r.adcode in r.successors))
    if valid:
        return tuple(sorted(valid, key=lambda c: (_RANK[level(c)], c))), False
    ends = [r.valid_to for r in rows if r.valid_to]
    if not ends:  # a name of later times, used early
        return tuple(dict.fromkeys(r.adcode for r in rows)), False
    last = max(e[:4] for e in ends)
    out: dict[str, None] = {}
    for row in rows:
        if row.valid_to and row.valid_to[:4] == last:
            for heir in successors(row.adcode, at):
                out[heir.adcode] = None
            if not out and latest(row.adcode) is not None:
                out[row.adcode] = None
    return tuple(out), True
