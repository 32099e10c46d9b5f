"""Whether a time frames what follows, or only dates the act of its own clause.

"As of March 15, …", 截至10月底，…, a year with which a sentence opens: a time in front sets the scene, and what is told after it
is told of that time. "… had been cancelled by the end of 2021", "which rose this September", a time in brackets: a time
behind its verb, or within a clause that describes a noun, dates that verb alone (Quirk et al., A Comprehensive Grammar of
the English Language, 8.51-8.55: time adjuncts in initial position set the scene).
"""

from __future__ import annotations

import re

from policymine.records import Language, PeriodMention
from policymine.text.scanning import compile_scanning

_DIGIT = re.compile(r"\d(?!\d{0,3}(?:st|nd|rd|th)\b)(?!\d{0,3}[年月日号])")
_STOP = re.compile(r"[。；！？：\n]|[.;!?:](?=\s|$)")
_SEEN = 200  # characters before a time in which its sentence begins
_NEAR_ZH = 14  # characters that may stand before a time with which a sentence opens: a subject, a conjunction
_LED_ZH = re.compile(r"(?:据|记者|数据|公布|显示|获悉|介绍|表示|统计|了解|透露|通报|汇总|指出)")
# English: a verb before the time.
_VERB = compile_scanning(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|will|would|shall|should|can|could|may|might|must|do|does|did|which|who|that|"
    r"[a-z]{2,}(?<!hundr)(?<!ne)(?<!exce)(?<!proc)(?<!succ)ed|rose|fell|grew|set|held|built|sent|began|ran|cut|put|made|took|gave|paid|spent|got|went|came|left)\b"
)
_SAYS = compile_scanning(
    r"\b(?:according|learned|learnt|reported|said|announced|introduced|shows?|showed|disclosed|revealed|understood|statistics|data|informed|told|pointed|noted)\b",
    re.IGNORECASE,
)


def frames(text: str, mention: PeriodMention, language: Language) -> bool:
    """Whether ``mention`` stands in front of its sentence: before its verb, behind a subject or a source at most."""
    low = max(0, mention.start - _SEEN)
    for stop in _STOP.finditer(text, low, mention.start):
        low = stop.end()
    lead = text[low : mention.start]
    if lead.rstrip().endswith(("(", "（")):
        return False
    if language is Language.ZH:
        return not _DIGIT.search(lead) and (len(lead) <= _NEAR_ZH or lead.endswith("，") or bool(_LED_ZH.search(lead)))
    said = max((found.end() for found in _SAYS.finditer(lead)), default=None)
    if said is not None:
        return _DIGIT.search(lead, said) is None
    return _DIGIT.search(lead) is None and _VERB.search(lead) is None


_OPEN, _CLOSE = re.compile(r"[(（]"), re.compile(r"[)）]")
_ASIDE = 60  # characters that an aside in brackets runs over


def in_brackets(text: str, mention: PeriodMention) -> bool:
    """Whether ``mention`` stands in an aside: 公示期5个工作日（6月27日—7月1日）."""
    low = max(0, mention.start - _ASIDE)
    opened = max((m.start() for m in _OPEN.finditer(text, low, mention.start)), default=-1)
    closed = max((m.start() for m in _CLOSE.finditer(text, low, mention.start)), default=-1)
    return opened > closed and _CLOSE.search(text, mention.end, mention.end + _ASIDE) is not None
