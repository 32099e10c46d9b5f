"""Clauses of a sentence for event reading: cut at commas, colons and semicolons, never inside a title or short quote."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policymine.records import Language
from policymine.text.scanning import compile_scanning

_ZH_CUT = re.compile(r"[，,：:；;]|——")
_EN_CUT = compile_scanning(r"[,:;，：；]|(?<=[a-z]{3})\.(?=[A-Z][a-z])|\bEssence\b")
_ZH_GUARD = re.compile(r"《[^《》\n]{1,120}》|“[^“”\n]{1,30}”|（[^（）\n]{1,60}）|\([^()\n]{1,60}\)")
_EN_GUARD = re.compile(r"[\"“”](?!,)[^\"“”\n]{1,260}[\"“”]|\([^()\n]{1,120}\)")
_NUMBER = compile_scanning(
    r"[0-9０-９]|[一二三四五六七八九十百千万亿两几]+(?=[余多]?[家所个起件人名次条项批亿万套户处座类])|数[十百千万]"
)
_EN_NUMBER = compile_scanning(
    r"[0-9]|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|ninety|eighty|seventy|sixty|fifty|forty|thirty|twenty|dozens|hundreds|thousands|a third|one third|a quarter|half)\b",
    re.IGNORECASE,
)
_PERCENT = compile_scanning(r"[0-9][\s]?[%％]|百分之|[一二三四五六七八九]成|\bper ?cent\b|分之", re.IGNORECASE)
_MONEY = re.compile(
    r"[0-9一二三四五六七八九十百千][\d,.]*\s*(?:余|多|来)?(?:万|亿|千|百)*(?:余|多)?(?:元|美元|人民币)"
    r"|[数几\d](?:万|亿)(?:余|多)?元|\b(?:yuan|RMB|CNY)\b|\d\s(?:million|billion)(?=\s*(?:$|[.,;)]))|[¥￥$]\s?\d",
)
_YEAR_ONLY = compile_scanning(
    r"一(?:批|个|些|种|系列|项|起|件|名|次|家|处)|(?:19|20)\d\d(?:年度?|(?=\D|$))|\d{1,2}月(?:\d{1,2}日)?|^\d{1,2}日|第[一二三四五六七八九十\d]+"
)
_LONGEST = 500
_NEAR = 40


@dataclass(slots=True)
class Clause:
    """``text[start:end]`` without the mark that ends it; ``index`` counts from the start of the sentence."""

    text: str
    low: str  # the text in lower case, offsets kept
    start: int
    end: int
    index: int
    language: Language
    before: int  # start of the clause before it in the sentence, or its own
    after: int = -1  # how far an English object may run on over the commas of a list
    first: int = 0  # extent of the sentence
    last: int = 0
    cache: dict[str, bool] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    def has(self, kind: str) -> bool:
        """Whether a number of ``kind`` (any, count, percent, money) stands in the clause; dates do not count."""
        known = self.cache.get(kind)
        if known is None:
            known = self.cache[kind] = _has(self.words, kind, self.language)
        return known

    def has_near(self, kind: str) -> bool:
        """The same for the clause and what follows it closely in its sentence."""
        return self.has(kind) or _has(self.text[self.start : min(self.end + _NEAR, self.last)], kind, self.language)


def _has(words: str, kind: str, language: Language) -> bool:
    if kind == "percent":
        return _PERCENT.search(words) is not None
    if kind == "any" and language is Language.ZH and "百分之" in words:
        return True
    if kind == "money":
        return _MONEY.search(words) is not None
    number = _NUMBER if language is Language.ZH else _EN_NUMBER
    if number.search(words) is None:
        return False
    bare = _YEAR_ONLY.sub("", words)
    if kind == "count":
        bare = re.sub(r"[0-9.]+\s?[%％]", "", bare)
    return number.search(bare) is not None


def event_clauses(text: str, low: str, start: int, end: int, language: Language) -> list[Clause]:
    """Clauses of ``text[start:end]`` in order. A comma inside a number, a title or a short quotation does not cut."""
    zh = language is Language.ZH
    guards = [m.span() for m in (_ZH_GUARD if zh else _EN_GUARD).finditer(text, start, end)]
    out: list[Clause] = []
    begin, g = start, 0
    for cut in (_ZH_CUT if zh else _EN_CUT).finditer(text, start, end):
        at = cut.start()
        while g < len(guards) and guards[g][1] <= at:
            g += 1
        if g < len(guards) and guards[g][0] <= at:
            continue
        if cut.group() in ",:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
            continue
        _append(out, text, low, begin, at, language)
        begin = cut.end()
    _append(out, text, low, begin, end, language)
    for clause in out:
        clause.first, clause.last = start, end
    return out


def _append(out: list[Clause], text: str, low: str, start: int, end: int, language: Language) -> None:
    while start < end and (text[start].isspace() or text[start] in '"“”」』—-'):
        if text[start] in '"“' and text.find("”" if text[start] == "“" else '"', start + 1, end) != -1:
            break
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "。.！!？?；;，,…"):
        end -= 1
    if start < end:
        # A run-on without marks is read in pieces, so that no clause is longer than a person would write.
        while end - start > _LONGEST:
            out.append(Clause(text, low, start, start + _LONGEST, len(out), language, out[-1].start if out else start))
            start += _LONGEST
        out.append(Clause(text, low, start, end, len(out), language, out[-1].start if out else start))
