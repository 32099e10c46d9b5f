from __future__ import annotations

import json
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
from policymine.text import edtf, lunar
from policymine.text.periods import find_periods
from policymine.text.periods_policies import find_policies

SPECS = Path(__file__).parents[1] / "specs"
ZH_PARTS = ["今年", "去年", "2022年", "7月", "19日", "上半年", "以来", "截至", "到", "至", "、", "，", "。", "“双减”", "实施", "近三年",
            "十四五", "时期", "日前", "一二三", "零", "前", "后", "底", "12", "〔2022〕", "《", "》", "（", "）", " ", "\n", "学年", "的"]  # fmt: skip
EN_PARTS = ["since ", "the ", "beginning of ", "this year", "last year", "2022", "July ", "19", "19th", ", ", ". ", "to ", "from ",
            "by ", "end of ", "first half of ", "double reduction", "past ", "three ", "years ", "\"", "(", ")", "\n", "On ", "May ", "In "]  # fmt: skip


def cases(name: str) -> list[Any]:
    rows = json.loads((SPECS / name).read_text(encoding="utf-8"))
    return [pytest.param(row, id=f"{i}-{row['text'][:24]}") for i, row in enumerate(rows)]


def check(row: dict[str, Any], language: Language) -> None:
    found = [{"quote": m.quote, "edtf": m.edtf} for m in find_periods(row["text"], language, row["published"])]
    assert found == row["expected"]


@pytest.mark.parametrize("row", cases("periods_zh.json"))
def test_periods_reads_chinese_times(row: dict[str, Any]) -> None:
    check(row, Language.ZH)


@pytest.mark.parametrize("row", cases("periods_en.json"))
def test_periods_reads_english_times(row: dict[str, Any]) -> None:
    check(row, Language.EN)


def vocabulary(language: Language) -> list[str]:
    """Every word of the data file, and what stands around words: what a reader of one kind may hand to another."""
    words = load_yaml(f"periods_{'zh' if language is Language.ZH else 'en'}.yaml")
    found = {str(name) for entry in words.values() for name in entry}
    glue = (
        ["的", "至", "年", "月", "日", "、"]
        if language is Language.ZH
        else [" ", "'s ", " of ", " the ", "this ", "last ", "next ", " - "]
    )
    return [*sorted(found), *glue * 8, "2021", "7", "19"]


@given(
    st.data(), st.sampled_from(list(Language)), st.sampled_from(["2022-07-19", "2024-02-29", "2022-01", "2022", None])
)
def test_periods_any_order_of_the_known_words_is_sound(
    data: st.DataObject, language: Language, published: str | None
) -> None:
    words = data.draw(st.lists(st.sampled_from(vocabulary(language)), max_size=14))
    sound(("" if language is Language.ZH else " ").join(words), language, published)


@pytest.mark.parametrize("language", list(Language))
def test_periods_every_pair_of_words_is_sound(language: Language) -> None:
    words = vocabulary(language)
    gap = "" if language is Language.ZH else " "
    for number, first in enumerate(sorted(set(words))):
        text = "；".join(first + gap + second for second in sorted(set(words))[number % 4 :: 4])
        sound(text, language, "2022-07-19")


def sound(text: str, language: Language, published: str | None) -> None:
    end = 0
    for mention in find_periods(text, language, published):
        assert text[mention.start : mention.end] == mention.quote
        assert mention.start >= end
        assert mention.start < mention.end
        assert mention.edtf is None or edtf.is_valid(mention.edtf)
        assert mention.rule
        end = mention.end


@given(
    st.lists(st.sampled_from(ZH_PARTS), max_size=40),
    st.sampled_from(["2022-07-19", "2024-02-29", "2022-01", "2022", None]),
)
def test_periods_chinese_mentions_are_sound(parts: list[str], published: str | None) -> None:
    sound("".join(parts), Language.ZH, published)


@given(
    st.lists(st.sampled_from(EN_PARTS), max_size=40),
    st.sampled_from(["2022-07-19", "2024-02-29", "2022-01", "2022", None]),
)
def test_periods_english_mentions_are_sound(parts: list[str], published: str | None) -> None:
    sound("".join(parts), Language.EN, published)


@given(st.text(max_size=200), st.sampled_from(list(Language)))
def test_periods_never_raises_on_odd_text(text: str, language: Language) -> None:
    sound(text, language, "2022-07-19")


@given(st.text(max_size=20))
def test_periods_never_raises_on_an_odd_date(published: str) -> None:
    sound("今年以来，7月至8月，19日，过去一年。", Language.ZH, published)


def test_periods_without_a_date_leaves_relative_times_open() -> None:
    found = find_periods("今年以来，日前，本月5日，去年，上半年。", Language.ZH, None)
    assert found
    assert all(m.edtf is None for m in found)


def test_periods_marks_accumulating_spans() -> None:
    found = {
        m.quote: m.is_span
        for m in find_periods("今年以来新增；截至6月末；上半年；2021年；近三年。", Language.ZH, "2022-07-19")
    }
    assert found == {"今年以来": True, "截至6月末": False, "上半年": True, "2021年": False, "近三年": True}


def test_periods_generic_start_means_the_policy_named_before() -> None:
    text = "“双减”意见出台。自政策落地以来，机构减少。"
    assert [m.edtf for m in find_periods(text, Language.ZH, "2022-07-19")] == ["2021-07/2022-07-19"]
    text = "The double reduction was set out. Since the implementation of the policy, classes fell."
    assert [m.edtf for m in find_periods(text, Language.EN, "2022-07-19")] == ["2021-07/2022-07-19"]


def test_periods_policies_are_whole_words_in_any_joint() -> None:
    names = ["double reduction", "Double -Reduction", "dual minus", "DOUBLE DECREASE"]
    assert [p.policy.id for name in names for p in find_policies(f"the {name} work", Language.EN)] == [
        "double_reduction"
    ] * 4
    assert find_policies("redouble reductionist", Language.EN) == []


@pytest.mark.parametrize(
    ("language", "unit"),
    [
        (Language.ZH, "2"), (Language.ZH, "零"), (Language.ZH, "十"), (Language.ZH, "，"), (Language.ZH, "（"), (Language.ZH, " "),
        (Language.ZH, "“"), (Language.ZH, "《"), (Language.ZH, "以来"), (Language.ZH, "2022年"), (Language.ZH, "1月"), (Language.ZH, "至今"),
        (Language.ZH, "双减"), (Language.ZH, "1、"), (Language.ZH, "2022-"), (Language.ZH, "前"), (Language.EN, "2"), (Language.EN, "since "),
        (Language.EN, "("), (Language.EN, "\""), (Language.EN, "May "), (Language.EN, "1st "), (Language.EN, "2022 "), (Language.EN, " "),
        (Language.EN, "the "), (Language.EN, "year "), (Language.EN, "July 1 "), (Language.EN, "after double reduction "),
    ],
)  # fmt: skip
def test_periods_takes_time_in_proportion_to_the_text(language: Language, unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = 9e9
        for _ in range(3):
            begun = time.process_time()
            find_periods(text, language, "2022-07-19")
            best = min(best, time.process_time() - begun)
        return best

    find_periods(unit, language, "2022-07-19")
    small, big = seconds(4_000), seconds(32_000)
    assert big < 8 * 3 * max(small, 0.002)


DATE_FORMS_ZH = ["{y}年{m}月{d}日", "{y}年{m:02d}月{d:02d}日", "{y} 年 {m} 月 {d} 日", "{y}年{m}月{d}号", "{y}-{m:02d}-{d:02d}", "{y}-{m}-{d}", "{y}/{m}/{d}", "{y}/{m:02d}/{d:02d}",
                 "{y}.{m:02d}.{d:02d}", "{y}.{m}.{d}", "{y}. {m}. {d}", "{zy}年{zm}月{zd}日"]  # fmt: skip
DATE_FORMS_EN = ["{n} {d}, {y}", "{n} {d} , {y}", "{n} {d},{y}", "{d} {n} {y}", "{n} {d}th, {y}", "{d}th of {n} {y}", "{y}-{m:02d}-{d:02d}", "{y}/{m}/{d}", "{y}.{m:02d}.{d:02d}", "{y}. {m}. {d}",
                 "{b}. {d}, {y}", "{d} {b} {y}", "{b}-{d}, {y}"]  # fmt: skip


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2049, 12, 31)), st.sampled_from(DATE_FORMS_ZH))
def test_periods_a_full_chinese_date_is_itself_in_any_form(day: date, form: str) -> None:
    text = f"文件于{chinese_form(day, form)}，印发。"
    assert [m.edtf for m in find_periods(text, Language.ZH, "2022-07-19")] == [day.isoformat()]


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2049, 12, 31)), st.sampled_from(DATE_FORMS_EN))
def test_periods_a_full_english_date_is_itself_in_any_form(day: date, form: str) -> None:
    said = form.format(y=day.year, m=day.month, d=day.day, n=day.strftime("%B"), b=day.strftime("%b"))
    assert [m.edtf for m in find_periods(f"It was issued on {said}.", Language.EN, "2022-07-19")] == [day.isoformat()]


def chinese_form(day: date, form: str) -> str:
    digits = "〇一二三四五六七八九"

    def below_hundred(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if not tens else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")

    return form.format(
        y=day.year, m=day.month, d=day.day, zy="".join(digits[int(c)] for c in str(day.year)),
        zm=below_hundred(day.month), zd=below_hundred(day.day),
    )  # fmt: skip


@given(st.dates(min_value=date(1990, 2, 1), max_value=date(2050, 12, 31)))
def test_periods_lunar_months_follow_one_another_without_a_gap(day: date) -> None:
    for year in (day.year - 1, day.year):
        ends = [lunar.lunar_month(year, month, leap=leap) for month in range(1, 13) for leap in (False, True)]
        known = sorted(e for e in ends if e is not None)
        assert all(date.fromisoformat(a[1]) + timedelta(days=1) == date.fromisoformat(b[0]) for a, b in pairwise(known))
        if known and (following := lunar.new_year(year + 1)):
            assert (date.fromisoformat(known[-1][1]) + timedelta(days=1)).isoformat() == following
