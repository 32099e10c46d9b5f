"""Clauses written to train the event ranker on: patterns by type, with slots.

    slots:
      body: [市教育局, 省财政厅]
    types:
      policy_issuance:
        - "{body}[印发|出台]实施方案"
    none:
      - "[同比|环比]增长12%"

``{slot}`` stands for one of the words listed under it, ``[a|b]`` for either. The same pattern gives the same clauses everywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from policymine.data import load_yaml
from policymine.errors import InputError
from policymine.extraction.event_ranker import NONE

VARIANTS = 12  # clauses drawn of a pattern
_OPEN = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]|\{(\w+)\}")
_BLANKS = re.compile(r" {2,}")
_DEEPEST = 4  # a choice may hold slots, and a slot choices


def clauses_of(pattern: str, slots: Mapping[str, Sequence[Any]], count: int = VARIANTS) -> list[str]:
    """Clauses of a pattern, at most ``count``, different ones. Raises KeyError for a slot that is not listed."""
    found: dict[str, None] = {}
    for n in range(2 * count):
        numbers = _numbers(f"{n}|{pattern}")
        clause = pattern
        for _ in range(_DEEPEST):
            clause, opened = _OPEN.subn(lambda m: _chosen(m, slots, numbers), clause)  # noqa: B023 - used at once
            if not opened:
                break
        found[_BLANKS.sub(" ", clause).strip()] = None
        if len(found) == count:
            break
    return list(found)


def _numbers(seed: str) -> Iterator[int]:
    n = 0
    while True:
        digest = hashlib.sha512(f"{n}|{seed}".encode()).digest()
        yield from (256 * a + b for a, b in zip(digest[::2], digest[1::2], strict=True))
        n += 1


def _chosen(match: re.Match[str], slots: Mapping[str, Sequence[Any]], numbers: Iterator[int]) -> str:
    options = match[1].split("|") if match[1] is not None else slots[match[2]]
    return str(options[next(numbers) % len(options)])


def read_patterns(files: Sequence[Path]) -> list[tuple[str, str]]:
    """(type or "none", clause) of every pattern in ``files``, in order.

    Raises InputError PM101 (no such file), and PM119 where a file has another form, or names a type or slot that does not exist.
    """
    known = {*load_yaml("event_types.yaml")["types"], NONE}
    out: list[tuple[str, str]] = []
    for file in files:
        book = _read(file)
        for kind, patterns in [*book["types"].items(), (NONE, book["none"])]:
            if kind not in known:
                raise InputError("PM119", f"'{kind}' is no type of event", where=str(file))
            for pattern in patterns:
                try:
                    out.extend((kind, clause) for clause in clauses_of(str(pattern), book["slots"]))
                except KeyError as error:
                    raise InputError("PM119", f"no slot {error} for: {pattern}", where=f"{file}, {kind}") from error
    return out


def _read(file: Path) -> dict[str, Any]:
    try:
        book = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError("PM101", where=str(file)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError("PM119", str(error)[:200], where=str(file)) from error
    if not isinstance(book, dict) or not isinstance(book.get("types"), dict):
        raise InputError("PM119", "not a mapping with slots, types and none", where=str(file))
    return {"slots": book.get("slots") or {}, "types": book["types"], "none": book.get("none") or []}
