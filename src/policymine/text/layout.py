"""Which part of a text is what: head, body, credits, and the other stories that the page carries.

Only line starts and line ends are looked at, so the cost is linear in the text and small. A text without marks of any
kind comes back as one body: a mark that is missed costs a false figure, a false cut costs all that follows it.
"""

from __future__ import annotations

from dataclasses import dataclass

from policymine.records import Language, Section, SectionKind
from policymine.text.layout_body import mark_body
from policymine.text.layout_datelines import Dateline, read_dateline
from policymine.text.layout_dates import DatedSpan, resolve_month_day, year_of_dateline
from policymine.text.layout_head import first_names
from policymine.text.layout_lines import Page
from policymine.text.layout_opening import mark_opening

__all__ = ["Dateline", "Layout", "mark_layout", "read_dateline"]


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
    page = Page(text, language, title, published)
    mark_body(page, mark_opening(page))
    facts = page.facts
    found = facts.published() or _day_of_dateline(page, title)
    return Layout(
        sections=_sections(page),
        title=facts.title,
        publisher=facts.publisher,
        author=facts.author or first_names(facts.reporter),
        published=found.edtf if found else None,
        published_span=(found.start, found.end) if found else None,
        number=facts.number,
        issuer=facts.issuer,
        dateline=page.dateline,
    )


def _day_of_dateline(page: Page, title: str | None) -> DatedSpan | None:
    """The dateline's month and day with a year that the title or the story gives; None where none does."""
    line = page.dateline
    if line is None or line.when is None or not line.day or page.known_published:
        return None
    if line.date is not None:
        return DatedSpan(*line.when, line.date)
    if not line.month:
        return None
    stop = next((s for (s, _), kind in zip(page.lines, page.kinds, strict=True) if kind is SectionKind.FOREIGN), None)
    end = len(page.text) if stop is None else stop
    year = year_of_dateline(page.text, title or page.facts.title, line.month, line.day, line.end, end)
    date = resolve_month_day(line.month, line.day, year)
    return DatedSpan(*line.when, date) if date is not None else None


def _sections(page: Page) -> tuple[Section, ...]:
    """Sections from line kinds: each reaches to the start of the next, so that together they tile the text."""
    cuts: list[tuple[int, SectionKind]] = []
    splits = {i: (offset, kind) for i, offset, kind in page.splits}
    for i, (start, _) in enumerate(page.lines):
        cuts.append((start, page.kinds[i]))
        if i in splits:
            cuts.append(splits[i])
    sections: list[Section] = []
    for k, (start, kind) in enumerate(cuts):
        end = cuts[k + 1][0] if k + 1 < len(cuts) else len(page.text)
        if sections and sections[-1].kind is kind:
            sections[-1] = Section(kind, sections[-1].start, end)
        else:
            sections.append(Section(kind, start if sections else 0, end))
    if not sections and page.text:
        sections.append(Section(SectionKind.BODY, 0, len(page.text)))
    return tuple(sections)
