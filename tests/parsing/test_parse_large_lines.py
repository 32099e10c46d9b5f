"""A large .jsonl file is read from the disk, line by line."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from policymine.acquisition import files
from policymine.acquisition.files import read_snapshot
from policymine.dataset.rows import snapshot_row
from policymine.parsing import lines, parse
from policymine.records import Document, Problem

TEXT = "截至目前，全县共压减学科类培训机构12家，压减率96.5%。"


def _write(path: Path, count: int, text: str = TEXT) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for i in range(count):
            file.write(json.dumps({"doc": f"d{i}", "text": text}, ensure_ascii=False) + "\n")
    return path


def test_large_collection_gives_the_documents_of_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write(tmp_path / "many.jsonl", 40)
    with path.open("ab") as file:
        file.write(b"\nnot json\n")
    held = read_snapshot(path)
    monkeypatch.setattr(files, "HELD_BYTES", 1000)
    monkeypatch.setattr(files, "_HEAD_BYTES", 500)
    stored = read_snapshot(path)
    assert (stored.stored, stored.size, len(stored.content)) == (path, len(held.content), 500)
    assert stored.sha256 == held.sha256
    assert snapshot_row(stored) == snapshot_row(held)
    assert list(parse(stored)) == list(parse(held))
    assert read_snapshot(path, hold=True).content == held.content


def test_large_collection_takes_flat_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "HELD_BYTES", 1000)
    path = _write(tmp_path / "many.jsonl", 300, TEXT * 400)
    size = path.stat().st_size
    next(iter(parse(read_snapshot(path))))  # what is loaded once
    tracemalloc.start()
    count = sum(isinstance(item, Document) for item in parse(read_snapshot(path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 300
    assert size > 8_000_000
    assert peak < size / 4


@pytest.mark.parametrize("last", [b"", b"\n"])
def test_line_that_is_too_long_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: bytes) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 400)
    path = _write(tmp_path / "a.jsonl", 2)
    long = json.dumps({"doc": "long", "text": "长" * 900}, ensure_ascii=False).encode()
    path.write_bytes(long + b"\n" + path.read_bytes() + long + last)
    first, one, two, end = parse(read_snapshot(path))
    assert isinstance(first, Problem)
    assert isinstance(end, Problem)
    assert (first.code, first.source[-6:], end.code, end.source[-6:]) == ("PM108", "line 1", "PM108", "line 4")
    assert [item.doc for item in (one, two) if isinstance(item, Document)] == ["d0", "d1"]
