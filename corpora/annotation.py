"""Gold rows from annotated sources: offsets are counted, documented defaults expanded, malformed rows refused.

Nothing here calls the extractor: every field was decided by a person who read the sentence.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from sources import HERE, Source, SourceError, Span, text_of

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
    (
        "at_most",
        r"不超过?|不得超过|不高于|不多于|至多|最多|以内|以下|控制在|not exceed|no more than|at most|within|not more than|not higher than|up to",
    ),
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
CORE = re.compile(
    r"[一二三四五六七八九十百]+分之[一二三四五六七八九十]+|\d+/\d+|"
    r"(?i:\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|twenty|thirty|forty)\b)|"
    r"\d[\d,，]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千万亿半]+"
)
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
