"""``policymine periods``: rows of a text, of files, and what it says without a reference date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from policymine.cli.app import app
from policymine.errors import UsageError
from policymine.records import Language
from policymine.text.period_rows import read_periods

TEXT = "截至6月末，全县减少机构12家。近日，今年以来，2021年2月30日，次年。"


def run(*args: str) -> Result:
    return CliRunner().invoke(app, ["periods", *args])


def rows(*args: str) -> list[dict[str, object]]:
    result = run(*args, "--format", "json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


def test_periods_gives_edtf_rule_and_days_of_a_text() -> None:
    found = rows(TEXT, "--ref", "2022-07-19")
    assert [(r["quote"], r["edtf"], r["first"], r["last"]) for r in found[:1]] == [
        ("截至6月末", "2022-06-30", "2022-06-30", "2022-06-30")
    ]
    assert all(TEXT[r["start"] : r["end"]] == r["quote"] for r in found)  # type: ignore[misc]


def test_periods_says_why_a_time_stays_open() -> None:
    found = {r.quote: r.reason for r in read_periods(TEXT, "2022-07-19")}
    assert found["近日"] == "vague"
    assert [(r.edtf, r.last) for r in read_periods("近日印发。", "2022-07-19")] == [(None, None)]
    assert [(r.edtf, r.reason) for r in read_periods("Recently, it was issued.", "2022-07-19")] == [(None, "vague")]
    assert [r.reason for r in read_periods("自公布之日起30日内办理。", "2022-07-19")] == ["start_not_dated"]
    assert found["2021年2月30日"] == "no_such_date"
    assert found["今年以来"] is None
    assert [r.reason for r in read_periods("上周开会。", "2022")] == ["reference_too_coarse"]
    assert [r.reason for r in read_periods("次年完成。", "2022-07-19")] == ["nothing_before"]


def test_periods_needs_a_reference_date() -> None:
    result = run(TEXT)
    assert result.exit_code == 2
    assert "reference date is required" in result.stderr


@pytest.mark.parametrize("reference", ["", "yesterday", "2022-13", "2022-07-19/..", "19.7.2022"])
def test_periods_refuses_a_reference_that_is_no_date(reference: str) -> None:
    with pytest.raises(UsageError, match="PM405"):
        read_periods(TEXT, reference)
    assert run(TEXT, "--ref", reference).exit_code == 2


def test_periods_reads_files_with_the_name_of_each_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("某县通报\n今年以来，新增学位1200个。" * 3, encoding="utf-8")
    (tmp_path / "b.txt").write_text("The county said that 12 schools were built last year.\n" * 3, encoding="utf-8")
    found = rows(str(tmp_path), "--ref", "2023-05-02")
    assert {(Path(str(r["doc"])).name, r["edtf"]) for r in found} == {
        ("a.txt", "2023-01-01/2023-05-02"),
        ("b.txt", "2022"),
    }


def test_periods_text_without_times_has_no_rows() -> None:
    assert rows("没有时间的句子。", "--ref", "2022") == []
    assert "no time" in run("没有时间的句子。", "--ref", "2022").stdout


def test_periods_names_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run(str(tmp_path / "empty.txt"), "--ref", "2022")
    assert result.exit_code == 2
    assert "PM102" in result.stderr


def test_periods_language_can_be_given() -> None:
    assert [r.edtf for r in read_periods("近三年", "2022-07-19", Language.EN)] == []
    assert [r.edtf for r in read_periods("近三年", "2022-07-19", Language.ZH)] == ["2019-07/2022-07-19"]
    assert [r.edtf for r in read_periods("in 2021", "2022", Language.EN)] == ["2021"]
