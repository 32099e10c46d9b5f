"""How long the panel takes, and how much memory, over generated figures: ``python benchmarks/panel.py [ROWS] [--every E]``.

The rows are made with fixed seed in the shape of a real dataset (40 indicators, every division of China, reports of 40
months, ten figures a document, some with bounds, before → after pairs, checks, quotes) and written as Parquet. The panel is
then built from the files in a fresh process, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def generate(folder: Path, rows: int) -> None:
    """``figures.parquet`` and ``documents.parquet`` with the columns of the dataset's schema."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from policymine.comparison.kinds import meanings
    from policymine.dataset.schema import arrow_schemas
    from policymine.geography import divisions

    random = np.random.default_rng(20220719)
    known = [item for item in meanings(["double_reduction"]).values() if item.kind in ("stock", "rate", "flow")][:40]
    places = [row for row in divisions.table().rows if row.valid_to is None]
    # A third of the reports is of provinces, as in newspapers.
    weights = np.array(
        [100.0 if row.adcode.endswith("0000") else 5 if row.adcode.endswith("00") else 1 for row in places]
    )
    schema = arrow_schemas()["figures"]
    with pq.ParquetWriter(folder / "figures.parquet", schema, compression="zstd") as writer:
        for start in range(0, rows, 100_000):
            n = min(100_000, rows - start)
            doc = np.arange(start, start + n) // 10
            item = random.integers(0, len(known), n)
            where = random.choice(len(places), n, p=weights / weights.sum())
            month = random.integers(0, 40, n)
            day = random.integers(1, 29, n)
            rates = np.array([known[i].kind == "rate" for i in range(len(known))])[item]
            value = np.where(rates, random.integers(0, 1000, n) * 10**8, random.integers(0, 50_000, n) * 10**9)
            # The pairs of a document share indicator and place.
            pair = (np.arange(n) % 10) == 1
            item[1:][pair[1:]], where[1:][pair[1:]] = item[:-1][pair[1:]], where[:-1][pair[1:]]
            role = np.where(rates, "share", "level").astype(object)
            role[np.append(pair[1:], False)] = "before"
            role[pair] = "after"
            role[(np.arange(n) % 10) == 7] = "flow_count"
            digits = pa.array([f"{number / 10**9:.9f}" for number in value]).cast(pa.decimal128(38, 9))
            period = [f"{2021 + m // 12}-{m % 12 + 1:02}-{d:02}" for m, d in zip(month, day, strict=True)]
            columns = {
                "snapshot_id": [f"{number:016x}" for number in doc],
                "doc": [f"news_{number:07}.txt" for number in doc],
                "doc_id": [f"{number:016x}" for number in doc],
                "figure_id": [f"{number:012x}" for number in range(start, start + n)],
                "section": random.choice(["body", "headline", "subhead"], n, p=[0.8, 0.1, 0.1]),
                "start": np.arange(n) % 10 * 50,
                "quote": [f"共有 {number // 10**9} 家" for number in value],
                "value": digits,
                "bound": random.choice(["exact", "more_than", "approximately"], n, p=[0.8, 0.1, 0.1]),
                "unit": [known[i].units[0] for i in item],
                "indicator": [known[i].name for i in item],
                "role": role,
                "place": [places[i].name for i in where],
                "admin_level": [places[i].level.value for i in where],
                "adcode": [places[i].adcode for i in where],
                "period": period,
                "confidence": random.integers(50, 100, n) / 100,
                "sentence": [
                    f"截至{p}，共有 {number // 10**9} 家机构。" * 3 for p, number in zip(period, value, strict=True)
                ],
                "links": [[] for _ in range(n)],
                "checks": [["C01:holds"] if number % 9 == 0 else [] for number in range(n)],
            }
            arrays = [
                pa.array(columns[field.name], field.type) if field.name in columns else pa.nulls(n, field.type)
                for field in schema
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    count = (rows + 9) // 10
    stored = arrow_schemas()["documents"]
    given = {
        "doc": [f"news_{number:07}.txt" for number in range(count)],
        "doc_id": [f"{number:016x}" for number in range(count)],
        "published": ["2022-07-19"] * count,
        "publisher": ["某省教育厅" if number % 5 == 0 else "晚报" for number in range(count)],
    }
    arrays = [
        pa.array(given[field.name], field.type) if field.name in given else pa.nulls(count, field.type)
        for field in stored
    ]
    pq.write_table(pa.Table.from_arrays(arrays, schema=stored), folder / "documents.parquet")


def measure(folder: Path, every: str) -> dict[str, float | int | str]:
    import pyarrow.dataset as ds

    from policymine.comparison.panel import panel_of

    figures, documents = ds.dataset(folder / "figures.parquet"), ds.dataset(folder / "documents.parquet")
    wall, cpu = time.perf_counter(), time.process_time()
    panel = panel_of(figures, documents, level="any", every=every)
    return {
        "every": every,
        "figures": figures.count_rows(),
        "cells": panel.table.num_rows,
        "conflicts": panel.against.num_rows,
        "seconds": round(time.perf_counter() - wall, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--every", default="latest")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.folder is not None and (given.folder / "documents.parquet").exists():
        print(json.dumps(measure(given.folder, given.every)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        folder.mkdir(exist_ok=True)
        generate(folder, given.rows)
        command = [sys.executable, __file__, "--folder", str(folder), "--every", given.every]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
