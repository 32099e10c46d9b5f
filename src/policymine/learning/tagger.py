"""Spans of a document from an exported tagger: onnxruntime and a tokenizer, no torch."""

from __future__ import annotations

from pathlib import Path

from policymine.learning.onnx_backend import OnnxEncoder
from policymine.learning.registry import check_files, read_meta_of
from policymine.learning.spans import KINDS, Span, decode
from policymine.learning.windows import shares


class Tagger:
    """Finds heads of figures, places and triggers of events in a text of any length."""

    def __init__(self, folder: Path) -> None:
        self.encoder = OnnxEncoder(folder)

    def __call__(self, text: str, batch: int = 8) -> list[Span]:
        """The spans of ``text`` in order. Every token is read, in overlapping windows."""
        held = self.encoder.tokenizer.encode(text, add_special_tokens=False)
        frame = self.encoder.frame
        windows = frame.along(len(held.ids))
        out: list[list[list[float]]] = []
        for start in range(0, len(windows), batch):
            part = windows[start : start + batch]
            logits = self.encoder.run([[*frame.first, *held.ids[a:b], *frame.last] for a, b, _, _ in part])
            for (a, _, begin, end), rows in zip(part, logits, strict=True):
                for n in range(begin, end):
                    row = [float(x) for x in rows[len(frame.first) + n - a]]
                    out.append([shares(row[3 * k : 3 * k + 3]) for k in range(len(KINDS))])
        return decode(held.offsets, out, text)


def load_tagger(folder: Path) -> Tagger:
    """What ``policymine train tokens`` wrote. Raises InputError PM101 or PM106, UsageError PM403."""
    meta = read_meta_of(folder, task="tokens", backend="transformers")
    check_files(folder, meta)
    return Tagger(folder)
