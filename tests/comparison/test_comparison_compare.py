from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from pipeline_fakes import FAKES, write_corpus

from policymine.comparison.chart import ranking_chart, ranking_data, save_chart
from policymine.comparison.compare import Comparison, compare
from policymine.comparison.intervals import Stated, agree, interval, rounding
from policymine.comparison.panel import build_panel
from policymine.comparison.present import value_text
from policymine.dataset.store import Dataset, open_dataset
from policymine.errors import UsageError
from policymine.pipeline import mine
from policymine.records import AdminLevel, Bound
from policymine.verification.numbers import INFINITY

RATE = "subject_training_institutions.reduction_rate"
COUNT = "subject_training_institutions.count"

Mine = Callable[..., Dataset]


@pytest.fixture
def mined(tmp_path: Path) -> Mine:
    def run(*texts: str) -> Dataset:
        corpus = tmp_path / "in"
        corpus.mkdir()
        for number, text in enumerate(texts):
            (corpus / f"{number}.txt").write_text(text, encoding="utf-8")
        mine([corpus], tmp_path / "ds", services=FAKES)
        return open_dataset(tmp_path / "ds")

    return run


def figure(value: str, *, bound: str = "exact", role: str = "after", period: str = "2022-07", rest: str = "") -> str:
    return f"{value} {{{COUNT} {role} {bound} institution Hebei province 130000 {period}{rest}}} "


def only_value(comparison: Comparison) -> Decimal:
    (cell,) = comparison.cells
    return cell.value


def test_compare_states_and_derives(tmp_path: Path) -> None:
    mine([write_corpus(tmp_path / "in")], tmp_path / "ds", services=FAKES)
    comparison = compare(open_dataset(tmp_path / "ds"), RATE, level="any")
    hebei, chenggu = comparison.cells
    assert (hebei.adcode, hebei.value, hebei.status, hebei.bound) == (
        "130000",
        Decimal("99.92"),
        "derived",
        Bound.EXACT,
    )
    assert [evidence.value for evidence in hebei.derived_from] == [5092, 4]
    assert (chenggu.adcode, chenggu.value, chenggu.status) == ("610722", Decimal("90.1"), "stated")
    assert (chenggu.level, chenggu.place) == (AdminLevel.COUNTY, "Chenggu County 城固县")
    assert [cell.adcode for cell in compare(open_dataset(tmp_path / "ds"), RATE).cells] == ["130000"]


def test_compare_check_verdict_is_the_status(tmp_path: Path) -> None:
    mine([write_corpus(tmp_path / "in")], tmp_path / "ds", services=FAKES)
    (cell,) = compare(open_dataset(tmp_path / "ds"), COUNT).cells
    assert (cell.value, cell.status, cell.reports) == (4, "verified", 1)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((figure("9", period="2022-05"), figure("5", period="2022-07")), 5),  # the later period
        ((figure("5", period="2021-07/2022-07-19"), figure("9", period="2022")), 9),  # by its end
        ((figure("9"), figure("5", period="-")), 9),  # a known period over none
        ((figure("9", rest=" headline"), figure("5", rest=" body")), 5),  # body over headline
        ((figure("9", bound="approximately"), figure("5")), 5),  # exact over rounded
        ((figure("9"), figure("5")), 9),  # else the first document
    ],
)
def test_compare_choice_of_several(mined: Mine, texts: tuple[str, ...], expected: int) -> None:
    assert only_value(compare(mined(*texts), COUNT)) == expected


def test_compare_reprints_count_once(mined: Mine) -> None:
    dataset = mined(figure("9"), figure("9"), figure("9") + ".")
    assert compare(dataset, COUNT, clusters={}).cells[0].reports == 2  # equal texts are one document
    assert compare(dataset, COUNT).cells[0].reports == 1  # nearly equal ones are one report
    ids = sorted(set(dataset.source("documents").to_table()["doc_id"].to_pylist()))
    assert compare(dataset, COUNT, clusters=dict.fromkeys(ids, "one")).cells[0].reports == 1


def test_compare_flags_conflicts_of_the_same_date_only(mined: Mine) -> None:
    dataset = mined(figure("9"), figure("12"), figure("20", period="2022-05"), figure("8", bound="more_than"))
    (cell,) = compare(dataset, COUNT).cells
    assert [conflict.value for conflict in cell.conflicts] == [12]


def test_compare_families_never_mix(mined: Mine) -> None:
    dataset = mined(figure("9"), figure("100", role="before", period="2022-12"), figure("2", role="target"))
    comparison = compare(dataset, COUNT)
    assert only_value(comparison) == 9
    assert dict(comparison.left_out) == {"only_before": 1, "only_target": 1}
    assert only_value(compare(dataset, COUNT, role="target")) == 2
    assert only_value(compare(dataset, COUNT, role="before")) == 100
    assert compare(dataset, COUNT, role="limit").cells == ()


def test_compare_other_units_and_unknown_places_are_left_out_and_said(mined: Mine) -> None:
    dataset = mined(
        figure("9") + "7 {" + COUNT + " after exact percent Hebei province 130000 2022-07}",
        "3 {" + COUNT + " after exact institution - none none 2022-07}",
        figure("9") + " ",
    )
    comparison = compare(dataset, COUNT)
    assert only_value(comparison) == 9
    assert dict(comparison.left_out) == {"other_unit": 1, "no_place": 1}


def test_compare_nation(mined: Mine) -> None:
    dataset = mined("3 {" + COUNT + " after exact institution China nation none 2022-07}")
    (cell,) = compare(dataset, COUNT, level="nation").cells
    assert (cell.adcode, cell.place) == (None, "China 中国")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("5000", "more_than"), ("4", "exact"), ("99.92", Bound.AT_LEAST)),
        (("5000", "exact"), ("10", "less_than"), ("99.80", Bound.AT_LEAST)),
        (("5000", "nearly"), ("4", "exact"), ("99.92", Bound.APPROXIMATELY)),
        (("5000", "exact"), ("10", "more_than"), ("99.80", Bound.AT_MOST)),
        (("5000", "more_than"), ("10", "more_than"), ("99.80", Bound.APPROXIMATELY)),
    ],
)
def test_compare_derived_bound_follows_from_both(
    mined: Mine, before: tuple[str, str], after: tuple[str, str], expected: tuple[str, Bound]
) -> None:
    text = figure(before[0], bound=before[1], role="before", period="2021-07") + figure(after[0], bound=after[1])
    (cell,) = compare(mined(text), RATE).cells
    assert (cell.value, cell.bound) == (Decimal(expected[0]), expected[1])


@pytest.mark.parametrize("text", [figure("4"), figure("4", role="before") + figure("9"), figure("0", role="before")])
def test_compare_nothing_is_derived_without_a_fall(mined: Mine, text: str) -> None:
    assert compare(mined(text), RATE).cells == ()


def test_compare_never_derives_across_documents(mined: Mine) -> None:
    assert compare(mined(figure("10", role="before"), figure("4")), RATE).cells == ()


@pytest.mark.parametrize(
    ("name", "kwargs", "code"),
    [
        ("subject_training_institution.reduction_rates", {}, "PM402"),
        ("", {}, "PM402"),
        (COUNT, {"level": "village"}, "PM405"),
        (COUNT, {"role": "hope"}, "PM405"),
    ],
)
def test_compare_bad_use(mined: Mine, name: str, kwargs: dict[str, str], code: str) -> None:
    with pytest.raises(UsageError) as error:
        compare(mined(figure("4")), name, **kwargs)
    assert error.value.code == code


def test_compare_suggests_near_names(mined: Mine) -> None:
    with pytest.raises(UsageError, match=rf"did you mean {RATE}"):
        compare(mined(figure("4")), "subject_training_institutions.reduction_rat")


def test_panel_has_cells_only_where_reports_are(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in")
    (corpus / "gansu.txt").write_text("71 {" + COUNT + " after exact institution Gansu province 620000 2022}")
    mine([corpus], tmp_path / "ds", services=FAKES)
    table = build_panel(open_dataset(tmp_path / "ds"))
    assert table.indicators == (COUNT, RATE)
    assert list(table.places) == ["130000", "620000"]
    assert {(cell.adcode, cell.indicator) for cell in table.cells} == {
        ("130000", COUNT),
        ("130000", RATE),
        ("620000", COUNT),
    }
    assert build_panel(open_dataset(tmp_path / "ds"), [RATE]).places == {"130000": "Hebei Province 河北省"}
    assert build_panel(open_dataset(tmp_path / "ds", as_of=0)).cells == ()


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (Stated(Decimal(9)), (9, 9)),
        (Stated(Decimal("90.1")), (Decimal("90.05"), Decimal("90.15"))),
        (Stated(Decimal(9), Bound.MORE_THAN), (9, INFINITY)),
        (Stated(Decimal(9), Bound.MAXIMUM), (-INFINITY, 9)),
        (Stated(Decimal(100), Bound.NEARLY), (90, 100)),
        (Stated(Decimal(100), Bound.APPROXIMATELY), (90, 110)),
        (Stated(Decimal(3), Bound.EXACT, Decimal(5)), (3, 5)),
    ],
)
def test_intervals(stated: Stated, expected: tuple[Decimal, Decimal]) -> None:
    assert interval(stated) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Stated(Decimal(5000), Bound.MORE_THAN), Stated(Decimal(5092)), True),
        (Stated(Decimal(5092)), Stated(Decimal(5093)), False),
        (Stated(Decimal("90.1")), Stated(Decimal("90.12")), True),
        (Stated(Decimal(16_490_000_000)), Stated(Decimal("16488000000")), True),
        (Stated(Decimal(100), Bound.LESS_THAN), Stated(Decimal(101)), False),
    ],
)
def test_intervals_agree(one: Stated, other: Stated, expected: bool) -> None:
    assert agree(one, other) is expected
    assert agree(other, one) is expected


def test_intervals_rounding() -> None:
    assert rounding(Decimal(0)) == 0
    assert rounding(Decimal(5000)) == 0
    assert rounding(Decimal(1_640_000)) == 5000


def test_present_value_text() -> None:
    assert value_text(Decimal(5000), Bound.MORE_THAN) == "> 5,000"
    assert value_text(Decimal("90.1"), Bound.EXACT, unit="percent") == "90.1 %"
    assert value_text(Decimal(300), Bound.EXACT, Decimal(500), "yuan") == "300–500 yuan"


def test_chart_ranks_and_is_written(tmp_path: Path) -> None:
    mine([write_corpus(tmp_path / "in")], tmp_path / "ds", services=FAKES)
    comparison = compare(open_dataset(tmp_path / "ds"), RATE, level="any")
    records = ranking_data(comparison)
    assert [(record["place"], record["status"]) for record in records] == [
        ("Hebei Province", "derived"),
        ("Chenggu County", "stated"),
    ]
    assert ranking_data(comparison, "zh")[0]["place"] == "河北省"
    chart = ranking_chart(comparison)
    svg = save_chart(chart, tmp_path / "new" / "c.svg").read_text(encoding="utf-8")
    assert "Hebei Province" in svg
    assert "99.92 %" in svg
    assert save_chart(chart, tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    assert save_chart(chart, tmp_path / "d.svg").read_text(encoding="utf-8") == svg
    with pytest.raises(UsageError, match="PM405"):
        save_chart(chart, tmp_path / "c.bmp")
