"""A crawl as one JSON file: what the process that crawls is told."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

from pydantic import BaseModel, ConfigDict

from policymine.acquisition.sources import Source
from policymine.acquisition.workspace import CrawlSettings
from policymine.errors import AcquisitionError


class Job(BaseModel):
    """``now``: when the run was stamped, ISO 8601, UTC. ``root``: folder that paths of local sources stand against.

    ``resolve``: addresses of host names that are not asked of the network's name service. ``since``: entries that their
    list dates before it (EDTF) are left out. ``lists_only``: pages and attachments stay in the frontier.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    run: str
    now: str
    archive: str
    root: str
    sources: tuple[Source, ...]
    settings: CrawlSettings
    resolve: dict[str, str] = {}
    log: str | None = None
    since: str | None = None
    lists_only: bool = False

    def write(self, path: Path) -> None:
        path.write_text(self.model_dump_json(), encoding="utf-8")


def read_job(path: Path) -> Job:
    data: Any = json.loads(path.read_text(encoding="utf-8"))
    return Job.model_validate(data)


ARCHIVE_FAULT: Final = 3
"""Exit code of the process that crawls where the archive cannot be read or written; the last line of what it says is the
error's code, place and detail."""


def end_with(error: AcquisitionError) -> NoReturn:
    """End the process that crawls, at once: the archive is whole at every moment."""
    sys.stderr.write(f"{error.code}\t{error.where}\t{error.detail}\n")
    sys.stderr.flush()
    os._exit(ARCHIVE_FAULT)
