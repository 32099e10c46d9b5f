"""The period of a figure from which a change starts: what there was before."""

from __future__ import annotations

import re

from policymine.extraction.when_governing import governing
from policymine.extraction.when_scene import SIGHT, SINCE, SPANS, Scene
from policymine.extraction.when_standing import whole_of_gone
from policymine.extraction.when_statement import Span
from policymine.extraction.when_timeline import Timeline, in_force
from policymine.extraction.when_words import count_subjects, pattern, subjects
from policymine.records import Language, PeriodMention, Role
from policymine.text.edtf import compare_ends, end_of, precision, start_of, up_to, year_before_start
from policymine.text.periods_policies import Policy, policy_by_id

Decided = tuple[str | None, str, Span | None]

_NEAR = 45  # "3.2 million tons in 2019": how far a time can stand behind its figure
_TOUCH = re.compile(r"(?:的|'s|’s)?\s{0,2}(?:底|末)?的?")
_FROM = re.compile(r"由|从|原|\bfrom\b|\boriginal", re.IGNORECASE)
_EXISTING = re.compile(r"(?:现有|现存|目前|现|existing|current|present)的?\s?\Z", re.IGNORECASE)
_NOW_BESIDE = 8  # characters between "now" and its figure (目前还有83家)
_NO_BASE = re.compile(r"\d|,|\bto\b")
# A change against what was before is no value of before (比“双减”前减少461家).
_CHANGED = re.compile(
    r"(?:减少|增加|下降|提高|上升|降低|缩短|增长|压减)(?:了|近|约|超)?\Z|\b(?:fewer|less|more|down|up|by)\s\Z",
    re.IGNORECASE,
)
# A text that looks back on several years tells changes over them all.
_LONG = frozenset({"plan", "these_years", "span_back"})
_FIRST_TIMES = 60
_ASKED = ("now", "recent", "recent_years", "cohort", "anniversary")


def is_change(text: str, scene: Scene, start: int) -> bool:
    """Whether the figure tells by how much something changed since a time that is told as the base."""
    return any(m.end <= start for m in scene.aside) and bool(_CHANGED.search(text, max(scene.start, start - 12), start))


def policy_of(text: str, line: Timeline, scene: Scene) -> Policy | None:
    """The policy before which things were so: the document's, or the one whose subject the paragraph names by then."""
    if line.policy is not None:
        return line.policy
    opened = max(text.rfind("\n", 0, scene.start) + 1, scene.start - SIGHT)
    sentence = text[opened : scene.end]
    for name, words, never in subjects(line.language):
        if count_subjects(sentence, words, never) and in_force(policy := policy_by_id(name), line.published):
            return policy
    return None


def before(text: str, line: Timeline, scene: Scene, start: int, end: int) -> Decided:
    """Period, rule and evidence of the figure at ``start:end``, from which a change starts."""
    told = [m for m in (*scene.inside, *scene.aside) if m.edtf is not None and m.rule not in _ASKED]
    told.sort(key=lambda m: m.start)
    base = [m for m in told if m.end <= start and _touches(text, m, start)]
    if base:
        mention = base[-1]
        if mention.rule not in SPANS or mention.rule == "year_part":
            return _point(mention), "baseline", (mention.start, mention.end)
    if line.language is not Language.ZH:
        later = next((m for m in told if m.start >= end), None)
        if later is not None and not _NO_BASE.search(text, end, later.start) and later.start - end <= _NEAR:
            return _point(later), "baseline", (later.start, later.end)
    if (shared := _shared_base(text, scene, start)) is not None:
        return _point(shared), "baseline", (shared.start, shared.end)
    if _is_now(text, scene, start) and not whole_of_gone(text, line.language, start, end, scene.end):
        return line.as_of, "existing", line.as_of_span
    against = next((m for m in reversed(told) if m.end <= start), None)
    if against is not None and against in scene.aside and against.rule != "before_policy":
        return _point(against), "comparison", (against.start, against.end)
    policy = policy_of(text, line, scene)
    if policy is not None and not told and pattern("formerly", line.language).search(text, scene.start, start):
        return _unfound(line, None, policy)
    found = governing(text, line, scene, start, end, Role.BEFORE)
    return _unfound(line, found, policy) if _untold(found) else _told(line, scene, found, policy)


_LED_FROM = re.compile(r"(?:由|从|自|较|比|\bfrom)\s?\Z")
_OPENS_ITEM = re.compile(r"(?:由|从|\bfrom\s(?:the\s)?)\s?\Z")


def _shared_base(text: str, scene: Scene, start: int) -> PeriodMention | None:
    """The year with which a list of changes begins: 高校由2015年的108所增至110所，在校生由105万人增至125万人."""
    if not _OPENS_ITEM.search(text, max(scene.start, start - 8), start):
        return None
    for mention in sorted((*scene.inside, *scene.aside), key=lambda m: m.start):
        if mention.end > start:
            break
        if mention.edtf is not None and mention.rule in ("baseline", "year") and precision(mention.edtf) == len("2015"):
            low = max(scene.start, mention.start - 6)
            if mention.rule == "baseline" or _LED_FROM.search(text, low, mention.start):
                return mention
    return None


def _untold(found: PeriodMention | None) -> bool:
    return found is None or found.rule in ("now", "recent", "since_policy", "as_of", "since_unknown", "before_policy")


def _unfound(line: Timeline, found: PeriodMention | None, policy: Policy | None) -> Decided:
    if found is not None and found.rule == "since_policy" and start_of(found.edtf):
        return start_of(found.edtf), "since_policy", (found.start, found.end)
    if found is not None and found.rule == "before_policy":
        return end_of(found.edtf), "before_policy", (found.start, found.end)
    if policy is not None:
        return policy.date, "policy_baseline", None
    if line.review_year is not None and not any(m.rule in _LONG for m in line.mentions[:_FIRST_TIMES]):
        return str(line.review_year - 1), "review_year", None
    return up_to(line.as_of), "by_statement", line.as_of_span


def _told(line: Timeline, scene: Scene, found: PeriodMention | None, policy: Policy | None) -> Decided:
    assert found is not None  # noqa: S101 - told apart by the caller
    span, begun = (found.start, found.end), start_of(found.edtf)
    first = begun or end_of(found.edtf)
    if first is not None and line.as_of is not None and first > line.as_of and found.start >= scene.start:
        return line.as_of, "before_plan", line.as_of_span  # a change that is planned starts from what there is
    if line.review_year is not None and begun is not None and begun[:4] == str(line.review_year + 1):
        return str(line.review_year), "review_year", None  # what is to change next year starts from the year reviewed
    if found.rule in ("plan", "these_years") or (found.rule == "span_back" and precision(begun) == 4):
        return year_before_start(found.edtf), found.rule, span
    if found.rule == "range" and precision(begun) == 4:
        return begun, found.rule, span
    if found.rule == "relative_year" and found.start < scene.start:
        return (policy.date if policy else up_to(line.as_of)), "by_statement", None
    if found.rule in ("year", "relative_year") and policy is None and begun is not None:
        return year_before_start(begun), found.rule, span
    if policy is not None and (begun is None or compare_ends(begun, policy.date) >= 0):
        return policy.date, "policy_baseline", None
    if begun is None or compare_ends(begun, line.as_of) > 0:
        return up_to(line.as_of), "by_statement", line.as_of_span
    return up_to(begun), found.rule, span


def _point(mention: PeriodMention) -> str | None:
    if mention.rule in SINCE:
        return start_of(mention.edtf)
    return end_of(mention.edtf) if mention.rule in ("before_policy", "before") else mention.edtf


def _is_now(text: str, scene: Scene, start: int) -> bool:
    """Whether the figure is what there is now: the existing 46, 目前还有83家."""
    if _EXISTING.search(text, max(scene.start, start - 12), start):
        return True
    now = [m for m in scene.inside if m.rule == "now" and m.end <= start]
    return bool(now) and start - now[-1].end <= _NOW_BESIDE and not _FROM.search(text, now[-1].end, start)


def _touches(text: str, mention: PeriodMention, start: int) -> bool:
    """Whether the time stands right at the figure ("last year's 3,000"; 2020年的3.2亿元), or is told as the base."""
    return (mention.rule == "baseline" and start - mention.end <= _NEAR) or bool(
        _TOUCH.fullmatch(text, mention.end, start)
    )
