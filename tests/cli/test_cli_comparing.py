"""Commands that compare: what they print for people and for programs, and what they say when a name is wrong."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pipeline_fakes import FAKES, write_corpus
from typer.testing import CliRunner, Result

from policymine.cli.app import app
from policymine.pipeline import mine

COUNT = "subject_training_institutions.count"
RATE = "subject_training_institutions.reduction_rate"
COVER = "after_school_service.school_coverage"

# One line a province and month; the words in braces are the fields of a figure (see pipeline_fakes).
MORE = {
    "shanxi.txt": f"2961 {{{COUNT} flow_count exact institution Shanxi province 140000 2021-07/2022-03-31}} x "
    f"70 {{{COUNT} level exact institution Shanxi province 140000 2022-03-31}}",
    "gansu.txt": f"90% {{{COVER} share more_than percent Gansu province 620000 2022-06}}",
    "jilin.txt": f"95% {{{COVER} share exact percent Jilin province 220000 2022-06}} x "
    f"85% {{{COVER} share exact percent Jilin province 220000 2021-12}}",
    "anhui.txt": f"97% {{{COVER} share exact percent Anhui province 340000 2022-06-10}}",
    "anhui2.txt": f"89% {{{COVER} share exact percent Anhui province 340000 2022-06}}",
    "mianxian.txt": f"81 {{{COUNT} before exact institution Mian county 610725 2021-07}}",
    "hubei.txt": f"97% {{{COVER} share exact percent Hubei province 420000 2022-05}}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("comparing")
    corpus = write_corpus(folder / "in")
    for name, text in MORE.items():
        (corpus / name).write_text(text, encoding="utf-8")
    mine([corpus], folder / "dataset", services=FAKES)
    return folder


Run = Callable[..., Result]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(folder)

    def invoke(*args: str) -> Result:
        return CliRunner().invoke(app, list(args))

    return invoke


def rows(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


def test_cli_compare_shows_stated_and_derived_as_what_they_are(run: Run) -> None:
    text = run("compare", RATE, "--level", "any").stdout
    hebei, chenggu = (next(line for line in text.splitlines() if name in line) for name in ("Hebei", "Chenggu"))
    assert "99.92 %" in hebei
    assert "derived from 5092 → 4" in hebei
    assert "90.1 %" in chenggu
    assert "stated; 81 → 8" in chenggu


def test_cli_compare_flow_is_not_beside_stocks(run: Run) -> None:
    values = {row["adcode"]: row["value"] for row in rows(run("compare", COUNT, "--format", "json"))}
    assert values["140000"] == 70
    (flow,) = rows(run("compare", COUNT, "--role", "flow", "--format", "json"))
    assert (flow["adcode"], flow["value"]) == ("140000", 2961)


def test_cli_compare_per(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "pupils.csv"
    table.write_text("adcode,period,value\n130000,2022,8000000\n13,2021,1\n140000,,350000\n", encoding="utf-8")
    found = {row["adcode"]: row for row in rows(run("compare", COUNT, "--per", str(table), "-f", "json"))}
    assert (found["130000"]["value"], found["140000"]["value"]) == (0.005, 2)
    assert found["140000"]["per"] == "per 10,000 (pupils.csv)"
    assert "cannot be divided" in run("compare", RATE, "--per", str(table)).stderr
    table.write_text("adcode,value\n130000,many\n", encoding="utf-8")
    result = run("compare", COUNT, "--per", str(table))
    assert result.exit_code == 2
    assert "PM410" in result.stderr
    assert "line 2 (field value: 'many')" in result.stderr


def test_cli_rank_honours_bounds_and_ties(run: Run) -> None:
    found = rows(run("rank", COVER, "--at", "2022-06", "--target", "96", "--format", "json"))
    places = {row["adcode"]: (row["rank_best"], row["rank_worst"], row["target"]) for row in found}
    assert places == {
        "420000": (1, 2, "met"),  # 97, or whatever "more than 90" turns out to be, is first
        "620000": (1, 3, "open"),  # more than 90
        "220000": (2, 3, "missed"),  # 95
        "340000": (4, 4, "missed"),  # 89, the later of two in the month
    }
    table = run("rank", COVER, "--at", "2022-06", "--target", "96").stdout
    assert "1–3" in table
    assert "◐ open" in table


def test_cli_rank_certain_ties_share_a_place(run: Run) -> None:
    found = rows(run("rank", COUNT, "--level", "any", "--role", "before", "--lowest-first", "--format", "json"))
    assert [(row["value"], row["rank_best"], row["rank_worst"], row["tied"]) for row in found] == [
        (81, 1, 1, True),
        (81, 1, 1, True),
        (5092, 3, 3, False),
    ]


def test_cli_rank_change_since(run: Run) -> None:
    found = {row["adcode"]: row for row in rows(run("rank", COVER, "--since", "2021-12", "--format", "json"))}
    assert (found["220000"]["change"], found["220000"]["before"]) == (10, 85)
    assert found["420000"]["change"] is None
    assert "+10" in run("rank", COVER, "--since", "2021-12").stdout


def test_cli_coverage(run: Run, tmp_path: Path) -> None:
    found = rows(run("coverage", "--format", "json", "-o", str(tmp_path / "c.svg")))
    states = {(row["indicator"], row["adcode"]): (row["state"], row["reason"]) for row in found}
    assert states[COUNT, "140000"] == ("verified", None)
    assert states[RATE, "130000"] == ("derived", None)
    assert states[COVER, "110000"] == ("missing", "not_reported")
    assert len({row["adcode"] for row in found}) == 34
    svg = (tmp_path / "c.svg").read_text(encoding="utf-8")
    assert "Gansu" in svg
    text = run("coverage", "-i", COVER).stdout
    assert text.splitlines()[0].split() == ["1"]
    assert any(line.startswith("Anhui") and "!" in line for line in text.splitlines())


def test_cli_trend(run: Run, tmp_path: Path) -> None:
    found = rows(run("trend", COUNT, "130000", "Chenggu", "--format", "json", "--chart", str(tmp_path / "t.svg")))
    assert [(row["adcode"], row["date"], row["value"]) for row in found] == [
        ("130000", "2021-07", 5092),
        ("130000", "2022-07-19", 4),
        ("610722", "2021-07", 81),
        ("610722", "2022-07-13", 8),
    ]
    assert "<svg" in (tmp_path / "t.svg").read_text(encoding="utf-8")
    assert "█" in run("trend", COUNT, "河北").stdout


def test_cli_place(run: Run) -> None:
    card = json.loads(run("place", "13", "--format", "json").stdout)
    assert (card["adcode"], len(card["figures"]), len(card["events"]), len(card["checks"])) == ("130000", 2, 1, 1)
    assert {cell["indicator"] for cell in card["cells"]} == {COUNT, RATE}
    text = run("place", "河北省").stdout
    assert "Hebei Province 河北省  130000" in text
    assert "derived from 5092 → 4" in text
    assert "a + b = c" in text
    assert "0 figures" in run("place", "610000").stdout
    assert "4 figures" in run("place", "610000", "--within").stdout


def test_cli_conflicts(run: Run) -> None:
    (conflict,) = rows(run("conflicts", "--format", "json"))
    assert (conflict["adcode"], conflict["value"], conflict["other_value"]) == ("340000", 89, 97)
    assert (conflict["chosen_by"], conflict["reports"]) == ("latest_day", 1)


@pytest.mark.parametrize(
    "command", [["compare", COUNT], ["rank", COUNT], ["coverage"], ["trend", COUNT, "13"], ["conflicts"]]
)
def test_cli_csv_has_the_rows_of_json(run: Run, command: list[str]) -> None:
    table = list(csv.DictReader(io.StringIO(run(*command, "--format", "csv").stdout)))
    objects = rows(run(*command, "--format", "json"))
    assert len(table) == len(objects) > 0
    assert list(table[0]) == list(objects[0])


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            ["compare", "subject_training_institutions.cont"],
            f"PM402 no such indicator: subject_training_institutions.cont (did you mean {COUNT}",
        ),
        (["rank", "nonsense"], "PM402"),
        (["trend", COUNT, "Hebay"], "PM404 no such place: Hebay (did you mean Hebi"),
        (["place", "139999"], "PM404 no such place: 139999"),
        (["conflicts", "-p", "Nowhere"], "PM404"),
        (["coverage", "-i", "subject_trainin"], "PM402"),
        (["compare", COUNT, "--format", "xml"], "PM405 bad option value: --format xml (one of table, csv, json)"),
        (["rank", COUNT, "--at", "July"], "PM405"),
        (["rank", COUNT, "--target", "most"], "PM405"),
        (["compare", COUNT, "--level", "village"], "PM405"),
        (["compare", COUNT, "--per", "none.csv"], "PM101"),
    ],
)
def test_cli_mistakes_are_explained(run: Run, command: list[str], said: str) -> None:
    result = run(*command)
    assert result.exit_code == 2
    assert said in result.stderr
