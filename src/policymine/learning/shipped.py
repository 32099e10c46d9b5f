"""The indicator model that ships with the package, asked wherever documents are read unless rules alone are wanted.

``data/weights/indicator.npz`` holds the arrays of ``models/indicator`` (``scripts/ship_models.py`` writes it): plain arrays, so that
reading needs neither scikit-learn nor skops, and trusts no archive. It is opened at the first figure that it is asked about.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from policymine.codebook.match import Match
from policymine.extraction.asking import Question
from policymine.extraction.resources import Resources
from policymine.learning.indicator import IndicatorModel
from policymine.learning.margins import Margins
from policymine.learning.rank import IndicatorRanker

FILE = "weights/indicator.npz"
_ARRAYS = ("weights", "intercepts")
_BETWEEN = "\0"  # names of features hold blanks and line ends


def packed(ranker: IndicatorRanker) -> bytes:
    """The bytes of the file: equal rankers give equal bytes."""
    import numpy as np

    model, margins = ranker.model, ranker.model.margins
    told = {
        "codebooks": list(model.codebooks),
        "known": sorted(model.known),
        "classes": list(margins.classes),
        "sharpness": margins.sharpness,
        "threshold": ranker.threshold,
        "languages": list(ranker.languages),
        "version": ranker.version,
    }
    names, facts = _BETWEEN.join(margins.names), json.dumps(told, ensure_ascii=False, sort_keys=True)
    out = BytesIO()
    np.savez_compressed(
        out,
        weights=margins.weights,
        intercepts=margins.intercepts,
        names=np.frombuffer(names.encode(), np.uint8),
        told=np.frombuffer(facts.encode(), np.uint8),
    )
    return out.getvalue()


def unpacked(content: bytes) -> IndicatorRanker:
    """What ``packed`` wrote. Objects in the arrays are refused (ValueError)."""
    import numpy as np

    with np.load(BytesIO(content), allow_pickle=False) as held:
        names, told = (held[name].tobytes().decode() for name in ("names", "told"))
        weights, intercepts = (held[name] for name in _ARRAYS)
    meta: dict[str, Any] = json.loads(told)
    parts = {"names": names.split(_BETWEEN), "classes": meta["classes"], "sharpness": meta["sharpness"]}
    margins = Margins.from_parts(parts | {"weights": weights, "intercepts": intercepts})
    model = IndicatorModel(tuple(meta["codebooks"]), margins, frozenset(meta["known"]))
    return IndicatorRanker(model, float(meta["threshold"]), tuple(meta["languages"]), meta["version"])


@cache
def shipped() -> IndicatorRanker | None:
    """The ranker that ships; None where the package ships none."""
    file = files("policymine.data").joinpath(FILE)
    return unpacked(file.read_bytes()) if file.is_file() else None


@dataclass(frozen=True)
class Shipped:
    """The shipped ranker as something that can be sent to worker processes: it is opened where it is asked."""

    def __call__(self, question: Question) -> Match | None:
        ranker = shipped()
        return question.match if ranker is None else ranker(question)


def with_shipped(resources: Resources) -> Resources:
    """``resources`` with the shipped ranker beside the rules."""
    return replace(resources, ranker=Shipped())
