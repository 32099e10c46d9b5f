"""From a fine-tuned encoder to an ONNX file in int8 (dynamic quantisation: weights in 8 bit, activations as they come)."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from policymine.learning.onnx_backend import FRAME, MODEL, TOKENIZER
from policymine.learning.windows import Frame

OPSET = 17


def export(module: Any, tokenizer: Any, frame: Frame, folder: Path, *, per_token: bool) -> list[str]:
    """Write ``module`` (ids, mask → logits), its tokenizer and frame into ``folder``; gives the names of the files.

    ``per_token``: the logits have a row a token, not one a window.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    module.eval()
    ids = torch.full((2, 8), frame.opening, dtype=torch.long)
    axes = {0: "batch", 1: "tokens"}
    shape = {"input_ids": axes, "attention_mask": axes, "logits": axes if per_token else {0: "batch"}}
    with TemporaryDirectory() as temporary:
        whole = Path(temporary) / "whole.onnx"
        with warnings.catch_warnings(), torch.no_grad():
            # The tracing exporter needs no package beyond torch and onnx; torch says that another will take its place.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                module.cpu(),
                (ids, torch.ones_like(ids)),
                str(whole),
                input_names=["input_ids", "attention_mask"],
                output_names=["logits"],
                dynamic_axes=shape,
                opset_version=OPSET,
                dynamo=False,
            )
        _quiet(lambda: quantize_dynamic(whole, folder / MODEL, weight_type=QuantType.QInt8))
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    held = {
        "first": list(frame.first),
        "last": list(frame.last),
        "opening": frame.opening,
        "closing": frame.closing,
        "longest": frame.longest,
        "pad": tokenizer.pad_token_id or 0,
    }
    (folder / FRAME).write_text(json.dumps(held) + "\n", encoding="utf-8", newline="\n")
    return [FRAME, MODEL, TOKENIZER]


def _quiet(call: Any) -> None:
    """The quantiser advises its users over the root logger; none of it is news to ours."""
    import logging

    root, level = logging.getLogger(), logging.getLogger().level
    root.setLevel(logging.ERROR)
    try:
        call()
    finally:
        root.setLevel(level)


def modules(encoder: Any, head: Any, opening: int) -> tuple[Any, Any]:
    """(for a marked figure, for tokens): torch modules that take ids and mask, and give logits."""
    import torch

    class Figure(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder, self.head = encoder, head

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            # Not argmax: the sum over the one marked place is what every runtime does alike.
            at = (input_ids == opening).to(states.dtype)
            at = at * (at.cumsum(dim=1) == 1).to(states.dtype)
            return self.head(torch.cat([states[:, 0], (states * at.unsqueeze(-1)).sum(dim=1)], dim=1))

    class Tokens(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder, self.head = encoder, head

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.head(self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state)

    return Figure(), Tokens()
