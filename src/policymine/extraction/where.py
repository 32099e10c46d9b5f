"""The place that a figure or an event is about.

Looked for, in this order: the words after it that belong to it ("in 11 cities in the province"), its own clause, the
clauses before it in the sentence, the sentence before where that one's subject goes on, the paragraph in national news,
the heading above, the document's own place. A whole with which something is compared, a list of examples, and a body
that only reports do not take the place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from policymine.data import load_yaml
from policymine.extraction.where_direct import counted_list, governs_directly, in_closed_brackets
from policymine.geography.anchors import OPENING, Anchor, AnchorKind, AnchorReader
from policymine.geography.divisions import NATION, chain, contains, level, place
from policymine.records import AdminLevel, Document, Language, Place, PlaceMention, SectionKind
from policymine.text.sentences import LONGEST, Sentence, split_clauses, split_sentences
from policymine.text.spans import span_at

_NAMED, _RELATIVE, _NATION, _BODY, _NOWHERE = AnchorKind
Found = tuple[Place | None, str, tuple[int, int] | None]

# "61 percent of the province's total" is not the province's.
_SHARE_OF = re.compile(r"\s?(?:%|percent|per cent)?\s?(?:full\s)?of\s(?:the\s|all\s)")
_GROUP = ("；", ";")
_POSTPOSED = re.compile(r"[^,;:.!?，。；\d]{0,70}?\b(?:in|of|across|throughout|for|within|at)\s(?:[a-z]+\s){0,3}$")
_LIST_ZH = frozenset({"、", "和", "及", "与", "以及", "，", "", "至", "到"})
_LIST_EN = re.compile(r",?\s?(?:and|as well as|&|to)?(?:\sthe)?\s?(?:[A-Z][a-z]+\sof\s)?")
_DEFINITE = re.compile(r"\b[Tt]h(?:e|is)\s([a-z]{4,})(?=\s([a-z]{4,}))?")
_ALSO = re.compile(r"[^，。；、（]{0,4}(?:（[^）]{0,6}）)?(?:和|及|以及|与)")
_COUNTED = re.compile(r"[\d一二三四五六七八九十百]+(?:个|所|家|座|名)")
_OPENED_IN = re.compile(
    r"[^.,;:!?\d]{0,20},\s(?:opened|issued|made|imposed|located|found|paid|built|spent|all|both|one|mainly|mostly)\s(?:in|at|by)\s(?:the\s)?"
)
_OF = re.compile(r"\s?%?\s(?:of|in)\s(?:the\s)?")
_INDEFINITE = re.compile(r"\ban?\s((?:[a-z]+\s){0,4}[a-z]+)")
_LEADS = re.compile(r"\b(?:lead(?:s|ing)?|first|rank(?:s|ed|ing)?|forefront|pioneer\w*|top|best)\b")
_RESPECTIVELY = re.compile(r"分别|respectively")
_NUMBER = re.compile(r"\d[\d,.]*")
_NUMBER_ROW = re.compile(r"\d[\d,.]*%?[一-鿿]?(?:(?:,\s|、|\sand\s|和|，)\d[\d,.]*%?[一-鿿]?)+")
_CLAUSE_ONLY = frozenset({"foreign", "region"})
_DATES = re.compile(r"[\d一二三四五六七八九十]+[年月日时号]|\d+[—\-～至]|[一二三四]季度")
_REPORTS = re.compile(
    rf"(?:{OPENING.pattern})(?:据|近日，?|日前，?|今天，?|昨天，?|记者从|另据|The\s|According to (?:the\s)?|In\s)?"
)
_SUBJECT = 12  # characters in which a sentence's subject begins
_LOOK_BACK = 3000
_REACH = 1500
_HEAD = 160
_BOUND_WORD = 20
_LIST_REACH = 60  # characters between a list of examples and the number of them


@dataclass(frozen=True, slots=True)
class Examples:
    """Places that illustrate a number, and what holds them all."""

    members: tuple[Anchor, ...]
    whole: Anchor | None


_NO_EXAMPLES = Examples((), None)


@dataclass(slots=True)
class _Around:
    """What one sentence says of places. ``beyond``: what holds where it says nothing, once it was asked for."""

    clauses: list[Sentence]
    here: list[Anchor]
    usable: list[Anchor]
    whole: Anchor | None
    beyond: Found | None = None


@cache
def _cues(language: Language) -> dict[str, re.Pattern[str]]:
    words = load_yaml("places_where.yaml")["en" if language is Language.EN else "zh"]
    out = {}
    for key, fragment in words.items():
        ends = key.startswith("not_before") and language is not Language.EN
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
        self.cues = _cues(self.language)
        self.is_report = self.language is Language.ZH and "政府工作报告" in (document.title or "")
        self._sentences: list[Sentence] | None = None
        self.anchors = AnchorReader(document, own).read(mentions)
        self.starts = [a.start for a in self.anchors]
        self._arounds: dict[tuple[int, int], _Around] = {}

    def assign(self, sentence_start: int, sentence_end: int, start: int, end: int) -> Found:
        """The place that ``start:end`` is about, the rule, and the words that say so."""
        if sentence_end - sentence_start > LONGEST:  # cut, so that its figures do not read all of it again and again
            sentence_start = max(sentence_start, start - _REACH)
            sentence_end = min(sentence_end, end + _REACH)
        around = self._around(sentence_start, sentence_end)
        first, last = span_at(around.clauses, start), span_at(around.clauses, end - 1)
        clause_start = first.start if first is not None else sentence_start
        clause_end = last.end if last is not None else sentence_end
        here, usable, whole = around.here, around.usable, around.whole
        near = (
            whole and start - whole.end < _LIST_REACH and (start >= whole.start or whole.start - end < _LIST_REACH // 2)
        )
        if whole and near and not any(a.start > whole.start and a.end <= start for a in usable):
            return self._answer(whole, "several")
        if here:
            direct = governs_directly(self.text, self.language, here, start, end)
            if direct is not None:
                return self._answer(direct, "clause")
        if usable or here:
            after = self._postposed(usable, here, end, clause_end)
            if after is not None:
                return self._answer(after, "clause")
            found = self._last([a for a in usable if clause_start <= a.start < start], here, start)
            if found is None:  # an event: the subject of its own words
                found = self._subject([a for a in usable if start <= a.start < end and a.kind is not _BODY])
            if found is not None:
                own = self._counted_among(found, start)
                return own if own is not None else self._answer(found, "clause", start)
            opens = {c.start for c in around.clauses}
            carried = [a for a in usable if a.kind is not _NATION or a.start in opens or not self._is_local()]
            group = max(self.text.rfind(mark, sentence_start, start) for mark in _GROUP) + 1 or sentence_start
            if (
                self._is_local()
            ):  # 东盟、黄河流域 in an earlier clause are only that clause's, where they do not frame (在日本，)
                carried = [a for a in carried if a.rule not in _CLAUSE_ONLY or self.text[a.end : a.end + 1] in "，,"]
            carried = [a for a in carried if not in_closed_brackets(self.text, a, sentence_start, start)]
            if self.is_report:
                kept = [a for a in carried if self._governs_report(a, start, clause_start, (group, *opens))]
                for a in carried:  # of 四平、白山、延边三地 all three, not the one that opens the clause
                    if kept and a not in kept and kept[-1].end <= a.start and self._listed(kept[-1], a):
                        kept.append(a)
                carried = kept
            for low in (group, sentence_start):
                found = self._whole_list([a for a in carried if low <= a.start < start], here, start)
                if found is not None:
                    return self._answer(found, "sentence", start)
        if around.beyond is None:
            around.beyond = self._beyond(sentence_start, sentence_end)
        if around.beyond[1] != "none":
            return around.beyond
        following = [a for a in usable if a.start >= end and a.kind is _NAMED]
        if following:
            return self._answer(following[0], "sentence")
        return around.beyond

    def _whole_list(self, some: list[Anchor], here: list[Anchor], start: int) -> Anchor | None:
        """As :meth:`_last`, in a later clause than the places: what holds a list of them with a count each."""
        listed = counted_list(self.text, self.language, some)
        codes = [a.place.adcode for a in listed if a.place and a.place.adcode]
        if len(set(codes)) > 1:
            return Anchor(listed[0].start, listed[-1].end, _NAMED, self._holder(codes), "several")
        return self._last(some, here, start)

    def _around(self, start: int, end: int) -> _Around:
        """What is said within ``start:end``, kept: the figures of a sentence ask, and after all figures its events."""
        around = self._arounds.get((start, end))
        if around is None:
            here = self._between(start, end)
            examples = self._examples(here, start) if here else _NO_EXAMPLES
            here = [a for a in here if a not in examples.members]
            around = self._arounds[start, end] = _Around(
                split_clauses(self.text, start, end, self.document.language),
                here,
                [a for a in here if self._usable(a, start)],
                examples.whole,
            )
        return around

    def _beyond(self, sentence_start: int, sentence_end: int) -> Found:
        """What the text before the sentence says, and the document itself."""
        before = self._sentence_before(sentence_start, sentence_end)
        if before is not None:
            return self._answer(before, "preceding")
        lead = self._paragraph(sentence_start) or self._same_sentence(sentence_start)
        if lead is not None:
            return self._answer(lead, "paragraph")
        heading = self._heading(sentence_start)
        if heading is not None:
            return self._answer(heading, "heading")
        if self.own is not None:
            span = (self.own.start, self.own.end) if self.own.end > self.own.start else None
            return self.own.place, "document_place" if self.own_place else self.own.rule, span
        return None, "none", None

    def _governs_report(self, a: Anchor, start: int, clause_start: int, opens: tuple[int, ...]) -> bool:
        """Whether a place of an earlier clause holds in a work report, whose subject is the province all along: only one
        that opens its clause, and not over a clause that counts for all (累计, 全年, 新增).
        """
        if a.start >= clause_start or a.kind not in {_NAMED, _NOWHERE}:
            return True
        if self.own_place is not None and a.place is not None and a.place.adcode == self.own_place.adcode:
            return True
        if min(a.start - low if a.start >= low else _REACH for low in opens) > 2:
            return False
        return self.cues["counts_for_all"].match(self.text[clause_start:start]) is None

    def _counted_among(self, a: Anchor, start: int) -> Found | None:
        """The document's place, where the anchor only begins one of the things counted (贵阳环高扩容工程等14条公路)."""
        own = self.own_place
        if self.language is not Language.ZH or a.kind is not _NAMED or own is None or a.place is None:
            return None
        if own.adcode is None or a.place.adcode == own.adcode or not contains(own.adcode, a.place.adcode):
            return None
        if not self.cues["counted_among"].fullmatch(self.text, a.end, start):
            return None
        return own, "several", (a.start, a.end)

    def _is_local(self) -> bool:
        return self.own_place is not None and self.own_place.adcode is not None

    def _subject(self, inside: list[Anchor]) -> Anchor | None:
        """The first place of an event's own words; of a list (巴宜区、米林县), what holds all of it."""
        if not inside or inside[0].kind is not _NAMED:
            return inside[0] if inside else None
        members = inside[:1]
        for a in inside[1:]:
            if a.kind is not _NAMED or not self._listed(members[-1], a):
                break
            members.append(a)
        codes = [a.place.adcode for a in members if a.place and a.place.adcode]
        if len(members) == 1 or not codes:
            return members[0]
        return Anchor(members[0].start, members[-1].end, _NAMED, self._holder(codes), "several")

    def _between(self, start: int, end: int) -> list[Anchor]:
        return self.anchors[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _answer(self, anchor: Anchor, where: str, start: int | None = None) -> Found:
        if anchor.kind is _NOWHERE:
            return None, anchor.rule, (anchor.start, anchor.end)
        rule = where if anchor.rule not in {"near_miss", "relative", "nation", "national_body"} else anchor.rule
        return anchor.place, rule, (anchor.start, anchor.end)

    def _examples(self, here: list[Anchor], sentence_start: int) -> Examples:
        """Places that only illustrate a number of them (北京、上海等9个城市; "9 cities including Beijing and Shanghai").

        The number is of the lowest division that holds all of them.
        """
        named = [a for a in here if a.kind is _NAMED]
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
                    where = self._holder([c for c in codes if c]) if len(codes) > 1 else NATION
                    end = listed[-1].end + (len(shown.group()) if self.language is Language.ZH else 0)
                    # 等25个省（区、市）和新疆生产建设兵团: the last one belongs to the list.
                    if j + 1 < len(named) and _ALSO.fullmatch(self.text, end, named[j + 1].start):
                        listed.append(named[j + 1])
                        codes.append("")
                        end = named[j + 1].end
                    whole = Anchor(listed[0].start, end, _NAMED, where, "several")
                return Examples(tuple(listed), whole)
            i = j + 1
        return _NO_EXAMPLES

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
        local = self._is_local()
        if a.kind is _BODY:
            if local and self.cues["not_before_body"].search(text[max(sentence_start, a.start - 8) : a.start]):
                return False
            return not local or a.start - sentence_start <= _SUBJECT or "记者从" in text[sentence_start : a.start]
        before = text[max(sentence_start, a.start - 40) : a.start]
        if self.cues["not_before"].search(before):
            return False
        if local and (self._names_people(a) or self._comes_from_above(a) or self._is_outsider(a, before)):
            return False
        counted = _COUNTED.match(text, a.end)  # 作为全国9个试点之一
        if a.kind is _NATION and local and not counted and self.cues["not_before_nation"].search(before):
            return False
        whole = a.kind is _NATION or (a.kind is _RELATIVE and self.language is Language.ZH)
        if whole and self.cues["not_after"].match(text, a.end):
            return False
        if self.language is Language.EN:
            if a.kind is _NATION and local and _LEADS.search(text, max(sentence_start, a.start - 120), a.start):
                return False
            if self.cues["not_after"].match(text, a.end):
                return False
        return True

    def _comes_from_above(self, a: Anchor) -> bool:
        """Whether money or inspectors of a higher level come here: 自治区补助96万元, 省督查组检查12所."""
        own = self.own_place.adcode if self.own_place else None
        code = a.place.adcode if a.place else None
        if code == own or not contains(code, own):
            return False
        before = self.text[max(0, a.start - 40) : a.start]
        return bool(self.cues["from_above"].match(self.text, a.end) or self.cues["above_before"].search(before))

    def _is_outsider(self, a: Anchor, before: str) -> bool:
        """Whether the place only says where a team or firm comes from: "a university team of Kunming"."""
        own = self.own_place.adcode if self.own_place else None
        code = a.place.adcode if a.place else None
        if a.kind is not _NAMED or code is None or contains(own, code) or contains(code, own):
            return False
        return bool(self.cues["outsider_before"].search(before) or self.cues["outsider_after"].match(self.text, a.end))

    def _names_people(self, a: Anchor) -> bool:
        """Whether Taiwan, Hong Kong or Macao only says where the people come from, in a story of another place."""
        code, own = a.place.adcode if a.place else None, self.own_place.adcode if self.own_place else None
        return (
            a.kind is _NAMED
            and code is not None
            and code[0] in "78"
            and code[:2] != (own or "")[:2]
            and self.cues["people_of"].match(self.text, a.end) is not None
        )

    def _postposed(self, usable: list[Anchor], here: list[Anchor], end: int, clause_end: int) -> Anchor | None:
        """As in "11 districts in the province", "more than 14,000 schools throughout Hebei"."""
        if self.language is not Language.EN:
            return None
        for a in here:  # "lower than the 95.2 % of Ningde City": this number is Ningde's
            if a.kind is _NAMED and _OF.fullmatch(self.text, end, a.start) and self._than(end):
                return a
        for a in usable:
            if a.start >= end:
                # "the highest ticket is 186,000 yuan, opened in Qixingguan District"
                if a.kind is _NAMED and a.start - end <= 45 and _OPENED_IN.fullmatch(self.text, end, a.start):
                    return a
                if a.start - end > 70 or a.start > clause_end or a.kind is _BODY:
                    return None
                if self._is_share(end) and _SHARE_OF.match(self.text, end):
                    return None
                if a.kind is _NATION or _POSTPOSED.fullmatch(self.text, end, a.start):
                    return None if self._in_list(a, here) else a
                return None
        return None

    def _than(self, end: int) -> bool:
        return re.search(r"\bthan the [\d.,% ]+$", self.text[max(0, end - 30) : end]) is not None

    def _is_share(self, end: int) -> bool:
        return bool(re.search(r"%|per ?cent", self.text[max(0, end - 8) : end + 9]))

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
        if last.kind is _BODY:
            local = [a for a in some if a.kind in {_NAMED, _RELATIVE}]
            if local:
                last = local[-1]
        if last.kind is _NOWHERE and last.rule == "region":  # 河北承接京津项目: the subject's
            last = next((a for a in reversed(some) if a.kind is not _NOWHERE), last)
        if last.kind is not _NAMED:
            return last
        members = [last]
        for a in reversed(here[: here.index(last)]):
            if a.kind is not _NAMED or not self._listed(a, members[0]):
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
        mark = _RESPECTIVELY.search(tail)
        begin = members[-1].end + (mark.end() if mark and mark.group() == "分别" else 0)
        numbers = [m.start() for m in _NUMBER.finditer(self.text, begin, members[-1].end + len(tail))]
        if mark is None:
            # "Baohe, Luyang and Shushan have 33, 27 and 29": a list of numbers as long as that of the places.
            row = _NUMBER_ROW.search(tail)
            if row is None:
                return None
            at = members[-1].end + row.start()
            numbers = [m.start() for m in _NUMBER.finditer(self.text, at, members[-1].end + row.end())]
            if len(numbers) != len(members):
                return None
        if len(numbers) < len(members) or start < begin:
            return None
        # A span may begin with a bound word before its numeral.
        nth = bisect_left(numbers, start)
        return members[nth] if nth < len(members) and numbers[nth] - start < _BOUND_WORD else None

    def _sentence_before(self, sentence_start: int, sentence_end: int) -> Anchor | None:
        """The place of the sentence before, where its subject goes on."""
        sentence = self.text[sentence_start : min(sentence_end, sentence_start + _HEAD)]
        goes_on = bool(self.cues["goes_on"].match(sentence))
        if not goes_on and self.language is Language.ZH:
            return None
        previous = self._sentence_at(sentence_start)
        if previous is None:
            return None
        if not goes_on:  # "a cooperative in Hukou County … the cooperative"
            old = self.text[max(previous.start, previous.end - _REACH) : previous.end]
            introduced = {word for m in _INDEFINITE.finditer(old) for word in m.group(1).split()}
            if not any(noun in introduced for m in _DEFINITE.finditer(sentence) for noun in m.groups()):
                return None
        here = self._between(previous.start, previous.end)
        usable = [a for a in here if a.kind is _NAMED and self._usable(a, previous.start)]
        own = self.own_place.adcode if self.own_place else None
        last = self._whole_list(usable, usable, previous.end) if usable else None
        return last if last is not None and last.place and contains(own, last.place.adcode) else None

    def _paragraph(self, sentence_start: int) -> Anchor | None:
        """The place that opens the paragraph, where nothing since has led away from it.

        In the story of one place: a part of it that the line opens with (●惠农区召开…), or the nation (国务院今天发布…).
        """
        begin = self.text.rfind("\n", max(0, sentence_start - _LOOK_BACK), sentence_start) + 1
        since = self._between(begin, sentence_start)
        if not since:
            return None
        if self._is_local():
            return self._paragraph_of_local(begin, sentence_start, since)
        if any(a.kind in {_NATION, _BODY, _NOWHERE} for a in since):
            return None
        first = since[0]
        if first.kind is not _NAMED or first.start - begin > _SUBJECT + 8 or not self._usable(first, begin):
            return None
        same = all(a.place and contains(first.place.adcode, a.place.adcode) for a in since if first.place)
        return first if same else None

    def _paragraph_of_local(self, begin: int, sentence_start: int, since: list[Anchor]) -> Anchor | None:
        own = self.own_place.adcode if self.own_place else None
        first = since[0]
        if self.is_report or first.start - begin > 2 * _SUBJECT or not self._usable(first, begin):
            return None
        if first.kind in {_NATION, _BODY}:
            opens = _REPORTS.fullmatch(self.text, begin, first.start) is not None
            return first if opens and all(a.kind in {_NATION, _BODY} for a in since) else None
        code = first.place.adcode if first.place else None
        if first.kind is not _NAMED or code == own or not contains(own, code):
            return None
        if self.language is Language.ZH and not OPENING.fullmatch(self.text, begin, first.start):
            return None
        listed = not self.text[begin : begin + 1].isalpha() and self.text[begin : begin + 1] not in '“"　 '
        if not listed and not self.cues["goes_on_paragraph"].match(self.text[sentence_start : sentence_start + _HEAD]):
            return None
        same = all(a.kind in {_NAMED, _RELATIVE} and a.place and contains(code, a.place.adcode) for a in since)
        return first if same else None

    def _same_sentence(self, sentence_start: int) -> Anchor | None:
        """The one place of what a semicolon parts from this (全国新增就业938万人；8月份失业率5.3%)."""
        mark = self.text[max(0, sentence_start - 2) : sentence_start].rstrip()[-1:]
        if mark not in _GROUP or self.is_report:
            return None
        before = self._sentence_at(sentence_start)
        if before is None:
            return None
        usable = [a for a in self._between(before.start, before.end) if self._usable(a, before.start)]
        subjects = [a for a in usable if a.kind is not _BODY]
        if not subjects or subjects[0].kind is _NOWHERE or self._qualified(subjects[0]):
            return None
        first = subjects[0]
        opens = {c.start for c in split_clauses(self.text, before.start, before.end, self.document.language)}
        if first.start not in opens or any(c.isdigit() for c in _DATES.sub("", self.text[before.start : first.start])):
            return None
        codes = {a.place.adcode if a.place else None for a in subjects}
        return first if len(codes) == 1 else None

    def _qualified(self, a: Anchor) -> bool:
        return self.text[max(0, a.start - 3) : a.start].endswith(("其中", "仅", "如"))

    def _sentence_at(self, sentence_start: int) -> Sentence | None:
        """The sentence that ends before ``sentence_start``."""
        if self._sentences is None:
            self._sentences = split_sentences(self.text, self.document.language)
        i = bisect_left(self._sentences, sentence_start, key=lambda s: s.start) - 1
        return self._sentences[i] if i >= 0 else None

    def _heading(self, sentence_start: int) -> Anchor | None:
        """A place in the last heading above: a subhead section, or a short line that ends without a full stop."""
        low = max(0, sentence_start - _LOOK_BACK)
        sections = self.document.sections
        near, past = (bisect_left(sections, at, key=lambda s: s.start) for at in (low, sentence_start))
        for section in sections[near:past]:
            if section.kind is SectionKind.SUBHEAD:
                found = [a for a in self._between(section.start, section.end) if a.kind is _NAMED]
                if len(found) == 1 and sentence_start - section.end < _LOOK_BACK // 2:
                    return found[0]
        line_start = self.text.rfind("\n", low, sentence_start) + 1
        lines = self.text[low:line_start].rstrip("\n").rsplit("\n", 1)
        line = lines[-1]
        limit = 40 if self.language is Language.ZH else 110
        after = self.text.find("\n", sentence_start)
        paragraph = (after if after >= 0 else len(self.text)) - line_start
        # A row of a list or table is no heading, and what follows one is a paragraph.
        if paragraph < limit // 2 or len(line) > limit or any(c.isdigit() for c in line):
            return None
        if 0 < len(line) <= limit and line[-1] not in "。.；;：:，,!！?？" and line_start > len(line) + 1:
            begin = line_start - len(line) - (line_start - low - len(self.text[low:line_start].rstrip("\n")))
            found = [a for a in self._between(begin, begin + len(line)) if a.kind is _NAMED]
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
