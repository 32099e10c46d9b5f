"""A Chinese article and its machine translation are paired by their figures; others are not."""

from __future__ import annotations

from decimal import Decimal

from policymine.dataset.translations import pair


def document(doc_id: str, language: str, published: str | None = "2022-06-02") -> dict:
    return {"doc_id": doc_id, "language": language, "published": published}


def figures(doc_id: str, *values: str, adcode: str | None = "430000") -> list[dict]:
    return [
        {
            "doc_id": doc_id,
            "value": Decimal(value.rstrip("%")),
            "unit": "percent" if value.endswith("%") else "person",
            "adcode": adcode,
        }
        for value in values
    ]


ZH = figures("zh", "5092", "4", "99.92%", "1743", "3345")


def test_the_same_figures_in_two_languages_are_a_translation_though_some_are_lost():
    found = pair([document("zh", "zh"), document("en", "en")], [*ZH, *figures("en", "5092.0", "99.92%", "1743", "12")])
    assert [(t.chinese, t.english, t.shared) for t in found] == [("zh", "en", 3)]
    assert 0.6 <= found[0].agreement < 1


def test_a_percentage_is_not_the_count_of_the_same_digits():
    assert pair([document("zh", "zh"), document("en", "en")], [*ZH, *figures("en", "5092%", "4%", "1743%")]) == []


def test_common_figures_weigh_little():
    others = [document(f"o{i}", "zh") for i in range(30)]
    common = [row for other in others for row in figures(other["doc_id"], "100%", "1", "2", f"{other['doc_id'][1:]}77")]
    english = figures("en", "100%", "1", "2", "5092", "99.92%", "1743")
    found = pair([document("zh", "zh"), document("en", "en"), *others], [*common, *ZH, *english])
    assert [t.chinese for t in found] == ["zh"]


def test_another_province_or_another_year_is_another_story():
    documents = [document("zh", "zh"), document("en", "en")]
    assert pair(documents, [*ZH, *figures("en", "5092", "99.92%", "1743", adcode="510000")]) == []
    later = [document("zh", "zh"), document("en", "en", "2023-06-02")]
    assert pair(later, [*ZH, *figures("en", "5092", "99.92%", "1743")]) == []
    undated = [document("zh", "zh"), document("en", "en", None)]
    assert len(pair(undated, [*ZH, *figures("en", "5092", "99.92%", "1743", adcode=None)])) == 1


def test_of_reprints_the_first_is_the_original():
    documents = [document("b", "zh", "2022-06-03"), document("a", "zh"), document("en", "en")]
    rows = [{**row, "doc_id": name} for name in ("a", "b") for row in ZH]
    assert [t.chinese for t in pair(documents, [*rows, *figures("en", "5092", "99.92%", "1743", "4")])] == ["a"]
