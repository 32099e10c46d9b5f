"""Who acts: the body that is the subject of an event's clause or sentence, its kind and its level."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from policymine.data import load_yaml
from policymine.extraction.event_clauses import Clause
from policymine.extraction.event_lexicon import en_pattern, zh_pattern
from policymine.geography.divisions import table
from policymine.records import AdminLevel, Language
from policymine.text.scanning import compile_scanning

_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_ZH_LEAD = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,8}记者(?:近日|日前|今天|昨天|\d{1,2}日)?从|\d{1,2}[.．、](?!\d)|[一二三四五六七八九]是|记者|据悉|据了解|近日|日前|目前|同时|此外|其中|今天|昨天|昨日|上午|下午|晚间|随后|由|在|经|从|为此|截至目前|今年|去年|上半年|下半年|全年|前[一二三\d]季度|近年来|[一二三四五\d]年来|以来|\d{4}年|\d{1,2}月|\d{1,2}日|[（(][^）)]{0,12}[）)]|[，、：\s])+"
)
_ZH_STOP = compile_scanning(
    r"自(?=\d|今|去|本|即)|会同|协同|携手|对|将|就|在|已|共|按|以|于|向|为|根据|正式|联合(?!国)|先后|累计|专门|依法|委托|被|日前|近日|第一时间|今年|率先|首次|印发|今天|昨日|走进|深入|组织|组成(?!员)|开展|建立|成立|制定|出台|发布|召开|举行|投入|查处|启动|通报|宣布|公布|批准|起诉|破获|抓获|出动|张贴|表示|介绍|指出|认定|遴选|下达|拨付|安排|部署|约谈|曝光|签署|上线|开通|派出|获悉|还|也|均|(?<![成首江宜乐迁花盐马新武丰于望昌])都(?=[已在有会能要是实开参完按进提组达])|全面|曾|正(?![定宁阳安])|分别|现场|当场|责令|责成|给予|作出|做出|处以|公开|紧急|继续|陆续|相继|同时|带队|牵头|迅速|持续|统一|共同|(?<!参)与(?!会|\d)|发现|存在|涉嫌|接到|反映|成功|[（(]|\d"
)
_ZH_NO_SUBJECT = re.compile(
    r"受(?=[^，]{1,14}委托)|[对向就在把将按以像已]|会同|联合(?!国|执法|检查|督[查导]|工作|治理|调查|专班)|责[成令]|为[了此]?|认定|遴选|新增|完成|开展|查处|检查|建立|成立|印发|制定|组织|加强|推进|累计|共"
)
_ZH_TERRITORY = re.compile(
    r"[\u4e00-\u9fff]{2,9}?(?:省|市|县|(?<![社校园小城地])区|自治州|旗)(?!级|场|里|域|民|容|政)|(?:全国|国家)(?=$|[共已累还将启新先]|[各\d])|各地|[省市县区]里|我[省市县区国]|全[省市县区]|该[省市县区校]"
)
_SPEAKS = re.compile(
    r"表示|介绍|指出|透露|通报|发布会|吹风会|通气会|获悉|了解到|显示|\b(?:said|told|introduced|learned|conference|briefing|showed?)\b"
)
# 分片对全县, 规定每生每课时收费乡村学校, 重点调研各省: more than a name.
_NO_TERRITORY = re.compile(r"[对在把被每]|会议|记者|^规定|^明确|^重点|^所有|^要求|调研(?!组|室|处|队)")
_ZH_LISTED = re.compile(
    r"[\u4e00-\u9fff]{2,8}(?:、[\u4e00-\u9fff]{2,8}){0,5}等(?:\d+|[一二三四五六七八九十]+)个?(?:省份|省|市|县|区|部门|单位|地)"
)
_EN_TAKE = re.compile(
    r"((?:the\s+)?(?:[A-Z][\w'’&-]*|provincial|municipal|county|city|district|state|national|relevant)"
    r"(?:\s+(?:[A-Z][\w'’&-]*|of|and|for|the|provincial|municipal|county|city|district|government|department|departments|bureau|committee|office|province|finance|party|party's|authorities|organs|procuratorial)){0,26})"
)
# The subject up to the auxiliaries and adverbs before the verb; a leading time phrase is passed over.
_EN_SUBJECT = re.compile(
    r"(?:(?:in|on|at|by|since|during|from)\s[\w\s]{2,40},\s*|and\s+|recently\s+)?"
    r"((?:[\w'’&-]+\s+){0,11}?[\w'’&-]+)\s+(?:(?:has|have|had|will|also|\w+ly|been|to|take|takes|took|the lead|in|jointly|all)\s+)*$",
    re.IGNORECASE,
)
# "It is reported that …": the actor stands after it.
EN_TOLD = re.compile(
    r"[^.;\n]{0,90}?\b(?:learned|reported|understood|said|introduced|revealed|stipulates?|specif(?:y|ies)|pointed out)\b[^.;\n]{0,90}?\bthat\s+",
    re.IGNORECASE,
)
_EN_MEASURE = re.compile(
    r"(?:the |a )?(?:number|rate|coverage|participation|practice|proportion|total|average|amount|experience)\b",
    re.IGNORECASE,
)
_EN_TAIL = re.compile(
    r"\s+(?:at all levels|throughout the (?:province|country|city|county)|nationwide|(?:takes?|took) the lead(?: in the \w+)?|(?:has|have|had|will))$",
    re.IGNORECASE,
)
_EN_BY = re.compile(
    r"\bby ((?:the )?(?:[A-Z][\w'’-]*|of|the|and|for|provincial|municipal|county|education|departments?|bureau)(?: (?:[A-Z][\w'’-]*|of|the|and|for|departments?|bureau|government))*)"
)
_NO_NAME = frozenset(
    "we it they this that there he she these those in on at the a an all each and to as after since recently schools parents students teachers our its by with through under after before while when if according based so".split()
)
_EN_TRAIL = re.compile(r"\s+(?:and|of|for|the)$")
_NOT_BEFORE = {"民政": ["府"]}  # 人民政府 is no office of civil affairs
_LISTED_ZH = re.compile(r"[、和及]")
_LISTED_EN = re.compile(r",| and ")
_TERRITORY_END = re.compile(
    r"自治区|自治州|街道|省|州(?=[^市])|市(?![场监民直])(?!政(?!府))|盟|县|(?<![社校园小景地新辖])(?<![主老新]城)区(?![域块])|旗|镇|乡(?!村)"
)
_LEVEL_OF = {
    "自治区": "province", "省": "province", "自治州": "prefecture", "州": "prefecture", "盟": "prefecture", "市": "prefecture",
    "县": "county", "区": "county", "旗": "county", "街道": "township", "镇": "township", "乡": "township",
}  # fmt: skip
_LIST_OPENS = re.compile(r"\b(?:including|such as)\b[^.;]{0,90},\s*$")
_WITH = re.compile(r"\s+(?:(?:jointly|together|along) )?with\s")
_LIST_GOES_ON = re.compile(r"^(?:and\s+)?(?:[\w'’-]+\s+){0,5}?and other\b|^(?:and\s+)?other\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Argument:
    """A named argument of an event: its text, its span, and the rule that found it."""

    name: str
    text: str
    start: int
    end: int
    rule: str


@cache
def _short_names() -> frozenset[str]:
    """Names of provinces and prefectures without 省, 市: 太原, 云南."""
    wide = (AdminLevel.PROVINCE, AdminLevel.PREFECTURE)
    return frozenset(d.short for d in table().rows if d.level in wide and len(d.short) >= 2)


@cache
def _suffixes() -> re.Pattern[str]:
    return en_pattern(load_yaml("actors.yaml")["suffixes"]["en"])


@cache
def _zh_endings() -> tuple[str, ...]:
    return tuple(load_yaml("actors.yaml")["suffixes"]["zh"])


def ends_like_a_body(words: str) -> bool:
    """Whether Chinese ``words`` end as names of bodies do."""
    return words.endswith(_zh_endings())


@cache
def _table(name: str, zh: bool) -> tuple[tuple[str, re.Pattern[str]], ...]:
    key = "zh" if zh else "en"
    rows = load_yaml("actors.yaml")[name]
    if zh:
        return tuple((kind, zh_pattern(r[key], _NOT_BEFORE)) for kind, r in rows.items())
    return tuple((kind, re.compile("|".join(re.escape(w) for w in r[key]), re.IGNORECASE)) for kind, r in rows.items())


def actor_kinds(name: str, language: Language) -> tuple[str, ...]:
    """The kinds of the bodies that ``name`` lists (education, finance, …), each once, in its order; () for no known kind."""
    parts = _LISTED_ZH.split(name) if language is Language.ZH else _LISTED_EN.split(name)
    kinds = [kind for part in parts if (kind := _kind(part, language)) is not None]
    named = [k for k in kinds if k != "territory"]
    return tuple(dict.fromkeys(named or kinds))


def actor_kind(name: str, language: Language) -> str | None:
    """The kind of the first body that ``name`` lists; None for none of the known kinds."""
    return next(iter(actor_kinds(name, language)), None)


def _kind(name: str, language: Language) -> str | None:
    return next((kind for kind, p in _table("kinds", language is Language.ZH) if p.search(name)), None)


def actor_level(name: str, language: Language) -> str | None:
    """The administrative level that the name itself shows (nation … township); None where it shows none.

    In Chinese the last territory of the name decides (广安市广安区教育局: county).
    """
    zh = language is Language.ZH
    if not zh:
        return next((level for level, p in _table("levels", zh) if p.search(name)), None)
    nation = dict(_table("levels", zh))["nation"]
    if nation.search(name):
        return "nation"
    if name.startswith(_MUNICIPALITIES) and not re.search(r"[区县镇乡]|街道", name):
        return "province"
    found = _TERRITORY_END.findall(_LISTED_ZH.split(name)[0])
    return _LEVEL_OF[found[-1]] if found else None


def find_actor(
    clauses: list[Clause], index: int, before: int, *, passive: bool = False, outcome: bool = False
) -> Argument | None:
    """The acting body: the subject of the trigger's clause, else of the nearest earlier clause of the sentence.

    ``outcome``: it reports what came about, which a clause that tells of speaking has no subject for. ``before`` is
    where the trigger starts. In a passive clause only a by-phrase (被 …) names it.
    """
    here = clauses[index]
    agent = _agent(here, before) if passive or here.language is Language.ZH else None
    if agent is not None or passive:
        return agent
    for back in range(min(index, 4) + 1):
        clause = clauses[index - back]
        if outcome and back and _SPEAKS.search(clause.words):
            return None
        found = _subject(clause, before if back == 0 else clause.end)
        if found is not None and back == 0 and clause.language is not Language.ZH:
            found = _whole_list(clauses, index, found)
        if found is not None and back and clause.language is not Language.ZH:
            found = _named_list(clauses, index - back, found)
        if found is not None:
            return found if back == 0 else Argument("actor", found.text, found.start, found.end, "sentence_subject")
    return None


def _whole_list(clauses: list[Clause], index: int, found: Argument) -> Argument:
    """``found`` begun where its list begins: "the bureau, fire rescue and other departments" stands in two clauses."""
    clause = clauses[index]
    before = clause.text[clause.before : clause.start] if index else ""
    listed = found.start == clause.start and _LIST_OPENS.search(before) is not None
    if not listed and _LIST_GOES_ON.match(found.text) is None:
        return _named_list(clauses, index, found)
    first = found
    for clause in reversed(clauses[max(0, index - 4) : index]):
        earlier = _subject(clause, clause.end)
        if earlier is None and len(clause.words) > 60:
            break
        if earlier is not None:
            first = earlier
    start = first.start
    text = _WITH.split(clauses[index].text[start : found.end])[0]
    if len(text) < found.end - start:
        return Argument("actor", text, start, start + len(text), "listed_subject")
    return Argument("actor", text, start, found.end, "listed_subject") if len(text) <= 260 else found


def _named_list(clauses: list[Clause], index: int, found: Argument) -> Argument:
    """The first of bodies named one by one before "and B issued": "the Ministry of Education, the Bureau of Sport, and the
    Office of the Internet issued" is an act of the ministry, with partners.
    """
    if found.start != clauses[index].start and not clauses[index].words.startswith("and "):
        return found
    first, body = None, found
    for clause in reversed(clauses[max(0, index - _LISTED_BODIES) : index]):
        if clause.text[clause.end : body.start].strip() not in (",", ", and", "，"):
            break
        if _BODY_ALONE.fullmatch(clause.words) is not None and _suffixes().search(
            clause.low[clause.start : clause.end]
        ):
            first = body = Argument("actor", clause.words, clause.start, clause.end, "listed_subject")
            continue
        opening = _BODY_AT_END.search(clause.words)  # "nine departments, including the Department of Education"
        if opening is not None and _suffixes().search(opening.group(1).lower()):
            at = clause.start + opening.start(1)
            first = Argument("actor", opening.group(1), at, clause.end, "listed_subject")
        break
    return first if first is not None else found


_LISTED_BODIES = 12
_NAME_WORDS = r"(?:the\s+)?[A-Z][\w'’&()-]*(?:\s+(?:[A-Z][\w'’&()-]*|of|and|for|the|on|provincial|municipal))*"
_BODY_ALONE = re.compile(rf"(?:and\s+)?{_NAME_WORDS}")
_BODY_AT_END = re.compile(rf"\b(?:including|by|that|[Rr]ecently|today|yesterday|^)\s*({_NAME_WORDS})$")


def _agent(clause: Clause, before: int) -> Argument | None:
    text = clause.text
    if clause.language is Language.ZH:
        at = text.find("被", clause.start, before)
        name = _zh_body(text[at + 1 : before]) if at != -1 else None
        return Argument("actor", name, at + 1, at + 1 + len(name), "by_phrase") if name else None
    by = _EN_BY.search(text, before, clause.end)
    if by is not None and _suffixes().search(by.group(1).lower()):
        return Argument("actor", by.group(1), by.start(1), by.end(1), "by_phrase")
    return None


def _subject(clause: Clause, end: int) -> Argument | None:
    text, zh = clause.text, clause.language is Language.ZH
    words = text[clause.start : min(end, clause.start + 160)]
    if not words:
        return None
    if zh:
        lead = _ZH_LEAD.match(words)
        offset = lead.end() if lead else 0
        name = _zh_body(words[offset : offset + 60])
        if name is None:
            return None
        start = clause.start + offset
        return Argument("actor", name, start, start + len(name), "clause_subject")
    told = EN_TOLD.match(words)
    if told is not None:
        found = _subject(replace(clause, start=clause.start + told.end()), end)
        if found is not None:
            return found
    whole = _EN_SUBJECT.match(words) if end < clause.end else None
    if whole is not None:
        name = whole.group(1)
        body = _EN_TAIL.sub("", name)
        last = body.lower().split()[-1]
        if _EN_MEASURE.match(body):
            last = ""
        if _suffixes().fullmatch(last) or _suffixes().fullmatch(last.rstrip("s")) or _is_name(body):
            return Argument(
                "actor",
                body,
                clause.start + whole.start(1),
                clause.start + whole.start(1) + len(body),
                "clause_subject",
            )
    for m in _EN_TAKE.finditer(words):
        name = m.group(1)
        if _suffixes().search(name.lower()) and (" " in name or name[:1].isupper()):
            stop = _EN_TRAIL.sub("", name)
            return Argument(
                "actor", stop, clause.start + m.start(1), clause.start + m.start(1) + len(stop), "clause_subject"
            )
    return None


def _is_name(words: str) -> bool:
    """Whether ``words`` are one to three capitalised words that are no pronoun or sentence adverb: "Wuhan"."""
    parts = words.split()
    return len(parts) <= 3 and all(p[:1].isupper() and p.isalpha() for p in parts) and parts[0].lower() not in _NO_NAME


def _zh_body(rest: str) -> str | None:
    """The body that opens ``rest``: all up to the first adverb if it ends like a body, else a leading territory."""
    if _ZH_NO_SUBJECT.match(rest):
        return None
    stop = _ZH_STOP.search(rest, 2)
    head = rest[: stop.start()] if stop else rest
    if len(head) >= 2 and ends_like_a_body(head) and _NO_TERRITORY.search(head) is None:
        return head
    listed = _ZH_LISTED.match(rest)
    if listed is not None:
        return listed.group()
    territory = _ZH_TERRITORY.match(rest)
    if territory is not None and _NO_TERRITORY.search(territory.group()) is None:
        return territory.group()
    if head in _short_names() and not rest[len(head) : len(head) + 1].isdigit():
        return head  # 太原发布了; but 浙江100%的乡镇
    return None
