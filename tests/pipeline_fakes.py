"""Stand-ins for the reading rooms, importable by worker processes: a tiny language whose rows are written out in full."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from policymine.errors import InputError
from policymine.pipeline.services import Services
from policymine.records import (
    AdminLevel,
    Bound,
    Check,
    Decision,
    Direction,
    Document,
    Event,
    Extraction,
    Figure,
    Language,
    Link,
    Problem,
    Reason,
    Role,
    Section,
    SectionKind,
    Snapshot,
    Status,
    Verdict,
)

FIGURE = re.compile(
    r"(?P<quote>\S*?(?P<core>[\d.]+)\S*?) \{(?P<indicator>\S*) (?P<role>\w+) (?P<bound>\w+) (?P<unit>\S+) "
    r"(?P<place>\S+) (?P<level>\w+) (?P<adcode>\w+) (?P<period>\S+?)(?: (?P<section>\w+))?\}"
)
EVENT = re.compile(r"(?P<quote>\w+) \[(?P<type>\w+) (?P<date>\S+)\]")


class FakeResources:
    codebook_version = "fake@1"


def find_sources(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise InputError("PM101", where=str(path))
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def read_snapshot(path: Path, max_bytes: int | None) -> Snapshot:
    content = path.read_bytes()
    if max_bytes is not None and len(content) > max_bytes:
        raise InputError("PM108", where=str(path))
    return Snapshot(path.name, content, "text/plain", path.absolute().as_uri(), hashlib.sha256(content).hexdigest())


def parse(snapshot: Snapshot) -> Iterator[Document | Problem]:
    text = snapshot.content.decode()
    if not text:
        raise InputError("PM102", where=snapshot.name)
    parts = text.split("\n") if snapshot.name.endswith(".jsonl") else [text]
    for number, part in enumerate(parts):
        if part == "BROKEN LINE":
            yield Problem(snapshot.name, "PM111", f"line {number + 1}", "mend it")
        elif part:
            doc = f"{snapshot.name}#{number}" if len(parts) > 1 else snapshot.name
            yield Document(
                doc,
                hashlib.sha256(part.encode()).hexdigest()[:16],
                part,
                Language.ZH,
                title="A title",
                published="2022-07-19",
                published_span=(0, 1),
                sections=(Section(SectionKind.BODY, 0, len(part)),),
                snapshot=snapshot.sha256,
                reasons=(("number", Reason.NOT_STATED),),
            )


def _none(word: str) -> str | None:
    return None if word in ("-", "") else word


def read_document(document: Document, resources: Any) -> Extraction:
    if "CRASH" in document.text:
        raise RuntimeError("the reader broke")
    if "EXIT" in document.text:
        os._exit(9)
    figures = []
    for match in FIGURE.finditer(document.text):
        role = Role(match["role"])
        figures.append(
            Figure(
                figure_id=hashlib.sha256(f"{document.doc}{match.start()}".encode()).hexdigest()[:12],
                doc=document.doc,
                doc_id=document.doc_id,
                section=SectionKind(match["section"] or "body"),
                start=match.start("quote"),
                end=match.end("quote") + ("OFF" in document.text),
                quote=match["quote"],
                core_start=match.start("core"),
                core_end=match.end("core"),
                value=Decimal(match["core"]),
                value_max=None,
                bound=Bound(match["bound"]),
                unit=_none(match["unit"]),
                head="institutions",
                indicator=_none(match["indicator"]),
                role=role,
                direction=Direction.DECREASE if role is Role.CHANGE_PERCENT else None,
                place=_none(match["place"]),
                admin_level=AdminLevel(match["level"]) if match["level"] != "none" else None,
                adcode=_none(match["adcode"]) if match["adcode"] != "none" else None,
                period=_none(match["period"]),
                stage=None,
                confidence=0.75,
                sentence=document.text.split("\n")[0],
                sentence_start=0,
                method="fake",
                reasons=(("stage", Reason.NOT_STATED),),
                decisions=(Decision("value", "numeral", match.start("core"), match.end("core")), Decision("x", "y")),
                codebook_version="fake@1",
                model_version="fake",
            )
        )
    if len(figures) > 1:
        first, second, *rest = figures
        figures = [
            Figure(**{f: getattr(first, f) for f in Figure.__slots__} | {"links": (Link("after", second.figure_id),)}),
            second,
            *rest,
        ]
    events = tuple(
        Event(
            event_id=f"e{match.start()}",
            doc=document.doc,
            doc_id=document.doc_id,
            start=match.start("quote"),
            end=match.end("quote"),
            quote=match["quote"],
            type=match["type"],
            subtype=None,
            actor="the bureau",
            place="Hebei",
            admin_level=AdminLevel.PROVINCE,
            adcode="130000",
            date=match["date"],
            status=Status.DONE,
            confidence=0.5,
            sentence=document.text,
            trigger_start=match.start("quote"),
            trigger_end=match.end("quote"),
            args=(("document", "Plan"), ("number", "12"), ("number", "13")),
            figures=tuple(figure.figure_id for figure in figures[:1]),
            alt_spans=((0, 3),),
        )
        for match in EVENT.finditer(document.text)
    )
    return Extraction(document, tuple(figures), events)


def verify(extraction: Extraction) -> Extraction:
    if len(extraction.figures) < 2:
        return extraction
    ids = tuple(figure.figure_id for figure in extraction.figures[:2])
    check = Check("C1", extraction.document.doc, "sum", "a + b = c", ids, Verdict.HOLDS, "exact")
    figures = tuple(
        Figure(**{f: getattr(figure, f) for f in Figure.__slots__} | {"checks": ("C1:holds",)})
        if figure.figure_id in ids
        else figure
        for figure in extraction.figures
    )
    return Extraction(extraction.document, figures, extraction.events, (check,))


def load_resources(codebooks: Sequence[str | Path]) -> FakeResources:
    return FakeResources()


def reader_version() -> str:
    return "reader-1"


def other_reader_version() -> str:
    return "reader-2"


FAKES = Services(find_sources, read_snapshot, parse, load_resources, read_document, verify, reader_version)

HEBEI = (
    "5092 {subject_training_institutions.count before exact institution Hebei province 130000 2021-07} fell to "
    "4 {subject_training_institutions.count after exact institution Hebei province 130000 2022-07-19} . "
    "Issued [policy_issuance 2022-07] "
)
CHENGGU = (
    "81 {subject_training_institutions.count before exact institution Chenggu county 610722 2021-07} "
    "8 {subject_training_institutions.count after exact institution Chenggu county 610722 2022-07-13} "
    "90.1% {subject_training_institutions.reduction_rate change_percent exact percent Chenggu county 610722 2022-07-13}"
)


def write_corpus(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hebei.txt").write_text(HEBEI, encoding="utf-8")
    (folder / "chenggu.txt").write_text(CHENGGU, encoding="utf-8")
    return folder
