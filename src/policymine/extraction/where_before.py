"""The place of what stands before a sentence: the sentence before, the paragraph, the heading, the document itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from policymine.geography.anchors import OPENING, Anchor, AnchorKind
from policymine.geography.divisions import contains
from policymine.records import Document, Language, Place, PlaceMention, SectionKind
from policymine.text.sentences import Sentence, split_clauses, split_sentences

Found = tuple[Place | None, str, tuple[int, int] | None]

_NAMED, _RELATIVE, _NATION, _BODY, _NOWHERE = AnchorKind
_DATES = re.compile(r"[\d一二三四五六七八九十]+[年月日时号]|\d+[—\-～至]|[一二三四]季度")
_REPORTS = re.compile(
    rf"(?:{OPENING.pattern})(?:据|近日，?|日前，?|今天，?|昨天，?|记者从|另据|The\s|According to (?:the\s)?|In\s)?"
)
_LOOK_BACK = 3000
_HEAD = 160
_DEFINITE = re.compile(r"\b[Tt]h(?:e|is)\s([a-z]{4,})(?=\s([a-z]{4,}))?")
_INDEFINITE = re.compile(r"\ban?\s((?:[a-z]+\s){0,4}[a-z]+)")
GROUP = ("；", ";")
SUBJECT = 12  # characters in which a sentence's subject begins
REACH = 1500


def answer(anchor: Anchor, where: str) -> Found:
    """The place of ``anchor``, the rule, and its words. ``where``: the rule, unless the anchor has a telling one."""
    if anchor.kind is _NOWHERE:
        return None, anchor.rule, (anchor.start, anchor.end)
    rule = where if anchor.rule not in {"near_miss", "relative", "nation", "national_body"} else anchor.rule
    return anchor.place, rule, (anchor.start, anchor.end)


@dataclass(slots=True)
class Before:
    """One document as seen from the start of a sentence. ``own``: the document's place; ``between``: the places named in
    a stretch; ``usable``: whether a place can be what its sentence is about; ``whole_list``: the last of some places, or
    what holds a list of them.
    """

    document: Document
    text: str
    language: Language
    own: PlaceMention | None
    cues: Mapping[str, re.Pattern[str]]
    is_report: bool
    between: Callable[[int, int], list[Anchor]]
    usable: Callable[[Anchor, int], bool]
    whole_list: Callable[[list[Anchor], list[Anchor], int], Anchor | None]
    _sentences: list[Sentence] | None = field(default=None, repr=False)

    @property
    def own_place(self) -> Place | None:
        return self.own.place if self.own is not None else None

    @property
    def is_local(self) -> bool:
        return self.own_place is not None and self.own_place.adcode is not None

    def place(self, sentence_start: int, sentence_end: int) -> Found:
        """What the text before the sentence says, and the document itself."""
        before = self._sentence_before(sentence_start, sentence_end)
        if before is not None:
            return answer(before, "preceding")
        lead = self._paragraph(sentence_start) or self._same_sentence(sentence_start)
        if lead is not None:
            return answer(lead, "paragraph")
        heading = self._heading(sentence_start)
        if heading is not None:
            return answer(heading, "heading")
        if self.own is not None:
            span = (self.own.start, self.own.end) if self.own.end > self.own.start else None
            return self.own.place, "document_place" if self.own_place else self.own.rule, span
        return None, "none", None

    def _sentence_before(self, sentence_start: int, sentence_end: int) -> Anchor | None:
        """The place of the sentence before, where its subject goes on."""
        sentence = self.text[sentence_start : min(sentence_end, sentence_start + _HEAD)]
        goes_on = bool(self.cues["goes_on"].match(sentence))
        if not goes_on and self.language is Language.ZH:
            return None
        previous = self._sentence_at(sentence_start)
        if previous is None:
            return None
        if not goes_on:  # "a cooperative in Hukou County … the cooperative"
            old = self.text[max(previous.start, previous.end - REACH) : previous.end]
            introduced = {word for m in _INDEFINITE.finditer(old) for word in m.group(1).split()}
            if not any(noun in introduced for m in _DEFINITE.finditer(sentence) for noun in m.groups()):
                return None
        here = self.between(previous.start, previous.end)
        usable = [a for a in here if a.kind is _NAMED and self.usable(a, previous.start)]
        own = self.own_place.adcode if self.own_place else None
        last = self.whole_list(usable, usable, previous.end) if usable else None
        return last if last is not None and last.place and contains(own, last.place.adcode) else None

    def _paragraph(self, sentence_start: int) -> Anchor | None:
        """The place that opens the paragraph, where nothing since has led away from it.

        In the story of one place: a part of it that the line opens with (●惠农区召开…), or the nation (国务院今天发布…).
        """
        begin = self.text.rfind("\n", max(0, sentence_start - _LOOK_BACK), sentence_start) + 1
        since = self.between(begin, sentence_start)
        if not since:
            return None
        if self.is_local:
            return self._paragraph_of_local(begin, sentence_start, since)
        if any(a.kind in {_NATION, _BODY, _NOWHERE} for a in since):
            return None
        first = since[0]
        if first.kind is not _NAMED or first.start - begin > SUBJECT + 8 or not self.usable(first, begin):
            return None
        same = all(a.place and contains(first.place.adcode, a.place.adcode) for a in since if first.place)
        return first if same else None

    def _paragraph_of_local(self, begin: int, sentence_start: int, since: list[Anchor]) -> Anchor | None:
        own = self.own_place.adcode if self.own_place else None
        first = since[0]
        if self.is_report or first.start - begin > 2 * SUBJECT or not self.usable(first, begin):
            return None
        if first.kind in {_NATION, _BODY}:
            opens = _REPORTS.fullmatch(self.text, begin, first.start) is not None
            return first if opens and all(a.kind in {_NATION, _BODY} for a in since) else None
        code = first.place.adcode if first.place else None
        if first.kind is not _NAMED or code == own or not contains(own, code):
            return None
        if self.language is Language.ZH and not OPENING.fullmatch(self.text, begin, first.start):
            return None
        listed = not self.text[begin : begin + 1].isalpha() and self.text[begin : begin + 1] not in '“"　 '
        if not listed and not self.cues["goes_on_paragraph"].match(self.text[sentence_start : sentence_start + _HEAD]):
            return None
        same = all(a.kind in {_NAMED, _RELATIVE} and a.place and contains(code, a.place.adcode) for a in since)
        return first if same else None

    def _same_sentence(self, sentence_start: int) -> Anchor | None:
        """The one place of what a semicolon parts from this (全国新增就业938万人；8月份失业率5.3%)."""
        mark = self.text[max(0, sentence_start - 2) : sentence_start].rstrip()[-1:]
        if mark not in GROUP or self.is_report:
            return None
        before = self._sentence_at(sentence_start)
        if before is None:
            return None
        usable = [a for a in self.between(before.start, before.end) if self.usable(a, before.start)]
        subjects = [a for a in usable if a.kind is not _BODY]
        if not subjects or subjects[0].kind is _NOWHERE or self._qualified(subjects[0]):
            return None
        first = subjects[0]
        opens = {c.start for c in split_clauses(self.text, before.start, before.end, self.document.language)}
        if first.start not in opens or any(c.isdigit() for c in _DATES.sub("", self.text[before.start : first.start])):
            return None
        codes = {a.place.adcode if a.place else None for a in subjects}
        return first if len(codes) == 1 else None

    def _qualified(self, a: Anchor) -> bool:
        return self.text[max(0, a.start - 3) : a.start].endswith(("其中", "仅", "如"))

    def _sentence_at(self, sentence_start: int) -> Sentence | None:
        """The sentence that ends before ``sentence_start``."""
        if self._sentences is None:
            self._sentences = split_sentences(self.text, self.document.language)
        i = bisect_left(self._sentences, sentence_start, key=lambda s: s.start) - 1
        return self._sentences[i] if i >= 0 else None

    def _heading(self, sentence_start: int) -> Anchor | None:
        """A place in the last heading above: a subhead section, or a short line that ends without a full stop."""
        low = max(0, sentence_start - _LOOK_BACK)
        sections = self.document.sections
        near, past = (bisect_left(sections, at, key=lambda s: s.start) for at in (low, sentence_start))
        for section in sections[near:past]:
            if section.kind is SectionKind.SUBHEAD:
                found = [a for a in self.between(section.start, section.end) if a.kind is _NAMED]
                if len(found) == 1 and sentence_start - section.end < _LOOK_BACK // 2:
                    return found[0]
        line_start = self.text.rfind("\n", low, sentence_start) + 1
        lines = self.text[low:line_start].rstrip("\n").rsplit("\n", 1)
        line = lines[-1]
        limit = 40 if self.language is Language.ZH else 110
        after = self.text.find("\n", sentence_start)
        paragraph = (after if after >= 0 else len(self.text)) - line_start
        # A row of a list or table is no heading, and what follows one is a paragraph.
        if paragraph < limit // 2 or len(line) > limit or any(c.isdigit() for c in line):
            return None
        if 0 < len(line) <= limit and line[-1] not in "。.；;：:，,!！?？" and line_start > len(line) + 1:
            begin = line_start - len(line) - (line_start - low - len(self.text[low:line_start].rstrip("\n")))
            found = [a for a in self.between(begin, begin + len(line)) if a.kind is _NAMED]
            if len(found) == 1:
                return found[0]
        return None
