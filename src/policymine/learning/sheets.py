"""An annotated document on its way to an annotation tool and back.

A tool sees *marks* (stretches of text with a label and some fields) and *edges* between them. What it cannot show (a
figure's place by name, alternative readings, notes) travels beside them as the *sheet* that was sent out, and what
comes back is laid over it: a row that nobody touched is the row that was sent, a row that was changed changes in what
the tool shows, a row that is gone is gone, and a new one is read from the words that were marked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from policymine.errors import InputError
from policymine.learning.gold import Row
from policymine.records import Language, Quantity
from policymine.text.language import detect_language
from policymine.text.quantities import find_quantities

FIGURE, EVENT = "figure", "event"
NONE = "none"
RESULT, SAME = "result", "same_as"  # edges that stand in a row's own fields
# Fields of each kind that a tool can show and change, beside the label (a figure's indicator, an event's type).
FIELDS = {
    FIGURE: ("role", "bound", "unit", "value", "value_max", "adcode", "period"),
    EVENT: ("status", "date", "adcode"),
}
_LABEL = {FIGURE: "indicator", EVENT: "type"}
_NUMBERS = frozenset({"value", "value_max"})
META = ("title", "publisher", "author", "published", "number", "issuer", "url")


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure or event as a tool shows it. Offsets are code points, half-open."""

    id: str
    kind: str
    start: int
    end: int
    label: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edge:
    kind: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document with its rows in the format of gold folders. ``meta``: title, publisher, published and the like."""

    doc: str
    text: str
    meta: Mapping[str, str | None]
    figures: tuple[Row, ...] = ()
    events: tuple[Row, ...] = ()
    relations: tuple[Row, ...] = ()
    negatives: tuple[Row, ...] = ()

    def marks(self) -> list[Mark]:
        return [
            Mark(
                row["id"],
                kind,
                row["start"],
                row["end"],
                row.get(_LABEL[kind]) or NONE,
                {name: as_text(row[name]) for name in FIELDS[kind] if row.get(name) is not None},
            )
            for kind, rows in ((FIGURE, self.figures), (EVENT, self.events))
            for row in rows
        ]

    def edges(self) -> list[Edge]:
        """Relations as edges from their first member to each other one; an event's results; what repeats what."""
        held = {row["id"] for row in (*self.figures, *self.events)}
        out = [edge for relation in self.relations for edge in _edges_of(relation)]
        for event in self.events:
            out.extend(Edge(RESULT, event["id"], i) for i in _results(event))
        for row in (*self.figures, *self.events):
            if row.get("same_as") is not None:
                out.append(Edge(SAME, row["id"], row["same_as"]))
        return [e for e in dict.fromkeys(out) if e.source in held and e.target in held]

    def dumps(self) -> str:
        """As JSON on one line; ``loads`` reads it."""
        held = {"doc": self.doc, "text": self.text, "meta": dict(self.meta)}
        rows = {name: list(getattr(self, name)) for name in ROWS}
        return json.dumps(held | rows, ensure_ascii=True, sort_keys=True)

    @classmethod
    def loads(cls, text: str, where: str) -> Sheet:
        """Raises InputError PM111 where ``text`` is not what ``dumps`` wrote."""
        try:
            held = json.loads(text)
            rows = {name: tuple(dict(row) for row in held[name]) for name in ROWS}
            return cls(str(held["doc"]), str(held["text"]), dict(held["meta"]), **rows)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                "PM111", f"no document of 'policymine annotate export': {error}", where=where, remedy="Export it again."
            ) from error


ROWS = ("figures", "events", "relations", "negatives")


def as_text(value: object) -> str:
    """A field as a tool shows it: 12.0 as 12, a range's numbers without exponent."""
    if isinstance(value, float | int | Decimal) and not isinstance(value, bool):
        number = Decimal(str(value))
        return format(number.quantize(Decimal(1)) if number == number.to_integral_value() else number, "f")
    return str(value)


def _edges_of(relation: Row) -> list[Edge]:
    first, *rest = relation["figures"]
    return [Edge(relation["kind"], first, other) for other in rest]


def _results(event: Row) -> list[str]:
    args = event.get("args")
    return list(args.get("figure_ids") or ()) if isinstance(args, dict) else []


def rebuild(sent: Sheet, marks: Iterable[Mark], edges: Iterable[Edge]) -> tuple[Sheet, list[str]]:
    """The sheet after annotation, and what could not be taken over, a line each.

    A mark is the row of the same id and kind; failing that, the row at the same place. Rows keep the order of the text.
    """
    problems: list[str] = []
    text, language = sent.text, detect_language(sent.text)
    pools = {kind: list(rows) for kind, rows in ((FIGURE, sent.figures), (EVENT, sent.events))}
    kept: dict[str, list[Row]] = {FIGURE: [], EVENT: []}
    names: dict[str, str] = {}  # the tool's id to the row's
    taken = {row["id"] for rows in pools.values() for row in rows}
    loose: list[Mark] = []
    for mark in marks:
        row = next((r for r in pools[mark.kind] if r["id"] == mark.id), None)
        if row is None:
            loose.append(mark)
        else:
            pools[mark.kind].remove(row)
            _keep(row, mark, text, kept, names)
    for mark in loose:
        row = next((r for r in pools[mark.kind] if (r["start"], r["end"]) == (mark.start, mark.end)), None)
        if row is not None:
            pools[mark.kind].remove(row)
            _keep(row, mark, text, kept, names)
        else:
            row = new_row(sent.doc, text, mark, language, _free_id(sent.doc, mark.kind, taken))
            if row is None:
                quote = text[mark.start : mark.end]
                problems.append(f"{sent.doc} {mark.start}-{mark.end}: no number in {quote!r}; left out")
                continue
            taken.add(row["id"])
            names[mark.id] = row["id"]
            kept[mark.kind].append(row)
    drawn = list(
        dict.fromkeys(
            Edge(e.kind, names[e.source], names[e.target]) for e in edges if e.source in names and e.target in names
        )
    )
    return _with_edges(sent, kept, drawn), problems


def _keep(row: Row, mark: Mark, text: str, kept: dict[str, list[Row]], names: dict[str, str]) -> None:
    names[mark.id] = row["id"]
    kept[mark.kind].append(changed(row, mark, text))


def _free_id(doc: str, kind: str, taken: set[str]) -> str:
    stem, number = doc.rsplit(".", 1)[0], 1
    letter = "F" if kind == FIGURE else "E"
    while f"{stem}-{letter}{number:02}" in taken:
        number += 1
    return f"{stem}-{letter}{number:02}"


def changed(row: Row, mark: Mark, text: str) -> Row:
    """``row`` with what the tool changed. Where the span moved, value, bound and unit are read again from its words."""
    out = dict(row)
    if (row["start"], row["end"]) != (mark.start, mark.end):
        out |= {"start": mark.start, "end": mark.end, "quote": text[mark.start : mark.end]}
        if mark.kind == FIGURE:
            out |= _read(text, mark, detect_language(text)) or {}
    label = None if mark.label == NONE else mark.label
    if label != row.get(_LABEL[mark.kind]):
        out[_LABEL[mark.kind]] = label
    for name in FIELDS[mark.kind]:
        before = None if row.get(name) is None else as_text(row[name])
        now = mark.fields.get(name)
        # (Tools fold blanks.)
        if (now is None) != (before is None) or (now or "").split() != (before or "").split():
            out[name] = _value(name, now, out.get(name))
    return out


def _value(name: str, shown: str | None, fallback: object) -> object:
    if shown is None or name not in _NUMBERS:
        return shown
    try:
        number = Decimal(shown.replace(",", ""))
    except InvalidOperation:
        return fallback
    return int(number) if number == number.to_integral_value() else float(number)


def new_row(doc: str, text: str, mark: Mark, language: Language, row_id: str) -> Row | None:
    """A row for a mark that was not sent out; None for a figure in whose words there is no number."""
    base: Row = {
        "id": row_id,
        "doc": doc,
        "start": mark.start,
        "end": mark.end,
        "quote": text[mark.start : mark.end],
        "adcode": None,
        "confidence": 1.0,
        "alt": {},
    }
    if mark.kind == EVENT:
        base |= {"type": mark.label, "date": None, "status": "done", "args": {}, "alt_spans": []}
    else:
        found = _read(text, mark, language)
        if found is None and "value" not in mark.fields:
            return None
        blank = {"core_start": mark.start, "core_end": mark.end, "value": None, "value_max": None, "bound": "exact"}
        base |= blank | {"unit": None, "indicator": None, "role": "level", "period": None} | (found or {})
    shown = {name: as_text(base[name]) for name in FIELDS[mark.kind] if base.get(name) is not None}
    return changed(base, replace(mark, fields=shown | dict(mark.fields)), text)


def _read(text: str, mark: Mark, language: Language) -> Row | None:
    """Value, bound, unit and bare numeral of the number that the marked words hold."""
    begin = max(text.rfind("\n", 0, mark.start) + 1, mark.start - 200)
    stop = text.find("\n", mark.end)
    around = text[begin : stop if stop >= 0 else len(text)]
    found, _ = find_quantities(around, Language.ZH if language is Language.ZH else Language.EN)
    inside = [q for q in found if mark.start <= begin + q.core_start and begin + q.core_end <= mark.end]
    if not inside:
        return None
    q: Quantity = max(inside, key=lambda quantity: quantity.core_end - quantity.core_start)
    return {
        "core_start": begin + q.core_start,
        "core_end": begin + q.core_end,
        "value": _plain(q.value),
        "value_max": None if q.value_max is None else _plain(q.value_max),
        "bound": q.bound.value,
        "unit": q.unit,
    }


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _with_edges(sent: Sheet, kept: Mapping[str, Sequence[Row]], drawn: Sequence[Edge]) -> Sheet:
    present = set(drawn)
    was = set(sent.edges())
    relations: list[Row] = []
    explained: set[Edge] = set()
    for relation in sent.relations:
        own = _edges_of(relation)
        if all(edge in present or edge not in was for edge in own):
            relations.append(relation)
        explained.update(own)
    relations.extend(
        {"doc": sent.doc, "kind": e.kind, "figures": [e.source, e.target], "holds": None}
        for e in drawn
        if e.kind not in (RESULT, SAME) and e not in explained
    )

    def linked(row: Row, kind: str) -> Row:
        out = dict(row)
        old = row.get("same_as")
        if old is None or Edge(SAME, row["id"], old) in was:
            now = next((e.target for e in drawn if e.kind == SAME and e.source == row["id"]), None)
            if now != old:
                out["same_as"] = now
        if kind == EVENT:
            before = _results(row)
            now_results = [
                i for i in before if Edge(RESULT, row["id"], i) not in was or Edge(RESULT, row["id"], i) in present
            ]
            now_results += [
                e.target for e in drawn if e.kind == RESULT and e.source == row["id"] and e.target not in before
            ]
            if now_results != before:
                out["args"] = dict(row.get("args") or {}) | {"figure_ids": now_results}
        return out

    def ordered(kind: str, rows: Sequence[Row]) -> tuple[Row, ...]:
        places = {row["id"]: n for n, row in enumerate(rows)}
        known = [r for r in rows if r["id"] in places]
        done = [linked(row, kind) for row in sorted(kept[kind], key=lambda r: (r["start"], r["end"], r["id"]))]
        before = [r["id"] for r in known]
        if sorted(r["id"] for r in done) == sorted(before):  # nothing came or went: the order that was sent
            done.sort(key=lambda r: places[r["id"]])
        return tuple(done)

    return replace(
        sent,
        figures=ordered(FIGURE, sent.figures),
        events=ordered(EVENT, sent.events),
        relations=tuple(relations),
        negatives=sent.negatives,
    )
