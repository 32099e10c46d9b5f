"""Single charts as files: what is drawn is what the panel holds, in both languages; a missing font is said."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reporting import COVER, RATE, make_dataset
from typer.testing import CliRunner, Result

from policymine.cli.app import app
from policymine.comparison import chart
from policymine.comparison.chart_map import class_breaks
from policymine.comparison.chart_slopes import apart
from policymine.comparison.fonts import cjk_font

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("charts")
    make_dataset(folder)
    return folder


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(folder)
    return lambda *args: CliRunner().invoke(app, ["report", "-q", *args])


@pytest.mark.parametrize(
    ("name", "lang", "words"),
    [
        ("ranking", "en", ["Gansu Province", "&gt; 90 %", "99.92 %", "derived", "Reduction rate"]),
        ("ranking", "zh", ["甘肃省", "推算", "压减率"]),
        ("map", "en", ["Hebei", "99.92 % ∆", "&gt; 90 %", "98.2 % !", "missing"]),
        ("map", "zh", ["河北", "缺失"]),
        ("slopes", "en", ["Hebei 5,092", "4 Hebei"]),
        ("slopes", "zh", ["河北 5,092", "之前"]),
        ("coverage", "en", ["Hebei Province", "derived", RATE]),
        ("coverage", "zh", ["河北省", "推算", "压减率"]),
        ("timeline", "en", ["Policy issued", "2022-0"]),
        ("timeline", "zh", ["政策发布", "已发生"]),
    ],
)
def test_report_chart_holds_its_words(run: Run, tmp_path: Path, name: str, lang: str, words: list[str]) -> None:
    target = tmp_path / "chart.svg"
    result = run("--chart", name, "--lang", lang, "-i", RATE, "-o", str(target))
    assert result.exit_code == 0, result.output
    text = target.read_text(encoding="utf-8")
    for one in words:
        assert one in text


@pytest.mark.parametrize(("suffix", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<svg")])
def test_report_chart_formats(run: Run, tmp_path: Path, suffix: str, magic: bytes) -> None:
    result = run("--chart", "map", "--format", suffix, "-o", str(tmp_path / "china"))
    assert result.exit_code == 0, result.output
    assert (tmp_path / f"china.{suffix}").read_bytes().startswith(magic)


def test_report_chart_in_chinese_embeds_its_font(run: Run, tmp_path: Path) -> None:
    if cjk_font() is None:
        pytest.skip("no Chinese font: apt-get install -y fonts-wqy-microhei")
    import pypdfium2

    target = tmp_path / "chart.pdf"
    assert run("--lang", "zh", "-i", RATE, "-o", str(target)).exit_code == 0
    pdf = pypdfium2.PdfDocument(target)
    text = pdf[0].get_textpage().get_text_range()
    pdf.close()
    assert "甘肃省" in text


def test_report_chart_without_a_font_says_what_to_install(run: Run, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(chart, "cjk_font", lambda: None)
    refused = run("--lang", "zh", "-o", str(tmp_path / "chart.png"))
    assert refused.exit_code == 2
    assert "PM411" in refused.output
    assert "fonts-wqy-microhei" in refused.output
    assert not (tmp_path / "chart.png").exists()
    assert run("--lang", "zh", "-o", str(tmp_path / "chart.svg")).exit_code == 0
    assert run("--lang", "en", "-o", str(tmp_path / "chart.png")).exit_code == 0


def test_report_command_writes_the_page_and_refuses_what_it_does_not_know(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "new" / "page.html"
    assert run("-o", str(target), "--lang", "zh", "-i", COVER).exit_code == 0
    assert '<html lang="zh-CN">' in target.read_text(encoding="utf-8")
    for args, code in (
        (["--lang", "fr"], "PM405"),
        (["--format", "docx"], "PM405"),
        (["--chart", "pie"], "PM405"),
        (["--chart", "map", "--format", "html"], "PM405"),
        (["--chart", "map", "--level", "county"], "PM405"),
        (["-i", "after_school_service.school_coverag"], "PM402"),
        (["--at", "soon"], "PM405"),
    ):
        refused = run("-o", str(tmp_path / "x"), *args)
        assert refused.exit_code == 2, args
        assert code in refused.output


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_report_map_classes_hold_every_value_once(values: list[float]) -> None:
    breaks = class_breaks(values)
    assert 1 <= len(breaks) <= 5
    assert all(low <= top for low, top in breaks)
    assert all(one[1] < other[0] for one, other in pairwise(breaks))
    assert all(sum(low <= value <= top for low, top in breaks) == 1 for value in values)


@given(st.lists(st.floats(0, 100), max_size=20))
def test_report_labels_stand_apart_and_in_order(wanted: list[float]) -> None:
    placed = apart(wanted, 15, 400)
    ordered = sorted(placed)
    assert all(after - before >= 15 - 1e-6 for before, after in pairwise(ordered))
    assert all(height <= 400 for height in placed)
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    assert [placed[k] for k in order] == ordered
