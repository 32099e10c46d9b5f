"""The indicator of each figure of a document, from the codebooks that speak about it."""

from __future__ import annotations

from dataclasses import dataclass

from policymine.codebook.match import Frame, IndicatorMatcher, Match
from policymine.extraction.resources import Resources
from policymine.records import Document, Language, Quantity


@dataclass(frozen=True, slots=True)
class Namer:
    """Names figures of one document. Codebooks whose policy the document does not speak of stay silent."""

    matchers: tuple[IndicatorMatcher, ...]

    @classmethod
    def for_document(cls, document: Document, resources: Resources, text: str | None = None) -> Namer:
        """``text``: the document's text with foreign stories blanked out, of the same length."""
        language = Language.ZH if document.language is Language.ZH else Language.EN
        body = document.text if text is None else text
        matchers = (IndicatorMatcher.for_text(c, finder, body) for c, finder in resources.finders[language])
        return cls(tuple(m for m in matchers if m.relevant))

    def name(
        self, quantity: Quantity, frame: Frame, hint: str | None = None, entity: str | None = None
    ) -> Match | None:
        """The best match over all codebooks, or None. ``hint`` and ``entity`` as in :meth:`IndicatorMatcher.match`."""
        found = [
            m
            for matcher in self.matchers
            if (m := matcher.match(frame, quantity.unit, hint=hint, entity=entity)) is not None
        ]
        return max(found, key=lambda m: m.score, default=None)
