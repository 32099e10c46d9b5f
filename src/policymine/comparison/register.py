"""The register of documents: what was issued, by whom, when, under which number, and where it is told.

Mentions are one document when their numbers agree, or their titles are equal, long enough to tell one document, and of
one place and time. An English title is another name of a Chinese document only where a translation pair says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from policymine.comparison.event_rows import EventRow, event_rows
from policymine.comparison.issuers import Issuer, issuers, merged
from policymine.comparison.panel import place_label
from policymine.dataset.document_names import (
    is_draft,
    is_short_form,
    is_trial,
    kind_of,
    names_a_document,
    number_key,
    numbers_agree,
    title_keys,
    words,
)
from policymine.dataset.query import Filter, rows
from policymine.dataset.store import Dataset
from policymine.text import edtf

COLUMNS: Final = (
    *("title", "number", "kind", "trial", "draft", "issuers", "adcode", "place", "date", "date_basis", "status"),
    *("ended", "other_titles", "english_titles", "mentions", "documents"),
)
"""Fields of a row in order. ``date_basis``: stated, document (its own date), or report (no later than a report of it).
``status``: issued, planned, ended (its end is said), cited (named only; not said to be issued here)."""

_BOOK_TITLE: Final = re.compile(r"《([^《》\n]{4,90})》")
_NUMBER_AFTER: Final = re.compile(
    r"\s?[（(]?\s?(?P<number>[\u4e00-\u9fff]{1,12}[〔\[［（(](?:19|20)\d\d[〕\]］）)]\s?第?\s?\d{1,5}\s?号)"
)
_BACKGROUND_TITLE: Final = re.compile(r"(?:日报|晚报|时报|早报|报|杂志|周刊|新闻|联播|法)$")


@dataclass
class _Entry:
    """What mentions say of one document."""

    number: str | None = None
    titles: dict[str, int] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    issuers: list[Issuer] = field(default_factory=list)
    places: dict[tuple[str | None, str | None], int] = field(default_factory=dict)
    dates: list[tuple[int, str]] = field(default_factory=list)  # rank of its basis, EDTF
    statuses: set[str] = field(default_factory=set)
    ended: list[str] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    clusters: set[str] = field(default_factory=set)
    language: str = "zh"


_BASES: Final = ("stated", "document", "report")


def register(
    dataset: Dataset, wanted: Filter | None = None, *, cited: bool = False, kind: str | None = None
) -> list[dict[str, Any]]:
    """Rows with ``COLUMNS``, in order of place and date. ``cited``: also documents that are only named somewhere.

    ``wanted``: filters of events; ``place``, ``document`` and ``level`` also hold for documents that are themselves in
    the dataset. ``kind``: one of ``data/documents.yaml``.
    """
    documents = {row["doc_id"]: row for row in rows(dataset, "documents")}
    found = event_rows(dataset, wanted, distinct=False)
    mentions = [*_told(found, documents), *_own(found, documents)]
    mentions += _ended_and_cited(documents, {m.doc_id for m in mentions} if wanted else None, everything=cited)
    from policymine.dataset.translations import translations

    pairs = {pair.english: pair.chinese for pair in translations(dataset)}
    entries = _merge(mentions, pairs)
    out = [_row(entry) for entry in entries]
    out = [row for row in out if (cited or row["status"] != "cited") and kind in (None, row["kind"])]
    return sorted(
        out, key=lambda row: (row["adcode"] or "", str(edtf.last_day(row["date"]) or "9999"), row["title"] or "")
    )


@dataclass(frozen=True)
class _Mention:
    title: str | None
    number: str | None
    issuers: tuple[Issuer, ...]
    adcode: str | None
    place: str | None
    nation: bool
    date: str | None
    basis: int
    status: str
    language: str
    doc_id: str
    doc: str
    published: str | None
    start: int
    end: int
    quote: str
    cluster: str | None = None
    event_id: str | None = None


def _told(found: Sequence[EventRow], documents: Mapping[str, Mapping[str, Any]]) -> Iterable[_Mention]:
    """Issues that events tell."""
    for row in found:
        event, args = row.event, row.args
        title, number = args.get("document"), number_key(args.get("document_number"))
        document = documents.get(event["doc_id"], {})
        if title is not None and is_short_form(title):
            title = _resolved(title, document.get("text") or "")
        if title is None and number is None:
            continue
        issued = event["type"] in ("policy_issuance", "standard_setting")
        if issued and event["type"] == "standard_setting" and title and kind_of(title) is None:
            continue
        language = document.get("language") or "zh"
        actor = event["actor"] if issued else None
        partners = args.get("partners") if issued else None
        listed = [issuer for part in (actor, partners) for issuer in issuers(part, event["adcode"], language)]
        status = ("planned" if event["status"] == "planned" else "issued") if issued else "cited"
        yield _Mention(
            title,
            number,
            tuple(listed),
            event["adcode"],
            event["place"],
            event["admin_level"] == "nation",
            event["date"] if row.stated else document.get("published"),
            0 if row.stated else 2,
            status,
            language,
            event["doc_id"],
            event["doc"],
            document.get("published"),
            event["start"],
            event["end"],
            event["quote"],
            row.cluster.cluster_id if row.cluster else None,
            event["event_id"],
        )


def _own(found: Sequence[EventRow], documents: Mapping[str, Mapping[str, Any]]) -> Iterable[_Mention]:
    """Documents of the dataset that are official documents themselves: they bear a number, or an issuer and a kind."""
    places: dict[str, EventRow] = {}
    for row in found:
        places.setdefault(row.event["doc_id"], row)
    for doc_id, document in documents.items():
        number = number_key(document["number"])
        title = _title_of(document)
        if number is None and not (document["issuer"] and kind_of(title) and "关于" in (title or "")):
            continue
        if doc_id not in places:
            code, name, nation = _place_of_issuer(document["issuer"] or title)
            if code is None and not nation:
                continue
        else:
            code, name, nation = _document_place(document, [r for r in found if r.event["doc_id"] == doc_id])
        start = max((document["text"] or "").find(title or ""), 0) if title else 0
        own = document["issuer"] or _issuer_of_title(title)
        yield _Mention(
            title,
            number,
            tuple(issuers(own, code, document["language"])),
            code,
            name,
            nation,
            document["published"],
            1,
            "planned" if is_draft(title) else "issued",
            document["language"],
            doc_id,
            document["doc"],
            document["published"],
            start,
            start + len(title or ""),
            title or document["number"],
        )


_TITLE_LINE: Final = re.compile(
    r"^.{0,40}关于.{4,80}?的(?:通知|意见|公告|通告|通报|决定|公示|函|报告|批复)\s*$", re.MULTILINE
)


def _title_of(document: Mapping[str, Any]) -> str | None:
    """The document's title; where that is only the head of the paper (某局文件), the line that reads like one."""
    title: str | None = document["title"]
    if title is None or title.endswith("文件"):
        found = _TITLE_LINE.search(document["text"] or "", 0, 600)
        return found.group().strip() if found else None
    return title


def _document_place(document: Mapping[str, Any], found: Sequence[EventRow]) -> tuple[str | None, str | None, bool]:
    code, name, nation = _place_of_issuer(document["issuer"] or document["title"])
    if code is not None or nation:
        return code, name, nation
    # The widest place that its events have: the other ones lie in it.
    event = min((row.event for row in found), key=lambda e: (e["adcode"] is None, (e["adcode"] or "").rstrip("0")))
    return event["adcode"], event["place"], event["admin_level"] == "nation"


def _place_of_issuer(words_: str | None) -> tuple[str | None, str | None, bool]:
    """The division whose full name begins the issuer's name or the title."""
    from policymine.extraction.event_actors import actor_level
    from policymine.geography import divisions
    from policymine.records import Language

    if not words_:
        return None, None, False
    best = None
    for length in range(min(len(words_), 14), 1, -1):
        if words_[length - 1] not in "省市县区州盟旗":
            continue
        hits = [row for row in divisions.search(words_[:length]) if row.valid_to is None]
        codes = {row.adcode for row in hits if row.name == words_[:length]}
        if len(codes) == 1:
            best = next(iter(codes))
            break
    if best is not None:
        return best, divisions.display_name(best), False
    if actor_level(words_[:20], Language.ZH) == "nation":
        return None, None, True
    return None, None, False


def _issuer_of_title(title: str | None) -> str | None:
    """What stands before 关于: 海南省教育厅等九部门关于印发…"""
    head, about, _ = (title or "").partition("关于")
    return head if about and 3 <= len(head) <= 60 else None


def _resolved(short: str, text: str) -> str | None:
    """The title that a short form stands for, where the text says so: 《关于…的意见》（以下简称《意见》）."""
    pattern = (
        r"[《\"“]([^《》\"“”\n]{6,160})[》\"”]\s?[（(][^（）()]{0,30}?(?:以下)?(?:简称|hereinafter referred to as|referred to as)"
        rf"[^（）()]{{0,12}}?[《\"“]?{re.escape(short)}"
    )
    found = re.search(pattern, text)
    return None if found is None else found[1]


def _ended_and_cited(
    documents: Mapping[str, Mapping[str, Any]], within: set[str] | None, *, everything: bool
) -> Iterable[_Mention]:
    """Titles in book marks, with the number after them: they give numbers to titles, and say what was ended."""
    ended, ends = words()["ended"]["zh"], words()["ends"]["zh"]
    for doc_id, document in documents.items():
        text = document["text"] or ""
        if document["language"] != "zh" or (within is not None and doc_id not in within) or "《" not in text:
            continue
        for found in _BOOK_TITLE.finditer(text):
            title = found[1]
            after = _NUMBER_AFTER.match(text, found.end())
            stop = after.end() if after else found.end()
            sentence = text[stop : min(len(text), stop + 40)].split("。")[0]
            status = "cited"
            if any(word in sentence for word in ended):
                status = "ended"
            else:
                before = text[max(0, found.start() - 6) : found.start()]
                if any(before.endswith(word) for word in ends):
                    status = "ended"
            number = number_key(after["number"]) if after else None
            if (status == "cited" and number is None and not everything) or _BACKGROUND_TITLE.search(title):
                continue
            if number is None and not any(names_a_document(key) for key in title_keys(title)):
                continue
            code, name, nation = _place_of_issuer(title)
            yield _Mention(
                title, number, (), code, name, nation, document["published"], 2, status, "zh", doc_id, document["doc"],
                document["published"], found.start(), stop, text[found.start() : stop + (len(sentence) if status == "ended" else 0)],
            )  # fmt: skip


def _merge(mentions: Iterable[_Mention], pairs: Mapping[str, str]) -> list[_Entry]:
    """Entries of mentions: by number, then by title within one place, then by the event that links them."""
    entries: list[_Entry] = []
    by_number: dict[str, list[_Entry]] = defaultdict(list)
    by_title: dict[str, list[_Entry]] = defaultdict(list)
    by_cluster: dict[str, _Entry] = {}
    # Numbers and places first: a mention that knows neither joins one that does.
    ordered = sorted(
        mentions,
        key=lambda m: (m.status in ("cited", "ended"), m.number is None, m.published or "9999", m.doc, m.start),
    )
    for mention in ordered:
        keys = [key for key in title_keys(mention.title) if names_a_document(key)]
        entry = by_cluster.get(mention.cluster or "")
        if entry is None and mention.number is not None:
            tail = mention.number[mention.number.find("〔") :].removesuffix("号")
            entry = next(
                (
                    e
                    for e in by_number[tail]
                    if e.number and numbers_agree(e.number, mention.number) and _same_place(e, mention)
                ),
                None,
            )
        if entry is None:
            entry = next(
                (
                    e
                    for key in keys
                    for e in by_title[key]
                    if _same_place(e, mention) and _numbers_meet(e, mention) and _near(e, mention)
                ),
                None,
            )
        if entry is None and mention.language != "zh" and mention.doc_id in pairs:
            entry = _translated(mention, entries, pairs[mention.doc_id])
        if entry is None:
            entry = _Entry(language=mention.language)
            entries.append(entry)
        _add(entry, mention, keys)
        if mention.number is not None:
            tail = mention.number[mention.number.find("〔") :].removesuffix("号")
            if entry not in by_number[tail]:
                by_number[tail].append(entry)
        for key in keys:
            if entry not in by_title[key]:
                by_title[key].append(entry)
        if mention.cluster:
            by_cluster.setdefault(mention.cluster, entry)
    return entries


def _same_place(entry: _Entry, mention: _Mention) -> bool:
    """Whether place does not forbid: unknown, or one of those that the entry has, or within one."""
    from policymine.dataset.query import code_prefix

    if (mention.adcode is None and not mention.nation) or not entry.places:
        return True
    for code, _ in entry.places:
        if code == mention.adcode:
            return True
        if (
            code
            and mention.adcode
            and (code.startswith(code_prefix(mention.adcode)) or mention.adcode.startswith(code_prefix(code)))
        ):
            return True
    return False


def _numbers_meet(entry: _Entry, mention: _Mention) -> bool:
    return entry.number is None or mention.number is None or numbers_agree(entry.number, mention.number)


def _near(entry: _Entry, mention: _Mention) -> bool:
    """No two stated dates of issue that cannot both hold."""
    if mention.basis or mention.date is None:
        return True
    mine = (edtf.first_day(mention.date), edtf.last_day(mention.date))
    for rank, date in entry.dates:
        theirs = (edtf.first_day(date), edtf.last_day(date))
        if rank == 0 and None not in (*mine, *theirs) and (mine[0] > theirs[1] or theirs[0] > mine[1]):  # type: ignore[operator]
            return False
    return True


def _translated(mention: _Mention, entries: Sequence[_Entry], original: str) -> _Entry | None:
    """The entry of the only document of that kind that the original issues, where the translation issues one of the kind."""
    kind = kind_of(mention.title)
    found = [
        entry
        for entry in entries
        if entry.language == "zh"
        and any(m["doc_id"] == original and m["event_id"] for m in entry.mentions)
        and any(kind_of(title) == kind for title in entry.titles)
    ]
    return found[0] if len(found) == 1 and kind is not None else None


def _add(entry: _Entry, mention: _Mention, keys: Sequence[str]) -> None:
    if mention.number and (entry.number is None or len(mention.number) > len(entry.number)):
        entry.number = mention.number
    if mention.title:
        entry.titles[mention.title] = entry.titles.get(mention.title, 0) + 1
    entry.keys.update(keys)
    entry.issuers += mention.issuers
    if mention.adcode is not None or mention.nation:
        place = (mention.adcode, mention.place)
        entry.places[place] = entry.places.get(place, 0) + 1
    if mention.date and mention.status != "ended":
        entry.dates.append((mention.basis, mention.date))
    entry.statuses.add(mention.status)
    if mention.status == "ended":
        entry.ended.append(mention.quote)
    if mention.status == "cited" and any(
        m["doc_id"] == mention.doc_id and m["start"] <= mention.start < m["end"] for m in entry.mentions
    ):
        return  # the title inside a sentence that is a mention already
    entry.mentions.append(
        {
            "doc": mention.doc,
            "doc_id": mention.doc_id,
            "published": mention.published,
            "start": mention.start,
            "end": mention.end,
            "quote": mention.quote,
            "as": mention.status,
            "event_id": mention.event_id,
        }
    )


def _row(entry: _Entry) -> dict[str, Any]:
    chinese = [title for title in entry.titles if not title.isascii()]
    english = [title for title in entry.titles if title.isascii()]
    front = _front(chinese or english)
    code, name = max(entry.places, key=lambda place: entry.places[place], default=(None, None))
    known = bool(entry.places)
    rank, date = _date(entry)
    said = merged(entry.issuers)
    status = next((name for name in ("ended", "issued", "planned", "cited") if name in entry.statuses), "cited")
    if known and len(said) == 1 and said[0].kind in (None, "territory"):  # "our province": the place itself
        said = [Issuer(place_label(code, name), "territory", said[0].level)]
    out: dict[str, Any] = {
        "title": front,
        "number": entry.number,
        "kind": kind_of(front),
        "trial": any(is_trial(title) for title in entry.titles),
        "draft": any(is_draft(title) for title in entry.titles),
        "issuers": [{"name": i.name, "kind": i.kind, "level": i.level} for i in said],
        "adcode": code,
        "place": place_label(code, name) if known else None,
        "date": date,
        "date_basis": None if date is None else _BASES[rank],
        "status": status,
        "ended": entry.ended[0] if entry.ended else None,
        "other_titles": [title for title in chinese if title != front],
        "english_titles": [title for title in english if title != front],
        "mentions": entry.mentions,
        "documents": len({mention["doc_id"] for mention in entry.mentions}),
    }
    return {name: out[name] for name in COLUMNS}


def _front(titles: Sequence[str]) -> str | None:
    """Of 关于印发《X》的通知 and X, X; else the longest."""
    if not titles:
        return None
    inner = re.search(r"(?:印发|公布|发布|转发|下发)(?:关于)?《([^《》]{4,120})》", max(titles, key=len))
    return inner[1] if inner else max(titles, key=len)


def _date(entry: _Entry) -> tuple[int, str | None]:
    """The best known date: stated before the document's own; of reports only, that it was issued by the first of them."""
    if not entry.dates:
        return 0, None
    rank = min(rank for rank, _ in entry.dates)
    same = [date for r, date in entry.dates if r == rank]
    date = min(same, key=lambda d: (-len(d.split("/")[-1]), str(edtf.last_day(d))))
    if rank == 2:
        end = min((d for d in same if edtf.last_day(d)), key=lambda d: str(edtf.last_day(d)), default=None)
        return rank, edtf.up_to(end)
    return rank, date
