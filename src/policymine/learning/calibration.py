"""What the reader's points are worth: bands of points with the share of their figures that is right.

The unit is the document: figures of one document are right or wrong together, and the rules were written over these
corpora, so that a thousand right figures do not prove one in a thousand. Each band gets the rule of succession over its
documents, (right + 1) / (documents + 2): what to expect of the next document, which says less the fewer were seen.
What points are worth on new text is said by documents that nobody who writes rules has read (the dev split), and by the first
readings of those that came last (``samples.FIRST_READINGS``): older ones are of an older reader. The others count where there are none.

Bands then rise (pool adjacent violators), as more points never mean less.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from policymine.extraction.reader import read_document
from policymine.extraction.resources import Resources
from policymine.learning.evaluate import figure_row
from policymine.learning.gold import Row
from policymine.learning.samples import Annotated
from policymine.learning.scoring import score_figures

EDGES = (0.0, 0.6, 0.75, 0.83, 0.87, 0.89, 0.915, 0.945, 1.0000001)


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of the corpora: its points, and whether value, bound and unit are right."""

    doc: str
    points: float
    right: bool


def points_of(annotated: Iterable[Annotated], resources: Resources) -> list[Point]:
    """Points of every figure that gold takes a stand on, before calibration and before checks.

    Where the first reading of a document was kept, it is that which counts.
    """
    bare = replace(resources, raw_confidence=True)
    out: list[Point] = []
    for item in annotated:
        if item.first is not None:
            rows = [row | {"confidence": row["points"]} for row in item.first.values()]
        else:
            rows = [figure_row(f) for f in read_document(item.document, bare).figures]
        out.extend(Point(item.document.doc, p, ok) for p, ok in score_figures(rows, item.gold).judged)
    return out


def newest(annotated: Sequence[Annotated]) -> list[Annotated]:
    """The documents of the last batch of first readings; all of them where there is none."""
    last = max((a.batch for a in annotated), default=0)
    return [a for a in annotated if a.batch == last]


def fit(found: Sequence[Point], edges: Sequence[float] = EDGES, *, first: bool = False) -> list[Row]:
    """The bands, lowest first: mean points, what such a figure is worth, figures, documents, and the plain share right.

    ``first``: the points are those of first readings.
    """
    # The share of a first reading leans to no side, so that figures are what succeeds; mended rules flatter theirs.
    bands: list[Row] = []
    for low, high in itertools.pairwise(edges):
        group = [p for p in found if low <= p.points < high]
        if not group:
            continue
        by_doc: dict[str, list[bool]] = {}
        for p in group:
            by_doc.setdefault(p.doc, []).append(p.right)
        right = sum(sum(oks) / len(oks) for oks in by_doc.values())
        bands.append(
            {
                "points": sum(p.points for p in group) / len(group),
                "right": (sum(p.right for p in group) + 1) / (len(group) + 2)
                if first
                else (right + 1) / (len(by_doc) + 2),
                "figures": len(group),
                "documents": len(by_doc),
                "share_right": sum(p.right for p in group) / len(group),
            }
        )
    rising = _rising([b["right"] for b in bands], [b["figures" if first else "documents"] for b in bands])
    return [b | {"right": value} for b, value in zip(bands, rising, strict=True)]


def _rising(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    from policymine.learning.store import require_learning

    require_learning()
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression().fit(range(len(values)), values, sample_weight=weights)
    return [float(v) for v in fitted.predict(range(len(values)))]
