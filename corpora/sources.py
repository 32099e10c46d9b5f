"""Annotated sources: one YAML document a text, with ``{tag:words}`` marks in the text and rows that describe them.

The format is described in ``corpora/README.md``.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
CORPORA = ("double_reduction", "open_domain")
SPLITS = ("train", "dev", "test")
ROWS = ("figures", "events", "relations")


class SourceError(Exception):
    """A source that cannot be built: names the file and what is wrong."""


class Loader(yaml.SafeLoader):
    """SafeLoader that leaves dates as text (they are EDTF here) and refuses a key that is given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise SourceError(f"{self.name}, line {node.start_mark.line + 1}: given twice: {sorted(map(str, twice))}")
        return super().construct_mapping(node, deep)


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass
class Span:
    tag: str
    start: int
    end: int


@dataclass
class Source:
    """One document: its plain text, the marked spans, and the rows that describe them."""

    path: Path
    meta: dict[str, Any]
    text: str
    spans: list[Span]
    rows: dict[str, Any] = field(default_factory=dict)

    @property
    def doc(self) -> str:
        return str(self.meta["doc"])


def unmark(marked: str, where: str) -> tuple[str, list[Span]]:
    """Strip ``{tag:words}`` marks (they nest; ``\\{`` is a literal brace) and return the text and the spans."""
    out: list[str] = []
    spans: list[Span] = []
    stack: list[Span] = []
    i, n = 0, 0
    while i < len(marked):
        char = marked[i]
        if char == "\\" and marked[i + 1 : i + 2] in ("{", "}"):
            out.append(marked[i + 1])
            i, n = i + 2, n + 1
        elif char == "{":
            colon = marked.index(":", i)
            stack.append(Span(marked[i + 1 : colon], n, n))
            i = colon + 1
        elif char == "}":
            if not stack:
                raise SourceError(f"{where}: a closing brace without an opening one near {''.join(out)[-30:]!r}")
            span = stack.pop()
            span.end = n
            spans.append(span)
            i += 1
        else:
            out.append(char)
            i, n = i + 1, n + 1
    if stack:
        raise SourceError(f"{where}: mark {stack[-1].tag!r} is not closed")
    return "".join(out), sorted(spans, key=lambda s: (s.start, -s.end))


def text_of(value: Any) -> str | None:
    return None if value is None else str(value)


def load(corpus: str) -> list[Source]:
    """The sources of one corpus, in the order of their file names."""
    sources = []
    for path in sorted((HERE / corpus / "sources").glob("*.yaml")):
        with path.open(encoding="utf-8") as handle:
            data = yaml.load(handle, Loader=Loader)
        meta = {key: value for key, value in data.items() if key not in ("text", *ROWS)}
        meta |= {"published": str(meta["published"]), "adcode": text_of(meta.get("adcode")), "corpus": corpus}
        if meta["split"] not in SPLITS:
            raise SourceError(f"{path.name}: split {meta['split']!r}")
        text, spans = unmark(data["text"], path.name)
        rows = {name: data.get(name) or ([] if name == "relations" else {}) for name in ROWS}
        sources.append(Source(path, meta, text, spans, rows))
    return sources
