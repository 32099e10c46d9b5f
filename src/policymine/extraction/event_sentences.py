"""Which sentences of a document may report events: intentions, tasks, bare headings and silent sections are passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policymine.extraction.event_contexts import Tasks, announced
from policymine.extraction.event_lexicon import Lexicon, Trigger
from policymine.extraction.event_modality import (
    is_bare_heading,
    is_next_step,
    opens_directive,
    opens_plan_list,
    section_of,
    tells_facts,
)
from policymine.records import Document, Language, SectionKind
from policymine.text.scanning import compile_scanning
from policymine.text.sentences import Sentence

# How far an issuing clause carries the rules that it announces, in characters.
_RULED_REACH = 260
_SILENT = frozenset({SectionKind.BYLINE, SectionKind.CREDITS, SectionKind.FOREIGN, SectionKind.TABLE})
_COUNTED = re.compile(r"\d")
_MAY_COUNT = compile_scanning(
    r"[0-9０-９一二三四五六七八九十百千万亿两几数半]|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|ninety|eighty|seventy|sixty|fifty|forty|thirty|twenty|dozens|hundreds|thousands)\b",
    re.IGNORECASE,
)


class Ruling:
    """What one sentence hands to the next: where a document was issued last, and the mood over a semicolon."""

    def __init__(self) -> None:
        self.at = -_RULED_REACH - 1
        self.mood: str | None = None
        self.mood_end = -1
        self.directive = -1  # from here on the document orders
        self.looks_back = False  # in a section of a notice that tells how things stand
        self.told_end = -1  # end of the last sentence in it that told facts
        self.tasks: set[int] = set()  # starts of sentences in a list of tasks
        self.announced: set[int] = set()  # starts of sentences about what comes next that announce an act with its time

    def orders(self, sentence: Sentence, text: str) -> bool:
        """Whether ``sentence`` is a provision of a notice; the sentence that hands over to them is none."""
        if not 0 <= self.directive < sentence.start:
            return False
        words = text[sentence.start : sentence.end]
        heading = section_of(text, sentence.start)
        if heading is not None:
            self.looks_back = heading
        over = text[sentence.start - 1 : sentence.start] == "；" and self.told_end >= sentence.start - 2
        if self.looks_back or tells_facts(words) or over:
            self.told_end = sentence.end
            return False
        return True

    def covers(self, offset: int) -> bool:
        return 0 <= offset - self.at <= _RULED_REACH


def by_sentence(
    document: Document,
    sentences: Sequence[Sentence],
    triggers: list[Trigger],
    lexicon: Lexicon,
    acts: Sequence[int] = (),
) -> list[tuple[Sentence, list[Trigger], Ruling]]:
    """Sentences that hold triggers and may report, with the triggers; sentences about intentions are left out.

    ``acts``: where words stand that a ranker would hear (in order); a sentence with one of them comes too, without triggers.
    """
    ruling = Ruling()
    out: list[tuple[Sentence, list[Trigger], Ruling]] = []
    text = document.text
    silent = [(s.start, s.end) for s in document.sections if s.kind in _SILENT]
    i, n, paragraph_planned, last_end = 0, 0, False, 0
    intended = False  # in the paragraph of "next step", up to a sentence that tells facts
    tasks = Tasks() if lexicon.language is Language.ZH else None
    for sentence in sentences:
        j = i
        while j < len(triggers) and triggers[j].start < sentence.end:
            j += 1
        inside, i = [t for t in triggers[i:j] if t.start >= sentence.start], j
        new_paragraph = "\n" in text[last_end : sentence.start + 1]
        if new_paragraph:
            paragraph_planned = intended = False
        last_end = max(sentence.end - 1, 0)
        words = text[sentence.start : sentence.end] if inside or tasks or acts else ""
        task = tasks is not None and tasks.covers(words, new_paragraph=new_paragraph)
        n, heard = _next(acts, n, sentence)
        if not inside and not heard:
            intended = intended or (tasks is not None and is_next_step(words, lexicon))
            continue
        if not _MAY_COUNT.search(words):
            inside = [t for t in inside if t.word not in lexicon.numeric]
            if not inside and not heard:
                continue
        if opens_plan_list(words, lexicon.language):
            paragraph_planned = True
        if intended and tells_facts(words):
            intended = False
        next_step = is_next_step(words, lexicon)
        if next_step:
            intended = tasks is not None
        if is_bare_heading(words):
            continue
        if next_step or intended or paragraph_planned:
            inside = announced(text, inside, lexicon.language, counted=paragraph_planned)
            if not inside and not (heard and paragraph_planned and _COUNTED.search(words)):
                continue
            ruling.announced.add(sentence.start)
        if task:
            ruling.tasks.add(sentence.start)
        if any(a <= sentence.start < b for a, b in silent):
            continue
        if ruling.directive < 0 and lexicon.language is Language.ZH and opens_directive(words):
            ruling.directive = sentence.start
        out.append((sentence, inside, ruling))
    return out


def _next(acts: Sequence[int], n: int, sentence: Sentence) -> tuple[int, bool]:
    """The first of ``acts`` from ``n`` on that lies behind ``sentence``, and whether one lies in it."""
    while n < len(acts) and acts[n] < sentence.start:
        n += 1
    first = n
    while n < len(acts) and acts[n] < sentence.end:
        n += 1
    return n, n > first
