"""Dates of events: results take the time of their figures, sums run to the statement, told lengths, days to come."""

from __future__ import annotations

import pytest

from policymine.extraction.reader import read_document
from policymine.extraction.resources import load_resources
from policymine.records import Status
from policymine.text.documents import make_document


def dates(text: str, published: str) -> list[tuple[str, str | None]]:
    events = read_document(make_document("d", text, published=published), load_resources()).events
    return [(e.type, e.date) for e in events]


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        (
            "7月1日至8月20日，全市出动执法人员580人次；查处违规培训64起，罚款12万元。",
            "2022-09-01",
            [("inspection_campaign", "2022-07-01/2022-08-20"), ("enforcement_action", "2022-07-01/2022-08-20")],
        ),
        (
            "我市自2月14日起开展校外培训治理专项检查，历时两周，共检查机构913家。",
            "2022-03-02",
            [("inspection_campaign", "2022-02-14/2022-02-28")],
        ),
        (
            "本局决定于2022年12月20日在全市开展校外培训专项整治行动。",
            "2022-12-15",
            [("inspection_campaign", "2022-12-20")],
        ),
        (
            "The survey of 3,000 parents showed that the satisfaction was 96.7%, higher than that of the previous year.",
            "2022-11-18",
            [("survey_evaluation", "../2022-11-18")],
        ),
        (
            "The 28 discipline institutions were reduced to 1 in September last year, and the 1 left was transferred in December.",
            "2022-11-18",
            [("institution_reduction", "2021-09/2021-12")],
        ),
        (
            "From July 1, the county carried out a special inspection; 2 training classes were shut down.",
            "2022-07-07",
            [("inspection_campaign", "2022-07-01"), ("enforcement_action", "2022-07-01/2022-07-07")],
        ),
    ],
)
def test_event_dates_of_an_act(text: str, published: str, expected: list[tuple[str, str]]) -> None:
    assert dates(text, published) == expected


def test_event_dates_a_day_to_come_is_planned() -> None:
    text = "本局决定于2022年12月20日在全市开展校外培训专项整治行动。"
    (event,) = read_document(make_document("d", text, published="2022-12-15"), load_resources()).events
    assert event.status is Status.PLANNED
