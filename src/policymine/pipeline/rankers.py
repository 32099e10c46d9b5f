"""Who names figures beside the rules: a trained model, matching by meaning, or both, composed into the services."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from policymine.codebook.match import Match
from policymine.extraction.asking import Question, Ranker
from policymine.pipeline.services import DEFAULT, Services


@dataclass(frozen=True)
class Beside:
    """``model``: folder of an indicator model, in place of the one that ships. ``semantic``: a sentence encoder (``use``, hub
    name or folder). ``rules_alone``: neither these nor the models that ship: of indicators, and the event ranker.
    """

    model: str | None = None
    semantic: str | None = None
    threshold: float | None = None  # of ``semantic``; None: the one measured for ``use``
    rules_alone: bool = False


def services_with(beside: Beside, services: Services = DEFAULT) -> Services:
    """``services`` with the rankers of ``beside``; ``services`` themselves, with the model that ships, where it names none.

    Raises InputError PM101 or PM106 and UsageError PM403 for a model or encoder that cannot be used.
    """
    if beside.model is None and beside.semantic is None and not beside.rules_alone:
        return services
    load_rankers(beside)  # what is wrong ends the run before it starts
    return replace(
        services,
        load_resources=partial(_load_resources, services.load_resources, beside),
        reader_version=partial(_reader_version, services.reader_version, beside),
    )


def _load_resources(load: Callable[..., Any], beside: Beside, codebooks: Sequence[str | Path] = ()) -> Any:
    rankers = load_rankers(beside)
    resources = replace(load(codebooks), ranker=chain(rankers) if rankers else None)
    return replace(resources, event_judge=None) if beside.rules_alone else resources


def _reader_version(version: Callable[[], str], beside: Beside) -> str:
    """Rows that a model took part in are of another reading: the dataset reads again when it changes."""
    told = [version(), repr(beside)]
    if beside.model is not None:
        told.append(hashlib.sha256((Path(beside.model) / "meta.json").read_bytes()).hexdigest())
    return hashlib.sha256("|".join(told).encode()).hexdigest()[:16]


@cache
def load_rankers(beside: Beside) -> tuple[Ranker, ...]:
    out: list[Ranker] = []
    if beside.rules_alone:
        return ()
    if beside.model is None:
        from policymine.learning.shipped import Shipped

        out.append(Shipped())
    else:
        from policymine.learning.registry import read_meta

        folder = Path(beside.model)
        if read_meta(folder).get("backend") == "transformers":
            from policymine.learning.transformers_train import load_encoder_ranker

            out.append(load_encoder_ranker(folder))
        else:
            from policymine.learning.rank import load_ranker

            out.append(load_ranker(folder))
    if beside.semantic is not None:
        from policymine.learning.semantic import THRESHOLD, SemanticRanker, open_encoder

        open_encoder(beside.semantic)
        out.append(SemanticRanker(beside.semantic, THRESHOLD if beside.threshold is None else beside.threshold))
    return tuple(out)


def chain(rankers: Sequence[Ranker]) -> Ranker:
    """One ranker after another, each given the answer of the one before."""

    def ask(question: Question) -> Match | None:
        match = question.match
        for ranker in rankers:
            match = ranker(replace(question, match=match))
        return match

    return ask
