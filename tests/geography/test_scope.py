"""The place that a document is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policymine.geography.scope import document_place
from policymine.records import AdminLevel, Document, Language, Section, SectionKind

SPECS = Path(__file__).parent.parent / "specs"


def document(text: str, language: Language = Language.ZH, **known: Any) -> Document:
    return Document("doc", "0", text, language, **{"published": "2023-05-01", **known})


def cases() -> list[Any]:
    out = []
    for name, language in (("places_zh.json", Language.ZH), ("places_en.json", Language.EN)):
        rows = json.loads((SPECS / name).read_text(encoding="utf-8"))
        out += [pytest.param(row, language, id=row["title"][:40]) for row in rows if "document" in row]
    rows = json.loads((SPECS / "places_paragraphs.json").read_text(encoding="utf-8"))
    return out + [pytest.param(row, Language(row["language"]), id=row["title"][:40]) for row in rows]


@pytest.mark.parametrize(("case", "language"), cases())
def test_scope_specs(case: dict[str, Any], language: Language) -> None:
    text = case["title"] + "\n" + case["text"]
    found = document_place(document(text, language, title=case["title"], published=case["published"]))
    got = "unknown" if found is None or found.place is None else found.place.adcode
    assert got == case["document"]


def test_scope_title_given_apart_has_no_span() -> None:
    found = document_place(document("新增托位120个。", title="江西鹰潭：托育进社区"))
    assert found is not None and found.place is not None
    assert (found.place.adcode, found.rule, found.start, found.end) == ("360600", "title", 0, 0)


def test_scope_title_in_the_text_has_its_span() -> None:
    text = "江西鹰潭：托育进社区\n新增托位120个。"
    found = document_place(document(text, title="江西鹰潭：托育进社区"))
    assert found is not None and text[found.start : found.end] == "江西鹰潭"


def test_scope_publisher_after_the_text_says_nothing() -> None:
    found = document_place(document("新增托位120个。", publisher="嘉峪关日报"))
    assert found is not None and found.place is not None
    assert (found.place.adcode, found.rule) == ("620200", "publisher")


def test_scope_publisher_of_the_province_and_story_of_one_county() -> None:
    text = "本报讯 泾源县新建学校三所。泾源县还招聘教师四十名。"
    found = document_place(document(text, publisher="宁夏日报"))
    assert found is not None and found.place is not None and found.place.adcode == "640424"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://jyt.hebei.gov.cn/a/1.html", "130000"),
        ("http://www.guizhou.gov.cn/x", "520000"),
        ("https://edu.sh.gov.cn/x", "310000"),
        ("http://www.hanzhong.gov.cn/x", "610700"),
    ],
)
def test_scope_host_of_a_government(url: str, code: str) -> None:
    found = document_place(document("新增托位120个。", url=url))
    assert found is not None and found.place is not None
    assert (found.place.adcode, found.rule) == (code, "url")


@pytest.mark.parametrize("url", ["https://library.fjlib.net/x", "not a url", "http://[bad", ""])
def test_scope_other_hosts_say_nothing(url: str) -> None:
    assert document_place(document("新增托位120个。", url=url)) is None


def test_scope_national_publisher_is_the_last_resort() -> None:
    found = document_place(document("新增托位120个。", publisher="央视网"))
    assert found is not None and found.place is not None
    assert found.place.level is AdminLevel.NATION and found.rule == "national_default"


def test_scope_dateline_of_a_capital_is_its_province() -> None:
    text = "新华社合肥5月1日电（记者 王海）安徽今年新增托位2.1万个。"
    found = document_place(document(text))
    assert found is not None and found.place is not None
    assert (found.place.adcode, found.rule) == ("340000", "dateline")


def test_scope_other_stories_of_the_page_do_not_count() -> None:
    own, other = "新增托位120个，全市已有托位。", "\n四川绵阳新增托位。四川绵阳还有学校。"
    sections = (Section(SectionKind.BODY, 0, len(own)), Section(SectionKind.FOREIGN, len(own), len(own + other)))
    assert document_place(document(own + other, sections=sections)) is None


def test_scope_nothing_tells() -> None:
    assert document_place(document("")) is None
    assert document_place(document("新增托位120个。")) is None


def test_scope_publisher_of_the_province_and_one_example_of_a_county() -> None:
    text = "本报讯 全省已播农作物1.2亿亩，农机投入18万台。富锦市种粮大户老周种了900亩地。"
    found = document_place(document(text, publisher="黑龙江日报"))
    assert found is not None and found.place is not None and found.place.adcode == "230000"


@pytest.mark.parametrize(
    ("publisher", "code"),
    [
        ("罗浮山发布", None),
        ("浮山发布", "141027"),
        ("掌上松滋", "421087"),
        ("羊城晚间播报", "440100"),
        ("鹭岛民生", "350200"),
    ],
)
def test_scope_publisher_is_a_place_only_where_a_word_begins(publisher: str, code: str | None) -> None:
    found = document_place(document("新增托位120个。", title="托育进社区", publisher=publisher))
    assert (found.place.adcode if found and found.place else None) == code


def test_scope_publisher_of_a_namesake_yields_to_the_places_of_the_text() -> None:
    text = "Small schools stay open\nShexian County keeps 12 schools with fewer than ten pupils, and Huangshan City pays their teachers more."
    found = document_place(document(text, Language.EN, title="Small schools stay open", publisher="Huizhou Classroom"))
    assert found is not None and found.place is not None and found.place.adcode.startswith("34")


def test_scope_title_with_a_bare_county_that_the_text_places() -> None:
    text = "Rongchang adds 21 canteens\nMeals for the old cost 8 yuan in Rongchang, which is the first in Chongqing to do so."
    found = document_place(document(text, Language.EN, title="Rongchang adds 21 canteens"))
    assert found is not None and found.place is not None
    assert (found.place.adcode, found.rule, text[found.start : found.end]) == ("500153", "title", "Rongchang")


def test_scope_first_sentence_tells_where_no_place_is_told_more_often() -> None:
    text = "Snow and hay\nSince Monday, Xilin Gol League has had snow twice. Hay came from Jilin and Heilongjiang."
    found = document_place(document(text, Language.EN, title="Snow and hay"))
    assert found is not None and found.place is not None
    assert (found.place.adcode, found.rule) == ("152500", "opening")


def test_scope_title_that_only_names_whom_it_serves() -> None:
    text = "草原的电点亮北京的灯\n张北县今年发电80亿千瓦时。尚义县新装风机60台，张家口全市装机再添一成。"
    found = document_place(document(text, title="草原的电点亮北京的灯"))
    assert found is not None and found.place is not None and found.place.adcode == "130700"


@pytest.mark.parametrize(
    ("title", "publisher", "language", "code"),
    [
        ("托育进社区", "博罗发布", "zh", "441322"),
        ("Care for toddlers", "Xinshao Express", "en", "430522"),
        ("Xinshao: toddlers are cared for", None, "en", "430522"),
        ("昌乐12所学校暖了", None, "zh", "370725"),
        ("Guide to schools", "Long River Daily", "en", None),
        ("资源共享12所", "合作日报", "zh", None),
        ("Teachers of Xinshao County travel", "Boxing Weekly", "en", "430522"),
    ],
)
def test_scope_bare_counties_of_papers_and_titles(
    title: str, publisher: str | None, language: str, code: str | None
) -> None:
    body = "新增托位120个。" if language == "zh" else "120 places were added."
    found = document_place(document(f"{title}\n{body}", Language(language), title=title, publisher=publisher))
    assert (found.place.adcode if found and found.place else None) == code
