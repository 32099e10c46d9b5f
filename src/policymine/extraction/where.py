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
from policymine.extraction.where_before import GROUP, REACH, SUBJECT, Before, Found, answer
from policymine.extraction.where_direct import counted_list, governs_directly, in_closed_brackets
from policymine.extraction.where_lists import NO_EXAMPLES, begins_list, examples, holder, listed, paired
from policymine.geography.anchors import Anchor, AnchorKind, AnchorReader
from policymine.geography.divisions import contains
from policymine.records import Document, Language, PlaceMention
from policymine.text.sentences import LONGEST, Sentence, split_clauses
from policymine.text.spans import span_at

_NAMED, _RELATIVE, _NATION, _BODY, _NOWHERE = AnchorKind

# "61 percent of the province's total" is not the province's.
_SHARE_OF = re.compile(r"\s?(?:%|percent|per cent)?\s?(?:full\s)?of\s(?:the\s|all\s)")
_POSTPOSED = re.compile(
    r"[^,;:.!?，。；\d]{0,70}?\b(?:in|of|across|throughout|for|within|at)\s(?:[a-z]+\s){0,3}(?:[A-Za-z]+\sChina['’]s\s(?:[a-z]+\s){0,3})?$"
)
_COUNTED = re.compile(r"[\d一二三四五六七八九十百]+(?:个|所|家|座|名)")
_OPENED_IN = re.compile(
    r"[^.,;:!?\d]{0,20},\s(?:opened|issued|made|imposed|located|found|paid|built|spent|all|both|one|mainly|mostly)\s(?:in|at|by)\s(?:the\s)?"
)
_OF = re.compile(r"\s?%?\s(?:of|in)\s(?:the\s)?")
_LEADS = re.compile(r"\b(?:lead(?:s|ing)?|first|rank(?:s|ed|ing)?|forefront|pioneer\w*|top|best)\b")
_CLAUSE_ONLY = frozenset({"foreign", "region"})
_LIST_REACH = 60  # characters between a list of examples and the number of them


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
        self.anchors = AnchorReader(document, own).read(mentions)
        self.starts = [a.start for a in self.anchors]
        self._arounds: dict[tuple[int, int], _Around] = {}
        self._before = Before(
            document,
            self.text,
            self.language,
            document_place,
            self.cues,
            self.is_report,
            self._between,
            self._usable,
            self._whole_list,
        )

    def assign(self, sentence_start: int, sentence_end: int, start: int, end: int) -> Found:
        """The place that ``start:end`` is about, the rule, and the words that say so."""
        if sentence_end - sentence_start > LONGEST:  # cut, so that its figures do not read all of it again and again
            sentence_start = max(sentence_start, start - REACH)
            sentence_end = min(sentence_end, end + REACH)
        around = self._around(sentence_start, sentence_end)
        first, last = span_at(around.clauses, start), span_at(around.clauses, end - 1)
        clause_start = first.start if first is not None else sentence_start
        clause_end = last.end if last is not None else sentence_end
        here, usable, whole = around.here, around.usable, around.whole
        near = (
            whole and start - whole.end < _LIST_REACH and (start >= whole.start or whole.start - end < _LIST_REACH // 2)
        )
        if whole and near and not any(a.start > whole.start and a.end <= start for a in usable):
            return answer(whole, "several")
        if here:
            direct = governs_directly(self.text, self.language, here, start, end)
            if direct is not None:
                return answer(direct, "clause")
        if usable or here:
            after = self._postposed(usable, here, end, clause_end)
            if after is not None:
                return answer(after, "clause")
            found = self._last([a for a in usable if clause_start <= a.start < start], here, start)
            if found is None:  # an event: the subject of its own words
                found = self._subject([a for a in usable if start <= a.start < end and a.kind is not _BODY])
            if found is not None:
                own = self._counted_among(found, start)
                return own if own is not None else answer(found, "clause")
            opens = {c.start for c in around.clauses}
            carried = [a for a in usable if a.kind is not _NATION or a.start in opens or not self._is_local()]
            group = max(self.text.rfind(mark, sentence_start, start) for mark in GROUP) + 1 or sentence_start
            if (
                self._is_local()
            ):  # 东盟、黄河流域 in an earlier clause are only that clause's, where they do not frame (在日本，)
                carried = [a for a in carried if a.rule not in _CLAUSE_ONLY or self.text[a.end : a.end + 1] in "，,"]
            carried = [a for a in carried if not in_closed_brackets(self.text, a, sentence_start, start)]
            if self.is_report:
                kept = [a for a in carried if self._governs_report(a, start, clause_start, (group, *opens))]
                for a in carried:  # of 四平、白山、延边三地 all three, not the one that opens the clause
                    if (
                        kept
                        and a not in kept
                        and kept[-1].end <= a.start
                        and listed(self.text, self.language, kept[-1], a)
                    ):
                        kept.append(a)
                carried = kept
            for low in (group, sentence_start):
                found = self._whole_list([a for a in carried if low <= a.start < start], here, start)
                if found is not None:
                    return answer(found, "sentence")
        if around.beyond is None:
            around.beyond = self._before.place(sentence_start, sentence_end)
        if around.beyond[1] != "none":
            return around.beyond
        following = [a for a in usable if a.start >= end and a.kind is _NAMED]
        if following:
            return answer(following[0], "sentence")
        return around.beyond

    def _whole_list(self, some: list[Anchor], here: list[Anchor], start: int) -> Anchor | None:
        """As :meth:`_last`, in a later clause than the places: what holds a list of them with a count each."""
        listed = counted_list(self.text, self.language, some)
        codes = [a.place.adcode for a in listed if a.place and a.place.adcode]
        if len(set(codes)) > 1:
            return Anchor(listed[0].start, listed[-1].end, _NAMED, holder(codes, self.at), "several")
        return self._last(some, here, start)

    def _around(self, start: int, end: int) -> _Around:
        """What is said within ``start:end``, kept: the figures of a sentence ask, and after all figures its events."""
        around = self._arounds.get((start, end))
        if around is None:
            here = self._between(start, end)
            shown = examples(self.text, self.language, self.cues, self.at, here, start) if here else NO_EXAMPLES
            here = [a for a in here if a not in shown.members]
            around = self._arounds[start, end] = _Around(
                split_clauses(self.text, start, end, self.document.language),
                here,
                [a for a in here if self._usable(a, start)],
                shown.whole,
            )
        return around

    def _governs_report(self, a: Anchor, start: int, clause_start: int, opens: tuple[int, ...]) -> bool:
        """Whether a place of an earlier clause holds in a work report, whose subject is the province all along: only one
        that opens its clause, and not over a clause that counts for all (累计, 全年, 新增).
        """
        if a.start >= clause_start or a.kind not in {_NAMED, _NOWHERE}:
            return True
        if self.own_place is not None and a.place is not None and a.place.adcode == self.own_place.adcode:
            return True
        if min(a.start - low if a.start >= low else REACH for low in opens) > 2:
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
            if a.kind is not _NAMED or not listed(self.text, self.language, members[-1], a):
                break
            members.append(a)
        codes = [a.place.adcode for a in members if a.place and a.place.adcode]
        if len(members) == 1 or not codes:
            return members[0]
        return Anchor(members[0].start, members[-1].end, _NAMED, holder(codes, self.at), "several")

    def _between(self, start: int, end: int) -> list[Anchor]:
        return self.anchors[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _usable(self, a: Anchor, sentence_start: int) -> bool:
        text = self.text
        local = self._is_local()
        if a.kind is _BODY:
            if local and self.cues["not_before_body"].search(text[max(sentence_start, a.start - 8) : a.start]):
                return False
            return not local or a.start - sentence_start <= SUBJECT or "记者从" in text[sentence_start : a.start]
        before = text[max(sentence_start, a.start - 40) : a.start]
        if self.cues["not_before"].search(before):
            return False
        if self.cues["venue"].search(text, max(sentence_start, a.start - 90), a.start):
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
                    return None if begins_list(self.text, a, here) else a
                return None
        return None

    def _than(self, end: int) -> bool:
        return re.search(r"\bthan the [\d.,% ]+$", self.text[max(0, end - 30) : end]) is not None

    def _is_share(self, end: int) -> bool:
        return bool(re.search(r"%|per ?cent", self.text[max(0, end - 8) : end + 9]))

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
            if a.kind is not _NAMED or not listed(self.text, self.language, a, members[0]):
                break
            members.insert(0, a)
        if len(members) == 1:
            return last
        own = paired(self.text, members, start)
        if own is not None:
            return own
        codes = [m.place.adcode for m in members if m.place and m.place.adcode]
        lowest = [c for c in codes if not any(o != c and contains(c, o) for o in codes)]
        if len(set(lowest)) <= 1:
            return next((m for m in members if m.place and m.place.adcode in lowest), last)
        return Anchor(members[0].start, last.end, _NAMED, holder(lowest, self.at), "several")


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
