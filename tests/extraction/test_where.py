"""The place that a figure is about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policymine.extraction.where import assign_place
from policymine.geography.mentions import find_places
from policymine.geography.scope import document_place
from policymine.records import AdminLevel, Document, Language, Section, SectionKind
from policymine.text.sentences import split_sentences
from policymine.text.spans import span_at

SPECS = Path(__file__).parent.parent / "specs"
GOLD = Path(__file__).parents[3] / "shared"


def read(document: Document, start: int, end: int) -> tuple[str | None, str, str | None]:
    """(code, rule, evidence) of a span; the code is "unknown" where no place is given."""
    mentions = find_places(document.text, document.language, at=document.published)
    own = document_place(document, mentions)
    sentence = span_at(split_sentences(document.text, document.language), start)
    assert sentence is not None
    place, rule, span = assign_place(document, sentence.start, max(sentence.end, end), start, end, mentions, own)
    quote = document.text[span[0] : span[1]] if span else None
    return (place.adcode if place else "unknown"), rule, quote


def cases() -> Iterator[Any]:
    for name, language in (("places_zh.json", Language.ZH), ("places_en.json", Language.EN)):
        for row in json.loads((SPECS / name).read_text(encoding="utf-8")):
            if "title" in row:
                for figure, code in row["expected"]:
                    yield pytest.param(row, language, figure, code, id=f"{row['title'][:24]}-{figure}")
    for row in json.loads((SPECS / "places_paragraphs.json").read_text(encoding="utf-8")):
        for figure, code in row["expected"]:
            yield pytest.param(row, Language(row["language"]), figure, code, id=f"{row['title'][:24]}-{figure}")


@pytest.mark.parametrize(("case", "language", "figure", "code"), list(cases()))
def test_where_specs(case: dict[str, Any], language: Language, figure: str, code: str | None) -> None:
    text = case["title"] + "\n" + case["text"]
    context, _, figure = figure.rpartition("|")
    after = max(text.find(context, len(case["title"])), 0) if context else len(case["title"])
    start = text.find(figure, after)
    start = start if start >= 0 else text.index(figure)
    document = Document("doc", "0", text, language, title=case["title"], published=case["published"])
    assert read(document, start, start + len(figure))[0] == code


def one(text: str, figure: str, language: Language = Language.ZH, **known: Any) -> tuple[str | None, str, str | None]:
    start = text.index(figure)
    return read(Document("doc", "0", text, language, **{"published": "2023", **known}), start, start + len(figure))


def test_where_the_rule_and_the_evidence_are_kept() -> None:
    title = "湖南株洲：托育进社区"
    assert one("全市有托位1.4万个。", "1.4", title=title) == ("430200", "relative", "全市")
    assert one("攸县有托位900个。", "900", title=title) == ("430223", "clause", "攸县")
    assert one("有托位900个。", "900", title=title) == ("430200", "document_place", None)


def test_where_garbled_county_is_the_documents() -> None:
    title = "Xichuan County trains village teachers"
    text = "Xi Chuan has spent 3 million yuan. Sunny River County trained 420 teachers."
    assert one(text, "420", Language.EN, title=title) == ("411326", "near_miss", "Sunny River County")


def test_where_unknown_is_rather_null_than_the_province() -> None:
    title = "湖南：托育进社区"
    assert one("全县有托位300个。", "300", title=title)[:2] == ("unknown", "relative")
    assert one("鼓楼区有托位300个。", "300", title=title)[:2] == ("unknown", "ambiguous")


def test_where_namesake_is_settled_by_the_documents_place() -> None:
    assert one("鼓楼区有托位300个。", "300", title="福州：托育进社区")[0] == "350102"


def test_where_the_nation_has_no_code_but_a_level() -> None:
    text = "全国有托位300万个。"
    document = Document("doc", "0", text, Language.ZH, title="托育工作会议召开", published="2023")
    place, rule, _ = assign_place(document, 0, len(text), 5, 8, [], None)
    assert place is not None and place.adcode is None and place.level is AdminLevel.NATION and rule == "nation"


def test_where_bylines_and_credits_do_not_take_the_place() -> None:
    text = "来源：贵阳日报\n六盘水 编辑\n新增托位300个。"
    credits = text.index("新增")
    sections = (Section(SectionKind.CREDITS, 0, credits), Section(SectionKind.BODY, credits, len(text)))
    assert one(text, "300", sections=sections, title="遵义：托育进社区")[0] == "520300"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "全省",
                "全国",
                "我市",
                "河北",
                "唐山市",
                "和",
                "、",
                "分别",
                "12",
                "，",
                "。",
                "\n",
                "等3个市",
                "高于",
                "该县",
                "；",
            ]
        ),
        min_size=1,
        max_size=30,
    ).map("".join),
    st.integers(0, 60),
)
def test_where_any_span_is_answered(text: str, at: int) -> None:
    document = Document("doc", "0", text, Language.ZH, title="河北唐山", published="2023")
    mentions = find_places(text, Language.ZH)
    start = min(at, len(text) - 1)
    place, rule, span = assign_place(
        document, 0, len(text), start, start + 1, mentions, document_place(document, mentions)
    )
    assert rule
    assert span is None or 0 <= span[0] < span[1] <= len(text)
    assert place is None or place.name


def gold(part: str) -> Iterator[tuple[Document, dict[str, Any]]]:
    documents: dict[str, Document] = {}
    listed = GOLD / "gold" / part / "documents.jsonl"
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            chinese = sum("一" <= c <= "鿿" for c in row["text"]) > len(row["text"]) // 5
            documents[row["doc"]] = Document(
                row["doc"], "0", row["text"], Language.ZH if chinese else Language.EN,
                title=row["title"] or None, published=row["published"], url=row["url"],
            )  # fmt: skip
    for kind in ("figures", "events"):
        for line in (GOLD / "gold" / part / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["doc"] not in documents:
                documents[row["doc"]] = _seed(row["doc"])
            yield documents[row["doc"]], row


def _seed(name: str) -> Document:
    text = (GOLD / "seeds" / name).read_text(encoding="utf-8")
    title = text.split("\n", 1)[0]
    by = text.index("Author:")
    when = text.index("Time:", by)
    date = text[when + 5 : when + 15].replace(".", "-")
    end = text.index("- END -")
    sections = (
        Section(SectionKind.HEADLINE, 0, len(title)),
        Section(SectionKind.BYLINE, by, when + 15),
        Section(SectionKind.BODY, when + 15, end),
        Section(SectionKind.FOREIGN, end, len(text)),
    )
    publisher = text[by + 7 : when].strip()
    return Document(name, "0", text, Language.EN, title=title, publisher=publisher, published=date, sections=sections)


@pytest.mark.skipif(not GOLD.joinpath("gold").exists(), reason="the gold annotations are not here")
@pytest.mark.parametrize(("part", "bar"), [("dev", 0.95), ("real_dev", 0.95)])
def test_where_agrees_with_the_gold(part: str, bar: float) -> None:
    good = total = 0
    for document, row in gold(part):
        accepted = {row["adcode"], *((row.get("alt") or {}).get("adcode") or [])}
        accepted = {None if code in {"100000", "000000"} else code for code in accepted}
        code = read(document, row["start"], row["end"])[0]
        good += (None if code == "unknown" else code) in accepted
        total += 1
    assert good / total >= bar, f"{good} of {total}"
