"""doccano: JSON Lines of a sequence labelling project with relations.

Offsets are UTF-16 units, as a browser counts (doccano issues 2290 and 2484), unless the project counts grapheme clusters,
which no program outside a browser agrees on: leave that option off. An entity has a label and nothing more, so a label
is ``figure:INDICATOR`` or ``event:TYPE``; the other fields travel in the column ``policymine``, which doccano keeps.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from policymine.errors import InputError
from policymine.learning.gold import read_rows
from policymine.learning.offsets import Utf16, place_in
from policymine.learning.sheets import FIELDS, FIGURE, NONE, Edge, Mark, Sheet

LINES, LABELS, RELATIONS = "documents.jsonl", "span_types.json", "relation_types.json"
_COLOURS = ("#209cee", "#ffcc00", "#f08080", "#7c20e0", "#00b894", "#e17055")


def write(sheets: Iterable[Sheet], folder: Path) -> list[str]:
    """``documents.jsonl`` to import, and the label sets of the project."""
    lines, labels, kinds = [], set(), set()
    for sheet in sheets:
        utf16, numbers = Utf16(sheet.text), {}
        entities = []
        for n, mark in enumerate(sheet.marks(), 1):
            numbers[mark.id] = n
            label = f"{mark.kind}:{mark.label}"
            labels.add(label)
            entities.append(
                {"id": n, "label": label, "start_offset": utf16.units(mark.start), "end_offset": utf16.units(mark.end)}
            )
        relations = []
        for n, e in enumerate(sheet.edges(), 1):
            kinds.add(e.kind)
            relations.append({"id": n, "from_id": numbers[e.source], "to_id": numbers[e.target], "type": e.kind})
        line = {"text": sheet.text, "entities": entities, "relations": relations, "policymine": sheet.dumps()}
        lines.append(json.dumps(line, ensure_ascii=True) + "\n")
    (folder / LINES).write_text("".join(lines), encoding="utf-8", newline="\n")
    for name, texts in ((LABELS, labels | {f"{FIGURE}:{NONE}"}), (RELATIONS, kinds | {"result", "same_as"})):
        types = [
            {"text": text, "background_color": _COLOURS[n % len(_COLOURS)], "text_color": "#ffffff"}
            for n, text in enumerate(sorted(texts))
        ]
        (folder / name).write_text(json.dumps(types, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return [LINES, LABELS, RELATIONS]


def read(path: Path) -> list[tuple[Sheet, list[Mark], list[Edge]]]:
    """The lines of an export (a .jsonl file, or a folder with ``documents.jsonl``)."""
    file = path / LINES if path.is_dir() else path
    if not file.is_file():
        raise InputError("PM101", where=str(file))
    out = []
    for number, row in enumerate(read_rows(file), 1):
        where = f"{file}, line {number}"
        try:
            out.append(_line(row, where))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                "PM111", f"no line of doccano: {error!r}", where=where, remedy="Export the project as JSONL (relation)."
            ) from error
    return out


def _line(row: dict[str, Any], where: str) -> tuple[Sheet, list[Mark], list[Edge]]:
    held = row.get("policymine") or (row.get("meta") or {}).get("policymine")
    sheet = Sheet.loads(held, where) if held else Sheet(str(row.get("doc") or f"{row['id']}.txt"), row["text"], {})
    seen = Utf16(row["text"])
    place = place_in(sheet.text, row["text"], where)
    sent = {(m.kind, m.start, m.end): m for m in reversed(sheet.marks())}
    waiting = sheet.marks()
    marks, names = [], {}
    for entity in row.get("entities") or ():
        kind, _, label = entity["label"].partition(":")
        if kind not in FIELDS:
            continue
        start, end = place(seen.points(entity["start_offset"]), seen.points(entity["end_offset"]))
        # doccano gives entities numbers of its own: the row is known by its place, of two there by its label.
        here = [m for m in waiting if (m.kind, m.start, m.end) == (kind, start, end)]
        known = next((m for m in here if m.label == label), here[0] if here else None)
        if known is not None:
            waiting.remove(known)
        name = known.id if known is not None else f"new {entity['id']}"
        names[entity["id"]] = name
        fields = (known or sent.get((kind, start, end)) or Mark("", kind, 0, 0, "", {})).fields
        marks.append(Mark(name, kind, start, end, label or NONE, fields))
    edges = [
        Edge(r["type"], names[r["from_id"]], names[r["to_id"]])
        for r in row.get("relations") or ()
        if r["from_id"] in names and r["to_id"] in names
    ]
    return sheet, marks, edges
