"""The daily job on the command line, and the shell examples of its page."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from policymine.cli.app import app
from policymine.cli.refresh import EXIT_CODES, printable
from policymine.cli.runs import list_runs
from policymine.pipeline import exit_codes
from policymine.pipeline.refreshing import refresh_lock
from tests.acquisition.crawling import source
from tests.refreshing import content, make_workspace, table
from tests.site.families import Jcms, Plain, Trs
from tests.site.server import Answer, Ask, Raw, Server, serving

PAGE = Path(__file__).parents[2] / "docs" / "refresh.md"


def call(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def local(server: Server, **rest: Any) -> Any:
    return source(server, "localhost", "list", "/list/", name="mine", **rest)


def test_shell_examples_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    assert len(lines) >= 15
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}
    with serving({"localhost": Trs(4)}) as server:
        for line in lines:
            words = shlex.split(line)
            if words[0] == "cd":
                monkeypatch.chdir(words[1])
                config = Path("policymine.toml")
                config.write_text(
                    config.read_text(encoding="utf-8").replace("delay = 2.0", "delay = 0"), encoding="utf-8"
                )
                continue
            assert words.pop(0) == "policymine"
            if words[:2] == ["sources", "add"]:
                words[2] = server.url("localhost", "/tzgg/index.html")
                words += ["--allow-private", "localhost"]
            result = call(*words)
            # Notice 3 links to files that are no PDF: the first run ends with 1, and the page is failed in it.
            assert result.exit_code == (1 if line == "policymine refresh" else 0), (line, result.output)
            said[line] = result.output
    assert "4 new" in said["policymine refresh --dry-run"]
    assert "documents: 4 new, 0 revised, 2 could not be read" in said["policymine refresh"]
    assert "PM106×2" in said["policymine runs"]
    assert "jyt" in said["policymine sources health"]
    assert Path("units/policymine-refresh.timer").is_file()


def test_exit_codes_are_the_same_in_help_and_page_and_code() -> None:
    page = dict(re.findall(r"^\| (\d+) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.M))
    assert page == {str(code): meaning for code, meaning in exit_codes.MEANINGS.items()}
    assert set(re.findall(r"\b\d+(?= [a-z])", EXIT_CODES)) == set(page)
    assert "Exit codes of a refresh" in call("refresh", "--help").stdout


def test_second_refresh_says_who_holds_the_lock(tmp_path: Path) -> None:
    with serving({"localhost": Plain(1)}) as server:
        place = make_workspace(tmp_path, [local(server)])
        (tmp_path / "runs").mkdir()
        with refresh_lock(place, "20261122T030000Z"):
            result = call("refresh", str(tmp_path))
    assert result.exit_code == exit_codes.BUSY
    assert f"PM640 another refresh is running in this workspace: {tmp_path} (process {os.getpid()}" in result.stderr


def test_a_run_is_listed_while_it_runs_and_told_when_it_was_killed(tmp_path: Path) -> None:
    slow = _Slow(30)
    with serving({"localhost": slow}) as server:
        place = make_workspace(tmp_path, [local(server)], per_host=1, timeout=20)
        child = subprocess.Popen([sys.executable, "-m", "policymine", "refresh", str(tmp_path)], stderr=subprocess.PIPE)
        _until(lambda: len(server.log) > 8)
        assert [row["state"] for row in list_runs(tmp_path)] == ["running"]
        child.kill()
        child.communicate()
        assert [row["state"] for row in list_runs(tmp_path)] == ["broken off"]
        slow.pause = 0
        result = call("refresh", str(tmp_path), "--json")
        fetched = [ask.target for _, ask in server.log if "post" in ask.path]
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout)[0]
    assert row["pages"]["new"] == len(table(place, "documents")) == 30
    assert len(fetched) <= 30 + 8  # what was under way
    assert [row["state"] for row in list_runs(tmp_path)] == ["done", "broken off"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_scheduler_may_end_it(tmp_path: Path) -> None:
    slow = _Slow(30)
    with serving({"localhost": slow}) as server:
        make_workspace(tmp_path, [local(server)], per_host=1, timeout=20)
        child = subprocess.Popen(
            [sys.executable, "-m", "policymine", "refresh", str(tmp_path)], stderr=subprocess.PIPE, text=True
        )
        _until(lambda: len(server.log) > 8)
        child.send_signal(signal.SIGTERM)
        _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "run the command again to go on" in said
    assert [row["state"] for row in list_runs(tmp_path)] == ["interrupted"]


class _Slow(Plain):
    pause = 0.15

    def answer(self, ask: Ask) -> Answer | Raw | None:
        time.sleep(self.pause)
        return super().answer(ask)


def _until(condition: Any) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_killed_at_random_moments_and_run_again_the_dataset_is_the_undisturbed_one(tmp_path: Path) -> None:
    """Five kills on one workspace of 60 pages, later ones in later stages; 25 over 500 pages in benchmarks/refresh.py."""
    import random

    draw = random.Random(11)

    def both(ask: Ask) -> Answer | Raw | None:
        return jcms(ask) if ask.path.startswith(("/col", "/art", "/module/web")) else trs(ask)

    trs, jcms = Trs(30), Jcms(30)
    with serving({"localhost": both}) as server:
        given = [
            source(server, "localhost", "trs", "/tzgg/index.html", name="trs"),
            source(server, "localhost", "jcms", "/col/col1532981/index.html", name="jcms"),
        ]
        whole = make_workspace(tmp_path / "whole", given)
        began = time.monotonic()
        assert call("refresh", str(tmp_path / "whole")).exit_code == 1
        took = time.monotonic() - began
        expected = content(whole)
        place = make_workspace(tmp_path / "killed", given)
        server.forget()
        for _ in range(5):
            child = subprocess.Popen(
                [sys.executable, "-m", "policymine", "refresh", str(tmp_path / "killed")], stderr=subprocess.DEVNULL
            )
            time.sleep(draw.uniform(0.5, took + 0.5))
            child.kill()
            child.wait()
        call("refresh", str(tmp_path / "killed"))
        fetched = [ask.target for _, ask in server.log if ask.status == 200 and re.search(r"/t20|/art_", ask.target)]
    assert content(place) == expected
    assert len(fetched) - len(set(fetched)) <= 5 * 2 * 8
    assert {row["state"] for row in list_runs(tmp_path / "killed")} <= {"done", "broken off"}


def test_what_a_server_says_cannot_drive_the_terminal(tmp_path: Path) -> None:
    assert printable("a\x1b]0;owned\x07\u202eb\nc") == "a�]0;owned��b�c"


@pytest.mark.parametrize("threshold", ["0", "1.5", "true", '"0.7"'])
def test_reprint_threshold_is_a_share(tmp_path: Path, threshold: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policymine.toml").write_text(f"reprint_threshold = {threshold}\n", encoding="utf-8")
    result = call("reprints")
    assert result.exit_code == 2
    assert "reprint_threshold" in result.stderr


def test_reprint_threshold_decides_what_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two papers tell one story with a changed ending: two reports by a strict threshold, one by a loose one."""
    monkeypatch.chdir(tmp_path)
    story = (
        "石家庄晚报讯 截至2022年6月，河北省义务教育阶段学科类校外培训机构由5092家压减至4家。省教育厅介绍，各地建立了联合检查机制，"
        "逐家核对登记材料，公布举报电话，并要求机构公开收费标准，退费纠纷由属地部门负责协调处理。"
    )
    other = "邯郸和保定的家长表示，孩子放学以后有了更多时间运动和阅读，周末也可以一起去图书馆和博物馆参加活动。"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(story, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text(story + other, encoding="utf-8")
    assert call("mine", "in", "--quiet").exit_code == 0
    reports = {}
    for threshold in ("0.95", "0.3"):
        (tmp_path / "policymine.toml").write_text(f"reprint_threshold = {threshold}\n", encoding="utf-8")
        rows = json.loads(call("compare", "subject_training_institutions.count", "--json").stdout)
        reports[threshold] = {row["reports"] for row in rows if row["adcode"] == "130000"}
    assert reports == {"0.95": {2}, "0.3": {1}}
