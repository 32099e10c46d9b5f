"""How large a report is and when it can be used: ``python benchmarks/report.py [--indicators 40] [--keep FOLDER]``.

A dataset of 31 provinces × N indicators is made with fixed seed (each value with its own sentence, bounds, before → after
links, checks, decisions, a second report for every tenth, and 1,500 events) through the package's own writer. The page is
opened in headless Chromium five times: from the start of the navigation until it was drawn and can be used, and how long
the choice of another indicator takes until the next frame. Needs chromium and chromedriver.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "comparison"))

_LEAD = "据介绍，各地坚持问题导向，压实工作责任，完善长效机制，加强督导检查，推动各项任务落地见效，工作取得阶段性成果，群众满意度持续提升。"
_BOUNDS = {"exact": "", "more_than": "超过", "approximately": "约", "less_than": "不足"}
_PLACES = 31


def _figure(
    random_: random.Random, text: str, doc: str, doc_id: str, item: Any, division: Any, role: str
) -> tuple[str, Any]:
    """The text with one more sentence, and the figure that stands in it."""
    from policymine.records import AdminLevel, Bound, Decision, Figure, Role, SectionKind

    rate = item.units[:1] == ("percent",)
    number = Decimal(random_.randint(300, 999)) / 10 if rate else Decimal(random_.randint(1, 60_000))
    bound = "exact" if role == "before" else random_.choice(["exact"] * 7 + list(_BOUNDS)[1:])
    quote = f"{_BOUNDS[bound]}{number}" + ("%" if rate else "")
    begin = len(text)
    start = begin + len(_LEAD) + len(division.name) + len(item.label_zh) + 1
    text += f"{_LEAD}{division.name}{item.label_zh}为{quote}。"
    sentence = text[begin:]
    core = start + len(_BOUNDS[bound])
    figure = Figure(
        figure_id=hashlib.sha256(f"{doc}{start}".encode()).hexdigest()[:12],
        doc=doc,
        doc_id=doc_id,
        section=SectionKind.BODY,
        start=start,
        end=start + len(quote),
        quote=quote,
        core_start=core,
        core_end=start + len(quote) - rate,
        value=number,
        value_max=None,
        bound=Bound(bound),
        unit=item.units[0],
        head=item.label_zh,
        indicator=item.name,
        role=Role(role),
        direction=None,
        place=division.name,
        admin_level=AdminLevel.PROVINCE,
        adcode=division.adcode,
        period="2021-07" if role == "before" else "2022-07-15",
        stage=None,
        confidence=random_.randint(50, 99) / 100,
        sentence=sentence,
        sentence_start=begin,
        method="rules",
        decisions=tuple(
            Decision(name, rule, core, start + len(quote))
            for name, rule in (
                ("value", "numeral"),
                ("unit", "head_or_classifier"),
                ("role", "change_pair"),
                ("place", "document_place"),
                ("period", "as_of_statement"),
                ("indicator", "codebook:double_reduction"),
            )
        ),
        checks=("C1:holds",) if random_.random() < 0.3 else (),
    )
    return text, figure


def _extractions(indicators: int) -> Any:
    from policymine.comparison.kinds import meanings
    from policymine.comparison.panel import places_of
    from policymine.data import load_yaml
    from policymine.geography import divisions
    from policymine.records import AdminLevel, Check, Document, Event, Extraction, Language, Status, Verdict

    random_ = random.Random(20220719)
    items = [one for one in meanings(["double_reduction"]).values() if one.kind in ("stock", "rate")]
    items = sorted(items, key=lambda one: one.name)[:indicators]
    types = list(load_yaml("event_types.yaml")["types"])
    for code in places_of("province")[:_PLACES]:
        division = divisions.latest(str(code))
        assert division is not None
        for copy in range(2):
            doc = f"{code}_{copy}.txt"
            doc_id = hashlib.sha256(doc.encode()).hexdigest()[:16]
            text, figures, events = f"{division.name}通报（{copy}）\n", [], []
            for item in items:
                if copy and random_.random() > 0.1:
                    continue
                role = "share" if item.units[:1] == ("percent",) else "after"
                if role == "after" and not copy:
                    text, figure = _figure(random_, text, doc, doc_id, item, division, "before")
                    figures.append(figure)
                text, figure = _figure(random_, text, doc, doc_id, item, division, role)
                figures.append(figure)
            for number in range(0 if copy else 1500 // _PLACES + 1):
                begin = len(text)
                text += f"{_LEAD}{division.name}教育厅印发第{number}号通知。"
                start = text.index("印发", begin)
                day = f"2022-{number % 12 + 1:02}-{number % 28 + 1:02}"
                events.append(
                    Event(
                        event_id=hashlib.sha256(f"{doc}{start}".encode()).hexdigest()[:16],
                        doc=doc,
                        doc_id=doc_id,
                        start=start,
                        end=len(text) - 1,
                        quote=text[start:-1],
                        type=types[number % len(types)],
                        subtype=None,
                        actor=f"{division.name}教育厅",
                        place=division.name,
                        admin_level=AdminLevel.PROVINCE,
                        adcode=division.adcode,
                        date=day,
                        status=Status.DONE,
                        confidence=0.9,
                        sentence=text[begin:],
                        trigger_start=start,
                        trigger_end=start + 2,
                    )
                )
            ids = tuple(figure.figure_id for figure in figures if figure.checks)
            checks = (Check("C1", doc, "sum", "a + b = c", ids, Verdict.HOLDS),) if ids else ()
            document = Document(
                doc, doc_id, text, Language.ZH, title=f"{division.name}通报", publisher="教育厅", published="2022-07-19"
            )
            yield Extraction(document, tuple(figures), tuple(events), checks)


def make_dataset(folder: Path, indicators: int) -> Any:
    """The dataset in a new folder, opened."""
    from policymine.dataset.commit import Versions, writing
    from policymine.dataset.rows import extraction_rows, snapshot_row
    from policymine.dataset.store import open_dataset
    from policymine.records import Snapshot

    with writing(folder, Versions("0", "reader", "double_reduction@1")) as writer:
        for extraction in _extractions(indicators):
            content = extraction.document.text.encode()
            sha256 = hashlib.sha256(content).hexdigest()
            row = snapshot_row(
                Snapshot(extraction.document.doc, content, "text/plain", extraction.document.doc, sha256)
            )
            writer.begin(row["snapshot_id"], row["uri"])
            writer.add(extraction_rows(extraction, row["snapshot_id"]))
            counts = {
                "documents": 1,
                "figures": len(extraction.figures),
                "events": len(extraction.events),
                "problems": 0,
            }
            writer.finish(row | counts)
        writer.commit()
    return open_dataset(folder)


_SWITCH = """
const done = arguments[arguments.length - 1];
const box = document.getElementById("indicator");
box.selectedIndex = (box.selectedIndex + 1) % box.options.length;
const begun = performance.now();
box.dispatchEvent(new Event("change"));
requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
"""
_READY = """
const done = arguments[arguments.length - 1];
requestAnimationFrame(() => setTimeout(() => done([document.body.dataset.ready, performance.now()])));
"""


def main() -> None:
    from browser import open_browser

    from policymine.comparison.report.collect import collect
    from policymine.comparison.report.page import make_page

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indicators", type=int, default=40)
    parser.add_argument("--keep", type=Path, help="folder for the dataset and the page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        dataset = make_dataset(folder / "dataset", options.indicators)
        begun = time.process_time()
        data = collect(dataset)
        content = make_page(data).encode()
        made = time.process_time() - begun
        page = folder / "report.html"
        page.write_bytes(content)
        names = {row["indicator"] for row in data["cells"]}
        places = {row["place"] for row in data["cells"]}
        print(
            f"{len(places)} places, {len(names)} indicators, {len(data['cells']):,} values, {len(data['events']):,} events"
        )
        print(f"page {len(content) / 1e6:.2f} MB, made in {made:.1f} s of processor time")
        opened, switched = [], []
        with open_browser(Path(scratch) / "profile") as chrome:
            for _ in range(5):
                chrome.get("about:blank")
                chrome.get(page.as_uri())
                ready, when = chrome.execute_async_script(_READY)
                assert ready == "yes"
                timing = chrome.execute_script(
                    "return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
                )
                opened.append(min(when, timing) if timing else when)
                switched.append(chrome.execute_async_script(_SWITCH))
        print(f"usable after {statistics.median(opened):,.0f} ms (worst {max(opened):,.0f})")
        print(f"another indicator after {statistics.median(switched):,.0f} ms (worst {max(switched):,.0f})")


if __name__ == "__main__":
    main()
