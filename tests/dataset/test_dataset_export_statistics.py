"""Stata, SPSS and the data package read back as what was written: types, nulls, Chinese text, exact digits."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from pipeline_fakes import FAKES, write_corpus

from policymine.dataset import statistics
from policymine.dataset.export import EXPORTED, codebook_rows, export_tables
from policymine.dataset.labels import CLOSED, LABELS
from policymine.dataset.publish import FIELDS, json_value, publish
from policymine.dataset.sql import sorted_rows
from policymine.dataset.store import Dataset, open_dataset
from policymine.errors import UsageError
from policymine.pipeline import mine

COUNT = "subject_training_institutions.count"


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    corpus = write_corpus(tmp_path / "in")
    (corpus / "长.txt").write_text(
        f"全省共有1234567890123456789.5 {{{COUNT} level exact institution 河北省 province 130000 2022}} "
        f"又 7家 {{- share more_than - - none none -}} " + "很长的文字" * 1000 + " ended [closure 2022]",
        encoding="utf-8",
    )
    mine([corpus], tmp_path / "ds", services=FAKES)
    return open_dataset(tmp_path / "ds")


def sources(dataset: Dataset) -> dict[str, Any]:
    return {name: dataset.source(name) for name in EXPORTED}


def published(dataset: Dataset, table: str) -> list[dict[str, Any]]:
    return [publish(table, row) for row in sorted_rows(table, dataset.source(table))]


def as_text(value: object) -> str:
    """A value as the statistics formats hold text: null is empty, structures are JSON."""
    return "" if value is None else value if isinstance(value, str) else json_value(value)


def check_equal(table: str, back: pd.DataFrame, rows: list[dict[str, Any]], name_of: Any, padded: bool = False) -> None:
    assert len(back) == len(rows)
    for name in [name for name in FIELDS[table] if name_of(name) in back.columns]:
        for cell, row in zip(back[name_of(name)], rows, strict=True):
            wanted = row[name]
            if isinstance(wanted, Decimal | int | float):
                assert cell == float(wanted), name
            elif isinstance(cell, float) or wanted is None:
                assert pd.isna(cell) or cell == "", name
            else:
                text = as_text(wanted)
                assert cell == (text.rstrip(" ") if padded else text), name


def test_export_stata_reads_back_equal(dataset: Dataset, tmp_path: Path) -> None:
    export_tables(sources(dataset), tmp_path / "s", "stata")
    for table in EXPORTED:
        path = tmp_path / "s" / f"{table}.dta"
        assert path.read_bytes().startswith(b"<stata_dta><header><release>118</release>")
        check_equal(table, pd.read_stata(path), published(dataset, table), statistics._stata_name)
    with pd.read_stata(tmp_path / "s" / "figures.dta", iterator=True) as reader:
        labels = reader.variable_labels()
        assert labels["quote"] == LABELS["quote"]
        assert labels["end_"] == LABELS["end"]
        assert list(reader.value_labels()["bound"].values()) == [str(word) for word in CLOSED["bound"]]
    texts = pd.read_stata(tmp_path / "s" / "documents.dta")["text"]
    assert max(len(text.encode()) for text in texts) > 2045  # held as strL, whole


def test_export_digits_that_a_double_loses_stand_beside_it(dataset: Dataset, tmp_path: Path) -> None:
    export_tables(sources(dataset), tmp_path / "s", "stata")
    frame = pd.read_stata(tmp_path / "s" / "figures.dta")
    assert sorted(filter(None, frame["value_text"])) == ["1234567890123456789.5"]
    assert set(frame[frame["value"] == 90.1]["value_text"]) == {""}


def test_export_spss_reads_back_equal(dataset: Dataset, tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    export_tables(sources(dataset), tmp_path / "s", "spss")
    for table in EXPORTED:
        back, meta = pyreadstat.read_sav(str(tmp_path / "s" / f"{table}.sav"), apply_value_formats=True)
        check_equal(table, back, published(dataset, table), str, padded=True)
        assert dict(zip(meta.column_names, meta.column_labels, strict=True))["doc"] == LABELS["doc"]
    assert "text" not in pyreadstat.read_sav(str(tmp_path / "s" / "documents.sav"))[0].columns
    assert meta.file_label == "policymine documents"


def test_export_spss_without_its_extra_is_explained(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(UsageError, match=r"PM403.*pip install 'policymine\[stats\]'"):
        export_tables(sources(dataset), tmp_path / "s", "spss")
    assert not list((tmp_path / "s").iterdir())


@pytest.mark.parametrize("file_format", ["stata", "spss", "datapackage"])
def test_export_same_version_gives_the_same_bytes(dataset: Dataset, tmp_path: Path, file_format: str) -> None:
    book = codebook_rows(["double_reduction"])
    one = export_tables(sources(dataset), tmp_path / "1", file_format, codebook=book, about={"run": dataset.run})
    two = export_tables(sources(dataset), tmp_path / "2", file_format, codebook=book, about={"run": dataset.run})
    assert {path.name: path.read_bytes() for path in one} == {path.name: path.read_bytes() for path in two}


def test_export_data_package_validates_and_reads_back(dataset: Dataset, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    about = {"run": dataset.run, "authors": ["Li Na"], "licence": "CC-BY-4.0", "title": "双减 figures"}
    export_tables(
        sources(dataset), tmp_path / "p", "datapackage", codebook=codebook_rows(["double_reduction"]), about=about
    )
    report = frictionless.validate(str(tmp_path / "p" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    package = frictionless.Package(str(tmp_path / "p" / "datapackage.json"))
    for table in EXPORTED:
        back = [row.to_dict() for row in package.get_resource(table).read_rows()]
        rows = published(dataset, table)
        assert len(back) == len(rows)
        for one, row in zip(back, rows, strict=True):
            for name, value in row.items():
                assert (one[name] or None) == (value or None) or Decimal(one[name]) == value, (table, name)
    citation = yaml.safe_load((tmp_path / "p" / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["authors"] == [{"name": "Li Na"}]
    assert (citation["title"], citation["version"], citation["license"]) == ("双减 figures", "1", "CC-BY-4.0")
    descriptor = json.loads((tmp_path / "p" / "datapackage.json").read_text(encoding="utf-8"))
    assert citation["identifiers"][0]["value"] == descriptor["id"]
    for resource in descriptor["resources"]:
        content = (tmp_path / "p" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    with (tmp_path / "p" / "codebook.csv").open(encoding="utf-8", newline="") as file:
        assert "学科类校外培训机构数" in {row["Chinese"] for row in csv.DictReader(file)}


def test_export_hash_follows_the_rows(dataset: Dataset, tmp_path: Path) -> None:
    export_tables(sources(dataset), tmp_path / "1", "datapackage")
    empty = open_dataset(dataset.folder, as_of=0)
    export_tables(sources(empty), tmp_path / "0", "datapackage")
    ids = {json.loads((tmp_path / name / "datapackage.json").read_text("utf-8"))["id"] for name in ("0", "1")}
    assert len(ids) == 2


def test_export_every_column_has_a_label() -> None:
    for table in EXPORTED:
        for name in FIELDS[table]:
            assert 0 < len(LABELS[name]) <= 80, (table, name)
