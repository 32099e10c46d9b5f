from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.text import edtf

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
POINTS = st.tuples(DAYS, st.sampled_from([4, 7, 10])).map(lambda pair: pair[0].isoformat()[: pair[1]])


@st.composite
def periods(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["point", "closed", "until", "from"]))
    first = draw(POINTS)
    if kind == "point":
        return first
    if kind == "until":
        return f"../{first}"
    if kind == "from":
        return f"{first}/.."
    second = draw(POINTS)
    if edtf.is_valid(f"{first}/{second}"):
        return f"{first}/{second}"
    return f"{second}/{first}" if edtf.is_valid(f"{second}/{first}") else first


@pytest.mark.parametrize(
    "period",
    [
        "2022",
        "2022-07",
        "2022-07-19",
        "2021/2022",
        "2021-07/2022-07-19",
        "../2022-07-13",
        "2021-09-01/..",
        "2024-02-29",
    ],
)
def test_edtf_is_valid_accepts_the_subset(period: str) -> None:
    assert edtf.is_valid(period)


@pytest.mark.parametrize(
    "period",
    [
        "",
        None,
        "22",
        "2022-13",
        "2022-02-30",
        "2023-02-29",
        "2022/2021",
        "../..",
        "2022-7",
        "2022/",
        "/2022",
        "2022-07-19T08",
        "０２２２",
    ],
)
def test_edtf_is_valid_rejects_everything_else(period: str | None) -> None:
    assert not edtf.is_valid(period)


def test_edtf_ends_are_those_written() -> None:
    assert (edtf.start_of("2021-07/2022-07-19"), edtf.end_of("2021-07/2022-07-19")) == ("2021-07", "2022-07-19")
    assert (edtf.start_of("../2022"), edtf.end_of("../2022")) == (None, "2022")
    assert (edtf.start_of("2022"), edtf.end_of("2022")) == ("2022", "2022")
    assert edtf.end_of("2022/..") is None


def test_edtf_last_day_knows_the_calendar() -> None:
    assert edtf.last_day("2024-02") == date(2024, 2, 29)
    assert edtf.last_day("2023") == date(2023, 12, 31)
    assert edtf.first_day("2022-05/2023") == date(2022, 5, 1)


def test_edtf_compare_ends_uses_the_coarser_precision() -> None:
    assert edtf.compare_ends("2022", "2021/2022-07-19") == 0
    assert edtf.compare_ends("../2022-06", "2022-07-01") == -1
    assert edtf.compare_ends("2022-07/..", "2099") == 1
    assert edtf.compare_ends(None, "2022") == -1


def test_edtf_latest_prefers_the_later_then_the_more_precise() -> None:
    assert edtf.latest(["2021", "2022-12-31", "2022", None, "2022-01/.."]) == "2022-12-31"
    assert edtf.latest([None, "2022/.."]) is None


def test_edtf_same_period_last_year_moves_both_sides() -> None:
    assert edtf.same_period_last_year("2016-01/2016-09") == "2015-01/2015-09"
    assert edtf.same_period_last_year("2024-02-29") == "2023-02-28"
    assert edtf.same_period_last_year("../2022") == "../2021"
    assert edtf.year_before_start("2021/2025") == "2020"


def test_edtf_interval_refuses_a_start_after_its_end() -> None:
    assert edtf.interval("2022-08", "2022-07-19") is None
    assert edtf.interval("2022", "2022") == "2022"
    assert edtf.interval(None, "2022") == "../2022"
    assert edtf.up_to(None) is None


def test_edtf_years_of_lists_every_year() -> None:
    assert edtf.years_of("2020/2022") == ("2020", "2021", "2022")
    assert edtf.years_of("../2022") == ()


@given(periods())
def test_edtf_every_period_is_valid_and_ends_with_itself(period: str) -> None:
    assert edtf.is_valid(period)
    assert edtf.compare_ends(period, period) == 0
    assert edtf.contains(period, period)
    first, last = edtf.first_day(period), edtf.last_day(period)
    assert first is not None or last is not None
    if first is not None and last is not None:
        assert first <= last


@given(periods(), periods())
def test_edtf_compare_ends_is_antisymmetric(a: str, b: str) -> None:
    assert edtf.compare_ends(a, b) == -edtf.compare_ends(b, a)


@given(periods(), st.integers(min_value=-50, max_value=50))
def test_edtf_shift_years_goes_back_and_forth(period: str, years: int) -> None:
    moved = edtf.shift_years(period, years)
    assert moved is not None
    back = edtf.shift_years(moved, -years)
    assert back is not None
    assert back.replace("-02-28", "-02-29") == period.replace("-02-28", "-02-29")


@given(DAYS, st.integers(min_value=0, max_value=4000), st.integers(min_value=0, max_value=4000))
def test_edtf_contains_agrees_with_the_calendar(start: date, length: int, offset: int) -> None:
    end = start + timedelta(days=length)
    inner = start + timedelta(days=offset)
    outer = edtf.interval(start.isoformat(), end.isoformat())
    assert edtf.contains(outer, inner.isoformat()) == (inner <= end)


@given(st.text(max_size=30))
def test_edtf_never_raises_on_odd_text(text: str) -> None:
    edtf.is_valid(text)
    edtf.compare_ends(text, "2022")
    edtf.contains(text, "2022")
    assert edtf.shift_years(text, 1) is None or edtf.is_valid(text)
