"""The panel: each rule of choice decides as it is written, and cells, sums and gaps are what they claim to be."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

import pyarrow as pa
import pytest

from policymine.comparison import rules
from policymine.comparison.cells import Cell
from policymine.comparison.denominators import Denominators
from policymine.comparison.gather import common_unit, convert
from policymine.comparison.panel import Panel, panel_of, places_of
from policymine.dataset.schema import arrow_schemas
from policymine.errors import CodebookError
from policymine.geography import divisions
from policymine.records import Role

COUNT = "subject_training_institutions.count"
RATE = "subject_training_institutions.reduction_rate"
_IDS = count()


def fig(value: str, doc: str = "a", **fields: Any) -> dict[str, Any]:
    """A row of figures: a stock of Hebei in July 2022, as the fields change it."""
    number = next(_IDS)
    row = dict.fromkeys(arrow_schemas()["figures"].names)
    row |= {"figure_id": f"f{number}", "doc": doc, "doc_id": doc, "start": number, "end": number + 1, "quote": value}
    row |= {"value": Decimal(value), "bound": "exact", "unit": "institution", "indicator": COUNT, "role": "after"}
    row |= {"admin_level": "province", "adcode": "130000", "period": "2022-07-10", "section": "body"}
    row |= {"confidence": 0.8, "links": [], "checks": []}
    return row | fields


def paper(doc: str, **fields: Any) -> dict[str, Any]:
    return dict.fromkeys(arrow_schemas()["documents"].names) | {"doc": doc, "doc_id": doc} | fields


def build(figures: list[dict[str, Any]], papers: list[dict[str, Any]] | None = None, **options: Any) -> Panel:
    known = papers if papers is not None else [paper(name) for name in sorted({row["doc"] for row in figures})]
    return panel_of(
        pa.Table.from_pylist(figures, arrow_schemas()["figures"]),
        pa.Table.from_pylist(known, arrow_schemas()["documents"]),
        **({"level": "any"} | options),
    )


def only(panel: Panel) -> Cell:
    (cell,) = panel.cells
    return cell


OTHER = {"adcode": "140000", "stage": "compulsory"}  # what most places report
CASES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]] | None]] = {
    "common_stage": ([fig("1", stage="high_school", period="2022-08"), fig("2", doc="b")], None),
    "stated_over_derived": (
        [
            fig("100", indicator=COUNT, role="before", period="2021-07"),
            fig("10", indicator=COUNT, period="2022-08"),
            fig("2", doc="b", indicator=RATE, role="change_percent", unit="percent"),
        ],
        None,
    ),
    "latest_month": ([fig("1", period="2022-06"), fig("2", doc="b", period="2022-07")], None),
    "proved_in_document": (
        [fig("1", period="2022-07-25", checks=["C1:contradicts"]), fig("2", period="2022-07-15", checks=["C2:holds"])],
        None,
    ),
    "uncontradicted": ([fig("1", checks=["C1:contradicts"]), fig("2", doc="b")], None),
    "official_over_press": ([fig("1"), fig("2", doc="b")], [paper("a"), paper("b", publisher="河北省教育厅")]),
    "latest_day": ([fig("1", period="2022-07-10"), fig("2", doc="b", period="2022-07-12")], None),
    "later_statement": (
        [fig("1"), fig("2", doc="b")],
        [paper("a", published="2022-07-11"), paper("b", published="2022-07-12")],
    ),
    "exact_over_bounded": ([fig("1", bound="more_than"), fig("2", doc="b")], None),
    "precise_over_rounded": ([fig("30000"), fig("2", doc="b")], None),
    "body_over_headline": ([fig("1", section="headline"), fig("2", doc="b", section="table")], None),
    "verified_first": ([fig("1"), fig("2", doc="b", checks=["C1:holds"])], None),
    "confidence": ([fig("1", confidence=0.6), fig("2", doc="b", confidence=0.7)], None),
    "document_name": ([fig("1", doc="z"), fig("2", doc="b")], None),
    "position": ([fig("2", start=5), fig("1", start=9)], None),
}


def test_panel_every_rule_has_a_case() -> None:
    assert list(CASES) == [rule.name for rule in rules.choice()]


@pytest.mark.parametrize("rule", list(CASES))
@pytest.mark.parametrize("turned", [False, True])
def test_panel_rule_decides_whatever_the_order_of_rows(rule: str, turned: bool) -> None:
    figures, papers = CASES[rule]
    more = [fig("7", doc="c", adcode="140000"), fig("8", doc="c", adcode="150000")]
    panel = build([*(figures[::-1] if turned else figures), *more], papers and [*papers, paper("c")])
    name = RATE if rule == "stated_over_derived" else COUNT
    cell = panel.cell("130000", name)
    assert cell is not None
    assert (cell.value, cell.chosen_by) == (2, rule)


def test_panel_rules_with_an_unknown_key_are_refused() -> None:
    with pytest.raises(CodebookError, match="PM203"):
        rules.read_choice([{"name": "x", "key": "price", "order": "low", "says": "", "source": ""}])


@pytest.mark.parametrize(
    ("role", "kind", "span", "family"),
    [
        (Role.FLOW_COUNT, "stock", True, "flow"),
        (Role.FLOW_COUNT, "flow", True, "result"),
        (Role.LEVEL, "stock", True, "flow"),
        (Role.LEVEL, "stock", False, "result"),
        (Role.LEVEL, "rate", True, "result"),
        (Role.AFTER, "stock", True, "result"),
        (Role.TARGET, "stock", False, "target"),
        (Role.LIMIT, "limit", False, "limit"),
    ],
)
def test_panel_families(role: Role, kind: str, span: bool, family: str) -> None:
    assert rules.family_of(COUNT, role, kind=kind, span=span) == family


def test_panel_agreement_spread_and_independent_reports() -> None:
    figures = [fig("100"), fig("100", doc="b"), fig("90", doc="c"), fig("50", doc="d", bound="more_than")]
    cell = only(build(figures))
    assert (cell.value, cell.reports, cell.agreement, cell.spread) == (100, 4, 0.75, 50)
    assert [other.value for other in cell.conflicts] == [90]
    assert only(build(figures, clusters={"a": "x", "b": "x"})).reports == 3


def test_panel_a_rate_is_derived_and_held_against_the_stated_one() -> None:
    pair = [fig("81", role="before", period="2021-07"), fig("8")]
    derived = build(pair).cell("130000", RATE)
    assert derived is not None
    assert (derived.value, derived.status, [one.value for one in derived.derived_from]) == (
        Decimal("90.12"),
        "derived",
        [81, 8],
    )
    rate = {"indicator": RATE, "role": "change_percent", "unit": "percent"}
    stated = build([*pair, fig("90.1", **rate)]).cell("130000", RATE)
    assert stated is not None
    assert (stated.value, stated.derived_value, stated.derived_agrees) == (Decimal("90.1"), Decimal("90.12"), True)
    wrong = build([*pair, fig("95.1", **rate)]).cell("130000", RATE)
    assert wrong is not None
    assert (wrong.value, wrong.derived_agrees, len(wrong.conflicts)) == (Decimal("95.1"), False, 1)


def counties(of: str, value: str = "2", **fields: Any) -> list[dict[str, Any]]:
    codes = [row.adcode for row in divisions.table().rows if row.parent == of and row.valid_at("2022-07")]
    return [fig(value, doc=code, adcode=code, admin_level="county", **fields) for code in codes]


def test_panel_sums_only_complete_parts() -> None:
    rows = counties("130300")
    cell = build(rows).cell("130300", COUNT)
    assert cell is not None
    assert (cell.value, cell.status, cell.children) == (2 * len(rows), "rolled_up", len(rows))
    assert len(cell.derived_from) == len(rows)
    assert build(rows[1:]).cell("130300", COUNT) is None
    assert build([*rows[1:], rows[0] | {"period": "2022-05"}]).cell("130300", COUNT) is None
    assert build(rows, roll_up=False).cell("130300", COUNT) is None
    bounded = build([rows[0] | {"bound": "more_than"}, *rows[1:]]).cell("130300", COUNT)
    assert bounded is not None
    assert bounded.bound.value == "at_least"


def test_panel_a_reported_whole_stands_over_the_sum_of_its_parts() -> None:
    rows = counties("130300")
    cell = build([*rows, fig("99", doc="x", adcode="130300", admin_level="prefecture")]).cell("130300", COUNT)
    assert cell is not None
    assert (cell.value, cell.status, cell.rolled_value, cell.rolled_agrees) == (99, "stated", 2 * len(rows), False)


def test_panel_rates_are_never_summed() -> None:
    rows = counties("130300", "50", indicator="after_school_service.school_coverage", unit="percent", role="share")
    assert build(rows).cell("130300", "after_school_service.school_coverage") is None


def test_panel_periods() -> None:
    figures = [fig("9", period="2021-12"), fig("5", doc="b"), fig("7", doc="c", period="2022"), fig("8", role="target")]
    figures.append(fig("40", doc="b", role="before", period="2021-07"))
    values = {cell.cell_period: cell.value for cell in build(figures, every="year").cells if cell.indicator == COUNT}
    assert values == {"2021": 9, "2022": 7}
    months = build(figures, every="month")
    values = {cell.cell_period: cell.value for cell in months.cells if cell.indicator == COUNT}
    assert values == {"2021-07": 40, "2021-12": 9, "2022-07": 5}
    assert only(build(figures, at="2021-12", indicators=[COUNT])).value == 9


def test_panel_missing_is_missing_with_its_reason() -> None:
    figures = [
        fig("1", adcode="110000", role="target"),
        fig("2", adcode="120000", period=None),
        fig("3", adcode="140000", period="2023-01"),
        fig("4", adcode="150000", confidence=0.1),
        fig("5", adcode="210000", role="flow_count"),
        fig("6"),
    ]
    panel = build(figures, level="province", at="2022-12", min_confidence=0.5)
    reasons = {row["adcode"]: row["reason"] for row in panel.missing()}
    wanted = {
        "110000": "only_target",
        "120000": "no_period",
        "140000": "after_date",
        "150000": "low_confidence",
        "210000": "only_flow",
        "220000": "not_reported",
    }
    assert {code: reasons[code] for code in wanted} == wanted
    assert "130000" not in reasons
    assert set(reasons) | {"130000"} == set(places_of("province"))


def test_panel_units_of_one_dimension_are_brought_together() -> None:
    area = {"indicator": "farm.area", "unit": "mu", "role": "level"}
    figures = [fig("15", **area, adcode="140000"), fig("30", doc="b", **area, adcode="150000")]
    panel = build([*figures, fig("2", doc="c", **area | {"unit": "hectare"})])
    cell = panel.cell("130000", "farm.area")
    assert cell is not None
    assert (cell.value, cell.unit, cell.unit_stated) == (30, "mu", "hectare")
    assert convert("yuan", "usd") is None
    assert common_unit({"person": 3, "person_time": 9}, ("person",)) == "person"


def test_panel_denominators_divide_counts_only() -> None:
    pupils = Denominators((("130000", "2022", Decimal(500_000)), ("140000", "2021", Decimal(7))), label="per 10,000")
    rate = {"indicator": "after_school_service.school_coverage", "unit": "percent", "role": "share"}
    panel = build([fig("4"), fig("5", doc="b", adcode="140000"), fig("97", **rate)], per=pupils)
    assert (only(panel).value, only(panel).per) == (Decimal("0.08"), "per 10,000")
    reasons = {
        (row["indicator"], row["adcode"]): row["reason"]
        for row in panel.missing(["130000", "140000"], [COUNT, rate["indicator"]])
    }
    assert reasons[COUNT, "140000"] == "no_denominator"
    assert reasons[rate["indicator"], "130000"] == "not_additive"


def test_panel_part_of_a_stated_whole_is_no_report_of_it() -> None:
    whole = fig("64", unit="institution")
    part = fig("23", links=[{"kind": "part_of", "figure_id": whole["figure_id"]}], checks=[])
    whole["checks"] = ["C1:contradicts"]  # else the rule "uncontradicted" would take the part
    cell = only(build([whole, part]))
    assert cell.value == 64
    assert not cell.conflicts
    alone = build([part])
    assert only(alone).value == 23  # its whole is not there: a report is better than none


def test_panel_part_of_another_stage_stands_beside_the_whole() -> None:
    whole = fig("64")
    part = fig("23", stage="compulsory", links=[{"kind": "part_of", "figure_id": whole["figure_id"]}])
    common = fig("9", stage="compulsory", adcode="140000", doc="b")
    cells = {cell.adcode: cell for cell in build([whole, part, common]).cells}
    assert cells["130000"].value in (23, 64)


def test_panel_second_number_of_a_document_is_no_conflict() -> None:
    cell = only(build([fig("38"), fig("6")]))
    assert (cell.value, cell.conflicts, cell.reports, cell.spread) == (38, (), 1, 0)


def test_panel_document_that_agrees_may_hold_another_number() -> None:
    cell = only(build([fig("38"), fig("38", doc="b"), fig("6", doc="b")]))
    assert (cell.reports, cell.agreement, cell.conflicts) == (2, 1, ())


def test_panel_document_that_never_agrees_is_a_conflict() -> None:
    cell = only(build([fig("38"), fig("37", doc="b"), fig("6", doc="b")]))
    assert cell.agreement == 0.5
    assert {float(one.value) for one in cell.conflicts} == {37, 6}


def test_panel_headline_against_its_own_body_is_a_conflict() -> None:
    cell = only(build([fig("38"), fig("83", section="headline")]))
    assert [float(one.value) for one in cell.conflicts] == [83]
