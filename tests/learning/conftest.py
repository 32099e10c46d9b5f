"""A small corpus written on the fly, and the extras that some tests need."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path

import pytest

ZH = (
    ("截至6月底，全市学科类培训机构压减至{}家。", "subject_training_institutions.count", "institution"),
    ("压减率达到{}%。", "subject_training_institutions.reduction_rate", "percent"),
    ("开展课后服务的学校有{}所。", "after_school_service.schools.count", "school"),
    ("参加课后服务的学生占{}%。", "after_school_service.student_participation_rate", "percent"),
    ("食堂新增座位{}个。", None, "other:座位"),
    ("曝光黑机构{}家。", "unlicensed_institutions.exposed.count", "institution"),
)
EN = (
    (
        "By the end of June, {} discipline training institutions remained.",
        "subject_training_institutions.count",
        "institution",
    ),
    ("The pressure decrease rate was {}%.", "subject_training_institutions.reduction_rate", "percent"),
    ("After -school service is offered in {} schools.", "after_school_service.schools.count", "school"),
    ("The canteen has {} new seats.", None, "other:seat"),
    ("A total of {} black institutions were exposed.", "unlicensed_institutions.exposed.count", "institution"),
)
LETTERS = "全市学科类机构压减至家。压减率达到开展课后服务的学校有所。还有为一二三%[]/F"
OPENING = {"zh": "落实“双减”政策情况通报\n\n", "en": 'Implementation of the "double reduction" policy\n\n'}
OTHER = {
    "zh": "全市今年新建公园{}座，绿化道路{}公里。",
    "en": "The city built {} parks and planted {} trees this year.",
}


def write_corpus(folder: Path, sizes: dict[str, int], seed: int = 1) -> Path:
    """A corpus with documents/ and gold/<split>/: ``sizes`` documents a split, half Chinese, half English."""
    source = random.Random(seed)
    (folder / "documents").mkdir(parents=True)
    for split, count in sizes.items():
        (folder / "gold" / split).mkdir(parents=True)
        rows = []
        for n in range(count):
            language, templates = ("zh", ZH) if n % 2 == 0 else ("en", EN)
            text, name = OPENING[language], f"{split}_{n}_{language}.txt"
            for template, indicator, unit in source.sample(templates, len(templates)):
                value = source.randint(11, 99)
                start = len(text) + template.index("{}")
                text += template.format(value) + " " * (language == "en")
                end = start + len(str(value)) + (unit == "percent")
                rows.append(
                    {
                        "doc": name,
                        "start": start,
                        "end": end,
                        "core_start": start,
                        "core_end": start + 2,
                        "quote": text[start:end],
                        "value": value,
                        "value_max": None,
                        "bound": "exact",
                        "unit": unit,
                        "role": "level",
                        "indicator": indicator,
                        "adcode": None,
                        "period": None,
                        "confidence": 0.9,
                        "alt": {},
                    }
                )
            (folder / "documents" / name).write_text(text + "\n", encoding="utf-8")
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / "gold" / split / "figures.jsonl").write_text(lines, encoding="utf-8")
    return folder


def write_other(folder: Path, sizes: dict[str, int]) -> Path:
    """A corpus about something else, with negatives only."""
    (folder / "documents").mkdir(parents=True)
    for split, count in sizes.items():
        (folder / "gold" / split).mkdir(parents=True)
        negatives = []
        for n in range(count):
            name = f"other_{split}_{n}.txt"
            text = OTHER["zh" if n % 2 == 0 else "en"].format(n + 3, n + 40)
            (folder / "documents" / name).write_text(text * 8 + "\n", encoding="utf-8")
            negatives.append(json.dumps({"doc": name, "start": 0, "end": 1}))
        (folder / "gold" / split / "figures.jsonl").write_text("", encoding="utf-8")
        (folder / "gold" / split / "negatives.jsonl").write_text("\n".join(negatives) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpora") / "double_reduction", {"train": 10, "dev": 4, "test": 4})


@pytest.fixture(scope="session")
def other_corpus(tmp_path_factory) -> Path:
    return write_other(tmp_path_factory.mktemp("more") / "parks", {"train": 4, "dev": 2, "test": 2})


def _need(extra: str, *modules: str) -> None:
    if any(importlib.util.find_spec(name) is None for name in modules):
        pytest.skip(f"needs the extra '{extra}': pip install \"policymine[{extra}]\"")


@pytest.fixture
def learning() -> None:
    """Skips where scikit-learn or skops is missing."""
    _need("learning", "sklearn", "skops")


@pytest.fixture
def transformers() -> None:
    """Skips where torch or transformers is missing."""
    _need("transformers", "torch", "transformers")


@pytest.fixture(scope="session")
def encoder(tmp_path_factory):
    """A BERT of two layers with a vocabulary of characters, as a folder that ``from_pretrained`` loads."""
    torch = pytest.importorskip(
        "torch", reason="needs the extra 'transformers': pip install \"policymine[transformers]\""
    )
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("encoder")
    letters = sorted(set(LETTERS) | set("0123456789abcdefgh"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{c}" for c in letters)]
    tokenizer = Tokenizer(WordPiece({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=48,
    ).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
        max_position_embeddings=48,
    )
    BertModel(config).save_pretrained(folder)
    return folder
