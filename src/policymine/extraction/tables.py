"""Figures of tables: each numeric cell read together with the headers that hold for it.

A cell says a number, its headers say of what, where and when. So for each cell a line is written out as prose would
have it ("学科类机构压减率96.1%", from the header 压减率（%）), and the readers of prose read that line: number, unit, role,
indicator. Place and period come from the headers that name one, else from the caption, else from the text above the
table. What is found is then put back on the cell: every figure's span lies in its cell.

How many rows a list has is no figure unless the text says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policymine.codebook.match import Frame, IndicatorMatcher
from policymine.extraction.naming import Namer, topic_of
from policymine.extraction.resources import Resources
from policymine.extraction.role_rates import RoleDecision
from policymine.extraction.roles import assign_role
from policymine.extraction.rows import CellFacts, Row
from policymine.extraction.scoping import Scoper
from policymine.extraction.table_cells import Header, NumericCell, is_named, is_number, numeric_cells, table_words
from policymine.extraction.table_lines import Line, read_lines, write_line
from policymine.extraction.table_links import Mark, link_cells
from policymine.extraction.table_subjects import Subjects, is_bare, without_things
from policymine.extraction.table_units import Unit, read_unit, strip_unit, table_unit, unit_of_label
from policymine.records import Document, Language, PeriodMention, Place, Quantity, Role, SectionKind, Table
from policymine.text.sentences import Sentence
from policymine.text.spans import span_at

Stretch = tuple[int, int]
_INTRO = 400  # characters of the paragraph above a table that speak for it
_COVERS = 0.6  # the share of a header that a place or a time takes up when it is nothing else


def readable_tables(document: Document, readable: frozenset[SectionKind]) -> list[Table]:
    """Tables that stand in sections of those kinds, in text order: none of another story's."""
    tables = sorted(document.tables, key=lambda t: t.start)
    if not document.sections:
        return tables
    holding = ((table, span_at(document.sections, table.start)) for table in tables)
    return [table for table, section in holding if section and section.kind in readable]


def is_prose(text: str, tables: Sequence[Table], offset: int) -> bool:
    """Whether what stands at ``offset`` is outside tables, or in a cell of prose (全市共有机构588家，压减率94%)."""
    for table in tables:
        if table.start <= offset < table.end:
            at = bisect_right(table.cells, offset, key=lambda c: c.start) - 1
            if at >= 0 and offset < table.cells[at].end:
                cell = table.cells[at]
                return bool(cell.row_header) and not is_number(text[cell.start : cell.end])
            return False
    return True


def read_table(
    document: Document,
    table: Table,
    resources: Resources,
    scoper: Scoper,
    namer: Namer,
    before: Sequence[Row],
    language: Language,
) -> list[Row]:
    """The figures of a table's cells; ``before``: the rows of the prose above it.

    ``partner`` and ``whole`` of a row index the returned list.
    """
    return _TableReader(document, table, scoper, namer, before, language).read(resources)


@dataclass(slots=True)
class _Cell:
    """A numeric cell with what its headers say."""

    cell: NumericCell
    labels: list[str]
    unit: Unit | None


class _TableReader:
    def __init__(
        self,
        document: Document,
        table: Table,
        scoper: Scoper,
        namer: Namer,
        before: Sequence[Row],
        language: Language,
    ) -> None:
        self.text = document.text
        self.table = table
        self.scoper = scoper
        self.namer = namer
        self.language = language
        self.title = document.title or ""
        start = max(self.text.rfind("\n", 0, max(table.start - 1, 0)) + 1, table.start - _INTRO)
        self.intro = (min(start, table.start), table.start)
        self.before = next((r for r in reversed(before) if r.quantity.end <= table.start), None)
        self.unit = table_unit([table.caption, self.text[self.intro[0] : self.intro[1]]], language)
        self.cells = numeric_cells(self.text, table, language)
        self.spans: dict[int, Stretch] = {}
        for c in table.cells:
            begin, stop = self.spans.get(c.row, (c.start, c.end))
            self.spans[c.row] = (min(begin, c.start), max(stop, c.end))
        self.over = {c.column: strip_unit(c.column_header, language)[0] for c in table.cells if c.column_header}
        self.unit_columns = {c for c, name in self.over.items() if is_named(name, "unit_marks", language)}
        self.place_columns = set(self._place_columns())

    def read(self, resources: Resources) -> list[Row]:
        cells = [self._read_labels(c) for c in self.cells]
        if not cells:
            return []
        parts = [self.title, self.text[self.intro[0] : self.intro[1]].strip(), self.table.caption]
        tops: list[Stretch] = []
        text = ""
        for part in parts:
            tops.append((len(text), len(text) + len(part)))
            text += part + "\n"
        spoken = {id(m.plans) for m in self.namer.matchers}  # only policies that the document speaks of
        finders = [(p, f) for p, f in resources.finders[self.language] if id(p) in spoken]
        joint = "" if self.language is Language.ZH else " "
        labels = [joint.join(c.labels) for c in cells]
        units = self._units(labels, cells)
        bare = {i for i, label in enumerate(labels) if is_bare(label, self.language)}
        about = Subjects(finders, (parts[2], parts[1], parts[0]))
        whole = {label: about.completed(label) for label in dict.fromkeys(labels)}
        labels = [whole[label] for label in labels]
        if bare:
            known = {pair: about.named_in(*pair) for pair in set(zip(labels, units, strict=True))}
            named = [known[pair] for pair in zip(labels, units, strict=True)]
            above = {unit: about.above(unit) for unit in {units[i] for i in bare}}
            beside, at = "", -1
            for i, cell in enumerate(cells):
                if cell.cell.cell.row != at:
                    beside, at = "", cell.cell.cell.row
                if i in bare and (subject := beside or above[units[i]]):
                    labels[i] = f"{subject}{joint}{labels[i]}"
                beside = named[i] or beside
        lines: list[Line] = []
        starts: list[int] = []
        for cell, label in zip(cells, labels, strict=True):
            line = write_line(label, cell.cell.value, cell.unit, self.language)
            starts.append(len(text))
            lines.append(line)
            text += line.text + ("。\n" if self.language is Language.ZH else ".\n")
        # The text above is for names only: its numbers are read as prose where they stand.
        silent = " " * tops[-1][1] + text[tops[-1][1] :]
        quantities = read_lines(silent, starts, lines, self.language)
        matchers = [replace(IndicatorMatcher.for_text(p, f, text), relevant=True) for p, f in finders]
        namer = Namer(tuple(matchers))
        return self._rows(text, cells, lines, starts, quantities, tops, namer)

    def _rows(
        self,
        text: str,
        cells: list[_Cell],
        lines: list[Line],
        starts: list[int],
        quantities: list[Quantity | None],
        tops: list[Stretch],
        namer: Namer,
    ) -> list[Row]:
        acts = without_things(text, self.language)
        rows: list[Row] = []
        kept: list[tuple[_Cell, Line, int]] = []
        for i, q in enumerate(quantities):
            if q is None:
                continue
            start, end = starts[i], starts[i] + len(lines[i].text)
            same_row = bool(kept) and kept[-1][0].cell.cell.row == cells[i].cell.cell.row
            sentence = Sentence(rows[-1].sentence.start if same_row else start, end)
            head = (q.head_start, q.head_end) if q.head_start is not None and q.head_end is not None else None
            frame = Frame(
                (q.start, q.end),
                head,
                (start, end),
                (start, end),
                None,
                tops[1] if not self.table.caption else tops[2],
                tops[2] if self.table.caption else None,
                tops[0],
            )
            role = assign_role(acts, q, (start, end), self.language)
            rows.append(Row(q, SectionKind.TABLE, sentence, (start, end), frame, self._told(role, cells[i], q)))
            kept.append((cells[i], lines[i], starts[i]))
        before = self._lead(tops[1][1])
        for group in _by_row(rows, [c for c, _, _ in kept]):
            namer.name(group, before, topic_of(before))
            before = group[-1:]
        link_cells(rows, [self._mark(c.cell) for c, _, _ in kept])
        return [self._put_back(row, *item) for row, item in zip(rows, kept, strict=True)]

    def _told(self, role: RoleDecision, cell: _Cell, q: Quantity) -> RoleDecision:
        """A number with a sign is a change in that direction; a count under 治理前 or "before" is one from before."""
        if cell.cell.direction is None:
            stock = role.role is Role.LEVEL and q.unit not in ("percent", "percentage_point")
            return RoleDecision(Role.BEFORE, None, "table_header") if stock and self._is_before(cell) else role
        kind = role.role
        if kind not in (Role.CHANGE_PERCENT, Role.CHANGE_ABSOLUTE):
            kind = Role.CHANGE_PERCENT if q.unit == "percent" else Role.CHANGE_ABSOLUTE
        return RoleDecision(kind, cell.cell.direction, "sign")

    def _lead(self, at: int) -> list[Row]:
        """The last figure above the table, as if it stood right before its first row."""
        row = self.before
        if row is None or row.match is None or self.table.start - row.quantity.end > _INTRO:
            return []
        q = replace(row.quantity, start=at, end=at, core_start=at, core_end=at, head_start=None, head_end=None)
        return [replace(row, quantity=q, sentence=Sentence(at, at), partner=None, whole=None)]

    def _is_before(self, cell: _Cell) -> bool:
        label = cell.labels[-1].casefold() if cell.labels else ""
        words = label if self.language is Language.ZH else label.split()
        return any(w in words for w in table_words(self.language)["before"])

    # Labels

    def _place_columns(self) -> Iterator[int]:
        """Columns whose cells name places: by their header, or because most of them are known places."""
        headers: dict[int, set[Header]] = {}
        for cell in self.cells:
            for header in cell.headers:
                if header.of_row:
                    headers.setdefault(header.column, set()).add(header)
        over = self.over
        for column, found in headers.items():
            name = over.get(column, "")
            known = sum(self._place_in(h) is not None for h in found)
            if is_named(name, "places", self.language) or known * 2 >= len(found) > 1:
                yield column

    def _place_in(self, header: Header) -> tuple[Place | None, Stretch] | None:
        """The place that a header is, if it is nothing else."""
        for mention in self.scoper.places_in(header.start, header.end):
            if mention.end - mention.start >= _COVERS * len(header.text.strip()):
                return mention.place, (mention.start, mention.end)
        return None

    def _is_total(self, header: Header) -> bool:
        return is_named(header.text, "totals", self.language)

    def _is_label(self, header: Header) -> bool:
        if any(is_named(header.text, kind, self.language) for kind in ("totals", "subtotals", "generic")):
            return False
        if header.of_row and header.column in self.unit_columns:
            return False
        if header.of_row and header.column in self.place_columns:
            return False
        if header.text == self.table.caption or header.text.strip().isdigit():
            return False
        name = strip_unit(header.text, self.language)[0]
        if not name or self._place_in(header) is not None:
            return False
        return not any(p.end - p.start >= _COVERS * len(name) for p in self._periods_in(header))

    def _periods_in(self, header: Header) -> list[PeriodMention]:
        return self.scoper.periods_in(header.start, header.end)

    def _read_labels(self, cell: NumericCell) -> _Cell:
        labels: list[str] = []
        unit: Unit | None = None
        for header in cell.headers:
            if header.of_row and header.column in self.unit_columns:
                unit = read_unit(header.text, self.language) or unit
                continue
            name, stated = strip_unit(header.text, self.language)
            unit = stated or unit
            if self._is_label(header):
                labels.append(name)
        if unit is None and labels:
            unit = unit_of_label(labels[-1], self.language)
        if unit is None or unit.name is not None:
            unit = self.unit or unit
        return _Cell(cell, labels, unit)

    def _units(self, labels: Sequence[str], cells: Sequence[_Cell]) -> list[str | None]:
        """The unit of each cell as its own label and unit give it."""
        text = ""
        lines: list[Line] = []
        starts: list[int] = []
        for cell, label in zip(cells, labels, strict=True):
            starts.append(len(text))
            lines.append(write_line(label, cell.cell.value, cell.unit, self.language))
            text += lines[-1].text + "。\n"
        return [q.unit if q is not None else None for q in read_lines(text, starts, lines, self.language)]

    def _mark(self, cell: NumericCell) -> Mark:
        totals = {h.of_row for h in cell.headers if self._is_total(h)}
        return Mark(cell.cell.row, cell.cell.column, True in totals, False in totals)

    # Back on the cell

    def _put_back(self, row: Row, cell: _Cell, line: Line, start: int) -> Row:
        numeric = cell.cell
        low, high = numeric.start, numeric.start + len(numeric.value)
        shift = numeric.start - start - line.value

        def real(offset: int) -> int:
            return min(max(offset + shift, low), high)

        q = row.quantity
        head = next((h for h in reversed(numeric.headers) if self._is_label(h)), None)
        row.quantity = replace(
            q,
            start=real(q.start),
            end=real(q.end),
            core_start=real(q.core_start),
            core_end=real(q.core_end),
            unit_start=None,
            unit_end=None,
            head_start=head.start if head else None,
            head_end=head.end if head else None,
        )
        begin, stop = self.spans[numeric.cell.row]
        row.sentence = Sentence(begin, stop)
        row.clause = (begin, stop)
        if row.match is not None:
            row.match = replace(row.match, evidence=(head.start, head.end) if head else None)
        unit = row.quantity.unit
        row.cell = CellFacts(
            self._place_of(numeric), self._period_of(numeric, row.role.role, unit), " ".join(cell.labels)
        )
        return row

    def _place_of(self, cell: NumericCell) -> tuple[Place | None, str, Stretch | None]:
        """The place of the row header, then of the column header; a total is the document's; else that of the caption."""
        own = self.scoper.home
        for header in cell.headers:
            if (found := self._place_in(header)) is not None:
                return found[0], "table_header" if found[0] is not None else "ambiguous", found[1]
            if self._is_total(header) or is_named(header.text, "own", self.language):
                return own, "table_total", (header.start, header.end)
            if header.of_row and header.column in self.place_columns:
                return None, "unknown_row", (header.start, header.end)
        return own, "document_place", None

    def _period_of(self, cell: NumericCell, role: Role, unit: str | None) -> tuple[str | None, str, Stretch | None]:
        """The time in a header, then in the caption, then above the table."""
        for header in reversed(cell.headers):
            if self._periods_in(header):
                return self.scoper.period_within(header.start, header.end, role, unit)
        return self.scoper.period_within(self.intro[0], self.intro[1], role, unit)


def _by_row(rows: list[Row], cells: list[_Cell]) -> Iterator[list[Row]]:
    group: list[Row] = []
    at = -1
    for row, cell in zip(rows, cells, strict=True):
        if cell.cell.cell.row != at and group:
            yield group
            group = []
        at = cell.cell.cell.row
        group.append(row)
    if group:
        yield group
