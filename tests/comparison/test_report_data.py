"""What the report's page holds: words where they stand, every code named, nothing that could leave its element."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reporting import COUNT, COVER, RATE, make_dataset
from test_comparison_panel import build, fig

from policymine.comparison import rules
from policymine.comparison.report.collect import Wanted, collect
from policymine.comparison.report.evidence import Evidence, safe_link
from policymine.comparison.report.page import make_page, strict_json, words
from policymine.comparison.report.pairs import pairs_of
from policymine.data import load_yaml
from policymine.dataset.store import Dataset
from policymine.errors import UsageError
from policymine.records import AdminLevel, Bound, Direction, Reason, Role, SectionKind, Status, Verdict


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return make_dataset(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def data(dataset: Dataset) -> dict[str, Any]:
    return collect(dataset)


def cell(data: dict[str, Any], indicator: str, place: str) -> dict[str, Any]:
    (found,) = [row for row in data["cells"] if (row["indicator"], row["place"]) == (indicator, place)]
    return found


def test_report_data_words_stand_where_the_offsets_say(data: dict[str, Any]) -> None:
    rows = [*data["figures"].values(), *data["events"]]
    assert len(rows) > 15
    for row in rows:
        assert data["sentences"][row["sentence"]][row["start"] : row["end"]] == row["quote"]
    hostile = data["figures"][cell(data, RATE, "510000")["figure"]]
    assert data["sentences"][hostile["sentence"]].startswith("𠮷<script>")


def test_report_data_cells_are_what_they_are(data: dict[str, Any]) -> None:
    hebei, gansu, henan = (cell(data, RATE, code) for code in ("130000", "620000", "410000"))
    assert (hebei["value"], hebei["status"]) == ("99.92", "derived")
    assert [row["value"] for row in hebei["behind"]] == ["5092", "4"]
    assert (gansu["bound"], gansu["low"], gansu["high"]) == ("more_than", 90.0, 100.0)
    assert gansu["rank"][0] < gansu["rank"][1]
    assert [row["value"] for row in henan["against"]] == ["95.4"]
    assert [cell(data, COVER, code)["light"] for code in ("410000", "420000")] == ["met", "missed"]


def test_report_data_pairs_conflicts_and_missing_cells_have_their_figures(data: dict[str, Any]) -> None:
    (pair,) = data["pairs"]
    assert (pair["indicator"], pair["before"]["value"], pair["after"]["value"]) == (COUNT, "5092", "4")
    assert pair["together"]
    named = [pair["before"], pair["after"]]
    for conflict in data["conflicts"]:
        named += [conflict["chosen"], *conflict["against"]]
    for row in data["cells"]:
        named += [*row.get("against", ()), *row.get("behind", ())]
    ids = [row["figure"] for row in named if "figure" in row]
    ids += [row["figure"] for row in data["cells"] if "figure" in row]
    ids += [one for row in data["events"] for one in row["figures"]]
    assert len(ids) > 12
    assert set(ids) <= set(data["figures"])


def test_report_data_is_the_same_each_time_and_without_paths(dataset: Dataset, data: dict[str, Any]) -> None:
    again = json.dumps(collect(dataset), ensure_ascii=False)
    assert again == json.dumps(data, ensure_ascii=False)
    assert str(dataset.folder.parent) not in again
    assert re.fullmatch(r"[0-9a-f]{64}", data["summary"]["hash"])


def test_report_data_at_leaves_out_what_is_later(dataset: Dataset) -> None:
    found = collect(dataset, Wanted(at="2022-07-16"))
    assert {row["place"] for row in found["cells"] if row["indicator"] == RATE} == {"410000", "420100", "620000"}
    assert found["missing"][RATE]["510000"] == "after_date"
    assert all(row["last"] <= "2022-07-16" for row in found["events"])
    with pytest.raises(UsageError, match="PM405"):
        collect(dataset, Wanted(at="July"))


def test_report_data_indicators_asked_for_come_in_that_order(dataset: Dataset) -> None:
    found = collect(dataset, Wanted(indicators=(COVER, RATE)))
    assert [row["name"] for row in found["indicators"]] == [COVER, RATE]
    assert {row["indicator"] for row in found["cells"]} == {COVER, RATE}
    # The rate's numbers before and after are there, though their count was not asked for.
    assert [row["indicator"] for row in found["pairs"]] == [COUNT]


def test_report_data_leaves_out_the_finest_level_first_and_says_so(dataset: Dataset) -> None:
    found = collect(dataset, Wanted(max_cells=8, max_events=2))
    assert {row["level"] for row in found["cells"]} == {"province"}
    assert found["summary"]["cells_left_out"] == {"prefecture": 1}
    assert len(found["events"]) == 2
    assert found["summary"]["events_left_out"] > 0


def test_report_data_of_an_empty_dataset(tmp_path: Path) -> None:
    from policymine.dataset.store import create, open_dataset

    create(tmp_path, "0")
    found = collect(open_dataset(tmp_path))
    assert found["cells"] == []
    assert "</html>" in make_page(found)


def test_report_words_name_every_code_in_both_languages() -> None:
    texts = words()
    wanted = {
        "bounds": set(Bound),
        "symbols": set(Bound),
        "roles": set(Role),
        "directions": set(Direction),
        "happened": set(Status),
        "sections": set(SectionKind),
        "verdicts": set(Verdict),
        "reasons": set(Reason),
        "levels": set(AdminLevel) - {AdminLevel.TOWNSHIP},
        "families": set(rules.families()),
        "missing": set(rules.missing_reasons()),
        "chosen": {rule.name for rule in rules.choice()} | {"only_report", "rolled_up", "figure_id"},
        "events": set(load_yaml("event_types.yaml")["types"]),
    }
    for group, names in wanted.items():
        assert {str(name) for name in names} == set(texts[group]), group
    for group, entries in texts.items():
        for name, entry in entries.items():
            assert set(entry) == {"en", "zh"}, f"{group}.{name}"
            places = [sorted(re.findall(r"\{\w+\}", entry[lang])) for lang in ("en", "zh")]
            assert places[0] == places[1], f"{group}.{name}"


def test_report_words_used_by_the_scripts_are_there() -> None:
    folder = files("policymine.comparison.report").joinpath("template")
    script = "".join(entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".js"))
    used = set(re.findall(r"\b(?:t|head)\(\"([\w.]*\w)\"[,)]", script))
    assert len(used) > 60
    for key in used:
        group, _, name = key.rpartition(".")
        assert name in words()[group or "ui"], key
    assert "innerHTML" not in script
    assert "http://" not in script.replace("http://www.w3.org/2000/svg", "")


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_report_json_cannot_end_its_element_and_reads_back(value: Any) -> None:
    value = json.loads(json.dumps(value))
    text = strict_json(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value


@given(st.text(), st.sampled_from(["http", "https", "javascript", "data", "file", "HTTPS", " https", "vbscript"]))
def test_report_links_are_web_addresses_only(rest: str, scheme: str) -> None:
    found = safe_link(f"{scheme}:{rest}")
    assert found is None or re.match(r"https?://", found, re.IGNORECASE)
    assert safe_link(rest) is None or re.match(r"https?://", rest, re.IGNORECASE)


def test_report_page_values_are_not_placeholders(data: dict[str, Any]) -> None:
    page = make_page(data, "zh")
    assert page.startswith('<!doctype html>\n<html lang="zh-CN">')
    # One data element, one script, and the {{data}} of the hostile title as it was.
    assert page.count("<script") == 2
    assert page.count("{{data}}") == 1
    assert "default-src 'none'" in page


@given(st.text(min_size=1), st.data())
def test_report_evidence_context_finds_the_words(text: str, draw: st.DataObject) -> None:
    start = draw.draw(st.integers(0, len(text) - 1))
    end = draw.draw(st.integers(start + 1, len(text)))
    at = draw.draw(st.integers(0, start) | st.none())
    sentence = draw.draw(st.sampled_from([text, text[at or 0 :], text[start:end], "elsewhere", "", None]))
    evidence = Evidence({}, {("s", "d"): {"text": text}}, {})
    number, first, last = evidence.context(("s", "d"), sentence, at, start, end)
    assert list(evidence.sentences)[number][first:last] == text[start:end]


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_report_colours_of_text_have_contrast(theme: str) -> None:
    """WCAG 2.2, criterion 1.4.3: 4.5 for text."""
    folder = files("policymine.comparison.report").joinpath("template")
    base, paper = (folder.joinpath(name).read_text() for name in ("10_base.css", "90_print.css"))
    light, _, dark = base.partition("prefers-color-scheme: dark")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light.partition("* {")[0]))
    if theme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark.partition("* {")[0]))
    elif theme == "print":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", paper))
    for ground in ("ground", "card"):
        for text in ("text", "quiet", "link", "warn", "good", "open"):
            assert _contrast(colours[text], colours[ground]) >= 4.5, (theme, text, ground)
    assert _contrast(colours["mark-text"], colours["mark"]) >= 4.5
    assert _contrast(colours["quiet"], colours["missing"]) >= 4.5


def test_report_pairs_take_the_number_that_a_report_states_together() -> None:
    before = fig("803", role="before", period="2021-07", unit="institution")
    after = fig("46", period="2021-12-03")
    baseline = fig("46", doc="plan", role="before", period="2022-03-10")
    papers = [before, after, baseline]
    pairs = pairs_of(build(papers), build(papers, role="before", every="stated"))
    assert [(float(pair.before.value), pair.together) for pair in pairs] == [(803, True)]


def test_report_pairs_leave_out_a_number_before_that_is_later() -> None:
    papers = [fig("46", period="2021-12-03"), fig("46", doc="plan", role="before", period="2022-03-10")]
    assert pairs_of(build(papers), build(papers, role="before", every="stated")) == []


def test_report_checks_speak_the_language_of_the_page() -> None:
    phrases = load_yaml("report.yaml")["check_phrases"].values()
    room = Path(__file__).parents[2] / "src" / "policymine" / "verification"
    code = "\n".join(path.read_text(encoding="utf-8") for path in room.glob("*.py"))
    for phrase in phrases:
        assert phrase["en"].strip(" ,:") in code, phrase
    said = "(12731 → 224) = 98.24 %, stated 98.2 %"
    for phrase in phrases:
        said = said.replace(phrase["en"], phrase["zh"])
    assert said == "(12731 → 224) = 98.24 %，文中为 98.2 %"
