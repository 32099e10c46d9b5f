"""Whether a clause reports an act: planned, demanded, negated, conditional and background clauses do not.

A planned or demanded mood opened in one clause of a sentence holds for its later clauses until one of them says that
something was done; the words are in ``data/event_types.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policymine.extraction.event_clauses import Clause
from policymine.extraction.event_contexts import is_supposed, set_aside
from policymine.extraction.event_lexicon import Form, Lexicon
from policymine.records import Language, Status
from policymine.text.scanning import compile_scanning

# 要 as "must": not inside 主要, 重要, 需求 words or 要求.
_ZH_MUST = compile_scanning(r"(?<![主重首只摘概纪简将快])要(?![求素点害闻案目务员紧塞冲])")
_ZH_DEMAND = compile_scanning(
    r"(?<![按照的关有作])要求(?!的)|应当|应该|必须|务必|建议|呼吁|希望|(?<![申邀聘提])请(?=各|有关|于|将|认真|相关|各地|你|及时|在)|须|限(?=[^，]{0,9}(?:日|月|天)内)|可(?=参照|根据|依法|以)|每(?:半?[月年日周天]|季度?|学期)[^，]{0,14}(?:至少|不少于|次以上)|至少(?:组织|开展|巡查|检查)|鼓励|强调|如果|一旦|力争|确保|(?<![相对适反感响效供])应(?![急用对届邀运])"
)
# A document that "proposes" or "requires": what follows is its content, not yet an act.
_ZH_CONTENT = re.compile(
    r"(?:方案|意见|通知|办法|规划|纲要|计划|决定|条例|要点|》)[^，]{0,4}(?:提出|明确|要求|规定|指出)"
)
_ZH_WISH = re.compile(r"推动|督促|引导|支持|着力|加快|进一步|旨在|以便|能够|可以|不断|争取|加强")
_ZH_ADVERB = re.compile(r"(?:积极|有效|扎实|大力|切实|认真|深入)(?:组织)?$")
_ZH_FUTURE = re.compile(
    r"将(?=[于在对就从继首陆全进会再与由向分也还要正组开建出发举召启实印派展通投拨搭推设成完试上为以逐按把联新迎持重根围达实增扩减降提超覆修改适])"
    r"|(?<![规企])拟(?!人)|计划(?=[在于用到对从年\d投新建开组])|即将|预计|有望|将(?=[一-鿿]{0,14}$)"
)
# "By the end of 2025": to come, unless the document is of a later year.
_ZH_BY_YEAR = re.compile(r"到(20\d\d)年(?![^，]{0,8}已)")
# Cheaper patterns, true wherever one of the above is.
_ZH_MAY_DEMAND = compile_scanning(
    r"[要应须请可每限必]|务必|建议|呼吁|希望|鼓励|强调|如果|一旦|力争|确保|至少|提出|明确|规定|指出"
)
_ZH_MAY_COME = re.compile(r"将|拟|计划|预计|有望|到20")
# Verbs that take an object with 将 (put …, list … as): there 将 is no future.
_ZH_DISPOSAL = re.compile(r"(?:为|入|到|至|给|成)$|约谈|曝光|查处|推广|通报|移送")
_ZH_NOT = re.compile(
    r"(?:未|没有|尚未|并未|无法|拒绝|难以|不再|不|没|免于|无|推迟|延期|取消|暂缓|暂停|停止|未按[^，]{0,10})(?:再|能|有|被|得|予)?$|(?:(?<![许认])可|可能|可以|可依法|可以依法)$"
)
_ZH_ONGOING = re.compile(r"正在|持续|继续|陆续|定期|常态化")
_ZH_KEPT_UP = re.compile(r"继续|持续|不断")
_ZH_DONE = compile_scanning(r"已|了|(?<!\d)日前|近日|昨[日天]|今天|先后|累计|截至|相继|目前")
_ZH_SUFFERED = re.compile(r"(?<![将会可应须])被(?:依法)?$")
_ZH_NOUN = re.compile(r"(?![了后过并])[\u4e00-\u9fff]{2}")
_ZH_NOMINAL = re.compile(r"$|等|工作|情况|结果|力度")
_ZH_AFTER = compile_scanning(
    r"(?:(?<![课售最先产背今])后|以来|之后|以后|之前|之际|以前|期间)$|(?:后|以来|之后|以后|之前)(?=[,，])"
)
_ZH_SOON_AFTER = re.compile(
    r"[^，]{0,8}以来|[一二两三四五六七八九十半\d]{1,3}(?:周年|年多|年|个多?月)来|[^，课售]{0,2}(?<![课售最先产背今])后|(?:之初|之时|时)(?=$|[，全共有我各该])|初期"
)
_ZH_PLAN_LIST = re.compile(
    r"今年要|我们将|今年，?(?:我们)?要|我们要|要继续|主要预期目标|重点(?:抓|做)好|工作安排(?:如下|[：:])|要重点|20\d\d年.{0,8}要"
)
_EN_FUTURE_LIST = compile_scanning(
    r"\b(?:in the next step|next step|this year we will|main expected goals?|going forward)\b", re.IGNORECASE
)
_ZH_DIRECTIVE = re.compile(
    r"现[^。]{0,60}(?:(?:通知|安排|下达|公告|通告|要求)如下|印发给|下达给|转发给)|有关(?:事项|要求)[^。]{0,8}如下"
)
_ZH_HEADING = re.compile(r"(?:[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．])[^，,\d]{1,30}")
_ZH_FACTS = re.compile(r"据[^，。]{0,8}(?:摸底|调查)|截至|截止|目前|现有(?!的)|以来|累计|据统计|已有|近年|去年|上半年")
_BE = compile_scanning(
    r"\b(?:was|were|been|be|is|are|being|get|got)\b(?:\s+(?:\w+ly|also|all|first|then|now|already|once))?\s*$",
    re.IGNORECASE,
)
_HAVE = re.compile(
    r"\b(?:has|have|had|having)\b(?:\s+(?:\w+ly|also|been|all|recently|now|already|so far|both|each|once|first|always|gradually))*\s*$",
    re.IGNORECASE,
)
_DETERMINER = compile_scanning(
    r"\b(?:the|a|an|this|that|of|its|their|his|our|no|any|each|every|per|these|those|such|and the|first|new|same)\s*$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:by|through|of|for|after|before|while|when|from|without|with|include|includes|including|than|to be)\s*(?:\w+ly\s*)?$",
    re.IGNORECASE,
)
_TO = re.compile(r"\bto\s+(?:\w+ly\s+|jointly\s+)?$", re.IGNORECASE)
_IS_TO = re.compile(r"\b(?:is|are|was)\s+to\s+(?:\w+ly\s+)?$|^\W*to\s+$", re.IGNORECASE)
# 采取…等方式开展, 邀请专家举办: what was done by such means, or by those who were asked, was done.
_EN_BY_MEANS = re.compile(
    r"\b(?:adopt(?:ed|s)?|took|used)\s(?:the\s|a\s)?(?:\w+\s)?(?:measures?|methods?|forms?|ways?|means|approach(?:es)?|modes?)\b[^.;]{0,200}\sto\s(?:\w+ly\s)?$"
    r"|\b(?:invited|organi[sz]ed|dispatched|entrusted|commissioned|joined(?: hands| forces)?|teamed up|cooperated|united|collaborated|linked up)\s(?!will\b)[\w\s,-]{1,60}\sto\s(?:\w+ly\s|go deep into [\w\s-]{1,50}\sto\s)?$"
)
_DECIDED = compile_scanning(r"\b(?:decided|agreed|approved|resolved)\s+to\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_BEGAN = re.compile(
    r"\b(?:began|started|continues?|continued|selected|organi[sz]ed|invited|cooperated|joined hands|teamed up|took the lead(?:\s+in\s+[\w\s]{1,24}?)?)\s+to\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
_EN_OBLIGED = re.compile(r"\b(?:must|should|shall|requires?|required to|needs? to|required that|urged)\b")
# A verb that shares the subject and the auxiliary of the one before: "will A, B and C".
_EN_SHARED = re.compile(r"(?:^\W*|\b(?:and|or|then)\s+)(?:(?:then|also|and|jointly|\w+ly)\s+)*$")
_EN_WISH = re.compile(
    r"\b(?:hopes?|hoped|wish(?:es)?|suggests?|suggested|urges?|urged|encourages?|encouraged) (?:that|the|all|schools|parents)\b"
)
# "were 2,961 when the policy was issued": a point of time, not the news.
_EN_AT_TIME = re.compile(r"\b(?:when|before|after|since|until)\s(?:the|this|its)\s(?:[\w“”\"-]+\s){1,6}(?:was|were)\s$")
_EN_STATED = re.compile(r"\b(?:has|have|had|was|were)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a trigger stands in its clause. ``penalty`` lowers the confidence; ``drop`` names why it is no event."""

    status: Status
    penalty: float = 0.0
    drop: str | None = None
    passive: bool = False
    done: bool = False


def _opens(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether a Chinese clause opens with a verb of exhortation (of two to four characters)."""
    return text[at : at + 2] in lexicon.exhorting or text[at : at + 4] in lexicon.exhorting


class SentenceMood:
    """The mood of a sentence as its clauses go by; call :meth:`read` for triggers in the order of the text."""

    def __init__(
        self, lexicon: Lexicon, clauses: list[Clause], carried: str | None = None, year: str | None = None
    ) -> None:
        self._lexicon = lexicon
        self._year = year  # of publication
        self._carried = carried  # "planned" or "demanded"; over a semicolon from the sentence before
        self._clauses = clauses
        self._opened: bool | None = None  # whether two Chinese clauses open with a verb of exhortation
        self._exhorting = 0  # clauses that open with one, as the sentence goes by
        self._may_demand = self._may_come = bool(clauses)
        if clauses:  # asked once of the sentence, so that most clauses need not be asked
            low, start, end = clauses[0].low, clauses[0].first, clauses[0].last
            zh = lexicon.language is Language.ZH
            demand, come = (
                (_ZH_MAY_DEMAND, _ZH_MAY_COME) if zh else (lexicon.modality["demanded"], lexicon.modality["planned"])
            )
            self._may_demand = demand.search(low, start, end) is not None
            self._may_come = come.search(low, start, end) is not None

    @property
    def carried(self) -> str | None:
        """The mood in which the sentence ends."""
        return self._carried

    def skip(self, clause: Clause) -> None:
        """A clause without a trigger: it may still open or end a mood."""
        self._note(clause.low[clause.start : clause.end])

    def _note(self, words: str) -> None:
        if self._lexicon.language is Language.ZH:
            self._exhorting += _opens(words, 0, self._lexicon)
            if self._may_demand and (_ZH_DEMAND.search(words) or _ZH_MUST.search(words) or _ZH_CONTENT.search(words)):
                self._carried = "demanded"
            elif self._to_come(words):
                self._carried = self._carried or "planned"
            elif self._carried is not None and _ZH_DONE.search(words):
                self._carried = None
        elif self._may_demand and self._lexicon.modality["demanded"].search(words):
            if _EN_STATED.search(words):
                self._carried = None
            elif _EN_OBLIGED.search(words):
                self._carried = "demanded"
        elif self._may_come and self._lexicon.modality["planned"].search(words):
            self._carried = "planned"
        elif self._carried is not None and _EN_STATED.search(words):
            self._carried = None

    def _to_come(self, words: str) -> bool:
        if not self._may_come:
            return False
        if _ZH_FUTURE.search(words):
            return True
        by = _ZH_BY_YEAR.search(words) if "到20" in words else None
        return by is not None and (self._year is None or by.group(1) >= self._year)

    def read(self, clause: Clause, start: int, end: int, form: Form) -> Reading:
        """How the trigger at ``start:end`` (offsets into the document) stands in ``clause``."""
        pre = clause.low[clause.start : start]
        post = clause.low[end : clause.end]
        if self._lexicon.language is Language.ZH:
            return self._read_zh(clause, pre, clause.text[start:end], post)
        if clause.low.startswith("there will", start):
            return Reading(Status.PLANNED, penalty=0.05)
        return self._read_en(clause, pre, post, form)

    def _exhorts(self) -> bool:
        if self._opened is None:
            self._opened = sum(_opens(c.text, c.start, self._lexicon) for c in self._clauses) >= 2
        return self._opened or self._exhorting >= 2

    def close(self, clause: Clause) -> None:
        self._note(clause.low[clause.start : clause.end])

    def _read_zh(self, clause: Clause, pre: str, word: str, post: str) -> Reading:
        done = (
            _ZH_DONE.search(pre[-14:]) is not None
            or post.startswith(("了", "过"))
            or word.endswith("了")
            or _ZH_SUFFERED.search(pre[-4:]) is not None
        )
        if _ZH_NOT.search(pre[-14:]):
            return Reading(Status.DONE, drop="negated")
        if (self._lexicon.modality["background"].match(pre) or pre.endswith("通过")) and not done:
            return Reading(Status.DONE, drop="background")
        tail = post[-6:]
        if _ZH_AFTER.search(tail) or (not done and _ZH_SOON_AFTER.match(post)):
            return Reading(Status.DONE, drop="background")
        if pre == "被" and not clause.has("count") and _ZH_NOUN.match(post):
            return Reading(Status.DONE, drop="background")  # 被约谈企业: those who were summoned
        if reason := set_aside(clause, pre, post):
            return Reading(Status.DONE, drop=reason)
        planned = (self._to_come(pre) and not _ZH_DISPOSAL.search(word)) or word.startswith("要")
        demanded = (self._may_demand and (_ZH_DEMAND.search(pre) or _ZH_MUST.search(pre))) or _ZH_WISH.search(pre[-8:])
        if demanded and not done:
            return Reading(Status.PLANNED, drop="directive" if self._carried == "directive" else "demanded")
        if self._carried == "demanded" and not done and not planned:
            return Reading(Status.PLANNED, drop="demanded")
        if self._carried == "directive" and not done and not planned:
            return Reading(Status.PLANNED, drop="directive")
        if planned and not done:
            return Reading(Status.PLANNED, penalty=0.05)
        if self._carried == "planned" and not done and not _ZH_DISPOSAL.search(word):
            return Reading(Status.PLANNED, penalty=0.1)
        penalty = 0.12 if post.startswith("的") else 0.0
        if pre.endswith("的") and not word.endswith(("显示", "表明", "发现", "执行", "率")) and _ZH_NOMINAL.match(post):
            penalty += 0.3  # 来自…的集中曝光: named, not told
        if not done and (self._exhorts() or (self._exhorting and not pre)):
            penalty += 0.25
        if not done and _ZH_ADVERB.search(pre[-6:]):
            penalty += 0.15
        ongoing = _ZH_ONGOING.search(pre[-10:] + word) is not None
        if _ZH_KEPT_UP.search(pre[-10:]) and not done:
            penalty += 0.15
        return Reading(Status.ONGOING if ongoing else Status.DONE, penalty=penalty, done=done)

    def _read_en(self, clause: Clause, pre: str, post: str, form: Form) -> Reading:
        lexicon = self._lexicon
        be, have = _BE.search(pre) is not None, _HAVE.search(pre) is not None
        participle = form.past
        passive = participle and be
        finite = (
            have
            or (participle and not be)
            or (passive and not re.search(r"\b(?:will|shall|should|must|to|can|may|could) (?:not )?be\b", pre))
        )
        if not participle and not form.gerund and not form.noun and _DETERMINER.search(pre):
            return Reading(Status.DONE, drop="noun")
        if lexicon.modality["negated"].search(pre[-24:]):
            return Reading(Status.DONE, drop="negated")
        if lexicon.modality["background"].search(pre) and not (be or have):
            return Reading(Status.DONE, drop="background")
        if re.match(
            r"\W*(?:after(?!\s?-|\sclass|\sschool)|before|when|once|if|whether|following)\b", pre, re.IGNORECASE
        ) or _EN_AT_TIME.search(pre):
            return Reading(Status.DONE, drop="background")
        if is_supposed(clause, pre, post) or _EN_WISH.search(pre):
            return Reading(Status.PLANNED, drop="case")
        near = pre[-60:]
        if (
            self._may_come
            and lexicon.modality["planned"].search(near)
            and (form.base or not participle or passive or re.search(r"\bwill\b[^,]{0,20}$", near))
        ):
            return Reading(Status.PLANNED, penalty=0.2, passive=passive)
        if self._may_demand and lexicon.modality["demanded"].search(pre[-50:]) and not have:
            return Reading(Status.PLANNED, drop="demanded")
        if _DECIDED.search(pre) and not participle:
            return Reading(Status.PLANNED, penalty=0.1)
        if (
            _TO.search(pre)
            and not participle
            and not _IS_TO.search(pre)
            and not _BEGAN.search(pre)
            and not _EN_BY_MEANS.search(clause.low, clause.first, clause.start + len(pre))
        ):
            return Reading(Status.PLANNED, drop="purpose")
        if form.base and not (be or have) and self._carried in {"planned", "demanded"} and _EN_SHARED.search(pre):
            if self._carried == "demanded":
                return Reading(Status.PLANNED, drop="demanded")
            if not clause.has("count"):
                return Reading(Status.PLANNED, penalty=0.15)
        penalty = 0.0
        if form.gerund:
            penalty += 0.25 if _BY.search(pre) else 0.12
        if participle and not be and not have and re.match(r"\s*(?:by|in|on|to)\b", post):
            penalty += 0.3 if post.lstrip().startswith("by ") else 0.1  # "the opinions issued by …"
        if not participle and not form.gerund and not form.noun:
            if self._carried == "planned" and not clause.has("count"):
                return Reading(Status.PLANNED, drop="planned")
            penalty += 0.04
            if lexicon.exhortation.search(pre[-30:]) or post.startswith(" and improve"):
                penalty += 0.25
        if pre.count("(") > pre.count(")"):
            penalty += 0.36
        ongoing = re.search(r"\b(?:is|are) being\b|\bcontinu\w+\b|\bongoing\b", pre[-30:], re.IGNORECASE) is not None
        if ongoing and not form.past:
            penalty += 0.1
        return Reading(Status.ONGOING if ongoing else Status.DONE, penalty=penalty, passive=passive, done=finite)


def opens_directive(words: str) -> bool:
    """Whether a sentence of a notice hands over to its provisions: what follows is ordered, not told."""
    return _ZH_DIRECTIVE.search(words) is not None


_ZH_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、([^。，；\n]{2,16})")
_ZH_LOOKS_BACK = re.compile(r"情况|基础|成效|回顾|现状|进展|成绩")


def section_of(text: str, start: int) -> bool | None:
    """Whether the section of a notice whose heading stands in the line of ``start``, or in the line before, tells how things
    stand; None where no heading stands there.
    """
    line = text.rfind("\n", 0, start) + 1
    for begin in (line, text.rfind("\n", 0, max(line - 1, 0)) + 1):
        heading = _ZH_SECTION.match(text, begin)
        if heading is not None:
            return _ZH_LOOKS_BACK.search(heading.group(1)) is not None
    return None


def is_bare_heading(words: str) -> bool:
    """Whether a sentence is a numbered heading without a figure: the text below says what was done."""
    return words[:1] in "（(一二三四五六七八九十" and _ZH_HEADING.fullmatch(words) is not None


def tells_facts(words: str) -> bool:
    """Whether a sentence inside a notice reports how things stand, by its own time words."""
    return _ZH_FACTS.search(words) is not None


def mood_before(text: str, start: int) -> str | None:
    """The mood that a semicolon hands on to the sentence at ``start``: demanded where a demand opened the list."""
    if text[start - 1 : start] != "；":
        return None
    low = max(0, start - 300)
    begin = max(text.rfind("。", low, start), text.rfind("\n", low, start), low - 1) + 1
    opened = text[begin:start]
    demand = _ZH_CONTENT.search(opened) or _ZH_DEMAND.search(opened) or _ZH_MUST.search(opened)
    return "demanded" if demand else None


def opens_plan_list(words: str, language: Language) -> bool:
    """Whether a sentence opens a list of targets ("this year we must …"): the rest of its paragraph is planned."""
    return (_ZH_PLAN_LIST if language is Language.ZH else _EN_FUTURE_LIST).search(words) is not None


def is_next_step(words: str, lexicon: Lexicon) -> bool:
    """Whether the sentence begins with "next step": intentions, not acts."""
    found = lexicon.modality["next_step"].search(words[:40].lower())
    return found is not None and found.start() < 4
