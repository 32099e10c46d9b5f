"""Rates and what they are rates of: (81 − 8) / 81 = 90.1 %, 48 of 60 schools = 80 %, 120 − 90 = 30."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from policymine.records import Bound, Figure, Role, Verdict
from policymine.verification.numbers import half_unit, interval, overlap, plain
from policymine.verification.sums import Finding

MOST = 40  # rates looked at for one change: a sentence of thousands of numbers is no sentence
_LAST_DIGIT = 2  # half units in a unit of the last digit shown
NEAR = 400  # characters between a change and the rate that goes with it


def find_changes(figures: Sequence[Figure]) -> Iterator[Finding]:
    """Percent changes of linked before → after pairs, and absolute changes. Looks at the neighbourhood of each pair only."""
    by_id = {f.figure_id: f for f in figures}
    rates = sorted((f for f in figures if f.role is Role.CHANGE_PERCENT and f.unit == "percent"), key=_start)
    told: list[Finding] = []
    ordered = sorted(figures, key=_start)
    steps = sorted((f for f in figures if f.role is Role.CHANGE_ABSOLUTE), key=_start)
    for after in figures:
        before = next(
            (by_id[link.figure_id] for link in after.links if link.kind == "before" and link.figure_id in by_id), None
        )
        if before is None or before.value == 0:
            continue
        low = min(after.sentence_start, after.start - NEAR)
        high = max(after.sentence_start + len(after.sentence), after.start + NEAR)
        for rate in _between(rates, low, high):
            if _near(rate, after, before) and _same_thing(rate, after):
                told.append(_latest(before, after, rate, _between(ordered, after.end, rate.start)))
        for step in _between(steps, low, high):
            if step.unit == after.unit and _near(step, after, before):
                yield _difference(before, after, step)
    proven = {figure.figure_id for _, _, figures, verdict, _ in told if verdict is Verdict.HOLDS for figure in figures}
    for finding in told:
        # 由120家减至9家，压减92.5%；线上由4家减至1家，压减75%: a rate that is proven for one change says nothing of another.
        if finding[3] is Verdict.HOLDS or not proven.intersection(f.figure_id for f in finding[2]):
            yield finding


def _start(figure: Figure) -> int:
    return figure.start


def _between(figures: Sequence[Figure], low: int, high: int) -> Sequence[Figure]:
    """Those of ``figures`` (in order of start) that start in ``low:high``, at most the nearest MOST."""
    found = figures[bisect_left(figures, low, key=_start) : bisect_left(figures, high, key=_start)]
    return found[:MOST]


def _near(one: Figure, after: Figure, before: Figure) -> bool:
    same_sentence = one.sentence_start == after.sentence_start
    return one.adcode == after.adcode and (
        same_sentence or (abs(one.start - after.start) < NEAR and one.start > before.start)
    )


def _same_thing(rate: Figure, after: Figure) -> bool:
    """A rate in another sentence belongs to the change only when both name the same entity."""
    if rate.indicator and after.indicator:
        of_rate, of_count = set(rate.indicator.split(".")[:-1]), set(after.indicator.split(".")[:-1])
        # The rate of the offline ones is not that of the online ones; one that names no part may be of either.
        return rate.indicator.split(".")[0] == after.indicator.split(".")[0] and (
            of_rate <= of_count or of_count <= of_rate
        )
    return rate.sentence_start == after.sentence_start


def _latest(before: Figure, after: Figure, rate: Figure, later: Sequence[Figure]) -> Finding:
    """The change that the rate is of: where a later count stands before the rate (从43家降到6家，目前仅剩2家，压减率95.3%),
    up to that, if the numbers say so.
    """
    finding = _percent_change(before, after, rate)
    if finding[3] is Verdict.HOLDS:
        return finding
    counts = (f for f in reversed(later) if f.unit == after.unit and f.sentence_start == rate.sentence_start)
    others = (_percent_change(before, f, rate) for f in counts)
    return next((other for other in others if other[3] is Verdict.HOLDS), finding)


def _percent_change(before: Figure, after: Figure, rate: Figure) -> Finding:
    change = abs(after.value - before.value) / before.value * 100
    low_b, high_b = interval(before)
    low_a, high_a = interval(after)
    expression = (
        f"({plain(before.value)} → {plain(after.value)}) = {plain(round(change, 2))} %, stated {plain(rate.value)} %"
    )
    stated = interval(rate)
    if before.bound is Bound.EXACT and after.bound is Bound.EXACT:
        # Half a unit of what is shown, on the change as on the rate.
        slack = (half_unit(before) + half_unit(after)) / before.value * 100
        computed = (change - slack, change + slack)
    else:
        edges = [
            abs(a - b) / b * 100
            for a in (low_a, high_a)
            for b in (low_b, high_b)
            if b.is_finite() and b > 0 and a.is_finite()
        ]
        open_base = not high_b.is_finite()
        computed = (min(edges, default=Decimal(0)), Decimal(100) if open_base else max(edges, default=Decimal(100)))
    verdict = Verdict.HOLDS if overlap(computed, stated) else Verdict.CONTRADICTS
    detail = "" if verdict is Verdict.HOLDS else f"computed {plain(round(change, 2))} %"
    if (
        verdict is Verdict.CONTRADICTS
        and rate.bound is Bound.EXACT
        and rate.value < change < rate.value + _LAST_DIGIT * half_unit(rate)
    ):
        verdict, detail = Verdict.HOLDS, "digits cut off, not rounded"
    return "percent_change", expression, (before, after, rate), verdict, detail


def _difference(before: Figure, after: Figure, step: Figure) -> Finding:
    change = abs(after.value - before.value)
    slack = half_unit(before) + half_unit(after)
    verdict = Verdict.HOLDS if overlap((change - slack, change + slack), interval(step)) else Verdict.CONTRADICTS
    expression = f"|{plain(after.value)} − {plain(before.value)}| = {plain(change)}, stated {plain(step.value)}"
    return "difference", expression, (before, after, step), verdict, ""


def find_shares(figures: Sequence[Figure]) -> Iterator[Finding]:
    """Part / whole = share, when all three stand in one sentence and the numbers prove it."""
    sentences: dict[int, list[Figure]] = {}
    for figure in figures:
        sentences.setdefault(figure.sentence_start, []).append(figure)
    for group in sentences.values():
        shares = [f for f in group if f.unit == "percent" and f.role is Role.SHARE]
        counts = [
            f
            for f in group
            if f.unit not in ("percent", "percentage_point", "year", "month", "day")
            and f.bound is Bound.EXACT
            and f.value > 0
        ]
        for share in shares[:12]:
            for whole in counts[:12]:
                part = next(
                    (
                        p
                        for p in counts[:12]
                        if p is not whole
                        and p.unit == whole.unit
                        and p.value < whole.value
                        and whole.value >= 10
                        and overlap((p.value / whole.value * 100,) * 2, interval(share))
                        and share.bound is Bound.EXACT
                    ),
                    None,
                )
                if part is not None:
                    expression = f"{plain(part.value)} / {plain(whole.value)} = {plain(share.value)} %"
                    yield "share", expression, (part, whole, share), Verdict.HOLDS, ""
                    break
