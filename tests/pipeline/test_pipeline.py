from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pipeline_fakes import CHENGGU, FAKES, HEBEI, other_reader_version, write_corpus

from policymine.dataset.query import rows
from policymine.dataset.rows import extraction_rows
from policymine.dataset.store import open_dataset, runs
from policymine.errors import InvariantError, UsageError
from policymine.pipeline import extract, mine, process
from policymine.records import Extraction, Problem


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def outcomes(tmp_path: Path, name: str, text: str) -> list[Extraction | Problem]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(process(FAKES.read_snapshot(path, 10**6), None, FAKES))


def test_pipeline_process_reads_and_verifies(tmp_path: Path) -> None:
    (extraction,) = outcomes(tmp_path, "a.txt", HEBEI)
    assert isinstance(extraction, Extraction)
    assert [str(figure.value) for figure in extraction.figures] == ["5092", "4"]
    assert extraction.figures[0].checks == ("C1:holds",)


def test_pipeline_process_crash_costs_one_document(tmp_path: Path) -> None:
    first, crashed, broken, last = outcomes(tmp_path, "a.jsonl", f"{HEBEI}\nCRASH\nBROKEN LINE\n{CHENGGU}")
    assert isinstance(first, Extraction)
    assert isinstance(last, Extraction)
    assert isinstance(crashed, Problem)
    assert isinstance(broken, Problem)
    assert (crashed.code, crashed.source) == ("PM502", "a.jsonl#1")
    assert "the reader broke" in crashed.message
    assert broken.code == "PM111"


def test_pipeline_process_reports_error_code_of_parser(tmp_path: Path) -> None:
    (problem,) = outcomes(tmp_path, "empty.txt", "")
    assert isinstance(problem, Problem)
    assert problem.code == "PM102"
    assert problem.remedy


def test_pipeline_process_rejects_ungrounded_rows(tmp_path: Path) -> None:
    (problem,) = outcomes(tmp_path, "a.txt", HEBEI + "OFF")
    assert isinstance(problem, Problem)
    assert problem.code == "PM501"


def test_pipeline_process_reports_lone_surrogates() -> None:
    document = next(iter(FAKES.parse(FAKES.read_snapshot(Path(__file__), 10**7))))
    services = replace(FAKES, parse=lambda snapshot: iter([replace(document, text="\ud800 5 {x}")]))
    (problem,) = process(FAKES.read_snapshot(Path(__file__), 10**7), None, services)
    assert isinstance(problem, Problem)
    assert problem.code == "PM104"


def test_pipeline_write_asserts_grounding(tmp_path: Path) -> None:
    (extraction,) = outcomes(tmp_path, "a.txt", HEBEI)
    assert isinstance(extraction, Extraction)
    wrong = replace(extraction, figures=(replace(extraction.figures[0], quote="5093"),))
    with pytest.raises(InvariantError, match="PM501"):
        extraction_rows(wrong)


def test_pipeline_extract_writes_rows_of_the_annotation_rules(tmp_path: Path) -> None:
    report = extract([write_corpus(tmp_path / "in")], tmp_path / "out", services=FAKES)
    assert (report.documents, report.figures, report.events, report.problems) == (2, 5, 1, ())
    figures = read_lines(tmp_path / "out" / "figures.jsonl")
    assert [row["doc"] for row in figures] == ["chenggu.txt"] * 3 + ["hebei.txt"] * 2
    assert [row["value"] for row in figures] == [81, 8, 90.1, 5092, 4]
    row = figures[3]
    assert (
        list(row)[:18]
        == (
            "doc start end quote core_start core_end value value_max bound unit indicator role direction place "
            "admin_level adcode period stage"
        ).split()
    )
    assert HEBEI[row["start"] : row["end"]] == row["quote"] == "5092"  # type: ignore[misc]
    assert row["value_max"] is None
    assert row["reasons"] == {"stage": "not_stated"}
    (event,) = read_lines(tmp_path / "out" / "events.jsonl")
    assert event["alt_spans"] == [[0, 3]]
    assert event["args"] == {"document": "Plan", "number": ["12", "13"]}
    assert read_lines(tmp_path / "out" / "problems.jsonl") == []


def test_pipeline_extract_values_are_plain_numbers(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    template = "{} {{i.count level exact yuan Hebei province 130000 2022}}"
    numbers = ["16490000000", "33.3333333333333", "0.10", "99999999999999999999999999999999999999999", "7.000"]
    for name, number in enumerate(numbers):
        (tmp_path / "in" / f"{name}.txt").write_text(template.format(number), encoding="utf-8")
    extract([tmp_path / "in"], tmp_path / "out", services=FAKES)
    lines = (tmp_path / "out" / "figures.jsonl").read_text(encoding="utf-8").splitlines()
    written = [line.split('"value": ')[1].split(",")[0] for line in lines]
    assert written == ["16490000000", "33.3333333333333", "0.1", "9" * 41, "7"]


@pytest.mark.parametrize("file_format", ["jsonl", "csv", "parquet", "xlsx"])
def test_pipeline_extract_same_input_same_bytes(tmp_path: Path, file_format: str) -> None:
    corpus = write_corpus(tmp_path / "in")
    first = extract([corpus], tmp_path / "a", file_format=file_format, services=FAKES)
    files = sorted(corpus.iterdir(), reverse=True)
    extract(files, tmp_path / "b", file_format=file_format, services=FAKES)
    for path in first.files:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    assert not list((tmp_path / "a").glob(".*"))


def test_pipeline_extract_spills_to_disk_without_a_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = write_corpus(tmp_path / "in")
    extract([corpus], tmp_path / "a", services=FAKES)
    monkeypatch.setattr("policymine.pipeline.into_files._SPILL_ROWS", 1)
    extract([corpus], tmp_path / "b", services=FAKES)
    for name in ("figures.jsonl", "events.jsonl", "checks.jsonl", "documents.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert not list((tmp_path / "b").glob(".*"))


def test_pipeline_extract_workers_give_the_same_bytes_and_survive_a_killed_one(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in")
    (corpus / "many.jsonl").write_text("\n".join([HEBEI, "CRASH", CHENGGU] * 50), encoding="utf-8")
    extract([corpus], tmp_path / "a", services=FAKES)
    (corpus / "exit.txt").write_text("EXIT", encoding="utf-8")
    report = extract([corpus], tmp_path / "b", workers=2, services=FAKES)
    for name in ("figures.jsonl", "events.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert {problem.source for problem in report.problems} >= {"exit.txt", "many.jsonl#1"}
    assert {problem.code for problem in report.problems} == {"PM502"}


def test_pipeline_extract_other_documents_are_done(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in")
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "junk.txt").write_bytes(b"\xff\xfe\x00")
    report = extract([corpus, tmp_path / "missing"], tmp_path / "out", services=FAKES)
    assert report.documents == 2
    assert sorted(p.code for p in report.problems) == ["PM101", "PM102", "PM502"]
    assert len(read_lines(tmp_path / "out" / "problems.jsonl")) == 3


def test_pipeline_extract_bad_format_and_workers(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="PM405"):
        extract([tmp_path], tmp_path / "out", file_format="doc", services=FAKES)
    with pytest.raises(UsageError, match="PM405"):
        extract([tmp_path], tmp_path / "out", workers=0, services=FAKES)
    assert not (tmp_path / "out").exists()


def test_pipeline_cluster_without_the_extra_says_how_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"PM403.*pip install 'policymine\[cluster\]'"):
        extract([write_corpus(tmp_path / "in")], tmp_path / "out", cluster="local", services=FAKES)


def test_pipeline_mine_adds_only_what_is_new(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in")
    first = mine([corpus], tmp_path / "ds", services=FAKES)
    assert (first.version, first.committed, first.documents, first.figures) == (1, True, 2, 5)
    second = mine([corpus], tmp_path / "ds", services=FAKES)
    assert (second.version, second.committed, second.documents, second.skipped) == (1, False, 0, 2)
    assert len(list((tmp_path / "ds" / "figures" / "_delta_log").glob("*.json"))) == 2  # made, and one commit
    (corpus / "new.txt").write_text(HEBEI + "again", encoding="utf-8")
    third = mine([corpus], tmp_path / "ds", services=FAKES)
    assert (third.version, third.documents, third.skipped) == (2, 1, 2)
    assert len(rows(open_dataset(tmp_path / "ds"), "figures")) == 7


def test_pipeline_mine_replaces_a_changed_file(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in")
    mine([corpus], tmp_path / "ds", services=FAKES)
    (corpus / "hebei.txt").write_text(HEBEI.replace("4 {", "5 {"), encoding="utf-8")
    mine([corpus], tmp_path / "ds", services=FAKES)
    now = {row["value"] for row in rows(open_dataset(tmp_path / "ds"), "figures")}
    assert now == {Decimal(value) for value in ("81", "8", "90.1", "5092", "5")}
    assert len(rows(open_dataset(tmp_path / "ds"), "documents")) == 2
    assert len(rows(open_dataset(tmp_path / "ds", as_of=1), "figures")) == 5


def test_pipeline_mine_reads_again_with_another_reader(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in")
    mine([corpus], tmp_path / "ds", services=FAKES)
    report = mine([corpus], tmp_path / "ds", services=replace(FAKES, reader_version=other_reader_version))
    assert (report.version, report.documents, report.skipped) == (2, 2, 0)
    assert len(rows(open_dataset(tmp_path / "ds"), "figures")) == 5
    assert {row["reader_version"] for row in rows(open_dataset(tmp_path / "ds"), "snapshots")} == {"reader-2"}


def test_pipeline_mine_records_problems_once_and_forgets_mended_ones(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in")
    bad = corpus / "bad.txt"
    bad.write_bytes(b"")
    paths = [corpus, tmp_path / "it's missing.txt"]
    first = mine(paths, tmp_path / "ds", services=FAKES)
    assert sorted(p.code for p in first.problems) == ["PM101", "PM102"]
    second = mine(paths, tmp_path / "ds", services=FAKES)
    assert not second.committed
    assert sorted(p.code for p in second.problems) == ["PM101", "PM102"]
    (tmp_path / "it's missing.txt").write_text(CHENGGU, encoding="utf-8")
    bad.write_text(CHENGGU + ".", encoding="utf-8")
    third = mine(paths, tmp_path / "ds", services=FAKES)
    assert third.problems == []
    assert rows(open_dataset(tmp_path / "ds"), "problems") == []


def test_pipeline_mine_interrupted_keeps_what_was_read(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in")
    (corpus / "zz.jsonl").write_text(f"{HEBEI}\n{CHENGGU}\n", encoding="utf-8")
    calls = []

    def interrupted(document: object, resources: object) -> Extraction:
        calls.append(document)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return FAKES.read_document(document, resources)  # type: ignore[arg-type]

    with pytest.raises(KeyboardInterrupt):
        mine([corpus], tmp_path / "ds", services=replace(FAKES, read_document=interrupted))
    half = open_dataset(tmp_path / "ds")
    assert len(rows(half, "documents")) == 3
    assert len(rows(half, "snapshots")) == 2
    report = mine([corpus], tmp_path / "ds", services=FAKES)
    assert (report.documents, report.skipped) == (2, 2)
    whole = open_dataset(tmp_path / "ds")
    assert len(rows(whole, "documents")) == 4
    assert len(rows(whole, "figures")) == 10


def test_pipeline_mine_commits_in_batches(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in")
    report = mine([corpus], tmp_path / "ds", services=FAKES, commit_rows=1)
    assert report.version == 2
    assert [row["documents"] for row in runs(tmp_path / "ds")] == [1, 1]
    assert len({row["run_id"] for row in runs(tmp_path / "ds")}) == 1


def test_pipeline_mine_reports_progress(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None, str]] = []
    mine([write_corpus(tmp_path / "in")], tmp_path / "ds", services=FAKES, progress=lambda *step: seen.append(step))
    assert seen == [(1, 2, "chenggu.txt"), (2, 2, "hebei.txt")]


def test_pipeline_reader_version_is_a_fingerprint_of_the_rooms() -> None:
    code = "from policymine.pipeline.services import reader_version; print(reader_version())"
    seen = {subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout for _ in range(2)}
    assert len(seen) == 1
    assert len(seen.pop().strip()) == 16


def test_pipeline_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    corpus = write_corpus(tmp_path / "in")
    (corpus / "bad.txt").write_text("CRASH", encoding="utf-8")
    extract([corpus], tmp_path / "a", services=FAKES)
    report = extract([corpus], tmp_path / "b", cluster="local", workers=1, services=FAKES)
    assert [problem.code for problem in report.problems] == ["PM502"]
    for name in ("figures.jsonl", "events.jsonl", "problems.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
