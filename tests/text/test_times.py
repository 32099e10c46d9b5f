"""Times in all their forms, and the laws that any reading of a time keeps."""

from __future__ import annotations

import json
import re
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymine.data import load_yaml
from policymine.records import Language
from policymine.text import lunar
from policymine.text.period_rows import read_periods
from policymine.text.periods import find_periods
from policymine.text.periods_calendar import nth_of

LANGUAGES = [Language.ZH, Language.EN]
SPECS = Path(__file__).parents[1] / "specs"


def cases(language: Language) -> list[Any]:
    rows = json.loads((SPECS / f"times_{language.value}.json").read_text(encoding="utf-8"))
    return [pytest.param(language, row, id=f"{language.value}{i}-{row['text'][:24]}") for i, row in enumerate(rows)]


@pytest.mark.parametrize(("language", "row"), [*cases(Language.ZH), *cases(Language.EN)])
def test_times_are_read_in_every_form(language: Language, row: dict[str, Any]) -> None:
    found = find_periods(row["text"], language, row["published"], row.get("prefer", "past"))
    assert [{"quote": m.quote, "edtf": m.edtf} for m in found] == row["expected"]


# An independent check of what is written: its own pattern and the calendar of the standard library.
_DAY = r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?"


def valid(period: str) -> bool:
    sides = period.split("/")
    if len(sides) > 2 or set(sides) == {".."}:
        return False
    ends = []
    for side, last in zip(sides, (False, True), strict=False):
        if side == "..":
            continue
        match = re.fullmatch(_DAY, side)
        if match is None:
            return False
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            ends.append(date(year or 0, month or (12 if last else 1), day or (28 if last else 1)))
        except ValueError:
            return False
    return ends == sorted(ends)


PIECES = {
    Language.ZH: ["2022", "年", "22", "7", "月", "19", "日", "号", "上", "下", "前", "后", "三", "两", "半", "个", "周", "星期", "五", "天", "季度", "第", "最后一", "一", "的", "农历", "正月", "廿", "初", "大雪", "节气", "冬至", "五一", "内",
                  "世纪", "末", "20", "-", "/", ".", "到", "至", "，", "。", "现在", "去年", "本月", "民国", "教师节", "將", "週", "\n", " "],
    Language.EN: ["May ", "5", "th ", "of ", "the ", "2022", ", ", "/", "-", ".", "22", "Friday ", "week ", "last ", "next ", "this ", "first ", "Q3 ", "H1", "FY", "to ", "from ", "between ", "and ", "now ", "ago ", "later ", "in ", "two ", "half ",
                  "months ", "years ", "days ", "weekend ", "mid-", "late ", "early ", "end ", "decade", "s ", "century ", "since ", "by ", "before ", "after ", "year to date ", "\n"],
}  # fmt: skip


@given(
    st.data(),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["2022-07-19", "2024-02-29", "2022-01", "2022", "1000-01-01", "9999-12-31", None]),
    st.sampled_from(["past", "future"]),
)
def test_times_never_raise_and_are_valid_and_quoted(
    data: st.DataObject, language: Language, published: str | None, prefer: Any
) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(PIECES[language]), max_size=16)))
    end = 0
    for mention in find_periods(text, language, published, prefer):
        assert text[mention.start : mention.end] == mention.quote and end <= mention.start < mention.end
        assert mention.edtf is None or valid(mention.edtf), mention
        end = mention.end


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_take_linear_time(language: Language) -> None:
    def spent(text: str) -> float:
        best = 99.0
        for _ in range(3):
            at = time.process_time()
            find_periods(text, language, "2022-07-19")
            best = min(best, time.process_time() - at)
        return best

    for piece in PIECES[language]:
        for unit in (piece, "2" + piece):
            short, long = unit * 250, unit * 1000
            assert spent(long) < 12 * spent(short) + 0.02, unit


def test_times_prefer_decides_what_the_words_leave_open() -> None:
    for text in ("9月", "星期五", "8号", "教师节"):
        (past,) = read_periods(text, "2022-07-19", Language.ZH)
        (ahead,) = read_periods(text, "2022-07-19", Language.ZH, "future")
        assert past.first is not None and ahead.first is not None
        assert past.first <= "2022-07-19" < ahead.first
    assert read_periods("去年9月", "2022-07-19", Language.ZH, "future")[0].edtf == "2021-09"


@given(st.integers(1990, 2050), st.integers(1, 12), st.integers(1, 5), st.integers(0, 6))
def test_nth_weekday_lies_in_its_month_or_is_none(year: int, month: int, nth: int, weekday: int) -> None:
    days = [day for n in range(31) if (day := date(year, month, 1) + timedelta(n)).month == month]
    of_week = [day for day in days if day.weekday() == weekday]
    found = nth_of(year, month, nth, weekday)
    assert found == ((of_week[nth - 1].isoformat(),) * 2 if nth <= len(of_week) else None)
    assert nth_of(year, month, -1, weekday) == (of_week[-1].isoformat(),) * 2


@given(st.integers(1990, 2050), st.integers(1, 52))
def test_nth_week_of_a_year_is_that_of_the_iso_calendar(year: int, week: int) -> None:
    found = nth_of(year, None, week, None)
    assert found is not None
    assert date.fromisoformat(found[0]).isocalendar()[:2] == (year, week)
    assert date.fromisoformat(found[0]).weekday() == 0 and date.fromisoformat(found[1]).weekday() == 6


def test_solar_terms_follow_the_sun() -> None:
    names = load_yaml("solar_terms.yaml")["terms"]
    for year in range(1990, 2051):
        days = [date.fromisoformat(day) for name in names if (day := lunar.solar_term(name, year))]
        assert len(days) == 24
        gaps = [(b - a).days for a, b in pairwise(days)]
        assert all(14 <= gap <= 17 for gap in gaps), year
    # 全国年节及纪念日放假办法: 清明 of these years, as the State Council announced them.
    assert [lunar.solar_term("清明", year) for year in (2021, 2022, 2024)] == ["2021-04-04", "2022-04-05", "2024-04-04"]
    assert lunar.solar_term("清明", 1900) is None and lunar.solar_term("春节", 2022) is None
