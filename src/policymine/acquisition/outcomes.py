"""What came of one address in one run, and where the archive keeps what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """``NEW`` first answer of this address, ``REVISED`` other bytes than before, ``UNCHANGED`` the same bytes or 304."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Role(StrEnum):
    """What an address is to its source. Documents are made of pages and attachments only."""

    LIST = "list"
    PAGE = "page"
    ATTACHMENT = "attachment"
    ROBOTS = "robots"


DOCUMENT_ROLES = (Role.PAGE, Role.ATTACHMENT)


@dataclass(frozen=True, slots=True)
class ArchiveRef:
    """A record of the archive: its number (rising in the order of writing), WARC file, and bytes within that file."""

    number: int
    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer in the archive, without its bytes.

    ``sha256`` is that of the bytes with the transfer's compression taken off, ``size`` their count. ``title`` and
    ``published`` (EDTF) are what the list said of the page, ``parent`` the address that named it. ``revisit`` is true
    where the server said "not modified" or sent the same bytes again: the bytes are those of the earlier answer.
    """

    ref: ArchiveRef
    url: str
    source: str
    role: Role
    run: str
    retrieved: str  # ISO 8601, UTC
    status: int
    media_type: str
    sha256: str
    size: int
    title: str | None = None
    published: str | None = None
    parent: str | None = None
    revisit: bool = False


@dataclass(frozen=True, slots=True)
class Archived:
    """An answer with its bytes. ``content`` has the transfer's compression taken off."""

    capture: Capture
    headers: tuple[tuple[str, str], ...]
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one address in one run. ``code`` (PM6xx) is set where it failed, or where something is to be said.

    ``status``: the HTTP status, None where no answer came. ``size``: bytes of the answer, compression taken off.
    ``at``: ISO 8601, UTC.
    """

    run: str
    source: str
    url: str
    role: Role
    result: Result
    at: str
    status: int | None = None
    code: str | None = None
    detail: str = ""
    size: int = 0
    sha256: str | None = None
    number: int | None = None  # of the archive's record


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source's state over all runs. Times are ISO 8601, UTC, None where it never happened.

    ``failures`` counts runs in a row without a single good answer; ``items`` the pages and attachments ever archived;
    ``complete`` says that the last walk through its lists reached their end.
    """

    source: str
    last_run: str | None
    last_success: str | None
    failures: int
    items: int
    complete: bool
    last_code: str | None = None
    last_detail: str = ""
