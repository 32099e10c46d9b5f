"""All checks of one document, numbered in a stable order, and written on the figures that they judge."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import chain

from policymine.records import Check, Extraction, Figure, Verdict
from policymine.verification.agreement import find_agreements, find_maxima
from policymine.verification.lists import find_counted_lists
from policymine.verification.plausibility import find_implausible
from policymine.verification.rates import find_changes, find_shares
from policymine.verification.settling import doubtful_numbers, find_settled, settle
from policymine.verification.sums import find_sums

# What a verdict does to the confidence of a figure: a proof raises it, a contradiction lowers it.
PROOF, CONTRADICTION = 0.5, 0.6


def verify(extraction: Extraction) -> Extraction:
    """``extraction`` with its checks, their verdicts on the figures, and confidence moved by proofs.

    A number that was left out for want of a noun becomes a figure where a sum proves what it counts.
    A check id is ``C01``, ``C02``, … within the document; ``Figure.checks`` holds ``C01:holds``.
    """
    figures = extraction.figures
    bare = doubtful_numbers(extraction)
    proofs = list(find_settled(figures, bare))
    whole = {members[-1].figure_id for _, _, members, _, _ in proofs}
    findings = list(
        chain(
            # A total that a doubtful number completes is not incomplete.
            (f for f in find_sums(figures) if f[3] is Verdict.HOLDS or f[2][-1].figure_id not in whole),
            proofs,
            find_changes(figures),
            find_shares(figures),
            find_agreements(figures),
            find_maxima(figures),
            find_counted_lists(extraction.document, figures),
            find_implausible(figures),
        )
    )
    settled: dict[str, tuple[Figure, str]] = {}
    checks: list[Check] = []
    marks: dict[str, list[str]] = defaultdict(list)
    verdicts: dict[str, set[tuple[str, Verdict]]] = defaultdict(set)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for kind, expression, members, verdict, detail in findings:
        ids = tuple(f.figure_id for f in members)
        if (kind, tuple(sorted(ids))) in seen:
            continue
        seen.add((kind, tuple(sorted(ids))))
        check = Check(f"C{len(checks) + 1:02d}", extraction.document.doc, kind, expression, ids, verdict, detail)
        checks.append(check)
        if detail.startswith("settles "):
            total = members[-1]
            settled.update((f.figure_id, (total, check.check_id)) for f in members if f.unit != total.unit)
        for figure in ids:
            marks[figure].append(f"{check.check_id}:{verdict.value}")
            verdicts[figure].add((kind, verdict))
    proved = {f.figure_id for f in bare} & settled.keys()
    known = sorted((*figures, *(f for f in bare if f.figure_id in proved)), key=lambda f: f.start)
    judged = tuple(
        replace(
            settle(f, *settled[f.figure_id]) if f.figure_id in settled else f,
            checks=tuple(marks[f.figure_id]),
            confidence=_moved(f.confidence, verdicts[f.figure_id]),
        )
        if f.figure_id in marks
        else f
        for f in known
    )
    gone = {(f.start, f.end) for f in bare if f.figure_id in proved}
    return replace(
        extraction,
        figures=judged,
        checks=tuple(checks),
        rejected=tuple(r for r in extraction.rejected if (r.start, r.end) not in gone),
    )


def _moved(confidence: float, verdicts: set[tuple[str, Verdict]]) -> float:
    # Two statements that differ are both data (conflicts are compared, not silenced): only arithmetic speaks against.
    if any(v is Verdict.CONTRADICTS and kind != "agreement" for kind, v in verdicts):
        return round(confidence * CONTRADICTION, 3)
    if any(v is Verdict.HOLDS and kind in ("sum", "percent_change", "difference", "share") for kind, v in verdicts):
        return round(confidence + (1 - confidence) * PROOF, 3)
    return confidence
