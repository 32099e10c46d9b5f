"""The event codebook compiled for reading: triggers to frames, word classes and modality words as patterns.

Everything stands on ``data/event_types.yaml``. English triggers are lemmas there; their forms are made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from policymine.data import load_yaml
from policymine.records import Language
from policymine.text.scanning import compile_scanning

_NOUN_ENDS = ("tion", "ment", "ing", "conference", "briefing", "coverage", "party", "rate", "publicly")
_NOUN_TAILS = (" survey", " evaluation", " rate", " conference", " briefing", " coverage")
_VOWELS = "aeiou"
# Verbs of the codebook whose last consonant doubles before -ed and -ing.
_DOUBLING = {"transfer", "ban", "set", "cut", "put", "log", "stop", "drop", "shut", "refer", "star"}


@dataclass(frozen=True, slots=True)
class Frame:
    """One way in which a type of event is reported: what must stand with a trigger in its clause."""

    frame_id: str
    type: str
    subtype: str | None
    objects: tuple[str, ...]
    where: str
    number: str | None
    strength: float
    planned: bool
    join: bool
    norm: bool
    needs_done: bool
    number_or_done: bool
    stated: bool
    told: bool  # an act of somebody: done, counted, dated, or with its actor in the clause
    free: bool  # the clause is a rule by its own words, also where no document is spoken of
    settled: (
        bool  # no future act and none of an infinitive or of an -ing form; a base form only where it opens its clause
    )
    veto: re.Pattern[str] | None
    veto_unless: tuple[re.Pattern[str], re.Pattern[str]] | None
    carry: bool
    near: bool
    context: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Form:
    """What an English trigger word is: past or participle, -ing form, or neither (base form, noun, Chinese)."""

    past: bool = False
    gerund: bool = False
    noun: bool = False
    base: bool = False  # can be the base form: also "set up", whose past looks the same


@dataclass(frozen=True, slots=True)
class Lexicon:
    language: Language
    words: tuple[str, ...]
    frames: dict[str, tuple[Frame, ...]]
    forms: dict[str, Form]
    classes: dict[str, re.Pattern[str]]
    modality: dict[str, re.Pattern[str]]
    title_words: re.Pattern[str]
    not_a_document: re.Pattern[str]
    standard_titles: re.Pattern[str]
    letter_titles: re.Pattern[str]
    exhortation: re.Pattern[str]  # English: adverbs of exhortation
    exhorting: frozenset[str]  # Chinese: verbs that open a clause of exhortation
    trailing: re.Pattern[str]
    numeric: frozenset[str]  # triggers whose every frame needs a number
    automaton: Any


def _alternation(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


def zh_pattern(words: Iterable[str], not_followed: dict[str, list[str]] | None = None) -> re.Pattern[str]:
    """A pattern for any of the Chinese ``words``, the longest first; never matches when there are none.

    ``not_followed`` names, for a head, the continuations that make it part of another word.
    """
    if not not_followed:
        return re.compile(_alternation(words) or r"(?!)")
    parts = []
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        rest = next((not_followed[tail] for tail in not_followed if word.endswith(tail)), ())
        parts.append(re.escape(word) + (f"(?!{_alternation(rest)})" if rest else ""))
    return re.compile("|".join(parts) or r"(?!)")


def en_pattern(words: Iterable[str], *, plural: bool = False) -> re.Pattern[str]:
    """A pattern for any of the English ``words``, to be used on lower-case text; a blank also stands for a hyphen."""
    parts = []
    for word in sorted({w.lower() for w in words}, key=lambda w: (-len(w), w)):
        body = re.escape(word).replace(r"\ \-", r"\ ?-").replace(r"\ ", r"[ -]{1,3}")
        begin = r"\b" if word[0].isalnum() else ""
        end = (r"(?:s|es)?\b" if plural else r"\b") if word[-1].isalnum() else ""
        parts.append(f"{begin}{body}{end}")
    return compile_scanning("|".join(parts) or r"(?!)")


def inflect(lemma: str, irregular: dict[str, list[str]]) -> dict[str, Form]:
    """The forms of an English trigger; of several words the first is inflected ("carry out": "carried out").

    Listed forms replace the rule, but the -ing and -s forms of the rule stay where the first word is a verb.
    """
    if lemma in irregular:
        listed = irregular[lemma]
        out = {}
        for form in listed:
            first = form.split()[0]
            # A listed form that is not the lemma and not a rule form of it is a past form, or a noun of its own.
            noun = form.endswith((" of", " in"))
            past = not noun and not first.endswith("ing") and (form != lemma or form == "set up" or len(listed) == 1)
            past = past and not (first.endswith("s") and first[:-1] == lemma.split(maxsplit=1)[0])
            out[form] = Form(
                past=past or form in {"cut", "put", "set", "spread", "shut down"},
                gerund=first.endswith("ing"),
                noun=noun,
                base=form == lemma and not noun,
            )
        return out
    verb, *rest = lemma.split(" ")
    if any(w in {"and"} for w in rest) and len(rest) == 2:  # "print and issue": both verbs are inflected
        left, right = inflect(verb, irregular), inflect(rest[1], irregular)
        return {f"{a} and {b}": fa for (a, fa), (b, _) in zip(left.items(), right.items(), strict=False)}
    if rest[:1] == ["and"] and len(rest) > 2:  # "investigate and deal with"
        left, right = inflect(verb, irregular), inflect(" ".join(rest[1:]), irregular)
        return {f"{a} and {b}": fa for (a, fa), (b, _) in zip(left.items(), right.items(), strict=False)}
    tail = (" " + " ".join(rest)) if rest else ""
    strong = {
        "deal": "dealt",
        "give": "gave",
        "hold": "held",
        "make": "made",
        "bring": "brought",
        "do": "did",
        "set": "set",
        "build": "built",
        "put": "put",
        "log": "logged",
    }
    if lemma != "implement" and (verb.endswith(_NOUN_ENDS) or tail.endswith(_NOUN_TAILS) or not verb.isalpha()):
        return {lemma: Form(noun=True)}
    if verb.endswith("e"):
        told, gerund = verb + "d", verb[:-1] + "ing"
    elif verb.endswith("y") and verb[-2] not in _VOWELS:
        told, gerund = verb[:-1] + "ied", verb + "ing"
    elif verb in _DOUBLING:
        told, gerund = verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    else:
        told, gerund = verb + "ed", verb + "ing"
    told = strong.get(verb, told)
    third = (
        verb[:-1] + "ies"
        if verb.endswith("y") and verb[-2] not in _VOWELS
        else (verb + "es" if verb.endswith(("s", "sh", "ch", "x", "o")) else verb + "s")
    )
    return {
        verb + tail: Form(past=told == verb, base=True),
        third + tail: Form(),
        told + tail: Form(past=True),
        gerund + tail: Form(gerund=True),
    }


def _words(words: Iterable[str], language: Language) -> re.Pattern[str] | None:
    """A pattern for those of ``words`` that are of ``language``; None for none of them."""
    zh = language is Language.ZH
    own = [str(w) for w in words if str(w).isascii() is not zh or (zh and str(w).isupper())]
    if not own:
        return None
    return zh_pattern(own) if zh else en_pattern(own, plural=True)


def _both(lists: list[list[str]] | None, language: Language) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    if not lists:
        return None
    against, overruled = (_words(words, language) for words in lists)
    return (against, overruled or re.compile(r"(?!)")) if against is not None else None


def _frame(type_name: str, row: dict[str, Any], language: Language) -> Frame:
    soft = row.get("veto_unless")
    context = row.get("context")
    return Frame(
        frame_id=row["id"], type=type_name, subtype=row.get("subtype"), objects=tuple(row.get("object", ())),
        where=row.get("where", "after"), number=row.get("number"), strength=float(row["strength"]),
        planned=bool(row.get("planned")), join=bool(row.get("join")), norm=bool(row.get("norm")),
        stated=bool(row.get("stated") or row.get("stated_or_actor")), told=bool(row.get("told")), free=bool(row.get("free")), settled=bool(row.get("settled") or (language is not Language.ZH and row.get("en_settled"))),
        needs_done=bool(row.get("needs_done") or (language is not Language.ZH and row.get("en_needs_done"))), number_or_done=bool(row.get("number_or_done")),
        veto=_words(row.get("veto", ()), language), veto_unless=_both(soft, language), carry=bool(row.get("carry")),
        near=bool(row.get("near")), context=_words(context or (), language),
    )  # fmt: skip


def _share_frames(frames: dict[str, list[Frame]]) -> None:
    """A compound verb also has the frames of the verb that ends it: 制定出台 those of 出台. Frames with objects only."""
    for word in [w for w in frames if len(w) >= 4]:
        held = {f.frame_id for f in frames[word]}
        for tail in (word[-2:], word[-3:]):
            shared = [f for f in frames.get(tail, ()) if f.objects and f.frame_id not in held and f.number is None]
            frames[word].extend(shared)
            held.update(f.frame_id for f in shared)
    for word in [w for w in frames if w.endswith("了") and w[:-1] in frames]:
        held = {f.frame_id for f in frames[word]}  # 开展了 has every frame of 开展
        frames[word].extend(f for f in frames[word[:-1]] if f.frame_id not in held)


@cache
def load_lexicon(language: Language) -> Lexicon:
    """The event lexicon of ``language``; any language that is not Chinese is read as English."""
    import ahocorasick_rs

    book = load_yaml("event_types.yaml")
    key = "zh" if language is Language.ZH else "en"
    irregular: dict[str, list[str]] = book["irregular_en"]
    frames: dict[str, list[Frame]] = {}
    forms: dict[str, Form] = {}
    for name, kind in book["types"].items():
        for row in kind["frames"]:
            frame = _frame(name, row, language)
            for trigger in row.get(key, ()):
                listed = inflect(trigger, irregular) if key == "en" else {trigger: Form()}
                for word, form in listed.items():
                    frames.setdefault(word.lower(), []).append(frame)
                    forms.setdefault(word.lower(), form)
    if key == "zh":
        _share_frames(frames)
    classes = {
        name: zh_pattern(rows.get("zh", ()), book["not_followed"])
        if key == "zh"
        else en_pattern(rows.get("en", ()), plural=True)
        for name, rows in {**book["classes"], **book["special"]}.items()
    }
    modality = {
        name: zh_pattern(rows.get("zh", ())) if key == "zh" else en_pattern(rows.get("en", ()))
        for name, rows in book["modality"].items()
    }
    words = tuple(frames)
    make = zh_pattern if key == "zh" else en_pattern
    return Lexicon(
        language=Language.ZH if key == "zh" else Language.EN,
        words=words,
        frames={w: tuple(f) for w, f in frames.items()},
        forms=forms,
        classes=classes,
        modality=modality,
        title_words=make(book["title_words"].get(key, ())),
        not_a_document=make(book["not_a_document"].get(key, ())),
        standard_titles=make(book["standard_titles"].get(key, ())),
        letter_titles=make(book["letter_titles"].get(key, ())),
        exhortation=en_pattern(book["slogan_en"]),
        exhorting=frozenset(book["exhort_zh"] if key == "zh" else ()),
        trailing=en_pattern(book["trailing_en"]),
        numeric=frozenset(w for w, fs in frames.items() if all(f.number is not None and not f.near for f in fs)),
        automaton=ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
    )


class Trigger(NamedTuple):
    start: int
    end: int
    word: str


def lowered(text: str, language: Language) -> str:
    """``text`` in lower case with every offset kept; Chinese text as it is."""
    if language is Language.ZH:
        return text
    low = text.lower()
    if len(low) != len(text):  # a letter whose lower case is longer
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low


def find_triggers(low: str, lexicon: Lexicon) -> list[Trigger]:
    """Every trigger of ``lexicon`` in ``low`` (see :func:`lowered`), in order, the longest where two overlap.

    One pass, linear in the length of the text.
    """
    words = lexicon.words
    found = lexicon.automaton.find_matches_as_indexes(low)
    if lexicon.language is Language.ZH:
        return [Trigger(a, b, words[i]) for i, a, b in found]
    size = len(low)
    out: list[Trigger] = []
    for i, start, end in found:
        if start and low[start - 1].isalnum():
            continue
        if end >= size or not low[end].isalnum():
            out.append(Trigger(start, end, words[i]))
            continue
        # The longest phrase may run into a longer word ("exchange experience|s"): then its beginning may do.
        for word in _beginnings(words[i]):
            if word in lexicon.frames:
                out.append(Trigger(start, start + len(word), word))
                break
    return out


def _beginnings(phrase: str) -> list[str]:
    """Shorter and shorter beginnings of ``phrase`` at word ends."""
    parts = phrase.split(" ")
    return [" ".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]
