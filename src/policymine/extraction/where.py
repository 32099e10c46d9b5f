"""The place that a figure or an event is about.

Looked for, in this order: the words after it that belong to it ("in 11 cities in the province"), its own clause, the
clauses before it in the sentence, the sentence before where that one's subject goes on, the heading above, the
document's own place. 全省, 我市, "the county" are the division of that level in the document's place; an "X County" that
China does not have is the document's county (a mistranslation); a whole with which something is compared, a list of
examples, and a body that only reports do not take the place.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from policymine.data import load_yaml
from policymine.geography.divisions import NATION, chain, contains, division, level, place
from policymine.geography.scope import national_body
from policymine.records import AdminLevel, Document, Language, Place, PlaceMention, SectionKind
from policymine.text.sentences import split_clauses, split_sentences

# Kinds of an anchor.
_NAMED, _RELATIVE, _NATION, _BODY, _NOWHERE = "named", "relative", "nation", "body", "nowhere"
Found = tuple[Place | None, str, tuple[int, int] | None]

_REL_ZH = re.compile(
    r"(?P<these>各(?:地市|市州|县（市、区）|市、县|县市区|区县|[省市县区州](?![一-鿿]{0,2}长)))"
    r"|(?P<nation>全国|我国|国内(?!生产总值|外)|各省(?:（区、市）|区市|份)|31个省|其他省份)"
    r"|(?P<how>[全我该本]|我们)(?P<what>自治区|[省市县区州旗盟])(?![场域议报民])"
    r"|(?P<bare>[省市县区州])(?=委(?!员|托)|政府|级财政|教育[厅局体]|财政[厅局]|人社[厅局]|卫健委|发改委|民政[厅局]|公安[厅局]|市场监管局|住建[厅局]|农业农村[厅局]|交通[厅局]|统计局|医保局|内|里)"
)
_REL_EN = re.compile(
    r"\b(?P<nation>[Nn]ationwide|(?:(?:in|across|throughout|of) )?the (?:whole |entire )?(?:country|nation)\b(?!'s (?:first|largest))"
    r"|[Oo]ther provinces|[Aa]ll provinces|(?:in|across|throughout) (?:the whole of )?China\b)"
    r"|\b(?P<how>[Tt]he whole|[Tt]he entire|[Tt]he|[Oo]ur|[Tt]his|[Tt]hat|[Ww]hole|[Ee]ntire)\s(?P<what>province|city|county|district|region|prefecture|banner)\b"
    r"|\b(?P<bare>[Pp]rovincial|[Mm]unicipal|[Cc]ounty)\s(?=and municipal|level|Department|Party|Government|Bureau|Development|Education|Finance|Public|Market|Civil|Human"
    r"|Sports|finance|government|department|bureau|party committee|authorities|education)"
)
_LEVEL = {
    "省": AdminLevel.PROVINCE, "自治区": AdminLevel.PROVINCE, "市": AdminLevel.PREFECTURE, "州": AdminLevel.PREFECTURE,
    "盟": AdminLevel.PREFECTURE, "县": AdminLevel.COUNTY, "旗": AdminLevel.COUNTY, "区": AdminLevel.COUNTY,
    "province": AdminLevel.PROVINCE, "provincial": AdminLevel.PROVINCE, "city": AdminLevel.PREFECTURE, "municipal": AdminLevel.PREFECTURE,
    "prefecture": AdminLevel.PREFECTURE, "county": AdminLevel.COUNTY, "district": AdminLevel.COUNTY, "banner": AdminLevel.COUNTY,
}  # fmt: skip
_ENDS = {
    "市": ("市",), "州": ("州",), "盟": ("盟",), "县": ("县",), "旗": ("旗",), "区": ("区",), "city": ("市",), "county": ("县", "旗"),
    "district": ("区",), "prefecture": ("州", "地区"), "banner": ("旗",), "municipal": ("市", "州", "盟"),
}  # fmt: skip
_GROUP = re.compile(r"[；;]")
_POSTPOSED = re.compile(r"[^,;:.!?，。；]{0,45}?\b(?:in|of|across|throughout|for|within|at)\s(?:[a-z]+\s){0,3}$")
_LIST_ZH = frozenset({"、", "和", "及", "与", "以及", "，", ""})
_LIST_EN = re.compile(r",?\s?(?:and|as well as|&)?(?:\sthe)?\s?(?:[A-Z][a-z]+\sof\s)?")
_OFFICE_TAIL = re.compile(r"(?:\s[A-Z][a-z]+){0,4}")
_DEFINITE = re.compile(r"\b[Tt]h(?:e|is)\s([a-z]{4,})(?=\s([a-z]{4,}))?")
_LEADS = re.compile(r"\b(?:lead(?:s|ing)?|first|rank(?:s|ed|ing)?|forefront|pioneer\w*|top|best)\b")
_RESPECTIVELY = re.compile(r"分别|respectively")
_NUMBER = re.compile(r"\d[\d,.]*")
_SIMILAR = 0.68  # of the letters: Jintuan and Jinchuan, not Jinan and Jinchuan
_SUBJECT = 12  # characters in which a sentence's subject begins
_LOOK_BACK = 3000
_LIST_REACH = 60  # characters between a list of examples and the number of them


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of the text that may say whose a figure is."""

    start: int
    end: int
    kind: str
    place: Place | None
    rule: str


@dataclass(frozen=True, slots=True)
class Examples:
    """Places that illustrate a number, and what holds them all."""

    members: tuple[Anchor, ...]
    whole: Anchor | None


@cache
def _cues(language: Language) -> dict[str, re.Pattern[str]]:
    words = load_yaml("places_where.yaml")["en" if language is Language.EN else "zh"]
    out = {}
    for key, fragment in words.items():
        ends = key == "not_before" and language is not Language.EN
        out[key] = re.compile(rf"(?:{fragment})(?:了|于|到)?$" if ends else fragment)
    return out


class PlaceFrame:
    """All that one document says of places, prepared once; :meth:`assign` then answers for each span."""

    def __init__(
        self, document: Document, mentions: Sequence[PlaceMention], document_place: PlaceMention | None
    ) -> None:
        self.document = document
        self.text = document.text
        self.language = Language.EN if document.language is Language.EN else Language.ZH
        self.at = document.published
        self.own = document_place
        own = document_place.place if document_place else None
        self.own_place = own
        self.chain = chain(own.adcode, self.at) if own and own.adcode else ()
        self.cues = _cues(self.language)
        self.sentences = split_sentences(self.text, document.language)
        self.anchors = self._anchors(mentions)
        self.starts = [a.start for a in self.anchors]

    # -- what the text names -------------------------------------------------------------------------------------

    def _anchors(self, mentions: Sequence[PlaceMention]) -> list[Anchor]:
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
            follows = match["bare"] is not None and i >= 0 and taken[i][1] >= match.start() - 1
            if inside or follows or any(s <= match.start() < e for s, e in skip):
                continue
            found = self._relative(match, named, begins)
            if found is not None:
                relative.append(found)
        bodies = [
            Anchor(m.start(), m.end(), _BODY, NATION, "national_body")
            for m in national_body(self.document.language).finditer(self.text)
        ]
        return sorted([*named, *relative, *bodies], key=lambda a: a.start)

    def _named(self, m: PlaceMention) -> Anchor | None:
        if m.rule == "dateline":
            return None
        if m.place is not None:
            return Anchor(m.start, m.end, _NAMED, m.place, m.rule)
        if m.rule == "region":
            return Anchor(m.start, m.end, _NOWHERE, None, "region")
        settled = self._settle(m)
        if settled is not None:
            return Anchor(m.start, m.end, _NAMED, place(settled[0], self.at), settled[1])
        if m.rule in {"unknown_name", "unfit_name"}:
            return None
        return Anchor(m.start, m.end, _NOWHERE, None, "ambiguous")

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
        kind = m.quote.rsplit(maxsplit=1)[-1].lower()
        ends = _ENDS.get(kind)
        if not ends:
            return None
        for row in self.chain:
            if row.name.endswith(ends) and row.level is not AdminLevel.PROVINCE:
                if m.rule == "unknown_name" and kind != "city":
                    return row.adcode, "near_miss"
                if m.rule == "unfit_name" and kind != "city" and row is self.chain[0]:
                    return row.adcode, "near_miss"
                base = m.quote.rsplit(maxsplit=1)[0].lower()
                if max(SequenceMatcher(None, base, e.lower()).ratio() for e in row.en_short) >= _SIMILAR:
                    return row.adcode, "near_miss"
        return None

    def _relative(self, match: re.Match[str], named: list[Anchor], begins: list[int]) -> Anchor | None:
        start, end = match.span()
        if match["nation"]:
            return Anchor(start, end, _NATION, NATION, "nation")
        if self.language is Language.ZH and match["these"]:
            return Anchor(start, end, _RELATIVE, self.own_place, "relative") if self.own_place else None
        word = match["what"] or match["bare"]
        that = match["how"] in {"该", "This", "this", "That", "that"}
        found = self._division(word.lower(), start, that, named, begins)
        if found is None:
            return None
        return Anchor(start, end, _RELATIVE, found, "relative")

    def _division(self, word: str, at: int, that: bool, named: list[Anchor], begins: list[int]) -> Place | None:
        recent = self._recent(word, at, named, begins)
        own = self._in_chain(word, [row.adcode for row in self.chain])
        if word in {"region", "区", "自治区"} and own is None and self.chain:
            province = self.chain[-1]
            if province.name.endswith("自治区"):
                own = province.adcode
            elif word == "region" and self.own_place:
                own = self.own_place.adcode
        code = (recent or own) if that else (own or recent)
        return place(code, self.at) if code else None

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
        while i >= 0 and at - named[i].end < _LOOK_BACK // 2:
            where = named[i].place
            if where is not None and where.adcode:
                code = self._in_chain(word, [row.adcode for row in chain(where.adcode, self.at)])
                if code:
                    return code
            i -= 1
        return None

    # -- whose a span is -----------------------------------------------------------------------------------------

    def assign(self, sentence_start: int, sentence_end: int, start: int, end: int) -> Found:
        """The place that ``start:end`` is about, the rule, and the words that say so."""
        clauses = split_clauses(self.text, sentence_start, sentence_end, self.document.language)
        clause_start, clause_end = sentence_start, sentence_end
        for clause in clauses:
            if clause.start <= start < clause.end:
                clause_start = clause.start
            if clause.start < end <= clause.end:
                clause_end = clause.end
        group = sentence_start
        for match in _GROUP.finditer(self.text, sentence_start, start):
            group = match.end()
        here = self._between(sentence_start, sentence_end)
        examples = self._examples(here, sentence_start)
        here = [a for a in here if a not in examples.members]
        usable = [a for a in here if self._usable(a, sentence_start)]
        if examples.whole and not any(a.start > examples.whole.start and a.end <= start for a in usable):
            whole = examples.whole
            if start - whole.end < _LIST_REACH and (start >= whole.start or whole.start - end < _LIST_REACH // 2):
                return self._answer(whole, "several")
        after = self._postposed(usable, here, end, clause_end)
        if after is not None:
            return self._answer(after, "clause")
        found = self._last([a for a in usable if clause_start <= a.start < start], here, start)
        if found is None:  # an event: the subject of its own words
            found = next((a for a in usable if start <= a.start < end and a.kind != _BODY), None)
        if found is not None:
            return self._answer(found, "clause", start)
        for low in (group, sentence_start):
            found = self._last([a for a in usable if low <= a.start < start], here, start)
            if found is not None:
                return self._answer(found, "sentence", start)
        before = self._sentence_before(sentence_start, sentence_end)
        if before is not None:
            return self._answer(before, "preceding")
        heading = self._heading(sentence_start)
        if heading is not None:
            return self._answer(heading, "heading")
        if self.own is not None:
            span = (self.own.start, self.own.end) if self.own.end > self.own.start else None
            return self.own.place, "document_place", span
        following = [a for a in usable if a.start >= end and a.kind == _NAMED]
        if following:
            return self._answer(following[0], "sentence")
        return None, "none", None

    def _between(self, start: int, end: int) -> list[Anchor]:
        return self.anchors[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _answer(self, anchor: Anchor, where: str, start: int | None = None) -> Found:
        if anchor.kind == _NOWHERE:
            return None, anchor.rule, (anchor.start, anchor.end)
        rule = where if anchor.rule not in {"near_miss", "relative", "nation", "national_body"} else anchor.rule
        return anchor.place, rule, (anchor.start, anchor.end)

    def _examples(self, here: list[Anchor], sentence_start: int) -> Examples:
        """Places that only illustrate a number of them (北京、上海等9个城市; "9 cities including Beijing and Shanghai").

        The number is of the lowest division that holds all of them.
        """
        named = [a for a in here if a.kind == _NAMED]
        i = 0
        while i < len(named):
            j = i
            while j + 1 < len(named) and self._listed(named[j], named[j + 1]):
                j += 1
            listed = named[i : j + 1]
            if self.language is Language.ZH:
                shown = self.cues["examples"].match(self.text, listed[-1].end)
            else:
                head = self.text[max(sentence_start, listed[0].start - 20) : listed[0].start]
                shown = self.cues["illustrate"].search(head) or self.cues["examples"].match(
                    self.text[listed[-1].end : listed[-1].end + 30]
                )
            if shown:
                codes = [a.place.adcode for a in listed if a.place and a.place.adcode]
                whole: Anchor | None = None
                if len(codes) > 1 or (codes and level(codes[0]) is AdminLevel.PROVINCE):
                    where = self._holder(codes) if len(codes) > 1 else NATION
                    end = listed[-1].end + (len(shown.group()) if self.language is Language.ZH else 0)
                    whole = Anchor(listed[0].start, end, _NAMED, where, "several")
                return Examples(tuple(listed), whole)
            i = j + 1
        return Examples((), None)

    def _listed(self, a: Anchor, b: Anchor) -> bool:
        between = self.text[a.end : b.start]
        return between in _LIST_ZH if self.language is Language.ZH else _LIST_EN.fullmatch(between) is not None

    def _holder(self, codes: list[str]) -> Place:
        for row in chain(codes[0], self.at):
            if all(contains(row.adcode, c) for c in codes):
                return place(row.adcode, self.at)
        return NATION

    def _usable(self, a: Anchor, sentence_start: int) -> bool:
        text = self.text
        local = self.own_place is not None and self.own_place.adcode is not None
        if a.kind == _BODY:
            return not local or a.start - sentence_start <= _SUBJECT or "记者从" in text[sentence_start : a.start]
        before = text[max(sentence_start, a.start - 40) : a.start]
        if self.cues["not_before"].search(before):
            return False
        if a.kind == _NATION or (a.kind == _RELATIVE and self.language is Language.ZH):
            if self.cues["not_after"].match(text, a.end):
                return False
        if self.language is Language.EN:
            if a.kind == _NATION and local and _LEADS.search(text, max(sentence_start, a.start - 120), a.start):
                return False
            if self.cues["not_after"].match(text, a.end):
                return False
        return True

    def _postposed(self, usable: list[Anchor], here: list[Anchor], end: int, clause_end: int) -> Anchor | None:
        """As in "11 districts in the province", "more than 14,000 schools throughout Hebei"."""
        if self.language is not Language.EN:
            return None
        for a in usable:
            if a.start >= end:
                if a.start - end > 45 or a.start > clause_end or a.kind == _BODY:
                    return None
                if a.kind == _NATION or _POSTPOSED.fullmatch(self.text, end, a.start):
                    return None if self._in_list(a, here) else a
                return None
        return None

    def _in_list(self, a: Anchor, here: list[Anchor]) -> bool:
        i = here.index(a)
        return (
            i + 1 < len(here)
            and here[i + 1].kind == _NAMED
            and bool(_LIST_EN.fullmatch(self.text, a.end, here[i + 1].start))
        )

    def _last(self, some: list[Anchor], here: list[Anchor], start: int) -> Anchor | None:
        """The last of the anchors; of several places in a list, the one that answers to the figure, or what holds all."""
        if not some:
            return None
        last = some[-1]
        if last.kind == _BODY:
            local = [a for a in some if a.kind in {_NAMED, _RELATIVE}]
            if local:
                last = local[-1]
        if last.kind != _NAMED:
            return last
        members = [last]
        for a in reversed(some[: some.index(last)]):
            if a.kind != _NAMED or not self._listed(a, members[0]):
                break
            members.insert(0, a)
        if len(members) == 1:
            return last
        paired = self._paired(members, start)
        if paired is not None:
            return paired
        codes = [m.place.adcode for m in members if m.place and m.place.adcode]
        lowest = [c for c in codes if not any(o != c and contains(c, o) for o in codes)]
        if len(set(lowest)) <= 1:
            return next((m for m in members if m.place and m.place.adcode in lowest), last)
        return Anchor(members[0].start, last.end, _NAMED, self._holder(lowest), "several")

    def _paired(self, members: list[Anchor], start: int) -> Anchor | None:
        """As in "A, B and C had 3, 5 and 8 respectively": the n-th place has the n-th number."""
        tail = self.text[members[-1].end : members[-1].end + 200].split("。")[0]
        if not _RESPECTIVELY.search(tail):
            return None
        mark = _RESPECTIVELY.search(tail)
        begin = members[-1].end + (mark.end() if mark and mark.group() == "分别" else 0)
        numbers = [m.start() for m in _NUMBER.finditer(self.text, begin, members[-1].end + len(tail))]
        if len(numbers) < len(members):
            return None
        order = [i for i, n in enumerate(numbers) if n <= start + 3]
        if order and order[-1] < len(members):
            return members[order[-1]]
        return None

    def _sentence_before(self, sentence_start: int, sentence_end: int) -> Anchor | None:
        """The place of the sentence before, where its subject goes on."""
        i = bisect_left(self.sentences, sentence_start, key=lambda s: s.start) - 1
        if i < 0:
            return None
        previous = self.sentences[i]
        sentence = self.text[sentence_start:sentence_end]
        old = self.text[previous.start : previous.end]
        goes_on = bool(self.cues["goes_on"].match(sentence))
        if not goes_on and self.language is Language.EN:
            head = sentence[:160]
            goes_on = any(
                re.search(rf"\ban?\s(?:[a-z]+\s){{0,4}}{re.escape(noun)}\b", old)
                for noun in [n for m in _DEFINITE.finditer(head) for n in m.groups() if n][:8]
            )
        if not goes_on:
            return None
        here = self._between(previous.start, previous.end)
        usable = [a for a in here if a.kind == _NAMED and self._usable(a, previous.start)]
        own = self.own_place.adcode if self.own_place else None
        return usable[-1] if usable and usable[-1].place and contains(own, usable[-1].place.adcode) else None

    def _heading(self, sentence_start: int) -> Anchor | None:
        """A place in the last heading above: a subhead section, or a short line that ends without a full stop."""
        low = max(0, sentence_start - _LOOK_BACK)
        for section in self.document.sections:
            if section.kind is SectionKind.SUBHEAD and low <= section.start < sentence_start:
                found = [a for a in self._between(section.start, section.end) if a.kind == _NAMED]
                if len(found) == 1 and sentence_start - section.end < _LOOK_BACK // 2:
                    return found[0]
        line_start = self.text.rfind("\n", low, sentence_start) + 1
        lines = self.text[low:line_start].rstrip("\n").rsplit("\n", 1)
        line = lines[-1]
        limit = 40 if self.language is Language.ZH else 110
        if 0 < len(line) <= limit and line[-1] not in "。.；;：:，,!！?？" and line_start > len(line) + 1:
            begin = line_start - len(line) - (line_start - low - len(self.text[low:line_start].rstrip("\n")))
            found = [a for a in self._between(begin, begin + len(line)) if a.kind == _NAMED]
            if len(found) == 1:
                return found[0]
        return None


_last_frame: tuple[Document, Sequence[PlaceMention], PlaceMention | None, PlaceFrame] | None = None


def assign_place(
    document: Document,
    sentence_start: int,
    sentence_end: int,
    span_start: int,
    span_end: int,
    mentions: Sequence[PlaceMention],
    document_place: PlaceMention | None,
) -> Found:
    """The place that the figure or event at ``span_start:span_end`` is about, the rule, and the evidence span.

    ``mentions`` as :func:`policymine.geography.mentions.find_places` gives them for ``document.text``;
    ``document_place`` as :func:`policymine.geography.scope.document_place` does. The nation is a place whose adcode is
    None; (None, rule, …) means that the place is not known (``none``, ``ambiguous``) or is no division (``region``).
    What the document says is prepared once for consecutive calls with the same objects.
    """
    global _last_frame  # noqa: PLW0603 - one entry, replaced as a whole, so that threads see a consistent one
    last = _last_frame
    if last is None or last[0] is not document or last[1] is not mentions or last[2] is not document_place:
        last = (document, mentions, document_place, PlaceFrame(document, mentions, document_place))
        _last_frame = last
    return last[3].assign(sentence_start, sentence_end, span_start, span_end)
