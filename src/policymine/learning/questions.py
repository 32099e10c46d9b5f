"""What the reader asks when it names a figure: recorded for training, answered by a model for evaluation.

A *ranker* is a function that stands beside the codebook's rules: it is given a figure with everything that the rules
knew, and their answer, and gives its own. The reader's stages up to naming are run here as ``read_document`` runs
them, with a ranker between the rules and the row.
"""

from __future__ import annotations

from dataclasses import replace

from policymine.codebook.match import Match
from policymine.extraction.asking import Question, Ranker
from policymine.extraction.naming import Namer, topic_of
from policymine.extraction.reader import READ, blank_out
from policymine.extraction.relating import relate
from policymine.extraction.resources import Resources
from policymine.extraction.rows import Row, Sections, group_by_sentence
from policymine.extraction.scoping import Scoper
from policymine.records import Document, Language, Section, SectionKind
from policymine.text.quantities import find_quantities
from policymine.text.sentences import Sentence, split_sentences

__all__ = ["Question", "Ranker", "name_figures", "questions_of", "words_around"]


def name_figures(document: Document, resources: Resources, ranker: Ranker) -> dict[tuple[int, int], str | None]:
    """{(start, end) of each figure: its indicator or None}, as the reader names them with ``ranker`` beside the rules.

    Nothing is asked where no codebook's policy is spoken of.
    """
    if document.language is Language.OTHER or not document.text:
        return {}
    language = Language.ZH if document.language is Language.ZH else Language.EN
    sections = Sections.of(document.sections or (Section(SectionKind.BODY, 0, len(document.text)),))
    text = blank_out(document.text, sections.all)
    sentences = [
        Sentence(s.start + section.start, s.end + section.start)
        for section in sections.all
        if section.kind in READ
        for s in split_sentences(document.text[section.start : section.end], language)
    ]
    found, _ = find_quantities(text, language)
    quantities = [q for q in found if sections.at(q.core_start).kind in READ]
    if not quantities:
        return {}
    scoper = Scoper(document, text, sentences, language)
    namer = Namer.for_document(document, replace(resources, ranker=ranker), text)
    rows: list[Row] = []
    topic: str | None = None
    for group in group_by_sentence(text, quantities, sentences, sections, language):
        relate(text, group, rows, scoper, language)
        namer.name(group, rows, topic)
        topic = topic_of(group) or topic
        rows.extend(group)
    return {(r.quantity.start, r.quantity.end): r.match.indicator.name if r.match is not None else None for r in rows}


def questions_of(document: Document, resources: Resources) -> list[Question]:
    """The questions of a document in text order, as the rules alone meet them."""
    asked: list[Question] = []

    def record(question: Question) -> Match | None:
        asked.append(question)
        return question.match

    name_figures(document, resources, record)
    return asked


def words_around(question: Question, before: int, after: int) -> tuple[str, str]:
    """What stands before and after the figure in its own sentence, at most so many characters."""
    q, sentence = question.row.quantity, question.row.sentence
    left = question.text[max(sentence.start, q.start - before) : q.start]
    right = question.text[q.end : max(q.end, min(sentence.end, q.end + after))]
    return left, right
