"""Place and period of anything in one document: the mentions are found once, then asked for every figure and event."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from policymine.extraction.when import assign_event_date, assign_period, read_timeline
from policymine.extraction.where import assign_place
from policymine.geography.mentions import find_places
from policymine.geography.scope import document_place
from policymine.records import Document, Language, PeriodMention, Place, PlaceMention, Role, Status
from policymine.text.edtf import end_of, first_day, last_day, start_of
from policymine.text.periods import find_periods
from policymine.text.sentences import Sentence

Evidence = tuple[int, int] | None
# A day in the past is mostly that of the statement or a meeting; what "will" be then is still to come.
_DAYS = frozenset({"date", "day", "relative_day", "back_day", "holiday", "week"})
_MEASURED = frozenset({"comparison", "baseline"})
_NAMED = 64  # places and times that one header or caption can name


def _is_over(mention: PeriodMention, published: str) -> bool:
    ended, today = last_day(end_of(mention.edtf)), first_day(published)
    return ended is not None and today is not None and ended < today


class Scoper:
    """Answers "whose is it?" and "when was it?" for spans of one document.

    ``text`` is the document's text with foreign stories blanked out; ``sentences`` those that are read.
    """

    def __init__(self, document: Document, text: str, sentences: list[Sentence], language: Language) -> None:
        self._document = document
        self._language = language
        self._sentences = sentences
        self._starts = [s.start for s in sentences]
        self._places = find_places(text, language, at=document.published)
        self._periods = find_periods(text, language, document.published)
        self._home = document_place(document, self._places)
        self._timeline = read_timeline(document, self._periods)

    def place_of(self, start: int, end: int) -> tuple[Place | None, str, Evidence]:
        """The division that the words at ``start:end`` are about, the rule that found it, and its evidence."""
        sentence = self._sentence(start, end)
        return assign_place(self._document, sentence.start, sentence.end, start, end, self._places, self._home)

    def period_of(
        self, start: int, end: int, sentence: Sentence, role: Role, unit: str | None
    ) -> tuple[str | None, str, Evidence]:
        """The period of a figure as EDTF, the rule, and its evidence."""
        return assign_period(
            self._document,
            start,
            end,
            sentence.start,
            sentence.end,
            self._periods,
            role=role,
            unit=unit,
            timeline=self._timeline,
        )

    @property
    def home(self) -> Place | None:
        """The document's own place."""
        return self._home.place if self._home is not None else None

    def places_in(self, start: int, end: int) -> list[PlaceMention]:
        """The places named within ``start:end``, in order."""
        first = bisect_left(self._places, start, key=lambda p: p.start)
        return [p for p in self._places[first : first + _NAMED] if p.end <= end]

    def periods_in(self, start: int, end: int) -> list[PeriodMention]:
        """The times named within ``start:end``, in order."""
        first = bisect_left(self._periods, start, key=lambda p: p.start)
        return [p for p in self._periods[first : first + _NAMED] if p.end <= end]

    def period_within(self, start: int, end: int, role: Role, unit: str | None) -> tuple[str | None, str, Evidence]:
        """The period of a figure that the words at ``start:end`` speak for, as if it stood right behind them."""
        return self.period_of(end, end + 1, Sentence(start, end), role, unit)

    def event_date_of(self, start: int, end: int, status: Status) -> tuple[str | None, str, Evidence]:
        """The date of an event as EDTF, the rule, and its evidence."""
        sentence = self._sentence(start, end)
        return assign_event_date(
            self._document, start, end, sentence.start, sentence.end, self._periods, status, timeline=self._timeline
        )

    def is_future(self, start: int, end: int, sentence: Sentence) -> bool:
        """Whether a time in the figure's sentence, before the figure, lies after the document's date."""
        published = self._document.published
        if published is None:
            return False
        first = bisect_left(self._periods, sentence.start, key=lambda p: p.start)
        last = bisect_left(self._periods, start, lo=first, key=lambda p: p.start)
        times = [p for p in self._periods[first:last] if p.end <= start and p.edtf and p.rule != "comparison"]
        if not times:
            return False
        # "2022" in a text of July 2022 is this year, not the future: the first day of the last point decides.
        # A term or a vacation that goes on is the present too.
        term = times[-1].rule in ("year_part", "school_year", "vacation", "month_part", "term", "week") or (
            times[-1].rule in ("range", "month_range") and self._language is not Language.ZH
        )
        point = start_of(times[-1].edtf) if term else end_of(times[-1].edtf)
        begin, today = first_day(point), last_day(published)
        return begin is not None and today is not None and begin > today

    def over_at(self, start: int, end: int, sentence: Sentence) -> int | None:
        """End of the last time before ``start`` in its sentence, where that time lies before the document's date; the
        sentence's start where only a time behind it, up to ``end``, does.
        """
        published = self._document.published
        if published is None:
            return None
        told = [p for p in self.periods_in(sentence.start, start) if p.edtf and p.rule not in _MEASURED]
        if told:
            return told[-1].end if told[-1].rule not in _DAYS and _is_over(told[-1], published) else None
        behind = next((p for p in self.periods_in(start, end) if p.edtf and p.rule not in _MEASURED), None)
        return sentence.start if behind is not None and _is_over(behind, published) else None

    def is_review(self, start: int) -> bool:
        """Whether the figure stands where a work report looks back: 争取 and 确保 tell of what was done."""
        line = self._timeline
        return line.report_year is not None and not line.is_plan(start)

    def is_planned(self, start: int, end: int, sentence: Sentence) -> bool:
        """Whether the figure stands where a work report plans, and no time before it in its sentence is over."""
        line = self._timeline
        if line.report_year is None or not line.is_plan(start):
            return False
        year = str(line.report_year)
        begin = sentence.start
        while begin > 1 and self._document.text[begin - 1] in "；;":
            begin = self._sentence(begin - 1, begin).start  # 去年，…；…；…: the first part's time goes on
        times = [p for p in self.periods_in(begin, sentence.start) if p.edtf and p.rule in ("year", "relative_year")]
        times += [p for p in self.periods_in(sentence.start, start) if p.edtf]
        own = [p for p in times if p.rule not in ("comparison", "baseline")]
        return all((end_of(p.edtf) or year)[:4] >= year for p in own[-1:])

    def _sentence(self, start: int, end: int) -> Sentence:
        i = bisect_right(self._starts, start) - 1
        return self._sentences[i] if i >= 0 and start < self._sentences[i].end else Sentence(start, end)
