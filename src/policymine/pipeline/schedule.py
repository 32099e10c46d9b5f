"""Units that refresh a workspace regularly: a line for cron, a service and a timer for systemd, a workflow for GitHub.

A path is data: it is quoted by the rules of the program that reads it, and one that no rule can carry is refused.
"""

from __future__ import annotations

import re
import shlex
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any, Final

from policymine.errors import UsageError


class Every(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


class Form(StrEnum):
    CRON = "cron"
    SYSTEMD = "systemd"
    GITHUB = "github"


_AT = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)$")

SERVICE: Final = "policymine-refresh.service"
TIMER: Final = "policymine-refresh.timer"
WORKFLOW: Final = ".github/workflows/policymine-refresh.yml"


def parse_at(at: str) -> tuple[int, int]:
    """Hour and minute of ``03:00``. Raises ``UsageError`` PM405."""
    match = _AT.match(at)
    if match is None or not at.isascii():
        raise UsageError("PM405", "a time is 00:00 to 23:59", where=f"--at {at}")
    return int(match[1]), int(match[2])


def cron_times(every: Every, hour: int, minute: int) -> str:
    """The five fields of a cron line. An hourly run takes its minute from the time, a weekly one is on Mondays."""
    return {
        Every.HOUR: f"{minute} * * * *",
        Every.DAY: f"{minute} {hour} * * *",
        Every.WEEK: f"{minute} {hour} * * 1",
    }[every]


def calendar(every: Every, hour: int, minute: int) -> str:
    """The same as systemd's calendar event."""
    return {
        Every.HOUR: f"*-*-* *:{minute:02}:00",
        Every.DAY: f"*-*-* {hour:02}:{minute:02}:00",
        Every.WEEK: f"Mon *-*-* {hour:02}:{minute:02}:00",
    }[every]


def cron(program: list[str], workspace: Path, every: Every, hour: int, minute: int) -> str:
    """A line for ``crontab -e``. Cron takes ``%`` for the end of the line unless a backslash stands before it."""
    _printable(workspace, *program)
    command = " ".join(shlex.quote(part) for part in [*program, "refresh", "--quiet", str(workspace)])
    return f"{cron_times(every, hour, minute)} {command.replace('%', chr(92) + '%')}\n"


def systemd(program: list[str], workspace: Path, every: Every, hour: int, minute: int) -> dict[str, str]:
    """Service and timer by file name."""
    _printable(workspace, *program)
    if "$" in program[0]:
        raise UsageError("PM405", "systemd starts no program whose path holds '$'", where=program[0])
    command = " ".join(_systemd_word(part) for part in [*program, "refresh", "--quiet", str(workspace)])
    service = f"""\
[Unit]
Description=Refresh of a policymine workspace
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
# Some pages failed: 'policymine runs' lists them. The run itself is no failure.
SuccessExitStatus=1
Nice=10
"""
    timer = f"""\
[Unit]
Description=Refresh a policymine workspace every {every}

[Timer]
OnCalendar={calendar(every, hour, minute)}
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {SERVICE: service, TIMER: timer}


def _systemd_word(word: str) -> str:
    """A word of ``ExecStart``: quoted, with systemd's own specifiers (%) and variables ($) taken as they are written."""
    for plain, written in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        word = word.replace(plain, written)
    return f'"{word}"'


def github(
    workspace: Path,
    every: Every,
    hour: int,
    minute: int,
    archive: str = "archive",
    dataset: str = "dataset",
) -> str:
    """A workflow for the repository that holds the workspace. Times are UTC there.

    ``archive``, ``dataset``: their folders within the workspace. They and the logs are kept in the cache from run to run,
    and the dataset is uploaded.
    """
    import yaml

    _printable(workspace)
    folder = _in_repository(workspace)
    if "${{" in str(folder):
        raise UsageError("PM405", "GitHub would take '${{' of the path for an expression", where=str(workspace))
    kept, shown = (
        "\n".join(str(folder / n) for n in names) for names in ((archive, dataset, "runs"), (dataset, "runs"))
    )
    steps: list[dict[str, Any]] = [
        {"uses": "actions/checkout@v4"},
        {"uses": "actions/setup-python@v5", "with": {"python-version": "3.12"}},
        {"run": "pip install 'policymine[crawl]'"},
        {
            "name": "What earlier runs fetched and read",
            "uses": "actions/cache/restore@v4",
            "with": {"path": kept, "key": "policymine-${{ github.run_id }}", "restore-keys": "policymine-"},
        },
        {"name": "Refresh", "run": 'policymine refresh -- "$WORKSPACE"'},
        {
            "name": "Keep it for the next run",
            "if": "always()",
            "uses": "actions/cache/save@v4",
            "with": {"path": kept, "key": "policymine-${{ github.run_id }}"},
        },
        {
            "if": "always()",
            "uses": "actions/upload-artifact@v4",
            "with": {"name": "policymine-dataset", "path": shown},
        },
    ]
    workflow = {
        "name": "Refresh policymine workspace",
        "on": {"schedule": [{"cron": cron_times(every, hour, minute)}], "workflow_dispatch": {}},
        "permissions": {"contents": "read"},
        "concurrency": {"group": "policymine-refresh"},
        "jobs": {
            "refresh": {
                "runs-on": "ubuntu-latest",
                "timeout-minutes": 330,
                "env": {"WORKSPACE": str(folder)},
                "steps": steps,
            }
        },
    }
    return str(yaml.safe_dump(workflow, sort_keys=False, allow_unicode=True, width=1000))


def _in_repository(workspace: Path) -> PurePosixPath:
    """The workspace's folder within its git repository; ``.`` where it is its root, or in none."""
    for parent in (workspace, *workspace.parents):
        if (parent / ".git").exists():
            return PurePosixPath(workspace.relative_to(parent).as_posix())
    return PurePosixPath()


def _printable(*parts: Path | str) -> None:
    for part in parts:
        if not str(part).isprintable():
            raise UsageError(
                "PM405", "a path with line breaks or control characters cannot be scheduled", where=repr(part)
            )
