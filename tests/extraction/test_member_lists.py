"""Published lists: members, kind and the count that the notice states."""

from __future__ import annotations

import pytest

from policymine.cli.lists import list_members
from policymine.extraction.member_lists import find_lists
from policymine.extraction.reader import read_document
from policymine.records import Verdict
from policymine.text.documents import make_document
from policymine.verification.verify import verify

NOTICE = """祁阳市教育局关于公布第二批校外培训机构“{kind}”的公告
2022年4月11日
现将第二批列入“{kind}”的{count}家校外培训机构予以公布：
1.晨曦艺术培训学校
2.启航托管中心（城东校区）
3、知行培训中心
{rest}工作要求：
1.加强领导。各镇街要高度重视。
2.严格执法。
3.加强宣传。
"""


def lists(text: str):
    return find_lists(make_document("a", text))


def test_numbered_names_are_members_and_tasks_are_not():
    text = NOTICE.format(kind="白名单", count=3, rest="")
    found = lists(text)
    assert [(made.kind, [m.name for m in made.members]) for made in found] == [
        ("white", ["晨曦艺术培训学校", "启航托管中心（城东校区）", "知行培训中心"])
    ]
    for member in found[0].members:
        assert text[member.start : member.end] == member.name


@pytest.mark.parametrize(
    ("kind", "count", "rest", "verdict"),
    [
        ("白名单", 3, "", Verdict.HOLDS),
        ("黑名单", 12, "（其余9家名单略）\n", Verdict.INCOMPLETE),
        ("黑名单", 2, "", Verdict.CONTRADICTS),
    ],
)
def test_the_number_of_members_is_set_against_the_count_stated(kind, count, rest, verdict):
    text = NOTICE.format(kind=kind, count=count, rest=rest)
    extraction = verify(read_document(make_document("a", text)))
    assert [(c.kind, c.verdict) for c in extraction.checks] == [("list", verdict)]
    assert ("as the text says" in extraction.checks[0].detail) is bool(rest)


def test_a_table_with_a_column_of_names_is_a_list():
    text = (
        "某区教育局关于“黑名单”的公示\n\n现将3家列入“黑名单”的机构公示如下。\n\n"
        "序号　机构名称　所在街道　违规情形\n1　　小太阳课堂　东关　无证办学\n2　　蓝天辅导站　西关　超范围培训\n3　　新苗托管班　南关　无证办学\n\n特此公示。\n"
    )
    found = lists(text)
    assert [(made.kind, [m.name for m in made.members]) for made in found] == [
        ("black", ["小太阳课堂", "蓝天辅导站", "新苗托管班"])
    ]


@pytest.mark.parametrize(
    "text",
    [
        "工作要求\n1.建设示范学校\n2.支持农村小学\n3.帮扶薄弱中学\n",  # nothing announces a list
        "名单如下：\n1.晨曦学校\n2.启航中心\n",  # two are no list
        "名单如下：\n1.晨曦学校\n3.启航中心\n4.知行中心\n5.新苗中心\n",  # not numbered on
    ],
)
def test_what_is_no_list(text):
    assert lists(text) == ()


def test_an_english_list_and_the_rows_of_the_command():
    text = (
        "List of demonstration schools for after-school services\n\nThe list of 3 demonstration schools is as follows:\n"
        "1. Chengguan No. 2 Primary School\n2. Riverside Middle School\n3. Experimental Kindergarten\n"
    )
    rows = list(list_members([make_document("a", text)]))
    assert [(row["kind"], row["number"], row["member"]) for row in rows] == [
        ("model", 1, "Chengguan No. 2 Primary School"),
        ("model", 2, "Riverside Middle School"),
        ("model", 3, "Experimental Kindergarten"),
    ]


@pytest.mark.parametrize("line", ["1.", "1 ", "（1）", "一、"])
def test_many_numbered_lines_take_linear_time(line):
    import time

    def seconds(n: int) -> float:
        text = "名单：\n" + "\n".join(line + "培训学校" + " " * 50 for _ in range(n))
        document = make_document("a", text)
        begin = time.process_time()
        find_lists(document)
        return time.process_time() - begin

    assert seconds(4000) < 12 * max(seconds(1000), 0.02)
