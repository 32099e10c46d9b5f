"""An encoder fine-tuned to tell which indicator a figure is: a classification of the sentence with the figure marked.

The figure stands between two marker tokens, and the class is read from the first marker and the first token of the
input (the "entity start" head of Baldini Soares et al., Matching the Blanks, ACL 2019). Any encoder that
``AutoModel.from_pretrained`` can load will do, by hub name or folder; code from the hub is never run, and weights are
read from safetensors only. torch and transformers are imported when they are needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policymine.errors import InputError, UsageError
from policymine.learning.questions import Question, words_around
from policymine.learning.registry import META

INSTALL = 'pip install "policymine[transformers]"'
OPEN, CLOSE = "[F]", "[/F]"
_LONGEST = 256  # tokens of a window: time grows with its square, and few sentences are longer
_CLIP = 1.0  # norm of the gradients
_WHOLE = 1_000_000  # characters: the whole sentence


@dataclass(frozen=True, slots=True)
class Marked:
    """A figure in its sentence: what stands before it, the figure with its unit noun left in place, what follows."""

    before: str
    figure: str
    after: str

    @classmethod
    def of(cls, question: Question) -> Marked:
        before, after = words_around(question, _WHOLE, _WHOLE)
        return cls(before, question.text[question.quantity.start : question.quantity.end], after)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to fine-tune. Rates and rounds are the usual ones of encoder classification (Devlin et al. 2019)."""

    epochs: int = 5
    batch: int = 16
    rate: float = 5e-5
    seed: int = 0
    longest: int = _LONGEST


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
        self._open, self._close = tokenizer.convert_tokens_to_ids([OPEN, CLOSE])

    @classmethod
    def from_encoder(cls, name: str, labels: Sequence[str], settings: Settings) -> EncoderClassifier:
        """A classifier with a new head on the encoder ``name`` (hub name or folder).

        Raises InputError PM101 where it cannot be had, PM106 where it is broken.
        """
        torch, _ = require_transformers()
        encoder, tokenizer = _open_encoder(name)
        tokenizer.add_tokens([OPEN, CLOSE], special_tokens=True)
        torch.manual_seed(settings.seed)
        encoder.resize_token_embeddings(len(tokenizer), mean_resizing=False)
        head = torch.nn.Linear(2 * encoder.config.hidden_size, len(labels))
        return cls(encoder, tokenizer, head, labels, min(settings.longest, _limit(encoder, tokenizer)))

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
        torch.manual_seed(settings.seed)
        inputs = [self._windows(m)[0] for m in marked]
        targets = [self.labels.index(label) for label in labels]
        parameters = [*self.encoder.parameters(), *self.head.parameters()]
        optimiser = torch.optim.AdamW(parameters, lr=settings.rate, weight_decay=0.01)
        steps = settings.epochs * -(-len(inputs) // settings.batch)
        order = torch.Generator().manual_seed(settings.seed)
        losses, step = [], 0
        self.encoder.train()
        self.head.train()
        for _ in range(settings.epochs):
            total = 0.0
            shuffled = torch.randperm(len(inputs), generator=order).tolist()
            for start in range(0, len(shuffled), settings.batch):
                chosen = shuffled[start : start + settings.batch]
                for group in optimiser.param_groups:
                    group["lr"] = settings.rate * (1 - step / steps)
                wanted = torch.tensor([targets[i] for i in chosen], device=self.device)
                loss = torch.nn.functional.cross_entropy(self._forward([inputs[i] for i in chosen]), wanted)
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(parameters, _CLIP)
                optimiser.step()
                total += float(loss.detach()) * len(chosen)
                step += 1
            losses.append(total / len(inputs))
        return losses

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
        width = max(map(len, windows))
        pad = self.tokenizer.pad_token_id or 0
        ids = torch.tensor([[*w, *[pad] * (width - len(w))] for w in windows], device=self.device)
        mask = torch.tensor([[1] * len(w) + [0] * (width - len(w)) for w in windows], device=self.device)
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        at = (ids == self._open).int().argmax(dim=1)
        return self.head(torch.cat([states[:, 0], states[torch.arange(len(windows), device=self.device), at]], dim=1))

    def _windows(self, marked: Marked) -> list[list[int]]:
        """Token ids of the window around the figure, then of what it leaves out, each with the marked figure before it."""

        def ids(text: str) -> list[int]:
            # (verbose=False: the length is dealt with below, the tokenizer need not warn of it.)
            return list(self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]) if text else []

        first, last = self._ends()
        room = self.longest - len(first) - len(last)
        figure = [self._open, *ids(marked.figure)[: max(room // 2 - 2, 1)], self._close]
        before, after = ids(marked.before), ids(marked.after)
        room -= len(figure)
        left = min(len(before), max(room // 2, room - len(after)))
        right = min(len(after), room - left)
        held = before[len(before) - left :] + figure + after[:right]
        windows = [held]
        for rest in (before[: len(before) - left], after[right:]):
            windows.extend([*figure, *piece] for piece in _pieces(rest, room))
        return [[*first, *window, *last] for window in windows]

    def _ends(self) -> tuple[list[int], list[int]]:
        """The first and last token of an encoder's input, whatever they are called in it."""
        t = self.tokenizer
        first = t.cls_token_id if t.cls_token_id is not None else t.bos_token_id
        last = t.sep_token_id if t.sep_token_id is not None else t.eos_token_id
        return [] if first is None else [first], [] if last is None else [last]


def _pieces(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _limit(encoder: Any, tokenizer: Any) -> int:
    """Tokens that the encoder can take; RoBERTa's positions begin after the padding index."""
    positions = getattr(encoder.config, "max_position_embeddings", None) or _LONGEST
    if getattr(encoder.config, "model_type", "") in ("roberta", "xlm-roberta", "camembert"):
        positions -= (encoder.config.pad_token_id or 0) + 1
    return int(min(positions, tokenizer.model_max_length))


def _open_encoder(name: str) -> tuple[Any, Any]:
    _, transformers = require_transformers()
    local = Path(name).exists()
    log = transformers.utils.logging
    showed = log.is_progress_bar_enabled()
    log.disable_progress_bar()
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, trust_remote_code=False, local_files_only=local)
        encoder = transformers.AutoModel.from_pretrained(
            name, trust_remote_code=False, local_files_only=local, use_safetensors=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            "PM106" if local else "PM101",
            " ".join(str(error).split())[:200],
            where=name,
            remedy="Give a folder with config.json, model.safetensors and a tokenizer, or the name of such a model on the hub.",
        ) from error
    finally:
        if showed:
            log.enable_progress_bar()
    return encoder, tokenizer
