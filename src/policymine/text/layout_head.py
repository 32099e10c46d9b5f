"""The head of a text: title, who published it and when, its number and issuer, from labels and short lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policymine.records import Language
from policymine.text import layout_marks as marks
from policymine.text.layout_dates import CLOCK, DatedSpan, find_date

# How sure a date is the day of publication, best first.
RELEASED, BYLINE, DRAWN_UP, SIGNED, DELIVERED, UPDATED = range(6)
_RANK = {"released": RELEASED, "drawn_up": DRAWN_UP, "updated": UPDATED}
_TRIM = " \t\u3000\xa0|｜丨/／[]【】()（）,，;；·•"
_NUMBER_LIKE = re.compile(r"[\d０-９%％]|[一二三四五六七八九十百千万亿](?=[家所个名万亿余多])")
_NAME_BREAK = re.compile(r"\s{2,}|\t|\u3000|[|｜丨]")
_NEXT_ROLE = re.compile(
    r"(?<=\s)(?:通讯员|记者|编辑|摄影|实习生)|[,，;；/、]?\s(?:Correspondents?|Reporters?|Coordinators?|Editors?|Edit|Photo\w*|Intern)\b"
)
_REPORTER_NAMES = re.compile(
    r"(?:Reporters?|Correspondents?|记者|通讯员|特约撰稿人?)[\s:：/]{0,3}(?P<who>\S.{0,80})$", re.IGNORECASE
)

# What a byline holds beside names and the day: the page of the paper, the dateline's own day.
_ASIDE = re.compile(
    r"第?\s?[A-D]?\d{1,3}\s?版|讯?[（(]\d{1,2}月\d{1,2}日[)）]|(?:星期|周)[一二三四五六日天]|原创|\bPage\s[A-D]?\d{1,3}\b"
)
_ROLE = re.compile(
    r"(?:本报|本网|见习|实习|全媒体|首席)?(?:记者|通讯员|作者|撰文|撰稿)|\b(?:[Bb]y|Reporters?|Correspondents?|Author)\b"
)
_APART = frozenset(" \t\u3000\xa0|｜丨/／,，·•()（）[]【】-—:：")
_WORD_BREAK = re.compile(r"[\s\u3000|｜丨/／,，、·•()（）\[\]【】:：]+")
_SMALL = frozenset("by of the and for in at from with reporter correspondent".split())


@dataclass(slots=True)
class Facts:
    """What the marks of a text say of it, collected line by line; the first statement of a thing is kept."""

    title: str | None = None
    author: str | None = None
    reporter: str | None = None
    publisher: str | None = None
    number: str | None = None
    issuer: str | None = None
    outlet_author: bool = False  # the publisher is an "author" that is no person: a stated source is better
    dates: list[tuple[int, DatedSpan]] = field(default_factory=list)

    def published(self) -> DatedSpan | None:
        """The date of best rank; of two of a rank the first in the text."""
        return min(self.dates, key=lambda d: d[0])[1] if self.dates else None


def read_meta_line(text: str, start: int, end: int, facts: Facts) -> bool:
    """Whether ``text[start:end]`` is a line of labelled facts ("Author:… Time:…"); what it says goes into ``facts``."""
    if end - start > marks.HEAD_LINE_LIMIT:
        return False
    line = text[start:end]
    found = list(marks.label_pattern().finditer(line))
    if not found or line.endswith(("。", "；")):
        return False
    lead = line[: found[0].start()].strip(_TRIM + "-—*●■◆▲>：:")
    if lead and not _leads(lead, len(found)):
        return False
    kinds = [marks.label_kinds()[(m.lastindex or 1) - 1] for m in found]
    if (
        not lead
        and len(found) == 1
        and kinds[0] in ("reporter", "author", "editor", "last_editor")
        and not _names(line[found[0].end() :])
    ):
        return False
    if lead:
        _read_unlabelled(text, start, start + found[0].start(), facts)
    for i, (match, kind) in enumerate(zip(found, kinds, strict=True)):
        stop = found[i + 1].start() if i + 1 < len(found) else len(line)
        _take(kind, text, start + match.end(), start + stop, facts)
    return True


def _leads(lead: str, labels: int) -> bool:
    """Whether text before the first label still leaves a line of facts: a date, a clock, a name; never prose."""
    date = find_date(lead)
    rest = lead if date is None else lead[: date.start] + lead[date.end :]
    rest = CLOCK.sub("", rest)
    if re.search(r"[。！？；]|[.!?;]\s", rest) or _NUMBER_LIKE.search(rest):
        return False
    return len(rest.strip(_TRIM)) <= (20 if date is not None or labels >= 2 else 0)


def _names(value: str) -> bool:
    """Whether ``value`` is a list of names rather than what somebody said (记者：全省压减了多少？)."""
    value = value.strip(_TRIM)
    if not value or len(value) > 80 or marks.ends_sentence(value):
        return False
    if "\u4e00" <= value[0] <= "\u9fff":
        return (
            len(value) <= 40
            and not re.search(r"[，：；\d]", value)
            and all(len(w) <= 12 for w in re.split(r"[\s、/　]+", value))
        )
    return len(value.split()) <= 12 and not re.search(r"\d", value)


def _take(kind: str, text: str, start: int, end: int, facts: Facts) -> None:
    raw = text[start:end]
    value = _NAME_BREAK.split(raw.strip(_TRIM), maxsplit=1)[0].strip(_TRIM)
    if kind in _RANK:
        found = find_date(text, start, end)
        if found is not None:
            facts.dates.append((_RANK[kind], found))
            trailing = CLOCK.sub("", text[found.end : end]).strip(_TRIM)
            if trailing and facts.publisher is None and marks.is_outlet(trailing) and len(trailing) <= 30:
                facts.publisher = trailing
        return
    if not value or value in ("-", "--", "无", "None", "none"):
        return
    if kind == "source":
        dated = find_date(text, start, end)
        if dated is not None:
            facts.dates.append((BYLINE, dated))
        date = find_date(value)
        value = value[: date.start].strip(_TRIM) if date is not None else value
        own = value.startswith(("本站", "本网", "原创", "网络", "互联网"))
        if value and (facts.publisher is None or (facts.outlet_author and not own)) and len(value) <= 60:
            facts.publisher, facts.outlet_author = value, False
    elif kind == "author":
        _take_author(value, facts)
    elif kind == "reporter":
        facts.reporter = facts.reporter or value[:80]
    elif kind == "number":
        match = marks.DOCUMENT_NUMBER.search(value)
        facts.number = facts.number or (match.group() if match else None)
    elif kind == "issuer":
        facts.issuer = facts.issuer or value[:80]
    elif kind == "title" and len(raw.strip()) >= 4:
        facts.title = facts.title or raw.strip(" \t\u3000\xa0")


def _take_author(value: str, facts: Facts) -> None:
    """An "author" that is no person is the outlet that publishes: it stays author as stated and is publisher too."""
    facts.author = facts.author or value[:80]
    if facts.publisher is None and not marks.is_person(value) and len(value) <= 60:
        facts.publisher, facts.outlet_author = value, True


def read_date_line(text: str, start: int, end: int, facts: Facts, *, titled: bool = False) -> bool:
    """Whether the line is a date with at most an outlet, a name or a clock beside it ("河北日报 2022-07-19 08:30").

    ``titled``: a title stands above. Then a full date set apart from a few words makes a byline whatever they are.
    """
    if end - start > 80:
        return False
    line = text[start:end]
    found = find_date(line)
    if found is None or marks.ends_sentence(line):
        return False
    if titled and _is_byline(line, found):
        facts.dates.append((BYLINE, DatedSpan(start + found.start, start + found.end, found.edtf)))
        _read_byline(line, found, facts)
        return True
    before = line[: found.start].strip(_TRIM + "-—*")
    after = CLOCK.sub("", line[found.end :]).strip(_TRIM + "-—*")
    if (before and after and not (marks.is_outlet(before) or before == "原创")) or _NUMBER_LIKE.search(
        before + " " + after
    ):
        return False
    rest = re.sub(
        r"^(?:[Bb]y|(?:[Pp]ublished|[Pp]osted|[Rr]eleased|[Uu]pdated)(?:\s(?:on|at))?(?:\s|$))\s?", "", before or after
    )
    if len(rest) > 40 or (
        rest
        and not (
            marks.is_outlet(rest)
            or marks.is_person(rest)
            or rest.startswith(("原创", "发表于", "星期", "发布", "更新"))
        )
    ):
        return False
    facts.dates.append((BYLINE, DatedSpan(start + found.start, start + found.end, found.edtf)))
    _read_unlabelled(text, start, end, facts)
    return True


def _is_byline(line: str, found: DatedSpan) -> bool:
    """Whether ``line`` is a full date and, set apart from it, names: no number, no clause, few and short words."""
    if len(found.edtf) < 10:
        return False
    before, after = line[: found.start], CLOCK.sub("", line[found.end :], count=1)
    before, after = _ASIDE.sub(" ", before), _ASIDE.sub(" ", after)
    if (before.strip() and before[-1] not in _APART) or (after.strip() and after[0] not in _APART):
        return False
    names = f"{before} {after}".strip(_TRIM + "-—*:：")
    if re.search(r"[\d０-９。！？；!?;%％]", names) or (_NUMBER_LIKE.search(names) and not marks.is_outlet(names)):
        return False
    words = [w for w in _WORD_BREAK.split(names) if w]
    if re.search(r"[\u4e00-\u9fff]", names):
        return len(names) <= 40 and len(words) <= 6 and all(len(w) <= 14 for w in words)
    return len(words) <= 12 and all(w[:1].isupper() or w in _SMALL for w in words)


def _read_byline(line: str, found: DatedSpan, facts: Facts) -> None:
    """Publisher and author from what stands beside the date: the author after a word of the trade, the outlet before it."""
    rest = CLOCK.sub(" ", line[: found.start] + "\u3000" + line[found.end :])
    rest = _ASIDE.sub("\u3000", rest).strip(_TRIM + "-—*:：")
    role = _ROLE.search(rest)
    if role is not None:
        who = first_names(_NAME_BREAK.split(rest[role.end() :].strip(_TRIM + ":："), maxsplit=1)[0])
        if who and "," in who:
            who, _, outlet = (part.strip() for part in who.partition(","))
            facts.publisher = facts.publisher or outlet or None
        facts.author = facts.author or who
        rest = rest[: role.start()].strip(_TRIM)
    elif parts := [p for p in re.split(r"[,，|｜丨·•\u3000\t]|\s{2,}|(?<=[\u4e00-\u9fff])\s", rest) if p.strip(_TRIM)]:
        people = [p.strip(_TRIM) for p in parts if marks.is_person(p.strip(_TRIM))]
        facts.author = facts.author or next(iter(people), None)
        rest = next((p.strip(_TRIM) for p in parts if p.strip(_TRIM) not in people), "")
    outlet = _NAME_BREAK.split(rest, maxsplit=1)[0].strip(_TRIM)
    if facts.publisher is None and len(outlet) > 1 and outlet not in ("原创", "发布", "更新"):
        facts.publisher = outlet


def _read_unlabelled(text: str, start: int, end: int, facts: Facts) -> None:
    line = text[start:end]
    found = find_date(line)
    if found is not None and not any(d.start == start + found.start for _, d in facts.dates):
        facts.dates.append((BYLINE, DatedSpan(start + found.start, start + found.end, found.edtf)))
    rest = line if found is None else line[: found.start] + " " + line[found.end :]
    words = CLOCK.sub(" ", rest).replace("原创", " ").split()
    if words and words[0].isascii():  # names in English hold blanks
        words = [" ".join(words[1:] if words[0].lower() == "by" else words)]
    for word in words:
        name = word.strip(_TRIM)
        if marks.is_outlet(name) and facts.publisher is None:
            facts.publisher = name
        elif marks.is_person(name) and facts.author is None:
            facts.author = name


def read_reporter_line(line: str, facts: Facts) -> bool:
    """Whether ``line`` is a short line that names who wrote the piece ("… Client Reporter Ji Yuya")."""
    if (
        len(line) > 100
        or not marks.byline_word_pattern().search(line)
        or marks.ends_sentence(line)
        or _NUMBER_LIKE.search(line)
    ):
        return False
    match = _REPORTER_NAMES.search(line)
    if match is None or not _names(match["who"]):
        return False
    # A headline may hold the word; a byline ends in names.
    who = match["who"].strip(_TRIM)
    if not (marks.is_person(who) or all(w[:1].isupper() for w in who.split() if w.isascii() and w.isalpha())):
        return False
    if "\u4e00" <= who[0] <= "\u9fff" and not marks.is_person(who):
        return False
    facts.reporter = facts.reporter or who
    return True


def first_names(value: str | None) -> str | None:
    """The names before the next role in a line of credits ("王明 通讯员 李强" gives 王明), None for none."""
    value = re.sub(r"^(?:Reporters?|Correspondents?|记者|通讯员)[\s:：/]{1,3}", "", (value or "").strip())
    names = _NEXT_ROLE.split(value, maxsplit=1)[0].strip(_TRIM)
    return names or None


def split_title_tail(title: str, language: Language) -> tuple[str, str | None]:
    """``("Title", "Xinhua")`` of "Title - Xinhua": the outlet that aggregators hang on an English headline."""
    if language is not Language.EN:
        return title, None
    match = re.search(r"\s?(?:-{1,2}|—|\|)\s?(?P<tail>[A-Z][\w'.]{1,30}(?:\s[\w'.]{1,30}){0,3})$", title)
    if match is None or match.start() < 12:
        return title, None
    tail = match["tail"]
    known = marks.vocabulary()["title_tails_en"]
    if not any(w in known or re.search(r"\.(?:com|cn|net|org)\b", w) for w in tail.split()):
        return title, None
    return title[: match.start()].rstrip(" -—|"), tail
