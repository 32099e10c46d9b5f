"""A numeric cell written out as prose, for the readers of prose: label, number, unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from policymine.extraction.table_units import Unit
from policymine.records import Language, Quantity
from policymine.text.quantities import find_quantities

_TAIL = re.compile(r"(?<=[\d０-９])[^\d０-９]+$")


@dataclass(frozen=True, slots=True)
class Line:
    """``text`` says ``value`` of ``label``; offsets of both are into ``text``."""

    text: str
    value: int
    value_end: int
    label: int
    label_end: int
    unit: Unit | None


def write_line(label: str, value: str, unit: Unit | None, language: Language) -> Line:
    """The line of a cell: 学科类机构压减率96.1%; "1,604 institutions before"; "reduction rate 96.1%"."""
    tail = _TAIL.search(value)
    own = tail is not None and bool(tail.group().strip("万亿千百余多 "))
    word = "" if unit is None or own else unit.word
    if language is Language.ZH:
        parted = label + (" " if label[-1:].isdigit() else "")
        return Line(f"{parted}{value}{word}", len(parted), len(parted) + len(value), 0, len(label), unit)
    if word == "%" or own or (word and not word.startswith("institution")):
        shown = value + (word if word == "%" else f" {word}" if word else "")
        return Line(f"{label} {shown}", len(label) + 1, len(label) + 1 + len(value), 0, len(label), unit)
    noun = label[:1].lower() + label[1:]
    for lead in ("number of ", "total number of ", "count of "):
        noun = noun.removeprefix(lead)
    return Line(f"{value} {noun}", 0, len(value), len(value) + 1, len(value) + 1 + len(noun), unit)


def read_lines(text: str, starts: Sequence[int], lines: Sequence[Line], language: Language) -> list[Quantity | None]:
    """The quantity of each line's value; ``text`` holds line ``i`` at ``starts[i]``. The label is the head of each.

    None where the value is no number that can be read.
    """
    found, _ = find_quantities(text, language)
    out: list[Quantity | None] = []
    k = 0
    for start, line in zip(starts, lines, strict=True):
        low, high = start + line.value, start + line.value_end
        while k < len(found) and found[k].core_start < low:
            k += 1
        q = found[k] if k < len(found) and found[k].core_start < high else None
        if q is None:
            q = _alone(line, start, language)
        if q is not None:
            q = _headed(_scaled(q, line), text, line, start)
        out.append(q)
    return out


def _alone(line: Line, start: int, language: Language) -> Quantity | None:
    """The number by itself, where the line as a whole was not taken for a figure."""
    value = line.text[line.value : line.value_end]
    found, _ = find_quantities(f"{value}%" if value[-1:].isdigit() else value, language)
    if not found:
        return None
    q, shift = found[0], start + line.value
    return replace(
        q,
        start=q.start + shift,
        end=min(q.end, len(value)) + shift,
        core_start=q.core_start + shift,
        core_end=min(q.core_end, len(value)) + shift,
        unit=None if value[-1:].isdigit() else q.unit,
        unit_start=None,
        unit_end=None,
    )


def _scaled(q: Quantity, line: Line) -> Quantity:
    unit = line.unit
    if unit is None:
        return q
    named = unit.name is not None and (q.unit is None or not q.unit.startswith(("percent", "yuan")))
    return replace(
        q,
        value=_whole(q.value * unit.factor),
        value_max=None if q.value_max is None else _whole(q.value_max * unit.factor),
        unit=unit.name if named else q.unit,
    )


def _whole(value: Decimal) -> Decimal:
    """``value`` without the fraction that multiplying left behind (32000.0)."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def _headed(q: Quantity, text: str, line: Line, start: int) -> Quantity:
    if line.label_end == line.label:
        return replace(q, confidence=min(q.confidence, 0.6))
    low, high = start + line.label, start + line.label_end
    return replace(q, head=text[low:high], head_start=low, head_end=high, confidence=max(q.confidence, 0.8))
