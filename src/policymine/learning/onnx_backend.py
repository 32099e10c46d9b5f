"""A fine-tuned encoder without torch: an ONNX file in int8, read by onnxruntime, and a ``tokenizer.json``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policymine.errors import InputError, UsageError
from policymine.learning.windows import Frame, Marked, joined, pad, shares

MODEL, TOKENIZER, FRAME = "model.onnx", "tokenizer.json", "frame.json"
INSTALL = 'pip install "policymine[onnx]"'


def require_onnx() -> None:
    """Raise UsageError PM403 where onnxruntime or tokenizers is missing."""
    from importlib.util import find_spec

    missing = [name for name in ("onnxruntime", "tokenizers") if find_spec(name) is None]
    if missing:
        raise UsageError("PM403", "onnx", where=", ".join(missing), remedy=f"Run: {INSTALL}")


class OnnxEncoder:
    """The model in ``folder``: its session, its tokenizer, its frame. CUDA is used where onnxruntime offers it."""

    def __init__(self, folder: Path) -> None:
        require_onnx()
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            held = json.loads((folder / FRAME).read_text(encoding="utf-8"))
            self.frame = Frame(
                tuple(held["first"]), tuple(held["last"]), held["opening"], held["closing"], held["longest"]
            )
            self.filler = int(held["pad"])
            self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            options = onnxruntime.SessionOptions()
            options.log_severity_level = 3
            wanted = ("CUDAExecutionProvider", "CPUExecutionProvider")
            providers = [p for p in wanted if p in onnxruntime.get_available_providers()]
            self.session = onnxruntime.InferenceSession(str(folder / MODEL), options, providers=providers)
        except FileNotFoundError as error:
            raise InputError("PM101", where=str(error.filename or folder)) from error
        # What a damaged file makes its readers raise is open.
        except Exception as error:
            raise InputError("PM106", str(error)[:200], where=str(folder), remedy="Train the model again.") from error

    def run(self, windows: Sequence[Sequence[int]]) -> Any:
        """The model's answer to windows of token ids, as an array."""
        import numpy as np

        ids, mask = pad(windows, self.filler)
        feed = {"input_ids": np.array(ids, dtype=np.int64), "attention_mask": np.array(mask, dtype=np.int64)}
        return self.session.run(None, feed)[0]


class OnnxClassifier:
    """Which of ``labels`` a marked figure is: the same answers as the encoder it was exported from, up to int8."""

    def __init__(self, folder: Path, labels: Sequence[str]) -> None:
        self.encoder = OnnxEncoder(folder)
        self.labels = tuple(labels)

    def probabilities(self, marked: Sequence[Marked], batch: int = 32) -> list[dict[str, float]]:
        """Of each label, for each figure; every window of a long sentence is read."""
        encoder = self.encoder

        def ids(text: str) -> list[int]:
            return list(encoder.tokenizer.encode(text, add_special_tokens=False).ids) if text else []

        windows = [(i, window) for i, m in enumerate(marked) for window in encoder.frame.around(m, ids)]
        sums: list[list[list[float]]] = [[] for _ in marked]
        for start in range(0, len(windows), batch):
            part = windows[start : start + batch]
            for (i, _), row in zip(part, encoder.run([w for _, w in part]), strict=True):
                sums[i].append([float(x) for x in row])
        return [dict(zip(self.labels, shares(joined(rows)), strict=True)) for rows in sums]
