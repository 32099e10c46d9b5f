"""Rows are compared by what they say, not by where they stand or by their ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from policymine.cli.diff import as_rows, list_changes
from policymine.dataset.changes import Kind, text_changes
from policymine.pipeline import mine

FIRST = """全县学科类培训机构压减率达90.1%
本报讯（记者 王某）2022年6月2日，县教育局通报，全县学科类培训机构由81家压减至8家，压减率达90.1%。参加课后服务的学生达到1.2万人。
县教育局印发《课后服务实施方案》。
"""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("changes")
    page, other, folder = root / "in" / "a.txt", root / "in" / "b.txt", root / "dataset"
    page.parent.mkdir()
    page.write_text(FIRST, encoding="utf-8")
    other.write_text("全省新开工改造城镇老旧小区1,403个。\n", encoding="utf-8")
    mine([page.parent], folder)  # version 1
    moved = FIRST.replace("本报讯", "本报六月三日讯").replace("1.2万人", "1.3万人")
    page.write_text(moved + "全县新增公办幼儿园6所。\n", encoding="utf-8")
    mine([page.parent], folder)  # version 2
    page.write_text(FIRST, encoding="utf-8")
    mine([page.parent], folder)  # version 3
    return folder


def told(dataset: Path, before: str, after: str | None, table: str) -> list[tuple]:
    return [
        (c.kind, (c.before or {}).get("quote"), (c.after or {}).get("quote"), c.fields)
        for c in list_changes(before, after, dataset)
        if c.table == table
    ]


def test_a_revised_page_shows_the_figure_that_changed_and_the_new_one(dataset):
    assert told(dataset, "1", "2", "figures") == [
        (Kind.ADDED, None, "6", ()),
        (Kind.REVISED, "1.2万", "1.3万", ("quote", "value")),
    ]


def test_figures_that_only_moved_are_no_change_and_the_event_stays(dataset):
    # The sentence that was added tells an act of its own; the event that only moved is not among the changes.
    assert [(kind, after) for kind, _, after, _ in told(dataset, "1", "2", "events")] == [
        (Kind.ADDED, "全县新增公办幼儿园6所")
    ]


def test_backwards_what_was_added_is_withdrawn(dataset):
    assert told(dataset, "2", "3", "figures") == [
        (Kind.REVISED, "1.3万", "1.2万", ("quote", "value")),
        (Kind.WITHDRAWN, "6", None, ()),
    ]


def test_a_page_that_went_back_to_its_text_is_unchanged(dataset):
    assert list_changes("1", None, dataset) == []


def test_the_document_is_revised_not_new_and_its_lines_are_shown(dataset):
    found = [c for c in list_changes("1", "2", dataset) if c.table == "documents"]
    assert [(c.kind, c.doc) for c in found] == [(Kind.REVISED, "a.txt")]
    lines = text_changes(found[0])
    assert {line[0] for line in lines} == {"-", "+"}
    assert any("幼儿园6所" in line for line in lines if line.startswith("+"))


def test_from_the_empty_dataset_everything_is_added(dataset):
    found = list_changes("0", "1", dataset)
    assert {c.kind for c in found} == {Kind.ADDED}
    assert {c.doc for c in found} == {"a.txt", "b.txt"}


def test_rows_print_values_without_the_zeros_of_the_column(dataset):
    row = next(row for row in as_rows(list_changes("1", "2", dataset)) if row["change"] == "revised")
    assert row["before"] == "1.2万; value 12000"
    assert row["after"] == "1.3万; value 13000"
