"""Workspace commands: init, sources, reparse, against a local site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from policymine.acquisition.archive import Archive
from policymine.acquisition.sources import load_preset, load_sources, preset_names
from policymine.cli.app import app
from policymine.cli.config import open_workspace
from policymine.errors import AcquisitionError
from tests.acquisition.crawling import run
from tests.site.families import Feed, Json, Plain, Sitemap, Trs
from tests.site.server import serving


def call(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert call("init", str(tmp_path / "work")).exit_code == 0
    monkeypatch.chdir(tmp_path / "work")
    config = tmp_path / "work" / "policymine.toml"
    text = (
        config.read_text(encoding="utf-8")
        .replace("delay = 2.0", "delay = 0")
        .replace("timeout = 60.0", "timeout = 5.0")
    )
    config.write_text(text, encoding="utf-8")
    return tmp_path / "work"


def test_init_writes_settings_that_are_valid_and_overwrites_nothing(workspace: Path) -> None:
    place = open_workspace(workspace)
    assert place.codebooks == ("double_reduction",)
    assert place.crawl.timeout == 5
    assert load_sources(place.sources) == []
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    again = call("init", str(workspace))
    assert again.exit_code == 2
    assert "PM603" in again.stderr
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before


def test_examples_are_valid_once_their_marks_are_taken_away(workspace: Path) -> None:
    from policymine.acquisition.sources import parse_source

    examples = sorted((workspace / "sources").glob("*.example"))
    assert len(examples) == 3
    for path in examples:
        lines = path.read_text(encoding="utf-8").splitlines()
        parse_source(
            "\n".join(
                line[2:]
                for line in lines
                if line.startswith("# ")
                and not line.startswith("# A ")
                and ":" in line
                and not line.startswith(("# Copy", "# Ordinary", "# An ", "# Documents"))
            ),
            where=path.name,
        )


@pytest.mark.parametrize(
    ("site", "path", "kind"),
    [
        (Trs(40), "/tzgg/index.html", "trs"),
        (Plain(40), "/list/", "list"),
        (Feed(5), "/rss.xml", "feed"),
        (Sitemap(5), "/sitemap.xml", "sitemap"),
        (Plain(3), "/content/post_1.html", "pages"),
    ],
)
def test_add_guesses_the_kind_and_test_shows_what_it_finds(workspace: Path, site: Any, path: str, kind: str) -> None:
    with serving({"localhost": site}) as server:
        added = call("sources", "add", server.url("localhost", path), "--name", "mine", "--allow-private", "localhost")
        assert added.exit_code == 0, added.output
        assert load_sources(workspace / "sources")[0].kind == kind
        tried = call("sources", "test", "mine", "--json")
        assert tried.exit_code == 0, tried.output
    shown = json.loads(tried.stdout)[0]
    assert shown["item"]
    assert shown["documents"][0]["characters"] > 50
    assert not (workspace / "archive").exists()
    assert not (workspace / "dataset").exists()


def test_add_says_why_it_cannot(workspace: Path) -> None:
    with serving({"localhost": Plain(3)}) as server:
        private = call("sources", "add", server.url("localhost", "/list/"))
        gone = call("sources", "add", server.url("localhost", "/nothing"), "--allow-private", "localhost")
    assert (private.exit_code, gone.exit_code) == (2, 2)
    assert "PM618" in private.stderr
    assert "PM614" in gone.stderr
    assert call("sources", "add", "javascript:1").exit_code == 2
    assert list((workspace / "sources").glob("*.yaml")) == []


def test_a_json_list_is_guessed_with_its_fields() -> None:
    from policymine.acquisition.kinds import Page
    from policymine.acquisition.probe import guess
    from tests.site.server import Ask

    answer = Json(5).answer(Ask("GET", "/api/list?page=1", {"host": "x"}))
    body = answer.body.replace(b'"docId": ', b'"url": "/view?id=1", "docId": ')  # type: ignore[union-attr]
    found = guess(Page("http://x/api/list?page=1", body, "application/json"))
    assert (found.kind, found.more["fields"]) == (
        "json",
        {"items": "data.list", "url": "url", "title": "name", "date": "time"},
    )


def test_reparse_builds_the_dataset_from_the_archive_alone(workspace: Path) -> None:
    from tests.acquisition.crawling import source

    with serving({"plain.test": Plain(4)}) as server:
        run(server, [source(server, "plain.test", "list", "/list/")], workspace / "archive")
    assert call("reparse", "--quiet").exit_code == 0
    rows = json.loads(call("figures", "--json", "--limit", "0").stdout)
    assert any(row["quote"].startswith("406") or "406" in row["quote"] for row in rows)
    assert {row["doc"] for row in rows} == {f"plain.test:{server.port}/content/post_{n}.html" for n in range(1, 5)}
    nothing = call("reparse", "--missing")
    assert "4 skipped" in nothing.stderr
    assert "nothing new" in nothing.stderr


def test_health_and_list(workspace: Path) -> None:
    from tests.acquisition.crawling import source

    text = "name: plain\nkind: list\nstart: http://plain.test/list/\n"
    (workspace / "sources" / "plain.yaml").write_text(text, encoding="utf-8")
    assert "plain" in call("sources", "list").stdout
    assert json.loads(call("sources", "health", "--json").stdout)[0]["detail"] == "never run"
    with serving({"plain.test": Plain(4)}) as server:
        run(server, [source(server, "plain.test", "list", "/list/")], workspace / "archive")
        assert json.loads(call("sources", "health", "--json").stdout)[0]["items"] == 4
        for number in range(2):
            given = source(server, "plain.test", "list", "/nothing/", recheck="never")
            run(server, [given], workspace / "archive", now=f"2026-11-2{3 + number}T03:00:00+00:00")
    sick = call("sources", "health", "--json")
    row = json.loads(sick.stdout)[0]
    assert (sick.exit_code, row["failures"], row["code"]) == (1, 2, "PM614")
    assert row["last_success"] == "2026-11-22T03:00:00+00:00"
    with Archive(workspace / "archive") as archive:
        assert len(list(archive.documents())) == 4


def test_presets_are_valid_and_can_be_added(workspace: Path) -> None:
    names = preset_names()
    assert len(names) == 33
    assert all(load_preset(name).status == "untested-live" for name in names)
    assert call("sources", "add", "edu-guizhou").exit_code == 0
    assert load_sources(workspace / "sources")[0].kind == "trs"
    assert call("sources", "add", "edu-guizhou").exit_code == 2
    with pytest.raises(AcquisitionError, match="edu-guizhou"):
        load_preset("edu-guizou")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "name: a\nkind: trs\nstart: https://x.cn/\nscop: {}\n",
            "line 4, field scop: unknown field; did you mean 'scope'?",
        ),
        ("name: a\nkind: trs\nstart: https://x.cn/\nselectors:\n  item: 'li >'\n", "line 5, field selectors.item"),
        ("name: a\nkind: tr\nstart: https://x.cn/\n", "line 2, field kind"),
        ("name: a\nkind: trs\nstart: ftp://x.cn/\n", "must begin with http"),
        ("name: A b\nkind: trs\nstart: https://x.cn/\n", "name must be small letters"),
        ("name: a\nkind: folder\nstart: https://x.cn/\n", "must be a path"),
        ("name: a\nkind: trs\nstart: [https://x.cn/\n", "line 4"),
        ("name: a\nkind: trs\nstart: https://x.cn/\nscope: {include: '['}\n", "no regular expression"),
        ("- a\n", "must hold a mapping"),
        ("name: b\nkind: trs\nstart: https://x.cn/\n", "is not the file's name"),
    ],
)
def test_a_bad_source_file_is_named_with_its_line(workspace: Path, text: str, said: str) -> None:
    (workspace / "sources" / "a.yaml").write_text(text, encoding="utf-8")
    result = call("sources", "list")
    assert result.exit_code == 2
    assert "PM601" in result.stderr
    assert said in result.stderr
