"""Lists of members that a notice publishes: white and black lists, pilots, model schools.

A list is a table with a column of names, or a run of numbered lines that each name a member. Its members are data of
their own; how many there are is set against the count that the text states (``verification.lists``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from policymine.data import load_yaml
from policymine.records import Document, Language, SectionKind, Table
from policymine.text.numerals_zh import find_numbers_zh

LEAST_MEMBERS: Final = 3
"""Two numbered names are an enumeration in a sentence; from three lines on they are a list."""

LONGEST_NAME: Final = 60
_LOOK_BACK = 300  # characters above a list in which its heading stands

_NUMBERED = re.compile(
    r"[ \t　]*(?:[（(]?(?P<n>\d{1,4}|[一二三四五六七八九十百]{1,5})[)）.．、\s　]\s*)(?P<name>[^\n。；;：:]+?)[ \t　]*[;；。]?[ \t　]*$"
)
_COLUMNS = re.compile(r"[ \t　]{1,}|[|｜]")


@dataclass(frozen=True, slots=True)
class Member:
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class MemberList:
    """``start:end`` covers heading words and members; ``kind`` is white, black, model or other; ``heading`` as printed."""

    start: int
    end: int
    kind: str
    heading: str
    heading_start: int
    members: tuple[Member, ...]
    cut: bool  # the text says that members are left out


@cache
def _words() -> dict[str, Any]:
    content: dict[str, Any] = load_yaml("lists.yaml")
    return content


def find_lists(document: Document) -> tuple[MemberList, ...]:
    """The lists of a document in text order, none over another; other stories of the page have none."""
    foreign = [(s.start, s.end) for s in document.sections if s.kind in (SectionKind.FOREIGN, SectionKind.CREDITS)]
    found: list[MemberList] = []
    for made in sorted([*_of_tables(document), *_of_lines(document)], key=lambda made: (made.start, -made.end)):
        if any(a <= made.start < b for a, b in foreign) or (found and made.start < found[-1].end):
            continue
        found.append(made)
    return tuple(found)


def _language(document: Document) -> str:
    return "zh" if document.language is Language.ZH else "en"


def _of_tables(document: Document) -> Iterator[MemberList]:
    names = {word.lower() for word in _words()["names"][_language(document)]}
    for table in document.tables:
        column = _name_column(table, names)
        if column is None:
            continue
        members = tuple(
            Member(c.start, c.end, document.text[c.start : c.end].strip())
            for c in table.cells
            if c.column == column
            and c.column_header
            and document.text[c.start : c.end].strip().lower() not in names
            and re.search(r"[^\W\d]", document.text[c.start : c.end])
        )
        made = _made(document, members, table.start, table.end)
        if made is not None:
            yield made


def _name_column(table: Table, names: set[str]) -> int | None:
    for cell in table.cells:
        if cell.column_header and cell.column_header.split("\n")[-1].strip().lower() in names:
            return cell.column
    return None


def _of_lines(document: Document) -> Iterator[MemberList]:
    """Runs of numbered lines, each one more than the last, that name members."""
    tables = [(table.start, table.end) for table in document.tables]
    run: list[Member] = []
    last = 0
    start = 0
    end = 0
    at = 0
    for line in [*document.text.split("\n"), ""]:
        match = None if any(a <= at < b for a, b in tables) else _NUMBERED.fullmatch(line)
        number = _number(match["n"]) if match else None
        name = _name_of(match["name"], _language(document)) if match else None
        if match and name and number == last + 1 and (run or number == 1):
            if not run:
                start = at
            where = at + match.start("name")
            run.append(Member(where, where + len(name), name))
            last, end = number, at + len(line)
        elif line.strip():
            if (made := _made(document, tuple(run), start, end)) is not None:
                yield made
            run, last = [], 0
        at += len(line) + 1
    if (made := _made(document, tuple(run), start, end)) is not None:
        yield made


def _number(digits: str) -> int | None:
    if digits.isascii():
        return int(digits)
    found = find_numbers_zh(digits)
    return int(found[0].value) if len(found) == 1 else None


def _name_of(words: str, language: str) -> str | None:
    """The name in a numbered line: its first column that ends as a member does; None where none does."""
    ends = tuple(_words()["members"][language])
    for part in _COLUMNS.split(words.strip()) if language == "zh" else [words.strip()]:
        told = part.strip("“”\"'《》，,")
        bare = re.sub(r"[（(][^（()）]*[)）]$", "", told)
        if bare and len(told) <= LONGEST_NAME and bare.lower().endswith(ends):
            return told
        break  # the first column is the name, or the line names nothing
    return None


def _made(document: Document, members: tuple[Member, ...], start: int, end: int) -> MemberList | None:
    if len(members) < LEAST_MEMBERS:
        return None
    language = _language(document)
    text = document.text
    heading, at = _heading(document, start)
    if heading is None:
        return None
    told = heading + (document.title or "")
    kind = next(
        (k for k, words in _words()["kinds"].items() if any(w in told.lower() for w in words[language])), "other"
    )
    after = text[end : end + 40].split("\n\n")[0]
    inside = text[members[0].start : end]
    cut = any(
        re.search(rf"[（(\[][^）)\]]*{re.escape(word)}", piece) is not None
        for word in _words()["left_out"][language]
        for piece in (after, inside)
    )
    return MemberList(at, end, kind, heading, at, members, cut)


def _heading(document: Document, start: int) -> tuple[str | None, int]:
    """The nearest line above that announces a list, and where it begins; a list that nothing announces is a task list."""
    words = _words()["announces"][_language(document)]
    above = document.text[max(0, start - _LOOK_BACK) : start]
    lines = above.split("\n")
    at = start
    for line in reversed(lines):
        at -= len(line) + (0 if at == start and line is lines[-1] else 1)
        if line.strip() and any(word in line.lower() for word in words):
            return line.strip(), max(at, 0) + (len(line) - len(line.lstrip()))
    if document.title and any(word in document.title.lower() for word in words):
        return document.title, max(document.text.find(document.title), 0)
    return None, 0
