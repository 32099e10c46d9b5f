"""The period that a time gives a figure of a role, and what holds where no time governs."""

from __future__ import annotations

import re

from policymine.extraction.when_before import policy_of
from policymine.extraction.when_fits import MONTH_END, is_effective
from policymine.extraction.when_scene import FLOWS, SINCE, SPANS, Scene
from policymine.extraction.when_statement import DAYS, Span
from policymine.extraction.when_timeline import Timeline
from policymine.records import PeriodMention, Role
from policymine.text.edtf import (
    compare_ends,
    end_of,
    interval,
    is_interval,
    start_of,
    up_to,
)
from policymine.text.periods_policies import Policy

Decided = tuple[str | None, str, Span | None]
STOCKS = frozenset({Role.LEVEL, Role.SHARE, Role.AFTER})
# Both ends are said in the text.
TOLD_ENDS = frozenset({"range", "month_range", "week", "month_part", "year_part"})
# 还有240公里缺口: what there is at the statement, whatever year is looked back on.
_YET = re.compile(r"还有|还剩|尚有|尚余|仍有|现有|目前")


def settled(edtf: str | None, line: Timeline, rule: str = "") -> str | None:
    """``edtf`` with the publication as its end put back to the day of the statement."""
    if edtf is None or line.as_of is None or line.published is None or line.as_of == line.published:
        return edtf
    if rule not in TOLD_ENDS and is_interval(edtf) and edtf.endswith("/" + line.published):
        return interval(start_of(edtf), line.as_of) or edtf
    return edtf


def under(mention: PeriodMention, line: Timeline, role: Role, policy: Policy | None) -> tuple[str | None, str]:
    """The period that ``mention`` gives a figure of ``role``."""
    edtf, rule = settled(mention.edtf, line, mention.rule), mention.rule
    if rule == "relative_day" and edtf == line.published and role is not Role.TARGET:
        edtf = line.as_of  # "today", in what was told at a press conference the day before
    if rule in ("now", "recent") or (rule in DAYS and edtf == line.as_of and role is not Role.TARGET):
        return (line.as_of if role in STOCKS else None), rule
    if role is Role.TARGET:
        return (start_of(edtf) if rule in SINCE else end_of(edtf) if rule == "before" else edtf), rule
    if rule == "before_policy":
        return end_of(edtf), rule
    if rule == "as_of":
        if role in FLOWS:
            return interval(policy.date if policy is not None else None, edtf) or up_to(edtf), rule
        return edtf, rule
    if rule in SINCE:
        return _since_then(edtf, mention, line, role), rule
    if (role in STOCKS or (rule == "week" and role in FLOWS)) and _goes_on_yet(edtf, line):
        return line.as_of, rule
    if role in STOCKS and (rule in SPANS or (rule == "month_part" and MONTH_END.search(mention.quote))):
        return end_of(edtf), rule
    return edtf, rule


def _goes_on_yet(edtf: str | None, line: Timeline) -> bool:
    """Whether the statement falls within the stretch: what there is, is told as of the statement."""
    if line.as_of is None or edtf is None or not is_interval(edtf):
        return False
    start = start_of(edtf)
    return start is not None and start[: len(line.as_of)] <= line.as_of and compare_ends(edtf, line.as_of) > 0


def _since_then(edtf: str | None, mention: PeriodMention, line: Timeline, role: Role) -> str | None:
    start = start_of(edtf)
    on = is_effective(mention)
    if role is Role.LIMIT:
        return start if on else line.as_of
    if on and role is not Role.FLOW_COUNT:
        return start  # prices that changed on that day
    if role in STOCKS:
        return end_of(edtf) or start
    return edtf


def default(text: str, line: Timeline, scene: Scene, at: int, role: Role) -> Decided:
    """What holds where no time governs."""
    if role is Role.TARGET:
        if line.report_year is not None:
            return str(line.report_year), "report_year", None
        return line.as_of, "as_of_statement", line.as_of_span
    if line.is_plan(at):
        return str(line.report_year), "report_year", None
    if role is Role.LIMIT:
        return line.as_of, "as_of_statement", line.as_of_span
    if line.review_year is not None and not (role in STOCKS and _YET.search(text, scene.clause(at, at)[0], at)):
        return str(line.review_year), "review_year", None
    if role in STOCKS:
        return line.as_of, "as_of_statement", line.as_of_span
    if line.as_of is None:
        return None, "no_date", None
    if (policy := policy_of(text, line, scene)) is not None:
        return interval(policy.date, line.as_of), "since_policy_of_document", line.as_of_span
    return up_to(line.as_of), "by_statement", line.as_of_span
