"""The quality gate: scores on the project's own gold must not fall below what was pinned.

Floors are pinned a corpus split and language, together with a hash of the gold and its documents, so that a floor never
outlives the text it was measured on. Re-pinning only raises floors, unless regression is allowed in so many words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from policymine.learning.evaluate import Evaluation

# Scores vary by nothing between runs; the floor lies a little under the score, so that gold may be corrected in a row
# or two without a new pin.
SLACK = 0.005
# Codebooks that a corpus is read with, where not with all: the open-domain gold names no indicator (null there means
# "outside the double reduction"), so it is read without the codebook that would name its figures.
CODEBOOKS = {"open_domain": ["double_reduction"]}
FIELDS = ("value", "bound", "unit", "adcode", "period", "indicator")


def corpus_hash(folder: Path) -> str:
    """Hash of every document and gold file below a corpus folder (first 16 hex digits), independent of line ends."""
    digest = hashlib.sha256()
    for path in sorted(p for name in ("documents", "gold") for p in (folder / name).rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:16]


def scores(evaluations: Iterable[Evaluation]) -> dict[str, dict[str, float]]:
    """{language: {measure: score}} of what the gate watches."""
    out: dict[str, dict[str, float]] = {}
    for e in evaluations:
        if e.group == "all":
            continue
        row = {f"{level}_f1": prf.f1 for level, prf in e.figures.levels.items()}
        row |= {f"{name}_accuracy": e.figures.accuracy[name] for name in FIELDS}
        row["events_typed_f1"] = e.events["typed"].f1
        row["negatives_kept_out"] = 1 - e.figures.negatives_taken / e.figures.negatives if e.figures.negatives else 1.0
        out[e.group] = {name: round(value, 4) for name, value in row.items()}
    return out


def shortfalls(measured: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> list[str]:
    """What is below its floor, one line each; a language or measure that is missing counts as below."""
    return [
        f"{language} {name}: {measured.get(language, {}).get(name, 0.0):.4f} is below {floor:.4f}"
        for language, row in sorted(floors.items())
        for name, floor in sorted(row.items())
        if measured.get(language, {}).get(name, 0.0) < floor
    ]


def raised(
    floors: dict[str, Any], measured: dict[str, dict[str, float]], *, same_text: bool, allow_regression: bool = False
) -> dict[str, dict[str, float]]:
    """New floors: the score less SLACK, never below the old floor while the text is the same."""
    out: dict[str, dict[str, float]] = {}
    for language, row in measured.items():
        held = floors.get(language, {}) if same_text and not allow_regression else {}
        out[language] = {name: round(max(value - SLACK, held.get(name, 0.0), 0.0), 4) for name, value in row.items()}
    return out


def read_pins(path: Path) -> dict[str, Any]:
    """{corpus: {"hash": …, "splits": {split: floors}}}; empty when nothing was pinned yet."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write_pins(path: Path, pins: dict[str, Any]) -> None:
    path.write_text(json.dumps(pins, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
