"""Marking what follows the opening of a text: body, subheads, credits, signature, and the stories of others."""

from __future__ import annotations

import re

from policymine.records import SectionKind
from policymine.text import layout_head as head
from policymine.text import layout_marks as marks
from policymine.text.layout_datelines import read_dateline
from policymine.text.layout_dates import DatedSpan, find_date
from policymine.text.layout_lines import MARK_LIMIT, Page

_PARAGRAPH = 80  # characters: no title of another story is as long and ends like a sentence
_LOOK_AHEAD = 60  # lines in which the end mark is looked for

_SUBHEAD_ZH, _SUBHEAD_EN = 40, 130
_PROSE_ENDS = frozenset("。！？；，!?;,")
_DATE_ENDS = frozenset("日号月）)0123456789０１２３４５６７８９")


def mark_body(page: Page, body: int) -> None:
    """Mark the lines of ``page`` from index ``body`` on, in place."""
    _Body(page).read(body)


class _Body:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.prose: list[int] = []  # characters of prose up to and with each line, once they are wanted

    def read(self, body: int) -> None:
        published = self.page.facts.published()
        self._read_dateline(body, self.page.known_published or (published.edtf if published else None))
        i = body
        while i < len(self.page.lines):
            if self.page.length(i) > MARK_LIMIT:
                if self._ends_inline(i):
                    self._read_tail(i + 1)
                    return
            elif self._read_mark(i, body):
                return
            i += 1

    def _read_mark(self, i: int, body: int) -> bool:
        """Mark the short line ``i``; True when nothing of the article follows it."""
        line = self.page.line(i)
        if marks.may_be_mark(line):
            if self._ends_article(i, line, body):
                return True
            kind = self._credit(i)
            if kind:
                self.page.kinds[i] = SectionKind.CREDITS
                if kind == "last_editor" and self._may_end(i, body):
                    self._read_tail(i + 1)
                    return True
                return False
            if line.startswith(marks.furniture_starts()):
                self.page.kinds[i] = SectionKind.CREDITS
                return False
        if self._ends_inline(i):
            self._read_tail(i + 1)
            return True
        if line[-1] in _PROSE_ENDS:
            return False
        if (line[-1] == "摄" or line[0] in "Pp") and marks.photo_credit_pattern().match(line):
            self.page.kinds[i] = SectionKind.CREDITS
        elif line[-1] in _DATE_ENDS and self._sign(i, body):
            pass
        elif self._names_reporter(i, line):
            self.page.kinds[i] = SectionKind.CREDITS
        elif self._is_subhead(i, body):
            self.page.kinds[i] = SectionKind.SUBHEAD
        return False

    def _ends_article(self, i: int, line: str, body: int) -> bool:
        """Whether line ``i`` is a mark of the end, or a heading of other stories; what follows is marked then."""
        if i <= body:
            return False
        if marks.end_line_pattern().match(line):
            self.page.kinds[i] = SectionKind.CREDITS
            self._read_tail(i + 1)
            return True
        if (self.page.is_cut(line) and not self._heads_more(i, line)) or (
            marks.maybe_related_pattern().match(line) and self._titles_follow(i + 1)
        ):
            self._foreign(i)
            return True
        return False

    def _heads_more(self, i: int, line: str) -> bool:
        """Whether "Next: no slack" is the article's own heading: a paragraph follows it, and the end mark comes later."""
        if marks.neighbour_pattern().match(line) is None or i + 2 >= len(self.page.lines):
            return False
        if self.page.length(i + 1) < _PARAGRAPH or not marks.ends_sentence(self.page.line(i + 1)):
            return False
        later = range(i + 2, min(len(self.page.lines), i + 2 + _LOOK_AHEAD))
        return any(marks.end_line_pattern().match(self.page.line(k)) for k in later)

    def _names_reporter(self, i: int, line: str) -> bool:
        """A line of names among the last of the text ("Reporter Ji Yuya")."""
        return i + 3 >= len(self.page.lines) and len(line) <= 80 and head.read_reporter_line(line, head.Facts())

    def _ends_inline(self, i: int) -> bool:
        """（完） or （责任编辑：…） closes paragraph ``i``. The bracket is split off as credits."""
        start, end = self.page.lines[i]
        last = self.page.text[end - 1]
        if last not in "）)】]" and not (last in "。." and self.page.text[end - 2] in "）)】]"):
            return False
        tail = self.page.text[max(start, end - 60) : end]
        editor = marks.inline_editor_pattern().search(tail)
        cut = editor.start() if editor else len(tail)
        finish = marks.inline_end_pattern().search(tail[:cut].rstrip())
        if finish is not None:
            cut = finish.start()
        elif editor is None or not self._may_end(i, 0):
            return False
        offset = end - len(tail) + cut
        if offset > start:
            self.page.splits.append((i, offset, SectionKind.CREDITS))
        else:
            self.page.kinds[i] = SectionKind.CREDITS
        return True

    def _may_end(self, i: int, body: int) -> bool:
        """Whether a weak mark (an editor in charge) at line ``i`` may end the article: not if most of the text follows.

        Some pages print the editor under the title. What follows a real end is short, or a list of titles.
        """
        if not self.prose:
            total = 0
            for k in range(len(self.page.lines)):
                total += self.page.length(k) if marks.ends_sentence(self.page.line(k)) else 0
                self.prose.append(total)
        before = sum(self.page.length(k) for k in range(max(body, i - 3), i)) + (self.prose[i - 1] if i else 0)
        prose_after = self.prose[-1] - self.prose[i]
        return before > 0 and prose_after <= 2 * before + 200

    def _titles_follow(self, i: int) -> bool:
        following = range(i, min(i + 4, len(self.page.lines)))
        return bool(following) and all(
            self.page.length(k) <= 80 and not marks.ends_sentence(self.page.line(k)) for k in following
        )

    def _read_tail(self, i: int) -> None:
        """After the end: credits as long as they last, then other stories."""
        while i < len(self.page.lines) and (self._credit(i) or self.page.line(i).startswith(marks.furniture_starts())):
            self.page.kinds[i] = SectionKind.CREDITS
            i += 1
        self._foreign(i)

    def _foreign(self, i: int) -> None:
        for k in range(i, len(self.page.lines)):
            self.page.kinds[k] = SectionKind.FOREIGN

    def _credit(self, i: int) -> str | None:
        """Kind of the credit label that line ``i`` starts with, if the line is one of names and no prose."""
        if self.page.length(i) > 120:
            return None
        line = self.page.line(i)
        trimmed = line.lstrip("【[（(●■◆▲*-— \u3000")
        match = marks.label_pattern().match(trimmed)
        if match is None:
            return None
        kind = marks.label_kinds()[(match.lastindex or 1) - 1]
        value = trimmed[match.end() :].rstrip("】])） ")
        if kind not in ("source", "author", "reporter", "editor", "last_editor"):
            return None
        if value and not self._is_name_value(value):
            return None
        if kind == "reporter":
            self.page.facts.reporter = self.page.facts.reporter or value.strip() or None
        elif kind == "source" and self.page.facts.publisher is None and value:
            self.page.facts.publisher = re.split(r"\s{2,}|[|｜\t]", value.strip())[0]
        elif kind == "author" and self.page.facts.author is None and value:
            self.page.facts.author = head.first_names(value)
        return kind

    @staticmethod
    def _is_name_value(value: str) -> bool:
        rest = marks.label_pattern().sub(" ", value)
        if marks.ends_sentence(rest) or re.search(r"[。！？；，]|\d{2}", rest):
            return False
        return len(rest) <= (60 if re.search(r"[\u4e00-\u9fff]", rest) else 90)

    def _sign(self, i: int, body: int) -> bool:
        """A signature block that ends at line ``i``: issuing bodies and a date on lines of their own."""
        start, end = self.page.lines[i]
        if end - start > 60 or i <= body:
            return False
        line = self.page.line(i)
        found = find_date(line)
        if found is None or line[found.end :].strip("）) \u3000"):
            return False
        lead = line[: found.start].strip("（( \u3000")
        if lead and not (lead != line[: found.start] and marks.is_body(lead)):
            return False
        first = i
        while first - 1 > body and i - first < 8 and marks.is_body(self.page.line(first - 1)):
            first -= 1
        if first == i and not lead and i < len(self.page.lines) - 3:
            return False  # a date on its own in the middle is a heading
        for k in range(first, i + 1):
            self.page.kinds[k] = SectionKind.CREDITS
        self.page.facts.dates.append((head.SIGNED, DatedSpan(start + found.start, start + found.end, found.edtf)))
        if (first < i or lead) and self.page.facts.issuer is None:
            words = (self.page.line(first) if first < i else lead).split()
            spaced = self.page.chinese and any(len(w) < 3 for w in words)  # 教 育 局
            self.page.facts.issuer = ("" if spaced else " ").join(words).strip("（章）")
        return True

    def _is_subhead(self, i: int, body: int) -> bool:
        line = self.page.line(i)
        if len(line) > (_SUBHEAD_ZH if self.page.chinese else _SUBHEAD_EN) or marks.ends_sentence(line) or "\t" in line:
            return False
        if i + 1 >= len(self.page.lines) or len(line) < 2 or i == self.page.dateline_line or self.page.runs_on(i):
            return False
        after = self.page.line(i + 1)
        if not marks.ends_sentence(after) and self.page.length(i + 1) <= (
            _SUBHEAD_ZH if self.page.chinese else _SUBHEAD_EN
        ):
            # Two loose lines in a row are a heading and its first part only if both are numbered.
            return bool(marks.ORDINAL_START.match(line) and marks.ORDINAL_START.match(after))
        if i > body and self.page.kinds[i - 1] is SectionKind.BODY and not marks.ends_sentence(self.page.line(i - 1)):
            return False
        if not self.page.chinese and (after[:1].islower() or line[:1].islower()):
            return False
        return not self.page.blank_separated or self.page.blank_after(i)

    def _read_dateline(self, body: int, published: str | None) -> None:
        for i in range(body, min(body + 6, len(self.page.lines))):
            found = read_dateline(self.page.text, *self.page.lines[i], published)
            if found is not None:
                self.page.dateline = found
                self.page.dateline_line = i
                self.page.facts.reporter = self.page.facts.reporter or found.reporter
                if self.page.facts.publisher is None and found.agency and not found.agency.startswith("本"):
                    self.page.facts.publisher = found.agency
                return
