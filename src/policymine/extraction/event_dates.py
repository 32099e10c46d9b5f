"""The date of an outcome whose own sentence names none, from the figures of its result.

A figure's time is read over sentences ("as of May 31, … . Wuhan: from 2,377 to 61"), an act's only in its own. Where the
act is its counted result, the two are one time.
"""

from __future__ import annotations

from collections.abc import Sequence

from policymine.records import Figure, Role
from policymine.text.edtf import end_of, interval, start_of

_RESULTS = frozenset(
    {
        "institution_reduction",
        "enforcement_action",
        "inspection_campaign",
        "licensing_registration",
        "implementation_milestone",
        "publicity_campaign",
    }
)
# What stands where no time governs (see ``when.py``).
UNTOLD = frozenset({"since_policy_of_document", "by_statement"})
_DEFAULTS = UNTOLD | {"as_of_statement", "report_year", "review_year", "no_date", "now", "recent", "against_policy"}
_STOCKS = frozenset({Role.AFTER, Role.LEVEL, Role.SHARE})

Decided = tuple[str | None, str, tuple[int, int] | None]


def date_of_results(decided: Decided, kind: str, figures: Sequence[Figure]) -> Decided:
    """``decided``, or for an outcome of type ``kind`` without a time of its own the time of the first of its ``figures``.

    A flow's period is the act's; what there was after it ends the act. Rule ``figure_time``, with the words that the
    figure's period stands on.
    """
    date, rule, _ = decided
    if rule not in UNTOLD or kind not in _RESULTS:
        return decided
    for figure in figures:
        told = next((d for d in figure.decisions if d.field == "period"), None)
        if told is None or told.rule in _DEFAULTS or told.start is None or told.end is None or figure.period is None:
            continue
        if figure.role is Role.FLOW_COUNT:
            found = figure.period
        elif figure.role in _STOCKS:
            found = interval(start_of(date), end_of(figure.period)) or figure.period
        else:
            continue
        return found, "figure_time", (told.start, told.end)
    return decided


def is_to_come(date: str | None, published: str | None) -> bool:
    """Whether an event begins on a day after the publication; an unknown start or day does not say so."""
    start = start_of(date)
    return start is not None and published is not None and len(start) == len(published) and start > published
