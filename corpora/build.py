"""Build the sample corpora: documents, gold annotations and the manifest, from the annotated sources.

Run ``python corpora/build.py`` after a change to a source; ``python corpora/build.py --review`` lists number words that
no annotation covers. The format of a source is described in ``corpora/README.md``. Nothing here calls the extractor:
every field of the gold was decided by a person who read the sentence. What this script does is count offsets, expand
the documented defaults, and refuse what is malformed.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
CORPORA = ("double_reduction", "open_domain")
SPLITS = ("train", "dev", "test")

BOUNDS = {"exact", "more_than", "at_least", "less_than", "at_most", "nearly", "approximately", "maximum"}
ROLES = {
    "level", "before", "after", "share", "flow_count", "change_percent", "change_absolute", "limit", "target",
}  # fmt: skip
STAGES = {None, "compulsory", "preschool", "primary", "junior", "high_school"}
STATUSES = {"done", "ongoing", "planned"}
EVENT_TYPES = {
    "policy_issuance", "standard_setting", "mechanism_establishment", "institution_reduction", "licensing_registration",
    "enforcement_action", "inspection_campaign", "press_conference", "meeting_review", "pilot_demonstration", "funding",
    "platform_launch", "publicity_campaign", "implementation_milestone", "survey_evaluation", "experience_promotion",
}  # fmt: skip
UNITS = set(
    "percent percentage_point yuan usd fold ratio minute hour day month year mu hectare acre square_meter meter km ton "
    "kg kwh kw ug/m3 institution institution_visit school person person_time county city province village household "
    "enterprise team department document case inspection batch event copy viewer time(s) project housing_unit "
    "community bed job".split()
)
# Accepted second readings of a role, where the annotation rules leave both open. Role is not part of the row score.
ROLE_ALTERNATIVES = {
    "before": ["level"], "after": ["level"], "share": ["level", "after"], "flow_count": ["level"],
    "limit": ["level", "target"], "target": ["limit", "flow_count", "level"],
}  # fmt: skip
BOUND_WORDS = (  # longest first within a group; read only inside a span that a person marked
    ("at_most", r"不超过?|不得超过|不高于|不多于|至多|最多|以内|以下|控制在|not exceed|no more than|at most|within|not higher than|up to"),
    ("at_least", r"不少于|不低于|至少|以上|at least|not less than|no less than|or more|and above|not lower than"),
    ("more_than", r"超过?|逾|突破|多|余|more than|over|exceed|\+"),
    ("less_than", r"不足|不到|低于|less than|under|below"),
    ("nearly", r"近|接近|将近|nearly|close to|almost"),
    ("approximately", r"约|左右|大约|上下|about|around|approximately|some"),
)
SCALES = {
    "万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3,
    "trillion": 10**12, "billion": 10**9, "million": 10**6, "thousand": 10**3,
}  # fmt: skip
EDTF_POINT = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
EDTF = re.compile(rf"(?:{EDTF_POINT}|(?:{EDTF_POINT}|\.\.)/(?:{EDTF_POINT}|\.\.))")
INDICATOR = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")
CORE = re.compile(r"[一二三四五六七八九十百]+分之[一二三四五六七八九十]+|\d+/\d+|"
                  r"(?i:\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|twenty|thirty|forty)\b)|"
                  r"\d[\d,，]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千万亿半]+")
# Numbers that are never figures and need no mark: written out here once, listed as negatives with this category.
MECHANICAL = (
    ("document_number", re.compile(r"[〔\[（]20\d\d[〕\]）]\s?(?:第|No\. ?)?\d+\s?号?")),
    ("metadata_date", re.compile(r"Time:\d{4}\.\d\d\.\d\d|20\d\d-\d\d-\d\d(?: \d\d:\d\d)?")),
    ("event_date", re.compile(r"\d{1,2}[至到—-]\d{1,2}月份?")),
    ("event_date", re.compile(r"20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日")),
    ("event_date", re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Sept)"
                              r" \d{1,2}(?:st|nd|rd|th)?(?:, 20\d\d)?\b|(?<=[a-z] )20[12]\d\b(?!,\d)")),
    ("event_date", re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
                              r"(?: of)?,? 20\d\d\b|\b\d{1,3}(?:st|nd|rd|th)\b")),
    ("section_number", re.compile(r"(?m)^\s*\d{1,2}[.、．]|(?<=附件：)\d{1,2}|（[一二三四五六七八九十\d]{1,2}）|^[一二三四五六七八九十]、")),
    ("ordinal", re.compile(r"第[一二三四五六七八九十\d]+(?:批|轮|次|季度|届|条|款|时间)?")),
    ("ordinal", re.compile(r"\b(?:first|second|third|fourth|fifth)\b", re.I)),
    ("proper_name", re.compile(r"PM ?(?:2\.5|10)")),
    ("policy_label", re.compile(r"[“\"]双减[”\"]|[“\"][Dd](?:ouble|ual) [Rr]eduction[”\"]|5\+2")),
)  # fmt: skip
END_MARK = re.compile(r"^- END -$", re.M)


class Loader(yaml.SafeLoader):
    """SafeLoader that leaves dates as text: they are EDTF here."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class SourceError(Exception):
    """A source that cannot be built: names the file and what is wrong."""


@dataclass
class Span:
    tag: str
    start: int
    end: int


@dataclass
class Source:
    """One document: its plain text, the marked spans, and the rows that describe them."""

    corpus: str
    path: Path
    meta: dict[str, Any]
    text: str
    spans: list[Span]
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def doc(self) -> str:
        return str(self.meta["doc"])


def unmark(marked: str, where: str) -> tuple[str, list[Span]]:
    """Strip ``{tag:words}`` marks (they nest; ``\\{`` is a literal brace) and return the text and the spans."""
    out: list[str] = []
    spans: list[Span] = []
    stack: list[Span] = []
    i, n = 0, 0
    while i < len(marked):
        char = marked[i]
        if char == "\\" and marked[i + 1 : i + 2] in ("{", "}"):
            out.append(marked[i + 1])
            i, n = i + 2, n + 1
        elif char == "{":
            colon = marked.index(":", i)
            stack.append(Span(marked[i + 1 : colon], n, n))
            i = colon + 1
        elif char == "}":
            if not stack:
                raise SourceError(f"{where}: a closing brace without an opening one near {''.join(out)[-30:]!r}")
            span = stack.pop()
            span.end = n
            spans.append(span)
            i += 1
        else:
            out.append(char)
            i, n = i + 1, n + 1
    if stack:
        raise SourceError(f"{where}: mark {stack[-1].tag!r} is not closed")
    return "".join(out), sorted(spans, key=lambda s: (s.start, -s.end))


def load_places() -> dict[str, dict[str, str]]:
    with (HERE / "places.csv").open(encoding="utf-8", newline="") as handle:
        return {row["adcode"]: row for row in csv.DictReader(handle)}


PLACES = load_places()


def place_fields(adcode: str | None, where: str) -> dict[str, Any]:
    if adcode is None:
        return {"place": "China 中国", "admin_level": "nation", "adcode": None}
    if adcode not in PLACES:
        raise SourceError(f"{where}: adcode {adcode} is not in places.csv")
    row = PLACES[adcode]
    parents = [PLACES[c] for c in (adcode[:4] + "00", adcode[:2] + "0000") if c != adcode and c in PLACES]
    names = ", ".join(f"{p['name_en']} {p['name_zh']}" for p in {p["adcode"]: p for p in parents}.values())
    place = f"{row['name_en']} {row['name_zh']}" + (f" ({names})" if names else "")
    return {"place": place, "admin_level": row["level"], "adcode": adcode}


def read_value(quote: str, core: str, where: str) -> int | float:
    """The value of plain digits with a scale word; numerals in words carry ``value`` in the source instead."""
    if not core[0].isdigit():
        raise SourceError(f"{where}: {quote!r} is written in words: give its value")
    value = Decimal(core.replace(",", "").replace("，", ""))
    rest = quote[quote.index(core) + len(core) :].lstrip(" 多余")
    for word, scale in SCALES.items():
        if rest.startswith(word):
            value *= scale
            break
    return int(value) if value == value.to_integral_value() else float(value)


BOUND_BEFORE = re.compile(
    r"(?:超过?|不少于|不低于|不高于|至少|突破|不足|不到|逾|(?<![附最])近|(?<![签公违预节制条特履])约|more than|not exceed|nearly|about|at least|less than) ?$"
)


def read_bound(quote: str) -> str:
    for bound, words in BOUND_WORDS:
        if re.search(words, quote, re.I):
            return bound
    return "exact"


def default_period(meta: dict[str, Any], role: str, where: str) -> str:
    """Stocks and limits hold at the statement's date, "before" at 2021-07, flows and rates since 2021-07."""
    asof = str(meta.get("asof", meta["published"]))
    if role in ("level", "after", "share", "limit"):
        return asof
    if meta["corpus"] == "double_reduction":
        if role == "before":
            return "2021-07"
        if role in ("flow_count", "change_percent", "change_absolute"):
            return f"2021-07/{asof}"
    raise SourceError(f"{where}: role {role} needs a period")


def text_of(value: Any) -> str | None:
    return None if value is None else str(value)


def figure_row(source: Source, number: str, span: Span, identifiers: dict[str, str]) -> dict[str, Any]:
    where = f"{source.path.name} figure {number}"
    row = source.rows["figures"].get(int(number))
    if row is None:
        raise SourceError(f"{where}: marked but not described")
    unit, indicator, role = (text_of(x) for x in row[:3])
    opts: dict[str, Any] = dict(row[3]) if len(row) > 3 else {}
    quote = source.text[span.start : span.end]
    core = str(opts.pop("core", "")) or _core(quote, where)
    core_start = span.start + quote.index(core)
    value = opts.pop("value", None)
    role = str(role)
    if role not in ROLES:
        raise SourceError(f"{where}: role {role!r}")
    direction = opts.pop("dir", None)
    if direction is None and indicator and re.search(r"reduction_rate|deregistered|converted|banned|closed", indicator):
        direction = "decrease"
    alt = {k: [text_of(x) if k != "value" else x for x in v] for k, v in dict(opts.pop("alt", {})).items()}
    for alternative in ROLE_ALTERNATIVES.get(role, []):
        alt.setdefault("role", []).append(alternative)
    same = opts.pop("same", None)
    confidence = opts.pop("conf", 0.95)
    out = {
        "id": identifiers[number], "doc": source.doc, "section": _section(source, span),
        "start": span.start, "end": span.end, "quote": quote,
        "core_start": core_start, "core_end": core_start + len(core), "core": core, "head": opts.pop("head", None),
        "value": value if value is not None else read_value(quote, core, where), "value_max": opts.pop("max", None),
        "bound": opts.pop("bound", None) or read_bound(quote), "unit": unit, "indicator": indicator, "role": role,
        "direction": direction,
        **place_fields(text_of(opts.pop("adcode", source.meta.get("adcode"))), where),
        "period": text_of(opts.pop("period")) if "period" in opts else default_period(source.meta, role, where),
        "stage": opts.pop("stage", None), "same_as": identifiers[str(same)] if same else None,
        "confidence": confidence, "optional": confidence < 0.5, "alt": alt, "note": opts.pop("note", ""),
    }  # fmt: skip
    if opts:
        raise SourceError(f"{where}: unknown fields {sorted(opts)}")
    _check_figure(out, source, where)
    return out


def _core(quote: str, where: str) -> str:
    match = CORE.search(quote)
    if match is None:
        raise SourceError(f"{where}: no numeral in {quote!r}: give its core")
    return match.group().rstrip(",，") if match.group()[0].isdigit() else match.group()


def _section(source: Source, span: Span) -> str:
    return "headline" if span.start < source.text.find("\n") and source.meta["kind"] != "bulletin" else "body"


def _check_figure(row: dict[str, Any], source: Source, where: str) -> None:
    text = source.text
    problems = [
        (text[row["start"] : row["end"]] == row["quote"], "quote"),
        (text[row["core_start"] : row["core_end"]] == row["core"], "core"),
        (not BOUND_BEFORE.search(text, 0, row["start"]), "the bound word before the span belongs to it"),
        (row["bound"] in BOUNDS, f"bound {row['bound']}"),
        (row["stage"] in STAGES, f"stage {row['stage']}"),
        (row["unit"] is None or row["unit"] in UNITS or row["unit"].startswith("other:"), f"unit {row['unit']}"),
        (row["indicator"] is None or INDICATOR.fullmatch(row["indicator"]), f"indicator {row['indicator']}"),
        (row["indicator"] is not None or row["head"], "a figure without an indicator needs its head"),
        (row["period"] is None or EDTF.fullmatch(row["period"]), f"period {row['period']}"),
        (row["direction"] in (None, "increase", "decrease"), f"direction {row['direction']}"),
    ]
    for ok, what in problems:
        if not ok:
            raise SourceError(f"{where}: {what}")
    for period in row["alt"].get("period", []):
        if period is not None and not EDTF.fullmatch(period):
            raise SourceError(f"{where}: alternative period {period}")


def event_row(source: Source, tag: str, spans: list[Span], identifiers: dict[str, str]) -> dict[str, Any]:
    where = f"{source.path.name} event {tag}"
    row = source.rows["events"].get(tag)
    if row is None:
        raise SourceError(f"{where}: marked but not described")
    kind, actor, date = (text_of(x) for x in row[:3])
    opts: dict[str, Any] = dict(row[3]) if len(row) > 3 else {}
    if kind not in EVENT_TYPES or (date is not None and not EDTF.fullmatch(date)):
        raise SourceError(f"{where}: type {kind!r} or date {date!r}")
    inside = [s for s in source.spans if s.tag.isdigit() and spans[0].start <= s.start and s.end <= spans[0].end]
    confidence = opts.pop("conf", 0.85)
    status = opts.pop("status", "done")
    if status not in STATUSES:
        raise SourceError(f"{where}: status {status!r}")
    args = dict(opts.pop("args", {}))
    if inside:
        args["figure_ids"] = [identifiers[s.tag] for s in inside]
    out = {
        "id": f"{Path(source.doc).stem}-{tag.upper()}", "doc": source.doc,
        "start": spans[0].start, "end": spans[0].end, "quote": source.text[spans[0].start : spans[0].end],
        "type": kind, "subtype": opts.pop("subtype", None), "actor": actor,
        **place_fields(text_of(opts.pop("adcode", source.meta.get("adcode"))), where),
        "date": date, "status": status, "args": args, "same_as": None,
        "alt_spans": [{"start": s.start, "end": s.end, "quote": source.text[s.start : s.end]} for s in spans[1:]],
        "confidence": confidence, "optional": confidence < 0.5, "alt": {k: [text_of(x) for x in v] for k, v in dict(opts.pop("alt", {})).items()},
        "note": opts.pop("note", ""),
    }  # fmt: skip
    if opts:
        raise SourceError(f"{where}: unknown fields {sorted(opts)}")
    return out


def annotate(source: Source) -> dict[str, list[dict[str, Any]]]:
    """Every gold row of one source."""
    numbers = [s for s in source.spans if s.tag.isdigit()]
    if len({s.tag for s in numbers}) != len(numbers):
        raise SourceError(f"{source.path.name}: a figure number is used twice")
    identifiers = {s.tag: f"{Path(source.doc).stem}-F{int(s.tag):02d}" for s in numbers}
    events: dict[str, list[Span]] = {}
    negatives = []
    for span in source.spans:
        if re.fullmatch(r"e\d+", span.tag):
            events.setdefault(span.tag, []).append(span)
        elif not span.tag.isdigit():
            negatives.append((span.start, span.end, span.tag))
    figures = [figure_row(source, s.tag, s, identifiers) for s in numbers]
    for name, used in (("figures", {int(s.tag) for s in numbers}), ("events", set(events))):
        if unused := set(source.rows[name]) - used:
            raise SourceError(f"{source.path.name}: {name} described but not marked: {sorted(unused, key=str)}")
    taken = [(s.start, s.end) for s in numbers] + [(a, b) for a, b, _ in negatives]
    negatives += mechanical_negatives(source.text, taken)
    names = {int(n): i for n, i in identifiers.items()}
    return {
        "figures": sorted(figures, key=lambda r: r["start"]),
        "events": sorted((event_row(source, t, s, identifiers) for t, s in events.items()), key=lambda r: r["start"]),
        "negatives": [
            {"doc": source.doc, "start": a, "end": b, "quote": source.text[a:b], "category": c, "note": ""}
            for a, b, c in sorted(negatives)
        ],
        "relations": [relation(source, r, {f["id"]: f for f in figures}, names) for r in source.rows["relations"]],
    }


def mechanical_negatives(text: str, taken: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    end = END_MARK.search(text)
    limit = end.end() if end else len(text)
    found: list[tuple[int, int, str]] = []
    after = [(m.start(), m.end(), "after_end") for m in re.finditer(r"\d[\d,.]*(?<![,.])", text) if m.start() >= limit]
    for category, pattern in MECHANICAL:
        found += [(m.start(), m.end(), category) for m in pattern.finditer(text, 0, limit)]
    out: list[tuple[int, int, str]] = []
    for start, stop, category in after + found:
        if all(stop <= a or b <= start for a, b in taken):
            out.append((start, stop, category))
            taken = [*taken, (start, stop)]
    return out


def relation(source: Source, row: list[Any], figures: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    """``[kind, [figure numbers], holds]``; the claim is recomputed, so a wrong ``holds`` does not build."""
    kind, numbers, holds = row
    ids = [names[n] for n in numbers]
    a = [Decimal(str(figures[i]["value"])) for i in ids]
    places = max(0, -int(Decimal(str(a[-1])).as_tuple().exponent))  # type: ignore[arg-type]
    truth = {
        "sum": lambda: sum(a[:-1]) == a[-1],  # parts, then the whole
        "difference": lambda: a[0] - a[1] == a[2],
        "percent_change": lambda: round(abs(a[0] - a[1]) * 100 / a[0], places) == a[2],  # before, after, rate
        "share": lambda: round(a[0] * 100 / a[1], places) == a[2],  # part, whole, percent
    }[kind]()
    if bool(truth) is not holds:
        raise SourceError(f"{source.path.name}: relation {row} is {truth}")
    return {"doc": source.doc, "kind": kind, "figures": ids, "holds": holds}


def uncovered(source: Source) -> list[str]:
    """Digits that are neither a figure nor a listed negative (an error), with their context."""
    gold = annotate(source)
    spans = [(r["start"], r["end"]) for r in gold["figures"] + gold["negatives"]]
    return [
        f"{source.doc}: {m.group()!r} in {source.text[max(0, m.start() - 15) : m.end() + 15]!r}"
        for m in re.finditer(r"\d+(?:[.,]\d+)*", source.text)
        if not any(a < m.end() and m.start() < b for a, b in spans)
    ]


WORDS = re.compile(
    r"[一二三四五六七八九十百千万亿两半零双]+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|"
    r"half|hundreds?|thousands?|million|tenth|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|ninety|once|twice)\b", re.I)  # fmt: skip


def review(source: Source) -> list[str]:
    """Number words that nothing covers: for the annotator to look at, since most of them are idioms."""
    gold = annotate(source)
    spans = [(r["start"], r["end"]) for r in gold["figures"] + gold["negatives"]]
    return [
        f"{source.doc}: {m.group()!r} in {source.text[max(0, m.start() - 12) : m.end() + 12]!r}"
        for m in WORDS.finditer(source.text)
        if not any(a < m.end() and m.start() < b for a, b in spans)
    ]


def load(corpus: str) -> list[Source]:
    sources = []
    for path in sorted((HERE / corpus / "sources").glob("*.yaml")):
        for data in yaml.load_all(path.read_text(encoding="utf-8"), Loader=Loader):
            meta = {k: v for k, v in data.items() if k not in ("text", "figures", "events", "relations")}
            meta["published"] = str(meta["published"])
            meta["adcode"] = text_of(meta.get("adcode"))
            meta["corpus"] = corpus
            text, spans = unmark(data["text"], path.name)
            rows = {n: data.get(n) or ([] if n == "relations" else {}) for n in ("figures", "events", "relations")}
            sources.append(Source(corpus, path, meta, text, spans, rows))
    return sources


def pdf_bytes(text: str) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=0, invariant=1)
    width, height = A4
    y = height - 72
    canvas.setFont("STSong-Light", 12)
    for paragraph in text.splitlines():
        line = ""
        for char in [*paragraph, "\n"]:
            if char == "\n" or pdfmetrics.stringWidth(line + char, "STSong-Light", 12) > width - 144:
                canvas.drawString(72, y, line)
                y -= 20
                line = ""
                if y < 72:
                    canvas.showPage()
                    canvas.setFont("STSong-Light", 12)
                    y = height - 72
            line += "" if char == "\n" else char
    canvas.save()
    return buffer.getvalue()


def docx_bytes(text: str) -> bytes:
    """Paragraphs; lines that hold tabs become rows of a table. Times and zip order are fixed, so bytes repeat."""
    from datetime import datetime

    from docx import Document

    document = Document()
    lines = text.splitlines()
    i = 0
    while i < len(lines):
        if "\t" in lines[i]:
            rows = []
            while i < len(lines) and "\t" in lines[i]:
                rows.append(lines[i].split("\t"))
                i += 1
            table = document.add_table(rows=0, cols=len(rows[0]))
            for row in rows:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
        else:
            document.add_paragraph(lines[i])
            i += 1
    core = document.core_properties
    core.author, core.comments = "policymine sample corpus", ""
    core.created = core.modified = datetime(2024, 1, 1)
    raw = io.BytesIO()
    document.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), old.read(name))
    return out.getvalue()


def document_bytes(source: Source) -> bytes:
    suffix = Path(source.doc).suffix
    if suffix == ".pdf":
        return pdf_bytes(source.text)
    if suffix == ".docx":
        return docx_bytes(source.text)
    return source.text.encode(str(source.meta.get("encoding", "utf-8")))


def parsed_gold(source: Source) -> list[dict[str, Any]]:
    """Gold of an HTML, PDF or DOCX document: its parsed text is not known here, so context stands for offsets."""
    out = []
    for row in annotate(source)["figures"]:
        context = {}
        for name, a, b in (("before", max(0, row["start"] - 120), row["start"]), ("after", row["end"], row["end"] + 120)):
            plain = re.sub(r"\s+", "", re.sub(r"<[^<>]*>|^[^<>]*>|<[^<>]*$", "", source.text[a:b]))
            context[name] = plain[-10:] if name == "before" else plain[:10]
        keep = {k: v for k, v in row.items() if k not in ("start", "end", "core_start", "core_end")}
        out.append(keep | context)
    return out


def jsonl(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode()


def build() -> dict[str, bytes]:
    """Every generated file, by its path below ``corpora/``."""
    files: dict[str, bytes] = {}
    manifest = []
    names: set[str] = set()
    for corpus in CORPORA:
        gold: dict[tuple[str, str], list[dict[str, Any]]] = {
            (s, n): [] for s in SPLITS for n in ("figures", "events", "negatives", "relations")
        }
        parsed: list[dict[str, Any]] = []
        bundles: dict[str, list[dict[str, Any]]] = {}
        for source in load(corpus):
            meta = source.meta
            if source.doc in names:
                raise SourceError(f"{source.path.name}: the name {source.doc} is taken")
            names.add(source.doc)
            if meta["split"] not in SPLITS:
                raise SourceError(f"{source.path.name}: split {meta['split']!r}")
            path = f"{corpus}/documents/{source.doc}"
            if bundle := meta.get("bundle"):
                path = f"{corpus}/documents/{bundle}#{source.doc}"
                line = {k: meta[k] for k in ("doc", "title", "publisher", "published") if k in meta}
                bundles.setdefault(str(bundle), []).append({**line, "text": source.text})
            else:
                files[path] = document_bytes(source)
            plain = Path(source.doc).suffix == ".txt"
            annotated = meta.get("annotated", True)
            if annotated and plain:
                if missing := uncovered(source):
                    raise SourceError("not annotated: " + "; ".join(missing))
                for name, rows in annotate(source).items():
                    gold[meta["split"], name] += rows
            elif annotated:
                parsed += parsed_gold(source)
            code = meta["adcode"]
            manifest.append({
                "path": path, "language": meta["language"], "kind": meta["kind"],
                "province": PLACES[code[:2] + "0000"]["name_zh"] if code else "全国",
                "place": PLACES[code]["name_zh"] if code else "全国", "adcode": code or "",
                "published": meta["published"], "split": meta["split"], "synthetic": str(meta.get("synthetic", True)).lower(),
                "annotated": ("offsets" if plain else "context") if annotated else "no",
                "source_of_facts": meta.get("facts", "invented for this corpus; no real report"),
            })  # fmt: skip
        for (split, name), rows in gold.items():
            files[f"{corpus}/gold/{split}/{name}.jsonl"] = jsonl([{"index": i, **r} for i, r in enumerate(rows)])
        if parsed:
            files[f"{corpus}/gold/parsed/figures.jsonl"] = jsonl(parsed)
        for bundle, rows in bundles.items():
            files[f"{corpus}/documents/{bundle}"] = jsonl(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(manifest[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(manifest)
    files["manifest.csv"] = out.getvalue().encode()
    return files


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--review", action="store_true", help="list number words that no annotation covers")
    args = parser.parse_args()
    try:
        if args.review:
            for corpus in CORPORA:
                for source in load(corpus):
                    if Path(source.doc).suffix == ".txt":
                        print(*review(source), sep="\n")
            return 0
        files = build()
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    stale = {p for c in CORPORA for d in ("documents", "gold") for p in (HERE / c / d).rglob("*") if p.is_file()}
    for name, content in files.items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        stale.discard(path)
    for path in stale:
        path.unlink()
    print(f"{len(files)} files")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
