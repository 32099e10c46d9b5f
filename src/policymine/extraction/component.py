"""policymine as a spaCy component: ``nlp.add_pipe("policymine")`` in any ``spacy.blank("zh")`` or ``spacy.blank("en")``.

After the pipeline ran, ``doc.spans["figures"]`` and ``doc.spans["events"]`` hold the spans (label: the indicator, else the
unit; the event type), ``doc._.figures`` and ``doc._.events`` the typed rows, and ``span._.row`` the row of a span.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc, Span

from policymine.extraction.reader import read_document
from policymine.extraction.resources import DEFAULT_CODEBOOKS, load_resources
from policymine.records import Document, Extraction, Language
from policymine.text.documents import make_document

_EMPTY = "policymine_extraction"


def _register() -> None:
    for name, getter in (
        ("figures", lambda doc: doc._.policymine.figures if doc._.policymine else ()),
        ("events", lambda doc: doc._.policymine.events if doc._.policymine else ()),
    ):
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=getter)
    if not Doc.has_extension("policymine"):
        Doc.set_extension("policymine", getter=lambda doc: doc.user_data.get(_EMPTY))
    # What is known of the text from outside: a dict with title, publisher, published (EDTF), url, doc; or a Document.
    if not Doc.has_extension("source"):
        Doc.set_extension("source", default=None)
    if not Span.has_extension("row"):
        Span.set_extension("row", getter=_row_of)


def _row_of(span: Span) -> Any:
    rows = {r.figure_id: r for r in span.doc._.figures} | {r.event_id: r for r in span.doc._.events}
    return rows.get(span.id_)


@Pipeline.factory("policymine", default_config={"codebooks": list(DEFAULT_CODEBOOKS)}, assigns=["doc.spans"])
def make_policymine(nlp: Pipeline, name: str, codebooks: Sequence[str]) -> PolicymineComponent:
    """The component for a pipeline. ``codebooks``: names that ship with the package, or paths of YAML files."""
    return PolicymineComponent(nlp.lang or "en", tuple(codebooks))


class PolicymineComponent:
    """Reads figures and events of a ``Doc``. Holds no state of its own beyond its codebooks."""

    def __init__(self, lang: str, codebooks: Sequence[str] = DEFAULT_CODEBOOKS) -> None:
        _register()
        self.language = Language.ZH if lang == "zh" else Language.EN
        self.resources = load_resources(codebooks)

    def __call__(self, doc: Doc) -> Doc:
        extraction = read_document(self._document(doc), self.resources)
        doc.user_data[_EMPTY] = extraction
        doc.spans["figures"] = _spans(
            doc, [(f.start, f.end, f.indicator or f.unit or "figure", f.figure_id) for f in extraction.figures]
        )
        doc.spans["events"] = _spans(doc, [(e.start, e.end, e.type, e.event_id) for e in extraction.events])
        return doc

    def _document(self, doc: Doc) -> Document:
        source = doc._.source
        if isinstance(source, Document):
            return source
        known = dict(source or {})
        return make_document(str(known.pop("doc", "doc")), doc.text, language=self.language, **known)


def _spans(doc: Doc, rows: Sequence[tuple[int, int, str, str]]) -> list[Span]:
    """Token spans that cover the rows; a row inside a token ("2022In") takes the whole token."""
    found = (doc.char_span(s, e, label=label, span_id=key, alignment_mode="expand") for s, e, label, key in rows)
    return [span for span in found if span is not None]


def load(lang: str, codebooks: Sequence[str] = DEFAULT_CODEBOOKS) -> Pipeline:
    """A pipeline with the tokenizer of ``lang`` ("zh" with jieba, or "en") and policymine. Needs no model and no network."""
    if lang == "zh":
        nlp = spacy.blank(
            "zh", config={"nlp": {"tokenizer": {"@tokenizers": "spacy.zh.ChineseTokenizer", "segmenter": "jieba"}}}
        )
    elif lang == "en":
        nlp = spacy.blank("en")
    else:
        from policymine.errors import UsageError

        raise UsageError("PM405", "policymine reads 'zh' and 'en'", where=lang)
    nlp.add_pipe("policymine", config={"codebooks": list(codebooks)})
    return nlp


def extraction_of(doc: Doc) -> Extraction | None:
    """The typed result that the component left on ``doc``, or None when it did not run."""
    found = doc.user_data.get(_EMPTY)
    return found if isinstance(found, Extraction) else None
