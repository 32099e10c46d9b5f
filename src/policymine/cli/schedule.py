"""``policymine schedule``: the unit that refreshes a workspace regularly."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from policymine.cli.refresh import WorkspaceArgument
from policymine.pipeline.schedule import Every, Form


def unit(
    workspace: Path, every: Every, at: str, form: Form, archive: str = "archive", dataset: str = "dataset"
) -> dict[str, str]:
    """Files by name (a crontab has none of its own: ``crontab``) for a workspace. Raises ``UsageError`` PM405."""
    from policymine.pipeline import schedule

    hour, minute = schedule.parse_at(at)
    match form:
        case Form.CRON:
            return {"crontab": schedule.cron(program(), workspace, every, hour, minute)}
        case Form.SYSTEMD:
            return schedule.systemd(program(), workspace, every, hour, minute)
        case Form.GITHUB:
            return {schedule.WORKFLOW: schedule.github(workspace, every, hour, minute, archive, dataset)}


def program() -> list[str]:
    """How this policymine is started from anywhere, with absolute paths."""
    script = Path(sys.executable).with_name("policymine")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "policymine"]


def command(
    workspace: WorkspaceArgument = None,
    every: Annotated[Every, typer.Option(help="How often; weekly on Mondays.")] = Every.DAY,
    at: Annotated[
        str, typer.Option(metavar="HH:MM", help="When; hourly at its minute. GitHub takes it as UTC.")
    ] = "03:00",
    form: Annotated[Form, typer.Option("--as", help="For what the unit is.")] = Form.CRON,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Write the files there instead of printing them."),
    ] = None,
) -> None:
    """Print the cron line, the systemd units or the GitHub workflow that refreshes a workspace regularly.

    Nothing is installed: the comment above each file says how to.
    """
    from policymine.cli.config import load_settings, open_workspace
    from policymine.errors import UsageError

    place = open_workspace(workspace)
    settings = load_settings(place.root)
    archive = settings.archive
    dataset = os.path.relpath(place.dataset, place.root)
    files = unit(place.root, every, at, form, archive, dataset)
    for name, text in files.items():
        if output is None:
            typer.echo(f"# {_INSTALL[form].format(name=name)}\n{text}", nl=False)
            continue
        path = output / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError("PM405", error.strerror or str(error), where=str(path)) from error
        typer.echo(str(path))


_INSTALL = {
    Form.CRON: "add to the table that 'crontab -e' opens",
    Form.SYSTEMD: "~/.config/systemd/user/{name}; then: systemctl --user enable --now policymine-refresh.timer",
    Form.GITHUB: "{name} in the repository that holds the workspace",
}
