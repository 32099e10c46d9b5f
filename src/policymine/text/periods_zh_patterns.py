"""Patterns of Chinese times, and the positions at which one can begin. All repetition is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from policymine.data import load_yaml

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2, "元": 1}
BLANK = r"[ \u3000]?"
TO = rf"{BLANK}(?:[-—–~～－]{{1,2}}|至|到){BLANK}"
YEAR = r"(?:(?:1[89]|20)\d\d|[一二][〇零○一二三四五六七八九]{3})"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|(?<![百千万亿十几多\d])元)"
DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
COUNT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
# The first week or Friday of a month, the 20th week of a year.
NTH_WEEK = r"(?:第(?P<nth>\d{1,2}|[一二三四五六七八九十]{1,3})|(?P<final>最后一?))个?(?:周(?![期岁年转边])|星期|礼拜)(?P<weekday>[一二三四五六日天](?![季类档种轮个项批名次天家年]))?"
# A day without 日: in Chinese numerals before the end of a phrase, in digits alone or before another date.
BARE_DAY = (
    r"(?P<bare>(?:二?十[一二三四五六七八九]|二十|三十一?|廿[一二三四五六七八九]?)(?=[，。、；：至到）)是的起]|前后|当|\Z)"
    r"|(?:3[01]|[12]\d|0?[1-9])(?=\Z|[，。；]|[-—–~～至到]{1,2}(?:1[0-2]|0?[1-9])月))"
)
NUMERALS = frozenset("0123456789〇零○一二两三四五六七八九十半廿")
_OPENING_LISTS = (
    "relative_years", "back_years", "relative_days", "back_days", "relative_months", "back_months", "recent", "recent_years",
    "vacations", "bare_year_parts", "now", "holidays", "relative_spans", "relative_seasons", "relative_weeks",
    "relative_quarters", "feasts", "lunar_feasts",
)  # fmt: skip
_OPENING_PAIRS = ("过去", "全年", "年内", "最近", "近的", "近 ", "这 ", "多年", "余年", "未来", "今后", "接下", "力争", "争取", "本学", "这学", "上学",
                  "下学", "新学", "本个", "这个", "上个", "下个", "春节", "月初", "月底", "月末", "“五", "“十", "“六")  # fmt: skip
# Of the kinds of periods_zh_more.
_MORE_OPENING_PAIRS = (
    *(before + "世" for before in "上本0123456789九十一"), "上个", "这个", "农历", "正月", "腊月", "冬月", "自即", "半年", "半个", "民国", "元月", "周末", "阴历", "旧历", "闰1", "星期", "礼拜", "上采", "上供", "上取", "去冬", "本采", "本供", "此前", "头两", "头三", "上一", *("周" + day for day in "一二三四五六日"),
    *("闰" + n for n in "一二三四五六七八九十正腊"), *("自" + verb for verb in "发公印收受批实施本交签作决送立登通提申颁下接取"),
)  # fmt: skip
UNITS = {
    "年": "year",
    "个月": "month",
    "月": "month",
    "周": "week",
    "个星期": "week",
    "天": "day",
    "季度": "quarter",
    "个季度": "quarter",
}


def number(text: str) -> int:
    """Value of one or two digits or of a Chinese numeral below 100."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.replace("廿", "二十").partition("十")
    if not ten:
        return DIGITS.get(text[-1], 0)
    return (DIGITS.get(tens, 1) if tens else 1) * 10 + (DIGITS.get(ones, 0) if ones else 0)


def year_value(text: str) -> int:
    return int(text) if text.isdecimal() else int("".join(str(DIGITS[char]) for char in text))


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def words() -> dict[str, Any]:
    """The word lists of ``data/periods_zh.yaml``."""
    found: dict[str, Any] = load_yaml("periods_zh.yaml")
    return found


def common_patterns() -> dict[str, str]:
    """Patterns of the common times by their kind, in the order in which they are tried."""
    w = words()
    names = [*w["relative_years"], *w["back_years"]]
    days = [*w["relative_days"], *w["back_days"]]
    months = [*w["relative_months"], *w["back_months"]]
    return {
        "iso": rf"(?<![\d./])(?:19|20)\d\d[ ]?(?:(?:[-./])[ ]?(?:1[0-2]|0?[1-9])[ ]?[-./]|·(?:1[0-2]|0?[1-9])·)[ ]?(?:3[01]|[12]\d|0?[1-9])(?![\d./]\d|\d){BLANK}日?",
        "school": rf"(?<!\d){YEAR}(?:{BLANK}年)?(?:{TO}|/)(?:{YEAR}|\d\d){BLANK}学年度?(?:第?[一二上下]学期)?",
        "short_range": rf"(?<!\d)(?:19|20)\d\d(?:{BLANK}年)?{TO}\d\d{BLANK}年(?![级龄])",
        "bare_range": rf"(?<=从)(?:19|20)\d\d{TO}(?:19|20)\d\d(?![\d年./-])|(?<![\d.\-A-Za-z])(?:19|20)\d\d{TO}(?:19|20)\d\d(?=期间|之间|间|[两三四五六]年|[，。；]|\Z)",
        "range": rf"(?<!\d){YEAR}(?:{BLANK}年)?(?:底|末)?{TO}{YEAR}{BLANK}年(?:度|期间|间)?(?!{BLANK}\d{{1,2}}{BLANK}月)",
        "year": rf"(?<!\d)20\d\d(?=[春秋]季?学期)|(?<!\d){YEAR}{BLANK}(?:年(?!级|远景|历史|以上|第\d{{1,3}}[号期])度?|届|学年度?)|(?<!\d){YEAR}(?={BLANK}[、和]{BLANK}{YEAR}{BLANK}年)",
        "short": rf"(?<![\d.近约满前熙正隆庆光丰治统靖历绪])(?<!昭和)(?<!令和)(?<!平成)(?:[012]\d年(?={MONTH}月|年?[初底末]|[上下]半年|第?[一二三四1-4]季度|前[三两]季度|[春秋]季)|0\d{BLANK}年|[89]\d年(?={MONTH}月|年?[初底末]|以[前后])|零[一二三四五六七八九]年(?![级龄])|(?:\d\d|[零〇一二三四五六七八九]{{2}})年(?={MONTH}月|年?[初底末]|[上下]半年|第?[一二三四1-4]季度|第[\d一二三四五六七八九十]{{1,3}}个?(?:周|星期|礼拜)|第{COUNT}个月|\Z)|民国(?:{COUNT}|元)年)",
        "whole": r"全年(?![级龄无天]|365|24)|(?<![一二三四五六七八九十百两几多数\d])年内",
        "relative": rf"(?<![人频场万亿批首])(?<!不)(?:{any_of(names)})(?![龄均轻])",
        "today": rf"(?<!美好的)(?<!美好)(?:{any_of(days)})(?!之星|之后的)",
        "near": rf"(?<!首)(?:{any_of(months)})(?![球饼])",
        "month": rf"(?<![\d.第])(?<![\d零一二三四五六七八九十百]点)(?<!\d比)(?<!(?<!整)个)(?=(?:{MONTH}(?:{BLANK}月份?)?{TO})?{MONTH}{BLANK}月)(?!{MONTH}月[刊饼嫂球龄均租薪供])(?<!每年)(?<!历年)(?<!往年)(?<!星期)(?<!礼拜)(?<!周)",
        "day": rf"(?<![\d.点第个月])(?:3[01]|[12]\d|[1-9]|二?十[一二三四五六七八九]|二十){BLANK}日(?![内均游元本子间龄志活托常报夜制])"
        r"|(?<![\d.点比第个月A-Za-z路街楼栋室线院年\-—])(?:3[01]|[12]\d|[1-9])号(?=[，。]?(?:上午|下午|中午|晚|凌晨|早上|起|召开|举行)|[、至到]\d{1,2}号(?:[，。]|上午|下午|召开|举行)|\Z)|(?<=[日号][，、])(?:3[01]|[12]\d|[1-9])号",
        "plan": rf"[“\"‘]?[一二三四五六七八九十]{{1,3}}五[”\"’]?(?:前[一二两三四1-4]年|{any_of(w['plan_tails'])})",
    }


@cache
def _openers() -> Any:
    """Finds the pairs of characters with which an expression begins: few positions are left for the patterns."""
    from ahocorasick_rs import AhoCorasick

    w = words()
    pairs = {word[:2] for key in _OPENING_LISTS for word in w[key]} | set(_OPENING_PAIRS) | set(_MORE_OPENING_PAIRS)
    pairs |= {name[:2] for name in load_yaml("solar_terms.yaml")["terms"]}
    pairs |= {numeral + follow for numeral in NUMERALS for follow in "年月日号届学-—–~～－至到、和./季·个周天 \u3000"}
    pairs |= {first + second for first, second in pairwise("一二三四五六七八九十")}
    pairs |= {numeral + more + "年" for numeral in NUMERALS for more in "多余"}
    pairs |= {numeral + "五" for numeral in "一二三四五六七八九十"}
    pairs |= {before + numeral for before in '近这前头用“"‘上下后' for numeral in NUMERALS}
    return AhoCorasick(sorted(pairs))


def candidates(text: str) -> Iterator[int]:
    """Where an expression can begin, in order; a numeral is taken from its first digit."""
    last = -1
    for _, found, _ in _openers().find_matches_as_indexes(text, overlapping=True):
        start = found
        if text[start] in NUMERALS:
            low = max(0, start - 3)
            while start > low and text[start - 1] in NUMERALS:
                start -= 1
        if start > last:
            last = start
            yield start


@cache
def month_tail() -> re.Pattern[str]:
    parts = any_of(words()["month_parts"])
    return re.compile(
        r"(?P<pair>一二|二三|三四|四五|五六|六七|七八|八九|九十)月份|"
        rf"(?P<a>{MONTH})(?:{BLANK}月份?)?{TO}(?P<b>{MONTH}){BLANK}月份?(?!{BLANK}\d{{1,2}}{BLANK}[日号])|"
        rf"(?P<dm>{MONTH}){BLANK}月{BLANK}(?P<d1>{DAY}){BLANK}[日号]?{TO}(?P<d2>{DAY}){BLANK}[日号](?![内均游])|"
        rf"(?P<m>{MONTH}){BLANK}月份?(?:{BLANK}(?P<d>{DAY}){BLANK}[日号](?![内均游])|(?P<part>{parts})(?!次)|{BARE_DAY}|的?{NTH_WEEK})?"
    )


@cache
def year_tail() -> re.Pattern[str]:
    w, parts = words(), any_of(words()["year_parts"])
    terms = load_yaml("solar_terms.yaml")["terms"]
    feasts = any_of([*w["feasts"], *(name for name in w["lunar_feasts"] if name != "春节"), *terms])
    return re.compile(
        rf"(?:全年|度)?的?{BLANK}(?:(?P<part>{parts})(?![余额])|(?P<same>同期|同月)|第?(?P<qa>[一二三1-3]){TO}(?P<qb>[二三四2-4])季度|[前头](?P<k>{COUNT})个?月|后(?P<kl>{COUNT})个?月|第(?P<km>{COUNT})个月|{NTH_WEEK}|本月(?P<own>{DAY})[日号]|(?P<holiday>五一|国庆|元旦|十一)(?=假期|期间|前|后|节|小长假|黄金周)|(?P<feast>(?:{feasts})(?!贺|晚会|庆典|联欢|主场)))"
    )


NEAR_TAIL = re.compile(
    rf"{BLANK}(?P<d>{DAY}){BLANK}[日号]|(?P<part>上旬|中旬|下旬|初|底|末|(?<=个月)[上下]半月|(?<=本月)[上下]半月)|的?{NTH_WEEK}"
)
NUMBERS = re.compile(COUNT)
PAST = re.compile(rf"({COUNT}|半){BLANK}[多余]?(年|个月|月|周|天|个星期|个?季度)(半)?")
