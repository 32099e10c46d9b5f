"""Lines of a page that are none of its article: controls, counters, the page's foot, captions and credits of pictures."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from policymine.parsing.html_tree import Block, html_facts, name_parts
from policymine.text import layout_marks as marks

_LONGEST = 100  # controls and captions are short; nothing longer is looked at
_CAPTION_LONGEST = 120
# 某某 摄, 新华社记者 某某摄, 资料图, 受访者供图, (某某/摄), 新华社发 at the end of what stands under a picture.
_CREDIT = re.compile(
    r"(?:摄影报道|资料图片?|资料照片|供图|制图|图源.{0,12}|[\u4e00-\u9fff]\s?[/／]?\s?摄|摄影|新华社[/／]?发|[/／]\s?[图文]{1,2})\s?[）)】\]。]?$"
)
_CAPTION_START = re.compile(r"(?:[▲△↑]|图为|图\d?[:：]|图片说明|下图|上图|图片来源|视频)")
# Kinds of label that a line of source and date keeps; page numbers, counters and letter sizes go.
_KEPT = frozenset("source author reporter released drawn_up updated number issuer editor last_editor".split())
# Items of a line of source and date that say neither: the page of a paper, where an account's holder is.
_ASIDE = re.compile(r"\s*(?:第?\s?[A-Z]?\s?\d{1,3}\s?版\W{0,3}\S{0,8}|(?:发表于|发布于|IP属地)\W{0,2}\S{0,8})\s*$")
_STEP = re.compile(r"(?:>{1,2}|»|›|＞{1,2}|→)(?=\s*\S)")
_EMPTY_LABEL = re.compile(r"[\W_]*(?:$|无$|暂无$|--+$)")
_BRACKET_JUNK = re.compile(
    r"(?:浏览|阅读|点击|访问|人气)(?:量|数|次数)?\s?[:：]?\s?\d+\s?次?|\bA\s?[-+](?=\s|$)|[\[【(（]\s*[\]】)）]|[|｜丨]\s*(?=[|｜丨]|$)"
)
# 雙減(jiǎn): a reading in brackets after the character it is for; a vowel with its tone tells it from an abbreviation.
_PINYIN = re.compile(
    r"(?<=[\u3400-\u9fff])[（(]\s?(?=[^()（）]{0,30}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ])[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ'’·\s-]{1,30}[)）]"
)


@cache
def _controls() -> re.Pattern[str]:
    words = sorted(html_facts()["controls"], key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in words))


@cache
def _page_lines() -> tuple[str, ...]:
    return tuple(html_facts()["page_lines"])


@cache
def _captions() -> frozenset[str]:
    return frozenset(html_facts()["caption"])


def is_control(line: str) -> bool:
    """Whether ``line`` holds nothing but controls and counters of the page (【打印】【关闭】, 字号：大 中 小, 阅读 1.2万)."""
    if len(line) > _LONGEST:
        return False
    rest, found = _controls().subn(" ", line)
    return found > 0 and not re.search(r"[^\W\d_万亿千+]", rest)


def is_page_line(line: str) -> bool:
    """Whether the page or the account, not the article, says ``line``: its QR code, its foot, a notice of rights."""
    line = line.lstrip("【[（(●■◆▲▼↓*·—- \u3000")
    if len(line) > 200 or not line:
        return False
    if line.startswith(_page_lines()):
        # 扫码登记的家长有3200人。 is a sentence of the article: it says how many.
        return not marks.ends_sentence(line) or (len(line) <= _LONGEST and not re.search(r"\d", line))
    words: list[str] = html_facts()["foot_words"]
    return len(line) <= 160 and any(word in line for word in words)


def is_caption(block: Block) -> bool:
    """Whether ``block`` stands under a picture and says what it shows or who took it."""
    if block.grid is not None or len(block.text) > _CAPTION_LONGEST:
        return False
    if not block.under_picture:
        return bool(block.element.tag == "figcaption")
    around = (block.element, *islice(block.element.iterancestors(), 3))
    if any(name_parts(element) & _captions() for element in around):
        return True
    return _CREDIT.search(block.text) is not None or _CAPTION_START.match(block.text) is not None


def is_foot(line: str) -> bool:
    """Whether ``line`` belongs to a page's foot if no prose follows it; a notice may name organisers among its lines."""
    return len(line) <= 200 and line.lstrip("【[（( \u3000").startswith(tuple(html_facts()["foot_lines"]))


def is_furniture(block: Block) -> bool:
    """Whether ``block`` is left out of the article wherever it stands."""
    text = block.text
    if block.grid is not None or len(text) > 200:
        return False
    if len(text) > 60 and text[-1] in "。！？”" and not block.under_picture:  # a paragraph, as most blocks are
        return is_page_line(text)
    return is_control(text) or is_crumb(text) or is_page_line(text) or is_empty_label(text) or is_caption(block)


def is_crumb(line: str) -> bool:
    """Whether ``line`` is the path to the page (首页 > 新闻 > 正文)."""
    if len(line) > 150 or marks.ends_sentence(line):
        return False
    steps = len(_STEP.findall(line))
    return steps >= 2 or (steps == 1 and "首页" in line)


def is_empty_label(line: str) -> bool:
    """A label without its value ("责任编辑：", "来源：")."""
    match = marks.label_pattern().match(line) if len(line) <= 20 else None
    return match is not None and _EMPTY_LABEL.match(line, match.end()) is not None


def facts_only(line: str) -> str:
    """A line of source and date without its counters, letter sizes and buttons; its items are set apart by two blanks."""
    found = list(marks.label_pattern().finditer(line))
    parts = [line[: found[0].start()] if found else line]
    for i, match in enumerate(found):
        stop = found[i + 1].start() if i + 1 < len(found) else len(line)
        value = line[match.end() : stop]
        if marks.label_kinds()[(match.lastindex or 1) - 1] in _KEPT and not _EMPTY_LABEL.match(value):
            label = line[match.start() : match.end()]
            parts.append(
                f"{label.strip()}：{value}" if label.endswith("\t") and label[-2:-1] not in ":：" else label + value
            )
    kept = [
        piece
        for part in parts
        for piece in re.split(r"\s{2,}", part)
        if piece.strip() and not (is_control(piece) or _ASIDE.match(piece))
    ]
    text = _BRACKET_JUNK.sub("", "  ".join(" ".join(piece.split()) for piece in kept))
    text = text.strip(" |｜丨[【(（").strip()
    return text if any(sign in text for sign in "[【(（") else text.rstrip("]】)） ")


def without_pinyin(text: str) -> str:
    """``text`` without readings in brackets after a Chinese character. The composed text of a page has no other form."""
    return _PINYIN.sub("", text) if "(" in text or "（" in text else text
