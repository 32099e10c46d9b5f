"""Which part of a text is what: head, body, credits, and the other stories that the page carries.

Only line starts and line ends are looked at, so the cost is linear in the text and small. A text without marks of any
kind comes back as one body: a mark that is missed costs a false figure, a false cut costs all that follows it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from policymine.records import Language, Section, SectionKind
from policymine.text import layout_head as head
from policymine.text import layout_marks as marks
from policymine.text.layout_datelines import Dateline, read_dateline
from policymine.text.layout_dates import DatedSpan, find_date

__all__ = ["Dateline", "Layout", "mark_layout", "read_dateline"]

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c]+")
_HEAD_LINES = 40  # a head of labels (索引号 …) has up to twenty lines
_DECK_LINES = 4
_TITLE_ZH, _TITLE_EN = 80, 240
_SUBHEAD_ZH, _SUBHEAD_EN = 40, 130
_DECK_ZH, _DECK_EN = 160, 400
_MARK_LIMIT = 160  # marks of the tail stand on short lines


@dataclass(frozen=True, slots=True)
class Layout:
    """Parts and facts of a text. ``sections`` tile it in order; ``published`` is EDTF with the span that states it."""

    sections: tuple[Section, ...]
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    published_span: tuple[int, int] | None = None
    number: str | None = None
    issuer: str | None = None
    dateline: Dateline | None = None


def mark_layout(text: str, language: Language, *, title: str | None = None, published: str | None = None) -> Layout:
    """Sections of ``text`` and what its own words say of title, publisher, author, date, document number and issuer.

    ``title`` and ``published`` are what is known from outside: a line that repeats the title is a headline, and the
    date gives the year to datelines. They are not echoed in the result. Never raises.
    """
    return _Reader(text, language, title, published).read()


class _Reader:
    def __init__(self, text: str, language: Language, title: str | None, published: str | None) -> None:
        self.text = text
        self.chinese = language is Language.ZH
        self.language = language
        self.known_title = title or None
        self.known_published = published
        self.lines = [span for m in _LINE.finditer(text) if (span := _strip(text, m.start(), m.end())) is not None]
        self.kinds = [SectionKind.BODY] * len(self.lines)
        self.splits: list[tuple[int, int, SectionKind]] = []  # line, offset, kind: credits at a paragraph's end
        self.facts = head.Facts()
        self.titles: list[int] = []
        self.blank_separated = self._is_blank_separated()
        self.dateline: Dateline | None = None

    def line(self, i: int) -> str:
        start, end = self.lines[i]
        return self.text[start:end]

    def length(self, i: int) -> int:
        return self.lines[i][1] - self.lines[i][0]

    def read(self) -> Layout:
        body = self._read_head()
        self._read_body(body)
        found = self.facts.published()
        return Layout(
            sections=self._sections(),
            title=self.facts.title,
            publisher=self.facts.publisher,
            author=self.facts.author or self.facts.reporter,
            published=found.edtf if found else None,
            published_span=(found.start, found.end) if found else None,
            number=self.facts.number,
            issuer=self.facts.issuer,
            dateline=self.dateline,
        )

    # ---- head

    def _read_head(self) -> int:
        """Mark the lines before the first paragraph; the index of that paragraph."""
        candidates: list[int] = []
        labelled = False
        known = _fold(self.known_title)
        i = 0
        while i < min(len(self.lines), _HEAD_LINES):
            start, end = self.lines[i]
            if end - start > max(_TITLE_EN, _DECK_EN):
                break
            line = self.line(i)
            if self._is_cut(line) or (self.titles and marks.inline_end_pattern().search(line)):
                break
            folded = _fold(line) if end - start <= _TITLE_EN else ""
            if known and folded and (folded == known or (len(folded) >= 8 and folded in known)):
                self._title(i)
            elif self._is_byline(i, bool(candidates or self.titles)):
                self.kinds[i] = SectionKind.BYLINE
                labelled = True
            elif self._is_candidate(i, len(candidates), labelled):
                candidates.append(i)
            else:
                break
            i += 1
        return self._settle_head(candidates, i, labelled)

    def _is_byline(self, i: int, titled: bool) -> bool:
        start, end = self.lines[i]
        line = self.line(i)
        if head.read_meta_line(self.text, start, end, self.facts) or head.read_date_line(
            self.text, start, end, self.facts
        ):
            return True
        if end - start <= 40 and marks.DOCUMENT_NUMBER_LINE.match(line.replace("\u3000", " ")):
            match = marks.DOCUMENT_NUMBER.search(line)
            self.facts.number = self.facts.number or (match.group() if match else None)
            return True
        if titled and head.read_reporter_line(line, self.facts):
            return True
        return bool(marks.BULLET_ONLY.match(line)) or line.startswith(marks.furniture_starts())

    def _is_candidate(self, i: int, taken: int, labelled: bool) -> bool:
        """Whether line ``i`` can be a title or a deck: unfinished, short, and no heading of a list."""
        line = self.line(i)
        limit = (
            (_DECK_ZH if self.chinese else _DECK_EN)
            if (taken or labelled)
            else (_TITLE_ZH if self.chinese else _TITLE_EN)
        )
        if len(line) > limit or marks.ORDINAL_START.match(line) or "\t" in line:
            return False
        if read_dateline(self.text, *self.lines[i]) is not None:
            return False
        if not marks.ends_sentence(line):
            return True
        # A headline may be a question, and it may end with a mark where a line of labels follows it.
        short = len(line) <= (50 if self.chinese else 120)
        if i == 0 and short and marks.ends_question(line):
            return len(self.lines) > 1
        return i == 0 and short and len(self.lines) > 1 and self._looks_labelled(1)

    def _looks_labelled(self, i: int) -> bool:
        return head.read_meta_line(self.text, *self.lines[i], head.Facts()) or head.read_date_line(
            self.text, *self.lines[i], head.Facts()
        )

    def _settle_head(self, candidates: list[int], body: int, labelled: bool) -> int:
        ends_in_prose = body < len(self.lines)
        if not candidates:
            return self._finish_head(body)
        if not labelled and not self.titles and (not ends_in_prose or len(candidates) > _DECK_LINES + 2):
            return 0  # a list, or a fragment: nothing says that this is a head
        rest = candidates
        if not self.titles and self.facts.title is None:
            joined = self._join_title(candidates)
            for i in candidates[:joined]:
                self._title(i)
            rest = candidates[joined:]
        if not ends_in_prose or len(rest) > _DECK_LINES + (2 if labelled else 0):
            # No paragraph follows, or too many loose lines for a deck: the lines after the labels are the body.
            last_label = max((i for i in range(body) if self.kinds[i] is not SectionKind.BODY), default=-1)
            body = last_label + 1 if last_label >= 0 else body
            rest = [i for i in rest if i < body]
        title = _fold(self.facts.title or self.known_title)
        for i in rest:
            folded = _fold(self.line(i))
            repeats = len(folded) >= 6 and bool(title) and (folded in title or title in folded)
            self.kinds[i] = SectionKind.HEADLINE if repeats else SectionKind.DECK
        return self._finish_head(body)

    def _join_title(self, candidates: list[int]) -> int:
        """How many of the first candidates make up the title: a notice's title runs over lines up to 通知, 意见 …"""
        first = candidates[0]
        if len(candidates) > 1 and candidates[1] == first + 1:
            second = self.line(candidates[1])
            if second.startswith(("——", "—", "--", "－－")):
                return 2
        kinds = tuple(marks.vocabulary()["document_kinds"])
        if self.chinese and not self.line(first).endswith(kinds):
            for n in range(2, min(4, len(candidates)) + 1):
                lines = candidates[:n]
                joined = "".join(map(self.line, lines))
                if lines[-1] != first + n - 1 or len(joined) > 120:
                    break
                last = self.line(lines[-1]).rstrip("）)")
                if "关于" in joined and (
                    last.endswith(kinds) or re.search(r"(?:通知|意见|方案|办法|公告)[（(]\S{1,12}$", last)
                ):
                    return n
        return 1

    def _title(self, i: int) -> None:
        self.kinds[i] = SectionKind.HEADLINE
        line = self.line(i)
        if not self.titles:
            self.titles.append(i)
            line, tail = head.split_title_tail(line, self.language)
            self.facts.title = self.facts.title or line
            if tail and self.facts.publisher is None:
                self.facts.publisher = tail
        elif self.titles[-1] == i - 1 and self.facts.title and _fold(line) not in _fold(self.facts.title):
            self.titles.append(i)
            self.facts.title += line if self.chinese else f" {line}"

    def _finish_head(self, body: int) -> int:
        for i in range(body):
            if self.kinds[i] is SectionKind.DECK and self.line(i).startswith(("——", "—")):
                found = find_date(self.text, *self.lines[i])
                if found is not None:
                    self.facts.dates.append((head.DELIVERED, found))
        if (
            self.facts.issuer is None
            and self.chinese
            and self.facts.title
            and self.facts.title.endswith(tuple(marks.vocabulary()["document_kinds"]))
        ):
            issuer = self.facts.title.partition("关于")[0].strip()
            if issuer != self.facts.title and marks.is_body(issuer):
                self.facts.issuer = issuer
        return body

    # ---- body and tail

    def _read_body(self, body: int) -> None:
        published = self.facts.published()
        self._read_dateline(body, self.known_published or (published.edtf if published else None))
        i = body
        while i < len(self.lines):
            if self.length(i) > _MARK_LIMIT:
                if self._ends_inline(i):
                    self._read_tail(i + 1)
                    return
            elif self._read_mark(i, body):
                return
            i += 1

    def _read_mark(self, i: int, body: int) -> bool:
        """Mark the short line ``i``; True when nothing of the article follows it."""
        line = self.line(i)
        if i > body and marks.end_line_pattern().match(line):
            self.kinds[i] = SectionKind.CREDITS
            self._read_tail(i + 1)
            return True
        if i > body and (
            self._is_cut(line) or (marks.maybe_related_pattern().match(line) and self._titles_follow(i + 1))
        ):
            self._foreign(i)
            return True
        if self._ends_inline(i):
            self._read_tail(i + 1)
            return True
        kind = self._credit(i)
        if kind:
            self.kinds[i] = SectionKind.CREDITS
            if kind == "last_editor" and self._may_end(i, body):
                self._read_tail(i + 1)
                return True
        elif line.startswith(marks.furniture_starts()):
            self.kinds[i] = SectionKind.CREDITS
        elif self._sign(i, body):
            pass
        elif self._is_subhead(i, body):
            self.kinds[i] = SectionKind.SUBHEAD
        return False

    def _is_cut(self, line: str) -> bool:
        return len(line) <= _MARK_LIMIT and bool(
            marks.related_pattern().match(line) or marks.neighbour_pattern().match(line)
        )

    def _ends_inline(self, i: int) -> bool:
        """（完） or （责任编辑：…） closes paragraph ``i``. The bracket is split off as credits."""
        start, end = self.lines[i]
        if self.text[end - 1] not in "）)】].。 ":
            return False
        tail = self.text[max(start, end - 60) : end]
        editor = marks.inline_editor_pattern().search(tail)
        cut = editor.start() if editor else len(tail)
        finish = marks.inline_end_pattern().search(tail[:cut].rstrip())
        if finish is not None:
            cut = finish.start()
        elif editor is None or not self._may_end(i, 0):
            return False
        offset = end - len(tail) + cut
        if offset > start:
            self.splits.append((i, offset, SectionKind.CREDITS))
        else:
            self.kinds[i] = SectionKind.CREDITS
        return True

    def _may_end(self, i: int, body: int) -> bool:
        """Whether a weak mark (an editor in charge) at line ``i`` may end the article: not if most of the text follows.

        Some pages print the editor under the title. What follows a real end is short, or a list of titles.
        """
        before = sum(self.length(k) for k in range(body, i))
        prose_after = sum(self.length(k) for k in range(i + 1, len(self.lines)) if marks.ends_sentence(self.line(k)))
        return before > 0 and prose_after <= 2 * before + 200

    def _titles_follow(self, i: int) -> bool:
        following = range(i, min(i + 4, len(self.lines)))
        return bool(following) and all(
            self.length(k) <= 80 and not marks.ends_sentence(self.line(k)) for k in following
        )

    def _read_tail(self, i: int) -> None:
        """After the end: credits as long as they last, then other stories."""
        while i < len(self.lines) and (self._credit(i) or self.line(i).startswith(marks.furniture_starts())):
            self.kinds[i] = SectionKind.CREDITS
            i += 1
        self._foreign(i)

    def _foreign(self, i: int) -> None:
        for k in range(i, len(self.lines)):
            self.kinds[k] = SectionKind.FOREIGN

    def _credit(self, i: int) -> str | None:
        """Kind of the credit label that line ``i`` starts with, if the line is one of names and no prose."""
        if self.length(i) > 120:
            return None
        line = self.line(i)
        trimmed = line.lstrip("【[（(●■◆▲*-— \u3000")
        match = marks.label_pattern().match(trimmed)
        if match is None:
            return (
                "editor"
                if head.read_reporter_line(line, head.Facts()) and len(line) <= 80 and i + 3 >= len(self.lines)
                else None
            )
        kind = marks.label_kinds()[(match.lastindex or 1) - 1]
        value = trimmed[match.end() :].rstrip("】])） ")
        if kind not in ("source", "author", "reporter", "editor", "last_editor"):
            return None
        if value and not self._is_name_value(value):
            return None
        if kind == "reporter":
            self.facts.reporter = self.facts.reporter or value.strip() or None
        elif kind == "source" and self.facts.publisher is None and value:
            self.facts.publisher = re.split(r"\s{2,}|[|｜\t]", value.strip())[0]
        elif kind == "author" and self.facts.author is None and value:
            self.facts.author = value.strip()
        return kind

    @staticmethod
    def _is_name_value(value: str) -> bool:
        rest = marks.label_pattern().sub(" ", value)
        if marks.ends_sentence(rest) or re.search(r"[。！？；，]|\d{2}", rest):
            return False
        return len(rest) <= (60 if re.search(r"[\u4e00-\u9fff]", rest) else 90)

    def _sign(self, i: int, body: int) -> bool:
        """A signature block that ends at line ``i``: issuing bodies and a date on lines of their own."""
        start, end = self.lines[i]
        if end - start > 40 or i <= body:
            return False
        line = self.line(i)
        found = find_date(line)
        if found is None or line[: found.start].strip("（( \u3000") or line[found.end :].strip("）) \u3000"):
            return False
        first = i
        while first - 1 > body and i - first < 8 and marks.is_body(self.line(first - 1)):
            first -= 1
        if first == i and i < len(self.lines) - 3:
            return False  # a date on its own in the middle is a heading
        for k in range(first, i + 1):
            self.kinds[k] = SectionKind.CREDITS
        self.facts.dates.append((head.SIGNED, DatedSpan(start + found.start, start + found.end, found.edtf)))
        if first < i and self.facts.issuer is None:
            self.facts.issuer = re.sub(r"\s+", "" if self.chinese else " ", self.line(first)).strip("（章）")
        return True

    def _is_subhead(self, i: int, body: int) -> bool:
        line = self.line(i)
        if len(line) > (_SUBHEAD_ZH if self.chinese else _SUBHEAD_EN) or marks.ends_sentence(line) or "\t" in line:
            return False
        if i + 1 >= len(self.lines) or len(line) < 2:
            return False
        after = self.line(i + 1)
        if not marks.ends_sentence(after) and self.length(i + 1) <= (_SUBHEAD_ZH if self.chinese else _SUBHEAD_EN):
            # Two loose lines in a row are a heading and its first part only if both are numbered.
            return bool(marks.ORDINAL_START.match(line) and marks.ORDINAL_START.match(after))
        if i > body and self.kinds[i - 1] is SectionKind.BODY and not marks.ends_sentence(self.line(i - 1)):
            return False
        if not self.chinese and (after[:1].islower() or line[:1].islower()):
            return False
        return not self.blank_separated or self._blank_after(i)

    # ---- whole text

    def _is_blank_separated(self) -> bool:
        gaps = len(self.lines) - 1
        return gaps > 1 and sum(self._blank_after(i) for i in range(gaps)) > gaps / 2

    def _blank_after(self, i: int) -> bool:
        between = self.text[self.lines[i][1] : self.lines[i + 1][0]] if i + 1 < len(self.lines) else ""
        return between.count("\n") + between.count("\r") - between.count("\r\n") > 1

    def _read_dateline(self, body: int, published: str | None) -> None:
        for i in range(body, min(body + 3, len(self.lines))):
            found = read_dateline(self.text, *self.lines[i], published)
            if found is not None:
                self.dateline = found
                self.facts.reporter = self.facts.reporter or found.reporter
                if self.facts.publisher is None and found.agency and not found.agency.startswith("本"):
                    self.facts.publisher = found.agency
                return

    def _sections(self) -> tuple[Section, ...]:
        """Sections from line kinds: each reaches to the start of the next, so that together they tile the text."""
        cuts: list[tuple[int, SectionKind]] = []
        splits = {i: (offset, kind) for i, offset, kind in self.splits}
        for i, (start, _) in enumerate(self.lines):
            cuts.append((start, self.kinds[i]))
            if i in splits:
                cuts.append(splits[i])
        sections: list[Section] = []
        for k, (start, kind) in enumerate(cuts):
            end = cuts[k + 1][0] if k + 1 < len(cuts) else len(self.text)
            if sections and sections[-1].kind is kind:
                sections[-1] = Section(kind, sections[-1].start, end)
            else:
                sections.append(Section(kind, start if sections else 0, end))
        if not sections and self.text:
            sections.append(Section(SectionKind.BODY, 0, len(self.text)))
        return tuple(sections)


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    line = text[start:end]
    lead = len(line) - len(line.lstrip())
    if lead == len(line):
        return None
    return start + lead, start + len(line.rstrip())


def _fold(line: str | None) -> str:
    """``line`` without blanks and punctuation, lower case, full width folded: what two printings of a title share."""
    return "".join(c for c in unicodedata.normalize("NFKC", line).casefold() if c.isalnum()) if line else ""
