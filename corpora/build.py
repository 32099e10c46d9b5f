"""Build the sample corpora: documents, gold annotations and the manifest, from the annotated sources.

Run ``python corpora/build.py`` after a change to a source; ``python corpora/build.py --review`` lists number words that
no annotation covers. ``corpora/README.md`` says how a source is written.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from annotation import PLACES, annotate, review, uncovered
from sources import CORPORA, HERE, SPLITS, Source, SourceError, load


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
        for name, a, b in (
            ("before", max(0, row["start"] - 120), row["start"]),
            ("after", row["end"], row["end"] + 120),
        ):
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
