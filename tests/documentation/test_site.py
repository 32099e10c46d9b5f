"""The documentation site: builds without a warning, holds every page, and loads nothing from elsewhere."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.documentation.examples import ROOT

needs_mkdocs = pytest.mark.skipif(
    importlib.util.find_spec("material") is None or importlib.util.find_spec("mkdocstrings") is None,
    reason='needs the extra "docs": make test EXTRAS=docs',
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_site_navigation_holds_every_page() -> None:
    told = re.findall(r"[\w-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    there = [page.name for page in (ROOT / "docs").glob("*.md")]
    assert sorted(told) == sorted(there)
    assert yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["theme"]["font"] is False


@needs_mkdocs
def test_site_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = list(site.glob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|source)[^>]+src="([^"]+)"', text)
        loaded += re.findall(r'<link[^>]+rel="(?:stylesheet|preconnect|icon|preload)"[^>]+href="([^"]+)"', text)
        loaded += re.findall(r'<link[^>]+href="([^"]+)"[^>]+rel="(?:stylesheet|preconnect|icon|preload)"', text)
        assert loaded, page
        assert not [address for address in loaded if re.match(r"(?:https?:)?//", address)], page
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet


@needs_mkdocs
def test_site_can_be_searched(site: Path) -> None:
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    for word in ("PM301", "chosen_by", "subject_training_institutions.reduction_rate", "build_panel", "EDTF"):
        assert word in index, word


@needs_mkdocs
def test_site_python_pages_hold_the_signatures(site: Path) -> None:
    text = (site / "api.html").read_text(encoding="utf-8")
    for name in ("policymine.read", "policymine.mine", "policymine.open", "policymine.api.Data.panel"):
        assert f'id="{name}"' in text, name
    assert "&gt;&gt;&gt;" not in "".join(re.findall(r"<(?:p|blockquote)>.*?</(?:p|blockquote)>", text, re.S))
    assert "<blockquote>" not in text  # an example that was taken for quoted text
