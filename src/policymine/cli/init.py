"""``policymine init``: a new workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the workspace; made where it is not there.")],
) -> None:
    """Make a workspace: settings, and a folder of sources with examples.

    Nothing that is there is overwritten. Go on with 'policymine sources add URL' and 'policymine refresh'.
    """
    from policymine.acquisition.scaffold import init_workspace

    for path in init_workspace(folder):
        typer.echo(str(path))
