"""Every example of the README, the tutorial and the guides runs as it stands, in a folder of its own."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.documentation.examples import ROOT, examples_of, run_page

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", DOCS / "tutorial.md", *sorted(DOCS.glob("howto-*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert examples_of(page.read_text(encoding="utf-8"))
    assert not run_page(page, tmp_path)


def test_examples_that_fail_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```python\n>>> 1 + 1\n3\n\n```\n\n<!-- run -->\n```sh\npolicymine compare nothing\n```\n\n"
        "<!-- run: exit 2 -->\n```sh\npolicymine comprae\n```\n\n```sh\nfalse\n```\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    first, second = run_page(page, tmp_path)
    assert "Expected:\n    3" in first
    assert "exit 3, not 0" in second  # there is no dataset


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_of_policymine_are_marked(page: Path) -> None:
    """No command of a guide is only shown: what is not run goes stale."""
    text = page.read_text(encoding="utf-8")
    for match in re.finditer(r"(.*)\n```sh\n(.*?)```", text, re.S):
        before = match.group(1).rsplit("\n", 1)[-1]
        assert before.startswith("<!-- run") or "policymine" not in match.group(2), match.group(2)


def test_examples_make_targets_exist() -> None:
    """What the README tells to make can be made: targets are there, and the demo is the command that the tests run."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?m)(?:^|`)make ([a-z]+)", readme)):
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_examples_demo_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = subprocess.run(["make", "-n", "demo"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (command,) = [line for line in recipe.splitlines() if "policymine demo" in line]
    page = tmp_path / "page.md"
    page.write_text(f"<!-- run -->\n```sh\n{command.replace('.venv/bin/', '')}\n```\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert not run_page(page, tmp_path)
    drawn, shown = (
        re.findall(r"<text[^>]*>([^<]+)</text>", path.read_text(encoding="utf-8"))
        for path in (tmp_path / "demo-output" / "reduction-rate.svg", DOCS / "images" / "reduction-rate.svg")
    )
    assert len(drawn) > 20
    assert shown == drawn, "stale: copy the chart of 'make demo' to docs/images and look at it"
