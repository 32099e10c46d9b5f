"""The Python API: its documented examples run, its types are the same for every dataset, and importing it is light."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import policymine as pm
from policymine import api
from policymine.errors import DatasetError, UsageError
from policymine.pipeline import mine

HEBEI = "河北省教育厅7月19日消息：“双减”以来，全省学科类培训机构由原来的5092家压减至4家。"
CHENGGU = "城固县7月13日消息：“双减”以来，全县学科类培训机构由81家压减至8家，压减率90.1%。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("api")
    (root / "in").mkdir()
    (root / "in" / "hebei.txt").write_text(f"2022年7月19日\n{HEBEI}", encoding="utf-8")
    (root / "in" / "chenggu.txt").write_text(f"2022年7月13日\n{CHENGGU}", encoding="utf-8")
    mine([root / "in"], root / "dataset")
    return root


def test_api_examples_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    result = doctest.testmod(api, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 15
    assert result.failed == 0


def test_api_types_do_not_depend_on_the_rows(folder: Path) -> None:
    ds = pm.open(folder / "dataset")
    empty = ds.at(0)
    for name in ("figures", "events", "documents", "checks", "panel"):
        assert api.dtypes(getattr(empty, name)()) == api.dtypes(getattr(ds, name)()), name


def test_api_values_are_exact_to_their_digits(folder: Path) -> None:
    ds = pm.open(folder / "dataset")
    (rate,) = ds.figures("subject_training_institutions.reduction_rate")["value"]
    assert rate == 90.1


def test_api_says_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="PM301"):
        pm.open(tmp_path / "none")
    with pytest.raises(UsageError, match=r"did you mean subject_training_institutions.count"):
        pm.open(folder / "dataset").panel("subject_training_institution.count")
    with pytest.raises(DatasetError, match="PM306"):
        pm.open(folder / "dataset").sql("DROP TABLE figures")


def test_api_import_is_light() -> None:
    code = "import sys, policymine as pm; pm.open; print([m for m in ('pandas', 'pyarrow', 'duckdb', 'spacy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
