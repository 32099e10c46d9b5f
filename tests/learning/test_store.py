from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest

from policymine.errors import InputError, UsageError
from policymine.learning import store
from policymine.learning.linear import Linear, logistic
from policymine.learning.margins import Margins, shares

pytestmark = pytest.mark.usefixtures("learning")


def small() -> Linear:
    data = [{"a": 1.0}, {"b": 1.0}, {"a": 0.5, "c": 2.0}, {"b": 0.25}]
    return Linear.fit(data, ["x", "y", "x", "y"], strength=1.0)


def test_store_gives_back_what_was_stored(tmp_path):
    model = small()
    store.dump({"m": model.parts(), "limits": [0.5, 1.0]}, tmp_path / "m.skops")
    held = store.load(tmp_path / "m.skops")
    again = Linear.from_parts(held["m"])
    assert held["limits"] == [0.5, 1.0]
    assert again.names == model.names == ("a", "b", "c")
    assert again.probability({"a": 1.0, "unknown": 9.0}) == model.probability({"a": 1.0})


def test_store_gives_equal_bytes_for_equal_models():
    assert store.dumps({"m": small().parts()}) == store.dumps({"m": small().parts()})


def test_store_refuses_to_write_other_types():
    from sklearn.tree import DecisionTreeClassifier

    with pytest.raises(InputError, match="DecisionTreeClassifier"):
        store.dumps({"m": DecisionTreeClassifier()})


def test_store_refuses_to_read_other_types(tmp_path):
    import skops.io
    from sklearn.tree import DecisionTreeClassifier

    path = tmp_path / "tree.skops"
    path.write_bytes(skops.io.dumps({"m": DecisionTreeClassifier()}))
    with pytest.raises(InputError, match=r"PM106.*DecisionTreeClassifier"):
        store.load(path)


def test_store_makes_nothing_of_a_file_that_calls_a_function(tmp_path):
    marker = tmp_path / "made"
    schema = {
        "__class__": "system",
        "__module__": "os",
        "__loader__": "ReduceNode",
        "content": {
            "__class__": "str",
            "__module__": "builtins",
            "__loader__": "JsonNode",
            "content": f'"touch {marker}"',
        },
    }
    path = tmp_path / "bad.skops"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("schema.json", json.dumps(schema))
    with pytest.raises(InputError, match=r"os\.system"):
        store.load(path)
    assert not marker.exists()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_store_reports_broken_files(tmp_path, content):
    path = tmp_path / "m.skops"
    path.write_bytes(content)
    with pytest.raises(InputError, match="PM106"):
        store.load(path)


def test_store_reports_an_archive_without_a_schema(tmp_path):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("other.txt", "x")
    (tmp_path / "m.skops").write_bytes(out.getvalue())
    with pytest.raises(InputError, match="PM106"):
        store.load(tmp_path / "m.skops")
    with pytest.raises(InputError, match="PM101"):
        store.load(tmp_path / "nowhere.skops")


def test_store_names_the_extra_that_is_missing(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"PM403.*policymine\[learning\]"):
        store.require_learning()


def test_linear_asks_as_scikit_learn_does():
    model = Linear.fit([{"a": 1.0}, {"b": 1.0}, {"c": 1.0}], ["x", "y", "z"], strength=5.0)
    import numpy as np

    expected = model.estimator.predict_proba(np.array([[0.5, 0.0, 0.25]]))[0]
    got = model.probabilities({"a": 0.5, "c": 0.25, "unseen": 3.0})
    assert list(got) == ["x", "y", "z"]
    assert list(got.values()) == pytest.approx(expected.tolist())
    two = small()
    columns = np.array([[1.0, 0.0, 2.0]])
    assert two.probability({"a": 1.0, "c": 2.0}) == pytest.approx(two.estimator.predict_proba(columns)[0][1])


def test_linear_leaves_rare_features_out():
    data = [{"often": 1.0, "once": 1.0}, {"often": 1.0}, {"other": 1.0}, {"other": 1.0}]
    assert Linear.fit(data, [1, 1, 0, 0], strength=1.0, least=2).names == ("often", "other")


def test_logistic_is_defined_far_out():
    assert logistic(-1e4) == 0.0 and logistic(1e4) == 1.0 and logistic(0) == 0.5


def test_margins_are_kept_and_asked_as_arrays(tmp_path):
    data = [{"a": 1.0}, {"a": 0.9, "c": 0.1}, {"b": 1.0}, {"b": 0.8, "c": 0.1}]
    model = Margins.fit(data, ["x", "x", "y", "y"], strength=1.0).sharpened(3.0)
    assert (model.classes, model.names) == (("x", "y"), ("a", "b", "c"))
    store.dump({"m": model.parts()}, tmp_path / "m.skops")
    again = Margins.from_parts(store.load(tmp_path / "m.skops")["m"])
    assert again.sharpness == 3.0
    for features in (*data, {}, {"unknown": 1.0}):
        assert again.margins(features).tolist() == model.margins(features).tolist()
    found = shares(model.margins({"a": 1.0}), 3.0)
    assert found.sum() == pytest.approx(1) and found[0] > 0.9
    with pytest.raises(ValueError, match="shape"):
        Margins.from_parts({**model.parts(), "names": model.parts()["names"][:1]})


def test_margins_of_three_classes_and_rare_features():
    data = [{"a": 1.0}, {"b": 1.0}, {"c": 1.0}] * 2 + [{"once": 1.0, "a": 1.0}]
    model = Margins.fit(data, ["x", "y", "z"] * 2 + ["x"], strength=1.0)
    assert model.names == ("a", "b", "c") and model.weights.shape == (3, 3)
    assert [model.classes[model.margins(f).argmax()] for f in data[:3]] == ["x", "y", "z"]
