from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pipeline_fakes import FAKES, HEBEI, write_corpus
from typer.testing import CliRunner, Result

from policymine.cli.app import app
from policymine.pipeline import mine

COUNT = "subject_training_institutions.count"
RATE = "subject_training_institutions.reduction_rate"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    corpus = write_corpus(folder / "in")
    mine([corpus], folder / "dataset", services=FAKES)
    (corpus / "more.txt").write_text(HEBEI + ".", encoding="utf-8")
    mine([corpus], folder / "dataset", services=FAKES)
    return folder


Run = Callable[..., Result]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(folder)

    def invoke(*args: str) -> Result:
        return CliRunner().invoke(app, list(args))

    return invoke


def test_cli_figures_table(run: Run) -> None:
    result = run("figures", "--indicator", "*.reduction_rate")
    assert result.exit_code == 0
    assert "90.1 %" in result.stdout
    assert "Chenggu" in result.stdout
    assert "hebei.txt" not in result.stdout


def test_cli_figures_json_and_csv_agree(run: Run) -> None:
    objects = json.loads(run("figures", "--json").stdout)
    table = list(csv.DictReader(io.StringIO(run("figures", "--csv").stdout)))
    assert [row["figure_id"] for row in objects] == [row["figure_id"] for row in table]
    assert [row["value"] for row in objects] == [81, 8, 90.1, 5092, 4, 5092, 4]
    assert len(json.loads(run("figures", "--json", "--limit", "2").stdout)) == 2


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--place", "130000"), 4),
        (("--place", "610000"), 3),
        (("--period", "2022-07-13"), 2),
        (("--document", "more.txt"), 2),
        (("--level", "county"), 3),
        (("--role", "before"), 3),
        (("--min-confidence", "0.9"), 0),
        (("--as-of", "1"), 5),
        (("--as-of", "0"), 0),
    ],
)
def test_cli_figures_filters(run: Run, options: tuple[str, ...], expected: int) -> None:
    assert len(json.loads(run("figures", "--json", *options).stdout)) == expected


def test_cli_figures_limit_says_what_is_left(run: Run) -> None:
    assert "2 of 7; --limit 0 shows all" in run("figures", "--limit", "2").stdout
    assert "no figures that meet this" in run("figures", "--document", "none").stdout


def test_cli_events(run: Run) -> None:
    assert [row["type"] for row in json.loads(run("events", "--json", "--type", "policy*").stdout)] == [
        "policy_issuance"
    ] * 2
    assert "policy_issuance" in run("events").stdout
    assert json.loads(run("events", "--json", "--period", "2021").stdout) == []


def test_cli_show_explains(run: Run) -> None:
    rows = json.loads(run("figures", "--json", "--document", "hebei.txt").stdout)
    result = run("show", rows[0]["figure_id"][:9])
    assert result.exit_code == 0
    assert "[[5092]]" in result.stdout
    assert "numeral: “5092” at 0" in result.stdout
    assert "null (not_stated)" in result.stdout
    assert "check holds: a + b = c" in result.stdout
    assert "after: 4 (" in result.stdout
    whole = json.loads(run("show", rows[0]["figure_id"], "--json").stdout)
    assert whole["check_rows"][0]["verdict"] == "holds"


def test_cli_show_unknown(run: Run) -> None:
    result = run("show", "nosuchid")
    assert result.exit_code == 2
    assert result.stderr.startswith("error PM307 no such figure: nosuchid\n  Ids are listed by 'policymine figures'")


def test_cli_compare(run: Run, tmp_path: Path) -> None:
    result = run("compare", RATE, "--level", "any", "--chart", str(tmp_path / "chart.svg"))
    assert result.exit_code == 0
    assert "derived from 5092 → 4" in result.stdout
    assert "90.1 %" in result.stdout
    assert (tmp_path / "chart.svg").exists()
    (row,) = json.loads(run("compare", COUNT, "--json").stdout)
    assert (row["adcode"], row["value"], row["status"], row["reports"]) == ("130000", 4, "verified", 1)  # a reprint
    assert run("compare", COUNT, "--csv").stdout.startswith("indicator,adcode,place,level,value")
    assert "left out: 2 numbers before the policy" in run("compare", COUNT).stderr


def test_cli_compare_suggests(run: Run) -> None:
    result = run("compare", "subject_training_institutions.reduction_rat")
    assert result.exit_code == 2
    assert f"did you mean {RATE}" in result.stderr


def test_cli_sql(run: Run) -> None:
    rows = json.loads(
        run("sql", "SELECT doc, value, links, 1.5 AS a, 2 AS a FROM figures ORDER BY doc", "--json").stdout
    )
    assert rows[2]["value"] == 90.1
    assert (rows[0]["a"], rows[0]["a_2"]) == (1.5, 2)
    assert "hebei.txt" in run("sql", "SELECT doc FROM documents").stdout
    assert run("sql", "SELECT 1 AS n WHERE false", "--csv").stdout == "n\n"
    assert run("sql", "SELECT 1 AS n WHERE false").exit_code == 0
    assert run("sql", "SELECT DATE '2022-07-19' AS d", "--csv").stdout == "d\n2022-07-19\n"


@pytest.mark.parametrize("statement", ["DROP TABLE figures", "SELECT * FROM '/etc/hostname'", "SELECT"])
def test_cli_sql_refuses(run: Run, statement: str) -> None:
    result = run("sql", statement)
    assert result.exit_code == 2
    assert "error PM306" in result.stderr


@pytest.mark.parametrize(
    ("file_format", "names"),
    [
        ("csv", {"figures.csv", "events.csv", "checks.csv", "documents.csv", "problems.jsonl"}),
        ("jsonl", {"figures.jsonl", "events.jsonl", "checks.jsonl", "documents.jsonl", "problems.jsonl"}),
        ("parquet", {"figures.parquet", "events.parquet", "checks.parquet", "documents.parquet", "problems.jsonl"}),
        ("xlsx", {"policymine.xlsx", "problems.jsonl"}),
    ],
)
def test_cli_export_twice_gives_the_same_bytes(run: Run, tmp_path: Path, file_format: str, names: set[str]) -> None:
    for out in ("a", "b"):
        assert run("export", "-f", file_format, "-o", str(tmp_path / out)).exit_code == 0
    assert {path.name for path in (tmp_path / "a").iterdir()} == names
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_cli_export_of_an_old_version(run: Run, tmp_path: Path) -> None:
    assert run("export", "-f", "jsonl", "-o", str(tmp_path), "--as-of", "1").exit_code == 0
    assert len((tmp_path / "documents.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_cli_export_bad_format(run: Run, tmp_path: Path) -> None:
    result = run("export", "-f", "docx", "-o", str(tmp_path / "x"))
    assert (result.exit_code, "error PM405" in result.stderr) == (2, True)
    assert not (tmp_path / "x").exists()


def test_cli_versions(run: Run) -> None:
    assert [row["version"] for row in json.loads(run("versions", "--json").stdout)] == [1, 2]
    assert "reader-1" in run("versions").stdout


def test_cli_doctor(run: Run) -> None:
    result = run("doctor", "--json")
    found = {row["part"]: row for row in json.loads(result.stdout)}
    assert found["deltalake"]["state"] == "ok"
    assert found["dataset"]["detail"] == "dataset, version 2"
    assert found["codebooks"]["state"] == "ok"
    assert result.exit_code == 0


def test_cli_doctor_says_what_mends_a_broken_dataset(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"x")
    result = run("doctor", "-d", str(tmp_path))
    assert result.exit_code == 1
    assert "PM303" in result.stdout


@pytest.mark.parametrize("command", [("figures",), ("events",), ("compare", COUNT), ("sql", "SELECT 1"), ("versions",)])
def test_cli_without_a_dataset(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    result = run(*command, "--dataset", str(tmp_path / "none"))
    assert result.exit_code == 3
    assert "error PM301" in result.stderr
    assert "policymine mine" in result.stderr


@pytest.mark.parametrize("as_of", ["99", "1999-01-01", "soon"])
def test_cli_unknown_version(run: Run, as_of: str) -> None:
    result = run("figures", "--as-of", as_of)
    assert (result.exit_code, "error PM305" in result.stderr) == (3, True)


def test_cli_ambiguous_place_lists_codes(run: Run) -> None:
    result = run("figures", "--place", "鼓楼区")
    assert result.exit_code == 2
    assert "320106" in result.stderr


def test_cli_chinese_and_english_place_names(run: Run) -> None:
    for name in ("河北", "河北省", "Hebei", "hebei province"):
        assert len(json.loads(run("figures", "--json", "--place", name).stdout)) == 4, name
    assert len(json.loads(run("figures", "--json", "--place", "城固县").stdout)) == 3


def test_cli_commands_tell_their_defects(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError("by design")

    monkeypatch.setattr("policymine.cli.versions.list_versions", broken)
    result = run("versions")
    assert result.exit_code == 4
    assert "ZeroDivisionError: by design" in result.stderr
    assert "Traceback" not in result.stderr


def test_cli_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("policymine.cli.versions.list_versions", interrupted)
    assert run("versions").exit_code == 130


def test_check_that_could_read_no_document_is_bad_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(tmp_path / "nowhere.txt")])
    assert result.exit_code == 2
    assert "PM101" in result.output


def test_reprints_of_the_sample_corpus_are_found(tmp_path):
    from policymine.cli.reprints import list_reprints
    from policymine.pipeline import mine

    documents = Path(__file__).parents[2] / "corpora" / "double_reduction" / "documents"
    names = ["zh_news_hunan_a.txt", "zh_news_hunan_b.txt", "zh_news_sichuan.txt", "en_sichuan.txt", "en_daqing.txt"]
    mine([documents / name for name in names], tmp_path / "dataset")
    found = [(row["relation"], row["document"], row["of"]) for row in list_reprints(tmp_path / "dataset")]
    assert found == [
        ("origin", "zh_news_hunan_a.txt", None),
        ("reprint", "zh_news_hunan_b.txt", "zh_news_hunan_a.txt"),
        ("translation", "en_sichuan.txt", "zh_news_sichuan.txt"),
    ]


def test_cli_export_leaves_out_what_is_below_the_confidence(run: Run, tmp_path: Path) -> None:
    assert run("export", "--output", str(tmp_path / "all"), "--format", "jsonl").exit_code == 0
    assert (
        run("export", "--output", str(tmp_path / "sure"), "--format", "jsonl", "--min-confidence", "1").exit_code == 0
    )
    rows = [json.loads(line) for line in (tmp_path / "all" / "figures.jsonl").read_text("utf-8").splitlines()]
    sure = [json.loads(line) for line in (tmp_path / "sure" / "figures.jsonl").read_text("utf-8").splitlines()]
    assert sure == [row for row in rows if row["confidence"] >= 1]
    assert len(sure) < len(rows)


def test_cli_extract_leaves_out_what_is_below_the_confidence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "“双减”后，全县学科类培训机构由96家压减到5家，压减率94.8%，其余共7。\n", encoding="utf-8"
    )
    told = {}
    for floor in ("0", "0.9"):
        out = tmp_path / floor
        result = CliRunner().invoke(
            app, ["extract", str(tmp_path / "a.txt"), "-o", str(out), "--min-confidence", floor, "-q"]
        )
        assert result.exit_code == 0
        told[floor] = [json.loads(line) for line in (out / "figures.jsonl").read_text("utf-8").splitlines()]
    assert told["0.9"] == [row for row in told["0"] if row["confidence"] >= 0.9]
    assert 0 < len(told["0.9"]) < len(told["0"])
