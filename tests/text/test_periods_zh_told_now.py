"""A month told on a day of this month lies behind it: 2月10日公布，1月份…"""

from __future__ import annotations

from policymine.records import Language
from policymine.text.periods import find_periods


def test_a_month_before_that_of_the_statement_is_this_years() -> None:
    found = find_periods("市统计局今天（2月12日）公布，1月份物价指数为100.4。", Language.ZH, "2025-02-12")
    assert [m.edtf for m in found][-1] == "2025-01"


def test_a_list_of_months_still_goes_forward() -> None:
    found = find_periods("2023年11月、1月两次检查。", Language.ZH, "2024-06-12")
    assert [m.edtf for m in found][-1] == "2024-01"
