from __future__ import annotations

from decimal import Decimal

import pytest

from policymine.records import (
    Bound,
    Document,
    Extraction,
    Figure,
    Language,
    Link,
    Role,
    SectionKind,
    Verdict,
)
from policymine.verification import verify
from policymine.verification.numbers import half_unit, interval

SENTENCE = "全省原有机构，其中注销，转型，压减率。"


def figure(
    name,
    value,
    *,
    unit="institution",
    role=Role.LEVEL,
    bound=Bound.EXACT,
    quote=None,
    at=0,
    sentence=0,
    indicator=None,
    links=(),
    text=SENTENCE,
    adcode="130000",
    period="2022-07",
):
    quote = quote or str(value)
    return Figure(
        figure_id=name,
        doc="d",
        doc_id="x",
        section=SectionKind.BODY,
        start=at,
        end=at + len(quote),
        quote=quote,
        core_start=at,
        core_end=at + len(quote),
        value=Decimal(str(value)),
        value_max=None,
        bound=bound,
        unit=unit,
        head=None,
        indicator=indicator,
        role=role,
        direction=None,
        place=None,
        admin_level=None,
        adcode=adcode,
        period=period,
        stage=None,
        confidence=0.8,
        sentence=text,
        sentence_start=sentence,
        method="rules",
        links=tuple(links),
    )


def checks(*figures):
    document = Document("d", "x", SENTENCE, Language.ZH)
    return verify(Extraction(document, tuple(figures)))


def test_verify_finds_a_sum_that_nobody_named():
    out = checks(figure("t", 5092, at=2), figure("a", 1743, at=10), figure("b", 3345, at=20), figure("c", 4, at=30))
    assert [(c.kind, c.verdict, c.figure_ids) for c in out.checks] == [("sum", Verdict.HOLDS, ("a", "b", "c", "t"))]
    assert out.figures[0].checks == ("C01:holds",)
    assert out.figures[0].confidence > 0.8


def test_verify_completes_a_breakdown_with_a_figure_from_elsewhere():
    out = checks(
        figure("t", 5092, at=2),
        figure("a", 1743, at=10),
        figure("b", 3345, at=14),
        figure("far", 4, at=2000, sentence=1990),
    )
    assert out.checks[0].verdict is Verdict.HOLDS
    assert "far" in out.checks[0].figure_ids


def test_verify_says_by_how_much_a_breakdown_is_incomplete():
    out = checks(figure("t", 120, at=2), figure("a", 50, at=10), figure("b", 40, at=14))
    assert (out.checks[0].verdict, out.checks[0].detail) == (Verdict.INCOMPLETE, "incomplete by 30")


def test_verify_says_that_parts_exceed_the_total():
    out = checks(figure("t", 120, at=2), figure("a", 90, at=10), figure("b", 50, at=14))
    assert out.checks[0].verdict is Verdict.CONTRADICTS
    assert out.figures[0].confidence < 0.8


@pytest.mark.parametrize(
    ("rate", "verdict"), [("90.1", Verdict.HOLDS), ("90.2", Verdict.CONTRADICTS), ("90", Verdict.HOLDS)]
)
def test_verify_percent_change_knows_rounding(rate, verdict):
    out = checks(
        figure("b", 81, role=Role.BEFORE, at=2),
        figure("a", 8, role=Role.AFTER, at=8, links=[Link("before", "b")]),
        figure("r", rate, unit="percent", quote=f"{rate}%", role=Role.CHANGE_PERCENT, at=14),
    )
    found = [c for c in out.checks if c.kind == "percent_change"]
    assert [c.verdict for c in found] == [verdict]


def test_verify_percent_change_of_a_bounded_base_admits_what_is_possible():
    out = checks(
        figure("b", 5000, bound=Bound.MORE_THAN, role=Role.BEFORE, at=2),
        figure("a", 4, role=Role.AFTER, at=8, links=[Link("before", "b")]),
        figure("r", "99.9", unit="percent", quote="99.9%", role=Role.CHANGE_PERCENT, at=14),
    )
    assert [c.verdict for c in out.checks if c.kind == "percent_change"] == [Verdict.HOLDS]


def test_verify_share_of_a_whole():
    out = checks(
        figure("p", 48, unit="school", at=2),
        figure("w", 60, unit="school", at=8),
        figure("s", 80, unit="percent", quote="80%", role=Role.SHARE, at=14),
    )
    assert ("share", Verdict.HOLDS) in [(c.kind, c.verdict) for c in out.checks]


def test_verify_bounded_and_exact_statement_agree():
    name = "subject_training_institutions.count"
    out = checks(
        figure("r", 5000, bound=Bound.MORE_THAN, at=2, indicator=name, sentence=0),
        figure("e", 5092, at=900, indicator=name, sentence=890),
    )
    assert [(c.kind, c.verdict) for c in out.checks] == [("agreement", Verdict.HOLDS)]


def test_verify_two_statements_contradict():
    name = "subject_training_institutions.reduction_rate"
    out = checks(
        figure("r", "91.2", unit="percent", quote="91.2%", at=2, indicator=name),
        figure("e", "95.4", unit="percent", quote="95.4%", at=900, indicator=name, sentence=890),
    )
    assert [(c.kind, c.verdict) for c in out.checks] == [("agreement", Verdict.CONTRADICTS)]


@pytest.mark.parametrize(
    ("value", "unit", "indicator"),
    [(130, "percent", None), (5000, "county", None), (40, "hour", "supervision.hotline_hours_per_day")],
)
def test_verify_implausible_values(value, unit, indicator):
    out = checks(figure("f", value, unit=unit, role=Role.SHARE, indicator=indicator))
    assert [(c.kind, c.verdict) for c in out.checks] == [("plausibility", Verdict.CONTRADICTS)]


def test_verify_unrelated_numbers_give_nothing():
    assert (
        checks(figure("a", 17, unit="school", at=2), figure("b", 230, at=9), figure("c", 5, unit="team", at=15)).checks
        == ()
    )


@pytest.mark.parametrize(
    ("quote", "value", "half"),
    [
        ("90.1%", "90.1", "0.05"),
        ("16.49 billion", "16490000000", "5000000"),
        ("1,743", "1743", "0"),
        ("25万", "250000", "5000"),
    ],
)
def test_numbers_half_unit(quote, value, half):
    unit = "percent" if "%" in quote else "institution"
    assert half_unit(figure("f", value, quote=quote, unit=unit)) == Decimal(half)


def test_numbers_interval_of_bounds():
    assert interval(figure("f", 60, bound=Bound.AT_MOST))[1] == 60
    assert interval(figure("f", 60, bound=Bound.MORE_THAN))[1] == Decimal("Infinity")


READ = [
    # Each rate is proven for its own change; the other change of the sentence says nothing against it.
    ("线下学科类培训机构由120家压减到9家，压减率92.5%；线上由4家压减到1家，压减率75%。", ["holds", "holds"]),
    # Digits cut off rather than rounded: 95.96 told as 95.9.
    ("学科类培训机构由1163家压减到47家，压减率95.9%。", ["holds"]),
    # The rate reaches to the last count before it.
    ("学科类培训机构从43家降到去年底的6家，目前仅剩2家，压减率95.3%。", ["holds"]),
    # A round base is known to the thousand only.
    ("学科类培训机构由124000家压减到9728家，压减率92.14%。", ["holds"]),
    ("学科类培训机构由120家压减到9家，压减率82.5%。", ["contradicts"]),
]


@pytest.mark.parametrize(("text", "verdicts"), READ)
def test_rates_read_from_text(text: str, verdicts: list[str]) -> None:
    from policymine.extraction import read_document
    from policymine.text.documents import make_document

    checks = verify(read_document(make_document("a.txt", f"“双减”通报。\n{text}", published="2022-08-30"))).checks
    assert [c.verdict.value for c in checks if c.kind == "percent_change"] == verdicts
