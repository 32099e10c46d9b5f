"""Words that speak for or against an event: acts by type, frame triggers and word classes, found in one pass over a text.

Everything stands on ``data/event_words.yaml`` and ``data/event_types.yaml``. Unlike a frame's trigger none of these words makes
an event; the ranker weighs them (:mod:`policymine.extraction.event_features`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from policymine.data import load_yaml
from policymine.extraction.event_lexicon import Form, Lexicon, inflect, load_lexicon
from policymine.records import Language

_VOWELS = "aeiou"
_NOT_A_VERB = ("tion", "ment", "ance", "ence", "ity", "ship", "ness", "ology")


class Word(NamedTuple):
    """A word of the list: how features name it, whether it names an act, the types and the things that it speaks for."""

    name: str
    act: bool
    types: tuple[str, ...]
    things: tuple[str, ...]
    form: Form


class Hit(NamedTuple):
    start: int
    end: int
    word: Word


@dataclass(frozen=True, slots=True)
class Words:
    language: Language
    words: tuple[Word, ...]
    automaton: Any

    def find(self, low: str) -> list[Hit]:
        """Every word in ``low`` (lower case), also those inside others, in the order of their starts. Linear in its length."""
        found = self.automaton.find_matches_as_indexes(low, overlapping=True)
        words = self.words
        if self.language is Language.ZH:
            hits = [Hit(a, b, words[i]) for i, a, b in found]
        else:
            size = len(low)
            hits = [
                Hit(a, b, words[i])
                for i, a, b in found
                if not (a and low[a - 1].isalnum()) and (b >= size or not low[b].isalnum())
            ]
        hits.sort(key=lambda hit: hit[:2])
        return hits


def _spellings(word: str) -> Iterable[str]:
    """With and without the blank that a machine puts before a hyphen."""
    yield word
    if " -" in word:
        yield word.replace(" -", "-")
    elif "-" in word:
        yield word.replace("-", " -")


def _forms(word: str, irregular: dict[str, list[str]]) -> dict[str, Form]:
    """The forms of an English word that may be a verb, a noun or both."""
    out = {word: Form(noun=True)}
    first, _, rest = word.partition(" ")
    tail = f" {rest}" if rest else ""
    last = word.rsplit(" ", 1)[-1]
    if last.isalpha() and not last.endswith("s"):
        plural = last[:-1] + "ies" if last.endswith("y") and last[-2:-1] not in _VOWELS else last + "s"
        out[word[: len(word) - len(last)] + plural] = Form(noun=True)
        if last.endswith(("ch", "sh", "x", "ss")):
            out[word + "es"] = Form(noun=True)
    if first.isalpha() and not first.endswith(_NOT_A_VERB) and (first == last or first in irregular or tail):
        out |= inflect(word, irregular)
        if first in irregular and tail:
            for form in irregular[first]:
                out[form + tail] = Form(past=form != first and not form.endswith(("ing", "s")))
    return out


@cache
def load_words(language: Language) -> Words:
    """The words of ``language``; any language that is not Chinese is read as English."""
    import ahocorasick_rs

    zh = language is Language.ZH
    key = "zh" if zh else "en"
    book, listed = load_yaml("event_types.yaml"), load_yaml("event_words.yaml")
    lexicon: Lexicon = load_lexicon(Language.ZH if zh else Language.EN)
    irregular: dict[str, list[str]] = book["irregular_en"]
    found: dict[str, dict[str, Any]] = {}

    def add(
        form: str, name: str, *, act: bool = False, kind: str = "", thing: str = "", how: Form | None = None
    ) -> None:
        entry = found.setdefault(form, {"name": name, "act": False, "types": {}, "things": {}, "form": how or Form()})
        entry["act"] = entry["act"] or act
        if kind:
            entry["types"][kind] = None
        if thing:
            entry["things"][thing] = None

    for word, frames in lexicon.frames.items():
        for frame in frames:
            add(word, word, act=True, kind=f"T:{frame.type}", how=lexicon.forms[word])
    for name, rows in listed["acts"].items():
        for word in rows[key]:
            forms = {word: Form()} if zh else _forms(word, irregular)
            for form, how in forms.items():
                for spelt in _spellings(form):
                    add(spelt, word, act=True, kind=f"A:{name}", how=lexicon.forms.get(spelt, how))
    groups = [(f"O:{n}", r.get(key, ())) for n, r in {**book["classes"], **book["special"]}.items()]
    groups += [(f"W:{n}", r[key]) for n, r in listed["things"].items()]
    for thing, members in groups:
        for word in members:
            low = str(word).lower() if not zh else str(word)
            forms = {low: Form()} if zh else {f: Form(noun=True) for f in (low, low + "s", low + "es")}
            for form in forms:
                for spelt in _spellings(form):
                    add(spelt, low, thing=thing, how=forms[form])
    if zh:
        found = {form: entry for form, entry in found.items() if form.strip()}
    words = tuple(Word(e["name"], e["act"], tuple(e["types"]), tuple(e["things"]), e["form"]) for e in found.values())
    automaton = ahocorasick_rs.AhoCorasick(tuple(found), matchkind=ahocorasick_rs.MatchKind.Standard)
    return Words(Language.ZH if zh else Language.EN, words, automaton)
