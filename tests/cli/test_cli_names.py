"""A filter that names nothing is an error with the nearest names, not an empty table."""

from __future__ import annotations

import pytest

from policymine.cli.figures import list_rows
from policymine.errors import UsageError
from policymine.pipeline.into_dataset import mine


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("names")
    (folder / "a.txt").write_text("河北省学科类培训机构压减率达97.5%。双减一年间。", encoding="utf-8")
    mine([folder / "a.txt"], folder / "ds")
    return folder / "ds"


@pytest.mark.parametrize(
    ("wanted", "code", "hint"),
    [
        ({"place": "Hebie"}, "PM404", "Hebei"),
        ({"place": "999999"}, "PM404", ""),
        (
            {"indicator": "subject_training_institution.reduction_rate"},
            "PM402",
            "subject_training_institutions.reduction_rate",
        ),
    ],
)
def test_figures_unknown_names_are_errors(dataset, wanted, code, hint):
    with pytest.raises(UsageError) as caught:
        list_rows("figures", dataset, **wanted)
    assert caught.value.code == code
    assert hint in caught.value.message


@pytest.mark.parametrize(
    "wanted", [{"place": "Tibet"}, {"place": "54"}, {"indicator": "homework"}, {"indicator": "zz*"}]
)
def test_figures_known_names_may_have_no_rows(dataset, wanted):
    assert list_rows("figures", dataset, **wanted) == []


def test_names_of_files_that_are_not_there_make_no_dataset(tmp_path):
    from policymine.cli.mine import mine_files
    from policymine.errors import InputError

    with pytest.raises(InputError, match="PM101"):
        mine_files([tmp_path / "nowhere"], tmp_path / "ds")
    assert not (tmp_path / "ds").exists()


def test_names_of_conflicts_may_be_patterns(dataset):
    from policymine.cli.conflicts import conflicts_of

    assert conflicts_of("*.reduction_rate", dataset=dataset) == []
    assert conflicts_of("subject_training_institutions", dataset=dataset) == []
    with pytest.raises(UsageError, match="PM402"):
        conflicts_of("*.nothing", dataset=dataset)
