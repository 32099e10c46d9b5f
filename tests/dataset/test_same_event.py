"""Events of two documents are one, or not: the cases of the spec, and what holds for every cluster."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policymine.dataset.document_names import is_trial, kind_of, number_key, title_keys
from policymine.dataset.event_views import ordinals
from policymine.dataset.same_event import link_events

CASES = json.loads((Path(__file__).parents[1] / "specs" / "same_events.json").read_text(encoding="utf-8"))["cases"]


def rows(side: dict[str, Any], name: str) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
    """A stored event, its figures and its document."""
    figures = [
        {
            "figure_id": f"{name}{k}",
            "doc_id": name,
            "value": Decimal(value),
            "unit": unit,
            "bound": "exact",
            "indicator": indicator or None,
            "role": role,
            "stage": None,
        }
        for k, (value, unit, indicator, role) in enumerate(side.get("figures", ()))
    ]
    nation = side.get("nation", False)
    event = {
        "event_id": f"e-{name}",
        "doc": f"{name}.txt",
        "doc_id": name,
        "quote": side["quote"],
        "type": side["type"],
        "subtype": side.get("subtype"),
        "status": side.get("status", "done"),
        "adcode": side.get("adcode"),
        "admin_level": "nation" if nation else "province" if side.get("adcode") else None,
        "date": side.get("date"),
        "args": [{"name": key, "value": value} for key, value in side.get("args", {}).items()],
        "figures": [figure["figure_id"] for figure in figures],
        "decisions": [{"field": "date", "rule": "date" if side.get("stated") else "since_policy_of_document"}],
    }
    document = {
        "doc_id": name,
        "doc": f"{name}.txt",
        "language": side.get("language", "zh"),
        "title": None,
        "published": side.get("published", "2022-07-20"),
        "number": None,
    }
    return event, figures, document


def link(case: dict[str, Any], first: str = "a", second: str = "b") -> list[Any]:
    one, other = rows(case[first], "a"), rows(case[second], "b")
    story = case.get("story")
    return link_events(
        [one[0], other[0]],
        [*one[1], *other[1]],
        [one[2], other[2]],
        {"a": "a", "b": "a"} if story == "reprint" else {},
        [("a", "b")] if story == "translation" else [],
    )


def test_the_spec_has_enough_of_both():
    assert sum(case["same"] for case in CASES) >= 12
    assert sum(not case["same"] for case in CASES) >= 18


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_spec(case):
    found = link(case)
    assert bool(found) is case["same"]
    if case["same"]:
        assert [one.rule for one in found[0].links] == [case["rule"]]
        assert found[0].links[0].evidence
        assert set(found[0].events) == {"e-a", "e-b"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_order_of_rows_does_not_matter(case):
    if case.get("story") == "translation":
        return
    there, back = link(case), link(case, "b", "a")
    assert bool(there) is bool(back)


def test_one_document_never_has_two_events_of_a_cluster():
    """A paper that tells an event twice, once with each of two numbers, does not tie the two events of others together."""
    a = {"type": "enforcement_action", "quote": "曝光机构956家", "adcode": "230100"}
    first = rows(a | {"figures": [["956", "institution", "", "flow_count"]]}, "a")
    second = rows(a | {"figures": [["956", "institution", "", "flow_count"]], "quote": "公开曝光机构956家"}, "b")
    twin, twin_figures, _ = rows(a | {"figures": [["956", "institution", "", "flow_count"]]}, "c")
    twin |= {"doc_id": "a", "doc": "a.txt"}
    found = link_events([first[0], twin, second[0]], [*first[1], *twin_figures, *second[1]], [first[2], second[2]])
    assert len(found) == 1
    assert len(found[0].events) == 2


def test_a_norm_that_many_provinces_state_tells_no_event():
    side = {"type": "standard_setting", "quote": "书面作业不超过150分钟", "figures": [["150", "minute", "", "limit"]]}
    made = [rows(side | {"adcode": f"{code}0000"}, f"d{code}") for code in (13, 14, 41)]
    made += [rows(side | {"adcode": "130000"}, "again")]
    assert link_events([m[0] for m in made], [f for m in made for f in m[1]], [m[2] for m in made]) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.sampled_from(["100", "956", "957", "13"]),
            st.sampled_from(["2022-01-05", "2022-03", None]),
        ),
        max_size=14,
    )
)
def test_clusters_share_no_event_and_no_document_stands_twice(items):
    made = [
        rows(
            {
                "type": "enforcement_action",
                "quote": f"曝光机构{value}家并责令整改",
                "adcode": "230100",
                "date": date,
                "stated": True,
                "figures": [[value, "institution", "x.count", "flow_count"]],
            },
            f"d{k}",
        )
        for k, (_, value, date) in enumerate(items)
    ]
    for (document, _, _), (event, _, _) in zip(items, made, strict=True):
        event["doc_id"] = f"doc{document}"
    found = link_events([m[0] for m in made], [f for m in made for f in m[1]], [])
    owner = {m[0]["event_id"]: m[0]["doc_id"] for m in made}
    seen: set[str] = set()
    for cluster in found:
        assert not seen & set(cluster.events)
        seen |= set(cluster.events)
        documents = [owner[key] for key in cluster.events]
        assert len(set(documents)) == len(documents) >= 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("湘教发〔2022〕15号", "湘教发[2022]15号"),
        ("湘教发〔2022〕15号", "湘教发（2022）第15号"),
        ("湘教发〔2022〕15号", "湘教发〔２０２２〕１５号"),
        ("湘教发〔2022〕15号", "湘教发 ［2022］ 15 号"),
        ("湘财发（教）〔2022〕015号", "湘财发(教)[2022]15号"),
    ],
)
def test_a_number_has_one_key(one, other):
    assert number_key(one) == number_key(other) is not None


def test_numbers_that_are_none():
    assert number_key("2022年15号") is None
    assert number_key("") is None
    assert number_key("湘教发〔2022〕15号") != number_key("湘教发〔2021〕15号")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于加强作业管理的通知", "notice"),
        ("校外培训机构设置标准（试行）", "standard"),
        ("课后服务三年行动计划（2022—2024年）", "plan"),
        ("民办教育促进法实施条例", "regulation"),
        ("综合治理实施细则", "detailed_rules"),
        ("无证无照机构名单", "list"),
        ("Interim Measures for the Administration of Training Fees", "measures"),
        ("Notice on the Standard of Fees", "notice"),
        ("致家长的一封信", "letter"),
        ("春风化雨", None),
    ],
)
def test_kind_of_a_title(title, kind):
    assert kind_of(title) == kind


def test_titles_of_a_notice_are_those_of_what_it_prints():
    inner, outer = title_keys("县教育局关于印发《作业管理十条（试行）》的通知")
    assert inner == title_keys("作业管理十条")[0]
    assert outer != inner
    assert is_trial("作业管理十条（试行）")
    assert not is_trial("试行十年的作业管理")


def test_ordinals():
    assert ordinals("公布第十二批名单") == {("batch", 12)}
    assert ordinals("the third batch of institutions") == {("batch", 3)}
    assert ordinals("首批试点") == {("batch", 1)}
    assert ordinals("分三批公布") == frozenset()
