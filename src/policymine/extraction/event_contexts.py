"""What stands around a trigger: conditions and wrongdoing that report no act, and signs that somebody did act."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policymine.extraction.event_clauses import Clause
from policymine.extraction.event_lexicon import Trigger
from policymine.records import Language
from policymine.text.scanning import compile_scanning

# What a law or a notice says of a case that may arise: "未经批准设立机构的，由教育部门责令停止办学".
_CASE_OPENS = re.compile(
    r"(?:凡|如(?![今期下何实约])|若|未经|未取得|未按|擅自|违反|有下列|有前款|情节|拒不|逾期|经查实|一经|构成|(?:[1-9一二三四五六七八九]是)?对(?:于)?(?!此))"
)
_CASE_ENDS = re.compile(r"[的者]$")
_INLINE_CASE = re.compile(
    r"(?:对|凡|如)[^，。]{2,30}的(?:机构|单位|学校|企业|个人|人员)?，?(?:坚决|依法|一律|将|要|严肃|从严|从重|及时|立即|予以){1,4}[^，]{0,4}$"
)
_RANGE_OF_LAW = re.compile(r"以上[^，。]{1,14}以下|[一二三五十\d]倍以[上下]")
_SUPPOSITION = re.compile(
    r"(?:如果|如有|如发现|如机构|如(?=[^今期下何实约，]{2,14}(?:拒|不|未|发现|违))|若|倘若|一旦|假如)"
)
_EN_IF = re.compile(r"\W*(?:if|once|unless|where|in case|whoever)\b")
_EN_WOULD = re.compile(r"\b(?:will|would|shall|can|may|should|must)\b")
_EN_CALLED_OFF = re.compile(r"\b(?:was|were|been|is|are)\s(?:cancell?ed|postponed|called off|put off)\b")
# What a wrongdoer set up or carried out is no act of policy.
_WRONG = re.compile(
    r"(?:擅自|私自|违规|违法|非法|变相|未经批准|未经许可|涉嫌|违反规定|无证无照|无证)(?:组织|进行|从事)?$"
)
_ARTICLE = re.compile(r"[条款项](?:规定|明确)?[，：]?$|规定[，：]?$")
_CALLED_OFF = re.compile(
    r"(?:被|已|将)(?:取消|推迟|叫停|延期|暂停)|(?:推迟|延期|暂缓)(?:至|到|举行|召开|进行)|[^，。]{0,10}(?:不实|谣言|系谣传)"
)
_SUPPOSED = re.compile(r"(?:原定|原计划|原拟|本应|网传|谣传|误传)")
_ZH_ACTOR = re.compile(
    r"(?:[局委厅部办院署会队组]|政府|中心|部门|单位|警方|机关|公司|[省市县区旗镇乡]|人员|各地)(?:[^，。；]{0,8})?(?:对|向|就|给|依法|联合|会同|还|又|也|现场|当场|分别|公开|集中|统一|成功|共|立即|及时|决定)*"
)
_ZH_GIVEN = re.compile(r"对(?:其|该|涉事|涉案|相关|上述|此)")
_ZH_WHEN = re.compile(
    r"(?:近日|日前|近期|昨[天日]|今[天日]|当天|当日|随后|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|[上下]午|今年以来|去年|此前)[^，。]{0,4}$"
)
# A plan with its time or name: "to be held from July to August", 为期40天, the action “…”; a target with its day: 年底前.
_ZH_DEFINITE = re.compile(
    r"为期|通报一次|[“][^“”]{2,14}[”][^，。]{0,8}(?:行动|整治|治理|检查)|(?<![每寒年])(?:暑假|寒假|暑期|[\d一二三四五六七八九十]{1,3}月(?:份|\d{1,2}日)?)(?:期间|起|至|到|—|-)"
)
_ZH_DEADLINE = re.compile(
    r"(?:到|至|在)?(?:20\d\d年|今年|明年|年|\d{1,2}月|本?学期)(?:年?[底末内]|\d{1,2}日)(?:之?前)?|[到至]20\d\d年"
)
_ZH_STRIVEN = re.compile(r"力争|争取|努力|鼓励|有望|预计|目标")
_WITH_TIME = frozenset({"inspection_campaign"})
_WITH_DEADLINE = frozenset({"reach", "full", "finish_reduction", "all_build"})
_REACH = 60
# A sentence that hands out tasks; the items and the sentences without a subject that follow are demanded.
_ZH_TASKS = compile_scanning(
    r"(?:会议|会上|通知|方案|意见|总局|[局厅处科部]长|书记|[省市县区镇]长|负责人|主任)[^，。：]{0,12}?(?:(?:要求|强调)[，：:,]|指出[，：:,][^。]{0,24}要)"
    r"|(?:要求|强调)[^。：]{0,30}[：:]|(?:^|[，；：。])(?:一|二|三|四)要|要(?:重点)?(?:做好|抓好|从)[^。，]{0,16}(?:方面|项|点|件)(?:的)?(?:工作|入手|着手)"
)
# A sentence that looks back tells what was done, whatever opened the paragraph.
_ZH_FACT = re.compile(
    r"(?:今年|去年|上半年|前[一二三四五六七八九十\d]+个?月|\d{1,2}月)[^，。]{0,10}，[^。]{0,8}(?:共|累计|已)|截至|累计|以来|目前已|已[^。，]{0,8}\d"
)
_ZH_ITEM = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d][）)]|[一二三四五六七八九十]是|[一二三四五六七八九十]要|第[一二三四五六七八九十]，|要)"
)
_ZH_SUBJECT = re.compile(
    r"[^，。；]{0,24}?(?:[局委厅部办院署会队组]|政府|中心|部门|机关|[省市县区])(?:[^，。；]{0,6})(?:已|共|先后|累计|还|联合|会同|对|召开|印发|开展|成立|出台|下达)"
)


class Tasks:
    """Whether the sentences of a Chinese text stand in a list of tasks, asked in the order of the text."""

    def __init__(self) -> None:
        self._open = False

    def covers(self, words: str, *, new_paragraph: bool) -> bool:
        """Whether the sentence ``words`` is one of the tasks that a sentence before it opened."""
        if (
            self._open
            and not _ZH_ITEM.match(words)
            and (new_paragraph or _ZH_SUBJECT.match(words) or _ZH_FACT.search(words[:40]))
        ):
            self._open = False
        covered = self._open
        if ("要" in words or "强调" in words or "指出" in words) and _ZH_TASKS.search(words):
            self._open = True
        return covered


def is_definite(clause: Clause, kind: str, frame_id: str) -> bool:
    """Whether a Chinese clause of intentions or demands announces an act of type ``kind``: a campaign with its time, length or
    name, or an extent with the day by which it is to be reached.
    """
    low = clause.start
    if clause.start - clause.before <= _TIME_CLAUSE:
        low = clause.before
    if frame_id in _WITH_DEADLINE:
        words = clause.text[low : clause.end]
        striven = _ZH_STRIVEN.search(clause.text, clause.first, clause.end)
        return striven is None and _ZH_DEADLINE.search(words) is not None
    return (kind in _WITH_TIME or frame_id == "report_periodically") and _ZH_DEFINITE.search(
        clause.text, low, clause.end
    ) is not None


_TIME_CLAUSE = 14
_BARE = 4
_ZH_STOP = re.compile(r"[，。；：:;,\n]")
_EN_STOP = re.compile(r"[;:\n]|,(?!\d)|\.(?=\s)")
_COUNTED = re.compile(r"\d")
_EN_DEFINITE = re.compile(
    r"\b(?:before|by|from|in|until)\b[^,.;]{0,30}\b(?:20\d\d|january|february|march|april|may|june|july|august|september|october|november|december|year)\b"
)


def announced(text: str, triggers: Sequence[Trigger], language: Language, *, counted: bool = False) -> list[Trigger]:
    """Those of the ``triggers`` of a sentence about what comes next whose clause announces an act with its time, its length or
    its name; with ``counted``, as in the tasks of a work report, also with a number. The others are intentions.
    """
    zh = language is Language.ZH
    stop, reach = (_ZH_STOP, _REACH) if zh else (_EN_STOP, 3 * _REACH)
    out = []
    for trigger in triggers:
        begin = max(0, trigger.start - reach)
        low = max((m.end() for m in stop.finditer(text, begin, trigger.start)), default=begin)
        end = stop.search(text, trigger.end, trigger.end + reach)
        high = end.start() if end is not None else min(len(text), trigger.end + reach)
        if counted and _COUNTED.search(text, low, high):
            out.append(trigger)
            continue
        before = stop.search(text, max(0, low - _TIME_CLAUSE - 1), max(0, low - 1)) if zh else None
        if low and before is not None:
            low = before.end()
        if zh:
            told = _ZH_DEFINITE.search(text, low, high) or _ZH_DEADLINE.search(text, low, high)
        else:
            words = text[low:high].lower()
            told = _EN_DEFINITE.search(words) and _COUNTED.search(words)
        if told:
            out.append(trigger)
    return out


def set_aside(clause: Clause, pre: str, post: str) -> str | None:
    """Why a Chinese trigger between ``pre`` and ``post`` reports no act: a legal case, a wrongdoing, or called off.

    A counted act stands, even for a case ("对无证的，责令停业12家"); the fines that a law allows are no count.
    """
    if _WRONG.search(pre[-10:]):
        return "wrongdoing"
    if _SUPPOSED.search(pre) or _CALLED_OFF.match(post):
        return "called_off"
    words = clause.words
    if _in_quoted_law(clause, clause.start + len(pre)):
        return "case"
    if ("以上" in words or "倍" in words) and _RANGE_OF_LAW.search(words):
        return "case"
    if clause.has("count"):
        return None
    if _CASE_ENDS.search(words) and clause.text.startswith("，", clause.end) and _CASE_OPENS.match(words):
        return "case"
    if "的" in pre and _INLINE_CASE.search(pre):
        return "case"
    if clause.before < clause.start:
        previous = clause.text[clause.before : clause.start].rstrip("，")
        if _CASE_ENDS.search(previous) and _CASE_OPENS.match(previous):
            return "case"
        if _SUPPOSITION.match(previous):
            return "case"
    return "case" if pre.endswith("一律") else None


def is_supposed(clause: Clause, pre: str, post: str) -> bool:
    """Whether an English clause says what would follow from an "if", or what was called off."""
    if ("cancel" in post or "postpone" in post or " off" in post) and _EN_CALLED_OFF.search(post):
        return True
    before = clause.low[clause.before : clause.start] if clause.before < clause.start else ""
    return _EN_IF.match(before) is not None and _EN_WOULD.search(pre) is not None


def _in_quoted_law(clause: Clause, at: int) -> bool:
    """Whether ``at`` stands in the quotation of an article: "第六十四条“违反……的，责令停止办学”"."""
    text = clause.text
    opened = text.rfind("“", max(clause.first, at - 300), at)
    return (
        opened > clause.first
        and opened > text.rfind("”", clause.first, at)
        and _ARTICLE.search(text, max(clause.first, opened - 6), opened) is not None
    )


def is_told(clause: Clause, start: int) -> bool:
    """Whether a Chinese act at ``start`` has its actor before it in the clause, or its day just before the clause."""
    text = clause.text
    low = max(clause.start, start - _REACH)
    if _ZH_ACTOR.search(text, low, start) or _ZH_GIVEN.search(text, low, start):
        return True
    bare = start - clause.start <= _BARE
    if bare and _ZH_ACTOR.search(text, clause.before, clause.start):
        return True  # the subject of the clause before: 市局对15家机构开展检查，分别处以罚款
    return clause.before < clause.start and _ZH_WHEN.search(text[clause.before : clause.start].rstrip("，")) is not None
