r"""Label Studio: tasks with predictions out, tasks with annotations in (the JSON export).

Offsets are code points, and ``\r\n`` is two of them (Label Studio's editor: its test "Should calculate offsets by code
points in text", and the notes of its Text tag). Fields of a region are results with the region's id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from policymine.errors import InputError
from policymine.learning.offsets import place_in
from policymine.learning.sheets import EVENT, FIELDS, FIGURE, NONE, Edge, Mark, Sheet
from policymine.records import Bound, Role, Status

TASKS, CONFIG = "tasks.json", "label_config.xml"
_CHOICES = {
    "role": tuple(r.value for r in Role),
    "bound": tuple(b.value for b in Bound),
    "status": tuple(s.value for s in Status),
}
_LABELS = {"indicator": FIGURE, "type": EVENT}


def write(sheets: Iterable[Sheet], folder: Path) -> list[str]:
    """``tasks.json`` and ``label_config.xml`` in ``folder``."""
    sheets = list(sheets)
    tasks = [
        {
            "data": {"doc": sheet.doc, "text": sheet.text, "policymine": sheet.dumps()},
            "predictions": [{"model_version": "policymine", "result": _results(sheet)}],
        }
        for sheet in sheets
    ]
    text = json.dumps(tasks, ensure_ascii=True, indent=1) + "\n"
    (folder / TASKS).write_text(text, encoding="utf-8", newline="\n")
    (folder / CONFIG).write_text(config(sheets), encoding="utf-8", newline="\n")
    return [TASKS, CONFIG]


def _results(sheet: Sheet) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for mark in sheet.marks():
        span = {"start": mark.start, "end": mark.end}
        base = {"id": mark.id, "to_name": "text"}
        quote = sheet.text[mark.start : mark.end]
        out.append(
            base | {"from_name": "kind", "type": "labels", "value": span | {"text": quote, "labels": [mark.kind]}}
        )
        label = "indicator" if mark.kind == FIGURE else "type"
        shown = {label: mark.label} | dict(mark.fields)
        for name, value in shown.items():
            if name in _CHOICES or name in _LABELS:
                out.append(base | {"from_name": name, "type": "choices", "value": span | {"choices": [value]}})
            else:
                out.append(base | {"from_name": name, "type": "textarea", "value": span | {"text": [value]}})
    out.extend(
        {"type": "relation", "from_id": e.source, "to_id": e.target, "direction": "right", "labels": [e.kind]}
        for e in sheet.edges()
    )
    return out


def config(sheets: Iterable[Sheet]) -> str:
    """A labelling interface for what the sheets hold: labels, a choice or text for each field, relations."""
    marks = [mark for sheet in sheets for mark in sheet.marks()]
    kinds = sorted({e.kind for sheet in sheets for e in sheet.edges()} | {"result", "same_as", "sum", "percent_change"})
    lines = ["<View>", "  <Relations>"]
    lines += [f"    <Relation value={quoteattr(kind)}/>" for kind in kinds]
    lines += ["  </Relations>", '  <Labels name="kind" toName="text">']
    lines += [f'    <Label value="{kind}"/>' for kind in (FIGURE, EVENT)]
    lines += [
        "  </Labels>",
        "  <Style>.htx-text{ white-space: pre-wrap; }</Style>",
        '  <Text name="text" value="$text"/>',
    ]
    for name, kind in _LABELS.items():
        values = [NONE, *sorted({m.label for m in marks if m.kind == kind} - {NONE})]
        lines += _choices(name, kind, values)
    for kind, names in FIELDS.items():
        for name in names:
            if name in _CHOICES:
                lines += _choices(name, kind, _CHOICES[name])
            elif kind == FIGURE or name not in FIELDS[FIGURE]:
                when = (
                    f' whenTagName="kind" whenLabelValue="{kind}"' if name not in FIELDS[EVENT] or kind == EVENT else ""
                )
                lines.append(
                    f'  <TextArea name="{name}" toName="text" perRegion="true" maxSubmissions="1" editable="true"'
                    f' placeholder="{name}"{when}/>'
                )
    return "\n".join([*lines, "</View>"]) + "\n"


def _choices(name: str, kind: str, values: Iterable[str]) -> list[str]:
    return [
        f'  <Choices name="{name}" toName="text" perRegion="true" whenTagName="kind" whenLabelValue="{kind}"'
        ' choice="single" layout="select">',
        *(f"    <Choice value={quoteattr(value)}/>" for value in values),
        "  </Choices>",
    ]


def read(path: Path) -> list[tuple[Sheet, list[Mark], list[Edge]]]:
    """Tasks of an export (a .json file, or a folder with ``tasks.json``): what was sent, what is marked now.

    Of several annotations of a task the last that was not cancelled counts; without one, the predictions.
    """
    file = path / TASKS if path.is_dir() else path
    try:
        tasks = json.loads(file.read_bytes())
        return [_task(task, f"{file}, task {n}") for n, task in enumerate(tasks, 1)]
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise InputError(
            "PM101" if isinstance(error, OSError) else "PM111",
            str(error),
            where=str(file),
            remedy="Give the JSON export of Label Studio.",
        ) from error


def _task(task: dict[str, Any], where: str) -> tuple[Sheet, list[Mark], list[Edge]]:
    data = task["data"]
    held = data.get("policymine")
    sheet = Sheet.loads(held, where) if held else Sheet(str(data.get("doc") or task.get("id")), data["text"], {})
    place = place_in(sheet.text, data["text"], where)
    done = [a for a in task.get("annotations") or () if not a.get("was_cancelled")] or task.get("predictions") or []
    regions: dict[str, dict[str, Any]] = {}
    edges: list[Edge] = []
    for result in done[-1]["result"] if done else ():
        if result["type"] == "relation":
            edges.extend(Edge(kind, result["from_id"], result["to_id"]) for kind in result.get("labels") or ["related"])
            continue
        region = regions.setdefault(result["id"], {"fields": {}})
        value, name = result["value"], result["from_name"]
        if result["type"] == "labels":
            start, end = place(int(value["start"]), int(value["end"]))
            region |= {"kind": value["labels"][0], "start": start, "end": end}
        else:
            shown = value.get("choices") or value.get("text") or []
            if shown:
                region["fields"][name] = shown[-1] if isinstance(shown, list) else shown
    marks = []
    for name, r in regions.items():
        if r.get("kind") in FIELDS:
            label = r["fields"].pop("indicator" if r["kind"] == FIGURE else "type", NONE)
            marks.append(Mark(name, r["kind"], r["start"], r["end"], label, r["fields"]))
    return sheet, marks, edges
