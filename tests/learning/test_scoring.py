from __future__ import annotations

import json
import subprocess
import sys

import pytest

from policymine.errors import InputError
from policymine.learning.gold import read_gold
from policymine.learning.scoring import PRF, reliability, same_end, score_events, score_figures


def gold_folder(tmp_path, figures, events=(), negatives=()):
    for name, rows in (("figures", figures), ("events", events), ("negatives", negatives)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    return tmp_path


def row(start, end, value, **more):
    return {
        "doc": "a.txt",
        "start": start,
        "end": end,
        "core_start": start,
        "core_end": end,
        "value": value,
        "value_max": None,
        "bound": "exact",
        "unit": "school",
        "role": "level",
        "indicator": None,
        "adcode": "130000",
        "period": "2022-07-19",
        "confidence": 0.9,
    } | more


def test_scoring_counts_each_level(tmp_path):
    folder = gold_folder(
        tmp_path,
        [row(0, 2, 48), row(10, 13, 409), row(20, 22, 7, confidence=0.3)],
        negatives=[{"doc": "a.txt", "start": 30, "end": 34}],
    )
    predicted = [row(0, 2, 48), row(10, 13, 409, adcode="610000"), row(20, 22, 8), row(30, 34, 2022)]
    scores = score_figures(predicted, read_gold(folder))
    assert scores.levels["found"] == PRF(2, 3, 2)
    assert scores.levels["core"] == PRF(2, 3, 2)
    assert scores.levels["scoped"] == PRF(1, 3, 2)
    assert scores.negatives_taken == 1
    assert {e.kind for e in scores.errors} == {"wrong", "spurious"}


def test_scoring_misses_are_listed(tmp_path):
    scores = score_figures([], read_gold(gold_folder(tmp_path, [row(0, 2, 48)])))
    assert [e.kind for e in scores.errors] == ["missed"]
    assert scores.levels["found"].f1 == 0


def test_scoring_open_counts_equal_each_other(tmp_path):
    folder = gold_folder(tmp_path, [row(0, 2, 3, unit="heliostat")])
    assert score_figures([row(0, 2, 3, unit="other:mirror")], read_gold(folder)).levels["core"].hits == 1
    assert score_figures([row(0, 2, 3, unit="yuan")], read_gold(folder)).levels["core"].hits == 0


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("2022", "2022-07-19", True),
        ("2021-07/2022-07-19", "2022-07", True),
        ("../2022-07", "2021-07", False),
        (None, None, True),
        (None, "2022", False),
    ],
)
def test_scoring_periods_compare_by_their_end(a, b, same):
    assert same_end(a, b) is same


def test_scoring_events_by_overlap_and_type(tmp_path):
    event = {
        "doc": "a.txt",
        "start": 0,
        "end": 20,
        "type": "funding",
        "date": "2022",
        "confidence": 0.9,
        "alt_spans": [[50, 60]],
    }
    folder = gold_folder(tmp_path, [row(0, 2, 48)], [event])
    scores = score_events(
        [{"doc": "a.txt", "start": 52, "end": 58, "type": "funding", "date": "2022-05"}], read_gold(folder)
    )
    assert {k: v.hits for k, v in scores.items()} == {"found": 1, "typed": 1, "typed_and_dated": 1}


def test_scoring_reliability_bands():
    table = reliability([(0.95, True), (0.96, True), (0.6, False)])
    assert [(r["figures"], r["core_right"]) for r in table] == [(1, 0.0), (2, 1.0)]


def test_gold_folder_without_figures_is_an_error(tmp_path):
    with pytest.raises(InputError, match="PM101"):
        read_gold(tmp_path)


def test_scoring_agrees_with_the_shared_scorer(shared, tmp_path):
    """The project's scorer and the one that the annotators use give the same numbers on perturbed gold."""
    gold = read_gold(shared / "gold" / "real_dev")
    predicted = []
    for i, g in enumerate(gold.figures):
        p = {
            k: g.get(k)
            for k in (
                "doc",
                "start",
                "end",
                "value",
                "value_max",
                "bound",
                "unit",
                "role",
                "indicator",
                "adcode",
                "period",
            )
        }
        if i % 5 == 0:
            p["value"] = (p["value"] or 0) + 1
        if i % 7 == 0:
            p["unit"] = "school"
        if i % 11 == 0:
            p["period"] = "1999"
        if i % 13:
            predicted.append(p)
    path = tmp_path / "figures.jsonl"
    path.write_text("\n".join(json.dumps(p) for p in predicted), encoding="utf-8")
    out = subprocess.run(
        [sys.executable, str(shared / "gold" / "score.py"), str(shared / "gold" / "real_dev"), str(path), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = json.loads(out.stdout)["figures"]
    ours = score_figures(predicted, gold)
    assert {k: round(v.f1, 4) for k, v in ours.levels.items()} == {k: theirs[k]["f1"] for k in ours.levels}
    assert {k: round(v, 4) for k, v in ours.accuracy.items()} == theirs["accuracy_on_found"]
