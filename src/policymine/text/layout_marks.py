"""The words of ``data/layout*.yaml`` as compiled patterns. Every pattern looks at one line, anchored or bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from policymine.data import load_yaml

# Decoration that editors put around a mark: dashes, stars, brackets, bullets. Never a letter, digit or character.
_ORNAMENT = r"[\W_]{0,12}"
_SENTENCE_END = frozenset("。！？!?；;…：:，,、")
_CLOSERS = "”’\"'」』）)】]》〉"
# How far into a line a label's value can reach; a head line is never longer.
HEAD_LINE_LIMIT = 300


@cache
def vocabulary() -> dict[str, Any]:
    """The content of ``data/layout.yaml``."""
    loaded: dict[str, Any] = load_yaml("layout.yaml")
    return loaded


def _word(word: str) -> str:
    """A pattern for ``word``: blanks may stand between Chinese characters (来 源), English is matched as it stands."""
    if word.isascii():
        return re.escape(word).replace(r"\ ", r"\s{1,2}")
    return r"[ \u3000\xa0]{0,4}".join(re.escape(c) for c in word)


def _any(words: Iterable[str]) -> str:
    return "|".join(_word(w) for w in sorted(words, key=len, reverse=True))


@cache
def label_pattern() -> re.Pattern[str]:
    """A label and its separator; group ``k`` of ``label_kinds()[k - 1]`` holds the label."""
    labels = vocabulary()["labels"]
    groups = "|".join(f"({_any(labels[kind])})" for kind in label_kinds())
    return re.compile(
        rf"(?<![^\W_])(?:{groups})(?:\s{{0,3}}[:：丨|｜／/]\s{{0,3}}(?:[:：]\s{{0,3}})?|\t{{1,3}})", re.IGNORECASE
    )


@cache
def label_kinds() -> tuple[str, ...]:
    """Kinds in the order of the groups: an editor in charge before an editor, so that the stricter one wins."""
    return (
        "last_editor",
        "source",
        "author",
        "reporter",
        "released",
        "drawn_up",
        "updated",
        "number",
        "issuer",
        "title",
        "editor",
        "other",
    )


@cache
def end_line_pattern() -> re.Pattern[str]:
    return re.compile(rf"{_ORNAMENT}(?:{_any(vocabulary()['end_marks'])}){_ORNAMENT}$", re.IGNORECASE)


@cache
def _first_characters() -> frozenset[str]:
    """First characters of every word that can open a line which is a mark, in both cases."""
    words = vocabulary()
    lists = [words[k] for k in ("end_marks", "related", "maybe_related", "neighbour", "furniture", "photo_starts")]
    lists += [words["labels"][kind] for kind in label_kinds()]
    first = {word[0] for words_of_kind in lists for word in words_of_kind}
    return frozenset({c.lower() for c in first} | {c.upper() for c in first})


def may_be_mark(line: str) -> bool:
    """Whether ``line`` can open with one of the words of the vocabulary at all: a cheap test that most lines fail."""
    for character in line[:13]:
        if character.isalnum():
            return character in _first_characters()
    return line[:1] in _first_characters()


@cache
def inline_end_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, vocabulary()["inline_end_marks"]))
    return re.compile(rf"[（(【\[]\s?(?:{words})\s?[）)】\]][\s。.]{{0,4}}$")


@cache
def inline_editor_pattern() -> re.Pattern[str]:
    """（责任编辑：某某） at the end of a paragraph."""
    labels = vocabulary()["labels"]
    words = _any([*labels["last_editor"], "编辑", "Editor", "Edit"])
    return re.compile(
        rf"[（(【\[]\s?(?:{words})\s?[:：丨|｜]\s?[^（(【\[\]】)）\n]{{1,40}}[\]】)）]\s{{0,4}}$", re.IGNORECASE
    )


@cache
def related_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"{_ORNAMENT}(?:{_any(vocabulary()['related'])})(?:{_ORNAMENT}$|[】\]》]?\s{{0,3}}[:：])", re.IGNORECASE
    )


@cache
def maybe_related_pattern() -> re.Pattern[str]:
    return re.compile(rf"{_ORNAMENT}(?:{_any(vocabulary()['maybe_related'])}){_ORNAMENT}$", re.IGNORECASE)


@cache
def neighbour_pattern() -> re.Pattern[str]:
    return re.compile(rf"{_ORNAMENT}(?:{_any(vocabulary()['neighbour'])})\s{{0,3}}[:：]", re.IGNORECASE)


@cache
def furniture_starts() -> tuple[str, ...]:
    return tuple(vocabulary()["furniture"])


@cache
def photo_credit_pattern() -> re.Pattern[str]:
    """A line that credits a picture, such as "Photo by …" or "某某 摄"."""
    starts = "|".join(re.escape(w) for w in vocabulary()["photo_starts"])
    return re.compile(rf"(?:{starts})\s\S[^.。!?]{{1,80}}\.?$|\S{{2,20}}\s?\S{{0,12}}\s?摄$", re.IGNORECASE)


@cache
def byline_word_pattern() -> re.Pattern[str]:
    words = vocabulary()["byline_words"]
    return re.compile("|".join(rf"\b{w}\b" if w.isascii() else w for w in words))


# 冀教〔2022〕12号, 国办发[2021]40号, 教监管函【2022】3号; an announcement is numbered 2022年第5号.
DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,14}(?:[（(][\u4e00-\u9fff]{1,4}[）)][\u4e00-\u9fff]{0,4})?\s?[〔［\[（(【]\s?(?:19|20)\d\d\s?[〕］\])）】]\s?(?:第\s?)?\d{1,5}\s?号"
    r"|(?<!\d)(?:19|20)\d\d\s?年\s?第\s?\d{1,4}\s?号"
)
DOCUMENT_NUMBER_LINE = re.compile(rf"[（(]?(?:{DOCUMENT_NUMBER.pattern})[）)]?$")
# Headings of a structured text are never its title.
ORDINAL_START = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[、)）．.]|第[一二三四五六七八九十百\d]{1,4}[章节条部]|[（(]?\d{1,2}[、)）]|\d{1,2}[.．](?!\d)"
    r"|附件|[IVX]{1,4}\.\s|(?:Chapter|Article|Section|Annex)\s"
)
# （完）, （记者 某某） after the full stop of the last sentence.
_TAIL_NOTE = re.compile(r"(?<=[。！？.!?”])\s?[（(【\[][^（(【\[\]】)）]{1,40}[\]】)）]$")
BULLET_ONLY = re.compile(r"[\W_]+$")


def ends_sentence(line: str) -> bool:
    """Whether ``line`` ends as prose does: with a mark, closing quotes and brackets aside."""
    tail = _TAIL_NOTE.sub("", line[-48:].rstrip())
    stripped = tail.rstrip(_CLOSERS).rstrip()
    if not stripped:
        return False
    last = stripped[-1]
    return last in _SENTENCE_END or (last == "." and not stripped.endswith(("Co.", "Ltd.", "No.")))


def ends_question(line: str) -> bool:
    """Whether ``line`` ends with a question or an exclamation, as headlines may."""
    return line[-12:].rstrip().rstrip(_CLOSERS)[-1:] in frozenset("？！?!")


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    data = load_yaml("layout_surnames.yaml")
    return frozenset(data["hanzi"]), frozenset(data["compound"]), frozenset(data["pinyin"])


def is_person(name: str) -> bool:
    """Whether ``name`` is one or several Chinese personal names, in characters or in pinyin.

    Only the first name is looked at. Not a person is not yet an outlet: see :func:`is_outlet`.
    """
    hanzi, compound, pinyin = _surnames()
    words = name.replace("、", " ").replace("，", " ").replace(",", " ").split()
    if not words or is_outlet(name):
        return False
    first = words[0]
    if "\u4e00" <= first[0] <= "\u9fff":
        return (
            (2 <= len(first) <= 3 and first[0] in hanzi)
            or (3 <= len(first) <= 4 and first[:2] in compound)
            or (len(first) == 1 and first in hanzi and len(words) > 1)
        )
    return first in pinyin and len(words) > 1 and all(w[:1].isupper() and w.isalpha() for w in words[:4])


def is_outlet(name: str) -> bool:
    """Whether ``name`` is that of a newspaper, station, site, account or body rather than of a person."""
    if "." in name.strip(".") and re.search(r"\.(?:com|cn|net|org|gov)\b", name, re.IGNORECASE):
        return True
    if re.search(r"[\u4e00-\u9fff]", name):
        return name.endswith(_outlet_suffixes()) or (len(name) > 3 and name.endswith(_body_suffixes()))
    known = _outlet_words()
    return any(word.strip("().,'") in known for word in name.split())


@cache
def _body_suffixes() -> tuple[str, ...]:
    return tuple(vocabulary()["body_suffixes"])


@cache
def _outlet_suffixes() -> tuple[str, ...]:
    return tuple(vocabulary()["outlet_suffixes_zh"])


@cache
def _outlet_words() -> frozenset[str]:
    return frozenset({*vocabulary()["outlet_words_en"], *vocabulary()["body_words_en"]})


def is_body(line: str) -> bool:
    """Whether ``line`` can be the name of an issuing body in a signature block."""
    line = line.strip().rstrip("（章）()")
    if not 2 < len(line) <= 60:
        return False
    words = vocabulary()
    if re.search(r"[\u4e00-\u9fff]", line):
        return len(line) <= 40 and line.endswith(_body_suffixes()) and not re.search(r"[，。；：！？\d]", line)
    tokens = line.split()
    return (
        2 <= len(tokens) <= 9
        and any(t.strip(",") in words["body_words_en"] for t in tokens)
        and not re.search(r"[.:;!?\d]", line)
    )
