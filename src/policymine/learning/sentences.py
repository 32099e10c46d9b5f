"""Labelled sentences: the cheapest training data, an indicator's name and below it sentences with its figures in <>.

    homework.satisfaction_rate:
      - Parents' satisfaction with homework management is <96%>.
    none:
      - A meal in the canteen costs <8> yuan.

``none`` are figures of no indicator. Figures without a mark say nothing. ``[a|b]`` in a sentence stands for either, so that one
line shows many wordings. A sentence is read as a document of its own that
speaks of the codebook's policy, so that it shows what the rules answer on wording that nobody tuned them on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from policymine.codebook.schema import Codebook
from policymine.errors import InputError
from policymine.extraction.resources import Resources
from policymine.learning.questions import questions_of
from policymine.learning.samples import Sample
from policymine.records import Language
from policymine.text.documents import make_document

NONE = "none"
_MARK = re.compile(r"<([^<>]+)>")
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
VARIANTS = 6  # sentences drawn of a pattern


def variants(pattern: str, count: int = VARIANTS) -> list[str]:
    """Sentences of a pattern, at most ``count``, different ones; the same pattern gives the same ones everywhere."""
    if _CHOICE.search(pattern) is None:
        return [pattern]
    found: dict[str, None] = {}
    for n in range(4 * count):
        digest = iter(hashlib.sha512(f"{n}|{pattern}".encode()).digest())
        found[_CHOICE.sub(lambda m, digest=digest: (o := m[1].split("|"))[next(digest) % len(o)], pattern)] = None  # type: ignore[misc]
        if len(found) == count:
            break
    return list(found)


def read_sentences(files: Sequence[Path], codebook: Codebook) -> list[tuple[str | None, str]]:
    """(indicator or None, sentence with its marks) of ``files`` in order.

    Raises InputError PM101 (no such file), and PM119 where a file is no mapping of names to sentences, names an indicator that
    ``codebook`` does not have, or holds a sentence without a mark.
    """
    out: list[tuple[str | None, str]] = []
    for file in files:
        try:
            found = yaml.safe_load(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError("PM101", where=str(file)) from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise InputError("PM119", str(error)[:200], where=str(file)) from error
        if not isinstance(found, dict):
            raise InputError("PM119", "not a mapping of indicators to sentences", where=str(file))
        for name, sentences in found.items():
            if name != NONE and codebook.indicator(str(name)) is None:
                raise InputError("PM119", f"'{name}' is no indicator of {codebook.name}", where=str(file))
            for sentence in sentences or ():
                if not isinstance(sentence, str) or _MARK.search(sentence) is None:
                    raise InputError("PM119", f"no figure in <> in: {sentence}", where=f"{file}, {name}")
                out.append((None if name == NONE else str(name), sentence))
    return out


def sentence_samples(
    sentences: Sequence[tuple[str | None, str]], codebook: Codebook, resources: Resources
) -> list[Sample]:
    """A sample for each marked figure that the reader finds. The sentences of one pattern are one ``doc``: no fold is asked
    about wording that it was taught.
    """
    out: list[Sample] = []
    told = [(n, label, v) for n, (label, pattern) in enumerate(sentences) for v in variants(pattern)]
    for n, label, marked in told:
        text, spans = _unmarked(marked)
        zh = any("\u4e00" <= char <= "\u9fff" for char in text)
        names = codebook.policy_names.zh if zh else codebook.policy_names.en
        document = make_document(
            f"sentence {n}", text, language=Language.ZH if zh else Language.EN, title=names[0] if names else None
        )
        for question in questions_of(document, resources):
            q = question.quantity
            if any(q.core_start < end and start < q.core_end for start, end in spans):
                out.append(Sample(question, label, frozenset({label}), document.doc, alone=True))
    return out


def _unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[1])))
        text += mark[1]
        at = mark.end()
    return text + marked[at:], spans
