"""Arguments of events: who, on whom, with whom, by which document; each is its words in the text."""

from __future__ import annotations

import pytest

import policymine
from policymine.extraction import read_document
from policymine.extraction.event_actors import actor_kind, actor_kinds, actor_level
from policymine.records import Event, Language
from policymine.text.documents import make_document


def first(text: str, kind: str, published: str | None = "2022-08-15") -> Event:
    document = make_document("a.txt", text, published=published)
    row = next(e for e in read_document(document).events if e.type == kind)
    for decision in row.decisions:
        if decision.field in dict(row.args) and decision.start is not None:
            assert text[decision.start : decision.end] == dict(row.args)[decision.field]
    return row


@pytest.mark.parametrize(
    ("text", "kind", "actor", "args"),
    [
        (
            "8月3日，襄阳市教育局联合市市场监管局、市公安局对樊城区校外培训机构开展突击检查。",
            "inspection_campaign",
            "襄阳市教育局",
            {"partners": "市市场监管局、市公安局", "target": "樊城区校外培训机构", "actor_level": "prefecture"},
        ),
        (
            "成都市市场监管局、市教育局约谈6家平台企业，要求立即整改。",
            "enforcement_action",
            "成都市市场监管局、市教育局",
            {"target": "6家平台企业", "actor_kind": "market_supervision", "actor_other_kinds": "education"},
        ),
        (
            "国务院新闻办公室8月10日举行新闻发布会。",
            "press_conference",
            "国务院新闻办公室",
            {"actor_kind": "news_office", "actor_level": "nation"},
        ),
        (
            "陇南市武都区教育局依法取缔无证培训点3个。",
            "enforcement_action",
            "陇南市武都区教育局",
            {"actor_level": "county", "target": "无证培训点3个"},
        ),
        (
            "省教育厅印发《课后服务工作指南（试行）》（陇教发〔2022〕31号），自9月1日起执行。",
            "standard_setting",
            "省教育厅",
            {"document": "课后服务工作指南（试行）", "document_number": "陇教发〔2022〕31号"},
        ),
        (
            "Three bureaus issued the Implementation Plan for Reducing the Burden of Pupils in Yuxi City.",
            "policy_issuance",
            "Three bureaus",
            {"document": "Implementation Plan for Reducing the Burden of Pupils in Yuxi City"},
        ),
        (
            "Last week 14 unlicensed institutions were banned by the Education Bureau of Yuxi City.",
            "enforcement_action",
            "the Education Bureau of Yuxi City",
            {"actor_kind": "education", "target": "Last week 14 unlicensed institutions"},
        ),
        (
            "The county bureau, jointly with the fire brigade, interviewed the persons in charge of 12 institutions.",
            "enforcement_action",
            None,
            {"target": "the persons in charge of 12 institutions"},
        ),
    ],
    ids=lambda value: str(value)[:20],
)
def test_event_arguments_hold_the_words_that_stand_for_them(
    text: str, kind: str, actor: str | None, args: dict[str, str]
) -> None:
    row = first(text, kind)
    if actor is not None:
        assert row.actor == actor
    assert args.items() <= dict(row.args).items()


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("长春市人民政府", ("government",)),
        ("市民政局", ("civil_affairs",)),
        ("公安、民政、城管部门", ("public_security", "civil_affairs")),
        ("遵义市委、市政府", ("party_committee", "government")),
        ("某某小组", ()),
    ],
)
def test_event_actor_kinds_are_those_of_each_body_listed(name: str, kinds: tuple[str, ...]) -> None:
    assert actor_kinds(name, Language.ZH) == kinds
    assert actor_kind(name, Language.ZH) == (kinds[0] if kinds else None)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("广安市广安区教育局", "county"),
        ("市政府新闻办", "prefecture"),
        ("重庆市教委", "province"),
        ("重庆市綦江区教委", "county"),
        ("市场监管部门", None),
        ("社区", None),
        ("自治区教育厅", "province"),
        ("教育部", "nation"),
    ],
)
def test_event_actor_level_is_that_of_the_last_territory(name: str, level: str | None) -> None:
    assert actor_level(name, Language.ZH) == level


def test_event_of_last_year_is_background_and_of_last_week_is_news() -> None:
    text = "8月9日，玉溪市教育局约谈3家机构。2021年3月，玉溪市教育局印发《作业管理办法》。"
    assert dict(first(text, "policy_issuance").args)["standing"] == "background"
    assert "standing" not in dict(first(text, "enforcement_action").args)
    assert "standing" not in dict(first(text, "policy_issuance", published=None).args)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        (
            "Recently, the Ministry of Transport, the Ministry of Finance, and the Office of Railways issued a notice on fares.",
            "the Ministry of Transport",
        ),
        (
            "In May, six departments, including the Hunan Department of Health, the Department of Finance, and the Bureau of Sport, "
            "jointly issued an announcement on clinics.",
            "the Hunan Department of Health",
        ),
        (
            "In Hubei, the Provincial Department of Culture issued a notice on libraries.",
            "the Provincial Department of Culture",
        ),
    ],
)
def test_the_first_of_listed_bodies_acts(text: str, actor: str) -> None:
    found = policymine.read(text, published="2023-02-09")
    assert [e.actor for e in found.events] == [actor]


def test_a_comma_within_a_number_does_not_cut_the_target() -> None:
    found = policymine.read(
        "In addition, more than 3,700 merchant accounts have been shut down.", published="2023-02-09"
    )
    assert [dict(e.args)["target"] for e in found.events] == ["more than 3,700 merchant accounts"]
