"""One story in four documents and two languages: clusters, ledger, register, timeline, counts and their commands."""

from __future__ import annotations

import csv
import doctest
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import policymine as pm
from policymine.cli.app import app
from policymine.comparison.issuers import issuers, merged
from policymine.comparison.ledger import ledger, measures_of, month_of, summary
from policymine.comparison.register import register
from policymine.comparison.timeline import date_text, event_types, subject_of, timeline
from policymine.comparison.timeline_chart import chart_data, timeline_chart
from policymine.dataset.query import Filter, may_lie_between
from policymine.dataset.same_event import same_events
from policymine.dataset.store import Dataset, open_dataset
from policymine.errors import UsageError
from policymine.pipeline import mine

DOCUMENTS = {
    "zh.txt": """石家庄市治理校外培训见成效
2022-06-10 10:00
来源：太行晨刊
6月9日，石家庄市教育局印发《石家庄市校外培训机构预收费资金监管办法（试行）》（石教监〔2022〕18号）。
6月9日，石家庄市教育局公布第三批违规培训机构名单。
截至目前，石家庄市累计曝光3批412家违规培训机构，罚款36.8万元。
石家庄市学科类培训机构由1386家压减至74家。
""",
    "other.txt": """我市出台预收费监管办法
2022-06-11 08:30
来源：滹沱日报
近日，石家庄市教育局出台《石家庄市校外培训机构预收费资金监管办法》（石教监[2022]第18号），自7月1日起施行，《石家庄市民办培训机构收费管理暂行规定》同时废止。
石家庄市累计曝光3批412家违规培训机构。
""",
    "en.txt": """Shijiazhuang tells the results of off-campus training governance
2022-06-12 09:00
Source: Taihang Translation
Up to now, Shijiazhuang has exposed a total of 3 batches of 412 illegal training institutions and fined 368,000 yuan.
The discipline training institutions in Shijiazhuang have been reduced from 1,386 to 74.
The Shijiazhuang Education Bureau issued the "Shijiazhuang Off-campus Training Institutions Prepaid Fees Supervision Measures (Trial)".
""",
    "notice.txt": """石家庄市教育局关于印发《石家庄市校外培训机构预收费资金监管办法（试行）》的通知
石教监〔2022〕18号
各县（市、区）教育局：
现将《石家庄市校外培训机构预收费资金监管办法（试行）》印发给你们，请遵照执行。
石家庄市教育局
2022年6月9日
""",
    "tangshan.txt": """唐山市教育局开展检查
2022-06-20 10:00
来源：渤海晚刊
6月18日，唐山市教育局检查校外培训机构215家，关停违规机构17家。
""",
}
TITLE = "石家庄市校外培训机构预收费资金监管办法（试行）"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("across")
    (folder / "in").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    mine([folder / "in"], folder / "dataset")
    return folder


@pytest.fixture(scope="module")
def dataset(folder: Path) -> Dataset:
    return open_dataset(folder / "dataset")


Run = Callable[..., Result]


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(folder)
    return lambda *args: CliRunner().invoke(app, list(args))


def test_the_story_is_told_across_papers_and_languages(dataset):
    events = {row["event_id"]: row for row in dataset.source("events").to_table().to_pylist()}
    found = {
        events[cluster.events[0]]["type"]: (
            sorted(events[key]["doc"] for key in cluster.events),
            {link.rule for link in cluster.links},
        )
        for cluster in same_events(dataset)
    }
    assert found == {
        "policy_issuance": (["en.txt", "notice.txt", "other.txt", "zh.txt"], {"number", "translation"}),
        "enforcement_action": (["en.txt", "other.txt", "zh.txt"], {"translation", "figures"}),
        "institution_reduction": (["en.txt", "zh.txt"], {"translation"}),
    }


def test_ledger_one_cumulative_exposure_with_its_figures(dataset):
    rows = ledger(dataset, Filter(place="130100"))
    cumulative = [row for row in rows if row["extent"] == "cumulative"]
    assert len(cumulative) == 1
    row = cumulative[0]
    assert (row["batches"], row["institutions"], row["money"]) == (3, 412, 368_000)
    assert row["measures"] == ["exposure", "fine"]
    assert {report["doc"] for report in row["reports"]} == {"zh.txt", "other.txt", "en.txt"}
    texts = {r["doc"]: r["text"] for r in dataset.source("documents").to_table(columns=["doc", "text"]).to_pylist()}
    for report in row["reports"]:
        assert texts[report["doc"]][report["start"] : report["end"]] == report["quote"]
    batch = [row for row in rows if row["batch"] == 3]
    assert [(row["date"], row["extent"], row["actor_kind"]) for row in batch] == [("2022-06-09", "single", "education")]


def test_ledger_every_report_when_asked(dataset):
    assert len(ledger(dataset, distinct=False)) == len(ledger(dataset)) + 2


def test_ledger_sums_single_and_cumulative_apart(dataset):
    rows = ledger(dataset)
    by_place = {row["place"]: row for row in summary(rows, "place")}
    shown = by_place["Shijiazhuang City 石家庄市"]
    assert (shown["money_single"], shown["money_highest_cumulative"]) == (Decimal(0), Decimal(368_000))
    measures = {row["measure"]: row for row in summary(rows, "measure")}
    assert measures["exposure"]["money_highest_cumulative"] is None  # the fine is no exposure's
    assert measures["fine"]["money_highest_cumulative"] == 368_000
    with pytest.raises(UsageError, match="PM405"):
        summary(rows, "colour")


@pytest.mark.parametrize(
    ("words", "kind", "found"),
    [
        ("关停违规办学点208个，罚没款46.8万元", "enforcement_action", ["closure", "fine"]),
        ("吊销办学许可证3家", "enforcement_action", ["licence_revocation"]),
        ("公布黑名单2批", "enforcement_action", ["blacklist"]),
        ("约谈机构负责人88人", "enforcement_action", ["interview"]),
        ("开展行动", "inspection_campaign", ["inspection"]),
        ("213 invisible institutions were banned", "enforcement_action", ["closure"]),
        ("29 institutions were included in the blacklist", "enforcement_action", ["blacklist"]),
        ("fined 1.026 million yuan", "enforcement_action", ["fine"]),
        ("urban services were defined", "enforcement_action", ["penalty"]),
    ],
)
def test_measures(words, kind, found):
    assert measures_of(words, kind) == found


def test_month_of_a_date():
    assert [month_of(d) for d in ("2022-07-19", "2022-07", "2022-07-01/2022-07-09")] == ["2022-07"] * 3
    assert [month_of(d) for d in ("2022", "2021-07/2022-07", "../2022-07", None)] == [None] * 4


def test_register_merges_notice_news_and_translation(dataset):
    rows = {row["title"]: row for row in register(dataset)}
    row = rows[TITLE]
    assert row["number"] == "石教监〔2022〕18号"
    assert (row["kind"], row["trial"], row["status"]) == ("measures", True, "issued")
    assert row["issuers"] == [{"name": "石家庄市教育局", "kind": "education", "level": "prefecture"}]
    assert (row["date"], row["date_basis"], row["adcode"]) == ("2022-06-09", "stated", "130100")
    assert row["documents"] == 4
    assert row["english_titles"] == [
        "Shijiazhuang Off-campus Training Institutions Prepaid Fees Supervision Measures (Trial)"
    ]
    ended = rows["石家庄市民办培训机构收费管理暂行规定"]
    assert (ended["status"], ended["adcode"]) == ("ended", "130100")
    assert ended["ended"].endswith("同时废止")


@pytest.mark.parametrize(
    ("words", "code", "names"),
    [
        ("省教育厅、省财政厅", "430000", ["湖南省教育厅", "湖南省财政厅"]),
        ("市住房和城乡建设局", "510100", ["成都市住房和城乡建设局"]),
        ("市教育局和市公安局", "510100", ["成都市教育局", "成都市公安局"]),
        ("我市", "510100", ["成都市"]),
        ("浦东新区教育局", "310115", ["浦东新区教育局"]),
        ("国务院办公厅", None, ["国务院办公厅"]),
    ],
)
def test_issuers(words, code, names):
    assert [issuer.name for issuer in issuers(words, code, "zh")] == names


def test_issuers_of_one_kind_and_level_are_one():
    listed = [
        *issuers("湖南省教育厅", "430000", "zh"),
        *issuers("the Provincial Department of Education", "430000", "en"),
    ]
    assert [(one.name, one.kind) for one in merged(listed)] == [("湖南省教育厅", "education")]


def test_timeline_in_order_with_bounds_as_they_are(dataset):
    rows = timeline(dataset, subject_of(dataset, "石家庄"))
    ends = [row["last"] or "9999" for row in rows]
    assert ends == sorted(ends)
    issue = next(row for row in rows if row["type"] == "policy_issuance")
    assert (issue["month"], date_text(issue), len(issue["reports"])) == ("2022-06", "2022-06-09", 4)
    assert date_text({"date": "2021-07/2022-07-19"}) == "2021-07 … 2022-07-19"
    assert date_text({"date": "../2022-07-13"}) == "by 2022-07-13"
    assert date_text({"date": None}) == "undated"


def test_timeline_subjects(dataset):
    assert subject_of(dataset, "enforcement_action").kind == "type"
    assert subject_of(dataset, "Press conference").name == "press_conference"
    assert subject_of(dataset, "subject_training_institutions").kind == "topic"
    assert subject_of(dataset, "130100").kind == "place"
    assert subject_of(dataset, "违规").kind == "words"
    topic = timeline(dataset, subject_of(dataset, "subject_training_institutions"))
    assert [row["type"] for row in topic] == ["institution_reduction"]
    with pytest.raises(UsageError, match="press_conference"):
        subject_of(dataset, "pres_conference")
    with pytest.raises(UsageError, match="Shijiazhuang"):
        subject_of(dataset, "Shijiazhuan")
    with pytest.raises(UsageError):
        subject_of(dataset, "")
    assert len(event_types()) == 16


def test_chart_draws_every_dated_event_in_its_lane(dataset):
    rows = timeline(dataset, subject_of(dataset, "河北"))
    data = chart_data(rows, "type")
    assert len(data) == sum(row["date"] is not None for row in rows)
    assert all(record["begin"] <= record["finish"] for record in data)
    tracks = [(record["row"]) for record in data]
    assert len(set(tracks)) == len(tracks)  # few events: a row each
    many = chart_data(rows * 20, "type")
    assert max(record["row"] for record in many) < len(many) + 20
    assert chart_data([], "place") == []
    for lane in ("type", "place"):
        timeline_chart(rows, "x", lane=lane).to_dict()
    timeline_chart([], "nothing").to_dict()


def test_event_counts_and_panel(folder):
    ds = pm.open(folder / "dataset")
    counts = ds.event_counts(["place", "month"])
    assert int(counts["events"].sum()) == len(ds.timeline("河北"))
    june = counts[(counts["adcode"] == "130200") & (counts["month"] == "2022-06")]
    assert june["events"].tolist() == [2]
    panel = ds.event_panel(type="enforcement_action")
    cell = panel[(panel["adcode"] == "130200") & (panel["cell_period"] == "2022-06")]
    assert cell["value"].tolist() == [1.0]
    assert len(ds.ledger()) == len(ledger(ds.dataset))
    assert [len(cluster.events) for cluster in ds.same_events()].count(4) == 1
    with pytest.raises(UsageError, match="month"):
        ds.event_counts(["moth"])


def test_may_lie_between():
    assert may_lie_between("2021-07/2022-07-19", "2022", "2022")
    assert may_lie_between("../2022-07", None, "2020")
    assert not may_lie_between("2022-07-19", "2022-08", None)
    assert not may_lie_between(None, "2022", None)


def test_cli_events_filters(run: Run) -> None:
    def found(*args: str) -> list[dict[str, object]]:
        result = run("events", "--json", *args)
        assert result.exit_code == 0, result.output
        rows: list[dict[str, object]] = json.loads(result.stdout)
        return rows

    everything = found()
    assert len(found("--distinct")) == len(everything) - 3 - 2 - 1
    assert {row["reports"] for row in found("--type", "policy_issuance")} == {4}
    assert len({row["same_event"] for row in found("--type", "policy_issuance")}) == 1
    assert {row["doc"] for row in found("--text", "曝光")} == {"zh.txt", "other.txt"}
    assert found("--since", "2023") == []
    assert found("--status", "planned") == []
    assert found("--actor", "education")
    assert found("--background") == []
    assert len(found("--news")) == len(everything)
    counts = run("events", "--count-by", "place,type", "--csv")
    table = list(csv.DictReader(io.StringIO(counts.stdout)))
    assert list(table[0]) == ["adcode", "place", "type", "events"]
    assert sum(int(row["events"]) for row in table) == len(found("--distinct"))


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("events", "--status", "dne"), "one of done, ongoing, planned"),
        (("events", "--actor", "educaton"), "did you mean education"),
        (("events", "--type", "policy_isuance"), "policy_issuance"),
        (("events", "--since", "July"), "a date is EDTF"),
        (("events", "--count-by", "moth"), "did you mean month"),
        (("events", "--place", "Shijiazhuan"), "PM404"),
        (("ledger", "Shijiazhuan"), "PM404"),
        (("ledger", "--measure", "closre"), "did you mean closure"),
        (("ledger", "--by", "colour"), "one of place"),
        (("ledger", "--format", "xml"), "one of table, csv, json"),
        (("register", "--kind", "notise"), "did you mean notice"),
        (("register", "--since", "soon"), "a date is EDTF"),
        (("timeline", "pres_conference"), "press_conference"),
        (("timeline", "河北", "-o", "t.gif"), "one of .svg"),
    ],
)
def test_cli_mistypes_are_told_with_what_is_near(run: Run, args: tuple[str, ...], said: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.stderr


def test_cli_ledger_register_timeline(run: Run, folder: Path) -> None:
    assert "3 batch, 412 institution" in " ".join(run("ledger", "130100").stdout.split())
    rows = json.loads(run("ledger", "唐山", "--json").stdout)
    assert {row["adcode"] for row in rows} == {"130200"}
    table = list(csv.DictReader(io.StringIO(run("register", "--csv").stdout)))
    assert {row["number"] for row in table} == {"石教监〔2022〕18号", ""}
    assert json.loads(run("register", "130200", "--json").stdout) == []
    assert len(json.loads(run("register", "石家庄", "--text", "预收费", "--json").stdout)) == 1
    text = run("timeline", "石家庄").stdout
    assert "2022-06\n" in text
    assert "[zh.txt +3]" in text
    for name in ("t.html", "t.svg", "t.png"):
        result = run("timeline", "河北", "-o", name)
        assert result.exit_code == 0, result.output
    page = (folder / "t.html").read_text(encoding="utf-8")
    assert "<script src" not in page  # nothing is fetched: the chart's library is in the page
    assert json.dumps("石家庄市累计曝光")[1:-1] in page
    assert (folder / "t.png").read_bytes()[:4] == b"\x89PNG"


def test_examples_of_the_page_on_events_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    text = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(blocks) >= 3
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "events", "events.md", 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test)
    assert runner.failures == 0
