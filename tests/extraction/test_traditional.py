"""A notice in traditional characters gives the rows that its simplified twin gives, quoted as it is printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policymine.extraction.reader import read_document
from policymine.text.documents import make_document
from policymine.text.script import is_traditional, simplified

PAIRS = [
    (
        "湖南省：課後服務覆蓋率達96.4%\n本報訊（記者 羅敏）6月8日，湖南省教育廳召開新聞發布會通報，截至5月底，全省學科類培訓機構由4,120家壓減至215家，"
        "壓減率為94.8%。長沙市、株洲市分別檢查校外培訓機構318家次和97家次。省教育廳印發《課後服務工作指南》，九成以上學生自願參加。\n責任編輯：譚某",
        "2022-06-08",
    ),
    (
        "廣東省人民政府工作報告\n過去一年，全省城鎮新增就業148.2萬人，糧食產量達到二百五十八億斤，新開工改造城鎮老舊小區1,403個，惠及居民近三十萬戶。"
        "今年，力爭地區生產總值增長5%左右，建成養老機構五百個以上。",
        "2023-01-12",
    ),
]


def comparable(row):
    return replace(row, doc_id="", figure_id="", quote="", sentence="", same_as=None, links=())


@pytest.mark.parametrize(("text", "published"), PAIRS)
def test_rows_equal_those_of_the_simplified_twin(text, published):
    assert is_traditional(text)
    printed = read_document(make_document("a", text, published=published))
    twin = read_document(make_document("a", simplified(text), published=published))
    assert len(printed.figures) >= 5
    assert [comparable(f) for f in printed.figures] == [comparable(f) for f in twin.figures]
    assert [(e.type, e.actor, e.adcode, e.date) for e in printed.events] == [
        (e.type, e.actor, e.adcode, e.date) for e in twin.events
    ]
    for row in (*printed.figures, *printed.events):
        assert text[row.start : row.end] == row.quote
        assert row.quote in row.sentence
        assert row.sentence in text


def test_sections_and_facts_of_the_page_are_read_and_kept_as_printed():
    text, _ = PAIRS[0]
    document = make_document("a", text)
    twin = make_document("a", simplified(text))
    assert document.sections == twin.sections
    assert document.title is not None
    assert document.title in text


@pytest.mark.parametrize("text", ["乾县、於潜镇的学生", "全县8家机构", "Double reduction", ""])
def test_simplified_text_with_a_rare_name_is_not_traditional(text):
    assert not is_traditional(text)
