"""The nouns of the package: plain frozen records, no behaviour beyond their own invariants.

Offsets are Python ``str`` offsets (code points), half-open, into ``Document.text``.
Values are ``Decimal`` in base units (万, 亿, million expanded; money in yuan; percent 0-100).
Dates and periods are EDTF (ISO 8601-2) strings. Places are GB/T 2260 codes, ``None`` for the nation as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path


class Language(StrEnum):
    ZH = "zh"
    EN = "en"
    OTHER = "other"


class Bound(StrEnum):
    EXACT = "exact"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    NEARLY = "nearly"
    APPROXIMATELY = "approximately"
    MAXIMUM = "maximum"


class Role(StrEnum):
    """What the figure says of the measured thing (see the annotation rules in ``docs/annotation.md``)."""

    LEVEL = "level"
    BEFORE = "before"
    AFTER = "after"
    SHARE = "share"
    FLOW_COUNT = "flow_count"
    CHANGE_PERCENT = "change_percent"
    CHANGE_ABSOLUTE = "change_absolute"
    LIMIT = "limit"
    TARGET = "target"


class Direction(StrEnum):
    INCREASE = "increase"
    DECREASE = "decrease"


class SectionKind(StrEnum):
    HEADLINE = "headline"
    BYLINE = "byline"  # author, time, dateline credits: numbers here are never figures
    DECK = "deck"
    SUBHEAD = "subhead"
    BODY = "body"
    TABLE = "table"
    CREDITS = "credits"  # "Source | ...", "Edit | ...", 责任编辑
    FOREIGN = "foreign"  # another story that the page carries: nothing is extracted from it


class AdminLevel(StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


class Status(StrEnum):
    """Whether an event happened."""

    DONE = "done"
    ONGOING = "ongoing"
    PLANNED = "planned"


class Verdict(StrEnum):
    HOLDS = "holds"
    CONTRADICTS = "contradicts"
    INCOMPLETE = "incomplete"


class Reason(StrEnum):
    """Why a field is null. A null without a reason does not leave the package."""

    NOT_STATED = "not_stated"
    AMBIGUOUS = "ambiguous"
    OUT_OF_CODEBOOK = "out_of_codebook"
    NATIONAL = "national"  # adcode is null because the place is the whole nation
    NOT_APPLICABLE = "not_applicable"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Bytes as they were acquired, before anything reads them."""

    name: str
    content: bytes
    media_type: str
    uri: str
    sha256: str
    retrieved: str | None = None
    # A collection (.jsonl) too large for memory: where it lies and its size in bytes; ``content`` is then its beginning.
    stored: Path | None = None
    size: int | None = None
    # Address where it was published: of a page its own, of an attachment that of the page that links to it.
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    kind: SectionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its span in ``Document.text`` and the header texts that apply to it."""

    start: int
    end: int
    row: int
    column: int
    row_header: str = ""
    column_header: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    start: int
    end: int
    caption: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page links to beside its text, by its absolute address and the words of the link."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """One text with what is known of its origin. ``published`` is EDTF (``2022-07-19``, ``2023-02``) or ``None``.

    ``published_from`` says where the date stands: ``text`` (then ``published_span`` is its place), ``label:released``,
    ``label:drawn_up`` or ``label:updated`` (a labelled line of the page beside its text), ``meta:NAME`` (a meta element),
    ``json-ld``, ``script:NAME``, ``time`` (an element marked as the time of publication), ``url``, or ``given``.
    """

    doc: str  # the file's name, or the name that a .jsonl line gives
    doc_id: str  # sha256 (first 16 hex digits) of the normalised text
    text: str
    language: Language
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    published_span: tuple[int, int] | None = None  # evidence in ``text``; None when given from outside
    published_from: str | None = None
    number: str | None = None  # 发文字号
    issuer: str | None = None
    url: str | None = None
    sections: tuple[Section, ...] = ()  # in order, none over another
    tables: tuple[Table, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    snapshot: str | None = None  # sha256 of the snapshot
    reasons: tuple[tuple[str, Reason], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A division, or the nation (``adcode`` None, level NATION)."""

    name: str
    adcode: str | None
    level: AdminLevel


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place as the text names it. ``place`` is None where candidates could not be told apart."""

    start: int
    end: int
    quote: str
    place: Place | None
    rule: str  # which rule resolved it: "full_name", "document_place", "near_miss", ...
    candidates: tuple[str, ...] = ()  # adcodes, when ambiguous


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A time as the text names it; ``edtf`` resolved against the document's date."""

    start: int
    end: int
    quote: str
    edtf: str | None
    rule: str
    is_span: bool = False  # "since …", "from … to …": accumulates over the period


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number expression that counts or measures something, before it is known what.

    ``start:end`` covers bound words, numeral, scale word and percent sign; ``core_start:core_end`` the bare numeral.
    ``unit`` is a measured unit (percent, yuan, minute, …), a counted unit (institution, school, …), ``other:<noun>``
    for any other counted noun, or None. ``head`` is the noun phrase that is counted or measured.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    value: Decimal
    value_max: Decimal | None
    bound: Bound
    unit: str | None
    unit_start: int | None = None
    unit_end: int | None = None
    head: str | None = None
    head_start: int | None = None
    head_end: int | None = None
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Rejected:
    """A number-like expression that is no figure, and why (date, ordinal, document_number, idiom, …)."""

    start: int
    end: int
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """A relation from one figure to another: before, after, part_of, share_of, rate_of, same_as, target_of, …"""

    kind: str
    figure_id: str


@dataclass(frozen=True, slots=True)
class Decision:
    """How a field of a row was decided: the rule, and the words it stands on."""

    field: str
    rule: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """An arithmetic relation among figures of one document (or reports), and whether it holds."""

    check_id: str
    doc: str
    kind: str  # sum, difference, percent_change, share, maximum, plausibility, …
    expression: str
    figure_ids: tuple[str, ...]
    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the row that the annotation rules define, and how it was read."""

    figure_id: str
    doc: str
    doc_id: str
    section: SectionKind
    start: int
    end: int
    quote: str
    core_start: int
    core_end: int
    value: Decimal
    value_max: Decimal | None
    bound: Bound
    unit: str | None
    head: str | None
    indicator: str | None
    role: Role
    direction: Direction | None
    place: str | None
    admin_level: AdminLevel | None
    adcode: str | None
    period: str | None
    stage: str | None
    confidence: float
    sentence: str
    sentence_start: int
    method: str
    same_as: str | None = None
    links: tuple[Link, ...] = ()
    reasons: tuple[tuple[str, Reason], ...] = ()
    decisions: tuple[Decision, ...] = ()
    checks: tuple[str, ...] = ()  # check ids with their verdict: "C03:holds"
    codebook_version: str = ""
    model_version: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One act or outcome. ``start:end`` is the trigger with its minimal clause."""

    event_id: str
    doc: str
    doc_id: str
    start: int
    end: int
    quote: str
    type: str
    subtype: str | None
    actor: str | None
    place: str | None
    admin_level: AdminLevel | None
    adcode: str | None
    date: str | None
    status: Status
    confidence: float
    sentence: str
    trigger_start: int
    trigger_end: int
    args: tuple[tuple[str, str], ...] = ()
    figures: tuple[str, ...] = ()  # figure ids of its result
    alt_spans: tuple[tuple[int, int], ...] = ()
    reasons: tuple[tuple[str, Reason], ...] = ()
    decisions: tuple[Decision, ...] = ()
    method: str = ""
    codebook_version: str = ""
    model_version: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A document that could not be read, or was read in part: recorded, never fatal to a run."""

    source: str
    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read from one document."""

    document: Document
    figures: tuple[Figure, ...] = ()
    events: tuple[Event, ...] = ()
    checks: tuple[Check, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
