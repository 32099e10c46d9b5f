"""What a mark opens: the figure's sentence with the place of its words, its document, how it was decided, its checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

from policymine.dataset.publish import publish
from policymine.dataset.query import by_ids
from policymine.dataset.store import Dataset

Key = tuple[str, str]  # snapshot and name of a document

_AROUND: Final = 120
"""Characters shown on each side of words whose sentence is not where the row says."""
_LONGEST: Final = 1_200
"""Characters of a sentence that are shown; of a longer one (a table in one line) a part around the words."""


def digits(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def safe_link(url: str | None) -> str | None:
    """The address where a browser may be sent to it: http or https with a host; None otherwise.

    >>> safe_link("https://example.gov.cn/a"), safe_link("javascript:alert(1)"), safe_link(" //x")
    ('https://example.gov.cn/a', None, None)
    """
    if url is None or any(ord(char) <= 32 for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


@dataclass
class Evidence:
    """Figures with the documents, sentences and checks behind them, numbered in the order in which they are met."""

    figures: dict[str, dict[str, Any]]
    sources: Mapping[Key, Mapping[str, Any]]
    checks_by_document: Mapping[Key, list[dict[str, Any]]]
    documents: dict[Key, int] = field(default_factory=dict)
    sentences: dict[str, int] = field(default_factory=dict)

    def document(self, key: Key) -> int | None:
        """The document's number; None where the dataset has no such document."""
        return self.documents.setdefault(key, len(self.documents)) if key in self.sources else None

    def context(
        self, key: Key, sentence: str | None, at: int | None, start: int, end: int
    ) -> tuple[int, int | None, int | None]:
        """Number of the sentence, and where in it the words stand (code points, half-open).

        The sentence is looked up in the document's text. Where it is not there, or does not hold the words, the words'
        surroundings stand for it; offsets are None where the document has no text.
        """
        text = self.sources[key]["text"] if key in self.sources else None
        if text is None:
            return self._sentence(sentence or ""), None, None
        if sentence and at is None:
            at = text.find(sentence, max(0, end - len(sentence)), start + len(sentence))
        holds = sentence and at is not None and 0 <= at <= start < end <= at + len(sentence)
        if not sentence or at is None or not holds or not text.startswith(sentence, at):
            at, sentence = max(0, start - _AROUND), text[max(0, start - _AROUND) : end + _AROUND]
        if len(sentence) > _LONGEST:
            left = max(0, start - at - _LONGEST // 2)
            right = min(len(sentence), max(end - at, left + _LONGEST))
            at, sentence = at + left, sentence[left:right]
        return self._sentence(sentence), start - at, end - at

    def _sentence(self, sentence: str) -> int:
        return self.sentences.setdefault(sentence, len(self.sentences))

    def decided(self, key: Key, decisions: Iterable[Mapping[str, Any]] | None) -> list[list[str | None]]:
        """Field, rule and the words that decided, as the document has them."""
        text = self.sources[key]["text"] if key in self.sources else None
        out = []
        for row in decisions or ():
            has_words = text is not None and row["start"] is not None and row["end"] is not None
            words = text[row["start"] : row["end"]] if has_words and text is not None else None
            if words is not None and len(words) > 2 * _AROUND:
                words = words[: 2 * _AROUND] + "…"
            out.append([row["field"], row["rule"], words])
        return out

    def records(self) -> dict[str, Any]:
        """``figures`` by id, ``documents``, ``sentences`` and ``checks`` as the page holds them."""
        checks: list[dict[str, Any]] = []
        figures: dict[str, Any] = {}
        numbers: dict[tuple[Key, str], int] = {}
        for name, row in sorted(self.figures.items()):
            key = (row["snapshot_id"], row["doc"])
            own = []
            for check in self.checks_by_document.get(key, ()):
                if name in (check["figure_ids"] or ()):
                    if (key, check["check_id"]) not in numbers:
                        numbers[key, check["check_id"]] = len(checks)
                        checks.append({part: check[part] for part in ("kind", "expression", "verdict", "detail")})
                    own.append(numbers[key, check["check_id"]])
            figures[name] = self._figure(row, key, own)
        documents = [_document(self.sources[key]) for key in self.documents]
        return {"figures": figures, "documents": documents, "sentences": list(self.sentences), "checks": checks}

    def _figure(self, row: Mapping[str, Any], key: Key, checks: list[int]) -> dict[str, Any]:
        shown = publish("figures", dict(row))
        sentence, start, end = self.context(key, row["sentence"], row["sentence_start"], row["start"], row["end"])
        record = {
            "value": digits(shown["value"]),
            "max": digits(shown["value_max"]),
            "bound": row["bound"],
            "unit": row["unit"],
            "head": row["head"],
            "indicator": row["indicator"],
            "role": row["role"],
            "direction": row["direction"],
            "place": row["adcode"] or ("" if row["admin_level"] == "nation" else None),
            "named": row["place"],
            "period": row["period"],
            "stage": row["stage"],
            "section": row["section"],
            "confidence": round(row["confidence"], 3),
            "quote": row["quote"],
            "sentence": sentence,
            "start": start,
            "end": end,
            "decisions": self.decided(key, row["decisions"]),
            "reasons": shown["reasons"],
            "checks": checks,
            "links": [
                [link["kind"], link["figure_id"]] for link in row["links"] or () if link["figure_id"] in self.figures
            ],
            "document": self.document(key),
        }
        return {name: value for name, value in record.items() if value is not None and value not in ([], {})}


def _document(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("doc", "title", "publisher", "author", "published", "number", "issuer", "language")
    record = {name: row[name] for name in names} | {"url": row["url"], "link": safe_link(row["url"])}
    return {name: value for name, value in record.items() if value}


def gather_evidence(dataset: Dataset, ids: Iterable[str], documents: Iterable[Key] = ()) -> Evidence:
    """The figures of these ids with what they are linked to, and the texts of their and of these documents."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = by_ids(dataset, ids)
    linked = {link["figure_id"] for row in found.values() for link in row["links"] or ()}
    found |= by_ids(dataset, linked - set(found))
    keys = {(row["snapshot_id"], row["doc"]) for row in found.values()} | set(documents)
    snapshots = pa.array(sorted({snapshot for snapshot, _ in keys}), pa.string())
    mask = pc.field("snapshot_id").isin(snapshots)
    columns = ["snapshot_id", "doc", "title", "publisher", "author", "published", "number", "issuer", "language"]
    rows = dataset.source("documents").to_table(filter=mask, columns=[*columns, "url", "text"]).to_pylist()
    checks: dict[Key, list[dict[str, Any]]] = {}
    for row in dataset.source("checks").to_table(filter=mask).sort_by("check_id").to_pylist():
        checks.setdefault((row["snapshot_id"], row["doc"]), []).append(row)
    return Evidence(found, {(row["snapshot_id"], row["doc"]): row for row in rows}, checks)
