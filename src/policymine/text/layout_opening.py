"""Marking the opening of a text: headline, byline and deck, up to the first paragraph."""

from __future__ import annotations

import re

from policymine.records import SectionKind
from policymine.text import layout_head as head
from policymine.text import layout_marks as marks
from policymine.text.layout_datelines import read_dateline
from policymine.text.layout_dates import find_date
from policymine.text.layout_lines import Page, fold

_HEAD_LINES = 40  # a head of labels (索引号 …) has up to twenty lines
_DECK_LINES = 4
_TITLE_ZH, _TITLE_EN = 80, 240
_DECK_ZH, _DECK_EN = 160, 400


def mark_opening(page: Page) -> int:
    """Mark the lines before the first paragraph of ``page``, in place; the index of that paragraph."""
    return _Opening(page).read()


class _Opening:
    def __init__(self, page: Page) -> None:
        self.page = page

    def read(self) -> int:
        candidates: list[int] = []
        labelled = False
        known = fold(self.page.known_title)
        i = 0
        while i < min(len(self.page.lines), _HEAD_LINES):
            start, end = self.page.lines[i]
            if end - start > max(_TITLE_EN, _DECK_EN):
                break
            line = self.page.line(i)
            if self.page.is_cut(line) or (self.page.titles and marks.inline_end_pattern().search(line)):
                break
            folded = fold(line) if end - start <= _TITLE_EN else ""
            if known and folded and (folded == known or (len(folded) >= 8 and folded in known)):
                self._title(i)
            elif self._is_byline(i, bool(candidates or self.page.titles)):
                self.page.kinds[i] = SectionKind.BYLINE
                labelled = True
            elif self._is_candidate(i, len(candidates), labelled):
                candidates.append(i)
            else:
                break
            i += 1
        return self._settle_head(candidates, i, labelled)

    def _is_byline(self, i: int, titled: bool) -> bool:
        start, end = self.page.lines[i]
        line = self.page.line(i)
        if head.read_meta_line(self.page.text, start, end, self.page.facts) or head.read_date_line(
            self.page.text, start, end, self.page.facts, titled=titled
        ):
            return True
        if end - start <= 40 and marks.DOCUMENT_NUMBER_LINE.match(line.replace("\u3000", " ")):
            match = marks.DOCUMENT_NUMBER.search(line)
            self.page.facts.number = self.page.facts.number or (match.group() if match else None)
            return True
        if titled and head.read_reporter_line(line, self.page.facts):
            return True
        return bool(marks.BULLET_ONLY.match(line)) or line.startswith(marks.furniture_starts())

    def _is_candidate(self, i: int, taken: int, labelled: bool) -> bool:
        """Whether line ``i`` can be a title or a deck: unfinished, short, and no heading of a list."""
        line = self.page.line(i)
        limit = (
            (_DECK_ZH if self.page.chinese else _DECK_EN)
            if (taken or labelled)
            else (_TITLE_ZH if self.page.chinese else _TITLE_EN)
        )
        if len(line) > limit or marks.ORDINAL_START.match(line) or marks.label_pattern().match(line) or "\t" in line:
            return False
        if read_dateline(self.page.text, *self.page.lines[i]) is not None:
            return False
        if (taken or labelled) and self.page.runs_on(i):
            return False  # the first line of a wrapped paragraph
        if not marks.ends_sentence(line):
            return True
        # A headline may be a question, and it may end with a mark where a line of labels follows it.
        short = len(line) <= (50 if self.page.chinese else 120)
        if i == 0 and short and marks.ends_question(line):
            return len(self.page.lines) > 1
        return i == 0 and short and len(self.page.lines) > 1 and self._looks_labelled(1)

    def _looks_labelled(self, i: int) -> bool:
        return head.read_meta_line(self.page.text, *self.page.lines[i], head.Facts()) or head.read_date_line(
            self.page.text, *self.page.lines[i], head.Facts()
        )

    def _settle_head(self, candidates: list[int], body: int, labelled: bool) -> int:
        ends_in_prose = body < len(self.page.lines)
        if not candidates:
            return self._finish_head(body)
        if not labelled and not self.page.titles and (not ends_in_prose or len(candidates) > _DECK_LINES + 2):
            return 0  # a list, or a fragment: nothing says that this is a head
        rest = candidates
        if not self.page.titles and self.page.facts.title is None:
            joined = self._join_title(candidates)
            for i in candidates[:joined]:
                self._title(i)
            rest = candidates[joined:]
        if not ends_in_prose or len(rest) > _DECK_LINES + (2 if labelled else 0):
            # No paragraph follows, or too many loose lines for a deck: the lines after the labels are the body.
            last_label = max((i for i in range(body) if self.page.kinds[i] is not SectionKind.BODY), default=-1)
            body = last_label + 1 if last_label >= 0 else body
            rest = [i for i in rest if i < body]
        title = fold(self.page.facts.title or self.page.known_title)
        for i in rest:
            folded = fold(self.page.line(i))
            repeats = bool(title) and (
                title.startswith(folded) if len(folded) < 6 else folded in title or title in folded
            )
            self.page.kinds[i] = SectionKind.HEADLINE if repeats else SectionKind.DECK
        return self._finish_head(body)

    def _join_title(self, candidates: list[int]) -> int:
        """How many of the first candidates make up the title: a notice's title runs over lines up to 通知, 意见 …"""
        first = candidates[0]
        if len(candidates) > 1 and candidates[1] == first + 1:
            second = self.page.line(candidates[1])
            if second.startswith(("——", "—", "--", "－－")) and find_date(second) is None:
                return 2
        kinds = tuple(marks.vocabulary()["document_kinds"])
        if self.page.chinese and not self.page.line(first).endswith(kinds):
            for n in range(2, min(4, len(candidates)) + 1):
                lines = candidates[:n]
                joined = "".join(map(self.page.line, lines))
                if lines[-1] != first + n - 1 or len(joined) > 120:
                    break
                last = self.page.line(lines[-1]).rstrip("）)")
                if "关于" in joined and (
                    last.endswith(kinds) or re.search(r"(?:通知|意见|方案|办法|公告)[（(]\S{1,12}$", last)
                ):
                    return n
        return 1

    def _title(self, i: int) -> None:
        self.page.kinds[i] = SectionKind.HEADLINE
        line = self.page.line(i)
        if not self.page.titles:
            self.page.titles.append(i)
            line, tail = head.split_title_tail(line, self.page.language)
            self.page.facts.title = self.page.facts.title or line
            if tail and self.page.facts.publisher is None:
                self.page.facts.publisher = tail
        elif self.page.titles[-1] == i - 1 and self.page.facts.title and fold(line) not in fold(self.page.facts.title):
            self.page.titles.append(i)
            self.page.facts.title += line if self.page.chinese else f" {line}"

    def _finish_head(self, body: int) -> int:
        for i in range(body):
            if self.page.kinds[i] is SectionKind.DECK and self.page.line(i).startswith(("——", "—")):
                found = find_date(self.page.text, *self.page.lines[i])
                if found is not None:
                    self.page.facts.dates.append((head.DELIVERED, found))
        if (
            self.page.facts.issuer is None
            and self.page.chinese
            and self.page.facts.title
            and self.page.facts.title.endswith(tuple(marks.vocabulary()["document_kinds"]))
        ):
            issuer = self.page.facts.title.partition("关于")[0].strip()
            if issuer != self.page.facts.title and marks.is_body(issuer):
                self.page.facts.issuer = issuer
        return body
