from __future__ import annotations

from pathlib import Path

import pytest
from pipeline_fakes import FAKES, write_corpus

from policymine.dataset import query as q
from policymine.dataset.query import Filter
from policymine.dataset.sql import query
from policymine.dataset.store import Dataset, open_dataset
from policymine.errors import DatasetError, PolicymineError
from policymine.pipeline import mine


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("query")
    mine([write_corpus(folder / "in")], folder / "ds", services=FAKES)
    return open_dataset(folder / "ds")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(), 5),
        (Filter(indicator="subject_training_institutions"), 5),
        (Filter(indicator="subject_training_institutions.count"), 4),
        (Filter(indicator="subject_training"), 0),
        (Filter(indicator="*.reduction_rate"), 1),
        (Filter(indicator="subject*count"), 4),
        (Filter(indicator="a(b[c"), 0),
        (Filter(place="130000"), 2),
        (Filter(place="13"), 2),
        (Filter(place="610000"), 3),
        (Filter(place="610722"), 3),
        (Filter(place="Hebei"), 2),
        (Filter(place="chenggu"), 3),
        (Filter(place="nation"), 0),
        (Filter(place="ebei"), 0),
        (Filter(level="county"), 3),
        (Filter(level="any"), 5),
        (Filter(period="2022"), 3),
        (Filter(period="1999"), 0),
        (Filter(period="2022-07-13"), 2),
        (Filter(period="2021-01/2021-12"), 2),
        (Filter(period="../2021"), 2),
        (Filter(period="2022-07/.."), 3),
        (Filter(document="hebei.txt"), 2),
        (Filter(document="heb"), 2),
        (Filter(document="*.txt"), 5),
        (Filter(role="before"), 2),
        (Filter(min_confidence=0.75), 5),
        (Filter(min_confidence=0.76), 0),
        (Filter(place="130000", period="2022"), 1),
    ],
)
def test_query_filters_figures(dataset: Dataset, wanted: Filter, expected: int) -> None:
    assert len(q.rows(dataset, "figures", wanted)) == expected


def test_query_filters_events(dataset: Dataset) -> None:
    assert len(q.rows(dataset, "events", Filter(type="policy_issuance", period="2022", place="130000"))) == 1
    assert q.rows(dataset, "events", Filter(type="funding")) == []


@pytest.mark.parametrize(
    ("wanted", "code"), [(Filter(period="next year"), "PM405"), (Filter(place="1300001"), "PM404")]
)
def test_query_bad_filter(dataset: Dataset, wanted: Filter, code: str) -> None:
    with pytest.raises(PolicymineError) as error:
        q.rows(dataset, "figures", wanted)
    assert error.value.code == code


def test_query_frame_has_float_values(dataset: Dataset) -> None:
    frame = q.frame(dataset, "figures", Filter(indicator="*.reduction_rate"))
    assert frame["value"].tolist() == [90.1]
    assert str(frame["value"].dtype) == "float64"


def test_query_find_figure_by_unique_beginning(dataset: Dataset) -> None:
    figure_id = q.rows(dataset, "figures")[0]["figure_id"]
    assert q.find_figure(dataset, figure_id)["figure_id"] == figure_id
    assert q.find_figure(dataset, figure_id[:8])["figure_id"] == figure_id
    assert list(q.by_ids(dataset, [figure_id, "nonsense"])) == [figure_id]


@pytest.mark.parametrize("figure_id", ["zzzz", "", "  "])
def test_query_find_figure_unknown(dataset: Dataset, figure_id: str) -> None:
    with pytest.raises(DatasetError) as error:
        q.find_figure(dataset, figure_id)
    assert error.value.code == "PM307"


def test_query_counts(dataset: Dataset) -> None:
    assert q.counts(dataset, "figures", "doc") == {"chenggu.txt": 3, "hebei.txt": 2}


def test_sql_selects(dataset: Dataset) -> None:
    table = query(dataset, "SELECT doc, max(value) AS most FROM figures GROUP BY doc ORDER BY doc")
    assert [(row["doc"], float(row["most"])) for row in table.to_pylist()] == [
        ("chenggu.txt", 90.1),
        ("hebei.txt", 5092),
    ]
    assert query(dataset, "WITH a AS (SELECT 1 AS x) SELECT * FROM a").to_pylist() == [{"x": 1}]
    assert query(dataset, "SELECT count(*) AS n FROM runs").to_pylist() == [{"n": 1}]
    assert query(dataset, "SELECT link.kind FROM (SELECT unnest(links) AS link FROM figures)").num_rows == 2


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "SELEC 1",
        "SELECT nothing FROM figures",
        "SELECT 1; SELECT 2",
        "DROP VIEW figures",
        "DELETE FROM figures",
        "CREATE TABLE x AS SELECT 1",
        "COPY figures TO 'x.csv'",
        "COPY (SELECT 1) TO '/dev/null'",
        "ATTACH 'x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA database_list",
        "SELECT * FROM read_csv('policymine.toml')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM glob('*')",
        "SELECT * FROM dataset",
        "SELECT * FROM parquet_scan('x.parquet')",
    ],
)
def test_sql_refuses_everything_else(dataset: Dataset, statement: str) -> None:
    with pytest.raises(DatasetError) as error:
        query(dataset, statement)
    assert error.value.code == "PM306"


def test_sql_compares_text_of_rows_that_a_later_change_left_alone(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "文 件")
    mine([folder], tmp_path / "数 据", services=FAKES)
    (folder / "hebei.txt").write_text((folder / "hebei.txt").read_text("utf-8") + "\n", "utf-8")
    mine([folder], tmp_path / "数 据", services=FAKES)
    changed = open_dataset(tmp_path / "数 据")
    assert changed.version == 2
    for condition in ("doc = 'chenggu.txt'", "doc < 'd'", "doc IN ('chenggu.txt', 'x')", "doc LIKE 'cheng%'"):
        (found,) = query(changed, f"SELECT count(*) AS n FROM figures WHERE {condition}").to_pylist()
        assert found["n"] == 3, condition
    assert len(q.rows(changed, "figures", Filter(document="chenggu.txt"))) == 3
