"""The models that ship in ``models/``."""

from __future__ import annotations

import pytest

from policymine.extraction import load_resources
from policymine.learning import measure
from policymine.learning.rank import load_ranker
from policymine.learning.registry import check_files, list_models
from policymine.learning.samples import read_corpora
from tests.conftest import ROOT

MODELS = ROOT / "models"
CORPORA = [ROOT / "corpora" / "double_reduction", ROOT / "corpora" / "open_domain"]


def test_models_are_small_and_described():
    models = list_models(MODELS)
    assert "indicator" in [m["name"] for m in models]
    for meta in models:
        folder = MODELS / meta["name"]
        check_files(folder, meta)
        assert sum(p.stat().st_size for p in folder.iterdir()) < 10_000_000
        card = (folder / "card.md").read_text(encoding="utf-8")
        for row in meta["scores"]["table"]:
            assert str(row["rules"]) in card and str(row["model"]) in card
        assert meta["data"]["sha256"] in card or meta["task"] == "relevance"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_models_indicator_beats_the_rules_on_dev(learning, language):
    resources = load_resources()
    documents = [a for a in read_corpora(CORPORA, "dev") if a.document.language.value == language]
    rules = measure.score_documents(documents, resources, measure.rules_alone)
    both = measure.score_documents(documents, resources, load_ranker(MODELS / "indicator"))
    assert measure.row_f1(both) >= measure.row_f1(rules)
    assert measure.accuracy(both) >= measure.accuracy(rules)
    assert [s.core for s in both] == [s.core for s in rules]
