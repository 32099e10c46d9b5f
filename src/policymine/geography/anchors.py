"""Words of a document that may say whose a figure is: names, relative expressions, the nation.

全省, 我市, "the county" are the division of that level in the document's own place (该县 and "that county": the one named
last). Namesakes are settled by the document's place, and an English "X County" that China does not have is the
document's own county, or the one of like spelling in it: machine translation garbles names.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from policymine.geography.bodies import national_bodies
from policymine.geography.divisions import NATION, Division, chain, contains, division, level, place, table
from policymine.geography.english import longest_name
from policymine.geography.foreign import FOREIGN, is_topic
from policymine.geography.translated import translated
from policymine.records import AdminLevel, Document, Language, Place, PlaceMention, SectionKind
from policymine.text.scanning import compile_scanning


class AnchorKind(StrEnum):
    NAMED = "named"
    RELATIVE = "relative"
    NATION = "nation"
    BODY = "body"  # a ministry: national where it is the subject
    NOWHERE = "nowhere"  # names a place that is not known, or an area of several provinces


@dataclass(frozen=True, slots=True)
class Anchor:
    """A stretch of the text and the place it stands for (None: not known)."""

    start: int
    end: int
    kind: AnchorKind
    place: Place | None
    rule: str


_REL_ZH = compile_scanning(
    r"(?P<these>其[他余它]的?(?:\d+|[一二三四五六七八九十]+)?个?各?(?:省辖市|设区市|地级市|县（[市区、]+）|地市|市州|盟市|[市县区州旗]{1,3})|各(?:地市|市州|县（市、区）|市、县|县市区|区县|[市县区州](?![一-鿿]{0,2}长)))"
    r"|(?P<xinjiang>全疆|疆内)"
    r"|(?P<nation>全国|我国|国家(?=规定|标准|下达的|平均)|各省(?!属|直|级)|31个省|其他省份)"
    r"|(?<![族各、（(治])(?P<region>自治区)(?!成立|、|）|级?以上)"
    r"|(?P<how>[全我该本]|我们)(?P<what>自治区|[省市县区州旗盟])(?![场域议报民])"
    r"|(?:(?<![一-鿿])|(?<=[由经据在日年月前]))(?P<bare>[省市县区州])(?=委(?!员|托)|政府|级财政|教育[厅局体]|财政[厅局]|人社[厅局]|卫健委|发改委|民政[厅局]|公安[厅局]|市场监管局|住建[厅局]|农业农村[厅局]|交通[厅局]|统计局|医保局|[一-鿿]{2,8}[厅局委办](?![一-鿿]{0,2}[长])|定|内|里|上(?![级半学述年报百千万]))"
)
_REL_EN = compile_scanning(
    r"\b(?P<nation>[Nn]ationwide|(?:(?:in|across|throughout|around) the (?:whole |entire )?|the (?:whole|entire) )(?:country|nation)\b(?!['’]s)|[Tt]he (?:country|nation)(?= (?:has|had|reduced|compressed|as a whole)\b)"
    r"|[Nn]ational(?= (?:[a-z]+ )?average)|[Oo]ther provinces|[Aa]ll provinces|(?:in|across|throughout) (?:the whole of )?China\b)"
    r"|\b(?P<how>[Tt]he whole|[Tt]he entire|[Tt]he|[Oo]ur|[Tt]his|[Tt]hat|[Ww]hole|[Ee]ntire)\s(?P<what>province|city|county|district|region|prefecture|banner|league|state)\b"
    r"|\b(?P<these>(?:the )?(?:other|remaining)(?: \d+| [a-z]+)? (?:cities|districts|counties|prefectures|banners|leagues)|(?:the )?rest of the (?:city|county|province|prefecture|state|region|districts|counties|cities))\b"
    r"|(?P<region>[Aa]utonomous [Rr]egion)\b"
    r"|\b(?<!and )(?<!at the )(?P<bare>[Pp]rovincial|[Mm]unicipal|[Cc]ounty|[Pp]refectural|[Rr]egional)\s(?=and municipal|(?:[a-z]+ )?average|level|Department|Party|Government|Bureau|Development|Education|Finance|Public|Market|Civil|Human"
    r"|Sports|finance|government|department|bureau|party committee|authorities|education)"
)
_LEVEL = {
    "省": AdminLevel.PROVINCE, "自治区": AdminLevel.PROVINCE, "市": AdminLevel.PREFECTURE, "州": AdminLevel.PREFECTURE,
    "盟": AdminLevel.PREFECTURE, "县": AdminLevel.COUNTY, "旗": AdminLevel.COUNTY, "区": AdminLevel.COUNTY,
    "province": AdminLevel.PROVINCE, "provincial": AdminLevel.PROVINCE, "city": AdminLevel.PREFECTURE, "municipal": AdminLevel.PREFECTURE,
    "prefecture": AdminLevel.PREFECTURE, "county": AdminLevel.COUNTY, "district": AdminLevel.COUNTY, "banner": AdminLevel.COUNTY,
    "prefectural": AdminLevel.PREFECTURE, "league": AdminLevel.PREFECTURE, "state": AdminLevel.PREFECTURE,
}  # fmt: skip
_ENDS = {
    "市": ("市",), "州": ("州",), "盟": ("盟",), "县": ("县",), "旗": ("旗",), "区": ("区",), "city": ("市",), "county": ("县", "旗"),
    "district": ("区",), "prefecture": ("州", "地区"), "banner": ("旗",), "municipal": ("市", "州", "盟"),
    "prefectural": ("州", "地区", "盟"), "league": ("盟",), "state": ("州",),
}  # fmt: skip
_SIMILAR = 0.68  # of the letters: Jintuan and Jinchuan, not Jinan and Jinchuan
_VERY_SIMILAR, _CLEARLY = 0.8, 0.05
_WHERE_IT_LIES = re.compile(r"['’]s\s(?:[a-z]+\s){0,3}[A-Z]")
_LOOK_BACK = 1500
_LINE = 400  # characters of a line in which its subject goes on
# What may stand before the subject of a line: a mark, a number, a date.
OPENING = re.compile(
    r"[^一-鿿]{0,8}(?:[（(]?[一二三四五六七八九十]+[）)、])?(?:一是)?(?:[\d年月日至—\-～、]{2,16}[，,]?)?[【\[]?"
)
_SPEAKS = re.compile(r"[全我]市|[全我]州|[全我]盟|自治区|[全我]省|全国")
_OPENING_EN = re.compile(r"(?:[●○•·*■–-]|\(?\d{1,2}[.)、]|\([a-z]\))?\s*(?:In\s)?")
_WHOLE_EN = re.compile(r"(?:[Tt]he )?(?:whole|entire)\s|[Oo]ur\s")
_SPEAKS_EN = re.compile(r"\b(?:whole|entire|our)\s(?:city|county|district|province|prefecture)|\bnation")
_HEAD = re.compile(r"[^。\d]{0,30}[，：]")


def _likeness(base: str, row: Division) -> float:
    return max(SequenceMatcher(None, base, e.lower()).ratio() for e in row.en_short)


class AnchorReader:
    """Reads the anchors of one document."""

    def __init__(self, document: Document, own: Place | None) -> None:
        self.document = document
        self.text = document.text
        self.language = Language.EN if document.language is Language.EN else Language.ZH
        self.at = document.published
        self.own_place = own
        self.chain = chain(own.adcode, self.at) if own and own.adcode else ()
        self._misses: dict[str, tuple[str, str] | None] = {}

    def read(self, mentions: Sequence[PlaceMention]) -> list[Anchor]:
        """All anchors of the text, in order."""
        skip = [
            (s.start, s.end)
            for s in self.document.sections
            if s.kind in {SectionKind.BYLINE, SectionKind.CREDITS, SectionKind.FOREIGN}
        ]
        named: list[Anchor] = []
        for m in mentions:
            if any(s <= m.start < e for s, e in skip):
                continue
            anchor = self._named(m)
            if anchor is not None:
                named.append(anchor)
        taken = [(a.start, a.end) for a in named]
        begins = [s for s, _ in taken]
        relative: list[Anchor] = []
        pattern = _REL_EN if self.language is Language.EN else _REL_ZH
        for match in pattern.finditer(self.text):
            i = bisect_right(begins, match.start()) - 1
            inside = i >= 0 and taken[i][1] > match.start()
            # 秦皇岛全市, 河北省教育厅: the name has said it.
            follows = i >= 0 and taken[i][1] >= match.start() - (match["bare"] is not None)
            if inside or follows or any(s <= match.start() < e for s, e in skip):
                continue
            found = self._relative(match, named, begins)
            if found is not None:
                relative.append(found)
        bodies = [
            Anchor(start, end, AnchorKind.BODY, NATION, "national_body")
            for start, end in national_bodies(self.text, self.document.language)
        ]
        return sorted([*named, *relative, *bodies], key=lambda a: a.start)

    def _named(self, m: PlaceMention) -> Anchor | None:
        if m.rule == "dateline":
            return None
        if m.place is not None:
            if m.rule == "area" and self.chain and contains(m.place.adcode, self.chain[0].adcode):
                # 天府新区 in a notice of Chengdu is Chengdu's part of it.
                return Anchor(m.start, m.end, AnchorKind.NAMED, self.own_place, m.rule)
            return Anchor(m.start, m.end, AnchorKind.NAMED, m.place, m.rule)
        if m.rule == FOREIGN:
            about = is_topic(self.text, m.start, m.end, self.language)
            return Anchor(m.start, m.end, AnchorKind.NOWHERE, None, FOREIGN) if about else None
        if m.rule == "region":
            if _WHERE_IT_LIES.match(self.text, m.end):
                return None  # "east China's Zhejiang Province"
            return Anchor(m.start, m.end, AnchorKind.NOWHERE, None, "region")
        settled = self._settle(m)
        if settled is not None:
            return Anchor(m.start, m.end, AnchorKind.NAMED, place(settled[0], self.at), settled[1])
        if m.rule in {"unknown_name", "unfit_name"} and m.quote.lower().endswith(("city", "prefecture")):
            return None  # "Sponge City": no name at all
        return Anchor(m.start, m.end, AnchorKind.NOWHERE, None, m.rule)

    def _settle(self, m: PlaceMention) -> tuple[str, str] | None:
        """Namesakes by the document's own place; a name that China does not have as the document's division."""
        codes = [row.adcode for row in self.chain]
        if m.rule in {"unknown_name", "unfit_name"}:
            return self._near_miss(m)
        for same in (
            [c for c in m.candidates if c in codes],
            *([c for c in m.candidates if contains(outer, c)] for outer in codes),
        ):
            if len(same) == 1:
                return same[0], "document_place"
        return None

    def _near_miss(self, m: PlaceMention) -> tuple[str, str] | None:
        if m.quote not in self._misses:
            self._misses[m.quote] = self._find_miss(m)
        return self._misses[m.quote]

    def _find_miss(self, m: PlaceMention) -> tuple[str, str] | None:
        kind = m.quote.rsplit(maxsplit=1)[-1].lower()
        ends = _ENDS.get(kind)
        if not ends:
            return None
        base = m.quote.rsplit(maxsplit=1)[0].lower()
        # "Golden Sand County" is no near miss of the county it stands in, where its prefecture has a 金沙县.
        holders = frozenset(row.adcode for row in self.chain if row.level is not AdminLevel.PROVINCE) or (
            frozenset(row.adcode for row in self.chain)
        )
        for _, name in longest_name(self.text, m.start, m.end):
            codes = translated(name, holders, self.at)
            if len(codes) == 1:
                return codes[0], "translated"
        for row in self.chain:
            if row.name.endswith(ends) and row.level is not AdminLevel.PROVINCE:
                sure = kind != "city" and (m.rule == "unknown_name" or row is self.chain[0])
                if sure or _likeness(base, row) >= _SIMILAR:
                    return row.adcode, "near_miss"
        if not self.chain or level(self.chain[0].adcode) is AdminLevel.COUNTY:
            return None
        outer = self.chain[0].adcode
        near = sorted(
            (
                (_likeness(base, row), row.adcode)
                for row in table().rows
                if row.name.endswith(ends)
                and row.valid_at(self.at)
                and row.adcode != outer
                and contains(outer, row.adcode)
            ),
            reverse=True,
        )[:2]
        if near and near[0][0] >= _VERY_SIMILAR and (len(near) == 1 or near[0][0] - near[1][0] > _CLEARLY):
            return near[0][1], "near_miss"
        return None

    def _relative(self, match: re.Match[str], named: list[Anchor], begins: list[int]) -> Anchor | None:
        start, end = match.span()
        if match["nation"]:
            return Anchor(start, end, AnchorKind.NATION, NATION, "nation")
        if self.language is Language.ZH and match["xinjiang"]:
            return Anchor(start, end, AnchorKind.RELATIVE, place("650000", self.at), "relative")
        if match["these"]:
            return Anchor(start, end, AnchorKind.RELATIVE, self.own_place, "relative") if self.own_place else None
        word = match["what"] or match["bare"] or "自治区"
        that = match["how"] in {"该", "This", "this", "That", "that"}
        found = self._division(word.lower(), start, that, named, begins)
        if found is None:
            # 全市 in a story of nobody's city: unknown rather than the document's province.
            asks = self.language is Language.ZH and match["how"] is not None
            return Anchor(start, end, AnchorKind.NOWHERE, None, "relative") if asks else None
        return Anchor(start, end, AnchorKind.RELATIVE, found, "relative")

    def _division(self, word: str, at: int, that: bool, named: list[Anchor], begins: list[int]) -> Place | None:
        speaker = None if _WHOLE_EN.match(self.text, at) else self._speaker(word, at, named, begins)
        speaker = speaker or self._label(word, at, named, begins)
        if speaker is not None:
            return speaker
        recent = self._recent(word, at, named, begins)
        own = self._in_chain(word, [row.adcode for row in self.chain])
        if word in {"region", "regional", "区", "自治区"} and own is None and self.chain:
            province = self.chain[-1]
            if province.name.endswith("自治区"):
                own = province.adcode
            elif word == "region" and self.own_place:
                own = self.own_place.adcode
        code = (recent or own) if that else (own or recent)
        return place(code, self.at) if code else None

    def _label(self, word: str, at: int, named: list[Anchor], begins: list[int]) -> Place | None:
        """The place that the line is labelled with, where the word names its level: "四川：10月1日，全省接待游客633万人次"."""
        i = bisect_left(begins, at) - 1
        if i < 0 or self.language is not Language.ZH:
            return None
        a = named[i]
        line = self.text.rfind("\n", max(0, at - _LINE), at) + 1
        code, ends = a.place.adcode if a.place else None, ("省",) if word == "省" else _ENDS.get(word)
        if code is None or not ends or a.start < line or self.text[a.end : a.end + 1] not in ("：", ":"):
            return None
        labelled = self._name(code).endswith(ends) and OPENING.fullmatch(self.text, line, a.start) is not None
        return a.place if labelled else None

    def _speaker(self, word: str, at: int, named: list[Anchor], begins: list[int]) -> Place | None:
        """The part of the document's place that opens the line and then says 全区 of itself ("惠农区召开推进会：全区19所学校").

        Only where nothing else is named between, and where 全市 of the document's own level would be said of it: only in
        the words that open the line, before any number.
        """
        i = bisect_left(begins, at) - 1
        if i < 0 or not self.chain:
            return None
        a = named[i]
        code = a.place.adcode if a.place else None
        line = self.text.rfind("\n", max(0, at - _LINE), at) + 1
        if code is None or a.start < line or code == self.chain[0].adcode or not contains(self.chain[0].adcode, code):
            return None
        ends = _ENDS.get(word)
        opening = OPENING if self.language is Language.ZH else _OPENING_EN
        if not ends or not self._name(code).endswith(ends) or not opening.fullmatch(self.text, line, a.start):
            return None
        between = self.text[a.end : at]
        if self.language is not Language.ZH:  # "Kunshan: the city closed 88", or an item of a list that a city opens
            label = between.lstrip().startswith((":", "："))
            return a.place if (label or line < a.start) and not _SPEAKS_EN.search(between) else None
        if _SPEAKS.search(between) or (self._in_chain(word, [self.chain[0].adcode]) and not _HEAD.fullmatch(between)):
            return None
        return a.place

    def _in_chain(self, word: str, codes: list[str]) -> str | None:
        """The division of that level among codes, lowest first: of a city, the county-level city only where it is own."""
        if word == "region":
            return (
                codes[0]
                if codes and level(codes[0]) is AdminLevel.COUNTY and self._name(codes[0]).endswith("区")
                else None
            )
        ends = _ENDS.get(word)
        wanted = _LEVEL.get(word)
        for code in codes:
            name = self._name(code)
            if wanted is AdminLevel.PROVINCE:
                if level(code) is AdminLevel.PROVINCE:
                    return code
            elif ends and name.endswith(ends) and not (word == "区" and name.endswith("自治区")):
                return code
        return None

    def _name(self, code: str) -> str:
        row = division(code, self.at) or division(code)
        return row.name if row else ""

    def _recent(self, word: str, at: int, named: list[Anchor], begins: list[int]) -> str | None:
        i = bisect_left(begins, at) - 1
        while i >= 0 and at - named[i].end < _LOOK_BACK:
            where = named[i].place
            if where is not None and where.adcode:
                code = self._in_chain(word, [row.adcode for row in chain(where.adcode, self.at)])
                if code:
                    return code
            i -= 1
        return None
