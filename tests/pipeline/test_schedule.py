"""Units for schedulers: read back by the rules of the program that reads them."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from policymine.errors import UsageError
from policymine.pipeline import schedule
from policymine.pipeline.schedule import Every

NASTY = [
    "plain",
    "with blanks",
    "it's",
    'a "quoted" one',
    "50% off",
    "$(touch pwned)",
    "`id`",
    "a;b|c&d",
    "back\\slash",
    "星期 一",
    "#x",
]


def fires(line: str, moment: datetime) -> bool:
    """Whether the five fields of a cron line name the minute; stars and numbers are all that is written."""
    minute, hour, day, month, weekday = line.split()[:5]
    wanted = (minute, hour, day, month, weekday)
    real = (moment.minute, moment.hour, moment.day, moment.month, moment.isoweekday() % 7)
    return all(want == "*" or int(want) == is_ for want, is_ in zip(wanted, real, strict=True))


@pytest.mark.parametrize(
    ("every", "at", "count", "first"),
    [
        (Every.HOUR, "03:17", 24 * 14, datetime(2026, 11, 22, 0, 17)),
        (Every.DAY, "03:00", 14, datetime(2026, 11, 22, 3, 0)),
        (Every.WEEK, "23:59", 2, datetime(2026, 11, 23, 23, 59)),
    ],
)
def test_cron_fires_when_it_should(every: Every, at: str, count: int, first: datetime) -> None:
    line = schedule.cron(["/p"], Path("/w"), every, *schedule.parse_at(at))
    begin = datetime(2026, 11, 22)
    moments = [m for n in range(14 * 24 * 60) if fires(line, m := begin + timedelta(minutes=n))]
    assert (len(moments), moments[0]) == (count, first)


@pytest.mark.parametrize("at", ["24:00", "3", "03:60", "03:00; rm", "３:00", "", "-1:00"])
def test_a_time_is_a_time(at: str) -> None:
    with pytest.raises(UsageError, match="PM405"):
        schedule.parse_at(at)


@pytest.mark.parametrize("name", NASTY)
def test_cron_hands_the_path_over_as_it_is(tmp_path: Path, name: str) -> None:
    """Cron takes ``\\%`` for ``%`` and gives the rest to /bin/sh: so does this test, with a program that says what it got."""
    echo = tmp_path / "say what's said"
    echo.write_text('#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done\n', encoding="utf-8")
    echo.chmod(0o755)
    line = schedule.cron([str(echo)], Path("/data") / name, Every.DAY, 3, 0)
    assert line.count("\n") == 1
    command = line.split(" ", 5)[5].rstrip("\n")
    assert "%" not in command.replace("\\%", "")
    out = subprocess.run(
        ["/bin/sh", "-c", command.replace("\\%", "%")], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert out.stdout.splitlines() == ["refresh", "--quiet", f"/data/{name}"]
    assert not (tmp_path / "pwned").exists()


def systemd_words(line: str) -> list[str]:
    """Words of an ExecStart line as systemd reads them: quotes, C escapes, then specifiers and variables."""
    words, word, quoted, position = [], "", False, 0
    while position < len(line):
        letter = line[position]
        if letter == "\\":
            position += 1
            word += line[position]
        elif letter == '"':
            quoted = not quoted
        elif letter == " " and not quoted:
            words.append(word)
            word = ""
        else:
            word += letter
        position += 1
    return [w.replace("%%", "%").replace("$$", "$") for w in [*words, word]]


@pytest.mark.parametrize("name", NASTY)
def test_systemd_hands_the_path_over_as_it_is(name: str) -> None:
    files = schedule.systemd(["/usr/bin/true"], Path("/data") / name, Every.DAY, 3, 0)
    (line,) = [row for row in files[schedule.SERVICE].splitlines() if row.startswith("ExecStart=")]
    assert systemd_words(line.removeprefix("ExecStart=")) == ["/usr/bin/true", "refresh", "--quiet", f"/data/{name}"]
    assert "Persistent=true" in files[schedule.TIMER]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("every", list(Every))
def test_systemd_takes_the_units(tmp_path: Path, every: Every) -> None:
    for name, text in schedule.systemd(["/bin/true"], Path("/data/50% of it's $HOME"), every, 3, 5).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    units = [str(tmp_path / schedule.SERVICE), str(tmp_path / schedule.TIMER)]
    environment = os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    out = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False, env=environment
    )
    said = [row for row in (out.stdout + out.stderr).splitlines() if "policymine" in row]
    assert (out.returncode, said) == (0, []), out.stderr
    when = subprocess.run(
        ["systemd-analyze", "calendar", schedule.calendar(every, 3, 5)], capture_output=True, text=True, check=True
    )
    assert ":05:00" in when.stdout


@pytest.mark.parametrize("name", NASTY)
def test_github_hands_the_path_over_as_it_is(tmp_path: Path, name: str) -> None:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    text = schedule.github(root / name, Every.WEEK, 3, 0)
    job = yaml.safe_load(text)["jobs"]["refresh"]
    assert job["env"] == {"WORKSPACE": name}
    assert yaml.safe_load(text)["on"]["schedule"] == [{"cron": "0 3 * * 1"}]
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert name == "plain" or not any(name in command for command in commands)
    caches = [step for step in job["steps"] if "actions/cache" in step.get("uses", "")]
    assert [step["uses"] for step in caches] == ["actions/cache/restore@v4", "actions/cache/save@v4"]
    assert {step["with"]["path"] for step in caches} == {f"{name}/archive\n{name}/dataset\n{name}/runs"}
    assert any("upload-artifact" in step.get("uses", "") for step in job["steps"])


def test_what_no_unit_can_carry_is_refused(tmp_path: Path) -> None:
    for make in (schedule.cron, schedule.systemd):
        with pytest.raises(UsageError, match="PM405"):
            make(["/p"], Path("/a\n* * * * * root id"), Every.DAY, 3, 0)
    with pytest.raises(UsageError, match="PM405"):
        schedule.systemd(["/opt/$HOME/p"], Path("/w"), Every.DAY, 3, 0)
    (tmp_path / ".git").mkdir()
    with pytest.raises(UsageError, match="PM405"):
        schedule.github(tmp_path / "${{ secrets.X }}", Every.DAY, 3, 0)
