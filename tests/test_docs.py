"""Generated pages are fresh, links lead somewhere, and examples of the README run."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import policymine

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    [
        ROOT / "README.md",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "corpora").glob("*.md"),
        *(ROOT / "benchmarks").glob("*.md"),
    ]
)


def test_docs_generated_pages_are_fresh():
    out = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "write_docs.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.returncode == 0, out.stdout + out.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_docs_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not target.startswith(("http:", "https:")):
            assert (page.parent / target).exists(), target


def test_docs_examples_of_the_package_run():
    result = doctest.testmod(policymine)
    assert result.attempted > 0
    assert result.failed == 0


def test_docs_name_no_machine():
    """Pages and code speak of the project only."""
    here = re.compile(r"(?:^|[^\w.~-])/(?:work|opt|farm|root)/")
    for path in [*PAGES, *(ROOT / "src").rglob("*.py")]:
        assert not here.search(path.read_text(encoding="utf-8")), path
