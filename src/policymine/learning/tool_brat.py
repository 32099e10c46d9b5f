"""brat: a ``.txt`` and an ``.ann`` file a document, with the configuration of the collection.

Offsets are code points into the text as it is stored (the server reads it without touching line ends). An annotation
that crosses the end of a line is written in pieces, one a line, joined by a blank, as brat 1.3 does (its issue 786).
Fields are attributes; what an attribute cannot hold is an annotator's note: ``value=12; period=2022-07``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from policymine.errors import InputError
from policymine.learning.sheets import EVENT, FIELDS, FIGURE, NONE, Edge, Mark, Sheet
from policymine.records import Bound, Role, Status

INDEX = "policymine.jsonl"
_ATTRIBUTES = {
    "role": tuple(r.value for r in Role),
    "bound": tuple(b.value for b in Bound),
    "status": tuple(s.value for s in Status),
}
_UNSAFE = re.compile(r"[^\w.-]+")
# What Python's codecs take for the end of a line, which is how brat's server reads its files.
_BREAK = re.compile("[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
_NOTE = re.compile(r"(\w+)=((?:[^;\\]|\\.)*)(?:; |$)")


def write(sheets: Iterable[Sheet], folder: Path) -> list[str]:
    """``NAME.txt`` and ``NAME.ann`` of each document, ``annotation.conf``, and ``policymine.jsonl`` with what was sent.

    Raises InputError PM111 for a mark that begins or ends with a line break, which brat cannot hold.
    """
    sheets = list(sheets)
    written, index = [], []
    for number, sheet in enumerate(sheets, 1):
        stem = f"{number:04}_{_UNSAFE.sub('_', sheet.doc.rsplit('.', 1)[0])[:60]}"
        (folder / f"{stem}.txt").write_bytes(sheet.text.encode("utf-8"))
        (folder / f"{stem}.ann").write_bytes(_annotations(sheet).encode("utf-8"))
        index.append(json.dumps({"file": stem, "policymine": sheet.dumps()}) + "\n")
        written += [f"{stem}.txt", f"{stem}.ann"]
    (folder / INDEX).write_text("".join(index), encoding="utf-8", newline="\n")
    (folder / "annotation.conf").write_text(_config(sheets), encoding="utf-8", newline="\n")
    return [*written, INDEX, "annotation.conf"]


def _annotations(sheet: Sheet) -> str:
    lines, numbers = [], {}
    attribute = 0
    for n, mark in enumerate(sheet.marks(), 1):
        numbers[mark.id] = f"T{n}"
        pieces = _pieces(sheet.text, mark, sheet.doc)
        words = " ".join(sheet.text[a:b] for a, b in pieces)
        kind = FIGURE if mark.kind == FIGURE else mark.label
        lines.append(f"T{n}\t{kind} {';'.join(f'{a} {b}' for a, b in pieces)}\t{words}")
        for name in _ATTRIBUTES.keys() & mark.fields.keys():
            attribute += 1
            lines.append(f"A{attribute}\t{name} T{n} {mark.fields[name]}")
        noted = {name: value for name, value in mark.fields.items() if name not in _ATTRIBUTES}
        if mark.kind == FIGURE:
            noted = {"indicator": mark.label} | noted
        note = "; ".join(f"{name}={_escape(value)}" for name, value in noted.items())
        lines.append(f"#{n}\tAnnotatorNotes T{n}\t{note}")
    for n, e in enumerate(sheet.edges(), 1):
        lines.append(f"R{n}\t{e.kind} Arg1:{numbers[e.source]} Arg2:{numbers[e.target]}")
    return "".join(line + "\n" for line in lines)


def _escape(value: str) -> str:
    return re.sub(r"[;\\]", r"\\\g<0>", " ".join(value.split()))


def _pieces(text: str, mark: Mark, doc: str) -> list[tuple[int, int]]:
    quote = text[mark.start : mark.end]
    breaks = [(m.start() + mark.start, m.end() + mark.start) for m in _BREAK.finditer(quote)]
    bounds = [mark.start, *(offset for pair in breaks for offset in pair), mark.end]
    pieces = list(zip(bounds[::2], bounds[1::2], strict=True))
    if any(a >= b for a, b in pieces):
        raise InputError(
            "PM111",
            "brat cannot hold a mark that begins or ends with a line break",
            where=f"{doc} {mark.start}-{mark.end}",
            remedy="Leave the line break out of it.",
        )
    return pieces


def _config(sheets: Iterable[Sheet]) -> str:
    sheets = list(sheets)
    events = sorted({m.label for s in sheets for m in s.marks() if m.kind == EVENT})
    kinds = sorted({e.kind for s in sheets for e in s.edges()} | {"result", "same_as", "sum", "percent_change"})
    lines = ["[entities]", FIGURE, *events, "", "[relations]"]
    lines += [f"{kind}\tArg1:<ENTITY>, Arg2:<ENTITY>" for kind in kinds]
    lines += ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", "", "[events]", "", "[attributes]"]
    lines += [f"{name}\tArg:<ENTITY>, Value:{'|'.join(values)}" for name, values in _ATTRIBUTES.items()]
    return "\n".join(lines) + "\n"


def read(path: Path) -> list[tuple[Sheet, list[Mark], list[Edge]]]:
    """The documents of a folder: those of ``policymine.jsonl``, and any other ``.txt`` with an ``.ann`` beside it."""
    if not path.is_dir():
        raise InputError("PM101", "no such folder", where=str(path), remedy="Give the folder of the brat collection.")
    sent = {}
    if (path / INDEX).is_file():
        for number, line in enumerate((path / INDEX).read_text(encoding="utf-8").split("\n"), 1):
            if line:
                row = json.loads(line)
                sent[row["file"]] = Sheet.loads(row["policymine"], f"{path / INDEX}, line {number}")
    out = []
    for file in sorted(path.glob("*.ann")):
        text = file.with_suffix(".txt").read_bytes().decode("utf-8")
        sheet = sent.get(file.stem) or Sheet(f"{file.stem}.txt", text, {})
        if sheet.text != text:
            raise InputError(
                "PM106",
                "the text is not the one that was exported",
                where=str(file.with_suffix(".txt")),
                remedy="Put the exported text back: offsets point into it.",
            )
        out.append(_read_annotations(sheet, file))
    return out


def _read_annotations(sheet: Sheet, file: Path) -> tuple[Sheet, list[Mark], list[Edge]]:
    spans: dict[str, tuple[str, int, int]] = {}
    fields: dict[str, dict[str, str]] = {}
    edges: list[tuple[str, str, str]] = []
    for number, line in enumerate(file.read_bytes().decode("utf-8").split("\n"), 1):
        parts = line.rstrip("\r").split("\t", 2)
        try:
            if line.startswith("T"):
                kind, places = parts[1].split(" ", 1)
                bounds = [int(n) for piece in places.split(";") for n in piece.split()]
                spans[parts[0]] = (kind, min(bounds), max(bounds))
            elif line.startswith(("A", "M")):
                name, target, *value = parts[1].split(" ")
                fields.setdefault(target, {})[name] = value[0] if value else "true"
            elif line.startswith("#"):
                target = parts[1].split(" ")[1]
                noted = {m[1]: re.sub(r"\\(.)", r"\1", m[2]) for m in _NOTE.finditer(parts[2])}
                fields.setdefault(target, {}).update(noted)
            elif line.startswith("R"):
                kind, first, second = parts[1].split(" ")[:3]
                edges.append((kind, first.split(":", 1)[1], second.split(":", 1)[1]))
        except (IndexError, ValueError) as error:
            raise InputError(
                "PM111", f"no brat annotation: {line[:80]!r}", where=f"{file}, line {number}", remedy="Mend the line."
            ) from error
    return sheet, *_marks(sheet, spans, fields, edges)


def _marks(
    sheet: Sheet,
    spans: dict[str, tuple[str, int, int]],
    fields: dict[str, dict[str, str]],
    edges: list[tuple[str, str, str]],
) -> tuple[list[Mark], list[Edge]]:
    # brat keeps its numbers while an annotation lives, and the rows were numbered in their own order.
    numbered = {f"T{n}": m for n, m in enumerate(sheet.marks(), 1)}
    marks, names = [], {}
    for number, (label, start, end) in spans.items():
        kind = FIGURE if label == FIGURE else EVENT
        known = numbered.get(number)
        same = known is not None and known.kind == kind
        name = known.id if known is not None and same else f"new {number}"
        held = fields.get(number, {})
        shown = held.get("indicator", NONE) if kind == FIGURE else label
        names[number] = name
        marks.append(Mark(name, kind, start, end, shown, {k: v for k, v in held.items() if k in FIELDS[kind]}))
    return marks, [Edge(k, names[a], names[b]) for k, a, b in edges if a in names and b in names]
