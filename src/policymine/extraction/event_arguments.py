"""On what, with whom and by which document: the arguments of an event, each with the words it stands on."""

from __future__ import annotations

import re

from policymine.extraction.event_actors import Argument, ends_like_a_body
from policymine.extraction.event_clauses import Clause
from policymine.records import Language
from policymine.text.scanning import compile_scanning

_PARTNER_ZH = re.compile(
    r"(?:会同|协同|携手|与|联合(?!国|执法|督[查导]|检查|工作|印发|发文|开展|行动|整治|治理|召开|调查|巡查|发布|组成|举办|下发|制定|出台|发起|约谈|惩戒|推出|主办|部署|公布|举行|成立|通报|体|会))"
    r"([^，。；：《》对]{2,40}?)(?=对|就|在|赴|联合|共同|印发|出台|发布|开展|启动|成立|组成|召开|举行|下发|部署|制定|先后|集中|深入|约谈|走进)"
)
_PARTNER_EN = compile_scanning(
    r"\b(?:together with|jointly with|in conjunction with|along with|in cooperation with|in collaboration with)\s+([^.;]{3,120}?)(?=,\s(?!(?:the )?[A-Z])|\s(?:has|have|had|issued|held|carried|launched|set up|conducted|organi[sz]ed|printed|formed)\b|[.;])",
    re.IGNORECASE,
)
_STOPS_ZH = "进行|开展|实施|予以|给予|作出|做出|提出|表示|公开|曝光|集中|通报|立案|处以|下发|下达|责令|依法|采取|发放|印发|发出|展开|组织|启动|罚款"
_TARGET_ZH = compile_scanning(
    rf"(?:(?<![针面])对|约谈了?|(?<![转导方])向(?!社会))([^，。；：《》对]{{2,40}}?)(?={_STOPS_ZH}|[，。；]|$)"
)
_OBJECT_ZH = re.compile(
    r"(?:取缔|关停|关闭|查处|查封|责令(?!改正|整改)|检查|排查|曝光|通报|处罚(?!款)|吊销|抽查|巡查|暗访|注销)了?(?:取缔|关停)?([^，,。；：《》]{2,40}?)(?=停止|整改|停业|立即|退还|关停|限期|的?(?:办学)?许可证|[，。；]|$)"
)
_NO_TARGET = re.compile(
    r"其|如下|[、并和]|停[业止办]|行动|工作|处理|情况|结果|决定|通知|改正|整改|案例|\d[\d.]*(?:余|多)?万?(?:余|多)?(?:校次|家次|次|轮|批|起|件)|(?:according|it|and|down|hidden)\b|\d[\d,.]*\s(?:[mb]illion\s)?(?:yuan|RMB)\b",
    re.IGNORECASE,
)
# Types whose object is a target: somebody is inspected, punished, summoned, reduced.
_HAS_TARGET = frozenset({"enforcement_action", "inspection_campaign", "institution_reduction"})
_TARGET_EN = re.compile(
    r"\b(?:against|interviewed|summoned|admonished|fined|punished|banned|closed|shut down|inspected|investigated|prosecuted|ordered|exposed|revoked)\s+"
    r"(?!according|by\b|in\b|on\b|for\b|within|from\b|to\b|and\b|with)((?:[^,.;]|(?<=\d)[,.](?=\d)){3,80}?)(?=\s+(?:that|who|which|for|in(?! charge)|on|and|with|by|to|were|was)\b|[,.;]|$)",
    re.IGNORECASE,
)
_PATIENT_EN = re.compile(
    r"(?<![\w,.])((?:[\w%-]+(?:[,.]\d+)*\s+){0,9}?[\w-]+)\s+(?:has been|have been|had been|were|was)\s+(?:\w+ly\s+|all\s+)?(?:banned|closed|shut down|fined|interviewed|summoned|investigated|punished|ordered|exposed|revoked|inspected|cancelled|canceled|blacklisted)\b",
    re.IGNORECASE,
)
_NUMBER_ZH = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[［（(](?:19|20)\d\d[〕\]］）)]\s?(?:第\s?)?\d{1,5}\s?号")
_NUMBER_EN = compile_scanning(r"\bNo\.?\s?\d{1,4}\s?\[(?:19|20)\d\d\]|\[(?:19|20)\d\d\]\s?No\.?\s?\d{1,4}")
# A title in title case without quotes: "issued the Implementation Plan for the Reform of …".
_TITLE_CASE = re.compile(
    r"\b(?:the|its|an?)?\s*((?:[A-Z][\w'’-]+)(?:\s+(?:[A-Z][\w'’-]*|of|for|on|and|the|in|to|at|under)){2,30})"
)
_TITLE_WORD = re.compile(
    r"\b(?:Plan|Notice|Opinions?|Measures|Regulations?|Rules|Guidelines|Standards?|Scheme|Outline|Catalogue|Provisions|Program|Law)\b"
)
_TITLED = frozenset({"policy_issuance", "standard_setting"})


def find_arguments(
    kind: str, clause: Clause, title: str | None, title_start: int, start: int, end: int, trigger_end: int
) -> list[Argument]:
    """Partners, target, document number and title of the event of type ``kind`` whose span is ``start:end``."""
    text, zh = clause.text, clause.language is Language.ZH
    out: list[Argument] = []
    if title is not None:
        at = text.find(title, title_start)
        out.append(Argument("document", title, at, at + len(title), "quoted_title"))
    elif not zh and kind in _TITLED and (named := _TITLE_CASE.search(text, trigger_end, end)) is not None:
        words = named.group(1)
        if _TITLE_WORD.search(words):
            out.append(Argument("document", words, named.start(1), named.end(1), "title_case"))
    number = (_NUMBER_ZH if zh else _NUMBER_EN).search(text, start, min(len(text), end + 40))
    if number is not None:
        out.append(Argument("document_number", number.group(), number.start(), number.end(), "document_number"))
    partner = (_PARTNER_ZH if zh else _PARTNER_EN).search(text, start, end)
    if partner is not None and (not zh or ends_like_a_body(partner.group(1))):
        words = partner.group(1).strip()
        out.append(Argument("partners", words, partner.start(1), partner.start(1) + len(words), "with_phrase"))
    target = _target(kind, text, start, end, zh=zh)
    if target is not None:
        out.append(target)
    return out


def _target(kind: str, text: str, start: int, end: int, *, zh: bool) -> Argument | None:
    """On whom: the towards-phrase, else the object of the verb that punishes, inspects or reduces."""
    found = _TARGET_ZH.search(text, start, end) if zh else None
    rule = "towards_phrase"
    if found is None and kind in _HAS_TARGET:
        found, rule = (_OBJECT_ZH if zh else _TARGET_EN).search(text, start, end), "object_phrase"
        if found is None and not zh:
            found, rule = _PATIENT_EN.search(text, start, end), "passive_subject"
    if found is None or _NO_TARGET.match(found.group(1)):
        return None
    return Argument("target", found.group(1), found.start(1), found.end(1), rule)
