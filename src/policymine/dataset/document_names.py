"""Titles and numbers of official documents: the key by which two mentions name one document, and what a title says.

Numbers: 发文字号 is the issuer's code word, the year in 〔〕 and the running number (《党政机关公文处理工作条例》 2012, article 9);
papers print the brackets as [], （） or full-width. Words of titles: ``data/documents.yaml``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, Final

from policymine.data import load_yaml

LEAST_ZH: Final = 8
"""Characters of a Chinese title from which equal titles are one document: below it stand 实施方案 and 管理办法."""

LEAST_EN: Final = 4
"""Words of an English title from which equal titles are one document."""

_NUMBER = re.compile(
    r"(?P<word>[\u4e00-\u9fff]{1,12}(?:\([\u4e00-\u9fff]{1,3}\))?[\u4e00-\u9fff]{0,4})\s*[\[(〔【](?P<year>(?:19|20)\d\d)[\])〕】]\s*第?\s*(?P<number>\d{1,5})\s*号"
)
_NUMBER_EN = re.compile(
    r"\[(?P<year>(?:19|20)\d\d)\]\s*No\.?\s*(?P<number>\d{1,5})|No\.?\s*(?P<number2>\d{1,5})\s*\[(?P<year2>(?:19|20)\d\d)\]",
    re.IGNORECASE,
)
_NOISE = re.compile(r"[^\w]+|_")
_INNER = re.compile(r"(?:印发|公布|发布|转发|下发|颁布|实施)(?:关于)?《(?P<title>[^《》]{4,120})》")
_MARKS = re.compile(r"[（(](?P<words>[^（）()]{2,12})[）)]$")
_ABOUT = re.compile(r"^(?:.{2,60}?)?关于(?=.{6,})")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def words() -> dict[str, Any]:
    """``data/documents.yaml``."""
    return dict(load_yaml("documents.yaml"))


def number_key(number: str | None) -> str | None:
    """The number in one writing: 冀教〔2022〕5号 for 冀教[2022]第5号 and 冀教（２０２２）５号; None where it is no number.

    English numbers lack the code word: ``[2021] No. 913`` gives ``〔2021〕913``.

    >>> number_key("冀教 [2022] 第 5 号")
    '冀教〔2022〕5号'
    """
    if not number:
        return None
    plain = unicodedata.normalize("NFKC", number)
    found = _NUMBER.search(plain)
    if found is not None:
        word = found["word"].replace(" ", "").replace("(", "（").replace(")", "）")
        return f"{word}〔{found['year']}〕{int(found['number'])}号"
    found = _NUMBER_EN.search(plain)
    if found is not None:
        return f"〔{found['year'] or found['year2']}〕{int(found['number'] or found['number2'])}"
    return None


def numbers_agree(one: str, other: str) -> bool:
    """Whether two keys may be one number: equal, or the English one lacks the code word of the other."""
    if one == other:
        return True
    short, full = sorted((one, other), key=len)
    return short.startswith("〔") and not full.startswith("〔") and full.removesuffix("号").endswith(short)


def title_keys(title: str | None) -> tuple[str, ...]:
    """Keys under which a title is known: that of the document it prints and issues first, else its own; () for none.

    教育局关于印发《作业管理十条（试行）》的通知 issues 作业管理十条: a reader who looks for one finds the other.
    """
    if not title:
        return ()
    plain = unicodedata.normalize("NFKC", title)
    inner = _INNER.search(plain)
    if inner is not None:
        return (title_key(inner["title"]), title_key(plain))
    return (title_key(plain),)


def title_key(title: str) -> str:
    """Letters and digits of the title in lower case, without the mark of a trial and 关于 with what stands before it."""
    plain = unicodedata.normalize("NFKC", title).strip()
    mark = _MARKS.search(plain)
    if mark is not None and any(word in mark["words"] for word in words()["trial"]["zh"] + words()["trial"]["en"]):
        plain = plain[: mark.start()]
    if _HAN.search(plain):
        plain = _ABOUT.sub("", plain)
    return _NOISE.sub("" if _HAN.search(plain) else " ", plain.lower()).strip()


def names_a_document(key: str) -> bool:
    """Whether the key is long enough to tell one document from others, and no short form such as 《意见》."""
    if _HAN.search(key):
        return len(key) >= LEAST_ZH and key not in _short("zh")
    return len(key.split()) >= LEAST_EN and key not in _short("en")


def is_short_form(title: str) -> bool:
    """Whether the title stands for one that was named before: 《意见》, the "Notice"."""
    key = title_key(title)
    return key in _short("zh") or key in _short("en")


@cache
def _short(language: str) -> frozenset[str]:
    return frozenset(title_key(form) for form in words()["short_forms"][language])


def kind_of(title: str | None) -> str | None:
    """The kind of document that a title names, as of ``data/documents.yaml``; None where it names none.

    The word that ends last decides; of 实施细则 and 办法实施细则, 细则.
    """
    if not title:
        return None
    plain = unicodedata.normalize("NFKC", title).lower()
    plain = _MARKS.sub("", plain).rstrip("》」”\"' ")
    chinese = _HAN.search(plain) is not None
    best: tuple[int, int, str] | None = None
    for kind, listed in words()["kinds"].items():
        for word in listed["zh" if chinese else "en"]:
            at = plain.rfind(word) if chinese else _last_word(plain, word)
            if at < 0:
                continue
            end = at + len(word)
            # A Chinese title ends with its kind; an English one may begin with it (Notice on …).
            if chinese and end < len(plain) - 4:
                continue
            rank = (end if chinese else -at, len(word), kind)
            if best is None or rank[:2] > best[:2]:
                best = rank
    return best[2] if best else None


def _last_word(text: str, word: str) -> int:
    found = re.search(rf"\b{re.escape(word)}\b", text)
    return -1 if found is None else found.start()


def is_trial(title: str | None) -> bool:
    """Whether the title marks a trial: （试行）, 暂行, (Trial), Interim."""
    plain = unicodedata.normalize("NFKC", title or "").lower()
    return any(word in plain for word in ("(试行)", "试行办法", "暂行", "(trial", "interim", "provisional"))


def is_draft(title: str | None) -> bool:
    """Whether the title marks a draft that is open for comments."""
    plain = unicodedata.normalize("NFKC", title or "").lower()
    return any(f"({word}" in plain for word in (*words()["draft"]["zh"], *words()["draft"]["en"]))
