from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policymine.records import Language, SectionKind
from policymine.text.language import detect_language
from policymine.text.layout import Layout, mark_layout, read_dateline

_SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

H, B, D, S, T, C, F = (
    SectionKind.HEADLINE,
    SectionKind.BYLINE,
    SectionKind.DECK,
    SectionKind.SUBHEAD,
    SectionKind.BODY,
    SectionKind.CREDITS,
    SectionKind.FOREIGN,
)


def _layout(text: str, **known: str) -> Layout:
    return mark_layout(text, detect_language(text), **known)


def _parts(text: str, **known: str) -> list[tuple[SectionKind, str]]:
    return [(s.kind, text[s.start : s.end].strip()) for s in _layout(text, **known).sections]


def _check_tiling(text: str, layout: Layout) -> None:
    position = 0
    for section in layout.sections:
        assert section.start == position
        assert section.end > section.start
        position = section.end
    assert position == len(text)


def test_layout_news_in_chinese() -> None:
    text = (
        "东川：三年新建12所学校\n2022-07-19 08:12:30 来源：东川日报 作者：周小禾 责任编辑：许言\n【字体：大 中 小】\n"
        "　　本报东川7月18日电（记者 周小禾）三年来全市新建学校12所。\n　　一、学位增加\n　　新增学位1.36万个。\n"
        "　　二、下一步打算\n　　再建6所。（完）\n责任编辑：许言\n相关阅读\n白水县投入2.3亿元\n2022年7月20日，白水县查处机构37家。"
    )
    assert _parts(text) == [
        (H, "东川：三年新建12所学校"),
        (B, "2022-07-19 08:12:30 来源：东川日报 作者：周小禾 责任编辑：许言\n【字体：大 中 小】"),
        (T, "本报东川7月18日电（记者 周小禾）三年来全市新建学校12所。"),
        (S, "一、学位增加"),
        (T, "新增学位1.36万个。"),
        (S, "二、下一步打算"),
        (T, "再建6所。"),
        (C, "（完）\n责任编辑：许言"),
        (F, "相关阅读\n白水县投入2.3亿元\n2022年7月20日，白水县查处机构37家。"),
    ]
    layout = _layout(text)
    assert (layout.title, layout.publisher, layout.author, layout.published) == (
        "东川：三年新建12所学校",
        "东川日报",
        "周小禾",
        "2022-07-19",
    )
    assert layout.dateline is not None
    assert (layout.dateline.place, layout.dateline.date, layout.dateline.reporter) == ("东川", "2022-07-18", "周小禾")


def test_layout_notice_with_index_block_and_signature() -> None:
    text = (
        "索 引 号：0152/2022-87\n发布机构：东川市教育局\n成文日期：2022年6月28日\n发文字号：东教发〔2022〕46号\n发布日期：2022年6月30日\n"
        "东川市教育局\n关于开展暑期托管服务的通知\n东教发〔2022〕46号\n各县（市、区）教育局：\n现将有关事项通知如下。\n"
        "一、工作目标\n设置托管点不少于80个。\n东川市教育局\n2022年6月28日\n附件1\n托管点须于7月1日前报送3份材料。"
    )
    layout = _layout(text)
    assert layout.title == "东川市教育局关于开展暑期托管服务的通知"
    assert layout.number == "东教发〔2022〕46号"
    assert layout.issuer == "东川市教育局"
    assert layout.published == "2022-06-30"
    assert layout.published_span is not None
    assert text[slice(*layout.published_span)] == "2022年6月30日"
    parts = _parts(text)
    assert (C, "东川市教育局\n2022年6月28日") in parts
    assert parts[-1] == (T, "托管点须于7月1日前报送3份材料。")


def test_layout_signature_dates_a_notice_without_labels() -> None:
    text = "东川市教育局关于表彰先进集体的决定\n各学校：\n决定表彰35个先进集体。\n东川市教育局\n东川市人力资源和社会保障局\n二〇二二年九月八日"
    layout = _layout(text)
    assert (layout.published, layout.issuer) == ("2022-09-08", "东川市教育局")
    assert _parts(text)[-1] == (C, "东川市教育局\n东川市人力资源和社会保障局\n二〇二二年九月八日")


@pytest.mark.parametrize(
    ("line", "publisher", "author", "published"),
    [
        ("Author:Dongchuan Daily Time:2022.07.14", "Dongchuan Daily", "Dongchuan Daily", "2022-07-14"),
        ("Author:dongchuan.com Time:2022.07.14", "dongchuan.com", "dongchuan.com", "2022-07-14"),
        (
            "Author:Dongchuan Education Release Time:2022.09.23",
            "Dongchuan Education",
            "Dongchuan Education",
            "2022-09-23",
        ),
        ("Author: Wang Xiaohe Time: 2022-07-14 09:30", None, "Wang Xiaohe", "2022-07-14"),
        (
            "Source: Dongchuan Daily Author: Lin Yue Release time: July 5, 2022",
            "Dongchuan Daily",
            "Lin Yue",
            "2022-07-05",
        ),
        ("来源：东川日报 | 2022-07-19", "东川日报", None, "2022-07-19"),
        ("来源：东川日报  发布时间：2022年07月19日 10:20", "东川日报", None, "2022-07-19"),
        ("发布时间：二〇二二年七月十九日　来 源：东川市教育局　浏览次数：1523", "东川市教育局", None, "2022-07-19"),
        ("2022年07月19日08:12 | 来源：东川新闻网", "东川新闻网", None, "2022-07-19"),
        ("东川日报 2022-07-19 08:30", "东川日报", None, "2022-07-19"),
        ("原创 周小禾 东川教育 2022-07-19 18:00 发表于东川", "东川教育", None, "2022-07-19"),
    ],
)
def test_layout_head_line(line: str, publisher: str | None, author: str | None, published: str) -> None:
    zh = "年" in line or "来" in line or "东" in line
    title, body = (
        ("东川新建12所学校", "全市新建学校12所，学位1.3万个。")
        if zh
        else ("Dongchuan builds schools", "The city has built 12 schools in the past year.")
    )
    text = f"{title}\n\n{line}\n\n{body}\n"
    layout = _layout(text)
    assert (layout.publisher, layout.published, layout.title) == (publisher, published, title)
    if not line.startswith("原创"):
        assert layout.author == author
    assert _parts(text) == [(H, title), (B, line.strip()), (T, body)]
    assert layout.published_span is not None
    assert layout.published_span[0] >= text.index(line)


@pytest.mark.parametrize(
    "text",
    [
        "全市学科类机构由57家压减为6家。\n县财政安排经费860万元。",
        "记者：请问全省现在还有多少家机构？\n厅长：目前还有4家，压减率99.9%。\n记者：下一步有什么打算？\n厅长：继续推进。",
        "东川市 52家\n白水县 41家\n黄岭县 60家\n红桥区 33家",
        "全市新建学校12所。\n来源：统计数据显示，其中财政投入12亿元。\n编辑：一本教材的编写用时3年。",
        "The city has 12 schools. The end of the year is the deadline.\nRelated news reports say that 3 more will open.\nSource: the bureau said that it spent 5 million yuan.",
        "截至6月底，完成投资12亿元。\n编号2022年7月19日前申报的项目共有35个。",
        "Latest news about the 12 schools is good.\nRead more books, the head of the 12 schools said.",
        "本月下一篇章由3所学校书写。\n上一篇报道提到的12家机构已经注销。",
        "一份责任编辑的工作，月薪5000元。\n责任编辑共有12人参加培训。",
    ],
)
def test_layout_plain_passage_is_one_body(text: str) -> None:
    assert [s.kind for s in _layout(text).sections] == [T]


@pytest.mark.parametrize(
    "mark", ["- END -", "—END—", "END", "（完）", "【全文完】", "===END===", "*** The End ***", "正文完"]
)
def test_layout_end_mark_cuts(mark: str) -> None:
    text = (
        f"东川新建学校\n来源：东川日报\n全市新建学校12所。\n\n{mark}\n\n白水县查处机构37家。\n昨日，白水县通报了情况。"
    )
    parts = _parts(text)
    assert parts[-2][0] is C and parts[-2][1].endswith(mark)
    assert parts[-1] == (F, "白水县查处机构37家。\n昨日，白水县通报了情况。")


@pytest.mark.parametrize(
    "heading",
    [
        "相关阅读",
        "相关新闻：",
        "【延伸阅读】",
        "推荐阅读",
        "■ 相关报道",
        "往期回顾",
        "Related news",
        "Recommended reading:",
        "相关新闻：白水县查处37家",
        "上一篇：白水县查处37家",
    ],
)
def test_layout_list_of_other_stories_is_foreign(heading: str) -> None:
    text = f"全市新建学校12所，学位1.3万个。\n{heading}\n白水县查处机构37家\n黄岭县投入2亿元"
    assert _parts(text) == [
        (T, "全市新建学校12所，学位1.3万个。"),
        (F, f"{heading}\n白水县查处机构37家\n黄岭县投入2亿元"),
    ]


def test_layout_editor_under_the_title_does_not_cut() -> None:
    text = (
        "东川新建学校\n全市教育工作推进顺利。\n责任编辑：许言\n" + "全市新建学校12所，学位1.3万个，投入4.8亿元。\n" * 30
    )
    assert F not in [kind for kind, _ in _parts(text)]


def test_layout_repeated_title_and_deck() -> None:
    text = (
        "Dongchuan builds 12 schools: 100% coverage\n\nAuthor:Dongchuan Daily Time:2022.07.19\n\nDongchuan builds 12 schools\n\n"
        "School places grow by 13,000 and classes shrink\n\nThe city has built 12 schools in three years.\n\nMore teachers\n\nThe number of teachers rose to 5,200.\n"
    )
    assert [kind for kind, _ in _parts(text)] == [H, B, H, D, T, S, T]


def test_layout_known_title_is_a_headline_and_wins() -> None:
    text = "东川新建12所学校\n全市新建学校12所。"
    assert _parts(text, title="东川新建12所学校")[0] == (H, "东川新建12所学校")
    assert _parts("全市新建学校12所。\n投入4.8亿元。", title="东川要闻") == [(T, "全市新建学校12所。\n投入4.8亿元。")]


@pytest.mark.parametrize(
    ("text", "agency", "place", "date", "reporter"),
    [
        ("新华社南昌5月22日电（记者余某）省教育厅介绍", "新华社", "南昌", "2022-05-22", "余某"),
        ("本报讯（记者 周小禾 通讯员 许言）9月1日", "本报", None, None, "周小禾 许言"),
        ("央视网消息（新闻联播）：全国", "央视网", None, None, None),
        ("东川新闻网讯 近日，", "东川新闻网", None, None, None),
        ("中新网北京12月30日电 (记者 某某)据悉", "中新网", "北京", "2021-12-30", "某某"),
        ("本报19日讯（记者 周小禾）", "本报", None, "2022-05-19", "周小禾"),
        ("Dongchuan Net, May 13 (Reporter Lin Yue) On the 13th,", "Dongchuan Net", None, "2022-05-13", "Lin Yue"),
        (
            "Xinhua News Agency, Nanchang, May 22 (Reporter Lin Yue) The",
            "Xinhua News Agency",
            "Nanchang",
            "2022-05-22",
            "Lin Yue",
        ),
        ("Xinhua News Agency Harbin, May 2 (Xinhua) - The", "Xinhua News Agency", "Harbin", "2022-05-02", None),
        ("Nanjing, December 31 (Reporter Lin Yue) The", None, "Nanjing", "2021-12-31", "Lin Yue"),
        ("CCTV News: The price", "CCTV News", None, None, None),
    ],
)
def test_layout_dateline(
    text: str, agency: str | None, place: str | None, date: str | None, reporter: str | None
) -> None:
    found = read_dateline(text, 0, len(text), "2022-05-23")
    assert found is not None
    assert (found.agency, found.place, found.date) == (agency, place, date)
    assert (found.reporter or "").replace(" 通讯员", "") == (reporter or "")
    assert found.start == 0


@pytest.mark.parametrize(
    "text",
    [
        "On July 24, in Hukou County, soldiers",
        "Since May 1 (the holiday), 12 schools",
        "全省报名人数达到12万人。",
        "今年5月22日电力供应恢复。",
        "Teachers (12 of them) said",
        "In March 2022, the city",
    ],
)
def test_layout_sentence_with_a_date_is_no_dateline(text: str) -> None:
    assert read_dateline(text, 0, len(text), "2022-05-23") is None


@pytest.mark.parametrize(
    ("seed", "publisher", "published", "foreign"),
    [
        ("000", "Heilongjiang.com", "2022-07-14", False),
        ("001", "Hebei Radio and Television Sta", "2022-07-19", True),
        ("002", "Jinchang Daily", "2022-09-29", True),
        ("003", "Shaanxi Education", "2022-09-23", True),
        ("004", "Zhejiang Daily", "2022-08-02", True),
    ],
)
def test_layout_seed_articles(seed: str, publisher: str, published: str, foreign: bool) -> None:
    paths = list(_SEEDS.glob(f"{seed}_*.txt"))
    if not paths:
        pytest.skip("the seed articles are not here")
    text = paths[0].read_text(encoding="utf-8")
    layout = _layout(text)
    _check_tiling(text, layout)
    assert layout.title == text.split("\n", 1)[0]
    assert (layout.publisher, layout.author, layout.published) == (publisher, publisher, published)
    end = text.index("- END -")
    wanted = [s for s in layout.sections if s.kind not in (F, C)]
    assert wanted[-1].end <= end
    assert (layout.sections[-1].kind is F) == foreign
    if foreign:
        assert layout.sections[-1].start <= end + len("- END -\n\n")


_PIECES = st.sampled_from(
    [
        "来源：",
        "东川日报",
        "2022-07-19",
        "2022年7月19日",
        "记者 周小禾",
        "（完）",
        "- END -",
        "END",
        "相关阅读",
        "责任编辑：",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "\t",
        "　",
        "。",
        "通知",
        "关于",
        "东教发〔2022〕46号",
        "一、",
        "附件",
        "Author:",
        "Time:",
        "Reporter",
        "Lin Yue",
        "Daily",
        "July 5",
        "(",
        "）",
        "【",
        ":",
        "——",
        "全市新建学校12所",
        "The city has built 12 schools",
        ".",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.lists(_PIECES, max_size=60).map("".join), st.text(max_size=300)), st.sampled_from(list(Language)))
def test_layout_tiles_any_text(text: str, language: Language) -> None:
    layout = mark_layout(text, language)
    _check_tiling(text, layout)
    if layout.published_span:
        assert 0 <= layout.published_span[0] < layout.published_span[1] <= len(text)


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：许言\n",
        "2022年7月19日\n",
        "东川市教育局\n",
        "（",
        "来源：",
        "1",
        " ",
        "\n",
        "-",
        "Aa Bb ",
        "。",
        "Author:",
        "〔2022〕",
    ],
)
def test_layout_time_is_linear(line: str) -> None:
    def seconds(size: int) -> float:
        text = "全市新建学校12所。\n" + line * (size // len(line))
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            mark_layout(text, Language.ZH)
            best = min(best, time.perf_counter() - start)
        return best

    seconds(1000)
    assert seconds(80_000) < 40 * seconds(8_000) + 0.05


@pytest.mark.parametrize(
    ("line", "published", "publisher", "author"),
    [
        ("海湾教育观察　记者　周小禾　2021-12-03 08:26", "2021-12-03", "海湾教育观察", "周小禾"),
        ("海湾教育 2022年3月2日 第04版", "2022-03-02", "海湾教育", None),
        ("海湾民生记者 王海 2021年12月30日", "2021-12-30", "海湾民生", "王海"),
        ("海湾教育讯（2月20日）　2023-02-21", "2023-02-21", "海湾教育", None),
        ("海湾生态　2024-06-05", "2024-06-05", "海湾生态", None),
        ("海湾生态 | 2024-06-05", "2024-06-05", "海湾生态", None),
        ("海湾观察|李华|2023-05-12 10:20", "2023-05-12", "海湾观察", "李华"),
        ("2022-07-19 08:12　李华　海湾观察", "2022-07-19", "海湾观察", "李华"),
        ("作者：李华 来源：海湾观察 2023-05-12", "2023-05-12", "海湾观察", "李华"),
        ("发布日期：2023-05-12", "2023-05-12", None, None),
    ],
)
def test_layout_byline_without_labels(line: str, published: str, publisher: str | None, author: str | None) -> None:
    text = f"东川新建学校12所\n{line}\n\n三年来，全市新建学校12所，新增学位1.36万个。"
    layout = _layout(text)
    assert (layout.published, layout.publisher, layout.author) == (published, publisher, author)
    assert _parts(text)[1] == (B, line)
    assert layout.published_span is not None
    assert layout.published_span[0] >= text.index(line)


@pytest.mark.parametrize(
    ("line", "published", "publisher", "author"),
    [
        ("By Anna Chen, Lakeside Courier, July 11, 2023", "2023-07-11", "Lakeside Courier", "Anna Chen"),
        ("Lakeside Courier | 2022-07-19", "2022-07-19", "Lakeside Courier", None),
        ("Published: July 19, 2022", "2022-07-19", None, None),
    ],
)
def test_layout_byline_in_english(line: str, published: str, publisher: str | None, author: str | None) -> None:
    layout = _layout(f"Dongchuan builds 12 schools\n{line}\nIn three years the city has built 12 new schools in all.")
    assert (layout.published, layout.publisher, layout.author) == (published, publisher, author)


@pytest.mark.parametrize(
    "line",
    [
        "2023年5月12日起施行",
        "在2022年7月19日 全市推进会上",
        "2022年7月19日 全市新建学校12所",
        "截至2022年7月19日",
    ],
)
def test_layout_line_with_a_date_is_not_always_a_byline(line: str) -> None:
    assert _layout(f"东川新建学校\n{line}\n三年来，全市新建学校12所，新增学位1.36万个。").published is None


def test_layout_dateline_dates_a_story_whose_year_is_known() -> None:
    story = "海湾教育讯（记者 周小禾）6月16日，全市召开会议。{}全市新建学校12所。"
    dated = _layout("东川新建学校\n" + story.format("2022年5月20日以来，"))
    assert (dated.published, dated.publisher, dated.author) == ("2022-06-16", "海湾教育", "周小禾")
    later = _layout("东川新建学校\n" + story.format("规定自2022年9月1日起施行。"))
    assert later.published is None  # filed before that day, perhaps in another year
    assert _layout("东川新建学校\n" + story.format("2013年6月1日开办，2020年迁址。")).published is None
    assert _layout("东川新建学校\n" + story.format("2013年1月1日开办。")).published is None
    assert _layout("东川新建学校\n" + story.format("")).published is None
    english = "Dongchuan builds schools{}\nDongchuan, July 11 (Reporter Li Hua) The city has built 12 schools in all."
    assert _layout(english.format(" in 2022")).published == "2022-07-11"
    assert _layout(english.format("")).published is None


def test_layout_signature_and_number_of_a_notice() -> None:
    text = (
        "关于下达课后服务补助资金的通知\n\n东财发（教）〔2022〕18号\n\n各县财政局：\n\n"
        "现下达补助资金1,260万元，请专款专用。\n\n东川市财政局　东川市教育局\n二〇二二年七月十九日\n"
    )
    layout = _layout(text)
    assert (layout.number, layout.issuer, layout.published) == (
        "东财发（教）〔2022〕18号",
        "东川市财政局 东川市教育局",
        "2022-07-19",
    )
    one_line = "关于公示的公告\n现公示第四批机构18家。\n公示期5日，欢迎监督。\n东川市教育局　2022年10月21日"
    assert (_layout(one_line).published, _layout(one_line).issuer) == ("2022-10-21", "东川市教育局")


def test_layout_wrapped_paragraph_has_no_deck() -> None:
    text = (
        "东川校外培训治理成效明显\n东川日报 2022-07-19\n\n"
        "今年以来，东川市教育局会同市场监管、公安等部门开展校外培\n训机构专项治理，出动执法人员3,200人次，检查机构1,860家次，\n"
        "查处违规机构112家。全市学科类机构由642家压减到19家，压减\n率97.0%，群众满意度稳步提升。\n\n"
        "下一步，全市将继续保持高压态势，防止隐形变异培训反弹，并\n组织责任督学每月入校督导两次以上，切实减轻学生过重负担。\n"
    )
    assert [kind for kind, _ in _parts(text)] == [H, B, T]
    english = (
        "Dongchuan closes training institutions\nAuthor: Dongchuan Daily Time: 2022-07-19\n\n"
        "Since the beginning of this year, the education bureau of the\ncity has worked with the market regulators and the police and\n"
        "sent out 3,200 officers to inspect 1,860 institutions, and has\nclosed 112 of them. The number of subject institutions fell\n"
        "from 642 to 19.\n"
    )
    assert [kind for kind, _ in _parts(english)] == [H, B, T]
