"""What a refresh tells the scheduler that started it."""

from __future__ import annotations

from typing import Final

from policymine.errors import AcquisitionError, DatasetError, InvariantError, PolicymineError, RefreshError
from policymine.pipeline.run_log import Tally

OK: Final = 0
SOME_PAGES: Final = 1
BAD_USE: Final = 2
SOME_SOURCES: Final = 3
DEFECT: Final = 4
ALL_SOURCES: Final = 5
BUSY: Final = 6
CANNOT_WRITE: Final = 7
INTERRUPTED: Final = 130

MEANINGS: Final[dict[int, str]] = {
    OK: "nothing failed",
    SOME_PAGES: "every source was read, but some pages or documents failed (they are listed)",
    BAD_USE: "wrong option, configuration or source file; nothing was done",
    SOME_SOURCES: "some sources failed, the others are up to date",
    DEFECT: "a defect of policymine",
    ALL_SOURCES: "all sources failed",
    BUSY: "another process refreshes this workspace or writes to its dataset or archive",
    CANNOT_WRITE: "the archive, the dataset or the log cannot be read or written",
    INTERRUPTED: "interrupted; what was committed is kept, and the next run goes on",
}

NO_FAILURE: Final = frozenset({"PM614", "PM619", "PM621", "PM628", "PM630", "PM635", "PM636"})
"""Codes of addresses that say how the web is, not that something broke: a page that is gone, one that robots.txt closes or
the source leaves out, a link that leads nowhere, a list that is cut at its limit. They are in the log; a scheduler that was
told of them every day would soon be told nothing."""


def of_run(tally: Tally) -> int:
    """The code of a run that came to its end."""
    broken = len(tally.broken_sources)
    if broken and broken == len(tally.sources):
        return ALL_SOURCES
    if broken:
        return SOME_SOURCES
    failed = any(count for code, count in tally.failed.items() if code not in NO_FAILURE)
    return SOME_PAGES if failed or tally.documents["failed"] or tally.document_failures else OK


def of_error(error: PolicymineError) -> int:
    """The code of a run that an error ended."""
    match error:
        case _ if error.code in ("PM308", "PM606", "PM640"):
            return BUSY
        case DatasetError():
            return CANNOT_WRITE
        case AcquisitionError():
            return CANNOT_WRITE if error.code in ("PM304", "PM605", "PM607") else BAD_USE
        case InvariantError():
            return DEFECT
        case RefreshError():
            return BAD_USE
        case _:
            return BAD_USE if error.code[:3] in ("PM1", "PM2", "PM4") else DEFECT
