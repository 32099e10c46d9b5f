"""Events as the linking across documents sees them: what each field says, made comparable across papers and languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from policymine.data import load_yaml
from policymine.dataset.document_names import names_a_document, number_key, title_keys
from policymine.text import edtf

FAMILIES: Final = {"policy_issuance": "document", "standard_setting": "document"}
"""Types between which only the words of a title decide, which translations change."""

_ORDINAL_ZH = re.compile(r"第([0-9]{1,3}|[一二三四五六七八九十]{1,3})(批|次|轮|期|届|季度|场)")
_ORDINAL_EN = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[0-9]{1,2}(?:st|nd|rd|th))[\s-]+(?:\w+\s)?(batch|meeting|round|phase|session|quarter)",
    re.IGNORECASE,
)
_ORDINALS_EN = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_KINDS_EN = {
    "批": "batch",
    "次": "time",
    "轮": "round",
    "期": "phase",
    "届": "session",
    "季度": "quarter",
    "场": "meeting",
}
_DIGITS_ZH = {char: number for number, char in enumerate("一二三四五六七八九", 1)}
# Counted things whose number is known beforehand and recurs in every report of a place: its schools, counties, households.
_BODIES = frozenset({"school", "county", "city", "province", "district", "village", "community", "department", "day"})


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of an event: ``key`` its number and whether it is a percentage or money, ``weight`` how telling it is.

    ``slot``: indicator, role and stage, where known: two values of one slot that differ contradict each other.
    """

    key: str
    weight: float
    slot: tuple[str, str, str | None] | None
    number: float
    exact: bool


@dataclass(slots=True)
class View:
    """One event. Dates are the first and last day, None where open or unknown; ``day``: the day that the text states."""

    event_id: str
    doc_id: str
    language: str
    family: str
    subtype: str | None
    status: str
    adcode: str | None
    known_place: bool
    first: date | None
    last: date | None
    dated: bool
    stated: bool
    day: str | None
    kinds: frozenset[str]
    actor_level: str | None
    number: str | None
    titles: tuple[str, ...]
    titled: bool
    ordinals: frozenset[tuple[str, int]]
    quote: str
    published: str | None
    doc: str
    values: tuple[Value, ...] = ()
    words: frozenset[str] | None = field(default=None)

    def tokens(self) -> frozenset[str]:
        """Tokens of the words, worked out once."""
        if self.words is None:
            from policymine.extraction.event_merge import tokens_of

            self.words = tokens_of(self.quote)
        return self.words


@cache
def _assumed() -> frozenset[str]:
    return frozenset(load_yaml("enforcement.yaml")["assumed_dates"])


def date_is_stated(event: Mapping[str, Any]) -> bool:
    """Whether words of the event give its date, rather than the date of its document or of the policy."""
    rule = next((entry["rule"] for entry in event["decisions"] or () if entry["field"] == "date"), None)
    return rule is not None and rule not in _assumed()


def arguments(event: Mapping[str, Any]) -> dict[str, str]:
    """Arguments by name, of a stored row (pairs) or a published one (a mapping); the first of several."""
    given = event["args"] or ()
    if isinstance(given, Mapping):
        return {name: value[0] if isinstance(value, list) else value for name, value in given.items()}
    out: dict[str, str] = {}
    for pair in given:
        out.setdefault(pair["name"], pair["value"])
    return out


def issues_its_document(event: Mapping[str, Any]) -> bool:
    """Whether the event is the issue of the very document that tells it (现印发给你们, 本办法自…起施行)."""
    return any(entry["rule"] == "frame:self_issue" for entry in event["decisions"] or ())


def views(
    events: Iterable[Mapping[str, Any]],
    figures: Mapping[str, Mapping[str, Any]],
    documents: Mapping[str, Mapping[str, Any]],
) -> list[View]:
    """Views of stored event rows; ``figures`` by id, ``documents`` by ``doc_id``. A repeated id counts once."""
    out: dict[str, View] = {}
    for event in events:
        if event["event_id"] in out:
            continue
        out[event["event_id"]] = _view(event, figures, documents.get(event["doc_id"], {}))
    return list(out.values())


def _view(event: Mapping[str, Any], figures: Mapping[str, Mapping[str, Any]], document: Mapping[str, Any]) -> View:
    args = arguments(event)
    when = event["date"]
    stated = date_is_stated(event)
    kinds = {args.get("actor_kind", ""), *args.get("actor_other_kinds", "").split(", ")} - {"", "territory"}
    own = issues_its_document(event)
    number = number_key(args.get("document_number") or (document.get("number") if own else None))
    titles = title_keys(args.get("document") or (document.get("title") if own else None))
    return View(
        event_id=event["event_id"],
        doc_id=event["doc_id"],
        language=document.get("language") or "zh",
        family=FAMILIES.get(event["type"], event["type"]),
        subtype=event["subtype"],
        status=event["status"],
        adcode=event["adcode"],
        known_place=event["adcode"] is not None or event["admin_level"] == "nation",
        first=edtf.first_day(when),
        last=edtf.last_day(when),
        dated=when is not None,
        stated=stated,
        day=when if stated and when is not None and len(when) == 10 else None,
        kinds=frozenset(kinds),
        actor_level=args.get("actor_level"),
        number=number,
        titles=tuple(key for key in titles if names_a_document(key)),
        titled=bool(titles),
        ordinals=ordinals(event["quote"]),
        quote=event["quote"],
        published=document.get("published"),
        doc=event["doc"],
        values=tuple(
            dict.fromkeys(
                value_of(figures[key])
                for key in event["figures"] or ()
                if key in figures and figures[key]["value"] is not None
            )
        ),
    )


def value_of(figure: Mapping[str, Any]) -> Value:
    """The figure as ``Value``. Weight: 1 for three significant digits or more, 0.5 for two, 0.2 for one; counts of schools,
    counties and other bodies that a place has anyway weigh 0.3 at most, full shares 0.1.
    """
    number = figure["value"]
    unit = figure["unit"]
    digits = len(f"{abs(number):f}".replace(".", "").strip("0")) if number else 0
    weight = 1.0 if digits >= 3 else 0.5 if digits == 2 else 0.2
    if unit in _BODIES:
        weight = min(weight, 0.3)
    if unit == "percent" and number == 100:
        weight = 0.1
    mark = {"percent": "%", "yuan": "¥"}.get(unit or "", "")
    slot = (figure["indicator"], figure["role"], figure.get("stage")) if figure["indicator"] else None
    return Value(f"{number.normalize():f}{mark}", weight, slot, float(number), figure["bound"] == "exact")


def ordinals(words: str) -> frozenset[tuple[str, int]]:
    """Which of a row an event is: 第三批 and "the third batch" are ("batch", 3)."""
    found = {(_KINDS_EN[kind], number) for text, kind in _ORDINAL_ZH.findall(words) if (number := _whole(text))}
    for text, kind in _ORDINAL_EN.findall(words):
        low = text.lower()
        number = _ORDINALS_EN.index(low) + 1 if low in _ORDINALS_EN else int(re.sub(r"\D", "", low))
        found.add((kind.lower(), number))
    if "首批" in words:
        found.add(("batch", 1))
    return frozenset(found)


def _whole(text: str) -> int:
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS_ZH.get(text, 0)
    return _DIGITS_ZH.get(tens, 1) * 10 + _DIGITS_ZH.get(ones, 0)
