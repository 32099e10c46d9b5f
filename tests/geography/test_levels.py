"""On which level a document speaks, and the place that its words and its number agree with."""

from __future__ import annotations

import pytest

from policymine.geography.levels import level_words, own_kind
from policymine.geography.scope import document_place
from policymine.records import Document, Language


def own(text: str, language: Language = Language.ZH, **known: str) -> str | None:
    found = document_place(Document("doc", "0", text, language, **{"published": "2023-05-01", **known}))
    return found.place.adcode if found is not None and found.place is not None else None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我市新增学位，全市共有学校300所，比全省平均高2个百分点。", ("市",)),
        ("县人大常委会听取县政府报告，全县共有学校61所。", ("县",)),
        ("全省各市加强监管，我省共有机构900家，石家庄市全市保留20家。", ("省", "自治区")),
        ("州教育局介绍，全州1016所学校开展课后服务。", ("州",)),
        ("旗教育局表示，全旗32所学校已开展。", ("旗",)),
        ("农产品市场议价，市场监管。", None),
    ],
)
def test_kind_of_a_chinese_text(text: str, kind: tuple[str, ...] | None) -> None:
    assert own_kind(level_words(text, Language.ZH)) == kind


def test_kind_of_an_english_text() -> None:
    assert own_kind(level_words("The whole city kept 16; the city fined 3.", Language.EN)) == ("市",)
    assert own_kind(level_words("the whole state has 120 schools", Language.EN)) == ("州",)


def test_two_counties_of_a_text_that_says_our_city() -> None:
    text = "晚间新闻文字稿\n我市有机构183家，到上月底还有9家，全市压减95.1%，其中米易县和盐边县已经归零。据教育部门清查，另有5处。"
    assert own(text) == "510400"


def test_page_of_a_county_that_names_its_city_once() -> None:
    text = "首页 > 监督工作 > 正文\n听取专项工作报告\n连城县十八届人大常委会开会。我县有学校61所，县财政投入4,180万元。龙岩市下达的合格率为98%。"
    assert own(text) == "350825"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "关于检查情况的通报\n枣双减办〔2022〕14号\n各区（市）人民政府：\n全市现有机构16家，市专班抽调54人。",
            "370400",
        ),
        ("关于检查情况的通报\n鲁教监管函〔2022〕14号\n各市教育局：\n全省现有机构160家。", "370000"),
        ("关于检查情况的通报\n甬教办〔2022〕14号\n全市现有机构160家，市财政拨付30万元。", "330200"),
        # 抚: 抚顺 and 抚州, told apart by what the text names, or not at all.
        ("关于检查情况的通报\n抚政办〔2022〕14号\n全市现有机构160家，市财政拨付30万元，南城县2家。", "361000"),
        ("关于检查情况的通报\n抚政办〔2022〕14号\n全市现有机构160家，市财政拨付30万元。", None),
        # cited within a sentence: another's
        ("检查情况\n根据鲁教〔2022〕14号文件要求，全市现有机构160家，市财政拨付30万元。", None),
    ],
)
def test_document_number(text: str, code: str | None) -> None:
    assert own(text) == code


def test_document_number_in_pinyin() -> None:
    text = "Notification on Inspection\n\nZao Shuang Jian Ban [2022] No. 14\n\nThe whole city kept 16 institutions."
    assert own(text, Language.EN) == "370400"
