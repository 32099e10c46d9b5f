"""Quality and speed of policymine beside its peers, on the same text, in one run.

Peers return number spans with a value and at best a unit; a peer's unit is mapped to ours where it has one, its bound is
"exact" unless it says otherwise. That is what each offers, not a handicap.

Speed is processor time of the whole reading: policymine gives figures, events and checks, a peer gives what it finds.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import re
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from policymine.extraction import load_resources, read_document
from policymine.learning.evaluate import figure_row
from policymine.learning.gold import Gold, read_gold, read_rows
from policymine.learning.scoring import score_figures
from policymine.records import Document, Language
from policymine.text.documents import make_document
from policymine.verification import verify

Row = dict[str, Any]
Reader = Callable[[Document], list[Row]]
NAMES = {
    "Percentage": "percent",
    "%": "percent",
    "percentage": "percent",
    "percent": "percent",
    "元": "yuan",
    "yuan": "yuan",
    "Chinese yuan": "yuan",
    "minute": "minute",
    "hour": "hour",
    "day": "day",
    "month": "month",
    "year": "year",
    "分钟": "minute",
    "小时": "hour",
    "天": "day",
    "月": "month",
    "年": "year",
}


def row(doc: Document, start: int, end: int, value: float | None, unit: str | None, bound: str = "exact") -> Row:
    return {
        "doc": doc.doc,
        "start": start,
        "end": end,
        "quote": doc.text[start:end],
        "value": value,
        "value_max": None,
        "bound": bound,
        "unit": unit,
        "role": None,
        "indicator": None,
        "adcode": None,
        "period": None,
        "confidence": 1.0,
    }


def policymine_reader() -> Reader:
    resources = load_resources()
    return lambda doc: [figure_row(f) for f in verify(read_document(doc, resources)).figures]


def regex_reader() -> Reader:
    pattern = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")

    def read(doc: Document) -> list[Row]:
        out = []
        for m in pattern.finditer(doc.text):
            after = doc.text[m.end() : m.end() + 8].lstrip()
            unit = "percent" if after.startswith("%") else "yuan" if after.startswith(("元", "yuan")) else None
            out.append(row(doc, m.start(), m.end(), float(m.group().replace(",", "")), unit))
        return out

    return read


def quantulum3_reader() -> Reader:
    parser = importlib.import_module("quantulum3.parser")
    classifier = importlib.import_module("quantulum3.classifier")
    try:
        parser.parse("5 degrees and 3 pounds")
    except (ImportError, AttributeError) as error:  # a model that the installed scikit-learn cannot load
        classifier.USE_CLF = False
        print(f"quantulum3 runs without its classifier of ambiguous units: {error}", file=sys.stderr)

    def read(doc: Document) -> list[Row]:
        out = []
        for q in parser.parse(doc.text):
            unit = q.unit.name if q.unit else None
            out.append(
                row(
                    doc,
                    q.span[0],
                    q.span[1],
                    float(q.value),
                    NAMES.get(str(unit), None if unit in (None, "dimensionless") else str(unit)),
                )
            )
        return out

    return read


def recognizers_reader() -> Reader:
    culture = importlib.import_module("ms_recognizers_text").Culture
    number = importlib.import_module("ms_recognizers_number")

    def read(doc: Document) -> list[Row]:
        spoken = culture.Chinese if doc.language is Language.ZH else culture.English
        out = []
        for kind, unit in ((number.recognize_percentage, "percent"), (number.recognize_number, None)):
            for r in kind(doc.text, spoken):
                value = str((r.resolution or {}).get("value") or "").rstrip("%")
                try:
                    parsed: float | None = float(value)
                except ValueError:
                    parsed = None
                if not any(o["start"] <= r.start < o["end"] for o in out):
                    out.append(row(doc, r.start, r.end + 1, parsed, unit))
        return out

    return read


def jionlp_reader() -> Reader:
    jio = importlib.import_module("jionlp")
    bounds = {"blur-": "nearly", "blur+": "more_than"}

    def read(doc: Document) -> list[Row]:
        out = []
        for found in jio.ner.extract_money(doc.text, with_parsing=True):
            detail = found.get("detail") or {}
            number = detail.get("num")
            value = float(number[0] if isinstance(number, list) else number) if number not in (None, "null") else None
            start, end = found["offset"]
            out.append(row(doc, start, end, value, "yuan", bounds.get(str(detail.get("definition")), "exact")))
        jio.ner.extract_time(doc.text, time_base=time.time(), with_parsing=False)
        return out

    return read


def cn2an_reader() -> Reader:
    cn2an = importlib.import_module("cn2an")
    run = re.compile(r"[零〇一二三四五六七八九十百千万亿两\d.]+")

    def read(doc: Document) -> list[Row]:
        out = []
        for m in run.finditer(doc.text):
            try:
                out.append(row(doc, m.start(), m.end(), float(cn2an.cn2an(m.group(), "smart")), None))
            except (ValueError, KeyError):
                continue
        return out

    return read


PEERS: dict[str, Callable[[], Reader]] = {
    "policymine": policymine_reader,
    "digit regex": regex_reader,
    "quantulum3": quantulum3_reader,
    "ms-recognizers": recognizers_reader,
    "jionlp (money, time)": jionlp_reader,
    "cn2an": cn2an_reader,
}


def corpora(shared: Path | None) -> Iterator[tuple[str, list[Document], Gold]]:
    """(name, documents, gold) of everything there is to measure on."""
    if shared is not None:
        rows = read_rows(shared / "gold" / "real_dev" / "documents.jsonl")
        yield "real_dev", [_document(r) for r in rows], read_gold(shared / "gold" / "real_dev")
        seeds = [make_document(p.name, p.read_text(encoding="utf-8")) for p in sorted((shared / "seeds").glob("*.txt"))]
        yield "dev", seeds, read_gold(shared / "gold" / "dev")
    root = Path(__file__).parent.parent / "corpora"
    for gold in sorted(root.glob("*/gold/*")):
        documents = [
            make_document(p.name, p.read_text(encoding="utf-8"))
            for p in sorted((gold.parent.parent / "documents").glob("**/*.txt"))
        ]
        yield f"{gold.parent.parent.name}/{gold.name}", documents, read_gold(gold)


def _document(r: Row) -> Document:
    return make_document(
        r["doc"], r["text"], title=r.get("title") or None, published=r.get("published") or None, url=r.get("url")
    )


def whole_texts(folders: Iterable[Path], size: int) -> dict[Language, list[Document]]:
    """Whole documents of ``folders`` (.txt), about ``size`` characters a language, taken evenly over the files."""
    out: dict[Language, list[Document]] = {Language.ZH: [], Language.EN: []}
    paths = [p for folder in folders for p in sorted(folder.glob("**/*.txt"))]
    documents = [make_document(p.name, p.read_text(encoding="utf-8")) for p in paths]
    for language, taken in out.items():
        some = [d for d in documents if d.language is language]
        step = max(1, round(sum(len(d.text) for d in some) / size))
        for document in some[::step]:
            if sum(len(d.text) for d in taken) < size:
                taken.append(document)
    return out


def speeds(readers: dict[str, Reader], texts: dict[Language, list[Document]], runs: int) -> list[Row]:
    """Speed alone, on texts without gold: each language, and both together as one run of documents."""
    table = []
    mixed = [d for documents in texts.values() for d in documents]
    for name, documents in [*((language.value, some) for language, some in texts.items()), ("zh+en", mixed)]:
        if not documents:
            continue
        size = sum(len(d.text) for d in documents)
        print(f"\nreal-length text, {name}: {len(documents)} documents, {size:,} characters")
        own = None
        for tool, reader in readers.items():
            try:
                _, speed = measure(reader, documents, runs)
            except Exception as error:
                print(f"{tool} failed: {type(error).__name__}: {error}", file=sys.stderr)
                continue
            own = own or speed
            table.append({"corpus": "real-length", "language": name, "tool": tool, "chars_per_second": round(speed)})
            print(f"  {tool:22} {speed:>12,.0f} chars/s   policymine is {own / speed:7.2f} times as fast", flush=True)
    return table


def measure(reader: Reader, documents: list[Document], runs: int) -> tuple[list[Row], float]:
    """Rows of one pass, and characters a second of processor time (median of ``runs`` passes after it)."""
    rows = [r for d in documents for r in reader(d)]
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        for d in documents:
            reader(d)
        seconds.append(time.process_time() - start)
    return rows, sum(len(d.text) for d in documents) / statistics.median(seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, help="folder with gold/ and seeds/, measured beside the corpora")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="folders of .txt: speed on whole documents")
    parser.add_argument("--size", type=int, default=60_000, help="characters of --texts to read in each language")
    parser.add_argument("--speed-only", action="store_true", help="only --texts, or the corpora where none are given")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)  # peers print a traceback for every phrase that they cannot read
    readers, missing = {}, []
    for name, make in PEERS.items():
        try:
            readers[name] = make()
        except ImportError:
            missing.append(name)
    table: list[Row] = []
    if args.texts or args.speed_only:
        own = Path(__file__).parent.parent / "corpora"
        table += speeds(readers, whole_texts(args.texts or [own], args.size), args.runs)
    for corpus, documents, gold in () if args.speed_only else corpora(args.shared):
        for language in (Language.ZH, Language.EN):
            docs = [d for d in documents if d.doc in gold.documents and d.language is language]
            if not docs:
                continue
            names = frozenset(d.doc for d in docs)
            part = Gold(
                *(tuple(r for r in rows if r["doc"] in names) for rows in (gold.figures, gold.events, gold.negatives)),
                names,
            )
            for name, reader in readers.items():
                try:
                    rows, speed = measure(reader, docs, args.runs)
                except Exception as error:
                    print(
                        f"{name} failed on {corpus}/{language.value}: {type(error).__name__}: {error}", file=sys.stderr
                    )
                    continue
                scores = score_figures(rows, part).levels
                table.append(
                    {
                        "corpus": corpus,
                        "language": language.value,
                        "tool": name,
                        "gold": scores["found"].gold,
                        "found_f1": round(scores["found"].f1, 3),
                        "core_f1": round(scores["core"].f1, 3),
                        "core_precision": round(scores["core"].precision, 3),
                        "core_recall": round(scores["core"].recall, 3),
                        "chars_per_second": round(speed),
                    }
                )
                print(
                    "{corpus:24} {language:3} {tool:22} gold {gold:4}  found F1 {found_f1:.3f}  core F1 {core_f1:.3f} (P {core_precision:.3f} R {core_recall:.3f})  {chars_per_second:>10,} chars/s".format(
                        **table[-1]
                    )
                )
    for name in missing:
        print(f"missing: {name} (pip install -e '.[bench]')")
    if args.json:
        args.json.write_text(json.dumps(table, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
